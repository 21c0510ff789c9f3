from gemeentedelers.domain.outreach.actions import send_portion
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to


@reacts_to("outreach.invited")
def send_invitations(fact: Fact) -> None:
    """Portion by portion, each in its own transaction, so that a worker that dies loses none and repeats none."""
    while send_portion(fact.subject, now=fact.at):
        pass

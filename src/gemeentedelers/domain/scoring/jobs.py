from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.queries import entries_in_competition, team_of
from gemeentedelers.domain.scoring.queries import shortlist_of
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import write_message


@reacts_to("shortlist.announced")
def send_advice_notices(fact: Fact) -> None:
    """Tell every team whether it goes on, and where its advice is."""
    edition = Edition.objects.get(year=int(fact.subject))
    going_on = set(shortlist_of(edition).values_list("entry", flat=True))
    for entry in entries_in_competition(edition):
        for member in team_of(entry):
            write_message(
                key=f"advice:{entry.reference}:{member.user.code}",
                to=member.user.email,
                template="scoring/mail_advice.txt",
                context={"entry": entry, "user": member.user, "goes_on": entry.pk in going_on},
                now=fact.at,
            )

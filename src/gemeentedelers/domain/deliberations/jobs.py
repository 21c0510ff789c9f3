from gemeentedelers.domain.deliberations.actions import set_cards_aside
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.queries import users_by_code
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to


@reacts_to("conflict.declared")
def set_aside_cards_of_the_tied(fact: Fact) -> None:
    juror = users_by_code([fact.actor]).get(fact.actor)
    entry = Entry.objects.filter(reference=fact.subject).first()
    if juror is not None and entry is not None:
        set_cards_aside(juror, entry, now=fact.at)

"""Facts that tie people to entries, each reached through its action."""

from datetime import date, datetime

from gemeentedelers.domain.conflicts.actions import tell_employment
from gemeentedelers.domain.conflicts.models import Employment
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY
from gemeentedelers.domain.entries.actions import add_participant
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import ParticipantRole
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.actions import known_organisation
from gemeentedelers.domain.people.models import User


def taking_part(entry: Entry, party: Municipality | str, role: ParticipantRole = ParticipantRole.PARTNER) -> None:
    """A municipality, or an organisation of that name, has a part in the case."""
    whole = known_organisation(party) if isinstance(party, str) else party
    add_participant(entry, whole, role, contribution="", by=owner_of(entry), now=DURING_ENTRY)


def worked_at(user: User, employer: Municipality | str, *, until: date, now: datetime = DURING_ENTRY) -> Employment:
    return tell_employment(
        user,
        municipality=None if isinstance(employer, str) else employer,
        organisation=employer if isinstance(employer, str) else "",
        ended_on=until,
        now=now,
    )

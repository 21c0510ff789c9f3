"""Nominations in every state, each reached through its action."""

from datetime import datetime

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.nominations.actions import nominate
from gemeentedelers.domain.nominations.jobs import (
    invite_contact,
    tell_that_it_started,
    tell_that_it_was_declined,
    tell_that_it_was_submitted,
    tell_the_team,
)
from gemeentedelers.domain.nominations.models import Invitation, Nomination
from gemeentedelers.domain.nominations.rules import Pointer, Voice
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.journal.models import Fact

TITLE, REASON = "Buurtkeuken zonder drempel", "Iedereen kan mee-eten."
NOOR = Voice("Noor", "noor@elders.example", wants_credit=True, wants_news=True)
BOB = Voice("Bob", "bob@overal.example")
NOBODY = Voice()
REACTIONS = {
    "nomination.invited": invite_contact,
    "nomination.matched": tell_the_team,
    "nomination.claimed": tell_that_it_started,
    "nomination.declined": tell_that_it_was_declined,
    "entry.submitted": tell_that_it_was_submitted,
}


def nominated(
    edition: Edition,
    municipality: Municipality,
    *,
    title: str = TITLE,
    voice: Voice = NOOR,
    contact: str = "",
    by: User | None = None,
    now: datetime = DURING_ENTRY,
) -> Nomination:
    return nominate(
        edition,
        municipality,
        title=title,
        reason=REASON,
        voice=voice,
        pointer=Pointer(email=contact),
        by=by,
        now=now,
    )


def nomination_of(
    nominee: User,
    *,
    edition: Edition | None = None,
    title: str = TITLE,
    voice: Voice = NOOR,
    now: datetime = DURING_ENTRY,
) -> Nomination:
    """A nomination that waits for the answer of the nominee."""
    assert nominee.municipality is not None
    return nominated(
        edition or make_edition(), nominee.municipality, title=title, voice=voice, contact=nominee.email, now=now
    )


def invitation_of(nomination: Nomination) -> Invitation:
    """The link that works."""
    return Invitation.objects.get(nomination=nomination, handed_on_at=None)


def react() -> None:
    """What the workers do, and once more: every job tolerates a second run."""
    for _ in range(2):
        for fact in Fact.objects.filter(name__in=REACTIONS).order_by("number"):
            REACTIONS[fact.name](fact)

"""Advice in every state, each reached through its actions."""

from datetime import datetime

from gemeentedelers.domain.advice.actions import approve_advice, release_advice, write_advice
from gemeentedelers.domain.advice.models import Advice
from gemeentedelers.domain.advice.queries import entries_to_advise
from gemeentedelers.domain.advice.rules import Parts
from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import DURING_READING
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory

WHOLE = Parts(
    "Bewoners dachten vanaf dag één mee.",
    "De brief staat klaar om te gebruiken.",
    "Meet over een jaar of het nog zo is.",
    "Schrijf op wat het een kleine gemeente kost.",
    "Praat met gemeente Kreekwijk (fictief).",
)


def reading_of(edition: Edition) -> Round:
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    return round_


def approved(entry: Entry, *, by: User | None = None, now: datetime = DURING_READING) -> Advice:
    """Written by one person and approved by another."""
    writer = by or UserFactory()
    advice = write_advice(entry, reading_of(entry.edition), WHOLE, is_ready=True, by=writer, now=now)
    approve_advice(advice, by=UserFactory(), now=now)
    advice.refresh_from_db()
    return advice


def advise_all(edition: Edition, *, now: datetime = DURING_READING) -> None:
    """Every entry of the reading round has approved advice."""
    writer = UserFactory()
    for entry in entries_to_advise(reading_of(edition)):
        approved(entry, by=writer, now=now)


def released(edition: Edition, *, now: datetime = DURING_READING) -> None:
    advise_all(edition, now=now)
    release_advice(reading_of(edition), by="test", now=now)

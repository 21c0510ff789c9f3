"""A pitch day, reached through its actions."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.finals.tests.factories import in_the_final
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.pitches.actions import Place, plan_day, publish_order
from gemeentedelers.domain.pitches.models import PitchDay
from gemeentedelers.domain.shortlists.tests.factories import an_organiser, announced

PLANNING = datetime(2027, 3, 1, 9, tzinfo=UTC)
BEGINS = datetime(2027, 3, 10, 9, tzinfo=UTC)
PLACE = Place("Stadhuis Voorbeeld, raadzaal", BEGINS, timedelta(minutes=5), timedelta(minutes=3))


def edition_with_finalists(categories: Sequence[str] = ("leefomgeving", "leefomgeving", "uitvoering")) -> Edition:
    """A finalist for each of these categories."""
    edition = make_edition()
    for number, category in enumerate(categories, start=1):
        eligible_entry(edition, category=category, title=f"Casus {number}")
    return in_the_final(announced(edition))


def an_operator(edition: Edition) -> User:
    return somebody_with(Role.OPERATOR, year=edition.year)


def planned_day(edition: Edition | None = None) -> PitchDay:
    """Three finalists, from nine o'clock every eight minutes."""
    edition = edition if edition is not None else edition_with_finalists()
    return plan_day(edition, PLACE, by=an_organiser(edition), now=PLANNING)


def published_day(edition: Edition | None = None) -> PitchDay:
    day = planned_day(edition)
    return publish_order(day, by=an_organiser(day.edition), now=PLANNING)

"""The moments of an edition: for the line on its overview, and for the demo clock to jump to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.web.ui.templatetags.ui import closing, moment

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition

OPENING = {
    RoundKind.SCREENING: "Eerste keuring begint",
    RoundKind.READING: "Leesronde opent",
    RoundKind.PAIRS: "Vergelijkronde opent",
    RoundKind.ASSESSMENT: "Assessoren beginnen",
    RoundKind.JURY: "Jury begint",
}
CLOSING = {
    RoundKind.SCREENING: "Eerste keuring sluit",
    RoundKind.READING: "Leesronde sluit",
    RoundKind.PAIRS: "Vergelijkronde sluit",
    RoundKind.ASSESSMENT: "Assessoren zijn klaar",
    RoundKind.JURY: "Jury kiest tot",
}


@dataclass(frozen=True)
class Moment:
    label: str
    at: datetime
    when: str


@dataclass(frozen=True)
class Milestone:
    """One moment as the line shows it: past, current (the first to come) or coming."""

    label: str
    when: str
    state: str


def moments_of(edition: "Edition") -> list[Moment]:
    return sorted(_moments(edition), key=lambda planned: planned.at)


def _moments(edition: "Edition") -> Iterator[Moment]:
    yield Moment("Inschrijving opent", edition.entry_opens, moment(edition.entry_opens))
    yield Moment("Inschrijving sluit", edition.entry_closes, closing(edition.entry_deadline))
    for round_ in edition.rounds.all():
        kind = RoundKind(round_.kind)
        yield Moment(OPENING[kind], round_.opens, moment(round_.opens))
        yield Moment(CLOSING[kind], round_.closes, closing(round_.deadline))
    yield Moment("Uitslag mag bekend", edition.reveal_from, moment(edition.reveal_from))


def next_moment(edition: "Edition", now: datetime) -> Moment | None:
    return next((planned for planned in moments_of(edition) if planned.at > now), None)


def milestones(edition: "Edition", now: datetime) -> list[Milestone]:
    coming = next_moment(edition, now)
    return [
        Milestone(
            planned.label,
            planned.when,
            "past" if planned.at <= now else "current" if planned == coming else "coming",
        )
        for planned in moments_of(edition)
    ]

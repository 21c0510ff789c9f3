"""One entry of the ranking: what each reader gave, each criterion corrected, and what it would be without a reader."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemeentedelers.domain.panels.rules import AssignmentEnd
from gemeentedelers.web.office.standing import severity_in_words
from gemeentedelers.web.ui.labels import label
from gemeentedelers.web.ui.templatetags.ui import points

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Criterion
    from gemeentedelers.domain.rankings.models import ReaderSeverity, StandingRow
    from gemeentedelers.domain.scoring.models import Scorecard


@dataclass(frozen=True)
class CardShown:
    """A card in the order of the criteria. `left_out` says why it does not count."""

    reader: str
    affiliation: str
    values: tuple[int | None, ...]
    severity: str
    is_unsure: bool
    left_out: str


@dataclass(frozen=True)
class FiguresShown:
    name: str
    raw: str
    corrected: str
    margin: str


@dataclass(frozen=True)
class WithoutShown:
    reader: str
    text: str


def cards_shown(
    cards: Sequence["Scorecard"],
    criteria: Sequence["Criterion"],
    severities: Mapping[int, "ReaderSeverity"],
    *,
    apart: Collection[int] = (),
) -> list[CardShown]:
    """`apart`: the cards of readers who are involved."""
    return [_card(card, criteria, severities.get(card.assignment.reader_id), card.pk in apart) for card in cards]


def _card(
    card: "Scorecard", criteria: Sequence["Criterion"], severity: "ReaderSeverity | None", is_apart: bool
) -> CardShown:
    values = {row.criterion_id: row.value for row in card.scores.all()}
    user = card.assignment.reader.user
    ended = AssignmentEnd.CONFLICT if is_apart else card.assignment.ended_because
    return CardShown(
        reader=user.name,
        affiliation=user.affiliation,
        values=tuple(values.get(criterion.pk) for criterion in criteria),
        severity=severity_in_words(severity.severity, severity.error) if severity else "",
        is_unsure=card.is_sure is False,
        left_out=label(AssignmentEnd(ended)) if ended else "",
    )


def criteria_shown(kept: "StandingRow", criteria: Sequence["Criterion"]) -> list[FiguresShown]:
    rows = [(row.name, kept.criteria[row.key]) for row in criteria if row.key in kept.criteria]
    total = {"raw": kept.raw_mean, "corrected": kept.corrected, "low": kept.low, "high": kept.high}
    return [_figures(name, figures) for name, figures in (*rows, ("Totaal, gewogen", total))]


def _figures(name: str, figures: Mapping[str, float | None]) -> FiguresShown:
    low, high = figures["low"], figures["high"]
    margin = "" if low is None or high is None else f"{points(low)} tot {points(high)}"
    return FiguresShown(name, points(figures["raw"]), points(figures["corrected"]), margin)


def without_shown(kept: "StandingRow", cards: Sequence["Scorecard"]) -> list[WithoutShown]:
    names = {card.assignment.reader_id: card.assignment.reader.user.name for card in cards}
    return [WithoutShown(names[row["reader"]], _text(row)) for row in kept.without if row["reader"] in names]


def _text(row: Mapping[str, float | int | None]) -> str:
    corrected, place = row["corrected"], row["place"]
    return "geen score over" if corrected is None else f"gecorrigeerd {points(corrected)}, plaats {place}"

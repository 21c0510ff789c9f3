"""The ranking as the organisers see it: places, marks and the line under the last one that goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.scoring.queries import ranking_of
from gemeentedelers.domain.scoring.rules import Ranked, above_the_cut
from gemeentedelers.web.ui.templatetags.ui import mean

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.entries.models import Entry


@dataclass(frozen=True)
class Row:
    ranked: Ranked
    entry: "Entry"
    is_in: bool

    @property
    def value(self) -> float | None:
        return _plotted(self.ranked.mean)

    @property
    def low(self) -> float | None:
        return _plotted(self.ranked.low)

    @property
    def high(self) -> float | None:
        return _plotted(self.ranked.high)

    @property
    def text(self) -> str:
        """What the dot and its line show, in words."""
        ranked = self.ranked
        return f"Gemiddeld {mean(ranked.mean)}, van {mean(ranked.low)} tot {mean(ranked.high)}."


@dataclass(frozen=True)
class Standing:
    rows: tuple[Row, ...]

    @property
    def last_in(self) -> Row | None:
        return next((row for row in reversed(self.rows) if row.is_in), None)

    @property
    def cut(self) -> float | None:
        """The line on the axis; there is none when everybody goes on."""
        return self.last_in.value if self.last_in and self.rows_below else None

    @property
    def rows_below(self) -> Sequence[Row]:
        return [row for row in self.rows if not row.is_in]


def standing_of(edition: "Edition", places: int) -> Standing:
    entries = {entry.reference: entry for entry in entries_in_competition(edition)}
    ranked = ranking_of(edition)
    chosen = {row.reference for row in above_the_cut(ranked, places)}
    return Standing(tuple(Row(row, entries[row.reference], row.reference in chosen) for row in ranked))


def _plotted(value: Fraction | None) -> float | None:
    return None if value is None else float(value)

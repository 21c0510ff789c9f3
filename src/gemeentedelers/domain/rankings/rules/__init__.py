"""How means become a ranking, and how corrected scores put it in another order.

Regulations: an entry's score is the mean of its final scorecards; equal means share a place. Equal corrected scores do
so as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gemeentedelers.domain.scoring.rules import Tally

SAME = 9


@dataclass(frozen=True)
class Ranked:
    """An entry in the ranking. Without any final scorecard it has no mean and stands last."""

    position: int
    reference: str
    mean: Fraction | None
    low: Fraction | None
    high: Fraction | None
    n_reads: int
    corrected: float | None = None


def ranking(tallies: Sequence[Tally]) -> list[Ranked]:
    """Highest mean first; equal means share a position and the next one is skipped; unread entries come last."""
    rows = sorted(tallies, key=lambda tally: (tally.means == (), -(_mean(tally.means) or 0), tally.reference))
    ranked: list[Ranked] = []
    for index, tally in enumerate(rows):
        mean = _mean(tally.means)
        shares = bool(ranked) and ranked[-1].mean == mean
        position = ranked[-1].position if shares else index + 1
        low, high = (min(tally.means), max(tally.means)) if tally.means else (None, None)
        ranked.append(Ranked(position, tally.reference, mean, low, high, len(tally.means)))
    return ranked


def _mean(means: Sequence[Fraction]) -> Fraction | None:
    return sum(means, Fraction(0)) / len(means) if means else None


def by_correction(ranked: Sequence[Ranked], corrected: Mapping[str, float]) -> list[Ranked]:
    """The same entries, the highest corrected score first; what has none keeps its order behind them.

    Scores that are equal in all decimals that mean something share a position: the rest is noise of the sums.
    """
    scores = {reference: round(score, SAME) for reference, score in corrected.items()}
    rows = sorted(ranked, key=lambda row: (row.reference not in scores, -scores.get(row.reference, 0)))
    placed: list[Ranked] = []
    for index, row in enumerate(rows):
        score = scores.get(row.reference)
        shares = bool(placed) and placed[-1].corrected == score
        placed.append(replace(row, position=placed[-1].position if shares else index + 1, corrected=score))
    return placed


def above_the_cut(ranked: Sequence[Ranked], places: int) -> list[Ranked]:
    """The entries that get a place. Who shares the last place gets one too: no lot decides."""
    scored = [row for row in ranked if row.mean is not None]
    if len(scored) <= places:
        return scored
    last = scored[places - 1].position if places else 0
    return [row for row in scored if row.position <= last]

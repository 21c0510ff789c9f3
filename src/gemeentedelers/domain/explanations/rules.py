"""What an account says of many numbers: how far a correction reached, and how sure a place was.

An account never holds a person: numbers of people, never names, and no number from which one reader can be known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Below this many, a number of readings or readers would point at somebody.
FEWEST_TOLD = 3
CHANCE_STEP = 5


@dataclass(frozen=True)
class Correction:
    """How far correcting for strict and mild readers moved the entries; `largest` in places."""

    n_entries: int
    n_moved: int
    largest: int
    n_crossed: int


@dataclass(frozen=True)
class Moved:
    """An entry in two orders: by its plain mean, and by the corrected score."""

    by_mean: int
    by_score: int


def correction_of(rows: Sequence[Moved], *, places: int) -> Correction:
    """`n_crossed` counts the entries that the correction brought over the cut, inward or outward."""
    moves = [abs(row.by_mean - row.by_score) for row in rows]
    return Correction(
        n_entries=len(rows),
        n_moved=sum(move > 0 for move in moves),
        largest=max(moves, default=0),
        n_crossed=sum((row.by_mean <= places) != (row.by_score <= places) for row in rows),
    )


def told_chance(chance: float | None) -> int | None:
    """Out of a hundred, in steps of five: no draw of a simulation is surer than that. Never quite 0 or 100."""
    if chance is None:
        return None
    return min(max(round(chance * 100 / CHANCE_STEP) * CHANCE_STEP, CHANCE_STEP), 100 - CHANCE_STEP)


def told_count(n: int) -> int | None:
    """The number, or None when it is so small that it points at somebody."""
    return n if n == 0 or n >= FEWEST_TOLD else None

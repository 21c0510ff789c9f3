"""How close entries stand when readers compare two at a time, and which pairs are asked next and of whom."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isnan, sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.science.comparison import FEWEST_PAIRS, PRIOR, Comparison, fit, next_pairs, reliability

RANDOM_SHARE = 0.2
MOST_PAIRS = 300
CLEAR_FROM, LIKELY_FROM = 0.95, 0.75
HIGH_FROM, FAIR_FROM = 0.8, 0.6


class PairingObstacle(StrEnum):
    """Why no pairs are given out."""

    ROUND_CLOSED = "round_closed"
    NO_READERS = "no_readers"
    TOO_FEW_CLOSE = "too_few_close"
    ALL_ASKED = "all_asked"
    NOBODY_FREE = "nobody_free"


class Margin(StrEnum):
    """How sure it is that an entry is better than the next."""

    CLEAR = "clear"
    LIKELY = "likely"
    EVEN = "even"


class Agreement(StrEnum):
    """How much of the order other readers would find again, from the pairs that chance chose."""

    HIGH = "high"
    FAIR = "fair"
    LOW = "low"
    UNKNOWN = "unknown"


class Judged(NamedTuple):
    """One decided pair, by reference."""

    winner: str
    loser: str
    is_random: bool


@dataclass(frozen=True)
class PairedRow:
    """An entry in the order of the comparisons. Nothing follows the last; across separate groups nothing is known."""

    reference: str
    place: int
    n_won: int
    n_compared: int
    margin: Margin | None


@dataclass(frozen=True)
class PairsOrder:
    rows: Sequence[PairedRow]
    agreement: Agreement
    reliability: float | None
    n_random: int
    n_groups: int


class Asked(NamedTuple):
    """A pair that one reader gets."""

    reader: str
    left: str
    right: str
    is_random: bool


@dataclass(frozen=True)
class Judge:
    """A reader of pairs: what was asked, as pairs of references, and how much is promised and still to do."""

    code: str
    capacity: int
    n_to_do: int
    asked: frozenset[frozenset[str]]


def order_of(judged: Sequence[Judged]) -> PairsOrder:
    """The entries that were compared, best first."""
    references = sorted({reference for pair in judged for reference in pair[:2]})
    if not judged:
        return PairsOrder((), Agreement.UNKNOWN, None, 0, 0)
    won, lost = _indexes(judged, references)
    fitted = fit(won, lost, n_items=len(references))
    n_won, n_lost = Counter(pair.winner for pair in judged), Counter(pair.loser for pair in judged)
    ranked = sorted(range(len(references)), key=lambda item: (-fitted.strength[item], references[item]))
    rows = [
        PairedRow(
            references[item],
            place,
            n_won[references[item]],
            n_won[references[item]] + n_lost[references[item]],
            _margin(fitted, item, ranked[place]) if place < len(ranked) else None,
        )
        for place, item in enumerate(ranked, start=1)
    ]
    share = _reliability(judged, won, lost, len(references))
    n_random = sum(pair.is_random for pair in judged)
    return PairsOrder(rows, _agreement(share), share, n_random, int(fitted.components.max()) + 1)


def _indexes(judged: Sequence[Judged], references: Sequence[str]) -> tuple[list[int], list[int]]:
    number = {reference: place for place, reference in enumerate(references)}
    return [number[pair.winner] for pair in judged], [number[pair.loser] for pair in judged]


def _margin(fitted: Comparison, one: int, other: int) -> Margin | None:
    if fitted.components[one] != fitted.components[other]:
        return None
    variance = fitted.covariance[one, one] + fitted.covariance[other, other] - 2 * fitted.covariance[one, other]
    chance = NormalDist().cdf(float(fitted.strength[one] - fitted.strength[other]) / sqrt(float(variance)))
    if chance >= CLEAR_FROM:
        return Margin.CLEAR
    return Margin.LIKELY if chance >= LIKELY_FROM else Margin.EVEN


def _reliability(judged: Sequence[Judged], won: list[int], lost: list[int], n_items: int) -> float | None:
    chosen = [pair.is_random for pair in judged]
    if sum(chosen) < 2 * FEWEST_PAIRS:
        return None
    found = reliability(won, lost, np.array(chosen, dtype=np.bool_), n_items=n_items)
    return None if isnan(found) else found


def _agreement(share: float | None) -> Agreement:
    if share is None:
        return Agreement.UNKNOWN
    if share >= HIGH_FROM:
        return Agreement.HIGH
    return Agreement.FAIR if share >= FAIR_FROM else Agreement.LOW


def why_not_pair(*, is_closed: bool, n_readers: int, n_close: int) -> Refusal | None:
    if is_closed:
        return Refusal(PairingObstacle.ROUND_CLOSED)
    if not n_readers:
        return Refusal(PairingObstacle.NO_READERS)
    return Refusal(PairingObstacle.TOO_FEW_CLOSE, n_close=n_close) if n_close < 2 else None


def pairs_to_ask(
    judged: Sequence[Judged], close: Collection[str], n: int, *, waiting: Collection[frozenset[str]], seed: int
) -> list[tuple[str, str, bool]]:
    """The pairs of close entries that tell most, with a share by chance; none that somebody still has to decide."""
    references = sorted(close)
    within = [pair for pair in judged if {pair.winner, pair.loser} <= set(references)]
    n_pairs = len(references) * (len(references) - 1) // 2
    wanted = min(n + len(waiting), n_pairs)
    chosen = next_pairs(_known(within, references), wanted, random_share=RANDOM_SHARE, seed=seed)
    found = []
    for number, (first, second, is_random) in enumerate(zip(*(part.tolist() for part in chosen), strict=True)):
        pair = (references[first], references[second])
        if frozenset(pair) not in waiting:
            # Neither entry always stands at the same side.
            left, right = pair if (number + seed) % 2 else pair[::-1]
            found.append((left, right, is_random))
    return found[:n]


def _known(judged: Sequence[Judged], references: Sequence[str]) -> Comparison:
    if judged:
        return fit(*_indexes(judged, references), n_items=len(references))
    n = len(references)
    return Comparison(np.zeros(n), np.full(n, PRIOR), np.eye(n) * PRIOR**2, np.full(n, -1, dtype=np.int64))


def deal(
    pairs: Sequence[tuple[str, str, bool]], judges: Sequence[Judge], bars: Collection[tuple[str, str]]
) -> list[Asked]:
    """Each pair to the reader with least to do who may judge both entries; a pair for whom nobody is, is left out."""
    to_do = {judge.code: judge.n_to_do for judge in judges}
    n_asked = {judge.code: len(judge.asked) for judge in judges}
    barred = set(bars)
    dealt = []
    for left, right, is_random in pairs:
        able = [
            judge.code
            for judge in judges
            if n_asked[judge.code] < judge.capacity
            and frozenset((left, right)) not in judge.asked
            and not {(judge.code, left), (judge.code, right)} & barred
        ]
        if able:
            chosen = min(able, key=lambda code: (to_do[code], n_asked[code], code))
            to_do[chosen] += 1
            n_asked[chosen] += 1
            dealt.append(Asked(chosen, left, right, is_random))
    return dealt

"""How the entries stand: the score as it was given, beside it the score without the severity of readers, and how sure.

Readers differ in severity, and not everybody reads everything. The corrected score says what an entry would get were it
read by everybody, with an interval and a chance of a place. It is advice: an entry's score stays the mean of its final
scorecards. What the scores cannot carry is refused, with the reason; then the mean stands alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from statistics import stdev
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gemeentedelers.domain.rankings.rules import Ranked, ranking
from gemeentedelers.domain.scoring.rules import Mark, Tally, weighted_mean
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.science.calibration import Calibration, calibrate, draws, interval, without_reader
from gemeentedelers.science.shortlist import next_reads

IN_FROM, OUT_BELOW = 0.75, 0.25
N_DRAWS, FEWER_DRAWS, MANY_ENTRIES = 4_000, 1_000, 1_000
LEAST_RESIDUAL = 1e-6
RANK_SHARES = (0.05, 0.95)
MOST_READERS_LEFT_OUT = 200
MOST_NEXT_READS, MOST_FOR_ONE = 300, 3

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Corrected = tuple[float, float, float]


class Band(StrEnum):
    """On which side of the cut an entry stands: a place in three of four draws, in fewer than one, or in between."""

    IN = "in"
    CLOSE = "close"
    OUT = "out"


class StandingObstacle(StrEnum):
    """Why scores are not corrected, or why nobody may decide by what was corrected before."""

    NO_FINAL_SCORES = "no_final_scores"
    ONE_READER = "one_reader"
    ONE_ENTRY = "one_entry"
    ALL_EQUAL = "all_equal"
    NO_SECOND_READS = "no_second_reads"
    READERS_READ_ONE = "readers_read_one"
    SEPARATE_GROUPS = "separate_groups"
    INSEPARABLE = "inseparable"
    NO_DIFFERENCE = "no_difference"
    NOT_COMPUTED = "not_computed"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True)
class Figures:
    """One score of an entry: as given, and corrected with its interval when that could be done."""

    raw: float
    corrected: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Without:
    """An entry as it would stand if one of its readers had said nothing. No score: nobody else read it."""

    reader: int
    corrected: float | None
    place: int | None


@dataclass(frozen=True)
class Row:
    """An entry with everything that is known of its place.

    `place` is the order of the corrected scores, and of the means when nothing was corrected. `spread` is the standard
    deviation of its cards, `lean` how much higher its readers score than others would, on average.
    """

    ranked: Ranked
    place: int
    total: Figures | None
    spread: float | None
    chance: float | None = None
    band: Band | None = None
    lean: float | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    criteria: Mapping[str, Figures] = field(default_factory=dict)
    without: tuple[Without, ...] = ()


@dataclass(frozen=True)
class Severity:
    """How much higher a reader scores than others would. `n_changes` places go to others without this reader."""

    reader: int
    severity: float
    error: float
    n_reads: int
    n_changes: int | None


@dataclass(frozen=True)
class Variances:
    mean: float
    entry: float
    reader: float
    residual: float


@dataclass(frozen=True)
class Placing:
    """All entries of a round, the best first."""

    rows: tuple[Row, ...]
    severities: tuple[Severity, ...] = ()
    variances: Variances | None = None
    obstacle: Refusal | None = None
    cut: float | None = None
    grey: tuple[float, float] | None = None
    next_reads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cards:
    """Final cards in columns: who scored which entry how, by criterion and in total.

    The first `n_ranked` entries are those of the round, the rest are golden cases: they only link readers.
    """

    entries: tuple[str, ...]
    n_ranked: int
    readers: tuple[int, ...]
    entry: Whole
    reader: Whole
    totals: tuple[Fraction, ...]
    values: tuple[Mapping[str, int], ...]


def placing(
    marks: Iterable[Mark],
    links: Iterable[Mark],
    *,
    entries: Collection[str],
    weights: Mapping[str, int],
    places: int,
    seed: int = 0,
) -> Placing:
    """From final scorecards, and the golden cases that link their readers, to how the entries stand."""
    cards = cards_of(marks, links, entries=entries, weights=weights)
    ranked = ranking(_tallies(cards, entries))
    raw = _raw_rows(cards, ranked)
    found = _calibrated(cards, [float(total) for total in cards.totals])
    if isinstance(found, Refusal):
        return Placing(tuple(raw), obstacle=found)
    return _corrected(cards, raw, found, weights=weights, places=places, seed=seed)


def cards_of(
    marks: Iterable[Mark], links: Iterable[Mark], *, entries: Collection[str], weights: Mapping[str, int]
) -> Cards:
    known = frozenset(entries)
    own = _by_card(mark for mark in marks if mark.entry in known and mark.criterion in weights)
    reading = {reader for (_, _, reader), _ in own}
    golden = _by_card(mark for mark in links if mark.criterion in weights and mark.reader in reading)
    names = list(dict.fromkeys(entry for (_, entry, _), _ in own))
    n_ranked = len(names)
    names += dict.fromkeys(entry for (_, entry, _), _ in golden)
    places = {name: place for place, name in enumerate(names)}
    readers = {reader: place for place, reader in enumerate(dict.fromkeys(key[2] for key, _ in (*own, *golden)))}
    both = [*own, *golden]
    return Cards(
        entries=tuple(names),
        n_ranked=n_ranked,
        readers=tuple(readers),
        entry=np.array([places[entry] for (_, entry, _), _ in both], dtype=np.int64),
        reader=np.array([readers[reader] for (_, _, reader), _ in both], dtype=np.int64),
        totals=tuple(weighted_mean(values, weights) for _, values in both),
        values=tuple(values for _, values in both),
    )


def _by_card(marks: Iterable[Mark]) -> list[tuple[tuple[int, str, int], dict[str, int]]]:
    cards: dict[tuple[int, str, int], dict[str, int]] = defaultdict(dict)
    for mark in marks:
        cards[mark.card, mark.entry, mark.reader][mark.criterion] = mark.value
    return sorted(cards.items())


def _tallies(cards: Cards, entries: Collection[str]) -> list[Tally]:
    means: dict[str, list[Fraction]] = {entry: [] for entry in entries}
    for entry, total in zip(cards.entry, cards.totals, strict=True):
        if entry < cards.n_ranked:
            means[cards.entries[entry]].append(total)
    return [Tally(entry, tuple(given)) for entry, given in means.items()]


def _raw_rows(cards: Cards, ranked: Sequence[Ranked]) -> list[Row]:
    given: dict[str, list[int]] = defaultdict(list)
    for card, entry in enumerate(cards.entry):
        given[cards.entries[entry]].append(card)
    return [_raw_row(cards, row, place, given[row.reference]) for place, row in enumerate(ranked, start=1)]


def _raw_row(cards: Cards, ranked: Ranked, place: int, own: Sequence[int]) -> Row:
    if ranked.mean is None:
        return Row(ranked, place, None, None)
    keys = dict.fromkeys(key for card in own for key in cards.values[card])
    raw = {key: [cards.values[card][key] for card in own if key in cards.values[card]] for key in keys}
    return Row(
        ranked,
        place,
        Figures(float(ranked.mean)),
        float(stdev(float(cards.totals[card]) for card in own)) if len(own) > 1 else None,
        criteria={key: Figures(sum(values) / len(values)) for key, values in raw.items()},
    )


def _calibrated(cards: Cards, scores: Sequence[float]) -> Calibration | Refusal:
    """The correction, or why there is none."""
    if refusal := why_not_correct(cards, scores):
        return refusal
    try:
        found = calibrate(
            cards.entry, cards.reader, scores, n_entries=len(cards.entries), n_reviewers=len(cards.readers)
        )
    except ValueError:
        return Refusal(StandingObstacle.INSEPARABLE)
    if refusal := _why_not_compare(cards, found.components[: cards.n_ranked]):
        return refusal
    if found.var_entry == 0:
        return Refusal(StandingObstacle.NO_DIFFERENCE)
    return Refusal(StandingObstacle.INSEPARABLE) if found.var_residual < LEAST_RESIDUAL else found


def why_not_correct(cards: Cards, scores: Sequence[float]) -> Refusal | None:
    """Too little to tell the severity of readers from the worth of entries."""
    if not cards.n_ranked:
        return Refusal(StandingObstacle.NO_FINAL_SCORES)
    if len(cards.readers) == 1:
        return Refusal(StandingObstacle.ONE_READER)
    if cards.n_ranked == 1:
        return Refusal(StandingObstacle.ONE_ENTRY)
    if len(set(scores)) == 1:
        return Refusal(StandingObstacle.ALL_EQUAL)
    if np.bincount(cards.entry).max() == 1:
        return Refusal(StandingObstacle.NO_SECOND_READS)
    if np.bincount(cards.reader).max() == 1:
        return Refusal(StandingObstacle.READERS_READ_ONE)
    return None


def _why_not_compare(cards: Cards, groups: Whole) -> Refusal | None:
    """Entries that no chain of readers connects cannot be compared."""
    names, counts = np.unique(groups, return_counts=True)
    if len(names) < 2:
        return None
    smallest = names[np.argmin(counts)]
    return Refusal(
        StandingObstacle.SEPARATE_GROUPS,
        n_groups=len(names),
        n_smallest=int(counts.min()),
        example=cards.entries[int(np.argmax(groups == smallest))],
    )


def _corrected(
    cards: Cards, raw: Sequence[Row], found: Calibration, *, weights: Mapping[str, int], places: int, seed: int
) -> Placing:
    worth = _Worth(
        order=_order(found.corrected[: cards.n_ranked]),
        total=_all_figures(found, cards.n_ranked),
        criteria={key: _figures_of_criterion(cards, key) for key in weights},
        lean=_leans(found, cards.n_ranked),
        chances=_chances(found, cards.n_ranked, places, seed),
    )
    severities, without = _left_out(cards, found, places)
    position = {name: entry for entry, name in enumerate(cards.entries[: cards.n_ranked])}
    rows = [
        row if row.total is None else _with(row, worth, entry := position[row.ranked.reference], without.get(entry, []))
        for row in raw
    ]
    rows.sort(key=lambda row: row.place)
    return Placing(
        tuple(rows),
        severities,
        Variances(found.mean, found.var_entry, found.var_reviewer, found.var_residual),
        cut=_cut(rows, places),
        grey=_grey(rows),
        next_reads=_next_reads(cards, found, worth.chances.place),
    )


class _Chances(NamedTuple):
    place: Numbers
    rank_low: Whole
    rank_high: Whole


@dataclass(frozen=True)
class _Worth:
    """What the correction says of all entries that were read."""

    order: Whole
    total: Sequence[Corrected]
    criteria: Mapping[str, Sequence[Corrected]]
    lean: Numbers
    chances: _Chances


def _with(row: Row, worth: _Worth, entry: int, without: Sequence[Without]) -> Row:
    assert row.total is not None
    chance = float(worth.chances.place[entry])
    return replace(
        row,
        place=int(worth.order[entry]),
        total=Figures(row.total.raw, *worth.total[entry]),
        chance=chance,
        band=band_of(chance),
        lean=float(worth.lean[entry]),
        rank_low=int(worth.chances.rank_low[entry]),
        rank_high=int(worth.chances.rank_high[entry]),
        criteria={
            key: Figures(own.raw, *worth.criteria[key][entry]) if worth.criteria[key] else own
            for key, own in row.criteria.items()
        },
        without=tuple(without),
    )


def band_of(chance: float) -> Band:
    if chance >= IN_FROM:
        return Band.IN
    return Band.OUT if chance < OUT_BELOW else Band.CLOSE


def _order(corrected: Numbers) -> Whole:
    """The place of each entry, from 1; equal ones in the order of the entries."""
    order = np.empty(len(corrected), dtype=np.int64)
    order[np.argsort(-corrected, kind="stable")] = np.arange(1, len(corrected) + 1)
    return order


def _all_figures(found: Calibration, n_ranked: int) -> list[Corrected]:
    low, high = interval(found)
    columns = (found.corrected[:n_ranked], low[:n_ranked], high[:n_ranked])
    return [(float(a), float(b), float(c)) for a, b, c in zip(*columns, strict=True)]


def _figures_of_criterion(cards: Cards, key: str) -> list[Corrected]:
    """Nothing when this criterion cannot be corrected, although the total can."""
    if any(key not in values for values in cards.values):
        return []
    found = _calibrated(cards, [float(values[key]) for values in cards.values])
    return [] if isinstance(found, Refusal) else _all_figures(found, cards.n_ranked)


def _leans(found: Calibration, n_ranked: int) -> Numbers:
    sums = np.bincount(found.entry, found.severity[found.reviewer], minlength=found.n_entries)
    lean: Numbers = (sums / np.maximum(found.n_reads, 1))[:n_ranked]
    return lean


def _chances(found: Calibration, n_ranked: int, places: int, seed: int) -> _Chances:
    """The share of draws in which each entry has a place, and from which to which rank it comes in nine of ten.

    As `science.shortlist` does it, but golden cases take part in no draw of places.
    """
    n_draws = N_DRAWS if n_ranked <= MANY_ENTRIES else FEWER_DRAWS
    ranks = np.empty((n_draws, n_ranked), dtype=np.int32)
    first = 0
    for block in draws(found, n_draws, seed=seed):
        order = np.argsort(-block[:, :n_ranked], axis=1)
        rows = np.arange(first, first + len(block))[:, None]
        ranks[rows, order] = np.arange(1, n_ranked + 1)
        first += len(block)
    bounds = np.quantile(ranks, RANK_SHARES, axis=0, method="nearest")
    return _Chances((ranks <= places).mean(axis=0), bounds[0].astype(np.int64), bounds[1].astype(np.int64))


def _left_out(cards: Cards, found: Calibration, places: int) -> tuple[tuple[Severity, ...], dict[int, list[Without]]]:
    """Each reader's severity, and what would change without that reader; that only while there are not too many."""
    reads = np.bincount(cards.reader[cards.entry < cards.n_ranked], minlength=len(cards.readers))
    chosen = _top(found.corrected[: cards.n_ranked], places)
    without: dict[int, list[Without]] = defaultdict(list)
    severities = []
    for place, reader in enumerate(cards.readers):
        n_changes = None
        if len(cards.readers) <= MOST_READERS_LEFT_OUT and reads[place] and len(cards.readers) > 2:
            n_changes = _leave_out(cards, without_reader(found, place), place, chosen, without)
        error = float(found.severity_se[place])
        severities.append(Severity(reader, float(found.severity[place]), error, int(reads[place]), n_changes))
    return tuple(severities), without


def _leave_out(
    cards: Cards,
    found: Calibration,
    reader: int,
    chosen: frozenset[int],
    without: dict[int, list[Without]],
) -> int:
    is_read = found.n_reads[: cards.n_ranked] > 0
    corrected = np.where(is_read, found.corrected[: cards.n_ranked], -np.inf)
    order = _order(corrected)
    for entry in np.unique(cards.entry[(cards.reader == reader) & (cards.entry < cards.n_ranked)]):
        said = (float(corrected[entry]), int(order[entry])) if is_read[entry] else (None, None)
        without[int(entry)].append(Without(cards.readers[reader], *said))
    return len(chosen - _top(corrected, len(chosen)))


def _top(corrected: Numbers, places: int) -> frozenset[int]:
    return frozenset(np.argsort(-corrected, kind="stable")[:places].tolist())


def _scored(rows: Sequence[Row]) -> list[float]:
    """Corrected scores, the best first."""
    return [row.total.corrected for row in rows if row.total and row.total.corrected is not None]


def _cut(rows: Sequence[Row], places: int) -> float | None:
    """Halfway between the last that goes on and the first that does not; none when everybody does."""
    scores = _scored(rows)
    return None if not 0 < places < len(scores) else (scores[places - 1] + scores[places]) / 2


def _grey(rows: Sequence[Row]) -> tuple[float, float] | None:
    scores = _scored([row for row in rows if row.band is Band.CLOSE])
    return (min(scores), max(scores)) if scores else None


def _next_reads(cards: Cards, found: Calibration, chance: Numbers) -> tuple[str, ...]:
    """The entries to which the next readings go, one by one; golden cases and what is settled need none."""
    settled = np.ones(len(cards.entries) - cards.n_ranked)
    n = min(MOST_NEXT_READS, MOST_FOR_ONE * cards.n_ranked)
    chosen = next_reads(found, np.concatenate((chance, settled)), n, at_most=MOST_FOR_ONE)
    return tuple(
        cards.entries[entry]
        for entry in chosen
        if entry < cards.n_ranked and band_of(float(chance[entry])) is Band.CLOSE
    )

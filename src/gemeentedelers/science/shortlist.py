"""Which entries belong on the shortlist, how sure that is, and where another reading tells most."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from numbers import Integral
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix
from scipy.special import ndtri, owens_t

from gemeentedelers.science.calibration import Calibration, draws, without_reader
from gemeentedelers.science.crossed import Crossed, Numbers, Ratios, Sums, Whole, blocks, solved

MOST_NAMED = 5
MOST_RANKS = 1 << 25  # kept at once, of all draws together
DECIMALS = 7  # of a gain; the rest is rounding
SURE = 1e-9  # a chance this near to 0 or 1 counts as no nearer


class Band(IntEnum):
    """Where the chance of a place puts an entry."""

    OUT = 0
    TOO_CLOSE = 1
    IN = 2


class RankInterval(NamedTuple):
    """Best and worst likely rank of each entry, from 1, and the mean rank: int[n], int[n], float[n]."""

    best: Whole
    worst: Whole
    expected: Numbers


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """What each reader does to the ranking; row r is the ranking without reader r.

    `corrected` and `chance` are float[n_reviewers, n_entries], `n_changed` int[n_reviewers] counts the entries that
    leave the top when it is cut by corrected score. Without a reader who is the only link between entries, or the only
    one who read some entry, nothing can be compared: then `is_comparable` is False, the row NaN and the count -1.
    """

    corrected: Numbers
    chance: Numbers
    n_changed: Whole
    is_comparable: NDArray[np.bool_]


def chance_of_place(calibration: Calibration, places: int, *, draws: int = 10_000, seed: int = 0) -> Numbers:
    """The chance of each entry to be among the best `places`: float[n_entries], with sum `places`.

    The share of draws from the joint posterior of the entry effects in which the entry is among the best (after
    Heyard, Ott, Salanti and Egger, "Rethinking the funding line at the Swiss National Science Foundation", arXiv
    2102.09958); the variances count as known. With 10,000 draws a chance is right to about 0.005 (one standard
    error); with very many entries a thousand draws will do, since time grows with both. The same seed gives the same
    chances. When entries do not differ at all, all have the same chance.

    Raises `ValueError` when `places` is not from 1 to the number of entries, when an entry has no score, and when the
    entries fall into groups that no reader connects, which then cannot be compared; it says which, and what to do.
    """
    _refuse_incomparable(calibration)
    _refuse_places(places, calibration.n_entries)
    _refuse_count(draws, "draws")
    return _chance(calibration, places, draws, seed)


def rank_interval(calibration: Calibration, *, level: float = 0.9, draws: int = 10_000, seed: int = 0) -> RankInterval:
    """Between which ranks each entry lies with this probability, from the draws of `chance_of_place`.

    Of very many entries fewer draws are used, so that the ranks fit in 64 MB (3,355 for 10,000 entries). Raises
    `ValueError` as `chance_of_place` does, and for a level that does not lie between 0 and 1.
    """
    _refuse_incomparable(calibration)
    _refuse_count(draws, "draws")
    if not 0 < level < 1:
        message = f"level must lie between 0 and 1, not {level!r}"
        raise ValueError(message)
    kept = max(1, min(draws, MOST_RANKS // calibration.n_entries))
    ranks = np.concatenate([_ranks(block) for block in _effects(calibration, kept, seed)])
    outside = (1 - level) / 2
    best = np.quantile(ranks, outside, axis=0, method="inverted_cdf")
    worst = np.quantile(ranks, 1 - outside, axis=0, method="inverted_cdf")
    return RankInterval(best.astype(np.int64), worst.astype(np.int64), ranks.mean(axis=0))


def bands(chance: ArrayLike, *, out_below: float = 0.25, in_from: float = 0.75) -> NDArray[np.int8]:
    """Three bands: `Band` of each chance, int8[n]; `in_from` itself is in, `out_below` itself too close.

    By default an entry is too close to call when the middle half of what is known of it has the cut in it, as with
    the Swiss funder, which lets such proposals draw lots. Stricter limits make a longer list to talk about: with 94
    entries, 30 places and four readings some 29 entries lie between 0.25 and 0.75. Raises `ValueError` for something
    that is no chance, and unless 0 ≤ `out_below` ≤ `in_from` ≤ 1.
    """
    chances = _checked_chance(chance)
    if not 0 <= out_below <= in_from <= 1:
        message = f"limits must be 0 ≤ out_below ≤ in_from ≤ 1, not {out_below!r} and {in_from!r}"
        raise ValueError(message)
    found: NDArray[np.int8] = np.where(
        chances >= in_from, Band.IN, np.where(chances >= out_below, Band.TOO_CLOSE, Band.OUT)
    ).astype(np.int8)
    return found


def next_reads(
    calibration: Calibration,
    chance: ArrayLike,
    n: int,
    *,
    planned: ArrayLike | None = None,
    at_most: int | None = None,
) -> Whole:
    """The entries to which the next `n` readings should go, the most useful reading first: int[n].

    `chance` is that of `chance_of_place`. An entry may come more than once. `planned` are readings that are on the
    way already, int[n_entries]; `at_most` is how many of the new ones an entry may get. The same input gives the same
    output.

    Each reading goes where it most lowers the expected number of entries on the wrong side of the cut. An entry with
    chance p is on the wrong side with probability min(p, 1 − p). When a reading shrinks its error variance from s² to
    t², that becomes 2 T(h, t / √(s² − t²)), with T Owen's function and h the normal quantile of p (Owen, "Tables for
    computing bivariate normal probabilities", 1956). The reader of a new reading is taken to be as well known as
    readers are on average, and the cut not to move. Where nothing is gained, the entry with fewest readings is next.

    Raises `ValueError` as `chance_of_place` does, for arrays of another length, for counts that are not whole or
    negative, and when `at_most` leaves no room for `n` readings.
    """
    _refuse_incomparable(calibration)
    chances = _checked_chance(chance)
    on_the_way = _checked_planned(planned, calibration.n_entries)
    if len(chances) != calibration.n_entries:
        message = f"chance must have {calibration.n_entries} entries, not {len(chances)}"
        raise ValueError(message)
    _refuse_count(n, "n", least=0)
    if at_most is not None:
        _refuse_count(at_most, "at_most", least=0)
        if n > at_most * calibration.n_entries:
            message = f"at most {at_most} for each of {calibration.n_entries} entries leaves no room for {n} readings"
            raise ValueError(message)
    quantile = np.abs(ndtri(np.clip(chances, SURE, 1 - SURE)))
    noise = calibration.var_residual + float(np.mean(calibration.severity_se[calibration.reviewer] ** 2))
    gains = _Gains(quantile, calibration.entry_se**2 / noise)
    return _greedy(gains, n, calibration.n_reads, on_the_way, at_most)


def sensitivity(calibration: Calibration, places: int, *, draws: int = 2_000, seed: int = 0) -> Sensitivity:
    """The ranking without each reader in turn, the variances as they were estimated from everybody.

    Chances are those of `chance_of_place` with as many draws. For 94 entries and 40 readers it takes about a second.
    Raises `ValueError` as `chance_of_place` does.
    """
    _refuse_incomparable(calibration)
    _refuse_places(places, calibration.n_entries)
    _refuse_count(draws, "draws")
    shape = calibration.n_reviewers, calibration.n_entries
    corrected, chance = np.full(shape, np.nan), np.full(shape, np.nan)
    n_changed = np.full(shape[0], -1, dtype=np.int64)
    top = set(_best(calibration.entry_effect, places).tolist())
    for reader in range(calibration.n_reviewers):
        others = without_reader(calibration, reader)
        if _why_incomparable(others) is None:
            corrected[reader] = others.corrected
            chance[reader] = _chance(others, places, draws, seed)
            n_changed[reader] = len(top - set(_best(others.entry_effect, places).tolist()))
    return Sensitivity(corrected, chance, n_changed, n_changed >= 0)


def certainty(
    n_entries: int,
    places: int,
    reads: int,
    *,
    var_entry: float,
    var_reviewer: float,
    var_residual: float,
    n_reviewers: int,
    draws: int = 2_000,
    seed: int = 0,
) -> float:
    """Which share of the truly best `places` entries will be on the shortlist, from 0 to 1, before anybody reads.

    By simulation of whole rounds: every entry gets `reads` readings by different readers of about equal load, and the
    entries are ranked by corrected score, with the variances known. Chance alone finds `places` / `n_entries`. The
    error is about 0.002 with 2,000 draws and much smaller between numbers of readings, since the same seed gives the
    same entries and readers.

    Raises `ValueError` for numbers that are not whole or too low, for more readings than there are readers, for
    negative variances and for a residual variance of 0.
    """
    for name, number in (("n_entries", n_entries), ("reads", reads), ("n_reviewers", n_reviewers), ("draws", draws)):
        _refuse_count(number, name)
    _refuse_places(places, n_entries)
    if reads > n_reviewers:
        message = f"{reads} readings need as many different readers, and there are {n_reviewers}"
        raise ValueError(message)
    variances = np.array([var_entry, var_reviewer, var_residual], dtype=np.float64)
    if not np.isfinite(variances).all() or (variances < 0).any() or var_residual == 0:
        message = f"variances must be finite and not negative, that of the residual above 0; not {variances.tolist()}"
        raise ValueError(message)
    if var_entry == 0:
        return places / n_entries
    return _found(_Round(n_entries, n_reviewers, reads, seed), np.sqrt(variances), places, draws)


class _Round:
    """Who reads what: a random design with even loads."""

    def __init__(self, n_entries: int, n_reviewers: int, reads: int, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        load = np.zeros(n_reviewers)
        readers = np.empty((n_entries, reads), dtype=np.int64)
        for place in range(n_entries):
            readers[place] = np.argsort(load + self.rng.random(n_reviewers) / 2)[:reads]
            load[readers[place]] += 1
        entry = np.repeat(np.arange(n_entries), reads)
        self.scores = Crossed(entry, readers.ravel(), np.zeros(len(entry)), n_entries, n_reviewers)
        self.by_entry, self.by_reader = (
            csr_matrix((np.ones(len(entry)), (level, np.arange(len(entry)))), shape=(n, len(entry)))
            for level, n in ((entry, n_entries), (readers.ravel(), n_reviewers))
        )


def _found(design: _Round, deviations: Numbers, places: int, draws: int) -> float:
    """The mean share of the true top that the corrected scores find."""
    ratios = np.square(deviations[:2] / deviations[2])
    equations = solved(design.scores, Ratios(float(ratios[0]), float(ratios[1])))
    size = design.by_entry.shape
    n_found = 0
    for block in blocks(draws, size[1] + size[0]):
        n = block.stop - block.start
        worth, severity = (
            deviation * design.rng.standard_normal((scores, n))
            for deviation, scores in zip(deviations, (size[0], design.by_reader.shape[0]), strict=False)
        )
        noise = deviations[2] * design.rng.standard_normal((size[1], n))
        scores = design.by_entry.T @ worth + design.by_reader.T @ severity + noise
        effects = equations.solve(Sums(design.by_entry @ scores, design.by_reader @ scores, scores.sum(axis=0)))
        n_found += int((_is_best(worth.T, places) & _is_best(effects.outer.T, places)).sum())
    return n_found / (draws * places)


@dataclass(frozen=True)
class _Gains:
    """What one more reading of an entry gains; precision in readings: how many the present knowledge is worth."""

    quantile: Numbers
    knowledge: Numbers  # error variance, divided by that of one reading

    def of(self, entry: int | slice, n_reads: Numbers | int) -> Numbers:
        """The fall in the chance to be on the wrong side, from so many new readings to one more."""
        gains: Numbers = np.round(self._misplaced(entry, n_reads) - self._misplaced(entry, n_reads + 1), DECIMALS)
        return gains

    def _misplaced(self, entry: int | slice, n_reads: Numbers | int) -> Numbers:
        known = self.knowledge[entry] * n_reads  # s² / t² = 1 + known, so t / √(s² − t²) = 1 / √known
        with np.errstate(divide="ignore"):
            wrong: Numbers = 2 * owens_t(self.quantile[entry], 1 / np.sqrt(known))
        return wrong


def _greedy(gains: _Gains, n: int, n_reads: Whole, planned: Whole, at_most: int | None) -> Whole:
    first = gains.of(slice(None), planned.astype(np.float64))
    queue = [
        (-gain, reads, entry)
        for entry, (gain, reads) in enumerate(zip(first.tolist(), (n_reads + planned).tolist(), strict=True))
    ]
    heapq.heapify(queue)
    given = np.zeros(len(n_reads), dtype=np.int64)
    chosen = np.empty(n, dtype=np.int64)
    for place in range(n):
        _, reads, entry = heapq.heappop(queue)
        chosen[place] = entry
        given[entry] += 1
        if at_most is None or given[entry] < at_most:
            gain = float(gains.of(entry, int(planned[entry] + given[entry])))
            heapq.heappush(queue, (-gain, reads + 1, entry))
    return chosen


def _chance(calibration: Calibration, places: int, n_draws: int, seed: int) -> Numbers:
    if calibration.var_entry == 0:
        return np.full(calibration.n_entries, places / calibration.n_entries)
    times = np.zeros(calibration.n_entries)
    for block in draws(calibration, n_draws, seed=seed):
        times += _is_best(block, places).sum(axis=0)
    return times / n_draws


def _effects(calibration: Calibration, n_draws: int, seed: int) -> Iterator[Numbers]:
    """The draws of `_chance`, without the ties that there are when entries do not differ."""
    rng = np.random.default_rng(seed)
    for block in draws(calibration, n_draws, seed=seed):
        yield block if calibration.var_entry else rng.random(block.shape)


def _is_best(effects: Numbers, places: int) -> NDArray[np.bool_]:
    """Whether each is among the highest `places` of its row."""
    is_best = np.zeros(effects.shape, dtype=np.bool_)
    best = np.argpartition(-effects, places - 1, axis=1)[:, :places]
    np.put_along_axis(is_best, best, True, axis=1)
    return is_best


def _ranks(effects: Numbers) -> NDArray[np.uint32]:
    """From 1 for the highest of its row."""
    ranks = np.empty(effects.shape, dtype=np.uint16 if effects.shape[1] < 1 << 16 else np.uint32)
    places = np.arange(1, effects.shape[1] + 1, dtype=ranks.dtype)
    np.put_along_axis(ranks, np.argsort(-effects, axis=1), places[None, :], axis=1)
    return ranks


def _best(effect: Numbers, places: int) -> Whole:
    """The best entries, equals by position."""
    return np.argsort(-effect, kind="stable")[:places]


def _refuse_incomparable(calibration: Calibration) -> None:
    message = _why_incomparable(calibration)
    if message:
        raise ValueError(message)


def _why_incomparable(calibration: Calibration) -> str | None:
    unread = np.flatnonzero(calibration.components < 0)
    if len(unread):
        named = ", ".join(map(str, unread[:MOST_NAMED].tolist()))
        more = f" and {len(unread) - MOST_NAMED} more" if len(unread) > MOST_NAMED else ""
        return f"no score for entry {named}{more}: have it read, or leave it out"
    if not calibration.is_connected:
        sizes = np.bincount(calibration.components)
        return (
            f"the entries fall into {len(sizes)} groups of {', '.join(map(str, sizes[:MOST_NAMED].tolist()))}"
            f"{' and so on' if len(sizes) > MOST_NAMED else ''} that no reader connects, so they cannot be compared:"
            " let readers of one group read entries of another"
        )
    return None


def _refuse_places(places: object, n_entries: int) -> None:
    if isinstance(places, bool) or not isinstance(places, Integral) or not 1 <= int(places) <= n_entries:
        message = f"places must be a whole number from 1 to {n_entries}, not {places!r}"
        raise ValueError(message)


def _refuse_count(number: object, name: str, *, least: int = 1) -> None:
    if isinstance(number, bool) or not isinstance(number, Integral) or int(number) < least:
        message = f"{name} must be a whole number from {least}, not {number!r}"
        raise ValueError(message)


def _checked_chance(chance: ArrayLike) -> Numbers:
    chances = np.asarray(chance, dtype=np.float64)
    if chances.ndim != 1:
        message = f"chance must have shape (n,), not {chances.shape}"
        raise ValueError(message)
    wrong = ~((chances >= 0) & (chances <= 1))
    if wrong.any():
        entry = int(np.argmax(wrong))
        message = f"chance must be from 0 to 1; entry {entry} has {chances[entry]}"
        raise ValueError(message)
    return chances


def _checked_planned(planned: ArrayLike | None, n_entries: int) -> Whole:
    if planned is None:
        return np.zeros(n_entries, dtype=np.int64)
    counts = np.asarray(planned)
    if counts.shape != (n_entries,) or counts.dtype.kind not in "iu" or (counts < 0).any():
        message = f"planned must be {n_entries} whole numbers from 0"
        raise ValueError(message)
    return counts.astype(np.int64)

"""Who reads what: every entry its readings, nobody beyond a bar or above a load, the worst-served entry first."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from gemeentedelers.science._asked import Asked, affinities, counts, flags, whole_seed
from gemeentedelers.science._connect import Rules, linked, n_components
from gemeentedelers.science._fair import Fair, ceiling, fairest
from gemeentedelers.science._flow import Codes, Flags, Network, best, cheapest, missable, settled

Objective = Literal["fair", "total"]
OBJECTIVES = ("fair", "total")


@dataclass(frozen=True)
class Assignment:
    """Who reads what, and how good that is at most.

    `pairs` is int[k, 2], entry and reader, in order; `shortfall` int[n_entries] the readings that each entry lacks.
    `total` is the affinity of all pairs together and `worst` that of the entry with the least of it: an entry without
    readers has 0. `components` counts the parts of the graph in which entries and readers are linked by pairs; who has
    no pair is left out of it. `floor_bound` and `total_bound` are proved: no assignment with this coverage has a higher
    `worst`, and none with this coverage (for "fair": and this `worst`) a higher `total`. Equal to them means exact, the
    floor up to 3e-5 and the total up to 1e-6 of the largest affinity. When links were asked for, the bounds are those
    without links.
    """

    pairs: Codes
    shortfall: Codes
    total: float
    worst: float
    components: int
    floor_bound: float
    total_bound: float

    @property
    def floor_gap(self) -> float:
        """What `worst` may be below the best possible, as a share of that; 0 when exact."""
        return _gap(self.worst, self.floor_bound)

    @property
    def total_gap(self) -> float:
        return _gap(self.total, self.total_bound)


@dataclass(frozen=True)
class Shortage:
    """Why an entry has fewer readers than asked: all others are barred from it or have as much as they may read."""

    entry: int
    wanted: int
    found: int
    n_barred: int
    n_full: int


@dataclass(frozen=True)
class _Names:
    """Which entry and which reader each number of the network stands for: shuffled, so that the seed decides ties."""

    entries: Codes
    readers: Codes

    def of(self, pairs: Codes) -> Codes:
        return _in_order(np.column_stack((self.entries[pairs[:, 0]], self.readers[pairs[:, 1]])))


def assign(
    affinity: ArrayLike,
    *,
    reads: ArrayLike,
    max_load: ArrayLike,
    min_load: ArrayLike = 0,
    forbidden: ArrayLike | None = None,
    keep: ArrayLike | None = None,
    objective: Objective = "fair",
    seed: int = 0,
    current: ArrayLike | None = None,
    connected: bool = False,
) -> Assignment:
    """Divide entries over readers.

    `affinity` is float[n_entries, n_readers], in any unit and of any sign: how well a reader fits an entry. `reads`
    (int or int[n_entries]) is how many readers each entry gets; `min_load` and `max_load` (int or int[n_readers]) how
    many entries each reader gets. `forbidden`, `keep` and `current` are bool[n_entries, n_readers].

    In this order:

    1. No pair is forbidden, and nobody reads more than `max_load` or less than `min_load`.
    2. Coverage: as many readings as can be, and when that is not all, spread: first the entry with the fewest readers
       has as many as it can, then the next (a least sum of squares over a flow does that: Frank and Murota, "Decreasing
       minimization on M-convex sets", 2022), and of equals the one that asks for more.
    3. With `current`, the plan as it stands: as many of its pairs as can be are in the answer.
    4. `objective` "fair": the entry with the least affinity has as much as can be, then the total is the highest
       (the first step of PeerReview4All: Stelmakh, Shah and Singh, JMLR 22, 2021, here exact instead of approximate).
       "total": the total is the highest (a flow of least cost, by OR-tools).

    "fair" uses HiGHS on a linear programme with few columns, which prices prove on all; see `Assignment` for what is
    proved when the search ends early. Affinities count in steps of the power of ten that makes the largest at most
    10^9 steps. An entry that nobody may read makes `worst` 0 whatever the others get, so leave it out first.

    `keep` are pairs that are always in the answer, such as finished readings: they count for coverage, load, floor and
    total. Where they exceed `reads` or `max_load`, they all stay and nothing is added there; they may make up for
    `min_load`. `connected` asks that all readers can be compared through shared entries: if the answer is in parts, it
    is linked by the swaps that cost least, first in the floor and then in the total, without any change in coverage,
    bars, loads or kept pairs; `components` tells whether that succeeded.

    The same input and `seed` (an int of at least 0) give the same answer; the seed decides only among equals. Raises
    `ValueError` for wrong shapes or kinds, for values that are not finite, for numbers below 0, for a `min_load` that
    is above `max_load` or cannot be met, for a kept pair that is forbidden, and for an unknown objective.
    """
    if objective not in OBJECTIVES:
        message = f'objective must be "fair" or "total", not {objective!r}'
        raise ValueError(message)
    matrix = affinities(affinity)
    shape = n_entries, n_readers = matrix.shape
    asked = Asked(
        affinity=matrix,
        reads=counts(reads, "reads", n_entries, "entry"),
        max_load=counts(max_load, "max_load", n_readers, "reader"),
        min_load=counts(min_load, "min_load", n_readers, "reader"),
        forbidden=flags(forbidden, "forbidden", shape),
        keep=flags(keep, "keep", shape),
        current=None if current is None else flags(current, "current", shape),
        seed=whole_seed(seed),
    )
    network, names = _network(asked)
    network = _covered(network, asked, names)
    if asked.current is not None:
        network = _unchanged(network, asked.current, names)
    plain = best(network, network.affinity)
    assert plain is not None  # all bounds were met before
    answer = fairest(network, plain) if objective == "fair" else _highest(network, plain)
    pairs = names.of(network.pairs(answer.chosen))
    if connected:
        limits = asked.min_load, asked.max_load
        pairs = _in_order(linked(pairs, Rules(asked.affinity, asked.forbidden, asked.keep, *limits)))
    return _assignment(asked, pairs, answer)


def shortages(
    assignment: Assignment, *, reads: ArrayLike, max_load: ArrayLike, forbidden: ArrayLike | None = None
) -> list[Shortage]:
    """Why entries lack readings: one `Shortage` for each of them. The arguments are those of `assign`.

    Because coverage is as high as can be, every reader that such an entry does not have is barred or full. Raises
    `ValueError` as `assign` does.
    """
    n_entries = len(assignment.shortfall)
    limits = np.atleast_1d(np.asarray(max_load))
    bars = np.asarray(forbidden) if forbidden is not None else None
    n_readers = bars.shape[-1] if bars is not None else len(limits)
    n_readers = max(n_readers, int(assignment.pairs[:, 1].max(initial=-1)) + 1)
    shape = (n_entries, n_readers)
    barred = flags(forbidden, "forbidden", shape)
    wanted = counts(reads, "reads", n_entries, "entry")
    limit = counts(max_load, "max_load", n_readers, "reader")
    reading = np.zeros(shape, dtype=np.bool_)
    reading[tuple(assignment.pairs.T)] = True
    is_full = reading.sum(axis=0) >= limit
    return [
        Shortage(
            entry=int(entry),
            wanted=int(wanted[entry]),
            found=int(reading[entry].sum()),
            n_barred=int((barred[entry] & ~reading[entry]).sum()),
            n_full=int((is_full & ~barred[entry] & ~reading[entry]).sum()),
        )
        for entry in np.flatnonzero(assignment.shortfall)
    ]


def _network(asked: Asked) -> tuple[Network, _Names]:
    """Everything that is not barred or kept is open; what is kept counts for coverage, load and floor."""
    n_entries, n_readers = asked.affinity.shape
    rng = np.random.default_rng(asked.seed)
    names = _Names(rng.permutation(n_entries), rng.permutation(n_readers))
    entry, reader = np.nonzero(~(asked.forbidden | asked.keep))
    kept = np.column_stack(np.nonzero(asked.keep))
    has, does = (np.bincount(kept[:, side], minlength=asked.affinity.shape[side]) for side in (0, 1))
    held = np.zeros(n_entries)
    np.add.at(held, kept[:, 0], asked.affinity[kept[:, 0], kept[:, 1]])
    wanted = np.maximum(asked.reads - has, 0)[names.entries]
    heavy = np.maximum(asked.max_load - does, 0)
    light = np.clip(asked.min_load - does, 0, heavy)
    number_of_entry, number_of_reader = np.argsort(names.entries), np.argsort(names.readers)
    network = Network(
        entry=number_of_entry[entry],
        reader=number_of_reader[reader],
        affinity=asked.affinity[entry, reader],
        least=wanted,
        most=wanted,
        light=light[names.readers],
        heavy=heavy[names.readers],
        held=held[names.entries],
        given=np.column_stack((number_of_entry[kept[:, 0]], number_of_reader[kept[:, 1]])),
    )
    return network, names


def _covered(network: Network, asked: Asked, names: _Names) -> Network:
    """The network of which every division has the best coverage."""
    nothing = np.zeros(len(network.entry), np.int64)
    if cheapest(network, nothing) is not None:
        return network
    loose = replace(network, least=np.zeros_like(network.most))
    entry, reading = missable(loose)
    wanted = asked.reads[names.entries]
    nth = reading + (wanted - network.most)[entry]
    missing = (wanted.max() + 1) * (wanted.max() - nth) + wanted[entry] - nth + 1
    covered = settled(loose, nothing, missing)
    if covered is None:
        raise ValueError(_why_not_busy(loose, names))
    return covered


def _why_not_busy(network: Network, names: _Names) -> str:
    """Which readers cannot all have their `min_load`."""
    least, most = int(network.light.sum()), int(network.most.sum())
    if least > most:
        return f"min_load cannot be met: the readers need {least} readings at least, and the entries ask for {most}"
    bare = replace(network, light=np.zeros_like(network.light), heavy=network.light)
    chosen = cheapest(bare, np.full(len(bare.entry), -1, np.int64))
    assert chosen is not None
    load = np.bincount(bare.reader[chosen], minlength=len(bare.heavy))
    short = np.flatnonzero(load < network.light)
    reader, lack = names.readers[short[0]], int((network.light - load)[short].sum())
    return f"min_load cannot be met: with the bars as they are, reader {reader} and others lack {lack} readings"


def _unchanged(network: Network, current: Flags, names: _Names) -> Network:
    """The network of which every division has as much of the current plan as can be."""
    is_current = current[names.entries[network.entry], names.readers[network.reader]]
    unchanged = settled(network, -is_current.astype(np.int64))
    assert unchanged is not None  # the bounds were met before
    return unchanged


def _highest(network: Network, plain: Flags) -> Fair:
    return Fair(plain, ceiling(network), float(network.served(plain).sum()))


def _assignment(asked: Asked, pairs: Codes, answer: Fair) -> Assignment:
    entry, reader = pairs.T
    served = np.bincount(entry, asked.affinity[entry, reader], len(asked.reads))
    found = np.bincount(entry, minlength=len(asked.reads))
    worst, total = float(served.min()), float(served.sum())
    return Assignment(
        pairs=pairs,
        shortfall=np.maximum(asked.reads - found, 0),
        total=total,
        worst=worst,
        components=n_components(pairs, len(asked.reads)),
        floor_bound=max(answer.floor_bound, worst),
        total_bound=max(answer.total_bound, total),
    )


def _in_order(pairs: Codes) -> Codes:
    ordered: Codes = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    return ordered


def _gap(reached: float, bound: float) -> float:
    return max(bound - reached, 0.0) / abs(bound) if bound else max(bound - reached, 0.0)

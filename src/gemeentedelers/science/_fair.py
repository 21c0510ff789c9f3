"""The division with the highest floor under the worst-served entry, and then the highest total.

The floor is looked for below two bounds: what the entry with the poorest readers could have at best, and what the
relaxed programme allows. In most competitions the first is reached. The total under that floor is a linear programme on
the promising pairs, whose prices prove it on all pairs; pairs whose reduced cost exceeds the gap cannot be in a better
division (or cannot be missing from it), and the rest is small enough for a search in whole pairs.
"""

from dataclasses import dataclass, replace

import numpy as np

from gemeentedelers.science._covers import Covers
from gemeentedelers.science._flow import Codes, Flags, Network, Numbers, best
from gemeentedelers.science._programme import Prices, Relaxed, Whole, best_bundle, no_cuts, relaxed, whole

TINY = 1e-7  # of the largest affinity: what the solvers may be off
NO_STEP = 3e-5  # of the largest affinity: floors this near count as one when sums have no step
MOST_DECIMALS = 6  # in which affinities are looked at as whole steps
PROMISING_READERS, PROMISING_ENTRIES = 20, 30  # that an entry, and a reader, begins with
GENERATIONS = 12
NEAR_READERS = (4, 12)  # for each entry, that are in doubt in each search; the others go by their price
MOST_NEAR = 12_000  # pairs that are in doubt in the last search
SPARE_READERS = 8  # beyond what an entry needs, in the second search
SMALL = 1_000  # open pairs that are all searched for a higher floor
FEW_NODES, MANY_NODES = 10, 500
TRIES = 16  # of halving what is between the floor that was reached and the one that was not
FEW_CUTTINGS, MANY_CUTTINGS = 2, 10  # rounds
FINE = 1e-3  # of the bound: a floor this near is near enough, when the bound itself is out of reach


@dataclass(frozen=True)
class Fair:
    """Which open pairs are chosen, and what no division can exceed: a floor, and a total with the floor that it has."""

    chosen: Flags
    floor_bound: float
    total_bound: float


def fairest(network: Network, plain: Flags) -> Fair:
    """The fairest division of a network; `plain` is the one with the highest total."""
    served = network.served(plain)
    highest = ceiling(network)
    scale = float(max(np.abs(network.affinity).max(initial=0), np.abs(network.held).max(initial=0))) or 1.0
    if served.min() >= highest - TINY * scale:
        return Fair(plain, float(served.min()), float(served.sum()))
    small = replace(network, affinity=network.affinity / scale, held=network.held / scale)
    found = _Search(small, plain, _step(network) / scale).fairest(highest / scale)
    return replace(found, floor_bound=found.floor_bound * scale, total_bound=found.total_bound * scale)


def ceiling(network: Network) -> float:
    """What the worst-served entry could have if every entry were first in line."""
    rank, entry, affinity = _ranked(network.entry, network.affinity)
    taken = (rank < network.least[entry]) | ((rank < network.most[entry]) & (affinity > 0))
    return float((network.held + np.bincount(entry[taken], affinity[taken], len(network.most))).min())


def _ranked(who: Codes, value: Numbers) -> tuple[Codes, Codes, Numbers]:
    order = np.lexsort((-value, who))
    return np.arange(len(order)) - np.searchsorted(who[order], who[order]), who[order], value[order]


def _foremost(who: Codes, value: Numbers, n: int | Codes) -> Flags:
    """The n highest values of each."""
    order = np.lexsort((-value, who))
    flags = np.zeros(len(order), dtype=np.bool_)
    rank = np.arange(len(order)) - np.searchsorted(who[order], who[order])
    flags[order] = rank < (n if isinstance(n, int) else n[who[order]])
    return flags


def _nth(values: Numbers, n: int) -> float:
    """The nth lowest value; without so many there is no limit."""
    return float(np.partition(values, n)[n]) if n < len(values) else np.inf


def _step(network: Network) -> float:
    """The decimal step that all affinities are multiples of, so that sums cannot lie in between; 0 without one."""
    values = np.concatenate((network.affinity, network.held))
    for step in 10.0 ** -np.arange(MOST_DECIMALS + 1):
        if (np.abs(values / step - np.rint(values / step)) < 1e-6).all():
            return float(step)
    return 0.0


class _Search:
    """The search on a network whose affinities are at most 1; `step` is the step of its sums, 0 if there is none."""

    def __init__(self, network: Network, plain: Flags, step: float) -> None:
        self.network, self.plain, self.step, self.cuts = network, plain, step, no_cuts(network)
        self.covers = Covers(network)
        self.columns = (
            _foremost(network.entry, network.affinity, PROMISING_READERS)
            | _foremost(network.reader, network.affinity, PROMISING_ENTRIES)
            | plain
        )

    def fairest(self, highest: float) -> Fair:
        limit = self._floor_bound(highest)
        chosen, low, high, floor = self.plain, self._worst(self.plain), limit, limit
        for _ in range(TRIES):
            found = self._reaching(floor)
            if found.chosen is not None:
                chosen, low = found.chosen, self._worst(found.chosen)
            else:
                high = floor
                limit = min(limit, floor - self.step) if found.is_impossible else limit
            # A floor that was not found is only worth a closer look while it is proved that those above do not exist.
            fine = max(self.step * 1.5, TINY if high >= limit else FINE * abs(limit))
            if high - low <= fine:
                break
            floor = self._stepped((low + high) / 2)
        chosen, limit = self._closed(chosen, limit)
        low = self._worst(chosen)
        proved = self._proved(low, chosen)
        return replace(proved, floor_bound=max(limit, low))

    def _reaching(self, floor: float) -> Whole:
        """A division with this floor and a high total, first among few pairs, then among more."""
        top = self._cut(floor, FEW_CUTTINGS)
        if top.floor < floor - TINY:
            return Whole(None, np.inf, top.excludes(floor))
        reduced = top.prices.reduced(self.network)
        edge = _nth(np.abs(reduced), NEAR_READERS[0] * len(self.network.most))
        found = self._whole(reduced >= -edge, reduced > edge, floor, FEW_NODES)
        if found.chosen is None:
            core = _foremost(self.network.entry, reduced, self.network.most + SPARE_READERS)
            found = self._whole(core, self._none(), floor, FEW_NODES)
        return replace(found, is_impossible=False)

    def _closed(self, chosen: Flags, limit: float) -> tuple[Flags, float]:
        """Prove that no floor is just above the one that is reached, or find one: in a search if that is small."""
        near = max(self.step, NO_STEP)
        while (low := self._worst(chosen)) < limit - near / 2:
            if self._cut(low + near, MANY_CUTTINGS).excludes(low + near):
                return chosen, low
            if len(chosen) > SMALL:
                return chosen, limit
            found = self._whole(~self._none(), self._none(), low + near, MANY_NODES)
            if found.is_impossible:
                return chosen, low
            if found.chosen is None or self._worst(found.chosen) <= low:
                return chosen, limit
            chosen = found.chosen
        return chosen, low

    def _proved(self, floor: float, chosen: Flags) -> Fair:
        """The highest total with this floor, and the bound on it: equal, unless the search must end early.

        A division with a pair against its price by more than `edge` has a total of at most the bound less `edge`. So
        the search looks at ever more pairs, until `edge` is the whole gap.
        """
        prices = self._cut(floor, MANY_CUTTINGS).prices
        reduced, surplus = prices.reduced(self.network), self._surplus(prices, floor)
        distance = np.abs(reduced) - surplus[self.network.entry]
        at_most, total = prices.bound(self.network, floor) - float(surplus.sum()), self._total(chosen)
        bound = at_most
        searches = [*((n * len(self.network.most), MANY_NODES) for n in NEAR_READERS), (MOST_NEAR, FEW_NODES)]
        for n_near, n_nodes in searches:
            if bound - total <= TINY:
                break
            edge = min(_nth(distance, n_near), at_most - total + TINY)
            is_near = distance <= edge
            found = self._whole((reduced >= 0) | is_near, (reduced > 0) & ~is_near, floor, n_nodes)
            if found.chosen is not None and self._total(found.chosen) > total:
                chosen, total = found.chosen, self._total(found.chosen)
            bound = min(bound, max(found.bound, at_most - edge, total))
        return Fair(chosen, floor, max(bound, total))

    def _surplus(self, prices: Prices, floor: float) -> Numbers:
        """How much less the best whole pairs of each entry are worth than its best parts, at these prices of readers.

        Taken off, it makes the bound that of Dantzig and Wolfe: the entries are divided exactly, each by itself.
        """
        network = self.network
        worth = network.affinity - prices.reader[network.reader]
        relaxed_worth = prices.worth_of_entries(network, floor)
        foremost = _foremost(network.entry, worth, network.most)
        surplus = relaxed_worth - np.bincount(network.entry[foremost], worth[foremost], len(network.most))
        surplus[network.least < network.most] = 0
        needed = floor - max(self.step / 2, TINY) - network.held
        for entry in np.flatnonzero(network.served(foremost) - network.held < needed):
            own = self.covers.best_first(int(entry))
            n = int(network.most[entry])
            if network.least[entry] == n:
                best_worth = best_bundle(worth[own], network.affinity[own], n, float(needed[entry]))
                surplus[entry] = relaxed_worth[entry] - best_worth
        least: Numbers = np.maximum(surplus, 0)
        return least

    def _generated(self, floor: float) -> Relaxed:
        """The relaxed programme, with columns added until its prices prove it on all open pairs."""
        for _ in range(GENERATIONS):
            top = relaxed(self.network, self.columns, floor, self.cuts)
            missed = (top.prices.reduced(self.network) > TINY) & ~self.columns
            if not missed.any():
                break
            self.columns = self.columns | missed
        return top

    def _cut(self, floor: float, rounds: int) -> Relaxed:
        """The relaxed programme, with cuts added that it breaks and that a division in whole pairs does not."""
        self.cuts = self.covers.renewed(self.cuts, floor)
        top = self._generated(floor)
        for _ in range(rounds):
            broken = self.covers.broken(top.part, floor)
            if top.floor < floor - TINY or not len(broken.least):
                break
            self.cuts = self.cuts.and_also(broken)
            top = self._generated(floor)
        return top

    def _floor_bound(self, highest: float) -> float:
        """No division has a higher floor: weighted by the prices of the floors, the mean of the entries is a flow."""
        top = self._generated(highest)
        weight = top.prices.floor
        if top.floor >= highest - TINY:
            return highest
        weight = weight / weight.sum()
        value = self.network.affinity * weight[self.network.entry]
        chosen = best(self.network, value)
        assert chosen is not None  # the plain division meets the same bounds
        return min(highest, self._stepped(float(value[chosen].sum() + (weight * self.network.held).sum())))

    def _whole(self, core: Flags, sure: Flags, floor: float, n_nodes: int) -> Whole:
        return whole(self.network, core, sure, floor - max(self.step / 2, TINY), self.cuts, n_nodes)

    def _worst(self, chosen: Flags) -> float:
        return float(self.network.served(chosen).min())

    def _total(self, chosen: Flags) -> float:
        return float(self.network.served(chosen).sum())

    def _none(self) -> Flags:
        return np.zeros(len(self.network.entry), dtype=np.bool_)

    def _stepped(self, floor: float) -> float:
        """The highest sum that is not above this."""
        return float(np.floor(floor / self.step + TINY) * self.step) if self.step else floor

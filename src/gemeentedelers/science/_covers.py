"""Cuts that a floor implies: of its q best readers, an entry needs at least p, whatever the others are."""

import numpy as np
from scipy.sparse import csr_array

from gemeentedelers.science._flow import Codes, Network, Numbers
from gemeentedelers.science._programme import Cuts

TINY = 1e-7  # of the largest affinity: what sums may be off
BROKEN = 1e-4  # of a pair, that parts of pairs lack
MOST_OF_AN_ENTRY = 3


class Covers:
    """The cuts of one network (cover inequalities of a knapsack in which the number of items is fixed)."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.order = np.lexsort((-network.affinity, network.entry))
        self.ends = np.searchsorted(network.entry[self.order], np.arange(len(network.most) + 1))

    def best_first(self, entry: int) -> Codes:
        """The open pairs of an entry, the highest affinity first."""
        return self.order[self.ends[entry] : self.ends[entry + 1]]

    def broken(self, part: Numbers, floor: float) -> Cuts:
        """The cuts that these parts of pairs break most, a few for each entry."""
        network = self.network
        is_split = np.abs(part - np.rint(part)) > BROKEN
        rows: list[Codes] = []
        least: list[float] = []
        for entry in np.unique(network.entry[is_split]).tolist():
            if network.least[entry] < network.most[entry]:
                continue
            own, needed = self.best_first(entry), self._needed(entry, floor)
            lack = needed - np.cumsum(part[own])
            for place in np.argsort(-lack, kind="stable")[:MOST_OF_AN_ENTRY]:
                if lack[place] > BROKEN:
                    rows.append(own[: place + 1])
                    least.append(float(needed[place]))
        sizes = [len(row) for row in rows]
        column = np.concatenate(rows) if rows else np.empty(0, dtype=np.int64)
        place_of = np.repeat(np.arange(len(rows)), sizes)
        members = csr_array((np.ones(len(column)), (place_of, column)), (len(rows), len(part)))
        return Cuts(members, np.array(least))

    def renewed(self, cuts: Cuts, floor: float) -> Cuts:
        """The cuts of another floor, as they are for this one; those that ask nothing any more are dropped."""
        first, n_best = cuts.members.indices[cuts.members.indptr[:-1]], np.diff(cuts.members.indptr)
        entries = self.network.entry[first]
        least = np.empty(len(entries))
        for entry in np.unique(entries).tolist():
            own = entries == entry
            least[own] = self._needed(entry, floor)[n_best[own] - 1]
        return Cuts(cuts.members[least > 0], least[least > 0])

    def _needed(self, entry: int, floor: float) -> Numbers:
        """For every q: how many of its q best readers this entry needs at least, to reach the floor."""
        n, affinity = int(self.network.most[entry]), self.network.affinity[self.best_first(entry)]
        sums = np.concatenate(([0.0], np.cumsum(affinity)))
        q = np.arange(1, len(affinity) + 1)
        needed = np.zeros(len(q))
        is_known = np.zeros(len(q), dtype=np.bool_)
        for p in range(n + 1):
            last = q + n - p
            reach = sums[np.minimum(p, q)] + sums[np.minimum(last, len(affinity))] - sums[q]
            suffices = (reach >= floor - self.network.held[entry] - TINY) & (p <= q) & (last <= len(affinity))
            needed[suffices & ~is_known] = p
            is_known |= suffices
        return needed

"""A network with a floor under every entry as a linear programme, relaxed or in whole pairs (HiGHS through SciPy)."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, hstack, vstack

from gemeentedelers.science._flow import Codes, Flags, Network, Numbers

CUT_HEIGHT = 0.1  # what a cut lacks lowers the floor by ten times that: so there is always an answer to weigh
HAIR = 1e-6
BUNDLE_NODES = 1_000
SOLVED, NONE_EXISTS = 0, 2  # what SciPy calls them
FLOOR_WEIGHT = 1000.0  # for each entry: what one unit of floor is worth in units of total


@dataclass(frozen=True)
class Cuts:
    """Sums of open pairs that any division in whole pairs with a certain floor has: `members` @ chosen >= `least`."""

    members: csr_array  # of zeros and ones, [n_cuts, n_open]
    least: Numbers

    def and_also(self, more: "Cuts") -> "Cuts":
        members = vstack([self.members, more.members], format="csr")
        return Cuts(members, np.concatenate((self.least, more.least)))


@dataclass(frozen=True)
class Prices:
    """What one reading of an entry, one place of a reader, one unit of floor under an entry and of each cut cost."""

    entry: Numbers
    reader: Numbers
    floor: Numbers
    cut: Numbers
    cuts: Cuts

    def reduced(self, network: Network) -> Numbers:
        """What each open pair adds to the total above its price."""
        worth = network.affinity * (1 + self.floor[network.entry]) + self.cuts.members.T @ self.cut
        reduced: Numbers = worth - self.entry[network.entry] - self.reader[network.reader]
        return reduced

    def bound(self, network: Network, floor: float) -> float:
        """No division with this floor has a higher total, however the prices were found (weak duality)."""
        readers = np.maximum(self.reader * network.heavy, self.reader * network.light).sum()
        return float(network.held.sum() + readers + self.worth_of_entries(network, floor).sum())

    def worth_of_entries(self, network: Network, floor: float) -> Numbers:
        """What the pairs of each entry add at most, above the prices of their readers; every cut is of one entry."""
        n_entries = len(network.most)
        pairs = np.bincount(network.entry, np.maximum(self.reduced(network), 0), n_entries)
        readings = np.maximum(self.entry * network.most, self.entry * network.least)
        first = self.cuts.members.indices[self.cuts.members.indptr[:-1]]
        cuts = np.bincount(network.entry[first], self.cut * self.cuts.least, n_entries)
        worth: Numbers = pairs + readings - self.floor * (floor - network.held) - cuts
        return worth


@dataclass(frozen=True)
class Relaxed:
    """The best division into parts of pairs: the part of each open pair, its floor, its total, and their prices."""

    part: Numbers
    floor: float
    total: float
    prices: Prices

    def excludes(self, floor: float) -> bool:
        """Proves that no division has this floor, in which every entry, and so the total, would have that at least."""
        n_entries = len(self.prices.floor)
        return (FLOOR_WEIGHT + 1) * floor > FLOOR_WEIGHT * self.floor + self.total / n_entries + HAIR


@dataclass(frozen=True)
class Whole:
    """The best division that was found, if any, and what is proved: a bound on the total, or that none exists."""

    chosen: Flags | None
    bound: float
    is_impossible: bool


@dataclass(frozen=True)
class _Rows:
    """For some columns: readings of each entry, places of each reader, affinity of each entry, and the cuts."""

    columns: Codes
    entries: csr_array
    readers: csr_array
    floors: csr_array
    cuts: csr_array


def no_cuts(network: Network) -> Cuts:
    return Cuts(csr_array((0, len(network.entry))), np.empty(0))


def relaxed(network: Network, columns: Flags, floor: float, cuts: Cuts) -> Relaxed:
    """The highest floor up to `floor`, and then the highest total, when only these columns may be used, in parts."""
    rows = _rows(network, columns, cuts)
    n_columns, n_entries = len(rows.columns), len(network.most)
    bare, free = network.light > 0, network.least < network.most
    upper = [rows.readers, -rows.readers[bare], rows.entries[free], -rows.entries[free], -rows.cuts, -rows.floors]
    limits = [
        network.heavy,
        -network.light[bare],
        network.most[free],
        -network.least[free],
        CUT_HEIGHT * floor - cuts.least,
        network.held,
    ]
    heights = [0.0, 0.0, 0.0, 0.0, CUT_HEIGHT, 1.0]
    height = np.concatenate([np.full((part.shape[0], 1), each) for part, each in zip(upper, heights, strict=True)])
    answer = linprog(
        np.append(-network.affinity[rows.columns], -FLOOR_WEIGHT * n_entries),
        A_ub=hstack([vstack(upper), csr_array(height)], format="csr"),
        b_ub=np.concatenate(limits),
        A_eq=hstack([rows.entries[~free], csr_array((int((~free).sum()), 1))], format="csr") if (~free).any() else None,
        b_eq=network.least[~free] if (~free).any() else None,
        bounds=np.column_stack((np.append(np.zeros(n_columns), -np.inf), np.append(np.ones(n_columns), floor))),
        method="highs-ds",
    )
    if answer.status != SOLVED:
        message = f"the linear programme was not solved: {answer.message}"
        raise ArithmeticError(message)
    ends = np.cumsum([part.shape[0] for part in upper])[:-1]
    heavy, light, most, least, cut, under = np.split(-answer.ineqlin.marginals, ends)
    of_reader, of_entry = heavy.copy(), np.empty(n_entries)
    of_reader[bare] -= light
    of_entry[free] = most - least
    of_entry[~free] = -answer.eqlin.marginals if (~free).any() else 0.0
    reached = float(answer.x[-1])
    total = -float(answer.fun) - FLOOR_WEIGHT * n_entries * reached + float(network.held.sum())
    part = np.zeros(len(columns))
    part[rows.columns] = answer.x[:-1]
    prices = Prices(of_entry, of_reader, np.maximum(under, 0), np.maximum(cut, 0), cuts)
    return Relaxed(part, reached, total, prices)


def whole(network: Network, columns: Flags, sure: Flags, floor: float, cuts: Cuts, n_nodes: int) -> Whole:
    """The highest total with this floor when only these columns may be used and the `sure` ones must be.

    The search ends after `n_nodes` nodes of its tree, never after a time: so the same input gives the same answer.
    """
    rows = _rows(network, columns, cuts)
    answer = milp(
        -network.affinity[rows.columns],
        constraints=LinearConstraint(
            vstack([rows.entries, rows.readers, rows.floors, rows.cuts], format="csr"),
            np.concatenate((network.least, network.light, floor - network.held, cuts.least)),
            np.concatenate((network.most, network.heavy, np.full(len(network.most) + len(cuts.least), np.inf))),
        ),
        bounds=Bounds(sure[rows.columns].astype(np.float64), 1.0),
        integrality=np.ones(len(rows.columns)),
        options={"mip_rel_gap": 0, "node_limit": n_nodes},
    )
    if answer.x is None:
        is_impossible = answer.status == NONE_EXISTS
        return Whole(None, -np.inf if is_impossible else np.inf, is_impossible)
    chosen = np.zeros(len(columns), dtype=np.bool_)
    chosen[rows.columns] = answer.x > 0.5
    total = float(network.served(chosen).sum())
    if answer.status == SOLVED:
        return Whole(chosen, total, False)
    return Whole(chosen, max(total, float(network.held.sum() - answer.mip_dual_bound)), False)


def best_bundle(worth: Numbers, affinity: Numbers, n: int, floor: float) -> float:
    """The highest sum of worth of n pairs whose affinities reach the floor, or a bound on it."""
    answer = milp(
        -worth,
        constraints=LinearConstraint(np.stack((np.ones_like(affinity), affinity)), (n, floor), (n, np.inf)),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(worth)),
        options={"mip_rel_gap": 0, "node_limit": BUNDLE_NODES},
    )
    return -float(answer.mip_dual_bound) if answer.x is not None else np.inf


def _rows(network: Network, columns: Flags, cuts: Cuts) -> _Rows:
    chosen = np.flatnonzero(columns)
    entry, reader, place = network.entry[chosen], network.reader[chosen], np.arange(len(chosen))
    ones = np.ones(len(chosen))
    entries = (len(network.most), len(chosen))
    return _Rows(
        chosen,
        csr_array((ones, (entry, place)), entries),
        csr_array((ones, (reader, place)), (len(network.heavy), len(chosen))),
        csr_array((network.affinity[chosen], (entry, place)), entries),
        cuts.members[:, chosen],
    )

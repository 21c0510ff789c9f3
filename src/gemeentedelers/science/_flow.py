"""Dividing readings over readers as a flow of least cost, and what all such flows of least cost have in common."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

LARGEST_COST = 10**9  # of one pair: affinities become whole numbers up to this, by a power of ten


@dataclass(frozen=True)
class Network:
    """What is still to be divided: entry i gets `least` to `most` readings more, reader j `light` to `heavy`.

    `entry`, `reader` and `affinity` are the open pairs, which may be chosen once each. `given` are the pairs that are
    settled, int[g, 2], and `held` the affinity that every entry has from them.
    """

    entry: Codes
    reader: Codes
    affinity: Numbers
    least: Codes
    most: Codes
    light: Codes
    heavy: Codes
    held: Numbers
    given: Codes

    def served(self, chosen: Flags) -> Numbers:
        """The affinity that every entry has when these open pairs are added."""
        added = np.bincount(self.entry[chosen], self.affinity[chosen], len(self.most))
        sums: Numbers = self.held + added
        return sums

    def pairs(self, chosen: Flags) -> Codes:
        return np.concatenate((self.given, np.column_stack((self.entry[chosen], self.reader[chosen]))))


@dataclass(frozen=True)
class _Graph:
    """Open pairs first, then one arc for every reading that an entry may miss, then one for every reader."""

    tail: Codes
    head: Codes
    capacity: Codes
    cost: Codes
    supply: Codes


def cheapest(network: Network, cost: Codes, missing: Codes | None = None) -> Flags | None:
    """Which open pairs to choose for the lowest sum of `cost`, int64[n_open]; None when the bounds cannot be met.

    `missing` is the cost of every reading that an entry may miss (see `missable`); without it they cost nothing.
    """
    flow = _flow(_graph(network, cost, missing))
    return None if flow is None else flow[: len(network.entry)] > 0


def best(network: Network, value: Numbers) -> Flags | None:
    """Which open pairs to choose for the highest sum of `value`, float[n_open], in steps of `step_of(value)`."""
    return cheapest(network, -np.rint(value / step_of(value)).astype(np.int64))


def step_of(value: Numbers) -> float:
    """The power of ten in which values are counted: the largest of them is at most LARGEST_COST steps."""
    largest = float(np.abs(value).max(initial=0.0))
    return float(10.0 ** np.ceil(np.log10(largest / LARGEST_COST))) if largest else 1.0


def missable(network: Network) -> tuple[Codes, Codes]:
    """Every reading that an entry may miss: the entry, and how many it has when this is the last that it gets."""
    spread = network.most - network.least
    entry = np.repeat(np.arange(len(spread)), spread)
    first = np.repeat(np.cumsum(spread) - spread, spread)
    return entry, np.arange(len(entry)) - first + network.least[entry] + 1


def settled(network: Network, cost: Codes, missing: Codes | None = None) -> Network | None:
    """The network in which every division has the lowest sum of costs, so that a next wish can decide among them.

    By complementary slackness: with the prices of one cheapest flow, a pair whose reduced cost is above zero is never
    chosen and one below zero always. The costs must be small whole numbers. None when the bounds cannot be met.
    """
    graph = _graph(network, cost, missing)
    flow = _flow(graph)
    if flow is None:
        return None
    price = _prices(graph, flow)
    reduced = graph.cost + price[graph.tail] - price[graph.head]
    n_open, n_readers = len(network.entry), len(network.heavy)
    missed = slice(n_open, len(flow) - n_readers)
    who = graph.tail[missed]
    n_entries = len(network.most)
    must_miss = np.bincount(who[reduced[missed] < 0], minlength=n_entries)
    must_get = np.bincount(who[reduced[missed] > 0], minlength=n_entries)
    of_reader = reduced[len(flow) - n_readers :]
    tight = replace(
        network,
        least=network.least + must_get,
        most=network.most - must_miss,
        light=np.where(of_reader < 0, network.heavy, network.light),
        heavy=np.where(of_reader > 0, network.light, network.heavy),
    )
    return _with(tight, reduced[:n_open] < 0, reduced[:n_open] == 0)


def _with(network: Network, sure: Flags, still_open: Flags) -> Network:
    """The network in which the `sure` pairs are settled, and only some others are open still."""
    for_entry = np.bincount(network.entry[sure], minlength=len(network.most))
    for_reader = np.bincount(network.reader[sure], minlength=len(network.heavy))
    return Network(
        network.entry[still_open],
        network.reader[still_open],
        network.affinity[still_open],
        np.maximum(network.least - for_entry, 0),
        network.most - for_entry,
        np.maximum(network.light - for_reader, 0),
        network.heavy - for_reader,
        network.served(sure),
        network.pairs(sure),
    )


def _graph(network: Network, cost: Codes, missing: Codes | None) -> _Graph:
    n_entries, n_readers = len(network.most), len(network.heavy)
    end = n_entries + n_readers
    misser, _ = missable(network)
    readers = n_entries + np.arange(n_readers)
    rest = network.most.sum() - network.light.sum()
    return _Graph(
        tail=np.concatenate((network.entry, misser, readers)),
        head=np.concatenate((n_entries + network.reader, np.full(len(misser) + n_readers, end))),
        capacity=np.concatenate((np.ones(len(cost) + len(misser), np.int64), network.heavy - network.light)),
        cost=np.concatenate((cost, np.zeros_like(misser) if missing is None else missing, np.zeros_like(readers))),
        supply=np.concatenate((network.most, -network.light, [-rest])),
    )


def _flow(graph: _Graph) -> Codes | None:
    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(graph.tail, graph.head, graph.capacity, graph.cost)
    solver.set_nodes_supplies(np.arange(len(graph.supply)), graph.supply)
    status = solver.solve()
    if status == solver.INFEASIBLE:
        return None
    if status != solver.OPTIMAL:
        message = f"the flow of least cost was not found: {status.name}"
        raise ArithmeticError(message)
    flow: Codes = solver.flows(arcs)
    return flow


def _prices(graph: _Graph, flow: Codes) -> Codes:
    """Prices of the nodes that prove the flow cheapest (Bellman and Ford, all arcs at once)."""
    ahead, back = flow < graph.capacity, flow > 0
    tail = np.concatenate((graph.tail[ahead], graph.head[back]))
    head = np.concatenate((graph.head[ahead], graph.tail[back]))
    cost = np.concatenate((graph.cost[ahead], -graph.cost[back]))
    price = np.zeros(len(graph.supply), np.int64)
    while True:
        lower = price.copy()
        np.minimum.at(lower, head, price[tail] + cost)
        if (lower == price).all():
            return price
        price = lower

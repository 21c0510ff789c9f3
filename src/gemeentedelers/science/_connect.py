"""Linking the parts of a graph of entries and readers by swaps, so that all readers can be compared."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from gemeentedelers.science._flow import Codes, Flags, Numbers

SWAPS_AT_ONCE = 4_000_000  # that are weighed together, which bounds the memory
HAIR = 1e-9  # below this two sums are equal


@dataclass(frozen=True)
class Rules:
    """What must stay as it is: no forbidden pair, no kept pair lost, and the loads of the readers within theirs."""

    affinity: Numbers
    forbidden: Flags
    keep: Flags
    min_load: Codes
    max_load: Codes


@dataclass(frozen=True)
class _Change:
    """Pairs that go and pairs that come, with what the worst-served entry and the total lose by it."""

    floor_loss: float
    total_loss: float
    out: tuple[int, ...]
    into: tuple[tuple[int, int], ...]


def n_components(pairs: Codes, n_entries: int) -> int:
    """Into how many parts the graph of entries and readers falls; who is in no pair does not count."""
    return len(np.unique(_part_of_pair(pairs, n_entries)))


def linked(pairs: Codes, rules: Rules) -> Codes:
    """The pairs with as few swaps as link all parts, each the cheapest at that moment: floor first, then total.

    A swap takes a pair of one part and a pair of another and exchanges their readers; a move gives one reading to a
    reader of another part. Either links two parts when one of the pairs that go lies on a circle, for then nothing
    falls apart. When no swap or move is allowed any more, the rest stays in parts.
    """
    pairs = pairs.copy()
    while True:
        part = _part_of_pair(pairs, len(rules.affinity))
        sizes = np.bincount(part)
        if (sizes > 0).sum() < 2:
            return pairs
        on_circle = ~_bridges(pairs, len(rules.affinity))
        for own in sorted(np.flatnonzero(sizes).tolist(), key=lambda label: (sizes[label], label)):
            changes = [*_swaps(pairs, rules, part == own, on_circle), *_moves(pairs, rules, part, own, on_circle)]
            if changes:
                best = min(changes, key=lambda change: (change.floor_loss, change.total_loss, change.out, change.into))
                pairs[list(best.out)] = best.into
                break
        else:
            return pairs


def _part_of_pair(pairs: Codes, n_entries: int) -> Codes:
    n_nodes = n_entries + int(pairs[:, 1].max(initial=-1)) + 1
    graph = csr_array((np.ones(len(pairs)), (pairs[:, 0], n_entries + pairs[:, 1])), (n_nodes, n_nodes))
    labels: Codes = connected_components(graph, directed=False)[1][pairs[:, 0]]
    return labels


def _bridges(pairs: Codes, n_entries: int) -> Flags:
    """Which pairs are the only link between what is on either side (Tarjan's lowest point, without recursion)."""
    ends = np.column_stack((pairs[:, 0], n_entries + pairs[:, 1])).tolist()
    around: dict[int, list[tuple[int, int]]] = {}
    for pair, (entry, reader) in enumerate(ends):
        around.setdefault(entry, []).append((reader, pair))
        around.setdefault(reader, []).append((entry, pair))
    bridges = np.zeros(len(pairs), dtype=np.bool_)
    seen: dict[int, int] = {}
    lowest: dict[int, int] = {}
    for root in around:
        if root in seen:
            continue
        seen[root] = lowest[root] = len(seen)
        path = [(root, -1, iter(around[root]))]
        while path:
            node, came_by, rest = path[-1]
            for other, pair in rest:
                if pair == came_by:
                    continue
                if other in seen:
                    lowest[node] = min(lowest[node], seen[other])
                    continue
                seen[other] = lowest[other] = len(seen)
                path.append((other, pair, iter(around[other])))
                break
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                    bridges[came_by] = lowest[node] > seen[above]
    return bridges


def _swaps(pairs: Codes, rules: Rules, is_own: Flags, on_circle: Flags) -> Iterator[_Change]:
    """The cheapest swap between this part and the others, if there is any, one for each batch."""
    movable = ~rules.keep[pairs[:, 0], pairs[:, 1]]
    own, others = np.flatnonzero(is_own & movable), np.flatnonzero(~is_own & movable)
    if not len(own) or not len(others):
        return
    served = np.bincount(pairs[:, 0], rules.affinity[pairs[:, 0], pairs[:, 1]], len(rules.affinity))
    entry, reader = pairs[others].T
    for some in np.array_split(own, 1 + len(own) * len(others) // SWAPS_AT_ONCE):
        entry_here, reader_here = pairs[some].T
        here = rules.affinity[entry_here[:, None], reader] - rules.affinity[entry_here, reader_here][:, None]
        there = rules.affinity[entry, reader_here[:, None]] - rules.affinity[entry, reader]
        is_barred = rules.forbidden[entry_here[:, None], reader] | rules.forbidden[entry, reader_here[:, None]]
        is_link = on_circle[some][:, None] | on_circle[others]
        poorest = np.minimum(served[entry_here][:, None] + here, served[entry] + there)
        floor_loss = np.where(is_barred | ~is_link, np.inf, np.maximum(served.min() - poorest, 0))
        if np.isinf(lowest := floor_loss.min()):
            continue
        loss = np.where(floor_loss <= lowest + HAIR, -here - there, np.inf)
        row, column = np.unravel_index(int(loss.argmin()), loss.shape)
        into = ((int(entry_here[row]), int(reader[column])), (int(entry[column]), int(reader_here[row])))
        yield _Change(float(lowest), float(loss[row, column]), (int(some[row]), int(others[column])), into)


def _moves(pairs: Codes, rules: Rules, part: Codes, own: int, on_circle: Flags) -> Iterator[_Change]:
    """The cheapest moves of one reading to a reader of another part, into this part and out of it."""
    n_readers = rules.affinity.shape[1]
    load = np.bincount(pairs[:, 1], minlength=n_readers)
    of_reader = np.full(n_readers, -1)
    of_reader[pairs[:, 1]] = part
    served = np.bincount(pairs[:, 0], rules.affinity[pairs[:, 0], pairs[:, 1]], len(rules.affinity))
    entry, reader = pairs.T
    spared = ~rules.keep[entry, reader] & (load[reader] > rules.min_load[reader]) & (on_circle | (load[reader] == 1))
    has_room = (load < rules.max_load) & (of_reader >= 0)
    for from_own in (True, False):
        movable = np.flatnonzero(spared & ((part == own) == from_own))
        takers = np.flatnonzero(has_room & ((of_reader == own) != from_own))
        if not len(movable) or not len(takers):
            continue
        who = entry[movable]
        gain = rules.affinity[who[:, None], takers] - rules.affinity[who, reader[movable]][:, None]
        floor_loss = np.maximum(served.min() - served[who][:, None] - gain, 0)
        floor_loss[rules.forbidden[who[:, None], takers]] = np.inf
        if np.isinf(lowest := floor_loss.min()):
            continue
        loss = np.where(floor_loss <= lowest + HAIR, -gain, np.inf)
        row, column = np.unravel_index(int(loss.argmin()), loss.shape)
        into = ((int(who[row]), int(takers[column])),)
        yield _Change(float(lowest), float(loss[row, column]), (int(movable[row]),), into)

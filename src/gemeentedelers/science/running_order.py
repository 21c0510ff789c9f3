"""An order of appearances in which people leave the room seldom and neighbours do not follow each other."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise

MOST_EXACT_STEPS = 2_000_000  # of the exact search: under two seconds


@dataclass(frozen=True)
class Item:
    """One appearance: its category, the region it comes from, and who has to be out of the room during it."""

    key: str
    category: str = ""
    region: str = ""
    aside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Walk:
    """One person is out of the room from the first to the last of these keys, all of which follow each other."""

    person: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """What an order does to the wishes.

    `split` are the categories that do not stand together, `alike` the pairs that follow each other from one category
    (only a fault when categories are to be mixed), `neighbours` the pairs that follow each other from one region.
    `walks` says who is out and when; `n_moments` counts the moments between items, and before the first one, at which
    the room is not the same as before.
    """

    split: tuple[str, ...]
    alike: tuple[tuple[str, str], ...]
    neighbours: tuple[tuple[str, str], ...]
    walks: tuple[Walk, ...]
    n_moments: int

    def cost(self, *, together: bool) -> tuple[int, int, int, int]:
        """Smaller is better, the first number before the others: shape, regions, walks, moments."""
        shape = len(self.split) if together else len(self.alike)
        return (shape, len(self.neighbours), len(self.walks), self.n_moments)


@dataclass(frozen=True)
class RunningOrder:
    """`keys` in order. `is_best` says that no other order costs less; a long list is searched but not proven."""

    keys: tuple[str, ...]
    judged: Judged
    is_best: bool


def running_order(items: Iterable[Item], *, together: bool = True, seed: str = "") -> RunningOrder:
    """Put items in the order that costs least.

    With `together` every category is one block; without it, no two of one category follow each other if that can be
    avoided. Then, in this order of weight: no two items of one region in a row (an empty region or category is like no
    other), as few walks out of the room as possible over all people, and as few moments as possible at which somebody
    walks in or out, so that people leave together. Of equal orders the seed decides; the same items with the same
    seed give the same order, whatever the order in which they come.

    All costs lie between two items that follow each other, so the best order is a shortest path through all items.
    Short lists are solved exactly by dynamic programming over sets (Held and Karp, "A dynamic programming approach to
    sequencing problems", J. SIAM 10, 1962), which blocks of categories make much smaller: four categories of three
    take a few milliseconds, twelve mixed items about a quarter of a second. Longer lists start from a nearest neighbour
    and are improved by moving and turning stretches (Or, 1976; Croes, 1958) until nothing helps.

    Raises `ValueError` for a key that occurs twice. No items give an empty order.
    """
    given = _shuffled(items, seed)
    search = _Search(given, together)
    is_exact = search.n_steps() <= MOST_EXACT_STEPS
    found = search.exact() if is_exact else search.improved()
    keys = tuple(item.key for item in found)
    return RunningOrder(keys, judged(found), is_exact)


def judged(order: Sequence[Item]) -> Judged:
    """What this order does to the wishes, in the order in which it happens."""
    blocks = Counter(category for category, _ in groupby(item.category for item in order))
    following = list(pairwise(order))
    return Judged(
        split=tuple(category for category, count in blocks.items() if category and count > 1),
        alike=tuple((one.key, other.key) for one, other in following if _same(one.category, other.category)),
        neighbours=tuple((one.key, other.key) for one, other in following if _same(one.region, other.region)),
        walks=tuple(_walks(order)),
        n_moments=sum(one != other for one, other in pairwise([frozenset(), *(item.aside for item in order)])),
    )


def breaks_in(categories: Sequence[str], n_breaks: int) -> list[int]:
    """After which items to break: `categories` are those of the items in order, an answer of 3 is after the third.

    Between two categories where that is possible, and so that the longest stretch without a break is as short as
    possible. Fewer breaks than asked when there are too few items to part.
    """
    places = range(1, len(categories))
    n_breaks = min(n_breaks, len(places))
    options = combinations(places, n_breaks)
    return list(min(options, key=lambda after: _unease(categories, tuple(after))))


def _unease(categories: Sequence[str], after: tuple[int, ...]) -> tuple[int, int, int]:
    lengths = [late - early for early, late in pairwise([0, *after, len(categories)])]
    n_cut = sum(_same(categories[place - 1], categories[place]) for place in after)
    return max(lengths) + n_cut, n_cut, sum(length**2 for length in lengths)


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _walks(order: Sequence[Item]) -> Iterator[Walk]:
    out: dict[str, list[str]] = defaultdict(list)
    for item in order:
        for person in sorted(set(out) - item.aside):
            yield Walk(person, tuple(out.pop(person)))
        for person in sorted(item.aside):
            out[person].append(item.key)
    for person in sorted(out):
        yield Walk(person, tuple(out[person]))


def _shuffled(items: Iterable[Item], seed: str) -> list[Item]:
    given = list(items)
    twice = [key for key, count in Counter(item.key for item in given).items() if count > 1]
    if twice:
        raise ValueError(f"{sorted(twice)[0]!r} occurs twice")
    return sorted(given, key=lambda item: hashlib.sha256(f"{seed}|{item.key}".encode()).digest())


class _Search:
    """Items as numbers, and what it costs when one follows another; -1 stands for the room before the first."""

    def __init__(self, items: Sequence[Item], together: bool) -> None:
        self.items, self.together = items, together
        self.everybody = (1 << len(items)) - 1
        self.blocks = [
            sum(1 << place for place, other in enumerate(items) if self._is_together(other, item)) for item in items
        ]
        many = len(items) + 1
        self.weights = (many * many * max(1, self._n_people()) * many, many * max(1, self._n_people()) * many, many, 1)
        self.costs = {
            (before, after): self._cost(before, after)
            for before in range(-1, len(items))
            for after in range(len(items))
            if before != after
        }

    def _is_together(self, one: Item, other: Item) -> bool:
        return one is other or (self.together and _same(one.category, other.category))

    def _n_people(self) -> int:
        return len(frozenset[str]().union(*(item.aside for item in self.items)))

    def _cost(self, before: int, after: int) -> int:
        """The four numbers of `Judged.cost` that this step adds, as one whole number."""
        then = self.items[after]
        was = self.items[before] if before >= 0 else Item("")
        numbers = (
            not self.together and _same(was.category, then.category),
            _same(was.region, then.region),
            len(then.aside - was.aside),
            then.aside != was.aside,
        )
        return sum(weight * number for weight, number in zip(self.weights, numbers, strict=True))

    def n_steps(self) -> int:
        """At most this many steps in the exact search."""
        sizes = [block.bit_count() for block in set(self.blocks)]
        return sum(size << size for size in sizes) * len(self.items) << max(len(sizes) - 1, 0)

    def exact(self) -> list[Item]:
        """The cheapest way to each set of items that ends at each of its items, set after set."""
        if not self.items:
            return []
        layer: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {(0, -1): (0, ())}
        for _ in self.items:
            following: dict[tuple[int, int], tuple[int, tuple[int, ...]]] = {}
            for (done, last), (cost, path) in layer.items():
                for place in self._next(done, last):
                    state, total = (done | 1 << place, place), cost + self.costs[last, place]
                    if state not in following or total < following[state][0]:
                        following[state] = (total, (*path, place))
            layer = following
        _, path = min(layer.values(), key=lambda row: row[0])
        return [self.items[place] for place in path]

    def _next(self, done: int, last: int) -> Iterator[int]:
        """Who may follow: first whoever is left of the block that was begun."""
        left = self.everybody & ~done
        begun = self.blocks[last] & left if last >= 0 else 0
        allowed = begun or left
        return (place for place in range(len(self.items)) if allowed >> place & 1)

    def improved(self) -> list[Item]:
        """Nearest neighbour, then the first change that makes it cheaper, until none does."""
        order = self._nearest()
        cost = self._total(order)
        while True:
            better = next((found for found in _changes(order) if self._total(found) < cost), None)
            if better is None:
                return [self.items[place] for place in order]
            order, cost = better, self._total(better)

    def _nearest(self) -> list[int]:
        order: list[int] = []
        done, last = 0, -1
        while done != self.everybody:
            last = min(self._next(done, last), key=lambda place: self.costs[last, place])
            order.append(last)
            done |= 1 << last
        return order

    def _total(self, order: Sequence[int]) -> int:
        steps = sum(self.costs[before, after] for before, after in pairwise([-1, *order]))
        return steps + self.weights[0] * self._n_split(order)

    def _n_split(self, order: Sequence[int]) -> int:
        if not self.together:
            return 0
        n_blocks = sum(self.blocks[one] != self.blocks[other] for one, other in pairwise(order))
        return n_blocks + 1 - len(set(self.blocks))


def _changes(order: Sequence[int]) -> Iterator[list[int]]:
    """Every stretch turned round, and every stretch put somewhere else."""
    for begin, end in combinations(range(len(order) + 1), 2):
        stretch, others = list(order[begin:end]), [*order[:begin], *order[end:]]
        yield [*order[:begin], *reversed(stretch), *order[end:]]
        for place in range(len(others) + 1):
            yield [*others[:place], *stretch, *others[place:]]

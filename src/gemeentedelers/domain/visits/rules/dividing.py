"""Who visits whom: two assessors for every entry, never one with a tie that bars, and the same load for everybody."""

from collections import Counter, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gemeentedelers.domain.conflicts.rules import Pair
from gemeentedelers.domain.visits.rules import N_ASSESSORS, VisitObstacle
from gemeentedelers.foundation.refusals import Refusal

Pairs = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Division:
    """The assessors of each entry, by reference, and the entries for which too few could be found."""

    pairs: Pairs
    short: tuple[str, ...]

    @property
    def loads(self) -> Counter[str]:
        return Counter(assessor for pair in self.pairs.values() for assessor in pair)


def divide(
    references: Sequence[str],
    assessors: Sequence[str],
    *,
    barred: Collection[Pair],
    kept: Pairs | None = None,
) -> Division:
    """Two assessors each, with loads as even as the bars allow. What is kept stays where it is, and counts.

    Every place goes to the least loaded assessor who can be reached, if need be by passing other visits on, which
    keeps the loads as even as they can be at every step (Harvey and others, "Semi-matchings for bipartite graphs and
    load balancing", Journal of Algorithms 59, 2006). The same input gives the same division.
    """
    desk = _Desk(assessors, frozenset(barred), kept or {})
    for reference in references:
        desk.pairs.setdefault(reference, set())
    for _ in range(N_ASSESSORS):
        for reference in references:
            if len(desk.found(reference)) < N_ASSESSORS:
                desk.place(reference)
    pairs = {reference: frozenset(desk.found(reference)) for reference in references}
    return Division(pairs, tuple(reference for reference, pair in pairs.items() if len(pair) < N_ASSESSORS))


class _Desk:
    """A division in the making. Bars are pairs of an assessor and a reference."""

    def __init__(self, assessors: Sequence[str], barred: frozenset[Pair], kept: Pairs) -> None:
        self.assessors, self.barred, self.kept = assessors, barred, kept
        self.pairs: dict[str, set[str]] = {}
        self.loads = Counter(assessor for pair in kept.values() for assessor in pair)

    def found(self, reference: str) -> set[str]:
        return self.pairs[reference] | self.kept.get(reference, frozenset())

    def place(self, reference: str) -> None:
        """Give the entry one assessor more, and pass visits on along the way; nothing when nobody can be reached."""
        came_from = self._reached(reference)
        if not came_from:
            return
        last = min(came_from, key=lambda assessor: (self.loads[assessor], self.assessors.index(assessor)))
        self.loads[last] += 1
        while True:
            giver, entry = came_from[last]
            self.pairs[entry].add(last)
            if giver is None:
                return
            self.pairs[entry].remove(giver)
            last = giver

    def _reached(self, reference: str) -> dict[str, tuple[str | None, str]]:
        """For every assessor who can take something over: from whom, and which entry; nobody for the new entry."""
        came_from: dict[str, tuple[str | None, str]] = {}
        waiting: deque[tuple[str | None, str]] = deque([(None, reference)])
        while waiting:
            giver, entry = waiting.popleft()
            for assessor in self.assessors:
                if assessor in came_from or assessor in self.found(entry) or (assessor, entry) in self.barred:
                    continue
                came_from[assessor] = (giver, entry)
                waiting.extend((assessor, other) for other, pair in self.pairs.items() if assessor in pair)
        return came_from


@dataclass(frozen=True)
class Panel:
    """What is known when visits are divided by hand: names by code, ties that bar, and who cannot be taken off."""

    names: Mapping[str, str]
    bars: Mapping[Pair, Refusal]
    settled: Pairs


def why_not_divide(
    wanted: Mapping[str, Collection[str]], *, is_out: bool, shortlist: Collection[str], panel: Panel
) -> Refusal | None:
    """Two different assessors for every entry of the shortlist that is named, none of them tied to it."""
    if not is_out:
        return Refusal(VisitObstacle.SHORTLIST_NOT_OUT)
    for reference, codes in sorted(wanted.items()):
        if reference not in shortlist:
            return Refusal(VisitObstacle.NOT_ON_THE_SHORTLIST, reference=reference)
        if refusal := _why_not_pair(reference, codes, panel):
            return refusal
    return None


def _why_not_pair(reference: str, codes: Collection[str], panel: Panel) -> Refusal | None:
    if len(set(codes)) != N_ASSESSORS:
        return Refusal(VisitObstacle.NOT_TWO_ASSESSORS, reference=reference)
    for code in sorted(codes):
        if code not in panel.names:
            return Refusal(VisitObstacle.NOT_AN_ASSESSOR, reference=reference)
        if (code, reference) in panel.bars:
            return Refusal(VisitObstacle.ASSESSOR_TOO_CLOSE, name=panel.names[code], reference=reference)
    settled = panel.settled.get(reference, frozenset())
    is_kept = settled <= set(codes)
    return None if is_kept else Refusal(VisitObstacle.ASSESSOR_IS_SETTLED, reference=reference)

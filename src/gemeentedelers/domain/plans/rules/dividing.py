"""Divides entries over readers: what the rules ask, put to the solver, and then evened out and mixed."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gemeentedelers.domain.panels.rules import ReaderKind
from gemeentedelers.domain.plans.rules import (
    ANY_THEME,
    BASE,
    MOST_THEMES,
    NEW_KIND,
    PER_THEME,
    TIE_POINTS,
    Division,
    Load,
    Objective,
    Outcome,
    Pair,
    Shortfall,
    Situation,
)
from gemeentedelers.science.assignment import assign

MOST_TRIED = 20


Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]
Fits = NDArray[np.float64]


@dataclass(frozen=True)
class _Table:
    """The situation as the solver takes it: a row for each entry, a column for each reader."""

    situation: Situation
    rows: Mapping[str, int]
    columns: Mapping[str, int]

    @classmethod
    def of(cls, situation: Situation) -> "_Table":
        rows = {row.reference: place for place, row in enumerate(situation.readings)}
        return cls(situation, rows, {seat.code: place for place, seat in enumerate(situation.seats)})

    def marked(self, pairs: Iterable[Pair]) -> Flags:
        """Pairs of readers or entries that are not in the table any more are left out."""
        marks = np.zeros((len(self.rows), len(self.columns)), dtype=bool)
        places = [(self.rows[e], self.columns[r]) for r, e in pairs if e in self.rows and r in self.columns]
        if places:
            marks[tuple(np.array(places).T)] = True
        return marks

    def pairs(self, marks: Flags) -> set[Pair]:
        readers, references = list(self.columns), list(self.rows)
        return {(readers[column], references[row]) for row, column in np.argwhere(marks)}

    def wanted(self) -> Counts:
        return np.array([max(row.n_wanted - row.n_settled, 0) for row in self.situation.readings], dtype=np.int64)

    def kinds(self) -> Counts:
        return np.array([list(ReaderKind).index(seat.kind) for seat in self.situation.seats], dtype=np.int64)

    def capacity(self) -> Counts:
        return np.array([seat.capacity for seat in self.situation.seats], dtype=np.int64)

    def fits(self, fixed: Flags) -> Fits:
        """`fit` of every pair at once."""
        seats, readings = self.situation.seats, self.situation.readings
        themes = {slug: place for place, slug in enumerate(sorted(frozenset().union(*(s.themes for s in seats))))}
        shared = _ticked([row.themes for row in readings], themes) @ _ticked([s.themes for s in seats], themes).T
        values: Fits = BASE + PER_THEME * np.minimum(shared, MOST_THEMES).astype(float)
        values[:, [not seat.themes for seat in seats]] += ANY_THEME
        values += NEW_KIND * self._new_kind(fixed)
        for severity, tie_points in TIE_POINTS.items():
            values[self.marked(pair for pair, tie in self.situation.ties.items() if tie is severity)] += tie_points
        return values

    def _new_kind(self, fixed: Flags) -> Flags:
        """Whether a reader looks from elsewhere than everybody who reads the entry already."""
        kinds = list(ReaderKind)
        of_seat = np.array([[seat.kind is kind for kind in kinds] for seat in self.situation.seats])
        there = fixed.astype(int) @ of_seat.astype(int) > 0
        new: Flags = there.any(axis=1)[:, None] & ~(there.astype(int) @ of_seat.T.astype(int) > 0)
        return new


def _ticked(chosen: Sequence[Collection[str]], themes: Mapping[str, int]) -> Counts:
    ticks = np.zeros((len(chosen), len(themes)), dtype=np.int64)
    for place, slugs in enumerate(chosen):
        ticks[place, [themes[slug] for slug in slugs if slug in themes]] = 1
    return ticks


def divide(
    situation: Situation, *, objective: Objective = Objective.FAIR, seed: int = 0, starts_over: bool = False
) -> Division:
    """Give every entry the readers it wants, and say what that amounts to. The same input gives the same division.

    What was begun or pinned stays, unless a bar says otherwise. The rest of the desks changes only where an entry
    gets a reader by it; with `starts_over` the whole of it is open again.
    """
    table = _Table.of(situation)
    bars = table.marked(situation.bars)
    fixed = table.marked(situation.fixed) & ~bars
    current = fixed if starts_over else table.marked(situation.current) & ~bars
    question = _Question(table.fits(fixed), bars, table.wanted(), table.capacity(), fixed, current)
    answer = question.answer(objective, seed)
    marks = answer.marks
    if not question.has_current:
        marks = _mixed(_shared_out(marks, question), question, table.kinds())
    chosen = table.pairs(marks)
    outcome = _outcome(situation, chosen, marks, question, answer)
    return Division(tuple(sorted(chosen - situation.current)), tuple(sorted(situation.current - chosen)), outcome)


@dataclass(frozen=True)
class _Answer:
    marks: Flags
    gap: float


@dataclass(frozen=True)
class _Question:
    """What is asked of the solver, in rows of entries and columns of readers."""

    fits: Fits
    bars: Flags
    wanted: Counts
    capacity: Counts
    fixed: Flags
    current: Flags

    @property
    def share(self) -> Fits:
        """What everybody would read if all gave the same part of the time they promised."""
        shares: Fits = self.capacity * min(self.wanted.sum() / max(self.capacity.sum(), 1), 1)
        return shares

    @property
    def has_current(self) -> bool:
        """Whether something lies on a desk that should stay there: then nothing is exchanged for its own sake."""
        return bool((self.current & ~self.fixed).any())

    def answer(self, objective: Objective, seed: int) -> _Answer:
        """Entries that want nothing more or that nobody may read would only blur which one is served worst."""
        rows = (self.wanted > 0) & ~self.bars.all(axis=1) | self.fixed.any(axis=1)
        if not rows.any():
            return _Answer(np.zeros_like(self.bars), gap=0.0)
        solved = assign(
            self.fits[rows],
            reads=np.maximum(self.wanted, self.current.sum(axis=1))[rows],
            max_load=np.maximum(self.capacity, self.fixed.sum(axis=0)),
            forbidden=self.bars[rows],
            keep=self.fixed[rows],
            current=self.current[rows],
            objective=objective.value,
            seed=seed,
            connected=True,
        )
        marks = np.zeros_like(self.bars)
        marks[np.flatnonzero(rows)[solved.pairs[:, 0]], solved.pairs[:, 1]] = True
        return _Answer(marks, solved.floor_gap if objective is Objective.FAIR else solved.total_gap)


def _shared_out(marks: Flags, question: _Question) -> Flags:
    """The same division with desks as even as the time that everybody promised; the fit may become less by it.

    No entry falls below the worst-served one, and no link between readers is lost.
    """
    low, high = np.floor(question.share), np.ceil(question.share)
    for reader in range(marks.shape[1]):
        while (load := marks.sum(axis=0))[reader] < low[reader]:
            moved = _moved(marks, question, givers=load > low, takers=_only(reader, load))
            if moved is None:
                break
            marks = moved
    for reader in range(marks.shape[1]):
        while (load := marks.sum(axis=0))[reader] > high[reader]:
            moved = _moved(marks, question, givers=_only(reader, load), takers=load < high)
            if moved is None:
                break
            marks = moved
    return marks


def _only(reader: int, load: Counts) -> Flags:
    chosen: Flags = np.arange(len(load)) == reader
    return chosen


def _moved(marks: Flags, question: _Question, *, givers: Flags, takers: Flags) -> Flags | None:
    """One entry goes from a giver to a taker who may have it, with the least loss of fit; None when none can."""
    n_parts, columns = _n_parts(marks), np.flatnonzero(takers)
    sums = (question.fits * marks).sum(axis=1)
    rows, others = np.nonzero(marks & ~question.fixed & givers)
    loss = question.fits[rows, others][:, None] - question.fits[rows][:, columns]
    taken = (marks | question.bars)[rows][:, columns]
    places, readers = np.nonzero(~taken & (sums[rows][:, None] - loss >= sums.min()))
    for chosen in np.argsort(loss[places, readers], kind="stable")[:MOST_TRIED]:
        moved = marks.copy()
        moved[rows[places[chosen]], [others[places[chosen]], columns[readers[chosen]]]] = False, True
        if _n_parts(moved) <= n_parts:
            return moved
    return None


def _mixed(marks: Flags, question: _Question, kinds: Counts) -> Flags:
    """The same division, in which entries with readers of one kind only swapped one with an entry that has a mix.

    Only where nothing that comes first suffers: loads, bars, the worst-served entry, the total fit and the links
    between readers.
    """
    mixed, n_parts = marks, _n_parts(marks)
    floor = (question.fits * marks).sum(axis=1).min()
    for row in range(len(marks) if len(set(kinds)) > 1 else 0):
        if len(set(kinds[mixed[row]])) == 1:
            swaps = islice(_swaps_for(row, mixed, question, kinds, floor), MOST_TRIED)
            mixed = next((swapped for swapped in swaps if _n_parts(swapped) <= n_parts), mixed)
    return mixed


def _swaps_for(row: int, marks: Flags, question: _Question, kinds: Counts, floor: float) -> Iterator[Flags]:
    """A reader of this entry changes places with a reader of another kind of another entry, for nothing."""
    fits, movable = question.fits, marks & ~question.fixed
    sums = (fits * marks).sum(axis=1)
    for reader in np.flatnonzero(movable[row]):
        other_rows, others = np.nonzero(movable & (kinds != kinds[reader]) & ~marks[row] & ~question.bars[row])
        gain = fits[row, others] - fits[row, reader]
        loss = fits[other_rows, others] - fits[other_rows, reader]
        n_of_kind = (marks[other_rows] & (kinds == kinds[others][:, None])).sum(axis=1)
        fine = ~marks[other_rows, reader] & ~question.bars[other_rows, reader] & (n_of_kind > 1) & (gain >= loss)
        fine &= (sums[row] + gain >= floor) & (sums[other_rows] - loss >= floor)
        for place in np.flatnonzero(fine):
            swapped = marks.copy()
            swapped[row, [reader, others[place]]] = False, True
            swapped[other_rows[place], [others[place], reader]] = False, True
            yield swapped


def _n_parts(marks: Flags) -> int:
    """The groups of entries and readers that no shared entry links; who has nothing is left out."""
    linked = marks[marks.any(axis=1)][:, marks.any(axis=0)]
    n_rows = len(linked)
    rows, columns = np.nonzero(linked)
    size = n_rows + linked.shape[1]
    graph = coo_array((np.ones(len(rows)), (rows, columns + n_rows)), shape=(size, size))
    return int(connected_components(graph, directed=False)[0]) if size else 0


def _outcome(situation: Situation, chosen: set[Pair], marks: Flags, question: _Question, answer: _Answer) -> Outcome:
    sums = (question.fits * marks).sum(axis=1)
    worst = int(sums.argmin())
    shortfalls = tuple(_shortfalls(situation, marks, question))
    return Outcome(
        n_entries=len(situation.readings),
        n_wanted=sum(row.n_wanted for row in situation.readings),
        n_covered=len(situation.readings) - len(shortfalls),
        n_added=len(chosen - situation.current),
        n_gone=len(situation.current - chosen),
        worst=situation.readings[worst].reference,
        worst_fit=float(sums[worst]),
        fit=float(sums.sum()),
        gap=answer.gap,
        components=_n_parts(marks),
        loads=tuple(_loads(situation, chosen)),
        shortfalls=shortfalls,
    )


def _loads(situation: Situation, chosen: Iterable[Pair]) -> Iterable[Load]:
    before = Counter(reader for reader, _ in situation.current)
    after = Counter(reader for reader, _ in chosen)
    return (Load(seat.code, before[seat.code], after[seat.code], seat.capacity) for seat in situation.seats)


def _shortfalls(situation: Situation, marks: Flags, question: _Question) -> Iterable[Shortfall]:
    full = marks.sum(axis=0) >= question.capacity
    for place, row in enumerate(situation.readings):
        n_missing = int(question.wanted[place] - marks[place].sum())
        if n_missing > 0:
            barred, others = question.bars[place], ~marks[place]
            yield Shortfall(
                row.reference, n_missing, int((barred & others).sum()), int((full & others & ~barred).sum())
            )

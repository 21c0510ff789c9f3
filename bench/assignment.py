"""Dividing entries over readers: how fast, how exact, and beside what a solver alone makes of the same numbers."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

import gemeentedelers.science.tests
from bench.figures import Figure, of_number, of_times
from gemeentedelers.science.assignment import Assignment, Objective, assign

MADE = Path(gemeentedelers.science.tests.__file__).parent / "assignment_94x40.npz"
LARGE, LARGE_READS, CANDIDATES = (10_000, 3_000), 4, 60
STEPS = 10**6  # of affinity in a flow, whose costs are whole numbers
Answer = TypeVar("Answer")
ALMOST = 1e-7  # below a floor, so that rounding does not hide a division that reaches it


@dataclass(frozen=True)
class Competition:
    affinity: NDArray[np.float64]
    forbidden: NDArray[np.bool_]
    reads: NDArray[np.int64]
    min_load: NDArray[np.int64]
    max_load: NDArray[np.int64]

    def divided(self, objective: Objective) -> Assignment:
        return assign(
            self.affinity,
            reads=self.reads,
            max_load=self.max_load,
            min_load=self.min_load,
            forbidden=self.forbidden,
            objective=objective,
        )


def figures() -> Iterator[Figure]:
    yield from _total()
    yield from _large_total()
    yield from _fair("94 × 40 × 5 as stored", _stored(), bar=None, most_gap=0.0, reference=True)
    for (n_entries, n_readers), bar, most_gap in (((400, 200), 10_000.0, 0.0), ((1_000, 150), 30_000.0, 1.0)):
        for kind in ("uniform", "topics", "qualities", "crowded"):
            size = f"{n_entries:,} × {n_readers} × 5 {kind}"
            yield from _fair(size, _made(kind, n_entries, n_readers), bar=bar, most_gap=most_gap)


def _total() -> Iterator[Figure]:
    size, case = "500 × 150 × 5 uniform", _made("uniform", 500, 150)
    answer, seconds = _timed(lambda: case.divided("total"))
    yield of_times("assignment, total", size, [seconds], bar=1_000.0)
    optimum, seconds = _timed(lambda: _linear_optimum(case))
    yield of_times("assignment, total: HiGHS linear programme alone", size, [seconds])
    yield of_number("assignment, total: below that optimum", size, 1e6 * (1 - answer.total / optimum), "ppm", bar=1.0)
    _, seconds = _timed(lambda: _flow_optimum(case))
    yield of_times("assignment, total: OR-tools flow alone", size, [seconds])


def _large_total() -> Iterator[Figure]:
    """In a process of its own, so that its peak of memory is its own."""
    command = [sys.executable, "-m", "bench.assignment"]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    size = f"{LARGE[0]:,} × {LARGE[1]:,} × {LARGE_READS}, {CANDIDATES} candidates"
    yield of_times("assignment, total, large", size, [told["seconds"]], bar=10_000.0)
    yield of_number("assignment, total, large: peak memory", size, told["megabytes"], "MB", bar=1_024.0)
    yield of_times("assignment, total, large: OR-tools flow alone", size, [told["flow_seconds"]])
    yield of_number("assignment, total, large: below that optimum", size, told["below"], "ppm", bar=1.0)


def _fair(
    size: str, case: Competition, *, bar: float | None, most_gap: float, reference: bool = False
) -> Iterator[Figure]:
    answer, seconds = _timed(lambda: case.divided("fair"))
    yield of_times("assignment, fair", size, [seconds], bar=bar)
    yield of_number(
        "assignment, fair: floor below its bound", size, round(100 * answer.floor_gap, 4), "%", bar=most_gap
    )
    yield of_number(
        "assignment, fair: total below its bound", size, round(100 * answer.total_gap, 4), "%", bar=most_gap
    )
    yield of_number("assignment, fair: worst-served entry", size, answer.worst, "affinity")
    yield of_number("assignment, fair: worst with the plain total", size, case.divided("total").worst, "affinity")
    yield of_number("assignment, fair: total", size, answer.total, "affinity")
    if reference:
        optimum, seconds = _timed(lambda: _whole_optimum(case, answer.worst))
        yield of_times("assignment, fair: HiGHS alone, given the floor", size, [seconds])
        yield of_number("assignment, fair: total of HiGHS alone", size, optimum, "affinity")


def _stored() -> Competition:
    with np.load(MADE) as stored:
        return Competition(**{name: stored[name] for name in Competition.__dataclass_fields__})


def _made(kind: str, n_entries: int, n_readers: int, seed: int = 1) -> Competition:
    """Five readings, one pair in thirty barred, loads from 60 to 125 percent of the fair share."""
    rng = np.random.default_rng(seed)
    shape = (n_entries, n_readers)
    if kind == "uniform":
        affinity = rng.random(shape)
    elif kind == "topics":
        affinity = rng.dirichlet(np.full(12, 0.3), n_entries) @ rng.dirichlet(np.full(12, 0.5), n_readers).T
    elif kind == "crowded":  # nearly half of the entries ask for the few readers of one subject
        subject = rng.choice(8, n_entries, p=[0.45, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05])
        is_own = subject[:, None] == rng.choice(8, n_readers)
        affinity = np.where(is_own, rng.uniform(0.5, 1, shape), rng.uniform(0, 0.3, shape))
    else:
        of_entries, of_readers = rng.normal(0.3, 0.1, (n_entries, 1)), rng.normal(0.1, 0.1, (1, n_readers))
        affinity = np.clip(of_entries + of_readers + rng.normal(0, 0.15, shape), 0, 1)
    fair = 5 * n_entries / n_readers
    return Competition(
        affinity=np.round(affinity / affinity.max(), 4),
        forbidden=rng.random(shape) < 1 / 30,
        reads=np.full(n_entries, 5),
        min_load=np.full(n_readers, int(0.6 * fair)),
        max_load=np.full(n_readers, int(np.ceil(1.25 * fair))),
    )


def _large() -> Competition:
    rng = np.random.default_rng(1)
    n_entries, n_readers = LARGE
    forbidden = np.ones(LARGE, dtype=np.bool_)
    for row in forbidden:
        row[rng.choice(n_readers, CANDIDATES, replace=False)] = False
    loads = np.full(n_readers, 8), np.full(n_readers, 17)
    return Competition(rng.random(LARGE), forbidden, np.full(n_entries, LARGE_READS), *loads)


def _rows(case: Competition) -> tuple[csr_array, csr_array, csr_array, NDArray[np.float64]]:
    """Readings of each entry, places of each reader and affinity of each entry, for every pair that is not barred."""
    entry, reader = np.nonzero(~case.forbidden)
    place, ones, value = np.arange(len(entry)), np.ones(len(entry)), case.affinity[entry, reader]
    n_entries, n_readers = case.affinity.shape
    return (
        csr_array((ones, (entry, place)), (n_entries, len(entry))),
        csr_array((ones, (reader, place)), (n_readers, len(entry))),
        csr_array((value, (entry, place)), (n_entries, len(entry))),
        value,
    )


def _linear_optimum(case: Competition) -> float:
    entries, readers, _, value = _rows(case)
    limits = np.concatenate((case.max_load, -case.min_load))
    loads = vstack([readers, -readers])
    answer = linprog(-value, A_ub=loads, b_ub=limits, A_eq=entries, b_eq=case.reads, bounds=(0, 1), method="highs")
    return -float(answer.fun)


def _whole_optimum(case: Competition, floor: float) -> float:
    entries, readers, floors, value = _rows(case)
    low = np.concatenate((case.reads, case.min_load, np.full(len(case.reads), floor - ALMOST)))
    high = np.concatenate((case.reads, case.max_load, np.full(len(case.reads), np.inf)))
    limits = LinearConstraint(vstack([entries, readers, floors], format="csr"), low, high)
    answer = milp(-value, constraints=limits, bounds=Bounds(0, 1), integrality=np.ones(len(value)))
    return -float(answer.fun)


def _flow_optimum(case: Competition) -> float:
    entry, reader = np.nonzero(~case.forbidden)
    n_entries, n_readers = case.affinity.shape
    end = n_entries + n_readers
    cost = -np.rint(STEPS * case.affinity[entry, reader]).astype(np.int64)
    solver = SimpleMinCostFlow()
    pairs = solver.add_arcs_with_capacity_and_unit_cost(entry, n_entries + reader, np.ones_like(entry), cost)
    readers = n_entries + np.arange(n_readers)
    rest = case.max_load - case.min_load
    solver.add_arcs_with_capacity_and_unit_cost(readers, np.full(n_readers, end), rest, np.zeros_like(rest))
    supply = np.concatenate((case.reads, -case.min_load, [case.min_load.sum() - case.reads.sum()]))
    solver.set_nodes_supplies(np.arange(end + 1), supply)
    solver.solve()
    chosen = solver.flows(pairs) > 0
    return float(case.affinity[entry[chosen], reader[chosen]].sum())


def _timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    started = time.perf_counter()
    return work(), time.perf_counter() - started


def _tell() -> None:
    case = _large()
    answer, seconds = _timed(lambda: case.divided("total"))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    optimum, flow_seconds = _timed(lambda: _flow_optimum(case))
    below = 1e6 * (1 - answer.total / optimum)
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, "flow_seconds": flow_seconds, "below": below}))


if __name__ == "__main__":
    _tell()

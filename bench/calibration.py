"""How fast scores are corrected, beside lme4 where R has it."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from bench import lme4
from bench.figures import Figure, of_number, of_times
from gemeentedelers.science.calibration import calibrate
from gemeentedelers.science.shortlist import certainty, chance_of_place

TIMES = 5
MILLION_BAR, MEMORY_BAR, CERTAINTY_BAR = 60_000.0, 2_048.0, 500.0
SHAPES = ((10_000, 3_000), (20_000, 10_000), (250_000, 10_000), (100_000, 100_000))  # entries and readers
MILLION = 1_000_000
FIT_MANY = "import sys; from bench.calibration import fit_many; fit_many(*map(int, sys.argv[1:]))"


def figures() -> Iterator[Figure]:
    yield from _small()
    yield from _beside_lme4()
    for n_entries, n_readers in SHAPES:
        yield from _million(n_entries, n_readers)


def _small() -> Iterator[Figure]:
    scores = next(lme4.all_sets(1))
    shape = "94 entries × 40 readers × 5"
    found = calibrate(scores.entry, scores.reader, scores.score)
    again = partial(calibrate, scores.entry, scores.reader, scores.score)
    yield of_times("calibration", shape, [_seconds(again) for _ in range(TIMES)])
    yield of_times("chance of 30 places", shape, [_seconds(partial(chance_of_place, found, 30)) for _ in range(TIMES)])
    planned = [_seconds(partial(_planned, reads)) for reads in range(3, 3 + TIMES)]
    yield of_times("certainty of the cut", "94 entries, 3 to 7 readings", planned, bar=CERTAINTY_BAR)


def _beside_lme4() -> Iterator[Figure]:
    scores = lme4.ratings()
    data = f"{len(scores.score):,} scores, 2,972 readers, 1,128 entries"
    theirs = None if lme4.why_not() else lme4.answers([scores], is_exact=False)[0]
    bar = 1000 * theirs.seconds if theirs else None
    started = time.process_time()
    found = calibrate(scores.entry, scores.reader, scores.score)
    used = 1000 * (time.process_time() - started)
    yield of_number("calibration: processor", data, used, "ms CPU", bar=bar)
    if theirs and bar:
        yield of_number("the same by lme4: processor", data, bar, "ms CPU")
        variance, effect = lme4.differences(found, theirs)
        yield of_number("greatest difference with lme4: variance", data, 1e6 * variance, "millionths", bar=1000)
        yield of_number("greatest difference with lme4: effect", data, 1e6 * effect, "millionths", bar=1000)


def _million(n_entries: int, n_readers: int) -> Iterator[Figure]:
    data = f"1,000,000 scores, {n_readers:,} readers, {n_entries:,} entries"
    command = [sys.executable, "-c", FIT_MANY, str(n_entries), str(n_readers)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, memory = map(float, said.split())
    yield of_times("calibration", data, [seconds], bar=MILLION_BAR)
    yield of_number("calibration: peak memory", data, memory, "MB", bar=MEMORY_BAR)


def fit_many(n_entries: int, n_readers: int) -> None:
    """Print seconds and peak memory in MB, the making of the scores included in the memory."""
    rng = np.random.default_rng(0)
    entry, reader = rng.integers(0, n_entries, MILLION), rng.integers(0, n_readers, MILLION)
    score = rng.normal(size=n_entries)[entry] + 0.8 * rng.normal(size=n_readers)[reader]
    score += 0.9 * rng.normal(size=MILLION)
    started = time.monotonic()
    calibrate(entry, reader, score, n_entries=n_entries, n_reviewers=n_readers)
    print(time.monotonic() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _planned(reads: int) -> float:
    return certainty(94, 30, reads, var_entry=1, var_reviewer=0.64, var_residual=1.44, n_reviewers=60)


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started

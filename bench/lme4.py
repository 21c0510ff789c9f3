"""`python -m bench.lme4`: compare the calibration with lme4 itself, on made scores of many shapes, where R has it."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gemeentedelers.science.calibration import Calibration, calibrate
from gemeentedelers.science.crossed import Numbers, Whole

RSCRIPT = shutil.which("Rscript") or ""
SCRIPT = Path(__file__).with_name("lme4.R")
VARIANCE_BAR, EFFECT_BAR = 1e-3, 1e-3
SAME_CRITERION = 1e-9
SMALL = 1e-4  # a variance under this share of the total is compared with the total


@dataclass(frozen=True)
class Scores:
    """Made scores: int[m], int[m], float[m]."""

    kind: str
    entry: Whole
    reader: Whole
    score: Numbers


@dataclass(frozen=True)
class Answer:
    """What lme4 found, by level; `seconds` are those of the processor."""

    variances: Numbers
    criterion: float
    mean: float
    seconds: float
    entry: dict[int, float]
    reader: dict[int, float]


def main() -> int:
    why = why_not()
    if why:
        print(why)
        return 0
    sets = list(all_sets(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
    lines, is_good = compared(sets, answers(sets))
    print("\n".join(lines))
    return 0 if is_good else 1


def why_not() -> str | None:
    """A sentence when lme4 cannot be asked on this machine."""
    if not RSCRIPT:
        return "Rscript is not here, so nothing is compared with lme4. On Debian: apt-get install r-cran-lme4"
    asked = subprocess.run([RSCRIPT, "-e", "library(lme4)"], capture_output=True, check=False)
    if asked.returncode:
        return "R has no lme4, so nothing is compared with it. On Debian: apt-get install r-cran-lme4"
    return None


def all_sets(n_each: int) -> Iterator[Scores]:
    """So many sets of each kind, the same ones every time."""
    for number in range(n_each):
        rng = np.random.default_rng(number)
        yield made("94 × 40 × 5", rng, 94, 40, 5)
        yield made("severe readers", rng, 94, 40, 5, severity=2.0)
        yield made("readers alike", rng, 94, 40, 5, severity=0.0)
        yield made("entries alike", rng, 94, 40, 5, worth=0.0)
        yield made("all alike", rng, 40, 20, 3, severity=0.0, worth=0.0)
        yield made("steps 1 to 5", rng, 60, 25, 4, is_stepped=True)
        yield made("more readers", rng, 30, 120, 12)
        yield made("early", rng, 60, 30, 2, kept=0.7)
        yield made("unbalanced", rng, 80, 30, 8, kept=0.4)
        yield made("tiny", rng, 6, 4, 3)
        yield made("tiny, gaps", rng, 7, 5, 4, kept=0.7)
        yield made("tiny, steps", rng, 6, 6, 4, kept=0.8, severity=0.3, is_stepped=True)
        yield made("little noise", rng, 50, 20, 4, noise=0.02)
        yield made("complete", rng, 15, 9, 9)
        yield made("read twice", rng, 20, 8, 3, n_times=2)
        yield bridged(rng)
    yield made("600 × 200 × 6", np.random.default_rng(99), 600, 200, 6)
    yield ratings()


def ratings() -> Scores:
    """As many scores, readers and entries as in a published set of ratings."""
    return made("1,128 × 2,972, 73,422 scores", np.random.default_rng(7), 1_128, 2_972, 66, kept=0.98621)


def made(
    kind: str,
    rng: np.random.Generator,
    n_entries: int,
    n_readers: int,
    reads: int,
    *,
    worth: float = 1.0,
    severity: float = 0.8,
    noise: float = 0.9,
    kept: float = 1.0,
    n_times: int = 1,
    is_stepped: bool = False,
) -> Scores:
    """Each entry read by so many random readers; `kept` is the share of those readings that were done."""
    entry = np.repeat(np.arange(n_entries), reads)
    reader = np.concatenate([rng.permutation(n_readers)[:reads] for _ in range(n_entries)])
    chosen = rng.random(len(entry)) < kept
    entry, reader = np.repeat(entry[chosen], n_times), np.repeat(reader[chosen], n_times)
    score = 3 + worth * rng.normal(size=n_entries)[entry] + severity * rng.normal(size=n_readers)[reader]
    score = score + noise * rng.normal(size=len(entry))
    return Scores(kind, entry, reader, np.clip(np.round(score), 1, 5) if is_stepped else score)


def bridged(rng: np.random.Generator) -> Scores:
    """Two groups with one reading between them."""
    one, other = (made("", rng, 30, 12, 4) for _ in range(2))
    entry = np.concatenate((one.entry, other.entry + 30, [0]))
    reader = np.concatenate((one.reader, other.reader + 12, [12]))
    return Scores("one bridge", entry, reader, np.concatenate((one.score, other.score, [3.0])))


def answers(sets: list[Scores], *, is_exact: bool = True) -> list[Answer | None]:
    """What lme4 says of each, or None where it refuses; exact, or as near and as fast as it is by default."""
    with tempfile.TemporaryDirectory() as folder:
        for number, scores in enumerate(sets):
            rows = np.column_stack((scores.entry, scores.reader, scores.score))
            place = Path(folder) / f"{number}.csv"
            np.savetxt(place, rows, fmt=["%d", "%d", "%.17g"], delimiter=",", header="entry,reader,score", comments="")
        subprocess.run([RSCRIPT, str(SCRIPT), folder, str(len(sets)), str(is_exact).upper()], check=True)
        return [_answer(Path(folder) / f"{number}.txt") for number in range(len(sets))]


def _answer(place: Path) -> Answer | None:
    if not place.exists():
        return None
    entry, reader, residual, criterion, mean, seconds, *effects = place.read_text(encoding="utf-8").split("\n")
    found: dict[str, dict[int, float]] = {"entry": {}, "reader": {}}
    for line in filter(None, effects):
        kind, level, effect = line.split()
        found[kind][int(level)] = float(effect)
    variances = np.array([float(entry), float(reader), float(residual)])
    return Answer(variances, float(criterion), float(mean), float(seconds), found["entry"], found["reader"])


def compared(sets: list[Scores], theirs: list[Answer | None]) -> tuple[list[str], bool]:
    """A line for each kind and each set that differs, and whether none does where lme4 found the least criterion."""
    lines, worst, is_good = [], dict[str, list[float]](), True
    for number, (scores, answer) in enumerate(zip(sets, theirs, strict=True)):
        started = time.process_time()
        try:
            ours = calibrate(scores.entry, scores.reader, scores.score)
        except ValueError as error:
            lines.append(f"{number} {scores.kind}: refused: {error}")
            continue
        seconds = time.process_time() - started
        if answer is None:
            lines.append(f"{number} {scores.kind}: lme4 refuses")
            continue
        variance, effect = differences(ours, answer)
        lower = answer.criterion - ours.criterion
        if max(variance / VARIANCE_BAR, effect / EFFECT_BAR) > 1:
            lines.append(f"{number} {scores.kind}: {variance:.1e} {effect:.1e}, criterion lower by {lower:.1e}")
            is_good = is_good and lower > -SAME_CRITERION
            continue
        row = worst.setdefault(scores.kind, [0, 0.0, 0.0, 0.0, 0.0])
        row[:] = row[0] + 1, max(row[1], variance), max(row[2], effect), row[3] + seconds, row[4] + answer.seconds
    lines.append("sets  variances   effects  s of processor  lme4   kind (greatest differences)")
    for kind, (n, variance, effect, seconds, others) in worst.items():
        lines.append(f"{n:4.0f}    {variance:.1e}   {effect:.1e}   {seconds:12.2f}  {others:5.2f}   {kind}")
    return lines, is_good


def differences(ours: Calibration, theirs: Answer) -> tuple[float, float]:
    """The greatest relative one of a variance, and the greatest one of an effect."""
    variances = np.array([ours.var_entry, ours.var_reviewer, ours.var_residual])
    size = np.maximum(theirs.variances, SMALL * theirs.variances.sum())
    effects = [abs(ours.entry_effect[level] - effect) for level, effect in theirs.entry.items()]
    effects += [abs(ours.severity[level] - effect) for level, effect in theirs.reader.items()]
    return float((np.abs(variances - theirs.variances) / size).max()), float(max(effects))


if __name__ == "__main__":
    sys.exit(main())

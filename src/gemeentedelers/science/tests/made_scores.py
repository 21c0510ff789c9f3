"""Scores made from known effects, for tests."""

from dataclasses import dataclass

import numpy as np

from gemeentedelers.science.calibration import Calibration, calibrate
from gemeentedelers.science.crossed import Numbers, Whole


@dataclass(frozen=True)
class Made:
    entry: Whole
    reviewer: Whole
    score: Numbers
    worth: Numbers
    severity: Numbers

    def calibrated(self) -> Calibration:
        shape = {"n_entries": len(self.worth), "n_reviewers": len(self.severity)}
        return calibrate(self.entry, self.reviewer, self.score, **shape)


def made(
    seed: int,
    n_entries: int = 94,
    n_reviewers: int = 40,
    reads: int = 5,
    *,
    worth: float = 1.0,
    severity: float = 1.0,
    noise: float = 0.7,
) -> Made:
    """Every entry read by so many random readers."""
    rng = np.random.default_rng(seed)
    entry = np.repeat(np.arange(n_entries), reads)
    reviewer = np.concatenate([rng.permutation(n_reviewers)[:reads] for _ in range(n_entries)])
    worths, severities = worth * rng.normal(size=n_entries), severity * rng.normal(size=n_reviewers)
    score = 3 + worths[entry] + severities[reviewer] + noise * rng.normal(size=len(entry))
    return Made(entry, reviewer, score, worths, severities)


def read_again(given: Made, extra: Whole, *, seed: int, noise: float) -> Made:
    """The same with one more reading, by a random reader, for each entry in `extra`."""
    rng = np.random.default_rng(seed)
    reviewer = rng.integers(0, len(given.severity), len(extra))
    score = 3 + given.worth[extra] + given.severity[reviewer] + noise * rng.normal(size=len(extra))
    return Made(
        np.concatenate((given.entry, extra)),
        np.concatenate((given.reviewer, reviewer)),
        np.concatenate((given.score, score)),
        given.worth,
        given.severity,
    )

"""What entries are worth when some readers are stricter than others, and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Integral
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.special import ndtri

from gemeentedelers.science.crossed import Crossed, Numbers, Ratios, Solved, Whole, blocks, solved
from gemeentedelers.science.reml import InseparableError, UnboundedError, fitted

PLURALS = {"entry": "entries", "reviewer": "reviewers"}
INSEPARABLE = (
    "entries and readers cannot be told apart in these scores, because too few readers have an entry in common;"
    " let readers share more entries"
)
UNBOUNDED = (
    "entries and readers explain the scores without any rest, so nothing tells how sure they are;"
    " use the raw means or add readings"
)
ROUNDING = 1e-12  # spread of scores, as a share of their size, that is no more than rounding


@dataclass(frozen=True, eq=False)
class Calibration:
    """Scores, taken apart into a mean, entries, readers and a residual; all in points of the scores.

    `severity` is the effect of the reader and has the sign that lme4 gives it: a reader who scores higher than others
    would on the same entries has a positive one. `entry_se` and `severity_se` are standard deviations of the error
    of prediction (true effect minus estimated effect), at the estimated variances. `components` numbers the groups
    of entries that no reader connects, from 0 in the order of the entries; -1 for an entry without a score. Only
    within a group can entries be compared. `criterion` is minus twice the restricted log likelihood; NaN where traces
    were estimated.
    """

    mean: float
    var_entry: float
    var_reviewer: float
    var_residual: float
    entry_effect: Numbers
    entry_se: Numbers
    severity: Numbers
    severity_se: Numbers
    components: Whole
    criterion: float
    entry: Whole
    reviewer: Whole
    score: Numbers

    @property
    def n_entries(self) -> int:
        return len(self.entry_effect)

    @property
    def n_reviewers(self) -> int:
        return len(self.severity)

    @property
    def n_reads(self) -> Whole:
        """Scores of each entry: int[n_entries]."""
        return np.bincount(self.entry, minlength=self.n_entries)

    @property
    def is_connected(self) -> bool:
        """Whether all entries that have a score can be compared."""
        return bool(self.components.max() == 0)

    @property
    def corrected(self) -> Numbers:
        """What each entry would get on average, were it read by everybody: float[n_entries]."""
        return self.mean + self.entry_effect

    @property
    def raw_mean(self) -> Numbers:
        """The mean of the scores as they were given: float[n_entries], NaN for an entry without."""
        sums, n_reads = np.bincount(self.entry, self.score, self.n_entries), self.n_reads
        means: Numbers = np.divide(sums, n_reads, out=np.full(self.n_entries, np.nan), where=n_reads > 0)
        return means


class Interval(NamedTuple):
    """Lowest and highest likely corrected score of each entry: float[n_entries] both."""

    low: Numbers
    high: Numbers


def calibrate(
    entry: ArrayLike,
    reviewer: ArrayLike,
    score: ArrayLike,
    *,
    n_entries: int | None = None,
    n_reviewers: int | None = None,
) -> Calibration:
    """Correct scores for the severity of their readers.

    `entry` and `reviewer` are int[m], counted from 0, and `score` is float[m], in any unit; row i says that
    this reader gave this score to this entry. A reader may score an entry twice. `n_entries` and `n_reviewers` say how
    many there are when the last ones have no score; by default the highest index counts. The order of the rows makes
    no difference beyond rounding.

    The model is score = mean + entry + reader + residual, with independent normal effects. The variances are those of
    restricted maximum likelihood (Patterson and Thompson, "Recovery of inter-block information when block sizes are
    unequal", Biometrika 58, 1971), the effects the best linear unbiased predictions from Henderson's mixed model
    equations (Biometrics 31, 1975): what lme4 finds for `score ~ 1 + (1 | entry) + (1 | reader)`. A variance may be
    exactly 0. An entry without a score gets effect 0 and as its standard error the standard deviation of entries;
    entries in different groups (see `Calibration.components`) are estimated all the same, so ask `is_connected`.

    It has limits. Scores on a scale from 1 to 5 are taken as numbers, so that the step from 1 to 2 counts as much as
    that from 4 to 5; the model does not know that nothing lies beyond the ends. All readers are taken to be equally
    precise. With more than 4,000 readers and also more than 4,000 entries, traces are estimated from random signs, the
    same ones every time: variances are then right to some 0.02 % where every reader has tens of scores, and standard
    errors to some 2 %.

    Raises `ValueError` that says which and why: for arrays that are not one-dimensional or not equally long, for
    no scores, for indexes that are not whole, negative or too high, for scores that are not finite; for one reader or
    one entry only; when all scores are equal; when each entry, or each reader, has one score only, or the two
    cannot be told apart for another reason; and when the effects explain the scores without a rest.
    """
    scores = _checked_scores(score)
    entries, n_entries = _checked_indexes(entry, n_entries, len(scores), "entry")
    readers, n_reviewers = _checked_indexes(reviewer, n_reviewers, len(scores), "reviewer")
    _refuse_too_little(entries, readers, scores)
    rows = _Rows(entries, readers, scores, n_entries, n_reviewers)
    try:
        found = fitted(_crossed(rows, float(scores.mean())))
    except InseparableError:
        raise ValueError(INSEPARABLE) from None
    except UnboundedError:
        raise ValueError(UNBOUNDED) from None
    return _calibration(found, rows, float(scores.mean()), found.variance)


def interval(calibration: Calibration, level: float = 0.9) -> Interval:
    """The corrected score of each entry, give or take.

    `level` is the share of entries whose true effect lies within, for the mean as estimated. What is unknown about
    that mean is left out: it moves all entries alike, so that it says nothing about their order. The variances
    count as known, which makes intervals a little short where few scores tell of them, and of no length when the
    variance of entries is 0. Raises `ValueError` for a level that does not lie between 0 and 1.
    """
    if not 0 < level < 1:
        message = f"level must lie between 0 and 1, not {level!r}"
        raise ValueError(message)
    reach = float(ndtri((1 + level) / 2)) * calibration.entry_se
    return Interval(calibration.corrected - reach, calibration.corrected + reach)


def without_reader(calibration: Calibration, reviewer: int) -> Calibration:
    """The same, as if this reader had given no scores.

    The variances stay as they were estimated from everybody, so that only what the reader said of the entries is
    left out. The reader gets severity 0; entries that nobody else read have no score. Raises `ValueError` for a reader
    that does not exist, and when nobody else gave a score.
    """
    if not 0 <= reviewer < calibration.n_reviewers:
        message = f"reviewer must be from 0 to {calibration.n_reviewers - 1}, not {reviewer}"
        raise ValueError(message)
    kept = calibration.reviewer != reviewer
    if not kept.any():
        message = f"nobody but reader {reviewer} gave a score"
        raise ValueError(message)
    given = calibration.entry[kept], calibration.reviewer[kept], calibration.score[kept]
    rows = _Rows(*given, calibration.n_entries, calibration.n_reviewers)
    return _calibration(_resolved(calibration, rows), rows, calibration.mean, calibration.var_residual)


def draws(calibration: Calibration, n: int, *, seed: int = 0) -> Iterator[Numbers]:
    """Entry effects, `n` times drawn from what is known of all of them jointly, in blocks: float[k, n_entries].

    The blocks together have `n` rows and bound the memory; the same seed gives the same rows. Effects of entries with
    a reader in common are drawn together, because an error in the severity of that reader moves both. The variances
    count as known. Needs memory for a square matrix of the smaller of the numbers of entries and readers.
    """
    rows = _Rows(
        calibration.entry, calibration.reviewer, calibration.score, calibration.n_entries, calibration.n_reviewers
    )
    found, rng = _resolved(calibration, rows), np.random.default_rng(seed)
    for block in blocks(n, calibration.n_entries + calibration.n_reviewers):
        outer, inner = found.draws(block.stop - block.start, calibration.var_residual, rng)
        yield (outer if calibration.n_entries >= calibration.n_reviewers else inner).T


class _Rows(NamedTuple):
    entry: Whole
    reviewer: Whole
    score: Numbers
    n_entries: int
    n_reviewers: int


def _crossed(rows: _Rows, centre: float) -> Crossed:
    """The same rows as the equations want them: the effect with more levels first."""
    entry, reviewer, score, n_entries, n_reviewers = rows
    if n_entries >= n_reviewers:
        return Crossed(entry, reviewer, score - centre, n_entries, n_reviewers)
    return Crossed(reviewer, entry, score - centre, n_reviewers, n_entries)


def _resolved(calibration: Calibration, rows: _Rows) -> Solved:
    """The equations of some scores at the variances of a calibration, solved exactly."""
    entry, reviewer = (
        variance / calibration.var_residual for variance in (calibration.var_entry, calibration.var_reviewer)
    )
    ratios = Ratios(entry, reviewer) if rows.n_entries >= rows.n_reviewers else Ratios(reviewer, entry)
    return solved(_crossed(rows, calibration.mean), ratios)


def _calibration(found: Solved, rows: _Rows, centre: float, variance: float) -> Calibration:
    effects, ratios = found.effects, found.equations.ratios
    errors = (np.sqrt(variance * error) for error in found.error_variances())
    parts = zip((effects.outer[:, 0], effects.inner[:, 0]), errors, ratios, strict=True)
    entry, reviewer = parts if rows.n_entries >= rows.n_reviewers else reversed(list(parts))
    return Calibration(
        mean=centre + float(effects.mean[0]),
        var_entry=variance * entry[2],
        var_reviewer=variance * reviewer[2],
        var_residual=variance,
        entry_effect=entry[0],
        entry_se=entry[1],
        severity=reviewer[0],
        severity_se=reviewer[1],
        components=_components(rows),
        criterion=found.criterion,
        entry=rows.entry,
        reviewer=rows.reviewer,
        score=rows.score,
    )


def _components(rows: _Rows) -> Whole:
    size = rows.n_entries + rows.n_reviewers
    edges = coo_matrix((np.ones(len(rows.entry)), (rows.entry, rows.n_entries + rows.reviewer)), shape=(size, size))
    _, group = connected_components(edges, directed=False)
    is_read = np.bincount(rows.entry, minlength=rows.n_entries) > 0
    groups = group[: rows.n_entries]
    _, first, place = np.unique(groups[is_read], return_index=True, return_inverse=True)
    components = np.full(rows.n_entries, -1, dtype=np.int64)
    components[is_read] = np.argsort(np.argsort(first))[place]
    return components


def _checked_scores(score: ArrayLike) -> Numbers:
    scores = np.asarray(score)
    if scores.ndim != 1:
        message = f"score must have shape (m,), not {scores.shape}"
        raise ValueError(message)
    if not len(scores):
        message = "there are no scores"
        raise ValueError(message)
    if scores.dtype.kind not in "iuf":
        message = f"score must hold numbers, not {scores.dtype}"
        raise ValueError(message)
    scores = scores.astype(np.float64)
    if not np.isfinite(scores).all():
        row = int(np.argmin(np.isfinite(scores)))
        message = f"score must be finite; row {row} is {scores[row]}"
        raise ValueError(message)
    return scores


def _checked_indexes(index: ArrayLike, n: object, n_rows: int, name: str) -> tuple[Whole, int]:
    indexes = np.asarray(index)
    if indexes.shape != (n_rows,):
        message = f"{name} must have one index for each of the {n_rows} scores: shape ({n_rows},), not {indexes.shape}"
        raise ValueError(message)
    if indexes.dtype.kind not in "iu":
        message = f"{name} must hold whole numbers, not {indexes.dtype}"
        raise ValueError(message)
    highest = int(indexes.max())
    if n is not None and (isinstance(n, bool) or not isinstance(n, Integral) or n < 1):
        message = f"n_{PLURALS[name]} must be a whole number from 1, not {n!r}"
        raise ValueError(message)
    size = highest + 1 if n is None else int(n)
    wrong = (indexes < 0) | (indexes >= size)
    if wrong.any():
        row = int(np.argmax(wrong))
        message = f"{name} must be from 0 to {size - 1}; row {row} is {indexes[row]}"
        raise ValueError(message)
    return indexes.astype(np.int64), size


def _refuse_too_little(entry: Whole, reviewer: Whole, score: Numbers) -> None:
    message = None
    if not np.any(reviewer != reviewer[0]):
        message = "one reader only: without a second reader, severity cannot be told from the entries; add readers"
    elif not np.any(entry != entry[0]):
        message = "one entry only: there is nothing to compare it with; add entries"
    elif score.std() <= ROUNDING * np.abs(score).max():
        message = "all scores are equal, so nothing tells entries or readers apart; use the raw means"
    elif np.bincount(entry).max() == 1:
        message = "each entry has one score only, so that a good entry cannot be told from luck; add second readings"
    elif np.bincount(reviewer).max() == 1:
        message = "each reader gave one score only, so that severity cannot be told from luck; let readers read more"
    if message:
        raise ValueError(message)

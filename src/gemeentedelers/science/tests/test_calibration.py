import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from scipy.optimize import minimize

from gemeentedelers.science import reml
from gemeentedelers.science.calibration import Calibration, calibrate, draws, interval, without_reader
from gemeentedelers.science.crossed import Numbers
from gemeentedelers.science.tests.made_scores import Made, made

REFERENCE = Path(__file__).parent / "reference"


def column(name: str, key: str) -> Numbers:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return np.array([float(row[key]) for row in csv.DictReader(file)])


@pytest.fixture(scope="module")
def reference() -> Calibration:
    case, judge, y = (column("calibration_94x40.csv", key) for key in ("case", "judge", "y"))
    return calibrate(case.astype(int), judge.astype(int), y)


def test_lme4_finds_the_same(reference: Calibration) -> None:
    variances = [reference.var_entry, reference.var_reviewer, reference.var_residual]

    assert variances == pytest.approx([0.863504, 0.684717, 0.537922], rel=1e-5)
    assert reference.criterion == pytest.approx(1352.376075, abs=1e-5)
    assert reference.entry_effect == pytest.approx(column("calibration_94x40_entry_effects.csv", "blup"), abs=1e-5)
    assert reference.severity == pytest.approx(column("calibration_94x40_reader_effects.csv", "blup"), abs=1e-5)


def by_brute_force(data: Made) -> tuple[Numbers, Numbers, Numbers]:
    """Variances, entry effects and their standard errors, from the likelihood itself with matrices of m × m."""
    m = len(data.score)
    ones = np.ones((m, 1))
    entries, readers = np.eye(len(data.worth))[data.entry], np.eye(len(data.severity))[data.reviewer]

    def covariance(logs: Numbers) -> Numbers:
        found: Numbers = (
            np.exp(logs[0]) * entries @ entries.T + np.exp(logs[1]) * readers @ readers.T + np.exp(logs[2]) * np.eye(m)
        )
        return found

    def projection(logs: Numbers) -> tuple[Numbers, float]:
        inverse = np.linalg.inv(covariance(logs))
        fixed = ones.T @ inverse @ ones
        return inverse - inverse @ ones @ ones.T @ inverse / fixed, float(fixed[0, 0])

    def criterion(logs: Numbers) -> float:
        left, fixed = projection(logs)
        return float(np.linalg.slogdet(covariance(logs))[1] + np.log(fixed) + data.score @ left @ data.score)

    best = minimize(criterion, np.zeros(3), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11}).x
    left, variance = projection(best)[0], np.exp(best)
    errors = variance[0] - variance[0] ** 2 * np.diagonal(entries.T @ left @ entries)
    return variance, variance[0] * entries.T @ left @ data.score, np.sqrt(errors)


@pytest.mark.parametrize(("n_entries", "n_reviewers", "reads"), [(12, 6, 3), (8, 14, 6), (10, 5, 5)])
def test_the_likelihood_itself_says_the_same(n_entries: int, n_reviewers: int, reads: int) -> None:
    data = made(3, n_entries, n_reviewers, reads)
    ours = data.calibrated()
    variances, effects, errors = by_brute_force(data)

    assert [ours.var_entry, ours.var_reviewer, ours.var_residual] == pytest.approx(variances, rel=1e-4)
    assert ours.entry_effect == pytest.approx(effects, abs=1e-4)
    assert ours.entry_se == pytest.approx(errors, rel=1e-4)


def test_a_complete_table_gives_the_mean_squares() -> None:
    n, q = 15, 9
    data = made(5, n, q, q)
    table = np.empty((n, q))
    table[data.entry, data.reviewer] = data.score
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    residual = ((table - rows[:, None] - columns + table.mean()) ** 2).sum() / ((n - 1) * (q - 1))
    expected = [(q * rows.var(ddof=1) - residual) / q, (n * columns.var(ddof=1) - residual) / n, residual]
    ours = data.calibrated()

    assert [ours.var_entry, ours.var_reviewer, ours.var_residual] == pytest.approx(expected, rel=1e-6)
    assert ours.mean == pytest.approx(table.mean())


@pytest.mark.parametrize("seed", range(6))
def test_a_variance_of_zero_is_exactly_zero(seed: int) -> None:
    alike = [made(seed, 40, 20, 3, severity=0.0).calibrated() for seed in range(10 * seed, 10 * seed + 10)]
    zeros = [found for found in alike if found.var_reviewer == 0]

    assert len(zeros) >= 2
    assert [np.abs(found.severity).max() for found in zeros] == [0.0] * len(zeros)
    assert min(found.var_reviewer for found in alike if found.var_reviewer) > 1e-7


def test_estimated_traces_come_near(monkeypatch: pytest.MonkeyPatch) -> None:
    data = made(1, 900, 300, 8)
    exact = data.calibrated()
    monkeypatch.setattr(reml, "LARGEST_FROM_AFAR", 10)
    polished = data.calibrated()
    monkeypatch.setattr(reml, "LARGEST_EXACT", 10)
    estimated = data.calibrated()

    assert polished.var_entry == pytest.approx(exact.var_entry, rel=1e-6)
    for part in ("var_entry", "var_reviewer", "var_residual"):
        assert getattr(estimated, part) == pytest.approx(getattr(exact, part), rel=1e-3), part
    assert estimated.entry_effect == pytest.approx(exact.entry_effect, abs=1e-3)
    assert estimated.entry_se == pytest.approx(exact.entry_se, rel=0.1)
    assert np.isnan(estimated.criterion)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(-50, 50), st.sampled_from([0.01, 2.0, 1000.0]))
def test_other_units_and_another_order_change_nothing_else(seed: int, shift: float, scale: float) -> None:
    data = made(seed, 12, 6, 3)
    order = np.random.default_rng(seed).permutation(len(data.score))
    here = data.calibrated()
    there = calibrate(data.entry[order], data.reviewer[order], shift + scale * data.score[order])

    assert there.var_residual == pytest.approx(scale**2 * here.var_residual, rel=1e-4)
    assert there.corrected == pytest.approx(shift + scale * here.corrected, abs=1e-4 * scale)
    assert there.entry_se == pytest.approx(scale * here.entry_se, rel=1e-3, abs=1e-4 * scale)


def test_a_reader_who_scores_higher_has_a_positive_effect() -> None:
    data = made(2)
    found = calibrate(data.entry, data.reviewer, data.score + 2.0 * (data.reviewer == 7))

    assert found.severity[7] - data.calibrated().severity[7] > 1.5


def test_groups_are_numbered_in_the_order_of_the_entries() -> None:
    entry, reviewer = [0, 0, 1, 1, 3, 3, 4, 4], [2, 3, 2, 3, 0, 1, 0, 1]
    found = calibrate(entry, reviewer, [1.0, 2.0, 4.0, 4.5, 2.0, 3.5, 1.0, 5.0], n_entries=6)

    assert found.components.tolist() == [0, 0, -1, 1, 1, -1]
    assert not found.is_connected
    assert found.entry_effect[[2, 5]].tolist() == [0.0, 0.0]
    assert found.entry_se[[2, 5]] == pytest.approx(np.sqrt(found.var_entry))
    assert found.n_reads.tolist() == [2, 2, 0, 2, 2, 0]
    assert found.raw_mean[:2].tolist() == [1.5, 4.25]


def test_intervals_hold_what_they_promise() -> None:
    inside = []
    for seed in range(60):
        data = made(seed)
        found = data.calibrated()
        low, high = interval(found, 0.9)
        truth = found.mean + data.worth
        inside.append(np.mean((low <= truth) & (truth <= high)))

    assert np.mean(inside) == pytest.approx(0.9, abs=0.03)


def test_draws_have_the_covariance_of_the_error() -> None:
    data = made(4, 12, 6, 3)
    found = data.calibrated()
    drawn = np.concatenate(list(draws(found, 40_000, seed=1)))
    levels = np.concatenate((np.ones((36, 1)), np.eye(12)[data.entry], np.eye(6)[data.reviewer]), axis=1)
    prior = np.concatenate(([0.0], np.full(12, 1 / found.var_entry), np.full(6, 1 / found.var_reviewer)))
    covariance = np.linalg.inv(levels.T @ levels / found.var_residual + np.diag(prior))[1:13, 1:13]

    assert drawn.mean(axis=0) == pytest.approx(found.entry_effect, abs=0.02)
    assert np.cov(drawn.T) == pytest.approx(covariance, abs=0.01)
    assert found.entry_se == pytest.approx(np.sqrt(np.diagonal(covariance)))


def test_without_a_reader_only_their_scores_go() -> None:
    data = made(6)
    kept = data.reviewer != 3
    found = without_reader(data.calibrated(), 3)
    raw = np.bincount(data.entry[kept], data.score[kept]) / np.bincount(data.entry[kept])

    assert found.raw_mean == pytest.approx(raw)
    assert found.severity[3] == 0.0
    assert found.var_entry == data.calibrated().var_entry


PAIR = [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("entry", "reviewer", "score", "message"),
    [
        ([], [], [], "there are no scores"),
        (PAIR, [0, 1, 0], [1.0, 2, 3, 4], "reviewer must have one index for each of the 4 scores"),
        (PAIR, [0, 1, 0, 1], [[1.0, 2, 3, 4]], r"score must have shape \(m,\), not \(1, 4\)"),
        (PAIR, [0, 1, 0, 1], [1.0, 2, np.nan, 4], "score must be finite; row 2 is nan"),
        (PAIR, [0, 1, 0, 1], [1.0, 2, 3, np.inf], "score must be finite; row 3 is inf"),
        (PAIR, [0, 1, 0, 1], ["a", "b", "c", "d"], "score must hold numbers"),
        ([0.0, 0.0, 1.0, 1.0], [0, 1, 0, 1], [1.0, 2, 3, 4], "entry must hold whole numbers, not float64"),
        ([0, 0, 1, 2], [0, 1, 0, 1], [1.0, 2, 3, 4], "entry must be from 0 to 1; row 3 is 2"),
        (PAIR, [0, 1, 0, -1], [1.0, 2, 3, 4], "reviewer must be from 0 to 1; row 3 is -1"),
        (PAIR, [1, 1, 1, 1], [1.0, 2, 3, 4], "one reader only"),
        ([1, 1, 1, 1], [0, 1, 0, 1], [1.0, 2, 3, 4], "one entry only"),
        (PAIR, [0, 1, 0, 1], [3, 3, 3, 3], "all scores are equal"),
        ([0, 1], [0, 1], [1.0, 2.0], "each entry has one score only"),
        (PAIR, [0, 0, 1, 1], [1.0, 2, 3, 4], "cannot be told apart"),
        (PAIR, [0, 1, 0, 1], [1.0, 2, 3, 4], "without any rest"),
    ],
)
def test_what_cannot_be_calibrated_is_said(
    entry: ArrayLike, reviewer: ArrayLike, score: ArrayLike, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        calibrate(entry, reviewer, score, n_entries=2, n_reviewers=2)


def test_one_score_of_each_reader_says_nothing_of_severity() -> None:
    with pytest.raises(ValueError, match="each reader gave one score only"):
        calibrate([0, 0, 1, 1], [0, 1, 2, 3], [1.0, 2.0, 3.0, 5.0])


@pytest.mark.parametrize("level", [0.0, 1.0, -1.0, float("nan")])
def test_a_level_is_a_probability(reference: Calibration, level: float) -> None:
    with pytest.raises(ValueError, match="level must lie between 0 and 1"):
        interval(reference, level)

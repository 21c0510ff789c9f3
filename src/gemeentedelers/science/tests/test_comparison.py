import numpy as np
import pytest
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import expit

from gemeentedelers.science.comparison import Numbers, Whole, fit, next_pairs, reliability


def judged(seed: int, n_items: int, n_pairs: int, spread: float) -> tuple[Whole, Whole, Numbers]:
    rng = np.random.default_rng(seed)
    strength = spread * rng.normal(size=n_items)
    first = rng.integers(0, n_items, n_pairs)
    second = (first + rng.integers(1, n_items, n_pairs)) % n_items
    wins = rng.random(n_pairs) < expit(strength[first] - strength[second])
    return np.where(wins, first, second), np.where(wins, second, first), strength


def test_the_posterior_itself_has_its_top_there() -> None:
    winner, loser, _ = judged(1, 8, 60, 1.0)

    def loss(strength: Numbers) -> float:
        return float(np.sum(np.logaddexp(0, strength[loser] - strength[winner])) + strength @ strength / (2 * 1.5**2))

    top = minimize(loss, np.zeros(8), tol=1e-10).x
    found = fit(winner, loser, n_items=8)
    step = 1e-3 * np.eye(8)
    bend = [
        [
            (loss(top + one + other) - loss(top + one - other) - loss(top - one + other) + loss(top - one - other))
            / 4e-6
            for other in step
        ]
        for one in step
    ]

    assert found.strength == pytest.approx(top, abs=1e-4)
    assert found.se == pytest.approx(np.sqrt(np.diagonal(np.linalg.inv(bend))), rel=1e-2)


def test_strengths_are_found_again() -> None:
    winner, loser, truth = judged(2, 30, 6_000, 1.0)
    found = fit(winner, loser, n_items=30)
    off = (found.strength - found.strength.mean()) - (truth - truth.mean())

    assert found.is_connected
    assert np.sqrt(np.mean(off**2)) < 0.2


def test_an_item_that_always_wins_and_one_that_came_late_are_finite() -> None:
    found = fit([0, 0, 0, 1], [1, 2, 1, 2], n_items=4)

    assert found.strength[0] == found.strength.max()
    assert found.strength[0] < 3
    assert found.components.tolist() == [0, 0, 0, -1]
    assert (found.strength[3], found.se[3]) == (0.0, 1.5)


def test_groups_that_no_pair_connects_are_seen() -> None:
    found = fit([3, 0], [2, 1], n_items=4)

    assert found.components.tolist() == [0, 0, 1, 1]
    assert not found.is_connected


def test_reliability_is_how_well_the_truth_is_known() -> None:
    stated, real = [], []
    for seed in range(8):
        winner, loser, truth = judged(seed, 20, 200, 1.0)
        stated.append(reliability(winner, loser, np.ones(200, dtype=bool), n_items=20, splits=10))
        real.append(np.corrcoef(fit(winner, loser, n_items=20).strength, truth)[0, 1] ** 2)

    assert np.mean(stated) == pytest.approx(np.mean(real), abs=0.06)


def test_judges_who_toss_coins_are_not_reliable() -> None:
    rows = [judged(seed, 20, 200, 0.0)[:2] for seed in range(8)]

    assert np.mean([reliability(*row, np.ones(200, dtype=bool), n_items=20, splits=10) for row in rows]) < 0.25


def test_only_random_pairs_count_for_reliability() -> None:
    winner, loser, _ = judged(3, 20, 200, 1.0)
    is_random = np.arange(200) < 100
    alone = reliability(winner[:100], loser[:100], np.ones(100, dtype=bool), n_items=20)

    assert reliability(winner, loser, is_random, n_items=20) == pytest.approx(alone)


def test_next_pairs_are_different_open_and_partly_random() -> None:
    winner, loser, _ = judged(4, 20, 200, 2.0)
    found = fit(winner, loser, n_items=20)
    first, second, is_random = next_pairs(found, 50, random_share=0.2, seed=3)
    apart = np.abs(found.strength[first] - found.strength[second])

    assert is_random.sum() == 10
    assert len(set(zip(first.tolist(), second.tolist(), strict=True))) == 50
    assert apart[~is_random].mean() < apart[is_random].mean()
    assert [part.tolist() for part in next_pairs(found, 50, seed=3)] == [
        part.tolist() for part in (first, second, is_random)
    ]


def test_an_item_that_came_late_is_compared_first() -> None:
    winner, loser, _ = judged(5, 10, 300, 1.0)
    pairs = next_pairs(fit(winner, loser, n_items=11), 5, random_share=0.0)

    assert 10 in (pairs.first[0], pairs.second[0])


@pytest.mark.parametrize(
    ("winner", "loser", "n_items", "message"),
    [
        ([], [], 3, "there are no comparisons"),
        ([0], [1, 2], 3, "the same shape"),
        ([0.0], [1.0], 3, "winner must hold whole numbers"),
        ([0], [3], 3, "loser must be from 0 to 2; row 0 is 3"),
        ([0, 1], [1, 1], 3, "cannot win from itself; row 1"),
        ([0], [1], 1, "n_items must be a whole number from 2"),
    ],
)
def test_unusable_comparisons_are_named(winner: ArrayLike, loser: ArrayLike, n_items: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit(winner, loser, n_items=n_items)


def test_other_unusable_numbers_are_named() -> None:
    found = fit([0, 1], [1, 2], n_items=3)
    with pytest.raises(ValueError, match="n must be a whole number from 0 to 3"):
        next_pairs(found, 4)
    with pytest.raises(ValueError, match="random_share must be from 0 to 1"):
        next_pairs(found, 1, random_share=2)
    with pytest.raises(ValueError, match="a reliability needs 20 random pairs, and there are 2"):
        reliability([0, 1], [1, 2], np.array([True, True]), n_items=3)
    with pytest.raises(ValueError, match="prior must be a standard deviation above 0"):
        fit([0], [1], n_items=2, prior=0)

"""Which of some entries are better, from judgements of two at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from numbers import Integral
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.special import expit

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

PRIOR = 1.5  # standard deviation of strengths: of two random items the better one wins some 4 times in 5
MOST_ITEMS = 5_000  # whose square matrix takes 200 MB
MOST_STEPS, CONVERGED = 100, 1e-9
FEWEST_PAIRS = 10  # in each half, for a reliability


@dataclass(frozen=True, eq=False)
class Comparison:
    """Strengths on the logit scale: of two items the first wins with chance 1 / (1 + exp(second − first)).

    `se` is the posterior standard deviation, `covariance` that of all strengths, float[n, n]. `components` numbers
    the groups of items that no comparison connects, -1 for an item that was not compared; across groups only the
    prior compares, so that strengths say nothing there.
    """

    strength: Numbers
    se: Numbers
    covariance: Numbers
    components: Whole

    @property
    def is_connected(self) -> bool:
        """Whether all items that were compared can be ranked."""
        return bool(self.components.max() == 0)


class Pairs(NamedTuple):
    """Pairs to judge next: int[n], int[n], and whether chance chose the pair: bool[n]."""

    first: Whole
    second: Whole
    is_random: NDArray[np.bool_]


def fit(winner: ArrayLike, loser: ArrayLike, *, n_items: int, prior: float = PRIOR) -> Comparison:
    """The strength of each item, from who won: int[m] and int[m], counted from 0.

    The model is that of Bradley and Terry ("Rank analysis of incomplete block designs I", Biometrika 39, 1952), with a
    normal prior of mean 0 and standard deviation `prior` (logits) on strengths, so that an item that never lost has
    a finite one; standard errors are from the second derivative at the maximum. An item without a comparison, such as
    one that came in late, gets strength 0 and the standard error of the prior: fit again when it has been compared.
    Ties are not modelled. Memory and time grow with `n_items` squared and cubed; 1,000 items take about a second.

    Raises `ValueError` that says which and why: for no comparisons, for arrays that differ in length or are no
    indexes, for more than 5,000 items, for an index that is out of range, an item against itself, and a prior that is
    not above 0.
    """
    won, lost = _checked(winner, loser, n_items)
    if not (np.isfinite(prior) and prior > 0):
        message = f"prior must be a standard deviation above 0, not {prior!r}"
        raise ValueError(message)
    strength = np.zeros(n_items)
    precision = np.eye(n_items)
    for _ in range(MOST_STEPS):
        slope, precision = _derivatives(strength, won, lost, prior)
        step = cho_solve(cho_factor(precision), slope)
        # A logistic likelihood bends less than half as much one logit away, so a longer step could go astray.
        strength = strength + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < CONVERGED:
            break
    covariance = cho_solve(cho_factor(precision), np.eye(n_items))
    return Comparison(strength, np.sqrt(np.diagonal(covariance)), covariance, _components(won, lost, n_items))


def reliability(
    winner: ArrayLike,
    loser: ArrayLike,
    is_random: ArrayLike,
    *,
    n_items: int,
    prior: float = PRIOR,
    splits: int = 50,
    seed: int = 0,
) -> float:
    """How much of the differences in strength another panel would find again, at most 1, from random pairs only.

    `is_random` is bool[m]: the pairs that chance chose. Pairs that were chosen because they were close make any
    reliability too high (Bramley and Vitello, "The effect of adaptivity on the reliability coefficient in adaptive
    comparative judgement", Assessment in Education 26, 2019), so they do not count here. The random pairs are split
    into halves; the correlation of the strengths from both, mean of `splits` splits, is stepped up to the whole
    (Spearman and Brown, 1910). It is that of a ranking from the random pairs alone. Near 0, or below, the judges
    agree no more than chance; with few pairs it is itself unsure.

    Raises `ValueError` as `fit` does, and when there are fewer than twenty random pairs.
    """
    won, lost = _checked(winner, loser, n_items)
    chosen = np.asarray(is_random)
    if chosen.shape != won.shape or chosen.dtype != np.bool_:
        message = f"is_random must be {len(won)} times True or False"
        raise ValueError(message)
    rows = np.flatnonzero(chosen)
    if len(rows) < 2 * FEWEST_PAIRS:
        message = f"a reliability needs {2 * FEWEST_PAIRS} random pairs, and there are {len(rows)}; judge more of them"
        raise ValueError(message)
    rng = np.random.default_rng(seed)
    agreement = []
    for _ in range(splits):
        mixed = rng.permutation(rows)
        halves = mixed[: len(rows) // 2], mixed[len(rows) // 2 :]
        one, other = (fit(won[half], lost[half], n_items=n_items, prior=prior).strength for half in halves)
        agreement.append(float(np.corrcoef(one, other)[0, 1]))
    mean = float(np.mean(agreement))
    return 2 * mean / (1 + mean)


def next_pairs(comparison: Comparison, n: int, *, random_share: float = 0.2, seed: int = 0) -> Pairs:
    """The `n` different pairs to judge next: the most informative ones, and a share that chance chooses.

    A pair tells most when its outcome is open and the difference not yet known: each pair in turn is the one with the
    greatest chance(1 − chance) · variance of the difference, after which the variances shrink as if it had been
    judged. The random ones are spread among them and keep `reliability` honest. The same seed gives the same pairs.

    Raises `ValueError` when `n` is negative or more than the pairs that there are, or the share is not from 0 to 1.
    """
    n_items = len(comparison.strength)
    n_pairs = n_items * (n_items - 1) // 2
    _refuse_number(n, "n", 0, n_pairs)
    if not 0 <= random_share <= 1:
        message = f"random_share must be from 0 to 1, not {random_share!r}"
        raise ValueError(message)
    rng = np.random.default_rng(seed)
    is_random = np.zeros(n, dtype=np.bool_)
    is_random[rng.permutation(n)[: round(n * random_share)]] = True
    first, second = np.triu_indices(n_items, 1)
    by_chance = rng.choice(n_pairs, size=int(is_random.sum()), replace=False)
    chosen = np.empty(n, dtype=np.int64)
    chosen[is_random] = by_chance
    informative = _informative(comparison, first, second, set(by_chance.tolist()))
    chosen[~is_random] = [next(informative) for _ in range(int((~is_random).sum()))]
    return Pairs(first[chosen], second[chosen], is_random)


def _informative(comparison: Comparison, first: Whole, second: Whole, taken: set[int]) -> Iterator[int]:
    covariance = comparison.covariance.copy()
    chance = expit(comparison.strength[first] - comparison.strength[second])
    openness = chance * (1 - chance)
    is_free = np.ones(len(first), dtype=np.bool_)
    is_free[list(taken)] = False
    while True:
        own = np.diagonal(covariance)
        doubt = own[first] + own[second] - 2 * covariance[first, second]
        pair = int(np.argmax(np.where(is_free, openness * doubt, -1.0)))
        is_free[pair] = False
        yield pair
        difference = covariance[:, first[pair]] - covariance[:, second[pair]]
        share = openness[pair] / (1 + openness[pair] * doubt[pair])
        covariance -= share * np.outer(difference, difference)


def _derivatives(strength: Numbers, won: Whole, lost: Whole, prior: float) -> tuple[Numbers, Numbers]:
    """The slope of the log posterior, and minus its second derivative."""
    n = len(strength)
    surprise = expit(strength[lost] - strength[won])
    slope = np.bincount(won, surprise, n) - np.bincount(lost, surprise, n) - strength / prior**2
    weight = surprise * (1 - surprise)
    between = coo_matrix((weight, (won, lost)), shape=(n, n)).toarray()
    between += between.T
    precision = np.diag(between.sum(axis=1) + 1 / prior**2) - between
    return slope, precision


def _components(won: Whole, lost: Whole, n_items: int) -> Whole:
    edges = coo_matrix((np.ones(len(won)), (won, lost)), shape=(n_items, n_items))
    _, group = connected_components(edges, directed=False)
    compared = np.bincount(np.concatenate((won, lost)), minlength=n_items) > 0
    components = np.full(n_items, -1, dtype=np.int64)
    _, first, place = np.unique(group[compared], return_index=True, return_inverse=True)
    components[compared] = np.argsort(np.argsort(first))[place]
    return components


def _refuse_number(number: object, name: str, least: int, most: int) -> None:
    if isinstance(number, bool) or not isinstance(number, Integral) or not least <= int(number) <= most:
        message = f"{name} must be a whole number from {least} to {most}, not {number!r}"
        raise ValueError(message)


def _checked(winner: ArrayLike, loser: ArrayLike, n_items: int) -> tuple[Whole, Whole]:
    _refuse_number(n_items, "n_items", 2, MOST_ITEMS)
    won, lost = np.asarray(winner), np.asarray(loser)
    if won.ndim != 1 or won.shape != lost.shape:
        message = f"winner and loser must have the same shape (m,), not {won.shape} and {lost.shape}"
        raise ValueError(message)
    if not len(won):
        message = "there are no comparisons"
        raise ValueError(message)
    for name, items in (("winner", won), ("loser", lost)):
        if items.dtype.kind not in "iu":
            message = f"{name} must hold whole numbers, not {items.dtype}"
            raise ValueError(message)
        wrong = (items < 0) | (items >= n_items)
        if wrong.any():
            row = int(np.argmax(wrong))
            message = f"{name} must be from 0 to {n_items - 1}; row {row} is {items[row]}"
            raise ValueError(message)
    if (won == lost).any():
        message = f"an item cannot win from itself; row {int(np.argmax(won == lost))} says so"
        raise ValueError(message)
    return won.astype(np.int64), lost.astype(np.int64)

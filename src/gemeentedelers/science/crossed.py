"""The equations of two crossed random effects: score = mean + outer + inner + residual.

The outer effect is the one with more levels. It is eliminated, because each of its levels meets the others only
through the inner effect; what is left is one symmetric matrix of the size of the inner effect (Henderson's mixed
model equations after one block elimination; Bates et al., "Fitting Linear Mixed-Effects Models Using lme4", Journal
of Statistical Software 67, 2015). Both variances are ratios to that of the residual, so that zero is allowed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, lapack, solve_triangular
from scipy.sparse import csr_matrix

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

BLOCK_CELLS = 1 << 22  # of a dense block, which bounds the memory
CLOSE_ENOUGH = 1e-9  # length of what an iterative solution leaves, as a share of the right-hand side
CLOSE_ENOUGH_FOR_PROBES = 1e-6  # far less than the error from the signs
MOST_ITERATIONS = 2_000
LARGEST_SMALL = 300  # up to here a plain solution beats LAPACK's dpotri, which starts threads for any size
VARIANCE_PROBES = 64
PROBES_AT_ONCE = 16


class Ratios(NamedTuple):
    """The two variances, divided by that of the residual."""

    outer: float
    inner: float


class Sums(NamedTuple):
    """Right-hand sides: the sum of some columns for each outer level, for each inner level, and over all."""

    outer: Numbers
    inner: Numbers
    total: Numbers


class Effects(NamedTuple):
    """The solution for each column: mean, effects, and the sums of what they leave unexplained."""

    mean: Numbers
    outer: Numbers
    inner: Numbers
    left_outer: Numbers
    left_inner: Numbers


@dataclass(frozen=True)
class Crossed:
    """Scores with the outer and the inner level of each: int[m], int[m], float[m]."""

    outer: Whole
    inner: Whole
    score: Numbers
    n_outer: int
    n_inner: int

    @cached_property
    def counts(self) -> csr_matrix:
        """How many scores each pair of levels has: float[n_outer, n_inner]."""
        ones = np.ones(len(self.score))
        return csr_matrix((ones, (self.outer, self.inner)), shape=(self.n_outer, self.n_inner))

    @cached_property
    def turned(self) -> csr_matrix:
        return self.counts.T.tocsr()

    @cached_property
    def outer_counts(self) -> Numbers:
        return np.bincount(self.outer, minlength=self.n_outer).astype(np.float64)

    @cached_property
    def inner_counts(self) -> Numbers:
        return np.bincount(self.inner, minlength=self.n_inner).astype(np.float64)

    @cached_property
    def sums(self) -> Sums:
        outer: Numbers = np.bincount(self.outer, self.score, self.n_outer).astype(np.float64)
        inner: Numbers = np.bincount(self.inner, self.score, self.n_inner).astype(np.float64)
        return Sums(outer[:, None], inner[:, None], np.array([self.score.sum()]))

    def spread(self, outer: Numbers, inner: Numbers) -> tuple[Sums, Sums]:
        """The sums of two vectors that have one value for each outer level, and for each inner level."""
        return (
            Sums(
                (self.outer_counts * outer)[:, None],
                (self.turned @ outer)[:, None],
                _only(float(outer @ self.outer_counts)),
            ),
            Sums(
                (self.counts @ inner)[:, None],
                (self.inner_counts * inner)[:, None],
                _only(float(inner @ self.inner_counts)),
            ),
        )


class Inverse(Protocol):
    """The inverse of the matrix I + ratio · A of an `Equations`, exact or estimated."""

    log_determinant: float

    def solve(self, right: Numbers) -> Numbers: ...

    def traces(self, weight: Numbers) -> tuple[Numbers, Numbers]:
        """Of A times the inverse, and of N' diag(weight) N times the inverse: one value, or one for each probe."""

    def diagonals(self) -> tuple[Numbers, Numbers]:
        """Of the inverse, and of N times the inverse times N'."""


class Equations:
    """The system at given ratios, with what does not depend on the right-hand side."""

    def __init__(self, scores: Crossed, ratios: Ratios) -> None:
        self.scores, self.ratios = scores, ratios
        count = scores.outer_counts
        self.share = 1 / (1 + ratios.outer * count)
        self.weight = ratios.outer * self.share
        self.column = scores.inner_counts - scores.turned @ (self.weight * count)
        self.ones = len(scores.score) - float(self.weight @ count**2)

    def matrix(self, rows: slice) -> Numbers:
        """These rows of I + ratio · A, where A = Z'V⁻¹Z of the inner effect and V holds the outer one."""
        scores = self.scores
        block: Numbers = (scores.turned[rows].multiply(self.weight).tocsr() @ scores.counts).toarray()
        block *= -self.ratios.inner
        at = np.arange(len(block))
        block[at, at + rows.start] += 1 + self.ratios.inner * scores.inner_counts[rows]
        return block

    def times(self, columns: Numbers) -> Numbers:
        """A times some columns."""
        scores = self.scores
        through: Numbers = scores.turned @ (self.weight[:, None] * (scores.counts @ columns))
        return scores.inner_counts[:, None] * columns - through

    @cached_property
    def diagonal(self) -> Numbers:
        """Of A."""
        squares = self.scores.turned.power(2) @ self.weight
        diagonal: Numbers = self.scores.inner_counts - squares
        return diagonal


class Exact:
    """By a dense Cholesky factor: time grows with the third power of the inner levels, memory with the second."""

    def __init__(self, equations: Equations) -> None:
        self._equations = equations
        size = equations.scores.n_inner
        matrix = np.empty((size, size))
        for rows in blocks(size, size):
            matrix[rows] = equations.matrix(rows)
        factor, failed = lapack.dpotrf(matrix.T, lower=1, clean=0, overwrite_a=1)
        assert not failed, "a matrix of covariances plus the identity is positive definite"
        self.factor: Numbers = factor
        self.log_determinant = 2 * float(np.log(np.diagonal(factor)).sum())

    def solve(self, right: Numbers) -> Numbers:
        solution: Numbers = cho_solve((self.factor, True), right, check_finite=False)
        return solution

    def coloured(self, white: Numbers) -> Numbers:
        """Columns of independent normal draws get the inverse as their covariance."""
        draws: Numbers = solve_triangular(self.factor, white, lower=True, trans="T", check_finite=False)
        return draws

    @cached_property
    def _inverse(self) -> Numbers:
        if len(self.factor) <= LARGEST_SMALL:
            return self.solve(np.eye(len(self.factor)))
        inverse: Numbers = lapack.dpotri(self.factor, lower=1)[0]
        for rows in blocks(len(inverse), len(inverse)):
            inverse[rows, rows.stop :] = inverse[rows.stop :, rows].T
            corner = np.tril(inverse[rows, rows])
            inverse[rows, rows] = corner + np.tril(corner, -1).T
        return inverse

    def traces(self, weight: Numbers) -> tuple[Numbers, Numbers]:
        equations, inverse = self._equations, self._inverse
        scores, ratio = equations.scores, equations.ratios.inner
        own = (len(inverse) - np.trace(inverse)) / ratio if ratio else equations.diagonal.sum()
        other = 0.0
        for rows in blocks(len(inverse), len(inverse)):
            block = (scores.turned[rows].multiply(weight).tocsr() @ scores.counts).toarray()
            other += float(np.vdot(block, inverse[rows]))
        return _only(own), _only(other)

    def diagonals(self) -> tuple[Numbers, Numbers]:
        counts, inverse = self._equations.scores.counts, self._inverse
        through = np.empty(counts.shape[0])
        for rows in blocks(len(through), len(inverse)):
            part = counts[rows]
            through[rows] = np.asarray(part.multiply(part @ inverse).sum(axis=1)).ravel()
        return np.diagonal(inverse).copy(), through


class Estimated:
    """By conjugate gradients; traces and diagonals from random signs, the same ones every time.

    For a trace of n terms the error falls with the root of n, so it is small where the exact way is out of reach
    (Hutchinson, "A stochastic estimator of the trace of the influence matrix", 1990; for diagonals Bekas,
    Kokiopoulou and Saad, "An estimator for the diagonal of a matrix", 2007).
    """

    log_determinant = float("nan")

    def __init__(self, equations: Equations, n_probes: int) -> None:
        self._equations, self._n_probes = equations, n_probes
        self._scale = 1 / (1 + equations.ratios.inner * equations.diagonal)[:, None]

    def solve(self, right: Numbers, *, close: float = CLOSE_ENOUGH) -> Numbers:
        length = np.linalg.norm(right, axis=0)
        solution = self._scale * right
        left = right - self._product(solution)
        step = eased = self._scale * left
        size = np.einsum("ij,ij->j", left, eased)
        for _ in range(MOST_ITERATIONS):
            if (np.linalg.norm(left, axis=0) <= close * length).all():
                break
            product = self._product(step)
            pace = _divided(size, np.einsum("ij,ij->j", step, product))
            solution = solution + pace * step
            left = left - pace * product
            eased = self._scale * left
            before, size = size, np.einsum("ij,ij->j", left, eased)
            step = eased + _divided(size, before) * step
        return solution

    def _product(self, columns: Numbers) -> Numbers:
        return columns + self._equations.ratios.inner * self._equations.times(columns)

    def traces(self, weight: Numbers) -> tuple[Numbers, Numbers]:
        scores = self._equations.scores
        found = []
        for signs in _signs(scores.n_inner, self._n_probes):
            solved = self.solve(signs, close=CLOSE_ENOUGH_FOR_PROBES)
            through = scores.turned @ (weight[:, None] * (scores.counts @ signs))
            pair = self._equations.times(signs), through
            found.append([np.einsum("ij,ij->j", one, solved) for one in pair])
        own, other = np.concatenate(found, axis=1)
        return own, other

    def diagonals(self) -> tuple[Numbers, Numbers]:
        """What all levels have in common would drown their own variance, so that it is taken apart first."""
        scores = self._equations.scores
        inner, outer = self._row_means()
        for signs in _signs(scores.n_inner, VARIANCE_PROBES):
            inner += (signs * self.solve(signs - signs.mean(axis=0), close=CLOSE_ENOUGH_FOR_PROBES)).sum(
                axis=1
            ) / VARIANCE_PROBES
        for signs in _signs(scores.n_outer, VARIANCE_PROBES):
            through = scores.counts @ self.solve(
                scores.turned @ (signs - signs.mean(axis=0)), close=CLOSE_ENOUGH_FOR_PROBES
            )
            outer += (signs * through).sum(axis=1) / VARIANCE_PROBES
        return np.maximum(inner, 0), np.maximum(outer, 0)

    def _row_means(self) -> tuple[Numbers, Numbers]:
        """Of the matrices whose diagonals are wanted."""
        scores = self._equations.scores
        sums = self.solve(np.column_stack((np.ones(scores.n_inner), scores.inner_counts)))
        return sums[:, 0] / scores.n_inner, scores.counts @ sums[:, 1] / scores.n_outer


class Solved:
    """What the scores say at given ratios, apart from the scale."""

    def __init__(self, equations: Equations, inverse: Inverse) -> None:
        self.equations, self.inverse = equations, inverse
        self._column = inverse.solve(equations.column[:, None])[:, 0]
        self.precision = equations.ones - equations.ratios.inner * float(equations.column @ self._column)
        self.effects = self.solve(equations.scores.sums)

    def solve(self, sums: Sums) -> Effects:
        equations, scores, ratio = self.equations, self.equations.scores, self.equations.ratios.inner
        counts, weight = scores.outer_counts[:, None], equations.weight[:, None]
        right = sums.inner - scores.turned @ (weight * sums.outer)
        total = sums.total - (weight * counts * sums.outer).sum(axis=0)
        mean = (total - ratio * (self._column @ right)) / self.precision
        inner = ratio * (self.inverse.solve(right) - self._column[:, None] * mean)
        through = scores.counts @ inner
        outer = weight * (sums.outer - counts * mean - through)
        left_outer = sums.outer - counts * (mean + outer) - through
        left_inner = sums.inner - scores.inner_counts[:, None] * (mean + inner) - scores.turned @ outer
        return Effects(mean, outer, inner, left_outer, left_inner)

    @cached_property
    def sum_of_squares(self) -> float:
        """Of the residuals, and of the effects as multiples of their standard deviation."""
        scores, effects, ratios = self.equations.scores, self.effects, self.equations.ratios
        outer, inner = effects.outer[:, 0], effects.inner[:, 0]
        left = scores.score - effects.mean[0] - outer[scores.outer] - inner[scores.inner]
        sizes = [(outer, ratios.outer), (inner, ratios.inner)]
        return float(left @ left) + sum(float(effect @ effect) / ratio for effect, ratio in sizes if ratio)

    @cached_property
    def variance(self) -> float:
        """Of the residual, at its best for these ratios."""
        return self.sum_of_squares / (len(self.equations.scores.score) - 1)

    @cached_property
    def criterion(self) -> float:
        """Minus twice the restricted log likelihood, the scale at its best; lme4 calls it the REML criterion."""
        free = len(self.equations.scores.score) - 1
        determinants = self.inverse.log_determinant - float(np.log(self.equations.share).sum())
        return determinants + float(np.log(self.precision)) + free * (1 + float(np.log(2 * np.pi * self.variance)))

    def slopes(self) -> Numbers:
        """The derivative of the criterion to both ratios: float[2, k], k for the probes of an estimated inverse."""
        equations, effects, ratio = self.equations, self.effects, self.equations.ratios.inner
        own, other = self.inverse.traces(equations.share**2)
        counts = equations.scores.outer_counts
        by_outer = equations.share * (counts - ratio * (equations.scores.counts @ self._column))
        outer = counts @ equations.share - ratio * other - by_outer @ by_outer / self.precision
        inner = own - self._column @ self._column / self.precision
        explained = [float(np.sum(left**2)) / self.variance for left in (effects.left_outer, effects.left_inner)]
        return np.stack((outer - explained[0], inner - explained[1]))

    def curvature(self) -> Numbers:
        """About the second derivative to both ratios, never negative: float[2, 2].

        The average of the observed and the expected information, so that no trace is needed (Gilmour, Thompson and
        Cullis, "Average information REML", Biometrics 51, 1995), with the scale profiled out.
        """
        scores, effects = self.equations.scores, self.effects
        left = effects.left_outer[:, 0], effects.left_inner[:, 0]
        spread = [self.solve(sums) for sums in scores.spread(*left)]
        products = np.array([[left[0] @ one.left_outer[:, 0], left[1] @ one.left_inner[:, 0]] for one in spread])
        size = np.array([part @ part for part in left])
        curvature: Numbers = products / self.variance - np.outer(size, size) / (self.variance * self.sum_of_squares)
        return (curvature + curvature.T) / 2

    def error_variances(self) -> tuple[Numbers, Numbers]:
        """Of the outer and the inner effects, divided by that of the residual; the mean is not taken as known."""
        equations, ratio = self.equations, self.equations.ratios.inner
        own, through = self.inverse.diagonals()
        inner_shift = ratio * self._column
        counts = equations.scores.outer_counts
        outer_shift = equations.weight * (counts - equations.scores.counts @ inner_shift)
        outer = equations.weight + ratio * equations.weight**2 * through + outer_shift**2 / self.precision
        return outer, ratio * own + inner_shift**2 / self.precision

    def draws(self, n: int, variance: float, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
        """Outer and inner effects, `n` times from what is known of them jointly: float[n_outer, n], float[n_inner, n].

        First the mean, then the inner effects given the mean, then the outer ones given both, which are independent.
        """
        equations, scores, ratio = self.equations, self.equations.scores, self.equations.ratios.inner
        assert isinstance(self.inverse, Exact)
        size = np.sqrt(variance)
        shift = rng.standard_normal(n) * size / np.sqrt(self.precision)
        inner = self.inverse.coloured(rng.standard_normal((scores.n_inner, n))) * (size * np.sqrt(ratio))
        inner += self.effects.inner - ratio * self._column[:, None] * shift
        weight, counts = equations.weight[:, None], scores.outer_counts[:, None]
        expected = weight * (scores.sums.outer - counts * (self.effects.mean + shift) - scores.counts @ inner)
        return expected + size * np.sqrt(weight) * rng.standard_normal(expected.shape), inner


def solved(scores: Crossed, ratios: Ratios, *, n_probes: int = 0) -> Solved:
    """The solution at these ratios, exact or with so many probes."""
    equations = Equations(scores, ratios)
    return Solved(equations, Estimated(equations, n_probes) if n_probes else Exact(equations))


def blocks(n_rows: int, n_columns: int) -> list[slice]:
    """Rows in blocks of a bounded number of cells."""
    step = max(1, BLOCK_CELLS // max(n_columns, 1))
    return [slice(start, min(start + step, n_rows)) for start in range(0, n_rows, step)]


def _signs(n: int, n_probes: int) -> Iterator[Numbers]:
    """Columns of random signs, so many at a time; the same ones for the same numbers."""
    rng = np.random.default_rng(n)
    for _ in range(0, n_probes, PROBES_AT_ONCE):
        signs: Numbers = 1.0 - 2.0 * rng.integers(0, 2, size=(n, PROBES_AT_ONCE)).astype(np.float64)
        yield signs


def _divided(above: Numbers, below: Numbers) -> Numbers:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def _only(value: float) -> Numbers:
    return np.array([value])

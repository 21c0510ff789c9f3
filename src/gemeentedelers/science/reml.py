"""The two variances under which the scores are most likely, the mean left out of account (REML)."""

from collections.abc import Iterator

import numpy as np

from gemeentedelers.science.crossed import Crossed, Numbers, Ratios, Solved, solved

LARGEST_FROM_AFAR = 2_500  # inner levels; beyond these the way is found by estimates,
LARGEST_EXACT = 4_000  # and beyond these the end of it too
LARGEST_WITH_MORE_STARTS = 12  # inner levels; so small a design may have more than one valley
MORE_STARTS = ((1.5, 1.5), (4.0, 0.1), (0.1, 4.0))
FEWEST_PROBES, MOST_PROBES = 16, (256, 2_048)  # the more, the fewer scores
PROBED_SCORES = 100_000_000
ERROR_OF_ESTIMATE = 2e-4  # aimed at, as a share of a ratio
MOST_STEPS, MOST_HALVINGS, LONGEST_STEP = 200, 40, 2.0
SHORTEST_STEP, LEAST_GAIN = 1e-6, 1e-10
FARTHEST = 16.0  # there the residual has about a millionth of the variance of an effect
LEAST_CURVATURE = 1e-7
ALIKE = 1e-9


class InseparableError(ValueError):
    """The design cannot tell the variances apart, whatever the scores."""


class UnboundedError(ValueError):
    """Effects explain the scores without a rest, so that the likelihood is greatest where there is no residual."""


def fitted(scores: Crossed) -> Solved:
    """The solution with the least REML criterion (Patterson and Thompson, Biometrika 58, 1971).

    Newton's method on x = ln(1 + mean count · ratio) ≥ 0 for both ratios: in x the criterion is nearly a parabola,
    and a variance of zero is an ordinary point, reached exactly. Raises `InseparableError` and `UnboundedError`.
    """
    search = _Search(scores)
    start = search.moments()
    if scores.n_inner > LARGEST_FROM_AFAR:
        start, found = search.by_estimates(start)
        if scores.n_inner > LARGEST_EXACT:
            return found
    more = MORE_STARTS if scores.n_inner <= LARGEST_WITH_MORE_STARTS else ()
    bottoms = [search.downhill(np.array(at)) for at in (start, *more)]
    x, found = min(bottoms, key=lambda bottom: bottom[1].criterion)
    if x.max() >= FARTHEST:
        raise UnboundedError
    return found


class _Search:
    def __init__(self, scores: Crossed) -> None:
        self._scores = scores
        counts = scores.outer_counts, scores.inner_counts
        self._mean_counts = np.array([len(scores.score) / np.count_nonzero(count) for count in counts])

    def moments(self) -> Numbers:
        """A start: three sums of squares equal to what is expected of them (Henderson, Biometrics 9, 1953)."""
        sizes, expected = _sums_of_squares(self._scores), _expected_sums(self._scores)
        scale = np.sqrt(np.diagonal(expected))
        alike = expected / np.outer(scale, scale)
        if np.linalg.eigvalsh(alike)[0] < ALIKE:
            raise InseparableError
        residual, *effects = np.linalg.solve(alike, sizes / scale) / scale
        floor = 0.05 * max(residual, *effects)
        ratios = np.maximum(effects, floor) / max(residual, floor)
        start: Numbers = np.log1p(self._mean_counts * ratios)
        return start

    def downhill(self, x: Numbers) -> tuple[Numbers, Solved]:
        """The bottom of the valley in which `x` lies, or where it leaves the map."""
        here = self._at(x)
        for _ in range(MOST_STEPS):
            slope, curvature = self._slopes(here, x).sum(axis=1), self._curvature(here, x)
            step = _step(x, slope, curvature)
            if np.abs(step).max() < SHORTEST_STEP or -step @ slope < LEAST_GAIN or x.max() >= FARTHEST:
                break
            lower = next(self._lower(here, x, step), None)
            if lower is None:
                break
            x, here = lower
        return x, here

    def _lower(self, here: Solved, x: Numbers, step: Numbers) -> Iterator[tuple[Numbers, Solved]]:
        """Points on the way that lie lower than here, the full step first."""
        for halving in range(MOST_HALVINGS):
            there = x + step / 2**halving
            found = self._at(there)
            if found.criterion < here.criterion:
                yield there, found

    def by_estimates(self, x: Numbers) -> tuple[Numbers, Solved]:
        """The same bottom where only slopes are known, and those but nearly; more probes until they are near enough."""
        n_probes = FEWEST_PROBES
        most_probes = int(np.clip(PROBED_SCORES / len(self._scores.score), *MOST_PROBES))
        for _ in range(MOST_STEPS):
            here = self._at(x, n_probes=n_probes)
            slopes, curvature = self._slopes(here, x), self._curvature(here, x)
            step = _step(x, slopes.mean(axis=1), curvature)
            if x.max() >= FARTHEST:
                raise UnboundedError
            x = x + step
            if np.abs(step).max() < 10 * SHORTEST_STEP:
                doubt = np.linalg.solve(curvature + 1e-12 * np.eye(2), slopes - slopes.mean(axis=1, keepdims=True))
                error = doubt.std(axis=1) / np.sqrt(slopes.shape[1]) / np.maximum(-np.expm1(-x), ALIKE)
                if (error[x > 0] < ERROR_OF_ESTIMATE).all() or n_probes >= most_probes:
                    break
                n_probes *= 4
        return x, self._at(x, n_probes=n_probes)

    def _at(self, x: Numbers, *, n_probes: int = 0) -> Solved:
        outer, inner = np.expm1(x) / self._mean_counts
        return solved(self._scores, Ratios(float(outer), float(inner)), n_probes=n_probes)

    def _slopes(self, here: Solved, x: Numbers) -> Numbers:
        slopes: Numbers = here.slopes() * self._pace(x)[:, None]
        return slopes

    def _curvature(self, here: Solved, x: Numbers) -> Numbers:
        curvature: Numbers = here.curvature() * np.outer(self._pace(x), self._pace(x))
        return curvature

    def _pace(self, x: Numbers) -> Numbers:
        """How fast the ratios grow with x."""
        pace: Numbers = np.exp(x) / self._mean_counts
        return pace


def _step(x: Numbers, slope: Numbers, curvature: Numbers) -> Numbers:
    """To the lowest point of the parabola where x ≥ 0, or as far in that direction as is safe."""
    sizes, directions = np.linalg.eigh(curvature)
    bowl = directions @ np.diag(np.maximum(sizes, LEAST_CURVATURE * max(1.0, sizes[1]))) @ directions.T
    choices = [np.linalg.solve(bowl, -slope), -x]
    for fixed, free in ((0, 1), (1, 0)):
        edge = -x
        edge[free] = -(slope[free] + bowl[free, fixed] * edge[fixed]) / bowl[free, free]
        choices.append(edge)
    allowed = [step for step in choices if (x + step >= 0).all()]
    step = min(allowed, key=lambda step: float(slope @ step + step @ bowl @ step / 2))
    longest = float(np.abs(step).max())
    return step if longest <= LONGEST_STEP else step * LONGEST_STEP / longest


def _sums_of_squares(scores: Crossed) -> Numbers:
    """Of the scores without their mean: each apart, summed by outer level, summed by inner level."""
    left = scores.score - scores.score.mean()
    by_outer, by_inner = np.bincount(scores.outer, left), np.bincount(scores.inner, left)
    return np.array([left @ left, by_outer @ by_outer, by_inner @ by_inner])


def _expected_sums(scores: Crossed) -> Numbers:
    """Of those sums of squares, for a variance of one of the residual, the outer and the inner effect: float[3, 3]."""
    n, outer, inner = len(scores.score), scores.outer_counts, scores.inner_counts
    first, second = outer @ outer, inner @ inner
    both = scores.counts.power(2).sum() - 2 * outer @ (scores.counts @ inner) / n + first * second / n**2

    def alone(count: Numbers) -> float:
        return float(np.sum(count**2) - 2 * np.sum(count**3) / n + np.sum(count**2) ** 2 / n**2)

    return np.array(
        [
            [n - 1, n - first / n, n - second / n],
            [n - first / n, alone(outer), both],
            [n - second / n, both, alone(inner)],
        ]
    )

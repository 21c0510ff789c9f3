from fractions import Fraction

import pytest

from gemeentedelers.web.ui.spreads import dots_of


@pytest.mark.parametrize(
    ("scores", "places"),
    [
        ((), []),
        ((3,), [(3, 0.2)]),
        ((2, 2, 5), [(2, 0.37), (2, 0.2), (5, 0.37)]),
    ],
)
def test_equal_scores_lie_above_each_other(scores: tuple[int, ...], places: list[tuple[int, float]]) -> None:
    assert list(dots_of(scores, None).places) == places


def test_the_mean_is_on_the_same_axis() -> None:
    assert dots_of((2, 3), Fraction(7, 3)).mean == 2.333

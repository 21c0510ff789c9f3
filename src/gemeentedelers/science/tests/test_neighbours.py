import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeentedelers.science.neighbours import pairs_beside

FAR = 1_000.0
SPOTS = st.tuples(st.integers(330, 720), st.integers(5070, 5350)).map(lambda spot: (spot[0] / 100, spot[1] / 100))


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], []),
        ([(5, 52)], []),
        ([(5, 52), (5.1, 52)], [[0, 1]]),
        ([(5, 52), (5.2, 52), (5.1, 52)], [[0, 2], [1, 2]]),
        ([(5, 52), (5, 52), (5, 52)], [[0, 1], [1, 2]]),
        ([(5, 52), (5.2, 52), (5.1, 52.1)], [[0, 1], [0, 2], [1, 2]]),
        ([(5, 52), (5.2, 52), (5.2, 52.3), (5, 52.2)], [[0, 1], [0, 3], [1, 2], [1, 3], [2, 3]]),
    ],
    ids=["none", "one", "two", "a line", "one spot", "a triangle", "a square"],
)
def test_neighbours_have_nothing_in_between(points: list[tuple[float, float]], expected: list[list[int]]) -> None:
    assert pairs_beside(np.array(points, dtype=float).reshape(-1, 2), farthest_km=FAR).tolist() == expected


def test_what_lies_too_far_is_no_neighbour() -> None:
    points = np.array([(5.0, 52.0), (5.0, 52.1), (5.0, 53.0)])

    assert pairs_beside(points, farthest_km=30).tolist() == [[0, 1]]


@pytest.mark.parametrize(
    "points", [np.zeros((3, 3)), np.zeros(4), np.array([(5.0, np.nan)]), np.array([(np.inf, 1.0)])]
)
def test_what_are_no_points_is_refused(points: np.ndarray) -> None:
    with pytest.raises(ValueError, match="points must be finite"):
        pairs_beside(points, farthest_km=FAR)


@given(st.lists(SPOTS, min_size=2, max_size=40))
def test_nobody_is_alone_and_there_are_at_most_three_times_as_many_pairs(spots: list[tuple[float, float]]) -> None:
    pairs = pairs_beside(np.array(spots), farthest_km=FAR)

    assert set(pairs.ravel().tolist()) == set(range(len(spots)))
    assert len(pairs) <= 3 * len(spots)
    assert (pairs[:, 0] < pairs[:, 1]).all()

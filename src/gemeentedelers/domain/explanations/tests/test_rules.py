import pytest

from gemeentedelers.domain.explanations.rules import Correction, Moved, correction_of, told_chance, told_count


def test_a_correction_says_how_many_moved_how_far_and_who_crossed_the_cut() -> None:
    rows = [Moved(1, 1), Moved(2, 4), Moved(3, 2), Moved(4, 3)]
    assert correction_of(rows, places=2) == Correction(n_entries=4, n_moved=3, largest=2, n_crossed=2)
    assert correction_of([], places=2) == Correction(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("chance", "told"),
    [(None, None), (0.0, 5), (0.02, 5), (0.5, 50), (0.52, 50), (0.53, 55), (0.99, 95), (1.0, 95)],
)
def test_a_chance_is_told_in_steps_and_never_as_certain(chance: float | None, told: int | None) -> None:
    assert told_chance(chance) == told


@pytest.mark.parametrize(("n", "told"), [(0, 0), (1, None), (2, None), (3, 3), (40, 40)])
def test_a_number_that_points_at_somebody_is_not_told(n: int, told: int | None) -> None:
    assert told_count(n) == told

import pytest

from gemeentedelers.domain.adoptions.rules import (
    NOTE_LENGTH,
    AdoptionObstacle,
    AdoptionStatus,
    counts_as_reuse,
    reuse_level,
    why_not_adopt,
    why_not_report,
)


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        (AdoptionStatus.INTEREST, False),
        (AdoptionStatus.EXPLORING, False),
        (AdoptionStatus.PILOT, True),
        (AdoptionStatus.IN_USE, True),
        (AdoptionStatus.DEVELOPED_FURTHER, True),
        (AdoptionStatus.STOPPED, False),
    ],
)
def test_reuse_begins_with_a_pilot_and_ends_with_stopping(status: AdoptionStatus, counts: bool) -> None:
    assert counts_as_reuse(status) is counts


@pytest.mark.parametrize(
    ("n_reusers", "level"),
    [(0, 0), (1, 1), (2, 1), (3, 2), (5, 2), (6, 3), (9, 3), (10, 4), (19, 4), (20, 5), (49, 5), (50, 6), (342, 6)],
)
def test_a_bound_belongs_to_the_step_it_starts(n_reusers: int, level: int) -> None:
    assert reuse_level(n_reusers) == level


@pytest.mark.parametrize(
    ("municipality", "is_verified", "obstacle"),
    [
        (None, False, AdoptionObstacle.NO_MUNICIPALITY),
        (None, True, AdoptionObstacle.NO_MUNICIPALITY),
        ("GM0002", False, AdoptionObstacle.NOT_VERIFIED),
        ("GM0001", False, AdoptionObstacle.NOT_VERIFIED),
        ("GM0001", True, AdoptionObstacle.OWN_CASE),
        ("GM0002", True, None),
    ],
)
def test_who_may_speak_for_a_municipality(
    municipality: str | None, is_verified: bool, obstacle: AdoptionObstacle | None
) -> None:
    refusal = why_not_adopt(municipality=municipality, is_verified=is_verified, shared_by={"GM0001"})
    assert (refusal and refusal.code) == obstacle


@pytest.mark.parametrize(
    ("status", "note", "obstacle"),
    [
        (AdoptionStatus.STOPPED, " \n", AdoptionObstacle.REASON_MISSING),
        (AdoptionStatus.STOPPED, "Te duur.", None),
        (AdoptionStatus.IN_USE, "", None),
        (AdoptionStatus.IN_USE, "x" * NOTE_LENGTH, None),
        (AdoptionStatus.IN_USE, "x" * (NOTE_LENGTH + 1), AdoptionObstacle.NOTE_TOO_LONG),
    ],
)
def test_who_stops_says_why(status: AdoptionStatus, note: str, obstacle: AdoptionObstacle | None) -> None:
    refusal = why_not_report(status=status, note=note)
    assert (refusal and refusal.code) == obstacle

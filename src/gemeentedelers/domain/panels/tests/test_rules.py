from datetime import UTC, datetime, timedelta

import pytest

from gemeentedelers.domain.panels.rules import (
    REASON_LENGTH,
    PanelObstacle,
    is_settled,
    why_not_declare,
    why_not_leave,
    why_not_reopen,
    why_not_return,
)


@pytest.mark.parametrize(
    ("has_left", "is_closed", "reason", "obstacle"),
    [
        (False, False, "", None),
        (False, False, "z" * REASON_LENGTH, None),
        (False, False, "z" * (REASON_LENGTH + 1), PanelObstacle.REASON_TOO_LONG),
        (True, False, "", PanelObstacle.ALREADY_LEFT),
        (False, True, "", PanelObstacle.ROUND_CLOSED),
    ],
)
def test_who_leaves_a_round(has_left: bool, is_closed: bool, reason: str, obstacle: PanelObstacle | None) -> None:
    refusal = why_not_leave(has_left=has_left, is_round_closed=is_closed, reason=reason)
    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("has_left", "is_closed", "obstacle"),
    [
        (True, False, None),
        (False, False, PanelObstacle.NOT_LEFT),
        (True, True, PanelObstacle.ROUND_CLOSED),
    ],
)
def test_who_comes_back(has_left: bool, is_closed: bool, obstacle: PanelObstacle | None) -> None:
    refusal = why_not_return(has_left=has_left, is_round_closed=is_closed)
    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("has_accepted_rules", "is_over", "obstacle"),
    [
        (True, False, None),
        (False, False, PanelObstacle.RULES_NOT_ACCEPTED),
        (True, True, PanelObstacle.ROUND_CLOSED),
    ],
)
def test_interests_come_after_the_rules(
    has_accepted_rules: bool, is_over: bool, obstacle: PanelObstacle | None
) -> None:
    refusal = why_not_declare(has_accepted_rules=has_accepted_rules, is_over=is_over)
    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("is_finalised", "is_over", "reason", "obstacle"),
    [
        (True, False, "Er kwam een vraag.", None),
        (False, False, "Er kwam een vraag.", PanelObstacle.NOT_FINALISED),
        (True, True, "Er kwam een vraag.", PanelObstacle.ROUND_CLOSED),
        (True, False, "  ", PanelObstacle.REASON_MISSING),
    ],
)
def test_reopening_needs_a_reason_and_time(
    is_finalised: bool, is_over: bool, reason: str, obstacle: PanelObstacle | None
) -> None:
    refusal = why_not_reopen(is_finalised=is_finalised, is_over=is_over, reason=reason)
    assert (refusal.code if refusal else None) == obstacle


def test_a_final_word_covers_what_was_there() -> None:
    word = datetime(2027, 1, 8, tzinfo=UTC)

    assert [is_settled(assigned_at=word + timedelta(seconds=late), finalised_at=word) for late in (-1, 0, 1)] == [
        True,
        True,
        False,
    ]
    assert not is_settled(assigned_at=word, finalised_at=None)

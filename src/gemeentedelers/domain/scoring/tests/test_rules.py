from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from gemeentedelers.domain.editions.rules import RoundKind, Window
from gemeentedelers.domain.scoring.rules import (
    NOTE_LENGTH,
    TIP_LENGTH,
    CardState,
    Filled,
    Leaning,
    ScorecardStatus,
    ScoringObstacle,
    card_state,
    leaning,
    use_of_scale,
    weighted_mean,
    why_not_ask,
    why_not_begin,
    why_not_complete,
    why_not_finalise,
    why_not_finish,
    why_not_golden,
    why_not_keep,
    why_not_replace,
    why_not_score,
    why_not_warm_up,
)

OPENS, CLOSES = datetime(2027, 1, 4, tzinfo=UTC), datetime(2027, 1, 15, 23, tzinfo=UTC)
WINDOW = Window(OPENS, CLOSES)
TICK = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("now", "is_closed", "has_ended", "is_settled", "obstacle"),
    [
        (OPENS - TICK, False, False, False, ScoringObstacle.ROUND_NOT_OPEN),
        (OPENS, False, False, False, None),
        (CLOSES - TICK, False, False, False, None),
        (CLOSES, False, False, False, ScoringObstacle.ROUND_CLOSED),
        (OPENS, True, False, False, ScoringObstacle.ROUND_CLOSED),
        (OPENS, False, True, False, ScoringObstacle.ASSIGNMENT_ENDED),
        (OPENS, False, False, True, ScoringObstacle.FINALISED),
        (CLOSES, False, False, True, ScoringObstacle.ROUND_CLOSED),
    ],
)
def test_scoring_happens_inside_the_round_and_before_the_final_word(
    now: datetime, is_closed: bool, has_ended: bool, is_settled: bool, obstacle: ScoringObstacle | None
) -> None:
    refusal = why_not_score(window=WINDOW, is_closed=is_closed, has_ended=has_ended, is_settled=is_settled, now=now)
    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("values", "tip", "obstacle"),
    [
        ({"a": 1, "b": 5}, "Ga zo door.", None),
        ({"a": 3}, "Ga zo door.", ScoringObstacle.SCORES_MISSING),
        ({"a": 0, "b": 5}, "Ga zo door.", ScoringObstacle.SCORE_OUT_OF_RANGE),
        ({"a": 6, "b": 5}, "Ga zo door.", ScoringObstacle.SCORE_OUT_OF_RANGE),
        ({"a": 1, "b": 5}, "  ", ScoringObstacle.TIP_MISSING),
        ({"a": 1, "b": 5}, "Mooi werk", ScoringObstacle.TIP_TOO_SHORT),
        ({"a": 1, "b": 5}, "Mooi werk!", None),
    ],
)
def test_a_final_card_is_complete(values: dict[str, int], tip: str, obstacle: ScoringObstacle | None) -> None:
    refusal = why_not_finalise(values, criteria=["a", "b"], tip=tip)
    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ({"a": 4, "b": 2}, {"a": 1, "b": 1}, Fraction(3)),
        ({"a": 4, "b": 1}, {"a": 2, "b": 1}, Fraction(3)),
        ({"a": 5, "b": 5, "c": 4}, {"a": 1, "b": 1, "c": 1}, Fraction(14, 3)),
    ],
)
def test_a_heavier_criterion_counts_more(values: dict[str, int], weights: dict[str, int], expected: Fraction) -> None:
    assert weighted_mean(values, weights) == expected


@pytest.mark.parametrize(
    ("accepted", "declared", "n_golden_left", "obstacle"),
    [
        (False, False, 0, ScoringObstacle.RULES_NOT_ACCEPTED),
        (True, False, 2, ScoringObstacle.INTERESTS_NOT_DECLARED),
        (True, True, 2, ScoringObstacle.WARM_UP_LEFT),
        (True, True, 0, None),
    ],
)
def test_reading_begins_with_rules_interests_and_examples(
    accepted: bool, declared: bool, n_golden_left: int, obstacle: ScoringObstacle | None
) -> None:
    refusal = why_not_begin(has_accepted_rules=accepted, has_declared_interests=declared, n_golden_left=n_golden_left)
    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("expected", "stored", "is_same", "obstacle"),
    [
        (0, 0, False, None),
        (3, 3, False, None),
        (0, 1, False, ScoringObstacle.CARD_CHANGED),
        (3, 4, False, ScoringObstacle.CARD_CHANGED),
        (3, 2, False, ScoringObstacle.CARD_CHANGED),
        (3, 4, True, None),
        (None, 4, False, None),
    ],
)
def test_a_card_is_replaced_by_who_saw_it(
    expected: int | None, stored: int, is_same: bool, obstacle: ScoringObstacle | None
) -> None:
    refusal = why_not_replace(expected=expected, stored=stored, is_same=is_same)
    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("filled", "kind", "obstacle"),
    [
        (Filled({"a": 3}, tip="Ga zo door."), RoundKind.READING, None),
        (Filled({}, tip="Ga zo door."), RoundKind.ASSESSMENT, ScoringObstacle.SCORES_MISSING),
        (Filled({}, passes=True, reason="Voldoet."), RoundKind.SCREENING, None),
        (Filled({}, passes=False, reason="Te pril."), RoundKind.SCREENING, None),
        (Filled({"a": 3}, tip="Ga zo door."), RoundKind.SCREENING, ScoringObstacle.DECISION_MISSING),
        (Filled({}, passes=True, reason="  "), RoundKind.SCREENING, ScoringObstacle.REASON_MISSING),
    ],
)
def test_each_kind_of_round_asks_for_its_own_card(
    filled: Filled, kind: RoundKind, obstacle: ScoringObstacle | None
) -> None:
    refusal = why_not_complete(filled, kind=kind, criteria=["a"])
    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("filled", "obstacle"),
    [
        (Filled({}), None),
        (Filled({}, tip="x" * TIP_LENGTH, note="x" * NOTE_LENGTH), None),
        (Filled({}, tip="x" * (TIP_LENGTH + 1)), ScoringObstacle.TEXT_TOO_LONG),
        (Filled({}, reason="x" * (TIP_LENGTH + 1)), ScoringObstacle.TEXT_TOO_LONG),
        (Filled({}, note="x" * (NOTE_LENGTH + 1)), ScoringObstacle.TEXT_TOO_LONG),
        (Filled({"a": 6}), ScoringObstacle.SCORE_OUT_OF_RANGE),
    ],
)
def test_a_draft_may_be_empty_but_not_wrong(filled: Filled, obstacle: ScoringObstacle | None) -> None:
    refusal = why_not_keep(filled)
    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("n_cards", "n_left", "obstacle"),
    [(0, 0, ScoringObstacle.NOTHING_READ), (3, 1, ScoringObstacle.CARDS_LEFT), (3, 0, None)],
)
def test_a_final_word_is_about_everything(n_cards: int, n_left: int, obstacle: ScoringObstacle | None) -> None:
    refusal = why_not_finish(n_cards=n_cards, n_left=n_left)
    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("values", "explanation", "is_revealed", "obstacle"),
    [
        ({"a": 4}, "Geteld.", True, None),
        ({"a": 4}, "Geteld.", False, ScoringObstacle.NOT_REVEALED),
        ({"a": 4}, " ", True, ScoringObstacle.EXPLANATION_MISSING),
        ({}, "Geteld.", True, ScoringObstacle.SCORES_MISSING),
        ({"a": 9}, "Geteld.", True, ScoringObstacle.SCORE_OUT_OF_RANGE),
    ],
)
def test_a_golden_case_has_a_whole_verdict(
    values: dict[str, int], explanation: str, is_revealed: bool, obstacle: ScoringObstacle | None
) -> None:
    refusal = why_not_golden(values, criteria=["a"], explanation=explanation, is_revealed=is_revealed)
    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(("values", "is_fine"), [({"a": 1}, True), ({}, False), ({"a": 0}, False)])
def test_a_warm_up_scores_everything(values: dict[str, int], is_fine: bool) -> None:
    assert (why_not_warm_up(values, criteria=["a"]) is None) == is_fine


@pytest.mark.parametrize(
    ("pair", "conflicts", "own", "obstacle"),
    [
        (("x", "y"), (), (), None),
        (("x", "x"), (), (), ScoringObstacle.SAME_ENTRY),
        (("x", "y"), ("y",), (), ScoringObstacle.CONFLICT_DECLARED),
        (("x", "y"), (), ("x",), ScoringObstacle.CONFLICT_DECLARED),
        (("x", "y"), ("z",), ("z",), None),
    ],
)
def test_a_pair_is_of_two_entries_of_others(
    pair: tuple[str, str], conflicts: tuple[str, ...], own: tuple[str, ...], obstacle: ScoringObstacle | None
) -> None:
    refusal = why_not_ask(pair, conflicts=conflicts, own=own)
    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({"a": 4, "b": 2}, Leaning.ALIKE),
        ({"a": 4, "b": 3}, Leaning.ALIKE),
        ({"a": 5, "b": 2}, Leaning.MILDER),
        ({"a": 3, "b": 2}, Leaning.STRICTER),
    ],
)
def test_half_a_point_is_another_way_of_looking(own: dict[str, int], expected: Leaning) -> None:
    assert leaning(own, {"a": 4, "b": 2}, weights={"a": 2, "b": 1}) is expected


@pytest.mark.parametrize(
    ("status", "is_set_aside", "expected"),
    [
        (None, False, CardState.UNTOUCHED),
        (None, True, CardState.SET_ASIDE),
        (ScorecardStatus.DRAFT, False, CardState.DRAFT),
        (ScorecardStatus.DRAFT, True, CardState.SET_ASIDE),
        (ScorecardStatus.FINAL, True, CardState.FINAL),
    ],
)
def test_a_card_has_one_state(status: ScorecardStatus | None, is_set_aside: bool, expected: CardState) -> None:
    assert card_state(status, is_set_aside=is_set_aside) is expected


def test_the_use_of_the_scale_names_every_score() -> None:
    assert use_of_scale([4, 4, 1]) == {1: 1, 2: 0, 3: 0, 4: 2, 5: 0}

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from gemeentedelers.domain.editions.rules import Window
from gemeentedelers.domain.scoring.rules import (
    Ranked,
    ScoringObstacle,
    Tally,
    Wildcard,
    above_the_cut,
    advice_is_released,
    ranking,
    weighted_mean,
    why_not_choose,
    why_not_finalise,
    why_not_score,
)

OPENS, CLOSES = datetime(2027, 1, 4, tzinfo=UTC), datetime(2027, 1, 15, 23, tzinfo=UTC)
WINDOW = Window(OPENS, CLOSES)
TICK = timedelta(milliseconds=1)


def tally(reference: str, *means: float) -> Tally:
    return Tally(reference, tuple(Fraction(mean).limit_denominator(1000) for mean in means))


@pytest.mark.parametrize(
    ("now", "is_closed", "has_ended", "obstacle"),
    [
        (OPENS - TICK, False, False, ScoringObstacle.ROUND_NOT_OPEN),
        (OPENS, False, False, None),
        (CLOSES - TICK, False, False, None),
        (CLOSES, False, False, ScoringObstacle.ROUND_CLOSED),
        (OPENS, True, False, ScoringObstacle.ROUND_CLOSED),
        (OPENS, False, True, ScoringObstacle.ASSIGNMENT_ENDED),
    ],
)
def test_scoring_happens_inside_the_round(
    now: datetime, is_closed: bool, has_ended: bool, obstacle: ScoringObstacle | None
) -> None:
    refusal = why_not_score(window=WINDOW, is_closed=is_closed, has_ended=has_ended, now=now)
    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("values", "tip", "obstacle"),
    [
        ({"a": 1, "b": 5}, "Ga zo door.", None),
        ({"a": 3}, "Ga zo door.", ScoringObstacle.SCORES_MISSING),
        ({"a": 0, "b": 5}, "Ga zo door.", ScoringObstacle.SCORE_OUT_OF_RANGE),
        ({"a": 6, "b": 5}, "Ga zo door.", ScoringObstacle.SCORE_OUT_OF_RANGE),
        ({"a": 1, "b": 5}, "  ", ScoringObstacle.TIP_MISSING),
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


def test_the_ranking_is_the_one_a_secretary_would_make() -> None:
    rows = ranking([tally("C", 3, 4), tally("A", 4, 4), tally("D"), tally("B", 5, 3), tally("E", 3.5)])

    assert [(row.position, row.reference, row.mean, row.n_reads) for row in rows] == [
        (1, "A", 4, 2),
        (1, "B", 4, 2),
        (3, "C", Fraction(7, 2), 2),
        (3, "E", Fraction(7, 2), 1),
        (5, "D", None, 0),
    ]
    assert (rows[1].low, rows[1].high) == (Fraction(3), Fraction(5))


@pytest.mark.parametrize(("places", "expected"), [(0, ""), (1, "AB"), (2, "AB"), (3, "ABCE"), (4, "ABCE"), (9, "ABCE")])
def test_who_shares_the_last_place_gets_one_too(places: int, expected: str) -> None:
    rows = ranking([tally("A", 4), tally("B", 4), tally("C", 3), tally("E", 3), tally("D")])

    assert "".join(row.reference for row in above_the_cut(rows, places)) == expected


PLACED = Ranked(1, "A", Fraction(4), Fraction(4), Fraction(4), 1)


@pytest.mark.parametrize(
    ("is_open", "is_announced", "chosen", "wildcards", "obstacle"),
    [
        (False, False, [PLACED], [], None),
        (False, False, [PLACED], [Wildcard("B", "Lef")], None),
        (True, False, [PLACED], [], ScoringObstacle.ROUND_STILL_OPEN),
        (False, True, [PLACED], [], ScoringObstacle.ALREADY_ANNOUNCED),
        (False, False, [], [], ScoringObstacle.NO_SCORES),
        (
            False,
            False,
            [PLACED],
            [Wildcard("B", "x"), Wildcard("C", "y")],
            ScoringObstacle.TOO_MANY_WILDCARDS,
        ),
        (False, False, [PLACED], [Wildcard("B", " ")], ScoringObstacle.WILDCARD_WITHOUT_REASON),
        (False, False, [PLACED], [Wildcard("A", "Lef")], ScoringObstacle.WILDCARD_HAS_A_PLACE),
    ],
)
def test_a_shortlist_is_made_once_the_reading_is_over(
    is_open: bool,
    is_announced: bool,
    chosen: list[Ranked],
    wildcards: list[Wildcard],
    obstacle: ScoringObstacle | None,
) -> None:
    refusal = why_not_choose(
        is_open=is_open, is_announced=is_announced, chosen=chosen, wildcards=wildcards, n_wildcards=1
    )
    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(("announced_at", "released"), [(None, False), (CLOSES, True), (CLOSES + TICK, False)])
def test_advice_is_read_from_the_announcement_on(announced_at: datetime | None, released: bool) -> None:
    assert advice_is_released(shortlist_announced_at=announced_at, now=CLOSES) is released

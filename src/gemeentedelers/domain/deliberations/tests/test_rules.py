from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from gemeentedelers.domain.deliberations.rules import (
    NOTE_LENGTH,
    SEALED_BLOCK,
    TEXT_LENGTH,
    CardContent,
    CardsState,
    CardStatus,
    DeliberationObstacle,
    Filled,
    Minutes,
    Seat,
    card_in,
    card_status,
    cards_state,
    mean_of,
    minutes_in,
    n_jurors_needed,
    seats_of,
    shuffled,
    spreads_of,
    why_not_excuse,
    why_not_hand_in,
    why_not_keep_card,
    why_not_minute,
    why_not_open_cards,
    why_not_replace_card,
    why_not_write_card,
)
from gemeentedelers.domain.editions.rules import Window
from gemeentedelers.foundation.refusals import Refusal

OPENS = datetime(2027, 3, 1, 8, tzinfo=UTC)
CLOSES = datetime(2027, 3, 31, 22, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CRITERIA = ("succesvol", "herbruikbaar")
WHOLE = Filled({"succesvol": 4, "herbruikbaar": 2}, strengths="Sterk.", doubts="Duur.", note="Let op de cijfers.")


def code(refusal: Refusal | None) -> object:
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"is_juror": False}, DeliberationObstacle.NOT_A_JUROR),
        ({"is_finalist": False}, DeliberationObstacle.NOT_A_FINALIST),
        ({"is_barred": True}, DeliberationObstacle.TOO_CLOSE_TO_HOME),
        ({"is_opened": True}, DeliberationObstacle.CARDS_ARE_OPEN),
        ({"now": OPENS - SECOND}, DeliberationObstacle.JURY_NOT_OPEN),
        ({"now": CLOSES - SECOND}, None),
        ({"now": CLOSES}, DeliberationObstacle.JURY_CLOSED),
    ],
)
def test_who_writes_a_card_and_when(changes: dict[str, object], expected: object) -> None:
    usual = {"is_juror": True, "is_finalist": True, "is_barred": False, "is_opened": False, "now": OPENS}
    refusal = why_not_write_card(window=Window(OPENS, CLOSES), **(usual | changes))  # type: ignore[arg-type]
    assert code(refusal) == expected


@pytest.mark.parametrize(
    ("expected", "stored", "is_same", "refused"),
    [(None, 3, False, False), (0, 0, False, False), (2, 2, False, False), (1, 2, False, True), (1, 2, True, False)],
)
def test_a_newer_card_is_not_overwritten_unseen(
    expected: int | None, stored: int, is_same: bool, refused: bool
) -> None:
    refusal = why_not_replace_card(expected=expected, stored=stored, is_same=is_same)
    assert code(refusal) == (DeliberationObstacle.CARD_CHANGED if refused else None)


@pytest.mark.parametrize(
    ("filled", "expected"),
    [
        (Filled(), None),
        (Filled({"succesvol": 1, "herbruikbaar": 5}), None),
        (Filled({"succesvol": 0}), DeliberationObstacle.SCORE_OUT_OF_RANGE),
        (Filled({"succesvol": 6}), DeliberationObstacle.SCORE_OUT_OF_RANGE),
        (Filled(strengths="x" * TEXT_LENGTH, doubts="x" * TEXT_LENGTH, note="x" * NOTE_LENGTH), None),
        (Filled(strengths="x" * (TEXT_LENGTH + 1)), DeliberationObstacle.TEXT_TOO_LONG),
        (Filled(doubts="x" * (TEXT_LENGTH + 1)), DeliberationObstacle.TEXT_TOO_LONG),
        (Filled(note="x" * (NOTE_LENGTH + 1)), DeliberationObstacle.TEXT_TOO_LONG),
    ],
)
def test_what_an_unfinished_card_may_hold(filled: Filled, expected: object) -> None:
    assert code(why_not_keep_card(filled)) == expected


@pytest.mark.parametrize(
    ("filled", "expected"),
    [
        (WHOLE, None),
        (Filled(WHOLE.scores, strengths="Sterk."), None),
        (Filled(WHOLE.scores, strengths=" \n"), DeliberationObstacle.STRENGTH_MISSING),
        (Filled({"succesvol": 4}, strengths="Sterk."), DeliberationObstacle.SCORES_MISSING),
        (Filled({}, strengths="Sterk."), DeliberationObstacle.SCORES_MISSING),
    ],
)
def test_what_a_card_needs_to_be_handed_in(filled: Filled, expected: object) -> None:
    assert code(why_not_hand_in(filled, criteria=CRITERIA)) == expected


@pytest.mark.parametrize(
    ("status", "is_barred", "expected"),
    [
        (None, False, CardStatus.UNTOUCHED),
        (CardStatus.DRAFT, False, CardStatus.DRAFT),
        (CardStatus.HANDED_IN, False, CardStatus.HANDED_IN),
        (CardStatus.HANDED_IN, True, CardStatus.SET_ASIDE),
        (None, True, CardStatus.SET_ASIDE),
    ],
)
def test_a_tie_sets_a_card_aside(status: CardStatus | None, is_barred: bool, expected: CardStatus) -> None:
    assert card_status(status, is_barred=is_barred) is expected


def test_a_seat_counts_only_what_its_juror_may_judge() -> None:
    seats = seats_of(
        ["judith", "jan", "joke"],
        ["A", "B"],
        bars={("jan", "A"), ("joke", "A"), ("joke", "B")},
        handed_in={("judith", "A"), ("jan", "A"), ("jan", "B")},
        excused={"judith"},
    )
    assert seats == [
        Seat("judith", frozenset("AB"), frozenset("A"), is_excused=True),
        Seat("jan", frozenset("B"), frozenset("B")),
    ]
    assert [(seat.missing, seat.is_complete, seat.is_awaited) for seat in seats] == [
        (frozenset("B"), False, False),
        (frozenset(), True, False),
    ]


IN, OUT, AWAY = (
    Seat("in", frozenset("A"), frozenset("A")),
    Seat("out", frozenset("A")),
    Seat("away", frozenset("A"), is_excused=True),
)


@pytest.mark.parametrize(
    ("seats", "expected", "state"),
    [
        ([IN], None, CardsState.COMPLETE),
        ([IN, IN, AWAY], None, CardsState.COMPLETE),
        ([IN, OUT], DeliberationObstacle.CARDS_MISSING, CardsState.WRITING),
        ([IN, IN, AWAY, OUT], DeliberationObstacle.CARDS_MISSING, CardsState.WRITING),
        ([IN, AWAY], DeliberationObstacle.TOO_FEW_JURORS, CardsState.WRITING),
        ([], DeliberationObstacle.TOO_FEW_JURORS, CardsState.WRITING),
    ],
)
def test_the_cards_of_a_category_open_all_together(seats: list[Seat], expected: object, state: CardsState) -> None:
    assert code(why_not_open_cards(seats)) == expected
    assert cards_state(seats, is_opened=False) is state
    assert cards_state(seats, is_opened=True) is CardsState.OPENED


@pytest.mark.parametrize(("n_seats", "needed"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (5, 3)])
def test_more_than_half_must_have_handed_in(n_seats: int, needed: int) -> None:
    assert n_jurors_needed(n_seats) == needed


ILL = "Ziek naar huis gegaan."


@pytest.mark.parametrize(
    ("juror", "seats", "reason", "is_opened", "expected"),
    [
        ("out", [IN, IN, OUT], ILL, False, None),
        ("out", [IN, IN, OUT], ILL, True, DeliberationObstacle.CARDS_ARE_OPEN),
        ("chair", [IN, IN, OUT], ILL, False, DeliberationObstacle.EXCUSED_ONESELF),
        ("in", [IN, IN, OUT], ILL, False, DeliberationObstacle.NOT_ABSENT),
        ("stranger", [IN, IN, OUT], ILL, False, DeliberationObstacle.NOT_ABSENT),
        ("out", [IN, OUT], ILL, False, DeliberationObstacle.TOO_FEW_JURORS),
        ("out", [IN, IN, AWAY, OUT], ILL, False, DeliberationObstacle.TOO_FEW_JURORS),
        ("out", [IN, IN, IN, AWAY, OUT], ILL, False, None),
        ("out", [IN, IN, OUT], "  Ziek   ", False, DeliberationObstacle.EXCUSED_WITHOUT_REASON),
    ],
)
def test_the_chair_excuses_who_is_absent_with_a_reason(
    juror: str, seats: list[Seat], reason: str, is_opened: bool, expected: object
) -> None:
    assert code(why_not_excuse(juror, by="chair", seats=seats, reason=reason, is_opened=is_opened)) == expected


@pytest.mark.parametrize(
    ("text", "is_opened", "is_stale", "expected"),
    [
        ("Kort.", True, False, None),
        ("Kort.", False, False, DeliberationObstacle.CARDS_NOT_OPEN),
        ("Kort.", True, True, DeliberationObstacle.MINUTES_CHANGED),
        ("x" * 8_001, True, False, DeliberationObstacle.TEXT_TOO_LONG),
    ],
)
def test_minutes_are_of_an_open_talk(text: str, is_opened: bool, is_stale: bool, expected: object) -> None:
    assert code(why_not_minute(text, is_opened=is_opened, is_stale=is_stale)) == expected


def test_what_is_sealed_comes_out_unchanged_and_shows_nothing_of_its_length() -> None:
    full = Filled(
        {"succesvol": 5, "herbruikbaar": 5}, strengths="é" * TEXT_LENGTH, doubts="x" * TEXT_LENGTH, note="“Zó”\n€"
    )
    cards = [CardContent("judith", 2027, "GD-2027-0001-4", filled) for filled in (Filled(), WHOLE, full)]
    assert [card_in(card.canonical) for card in cards] == cards
    assert [len(card.canonical.encode()) for card in cards] == [SEALED_BLOCK] * 3
    minutes = Minutes(2027, "leefomgeving", "De prijs “telt”.")
    assert minutes_in(minutes.canonical) == minutes


def test_the_order_of_texts_follows_from_texts_and_seed_alone() -> None:
    texts = ["Sterk.", "Goedkoop.", "Eerlijk.", " ", ""]
    orders = {shuffled(texts[place:] + texts[:place], seed="zaad") for place in range(len(texts))}
    assert len(orders) == 1
    assert sorted(orders.pop()) == ["Eerlijk.", "Goedkoop.", "Sterk."]
    assert len({shuffled(texts, seed=str(seed)) for seed in range(20)}) > 1


def test_scores_are_spread_lowest_first_with_their_mean() -> None:
    cards = [Filled({"succesvol": 5, "herbruikbaar": 1}), Filled({"succesvol": 2}), Filled({"succesvol": 3})]
    spreads = spreads_of(cards, criteria=CRITERIA)
    assert [(row.criterion, row.scores, row.mean) for row in spreads] == [
        ("succesvol", (2, 3, 5), Fraction(10, 3)),
        ("herbruikbaar", (1,), Fraction(1)),
    ]
    assert spreads_of([], criteria=["succesvol"])[0].mean is None


@pytest.mark.parametrize(
    ("cards", "weights", "expected"),
    [
        ([], {"succesvol": 2, "herbruikbaar": 1}, None),
        ([WHOLE], {"succesvol": 2, "herbruikbaar": 1}, Fraction(10, 3)),
        ([WHOLE], {"succesvol": 1, "herbruikbaar": 1}, Fraction(3)),
        ([WHOLE, Filled({"succesvol": 2, "herbruikbaar": 2})], {"succesvol": 1, "herbruikbaar": 1}, Fraction(5, 2)),
        ([WHOLE], {}, None),
    ],
)
def test_a_criterion_counts_by_its_weight(
    cards: list[Filled], weights: dict[str, int], expected: Fraction | None
) -> None:
    assert mean_of(cards, weights=weights) == expected

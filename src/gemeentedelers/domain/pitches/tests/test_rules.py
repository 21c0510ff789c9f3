from datetime import UTC, datetime, timedelta

import pytest

from gemeentedelers.domain.pitches.rules import PitchObstacle
from gemeentedelers.domain.pitches.rules.clock import (
    Clock,
    ClockKind,
    ClockPress,
    pressed,
    presses_of,
    why_not_press,
)
from gemeentedelers.domain.pitches.rules.frames import Shown, frame_of, said, seconds
from gemeentedelers.domain.pitches.rules.programme import (
    DayPlan,
    Turn,
    expected_moments,
    following,
    moved,
    promised_moments,
    swapped,
    why_not_break,
    why_not_draw,
    why_not_plan,
    why_not_promise,
)
from gemeentedelers.foundation.refusals import Refusal

NINE = datetime(2027, 3, 10, 9, tzinfo=UTC)
FIVE, THREE = timedelta(minutes=5), timedelta(minutes=3)
DAY = DayPlan(NINE, FIVE, THREE, {2: timedelta(minutes=20)})


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def test_a_break_takes_the_place_of_the_change_of_speakers() -> None:
    assert promised_moments(DAY, 4) == [at(0), at(8), at(33), at(41)]


@pytest.mark.parametrize(
    ("turns", "now", "moments"),
    [
        ([], at(-60), [0, 8, 33, 41]),
        ([], at(2), [2, 10, 35, 43]),
        ([Turn(at(0))], at(1), [0, 8, 33, 41]),
        ([Turn(at(0))], at(7), [0, 10, 35, 43]),
        ([Turn(at(4), at(9))], at(9), [4, 12, 37, 45]),
        ([Turn(at(0), at(3))], at(3), [0, 8, 33, 41]),
        ([Turn(at(0), at(5)), Turn(at(8), at(13))], at(13), [0, 8, 33, 41]),
        ([], at(60 * 24), [0, 8, 33, 41]),
    ],
    ids=["before", "late begin", "on time", "runs over", "late", "early", "half", "a day later"],
)
def test_a_delay_is_passed_on_and_nobody_is_asked_earlier(
    turns: list[Turn], now: datetime, moments: list[float]
) -> None:
    whole = turns + [Turn()] * (4 - len(turns))

    assert expected_moments(DAY, whole, now) == [at(minutes) for minutes in moments]


@pytest.mark.parametrize(
    ("begun", "current", "who"),
    [((), None, "a"), ((), "a", "b"), (("a", "b"), "b", "c"), (("a", "c"), "c", "b"), (("a", "b", "c"), "c", None)],
)
def test_who_was_skipped_comes_back(begun: tuple[str, ...], current: str | None, who: str | None) -> None:
    assert following(["a", "b", "c"], begun, current) == who


@pytest.mark.parametrize(
    ("reference", "by", "order"),
    [
        ("b", -1, ["b", "a", "c"]),
        ("b", 1, ["a", "c", "b"]),
        ("a", 2, ["b", "c", "a"]),
        ("a", -1, Refusal(PitchObstacle.ALREADY_AT_THE_END)),
        ("c", 1, Refusal(PitchObstacle.ALREADY_AT_THE_END)),
        ("x", 1, Refusal(PitchObstacle.NOT_A_PITCH)),
    ],
)
def test_a_pitch_moves_within_the_list(reference: str, by: int, order: list[str] | Refusal) -> None:
    assert moved(["a", "b", "c"], reference, by) == order


def test_two_pitches_change_places() -> None:
    assert swapped(["a", "b", "c"], "a", "c") == ["c", "b", "a"]
    assert swapped(["a", "b", "c"], "a", "x") == Refusal(PitchObstacle.NOT_A_PITCH)


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({}, None),
        ({"has_begun": True}, Refusal(PitchObstacle.DAY_HAS_BEGUN)),
        ({"n_finalists": 0}, Refusal(PitchObstacle.NO_FINALISTS)),
        ({"place": "  "}, Refusal(PitchObstacle.PLACE_MISSING)),
        ({"slot": timedelta(seconds=59)}, Refusal(PitchObstacle.SLOT_TOO_SHORT, minutes=1)),
        ({"slot": timedelta(minutes=61)}, Refusal(PitchObstacle.SLOT_TOO_LONG, minutes=60)),
        ({"changeover": timedelta(minutes=31)}, Refusal(PitchObstacle.CHANGEOVER_TOO_LONG, minutes=30)),
        ({"changeover": timedelta(minutes=-1)}, Refusal(PitchObstacle.CHANGEOVER_TOO_LONG, minutes=30)),
    ],
)
def test_what_a_day_needs(changes: dict[str, object], obstacle: Refusal | None) -> None:
    said_ = {"slot": FIVE, "changeover": THREE, "place": "Raadzaal", "n_finalists": 3, "has_begun": False} | changes
    plan = DayPlan(NINE, said_.pop("slot"), said_.pop("changeover"))  # type: ignore[arg-type]  # both are lengths

    assert why_not_plan(plan, **said_) == obstacle  # type: ignore[arg-type]  # the table names the fields


@pytest.mark.parametrize(
    ("after", "minutes", "has_begun", "obstacle"),
    [
        (1, 20, False, None),
        (0, 20, False, Refusal(PitchObstacle.NOT_A_PITCH)),
        (3, 20, False, Refusal(PitchObstacle.NOT_A_PITCH)),
        (1, 0, False, Refusal(PitchObstacle.BREAK_TOO_LONG, hours=3)),
        (1, 181, False, Refusal(PitchObstacle.BREAK_TOO_LONG, hours=3)),
        (1, 20, True, Refusal(PitchObstacle.DAY_HAS_BEGUN)),
    ],
)
def test_a_break_lies_between_two_pitches(after: int, minutes: int, has_begun: bool, obstacle: Refusal | None) -> None:
    found = why_not_break(after=after, length=timedelta(minutes=minutes), n_slots=3, has_begun=has_begun)

    assert found == obstacle


def test_lots_follow_a_promise_and_then_nothing_moves() -> None:
    no = {"has_begun": False, "is_drawn": False}
    assert why_not_promise(**no, promise="De AEX van vrijdag") is None
    assert why_not_promise(**no, promise=" ") == Refusal(PitchObstacle.PROMISE_MISSING)
    assert why_not_draw(**no, is_promised=False, seed="900,12") == Refusal(PitchObstacle.NOT_PROMISED)
    assert why_not_draw(**no, is_promised=True, seed=" ") == Refusal(PitchObstacle.SEED_MISSING)
    assert why_not_draw(**no, is_promised=True, seed="900,12") is None
    drawn = {"has_begun": False, "is_drawn": True}
    assert why_not_draw(**drawn, is_promised=True, seed="1") == Refusal(PitchObstacle.LOTS_ARE_DRAWN)
    assert why_not_promise(**drawn, promise="Nog eens") == Refusal(PitchObstacle.LOTS_ARE_DRAWN)


ANNOUNCED = Clock(ClockKind.ANNOUNCED, 1, "a", FIVE)
RUNNING = Clock(ClockKind.RUNNING, 2, "a", FIVE, at(5))
PAUSED = Clock(ClockKind.PAUSED, 3, "a", timedelta(minutes=2))
OVER = Clock(ClockKind.OVER, 4, "a", timedelta(0))
P = ClockPress


@pytest.mark.parametrize(
    ("clock", "now", "possible"),
    [
        (Clock(), at(0), [P.ANNOUNCE, P.BREAK, P.FINISH]),
        (ANNOUNCED, at(0), [P.START, P.ANNOUNCE, P.BREAK, P.FINISH]),
        (RUNNING, at(4), [P.PAUSE, P.STOP, P.AGAIN]),
        (RUNNING, at(5), [P.ANNOUNCE, P.STOP, P.AGAIN, P.BREAK, P.FINISH]),
        (PAUSED, at(9), [P.RESUME, P.STOP, P.AGAIN]),
        (OVER, at(9), [P.ANNOUNCE, P.AGAIN, P.BREAK, P.FINISH]),
        (Clock(ClockKind.BREAK, 5), at(9), [P.ANNOUNCE, P.FINISH]),
        (Clock(ClockKind.DONE, 6), at(9), [P.ANNOUNCE, P.BREAK]),
    ],
    ids=["idle", "announced", "running", "run out", "paused", "over", "break", "done"],
)
def test_what_can_be_pressed(clock: Clock, now: datetime, possible: list[ClockPress]) -> None:
    assert presses_of(clock, now) == possible


def test_the_second_of_two_operators_hears_that_the_state_has_changed() -> None:
    assert why_not_press(P.START, ANNOUNCED, expected=1, now=at(0)) is None
    assert why_not_press(P.START, ANNOUNCED, expected=0, now=at(0)) == Refusal(PitchObstacle.CLOCK_CHANGED)
    assert why_not_press(P.PAUSE, ANNOUNCED, expected=1, now=at(0)) == Refusal(PitchObstacle.NOT_NOW)


@pytest.mark.parametrize(
    ("press", "clock", "now", "became"),
    [
        (P.ANNOUNCE, Clock(), at(0), Clock(ClockKind.ANNOUNCED, 1, "b", FIVE)),
        (P.START, ANNOUNCED, at(1), Clock(ClockKind.RUNNING, 2, "a", FIVE, at(6))),
        (P.PAUSE, RUNNING, at(2), Clock(ClockKind.PAUSED, 3, "a", THREE)),
        (P.PAUSE, RUNNING, at(-90), Clock(ClockKind.PAUSED, 3, "a", FIVE)),
        (P.RESUME, PAUSED, at(9), Clock(ClockKind.RUNNING, 4, "a", timedelta(minutes=2), at(11))),
        (P.STOP, RUNNING, at(2), Clock(ClockKind.OVER, 3, "a", timedelta(0))),
        (P.AGAIN, OVER, at(9), Clock(ClockKind.ANNOUNCED, 5, "a", FIVE)),
        (P.BREAK, OVER, at(9), Clock(ClockKind.BREAK, 5)),
        (P.FINISH, OVER, at(9), Clock(ClockKind.DONE, 5)),
    ],
)
def test_what_a_press_makes_of_the_clock(press: ClockPress, clock: Clock, now: datetime, became: Clock) -> None:
    assert pressed(press, clock, reference="b", length=FIVE, now=now) == became


@pytest.mark.parametrize(
    ("now", "left"),
    [(at(4), 60), (at(5), 0), (at(60), 0), (at(-600), 300)],
    ids=["runs", "up", "long over", "put back"],
)
def test_the_time_left_is_never_negative_nor_more_than_it_was(now: datetime, left: int) -> None:
    assert RUNNING.left_at(now) == timedelta(seconds=left)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 seconden"),
        (timedelta(seconds=1), "1 seconde"),
        (timedelta(seconds=61), "1 minuut en 1 seconde"),
        (timedelta(minutes=5), "5 minuten"),
        (timedelta(seconds=29, milliseconds=1), "30 seconden"),
    ],
)
def test_time_in_words(length: timedelta, words: str) -> None:
    assert said(length) == words
    assert seconds(timedelta(milliseconds=1)) == 1


SLOT = Shown("Warme wijken", "Ede", "Leefomgeving", 1, 3, 300)
NEXT = Shown("Snelle balie", "Druten")


def test_a_frame_says_what_everybody_may_know() -> None:
    assert frame_of(RUNNING, SLOT, NEXT, edition=(2027, "GemeenteDelers 2027"), now=at(1)) == {
        "kind": "running",
        "edition": {"year": 2027, "name": "GemeenteDelers 2027"},
        "slot": {
            "title": "Warme wijken",
            "municipality": "Ede",
            "category": "Leefomgeving",
            "position": 1,
            "of": 3,
            "seconds": 300,
        },
        "ends_at": "2027-03-10T09:05:00+00:00",
        "left": None,
        "next": {"title": "Snelle balie", "municipality": "Druten"},
        "sentence": "De tijd loopt: gemeente Ede, Warme wijken. Nog 5 minuten.",
        "now": "2027-03-10T09:01:00+00:00",
    }


@pytest.mark.parametrize(
    ("clock", "kind", "left", "has_next", "sentence"),
    [
        (Clock(), "idle", None, False, "De pitches beginnen zo."),
        (ANNOUNCED, "announced", 300, True, "Nu aan de beurt: gemeente Ede, Warme wijken. 5 minuten."),
        (PAUSED, "paused", 120, True, "De tijd staat stil: gemeente Ede, Warme wijken. Nog 2 minuten."),
        (OVER, "over", None, True, "De tijd is om: gemeente Ede, Warme wijken."),
        (Clock(ClockKind.BREAK), "break", None, True, "Pauze."),
        (Clock(ClockKind.DONE), "done", None, False, "Alle pitches zijn geweest."),
    ],
)
def test_a_frame_of_every_kind(clock: Clock, kind: str, left: int | None, has_next: bool, sentence: str) -> None:
    slot = SLOT if clock.reference else None
    frame = frame_of(clock, slot, NEXT, edition=(2027, "GemeenteDelers 2027"), now=at(9))

    assert (frame["kind"], frame["left"], frame["ends_at"], frame["sentence"]) == (kind, left, None, sentence)
    assert (frame["next"] is not None) == has_next

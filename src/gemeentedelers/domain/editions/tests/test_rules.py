from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeentedelers.domain.editions.rules import (
    CategoryPlan,
    Deadline,
    DeadlineStyle,
    EditionObstacle,
    EditionPlan,
    Phase,
    PrizePlan,
    Timetable,
    Window,
    days_left,
    deadline,
    local_instant,
    objections_to,
    opening,
    phase_of,
    why_not_local_time,
)
from gemeentedelers.domain.editions.tests.factories import edition_plan
from gemeentedelers.foundation.refusals import RefusedError


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year, month, day, hour, minute


@pytest.mark.parametrize(
    ("said", "closes"),
    [
        (date(2026, 12, 4), utc(2026, 12, 4, 23)),
        (date(2026, 7, 4), utc(2026, 7, 4, 22)),
        (date(2026, 10, 25), utc(2026, 10, 25, 23)),
        (date(2027, 3, 28), utc(2027, 3, 28, 22)),
    ],
)
def test_a_day_counts_whole_also_when_the_clocks_change(said: date, closes: datetime) -> None:
    assert deadline(said) == Deadline(closes, DeadlineStyle.INCLUSIVE_DAY)
    assert deadline(said).last_day == said


def test_a_moment_is_too_late_itself() -> None:
    closing = deadline(datetime(2022, 12, 12, 9))  # noqa: DTZ001 - a local clock time is what people say

    assert closing == Deadline(utc(2022, 12, 12, 8), DeadlineStyle.MOMENT)
    assert closing.last_day == date(2022, 12, 12)


@pytest.mark.parametrize(
    ("local", "obstacle"),
    [
        ("2026-10-25T02:30", EditionObstacle.AMBIGUOUS_LOCAL_TIME),
        ("2027-03-28T02:30", EditionObstacle.NO_SUCH_LOCAL_TIME),
        ("2026-10-25T03:00", None),
        ("2027-03-28T03:00", None),
        ("2026-12-04T09:00", None),
    ],
)
def test_clock_times_without_a_single_instant_are_refused(local: str, obstacle: EditionObstacle | None) -> None:
    refusal = why_not_local_time(datetime.fromisoformat(local))
    assert (refusal.code if refusal else None) == obstacle


def test_no_instant_is_guessed() -> None:
    with pytest.raises(RefusedError):
        local_instant(datetime.fromisoformat("2026-10-25T02:30"))


def test_a_day_opens_at_local_midnight() -> None:
    assert opening(date(2026, 11, 2)) == utc(2026, 11, 1, 23)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_a_closed_window_never_opens_again(moment: datetime) -> None:
    window = Window(utc(2024, 1, 1), utc(2025, 1, 1))
    now = moment.replace(tzinfo=UTC)

    assert window.is_open(now) is (window.opens <= now < window.closes)


TIMETABLE = Timetable(
    entry=Window(utc(2026, 11, 2), utc(2026, 12, 4)),
    reading=Window(utc(2027, 1, 4), utc(2027, 1, 15)),
    jury=Window(utc(2027, 3, 1), utc(2027, 3, 31)),
    reveal_from=utc(2027, 6, 16),
)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (utc(2026, 11, 1), Phase.UPCOMING),
        (utc(2026, 11, 2), Phase.CALL),
        (utc(2026, 12, 4), Phase.CLOSED),
        (utc(2027, 1, 4), Phase.SCORING),
        (utc(2027, 5, 1), Phase.SCORING),
    ],
)
def test_the_clock_moves_an_edition_up_to_the_scoring(now: datetime, phase: Phase) -> None:
    assert phase_of(TIMETABLE, now) is phase


def test_finalists_and_results_come_when_announced() -> None:
    announced = replace(TIMETABLE, shortlist_announced_at=utc(2027, 2, 1))
    revealed = replace(announced, revealed_at=utc(2027, 6, 16, 14))

    assert phase_of(announced, utc(2027, 1, 31)) is Phase.SCORING
    assert phase_of(announced, utc(2027, 2, 1)) is Phase.FINALISTS
    assert phase_of(revealed, utc(2027, 6, 16, 13)) is Phase.FINALISTS
    assert phase_of(revealed, utc(2027, 6, 16, 14)) is Phase.RESULTS


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (utc(2026, 11, 23, 9), 11),
        (utc(2026, 12, 3, 22, 59), 1),
        (utc(2026, 12, 3, 23), 0),
        (utc(2026, 12, 5), -1),
    ],
)
def test_days_are_counted_on_the_local_calendar(now: datetime, left: int) -> None:
    assert days_left(deadline(date(2026, 12, 4)), now) == left


GOOD = edition_plan()


@pytest.mark.parametrize(
    "plan",
    [
        GOOD,
        replace(GOOD, grace_minutes=0),
        replace(GOOD, grace_minutes=60),
        replace(GOOD, nominations_closing=Deadline(GOOD.rounds[0].opens)),
        replace(GOOD, nominations_closing=Deadline(GOOD.opens + timedelta(days=1))),
    ],
)
def test_a_good_plan_has_no_objections(plan: EditionPlan) -> None:
    assert objections_to(plan) == []


@pytest.mark.parametrize(
    ("plan", "key", "obstacle"),
    [
        (replace(GOOD, criteria=()), "criteria", EditionObstacle.NO_CRITERIA),
        (replace(GOOD, categories=(), prizes=()), "categories", EditionObstacle.NO_CATEGORIES),
        (replace(GOOD, rounds=()), "rounds", EditionObstacle.NO_READING_ROUND),
        (
            replace(GOOD, categories=(*GOOD.categories, CategoryPlan("uitvoering", "Nog eens", ""))),
            "categories.2.key",
            EditionObstacle.DOUBLE_KEY,
        ),
        (
            replace(GOOD, prizes=(PrizePlan("x", "Prijs", "onbekend"),)),
            "prizes.0.category",
            EditionObstacle.UNKNOWN_CATEGORY,
        ),
        (
            replace(GOOD, criteria=(replace(GOOD.criteria[0], anchors=("een",)),)),
            "criteria.0.anchors",
            EditionObstacle.ANCHORS_MISSING,
        ),
        (
            replace(GOOD, closing=Deadline(GOOD.opens)),
            "entry.closes",
            EditionObstacle.CLOSES_BEFORE_OPENING,
        ),
        (
            replace(GOOD, rounds=(replace(GOOD.rounds[0], opens=GOOD.opens), GOOD.rounds[1])),
            "rounds.0.opens",
            EditionObstacle.OUT_OF_ORDER,
        ),
        (
            replace(GOOD, reveal_from=GOOD.rounds[1].opens),
            "reveal.from",
            EditionObstacle.OUT_OF_ORDER,
        ),
        (
            replace(
                GOOD,
                rounds=(
                    GOOD.rounds[0],
                    replace(GOOD.rounds[1], closing=Deadline(GOOD.rounds[1].opens - timedelta(days=1))),
                ),
            ),
            "rounds.1.closes",
            EditionObstacle.CLOSES_BEFORE_OPENING,
        ),
        (replace(GOOD, grace_minutes=61), "entry.grace_minutes", EditionObstacle.GRACE_OUT_OF_RANGE),
        (replace(GOOD, grace_minutes=-1), "entry.grace_minutes", EditionObstacle.GRACE_OUT_OF_RANGE),
        (
            replace(GOOD, nominations_closing=Deadline(GOOD.opens)),
            "nominations.closes",
            EditionObstacle.CLOSES_BEFORE_OPENING,
        ),
        (
            replace(GOOD, nominations_closing=Deadline(GOOD.rounds[0].opens + timedelta(microseconds=1))),
            "nominations.closes",
            EditionObstacle.ROUND_OPENS_FIRST,
        ),
    ],
)
def test_each_fault_is_named_by_its_key(plan: EditionPlan, key: str, obstacle: EditionObstacle) -> None:
    assert [(found.key, found.refusal.code) for found in objections_to(plan)] == [(key, obstacle)]

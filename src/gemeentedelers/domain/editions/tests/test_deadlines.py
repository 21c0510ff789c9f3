"""The deadline as the organisers promise it: who is in time, which clock times exist, and when people are reminded.

One edition serves as the example: entering is possible up to and including Friday 4 December 2026, with a grace of
fifteen minutes. All clock times are those of Amsterdam.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gemeentedelers.domain.editions.rules import (
    ZONE,
    Closing,
    Deadline,
    DeadlineStyle,
    EditionObstacle,
    Reminder,
    ReminderKind,
    Timeliness,
    Window,
    days_later,
    deadline,
    due_reminder,
    is_in_time,
    next_single_time,
    opening,
    reminders_of,
    timeliness,
    why_not_local_time,
    why_not_move_deadline,
)
from gemeentedelers.foundation.refusals import Refusal


def at(local: str) -> datetime:
    """A moment by the clock of Amsterdam, on a day on which that is one moment."""
    return datetime.fromisoformat(local).replace(tzinfo=ZONE).astimezone(UTC)


def said(local: str) -> Deadline:
    """`2026-12-04` is that whole day, `2026-12-04T17:00` that moment."""
    moment = datetime.fromisoformat(local)
    return deadline(moment if "T" in local else moment.date())


MILLISECOND = timedelta(milliseconds=1)
CALL = Window(opening(datetime.fromisoformat("2026-11-02").date()), said("2026-12-04").at)
LONG_AGO = "2026-11-20T10:00"


def judged(
    received: str, *, drafted: str | None = LONG_AGO, extended: str | None = None, call: Window = CALL
) -> Timeliness:
    closing = Closing(call, extended_until=said(extended).at if extended else None)
    return timeliness(closing, received_at=at(received), drafted_at=at(drafted) if drafted else None)


def called_until(local: str) -> Window:
    """The same call after its deadline was moved."""
    return Window(CALL.opens, said(local).at)


def refused(local: str) -> object:
    refusal = why_not_local_time(datetime.fromisoformat(local))
    return refusal.code if refusal else None


def can_nominate(received: str, *, until: str) -> bool:
    return Window(CALL.opens, said(until).at).is_open(at(received))


EARLY, ON_TIME, EXTENDED, IN_GRACE, LATE = Timeliness

TABLE: list[tuple[str, Callable[[], object], object]] = [
    ("a day before it opens", lambda: judged("2026-11-01T23:59:59.999"), EARLY),
    ("at the moment that it opens", lambda: judged("2026-11-02T00:00"), ON_TIME),
    ("received 1 ms before the closing, stored 40 s later", lambda: judged("2026-12-04T23:59:59.999"), ON_TIME),
    ("a new draft 1 ms before the closing", lambda: judged("2026-12-04T23:59:59.999", drafted=None), ON_TIME),
    ("at the closing exactly", lambda: judged("2026-12-05T00:00"), IN_GRACE),
    ("1 ms before the grace ends", lambda: judged("2026-12-05T00:14:59.999"), IN_GRACE),
    ("when the grace ends", lambda: judged("2026-12-05T00:15"), LATE),
    ("a new draft at the closing exactly", lambda: judged("2026-12-05T00:00", drafted=None), LATE),
    ("a new draft 1 s after the closing", lambda: judged("2026-12-05T00:00:01", drafted=None), LATE),
    ("a draft first saved 1 ms before the closing",
     lambda: judged("2026-12-05T00:05", drafted="2026-12-04T23:59:59.999"), IN_GRACE),
    ("a draft first saved at the closing", lambda: judged("2026-12-05T00:05", drafted="2026-12-05T00:00"), LATE),
    ("nominating after the entries have closed", lambda: can_nominate("2026-12-05T00:00:01", until="2026-12-11"), True),
    ("nominating after the nominations have closed",
     lambda: can_nominate("2026-12-12T00:00", until="2026-12-11"), False),
    ("before the closing, with an extension", lambda: judged("2026-12-04T12:00", extended="2026-12-07T12:00"), ON_TIME),
    ("at the closing, with an extension", lambda: judged("2026-12-05T00:00", extended="2026-12-07T12:00"), EXTENDED),
    ("the same moment for another entry", lambda: judged("2026-12-07T11:00"), LATE),
    ("1 ms before the extension ends",
     lambda: judged("2026-12-07T11:59:59.999", extended="2026-12-07T12:00"), EXTENDED),
    ("when the extension ends", lambda: judged("2026-12-07T12:00", extended="2026-12-07T12:00"), IN_GRACE),
    ("1 ms before its grace ends", lambda: judged("2026-12-07T12:14:59.999", extended="2026-12-07T12:00"), IN_GRACE),
    ("when its grace ends", lambda: judged("2026-12-07T12:15", extended="2026-12-07T12:00"), LATE),
    ("an extension that is earlier than the closing",
     lambda: judged("2026-12-04T12:00", extended="2026-12-01T12:00"), ON_TIME),
    ("a new draft has no extension",
     lambda: judged("2026-12-06T12:00", drafted=None, extended="2026-12-07T12:00"), LATE),
    ("the closing is now a week later", lambda: judged("2026-12-08T12:00", call=called_until("2026-12-11")), ON_TIME),
    ("received before the closing became earlier",
     lambda: judged("2026-11-30T11:59", call=called_until("2026-11-30T12:00")), ON_TIME),
    ("the closing is now earlier", lambda: judged("2026-12-01T12:00", call=called_until("2026-11-30T12:00")), LATE),
    ("25 October 2026, 2.30 uur: comes twice",
     lambda: refused("2026-10-25T02:30"), EditionObstacle.AMBIGUOUS_LOCAL_TIME),
    ("28 March 2027, 2.30 uur: never comes", lambda: refused("2027-03-28T02:30"), EditionObstacle.NO_SUCH_LOCAL_TIME),
    ("a day after 24 October 2026, 23.59.59",
     lambda: days_later(at("2026-10-24T23:59:59"), 1), at("2026-10-25T23:59:59")),
]  # fmt: skip


@pytest.mark.parametrize(("outcome", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_deadline_table(outcome: Callable[[], object], expected: object) -> None:
    assert outcome() == expected


def test_the_moments_of_the_table_in_utc() -> None:
    assert (CALL.opens, CALL.closes) == (
        datetime(2026, 11, 1, 23, tzinfo=UTC),
        datetime(2026, 12, 4, 23, tzinfo=UTC),
    )
    assert days_later(at("2026-10-24T23:59:59"), 1) == datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)


def test_in_time_is_on_time_extended_or_in_grace() -> None:
    assert [found for found in Timeliness if is_in_time(found)] == [ON_TIME, EXTENDED, IN_GRACE]


def test_without_grace_the_closing_moment_is_late() -> None:
    closing = Closing(CALL, grace=timedelta())
    assert timeliness(closing, received_at=CALL.closes, drafted_at=at(LONG_AGO)) is LATE


# Laws over random instants: mostly around the closing, often in the hours in which the clocks change.

Rule = Callable[..., Timeliness]
InTime = Callable[[datetime], bool]
N_INSTANTS = 5_000
CLOCK_CHANGES = (datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Situation:
    closing: Closing
    drafted_at: datetime | None
    earlier: datetime
    later: datetime

    @property
    def ends(self) -> datetime:
        """The first instant that is too late, worked out from what the organisers promise."""
        announced = self.closing.window.closes.astimezone(UTC)
        if self.drafted_at is None:
            return announced
        ends = max(announced, (self.closing.extended_until or announced).astimezone(UTC))
        return ends + self.closing.grace if self.drafted_at.astimezone(UTC) < announced else ends


def situation(chance: Random) -> Situation:
    """Some closing with its grace and extension, a draft, and two requests around one of the edges."""

    def moved(moment: datetime) -> datetime:
        hours = chance.choice((0, 0, 2, 24 * 40))
        return moment + timedelta(hours=chance.uniform(-hours, hours), microseconds=chance.choice((-1, 0, 1)))

    def in_some_zone(moment: datetime) -> datetime:
        return moment.astimezone(chance.choice((UTC, ZONE)))

    closes, grace = moved(chance.choice(CLOCK_CHANGES)), timedelta(minutes=chance.randint(0, 60))
    extended = chance.choice((None, moved(closes)))
    edges = (closes, closes + grace, extended or closes, (extended or closes) + grace)
    earlier, later = sorted(moved(chance.choice(edges)) for _ in range(2))
    return Situation(
        Closing(
            Window(in_some_zone(closes - timedelta(days=60)), in_some_zone(closes)),
            grace,
            in_some_zone(extended) if extended else None,
        ),
        chance.choice((None, in_some_zone(moved(closes)))),
        in_some_zone(earlier),
        in_some_zone(later),
    )


def closed_stays_closed(case: Situation, in_time: InTime) -> bool:
    has_opened = case.earlier.astimezone(UTC) >= case.closing.window.opens.astimezone(UTC)
    return not has_opened or in_time(case.earlier) or not in_time(case.later)


def the_end_is_too_late(case: Situation, in_time: InTime) -> bool:
    return not in_time(case.ends) and in_time(case.ends - timedelta(microseconds=1))


def the_zone_of_the_server_does_not_matter(case: Situation, in_time: InTime) -> bool:
    return in_time(case.earlier) is in_time(case.earlier.astimezone(UTC))


Law = Callable[[Situation, InTime], bool]
LAWS: tuple[Law, ...] = (closed_stays_closed, the_end_is_too_late, the_zone_of_the_server_does_not_matter)


def broken_by(rule: Rule, case: Situation, laws: Iterable[Law]) -> list[str]:
    def in_time(moment: datetime) -> bool:
        return is_in_time(rule(case.closing, received_at=moment, drafted_at=case.drafted_at))

    return [law.__name__ for law in laws if not law(case, in_time)]


@settings(max_examples=N_INSTANTS, database=None, deadline=None, derandomize=True, phases=[Phase.generate])
@given(st.randoms(use_true_random=True))
def test_once_closed_it_never_opens_again_without_an_extension(chance: Random) -> None:
    case = situation(chance)

    assert broken_by(timeliness, case, LAWS) == [], case


def counts_the_end_as_in_time(closing: Closing, *, received_at: datetime, drafted_at: datetime | None) -> Timeliness:
    return ON_TIME if received_at <= closing.at + closing.grace else LATE


def compares_clocks(closing: Closing, *, received_at: datetime, drafted_at: datetime | None) -> Timeliness:
    """In the hour that comes twice the clock goes back, and what is closed opens again."""
    received = received_at.astimezone(ZONE).replace(tzinfo=None)
    return ON_TIME if received < closing.at.astimezone(ZONE).replace(tzinfo=None) else LATE


def lets_the_zone_decide(closing: Closing, *, received_at: datetime, drafted_at: datetime | None) -> Timeliness:
    """Python compares two moments of one zone by their clock."""
    return ON_TIME if received_at < closing.window.closes else LATE


def extends_after_a_pause(closing: Closing, *, received_at: datetime, drafted_at: datetime | None) -> Timeliness:
    """The extension begins a quarter of an hour after the closing, so it is closed for a while and open again."""
    found = timeliness(closing, received_at=received_at, drafted_at=drafted_at)
    begins = closing.window.closes.astimezone(UTC) + timedelta(minutes=15)
    return LATE if found in (EXTENDED, IN_GRACE) and received_at.astimezone(UTC) < begins else found


def forgives_new_drafts(closing: Closing, *, received_at: datetime, drafted_at: datetime | None) -> Timeliness:
    return timeliness(closing, received_at=received_at, drafted_at=drafted_at or closing.window.opens)


@pytest.mark.parametrize(
    ("defect", "law"),
    [
        (counts_the_end_as_in_time, the_end_is_too_late),
        (compares_clocks, closed_stays_closed),
        (lets_the_zone_decide, the_zone_of_the_server_does_not_matter),
        (extends_after_a_pause, closed_stays_closed),
        (forgives_new_drafts, the_end_is_too_late),
    ],
)
def test_each_planted_defect_breaks_its_law(defect: Rule, law: Law) -> None:
    cases = (situation(Random(seed)) for seed in range(N_INSTANTS))  # noqa: S311 - invented moments, not secrets

    assert any(broken_by(defect, case, [law]) for case in cases)


def test_a_window_does_not_open_again_when_the_clock_goes_back() -> None:
    first_half_past_two = datetime(2026, 10, 25, 2, 30, tzinfo=ZONE)
    window = Window(first_half_past_two - timedelta(days=1), first_half_past_two)

    assert not window.is_open(datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=ZONE))
    assert window.is_open(datetime(2026, 10, 25, 2, 15, fold=0, tzinfo=ZONE))


@pytest.mark.parametrize(
    ("local", "proposed"),
    [
        ("2026-10-25T02:30", "2026-10-25T03:00"),
        ("2026-10-25T02:00", "2026-10-25T03:00"),
        ("2027-03-28T02:30:20", "2027-03-28T03:00"),
        ("2026-10-25T01:59", "2026-10-25T01:59"),
        ("2026-12-04T17:00", "2026-12-04T17:00"),
    ],
)
def test_for_a_clock_time_without_one_instant_the_next_one_is_proposed(local: str, proposed: str) -> None:
    assert next_single_time(datetime.fromisoformat(local)) == datetime.fromisoformat(proposed)


@pytest.mark.parametrize(
    ("moment", "n_days", "later"),
    [
        ("2026-10-24T09:00", 1, datetime(2026, 10, 25, 8, tzinfo=UTC)),
        ("2027-03-27T09:00", 1, datetime(2027, 3, 28, 7, tzinfo=UTC)),
        ("2027-03-28T09:00", -1, datetime(2027, 3, 27, 8, tzinfo=UTC)),
        ("2026-12-04T09:00", -14, datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("2026-12-04T09:00", 0, datetime(2026, 12, 4, 8, tzinfo=UTC)),
    ],
)
def test_a_day_later_is_the_same_time_on_the_clock(moment: str, n_days: int, later: datetime) -> None:
    assert days_later(at(moment), n_days) == later


TWO_WEEKS, ONE_WEEK, THREE_DAYS, ONE_DAY, LAST_HOURS = ReminderKind

REMINDERS: list[tuple[str, str, list[str]]] = [
    ("a whole day: the last one comes in the morning, as 21.00 uur is night", "2026-12-04",
     ["2026-11-20T09:00", "2026-11-27T09:00", "2026-12-01T09:00", "2026-12-03T09:00", "2026-12-04T09:00"]),
    ("a moment in the afternoon: three hours before", "2026-12-04T17:00",
     ["2026-11-20T09:00", "2026-11-27T09:00", "2026-12-01T09:00", "2026-12-03T09:00", "2026-12-04T14:00"]),
    ("11.00 uur: 8.00 uur is just day", "2026-12-04T11:00",
     ["2026-11-20T09:00", "2026-11-27T09:00", "2026-12-01T09:00", "2026-12-03T09:00", "2026-12-04T08:00"]),
    ("10.59 uur: 7.59 uur is night, so 9.00 uur", "2026-12-04T10:59",
     ["2026-11-20T09:00", "2026-11-27T09:00", "2026-12-01T09:00", "2026-12-03T09:00", "2026-12-04T09:00"]),
    ("12 December 2022, 9.00 uur: too late for a last one", "2022-12-12T09:00",
     ["2022-11-28T09:00", "2022-12-05T09:00", "2022-12-09T09:00", "2022-12-11T09:00"]),
    ("23.59 uur: 20.59 uur is just day", "2026-12-04T23:59",
     ["2026-11-20T09:00", "2026-11-27T09:00", "2026-12-01T09:00", "2026-12-03T09:00", "2026-12-04T20:59"]),
    ("2.00 uur: the morning before is reminded already", "2026-12-05T02:00",
     ["2026-11-21T09:00", "2026-11-28T09:00", "2026-12-02T09:00", "2026-12-04T09:00"]),
    ("the day on which the clock goes back: always 9.00 uur", "2026-10-25",
     ["2026-10-11T09:00", "2026-10-18T09:00", "2026-10-22T09:00", "2026-10-24T09:00", "2026-10-25T09:00"]),
    ("4.30 uur on that day: 2.30 uur is night and in its morning it is over", "2026-10-25T04:30",
     ["2026-10-11T09:00", "2026-10-18T09:00", "2026-10-22T09:00", "2026-10-24T09:00"]),
    ("the day on which the clock goes forward", "2027-03-28T18:00",
     ["2027-03-14T09:00", "2027-03-21T09:00", "2027-03-25T09:00", "2027-03-27T09:00", "2027-03-28T15:00"]),
]  # fmt: skip


@pytest.mark.parametrize(("closes", "moments"), [row[1:] for row in REMINDERS], ids=[row[0] for row in REMINDERS])
def test_the_table_of_reminders(closes: str, moments: list[str]) -> None:
    expected = [Reminder(kind, at(moment)) for kind, moment in zip(ReminderKind, moments, strict=False)]

    assert list(reminders_of(said(closes))) == expected


def test_24_hours_before_is_not_a_day_before_when_the_clock_goes_back() -> None:
    before, last = reminders_of(said("2026-10-25"))[-2:]

    assert last.at - before.at == timedelta(hours=25)


def test_nobody_is_reminded_at_night_or_twice_or_too_late() -> None:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    closings = [Deadline(first + timedelta(days=day, minutes=7 * day), DeadlineStyle.MOMENT) for day in range(370)]
    for closing in closings:
        moments = [reminder.at for reminder in reminders_of(closing)]
        hours = [moment.astimezone(ZONE).hour for moment in moments]

        assert [hour for hour in hours if not 8 <= hour < 21] == [], closing
        assert moments == sorted(set(moments)), closing
        assert moments[-1] < closing.at, closing


FRIDAY = said("2026-12-04")


@pytest.mark.parametrize(
    ("closing", "now", "told", "due"),
    [
        (FRIDAY, "2026-11-20T08:59:59", None, None),
        (FRIDAY, "2026-11-20T09:00", None, TWO_WEEKS),
        (FRIDAY, "2026-11-21T08:59:59", None, TWO_WEEKS),
        (FRIDAY, "2026-11-21T09:00", None, None),
        (FRIDAY, "2026-12-03T23:00", None, ONE_DAY),
        (FRIDAY, "2026-12-04T09:00", None, LAST_HOURS),
        (FRIDAY, "2026-12-04T23:59:59", None, LAST_HOURS),
        (FRIDAY, "2026-12-05T00:00", None, None),
        (FRIDAY, "2026-12-03T10:00", "2026-12-03T09:30", None),
        (FRIDAY, "2026-12-03T10:00", "2026-12-03T09:00", None),
        (FRIDAY, "2026-12-03T10:00", "2026-12-03T08:30", ONE_DAY),
        (said("2026-12-11"), "2026-12-04T09:00", "2026-12-03T09:30", ONE_WEEK),
    ],
)
def test_a_reminder_is_due_for_a_day_and_only_the_newest(
    closing: Deadline, now: str, told: str | None, due: ReminderKind | None
) -> None:
    found = due_reminder(closing, now=at(now), told_at=at(told) if told else None)

    assert (found.kind if found else None) is due


@pytest.mark.parametrize(
    ("became", "now", "reason", "obstacle"),
    [
        ("2026-12-11", "2026-12-01T10:00", "Storing", None),
        ("2026-12-11", "2026-12-07T10:00", "Storing op de avond van de sluiting", None),
        ("2026-12-02T12:00", "2026-12-01T10:00", "Eerder", None),
        ("2026-11-20", "2026-10-01T10:00", "Voor de opening", None),
        ("2026-12-04", "2026-12-01T10:00", "Zelfde", EditionObstacle.SAME_DEADLINE),
        ("2026-12-05T00:00", "2026-12-01T10:00", "Zelfde", EditionObstacle.SAME_DEADLINE),
        ("2026-12-01T10:00", "2026-12-01T10:00", "Nu", EditionObstacle.NOT_AFTER_NOW),
        ("2026-11-30", "2026-12-01T10:00", "Voorbij", EditionObstacle.NOT_AFTER_NOW),
        ("2026-11-02T00:00", "2026-10-01T10:00", "Opening", EditionObstacle.CLOSES_BEFORE_OPENING),
        ("2026-12-14T09:00", "2026-12-01T10:00", "Ronde", EditionObstacle.ROUND_OPENS_FIRST),
        ("2026-12-20", "2026-12-01T10:00", "Ronde", EditionObstacle.ROUND_OPENS_FIRST),
        ("2026-12-11", "2026-12-01T10:00", " \n", EditionObstacle.REASON_MISSING),
    ],
)
def test_where_a_deadline_can_go(became: str, now: str, reason: str, obstacle: EditionObstacle | None) -> None:
    refusal: Refusal | None = why_not_move_deadline(
        said(became), window=CALL, round_opens=at("2026-12-14T09:00"), reason=reason, now=at(now)
    )

    assert (refusal.code if refusal else None) is obstacle

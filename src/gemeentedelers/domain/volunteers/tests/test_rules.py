from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from gemeentedelers.domain.editions.rules import Window
from gemeentedelers.domain.panels.rules import ReaderKind
from gemeentedelers.domain.volunteers.rules import (
    LINE_LENGTH,
    MOTIVATION_LENGTH,
    Need,
    SignUp,
    Supply,
    VolunteerObstacle,
    VolunteerStatus,
    n_readable,
    n_readers_then,
    needs,
    why_not_accept,
    why_not_dates,
    why_not_decide,
    why_not_minutes,
    why_not_reconsider,
    why_not_sign_up,
    why_not_withdraw,
)
from gemeentedelers.foundation.refusals import Refusal

OPENS = datetime(2026, 11, 2, 8, tzinfo=UTC)
# 4 January until and including 15 January in Amsterdam.
READING = Window(datetime(2027, 1, 4, 8, tzinfo=UTC), datetime(2027, 1, 15, 23, tzinfo=UTC))
WINDOW = Window(OPENS, READING.closes)
INSIDER = SignUp(
    name="Noor",
    email="noor@gemeente.example",
    kind=ReaderKind.INSIDER,
    municipality="GM0001",
    job_title="adviseur",
    motivation="Ik leer ervan.",
    minutes=240,
)
OUTSIDER = replace(INSIDER, kind=ReaderKind.OUTSIDER, municipality="", organisation="Dorpshuis")
RESIDENT = replace(INSIDER, kind=ReaderKind.RESIDENT, municipality="", job_title="")
SIGNED_UP, ACCEPTED, DECLINED, WITHDRAWN = VolunteerStatus


def code(refusal: Refusal | None) -> object:
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("said", "obstacle"),
    [
        (INSIDER, None),
        (OUTSIDER, None),
        (RESIDENT, None),
        (replace(INSIDER, name=""), VolunteerObstacle.NAME_MISSING),
        (replace(INSIDER, name="Noor www.koop.example"), VolunteerObstacle.ADDRESS_IN_NAME),
        (replace(INSIDER, email=""), VolunteerObstacle.BAD_ADDRESS),
        (replace(INSIDER, email="noor@gemeente"), VolunteerObstacle.BAD_ADDRESS),
        (replace(INSIDER, municipality=""), VolunteerObstacle.MUNICIPALITY_MISSING),
        (replace(OUTSIDER, organisation=""), VolunteerObstacle.ORGANISATION_MISSING),
        (replace(INSIDER, job_title=""), VolunteerObstacle.JOB_TITLE_MISSING),
        (replace(OUTSIDER, job_title=""), VolunteerObstacle.JOB_TITLE_MISSING),
        (replace(INSIDER, motivation=""), VolunteerObstacle.MOTIVATION_MISSING),
        (replace(INSIDER, name="n" * LINE_LENGTH), None),
        (replace(INSIDER, name="n" * (LINE_LENGTH + 1)), VolunteerObstacle.TOO_LONG),
        (replace(OUTSIDER, organisation="o" * (LINE_LENGTH + 1)), VolunteerObstacle.TOO_LONG),
        (replace(INSIDER, motivation="m" * MOTIVATION_LENGTH), None),
        (replace(INSIDER, motivation="m" * (MOTIVATION_LENGTH + 1)), VolunteerObstacle.TOO_LONG),
        (replace(INSIDER, minutes=90), VolunteerObstacle.HOURS_OUT_OF_RANGE),
        (replace(INSIDER, available_from=date(2027, 1, 16)), VolunteerObstacle.NO_DAY_IN_ROUND),
    ],
)
def test_what_a_volunteer_says(said: SignUp, obstacle: VolunteerObstacle | None) -> None:
    assert code(why_not_sign_up(said, window=WINDOW, reading=READING, now=OPENS)) == obstacle


@pytest.mark.parametrize(
    ("now", "obstacle"),
    [
        (OPENS - timedelta(microseconds=1), VolunteerObstacle.NOT_OPEN_YET),
        (OPENS, None),
        (READING.closes - timedelta(microseconds=1), None),
        (READING.closes, VolunteerObstacle.ROUND_CLOSED),
    ],
)
def test_signing_up_is_open_from_the_call_until_the_round_closes(
    now: datetime, obstacle: VolunteerObstacle | None
) -> None:
    assert code(why_not_sign_up(INSIDER, window=WINDOW, reading=READING, now=now)) == obstacle


@pytest.mark.parametrize(
    ("minutes", "obstacle"),
    [
        (119, VolunteerObstacle.HOURS_OUT_OF_RANGE),
        (120, None),
        (150, None),
        (160, VolunteerObstacle.HOURS_NOT_IN_HALVES),
        (1200, None),
        (1230, VolunteerObstacle.HOURS_OUT_OF_RANGE),
    ],
)
def test_two_to_twenty_hours_by_the_half(minutes: int, obstacle: VolunteerObstacle | None) -> None:
    assert code(why_not_minutes(minutes)) == obstacle


@pytest.mark.parametrize(
    ("since", "until", "obstacle"),
    [
        (None, None, None),
        (date(2027, 1, 15), None, None),
        (date(2027, 1, 16), None, VolunteerObstacle.NO_DAY_IN_ROUND),
        (None, date(2027, 1, 4), None),
        (None, date(2027, 1, 3), VolunteerObstacle.NO_DAY_IN_ROUND),
        (date(2027, 1, 8), date(2027, 1, 8), None),
        (date(2027, 1, 8), date(2027, 1, 7), VolunteerObstacle.DATES_OUT_OF_ORDER),
    ],
)
def test_at_least_one_day_of_the_round(
    since: date | None, until: date | None, obstacle: VolunteerObstacle | None
) -> None:
    assert code(why_not_dates(since, until, reading=READING)) == obstacle


@pytest.mark.parametrize(
    ("status", "is_closed", "obstacle"),
    [
        (SIGNED_UP, False, None),
        (SIGNED_UP, True, VolunteerObstacle.ROUND_CLOSED),
        (ACCEPTED, False, VolunteerObstacle.ALREADY_DECIDED),
        (DECLINED, False, VolunteerObstacle.ALREADY_DECIDED),
        (WITHDRAWN, False, VolunteerObstacle.ALREADY_DECIDED),
    ],
)
def test_who_waits_can_be_decided(status: VolunteerStatus, is_closed: bool, obstacle: VolunteerObstacle | None) -> None:
    decided = why_not_decide(status, is_round_closed=is_closed)
    accepted = why_not_accept(status, minutes=120, minutes_per_entry=45, is_round_closed=is_closed)

    assert (code(decided), code(accepted)) == (obstacle, obstacle)


@pytest.mark.parametrize(
    ("minutes", "n_entries", "obstacle"), [(44, 0, VolunteerObstacle.TOO_LITTLE_TIME), (45, 1, None), (134, 2, None)]
)
def test_at_least_one_entry_fits(minutes: int, n_entries: int, obstacle: VolunteerObstacle | None) -> None:
    refusal = why_not_accept(SIGNED_UP, minutes=minutes, minutes_per_entry=45, is_round_closed=False)

    assert (n_readable(minutes, 45), code(refusal)) == (n_entries, obstacle)


@pytest.mark.parametrize(
    ("status", "n_pieces", "is_closed", "obstacle"),
    [
        (ACCEPTED, 0, False, None),
        (ACCEPTED, 1, False, VolunteerObstacle.HAS_WORK),
        (ACCEPTED, 0, True, VolunteerObstacle.ROUND_CLOSED),
        (DECLINED, 0, False, None),
        (SIGNED_UP, 0, False, VolunteerObstacle.NOT_DECIDED),
        (WITHDRAWN, 0, False, VolunteerObstacle.NOT_DECIDED),
    ],
)
def test_a_decision_is_taken_back_until_there_is_work(
    status: VolunteerStatus, n_pieces: int, is_closed: bool, obstacle: VolunteerObstacle | None
) -> None:
    refusal = why_not_reconsider(status, n_pieces_of_work=n_pieces, is_round_closed=is_closed)

    assert code(refusal) == obstacle


@pytest.mark.parametrize(
    ("status", "obstacle"),
    [
        (SIGNED_UP, None),
        (WITHDRAWN, None),
        (ACCEPTED, VolunteerObstacle.ALREADY_DECIDED),
        (DECLINED, VolunteerObstacle.ALREADY_DECIDED),
    ],
)
def test_a_sign_up_is_withdrawn_until_it_is_decided(
    status: VolunteerStatus, obstacle: VolunteerObstacle | None
) -> None:
    assert code(why_not_withdraw(status)) == obstacle


def test_what_a_number_of_readings_asks() -> None:
    """94 entries of 12 minutes: three readings are 56.4 hours, and people bring four hours each."""
    supply = Supply(94, n_readers=14, minutes=14 * 240, n_waiting=2, waiting_minutes=2 * 240)

    three = next(need for need in needs(supply, minutes_per_entry=12) if need.reads == 3)

    assert supply.mean_minutes == 240
    assert three == Need(3, 282, 3384, 15, is_covered=False, is_covered_with_waiting=True)


@pytest.mark.parametrize(("n_extra", "covered"), [(0, [2]), (1, [2, 3]), (9, [2, 3, 4])])
def test_more_readers_bring_what_the_others_bring(n_extra: int, covered: list[int]) -> None:
    supply = Supply(94, n_readers=14, minutes=14 * 240)

    found = needs(supply, minutes_per_entry=12, n_extra=n_extra)

    assert [need.reads for need in found if need.is_covered] == covered
    assert [need.reads for need in found] == [2, 3, 4, 5, 6, 7, 8]


def test_without_people_nobody_knows_how_many_are_needed() -> None:
    nobody = Supply(94, n_readers=0, minutes=0)

    assert nobody.mean_minutes is None
    assert {need.n_readers for need in needs(nobody, minutes_per_entry=12, n_extra=5)} == {None}
    assert Supply(1, 2, 300, 1, 0).mean_minutes == Fraction(100)


@pytest.mark.parametrize(
    ("supply", "n_extra", "n_readers"),
    [
        (Supply(94, n_readers=0, minutes=0), 0, 13),
        (Supply(94, n_readers=5, minutes=5 * 240), 0, 10),
        (Supply(94, n_readers=20, minutes=20 * 240), 4, 24),
        (Supply(1, n_readers=0, minutes=0), 0, 2),
    ],
)
def test_with_how_many_people_two_readings_are_done(supply: Supply, n_extra: int, n_readers: int) -> None:
    two = needs(supply, minutes_per_entry=12)[0]

    assert n_readers_then(two, supply, n_extra=n_extra) == n_readers

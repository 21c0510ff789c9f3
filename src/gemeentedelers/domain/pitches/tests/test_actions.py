from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connections

from gemeentedelers.domain.conflicts.actions import note_conflict
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.pitches.actions import (
    arrange,
    draw_order,
    move_pitch,
    plan_day,
    press_clock,
    promise_order,
    publish_order,
    set_break,
    swap_pitches,
    try_material,
)
from gemeentedelers.domain.pitches.jobs import write_pitch_times
from gemeentedelers.domain.pitches.models import PitchClock, PitchDay, Slot
from gemeentedelers.domain.pitches.queries import (
    broken_clocks,
    broken_slots,
    clock_of,
    expected_on,
    judged_order,
    pitch_day_of,
    pitch_of,
    pitches_on,
    running_order,
    slot_now,
)
from gemeentedelers.domain.pitches.rules import Arrangement, PitchObstacle
from gemeentedelers.domain.pitches.rules.clock import ClockKind, ClockPress
from gemeentedelers.domain.pitches.tests.factories import (
    BEGINS,
    PLACE,
    PLANNING,
    an_operator,
    edition_with_finalists,
    planned_day,
    published_day,
)
from gemeentedelers.domain.shortlists.rules import lots
from gemeentedelers.domain.shortlists.tests.factories import an_organiser
from gemeentedelers.foundation.broadcasts.queries import newest_on
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message
from gemeentedelers.foundation.refusals import RefusedError

P = ClockPress


def order_of(day: PitchDay) -> list[str]:
    return [pitch.entry.reference for pitch in running_order(day.edition)]


def facts(name: str) -> list[tuple[str, str, dict[str, object]]]:
    return [(fact.subject, fact.actor, fact.values) for fact in Fact.objects.filter(name=name)]


def at(seconds: float) -> datetime:
    return BEGINS + timedelta(seconds=seconds)


def refused(act: Callable[[], object]) -> PitchObstacle:
    with pytest.raises(RefusedError) as error:
        act()
    assert isinstance(error.value.refusal.code, PitchObstacle)
    return error.value.refusal.code


@pytest.mark.django_db
def test_every_finalist_gets_a_slot_and_planning_again_changes_the_times() -> None:
    day = planned_day()
    organiser = an_organiser(day.edition)
    assert [pitch.begins_at for pitch in running_order(day.edition)] == [at(0), at(480), at(960)]

    again = plan_day(
        day.edition, replace(PLACE, slot=timedelta(minutes=10)), by=organiser, now=PLANNING + timedelta(hours=1)
    )

    assert [pitch.begins_at for pitch in running_order(day.edition)] == [at(0), at(780), at(1560)]
    assert (PitchDay.objects.count(), Slot.objects.count(), PitchClock.objects.count()) == (1, 3, 1)
    assert facts("pitch_day.planned")[-1] == ("2027", organiser.code, {"begins_at": BEGINS.isoformat()})
    assert not again.is_told


@pytest.mark.django_db
def test_without_finalists_there_is_no_day() -> None:
    edition = edition_with_finalists()
    for entry in list(edition.entries.all()):
        withdraw_entry(entry, by=owner_of(entry), now=PLANNING)

    assert refused(lambda: plan_day(edition, PLACE, by=an_organiser(edition), now=PLANNING)) is (
        PitchObstacle.NO_FINALISTS
    )
    assert pitch_day_of(edition) is None


@pytest.mark.django_db
def test_jurors_with_a_tie_leave_together_and_breaks_lie_between_categories() -> None:
    edition = edition_with_finalists(("leefomgeving", "uitvoering", "leefomgeving", "uitvoering"))
    day = planned_day(edition)
    juror = somebody_with(Role.JUROR, year=edition.year)
    tied = [pitch.entry for pitch in pitches_on(day) if pitch.category.key == "uitvoering"]
    for entry in tied:
        note_conflict(entry, reason="Ik werkte eraan mee.", by=juror, now=PLANNING)
    organiser = an_organiser(edition)

    found = arrange(day, Arrangement.TOGETHER, n_breaks=1, seed="1", by=organiser, now=PLANNING)

    assert order_of(day) == list(found.keys)
    assert [(walk.person, sorted(walk.keys)) for walk in found.judged.walks] == [
        (juror.code, sorted(entry.reference for entry in tied))
    ]
    planned = pitch_day_of(edition)
    assert planned is not None
    assert planned.plan.breaks == {2: timedelta(minutes=20)}
    assert judged_order(pitches_on(planned), edition) == found.judged
    assert facts("running_order.arranged") == [("2027", organiser.code, {"arrangement": "together"})]


@pytest.mark.django_db
def test_a_pitch_moves_in_the_order_that_was_seen_and_in_no_other() -> None:
    day = planned_day()
    organiser = an_organiser(day.edition)
    one, two, three = seen = order_of(day)

    move_pitch(day, three, -1, seen=seen, by=organiser, now=PLANNING)

    assert order_of(day) == [one, three, two]
    assert facts("running_order.changed") == [("2027", organiser.code, {"order": [one, three, two]})]
    again = refused(lambda: move_pitch(day, three, -1, seen=seen, by=organiser, now=PLANNING))
    assert again is PitchObstacle.ORDER_CHANGED
    swap_pitches(day, one, two, seen=order_of(day), by=organiser, now=PLANNING)
    assert order_of(day) == [two, three, one]
    assert refused(lambda: move_pitch(day, one, 1, seen=order_of(day), by=organiser, now=PLANNING)) is (
        PitchObstacle.ALREADY_AT_THE_END
    )


@pytest.mark.django_db
def test_a_break_is_set_and_taken_away() -> None:
    day = planned_day()
    organiser = an_organiser(day.edition)

    set_break(day, 1, timedelta(minutes=15), by=organiser, now=PLANNING)
    assert [pitch.begins_at for pitch in running_order(day.edition)] == [at(0), at(1200), at(1680)]
    set_break(day, 1, None, by=organiser, now=PLANNING)

    assert [pitch.begins_at for pitch in running_order(day.edition)] == [at(0), at(480), at(960)]
    assert refused(lambda: set_break(day, 3, timedelta(minutes=15), by=organiser, now=PLANNING)) is (
        PitchObstacle.NOT_A_PITCH
    )


@pytest.mark.django_db
def test_lots_are_drawn_as_promised_and_then_nothing_moves() -> None:
    day = planned_day()
    organiser = an_organiser(day.edition)
    references = order_of(day)
    assert refused(lambda: draw_order(day, "912,34", by=organiser, now=PLANNING)) is PitchObstacle.NOT_PROMISED

    promise_order(day, " De slotstand  van de AEX ", by=organiser, now=PLANNING)
    draw_order(day, "912,34", by=organiser, now=PLANNING)

    assert order_of(day) == lots("912,34", references)
    assert facts("running_order.promised") == [("2027", organiser.code, {"promise": "De slotstand van de AEX"})]
    assert facts("running_order.drawn") == [
        ("2027", organiser.code, {"seed": "912,34", "order": lots("912,34", references)})
    ]
    assert refused(lambda: draw_order(day, "1", by=organiser, now=PLANNING)) is PitchObstacle.LOTS_ARE_DRAWN
    assert (
        refused(lambda: arrange(day, Arrangement.MIXED, n_breaks=0, seed="", by=organiser, now=PLANNING))
        is PitchObstacle.LOTS_ARE_DRAWN
    )


@pytest.mark.django_db
def test_material_is_checked_with_a_note() -> None:
    day = planned_day()
    slot = running_order(day.edition)[0].slot
    organiser = an_organiser(day.edition)

    checked = try_material(slot, works=True, note=" Film speelt af. ", by=organiser, now=PLANNING)

    assert (checked.works, checked.material_note) == (True, "Film speelt af.")
    assert facts("pitch_material.tried") == [(slot.finalist.entry.reference, organiser.code, {"works": True})]
    assert refused(lambda: try_material(slot, works=True, note="x" * 301, by=organiser, now=PLANNING)) is (
        PitchObstacle.NOTE_TOO_LONG
    )


@pytest.mark.django_db
def test_finalists_are_told_their_time_once_and_again_when_it_changes() -> None:
    day = planned_day()
    organiser = an_organiser(day.edition)
    first = running_order(day.edition)[0].entry
    assert pitch_of(first) is None

    publish_order(day, by=organiser, now=PLANNING)
    fact = Fact.objects.get(name="running_order.published")
    write_pitch_times(fact)
    write_pitch_times(fact)

    assert fact.values == {"number": 1, "n_told": 3}
    assert Message.objects.filter(key__startswith="pitch:").count() == 3
    mail = Message.objects.get(key__startswith=f"pitch:2027:1:{first.reference}:")
    assert mail.subject == "U pitcht op 10 maart om 10.00 uur"
    assert f"/inzendingen/{first.reference}/pitch/" in mail.body
    found = pitch_of(first)
    assert found is not None
    assert found.begins_at == BEGINS
    assert refused(lambda: publish_order(day, by=organiser, now=PLANNING)) is PitchObstacle.NOTHING_NEW

    later = PLANNING + timedelta(hours=1)
    order = order_of(day)
    swap_pitches(day, order[1], order[2], seen=order, by=organiser, now=later)
    publish_order(day, by=organiser, now=later)
    newest = Fact.objects.filter(name="running_order.published").order_by("-pk")[0]
    write_pitch_times(newest)

    assert newest.values == {"number": 2, "n_told": 2}
    assert Message.objects.filter(key__startswith="pitch:2027:2:").count() == 2


@pytest.mark.django_db
def test_a_whole_pitch_from_announcement_to_the_next() -> None:
    day = published_day()
    edition, operator = day.edition, an_operator(day.edition)
    one = order_of(day)[0]
    assert slot_now(edition) is None

    def press(what: ClockPress, number: int, seconds: float) -> PitchClock:
        return press_clock(edition, what, expected=number, by=operator, now=at(seconds))

    press(P.ANNOUNCE, 0, 0)
    now = slot_now(edition)
    assert now is not None
    assert (now.entry.reference, now.position) == (one, 1)
    press(P.START, 1, 10)
    press(P.PAUSE, 2, 70)
    press(P.RESUME, 3, 100)
    row = press(P.STOP, 4, 300)
    assert (row.kind, row.number) == (ClockKind.OVER, 5)
    slot = Slot.objects.get(finalist__entry__reference=one)
    assert (slot.begun_at, slot.ended_at) == (at(10), at(300))
    press(P.ANNOUNCE, 5, 330)

    said = newest_on("pitch:2027")
    assert said is not None
    assert (said.number, said.body["kind"], said.body["slot"]["position"], said.body["left"]) == (
        6,
        "announced",
        2,
        300,
    )
    assert said.body["sentence"].startswith("Nu aan de beurt: gemeente ")
    assert facts("pitch_clock.pressed")[0] == ("2027", operator.code, {"press": "announce", "number": 1})
    assert (list(broken_clocks()), list(broken_slots())) == ([], [])


@pytest.mark.django_db
def test_a_pitch_that_ran_out_ended_when_its_time_was_up() -> None:
    day = published_day()
    edition, operator = day.edition, an_operator(day.edition)
    press_clock(edition, P.ANNOUNCE, expected=0, by=operator, now=at(0))
    press_clock(edition, P.START, expected=1, by=operator, now=at(0))

    press_clock(edition, P.ANNOUNCE, expected=2, by=operator, now=at(400))

    slots = [pitch.slot for pitch in running_order(edition)]
    assert [(slot.begun_at, slot.ended_at) for slot in slots[:2]] == [(at(0), at(300)), (None, None)]
    pitches = running_order(edition)
    moments = expected_on(day, pitches, at(600))
    assert [moments[pitch.slot.pk] for pitch in pitches] == [at(0), at(600), at(1080)]


@pytest.mark.django_db
@pytest.mark.parametrize("press", [P.START, P.PAUSE, P.RESUME, P.STOP, P.AGAIN])
def test_what_cannot_follow_changes_nothing(press: ClockPress) -> None:
    day = published_day()
    operator = an_operator(day.edition)

    assert refused(lambda: press_clock(day.edition, press, expected=0, by=operator, now=at(0))) is PitchObstacle.NOT_NOW

    row = clock_of(day.edition)
    assert row is not None
    assert (row.kind, row.number, newest_on("pitch:2027")) == (ClockKind.IDLE, 0, None)


@pytest.mark.django_db
def test_a_press_needs_a_day_a_pitch_and_somebody_left() -> None:
    edition = edition_with_finalists()
    operator = an_operator(edition)
    early = refused(lambda: press_clock(edition, P.ANNOUNCE, expected=0, by=operator, now=at(0)))
    assert early is PitchObstacle.NOT_PLANNED
    planned_day(edition)
    strange = refused(
        lambda: press_clock(edition, P.ANNOUNCE, expected=0, reference="GD-2027-0000-0", by=operator, now=at(0))
    )
    assert strange is PitchObstacle.NOT_A_PITCH

    for number in range(0, 9, 3):
        press_clock(edition, P.ANNOUNCE, expected=number, by=operator, now=at(number * 100))
        press_clock(edition, P.START, expected=number + 1, by=operator, now=at(number * 100))
        press_clock(edition, P.STOP, expected=number + 2, by=operator, now=at(number * 100 + 60))

    assert refused(lambda: press_clock(edition, P.ANNOUNCE, expected=9, by=operator, now=at(1000))) is (
        PitchObstacle.NOBODY_LEFT
    )
    press_clock(edition, P.FINISH, expected=9, by=operator, now=at(1000))
    assert slot_now(edition) is None
    planning = refused(lambda: plan_day(edition, PLACE, by=operator, now=at(1000)))
    assert planning is PitchObstacle.DAY_HAS_BEGUN


@pytest.mark.django_db
def test_a_server_clock_that_is_put_back_gives_no_more_time() -> None:
    day = published_day()
    operator = an_operator(day.edition)
    press_clock(day.edition, P.ANNOUNCE, expected=0, by=operator, now=at(0))
    press_clock(day.edition, P.START, expected=1, by=operator, now=at(0))

    row = press_clock(day.edition, P.PAUSE, expected=2, by=operator, now=at(-3600))

    assert row.left == timedelta(minutes=5)
    row = press_clock(day.edition, P.STOP, expected=3, by=operator, now=at(-3590))
    assert running_order(day.edition)[0].slot.ended_at == at(0)


@pytest.mark.django_db
def test_who_withdraws_is_no_longer_on_the_list() -> None:
    day = published_day()
    one, two, three = [pitch.entry for pitch in running_order(day.edition)]

    withdraw_entry(two, by=owner_of(two), now=PLANNING)

    assert [(pitch.entry, pitch.position, pitch.begins_at) for pitch in running_order(day.edition)] == [
        (one, 1, at(0)),
        (three, 2, at(480)),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_operators_at_once_one_is_refused() -> None:
    day = published_day()
    operators = [an_operator(day.edition) for _ in range(4)]
    shot = Barrier(len(operators))

    def run(operator: User) -> bool:
        try:
            shot.wait(timeout=10)
            press_clock(day.edition, P.ANNOUNCE, expected=0, by=operator, now=at(0))
        except RefusedError as error:
            assert error.refusal.code is PitchObstacle.CLOCK_CHANGED
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(len(operators)) as pool:
        assert sum(pool.map(run, operators)) == 1

    row, said = clock_of(day.edition), newest_on("pitch:2027")
    assert row is not None
    assert said is not None
    assert (row.number, said.number, Fact.objects.filter(name="pitch_clock.pressed").count()) == (1, 1, 1)

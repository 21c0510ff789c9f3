from datetime import date

import pytest

from gemeentedelers.domain.conflicts.queries import bars_between
from gemeentedelers.domain.conflicts.tests.factories import worked_at
from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING, make_edition
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.actions import add_reader, declare_conflict, note_progress, tell_former_employer
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.panels.rules import AssignmentEnd, AssignmentOrigin
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.plans.actions import (
    apply_plan,
    assign_by_hand,
    assign_entries,
    discard_plan,
    prepare_extra,
    prepare_plan,
    take_another,
    take_back,
)
from gemeentedelers.domain.plans.jobs import (
    replace_who_is_involved,
    replace_who_worked_there,
    tell_reader_of_one,
    tell_readers_of_work,
)
from gemeentedelers.domain.plans.models import Plan
from gemeentedelers.domain.plans.queries import n_entries_short, outcome_of, panel_of
from gemeentedelers.domain.plans.rules import PlanObstacle, PlanStatus
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db


def round_with(n_readers: int, n_entries: int, *, capacity: int = 20) -> Round:
    edition = make_edition()
    for _ in range(n_entries):
        eligible_entry(edition)
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    for number in range(n_readers):
        somebody = UserFactory(email=f"lezer@kantoor{number}.example")
        add_reader(round_, somebody, capacity=capacity, by="test", now=DURING_READING)
    return round_


def newest(name: str) -> Fact:
    return Fact.objects.filter(name=name).latest("number")


def desks(round_: Round) -> set[tuple[str, str]]:
    live = Assignment.objects.filter(reader__round=round_, ended_at=None)
    return set(live.values_list("reader__user__code", "entry__reference"))


def test_a_plan_waits_until_it_is_applied_once() -> None:
    round_ = round_with(3, 2)
    plan = prepare_plan(round_, seed=7, by="test", now=DURING_READING)
    assert desks(round_) == set()

    apply_plan(plan, by="test", now=DURING_READING)

    assert desks(round_) == {(reader, reference) for reader, reference in plan.pairs}
    applied = newest("plan.applied")
    assert (applied.subject, applied.values) == (
        plan.code,
        {"n_added": 4, "n_gone": 0, "year": 2027, "round": "reading"},
    )
    with pytest.raises(RefusedError) as caught:
        apply_plan(plan, by="test", now=DURING_READING)
    assert caught.value.refusal.code is PlanObstacle.PLAN_SETTLED


def test_a_new_plan_takes_the_place_of_the_former() -> None:
    round_ = round_with(3, 2)
    first, second = (prepare_plan(round_, by="test", now=DURING_READING) for _ in range(2))

    first.refresh_from_db()
    assert (first.status, second.status) == (PlanStatus.DISCARDED, PlanStatus.PREPARED)
    discard_plan(second, by="test", now=DURING_READING)
    with pytest.raises(RefusedError) as caught:
        discard_plan(second, by="test", now=DURING_READING)
    assert caught.value.refusal.code is PlanObstacle.PLAN_SETTLED


def test_a_plan_is_overtaken_by_a_conflict_and_closed_with_the_round() -> None:
    round_ = round_with(3, 2)
    plan = prepare_plan(round_, by="test", now=DURING_READING)
    with pytest.raises(RefusedError) as caught:
        apply_plan(plan, by="test", now=AFTER_READING)
    assert caught.value.refusal.code is PlanObstacle.ROUND_CLOSED

    entry, reader = round_.edition.entries.all()[0], round_.readers.all()[0].user
    declare_conflict(entry, reason="Ik werkte mee.", by=reader, now=DURING_READING)

    with pytest.raises(RefusedError) as caught:
        apply_plan(plan, by="test", now=DURING_READING)
    assert caught.value.refusal.code is PlanObstacle.PLAN_OVERTAKEN


def test_readers_with_work_get_one_mail() -> None:
    round_ = round_with(3, 2)
    assign_entries(round_, by="test", now=DURING_READING)
    fact = newest("plan.applied")

    for _ in range(2):
        tell_readers_of_work(fact)
    assign_entries(round_, by="test", now=DURING_READING)
    tell_readers_of_work(newest("plan.applied"))

    told = set(Message.objects.filter(key__startswith="plan:").values_list("to", flat=True))
    working = {reader for reader, _ in desks(round_)}
    assert len(told) == len(working) == Message.objects.filter(key__startswith="plan:").count()


def test_who_is_involved_is_replaced_at_once_and_only_once() -> None:
    round_ = round_with(3, 1)
    assign_entries(round_, by="test", now=DURING_READING)
    gone = Assignment.objects.filter(ended_at=None).first()
    assert gone is not None
    declare_conflict(gone.entry, reason="Mijn zus werkt daar.", by=gone.reader.user, now=DURING_READING)
    assert n_entries_short(round_) == 1

    for _ in range(2):
        replace_who_is_involved(newest("conflict.declared"))

    replacement = Assignment.objects.get(origin=AssignmentOrigin.REPLACEMENT)
    assert (replacement.ended_at, n_entries_short(round_)) == (None, 0)
    assert Plan.objects.filter(origin=AssignmentOrigin.REPLACEMENT).count() == 1


@pytest.mark.parametrize("is_told_at_the_desk", [True, False])
def test_who_worked_there_is_replaced_and_only_once(*, is_told_at_the_desk: bool) -> None:
    round_ = round_with(3, 1)
    assign_entries(round_, by="test", now=DURING_READING)
    gone = Assignment.objects.select_related("reader__user", "entry__municipality").filter(ended_at=None)[0]
    reader, employer = gone.reader.user, gone.entry.municipality
    if is_told_at_the_desk:
        told = tell_former_employer(reader, municipality=employer, ended_on=date(2026, 12, 31), now=DURING_READING)
        assert told[1] == [gone]
        assert n_entries_short(round_) == 1
    else:
        worked_at(reader, employer, until=date(2026, 12, 31), now=DURING_READING)

    for _ in range(2):
        replace_who_worked_there(newest("employment.told"))

    replacement = Assignment.objects.get(origin=AssignmentOrigin.REPLACEMENT)
    gone.refresh_from_db()
    assert (gone.ended_at, gone.ended_because) == (DURING_READING, AssignmentEnd.CONFLICT)
    assert (replacement.ended_at, n_entries_short(round_)) == (None, 0)
    assert newest("assignment.barred").subject == gone.entry.reference


def test_without_anybody_to_replace_the_entry_stays_short() -> None:
    round_ = round_with(2, 1)
    assign_entries(round_, by="test", now=DURING_READING)
    gone = Assignment.objects.filter(ended_at=None).first()
    assert gone is not None
    declare_conflict(gone.entry, reason="Mijn zus werkt daar.", by=gone.reader.user, now=DURING_READING)

    replace_who_is_involved(newest("conflict.declared"))

    assert (n_entries_short(round_), Assignment.objects.filter(ended_at=None).count()) == (1, 1)


def test_extra_readings_are_asked_for_as_a_plan_and_go_on_being_wanted() -> None:
    round_ = round_with(4, 2)
    assign_entries(round_, by="test", now=DURING_READING)
    reference = round_.edition.entries.all()[0].reference

    plan = prepare_extra(round_, {reference: 1}, by="test", now=DURING_READING)
    assert [pair[1] for pair in plan.pairs] == [reference]
    discard_plan(plan, by="test", now=DURING_READING)
    more = prepare_extra(round_, {reference: 3}, by="test", now=DURING_READING)
    apply_plan(more, by="test", now=DURING_READING)
    assert [short.reference for short in outcome_of(more).shortfalls] == [reference]

    wanted = {row.reference: row.n_wanted for row in panel_of(round_, now=DURING_READING).situation.readings}
    assert wanted[reference] == 4


@pytest.mark.parametrize(
    ("wanted", "code"),
    [({}, PlanObstacle.NOTHING_EXTRA), ({"GD-2027-9999-1": 1}, PlanObstacle.NOT_IN_COMPETITION)],
)
def test_extra_readings_are_for_entries_of_the_competition(wanted: dict[str, int], code: PlanObstacle) -> None:
    round_ = round_with(2, 1)

    with pytest.raises(RefusedError) as caught:
        prepare_extra(round_, wanted, by="test", now=DURING_READING)

    assert caught.value.refusal.code is code


def test_what_was_taken_back_no_plan_gives_again() -> None:
    round_ = round_with(2, 1)
    assign_entries(round_, by="test", now=DURING_READING)
    assignment = Assignment.objects.all()[0]
    take_back(assignment, by="test", now=DURING_READING)

    assert assign_entries(round_, by="test", now=DURING_READING).n_added == 0
    again = assign_by_hand(assignment.reader, assignment.entry, by="test", now=DURING_READING)
    assert (again.pk, again.ended_at, again.ended_because) == (assignment.pk, None, "")
    tell_reader_of_one(newest("assignment.given"))
    assert Message.objects.filter(to=assignment.reader.user.email).count() == 1


def test_what_was_begun_is_not_taken_back() -> None:
    round_ = round_with(2, 1)
    assign_entries(round_, by="test", now=DURING_READING)
    assignment = Assignment.objects.all()[0]
    note_progress(assignment, is_done=False, now=DURING_READING)

    with pytest.raises(RefusedError) as caught:
        take_back(assignment, by="test", now=DURING_READING)

    assert caught.value.refusal.code is PlanObstacle.ALREADY_BEGUN


def test_who_finished_everything_may_ask_for_one_more() -> None:
    round_ = round_with(3, 3)
    assign_entries(round_, by="test", now=DURING_READING)
    reader = round_.readers.all()[0]
    with pytest.raises(RefusedError) as caught:
        take_another(reader, by=reader.user, now=DURING_READING)
    assert caught.value.refusal.code is PlanObstacle.DESK_NOT_DONE
    for assignment in reader.assignments.all():
        note_progress(assignment, is_done=True, now=DURING_READING)

    another = take_another(reader, by=reader.user, now=DURING_READING)

    assert (another.reader, another.origin) == (reader, AssignmentOrigin.ASKED)


@pytest.mark.parametrize("seed", range(4))
def test_no_desk_crosses_a_bar_in_the_register(seed: int) -> None:
    """Readers of the municipalities that entered, and one conflict for each that was declared."""
    round_ = round_with(2, 3)
    entries = list(round_.edition.entries.all())
    for number, entry in enumerate(entries):
        somebody = UserFactory(email=f"lezer@elders{number}.example", municipality=entry.municipality)
        add_reader(round_, somebody, capacity=20, by="test", now=DURING_READING)
        other = entries[(number + 1) % len(entries)]
        declare_conflict(other, reason="Wij werkten samen.", by=somebody, now=DURING_READING)

    apply_plan(prepare_plan(round_, seed=seed, by="test", now=DURING_READING), by="test", now=DURING_READING)

    readers = [reader.user for reader in round_.readers.all()]
    assert desks(round_).isdisjoint(bars_between(readers, entries_in_competition(round_.edition)))
    assert len(desks(round_)) == 6

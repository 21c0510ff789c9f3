from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from gemeentedelers.domain.conflicts.rules import Severity
from gemeentedelers.domain.panels.rules import ReaderKind
from gemeentedelers.domain.plans.rules import (
    BASE,
    Division,
    Load,
    Objective,
    Pair,
    PairReason,
    PlanObstacle,
    PlanStatus,
    Point,
    Reading,
    Seat,
    Shortfall,
    Situation,
    digest_of,
    fit,
    most_helpful,
    n_missing,
    points,
    why_not_another,
    why_not_apply,
    why_not_divide,
    why_not_give,
    why_not_take_back,
    with_more,
)
from gemeentedelers.domain.plans.rules.dividing import _Table, divide
from gemeentedelers.foundation.refusals import Refusal

GREEN, HOUSING, WATER = "groen", "wonen", "water"
ANNA = Seat("anna", 4, ReaderKind.INSIDER, frozenset({GREEN}))
BRAM = Seat("bram", 4, ReaderKind.OUTSIDER)
CATO = Seat("cato", 4, ReaderKind.RESIDENT, frozenset({HOUSING, WATER}))
ENTRIES = tuple(Reading(f"GD-{n}", 2, frozenset({GREEN})) for n in (1, 2, 3))
SITUATION = Situation((ANNA, BRAM, CATO), ENTRIES)
PER_TOPIC = (Reading("GD-1", 2, frozenset({GREEN})), Reading("GD-2", 2, frozenset({HOUSING})))


@pytest.mark.parametrize(
    ("seat", "themes", "tie", "is_new_kind", "expected"),
    [
        (ANNA, {GREEN}, None, False, 14),
        (ANNA, {HOUSING}, None, False, 10),
        (BRAM, {GREEN}, None, False, 12),
        (CATO, {HOUSING, WATER}, None, False, 18),
        (CATO, {HOUSING, WATER, GREEN}, None, False, 18),
        (ANNA, set(), None, False, 10),
        (ANNA, {GREEN}, Severity.NOTE, False, 13),
        (ANNA, {GREEN}, Severity.WARN, False, 6),
        (ANNA, {HOUSING}, Severity.WARN, False, 2),
        (ANNA, {GREEN}, None, True, 15),
    ],
)
def test_fit_is_points_added_up(
    seat: Seat, themes: set[str], tie: Severity | None, is_new_kind: bool, expected: int
) -> None:
    assert fit(seat, Reading("GD-1", 1, frozenset(themes)), tie=tie, is_new_kind=is_new_kind) == expected


def test_the_points_of_a_pair_name_what_they_are_about() -> None:
    assert points(ANNA, ENTRIES[0], tie=Severity.WARN, is_new_kind=True) == (
        Point(PairReason.THEMES, 4, (GREEN,)),
        Point(PairReason.NEW_KIND, 1, ("insider",)),
        Point(PairReason.WARNED, -8),
    )


@pytest.mark.parametrize(
    ("seats", "readings", "is_closed", "code"),
    [
        ([], ENTRIES, False, PlanObstacle.NO_READERS),
        ([ANNA], [], False, PlanObstacle.NOTHING_TO_READ),
        ([ANNA], ENTRIES, True, PlanObstacle.ROUND_CLOSED),
        ([ANNA], ENTRIES, False, None),
    ],
)
def test_dividing_needs_readers_entries_and_time(
    seats: list[Seat], readings: list[Reading], is_closed: bool, code: PlanObstacle | None
) -> None:
    assert code_of(why_not_divide(seats, readings, is_closed=is_closed)) == code


def code_of(refusal: Refusal | None) -> object:
    return refusal and refusal.code


@pytest.mark.parametrize(
    ("status", "is_closed", "is_overtaken", "code"),
    [
        (PlanStatus.PREPARED, False, False, None),
        (PlanStatus.PREPARED, False, True, PlanObstacle.PLAN_OVERTAKEN),
        (PlanStatus.PREPARED, True, True, PlanObstacle.ROUND_CLOSED),
        (PlanStatus.APPLIED, False, False, PlanObstacle.PLAN_SETTLED),
        (PlanStatus.DISCARDED, False, False, PlanObstacle.PLAN_SETTLED),
    ],
)
def test_a_plan_is_applied_once_and_only_while_it_is_true(
    status: PlanStatus, is_closed: bool, is_overtaken: bool, code: PlanObstacle | None
) -> None:
    assert code_of(why_not_apply(status, is_closed=is_closed, is_overtaken=is_overtaken)) == code


FULL = replace(ANNA, code="full", capacity=0)
DESKS = Situation(
    (ANNA, BRAM, FULL),
    ENTRIES,
    bars=frozenset({("anna", "GD-2")}),
    ties={("anna", "GD-3"): Severity.WARN, ("bram", "GD-3"): Severity.NOTE},
    current=frozenset({("anna", "GD-1")}),
)


@pytest.mark.parametrize(
    ("pair", "is_closed", "is_sure", "code"),
    [
        (("bram", "GD-1"), False, False, None),
        (("bram", "GD-1"), True, True, PlanObstacle.ROUND_CLOSED),
        (("dirk", "GD-1"), False, True, PlanObstacle.READER_GONE),
        (("bram", "GD-9"), False, True, PlanObstacle.NOT_IN_COMPETITION),
        (("anna", "GD-1"), False, True, PlanObstacle.ALREADY_READS),
        (("anna", "GD-2"), False, True, PlanObstacle.BARRED),
        (("anna", "GD-3"), False, False, PlanObstacle.TIED),
        (("anna", "GD-3"), False, True, None),
        (("bram", "GD-3"), False, False, None),
        (("full", "GD-1"), False, False, PlanObstacle.READER_FULL),
        (("full", "GD-1"), False, True, None),
    ],
)
def test_by_hand_much_is_possible_but_never_a_bar(
    pair: Pair, is_closed: bool, is_sure: bool, code: PlanObstacle | None
) -> None:
    assert code_of(why_not_give(pair, DESKS, is_closed=is_closed, is_sure=is_sure)) == code


@pytest.mark.parametrize(
    ("has_ended", "has_begun", "is_closed", "code"),
    [
        (False, False, False, None),
        (False, True, False, PlanObstacle.ALREADY_BEGUN),
        (True, True, False, PlanObstacle.NOT_ON_A_DESK),
        (False, False, True, PlanObstacle.ROUND_CLOSED),
    ],
)
def test_only_what_nobody_began_is_taken_back(
    has_ended: bool, has_begun: bool, is_closed: bool, code: PlanObstacle | None
) -> None:
    assert code_of(why_not_take_back(has_ended=has_ended, has_begun=has_begun, is_closed=is_closed)) == code


@pytest.mark.parametrize(
    ("reader", "n_undone", "is_open", "code"),
    [
        ("anna", 0, True, None),
        ("anna", 1, True, PlanObstacle.DESK_NOT_DONE),
        ("anna", 0, False, PlanObstacle.ROUND_CLOSED),
        ("dirk", 0, True, PlanObstacle.READER_GONE),
    ],
)
def test_one_more_is_for_who_finished_everything(
    reader: str, n_undone: int, is_open: bool, code: PlanObstacle | None
) -> None:
    assert code_of(why_not_another(reader, situation=DESKS, n_undone=n_undone, is_open=is_open)) == code


@pytest.mark.parametrize(
    ("current", "seen", "expected"),
    [
        ({("bram", "GD-1"), ("bram", "GD-2")}, set(), "GD-3"),
        ({("bram", "GD-1"), ("bram", "GD-3")}, set(), "GD-1"),
        ({("bram", "GD-1"), ("cato", "GD-1")}, {"GD-3"}, "GD-1"),
        (set(), {"GD-1", "GD-3"}, None),
    ],
)
def test_one_more_goes_where_it_helps_most(current: set[Pair], seen: set[str], expected: str | None) -> None:
    situation = replace(DESKS, current=frozenset(current))

    assert most_helpful("anna", situation, seen=seen) == expected


def test_every_entry_gets_its_readers_and_everyone_a_fair_share() -> None:
    seats = tuple(replace(seat, themes=frozenset()) for seat in SITUATION.seats)
    divided = divide(replace(SITUATION, seats=seats))

    assert divided.outcome.loads == (Load("anna", 0, 2, 4), Load("bram", 0, 2, 4), Load("cato", 0, 2, 4))
    assert (divided.outcome.n_covered, divided.outcome.n_added, divided.outcome.n_gone) == (3, 6, 0)
    assert (divided.outcome.components, divided.outcome.n_idle, divided.outcome.n_told) == (1, 0, 3)


def test_topics_decide_who_reads_what() -> None:
    added = divide(Situation((ANNA, BRAM, CATO), PER_TOPIC)).added

    assert added == (("anna", "GD-1"), ("bram", "GD-1"), ("bram", "GD-2"), ("cato", "GD-2"))


def test_an_entry_that_stays_short_says_why() -> None:
    seats = (replace(ANNA, capacity=1), BRAM)
    readings = (Reading("GD-1", 2), Reading("GD-2", 2))
    situation = Situation(seats, readings, bars=frozenset({("bram", "GD-2")}))

    outcome = divide(situation).outcome

    assert outcome.n_covered == 0
    assert outcome.shortfalls == (Shortfall("GD-1", 1, 0, 1), Shortfall("GD-2", 1, 1, 0))


def test_a_bar_moves_even_what_was_begun() -> None:
    pair = ("anna", "GD-1")
    situation = replace(SITUATION, bars=frozenset({pair}), current=frozenset({pair}), fixed=frozenset({pair}))

    assert divide(situation).gone == (pair,)


def test_what_lies_on_a_desk_stays_when_nothing_is_missing() -> None:
    first = divide(SITUATION)
    second = divide(replace(SITUATION, current=frozenset(first.added)))

    assert (second.added, second.gone) == ((), ())


def test_starting_over_keeps_only_what_was_begun() -> None:
    linking = {("bram", "GD-1"), ("bram", "GD-2")}
    wrong = frozenset({("anna", "GD-2"), ("cato", "GD-1"), *linking})
    situation = Situation((ANNA, BRAM, CATO), PER_TOPIC, current=wrong)

    assert divide(situation, starts_over=True).added == (("anna", "GD-1"), ("cato", "GD-2"))
    assert divide(replace(situation, fixed=wrong), starts_over=True).added == ()


def test_a_full_desk_moves_as_little_as_it_takes() -> None:
    """Only Anna may read the second entry, and she is full; Bram takes over one of hers."""
    seats = (replace(ANNA, capacity=2), BRAM)
    readings = tuple(Reading(f"GD-{n}", 1) for n in (1, 2, 3))
    current = frozenset({("anna", "GD-1"), ("anna", "GD-3")})
    divided = divide(Situation(seats, readings, bars=frozenset({("bram", "GD-2")}), current=current))

    assert (len(divided.gone), len(divided.added)) == (1, 2)
    assert ("anna", "GD-2") in divided.added


def test_extra_readings_come_on_top_and_move_nothing() -> None:
    desks = replace(SITUATION, current=frozenset(divide(SITUATION).added))
    divided = divide(with_more(desks, {"GD-2": 1}))

    assert (len(divided.added), divided.gone) == (1, ())
    assert divided.added[0][1] == "GD-2"


def test_what_readers_finished_before_they_left_counts() -> None:
    readings = (Reading("GD-1", 2, n_settled=1), Reading("GD-2", 2))
    situation = Situation((ANNA, BRAM), readings, current=frozenset({("anna", "GD-2")}))

    assert n_missing(situation) == {"GD-1": 1, "GD-2": 1}
    assert divide(situation).outcome.n_covered == 2


def test_where_it_costs_nothing_an_entry_gets_readers_of_more_kinds() -> None:
    insiders = tuple(Seat(f"i{n}", 2) for n in range(2))
    residents = tuple(Seat(f"r{n}", 2, ReaderKind.RESIDENT) for n in range(2))
    readings = tuple(Reading(f"GD-{n}", 2) for n in range(4))

    divided = divide(Situation(insiders + residents, readings))

    assert all(len({reader[0] for reader, entry in divided.added if entry == row.reference}) == 2 for row in readings)


@pytest.mark.parametrize(
    "changed",
    [
        replace(SITUATION, seats=(ANNA, BRAM)),
        replace(SITUATION, seats=(ANNA, BRAM, replace(CATO, capacity=3))),
        replace(SITUATION, readings=ENTRIES[:2]),
        replace(SITUATION, bars=frozenset({("anna", "GD-1")})),
        replace(SITUATION, current=frozenset({("anna", "GD-1")})),
    ],
)
def test_a_plan_is_overtaken_by_what_could_break_it(changed: Situation) -> None:
    assert digest_of(changed) != digest_of(SITUATION)


def test_a_plan_is_not_overtaken_by_somebody_who_begins_to_read() -> None:
    current = frozenset({("anna", "GD-1")})

    assert digest_of(replace(SITUATION, current=current, fixed=current)) == digest_of(
        replace(SITUATION, current=current)
    )


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    n_seats, n_readings = draw(st.integers(1, 6)), draw(st.integers(1, 8))
    slugs = st.frozensets(st.sampled_from([GREEN, HOUSING, WATER]), max_size=3)
    seats = tuple(
        Seat(f"r{n}", draw(st.integers(0, 6)), draw(st.sampled_from(ReaderKind)), draw(slugs)) for n in range(n_seats)
    )
    readings = tuple(Reading(f"e{n}", draw(st.integers(0, 4)), draw(slugs)) for n in range(n_readings))
    pairs = [(seat.code, row.reference) for seat in seats for row in readings]
    some = st.frozensets(st.sampled_from(pairs), max_size=len(pairs))
    bars, current = draw(some), draw(some)
    fixed = frozenset(pair for pair in current if draw(st.booleans()))
    ties = {pair: draw(st.sampled_from([Severity.WARN, Severity.NOTE])) for pair in draw(some)}
    return Situation(seats, readings, bars, ties, current, fixed)


def chosen(situation: Situation, divided: Division) -> set[Pair]:
    return set(situation.current) - set(divided.gone) | set(divided.added)


@unhurried
@given(situations(), st.sampled_from(Objective), st.booleans())
def test_no_division_crosses_a_bar_or_moves_what_was_begun(
    situation: Situation, objective: Objective, starts_over: bool
) -> None:
    divided = divide(situation, objective=objective, starts_over=starts_over)
    pairs = chosen(situation, divided)

    assert not pairs & situation.bars
    assert situation.fixed - situation.bars <= pairs
    for seat in situation.seats:
        load = {entry for reader, entry in pairs if reader == seat.code}
        kept = {entry for reader, entry in situation.fixed - situation.bars if reader == seat.code}
        assert len(load) <= max(seat.capacity, len(kept))


@unhurried
@given(situations(), st.integers(0, 3))
def test_the_same_seed_gives_the_same_division(situation: Situation, seed: int) -> None:
    assert divide(situation, seed=seed) == divide(situation, seed=seed)


@unhurried
@given(situations())
def test_coverage_is_as_large_as_it_can_be(situation: Situation) -> None:
    """Beside the largest flow from entries over readers, by another library."""
    fresh = replace(situation, current=frozenset(), fixed=frozenset())

    assert len(divide(fresh).added) == largest_coverage(fresh)


def largest_coverage(situation: Situation) -> int:
    n_seats, n_readings = len(situation.seats), len(situation.readings)
    size = n_seats + n_readings + 2
    pipes = np.zeros((size, size), dtype=np.int32)
    for row, reading in enumerate(situation.readings):
        pipes[-2, n_seats + row] = reading.n_wanted
        for column, seat in enumerate(situation.seats):
            pipes[n_seats + row, column] = (seat.code, reading.reference) not in situation.bars
            pipes[column, -1] = seat.capacity
    return int(maximum_flow(csr_array(pipes), size - 2, size - 1).flow_value)


@unhurried
@given(situations())
def test_the_table_holds_the_points_of_every_pair(situation: Situation) -> None:
    table = _Table.of(situation)
    kinds = {seat.code: seat.kind for seat in situation.seats}
    values = table.fits(table.marked(situation.fixed))
    for row, reading in enumerate(situation.readings):
        there = {kinds[reader] for reader, entry in situation.fixed if entry == reading.reference}
        for column, seat in enumerate(situation.seats):
            tie = situation.ties.get((seat.code, reading.reference))
            is_new_kind = bool(there) and seat.kind not in there
            assert values[row, column] == fit(seat, reading, tie=tie, is_new_kind=is_new_kind)
    assert values.min() > 0
    assert np.all(values <= BASE + 9)

from hypothesis import given
from hypothesis import strategies as st

from gemeentedelers.domain.panels.rules import (
    PanelObstacle,
    Reading,
    Seat,
    division,
    why_not_divide,
    why_not_read,
)

SEATS = [Seat("anna", "GM0001", 4), Seat("bram", "GM0002", 4), Seat("cato", None, 4)]
READINGS = [Reading("GD-1", "GM0001"), Reading("GD-2", "GM0002"), Reading("GD-3", "GM0003")]


def test_nobody_reads_the_own_municipality() -> None:
    refusal = why_not_read(SEATS[0], READINGS[0], conflicts=set())

    assert refusal is not None
    assert refusal.code is PanelObstacle.OWN_MUNICIPALITY


def test_nobody_reads_where_involved() -> None:
    refusal = why_not_read(SEATS[2], READINGS[0], conflicts={("cato", "GD-1")})

    assert refusal is not None
    assert refusal.code is PanelObstacle.CONFLICT_DECLARED


def test_somebody_from_elsewhere_reads_everything() -> None:
    assert [why_not_read(SEATS[2], reading, conflicts=set()) for reading in READINGS] == [None] * 3


def test_dividing_needs_readers_and_entries() -> None:
    empty_panel, empty_pile = why_not_divide([], READINGS), why_not_divide(SEATS, [])

    assert empty_panel is not None
    assert empty_pile is not None
    assert (empty_panel.code, empty_pile.code) == (PanelObstacle.NO_READERS, PanelObstacle.NOTHING_TO_READ)


def test_every_entry_gets_its_reads_and_everyone_a_fair_share() -> None:
    divided = division(SEATS, READINGS, reads=2)
    loads = [sum(1 for reader, _ in divided.pairs if reader == seat.code) for seat in SEATS]

    assert divided.short == ()
    assert sorted(loads) == [2, 2, 2]
    assert ("anna", "GD-1") not in divided.pairs
    assert ("bram", "GD-2") not in divided.pairs


def test_what_was_assigned_stays() -> None:
    first = division(SEATS, READINGS, reads=1)
    second = division(SEATS, READINGS, reads=2, existing=set(first.pairs))

    assert set(first.pairs).isdisjoint(second.pairs)
    assert len(first.pairs) + len(second.pairs) == 6


def test_entries_that_stay_short_are_named() -> None:
    divided = division([Seat("anna", "GM0001", 1)], READINGS, reads=1)

    assert divided.pairs == (("anna", "GD-2"),)
    assert divided.short == ("GD-1", "GD-3")


@given(st.integers(1, 8), st.integers(1, 20), st.integers(1, 4), st.integers(1, 12), st.integers(1, 6))
def test_no_division_breaks_a_promise(
    n_seats: int, n_readings: int, reads: int, capacity: int, n_municipalities: int
) -> None:
    seats = [Seat(f"r{n}", f"GM{n % n_municipalities}", capacity) for n in range(n_seats)]
    readings = [Reading(f"e{n}", f"GM{n % n_municipalities}") for n in range(n_readings)]

    divided = division(seats, readings, reads=reads)

    assert len(set(divided.pairs)) == len(divided.pairs)
    own = {seat.code: seat.municipality for seat in seats}
    of = {reading.reference: reading.municipality for reading in readings}
    assert all(own[reader] != of[entry] for reader, entry in divided.pairs)
    loads = [sum(1 for reader, _ in divided.pairs if reader == seat.code) for seat in seats]
    assert max(loads) <= capacity

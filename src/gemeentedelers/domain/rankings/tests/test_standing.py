from collections.abc import Sequence

import numpy as np
import pytest

from gemeentedelers.domain.rankings.rules.standing import (
    Band,
    Placing,
    Row,
    StandingObstacle,
    band_of,
    placing,
)
from gemeentedelers.domain.scoring.rules import Mark

Given = Sequence[tuple[str, int, int]]
MILD, STRICT, USUAL = 1, 2, 3


def marks(*given: tuple[str, int, int]) -> list[Mark]:
    """(entry, reader, value): a card with one criterion each."""
    return [Mark(card, entry, reader, "succesvol", value) for card, (entry, reader, value) in enumerate(given)]


def placed(*given: tuple[str, int, int], links: Given = (), places: int = 1, entries: str = "") -> Placing:
    names = entries or "".join(sorted({entry for entry, _, _ in given}))
    return placing(marks(*given), marks(*links), entries=names, weights={"succesvol": 1}, places=places)


def crowd(n_entries: int = 30, n_readers: int = 10, reads: int = 4) -> list[tuple[str, int, int]]:
    """Entries of rising worth before readers of rising mildness, the same in every run."""
    rng = np.random.default_rng(4)
    given = []
    for entry in range(n_entries):
        for reader in rng.choice(n_readers, reads, replace=False):
            worth = 1.8 + 2.4 * entry / n_entries + 1.2 * (reader / n_readers - 0.5) + rng.normal(0, 0.4)
            given.append((chr(ord("A") + entry), int(reader), int(np.clip(round(worth), 1, 5))))
    return given


PAIR = [("A", 1, 4), ("A", 2, 3), ("B", 1, 3), ("B", 2, 2)]


@pytest.mark.parametrize(
    ("given", "obstacle"),
    [
        ([], StandingObstacle.NO_FINAL_SCORES),
        ([("A", 1, 4), ("B", 1, 3)], StandingObstacle.ONE_READER),
        ([("A", 1, 4), ("A", 2, 3)], StandingObstacle.ONE_ENTRY),
        ([("A", 1, 3), ("A", 2, 3), ("B", 1, 3), ("B", 2, 3)], StandingObstacle.ALL_EQUAL),
        ([("A", 1, 4), ("B", 1, 3), ("C", 2, 2), ("D", 2, 5)], StandingObstacle.NO_SECOND_READS),
        ([("A", 1, 4), ("A", 2, 3), ("B", 3, 3), ("B", 4, 2)], StandingObstacle.READERS_READ_ONE),
        (
            [("A", 1, 4), ("A", 2, 3), ("B", 1, 3), ("B", 2, 5), ("C", 3, 4), ("C", 4, 2), ("D", 3, 1), ("D", 4, 2)],
            StandingObstacle.SEPARATE_GROUPS,
        ),
        (PAIR, StandingObstacle.INSEPARABLE),
    ],
)
def test_what_the_scores_cannot_carry_is_not_corrected(given: Given, obstacle: StandingObstacle) -> None:
    found = placed(*given, entries="ABCD")

    assert found.obstacle is not None
    assert (found.obstacle.code, found.variances, found.severities) == (obstacle, None, ())
    assert [row.band for row in found.rows] == [None] * 4
    assert {row.ranked.reference for row in found.rows if row.total} == {entry for entry, _, _ in given}


def test_the_obstacle_says_which_groups() -> None:
    apart = [("A", 1, 4), ("A", 2, 3), ("B", 1, 3), ("B", 2, 5), ("E", 1, 2), ("C", 3, 4), ("C", 4, 2), ("D", 3, 1)]

    found = placed(*apart).obstacle

    assert found is not None
    assert found.values == {"n_groups": 2, "n_smallest": 2, "example": "C"}


def test_golden_cases_link_readers_and_have_no_place() -> None:
    apart = [("A", 1, 4), ("A", 2, 3), ("B", 1, 3), ("B", 2, 5), ("C", 3, 4), ("C", 4, 2), ("D", 3, 1), ("D", 4, 2)]
    golden = [("gold", reader, value) for reader, value in ((1, 4), (2, 3), (3, 3), (4, 2))]

    found = placed(*apart, links=golden)

    assert {row.ranked.reference for row in found.rows} == set("ABCD")
    assert found.obstacle is None or found.obstacle.code is not StandingObstacle.SEPARATE_GROUPS


def test_a_strict_reader_costs_an_entry_less_than_its_mean_says() -> None:
    given = crowd()
    found = placed(*given, places=10)
    severe = {row.reader: row for row in found.severities}

    assert found.obstacle is None
    assert severe[0].severity < 0 < severe[9].severity
    assert sum(row.n_reads for row in found.severities) == len(given)
    unlucky = max(found.rows, key=lambda row: _corrected(row) - _raw(row))
    by_strict = [reader for entry, reader, _ in given if entry == unlucky.ranked.reference]
    assert np.mean([severe[reader].severity for reader in by_strict]) < 0


def test_every_entry_has_an_interval_a_chance_and_a_band() -> None:
    found = placed(*crowd(), places=10)

    for row in found.rows:
        assert row.total is not None
        assert row.total.low is not None
        assert row.total.high is not None
        assert row.total.low < _corrected(row) < row.total.high
        assert row.chance is not None
        assert row.band is band_of(row.chance)
        assert row.rank_low is not None
        assert row.rank_high is not None
        assert 1 <= row.rank_low <= row.rank_high <= 30
    assert [row.place for row in found.rows] == list(range(1, 31))
    assert sum(row.chance or 0 for row in found.rows) == pytest.approx(10)
    assert {row.band for row in found.rows} == set(Band)
    assert found.cut == pytest.approx((_corrected(found.rows[9]) + _corrected(found.rows[10])) / 2)
    grey = [_corrected(row) for row in found.rows if row.band is Band.CLOSE]
    assert found.grey == (min(grey), max(grey))


def test_the_same_scores_give_the_same_standing() -> None:
    given = crowd()

    assert placed(*given, places=10) == placed(*given, places=10)


def test_an_unread_entry_comes_last_without_figures() -> None:
    found = placed(*crowd(), entries="".join({entry for entry, _, _ in crowd()}) + "é", places=10)

    last = found.rows[-1]
    assert (last.ranked.reference, last.place, last.total, last.chance, last.band) == ("é", 31, None, None, None)


def test_everybody_goes_on_when_there_are_places_enough() -> None:
    found = placed(*crowd(), places=40)

    assert found.cut is None
    assert {row.band for row in found.rows} == {Band.IN}
    assert found.next_reads == ()


def test_without_a_reader_the_entries_of_that_reader_are_named() -> None:
    given = crowd()
    found = placed(*given, places=10)

    first = found.rows[0]
    readers = sorted(reader for entry, reader, _ in given if entry == first.ranked.reference)
    assert sorted(one.reader for one in first.without) == readers
    assert all(row.n_changes is not None and row.n_changes <= 10 for row in found.severities)


@pytest.mark.parametrize(
    ("chance", "band"),
    [(1.0, Band.IN), (0.75, Band.IN), (0.74, Band.CLOSE), (0.25, Band.CLOSE), (0.24, Band.OUT), (0.0, Band.OUT)],
)
def test_three_of_four_is_in_and_less_than_one_is_out(chance: float, band: Band) -> None:
    assert band_of(chance) is band


def test_next_readings_go_to_close_entries_and_spread_out() -> None:
    found = placed(*crowd(), places=10)

    close = {row.ranked.reference for row in found.rows if row.band is Band.CLOSE}
    assert set(found.next_reads) == close
    assert max(found.next_reads.count(reference) for reference in close) == 3


def test_golden_cases_get_no_readings() -> None:
    golden = [("gold", reader, 3) for reader in range(10)]

    found = placed(*crowd(), links=golden, places=10)

    assert "gold" not in found.next_reads
    assert sum(row.chance or 0 for row in found.rows) == pytest.approx(10)


def test_who_only_did_the_warm_up_has_no_severity() -> None:
    found = placed(*crowd(), links=[("gold", reader, 3) for reader in (0, 1, 99)], places=10)

    assert sorted(row.reader for row in found.severities) == list(range(10))


def _corrected(row: Row) -> float:
    assert row.total is not None
    assert row.total.corrected is not None
    return row.total.corrected


def _raw(row: Row) -> float:
    assert row.total is not None
    return row.total.raw

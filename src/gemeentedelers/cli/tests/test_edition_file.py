from datetime import UTC, datetime

import pytest

from gemeentedelers.cli.demo import EDITIONS
from gemeentedelers.cli.edition_file import read_edition
from gemeentedelers.domain.editions.rules import Deadline, DeadlineStyle, EditionPlan, RoundKind

GOOD = (EDITIONS / "2027.toml").read_text(encoding="utf-8")


def changed(before: str, after: str) -> str:
    assert before in GOOD
    return GOOD.replace(before, after, 1)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def plan() -> EditionPlan:
    read, faults = read_edition(GOOD)
    assert (read is not None, faults) == (True, [])
    assert read is not None
    return read


def test_a_day_counts_whole_and_a_moment_is_itself() -> None:
    read = plan()
    assert (read.closing.at, read.closing.style) == (
        datetime(2026, 12, 4, 23, tzinfo=UTC),
        DeadlineStyle.INCLUSIVE_DAY,
    )
    moment, _ = read_edition(changed("closes = 2026-12-04", "closes = 2026-12-04T09:00:00"))
    assert moment is not None
    assert (moment.closing.at, moment.closing.style) == (
        datetime(2026, 12, 4, 8, tzinfo=UTC),
        DeadlineStyle.MOMENT,
    )


def test_every_part_is_read() -> None:
    read = plan()
    assert (len(read.categories), len(read.criteria), len(read.prizes), len(read.quotes)) == (4, 3, 4, 3)
    assert [len(criterion.anchors) for criterion in read.criteria] == [5, 5, 5]
    reading = read.round_of(RoundKind.READING)
    assert reading is not None
    assert (reading.reads_per_entry, reading.places, reading.wildcards) == (3, 30, 1)


def test_grace_and_the_closing_of_the_nominations_may_be_said() -> None:
    assert (plan().grace_minutes, plan().nominations_closing) == (15, None)
    text = changed(
        "closes = 2026-12-04", "closes = 2026-12-04\ngrace_minutes = 5\n\n[nominations]\ncloses = 2026-11-27"
    )
    said, faults = read_edition(text)

    assert (said is not None, faults) == (True, [])
    assert said is not None
    assert said.grace_minutes == 5
    assert said.nominations_closing == Deadline(datetime(2026, 11, 27, 23, tzinfo=UTC), DeadlineStyle.INCLUSIVE_DAY)


CLOSES = "closes = 2026-12-04"
CHANGES = [
    (CLOSES, f"{CLOSES}\ngrace_minutes = 90", "entry.grace_minutes", "grace_minutes = 90"),
    (CLOSES, f"{CLOSES}\ngrace_minutes = -1", "entry.grace_minutes", "grace_minutes = -1"),
    (CLOSES, f'{CLOSES}\ngrace_minutes = "15"', "entry.grace_minutes", 'grace_minutes = "15"'),
    (CLOSES, f"{CLOSES}\n[nominations]", "nominations.closes", "[nominations]"),
    (CLOSES, f"{CLOSES}\n[nominations]\ncloses = 2026-10-01", "nominations.closes", "closes = 2026-10-01"),
    (CLOSES, f"{CLOSES}\n[nominations]\ncloses = 2026-12-14", "nominations.closes", "closes = 2026-12-14"),
    (CLOSES, f"{CLOSES}\n[nominations]\ncloses = 2026-10-25T02:30:00", "nominations.closes", "closes = 2026-10-25"),
    ("year = 2027", 'year = "2027"', "year", "year = "),
    ("closes = 2026-12-04", 'closes = "4 december"', "entry.closes", 'closes = "4 december"'),
    ("opens = 2026-11-02", "opens = 2026-11-02T09:00:00Z", "entry.opens", "opens = 2026-11-02T"),
    ("opens = 2026-11-02", "opens = 2026-03-29T02:30:00", "entry.opens", "opens = 2026-03-29"),
    ("closes = 2026-12-04", "closes = 2026-10-01", "entry.closes", "closes = 2026-10-01"),
    ('kind = "jury"', 'kind = "oracle"', "rounds.1.kind", 'kind = "oracle"'),
    ("opens = 2027-03-01", "opens = 2027-01-01", "rounds.1.opens", "opens = 2027-01-01"),
    ('key = "waardevol"', 'key = "succesvol"', "criteria.1.key", 'name = "Waardevol"'),
    ("[reveal]\nfrom", "[reveal]\nform", "reveal.from", "[reveal]"),
    ('category = "lokale-democratie"', 'category = "elders"', "prizes.2.category", 'category = "elders"'),
    ("max_age_years = 3", "max_age_years = 3\nsponsor = 1", "sponsor", "sponsor = 1"),
]


@pytest.mark.parametrize(("before", "after", "key", "place"), CHANGES)
def test_a_fault_names_its_line_and_key(before: str, after: str, key: str, place: str) -> None:
    text = changed(before, after)
    read, faults = read_edition(text)
    expected = line_of(text, place) - (1 if key == "criteria.1.key" else 0)
    assert read is None
    assert (expected, key) in [(fault.line, fault.key) for fault in faults]


def test_all_faults_are_named_at_once() -> None:
    text = changed("year = 2027", "year = 1").replace('key = "leefomgeving"', 'key = "Leefomgeving!"', 1)
    _, faults = read_edition(text.replace("weight = 2", "weight = 0", 1))
    assert [fault.key for fault in faults] == ["year", "categories.1.key", "criteria.0.weight"]


@pytest.mark.parametrize(
    ("text", "line"),
    [("year = 2027\nname = ", 2), ("year = 2027\nyear = 2028\n", 2), ('name = "GemeenteDelers\n', 1)],
)
def test_what_is_no_toml_says_where(text: str, line: int) -> None:
    _, faults = read_edition(text)
    assert [fault.line for fault in faults] == [line]

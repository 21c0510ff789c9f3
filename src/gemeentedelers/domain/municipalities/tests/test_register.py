from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.municipalities.actions import REFERENCE, REGIONS, LoadReport, load_regions, load_register
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.queries import (
    broken_tiles,
    current_codes,
    municipality_named,
    n_municipalities_on,
    tile_map,
    vicinity,
)
from gemeentedelers.domain.municipalities.rules import (
    RegionKind,
    RegisterObstacle,
    SizeClass,
    Vicinity,
    exists_on,
    read_regions,
    read_register,
    size_class,
)
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TEXT = REFERENCE.read_text(encoding="utf-8")

GOOD = {
    "code": "GM0001", "name": "Een", "tooi": "", "province": "Utrecht", "valid_from": "", "valid_to": "",
    "successor_codes": "", "population": "10", "population_year": "2024", "urbanity_class": "1",
    "lat": "52.0", "lon": "5.0", "website": "", "land_area_km2": "1.5",
}  # fmt: skip


def file_of(*rows: dict[str, str]) -> str:
    return "\n".join(",".join(cells) for cells in [list(GOOD), *(list(row.values()) for row in rows)])


@pytest.fixture
def register(db: None) -> LoadReport:
    rows, faults = read_register(TEXT)
    assert faults == []
    return load_register(rows, by="test", now=NOW)


@pytest.mark.parametrize(
    ("year", "expected"), [(2020, 355), (2021, 352), (2022, 345), (2023, 342), (2024, 342), (2026, 342)]
)
def test_the_register_counts_the_municipalities_of_each_year(register: LoadReport, year: int, expected: int) -> None:
    assert n_municipalities_on(date(year, 1, 1)) == expected


def test_a_municipality_exists_up_to_and_including_its_last_day(register: LoadReport) -> None:
    assert n_municipalities_on(date(2020, 12, 31)) == 355
    assert n_municipalities_on(date(2021, 1, 1)) == 352


def test_whoever_ended_has_a_successor_that_exists(register: LoadReport) -> None:
    ended = Municipality.objects.exclude(valid_to=None)

    assert ended.count() == 18
    assert not ended.filter(successors=None).exists()
    assert current_codes(set(ended.values_list("code", flat=True))) <= {tile.code for tile in tile_map()}


def test_loading_twice_changes_nothing(register: LoadReport) -> None:
    rows, _ = read_register(TEXT)

    assert len(register.added) == 360
    assert load_register(rows, by="test", now=NOW) == LoadReport((), (), ())


def test_a_load_records_one_fact(register: LoadReport) -> None:
    [fact] = Fact.objects.all()

    assert (fact.name, fact.subject, fact.actor, fact.at) == ("register.loaded", "register", "test", NOW)
    assert fact.values == {"n_added": 360, "n_changed": 0, "n_ended": 0}


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({}, LoadReport((), (), ())),
        ({"population": "11"}, LoadReport((), ("GM0002",), ())),
        ({"successor_codes": "GM0001"}, LoadReport((), ("GM0002",), ())),
        ({"valid_to": "2026-12-31", "successor_codes": "GM0001"}, LoadReport((), (), ("GM0002",))),
    ],
    ids=["the same", "more people", "a successor", "an end"],
)
def test_a_load_tells_changed_from_ended(db: None, second: dict[str, str], expected: LoadReport) -> None:
    other = GOOD | {"code": "GM0002", "name": "Twee"}
    load_register(read_register(file_of(GOOD, other))[0], by="test", now=NOW)
    rows, _ = read_register(file_of(GOOD, other | second))

    assert load_register(rows, by="test", now=NOW) == expected
    assert load_register(rows, by="test", now=NOW) == LoadReport((), (), ())


def test_a_dry_run_reports_and_stores_nothing(db: None) -> None:
    rows, _ = read_register(TEXT)

    assert len(load_register(rows, by="test", now=NOW, dry_run=True).added) == 360
    assert Municipality.objects.count() == 0


def test_everyone_has_a_tile_of_its_own(
    register: LoadReport, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        tiles = tile_map()

    assert len({(tile.column, tile.row) for tile in tiles}) == 342
    assert not broken_tiles().exists()


def test_everyday_names_are_known(register: LoadReport) -> None:
    hague = municipality_named("Den Haag")

    assert hague is not None
    assert hague.code == "GM0518"


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "expected"),
    [
        (None, None, True),
        (date(2026, 1, 1), None, True),
        (date(2026, 1, 2), None, False),
        (None, date(2026, 1, 1), True),
        (None, date(2025, 12, 31), False),
    ],
)
def test_existing_includes_first_and_last_day(valid_from: date | None, valid_to: date | None, expected: bool) -> None:
    assert exists_on(date(2026, 1, 1), valid_from=valid_from, valid_to=valid_to) is expected


@pytest.mark.parametrize(
    ("population", "expected"),
    [
        (0, SizeClass.SMALL),
        (24_999, SizeClass.SMALL),
        (25_000, SizeClass.MEDIUM),
        (50_000, SizeClass.LARGE),
        (99_999, SizeClass.LARGE),
        (100_000, SizeClass.VERY_LARGE),
    ],
)
def test_size_classes_start_at_their_round_number(population: int, expected: SizeClass) -> None:
    assert size_class(population) is expected


@pytest.mark.parametrize(
    ("column", "value", "obstacle"),
    [
        ("population", "veel", RegisterObstacle.BAD_VALUE),
        ("valid_to", "31-12-2020", RegisterObstacle.BAD_VALUE),
        ("lat", "", RegisterObstacle.BAD_VALUE),
        ("lon", "500", RegisterObstacle.BAD_VALUE),
        ("name", "", RegisterObstacle.BAD_VALUE),
        ("name", "n" * 81, RegisterObstacle.BAD_VALUE),
        ("name", "Een\0", RegisterObstacle.BAD_VALUE),
        ("code", "0344", RegisterObstacle.BAD_VALUE),
        ("province", "Friesland", RegisterObstacle.BAD_VALUE),
        ("population", "-5", RegisterObstacle.BAD_VALUE),
        ("population", "99999999999", RegisterObstacle.BAD_VALUE),
        ("urbanity_class", "6", RegisterObstacle.BAD_VALUE),
        ("lat", "91", RegisterObstacle.BAD_VALUE),
        ("land_area_km2", "nan", RegisterObstacle.BAD_VALUE),
        ("website", "javascript:alert(1)", RegisterObstacle.BAD_VALUE),
        ("successor_codes", "GM9999", RegisterObstacle.UNKNOWN_SUCCESSOR),
        ("successor_codes", "GM0002", RegisterObstacle.UNKNOWN_SUCCESSOR),
        ("code", "GM0001", RegisterObstacle.DOUBLE_CODE),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(column: str, value: str, obstacle: RegisterObstacle) -> None:
    second = GOOD | {"code": "GM0002"} | {column: value}

    _, faults = read_register(file_of(GOOD, second))

    assert [(fault.line, fault.column, fault.refusal.code) for fault in faults] == [(3, column, obstacle)]


def test_every_bad_row_is_named() -> None:
    _, faults = read_register(file_of(GOOD | {"lat": ""}, GOOD, GOOD | {"code": "GM0002", "name": ""}))

    assert [(fault.line, fault.column) for fault in faults] == [(2, "lat"), (4, "name")]


def test_a_municipality_cannot_end_before_it_begins() -> None:
    _, faults = read_register(file_of(GOOD | {"valid_from": "2026-01-01", "valid_to": "2025-12-31"}))

    assert [(fault.line, fault.column) for fault in faults] == [(2, "valid_to")]


def test_the_mark_of_a_spreadsheet_is_no_part_of_a_column_name() -> None:
    rows, faults = read_register("\ufeff" + file_of(GOOD))

    assert [row.code for row in rows] == ["GM0001"]
    assert faults == []


def test_a_quotation_mark_that_never_closes_is_a_fault() -> None:
    _, faults = read_register(file_of(GOOD | {"name": '"' + "n" * 200_000}))

    assert len(faults) == 1


def test_a_missing_column_is_named() -> None:
    _, faults = read_register("code,name\nGM0001,Een\n")

    assert faults[0].refusal.code == RegisterObstacle.COLUMNS_MISSING


def regions_file(*rows: str) -> str:
    return "\n".join([",".join(("code", *RegionKind)), *rows])


@pytest.fixture
def regions(register: LoadReport) -> tuple[str, ...]:
    rows, faults = read_regions(REGIONS.read_text(encoding="utf-8"))
    assert faults == []
    return load_regions(rows, by="test", now=NOW)


def test_everyone_of_today_has_a_region_of_every_kind(regions: tuple[str, ...]) -> None:
    current = Municipality.objects.filter(valid_to=None)

    assert len(regions) == 342
    assert {frozenset(row.regions) for row in current} == {frozenset(kind.value for kind in RegionKind)}


def test_loading_regions_twice_changes_nothing(regions: tuple[str, ...]) -> None:
    rows, _ = read_regions(REGIONS.read_text(encoding="utf-8"))

    assert load_regions(rows, by="test", now=NOW) == ()
    assert [(fact.subject, fact.values) for fact in Fact.objects.filter(name="regions.loaded")] == [
        ("register", {"n_changed": 342})
    ]


def test_loading_the_register_again_keeps_the_regions(regions: tuple[str, ...]) -> None:
    rows, _ = read_register(TEXT.replace("243768", "243769"))
    load_register(rows, by="test", now=NOW)

    assert Municipality.objects.get(code="GM0014").regions["public_health"] == "GGD Groningen"


def test_a_dry_run_of_regions_stores_nothing(register: LoadReport) -> None:
    rows, _ = read_regions(REGIONS.read_text(encoding="utf-8"))

    assert len(load_regions(rows, by="test", now=NOW, dry_run=True)) == 342
    assert not Municipality.objects.exclude(regions={}).exists()


def test_regions_of_an_unknown_municipality_are_refused_together(register: LoadReport) -> None:
    rows, _ = read_regions(regions_file("GM0014,Groningen,,,,,,", "GM9999,Nergens,,,,,,"))

    with pytest.raises(RefusedError) as error:
        load_regions(rows, by="test", now=NOW)

    assert (error.value.refusal.code, error.value.refusal.values) == (
        RegisterObstacle.UNKNOWN_MUNICIPALITY,
        {"codes": "GM9999"},
    )
    assert not Municipality.objects.exclude(regions={}).exists()


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (regions_file("0014,,,,,,,"), 2, "code"),
        (regions_file(f"GM0014,{'x' * 81},,,,,,"), 2, "safety"),
        (regions_file("GM0014,a,,,,,,", "GM0014,a,,,,,,"), 3, "code"),
        ("code\nGM0014\n", 1, "safety"),
    ],
)
def test_a_bad_cell_of_regions_is_named(text: str, line: int, column: str) -> None:
    _, faults = read_regions(text)

    assert [(fault.line, fault.column) for fault in faults] == [(line, column)]


def test_the_vicinity_comes_in_two_queries(
    regions: tuple[str, ...], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        near = vicinity()

    assert near.regions_shared("GM0228", "GM0203")[RegionKind.YOUTH_CARE] == "Food Valley"
    assert near.called("GM0228") == "Ede"


def test_neighbours_are_guessed_from_the_middles(regions: tuple[str, ...]) -> None:
    near = vicinity()
    names = sorted(near.called(code) for code in near.neighbours["GM0344"])

    assert names == ["Bunnik", "De Bilt", "IJsselstein", "Montfoort", "Nieuwegein", "Stichtse Vecht", "Woerden"]
    assert near.are_neighbours("GM0344", "GM0312")
    assert near.are_neighbours("GM0312", "GM0344")
    assert not near.are_neighbours("GM0344", "GM0014")


def test_a_merged_municipality_lies_where_its_successors_lie(regions: tuple[str, ...]) -> None:
    near = vicinity()
    appingedam, eemsdelta, groningen = "GM0003", "GM1979", "GM0014"

    assert near.today(appingedam) == {eemsdelta}
    assert near.regions_shared(appingedam, groningen) == near.regions_shared(eemsdelta, groningen)
    assert near.are_neighbours(appingedam, groningen) == near.are_neighbours(eemsdelta, groningen)


def test_successors_in_a_circle_end() -> None:
    near = Vicinity(successors={"A": frozenset({"B"}), "B": frozenset({"A"})})

    assert near.today("A") == {"A"}

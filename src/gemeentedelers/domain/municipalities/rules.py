"""When a municipality exists, how large we call it, what lies near it, and what a row of the register must hold.

The last day of a municipality counts: on 1 January of the next year its successor is there.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from gemeentedelers.foundation.refusals import Refusal


class SizeClass(StrEnum):
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    VERY_LARGE = "very_large"


class RegionKind(StrEnum):
    """For what municipalities of a region work together; its value is the column of the file of regions."""

    SAFETY = "safety"
    PUBLIC_HEALTH = "public_health"
    YOUTH_CARE = "youth_care"
    LABOUR_MARKET = "labour_market"
    SCHOOL_ATTENDANCE = "school_attendance"
    SAFE_HOME = "safe_home"
    ENERGY = "energy"


class RegisterObstacle(StrEnum):
    COLUMNS_MISSING = "columns_missing"
    BAD_VALUE = "bad_value"
    DOUBLE_CODE = "double_code"
    UNKNOWN_SUCCESSOR = "unknown_successor"
    UNKNOWN_MUNICIPALITY = "unknown_municipality"


PROVINCES = frozenset(
    {
        "Drenthe", "Flevoland", "Fryslân", "Gelderland", "Groningen", "Limburg", "Noord-Brabant", "Noord-Holland",
        "Overijssel", "Utrecht", "Zeeland", "Zuid-Holland",
    }
)  # fmt: skip

CODE = re.compile(r"GM[0-9]{4}")
ADDRESS = re.compile(r"https?://[!-~]{1,190}")
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
LONGEST_NAME = 80
BYTE_ORDER_MARK = "\ufeff"

# Between the middles of two municipalities; nineteen of twenty sides of the triangulation are shorter.
FARTHEST_NEIGHBOUR_KM = 30.0

SMALL_BELOW, MEDIUM_BELOW, LARGE_BELOW = 25_000, 50_000, 100_000

COLUMNS = (
    "code", "name", "tooi", "province", "valid_from", "valid_to", "successor_codes", "population",
    "population_year", "urbanity_class", "lat", "lon", "website", "land_area_km2",
)  # fmt: skip


Numbered = tuple[int, Mapping[str, str]]
Row = TypeVar("Row", "RegisterRow", "RegionRow")


@dataclass(frozen=True)
class RegisterRow:
    code: str
    name: str
    tooi: str
    province: str
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]
    population: int | None
    population_year: int | None
    urbanity_class: int | None
    latitude: float
    longitude: float
    website: str
    land_area_km2: float | None


@dataclass(frozen=True)
class RegionRow:
    """The regions that a municipality belongs to, by kind; a kind that the file leaves empty is absent."""

    code: str
    regions: Mapping[RegionKind, str]


@dataclass(frozen=True)
class Vicinity:
    """What lies near what, by the code of a municipality: everything that ties between places are computed from.

    A municipality that was merged away counts as its successors, also when the merger is still to come.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    websites: Mapping[str, str] = field(default_factory=dict)
    successors: Mapping[str, frozenset[str]] = field(default_factory=dict)
    regions: Mapping[str, Mapping[RegionKind, str]] = field(default_factory=dict)
    neighbours: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def called(self, code: str) -> str:
        return self.names.get(code, code)

    def today(self, code: str) -> frozenset[str]:
        """The municipality as it goes on: itself, or those into which it was merged in the end."""
        known = self._todays.get(code)
        if known is None:
            known = self._todays[code] = self._followed(code)
        return known

    def regions_shared(self, one: str, other: str) -> dict[RegionKind, str]:
        return dict(self._regions_of(one) & self._regions_of(other))

    def are_neighbours(self, one: str, other: str) -> bool:
        others = self.today(other)
        return any(self.neighbours.get(code, frozenset()) & others for code in self.today(one))

    def around(self) -> Mapping[str, frozenset[str]]:
        """For every municipality of today, itself and all that share a region with it or lie beside it."""
        todays = {today for code in (*self.names, *self.regions, *self.neighbours) for today in self.today(code)}
        members: dict[tuple[RegionKind, str], set[str]] = defaultdict(set)
        for code in todays:
            for region in self._regions_of(code):
                members[region].add(code)
        return {
            code: frozenset({code}).union(
                self.neighbours.get(code, ()), *(members[region] for region in self._regions_of(code))
            )
            for code in todays
        }

    @cached_property
    def _todays(self) -> dict[str, frozenset[str]]:
        return {}

    def _followed(self, code: str) -> frozenset[str]:
        reached, waiting = set[str](), [code]
        while waiting:
            if (one := waiting.pop()) not in reached:
                reached.add(one)
                waiting.extend(self.successors.get(one, ()))
        return frozenset(one for one in reached if not self.successors.get(one)) or frozenset({code})

    @cached_property
    def _regions(self) -> dict[str, frozenset[tuple[RegionKind, str]]]:
        return {}

    def _regions_of(self, code: str) -> frozenset[tuple[RegionKind, str]]:
        """Of itself, or of its successors when it has none of its own."""
        known = self._regions.get(code)
        if known is None:
            codes = [code] if code in self.regions else self.today(code)
            known = frozenset(region for one in codes for region in self.regions.get(one, {}).items())
            self._regions[code] = known
        return known


@dataclass(frozen=True)
class BadCell:
    """Where a file is wrong: the line as an editor counts it, and the column."""

    line: int
    column: str
    refusal: Refusal


def exists_on(day: date, *, valid_from: date | None, valid_to: date | None) -> bool:
    return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


def size_class(population: int) -> SizeClass:
    if population < SMALL_BELOW:
        return SizeClass.SMALL
    if population < MEDIUM_BELOW:
        return SizeClass.MEDIUM
    return SizeClass.LARGE if population < LARGE_BELOW else SizeClass.VERY_LARGE


def read_register(text: str) -> tuple[list[RegisterRow], list[BadCell]]:
    """All rows of a register file, and everything that is wrong with it."""
    numbered, faults = _numbered(text, COLUMNS)
    rows, bad = _parsed(numbered, _row)
    lines = {row.code: line for line, row in rows}
    return [row for _, row in rows], [*faults, *bad, *_unknown_successors([row for _, row in rows], lines)]


def read_regions(text: str) -> tuple[list[RegionRow], list[BadCell]]:
    """All rows of a file of regions, and everything that is wrong with it."""
    numbered, faults = _numbered(text, ("code", *RegionKind))
    rows, bad = _parsed(numbered, _region_row)
    return [row for _, row in rows], [*faults, *bad]


def _numbered(text: str, columns: Sequence[str]) -> tuple[list[Numbered], list[BadCell]]:
    """The cells of each row with its line, or why the file cannot be read at all."""
    # A spreadsheet begins its file with a byte order mark, which would become part of the first column's name.
    reader = csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK)), restval="")
    try:
        absent = [column for column in columns if column not in (reader.fieldnames or [])]
        numbered = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        return [], [BadCell(reader.line_num, columns[0], Refusal(RegisterObstacle.BAD_VALUE, value=str(error)))]
    if absent:
        refusal = Refusal(RegisterObstacle.COLUMNS_MISSING, columns=", ".join(absent))
        return [], [BadCell(1, absent[0], refusal)]
    return list(numbered), []


def _parsed(
    numbered: Iterable[Numbered], parse: Callable[[Mapping[str, str]], Row]
) -> tuple[list[tuple[int, Row]], list[BadCell]]:
    rows: list[tuple[int, Row]] = []
    faults: list[BadCell] = []
    seen: set[str] = set()
    for line, cells in numbered:
        try:
            row = parse(cells)
        except _CellError as error:
            refusal = Refusal(RegisterObstacle.BAD_VALUE, value=cells[error.column])
            faults.append(BadCell(line, error.column, refusal))
            continue
        if row.code in seen:
            faults.append(BadCell(line, "code", Refusal(RegisterObstacle.DOUBLE_CODE, code=row.code)))
        seen.add(row.code)
        rows.append((line, row))
    return rows, faults


def _unknown_successors(rows: list[RegisterRow], lines: Mapping[str, int]) -> list[BadCell]:
    return [
        BadCell(lines[row.code], "successor_codes", Refusal(RegisterObstacle.UNKNOWN_SUCCESSOR, code=successor))
        for row in rows
        for successor in row.successors
        if successor not in lines or successor == row.code
    ]


class _CellError(ValueError):
    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def _row(cells: Mapping[str, str]) -> RegisterRow:
    row = RegisterRow(
        code=_code(cells),
        name=_name(cells),
        tooi=_address(cells, "tooi"),
        province=_province(cells),
        valid_from=_day(cells, "valid_from"),
        valid_to=_day(cells, "valid_to"),
        successors=tuple(code for code in cells["successor_codes"].split(";") if code),
        population=_whole(cells, "population"),
        population_year=_whole(cells, "population_year", highest=9999),
        urbanity_class=_whole(cells, "urbanity_class", highest=5),
        latitude=_number(cells, "lat", lowest=-90, highest=90),
        longitude=_number(cells, "lon", lowest=-180, highest=180),
        website=_address(cells, "website"),
        land_area_km2=_number(cells, "land_area_km2", lowest=0, highest=1e6) if cells["land_area_km2"] else None,
    )
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise _CellError("valid_to")
    return row


def _region_row(cells: Mapping[str, str]) -> RegionRow:
    named = {kind: _region(cells, kind) for kind in RegionKind if cells[kind]}
    return RegionRow(code=_code(cells), regions=named)


def _region(cells: Mapping[str, str], kind: RegionKind) -> str:
    if len(cells[kind]) > LONGEST_NAME or not cells[kind].isprintable():
        raise _CellError(kind)
    return cells[kind]


def _code(cells: Mapping[str, str]) -> str:
    if not CODE.fullmatch(cells["code"]):
        raise _CellError("code")
    return cells["code"]


def _name(cells: Mapping[str, str]) -> str:
    name = cells["name"]
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise _CellError("name")
    return name


def _province(cells: Mapping[str, str]) -> str:
    if cells["province"] not in PROVINCES:
        raise _CellError("province")
    return cells["province"]


def _address(cells: Mapping[str, str], column: str) -> str:
    """Only web addresses: these become links."""
    if cells[column] and not ADDRESS.fullmatch(cells[column]):
        raise _CellError(column)
    return cells[column]


def _day(cells: Mapping[str, str], column: str) -> date | None:
    try:
        return date.fromisoformat(cells[column]) if cells[column] else None
    except ValueError as error:
        raise _CellError(column) from error


def _whole(cells: Mapping[str, str], column: str, *, highest: int = 10**9) -> int | None:
    if not cells[column]:
        return None
    if not WHOLE_NUMBER.fullmatch(cells[column]) or int(cells[column]) > highest:
        raise _CellError(column)
    return int(cells[column])


def _number(cells: Mapping[str, str], column: str, *, lowest: float, highest: float) -> float:
    try:
        number = float(cells[column])
    except ValueError as error:
        raise _CellError(column) from error
    if not lowest <= number <= highest:
        raise _CellError(column)
    return number

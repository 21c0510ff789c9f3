"""When a municipality exists, how large we call it, and what a row of the register must hold.

The last day of a municipality counts: on 1 January of the next year its successor is there.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gemeentedelers.foundation.refusals import Refusal


class SizeClass(StrEnum):
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    VERY_LARGE = "very_large"


class RegisterObstacle(StrEnum):
    COLUMNS_MISSING = "columns_missing"
    BAD_VALUE = "bad_value"
    DOUBLE_CODE = "double_code"
    UNKNOWN_SUCCESSOR = "unknown_successor"


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

SMALL_BELOW, MEDIUM_BELOW, LARGE_BELOW = 25_000, 50_000, 100_000

COLUMNS = (
    "code", "name", "tooi", "province", "valid_from", "valid_to", "successor_codes", "population",
    "population_year", "urbanity_class", "lat", "lon", "website", "land_area_km2",
)  # fmt: skip


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
    # A spreadsheet begins its file with a byte order mark, which would become part of the first column's name.
    reader = csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK)), restval="")
    try:
        absent = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
        numbered = [(reader.line_num, cells) for cells in reader]
    except csv.Error as error:
        return [], [BadCell(reader.line_num, COLUMNS[0], Refusal(RegisterObstacle.BAD_VALUE, value=str(error)))]
    if absent:
        refusal = Refusal(RegisterObstacle.COLUMNS_MISSING, columns=", ".join(absent))
        return [], [BadCell(1, absent[0], refusal)]
    return _rows(numbered)


def _rows(numbered: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[list[RegisterRow], list[BadCell]]:
    rows: list[RegisterRow] = []
    faults: list[BadCell] = []
    lines: dict[str, int] = {}
    for line, cells in numbered:
        try:
            row = _row(cells)
        except _CellError as error:
            refusal = Refusal(RegisterObstacle.BAD_VALUE, value=cells[error.column])
            faults.append(BadCell(line, error.column, refusal))
            continue
        if row.code in lines:
            faults.append(BadCell(line, "code", Refusal(RegisterObstacle.DOUBLE_CODE, code=row.code)))
        lines[row.code] = line
        rows.append(row)
    return rows, [*faults, *_unknown_successors(rows, lines)]


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

"""When a case may become public, what it is called there, and what a file of earlier cases must hold.

Regulations: entries become public with the result, and only with the consent of the municipality. Cases of
earlier years come from a file in which every row carries its source.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gemeentedelers.domain.editions.rules import is_revealed
from gemeentedelers.domain.municipalities.rules import BadCell
from gemeentedelers.domain.people.rules import COUNTRIES
from gemeentedelers.foundation.refusals import Refusal, RefusedError

TITLE_LENGTH, CATEGORY_LENGTH, PRIZE_LENGTH, ADDRESS_LENGTH = 200, 100, 100, 500
SLUG_LENGTH, SLUG_OF_TITLE_LENGTH = 80, 60
EARLIEST_YEAR, LATEST_YEAR = 2000, 2099
LARGEST_NUMBER = 2_147_483_647

COLUMNS = ("edition", "title", "municipality", "category", "result", "summary_nl", "source_url")


class Outcome(StrEnum):
    WINNER = "winner"
    FINALIST = "finalist"
    SHORTLISTED = "shortlisted"
    PARTICIPANT = "participant"


class PublicationObstacle(StrEnum):
    NOT_REVEALED = "not_revealed"
    COLUMNS_MISSING = "columns_missing"
    NOT_READABLE = "not_readable"
    TITLE_MISSING = "title_missing"
    TOO_LONG = "too_long"
    UNKNOWN_YEAR = "unknown_year"
    MUNICIPALITY_MISSING = "municipality_missing"
    UNKNOWN_MUNICIPALITY = "unknown_municipality"
    UNKNOWN_OUTCOME = "unknown_outcome"
    UNKNOWN_THEME = "unknown_theme"
    NOT_AN_ADDRESS = "not_an_address"
    NOT_A_NUMBER = "not_a_number"


@dataclass(frozen=True)
class Part:
    """A piece of a case under its own heading."""

    heading: str
    text: str


@dataclass(frozen=True)
class CaseRow:
    """One case of an earlier year; `line` is where it stands in its file."""

    line: int
    year: int
    title: str
    municipalities: tuple[str, ...]
    category: str
    outcome: Outcome
    prize: str
    summary: str
    source_url: str
    themes: tuple[str, ...] = ()
    body: tuple[Part, ...] = ()
    population_served: int | None = None


def why_not_publish(*, revealed_at: datetime | None, now: datetime) -> Refusal | None:
    """Until the reveal nothing of an edition is public, for nobody."""
    return None if is_revealed(revealed_at, now) else Refusal(PublicationObstacle.NOT_REVEALED)


OUTCOMES: Mapping[str, Outcome] = {
    "": Outcome.PARTICIPANT,
    "deelnemer": Outcome.PARTICIPANT,
    "finalist": Outcome.FINALIST,
    "genomineerd": Outcome.FINALIST,
    "genomineerde": Outcome.FINALIST,
    "kanshebber": Outcome.SHORTLISTED,
    "shortlist": Outcome.SHORTLISTED,
    "winnaar": Outcome.WINNER,
}
OUTCOME_PATTERN = re.compile(r"(?P<word>[^()]*?)\s*(?:\((?P<prize>[^()]+)\))?")


def outcome_of(text: str) -> tuple[Outcome, str]:
    """`winnaar (Publieksprijs)` is a winner of that prize. Raises when the word is none of ours."""
    found = OUTCOME_PATTERN.fullmatch(text.strip())
    word = found["word"].lower() if found else text
    if found is None or word not in OUTCOMES:
        raise RefusedError(Refusal(PublicationObstacle.UNKNOWN_OUTCOME, value=text))
    return OUTCOMES[word], (found["prize"] or "").strip()


def country_of(name: str) -> str | None:
    """A participant outside the register says its country in brackets: `Gent (België)` is in BE."""
    found = re.fullmatch(r".+ \((?P<country>[^()]+)\)", name)
    abroad = {name: code for code, name in COUNTRIES.items() if code != "NL"}
    return abroad.get(found["country"]) if found else None


def slug_of(text: str) -> str:
    """The title as it stands in a web address: lower case, plain letters, cut between words."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"['`]", "", plain)
    slug = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    if len(slug) > SLUG_OF_TITLE_LENGTH:
        head = slug[: SLUG_OF_TITLE_LENGTH + 1]
        slug = head.rpartition("-")[0] if "-" in head else head[:SLUG_OF_TITLE_LENGTH]
    return slug or "casus"


def free_slug(title: str, participant: str, taken: Collection[str]) -> str:
    """The slug of the title; a second case with that title adds its municipality, a third a number."""
    plain = slug_of(title)
    if plain not in taken:
        return plain
    with_name = f"{plain}-{slug_of(participant)}"[: SLUG_LENGTH - 6].strip("-")
    slug, number = with_name, 2
    while slug in taken:
        slug, number = f"{with_name}-{number}", number + 1
    return slug


# A number with what makes it one thing for the eye: "1 op 3", "€ 4.000", "25 procent".
NUMBER = re.compile(
    r"(?:€ ?)?(?<![\w.,])\d+(?:[.,]\d+)*(?: op (?:de )?\d+| ?(?:procent|%)| (?:miljoen|miljard)(?: euro)?| euro)?"
)


def number_in(result: str) -> str:
    """The number that a result is remembered by; a bare year is none."""
    found = (match.group() for match in NUMBER.finditer(result))
    return next((number for number in found if not re.fullmatch(r"(19|20)\d\d", number)), "")


def parts_of(body: str) -> tuple[Part, ...]:
    """A text with `## headings` as the pieces of a case; what stands before the first has no heading."""
    pieces = re.split(r"^##[ \t]+(.+)$", body.replace("\r\n", "\n"), flags=re.MULTILINE)
    headed = zip(["", *pieces[1::2]], pieces[::2], strict=True)
    return tuple(Part(heading.strip(), text.strip()) for heading, text in headed if text.strip())


def parts_of_entry(content: Mapping[str, object], criteria: Sequence[tuple[str, str]]) -> list[Part]:
    """What a team wrote, in the order in which a colleague reads it; criteria are (key, name)."""
    answers = content.get("answers")
    by_key = answers if isinstance(answers, Mapping) else {}
    written = [
        ("Het probleem", content.get("problem")),
        ("De aanpak", content.get("approach")),
        *((name, by_key.get(key)) for key, name in criteria),
        ("Wat u zo kunt overnemen", content.get("portable")),
        ("Wat alleen bij deze gemeente hoort", content.get("local")),
        ("Klein proberen", content.get("small_try")),
        ("Kosten", content.get("costs")),
        ("Wat ging er mis", content.get("lessons")),
    ]
    return [Part(heading, str(text)) for heading, text in written if text]


def read_cases(text: str) -> tuple[list[CaseRow], list[BadCell]]:
    """All good rows of a file of cases, and everything that is wrong with the others."""
    rows: list[CaseRow] = []
    faults: list[BadCell] = []
    try:
        for line, cells in _numbered(text):
            try:
                rows.append(_row(line, cells))
            except _CellError as error:
                faults.append(BadCell(line, error.column, error.refusal))
    except _FileError as error:
        faults.append(error.fault)
    return rows, faults


class _CellError(ValueError):
    def __init__(self, column: str, refusal: Refusal) -> None:
        super().__init__(column)
        self.column = column
        self.refusal = refusal


class _FileError(ValueError):
    def __init__(self, line: int, column: str, refusal: Refusal) -> None:
        super().__init__(column)
        self.fault = BadCell(line, column, refusal)


def _numbered(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Every row with the line on which it begins: a quoted text may run over many lines."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    header: list[str] = []
    begins = 1
    try:
        for values in reader:
            if not header:
                header = _header(values)
            elif any(value.strip() for value in values):
                cells = dict.fromkeys(header, "") | dict(zip(header, values, strict=False))
                yield begins, {column: value.strip() for column, value in cells.items()}
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _FileError(begins, "edition", Refusal(PublicationObstacle.NOT_READABLE)) from error
    if not header:
        _header([])


def _header(values: Sequence[str]) -> list[str]:
    header = [value.strip() for value in values]
    absent = [column for column in COLUMNS if column not in header]
    if absent:
        refusal = Refusal(PublicationObstacle.COLUMNS_MISSING, columns=", ".join(absent))
        raise _FileError(1, absent[0], refusal)
    return header


def _row(line: int, cells: Mapping[str, str]) -> CaseRow:
    for column, value in cells.items():
        if "\x00" in value:
            raise _CellError(column, Refusal(PublicationObstacle.NOT_READABLE))
    outcome, prize = _outcome(cells["result"])
    return CaseRow(
        line=line,
        year=_year(cells["edition"]),
        title=_title(cells["title"]),
        municipalities=_municipalities(cells["municipality"]),
        category=_at_most(CATEGORY_LENGTH, "category", cells["category"]),
        outcome=outcome,
        prize=_at_most(PRIZE_LENGTH, "result", prize),
        summary=cells["summary_nl"],
        source_url=_address(cells["source_url"]),
        themes=_names(cells.get("theme", "")),
        body=parts_of(cells.get("body", "")),
        population_served=_people(cells.get("population_served", "")),
    )


def _title(value: str) -> str:
    if not value:
        raise _CellError("title", Refusal(PublicationObstacle.TITLE_MISSING))
    return _at_most(TITLE_LENGTH, "title", value)


def _at_most(length: int, column: str, value: str) -> str:
    if len(value) > length:
        raise _CellError(column, Refusal(PublicationObstacle.TOO_LONG, length=length))
    return value


def _year(value: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", value) or not EARLIEST_YEAR <= int(value) <= LATEST_YEAR:
        raise _CellError("edition", Refusal(PublicationObstacle.UNKNOWN_YEAR, value=value))
    return int(value)


def _names(value: str) -> tuple[str, ...]:
    """The names in a cell, each once, in the order of the cell."""
    return tuple(dict.fromkeys(name for name in (part.strip() for part in value.split(";")) if name))


def _municipalities(value: str) -> tuple[str, ...]:
    names = _names(value)
    if not names:
        raise _CellError("municipality", Refusal(PublicationObstacle.MUNICIPALITY_MISSING))
    return names


def _outcome(value: str) -> tuple[Outcome, str]:
    try:
        return outcome_of(value)
    except RefusedError as error:
        raise _CellError("result", error.refusal) from error


def _address(value: str) -> str:
    """Only web addresses: the page makes a link of it."""
    if value and not re.fullmatch(r"https?://[^\s/]+\S*", value):
        raise _CellError("source_url", Refusal(PublicationObstacle.NOT_AN_ADDRESS, value=value))
    return _at_most(ADDRESS_LENGTH, "source_url", value)


def _people(value: str) -> int | None:
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,10}", value) or int(value) > LARGEST_NUMBER:
        raise _CellError("population_served", Refusal(PublicationObstacle.NOT_A_NUMBER, value=value))
    return int(value)


def faults_against(
    rows: Sequence[CaseRow],
    *,
    is_participant: Callable[[str], bool],
    is_theme: Callable[[str], bool],
    closed_years: Collection[int],
) -> list[BadCell]:
    """What only the register, the list of themes and the editions can tell about rows that read well."""
    return [fault for row in rows if (fault := _fault(row, is_participant, is_theme, closed_years))]


def _fault(
    row: CaseRow,
    is_participant: Callable[[str], bool],
    is_theme: Callable[[str], bool],
    closed_years: Collection[int],
) -> BadCell | None:
    if row.year in closed_years:
        return BadCell(row.line, "edition", Refusal(PublicationObstacle.NOT_REVEALED))
    for name in row.municipalities:
        if not is_participant(name):
            refusal = Refusal(PublicationObstacle.UNKNOWN_MUNICIPALITY, name=name)
            return BadCell(row.line, "municipality", refusal)
    for theme in row.themes:
        if not is_theme(theme):
            return BadCell(row.line, "theme", Refusal(PublicationObstacle.UNKNOWN_THEME, name=theme))
    return None

"""An edition as a TOML file: its shape, and everything that is wrong with it by line and key.

A date as a deadline is a whole day ("t/m 4 december"); a local date-time is a moment ("9.00 uur"). Both are
Amsterdam time, so neither takes an offset. `[nominations] closes` may be left out: nominating then ends with entering.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError
from pydantic_core import PydanticCustomError

from gemeentedelers.domain.editions.rules import (
    GRACE_MINUTES,
    CategoryPlan,
    CriterionPlan,
    Deadline,
    EditionPlan,
    PrizePlan,
    QuotePlan,
    RoundKind,
    RoundPlan,
    WildcardHolder,
    deadline,
    objections_to,
    opening,
)
from gemeentedelers.foundation.refusals import Refusal, RefusedError


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the line as an editor counts it, the key, and what is wrong with it."""

    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.line}: {self.key}: {self.reason}" if self.key else f"{self.line}: {self.reason}"


def _local(said: object) -> date | datetime:
    if not isinstance(said, date):
        raise PydanticCustomError("moment", "should be a date or a local date and time, without quotes")
    if isinstance(said, datetime) and said.tzinfo is not None:
        raise PydanticCustomError("moment", "should be local time in Amsterdam, without an offset")
    return said


def _opening(said: object) -> datetime:
    local = _local(said)
    try:
        return opening(local)
    except RefusedError as error:
        raise _unusable(error) from error


def _closing(said: object) -> Deadline:
    local = _local(said)
    try:
        return deadline(local)
    except RefusedError as error:
        raise _unusable(error) from error


def _unusable(error: RefusedError) -> PydanticCustomError:
    return PydanticCustomError("moment", "{reason}", {"reason": reason_of(error.refusal)})


def reason_of(refusal: Refusal) -> str:
    return str(refusal).replace("_", " ")


Opening = Annotated[datetime, PlainValidator(_opening)]
Closing = Annotated[Deadline, PlainValidator(_closing)]
Key = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Text = Annotated[str, Field(min_length=1, max_length=300)]
Count = Annotated[int, Field(ge=0, le=1_000)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Entry(_Part):
    opens: Opening
    closes: Closing
    grace_minutes: int = GRACE_MINUTES


class _Nominations(_Part):
    closes: Closing


class _Reveal(_Part):
    from_: Annotated[Opening, Field(alias="from")]


class _Category(_Part):
    key: Key
    name: Name
    description: Annotated[str, Field(max_length=300)] = ""


class _Criterion(_Part):
    key: Key
    name: Name
    question: Text
    example: str = ""
    weight: Annotated[int, Field(ge=1, le=100)] = 1
    anchors: list[Text]


class _Round(_Part):
    kind: Annotated[RoundKind, Field(strict=False)]
    name: Name
    opens: Opening
    closes: Closing
    reads_per_entry: Count = 0
    places: Count = 0
    wildcards: Count = 0
    wildcards_by: Annotated[WildcardHolder, Field(strict=False)] = WildcardHolder.ORGANISER
    minutes_per_entry: Annotated[int, Field(ge=1, le=600)] | None = None


class _Prize(_Part):
    key: Key
    name: Annotated[str, Field(min_length=1, max_length=100)]
    category: Key


class _Quote(_Part):
    text: Text
    function: Annotated[str, Field(min_length=1, max_length=100)]
    organisation: Annotated[str, Field(min_length=1, max_length=100)]


class _File(_Part):
    year: Annotated[int, Field(ge=2000, le=2100)]
    name: Name
    call: Annotated[str, Field(max_length=200)] = ""
    reference_date: date
    max_age_years: Annotated[int, Field(ge=1, le=20)] = 3
    is_fictitious: bool = False
    winners_get: list[Text] = []
    entry: _Entry
    nominations: _Nominations | None = None
    reveal: _Reveal
    categories: list[_Category]
    criteria: list[_Criterion]
    rounds: list[_Round]
    prizes: list[_Prize] = []
    quotes: list[_Quote] = []


def read_edition(text: str) -> tuple[EditionPlan | None, list[Fault]]:
    """The plan in the file, or everything that is wrong with it."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax_fault(error, text)]
    lines = lines_of_keys(text)
    try:
        plan = _plan(_File.model_validate(values))
    except ValidationError as error:
        return None, [_shape_fault(wrong["loc"], wrong["msg"], lines) for wrong in error.errors()]
    faults = [
        Fault(line_of(tuple(objection.key.split(".")), lines), objection.key, reason_of(objection.refusal))
        for objection in objections_to(plan)
    ]
    return (None, faults) if faults else (plan, [])


def _plan(file: _File) -> EditionPlan:
    return EditionPlan(
        year=file.year,
        name=file.name,
        call=file.call,
        reference_date=file.reference_date,
        opens=file.entry.opens,
        closing=file.entry.closes,
        reveal_from=file.reveal.from_,
        categories=tuple(CategoryPlan(part.key, part.name, part.description) for part in file.categories),
        criteria=tuple(
            CriterionPlan(part.key, part.name, part.question, part.weight, tuple(part.anchors), part.example)
            for part in file.criteria
        ),
        rounds=tuple(
            RoundPlan(
                part.kind,
                part.name,
                part.opens,
                part.closes,
                reads_per_entry=part.reads_per_entry,
                places=part.places,
                wildcards=part.wildcards,
                wildcards_by=part.wildcards_by,
                minutes_per_entry=part.minutes_per_entry,
            )
            for part in file.rounds
        ),
        prizes=tuple(PrizePlan(part.key, part.name, part.category) for part in file.prizes),
        quotes=tuple(QuotePlan(part.text, part.function, part.organisation) for part in file.quotes),
        max_age_years=file.max_age_years,
        is_fictitious=file.is_fictitious,
        winners_get=tuple(file.winners_get),
        grace_minutes=file.entry.grace_minutes,
        nominations_closing=file.nominations.closes if file.nominations else None,
    )


def _syntax_fault(error: tomllib.TOMLDecodeError, text: str) -> Fault:
    place = re.search(r"at line (\d+)", str(error))
    line = int(place[1]) if place else text.count("\n") + 1
    return Fault(line, "", f"this is not TOML: {error}")


def _shape_fault(loc: tuple[str | int, ...], message: str, lines: Mapping[tuple[str, ...], int]) -> Fault:
    path = tuple(str(step) for step in loc)
    return Fault(line_of(path, lines), ".".join(path), message)


HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
ASSIGNMENT = re.compile(r"^\s*([A-Za-z0-9_\-.\"' ]+?)\s*=(.*)$")


def lines_of_keys(text: str) -> dict[tuple[str, ...], int]:
    """The line of every table and key of a TOML file; items of a list of tables count from 0."""
    found: dict[tuple[str, ...], int] = {(): 1}
    n_items: dict[str, int] = {}
    table: tuple[str, ...] = ()
    quotes = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if quotes:
            quotes = "" if quotes in line else quotes
        elif header := HEADER.match(line):
            table = _steps(header[2])
            if header[1] == "[[":
                position = n_items.get(header[2], 0)
                n_items[header[2]] = position + 1
                found.setdefault(table, number)
                table = (*table, str(position))
            found.setdefault(table, number)
        elif assignment := ASSIGNMENT.match(line):
            found.setdefault((*table, *_steps(assignment[1])), number)
            quotes = _opened(assignment[2])
    return found


def line_of(path: tuple[str, ...], lines: Mapping[tuple[str, ...], int]) -> int:
    """The line of a key, or of the nearest part around it when the key itself is absent."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _steps(dotted: str) -> tuple[str, ...]:
    return tuple(step.strip().strip("\"'") for step in dotted.split("."))


def _opened(value: str) -> str:
    """The quotes of a text that goes on after this line, or nothing."""
    return next((quotes for quotes in ('"""', "'''") if value.count(quotes) == 1), "")

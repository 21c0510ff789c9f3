"""The labelled set: drafts that repeat a published case, and every published case to find it in."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[2]
PARTS = ("summary", "result", "problem", "approach", "succesvol", "waardevol", "herbruikbaar", "costs", "lessons")


@dataclass(frozen=True)
class Case:
    title: str
    category: str
    text: str


@dataclass(frozen=True)
class Draft:
    """A text that another municipality could write; without `duplicates` no case is like it."""

    text: str
    duplicates: str = ""


@cache
def invented_cases() -> list[Case]:
    tables = [
        table
        for file in sorted((PACKAGE / "demo" / "content").glob("cases_*.toml"))
        for table in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    ]
    return [
        Case(table["title"], table["category"], "\n".join([table["title"], *(table[part] for part in PARTS)]))
        for table in tables
    ]


@cache
def documented_cases() -> list[Case]:
    file = PACKAGE / "domain" / "publications" / "reference" / "cases.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        return [Case(row["title"], "", f"{row['title']}\n{row['summary_nl']}") for row in csv.DictReader(lines)]


def all_cases() -> list[Case]:
    return [*invented_cases(), *documented_cases()]


@cache
def duplicates() -> list[Draft]:
    return [Draft(**table) for table in _drafts()["draft"]]


@cache
def unrelated() -> list[Draft]:
    return [Draft(**table) for table in _drafts()["unrelated"]]


def _drafts() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "drafts.toml").read_text(encoding="utf-8"))


def alike_words() -> list[list[str]]:
    """The municipal words for one thing, as the search room reads them."""
    file = PACKAGE / "domain" / "search" / "reference" / "alike.txt"
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.split(", ") for line in lines if line and not line.startswith("#")]

"""The invented cases and remarks in `content`, as plain values."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
CRITERIA = ("succesvol", "waardevol", "herbruikbaar")


@dataclass(frozen=True)
class Case:
    municipality: str
    title: str
    category: str
    themes: tuple[str, ...]
    summary: str
    result: str
    problem: str
    approach: str
    answers: Mapping[str, str]
    costs: str
    lessons: str
    tip: str
    started: date
    finished: date


@dataclass(frozen=True)
class Finalist:
    """A case that the readers of an edition like best; the jury's remark when there is one."""

    title: str
    category: str
    is_winner: bool
    remark: str
    roll_out: str


@dataclass(frozen=True)
class Favour:
    """A wildcard, and why the organisers gave it."""

    title: str
    reason: str


@dataclass(frozen=True)
class Golden:
    """A case of an earlier edition, what a panel gave it, and why."""

    title: str
    values: Mapping[str, int]
    explanation: str


def cases_of(year: int) -> list[Case]:
    """Every case of an edition; the many of 2026 stand in a file for each category."""
    files = sorted(CONTENT.glob(f"cases_{year}*.toml"))
    return [_case(table) for file in files for table in _read(file.name)["case"]]


def finalists_of(year: int) -> list[Finalist]:
    return [
        Finalist(
            row["title"],
            row["category"],
            row.get("is_winner", False),
            row.get("remark", ""),
            row.get("roll_out", ""),
        )
        for row in _read("jury.toml")["finalist"]
        if row["edition"] == year
    ]


def wildcards_of(year: int) -> list[Favour]:
    return [Favour(row["title"], row["reason"]) for row in _read("jury.toml")["wildcard"] if row["edition"] == year]


def golden_of(year: int) -> list[Golden]:
    """Cases of earlier editions that readers of this one score first."""
    return [
        Golden(row["title"], {key: row[key] for key in CRITERIA}, row["explanation"].strip())
        for row in _read("golden.toml")["golden"]
        if year in row["editions"]
    ]


def general_tips() -> list[str]:
    return list(_read("tips.toml")["tips"])


def advice_sentences() -> dict[str, list[str]]:
    """What teams hear about their strengths, and whom to talk to."""
    return _read("advice.toml")


def card_sentences() -> dict[str, list[str]]:
    """What jurors write on their cards."""
    return _read("cards.toml")


def adoption_notes() -> dict[str, list[str]]:
    """What municipalities say about taking over, by status."""
    return _read("adoptions.toml")


def _case(table: Mapping[str, Any]) -> Case:
    return Case(
        municipality=table["municipality"],
        title=table["title"],
        category=table["category"],
        themes=tuple(table["themes"]),
        summary=table["summary"],
        result=table["result"],
        problem=table["problem"].strip(),
        approach=table["approach"].strip(),
        answers={key: table[key].strip() for key in CRITERIA},
        costs=table["costs"],
        lessons=table["lessons"],
        tip=table["tip"],
        started=table["started"],
        finished=table["finished"],
    )


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))

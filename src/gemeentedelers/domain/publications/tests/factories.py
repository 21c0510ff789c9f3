"""Public cases, each through the action that publishes it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from gemeentedelers.domain.editions.actions import load_themes
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.publications.actions import import_cases
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.domain.publications.rules import COLUMNS, CaseRow, Outcome, Part
from gemeentedelers.domain.results.tests.factories import judged_edition, published

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def csv_of(*rows: Sequence[str], extra: Sequence[str] = ()) -> str:
    """A file of cases; every cell is quoted, so a text may hold anything."""
    lines = [(*COLUMNS, *extra), *rows]
    return "\n".join(",".join('"{}"'.format(cell.replace('"', '""')) for cell in line) for line in lines)


def case_row(title: str = "Groene daken", *, line: int = 2, **details: object) -> CaseRow:
    values: dict[str, object] = {
        "line": line,
        "year": 2023,
        "title": title,
        "municipalities": ("Dorp",),
        "category": "",
        "outcome": Outcome.FINALIST,
        "prize": "",
        "summary": "Inwoners leggen samen planten op hun dak.",
        "source_url": "https://bron.example/",
        **details,
    }
    return CaseRow(**values)  # type: ignore[arg-type]  # tests name the fields they change


def published_case(
    title: str = "Groene daken", *, shared_by: Municipality | None = None, body: str = "", **details: object
) -> Publication:
    """A case of an earlier year, imported like any other."""
    municipality = shared_by or MunicipalityFactory()
    load_themes()
    details.setdefault("municipalities", (municipality.name,))
    details.setdefault("body", (Part("", body),) if body else ())
    report = import_cases([case_row(title, line=2, **details)], by="test", now=NOW)
    return Publication.objects.get(slug=report.added[0])


def revealed_edition() -> Edition:
    """Three cases on the shortlist of one category and one in the other; a winner in each."""
    return published(judged_edition())

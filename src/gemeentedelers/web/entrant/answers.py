"""The check page: every answer of the draft under its question, grouped as in the form, with the way to change it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from gemeentedelers.domain.cases.rules import Chapter, Field, Section, meaning_of
from gemeentedelers.web.entrant.tasks import field_id, page_url, section_title
from gemeentedelers.web.ui.casefile import NAMES, Names, said, said_level
from gemeentedelers.web.ui.labels import label

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.entries.queries import Draft


@dataclass(frozen=True)
class Row:
    """One answer on the check page, with the way to change it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Answers:
    key: str
    title: str
    rows: list[Row]


def answers_of(entry: "Entry", draft: "Draft", names: Names) -> list[Answers]:
    return [
        Answers(section.key, section_title(section.key, names), rows)
        for section in draft.form.sections
        if (rows := list(_rows(entry, section, draft, names)))
    ]


def _rows(entry: "Entry", section: Section, draft: "Draft", names: Names) -> Iterator[Row]:
    if section.key == Chapter.MUNICIPALITY:
        yield from _participants(entry, draft)
    if section.key == Chapter.FILES:
        yield from _attachments(entry, draft)
    for page in section.pages:
        for field in page.fields:
            text = draft.texts.get(field.key, "")
            if field.group in ("evidence.2", "evidence.3") and not text.strip():
                continue
            url = f"{page_url(entry.reference, section.key, page.key)}?terug=controleren#{field_id(field.key)}"
            yield Row(_question(field, section, names), _said(field, text, names), url)


def _question(field: Field, section: Section, names: Names) -> str:
    if field.name == "answer":
        return names.questions[section.criterion]
    number = field.group.rpartition(".")[2] if field.group.startswith("evidence") else ""
    return f"{NAMES[field.name]} ({number})" if number in ("2", "3") else NAMES[field.name]


def _said(field: Field, text: str, names: Names) -> str:
    """As the frozen version will say it; what cannot be read stays as it was typed."""
    if field.name == "evidence.level":
        return said_level(text)
    meaning = meaning_of(field, text)
    return text if meaning is None else said(field.name, meaning, names)


def _participants(entry: "Entry", draft: "Draft") -> Iterator[Row]:
    url = reverse("entrant:participants", args=[entry.reference])
    yield Row("Gemeente die de inzending leidt", f"gemeente {entry.municipality.name}", "")
    for row in draft.participants:
        said_by = f"{row.name}: {row.contribution}" if row.contribution else row.name
        yield Row(label(row.part).capitalize(), said_by, url)


def _attachments(entry: "Entry", draft: "Draft") -> Iterator[Row]:
    url = reverse("entrant:attachments", args=[entry.reference])
    for row in draft.attachments:
        said_by = row.alternative if row.file.is_image else filesizeformat(row.file.size)
        yield Row(row.file.name, said_by, url)
    if not draft.attachments:
        yield Row("Bijlagen", "", url)

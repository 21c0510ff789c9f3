"""What a team reads about its entry: what is done, what is missing, and what happens after submitting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from gemeentedelers.domain.entries.queries import draft_of
from gemeentedelers.domain.entries.rules import (
    PARTS,
    Draft,
    Eligibility,
    Missing,
    Section,
    SectionState,
    eligibility_doubts,
    missing_parts,
    section_state,
)
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.web.entrant.questions import NAMES, Part, parts_of
from gemeentedelers.web.ui.labels import label
from gemeentedelers.web.ui.templatetags.ui import closing, moment

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.entries.models import Entry

ROW_STATES: Mapping[SectionState, str] = {
    SectionState.NOT_STARTED: "todo",
    SectionState.STARTED: "busy",
    SectionState.DONE: "done",
}

ELIGIBILITY_NOTES: Mapping[Eligibility, str] = {
    Eligibility.UNDECIDED: "De organisatoren kijken dit na.",
    Eligibility.ELIGIBLE: "Ja, uw casus voldoet.",
    Eligibility.INELIGIBLE: "Nee, uw casus doet niet verder mee.",
}


@dataclass(frozen=True)
class Task:
    title: str
    url: str
    state: str
    label: str
    hint: str = ""


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


@dataclass(frozen=True)
class Gap:
    """Something that is missing, in words, and where to fill it in."""

    text: str
    url: str


@dataclass(frozen=True)
class Step:
    """A stage on the way of an entry."""

    label: str
    state: str
    note: str


@dataclass(frozen=True)
class Overview:
    """Where the writing of an entry stands."""

    parts: list[Part]
    draft: Draft
    tasks: list[Task]
    missing: list[Missing]
    reference: str

    @property
    def n_parts(self) -> int:
        return len(self.tasks)

    @property
    def n_done(self) -> int:
        return sum(task.state == "done" for task in self.tasks)

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def gaps(self) -> list[Gap]:
        titles = {part.key: part.title for part in self.parts}
        return [
            Gap(f"{titles[gap.section]}: {NAMES[gap.part].lower()}", part_url(self.reference, gap.section))
            for gap in self.missing
        ]


def part_url(reference: str, key: str) -> str:
    return reverse("entrant:section", args=[reference, key])


def overview_of(entry: "Entry") -> Overview:
    parts, draft = parts_of(entry.edition), draft_of(entry)
    criteria = [part.key for part in parts if part.criterion]
    tasks = [_task(entry.reference, part, draft, criteria) for part in parts]
    return Overview(parts, draft, tasks, missing_parts(draft, criteria), entry.reference)


def _task(reference: str, part: Part, draft: Draft, criteria: Sequence[str]) -> Task:
    state = section_state(part.key, draft, criteria)
    hint = part.criterion.question if part.criterion else ""
    return Task(part.title, part_url(reference, part.key), ROW_STATES[state], label(state), hint)


def answers_of(entry: "Entry", overview: Overview) -> list[Answers]:
    """Everything that was filled in, part by part."""
    return [Answers(part.key, part.title, _rows(entry, part, overview.draft)) for part in overview.parts]


def _rows(entry: "Entry", part: Part, draft: Draft) -> list[Row]:
    url = part_url(entry.reference, part.key)
    if part.criterion:
        return [Row(part.criterion.question, draft.answers.get(part.key, ""), url)]
    return [Row(NAMES[name], _said(entry, draft, name), url) for name in PARTS[Section(part.key)]]


def _said(entry: "Entry", draft: Draft, name: str) -> str:
    if name == "category":
        return entry.category_wish.name if entry.category_wish else ""
    if name == "themes":
        return ", ".join(theme.name for theme in entry.themes.all())
    value = getattr(draft, name)
    if isinstance(value, bool):
        return "Ja" if value else ""
    return date_format(value, "j F Y") if isinstance(value, date) else str(value or "")


def doubts_about(entry: "Entry") -> list[Refusal]:
    """What an organiser will look at twice, said while it can still be changed."""
    edition = entry.edition
    return eligibility_doubts(entry.finished_on, reference=edition.reference_date, max_age_years=edition.max_age_years)


def saved_at(entry: "Entry", now: datetime) -> str:
    """14:03, and the day as well when that was not today."""
    saved, today = localtime(entry.saved_at), localtime(now).date()
    return date_format(saved, "H:i" if saved.date() == today else "H:i, j F Y")


def steps_of(entry: "Entry", now: datetime) -> list[Step]:
    """The way of a submitted entry: what happened, what comes next and when. Says nothing that is sealed."""
    timetable = entry.edition.timetable
    eligibility = Eligibility(entry.eligibility)
    decided = eligibility is not Eligibility.UNDECIDED
    announced = timetable.shortlist_announced_at
    revealed = timetable.revealed_at
    assert entry.submitted_at is not None
    stages = [
        ("Ingediend", True, moment(entry.submitted_at)),
        ("Voldoet uw casus aan de voorwaarden?", decided, ELIGIBILITY_NOTES[eligibility]),
        ("Scoorders lezen", now >= timetable.reading.closes, _until(entry.edition)),
        ("Shortlist en advies voor elk team", announced is not None and announced <= now, "Na de leesronde."),
        ("De jury kiest", now >= timetable.jury.closes, "De jury leest de casussen op de shortlist."),
        ("Uitslag", revealed is not None and revealed <= now, f"Vanaf {moment(timetable.reveal_from)}."),
    ]
    if eligibility is Eligibility.INELIGIBLE:
        stages = stages[:2]
    current = next((index for index, (_, is_past, _) in enumerate(stages) if not is_past), len(stages))
    return [
        Step(words, "done" if index < current else "current" if index == current else "todo", note)
        for index, (words, _, note) in enumerate(stages)
    ]


def _until(edition: "Edition") -> str:
    reading = edition.timetable.reading
    closes = next((closing(row.deadline) for row in edition.rounds.all() if row.closes == reading.closes), "")
    opens = date_format(localtime(reading.opens), "j F Y")
    return f"Van {opens} tot uiterlijk {closes}." if closes else f"Vanaf {opens}."

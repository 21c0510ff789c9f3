"""What an organiser finds beside one entry: questions, an appeal, a suggestion, what resembles it, what was merged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from gemeentedelers.domain.cases.rules import Chapter
from gemeentedelers.domain.editions.queries import Catalogue
from gemeentedelers.domain.entries.queries import form_in
from gemeentedelers.domain.intake.queries import (
    appeal_of,
    likeness_of,
    merges_into,
    questions_of,
)
from gemeentedelers.domain.intake.rules import AppealOutcome, local_day, undo_until
from gemeentedelers.web.office.intake_forms import AppealForm, QuestionForm
from gemeentedelers.web.ui.casefile import Names, names_in
from gemeentedelers.web.ui.labels import label

if TYPE_CHECKING:
    from django.http import QueryDict

    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.entries.models import Entry, FrozenVersion
    from gemeentedelers.domain.intake.models import Merge, Question

USUAL_WAIT = timedelta(days=7)


@dataclass(frozen=True)
class Asked:
    """A question with the names of the sections that it opened."""

    question: "Question"
    sections: tuple[str, ...]


@dataclass(frozen=True)
class TakenIn:
    merge: "Merge"
    may_undo: bool


def section_name(key: str, names: Names) -> str:
    if key in names.criteria:
        return names.criteria[key]
    return label(Chapter(key)) if key in list(Chapter) else key


def question_form(
    edition: "Edition", catalogue: Catalogue, now: datetime, answers: "QueryDict | None" = None
) -> QuestionForm:
    names = names_in(catalogue)
    sections = [
        (section.key, section_name(section.key, names)) for section in form_in(catalogue).sections if section.fields
    ]
    return QuestionForm(sections, answers, initial_due=_usual_due(edition, now))


def _usual_due(edition: "Edition", now: datetime) -> date:
    """A week, or the last day before the readers begin."""
    last = local_day(edition.timetable.reading.opens) - timedelta(days=1)
    return min(local_day(now + USUAL_WAIT), last)


def beside(
    edition: "Edition", catalogue: Catalogue, entry: "Entry", version: "FrozenVersion", now: datetime
) -> Mapping[str, object]:
    names, appeal = names_in(catalogue), appeal_of(entry)
    asked = [Asked(row, tuple(section_name(key, names) for key in row.sections)) for row in questions_of(entry)]
    is_before_reading = now < edition.timetable.reading.opens
    return {
        "questions": asked,
        "has_open_question": any(row.question.state == "open" for row in asked),
        "may_ask": is_before_reading,
        "question_form": question_form(edition, catalogue, now),
        "appeal": appeal,
        "appeal_waits": appeal is not None and appeal.standing is AppealOutcome.WAITING,
        "appeal_form": AppealForm(),
        "likeness": likeness_of(edition, entry, version) if is_before_reading or not entry.category else None,
        "may_merge": is_before_reading,
        "taken_in": [TakenIn(row, now < undo_until(row.merged_at)) for row in merges_into(entry)],
    }

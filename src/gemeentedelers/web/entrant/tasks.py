"""The task list of an entry: which sections there are, where each stands, and what a reader will miss."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from gemeentedelers.domain.cases.rules import (
    Chapter,
    Completeness,
    Fault,
    Gap,
    Need,
    Section,
    SectionState,
    completeness_of,
    gaps_in,
    section_state,
)
from gemeentedelers.domain.entries.rules import EntryObstacle
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.web.entrant.questions import MISSED
from gemeentedelers.web.ui.casefile import NAMES, Names
from gemeentedelers.web.ui.labels import label, sentence

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.queries import Draft

ROW_STATES: Mapping[SectionState, str] = {
    SectionState.NOT_STARTED: "todo",
    SectionState.STARTED: "busy",
    SectionState.DONE: "done",
}
MOST_MISSED = 4


@dataclass(frozen=True)
class Task:
    """A row of the task list."""

    key: str
    title: str
    url: str
    state: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Lack:
    """Something that is not there yet, in words, and where to write it."""

    text: str
    url: str


@dataclass(frozen=True)
class TaskList:
    """Where the writing of an entry stands."""

    tasks: list[Task]
    completeness: Completeness
    missing: list[Lack]
    faults: list[Lack]
    missed: list[Lack]

    @property
    def n_done(self) -> int:
        return sum(task.state == "done" for task in self.tasks)

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.faults

    @property
    def most_missed(self) -> list[Lack]:
        """What to write next: the few things that readers look for first."""
        return [*self.missing, *self.missed][:MOST_MISSED]


def section_title(key: str, names: Names) -> str:
    return names.criteria[key] if key in names.criteria else label(Chapter(key))


def page_url(reference: str, section: str, page: str = "") -> str:
    if not page:
        return reverse("entrant:section", args=[reference, section])
    return reverse("entrant:page", args=[reference, section, page])


def task_list(reference: str, draft: "Draft", names: Names, added: Mapping[str, int]) -> TaskList:
    """`added` counts what a section holds besides texts."""
    form, texts = draft.form, draft.texts
    wanted = gaps_in(texts, form, Need.WANTED)
    return TaskList(
        tasks=[_task(reference, section, draft, names, added.get(section.key, 0)) for section in form.sections],
        completeness=completeness_of(texts, form),
        missing=[_lack(reference, gap, names) for gap in draft.offer.gaps],
        faults=[*_faults(reference, draft)],
        missed=[_lack(reference, gap, names) for gap in wanted],
    )


def _task(reference: str, section: Section, draft: "Draft", names: Names, n_added: int) -> Task:
    state = section_state(section, draft.texts, draft.form, n_added=n_added)
    hint = names.questions.get(section.criterion, "")
    return Task(
        section.key,
        section_title(section.key, names),
        page_url(reference, section.key),
        ROW_STATES[state],
        label(state),
        hint,
    )


def _faults(reference: str, draft: "Draft") -> Iterator[Lack]:
    for fault in draft.offer.faults:
        yield Lack(f"{NAMES[fault.field.name]}: {sentence(fault.refusal)}", _place(reference, fault))
    if draft.offer.n_undescribed:
        why = sentence(Refusal(EntryObstacle.NO_ALTERNATIVE_TEXT))
        yield Lack(f"{label(Chapter.FILES)}: {why}", page_url(reference, Chapter.FILES))


def _lack(reference: str, gap: Gap, names: Names) -> Lack:
    name = gap.field.name
    what = f"{MISSED[name]} {names.criteria[gap.section]}" if name == "answer" else MISSED[name]
    return Lack(what, _place(reference, gap))


def _place(reference: str, place: Gap | Fault) -> str:
    return f"{page_url(reference, place.section, place.page)}#{field_id(place.field.key)}"


def field_id(key: str) -> str:
    """The id of the control of a field."""
    return f"veld-{key.replace('.', '-')}"

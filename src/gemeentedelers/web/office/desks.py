"""Readers and entries beside each other: who has what, why, and who could have it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict

from gemeentedelers.domain.panels.rules import AssignmentOrigin
from gemeentedelers.domain.plans.queries import Panel, Why, why_this_pair
from gemeentedelers.web.office.dividing import reasons
from gemeentedelers.web.office.dividing_forms import GiveForm
from gemeentedelers.web.ui.labels import label, sentence

if TYPE_CHECKING:
    from gemeentedelers.domain.panels.models import Assignment, Reader


@dataclass(frozen=True)
class DeskRow:
    """An entry on a desk. Of a reader who left there is nothing to explain any more."""

    assignment: "Assignment"
    why: Why | None
    reasons: list[str]

    @property
    def origin(self) -> str:
        return label(AssignmentOrigin(self.assignment.origin))

    @property
    def progress(self) -> str:
        if self.assignment.done_at is not None:
            return "klaar"
        return "nog niet begonnen" if self.assignment.begun_at is None else "bezig"

    @property
    def can_be_taken_back(self) -> bool:
        return self.assignment.begun_at is None


def desk_rows(panel: Panel, assignments: Iterable["Assignment"], names: Mapping[str, str]) -> list[DeskRow]:
    return [_desk_row(panel, assignment, names) for assignment in assignments]


def _desk_row(panel: Panel, assignment: "Assignment", names: Mapping[str, str]) -> DeskRow:
    reader, reference = assignment.reader.user.code, assignment.entry.reference
    if reader not in panel.readers or reference not in panel.entries:
        return DeskRow(assignment, None, [])
    why = why_this_pair(panel, reader, reference)
    return DeskRow(assignment, why, reasons(why, names))


@dataclass(frozen=True)
class BarredRow:
    reader: "Reader"
    reasons: list[str]


def reader_rows(panel: Panel, reference: str) -> list[BarredRow]:
    """Who can never have this entry, and why."""
    barred = sorted(reader for reader, other in panel.open_to_choice.bars if other == reference)
    return [
        BarredRow(panel.readers[reader], [sentence(tie.reason) for tie in panel.ties[reader, reference] if tie.bars])
        for reader in barred
    ]


def give_form(
    panel: Panel, assignments: Iterable["Assignment"], reference: str, posted: QueryDict | None = None
) -> GiveForm:
    """Whoever may have the entry, the best fit first."""
    situation = panel.open_to_choice
    taken = situation.bars | situation.current
    free = [
        (why_this_pair(panel, code, reference), reader)
        for code, reader in panel.readers.items()
        if (code, reference) not in taken
    ]
    free.sort(key=lambda row: (row[0].n_on_desk >= row[0].capacity, -row[0].total, row[1].user.name))
    readers = [(reader.user.code, _option(why, reader)) for why, reader in free]
    others = [(row.code, row.reader.user.name) for row in assignments if row.begun_at is None]
    return GiveForm(posted, readers=readers, others=others)


def _option(why: Why, reader: "Reader") -> str:
    place = f", {reader.user.affiliation}" if reader.user.affiliation else ""
    return f"{reader.user.name}{place}: {why.total} punten, {why.n_on_desk} van {why.capacity} op de lijst"

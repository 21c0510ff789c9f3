"""What the pages about the decisions show: the step that comes next, and every decision in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from gemeentedelers.domain.shortlists.queries import decided_in, entries_decided_on, proposal_before
from gemeentedelers.domain.shortlists.rules import Decided, DecisionOutcome, PlaceKind, difference
from gemeentedelers.web.ui.labels import label

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Round
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.shortlists.models import Proposal


class Step(StrEnum):
    """What comes next on the page of the decisions."""

    READ = "read"
    PROPOSE = "propose"
    SIGN = "sign"
    UNDO = "undo"
    DONE = "done"


def step_of(round_: "Round", standing: "Proposal | None", now: datetime) -> Step:
    edition = round_.edition
    if edition.shortlist_announced_at is not None:
        return Step.DONE if edition.shortlist_is_out(now) else Step.UNDO
    if not round_.has_ended(now):
        return Step.READ
    return Step.PROPOSE if standing is None else Step.SIGN


@dataclass(frozen=True)
class Line:
    """A decision with its entry; `was` says in words what was decided before, when that was something else."""

    entry: "Entry"
    decided: Decided | None
    was: str = ""

    @property
    def goes_on(self) -> bool:
        return self.decided is not None and self.decided.outcome is DecisionOutcome.ADVANCE

    @property
    def words(self) -> str:
        return said(self.decided)


@dataclass(frozen=True)
class Sheet:
    """A proposal to read: its figures, what changed since the one before, and every decision."""

    n_advance: int
    n_stop: int
    is_first: bool
    changed: Sequence[Line]
    lines: Sequence[Line]

    @property
    def summary(self) -> str:
        figures = f"{self.n_advance} door, {self.n_stop} niet"
        return figures if self.is_first else f"{figures}, {len(self.changed)} gewijzigd"


def sheet_of(proposal: "Proposal") -> Sheet:
    entries = entries_decided_on(proposal.round)
    before = proposal_before(proposal)
    decided = decided_in(proposal)
    found = difference(None if before is None else decided_in(before), decided)
    return Sheet(
        found.n_advance,
        found.n_stop,
        before is None,
        [Line(entries[row.reference], row.after, was=said(row.before)) for row in found.changed],
        [Line(entries[row.reference], row) for row in decided],
    )


def said(decided: Decided | None) -> str:
    if decided is None:
        return "deed niet mee"
    return f"{label(decided.outcome)} ({label(decided.kind)})"


def changes_in(sheet: Sheet | None) -> dict[str, str]:
    """The changes by hand in a proposal, to begin the next one with."""
    rows = [line.decided for line in sheet.lines if line.decided is not None] if sheet else []
    return {row.reference: row.reason for row in rows if row.kind is PlaceKind.BY_HAND}

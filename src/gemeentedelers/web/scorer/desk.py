"""A reader's list: what lies on it, how far along the reader is, and which entry comes next."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from gemeentedelers.domain.entries.rules import Eligibility, EntryStatus
from gemeentedelers.domain.scoring.queries import desk_of
from gemeentedelers.domain.scoring.rules import ScorecardStatus, why_not_score
from gemeentedelers.foundation.refusals import Refusal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gemeentedelers.domain.editions.models import Round
    from gemeentedelers.domain.panels.models import Assignment
    from gemeentedelers.domain.people.models import User


@dataclass(frozen=True)
class Item:
    assignment: "Assignment"
    status: ScorecardStatus | None

    @property
    def is_final(self) -> bool:
        return self.status is ScorecardStatus.FINAL


@dataclass(frozen=True)
class Pile:
    """What a reader has to read in one round."""

    round: "Round"
    items: tuple[Item, ...]
    refusal: Refusal | None

    @property
    def is_open(self) -> bool:
        return self.refusal is None

    @property
    def n_final(self) -> int:
        return sum(item.is_final for item in self.items)

    @property
    def n_left(self) -> int:
        return len(self.items) - self.n_final if self.is_open else 0

    @property
    def following(self) -> "Assignment | None":
        """What to read next: first what was begun, then the rest in the order of the list."""
        if not self.is_open:
            return None
        waiting = [item for item in self.items if not item.is_final]
        waiting.sort(key=lambda item: item.status is None)
        return waiting[0].assignment if waiting else None


def assignments_to_read(viewer: "User") -> "QuerySet[Assignment]":
    """On the viewer's desk and still in the competition."""
    return desk_of(viewer).filter(entry__status=EntryStatus.SUBMITTED, entry__eligibility=Eligibility.ELIGIBLE)


def piles_of(viewer: "User", now: datetime) -> list[Pile]:
    """The newest round first. Codes are random, so each reader gets the entries in another order."""
    assignments = assignments_to_read(viewer).order_by("-reader__round__opens", "reader__round", "code")
    return [
        Pile(round_, tuple(_item(assignment) for assignment in pile), why_not_read(round_, now))
        for round_, pile in groupby(assignments, key=lambda assignment: assignment.reader.round)
    ]


def why_not_read(round_: "Round", now: datetime) -> Refusal | None:
    """Why a reader cannot give scores in this round at the moment."""
    is_closed = round_.closed_at is not None
    return why_not_score(window=round_.window, is_closed=is_closed, has_ended=False, now=now)


def _item(assignment: "Assignment") -> Item:
    scorecard = getattr(assignment, "scorecard", None)
    return Item(assignment, ScorecardStatus(scorecard.status) if scorecard else None)

"""A reader's list: what lies on it, how far along the reader is, and which entry comes next."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F
from django.urls import reverse

from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.panels.queries import seats_of
from gemeentedelers.domain.scoring.queries import comparisons_of, desk_in_competition, n_golden_left
from gemeentedelers.domain.scoring.rules import (
    CardState,
    ScorecardStatus,
    ScoringObstacle,
    card_state,
    why_not_begin,
    why_not_score,
)
from gemeentedelers.foundation.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from gemeentedelers.domain.editions.models import Round
    from gemeentedelers.domain.panels.models import Assignment, Reader
    from gemeentedelers.domain.people.models import User
    from gemeentedelers.domain.scoring.models import Comparison

HOUR, LONG = 60, 90


@dataclass(frozen=True)
class Item:
    assignment: "Assignment"
    state: CardState

    @property
    def is_final(self) -> bool:
        return self.state is CardState.FINAL


@dataclass(frozen=True)
class Pile:
    """What a reader has to do in one round: entries to read, or pairs to compare.

    `refusal` says why no scores can be given at all, `start` what the reader does before the first entry.
    """

    reader: "Reader"
    items: tuple[Item, ...]
    comparisons: tuple["Comparison", ...]
    refusal: Refusal | None
    start: Refusal | None

    @property
    def round(self) -> "Round":
        return self.reader.round

    @property
    def compares(self) -> bool:
        return self.round.kind == RoundKind.PAIRS

    @property
    def is_open(self) -> bool:
        return self.refusal is None and self.start is None

    @property
    def size(self) -> int:
        return len(self.comparisons) if self.compares else len(self.items)

    @property
    def n_final(self) -> int:
        if self.compares:
            return sum(pair.decided_at is not None for pair in self.comparisons)
        return sum(item.is_final for item in self.items)

    @property
    def n_left(self) -> int:
        return self.size - self.n_final if self.is_open else 0

    @property
    def time_left(self) -> str:
        return said_minutes(self.n_left * self.round.minutes_per_entry)

    @property
    def is_settled(self) -> bool:
        """The reader gave a final word about everything here."""
        return bool(self.items) and all(item.assignment.is_settled for item in self.items)

    @property
    def can_finish(self) -> bool:
        return self.is_open and not self.is_settled and bool(self.items) and self.n_left == 0

    @property
    def can_ask_for_more(self) -> bool:
        return self.is_open and not self.compares and bool(self.items) and self.n_left == 0

    @property
    def is_over(self) -> bool:
        return self.refusal is not None and self.refusal.code is ScoringObstacle.ROUND_CLOSED

    @property
    def n_unfinished(self) -> int:
        """What leaves the desk when the reader stops, also before beginning."""
        return sum(not item.is_final for item in self.items)

    @property
    def following(self) -> "Assignment | None":
        """What to read next: first what was begun, then the rest in the order of the list, then what was set aside."""
        if not self.is_open:
            return None
        waiting = [item for item in self.items if not item.is_final]
        waiting.sort(key=lambda item: (CardState.DRAFT, CardState.UNTOUCHED, CardState.SET_ASIDE).index(item.state))
        return waiting[0].assignment if waiting else None

    @property
    def following_pair(self) -> "Comparison | None":
        waiting = (pair for pair in self.comparisons if pair.decided_at is None)
        return next(waiting, None) if self.is_open else None

    def around(self, assignment: "Assignment") -> tuple["Assignment | None", "Assignment | None"]:
        """What lies before and after an entry on the list."""
        listed = [item.assignment for item in self.items]
        place = listed.index(assignment)
        return (listed[place - 1] if place else None, listed[place + 1] if place + 1 < len(listed) else None)


def said_minutes(minutes: int) -> str:
    """55 minuten; past an hour and a half in half hours: 2,5 uur"""
    if minutes < LONG:
        return f"{minutes} minuten"
    halves = round(minutes / (HOUR / 2))
    return f"{halves // 2}{',5' if halves % 2 else ''} uur"


def cards_on_desk(viewer: "User") -> "QuerySet[Assignment]":
    """In the order of the list. Codes are random, so each reader gets the entries in another order."""
    return desk_in_competition(viewer).order_by(F("set_aside_at").asc(nulls_first=True), "code")


def piles_of(viewer: "User", now: datetime) -> list[Pile]:
    """Every round in which the viewer reads, the newest first."""
    seats = list(seats_of(viewer))
    n_golden = n_golden_left(viewer, [seat.round for seat in seats])
    items: dict[int, list[Item]] = {}
    for assignment in cards_on_desk(viewer):
        items.setdefault(assignment.reader_id, []).append(_item(assignment))
    pairs: dict[int, list[Comparison]] = {}
    for pair in comparisons_of(viewer):
        pairs.setdefault(pair.reader_id, []).append(pair)
    return [
        Pile(
            reader=seat,
            items=tuple(items.get(seat.pk, ())),
            comparisons=tuple(pairs.get(seat.pk, ())),
            refusal=why_not_read(seat.round, now),
            start=why_not_begin(
                has_accepted_rules=seat.accepted_rules_at is not None,
                has_declared_interests=seat.declared_interests_at is not None,
                n_golden_left=n_golden.get(seat.round_id, 0),
            ),
        )
        for seat in seats
    ]


def why_not_read(round_: "Round", now: datetime) -> Refusal | None:
    """Why a reader cannot give scores in this round at the moment."""
    is_closed = round_.closed_at is not None
    return why_not_score(window=round_.window, is_closed=is_closed, has_ended=False, now=now)


def why_not_write(assignment: "Assignment", now: datetime) -> Refusal | None:
    """The same for one entry: the final word of the reader may cover it."""
    round_ = assignment.reader.round
    return why_not_score(
        window=round_.window,
        is_closed=round_.closed_at is not None,
        has_ended=False,
        is_settled=assignment.is_settled,
        now=now,
    )


def _item(assignment: "Assignment") -> Item:
    scorecard = getattr(assignment, "scorecard", None)
    status = ScorecardStatus(scorecard.status) if scorecard else None
    return Item(assignment, card_state(status, is_set_aside=assignment.set_aside_at is not None))


def frame(piles: "Sequence[Pile]", *, is_queue: bool = False) -> dict[str, object]:
    n_left = sum(pile.n_left for pile in piles)
    rail = [{"url": reverse("scorer:queue"), "label": "Mijn beoordelingen", "count": n_left, "current": is_queue}]
    return {"rail": rail, "rail_title": "Beoordelen"}

"""What the organisers read before and after the closing is moved: what will hold, for whom, and what moved before."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from gemeentedelers.domain.editions.queries import moves_of
from gemeentedelers.domain.editions.rules import ZONE, Deadline, Reminder, deadline, reminders_of
from gemeentedelers.domain.entries.queries import DraftAudience, draft_audience
from gemeentedelers.domain.people.queries import users_by_code
from gemeentedelers.web.ui.durations import in_words

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import DeadlineMove, Edition


@dataclass(frozen=True)
class Preview:
    became: Deadline
    difference: str
    is_earlier: bool
    opens_again: bool
    nominations_move_along: bool
    audience: DraftAudience
    reminders: tuple[Reminder, ...]


def preview_of(edition: "Edition", said: date | datetime, now: datetime) -> Preview:
    became, was = deadline(said), edition.entry_deadline
    return Preview(
        became=became,
        difference=difference(was, became),
        is_earlier=became.at < was.at,
        opens_again=was.at <= now,
        nominations_move_along=edition.nominations_close in (None, edition.entry_closes),
        audience=draft_audience(edition),
        reminders=reminders_to_come(became, now),
    )


def difference(was: Deadline, became: Deadline) -> str:
    """7 dagen later; by the calendar and the clock, as people see it, also when the clocks change in between."""
    before, after = (moment.at.astimezone(ZONE).replace(tzinfo=None) for moment in (was, became))
    return f"{in_words(abs(after - before))} {'eerder' if became.at < was.at else 'later'}"


def reminders_to_come(closing: Deadline, now: datetime) -> tuple[Reminder, ...]:
    return tuple(reminder for reminder in reminders_of(closing) if reminder.at > now)


@dataclass(frozen=True)
class Moved:
    move: "DeadlineMove"
    by: str


def history_of(edition: "Edition") -> list[Moved]:
    """Newest first, with the name of who moved it as long as there is an account."""
    moves = list(moves_of(edition))
    people = users_by_code({move.moved_by for move in moves})
    return [Moved(move, people[move.moved_by].name if move.moved_by in people else move.moved_by) for move in moves]

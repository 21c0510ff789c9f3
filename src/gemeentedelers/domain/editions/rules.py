"""When an edition is open for what, and what a well-formed edition looks like.

The organisers say a deadline in one of two ways: as a day ("t/m 4 december", the whole day counts) or as a
moment ("12 december 9.00 uur"). Both are kept as the first instant that is too late, in UTC. Local time is
always Europe/Amsterdam. Regulations: articles on timetable, categories and criteria.

What counts is when a request reached us, never the clock of a browser. Whoever had a draft before the closing gets
a few minutes of grace that nobody is promised, and one entry may have an extension. The organisers may move the
closing for everybody, with a reason; nobody becomes late by that. Teams with a draft are reminded by day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from gemeentedelers.foundation.refusals import Refusal, RefusedError

ZONE = ZoneInfo("Europe/Amsterdam")
LOWEST_SCORE, HIGHEST_SCORE = 1, 5
GRACE_MINUTES, LONGEST_GRACE_MINUTES = 15, 60
GRACE = timedelta(minutes=GRACE_MINUTES)


class DeadlineStyle(StrEnum):
    INCLUSIVE_DAY = "inclusive_day"
    MOMENT = "moment"


class Phase(StrEnum):
    """Where an edition stands for the public, in the order in which it is lived."""

    UPCOMING = "upcoming"
    CALL = "call"
    CLOSED = "closed"
    SCORING = "scoring"
    FINALISTS = "finalists"
    RESULTS = "results"


class RoundKind(StrEnum):
    """How a round judges: pass or fail, many light readers, few assessors, pairs of close entries, a jury."""

    SCREENING = "screening"
    READING = "reading"
    PAIRS = "pairs"
    ASSESSMENT = "assessment"
    JURY = "jury"


class WildcardHolder(StrEnum):
    """Who may spend the wildcards of a round."""

    ORGANISER = "organiser"
    ASSESSOR = "assessor"
    JURY_CHAIR = "jury_chair"


# How long one entry takes a careful reader, by kind of round; an edition may say otherwise.
MINUTES_PER_ENTRY = {
    RoundKind.SCREENING: 4,
    RoundKind.READING: 12,
    RoundKind.PAIRS: 6,
    RoundKind.ASSESSMENT: 45,
    RoundKind.JURY: 20,
}


class Timeliness(StrEnum):
    """Whether a request came in time, and thanks to what."""

    EARLY = "early"
    ON_TIME = "on_time"
    EXTENDED = "extended"
    IN_GRACE = "in_grace"
    LATE = "late"


class ReminderKind(StrEnum):
    TWO_WEEKS = "two_weeks"
    ONE_WEEK = "one_week"
    THREE_DAYS = "three_days"
    ONE_DAY = "one_day"
    LAST_HOURS = "last_hours"


class EditionObstacle(StrEnum):
    NO_SUCH_LOCAL_TIME = "no_such_local_time"
    AMBIGUOUS_LOCAL_TIME = "ambiguous_local_time"
    CLOSES_BEFORE_OPENING = "closes_before_opening"
    OUT_OF_ORDER = "out_of_order"
    ANCHORS_MISSING = "anchors_missing"
    DOUBLE_KEY = "double_key"
    NO_CRITERIA = "no_criteria"
    NO_CATEGORIES = "no_categories"
    NO_READING_ROUND = "no_reading_round"
    UNKNOWN_CATEGORY = "unknown_category"
    EDITION_EXISTS = "edition_exists"
    GRACE_OUT_OF_RANGE = "grace_out_of_range"
    ARCHIVED = "archived"
    SAME_DEADLINE = "same_deadline"
    NOT_AFTER_NOW = "not_after_now"
    ROUND_OPENS_FIRST = "round_opens_first"
    REASON_MISSING = "reason_missing"
    SHORTLIST_IS_OUT = "shortlist_is_out"


@dataclass(frozen=True)
class Deadline:
    """The first instant that is too late, and how people say it."""

    at: datetime
    style: DeadlineStyle = DeadlineStyle.MOMENT

    @property
    def last_day(self) -> date:
        """The last local day on which there is still time."""
        return (self.at - timedelta(microseconds=1)).astimezone(ZONE).date()


@dataclass(frozen=True)
class Window:
    """Half-open: the opening moment is in time, the closing moment is too late."""

    opens: datetime
    closes: datetime

    def is_open(self, now: datetime) -> bool:
        """Compares in UTC: Python compares two moments of one local zone by their clock, which may go back an hour."""
        return self.opens <= now.astimezone(UTC) < self.closes


@dataclass(frozen=True)
class Closing:
    """When it ends for one entry: the announced window, the hidden grace, and its own extension when it has one."""

    window: Window
    grace: timedelta = GRACE
    extended_until: datetime | None = None

    @property
    def at(self) -> datetime:
        """The closing that holds for this entry; an extension never makes it earlier."""
        announced = self.window.closes.astimezone(UTC)
        return max(announced, self.extended_until.astimezone(UTC)) if self.extended_until else announced


def timeliness(closing: Closing, *, received_at: datetime, drafted_at: datetime | None) -> Timeliness:
    """How a request stands to the closing, by the moment at which its head reached us.

    `drafted_at` is when the draft was first saved, and None for what begins with this request: that has no
    extension and gets no grace. Grace is only for a draft of before the announced closing.
    """
    received = received_at.astimezone(UTC)
    if received < closing.window.opens:
        return Timeliness.EARLY
    if received < closing.window.closes:
        return Timeliness.ON_TIME
    if drafted_at is None:
        return Timeliness.LATE
    if received < closing.at:
        return Timeliness.EXTENDED
    had_a_draft = drafted_at.astimezone(UTC) < closing.window.closes
    return Timeliness.IN_GRACE if had_a_draft and received < closing.at + closing.grace else Timeliness.LATE


IN_TIME = (Timeliness.ON_TIME, Timeliness.EXTENDED, Timeliness.IN_GRACE)


def is_in_time(found: Timeliness) -> bool:
    return found in IN_TIME


def why_not_local_time(local: datetime) -> Refusal | None:
    """A clock time that does not exist, or exists twice, on the day the clocks change."""
    early, late = local.replace(tzinfo=ZONE, fold=0), local.replace(tzinfo=ZONE, fold=1)
    if early.astimezone(UTC).astimezone(ZONE).replace(tzinfo=None) != local:
        return Refusal(EditionObstacle.NO_SUCH_LOCAL_TIME, local=local)
    if early.utcoffset() != late.utcoffset():
        return Refusal(EditionObstacle.AMBIGUOUS_LOCAL_TIME, local=local)
    return None


def local_instant(local: datetime) -> datetime:
    """The UTC instant of a clock time in Amsterdam; raises when there is no single such instant."""
    refusal = why_not_local_time(local)
    if refusal is not None:
        raise RefusedError(refusal)
    return local.replace(tzinfo=ZONE).astimezone(UTC)


def next_single_time(local: datetime) -> datetime:
    """The first clock time from here that exists once: 3.00 uur for each time in the hour of the change."""
    while why_not_local_time(local) is not None:
        local = local.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return local


def days_later(moment: datetime, n_days: int) -> datetime:
    """The same clock time so many local days on, or back: a day is not 24 hours when the clocks change."""
    local = moment.astimezone(ZONE).replace(tzinfo=None) + timedelta(days=n_days)
    return local.replace(tzinfo=ZONE).astimezone(UTC)


def opening(said: date | datetime) -> datetime:
    """A day opens at its local midnight; a moment opens then."""
    local = said if isinstance(said, datetime) else datetime.combine(said, time())
    return local_instant(local)


def deadline(said: date | datetime) -> Deadline:
    """A day counts whole, so it is too late from the next midnight; a moment is too late itself."""
    if isinstance(said, datetime):
        return Deadline(local_instant(said), DeadlineStyle.MOMENT)
    midnight = datetime.combine(said + timedelta(days=1), time())
    return Deadline(local_instant(midnight), DeadlineStyle.INCLUSIVE_DAY)


@dataclass(frozen=True)
class Timetable:
    """The moments of an edition: planned by the organisers, and what has been announced since."""

    entry: Window
    reading: Window
    jury: Window
    reveal_from: datetime
    shortlist_announced_at: datetime | None = None
    revealed_at: datetime | None = None


def is_revealed(revealed_at: datetime | None, now: datetime) -> bool:
    """Whether the result is out by now; a moment that lies ahead is not there yet."""
    return revealed_at is not None and revealed_at <= now


def phase_of(timetable: Timetable, now: datetime) -> Phase:
    """The clock moves an edition up to the scoring; finalists and results are there once announced."""
    if is_revealed(timetable.revealed_at, now):
        return Phase.RESULTS
    if timetable.shortlist_announced_at is not None and timetable.shortlist_announced_at <= now:
        return Phase.FINALISTS
    if now >= timetable.reading.opens:
        return Phase.SCORING
    if now >= timetable.entry.closes:
        return Phase.CLOSED
    return Phase.CALL if now >= timetable.entry.opens else Phase.UPCOMING


def days_left(closing: Deadline, now: datetime) -> int:
    """Whole local days until the last day: 0 on that day, negative after it."""
    return (closing.last_day - now.astimezone(ZONE).date()).days


def why_not_move_deadline(
    became: Deadline, *, window: Window, round_opens: datetime, reason: str, now: datetime
) -> Refusal | None:
    """Later or earlier, also when it has closed already, as long as the first round has not begun.

    The new closing lies in the future, so that nothing that came in becomes late by it.
    """
    if became.at == window.closes:
        return Refusal(EditionObstacle.SAME_DEADLINE, closes=window.closes)
    if became.at <= now:
        return Refusal(EditionObstacle.NOT_AFTER_NOW, now=now)
    if became.at <= window.opens:
        return Refusal(EditionObstacle.CLOSES_BEFORE_OPENING)
    if became.at >= round_opens:
        return Refusal(EditionObstacle.ROUND_OPENS_FIRST, opens=round_opens)
    return None if reason.strip() else Refusal(EditionObstacle.REASON_MISSING)


DAYS_BEFORE = {
    ReminderKind.TWO_WEEKS: 14,
    ReminderKind.ONE_WEEK: 7,
    ReminderKind.THREE_DAYS: 3,
    ReminderKind.ONE_DAY: 1,
}
MORNING, DAWN, EVENING = time(9), time(8), time(21)
LAST_HOURS = timedelta(hours=3)
STALE = timedelta(hours=24)


@dataclass(frozen=True)
class Reminder:
    kind: ReminderKind
    at: datetime


def reminders_of(closing: Deadline) -> tuple[Reminder, ...]:
    """When teams with a draft are reminded, in order: in the mornings before the last day, and a last time after."""
    morning = _morning_of(closing.last_day)
    planned = [Reminder(kind, days_later(morning, -n_days)) for kind, n_days in DAYS_BEFORE.items()]
    last = _last_call(closing)
    if last is not None and last > planned[-1].at:
        planned.append(Reminder(ReminderKind.LAST_HOURS, last))
    return tuple(planned)


def _morning_of(day: date) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=ZONE).astimezone(UTC)


def _last_call(closing: Deadline) -> datetime | None:
    """Three hours before. At night it is the morning of that day instead, and nothing when that is too late."""
    at = closing.at.astimezone(UTC) - LAST_HOURS
    local = at.astimezone(ZONE)
    if DAWN <= local.time() < EVENING:
        return at
    morning = _morning_of(local.date())
    return morning if morning < closing.at else None


def due_reminder(closing: Deadline, *, now: datetime, told_at: datetime | None = None) -> Reminder | None:
    """The newest reminder whose moment came in the last 24 hours, so that a worker that slept sends one and not four.

    `told_at` is when people were last told of a new closing: what fell due before that is not said again.
    """
    due = [reminder for reminder in reminders_of(closing) if reminder.at <= now]
    if not due or now >= closing.at:
        return None
    newest = due[-1]
    is_told = told_at is not None and newest.at <= told_at
    return None if is_told or now - newest.at >= STALE else newest


@dataclass(frozen=True)
class CategoryPlan:
    key: str
    name: str
    description: str


@dataclass(frozen=True)
class CriterionPlan:
    """What is scored: a question to the entrant, and what each score from 1 to 5 means to a reader."""

    key: str
    name: str
    question: str
    weight: int
    anchors: tuple[str, ...]
    example: str = ""


@dataclass(frozen=True)
class RoundPlan:
    kind: RoundKind
    name: str
    opens: datetime
    closing: Deadline
    reads_per_entry: int = 0
    places: int = 0
    wildcards: int = 0
    minutes_per_entry: int | None = None
    wildcards_by: WildcardHolder = WildcardHolder.ORGANISER

    @property
    def minutes(self) -> int:
        return self.minutes_per_entry or MINUTES_PER_ENTRY[self.kind]


@dataclass(frozen=True)
class PrizePlan:
    key: str
    name: str
    category: str


@dataclass(frozen=True)
class QuotePlan:
    text: str
    function: str
    organisation: str


@dataclass(frozen=True)
class EditionPlan:
    """A whole edition as the organisers describe it in a file."""

    year: int
    name: str
    call: str
    reference_date: date
    opens: datetime
    closing: Deadline
    reveal_from: datetime
    categories: tuple[CategoryPlan, ...]
    criteria: tuple[CriterionPlan, ...]
    rounds: tuple[RoundPlan, ...]
    prizes: tuple[PrizePlan, ...]
    quotes: tuple[QuotePlan, ...] = ()
    max_age_years: int = 3
    is_fictitious: bool = False
    winners_get: tuple[str, ...] = field(default=())
    grace_minutes: int = GRACE_MINUTES
    nominations_closing: Deadline | None = None

    def round_of(self, kind: RoundKind) -> RoundPlan | None:
        return next((plan for plan in self.rounds if plan.kind is kind), None)


@dataclass(frozen=True)
class Objection:
    """A refusal, and the key of the file that it is about."""

    key: str
    refusal: Refusal


def objections_to(plan: EditionPlan) -> list[Objection]:
    """Everything that is wrong with a plan, so that it is corrected in one go."""
    return [
        *_empty_parts(plan),
        *_double_keys("categories", [category.key for category in plan.categories]),
        *_double_keys("criteria", [criterion.key for criterion in plan.criteria]),
        *_double_keys("prizes", [prize.key for prize in plan.prizes]),
        *_incomplete_criteria(plan),
        *_prizes_without_category(plan),
        *_grace_out_of_range(plan),
        *_moments_out_of_order(plan),
        *_nominations_out_of_order(plan),
    ]


def _empty_parts(plan: EditionPlan) -> Iterator[Objection]:
    if not plan.categories:
        yield Objection("categories", Refusal(EditionObstacle.NO_CATEGORIES))
    if not plan.criteria:
        yield Objection("criteria", Refusal(EditionObstacle.NO_CRITERIA))
    if plan.round_of(RoundKind.READING) is None:
        yield Objection("rounds", Refusal(EditionObstacle.NO_READING_ROUND))


def _double_keys(part: str, keys: Sequence[str]) -> Iterator[Objection]:
    for position, key in enumerate(keys):
        if key in keys[:position]:
            yield Objection(f"{part}.{position}.key", Refusal(EditionObstacle.DOUBLE_KEY, key=key))


def _incomplete_criteria(plan: EditionPlan) -> Iterator[Objection]:
    wanted = HIGHEST_SCORE - LOWEST_SCORE + 1
    for position, criterion in enumerate(plan.criteria):
        if len(criterion.anchors) != wanted:
            refusal = Refusal(EditionObstacle.ANCHORS_MISSING, criterion=criterion.name, wanted=wanted)
            yield Objection(f"criteria.{position}.anchors", refusal)


def _prizes_without_category(plan: EditionPlan) -> Iterator[Objection]:
    known = {category.key for category in plan.categories}
    for position, prize in enumerate(plan.prizes):
        if prize.category not in known:
            refusal = Refusal(EditionObstacle.UNKNOWN_CATEGORY, category=prize.category)
            yield Objection(f"prizes.{position}.category", refusal)


def _grace_out_of_range(plan: EditionPlan) -> Iterator[Objection]:
    if not 0 <= plan.grace_minutes <= LONGEST_GRACE_MINUTES:
        refusal = Refusal(EditionObstacle.GRACE_OUT_OF_RANGE, longest=LONGEST_GRACE_MINUTES)
        yield Objection("entry.grace_minutes", refusal)


def _moments_out_of_order(plan: EditionPlan) -> Iterator[Objection]:
    if plan.closing.at <= plan.opens:
        yield Objection("entry.closes", Refusal(EditionObstacle.CLOSES_BEFORE_OPENING))
    earlier, at_key = plan.closing.at, "entry.closes"
    for position, round_ in enumerate(plan.rounds):
        if round_.opens < earlier:
            refusal = Refusal(EditionObstacle.OUT_OF_ORDER, earlier=at_key)
            yield Objection(f"rounds.{position}.opens", refusal)
        if round_.closing.at <= round_.opens:
            yield Objection(f"rounds.{position}.closes", Refusal(EditionObstacle.CLOSES_BEFORE_OPENING))
        earlier, at_key = round_.closing.at, f"rounds.{position}.closes"
    if plan.reveal_from < earlier:
        yield Objection("reveal.from", Refusal(EditionObstacle.OUT_OF_ORDER, earlier=at_key))


def _nominations_out_of_order(plan: EditionPlan) -> Iterator[Objection]:
    """They may close before or after the entries, but within the time before the first round."""
    if plan.nominations_closing is None:
        return
    if plan.nominations_closing.at <= plan.opens:
        yield Objection("nominations.closes", Refusal(EditionObstacle.CLOSES_BEFORE_OPENING))
    round_opens = min((round_.opens for round_ in plan.rounds), default=plan.reveal_from)
    if plan.nominations_closing.at > round_opens:
        refusal = Refusal(EditionObstacle.ROUND_OPENS_FIRST, opens=round_opens)
        yield Objection("nominations.closes", refusal)

"""Who may sign up to read, what an organiser decides, and how many people an edition needs.

Regulations: anybody may sign up to read, from the opening of the call until the round closes: who works for a
municipality or another organisation, and residents. The organisers accept or decline, and can take that back until
there is work. Who was not accepted is forgotten four weeks after the result.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil

from gemeentedelers.domain.editions.rules import ZONE, Window
from gemeentedelers.domain.nominations.rules import ANY_ADDRESS, mail_address
from gemeentedelers.domain.panels.rules import ReaderKind
from gemeentedelers.foundation.refusals import Refusal

MOTIVATION_LENGTH, LINE_LENGTH = 1_000, 120
FEWEST_MINUTES, MOST_MINUTES, MINUTES_STEP = 2 * 60, 20 * 60, 30
KEPT_AFTER_RESULT = timedelta(weeks=4)


class VolunteerStatus(StrEnum):
    SIGNED_UP = "signed_up"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class VolunteerObstacle(StrEnum):
    NOT_OPEN_YET = "not_open_yet"
    ROUND_CLOSED = "round_closed"
    NAME_MISSING = "name_missing"
    ADDRESS_IN_NAME = "address_in_name"
    BAD_ADDRESS = "bad_address"
    MUNICIPALITY_MISSING = "municipality_missing"
    ORGANISATION_MISSING = "organisation_missing"
    JOB_TITLE_MISSING = "job_title_missing"
    MOTIVATION_MISSING = "motivation_missing"
    TOO_LONG = "too_long"
    HOURS_OUT_OF_RANGE = "hours_out_of_range"
    HOURS_NOT_IN_HALVES = "hours_not_in_halves"
    DATES_OUT_OF_ORDER = "dates_out_of_order"
    NO_DAY_IN_ROUND = "no_day_in_round"
    ALREADY_DECIDED = "already_decided"
    TOO_LITTLE_TIME = "too_little_time"
    NOT_DECIDED = "not_decided"
    HAS_WORK = "has_work"


@dataclass(frozen=True)
class SignUp:
    """What somebody who wants to read says; the municipality by its code, the themes by their slugs."""

    name: str
    email: str
    kind: ReaderKind
    motivation: str
    minutes: int
    municipality: str = ""
    organisation: str = ""
    job_title: str = ""
    themes: tuple[str, ...] = ()
    available_from: date | None = None
    available_until: date | None = None


def why_not_sign_up(sign_up: SignUp, *, window: Window, reading: Window, now: datetime) -> Refusal | None:
    """`window` is when one may sign up, `reading` when the round is read."""
    if now < window.opens:
        return Refusal(VolunteerObstacle.NOT_OPEN_YET, opens=window.opens)
    if now >= window.closes:
        return Refusal(VolunteerObstacle.ROUND_CLOSED)
    return (
        _why_not_introduce(sign_up)
        or why_not_minutes(sign_up.minutes)
        or why_not_dates(sign_up.available_from, sign_up.available_until, reading=reading)
    )


def _why_not_introduce(sign_up: SignUp) -> Refusal | None:
    """The name is mailed to an address that nobody proved yet, so it holds nothing to click on."""
    if not sign_up.name:
        return Refusal(VolunteerObstacle.NAME_MISSING)
    if ANY_ADDRESS.search(sign_up.name):
        return Refusal(VolunteerObstacle.ADDRESS_IN_NAME)
    if not sign_up.email or mail_address(sign_up.email) != sign_up.email:
        return Refusal(VolunteerObstacle.BAD_ADDRESS)
    if sign_up.kind is ReaderKind.INSIDER and not sign_up.municipality:
        return Refusal(VolunteerObstacle.MUNICIPALITY_MISSING)
    if sign_up.kind is ReaderKind.OUTSIDER and not sign_up.organisation:
        return Refusal(VolunteerObstacle.ORGANISATION_MISSING)
    if sign_up.kind is not ReaderKind.RESIDENT and not sign_up.job_title:
        return Refusal(VolunteerObstacle.JOB_TITLE_MISSING)
    if not sign_up.motivation:
        return Refusal(VolunteerObstacle.MOTIVATION_MISSING)
    return _why_not_length(sign_up)


def _why_not_length(sign_up: SignUp) -> Refusal | None:
    if any(len(line) > LINE_LENGTH for line in (sign_up.name, sign_up.organisation, sign_up.job_title)):
        return Refusal(VolunteerObstacle.TOO_LONG, limit=LINE_LENGTH)
    too_long = len(sign_up.motivation) > MOTIVATION_LENGTH
    return Refusal(VolunteerObstacle.TOO_LONG, limit=MOTIVATION_LENGTH) if too_long else None


def why_not_minutes(minutes: int) -> Refusal | None:
    if not FEWEST_MINUTES <= minutes <= MOST_MINUTES:
        return Refusal(VolunteerObstacle.HOURS_OUT_OF_RANGE, fewest=FEWEST_MINUTES // 60, most=MOST_MINUTES // 60)
    return Refusal(VolunteerObstacle.HOURS_NOT_IN_HALVES) if minutes % MINUTES_STEP else None


def why_not_dates(since: date | None, until: date | None, *, reading: Window) -> Refusal | None:
    """An open end is fine; at least one day of the round is needed."""
    if since and until and until < since:
        return Refusal(VolunteerObstacle.DATES_OUT_OF_ORDER)
    first = reading.opens.astimezone(ZONE).date()
    last = (reading.closes - timedelta(microseconds=1)).astimezone(ZONE).date()
    if (since and since > last) or (until and until < first):
        return Refusal(VolunteerObstacle.NO_DAY_IN_ROUND, first=first, last=last)
    return None


def n_readable(minutes: int, minutes_per_entry: int) -> int:
    """How many entries fit in the time that somebody has."""
    return minutes // minutes_per_entry


def why_not_decide(status: VolunteerStatus, *, is_round_closed: bool) -> Refusal | None:
    if is_round_closed:
        return Refusal(VolunteerObstacle.ROUND_CLOSED)
    return None if status is VolunteerStatus.SIGNED_UP else Refusal(VolunteerObstacle.ALREADY_DECIDED)


def why_not_accept(
    status: VolunteerStatus, *, minutes: int, minutes_per_entry: int, is_round_closed: bool
) -> Refusal | None:
    if refusal := why_not_decide(status, is_round_closed=is_round_closed):
        return refusal
    fits = n_readable(minutes, minutes_per_entry) > 0
    return None if fits else Refusal(VolunteerObstacle.TOO_LITTLE_TIME, minutes=minutes_per_entry)


def why_not_reconsider(status: VolunteerStatus, *, n_pieces_of_work: int, is_round_closed: bool) -> Refusal | None:
    """A decision can be taken back as long as nothing was ever put on the desk of the accepted."""
    if status not in (VolunteerStatus.ACCEPTED, VolunteerStatus.DECLINED):
        return Refusal(VolunteerObstacle.NOT_DECIDED)
    if is_round_closed:
        return Refusal(VolunteerObstacle.ROUND_CLOSED)
    return Refusal(VolunteerObstacle.HAS_WORK) if n_pieces_of_work else None


def why_not_withdraw(status: VolunteerStatus) -> Refusal | None:
    decided = status in (VolunteerStatus.ACCEPTED, VolunteerStatus.DECLINED)
    return Refusal(VolunteerObstacle.ALREADY_DECIDED) if decided else None


@dataclass(frozen=True)
class Spread:
    """How far entries lie apart, how far readers differ in severity, and how far one reading is off, in one unit."""

    entry: float = 1.0
    reader: float = 0.8
    noise: float = 1.2


# Assumed until scores of an earlier edition tell; three readings then find about two of every three of the best.
ASSUMED = Spread()


@dataclass(frozen=True)
class Supply:
    """What there is to read and who is there to read it, in minutes; `waiting` is still to be decided."""

    n_entries: int
    n_readers: int
    minutes: int
    n_waiting: int = 0
    waiting_minutes: int = 0

    @property
    def mean_minutes(self) -> Fraction | None:
        """What one reader brings on average, of those who read and those who wait."""
        n_people = self.n_readers + self.n_waiting
        return Fraction(self.minutes + self.waiting_minutes, n_people) if n_people else None


@dataclass(frozen=True)
class Need:
    """What a number of readings per entry asks. `n_readers` is None when nobody said how much time people have."""

    reads: int
    n_readings: int
    minutes: int
    n_readers: int | None
    is_covered: bool
    is_covered_with_waiting: bool


@dataclass(frozen=True)
class Outlook:
    """A need, with the share of the truly best that the shortlist then finds; None when nobody can say."""

    need: Need
    share: float | None
    places: int

    @property
    def n_found(self) -> int | None:
        return None if self.share is None else round(self.share * self.places)


FEWEST_READS, MOST_READS = 2, 8
# Between the two and four hours that readers of 2022 had; used when nobody has signed up yet.
USUAL_MINUTES = 180


def needs(supply: Supply, *, minutes_per_entry: int, n_extra: int = 0) -> list[Need]:
    """A line for each number of readings; `n_extra` more readers bring what the others bring on average."""
    mean = supply.mean_minutes
    extra = mean * n_extra if mean else Fraction(0)
    return [
        _need(reads, supply, extra=extra, minutes_per_entry=minutes_per_entry)
        for reads in range(FEWEST_READS, MOST_READS + 1)
    ]


def n_readers_then(need: Need, supply: Supply, *, n_extra: int = 0) -> int:
    """With how many people so many readings would be done: who is there, or as many as it takes."""
    needed = ceil(need.minutes / USUAL_MINUTES) if need.n_readers is None else need.n_readers
    return max(supply.n_readers + n_extra, needed, need.reads)


def _need(reads: int, supply: Supply, *, extra: Fraction, minutes_per_entry: int) -> Need:
    n_readings = supply.n_entries * reads
    minutes = n_readings * minutes_per_entry
    mean = supply.mean_minutes
    return Need(
        reads,
        n_readings,
        minutes,
        ceil(minutes / mean) if mean else None,
        is_covered=minutes <= supply.minutes + extra,
        is_covered_with_waiting=minutes <= supply.minutes + supply.waiting_minutes + extra,
    )

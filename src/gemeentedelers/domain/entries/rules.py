"""When may a team write, submit, withdraw; what is still missing; who may be nominated.

Regulations: an entry is a finished, proven, relevant, valuable and reusable case of a municipality that was
decisive for it, at most three years old on the reference date of the edition. A team may write and submit as
long as the entry window is open. Nothing is rejected by the computer: it points things out, an organiser decides.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum

from gemeentedelers.domain.editions.rules import Window
from gemeentedelers.foundation.refusals import Refusal

TITLE_LENGTH, RESULT_LENGTH, SUMMARY_LENGTH, TEXT_LENGTH = 100, 200, 400, 4_000


class EntryStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Eligibility(StrEnum):
    UNDECIDED = "undecided"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


class TeamRole(StrEnum):
    OWNER = "owner"
    MEMBER = "member"


class NominationStatus(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    DECLINED = "declined"


class Section(StrEnum):
    """The fixed parts of the form; each criterion of the edition adds one of its own, named after its key."""

    BASICS = "in-het-kort"
    STORY = "verhaal"
    NEEDS = "nodig"
    CONSENT = "toestemming"


class SectionState(StrEnum):
    NOT_STARTED = "not_started"
    STARTED = "started"
    DONE = "done"


class EntryObstacle(StrEnum):
    WINDOW_NOT_OPEN = "window_not_open"
    WINDOW_CLOSED = "window_closed"
    NO_MUNICIPALITY = "no_municipality"
    NOT_A_DRAFT = "not_a_draft"
    NOT_SUBMITTED = "not_submitted"
    PARTS_MISSING = "parts_missing"
    REASON_MISSING = "reason_missing"
    OTHER_EDITION = "other_edition"
    OWN_MUNICIPALITY = "own_municipality"
    NOMINATION_ANSWERED = "nomination_answered"
    OTHER_MUNICIPALITY = "other_municipality"
    NOT_FINISHED = "not_finished"
    TOO_OLD = "too_old"


@dataclass(frozen=True)
class Draft:
    """What a team has written so far, as plain values."""

    title: str = ""
    summary: str = ""
    result: str = ""
    problem: str = ""
    approach: str = ""
    costs: str = ""
    lessons: str = ""
    started_on: date | None = None
    finished_on: date | None = None
    category: str = ""
    themes: tuple[str, ...] = ()
    was_decisive: bool = False
    may_be_published: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)


PARTS: Mapping[Section, tuple[str, ...]] = {
    Section.BASICS: ("title", "summary", "result", "category", "themes", "started_on", "finished_on"),
    Section.STORY: ("problem", "approach"),
    Section.NEEDS: ("costs", "lessons"),
    Section.CONSENT: ("was_decisive", "may_be_published"),
}


@dataclass(frozen=True)
class Missing:
    """One thing that a reader will miss: the section where it belongs, and which part of it."""

    section: str
    part: str


def missing_parts(draft: Draft, criteria: Sequence[str]) -> list[Missing]:
    """Everything that must be filled in before submitting, in the order of the form."""
    return [*_missing_in_sections(draft), *_missing_answers(draft, criteria)]


def _missing_in_sections(draft: Draft) -> Iterator[Missing]:
    for section, parts in PARTS.items():
        for part in parts:
            if not getattr(draft, part):
                yield Missing(section.value, part)


def _missing_answers(draft: Draft, criteria: Sequence[str]) -> Iterator[Missing]:
    for key in criteria:
        if not draft.answers.get(key, "").strip():
            yield Missing(key, "answer")


def section_state(section: str, draft: Draft, criteria: Sequence[str]) -> SectionState:
    parts = PARTS[Section(section)] if section not in criteria else ("answer",)
    missing = [gap for gap in missing_parts(draft, criteria) if gap.section == section]
    if not missing:
        return SectionState.DONE
    return SectionState.NOT_STARTED if len(missing) == len(parts) else SectionState.STARTED


def why_not_write(*, status: EntryStatus, window: Window, now: datetime) -> Refusal | None:
    if status is not EntryStatus.DRAFT:
        return Refusal(EntryObstacle.NOT_A_DRAFT)
    return why_not_enter(window=window, now=now)


def why_not_enter(*, window: Window, now: datetime) -> Refusal | None:
    """Whether the window of the edition stands in the way of starting, writing or submitting."""
    if now < window.opens:
        return Refusal(EntryObstacle.WINDOW_NOT_OPEN, opens=window.opens)
    if now >= window.closes:
        return Refusal(EntryObstacle.WINDOW_CLOSED, closes=window.closes)
    return None


def why_not_submit(*, status: EntryStatus, missing: Sequence[Missing], window: Window, now: datetime) -> Refusal | None:
    if refusal := why_not_write(status=status, window=window, now=now):
        return refusal
    if missing:
        return Refusal(EntryObstacle.PARTS_MISSING, n_missing=len(missing))
    return None


def why_not_reopen(*, status: EntryStatus, window: Window, now: datetime) -> Refusal | None:
    """A team may take its entry back to change it for as long as the window is open."""
    if status is EntryStatus.DRAFT:
        return Refusal(EntryObstacle.NOT_SUBMITTED)
    return why_not_enter(window=window, now=now)


def why_not_withdraw(*, status: EntryStatus) -> Refusal | None:
    return None if status is EntryStatus.SUBMITTED else Refusal(EntryObstacle.NOT_SUBMITTED)


def why_not_judge_eligibility(*, status: EntryStatus, eligibility: Eligibility, reason: str) -> Refusal | None:
    """An organiser judges what was submitted, and says why when the answer is no."""
    if status is not EntryStatus.SUBMITTED:
        return Refusal(EntryObstacle.NOT_SUBMITTED)
    if eligibility is Eligibility.INELIGIBLE and not reason.strip():
        return Refusal(EntryObstacle.REASON_MISSING)
    return None


def oldest_day(reference: date, max_age_years: int) -> date:
    """The first day on which a case may have been finished; 29 February counts as 28 in other years."""
    year = reference.year - max_age_years
    try:
        return reference.replace(year=year)
    except ValueError:
        return reference.replace(year=year, day=28)


def eligibility_doubts(finished_on: date | None, *, reference: date, max_age_years: int) -> list[Refusal]:
    """What an organiser will look at twice. Said to the team while it writes; it stops nothing."""
    if finished_on is None:
        return []
    if finished_on > reference:
        return [Refusal(EntryObstacle.NOT_FINISHED, reference=reference)]
    oldest = oldest_day(reference, max_age_years)
    return [Refusal(EntryObstacle.TOO_OLD, oldest=oldest)] if finished_on < oldest else []


def why_not_nominate(*, own_municipality: str | None, nominated: str, window: Window, now: datetime) -> Refusal | None:
    """Anyone may nominate a municipality, except one's own: that one can simply enter."""
    if own_municipality == nominated:
        return Refusal(EntryObstacle.OWN_MUNICIPALITY)
    return why_not_enter(window=window, now=now)


def why_not_answer_nomination(
    *, status: NominationStatus, own_municipality: str | None, nominated: str, window: Window, now: datetime
) -> Refusal | None:
    """Somebody of the nominated municipality accepts or declines, once."""
    if status is not NominationStatus.OPEN:
        return Refusal(EntryObstacle.NOMINATION_ANSWERED)
    if own_municipality != nominated:
        return Refusal(EntryObstacle.OTHER_MUNICIPALITY)
    return why_not_enter(window=window, now=now)


# Damm's quasigroup of order 10: it catches every single wrong digit and every two neighbours that changed places.
DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def check_digit(digits: str) -> int:
    """Damm's check digit (H. Michael Damm, 2004)."""
    interim = 0
    for digit in digits:
        interim = int(DAMM[interim][int(digit)])
    return interim


def reference_number(year: int, sequence: int) -> str:
    """`GD-2027-0042-7`: the number that people read to each other over the telephone."""
    digits = f"{sequence:04d}"
    return f"GD-{year}-{digits}-{check_digit(digits)}"


def canonical(content: Mapping[str, object]) -> str:
    """The one way in which a frozen version is written down, so that its digest can be checked."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def digest_of(content: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def frozen_content(draft: Draft) -> dict[str, object]:
    """The draft as it is kept for good: plain values that JSON gives back unchanged."""
    plain = asdict(draft)
    return {
        **plain,
        "themes": list(draft.themes),
        "started_on": draft.started_on.isoformat() if draft.started_on else None,
        "finished_on": draft.finished_on.isoformat() if draft.finished_on else None,
    }

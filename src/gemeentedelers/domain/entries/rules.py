"""When may a team write, submit, withdraw; who in a team may do what; what an organiser will look at.

Regulations: an entry is a finished, proven, relevant, valuable and reusable case of a municipality that was
decisive for it, at most three years old on the reference date of the edition. A team writes and submits until the
closing and may replace what it submitted until then; afterwards only what the organisers open for it. Nothing is
rejected by the computer: it points things out, an organiser decides.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from gemeentedelers.domain.cases.rules import EvidenceLevel, Fault, Gap, Texts, day_in
from gemeentedelers.domain.editions.rules import IN_TIME, ZONE, Deadline, DeadlineStyle, Timeliness, Window, is_revealed
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.foundation.words import count_words

TITLE_LENGTH, RESULT_LENGTH, REASON_LENGTH, NAME_LENGTH, ALTERNATIVE_LENGTH = 100, 200, 1_000, 160, 250
UNDO_WITHIN = timedelta(hours=24)
INVITATION_LASTS = timedelta(days=14)
MOST_INVITATIONS, MOST_PARTICIPANTS, MOST_ATTACHMENTS = 20, 30, 10
A_FEW_WORDS = 30


class EntryStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class Eligibility(StrEnum):
    UNDECIDED = "undecided"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


class TeamRole(StrEnum):
    OWNER = "owner"
    WRITER = "writer"
    READER = "reader"


class Deed(StrEnum):
    """What somebody in a team may want to do."""

    READ = "read"
    WRITE = "write"
    SUBMIT = "submit"
    INVITE = "invite"
    REMOVE = "remove"
    TRANSFER = "transfer"
    WITHDRAW = "withdraw"


class InvitationStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"


class ParticipantRole(StrEnum):
    """What another organisation is in a case, beside the municipality that leads it."""

    CO_OWNER = "co_owner"
    PARTNER = "partner"
    SUPPLIER = "supplier"


class ExtensionStatus(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"


class Condition(StrEnum):
    """The conditions of the regulations, in the order in which they are told."""

    FINISHED = "finished"
    RECENT = "recent"
    PROVEN = "proven"
    RELEVANT = "relevant"
    VALUABLE = "valuable"
    SCALABLE = "scalable"


class Sight(StrEnum):
    """What the computer sees of a condition. It never says no: an organiser decides."""

    MET = "met"
    UNKNOWN = "unknown"
    DOUBTFUL = "doubtful"


class EntryObstacle(StrEnum):
    WINDOW_NOT_OPEN = "window_not_open"
    WINDOW_CLOSED = "window_closed"
    NO_MUNICIPALITY = "no_municipality"
    OUT_OF_COMPETITION = "out_of_competition"
    SECTION_FROZEN = "section_frozen"
    NOT_FOR_YOUR_ROLE = "not_for_your_role"
    UNKNOWN_FIELD = "unknown_field"
    NOT_SUBMITTED = "not_submitted"
    NOT_WITHDRAWN = "not_withdrawn"
    RESULT_IS_OUT = "result_is_out"
    UNDO_TOO_LATE = "undo_too_late"
    PARTS_MISSING = "parts_missing"
    PARTS_FAULTY = "parts_faulty"
    NOTHING_CHANGED = "nothing_changed"
    CHANGED_MEANWHILE = "changed_meanwhile"
    WRONG_KEY = "wrong_key"
    REASON_MISSING = "reason_missing"
    OTHER_EDITION = "other_edition"
    NOT_FINISHED = "not_finished"
    TOO_OLD = "too_old"
    ALREADY_IN_TEAM = "already_in_team"
    ALREADY_INVITED = "already_invited"
    TOO_MANY_INVITATIONS = "too_many_invitations"
    INVITATION_ANSWERED = "invitation_answered"
    INVITATION_EXPIRED = "invitation_expired"
    OTHER_ADDRESS = "other_address"
    OWNER_STAYS = "owner_stays"
    NOT_IN_TEAM = "not_in_team"
    ALREADY_A_PARTICIPANT = "already_a_participant"
    LEADS_ALREADY = "leads_already"
    TOO_MANY_PARTICIPANTS = "too_many_participants"
    NOT_LATE = "not_late"
    ALREADY_ASKED = "already_asked"
    EXTENSION_IN_PAST = "extension_in_past"
    EXTENSION_TOO_LONG = "extension_too_long"
    EXTENSION_ANSWERED = "extension_answered"
    TOO_MANY_ATTACHMENTS = "too_many_attachments"
    NO_ALTERNATIVE_TEXT = "no_alternative_text"


ROLES: Mapping[Deed, frozenset[TeamRole]] = {
    Deed.READ: frozenset(TeamRole),
    Deed.WRITE: frozenset({TeamRole.OWNER, TeamRole.WRITER}),
    Deed.SUBMIT: frozenset({TeamRole.OWNER, TeamRole.WRITER}),
    Deed.INVITE: frozenset({TeamRole.OWNER}),
    Deed.REMOVE: frozenset({TeamRole.OWNER}),
    Deed.TRANSFER: frozenset({TeamRole.OWNER}),
    Deed.WITHDRAW: frozenset({TeamRole.OWNER}),
}


def why_not_do(deed: Deed, *, role: TeamRole | None) -> Refusal | None:
    """Only the owner decides who belongs to the team and whether the entry stays; writers write and submit."""
    return None if role in ROLES[deed] else Refusal(EntryObstacle.NOT_FOR_YOUR_ROLE)


def why_not_start(*, time: Timeliness, window: Window) -> Refusal | None:
    """A new draft has no grace: it begins before the announced closing."""
    return None if time is Timeliness.ON_TIME else _why_not_in_time(time, window)


def _why_not_in_time(time: Timeliness, window: Window) -> Refusal | None:
    if time is Timeliness.EARLY:
        return Refusal(EntryObstacle.WINDOW_NOT_OPEN, opens=window.opens)
    return Refusal(EntryObstacle.WINDOW_CLOSED, closes=window.closes)


def why_not_write(
    *, status: EntryStatus, section: str, time: Timeliness, window: Window, opened: Collection[str]
) -> Refusal | None:
    """A draft is always the team's own, so no word is lost at the closing.

    What was submitted may be changed until the closing; after that only the sections that the organisers opened.
    """
    if status in (EntryStatus.WITHDRAWN, EntryStatus.MERGED):
        return Refusal(EntryObstacle.OUT_OF_COMPETITION)
    if status is EntryStatus.DRAFT or time in IN_TIME or section in opened:
        return None
    return Refusal(EntryObstacle.SECTION_FROZEN, closes=window.closes)


@dataclass(frozen=True)
class Offer:
    """What a team wants to submit, and what stands in its way."""

    gaps: Sequence[Gap]
    faults: Sequence[Fault]
    digest: str
    submitted_digest: str = ""
    n_undescribed: int = 0


def why_not_submit(
    *, status: EntryStatus, offer: Offer, time: Timeliness, window: Window, is_asked: bool = False
) -> Refusal | None:
    """`is_asked`: the organisers opened a section after the closing, and wait for what the team makes of it."""
    if status in (EntryStatus.WITHDRAWN, EntryStatus.MERGED):
        return Refusal(EntryObstacle.OUT_OF_COMPETITION)
    if time not in IN_TIME and not is_asked:
        return _why_not_in_time(time, window)
    if offer.gaps:
        return Refusal(EntryObstacle.PARTS_MISSING, n_missing=len(offer.gaps))
    if offer.faults:
        return Refusal(EntryObstacle.PARTS_FAULTY, n_faults=len(offer.faults))
    if offer.n_undescribed:
        return Refusal(EntryObstacle.NO_ALTERNATIVE_TEXT)
    if offer.digest == offer.submitted_digest:
        return Refusal(EntryObstacle.NOTHING_CHANGED)
    return None


@dataclass(frozen=True)
class SubmitKey:
    """What the check page hands out: which submission this will be, and of which text."""

    key: str
    digest: str


class Press(StrEnum):
    """What a press on the button is: the first of this key, or one that was answered already."""

    FIRST = "first"
    AGAIN = "again"


def press_of(posted: SubmitKey, *, current: str, used: Mapping[str, str]) -> Press | Refusal:
    """A retry with the same key and text gets the same receipt; a key with another text, or of nobody, is refused."""
    if posted.key in used:
        is_same = used[posted.key] == posted.digest
        return Press.AGAIN if is_same else Refusal(EntryObstacle.WRONG_KEY)
    return Press.FIRST if posted.key == current else Refusal(EntryObstacle.WRONG_KEY)


def why_not_withdraw(*, status: EntryStatus, revealed_at: datetime | None, now: datetime) -> Refusal | None:
    """Once the result is out, what took part has taken part: the page in the knowledge base is another matter."""
    if status is EntryStatus.SUBMITTED and is_revealed(revealed_at, now):
        return Refusal(EntryObstacle.RESULT_IS_OUT)
    return None if status is EntryStatus.SUBMITTED else Refusal(EntryObstacle.NOT_SUBMITTED)


def why_not_restore(*, status: EntryStatus, withdrawn_at: datetime | None, now: datetime) -> Refusal | None:
    """Withdrawing can be undone for a day, also when the closing has passed meanwhile."""
    if status is not EntryStatus.WITHDRAWN or withdrawn_at is None:
        return Refusal(EntryObstacle.NOT_WITHDRAWN)
    if now - withdrawn_at >= UNDO_WITHIN:
        return Refusal(EntryObstacle.UNDO_TOO_LATE, hours=UNDO_WITHIN // timedelta(hours=1))
    return None


def why_not_invite(
    *, address: str, team: Collection[str], invited: Collection[str], limit: int = MOST_INVITATIONS
) -> Refusal | None:
    """Addresses are compared without regard to capitals."""
    wanted = address.strip().lower()
    if wanted in {known.lower() for known in team}:
        return Refusal(EntryObstacle.ALREADY_IN_TEAM)
    if wanted in {known.lower() for known in invited}:
        return Refusal(EntryObstacle.ALREADY_INVITED)
    return Refusal(EntryObstacle.TOO_MANY_INVITATIONS, limit=limit) if len(invited) >= limit else None


def why_not_answer_invitation(
    *, status: InvitationStatus, invited: str, address: str, expires_at: datetime, now: datetime
) -> Refusal | None:
    """Only the person whose address was invited joins, once, while the invitation lasts."""
    if status is not InvitationStatus.OPEN:
        return Refusal(EntryObstacle.INVITATION_ANSWERED)
    if now >= expires_at:
        return Refusal(EntryObstacle.INVITATION_EXPIRED)
    return None if invited.lower() == address.lower() else Refusal(EntryObstacle.OTHER_ADDRESS)


def why_not_leave(*, role: TeamRole | None) -> Refusal | None:
    """A team always has an owner: hand the entry over first."""
    if role is None:
        return Refusal(EntryObstacle.NOT_IN_TEAM)
    return Refusal(EntryObstacle.OWNER_STAYS) if role is TeamRole.OWNER else None


def why_not_take_part(*, name: str, lead: str, known: Collection[str]) -> Refusal | None:
    if name == lead:
        return Refusal(EntryObstacle.LEADS_ALREADY)
    if name in known:
        return Refusal(EntryObstacle.ALREADY_A_PARTICIPANT)
    return (
        Refusal(EntryObstacle.TOO_MANY_PARTICIPANTS, limit=MOST_PARTICIPANTS)
        if len(known) >= MOST_PARTICIPANTS
        else None
    )


def why_not_attach(*, n_attached: int) -> Refusal | None:
    if n_attached < MOST_ATTACHMENTS:
        return None
    return Refusal(EntryObstacle.TOO_MANY_ATTACHMENTS, limit=MOST_ATTACHMENTS)


def why_not_ask_extension(*, status: EntryStatus, time: Timeliness, reason: str, has_asked: bool) -> Refusal | None:
    """A team that is too late with a draft may ask for more time, once, with the reason."""
    if status is not EntryStatus.DRAFT or time is Timeliness.EARLY:
        return Refusal(EntryObstacle.NOT_LATE)
    if has_asked:
        return Refusal(EntryObstacle.ALREADY_ASKED)
    return None if reason.strip() else Refusal(EntryObstacle.REASON_MISSING)


def why_not_extend(*, until: datetime, reason: str, now: datetime, reading_opens: datetime) -> Refusal | None:
    """More time for one entry: with a reason, from now on, and over before the readers begin."""
    if not reason.strip():
        return Refusal(EntryObstacle.REASON_MISSING)
    if until <= now:
        return Refusal(EntryObstacle.EXTENSION_IN_PAST)
    return Refusal(EntryObstacle.EXTENSION_TOO_LONG, opens=reading_opens) if until > reading_opens else None


def said_as_deadline(until: datetime) -> Deadline:
    """More time until midnight is said as the whole day before it; the clock is that of Amsterdam."""
    local = until.astimezone(ZONE)
    is_midnight = (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    return Deadline(until, DeadlineStyle.INCLUSIVE_DAY if is_midnight else DeadlineStyle.MOMENT)


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


@dataclass(frozen=True)
class Check:
    """One condition, what is seen of it, and the doubt in words when there is one."""

    condition: Condition
    sight: Sight
    doubt: Refusal | None = None


def eligibility_checks(texts: Texts, *, reference: date, max_age_years: int) -> list[Check]:
    """How the conditions look from what has been written so far."""
    finished_on = day_in(texts.get("finished_on", ""))
    doubts = {
        doubt.code: doubt for doubt in eligibility_doubts(finished_on, reference=reference, max_age_years=max_age_years)
    }
    not_finished, too_old = doubts.get(EntryObstacle.NOT_FINISHED), doubts.get(EntryObstacle.TOO_OLD)
    seen = Sight.MET if finished_on else Sight.UNKNOWN
    return [
        Check(Condition.FINISHED, Sight.DOUBTFUL if not_finished else seen, not_finished),
        Check(Condition.RECENT, Sight.DOUBTFUL if too_old else seen, too_old),
        Check(Condition.PROVEN, _sight_of_proof(texts)),
        Check(Condition.RELEVANT, _sight_of_words(texts, "problem")),
        Check(Condition.VALUABLE, _sight_of_words(texts, "answer.waardevol", "answer.succesvol")),
        Check(Condition.SCALABLE, _sight_of_words(texts, "answer.herbruikbaar", "portable")),
    ]


def _sight_of_proof(texts: Texts) -> Sight:
    """Counted is proven; only told is a doubt, because a reader cannot check it."""
    level = texts.get("evidence.1.level", "")
    if not level or not texts.get("evidence.1.change", "").strip():
        return Sight.UNKNOWN
    return Sight.DOUBTFUL if level == EvidenceLevel.TOLD else Sight.MET


def _sight_of_words(texts: Texts, *keys: str) -> Sight:
    n_words = sum(count_words(texts.get(key, "")) for key in keys)
    return Sight.MET if n_words >= A_FEW_WORDS else Sight.UNKNOWN


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


def codes_in(content: Mapping[str, object]) -> set[str]:
    """The files that a frozen version speaks of."""
    listed = content.get("attachments")
    return {str(row["code"]) for row in listed} if isinstance(listed, list) else set()


def changed_parts(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    """Which parts of a frozen version differ from an earlier one."""
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            yield key

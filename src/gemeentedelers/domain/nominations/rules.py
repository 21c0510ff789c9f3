"""Who may nominate, which nominations are about one case, who may answer, and what a nominator gets to know.

Regulations: anybody may point at a case of another municipality. Without a name it is an anonymous tip, for the
organisers only. The municipality that is nominated decides whether it takes part, whether its nominators may know,
and is written to no more than once a day. Nominating ends when the edition says so.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rapidfuzz import fuzz

from gemeentedelers.domain.editions.rules import ZONE, Window
from gemeentedelers.domain.entries.rules import TITLE_LENGTH
from gemeentedelers.foundation.refusals import Refusal

REASON_LENGTH, NAME_LENGTH, POINTER_LENGTH, OUTCOME_LENGTH, ADDRESS_LENGTH = 1_000, 120, 300, 600, 254
PER_PERSON, HANDED_ON_AT_MOST = 20, 5
ALIKE_FROM = 85
PATIENCE, LONGEST_WAIT = timedelta(days=7), timedelta(days=21)
LETTERS_FROM_HOUR = 9


class NominationStatus(StrEnum):
    TIP = "tip"
    WITHOUT_CONTACT = "without_contact"
    INVITED = "invited"
    CLAIMED = "claimed"
    DECLINED = "declined"
    MATCHED = "matched"
    RESEARCHED = "researched"
    EXPIRED = "expired"
    CLOSED = "closed"


class InvitationWay(StrEnum):
    """Through whom the address of a contact came."""

    NOMINATOR = "nominator"
    ORGANISER = "organiser"
    COLLEAGUE = "colleague"


class Progress(StrEnum):
    """All that a nominator ever sees of a nomination."""

    RECEIVED = "received"
    INVITED = "invited"
    STARTED = "started"
    SUBMITTED = "submitted"
    DECLINED = "declined"


class NominationObstacle(StrEnum):
    WINDOW_NOT_OPEN = "window_not_open"
    WINDOW_CLOSED = "window_closed"
    OWN_MUNICIPALITY = "own_municipality"
    TOO_MANY = "too_many"
    TITLE_MISSING = "title_missing"
    REASON_MISSING = "reason_missing"
    TOO_LONG = "too_long"
    ADDRESS_IN_TITLE = "address_in_title"
    ADDRESS_IN_NAME = "address_in_name"
    NAME_MISSING = "name_missing"
    EMAIL_MISSING = "email_missing"
    CONSENT_OF_NOBODY = "consent_of_nobody"
    UNCLEAR_POINTER = "unclear_pointer"
    BAD_ADDRESS = "bad_address"
    ANSWERED = "answered"
    EXPIRED = "expired"
    CLOSED = "closed"
    HANDED_ON = "handed_on"
    NOT_THE_CONTACT = "not_the_contact"
    HAD_IT_BEFORE = "had_it_before"
    HANDED_ON_TOO_OFTEN = "handed_on_too_often"
    NOT_A_TIP = "not_a_tip"
    STILL_A_TIP = "still_a_tip"
    NOT_WAITING = "not_waiting"
    CLOSING_REASON_MISSING = "closing_reason_missing"


WAITING = frozenset({NominationStatus.TIP, NominationStatus.WITHOUT_CONTACT, NominationStatus.INVITED})
WITH_ENTRY = frozenset({NominationStatus.CLAIMED, NominationStatus.MATCHED, NominationStatus.RESEARCHED})
# A later nomination of the same case joins these. Who declined is not asked again in the same edition.
JOINABLE = WAITING | WITH_ENTRY | {NominationStatus.DECLINED}
OPEN_TO_THE_OFFICE = WAITING | {NominationStatus.EXPIRED}


@dataclass(frozen=True)
class Voice:
    """Who nominates, in plain values, with what they allow. Nobody's voice is an anonymous tip."""

    name: str = ""
    email: str = ""
    wants_credit: bool = False
    wants_news: bool = False

    @property
    def is_anonymous(self) -> bool:
        return not self.name and not self.email


@dataclass(frozen=True)
class Pointer:
    """Where to look or whom to ask: a link, or the mail address of somebody who was there."""

    link: str = ""
    email: str = ""


MAIL_ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
WEB_ADDRESS = re.compile(
    r"https?://([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}(:[0-9]{1,5})?([/?#][^\s<>\"]*)?", re.IGNORECASE
)
ANY_ADDRESS = re.compile(r"//|@|\bwww\.|\w\.[^\W\d_]{2,}", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
SMALL_WORDS = frozenset(
    {
        "aan", "bij", "de", "door", "een", "en", "het", "in", "is", "met", "naar", "of", "om", "op", "te", "uit", "van",
        "voor", "zijn",
    }
)  # fmt: skip


def single_line(text: str) -> str:
    """A title or name as it may stand in a mail: one line, no control characters."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def own_lines(text: str) -> str:
    """A longer text with its lines as they were typed, whatever the browser ends them with."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def mail_address(text: str) -> str:
    """The address as it is kept, or nothing when it is none."""
    address = text.strip().lower().removeprefix("mailto:")
    return address if MAIL_ADDRESS.fullmatch(address) and len(address) <= ADDRESS_LENGTH else ""


def read_pointer(text: str) -> Pointer | Refusal:
    """One field understands both: what holds an @ is somebody's address, anything else has to be a link."""
    typed = text.strip()
    if not typed:
        return Pointer()
    if email := mail_address(typed):
        return Pointer(email=email)
    link = typed if "://" in typed else f"https://{typed}"
    if len(typed) <= POINTER_LENGTH and WEB_ADDRESS.fullmatch(link):
        return Pointer(link=link)
    return Refusal(NominationObstacle.UNCLEAR_POINTER)


def why_not_speak(voice: Voice) -> Refusal | None:
    """A name comes with an address and an address with a name; consent comes with both."""
    if voice.is_anonymous:
        asked = voice.wants_credit or voice.wants_news
        return Refusal(NominationObstacle.CONSENT_OF_NOBODY) if asked else None
    if not voice.name:
        return Refusal(NominationObstacle.NAME_MISSING)
    if not voice.email:
        return Refusal(NominationObstacle.EMAIL_MISSING)
    if mail_address(voice.email) != voice.email:
        return Refusal(NominationObstacle.BAD_ADDRESS)
    if ANY_ADDRESS.search(voice.name):
        return Refusal(NominationObstacle.ADDRESS_IN_NAME)
    return Refusal(NominationObstacle.TOO_LONG, limit=NAME_LENGTH) if len(voice.name) > NAME_LENGTH else None


def why_not_title(title: str) -> Refusal | None:
    """The title is mailed to somebody who did not ask for it, so it holds no address to click on."""
    if not title:
        return Refusal(NominationObstacle.TITLE_MISSING)
    if ANY_ADDRESS.search(title):
        return Refusal(NominationObstacle.ADDRESS_IN_TITLE)
    return Refusal(NominationObstacle.TOO_LONG, limit=TITLE_LENGTH) if len(title) > TITLE_LENGTH else None


def why_not_describe(*, title: str, reason: str) -> Refusal | None:
    if refusal := why_not_title(title):
        return refusal
    if not reason:
        return Refusal(NominationObstacle.REASON_MISSING)
    return Refusal(NominationObstacle.TOO_LONG, limit=REASON_LENGTH) if len(reason) > REASON_LENGTH else None


def why_not_now(*, window: Window, now: datetime) -> Refusal | None:
    if now < window.opens:
        return Refusal(NominationObstacle.WINDOW_NOT_OPEN, opens=window.opens)
    return Refusal(NominationObstacle.WINDOW_CLOSED, closes=window.closes) if now >= window.closes else None


def why_not_nominate(
    *, own_municipality: str | None, nominated: str, n_before: int, window: Window, now: datetime
) -> Refusal | None:
    """Anyone may nominate, except for the own municipality, that can simply enter, and not without end.

    `n_before` counts everything that this person ever nominated in the edition, whatever became of it.
    """
    if own_municipality == nominated:
        return Refusal(NominationObstacle.OWN_MUNICIPALITY)
    if refusal := why_not_now(window=window, now=now):
        return refusal
    return Refusal(NominationObstacle.TOO_MANY, limit=PER_PERSON) if n_before >= PER_PERSON else None


def resembles(title: str, other: str) -> bool:
    """Whether two titles name the same case: the same words, but for order, small words and a letter or two."""
    mine, theirs = _words(title), _words(other)
    if not mine or not theirs or _numbers(mine) != _numbers(theirs):
        return False
    return fuzz.token_sort_ratio(" ".join(mine), " ".join(theirs)) >= ALIKE_FROM


def _words(title: str) -> list[str]:
    words = WORD.findall(title.casefold())
    return [word for word in words if word not in SMALL_WORDS] or words


def _numbers(words: Collection[str]) -> list[str]:
    return sorted(word for word in words if any(letter.isdigit() for letter in word))


def why_not_answer(
    *,
    status: NominationStatus,
    is_handed_on: bool,
    is_contact: bool,
    is_colleague: bool,
    window: Window,
    now: datetime,
) -> Refusal | None:
    """The contact answers, or a colleague whose municipality is proven; once, and with the newest link."""
    settled = {
        NominationStatus.EXPIRED: NominationObstacle.EXPIRED,
        NominationStatus.CLOSED: NominationObstacle.CLOSED,
    }
    if status is not NominationStatus.INVITED:
        return Refusal(settled.get(status, NominationObstacle.ANSWERED))
    if is_handed_on:
        return Refusal(NominationObstacle.HANDED_ON)
    if not is_contact and not is_colleague:
        return Refusal(NominationObstacle.NOT_THE_CONTACT)
    return why_not_now(window=window, now=now)


def why_not_hand_on(email: str, *, had_it: Collection[str]) -> Refusal | None:
    """To a real address that never had this nomination, and not for ever."""
    if mail_address(email) != email or not email:
        return Refusal(NominationObstacle.BAD_ADDRESS)
    if email in had_it:
        return Refusal(NominationObstacle.HAD_IT_BEFORE)
    if len(had_it) > HANDED_ON_AT_MOST:
        return Refusal(NominationObstacle.HANDED_ON_TOO_OFTEN, limit=HANDED_ON_AT_MOST)
    return None


def why_not_conclude(text: str) -> Refusal | None:
    return Refusal(NominationObstacle.TOO_LONG, limit=OUTCOME_LENGTH) if len(text) > OUTCOME_LENGTH else None


def why_not_approve(*, status: NominationStatus, email: str, window: Window, now: datetime) -> Refusal | None:
    """An organiser makes a nomination of a tip; the address of a contact may still be unknown."""
    if status is not NominationStatus.TIP:
        return Refusal(NominationObstacle.NOT_A_TIP)
    if email and mail_address(email) != email:
        return Refusal(NominationObstacle.BAD_ADDRESS)
    return why_not_now(window=window, now=now)


def why_not_set_contact(
    *, status: NominationStatus, email: str, current: str, window: Window, now: datetime
) -> Refusal | None:
    """An organiser finds a contact, or another one; also for a nomination that expired."""
    if status is NominationStatus.TIP:
        return Refusal(NominationObstacle.STILL_A_TIP)
    if status not in OPEN_TO_THE_OFFICE:
        return Refusal(NominationObstacle.NOT_WAITING)
    if mail_address(email) != email or not email:
        return Refusal(NominationObstacle.BAD_ADDRESS)
    if status is NominationStatus.INVITED and email == current:
        return Refusal(NominationObstacle.HAD_IT_BEFORE)
    return why_not_now(window=window, now=now)


def why_not_close(*, status: NominationStatus, reason: str) -> Refusal | None:
    if status not in OPEN_TO_THE_OFFICE:
        return Refusal(NominationObstacle.NOT_WAITING)
    if not reason:
        return Refusal(NominationObstacle.CLOSING_REASON_MISSING)
    return why_not_conclude(reason)


def why_not_research(*, status: NominationStatus) -> Refusal | None:
    """The organisers write a case down themselves while nobody else does."""
    return None if status in OPEN_TO_THE_OFFICE else Refusal(NominationObstacle.NOT_WAITING)


def is_expired(*, status: NominationStatus, invited_at: datetime | None, closes: datetime, now: datetime) -> bool:
    """Waiting ends when nominating closes, or three weeks after the last invitation."""
    if status not in WAITING:
        return False
    is_tired = status is NominationStatus.INVITED and invited_at is not None and now >= invited_at + LONGEST_WAIT
    return is_tired or now >= closes


def reminder_is_due(*, invited_at: datetime, reminded_at: datetime | None, now: datetime) -> bool:
    return reminded_at is None and now >= invited_at + PATIENCE


def day_start(now: datetime) -> datetime:
    return now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def letter_covers_until(now: datetime) -> datetime | None:
    """The morning letter says what came before today; before nine o'clock in Amsterdam there is none."""
    return None if now.astimezone(ZONE).hour < LETTERS_FROM_HOUR else day_start(now)


def is_same_day(one: datetime | None, other: datetime) -> bool:
    """The same day in Amsterdam."""
    return one is not None and one.astimezone(ZONE).date() == other.astimezone(ZONE).date()


def nominated_by(names: Sequence[str], n_voices: int) -> str:
    """Who nominated, as people say it: with consent by name, three names at most, and the others as a number."""
    shown = list(names[:3])
    n_others = n_voices - len(shown)
    if not shown:
        return "iemand" if n_others == 1 else f"{n_others} mensen"
    others = [] if not n_others else ["iemand anders" if n_others == 1 else f"{n_others} anderen"]
    *first, last = [*shown, *others]
    return f"{', '.join(first)} en {last}" if first else last


def may_follow(*, status: NominationStatus, agreed: bool, nominated_at: datetime, answered_at: datetime | None) -> bool:
    """The nominated agreed, about those who had nominated them by then: a later one learns nothing by joining."""
    has_answered = status in (NominationStatus.CLAIMED, NominationStatus.DECLINED)
    return has_answered and agreed and answered_at is not None and nominated_at <= answered_at


def progress_of(
    *, status: NominationStatus, is_followed: bool, is_submitted: bool, named_a_contact: bool, invited_since: bool
) -> Progress:
    """What one nominator may see.

    Without consent it follows from what they wrote themselves and what the organisers did since. So it says the
    same whether or not there was a draft, or another nomination, that theirs was joined with.
    """
    if is_followed and status is NominationStatus.DECLINED:
        return Progress.DECLINED
    if is_followed:
        return Progress.SUBMITTED if is_submitted else Progress.STARTED
    return Progress.INVITED if named_a_contact or invited_since else Progress.RECEIVED

"""Which municipalities the call has reached, what a file of contacts must hold, and who gets an invitation.

Every municipality may take part, so the organisers may invite every one that has not submitted. Nobody is invited
twice in one campaign, and who asked for no more mail gets none. A text has placeholders that are filled for each
contact; what is filled in is never read as a placeholder itself.
"""

import csv
import hashlib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gemeentedelers.domain.editions.rules import Window
from gemeentedelers.domain.municipalities.rules import CODE, BadCell, SizeClass
from gemeentedelers.foundation.refusals import Refusal

SUBJECT_LENGTH, TEXT_LENGTH, NAME_LENGTH, ADDRESS_LENGTH, SOURCE_LENGTH = 100, 4_000, 120, 254, 120
MOST_ROWS, MOST_BYTES = 2_000, 1_000_000


class Reach(StrEnum):
    """How far a municipality is in an edition; the furthest of its entries counts."""

    NOTHING = "nothing"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Group(StrEnum):
    """How an organiser says whom a campaign is for."""

    NOT_STARTED = "not_started"
    PROVINCES = "provinces"
    SIZES = "sizes"
    PICKED = "picked"


class StopReason(StrEnum):
    BOUNCED = "bounced"
    UNSUBSCRIBED = "unsubscribed"


class LeftOut(StrEnum):
    """Why somebody who was on the list at the confirmation got no mail after all."""

    SUBMITTED = "submitted"
    STARTED = "started"
    STOPPED = "stopped"
    REMOVED = "removed"


class Placeholder(StrEnum):
    """What an organiser may write between braces."""

    MUNICIPALITY = "gemeente"
    NAME = "naam"
    CLOSING = "sluiting"
    LINK = "link"


class OutreachObstacle(StrEnum):
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    NO_ROWS = "no_rows"
    NOT_READABLE = "not_readable"
    COLUMNS_MISSING = "columns_missing"
    MUNICIPALITY_MISSING = "municipality_missing"
    UNKNOWN_MUNICIPALITY = "unknown_municipality"
    UNKNOWN_CODE = "unknown_code"
    ADDRESS_MISSING = "address_missing"
    NOT_AN_ADDRESS = "not_an_address"
    NOT_A_NAME = "not_a_name"
    DOUBLE_ADDRESS = "double_address"
    SUBJECT_MISSING = "subject_missing"
    TEXT_MISSING = "text_missing"
    TEXT_TOO_LONG = "text_too_long"
    UNKNOWN_PLACEHOLDER = "unknown_placeholder"
    CHOICE_MISSING = "choice_missing"
    NOBODY_TO_INVITE = "nobody_to_invite"
    COUNT_CHANGED = "count_changed"
    CONTENT_CHANGED = "content_changed"
    ALREADY_SENT = "already_sent"
    WINDOW_CLOSED = "window_closed"


@dataclass(frozen=True)
class ReachRow:
    """One municipality of the register and how far it is."""

    code: str
    name: str
    province: str
    size: SizeClass | None
    reach: Reach
    newest_start: datetime | None = None


@dataclass(frozen=True)
class Tally:
    """How many municipalities are how far."""

    n_nothing: int = 0
    n_draft: int = 0
    n_submitted: int = 0
    n_withdrawn: int = 0

    @property
    def n_municipalities(self) -> int:
        return self.n_nothing + self.n_draft + self.n_submitted + self.n_withdrawn


def reach_of(*, n_drafts: int, n_submitted: int, n_withdrawn: int) -> Reach:
    if n_submitted:
        return Reach.SUBMITTED
    if n_drafts:
        return Reach.DRAFT
    return Reach.WITHDRAWN if n_withdrawn else Reach.NOTHING


def tally(rows: Iterable[ReachRow]) -> Tally:
    counts = Counter(row.reach for row in rows)
    return Tally(**{f"n_{reach.value}": counts[reach] for reach in Reach})


def tallies(rows: Iterable[ReachRow], by: Callable[[ReachRow], str]) -> dict[str, Tally]:
    """The same count for each part of the country, or each size."""
    parts: dict[str, list[ReachRow]] = {}
    for row in rows:
        parts.setdefault(by(row), []).append(row)
    return {part: tally(members) for part, members in parts.items()}


def living_codes(code: str, existing: Collection[str], successors: Mapping[str, Collection[str]]) -> set[str]:
    """The municipality itself when it exists, otherwise those that came after it; none when nobody knows."""
    if code in existing:
        return {code}
    following = [living_codes(other, existing, successors) for other in successors.get(code, ())]
    return set().union(*following)


def started_after(invited_at: datetime | None, newest_start: datetime | None) -> bool:
    """Whether a draft was opened since the invitation."""
    return invited_at is not None and newest_start is not None and newest_start > invited_at


def masked(address: str) -> str:
    """Enough of an address for its owner to recognise, too little for a stranger to use."""
    return f"{address[:1]}…@{address.rpartition('@')[2]}"


COLUMN_NAMES: Mapping[str, str] = {
    "gemeente": "gemeente",
    "gemeentenaam": "gemeente",
    "code": "code",
    "gemeentecode": "code",
    "e-mail": "e-mail",
    "email": "e-mail",
    "e-mailadres": "e-mail",
    "emailadres": "e-mail",
    "mailadres": "e-mail",
    "naam": "naam",
    "contactpersoon": "naam",
}
SEPARATORS = ";,\t"
LOCAL_PART = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}"
HOST_PART = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{LOCAL_PART}@(?:{HOST_PART}\.)+[A-Za-z]{{2,63}}")
UNREADABLE = "\ufffd"


@dataclass(frozen=True)
class ContactRow:
    """One line of a file: whose contact it is, by code or by name, and the address."""

    line: int
    code: str
    municipality: str
    email: str
    name: str

    @property
    def column(self) -> str:
        """The column that says which municipality it is."""
        return "code" if self.code else "gemeente"


def decoded(content: bytes) -> str:
    """UTF-8, with or without a byte order mark, or else what older spreadsheets on Windows write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def why_not_open(n_bytes: int) -> Refusal | None:
    """Asked before a file is read."""
    return Refusal(OutreachObstacle.TOO_LARGE, most=MOST_BYTES // 1_000_000) if n_bytes > MOST_BYTES else None


def why_not_read(content: bytes) -> Refusal | None:
    if b"\x00" in content:
        return Refusal(OutreachObstacle.NOT_READABLE)
    return why_not_open(len(content))


def read_contacts(text: str) -> tuple[list[ContactRow], list[BadCell]]:
    """All good rows of a file of contacts, and everything that is wrong with the others."""
    try:
        lines = list(_lines(text.removeprefix("\ufeff")))
    except csv.Error:
        return [], [BadCell(1, "gemeente", Refusal(OutreachObstacle.NOT_READABLE))]
    header = [COLUMN_NAMES.get(cell.strip().casefold(), "") for cell in lines[0][1]] if lines else []
    if "e-mail" not in header or not {"gemeente", "code"} & set(header):
        return [], [BadCell(1, "gemeente, e-mail", Refusal(OutreachObstacle.COLUMNS_MISSING))]
    if len(lines) == 1:
        return [], [BadCell(2, "gemeente", Refusal(OutreachObstacle.NO_ROWS))]
    if len(lines) - 1 > MOST_ROWS:
        refusal = Refusal(OutreachObstacle.TOO_MANY_ROWS, most=MOST_ROWS, n_rows=len(lines) - 1)
        return [], [BadCell(lines[MOST_ROWS + 1][0], "gemeente", refusal)]
    return _contacts(header, lines[1:])


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every line that holds something, with its number in the file."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _contacts(
    header: Sequence[str], lines: Iterable[tuple[int, Sequence[str]]]
) -> tuple[list[ContactRow], list[BadCell]]:
    rows: list[ContactRow] = []
    faults: list[BadCell] = []
    for line, cells in lines:
        named = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        code = code_of_cell(named.get("code", ""))
        row = ContactRow(line, code, named.get("gemeente", ""), named.get("e-mail", ""), named.get("naam", ""))
        found = list(_faults(row))
        faults += found
        if not found:
            rows.append(row)
    return rows, faults


def code_of_cell(text: str) -> str:
    """A spreadsheet makes 363 of GM0363; both mean the same."""
    return f"GM{int(text):04d}" if re.fullmatch(r"[0-9]{1,4}", text) else text.upper()


def _faults(row: ContactRow) -> Iterator[BadCell]:
    if not row.code and not row.municipality:
        yield BadCell(row.line, "gemeente", Refusal(OutreachObstacle.MUNICIPALITY_MISSING))
    elif row.code and not CODE.fullmatch(row.code):
        yield BadCell(row.line, "code", Refusal(OutreachObstacle.UNKNOWN_CODE, code=row.code))
    if not row.email:
        yield BadCell(row.line, "e-mail", Refusal(OutreachObstacle.ADDRESS_MISSING))
    elif not is_address(row.email):
        yield BadCell(row.line, "e-mail", Refusal(OutreachObstacle.NOT_AN_ADDRESS, value=row.email))
    if len(row.name) > NAME_LENGTH or not row.name.isprintable() or UNREADABLE in row.name:
        yield BadCell(row.line, "naam", Refusal(OutreachObstacle.NOT_A_NAME, length=NAME_LENGTH))


def is_address(text: str) -> bool:
    local = text.partition("@")[0]
    is_dotted_well = not local.startswith(".") and not local.endswith(".") and ".." not in local
    return len(text) <= ADDRESS_LENGTH and is_dotted_well and ADDRESS.fullmatch(text) is not None


def folded(name: str) -> str:
    """A municipality's name as people type it: no accents, no capitals, without `gemeente` before it."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'").replace("‘", "'"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.casefold().split()).removeprefix("gemeente ")


def faults_against(rows: Sequence[ContactRow], *, code_of: Callable[[ContactRow], str | None]) -> list[BadCell]:
    """What only the register and the other rows can tell about rows that read well."""
    faults: list[BadCell] = []
    first_lines: dict[tuple[str, str], int] = {}
    for row in rows:
        code = code_of(row)
        if code is None:
            faults.append(BadCell(row.line, row.column, _unknown(row)))
            continue
        first = first_lines.setdefault((code, row.email.casefold()), row.line)
        if first != row.line:
            faults.append(BadCell(row.line, "e-mail", Refusal(OutreachObstacle.DOUBLE_ADDRESS, line=first)))
    return faults


def _unknown(row: ContactRow) -> Refusal:
    if row.code:
        return Refusal(OutreachObstacle.UNKNOWN_CODE, code=row.code)
    return Refusal(OutreachObstacle.UNKNOWN_MUNICIPALITY, name=row.municipality)


PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
NEEDS_A_CHOICE = (Group.PROVINCES, Group.SIZES, Group.PICKED)


@dataclass(frozen=True)
class CampaignPlan:
    """What an organiser wants to say, and to whom. The choices belong to the group: provinces, sizes or codes."""

    subject: str
    text: str
    group: Group = Group.NOT_STARTED
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letter:
    """A mail as one contact will read it."""

    subject: str
    text: str


@dataclass(frozen=True)
class Seen:
    """What an organiser had on screen when confirming: how many mails, and a mark of the text and the list."""

    n_mails: int
    mark: str


def why_leave_out(*, reach: Reach, group: Group, has_contact: bool = True, is_stopped: bool = False) -> LeftOut | None:
    """Asked for the list on screen, and again for each mail at the moment of sending."""
    if not has_contact:
        return LeftOut.REMOVED
    if is_stopped:
        return LeftOut.STOPPED
    if reach is Reach.SUBMITTED:
        return LeftOut.SUBMITTED
    if reach is not Reach.NOTHING and group is not Group.PICKED:
        return LeftOut.STARTED
    return None


def is_in_group(row: ReachRow, group: Group, choices: Collection[str]) -> bool:
    """Who has begun is only invited when picked by hand; who has submitted, never."""
    is_chosen = {
        Group.NOT_STARTED: True,
        Group.PROVINCES: row.province in choices,
        Group.SIZES: row.size in choices,
        Group.PICKED: row.code in choices,
    }
    return is_chosen[group] and why_leave_out(reach=row.reach, group=group) is None


def why_not_write(plan: CampaignPlan) -> Refusal | None:
    return why_not_address(plan.group, plan.choices) or why_not_use_subject(plan.subject) or why_not_use_text(plan.text)


def why_not_address(group: Group, choices: Collection[str]) -> Refusal | None:
    if group in NEEDS_A_CHOICE and not choices:
        return Refusal(OutreachObstacle.CHOICE_MISSING)
    return None


def why_not_use_subject(subject: str) -> Refusal | None:
    if not subject.strip():
        return Refusal(OutreachObstacle.SUBJECT_MISSING)
    if len(subject) > SUBJECT_LENGTH:
        return Refusal(OutreachObstacle.TEXT_TOO_LONG, length=SUBJECT_LENGTH)
    return _unknown_placeholder(subject)


def why_not_use_text(text: str) -> Refusal | None:
    if not text.strip():
        return Refusal(OutreachObstacle.TEXT_MISSING)
    if len(text) > TEXT_LENGTH:
        return Refusal(OutreachObstacle.TEXT_TOO_LONG, length=TEXT_LENGTH)
    return _unknown_placeholder(text)


def _unknown_placeholder(text: str) -> Refusal | None:
    known = {placeholder.value for placeholder in Placeholder}
    unknown = next((word for word in PLACEHOLDER.findall(text) if _word(word) not in known), None)
    return None if unknown is None else Refusal(OutreachObstacle.UNKNOWN_PLACEHOLDER, name=unknown[:40])


def _word(between_braces: str) -> str:
    return between_braces.strip().lower()


def filled(text: str, values: Mapping[Placeholder, str]) -> str:
    """The text with its placeholders filled in one pass: a value that holds braces stays as it is."""
    return PLACEHOLDER.sub(lambda found: values[Placeholder(_word(found[1]))], text)


def mark_of(subject: str, text: str, recipients: Iterable[str]) -> str:
    """A short mark that changes as soon as the text or the list of recipients does."""
    parts = [subject, text, *sorted(recipients)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def why_not_invite(
    *, seen: Seen, current: Seen, invited_at: datetime | None, window: Window, now: datetime
) -> Refusal | None:
    """What is sent must be what was on screen: the same number, the same list, the same words."""
    if now >= window.closes:
        return Refusal(OutreachObstacle.WINDOW_CLOSED, closes=window.closes)
    if not current.n_mails and invited_at is not None:
        return Refusal(OutreachObstacle.ALREADY_SENT, at=invited_at)
    if not current.n_mails:
        return Refusal(OutreachObstacle.NOBODY_TO_INVITE)
    if seen.n_mails != current.n_mails:
        return Refusal(OutreachObstacle.COUNT_CHANGED, n_seen=seen.n_mails, n_now=current.n_mails)
    return None if seen.mark == current.mark else Refusal(OutreachObstacle.CONTENT_CHANGED)


def why_not_change(*, invited_at: datetime | None) -> Refusal | None:
    """A campaign that has been sent stays as it was read."""
    return None if invited_at is None else Refusal(OutreachObstacle.ALREADY_SENT, at=invited_at)

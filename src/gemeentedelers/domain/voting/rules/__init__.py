"""When people may vote, for what, and who decides about the public prize.

Regulations, article on the public prize: everybody with a mail address has one vote, and proves the address by a link
in a mail. A vote can be changed and withdrawn until the closing. Nobody knows how the votes lie before the result is
revealed. Votes that look made are set apart and never removed; two people decide about them without seeing for whom
they are. Equal numbers are decided by lot, with a seed that is published when the vote opens. The organisers may
decide with two people and a reason that the prize is not awarded.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import TypeVar

from gemeentedelers.domain.editions.rules import Window
from gemeentedelers.foundation.refusals import Refusal

T = TypeVar("T")

LINK_LIVES = timedelta(hours=48)
MOST_MAILS_A_DAY = 2
NETWORK_HOUR = timedelta(hours=1)
FEWEST_PER_NETWORK, MOST_PER_NETWORK, PER_NETWORK = 5, 2_000, 120
FEWEST_CANDIDATES = 2
SHORTEST_REASON, REASON_LENGTH, NAME_LENGTH, RULES_LENGTH = 10, 1_000, 80, 4_000
KEPT_AFTER_REVEAL = timedelta(days=30)


class VotePhase(StrEnum):
    PREPARED = "prepared"
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"
    REVEALED = "revealed"


class Electorate(StrEnum):
    """Who may vote: everybody with an address, or who works for a municipality."""

    EVERYBODY = "everybody"
    MUNICIPAL = "municipal"


class AskStatus(StrEnum):
    """What became of a request to vote."""

    ASKED = "asked"
    MAILED = "mailed"
    REFUSED = "refused"
    USED = "used"


class QuarantineStatus(StrEnum):
    PENDING = "pending"
    PROPOSED = "proposed"
    EXCLUDED = "excluded"
    RESTORED = "restored"


class VotingObstacle(StrEnum):
    NAME_MISSING = "name_missing"
    RULES_MISSING = "rules_missing"
    TEXT_TOO_LONG = "text_too_long"
    CLOSES_BEFORE_OPENING = "closes_before_opening"
    CLOSES_AFTER_RESULT = "closes_after_result"
    CLOSES_IN_THE_PAST = "closes_in_the_past"
    LIMIT_OUT_OF_RANGE = "limit_out_of_range"
    MAILS_OUT_OF_RANGE = "mails_out_of_range"
    VOTE_IS_FIXED = "vote_is_fixed"
    TOO_FEW_CANDIDATES = "too_few_candidates"
    FINAL_NOT_KNOWN = "final_not_known"
    NO_VOTE = "no_vote"
    NOT_OPEN = "not_open"
    VOTE_IS_CLOSED = "vote_is_closed"
    VOTE_NOT_CLOSED = "vote_not_closed"
    BAD_ADDRESS = "bad_address"
    NOT_A_CANDIDATE = "not_a_candidate"
    NETWORK_BUSY = "network_busy"
    UNKNOWN_LINK = "unknown_link"
    LINK_EXPIRED = "link_expired"
    LINK_USED = "link_used"
    REASON_MISSING = "reason_missing"
    SECOND_PERSON_NEEDED = "second_person_needed"
    NOTHING_PROPOSED = "nothing_proposed"
    ALREADY_DECIDED = "already_decided"
    QUARANTINE_UNDECIDED = "quarantine_undecided"
    PRIZE_IS_SEALED = "prize_is_sealed"
    PRIZE_NOT_SEALED = "prize_not_sealed"
    PRIZE_WITHHELD = "prize_withheld"


@dataclass(frozen=True)
class VotePlan:
    """What the organisers fill in before a vote opens."""

    name: str
    opens: datetime
    closes: datetime
    rules: str
    electorate: Electorate = Electorate.EVERYBODY
    mails_a_day: int = MOST_MAILS_A_DAY
    per_network: int = PER_NETWORK

    @property
    def window(self) -> Window:
        return Window(self.opens, self.closes)


def why_not_plan(plan: VotePlan, *, reveal_from: datetime, is_opened: bool, now: datetime) -> Refusal | None:
    """Everything can be changed until the candidates are fixed."""
    if is_opened:
        return Refusal(VotingObstacle.VOTE_IS_FIXED)
    if not plan.name.strip():
        return Refusal(VotingObstacle.NAME_MISSING)
    if not plan.rules.strip():
        return Refusal(VotingObstacle.RULES_MISSING)
    if len(plan.name) > NAME_LENGTH:
        return Refusal(VotingObstacle.TEXT_TOO_LONG, limit=NAME_LENGTH)
    if len(plan.rules) > RULES_LENGTH:
        return Refusal(VotingObstacle.TEXT_TOO_LONG, limit=RULES_LENGTH)
    return _why_not_moments(plan, reveal_from, now) or _why_not_limits(plan)


def _why_not_moments(plan: VotePlan, reveal_from: datetime, now: datetime) -> Refusal | None:
    if plan.closes <= plan.opens:
        return Refusal(VotingObstacle.CLOSES_BEFORE_OPENING)
    if plan.closes <= now:
        return Refusal(VotingObstacle.CLOSES_IN_THE_PAST)
    late = plan.closes > reveal_from
    return Refusal(VotingObstacle.CLOSES_AFTER_RESULT, reveal_from=reveal_from) if late else None


def _why_not_limits(plan: VotePlan) -> Refusal | None:
    if not 1 <= plan.mails_a_day <= MOST_MAILS_A_DAY:
        return Refusal(VotingObstacle.MAILS_OUT_OF_RANGE, most=MOST_MAILS_A_DAY)
    if not FEWEST_PER_NETWORK <= plan.per_network <= MOST_PER_NETWORK:
        return Refusal(VotingObstacle.LIMIT_OUT_OF_RANGE, fewest=FEWEST_PER_NETWORK, most=MOST_PER_NETWORK)
    return None


def why_not_open(*, is_opened: bool, closes: datetime, candidates: Collection[str], now: datetime) -> Refusal | None:
    if is_opened:
        return Refusal(VotingObstacle.VOTE_IS_FIXED)
    if not candidates:
        return Refusal(VotingObstacle.FINAL_NOT_KNOWN)
    if len(candidates) < FEWEST_CANDIDATES:
        return Refusal(VotingObstacle.TOO_FEW_CANDIDATES, fewest=FEWEST_CANDIDATES)
    return Refusal(VotingObstacle.CLOSES_IN_THE_PAST) if closes <= now else None


def phase_of_vote(*, window: Window, opened_at: datetime | None, is_revealed: bool, now: datetime) -> VotePhase:
    """Half-open: the opening moment is in time, the closing moment is too late, whatever runs when."""
    if opened_at is None:
        return VotePhase.PREPARED
    if now < window.opens:
        return VotePhase.WAITING
    if now < window.closes:
        return VotePhase.OPEN
    return VotePhase.REVEALED if is_revealed else VotePhase.CLOSED


def why_not_ask(phase: VotePhase, *, n_from_network: int, per_network: int) -> Refusal | None:
    if refusal := _why_not_in(phase):
        return refusal
    busy = n_from_network >= per_network
    return Refusal(VotingObstacle.NETWORK_BUSY) if busy else None


def _why_not_in(phase: VotePhase) -> Refusal | None:
    if phase in (VotePhase.PREPARED, VotePhase.WAITING):
        return Refusal(VotingObstacle.NOT_OPEN)
    return None if phase is VotePhase.OPEN else Refusal(VotingObstacle.VOTE_IS_CLOSED)


def is_expired(asked_at: datetime, now: datetime) -> bool:
    return now >= asked_at + LINK_LIVES


def why_not_confirm(
    status: AskStatus | None, *, asked_at: datetime | None, phase: VotePhase | None, now: datetime
) -> Refusal | None:
    """A link works once, within two days, until the closing. None: nobody was ever given this link."""
    if status is None or asked_at is None or phase is None:
        return Refusal(VotingObstacle.UNKNOWN_LINK)
    if status is AskStatus.USED:
        return Refusal(VotingObstacle.LINK_USED)
    if status is not AskStatus.MAILED:
        return Refusal(VotingObstacle.UNKNOWN_LINK)
    if is_expired(asked_at, now):
        return Refusal(VotingObstacle.LINK_EXPIRED)
    return _why_not_in(phase)


def _why_not_reason(reason: str) -> Refusal | None:
    if len(reason.strip()) < SHORTEST_REASON:
        return Refusal(VotingObstacle.REASON_MISSING, shortest=SHORTEST_REASON)
    return Refusal(VotingObstacle.TEXT_TOO_LONG, limit=REASON_LENGTH) if len(reason) > REASON_LENGTH else None


def why_not_propose_ruling(status: QuarantineStatus, *, reason: str, is_sealed: bool) -> Refusal | None:
    """One person says what should happen with votes that were set apart; a newer proposal replaces an older one."""
    if is_sealed:
        return Refusal(VotingObstacle.PRIZE_IS_SEALED)
    if status in (QuarantineStatus.EXCLUDED, QuarantineStatus.RESTORED):
        return Refusal(VotingObstacle.ALREADY_DECIDED)
    return _why_not_reason(reason)


def why_not_confirm_ruling(status: QuarantineStatus, *, is_proposer: bool, is_sealed: bool) -> Refusal | None:
    if is_sealed:
        return Refusal(VotingObstacle.PRIZE_IS_SEALED)
    if status in (QuarantineStatus.EXCLUDED, QuarantineStatus.RESTORED):
        return Refusal(VotingObstacle.ALREADY_DECIDED)
    if status is QuarantineStatus.PENDING:
        return Refusal(VotingObstacle.NOTHING_PROPOSED)
    return Refusal(VotingObstacle.SECOND_PERSON_NEEDED) if is_proposer else None


def why_not_propose_withholding(*, is_opened: bool, is_withheld: bool, is_sealed: bool, reason: str) -> Refusal | None:
    """The prize may be withheld from the opening on, until the result is sealed."""
    if not is_opened:
        return Refusal(VotingObstacle.NO_VOTE)
    if is_sealed:
        return Refusal(VotingObstacle.PRIZE_IS_SEALED)
    return Refusal(VotingObstacle.PRIZE_WITHHELD) if is_withheld else _why_not_reason(reason)


def why_not_confirm_withholding(
    *, is_proposed: bool, is_withheld: bool, is_proposer: bool, is_sealed: bool
) -> Refusal | None:
    if is_sealed:
        return Refusal(VotingObstacle.PRIZE_IS_SEALED)
    if is_withheld:
        return Refusal(VotingObstacle.PRIZE_WITHHELD)
    if not is_proposed:
        return Refusal(VotingObstacle.NOTHING_PROPOSED)
    return Refusal(VotingObstacle.SECOND_PERSON_NEEDED) if is_proposer else None


def why_not_count(*, is_closed: bool, n_undecided: int, is_withheld: bool) -> Refusal | None:
    """Before the closing nobody counts; and what was set apart is decided first, unless nobody gets the prize."""
    if not is_closed:
        return Refusal(VotingObstacle.VOTE_NOT_CLOSED)
    undecided = n_undecided > 0 and not is_withheld
    return Refusal(VotingObstacle.QUARANTINE_UNDECIDED, n_groups=n_undecided) if undecided else None


def new_seed() -> str:
    """The seed of the lots, published when the vote opens: nobody can know yet which entries will be equal."""
    return secrets.token_hex(8)


def shuffled(things: Sequence[T], *, seed: str) -> list[T]:
    """In an order of its own for every visitor, and the same each time that visitor looks."""
    mixed = list(things)
    Random(seed).shuffle(mixed)  # noqa: S311 - fair, not secret
    return mixed


@dataclass(frozen=True)
class Said:
    """What an asking says, as long as it is sealed. Without a choice it asks to withdraw the vote."""

    address: str
    choice: str = ""
    domain_class: str = ""

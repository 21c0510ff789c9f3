"""When the whole result may be sealed, who opens it, and what is in it.

Regulations: once every category has a verdict, the organisers seal the whole result and publish its commitment at
once. Two different people open it (organiser, administrator, jury chair), or one of them from the announced moment
on. A result is sealed anew only when a winner has left the competition; every earlier commitment stays public.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from gemeentedelers.domain.entries.rules import canonical
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.verdicts.rules import Pronouncement, is_kept
from gemeentedelers.foundation.envelopes import common_length
from gemeentedelers.foundation.refusals import Refusal

PRIZE_NAME, PRIZE_KEY = "Publieksprijs", "publieksprijs"
KEY_HOLDERS = (Role.ORGANISER, Role.ADMINISTRATOR, Role.JURY_CHAIR)
N_SIGNATURES = 2
SHORTEST_REASON, LONGEST_REASON = 10, 1_000


class ResultObstacle(StrEnum):
    ALREADY_REVEALED = "already_revealed"
    VERDICTS_MISSING = "verdicts_missing"
    NOTHING_TO_SEAL = "nothing_to_seal"
    JURY_NOT_OPEN = "jury_not_open"
    COMMITMENT_BROKEN = "commitment_broken"
    ALREADY_SEALED = "already_sealed"
    RESEAL_WITHOUT_REASON = "reseal_without_reason"
    REASON_TOO_LONG = "reason_too_long"
    NOT_SEALED = "not_sealed"
    WRONG_KEY = "wrong_key"
    SEAL_LAPSED = "seal_lapsed"
    NOT_A_KEY_HOLDER = "not_a_key_holder"
    ALREADY_SIGNED = "already_signed"
    ALREADY_RELEASED = "already_released"
    NOT_RELEASED = "not_released"
    TOO_EARLY_ALONE = "too_early_alone"
    CLOCK_BEHIND = "clock_behind"


@dataclass(frozen=True)
class PrizeOutcome:
    """How the public prize ended. No reference: it is not awarded, and the reason says why."""

    reference: str | None
    reason: str
    totals: Mapping[str, int]


@dataclass(frozen=True)
class Laureate:
    """Who is called to the stage, and why they won."""

    reference: str
    title: str
    municipality: str
    code: str
    motivation: str


@dataclass(frozen=True)
class CategoryResult:
    """How one category ended. No laureate: only the public prize can end without one."""

    key: str
    name: str
    laureate: Laureate | None
    verdict: Pronouncement | None = None

    @property
    def envelope_text(self) -> str:
        return canonical(asdict(self.laureate)) if self.laureate else "null"


@dataclass(frozen=True)
class WholeResult:
    """Everything that was decided, in plain words. The year is in it, so that it fits no other edition."""

    year: int
    edition: str
    categories: tuple[CategoryResult, ...]
    prize: PrizeOutcome | None = None

    @property
    def canonical(self) -> str:
        return canonical(asdict(self))

    def laureate_of(self, key: str) -> Laureate | None:
        return next(row.laureate for row in self.categories if row.key == key)


def whole_result_in(text: str) -> WholeResult:
    stored = json.loads(text)
    prize = PrizeOutcome(**stored["prize"]) if stored["prize"] else None
    categories = tuple(_category_in(row) for row in stored["categories"])
    return WholeResult(stored["year"], stored["edition"], categories, prize)


def _category_in(row: Mapping[str, object]) -> CategoryResult:
    laureate, verdict = row["laureate"], row["verdict"]
    return CategoryResult(
        str(row["key"]),
        str(row["name"]),
        Laureate(**laureate) if isinstance(laureate, dict) else None,
        Pronouncement(**verdict) if isinstance(verdict, dict) else None,
    )


@dataclass(frozen=True)
class Contents:
    """What lies under the seal: the result as it was written, its nonce, and the key of every envelope."""

    text: str
    nonce: str
    keys: Mapping[str, str]

    @property
    def result(self) -> WholeResult:
        return whole_result_in(self.text)

    @property
    def canonical(self) -> str:
        """Padded to whole blocks: the size of the seal says little about the names in it."""
        text = canonical(asdict(self))
        return text.ljust(common_length([text]))

    def fits(self, commitment: str, year: int) -> bool:
        return is_kept(commitment, self.text, self.nonce) and self.result.year == year


def contents_in(text: str) -> Contents:
    return Contents(**json.loads(text))


def prize_key(taken: Collection[str]) -> str:
    """The public prize stands beside the categories, whatever those are called."""
    key = PRIZE_KEY
    while key in taken:
        key += "-"
    return key


@dataclass(frozen=True)
class SealState:
    """Where the sealing of an edition stands; without `sealed_at` nothing was sealed yet."""

    sealed_at: datetime | None = None
    fits_key: bool = True
    has_lapsed: bool = False
    is_released: bool = False
    is_revealed: bool = False

    def why_unusable(self, now: datetime) -> Refusal | None:
        """The seal must be there, open with the key of this installation, and hold what still is in force."""
        if self.is_revealed:
            return Refusal(ResultObstacle.ALREADY_REVEALED)
        if self.sealed_at is None:
            return Refusal(ResultObstacle.NOT_SEALED)
        if now < self.sealed_at:
            return Refusal(ResultObstacle.CLOCK_BEHIND, sealed_at=self.sealed_at)
        if not self.fits_key:
            return Refusal(ResultObstacle.WRONG_KEY)
        return Refusal(ResultObstacle.SEAL_LAPSED) if self.has_lapsed else None

    def why_not_show(self, now: datetime) -> Refusal | None:
        """Whether winners may be called: usable, and opened by those who hold the keys."""
        refusal = self.why_unusable(now)
        return refusal or (None if self.is_released else Refusal(ResultObstacle.NOT_RELEASED))


@dataclass(frozen=True)
class Readiness:
    """What jury and public delivered: names of categories without a verdict or with one that was tampered with."""

    missing: Sequence[str]
    broken: Sequence[str]
    n_verdicts: int
    why_no_prize: Refusal | None = None


def why_not_seal(
    readiness: Readiness, *, state: SealState, reason: str | None, jury_opens: datetime, now: datetime
) -> Refusal | None:
    """Once, when every category has its verdict; again only after a winner left, and then with a reason."""
    if state.is_revealed:
        return Refusal(ResultObstacle.ALREADY_REVEALED)
    if refusal := _why_not_ready(readiness, jury_opens=jury_opens, now=now):
        return refusal
    if state.sealed_at is None:
        return None
    if not state.fits_key:
        return Refusal(ResultObstacle.WRONG_KEY)
    if not state.has_lapsed:
        return Refusal(ResultObstacle.ALREADY_SEALED)
    return None if reason is None else why_not_reason(reason)


def _why_not_ready(readiness: Readiness, *, jury_opens: datetime, now: datetime) -> Refusal | None:
    if readiness.missing:
        return Refusal(ResultObstacle.VERDICTS_MISSING, categories=", ".join(readiness.missing))
    if not readiness.n_verdicts:
        return Refusal(ResultObstacle.NOTHING_TO_SEAL)
    if now < jury_opens:
        return Refusal(ResultObstacle.JURY_NOT_OPEN, opens=jury_opens)
    if readiness.why_no_prize:
        return readiness.why_no_prize
    if readiness.broken:
        return Refusal(ResultObstacle.COMMITMENT_BROKEN, categories=", ".join(readiness.broken))
    return None


def why_not_reason(reason: str) -> Refusal | None:
    length = len(reason.strip())
    if length < SHORTEST_REASON:
        return Refusal(ResultObstacle.RESEAL_WITHOUT_REASON, shortest=SHORTEST_REASON)
    return Refusal(ResultObstacle.REASON_TOO_LONG, limit=LONGEST_REASON) if length > LONGEST_REASON else None


def role_to_sign_in(roles: Iterable[Role]) -> Role | None:
    """The role in which somebody signs. One person is one key holder, however many roles that person has."""
    held = set(roles)
    return next((role for role in KEY_HOLDERS if role in held), None)


def why_not_sign(
    *,
    role: Role | None,
    signer: str,
    signers: Collection[str],
    state: SealState,
    reveal_from: datetime,
    now: datetime,
) -> Refusal | None:
    """One signature per person. From the announced moment on, who signed earlier may open the seal alone."""
    if role is None:
        return Refusal(ResultObstacle.NOT_A_KEY_HOLDER)
    if refusal := state.why_unusable(now):
        return refusal
    if state.is_released:
        return Refusal(ResultObstacle.ALREADY_RELEASED)
    is_again = signer in signers and now < reveal_from
    return Refusal(ResultObstacle.ALREADY_SIGNED) if is_again else None


def is_enough(signers: Collection[str], *, reveal_from: datetime, now: datetime) -> bool:
    """Two people at any moment; from the announced moment on, one.

    Only an act releases: the clock alone never does, and nothing takes a release back.
    """
    return len(set(signers)) >= N_SIGNATURES or now >= reveal_from


def why_not_release_alone(*, reveal_from: datetime, state: SealState, now: datetime) -> Refusal | None:
    if refusal := state.why_unusable(now):
        return refusal
    early = not state.is_released and now < reveal_from
    return Refusal(ResultObstacle.TOO_EARLY_ALONE, reveal_from=reveal_from) if early else None


def why_not_publish(readiness: Readiness, *, state: SealState, now: datetime) -> Refusal | None:
    """Everything at once or nothing: sealed, released, still in force, and no seal of the jury was touched."""
    if refusal := state.why_not_show(now):
        return refusal
    if readiness.missing:
        return Refusal(ResultObstacle.VERDICTS_MISSING, categories=", ".join(readiness.missing))
    if readiness.broken:
        return Refusal(ResultObstacle.COMMITMENT_BROKEN, categories=", ".join(readiness.broken))
    return None

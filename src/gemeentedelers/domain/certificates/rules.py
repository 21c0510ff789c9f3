"""Who gets a certificate, for what, and when one is taken back.

Regulations: everybody on the shortlist gets one after the reveal; it names the highest honour that an entry earned,
and the public prize has one of its own. A certificate that was issued by mistake is withdrawn with a reason, and its
code keeps telling so.
"""

import secrets
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

from gemeentedelers.foundation.refusals import Refusal

# Without letters and digits that look alike, so that a code can be read over the phone.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUPS, GROUP_LENGTH = 4, 4
SHORTEST_REASON = 10


class Honour(StrEnum):
    """The highest first."""

    WINNER = "winner"
    PUBLIC_PRIZE = "public_prize"
    FINALIST = "finalist"
    SHORTLISTED = "shortlisted"


class CertificateObstacle(StrEnum):
    NOT_REVEALED = "not_revealed"
    WITHDRAWN_ALREADY = "withdrawn_already"
    WITHDRAWAL_WITHOUT_REASON = "withdrawal_without_reason"


def honours(
    shortlisted: Collection[str],
    *,
    finalists: Collection[str],
    winners: Mapping[str, str],
    public_prize: Mapping[str, str],
) -> Iterator[tuple[str, Honour, str]]:
    """Reference, honour and prize of every certificate, by reference: the highest of each, and the public prize."""
    for reference in sorted({*shortlisted, *finalists, *winners, *public_prize}):
        if reference in public_prize:
            yield reference, Honour.PUBLIC_PRIZE, public_prize[reference]
        if reference in winners:
            yield reference, Honour.WINNER, winners[reference]
        elif reference in finalists:
            yield reference, Honour.FINALIST, ""
        elif reference in shortlisted:
            yield reference, Honour.SHORTLISTED, ""


def check_code() -> str:
    """Eighty random bits in four groups: nobody guesses one, and everybody can type it."""
    letters = [secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP_LENGTH)]
    return "-".join("".join(letters[start : start + GROUP_LENGTH]) for start in range(0, len(letters), GROUP_LENGTH))


def code_as_kept(typed: str) -> str:
    """What somebody typed, with or without dashes and spaces, in small letters or capitals."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    return "-".join(letters[start : start + GROUP_LENGTH] for start in range(0, len(letters), GROUP_LENGTH))


def why_not_issue(*, is_revealed: bool) -> Refusal | None:
    return None if is_revealed else Refusal(CertificateObstacle.NOT_REVEALED)


def why_not_withdraw(*, is_withdrawn: bool, reason: str) -> Refusal | None:
    if is_withdrawn:
        return Refusal(CertificateObstacle.WITHDRAWN_ALREADY)
    too_short = len(reason.strip()) < SHORTEST_REASON
    return Refusal(CertificateObstacle.WITHDRAWAL_WITHOUT_REASON, shortest=SHORTEST_REASON) if too_short else None

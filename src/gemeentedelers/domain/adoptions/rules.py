"""How far a municipality is with another's case, when that counts as reuse, and who may say so.

Looking at a case is no reuse yet: it counts from the pilot on, and no longer once it was stopped. Somebody whose
municipality is proven speaks for that municipality, and never about its own case.
"""

from bisect import bisect_right
from collections.abc import Collection
from enum import StrEnum

from gemeentedelers.foundation.refusals import Refusal

NOTE_LENGTH = 600
LEVELS_FROM = (1, 3, 6, 10, 20, 50)


class AdoptionStatus(StrEnum):
    INTEREST = "interest"
    EXPLORING = "exploring"
    PILOT = "pilot"
    IN_USE = "in_use"
    DEVELOPED_FURTHER = "developed_further"
    STOPPED = "stopped"


class AdoptionObstacle(StrEnum):
    NOT_SIGNED_IN = "not_signed_in"
    NO_MUNICIPALITY = "no_municipality"
    NOT_VERIFIED = "not_verified"
    OWN_CASE = "own_case"
    REASON_MISSING = "reason_missing"
    NOTE_TOO_LONG = "note_too_long"


REUSE = frozenset({AdoptionStatus.PILOT, AdoptionStatus.IN_USE, AdoptionStatus.DEVELOPED_FURTHER})


def counts_as_reuse(status: AdoptionStatus) -> bool:
    return status in REUSE


def reuse_level(n_reusers: int) -> int:
    """0 to 6, the step on the map's legend; a bound belongs to the step that starts with it."""
    return bisect_right(LEVELS_FROM, n_reusers)


def why_not_adopt(*, municipality: str | None, is_verified: bool, shared_by: Collection[str]) -> Refusal | None:
    """Whether somebody may speak for a municipality (its code) about a case that these shared."""
    if municipality is None:
        return Refusal(AdoptionObstacle.NO_MUNICIPALITY)
    if not is_verified:
        return Refusal(AdoptionObstacle.NOT_VERIFIED)
    return Refusal(AdoptionObstacle.OWN_CASE) if municipality in shared_by else None


def why_not_report(*, status: AdoptionStatus, note: str) -> Refusal | None:
    """Who stops says why: others learn most from that."""
    if status is AdoptionStatus.STOPPED and not note.strip():
        return Refusal(AdoptionObstacle.REASON_MISSING)
    if len(note.strip()) > NOTE_LENGTH:
        return Refusal(AdoptionObstacle.NOTE_TOO_LONG, length=NOTE_LENGTH)
    return None

"""Who may be in the final, and how many people must agree.

Regulations: per category of the final some entries of the shortlist are nominated, each with a reason. One organiser
makes the list, another person signs it. Some minutes later the finalists are public. When a finalist withdraws, a
supplementary list may fill the place, as long as the jury has not closed.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gemeentedelers.foundation.refusals import Refusal

SHORTEST_REASON, REASON_LENGTH = 20, 2_000
PLACES, MOST_PLACES = 3, 10
# From this part of the jury on, too few are left to compare a finalist with the others.
TOO_MANY_BARRED = 1 / 3


class NominationStatus(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    REPLACED = "replaced"


class FinalsObstacle(StrEnum):
    NOT_PLACED = "not_placed"
    NOBODY_NOMINATED = "nobody_nominated"
    FINALIST_WITHOUT_REASON = "finalist_without_reason"
    PLACES_NEED_A_REASON = "places_need_a_reason"
    ALREADY_A_FINALIST = "already_a_finalist"
    LIST_IS_SIGNED = "list_is_signed"
    LIST_WAS_REPLACED = "list_was_replaced"
    SECOND_PERSON_NEEDED = "second_person_needed"
    NOT_A_SIGNER = "not_a_signer"
    ENTRIES_CHANGED = "entries_changed"
    JURY_IS_DONE = "jury_is_done"
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"
    FINALISTS_ARE_OUT = "finalists_are_out"
    PLACES_OUT_OF_RANGE = "places_out_of_range"
    DUE_IN_THE_PAST = "due_in_the_past"
    DUE_AFTER_THE_JURY = "due_after_the_jury"


class Worry(StrEnum):
    """What to look at twice before a list is signed; it forbids nothing."""

    SAME_MUNICIPALITY = "same_municipality"
    ONLY_LARGE = "only_large"
    JURORS_TOO_CLOSE = "jurors_too_close"


@dataclass(frozen=True)
class Nominee:
    """An entry on a list, as far as its company matters; `n_barred` counts the jurors too close to judge it."""

    reference: str
    municipality: str
    is_large: bool
    n_barred: int = 0


@dataclass(frozen=True)
class Warning:
    worry: Worry
    names: tuple[str, ...] = ()


def warnings_about(nominees: Sequence[Nominee], *, n_jurors: int) -> list[Warning]:
    """In the order in which people should think of them: the list as a whole first, then who judges."""
    return [*_twice(nominees), *_only_large(nominees), *_too_close(nominees, n_jurors)]


def _twice(nominees: Sequence[Nominee]) -> Iterator[Warning]:
    counts = Counter(nominee.municipality for nominee in nominees)
    names = tuple(sorted(name for name, count in counts.items() if count > 1))
    if names:
        yield Warning(Worry.SAME_MUNICIPALITY, names)


def _only_large(nominees: Sequence[Nominee]) -> Iterator[Warning]:
    if len(nominees) > 1 and all(nominee.is_large for nominee in nominees):
        yield Warning(Worry.ONLY_LARGE)


def _too_close(nominees: Sequence[Nominee], n_jurors: int) -> Iterator[Warning]:
    names = tuple(nominee.reference for nominee in nominees if nominee.n_barred > n_jurors * TOO_MANY_BARRED)
    if names:
        yield Warning(Worry.JURORS_TOO_CLOSE, names)


def why_not_plan(*, places: int, due: datetime | None, jury_closes: datetime, now: datetime) -> Refusal | None:
    """A number of places, and a deadline for the material that lies ahead and before the end of the jury."""
    if not 1 <= places <= MOST_PLACES:
        return Refusal(FinalsObstacle.PLACES_OUT_OF_RANGE, most=MOST_PLACES)
    if due is not None and due <= now:
        return Refusal(FinalsObstacle.DUE_IN_THE_PAST)
    if due is not None and due > jury_closes:
        return Refusal(FinalsObstacle.DUE_AFTER_THE_JURY, closes=jury_closes)
    return None


def why_not_nominate(
    reasons: Mapping[str, str],
    *,
    placed: Mapping[str, str],
    finalists: Collection[str],
    places: int,
    places_reason: str,
    is_signed: bool,
    jury_closes: datetime,
    now: datetime,
) -> Refusal | None:
    """Entries with a place in a category of the final (`placed`: category by reference), each with a reason.

    `is_signed` says that a signed list waits for its moment: until then no other list is made.
    """
    if is_signed:
        return Refusal(FinalsObstacle.LIST_IS_SIGNED)
    if now >= jury_closes:
        return Refusal(FinalsObstacle.JURY_IS_DONE, closes=jury_closes)
    if not reasons:
        return Refusal(FinalsObstacle.NOBODY_NOMINATED)
    for reference, reason in sorted(reasons.items()):
        if reference not in placed:
            return Refusal(FinalsObstacle.NOT_PLACED, reference=reference)
        if reference in finalists:
            return Refusal(FinalsObstacle.ALREADY_A_FINALIST, reference=reference)
        if len(reason.strip()) < SHORTEST_REASON:
            return Refusal(FinalsObstacle.FINALIST_WITHOUT_REASON, reference=reference, shortest=SHORTEST_REASON)
    return why_not_that_many({*reasons, *finalists}, placed=placed, places=places, reason=places_reason)


def why_not_that_many(
    chosen: Collection[str], *, placed: Mapping[str, str], places: int, reason: str
) -> Refusal | None:
    """As many finalists in every category as it has places, or all of them when there are fewer; else with a reason."""
    if reason.strip():
        return None
    inside: dict[str, int] = defaultdict(int)
    for reference in chosen:
        inside[placed.get(reference, "")] += 1
    for category, n_placed in sorted(Counter(placed.values()).items()):
        wanted = min(places, n_placed)
        if inside[category] != wanted:
            return Refusal(
                FinalsObstacle.PLACES_NEED_A_REASON, category=category, n_chosen=inside[category], places=wanted
            )
    return None


def why_not_sign(
    status: NominationStatus, *, is_maker: bool, may_sign: bool, is_current: bool, jury_closes: datetime, now: datetime
) -> Refusal | None:
    """The second signature: by somebody else, on a list of entries that are still where they were."""
    if status is NominationStatus.CONFIRMED:
        return Refusal(FinalsObstacle.LIST_IS_SIGNED)
    if status is NominationStatus.REPLACED:
        return Refusal(FinalsObstacle.LIST_WAS_REPLACED)
    if not may_sign:
        return Refusal(FinalsObstacle.NOT_A_SIGNER)
    if is_maker:
        return Refusal(FinalsObstacle.SECOND_PERSON_NEEDED)
    if now >= jury_closes:
        return Refusal(FinalsObstacle.JURY_IS_DONE, closes=jury_closes)
    return None if is_current else Refusal(FinalsObstacle.ENTRIES_CHANGED)


def why_not_withdraw(*, announced_at: datetime | None, now: datetime) -> Refusal | None:
    """Until its moment a signature can be taken back; then people read the names."""
    if announced_at is None:
        return Refusal(FinalsObstacle.NOTHING_TO_WITHDRAW)
    return Refusal(FinalsObstacle.FINALISTS_ARE_OUT, announced=announced_at) if announced_at <= now else None


def basis(placed: Mapping[str, str], finalists: Collection[str]) -> str:
    """A digest of what a list is made from: it changes when an entry leaves, moves or became a finalist."""
    said = json.dumps([sorted(placed.items()), sorted(finalists)], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()

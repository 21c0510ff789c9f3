"""How a ranking becomes a shortlist.

The shortlist takes the highest; who is equal shares a place. What stands too close to the cut is for a panel, and
what the panel cannot part for a draw whose seed was promised before anybody knew it. Whoever holds the wildcards may
add an entry with a reason, but none of which they know the people. One person proposes the decisions on all entries,
another signs; then there is a short time in which the announcement can still be withdrawn.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from gemeentedelers.domain.rankings.rules import Ranked, above_the_cut
from gemeentedelers.foundation.refusals import Refusal

UNDO = timedelta(minutes=10)
SHORTEST_REASON = 30
REASON_LENGTH = 2000
TOO_CLOSE = Fraction(1, 4)


class PlaceKind(StrEnum):
    """What gave an entry its place, or kept it from one: its rank, a panel, lots, a change by hand, a wildcard."""

    RANKED = "ranked"
    PANEL = "panel"
    DRAW = "draw"
    BY_HAND = "by_hand"
    WILDCARD = "wildcard"


class DecisionOutcome(StrEnum):
    ADVANCE = "advance"
    STOP = "stop"


class PanelDecision(StrEnum):
    ADVANCE = "advance"
    STOP = "stop"
    UNDECIDED = "undecided"


class ProposalStatus(StrEnum):
    PENDING = "pending"
    REPLACED = "replaced"
    CONFIRMED = "confirmed"


class ShortlistObstacle(StrEnum):
    ROUND_STILL_OPEN = "round_still_open"
    ROUND_NOT_CLOSED = "round_not_closed"
    ALREADY_ANNOUNCED = "already_announced"
    ALREADY_SIGNED = "already_signed"
    NO_SCORES = "no_scores"
    NOT_IN_COMPETITION = "not_in_competition"
    NOT_PENDING = "not_pending"
    NOT_A_SIGNER = "not_a_signer"
    SECOND_PERSON_NEEDED = "second_person_needed"
    ENTRIES_GONE = "entries_gone"
    RANKING_CHANGED = "ranking_changed"
    PLACES_NEED_A_REASON = "places_need_a_reason"
    CHANGE_WITHOUT_REASON = "change_without_reason"
    CHANGE_OF_A_WILDCARD = "change_of_a_wildcard"
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"
    NOT_THE_HOLDER = "not_the_holder"
    TOO_MANY_WILDCARDS = "too_many_wildcards"
    WILDCARD_WITHOUT_REASON = "wildcard_without_reason"
    WILDCARD_HAS_A_PLACE = "wildcard_has_a_place"
    ALREADY_A_WILDCARD = "already_a_wildcard"
    WILDCARD_TOO_CLOSE_TO_HOME = "wildcard_too_close_to_home"
    NOT_TOO_CLOSE = "not_too_close"
    NOBODY_PRESENT = "nobody_present"
    PRESENT_TOO_CLOSE_TO_HOME = "present_too_close_to_home"
    VERDICT_WITHOUT_REASON = "verdict_without_reason"
    PANEL_FIRST = "panel_first"
    DRAW_TOO_SMALL = "draw_too_small"
    DRAW_WITHOUT_PROMISE = "draw_without_promise"
    DRAW_WITHOUT_REASON = "draw_without_reason"
    DRAW_WITHOUT_SEED = "draw_without_seed"
    DRAWN_ALREADY = "drawn_already"


def too_close(ranked: Sequence[Ranked], places: int) -> list[Ranked]:
    """The entries within a quarter of a point of the cut, at both sides of it. None when everybody goes on.

    It stands in for the bands as long as scores cannot be corrected.
    """
    scored = [row for row in ranked if row.mean is not None]
    if not 0 < places < len(scored):
        return []
    last_in, first_out = scored[places - 1].mean, scored[places].mean
    assert last_in is not None
    assert first_out is not None
    cut = (last_in + first_out) / 2
    return [row for row in scored if row.mean is not None and abs(row.mean - cut) <= TOO_CLOSE]


@dataclass(frozen=True)
class Ruling:
    """What people decided about one entry, and why."""

    outcome: DecisionOutcome
    reason: str


@dataclass(frozen=True)
class Lots:
    """A draw that was held: the entries in the order of their lots, and how many of them have a place."""

    order: tuple[str, ...]
    places: int
    seed: str


@dataclass(frozen=True)
class Grounds:
    """What counts besides the ranking."""

    panel: Mapping[str, Ruling] = field(default_factory=dict)
    undecided: Collection[str] = ()
    draws: Sequence[Lots] = ()
    wildcards: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Decided:
    """The decision on one entry."""

    reference: str
    outcome: DecisionOutcome
    kind: PlaceKind
    reason: str
    position: int
    mean: Fraction | None
    corrected: float | None = None


def decisions_on(
    ranked: Sequence[Ranked], *, places: int, grounds: Grounds, changes: Mapping[str, str]
) -> list[Decided]:
    """One decision for every entry, in the order of the ranking.

    A panel goes before the rank, a draw before the panel, and a change by hand turns round what came out. A wildcard
    gives a place to an entry that has none.
    """
    placed = {row.reference for row in above_the_cut(ranked, places)}
    drawn = {reference: ruling for lots in grounds.draws for reference, ruling in _rulings(lots)}
    return [_decided(row, row.reference in placed, grounds, drawn, changes) for row in ranked]


def _rulings(lots: Lots) -> Iterator[tuple[str, Ruling]]:
    for number, reference in enumerate(lots.order, start=1):
        outcome = DecisionOutcome.ADVANCE if number <= lots.places else DecisionOutcome.STOP
        yield reference, Ruling(outcome, lots.seed)


def _decided(
    row: Ranked, is_placed: bool, grounds: Grounds, drawn: Mapping[str, Ruling], changes: Mapping[str, str]
) -> Decided:
    kind = PlaceKind.RANKED
    ruling = Ruling(DecisionOutcome.ADVANCE if is_placed else DecisionOutcome.STOP, "")
    for stronger, rulings in ((PlaceKind.PANEL, grounds.panel), (PlaceKind.DRAW, drawn)):
        if row.reference in rulings:
            kind, ruling = stronger, rulings[row.reference]
    if row.reference in changes:
        kind, ruling = PlaceKind.BY_HAND, Ruling(turned(ruling.outcome), changes[row.reference].strip())
    if row.reference in grounds.wildcards and ruling.outcome is DecisionOutcome.STOP:
        kind, ruling = PlaceKind.WILDCARD, Ruling(DecisionOutcome.ADVANCE, grounds.wildcards[row.reference])
    return Decided(row.reference, ruling.outcome, kind, ruling.reason, row.position, row.mean, row.corrected)


def turned(outcome: DecisionOutcome) -> DecisionOutcome:
    return DecisionOutcome.STOP if outcome is DecisionOutcome.ADVANCE else DecisionOutcome.ADVANCE


def going_on(decided: Sequence[Decided]) -> list[Decided]:
    return [row for row in decided if row.outcome is DecisionOutcome.ADVANCE]


def basis(ranked: Sequence[Ranked], grounds: Grounds) -> str:
    """A digest of everything that decisions are made from: it changes with a score, an entry, a verdict or a lot."""
    said = [
        [[row.reference, row.position, str(row.mean), row.corrected] for row in ranked],
        sorted([reference, ruling.outcome, ruling.reason] for reference, ruling in grounds.panel.items()),
        sorted(grounds.undecided),
        sorted([list(lots.order), lots.places, lots.seed] for lots in grounds.draws),
        sorted(grounds.wildcards.items()),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Changed:
    """What is said about an entry now and was said before; None where it was not, or is no longer, decided on."""

    reference: str
    before: Decided | None
    after: Decided | None


@dataclass(frozen=True)
class Difference:
    n_advance: int
    n_stop: int
    changed: tuple[Changed, ...]


def difference(before: Sequence[Decided] | None, after: Sequence[Decided]) -> Difference:
    """How many go on and stop, and which decisions are others than before. After nothing, nothing has changed."""
    n_advance = len(going_on(after))
    if before is None:
        return Difference(n_advance, len(after) - n_advance, ())
    earlier, later = ({row.reference: row for row in rows} for rows in (before, after))
    references = [*later, *(reference for reference in earlier if reference not in later)]
    pairs = [Changed(reference, earlier.get(reference), later.get(reference)) for reference in references]
    changed = tuple(pair for pair in pairs if _said(pair.before) != _said(pair.after))
    return Difference(n_advance, len(after) - n_advance, changed)


def _said(decided: Decided | None) -> tuple[DecisionOutcome, PlaceKind, str] | None:
    return None if decided is None else (decided.outcome, decided.kind, decided.reason)


def why_not_that_many(decided: Sequence[Decided], *, places: int, reason: str) -> Refusal | None:
    """As many places as the round has, or everybody when there are fewer entries with a score; else with a reason.

    A wildcard comes on top.
    """
    n_scored = sum(row.mean is not None for row in decided)
    n_placed = sum(row.kind is not PlaceKind.WILDCARD for row in going_on(decided))
    if n_placed == min(places, n_scored) or reason.strip():
        return None
    return Refusal(ShortlistObstacle.PLACES_NEED_A_REASON, n_placed=n_placed, places=min(places, n_scored))


def why_not_propose(
    decided: Sequence[Decided],
    *,
    is_open: bool,
    is_signed: bool,
    places: int,
    n_wildcards: int,
    grounds: Grounds,
    changes: Mapping[str, str],
    reason: str,
) -> Refusal | None:
    """Decisions are proposed after the reading and before another proposal was signed, every change with a reason."""
    if is_signed:
        return Refusal(ShortlistObstacle.ALREADY_SIGNED)
    if is_open:
        return Refusal(ShortlistObstacle.ROUND_STILL_OPEN)
    if all(row.mean is None for row in decided):
        return Refusal(ShortlistObstacle.NO_SCORES)
    if len(grounds.wildcards) > n_wildcards:
        return Refusal(ShortlistObstacle.TOO_MANY_WILDCARDS, n_wildcards=n_wildcards)
    if refusal := _why_not_change(decided, grounds, changes):
        return refusal
    useless = [row for row in going_on(decided) if row.reference in grounds.wildcards]
    if double := next((row for row in useless if row.kind is not PlaceKind.WILDCARD), None):
        return Refusal(ShortlistObstacle.WILDCARD_HAS_A_PLACE, reference=double.reference)
    return why_not_that_many(decided, places=places, reason=reason)


def _why_not_change(decided: Sequence[Decided], grounds: Grounds, changes: Mapping[str, str]) -> Refusal | None:
    known = {row.reference for row in decided}
    for reference, reason in changes.items():
        if reference not in known:
            return Refusal(ShortlistObstacle.NOT_IN_COMPETITION, reference=reference)
        if reference in grounds.wildcards:
            return Refusal(ShortlistObstacle.CHANGE_OF_A_WILDCARD, reference=reference)
        if not reason.strip():
            return Refusal(ShortlistObstacle.CHANGE_WITHOUT_REASON, reference=reference)
    return None


def why_not_confirm(
    decided: Sequence[Decided],
    *,
    status: ProposalStatus,
    is_own: bool,
    may_sign: bool,
    is_closed: bool,
    competing: Collection[str],
    is_current: bool,
    places: int,
    reason: str,
) -> Refusal | None:
    """The second signature: by somebody else, after the round was closed, on what still is as it was proposed."""
    if status is not ProposalStatus.PENDING:
        return Refusal(ShortlistObstacle.NOT_PENDING)
    if not may_sign:
        return Refusal(ShortlistObstacle.NOT_A_SIGNER)
    if is_own:
        return Refusal(ShortlistObstacle.SECOND_PERSON_NEEDED)
    if not is_closed:
        return Refusal(ShortlistObstacle.ROUND_NOT_CLOSED)
    gone = [row.reference for row in decided if row.reference not in competing]
    if gone:
        return Refusal(ShortlistObstacle.ENTRIES_GONE, references=", ".join(gone))
    if not is_current:
        return Refusal(ShortlistObstacle.RANKING_CHANGED)
    return why_not_that_many(decided, places=places, reason=reason)


def why_not_withdraw(*, announced_at: datetime | None, now: datetime) -> Refusal | None:
    """Until its moment an announcement can be withdrawn; then people read it."""
    if announced_at is None:
        return Refusal(ShortlistObstacle.NOTHING_TO_WITHDRAW)
    return Refusal(ShortlistObstacle.ALREADY_ANNOUNCED, announced=announced_at) if announced_at <= now else None


def why_not_spend(
    decided: Mapping[str, Decided],
    reference: str,
    *,
    is_open: bool,
    is_signed: bool,
    is_holder: bool,
    tie: Refusal | None,
    spent: Collection[str],
    n_wildcards: int,
    reason: str,
) -> Refusal | None:
    """Who may spend a wildcard gives it, with a reason, to an entry without a place whose people they do not know."""
    if not is_holder:
        return Refusal(ShortlistObstacle.NOT_THE_HOLDER)
    if is_signed:
        return Refusal(ShortlistObstacle.ALREADY_SIGNED)
    if is_open:
        return Refusal(ShortlistObstacle.ROUND_STILL_OPEN)
    if reference not in decided:
        return Refusal(ShortlistObstacle.NOT_IN_COMPETITION, reference=reference)
    if reference in spent:
        return Refusal(ShortlistObstacle.ALREADY_A_WILDCARD, reference=reference)
    if decided[reference].outcome is DecisionOutcome.ADVANCE:
        return Refusal(ShortlistObstacle.WILDCARD_HAS_A_PLACE, reference=reference)
    if len(spent) >= n_wildcards:
        return Refusal(ShortlistObstacle.TOO_MANY_WILDCARDS, n_wildcards=n_wildcards)
    if tie is not None:
        return Refusal(ShortlistObstacle.WILDCARD_TOO_CLOSE_TO_HOME, reference=reference)
    too_short = len(reason.strip()) < SHORTEST_REASON
    return Refusal(ShortlistObstacle.WILDCARD_WITHOUT_REASON, shortest=SHORTEST_REASON) if too_short else None


def why_not_rule(
    *, is_open: bool, is_signed: bool, is_close: bool, n_present: int, tied: Sequence[str], reason: str
) -> Refusal | None:
    """A panel rules on what is too close to the cut, without those who know the people, and says why."""
    if is_signed:
        return Refusal(ShortlistObstacle.ALREADY_SIGNED)
    if is_open:
        return Refusal(ShortlistObstacle.ROUND_STILL_OPEN)
    if not is_close:
        return Refusal(ShortlistObstacle.NOT_TOO_CLOSE)
    if not n_present:
        return Refusal(ShortlistObstacle.NOBODY_PRESENT)
    if tied:
        return Refusal(ShortlistObstacle.PRESENT_TOO_CLOSE_TO_HOME, names=", ".join(tied))
    return None if reason.strip() else Refusal(ShortlistObstacle.VERDICT_WITHOUT_REASON)


def why_not_promise(
    references: Sequence[str],
    *,
    places: int,
    grounds: Grounds,
    is_signed: bool,
    promise: str,
    reason: str,
) -> Refusal | None:
    """A draw is the last resort: for entries that a panel could not part, fewer places than entries, and told first."""
    if is_signed:
        return Refusal(ShortlistObstacle.ALREADY_SIGNED)
    if not 0 < places < len(set(references)):
        return Refusal(ShortlistObstacle.DRAW_TOO_SMALL)
    drawn = {reference for lots in grounds.draws for reference in lots.order}
    for reference in references:
        if reference in drawn:
            return Refusal(ShortlistObstacle.DRAWN_ALREADY)
        if reference not in grounds.undecided:
            return Refusal(ShortlistObstacle.PANEL_FIRST, reference=reference)
    if not promise.strip():
        return Refusal(ShortlistObstacle.DRAW_WITHOUT_PROMISE)
    return None if reason.strip() else Refusal(ShortlistObstacle.DRAW_WITHOUT_REASON)


def why_not_draw(*, is_signed: bool, is_drawn: bool, is_dropped: bool, seed: str) -> Refusal | None:
    """Lots are drawn once, with the seed that was promised."""
    if is_signed:
        return Refusal(ShortlistObstacle.ALREADY_SIGNED)
    if is_drawn or is_dropped:
        return Refusal(ShortlistObstacle.DRAWN_ALREADY)
    return None if one_line(seed) else Refusal(ShortlistObstacle.DRAW_WITHOUT_SEED)


def one_line(seed: str) -> str:
    """A seed as it is published: what people type twice is the same text, whatever the spaces."""
    return " ".join(seed.split())


def lot(seed: str, reference: str) -> str:
    """What anybody can recompute: `printf '%s' 'seed|reference' | shasum -a 256`."""
    return hashlib.sha256(f"{seed}|{reference}".encode()).hexdigest()


def lots(seed: str, references: Collection[str]) -> list[str]:
    """The entries in the order of their lots, the lowest first."""
    return sorted(set(references), key=lambda reference: lot(seed, reference))

"""What comes on stage in which order, and what stands in the way of the next step.

The script is stand-by, then for each category: the category, its nominees, the drum and the winner; then everybody
once more, and the end. A step goes on only from the number that the operator saw, so a double press does nothing. A
stage is real or a rehearsal, never both, and only one stands at a time.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gemeentedelers.foundation.refusals import Refusal


class FrameKind(StrEnum):
    STANDBY = "standby"
    CATEGORY = "category"
    NOMINEES = "nominees"
    DRUM = "drum"
    WINNER = "winner"
    ALL = "all"
    DONE = "done"


class RevealObstacle(StrEnum):
    STAGE_IS_OPEN = "stage_is_open"
    REHEARSAL_IS_OPEN = "rehearsal_is_open"
    TOO_LATE_TO_REHEARSE = "too_late_to_rehearse"
    NOTHING_ON_STAGE = "nothing_on_stage"
    WRONG_ORDER = "wrong_order"
    STAGE_HAS_ENDED = "stage_has_ended"
    MOVED_MEANWHILE = "moved_meanwhile"
    IS_BLACK = "is_black"
    NOTHING_BEFORE = "nothing_before"
    NOTHING_AFTER = "nothing_after"
    NOT_CONFIRMED = "not_confirmed"
    PUBLISH_INSTEAD = "publish_instead"
    NOT_YET_EVERYBODY = "not_yet_everybody"
    HALF_REVEALED = "half_revealed"
    SEAL_REPLACED = "seal_replaced"
    WINNER_HAS_LEFT = "winner_has_left"
    KEY_LOST = "key_lost"


PER_CATEGORY = (FrameKind.CATEGORY, FrameKind.NOMINEES, FrameKind.DRUM, FrameKind.WINNER)
HELD = (FrameKind.WINNER, FrameKind.DONE)


@dataclass(frozen=True)
class Step:
    """One frame of the script; `key` names the category that it is about."""

    kind: FrameKind
    key: str | None = None

    @property
    def must_be_held(self) -> bool:
        """What cannot be taken back is held for a moment, not tapped."""
        return self.kind in HELD


def script(keys: Iterable[str]) -> tuple[Step, ...]:
    """Every step, in order, for categories in the order in which they come on stage."""
    per_category = (Step(kind, key) for key in keys for kind in PER_CATEGORY)
    return (Step(FrameKind.STANDBY), *per_category, Step(FrameKind.ALL), Step(FrameKind.DONE))


def order_of(keys: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...] | Refusal:
    """The categories as the organiser wants them; without a wish as they stand, the public prize last."""
    if not keys:
        return Refusal(RevealObstacle.NOTHING_ON_STAGE)
    if not wanted:
        return tuple(keys)
    is_whole = len(wanted) == len(keys) and set(wanted) == set(keys)
    return tuple(wanted) if is_whole else Refusal(RevealObstacle.WRONG_ORDER)


@dataclass(frozen=True)
class Hall:
    """What else stands in the edition, as far as it decides who may open a stage."""

    open_stage: bool = False
    open_rehearsal: bool = False
    was_opened: bool = False
    is_released: bool = False


def why_not_open(hall: Hall, *, is_rehearsal: bool) -> Refusal | None:
    """One stage at a time, and no invented winner once the real ones can be called."""
    if hall.open_stage:
        return Refusal(RevealObstacle.STAGE_IS_OPEN)
    if hall.open_rehearsal:
        return Refusal(RevealObstacle.REHEARSAL_IS_OPEN)
    too_late = is_rehearsal and (hall.was_opened or hall.is_released)
    return Refusal(RevealObstacle.TOO_LATE_TO_REHEARSE) if too_late else None


@dataclass(frozen=True)
class Position:
    """Where a stage stands: the script, the step, and how often it has moved."""

    steps: tuple[Step, ...]
    step: int
    number: int
    is_black: bool = False
    has_ended: bool = False
    shown: frozenset[int] = frozenset({0})

    @property
    def current(self) -> Step:
        return self.steps[self.step]

    @property
    def next_step(self) -> Step | None:
        return self.steps[self.step + 1] if self.step + 1 < len(self.steps) else None

    @property
    def winners_shown(self) -> tuple[str, ...]:
        """The categories whose winner everybody has seen, in the order of the script."""
        return tuple(
            step.key
            for index, step in enumerate(self.steps)
            if index in self.shown and step.kind is FrameKind.WINNER and step.key
        )


def why_not_move(position: Position, *, expected_number: int) -> Refusal | None:
    """A second operator, a double press or a resent request finds another number, and changes nothing."""
    if position.has_ended:
        return Refusal(RevealObstacle.STAGE_HAS_ENDED)
    return Refusal(RevealObstacle.MOVED_MEANWHILE) if position.number != expected_number else None


def why_not_press(position: Position, *, expected_number: int, is_confirmed: bool) -> Refusal | None:
    """One step on, in the light. A winner is called only on purpose; the end is a step of its own."""
    if refusal := why_not_move(position, expected_number=expected_number):
        return refusal
    if position.is_black:
        return Refusal(RevealObstacle.IS_BLACK)
    coming = position.next_step
    if coming is None:
        return Refusal(RevealObstacle.NOTHING_AFTER)
    if position.step + 1 in position.shown:
        return None
    if coming.kind is FrameKind.DONE:
        return Refusal(RevealObstacle.PUBLISH_INSTEAD)
    return Refusal(RevealObstacle.NOT_CONFIRMED) if coming.must_be_held and not is_confirmed else None


def why_not_go_back(position: Position, *, expected_number: int) -> Refusal | None:
    """Only to what everybody has seen already; from the end there is no way back."""
    if refusal := why_not_move(position, expected_number=expected_number):
        return refusal
    if position.is_black:
        return Refusal(RevealObstacle.IS_BLACK)
    is_first, is_last = position.step == 0, position.current.kind is FrameKind.DONE
    return Refusal(RevealObstacle.NOTHING_BEFORE) if is_first or is_last else None


def why_not_make_known(position: Position, *, expected_number: int, is_confirmed: bool) -> Refusal | None:
    """The result goes out when every winner was on stage, and only on purpose."""
    if refusal := why_not_move(position, expected_number=expected_number):
        return refusal
    if position.current.kind is not FrameKind.ALL:
        return Refusal(RevealObstacle.NOT_YET_EVERYBODY)
    return None if is_confirmed else Refusal(RevealObstacle.NOT_CONFIRMED)


def why_not_end(position: Position, *, expected_number: int, is_rehearsal: bool, is_stale: bool) -> Refusal | None:
    """A real stage does not stop between the first winner and the end, unless its seal was replaced."""
    if refusal := why_not_move(position, expected_number=expected_number):
        return refusal
    is_half = bool(position.winners_shown) and position.current.kind is not FrameKind.DONE
    return Refusal(RevealObstacle.HALF_REVEALED) if is_half and not is_rehearsal and not is_stale else None


def topic_of(year: int, *, rehearsal_code: str = "") -> str:
    """Where the frames are broadcast; a rehearsal where nobody looks who was not told."""
    return f"reveal:{year}:{rehearsal_code}" if rehearsal_code else f"reveal:{year}"


def why_not_call(reference: str | None, *, competing: Collection[str]) -> Refusal | None:
    """Nobody is called to the stage who left the competition after the sealing."""
    return Refusal(RevealObstacle.WINNER_HAS_LEFT) if reference and reference not in competing else None

"""When each finalist pitches, in which order, and what the clock in the hall may do.

Regulations: every finalist has the same time. The organisers make the order and tell it beforehand, or leave it to
lots whose seed was promised before anybody could know it. Who has a tie with an entry leaves the room during its pitch.
"""

from enum import StrEnum


class Arrangement(StrEnum):
    """How the order is made: category after category, categories mixed, or by lot."""

    TOGETHER = "together"
    MIXED = "mixed"
    BY_LOT = "by_lot"


class PitchObstacle(StrEnum):
    NO_FINALISTS = "no_finalists"
    NOT_PLANNED = "not_planned"
    PLACE_MISSING = "place_missing"
    SLOT_TOO_SHORT = "slot_too_short"
    SLOT_TOO_LONG = "slot_too_long"
    CHANGEOVER_TOO_LONG = "changeover_too_long"
    BREAK_TOO_LONG = "break_too_long"
    NOT_A_PITCH = "not_a_pitch"
    ALREADY_AT_THE_END = "already_at_the_end"
    ORDER_CHANGED = "order_changed"
    DAY_HAS_BEGUN = "day_has_begun"
    LOTS_ARE_DRAWN = "lots_are_drawn"
    PROMISE_MISSING = "promise_missing"
    NOT_PROMISED = "not_promised"
    SEED_MISSING = "seed_missing"
    NOTHING_NEW = "nothing_new"
    NOTE_TOO_LONG = "note_too_long"
    CLOCK_CHANGED = "clock_changed"
    NOT_NOW = "not_now"
    NOBODY_LEFT = "nobody_left"

"""When a juror may write a card, when the cards of a category open, and what is read from them then.

Regulations: every juror scores every finalist from 1 to 5 on each criterion of the edition, and writes down what is
strong and what raises doubt. Nobody has a card of an entry to which they are tied. The cards of a category open all
together, when every juror who may judge it handed in everything; the chair may excuse who is absent, as long as more
than half of those jurors remain. From then on no card changes, and only then the jury talks and chooses.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from gemeentedelers.domain.editions.rules import HIGHEST_SCORE, LOWEST_SCORE, Window
from gemeentedelers.domain.entries.rules import canonical
from gemeentedelers.foundation.refusals import Refusal

TEXT_LENGTH, NOTE_LENGTH, MINUTES_LENGTH = 600, 1_000, 8_000
SHORTEST_REASON = 10
# A sealed text is as long as what is in it. Padded, an empty card and a full one look the same from outside.
SEALED_BLOCK = 4_096

Pair = tuple[str, str]


class CardStatus(StrEnum):
    """How far a juror is with a finalist."""

    UNTOUCHED = "untouched"
    DRAFT = "draft"
    HANDED_IN = "handed_in"
    SET_ASIDE = "set_aside"


class CardsState(StrEnum):
    """Where the cards of a category stand."""

    WRITING = "writing"
    COMPLETE = "complete"
    OPENED = "opened"


class DeliberationObstacle(StrEnum):
    NOT_A_JUROR = "not_a_juror"
    NOT_THE_CHAIR = "not_the_chair"
    JURY_NOT_OPEN = "jury_not_open"
    JURY_CLOSED = "jury_closed"
    NOT_A_FINALIST = "not_a_finalist"
    TOO_CLOSE_TO_HOME = "too_close_to_home"
    CARDS_ARE_OPEN = "cards_are_open"
    CARD_CHANGED = "card_changed"
    SCORES_MISSING = "scores_missing"
    SCORE_OUT_OF_RANGE = "score_out_of_range"
    STRENGTH_MISSING = "strength_missing"
    TEXT_TOO_LONG = "text_too_long"
    CARDS_MISSING = "cards_missing"
    TOO_FEW_JURORS = "too_few_jurors"
    NOT_ABSENT = "not_absent"
    EXCUSED_ONESELF = "excused_oneself"
    EXCUSED_WITHOUT_REASON = "excused_without_reason"
    CARDS_NOT_OPEN = "cards_not_open"
    MINUTES_CHANGED = "minutes_changed"


@dataclass(frozen=True)
class Filled:
    """What stands on a card. The note is for the juror alone, also after the opening."""

    scores: Mapping[str, int] = field(default_factory=dict)
    strengths: str = ""
    doubts: str = ""
    note: str = ""


@dataclass(frozen=True)
class CardContent:
    """A card in plain words. Juror, year and entry are in it, so that it fits nowhere else."""

    juror: str
    year: int
    entry: str
    filled: Filled

    @property
    def canonical(self) -> str:
        return padded(canonical(asdict(self)))


@dataclass(frozen=True)
class Minutes:
    """What the chair noted of the talk. Year and category are in it, so that it fits nowhere else."""

    year: int
    category: str
    text: str

    @property
    def canonical(self) -> str:
        return padded(canonical(asdict(self)))


@dataclass(frozen=True)
class Seat:
    """A juror at the table of one category: which finalists they may judge, and of which they handed in a card."""

    juror: str
    due: frozenset[str]
    handed_in: frozenset[str] = frozenset()
    is_excused: bool = False

    @property
    def missing(self) -> frozenset[str]:
        return self.due - self.handed_in

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def is_awaited(self) -> bool:
        return not (self.is_complete or self.is_excused)


@dataclass(frozen=True)
class Spread:
    """The scores of one finalist on one criterion, lowest first: whose they are is nowhere in it."""

    criterion: str
    scores: tuple[int, ...]

    @property
    def mean(self) -> Fraction | None:
        return Fraction(sum(self.scores), len(self.scores)) if self.scores else None


def padded(text: str) -> str:
    """As long as the next block, with spaces that mean nothing after a JSON text."""
    n_bytes = len(text.encode())
    return text + " " * (-n_bytes % SEALED_BLOCK)


def card_in(text: str) -> CardContent:
    found = json.loads(text)
    return CardContent(found["juror"], found["year"], found["entry"], Filled(**found["filled"]))


def minutes_in(text: str) -> Minutes:
    return Minutes(**json.loads(text))


def why_not_write_card(
    *, is_juror: bool, is_finalist: bool, is_barred: bool, window: Window, is_opened: bool, now: datetime
) -> Refusal | None:
    """A juror writes while the jury is open and the cards of the category are closed, never about a tied entry."""
    if not is_juror:
        return Refusal(DeliberationObstacle.NOT_A_JUROR)
    if not is_finalist:
        return Refusal(DeliberationObstacle.NOT_A_FINALIST)
    if is_barred:
        return Refusal(DeliberationObstacle.TOO_CLOSE_TO_HOME)
    if is_opened:
        return Refusal(DeliberationObstacle.CARDS_ARE_OPEN)
    if now < window.opens:
        return Refusal(DeliberationObstacle.JURY_NOT_OPEN, opens=window.opens)
    return Refusal(DeliberationObstacle.JURY_CLOSED, closes=window.closes) if now >= window.closes else None


def why_not_replace_card(*, expected: int | None, stored: int, is_same: bool) -> Refusal | None:
    """A card that was saved on another device is not overwritten unseen. None: whoever saves does not ask."""
    if expected is None or expected == stored or is_same:
        return None
    return Refusal(DeliberationObstacle.CARD_CHANGED)


def why_not_keep_card(filled: Filled) -> Refusal | None:
    """What an unfinished card may hold too."""
    for text, limit in ((filled.strengths, TEXT_LENGTH), (filled.doubts, TEXT_LENGTH), (filled.note, NOTE_LENGTH)):
        if len(text) > limit:
            return Refusal(DeliberationObstacle.TEXT_TOO_LONG, limit=limit)
    is_in_range = all(LOWEST_SCORE <= score <= HIGHEST_SCORE for score in filled.scores.values())
    return None if is_in_range else Refusal(DeliberationObstacle.SCORE_OUT_OF_RANGE)


def why_not_hand_in(filled: Filled, *, criteria: Collection[str]) -> Refusal | None:
    """Every criterion has its score, and the jury has at least one strength to talk about."""
    n_missing = sum(1 for key in criteria if key not in filled.scores)
    if n_missing:
        return Refusal(DeliberationObstacle.SCORES_MISSING, n_missing=n_missing)
    return None if filled.strengths.strip() else Refusal(DeliberationObstacle.STRENGTH_MISSING)


def card_status(status: CardStatus | None, *, is_barred: bool) -> CardStatus:
    """A bar wins from whatever was written."""
    return CardStatus.SET_ASIDE if is_barred else status or CardStatus.UNTOUCHED


def seats_of(
    jurors: Iterable[str],
    finalists: Collection[str],
    *,
    bars: Collection[Pair],
    handed_in: Collection[Pair],
    excused: Collection[str],
) -> list[Seat]:
    """Who sits at the table of a category: whoever may judge at least one of its finalists."""
    seats = []
    for juror in jurors:
        due = frozenset(reference for reference in finalists if (juror, reference) not in bars)
        in_hand = frozenset(reference for reference in due if (juror, reference) in handed_in)
        if due:
            seats.append(Seat(juror, due, in_hand, is_excused=juror in excused))
    return seats


def n_jurors_needed(n_seats: int) -> int:
    """More than half."""
    return n_seats // 2 + 1


def cards_state(seats: Collection[Seat], *, is_opened: bool) -> CardsState:
    if is_opened:
        return CardsState.OPENED
    return CardsState.WRITING if why_not_open_cards(seats) else CardsState.COMPLETE


def why_not_open_cards(seats: Collection[Seat]) -> Refusal | None:
    """All together: nobody is awaited any more, and more than half of the jurors of the category handed in."""
    n_awaited = sum(1 for seat in seats if seat.is_awaited)
    if n_awaited:
        return Refusal(DeliberationObstacle.CARDS_MISSING, n_jurors=n_awaited)
    n_complete, n_needed = sum(1 for seat in seats if seat.is_complete), n_jurors_needed(len(seats))
    if n_complete < n_needed:
        return Refusal(DeliberationObstacle.TOO_FEW_JURORS, n_complete=n_complete, n_needed=n_needed)
    return None


def why_not_excuse(juror: str, *, by: str, seats: Collection[Seat], reason: str, is_opened: bool) -> Refusal | None:
    """The chair excuses somebody else who still has to hand in, with a reason, while more than half remain."""
    if is_opened:
        return Refusal(DeliberationObstacle.CARDS_ARE_OPEN)
    if juror == by:
        return Refusal(DeliberationObstacle.EXCUSED_ONESELF)
    if not any(seat.is_awaited for seat in seats if seat.juror == juror):
        return Refusal(DeliberationObstacle.NOT_ABSENT)
    n_left = sum(1 for seat in seats if not seat.is_excused or seat.is_complete) - 1
    n_needed = n_jurors_needed(len(seats))
    if n_left < n_needed:
        return Refusal(DeliberationObstacle.TOO_FEW_JURORS, n_complete=n_left, n_needed=n_needed)
    too_short = len(reason.strip()) < SHORTEST_REASON
    return Refusal(DeliberationObstacle.EXCUSED_WITHOUT_REASON, shortest=SHORTEST_REASON) if too_short else None


def why_not_minute(text: str, *, is_opened: bool, is_stale: bool) -> Refusal | None:
    """The chair notes what was said once the cards are open, never over newer notes."""
    if not is_opened:
        return Refusal(DeliberationObstacle.CARDS_NOT_OPEN)
    if is_stale:
        return Refusal(DeliberationObstacle.MINUTES_CHANGED)
    too_long = len(text) > MINUTES_LENGTH
    return Refusal(DeliberationObstacle.TEXT_TOO_LONG, limit=MINUTES_LENGTH) if too_long else None


def shuffled(texts: Iterable[str], *, seed: str) -> tuple[str, ...]:
    """An order that follows from the texts and the seed alone: nothing of it comes from who wrote them."""
    written = [text.strip() for text in texts if text.strip()]
    return tuple(sorted(written, key=lambda text: hashlib.sha256(f"{seed}\n{text}".encode()).hexdigest()))


def spreads_of(cards: Iterable[Filled], *, criteria: Iterable[str]) -> tuple[Spread, ...]:
    written = list(cards)
    return tuple(
        Spread(key, tuple(sorted(card.scores[key] for card in written if key in card.scores))) for key in criteria
    )


def mean_of(cards: Iterable[Filled], *, weights: Mapping[str, int]) -> Fraction | None:
    """The mean of the cards; a criterion counts by its weight."""
    written = list(cards)
    total = sum(weights.values())
    points = sum(card.scores.get(key, 0) * weight for card in written for key, weight in weights.items())
    return Fraction(points, total * len(written)) if written and total else None

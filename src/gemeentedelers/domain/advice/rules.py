"""What good advice consists of, who approves it, and when a round may close.

Regulations: in every round every team gets advice: two strengths, two next steps and whom to talk to. People write
it, somebody else reads it before it goes out, and it never holds a score or the name of a reader. A round does not
close while an entry lacks advice, unless the organiser signs for it with a reason.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from gemeentedelers.foundation.refusals import Refusal

PART_LENGTH, SHORTEST_PART, SHORTEST_REASON = 300, 15, 20


class AdviceStatus(StrEnum):
    """Being written, waiting for a second pair of eyes, ready to go out, and with the team."""

    DRAFT = "draft"
    READY = "ready"
    APPROVED = "approved"
    RELEASED = "released"


# With advice that is approved, an entry no longer stands in the way of closing the round.
ENOUGH_TO_CLOSE = (AdviceStatus.APPROVED, AdviceStatus.RELEASED)


class Usefulness(StrEnum):
    YES = "yes"
    SOMEWHAT = "somewhat"
    NO = "no"


class AdviceObstacle(StrEnum):
    PART_MISSING = "part_missing"
    PART_TOO_LONG = "part_too_long"
    HOLDS_A_SCORE = "holds_a_score"
    HOLDS_A_NAME = "holds_a_name"
    ALREADY_RELEASED = "already_released"
    NOT_READY = "not_ready"
    NOT_READ_AGAIN = "not_read_again"
    CHANGED_MEANWHILE = "changed_meanwhile"
    NOTHING_TO_RELEASE = "nothing_to_release"
    NOT_RELEASED = "not_released"
    ENTRIES_WITHOUT_ADVICE = "entries_without_advice"
    OUT_OF_THE_COMPETITION = "out_of_the_competition"


class AdviceRemark(StrEnum):
    """What a careful colleague would point at; it does not stop anybody."""

    TOO_SHORT = "too_short"
    SHOUTING = "shouting"
    UNFRIENDLY = "unfriendly"
    SAID_TWICE = "said_twice"


class AdvicePart(StrEnum):
    FIRST_STRENGTH = "first_strength"
    SECOND_STRENGTH = "second_strength"
    FIRST_STEP = "first_step"
    SECOND_STEP = "second_step"
    TALK_TO = "talk_to"


@dataclass(frozen=True)
class Parts:
    """The five parts of an advice."""

    first_strength: str = ""
    second_strength: str = ""
    first_step: str = ""
    second_step: str = ""
    talk_to: str = ""

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> "Parts":
        """Spaces at the ends and double ones inside say nothing."""
        return cls(**{part.name: " ".join(texts.get(part.name, "").split()) for part in fields(cls)})

    def texts(self) -> dict[AdvicePart, str]:
        return {AdvicePart(name): text for name, text in asdict(self).items()}

    def with_tip(self, tip: str) -> "Parts":
        """The tip in the first part that is still empty; nothing changes when all are filled."""
        given = asdict(self)
        empty = next((name for name, text in given.items() if not text), None)
        return self if empty is None else Parts(**{**given, empty: " ".join(tip.split())[:PART_LENGTH]})


def why_not_keep(parts: Parts, *, status: AdviceStatus) -> Refusal | None:
    """Unfinished advice is kept too; what a team has read is not changed any more."""
    if status is AdviceStatus.RELEASED:
        return Refusal(AdviceObstacle.ALREADY_RELEASED)
    long = next((part for part, text in parts.texts().items() if len(text) > PART_LENGTH), None)
    return Refusal(AdviceObstacle.PART_TOO_LONG, part=long, most=PART_LENGTH) if long else None


def why_not_ready(parts: Parts, *, names: Collection[str]) -> Refusal | None:
    """Whole, and without what a team should never read: a score, or who read its entry (`names`)."""
    texts = parts.texts()
    empty = next((part for part, text in texts.items() if not text), None)
    if empty:
        return Refusal(AdviceObstacle.PART_MISSING, part=empty)
    scored = next((part for part, text in texts.items() if _score_in(text)), None)
    if scored:
        return Refusal(AdviceObstacle.HOLDS_A_SCORE, part=scored)
    named = next(((part, name) for part, text in texts.items() if (name := _name_in(text, names))), None)
    return Refusal(AdviceObstacle.HOLDS_A_NAME, part=named[0], name=named[1]) if named else None


SCORE = re.compile(
    r"\b(score|scoorde|cijfer|punten|gemiddeld)\b[^.]{0,20}\b[1-5]([.,]\d+)?\b(?!\s*(procent|%|euro|jaar|maanden|uur))"
    r"|\b[1-5]([.,]\d)?\s*(op|van|uit)\s+(de\s+)?5\b|\bplaats\s+\d+\b",
    re.IGNORECASE,
)


def _score_in(text: str) -> bool:
    return SCORE.search(text) is not None


def _name_in(text: str, names: Collection[str]) -> str:
    return next((name for name in sorted(names) if re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)), "")


UNFRIENDLY = frozenset({"slecht", "waardeloos", "dom", "onzin", "amateuristisch", "zwak", "mislukt", "stom", "saai"})


def remarks_on(parts: Parts) -> Iterator[tuple[AdvicePart, AdviceRemark]]:
    """What to look at again before somebody else reads it."""
    seen: set[str] = set()
    for part, text in parts.texts().items():
        if not text:
            continue
        if len(text) < SHORTEST_PART:
            yield part, AdviceRemark.TOO_SHORT
        if len(text) > SHORTEST_PART and text == text.upper():
            yield part, AdviceRemark.SHOUTING
        if UNFRIENDLY & set(re.findall(r"\w+", text.lower())):
            yield part, AdviceRemark.UNFRIENDLY
        if text.lower() in seen:
            yield part, AdviceRemark.SAID_TWICE
        seen.add(text.lower())


def why_not_approve(*, status: AdviceStatus, is_own: bool, is_read_again: bool) -> Refusal | None:
    """Somebody else reads it first. Who wrote it alone may approve after saying to have read it again."""
    if status is AdviceStatus.RELEASED:
        return Refusal(AdviceObstacle.ALREADY_RELEASED)
    if status is AdviceStatus.DRAFT:
        return Refusal(AdviceObstacle.NOT_READY)
    return Refusal(AdviceObstacle.NOT_READ_AGAIN) if is_own and not is_read_again else None


def why_not_close(*, n_without_advice: int, reason: str) -> Refusal | None:
    if n_without_advice and len(reason.strip()) < SHORTEST_REASON:
        return Refusal(AdviceObstacle.ENTRIES_WITHOUT_ADVICE, n_entries=n_without_advice, shortest=SHORTEST_REASON)
    return None

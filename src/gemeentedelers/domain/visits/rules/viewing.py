"""What an assessor asks and checks on a visit: the guide per criterion, and the claims of the entry one by one.

The guide follows appreciative inquiry: begin with what works and why, then what it needed, what people dream of, and
one step towards that. A claim comes from the version of the entry that was judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from gemeentedelers.domain.cases.rules import EvidenceLevel
from gemeentedelers.domain.visits.rules import VisitObstacle
from gemeentedelers.foundation.refusals import Refusal

NOTE_LENGTH, REMARK_LENGTH = 4_000, 1_000
MOST_PHOTOS, NAME_LENGTH, ALTERNATIVE_LENGTH = 12, 200, 300


class GuideQuestion(StrEnum):
    """What is asked about every criterion, in this order."""

    WORKS = "works"
    WHY = "why"
    NEEDED = "needed"
    DREAM = "dream"
    NEXT_STEP = "next_step"


class ClaimMark(StrEnum):
    """What an assessor found of a claim: with the own eyes, in the words of people, not at all, or otherwise."""

    SEEN = "seen"
    TOLD = "told"
    NOT_FOUND = "not_found"
    DIFFERS = "differs"

    @property
    def needs_note(self) -> bool:
        return self in (ClaimMark.NOT_FOUND, ClaimMark.DIFFERS)


@dataclass(frozen=True)
class Claim:
    """Something that the entry says and that can be checked. The key stays the same for one version of an entry."""

    key: str
    text: str
    level: EvidenceLevel | None = None
    details: tuple[tuple[str, str], ...] = ()


DETAILS = ("measured", "before", "after", "period", "source")


def claims_in(content: Mapping[str, object]) -> tuple[Claim, ...]:
    """The result, everything on the evidence ladder, and what another municipality can take over.

    A result that stands on the ladder in the same words is asked about once, there, with its evidence.
    """
    claims = tuple(_claims(content))
    proven = {claim.text for claim in claims if claim.key.startswith("evidence-")}
    return tuple(claim for claim in claims if claim.key != "result" or claim.text not in proven)


def _claims(content: Mapping[str, object]) -> Iterator[Claim]:
    if result := _text(content, "result"):
        yield Claim("result", result)
    evidence = content.get("evidence")
    for number, row in enumerate(evidence if isinstance(evidence, list) else (), start=1):
        if isinstance(row, Mapping) and (change := _text(row, "change")):
            details = tuple((name, said) for name in DETAILS if (said := _text(row, name)))
            yield Claim(f"evidence-{number}", change, _level(_text(row, "level")), details)
    for key in ("portable", "costs"):
        if said := _text(content, key):
            yield Claim(key, said)


def _text(found: Mapping[str, object], key: str) -> str:
    value = found.get(key)
    return value.strip() if isinstance(value, str) else ""


def _level(text: str) -> EvidenceLevel | None:
    return EvidenceLevel(text) if text in list(EvidenceLevel) else None


@dataclass(frozen=True)
class Finding:
    """What one assessor, or both together, found of one claim."""

    mark: ClaimMark | None = None
    note: str = ""


@dataclass(frozen=True)
class Seen:
    """Everything that one assessor wrote down: notes by criterion and question, findings by claim."""

    notes: Mapping[tuple[str, GuideQuestion], str] = field(default_factory=dict)
    findings: Mapping[str, Finding] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Plain values that JSON gives back unchanged; what is empty is left out."""
        notes: dict[str, dict[str, str]] = {}
        for (criterion, question), text in self.notes.items():
            if text:
                notes.setdefault(criterion, {})[question.value] = text
        findings = {
            claim: {"mark": found.mark.value if found.mark else "", "note": found.note}
            for claim, found in self.findings.items()
            if found.mark or found.note
        }
        return {"notes": notes, "findings": findings}

    @classmethod
    def of(cls, kept: Mapping[str, object]) -> "Seen":
        notes, findings = kept.get("notes", {}), kept.get("findings", {})
        assert isinstance(notes, Mapping)
        assert isinstance(findings, Mapping)
        return cls(
            {
                (criterion, GuideQuestion(question)): text
                for criterion, texts in notes.items()
                for question, text in texts.items()
            },
            {claim: finding_of(found) for claim, found in findings.items()},
        )

    def about(self, criterion: str) -> list[tuple[GuideQuestion, str]]:
        """What was noted about a criterion, in the order of the guide."""
        said = ((question, self.notes.get((criterion, question), "")) for question in GuideQuestion)
        return [(question, text) for question, text in said if text]


def finding_of(kept: Mapping[str, str]) -> Finding:
    return Finding(ClaimMark(kept["mark"]) if kept["mark"] else None, kept["note"])


def why_not_keep(seen: Seen, *, is_handed_in: bool, number: int, stored_number: int) -> Refusal | None:
    """A view is kept at any time until it is handed in, and never over a newer one that the writer has not seen."""
    if is_handed_in:
        return Refusal(VisitObstacle.HANDED_IN)
    if number != stored_number:
        return Refusal(VisitObstacle.VIEW_CHANGED)
    if any(len(text) > NOTE_LENGTH for text in seen.notes.values()):
        return Refusal(VisitObstacle.TEXT_TOO_LONG, limit=NOTE_LENGTH)
    if any(len(found.note) > REMARK_LENGTH for found in seen.findings.values()):
        return Refusal(VisitObstacle.TEXT_TOO_LONG, limit=REMARK_LENGTH)
    return None


def why_not_hand_in(
    seen: Seen,
    *,
    criteria: Mapping[str, str],
    claims: Sequence[Claim],
    held_from: datetime | None,
    now: datetime,
) -> Refusal | None:
    """After the visit, with a mark on every claim and at least one note for every criterion; by name in `criteria`."""
    if held_from is None or now < held_from:
        return Refusal(VisitObstacle.NOT_HELD_YET)
    if refusal := _why_not_marked(seen, claims):
        return refusal
    bare = [name for key, name in criteria.items() if not seen.about(key)]
    return Refusal(VisitObstacle.CRITERION_WITHOUT_NOTE, criterion=bare[0]) if bare else None


def _why_not_marked(seen: Seen, claims: Sequence[Claim]) -> Refusal | None:
    found = {claim: seen.findings.get(claim.key, Finding()) for claim in claims}
    n_bare = sum(finding.mark is None for finding in found.values())
    if n_bare:
        return Refusal(VisitObstacle.CLAIMS_NOT_MARKED, n_claims=n_bare)
    for claim, finding in found.items():
        if finding.mark is not None and finding.mark.needs_note and not finding.note.strip():
            return Refusal(VisitObstacle.MARK_WITHOUT_NOTE, claim=claim.text)
    return None


def why_not_add_photo(*, is_image: bool, alternative: str, n_photos: int) -> Refusal | None:
    if n_photos >= MOST_PHOTOS:
        return Refusal(VisitObstacle.TOO_MANY_PHOTOS, most=MOST_PHOTOS)
    if not is_image:
        return Refusal(VisitObstacle.NOT_A_PHOTO)
    if len(alternative.strip()) > ALTERNATIVE_LENGTH:
        return Refusal(VisitObstacle.TEXT_TOO_LONG, limit=ALTERNATIVE_LENGTH)
    return None if alternative.strip() else Refusal(VisitObstacle.PHOTO_NOT_DESCRIBED)


def why_not_consent(*, by_whom: str, on: date, today: date) -> Refusal | None:
    """Who is on a photo, or answers for them, agreed on a day that has come; the name is kept with it."""
    if not by_whom.strip():
        return Refusal(VisitObstacle.CONSENT_WITHOUT_NAME)
    if len(by_whom.strip()) > NAME_LENGTH:
        return Refusal(VisitObstacle.TEXT_TOO_LONG, limit=NAME_LENGTH)
    return Refusal(VisitObstacle.CONSENT_NOT_YET, on=on) if on > today else None

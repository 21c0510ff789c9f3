"""How two views become one report, what the team may correct in it, and who reads which part.

Paragraphs and findings are read by the team and the jury. What is written for the jury alone stays with the jury; the
advice is for the team alone.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypedDict

from gemeentedelers.domain.editions.rules import ZONE, Deadline, deadline
from gemeentedelers.domain.visits.rules import N_ASSESSORS, VisitObstacle
from gemeentedelers.domain.visits.rules.viewing import (
    Claim,
    ClaimMark,
    Finding,
    GuideQuestion,
    Seen,
    finding_of,
)
from gemeentedelers.foundation.refusals import Refusal

PARAGRAPH_LENGTH, CORRECTION_LENGTH = 6_000, 1_000
DAYS_TO_CORRECT = 5


class CorrectionOutcome(StrEnum):
    """What the assessors did with a correction."""

    ADAPTED = "adapted"
    KEPT = "kept"


@dataclass(frozen=True)
class Parts:
    """One report: a paragraph for each criterion, a finding for each claim, a part for the jury, advice to the team."""

    paragraphs: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, Finding] = field(default_factory=dict)
    for_jury: str = ""
    advice: str = ""

    def as_json(self) -> dict[str, object]:
        return {
            "paragraphs": dict(self.paragraphs),
            "findings": {
                claim: {"mark": found.mark.value if found.mark else "", "note": found.note}
                for claim, found in self.findings.items()
            },
            "for_jury": self.for_jury,
            "advice": self.advice,
        }

    @classmethod
    def of(cls, kept: Mapping[str, object]) -> "Parts":
        paragraphs, findings = kept.get("paragraphs", {}), kept.get("findings", {})
        assert isinstance(paragraphs, Mapping)
        assert isinstance(findings, Mapping)
        return cls(
            dict(paragraphs),
            {claim: finding_of(found) for claim, found in findings.items()},
            str(kept.get("for_jury", "")),
            str(kept.get("advice", "")),
        )


def prefilled(views: Sequence[Seen], *, criteria: Sequence[str], claims: Sequence[Claim]) -> Parts:
    """A first text: what both noted about a criterion under each other, and the marks on which they agree."""
    return Parts(
        paragraphs={key: "\n\n".join(_noted(view, key) for view in views if view.about(key)) for key in criteria},
        findings={
            claim.key: _together([view.findings.get(claim.key, Finding()) for view in views]) for claim in claims
        },
        advice="\n\n".join(_steps(views, criteria)),
    )


def _noted(view: Seen, criterion: str) -> str:
    return "\n".join(text for question, text in view.about(criterion) if question is not GuideQuestion.NEXT_STEP)


def _steps(views: Sequence[Seen], criteria: Sequence[str]) -> list[str]:
    found = (view.notes.get((key, GuideQuestion.NEXT_STEP), "") for key in criteria for view in views)
    return [text for text in found if text]


def _together(findings: Sequence[Finding]) -> Finding:
    """Where the two differ nothing is chosen for them."""
    marks: set[ClaimMark | None] = {found.mark for found in findings}
    notes = dict.fromkeys(found.note for found in findings if found.note)
    return Finding(marks.pop() if len(marks) == 1 else None, "\n".join(notes))


@dataclass(frozen=True)
class Answered:
    """A correction as the jury reads it: what the team said, and what the assessors did with it."""

    about: str
    because: str
    outcome: CorrectionOutcome
    answer: str


@dataclass(frozen=True)
class JuryFinding:
    """A claim of the entry beside what the assessors found of it."""

    claim: str
    mark: ClaimMark
    note: str


class FrozenReport(TypedDict):
    """A report as it is stored: the order of the values is that of the dataclasses."""

    held_on: str | None
    paragraphs: list[list[str]]
    findings: list[list[str]]
    corrections: list[list[str]]
    for_jury: str


@dataclass(frozen=True)
class JuryReport:
    """The report as the jury reads it. The advice for the team is not in it."""

    held_on: datetime | None
    paragraphs: tuple[tuple[str, str], ...]
    findings: tuple[JuryFinding, ...]
    corrections: tuple[Answered, ...]
    for_jury: str

    def as_json(self) -> FrozenReport:
        return {
            "held_on": self.held_on.isoformat() if self.held_on else None,
            "paragraphs": [list(row) for row in self.paragraphs],
            "findings": [[row.claim, row.mark.value, row.note] for row in self.findings],
            "corrections": [[row.about, row.because, row.outcome.value, row.answer] for row in self.corrections],
            "for_jury": self.for_jury,
        }

    @classmethod
    def of(cls, kept: FrozenReport) -> "JuryReport":
        """From what `as_json` gave."""
        return cls(
            datetime.fromisoformat(kept["held_on"]) if kept["held_on"] else None,
            tuple((name, text) for name, text in kept["paragraphs"]),
            tuple(JuryFinding(claim, ClaimMark(mark), note) for claim, mark, note in kept["findings"]),
            tuple(
                Answered(about, because, CorrectionOutcome(outcome), answer)
                for about, because, outcome, answer in kept["corrections"]
            ),
            kept["for_jury"],
        )

    @property
    def digest(self) -> str:
        said = json.dumps(self.as_json(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Frame:
    """What a report has to speak about: criteria by key with their names, and the claims."""

    criteria: Mapping[str, str]
    claims: Sequence[Claim]

    @property
    def names(self) -> dict[str, str]:
        """Every paragraph that the team says something about: a criterion by its name, a claim by its text."""
        return {**self.criteria, **{claim.key: claim.text for claim in self.claims}}


def why_not_write_report(
    parts: Parts, *, frame: Frame, n_views: int, is_agreed: bool, number: int, stored_number: int, is_ready: bool
) -> Refusal | None:
    """Either assessor writes, from the moment that both views are in until both agree; only a ready one is whole."""
    if n_views < N_ASSESSORS:
        return Refusal(VisitObstacle.VIEWS_NOT_COMPLETE)
    if is_agreed:
        return Refusal(VisitObstacle.REPORT_AGREED)
    if number != stored_number:
        return Refusal(VisitObstacle.REPORT_CHANGED)
    if any(len(text) > PARAGRAPH_LENGTH for text in _texts(parts)):
        return Refusal(VisitObstacle.TEXT_TOO_LONG, limit=PARAGRAPH_LENGTH)
    return _why_not_whole(parts, frame) if is_ready else None


def _texts(parts: Parts) -> list[str]:
    notes = (found.note for found in parts.findings.values())
    return [*parts.paragraphs.values(), *notes, parts.for_jury, parts.advice]


def _why_not_whole(parts: Parts, frame: Frame) -> Refusal | None:
    for key, name in frame.criteria.items():
        if not parts.paragraphs.get(key, "").strip():
            return Refusal(VisitObstacle.PARAGRAPH_MISSING, criterion=name)
    for claim in frame.claims:
        found = parts.findings.get(claim.key, Finding())
        if found.mark is None:
            return Refusal(VisitObstacle.CLAIM_WITHOUT_VERDICT, claim=claim.text)
        if found.mark.needs_note and not found.note.strip():
            return Refusal(VisitObstacle.MARK_WITHOUT_NOTE, claim=claim.text)
    if not parts.for_jury.strip():
        return Refusal(VisitObstacle.JURY_PART_MISSING)
    return None if parts.advice.strip() else Refusal(VisitObstacle.ADVICE_MISSING)


def why_not_agree(*, is_ready: bool, is_own: bool, is_agreed: bool, number: int, stored_number: int) -> Refusal | None:
    """Who did not write the last word agrees, with the text that was read."""
    if is_agreed:
        return Refusal(VisitObstacle.REPORT_AGREED)
    if not is_ready:
        return Refusal(VisitObstacle.NOTHING_TO_AGREE)
    if is_own:
        return Refusal(VisitObstacle.OTHER_MUST_AGREE)
    return Refusal(VisitObstacle.REPORT_CHANGED) if number != stored_number else None


def correction_closing(agreed_at: datetime) -> Deadline:
    """Five whole days after the day on which the team got the report."""
    return deadline(agreed_at.astimezone(ZONE).date() + timedelta(days=DAYS_TO_CORRECT))


def why_not_correct(
    wrong: Mapping[str, str],
    *,
    known: Collection[str],
    closes_at: datetime | None,
    is_corrected: bool,
    is_delivered: bool,
    now: datetime,
) -> Refusal | None:
    """Once, in time, and for every paragraph that is not right with the reason."""
    if closes_at is None or is_delivered:
        return Refusal(VisitObstacle.NOT_WITH_THE_TEAM)
    if is_corrected:
        return Refusal(VisitObstacle.CORRECTED_ALREADY)
    if now >= closes_at:
        return Refusal(VisitObstacle.CORRECTION_CLOSED, closed=closes_at)
    for key, because in wrong.items():
        if key not in known:
            return Refusal(VisitObstacle.UNKNOWN_PARAGRAPH)
        if not because.strip():
            return Refusal(VisitObstacle.CORRECTION_WITHOUT_REASON)
        if len(because.strip()) > CORRECTION_LENGTH:
            return Refusal(VisitObstacle.TEXT_TOO_LONG, limit=CORRECTION_LENGTH)
    return None


def adapted(parts: Parts, key: str, *, text: str, mark: ClaimMark | None) -> Parts:
    """The report with another text for one paragraph, or another finding for one claim."""
    if key in parts.paragraphs:
        return replace(parts, paragraphs={**parts.paragraphs, key: text.strip() or parts.paragraphs[key]})
    found = parts.findings.get(key, Finding())
    return replace(parts, findings={**parts.findings, key: Finding(mark or found.mark, text.strip() or found.note)})


def why_not_answer(
    outcome: CorrectionOutcome, *, answer: str, text: str, is_changed: bool, is_answered: bool, is_delivered: bool
) -> Refusal | None:
    """Adapting changes the text; keeping it is explained to the team."""
    if is_delivered:
        return Refusal(VisitObstacle.ALREADY_WITH_JURY)
    if is_answered:
        return Refusal(VisitObstacle.ANSWERED_ALREADY)
    if not answer.strip():
        return Refusal(VisitObstacle.ANSWER_MISSING)
    if len(answer.strip()) > CORRECTION_LENGTH:
        return Refusal(VisitObstacle.TEXT_TOO_LONG, limit=CORRECTION_LENGTH)
    if len(text.strip()) > PARAGRAPH_LENGTH:
        return Refusal(VisitObstacle.TEXT_TOO_LONG, limit=PARAGRAPH_LENGTH)
    is_idle = outcome is CorrectionOutcome.ADAPTED and not is_changed
    return Refusal(VisitObstacle.NOTHING_ADAPTED) if is_idle else None


def why_not_deliver(
    *, closes_at: datetime | None, is_corrected: bool, n_unanswered: int, is_delivered: bool, now: datetime
) -> Refusal | None:
    """The jury gets a report that the team has read, or had the time to read, with an answer to every correction."""
    if is_delivered:
        return Refusal(VisitObstacle.ALREADY_WITH_JURY)
    if closes_at is None:
        return Refusal(VisitObstacle.NOTHING_TO_AGREE)
    if not is_corrected and now < closes_at:
        return Refusal(VisitObstacle.TEAM_STILL_READS, until=closes_at)
    return Refusal(VisitObstacle.CORRECTIONS_UNANSWERED, n_corrections=n_unanswered) if n_unanswered else None

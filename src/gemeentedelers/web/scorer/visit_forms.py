"""The forms of a visit: the moments that are offered, the guide with the claims, photos, and the report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django import forms

from gemeentedelers.domain.visits.rules import REASON_LENGTH
from gemeentedelers.domain.visits.rules.planning import MESSAGE_LENGTH, MOST_MOMENTS, PLACE_LENGTH, VisitWay
from gemeentedelers.domain.visits.rules.reporting import (
    CORRECTION_LENGTH,
    PARAGRAPH_LENGTH,
    CorrectionOutcome,
    Frame,
    Parts,
)
from gemeentedelers.domain.visits.rules.viewing import (
    ALTERNATIVE_LENGTH,
    NAME_LENGTH,
    NOTE_LENGTH,
    REMARK_LENGTH,
    Claim,
    ClaimMark,
    Finding,
    GuideQuestion,
    Seen,
)
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import label

TOO_LONG = "Maak deze tekst korter: hoogstens %(limit_value)d tekens."
NO_MOMENT = "Vul een datum en een tijd in, zoals 3-3-2027 14:00."
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d-%m-%Y %H:%M", "%Y-%m-%d %H:%M"]
MARKS = [(mark.value, label(mark)) for mark in ClaimMark]


def text_field(question: str, *, rows: int = 3, limit: int, help_text: str = "", required: str = "") -> forms.CharField:
    messages = {"max_length": TOO_LONG, "required": required}
    return forms.CharField(
        label=question,
        help_text=help_text,
        required=bool(required),
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=messages,
    )


def mark_field(question: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question,
        choices=MARKS,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Kies een van de vier antwoorden."},
    )


class ReasonForm(Form):
    reason = text_field(
        "Waarom zegt u af?",
        limit=REASON_LENGTH,
        help_text="De anderen lezen dit in de mail.",
        required="Schrijf op waarom u afzegt.",
    )


class InvolvedForm(Form):
    reason = text_field(
        "Hoe bent u betrokken?",
        limit=300,
        help_text="Een korte zin is genoeg. Alleen de organisatie leest dit.",
        required="Schrijf kort op hoe u betrokken bent.",
    )
    is_sure = forms.BooleanField(
        label="Ja, ik ga niet op dit bezoek",
        help_text="Dit kunt u niet zelf terugdraaien.",
        error_messages={"required": "Zet een vinkje om te bevestigen."},
    )


class MomentsForm(Form):
    """Up to three moments; an empty one is no moment."""

    way = forms.TypedChoiceField(
        label="Hoe ontmoet u elkaar?",
        choices=[(way.value, label(way)) for way in VisitWay],
        coerce=VisitWay,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies hoe u elkaar ontmoet.", "invalid_choice": "Kies een van de twee."},
    )
    place = forms.CharField(
        label="Adres of link",
        help_text="Bij het team: het adres. Online: een link die begint met https://.",
        required=False,
        max_length=PLACE_LENGTH,
        error_messages={"max_length": TOO_LONG},
    )
    message = text_field("Bericht aan het team", limit=MESSAGE_LENGTH, help_text="Bijvoorbeeld wie u wilt spreken.")

    def __init__(self, answers: Mapping[str, str] | None = None, **kwargs: object) -> None:
        super().__init__(answers, **kwargs)
        for number in range(1, MOST_MOMENTS + 1):
            self.fields[f"moment_{number}"] = forms.DateTimeField(
                label=f"Moment {number}",
                required=number == 1,
                input_formats=MOMENT_FORMATS,
                widget=forms.DateTimeInput,
                error_messages={"required": "Stel minstens één moment voor.", "invalid": NO_MOMENT},
            )
        self.order_fields([*(f"moment_{number}" for number in range(1, MOST_MOMENTS + 1)), "way", "place", "message"])

    @property
    def moments(self) -> list[datetime]:
        given = (self.cleaned_data.get(f"moment_{number}") for number in range(1, MOST_MOMENTS + 1))
        return [moment for moment in given if moment is not None]


@dataclass(frozen=True)
class Difference:
    """One answer that is not the same in the stored view and in the one that was sent."""

    label: str
    stored: str
    own: str


@dataclass(frozen=True)
class ClaimFields:
    claim: Claim
    mark: forms.BoundField
    note: forms.BoundField


@dataclass(frozen=True)
class CriterionFields:
    key: str
    name: str
    fields: list[forms.BoundField]


class ViewForm(Form):
    """The guide and the claims of one visit. Anything may be empty until it is handed in."""

    def __init__(self, frame: Frame, answers: Mapping[str, str] | None = None, *, seen: Seen | None = None) -> None:
        self.frame, self.stored = frame, seen or Seen()
        super().__init__(answers, initial=_initial(self.stored))
        for key in frame.criteria:
            for question in GuideQuestion:
                self.fields[f"note_{key}_{question}"] = text_field(label(question), limit=NOTE_LENGTH)
        for claim in frame.claims:
            self.fields[f"mark_{claim.key}"] = mark_field("Wat vond u hiervan?")
            self.fields[f"remark_{claim.key}"] = text_field("Toelichting", rows=2, limit=REMARK_LENGTH)

    @property
    def seen(self) -> Seen:
        given = self.cleaned_data
        notes = {
            (key, question): given.get(f"note_{key}_{question}", "")
            for key in self.frame.criteria
            for question in GuideQuestion
        }
        findings = {claim.key: _finding(given, claim) for claim in self.frame.claims}
        return Seen(notes, findings)

    @property
    def claims(self) -> Iterator[ClaimFields]:
        for claim in self.frame.claims:
            yield ClaimFields(claim, self[f"mark_{claim.key}"], self[f"remark_{claim.key}"])

    @property
    def criteria(self) -> Iterator[CriterionFields]:
        for key, name in self.frame.criteria.items():
            yield CriterionFields(key, name, [self[f"note_{key}_{question}"] for question in GuideQuestion])

    def said(self) -> list[dict[str, str]]:
        """What was found of each claim, for who can only read it."""
        return [
            {"label": claim.text, "value": said(self.stored.findings.get(claim.key))} for claim in self.frame.claims
        ]

    def differences(self, stored: Seen) -> list[Difference]:
        found = [
            Difference(
                f"{name}: {label(question)}",
                stored.notes.get((key, question), ""),
                self.seen.notes.get((key, question), ""),
            )
            for key, name in self.frame.criteria.items()
            for question in GuideQuestion
        ]
        found += [
            Difference(claim.text, said(stored.findings.get(claim.key)), said(self.seen.findings.get(claim.key)))
            for claim in self.frame.claims
        ]
        return [row for row in found if row.stored != row.own]


def said(finding: Finding | None) -> str:
    if finding is None:
        return ""
    return "\n".join(filter(None, [label(finding.mark) if finding.mark else "", finding.note]))


def _finding(given: Mapping[str, str], claim: Claim) -> Finding:
    mark = given.get(f"mark_{claim.key}", "")
    return Finding(ClaimMark(mark) if mark else None, given.get(f"remark_{claim.key}", ""))


def _initial(seen: Seen) -> dict[str, str]:
    notes = {f"note_{key}_{question}": text for (key, question), text in seen.notes.items()}
    return {**notes, **_findings(seen.findings)}


def _findings(findings: Mapping[str, Finding]) -> dict[str, str]:
    marks = {f"mark_{key}": found.mark.value for key, found in findings.items() if found.mark}
    return {**marks, **{f"remark_{key}": found.note for key, found in findings.items()}}


class PhotoForm(Form):
    file = forms.FileField(
        label="Foto", error_messages={"required": "Kies eerst een foto.", "empty": "Deze foto is leeg."}
    )
    alternative = forms.CharField(
        label="Wat is er te zien?",
        help_text="Voor mensen die de foto niet zien.",
        max_length=ALTERNATIVE_LENGTH,
        error_messages={"required": "Beschrijf wat er op de foto te zien is.", "max_length": TOO_LONG},
    )


class ConsentForm(Form):
    agreed_by = forms.CharField(
        label="Wie vindt de foto goed?",
        help_text="De naam van wie erop staat, of van wie voor hen spreekt.",
        max_length=NAME_LENGTH,
        error_messages={"required": "Schrijf op wie de foto goed vindt.", "max_length": TOO_LONG},
    )
    agreed_on = forms.DateField(
        label="Wanneer was dat?",
        widget=forms.DateInput,
        error_messages={"required": "Kies de dag waarop iemand de foto goed vond.", "invalid": "Dit is geen datum."},
    )


class ReportForm(Form):
    """What two assessors say together. The last two parts are never read by the same people."""

    def __init__(self, frame: Frame, answers: Mapping[str, str] | None = None, *, parts: Parts | None = None) -> None:
        kept = parts or Parts()
        texts = {f"paragraph_{key}": text for key, text in kept.paragraphs.items()}
        tail = {"for_jury": kept.for_jury, "advice": kept.advice}
        super().__init__(answers, initial={**texts, **_findings(kept.findings), **tail})
        self.frame = frame
        for key, name in frame.criteria.items():
            self.fields[f"paragraph_{key}"] = text_field(
                f"Wat u samen zag bij “{name}”", rows=8, limit=PARAGRAPH_LENGTH
            )
        for claim in frame.claims:
            self.fields[f"mark_{claim.key}"] = mark_field("Wat vond u samen?")
            self.fields[f"remark_{claim.key}"] = text_field("Toelichting", rows=2, limit=REMARK_LENGTH)
        self.fields["for_jury"] = text_field(
            "Wat de jury moet weten",
            rows=6,
            limit=PARAGRAPH_LENGTH,
            help_text="Alleen de jury leest dit. Het team krijgt dit nooit te zien.",
        )
        self.fields["advice"] = text_field(
            "Advies aan het team",
            rows=6,
            limit=PARAGRAPH_LENGTH,
            help_text="Het team leest dit later. De jury niet.",
        )

    @property
    def parts(self) -> Parts:
        given = self.cleaned_data
        return Parts(
            {key: given.get(f"paragraph_{key}", "") for key in self.frame.criteria},
            {claim.key: _finding(given, claim) for claim in self.frame.claims},
            given.get("for_jury", ""),
            given.get("advice", ""),
        )

    @property
    def paragraphs(self) -> list[forms.BoundField]:
        return [self[f"paragraph_{key}"] for key in self.frame.criteria]

    @property
    def claims(self) -> Iterator[ClaimFields]:
        for claim in self.frame.claims:
            yield ClaimFields(claim, self[f"mark_{claim.key}"], self[f"remark_{claim.key}"])


class AnswerForm(Form):
    """What the assessors do with one correction of the team."""

    outcome = forms.TypedChoiceField(
        label="Wat doet u met deze opmerking?",
        choices=[(outcome.value, label(outcome)) for outcome in CorrectionOutcome],
        coerce=CorrectionOutcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wat u met de opmerking doet.", "invalid_choice": "Kies een van de twee."},
    )
    text = text_field("De tekst zoals die wordt", rows=5, limit=PARAGRAPH_LENGTH)
    answer = text_field(
        "Uw antwoord aan het team", rows=2, limit=CORRECTION_LENGTH, required="Schrijf op wat u het team antwoordt."
    )

    def __init__(
        self, answers: Mapping[str, str] | None = None, *, code: str, text: str, finding: Finding | None = None
    ) -> None:
        super().__init__(answers, initial={"text": text}, auto_id=f"{code}_%s")
        if finding is not None:
            self.fields["mark"] = mark_field("Wat u samen vond")
            self.initial["mark"] = finding.mark or ""
            self.order_fields(["outcome", "mark", "text", "answer"])

    @property
    def mark(self) -> ClaimMark | None:
        mark = self.cleaned_data.get("mark")
        return ClaimMark(mark) if mark else None

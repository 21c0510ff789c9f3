"""What a team says about a visit: when it suits, and whether the facts in the report are right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms

from gemeentedelers.domain.visits.rules import REASON_LENGTH
from gemeentedelers.domain.visits.rules.reporting import CORRECTION_LENGTH
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.templatetags.ui import iso_utc, moment

RIGHT, WRONG = "klopt", "klopt-niet"
TOO_LONG = "Maak deze tekst korter: hoogstens %(limit_value)d tekens."


class MomentForm(Form):
    """One of the moments that the assessors offered."""

    def __init__(self, moments: Sequence[datetime], answers: Mapping[str, str] | None = None) -> None:
        super().__init__(answers)
        self.moments = {iso_utc(offered): offered for offered in moments}
        self.fields["moment"] = forms.ChoiceField(
            label="Welk moment past u?",
            choices=[(key, moment(offered)) for key, offered in self.moments.items()],
            widget=forms.RadioSelect,
            error_messages={
                "required": "Kies een moment.",
                "invalid_choice": "Dit moment is niet meer voorgesteld. Kies een van de andere.",
            },
        )

    @property
    def moment(self) -> datetime:
        return self.moments[self.cleaned_data["moment"]]


class WhyForm(Form):
    reason = forms.CharField(
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schrijf op waarom.", "max_length": TOO_LONG},
    )

    def __init__(self, answers: Mapping[str, str] | None = None, *, label: str, prefix: str) -> None:
        super().__init__(answers, auto_id=f"{prefix}_%s")
        self.fields["reason"].label = label


@dataclass(frozen=True)
class Paragraph:
    """One part of the report, with the question whether it is right."""

    name: str
    text: str
    verdict: forms.BoundField
    because: forms.BoundField


class CorrectionForm(Form):
    """For every paragraph: right, or not, and then why. What is not answered counts as right."""

    def __init__(self, texts: Mapping[str, tuple[str, str]], answers: Mapping[str, str] | None = None) -> None:
        super().__init__(answers, initial={f"verdict_{key}": RIGHT for key in texts})
        self.texts = texts
        for key in texts:
            self.fields[f"verdict_{key}"] = forms.ChoiceField(
                label="Kloppen de feiten?",
                choices=[(RIGHT, "Klopt"), (WRONG, "Klopt niet")],
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Kies klopt of klopt niet."},
            )
            self.fields[f"because_{key}"] = forms.CharField(
                label="Klopt niet, want",
                required=False,
                max_length=CORRECTION_LENGTH,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"max_length": TOO_LONG},
            )

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [
            Paragraph(name, text, self[f"verdict_{key}"], self[f"because_{key}"])
            for key, (name, text) in self.texts.items()
        ]

    def clean(self) -> dict[str, object]:
        """Who wrote a reason and left the answer at right meant something by it."""
        for key, (name, _) in self.texts.items():
            because, verdict = self.cleaned_data.get(f"because_{key}"), self.cleaned_data.get(f"verdict_{key}")
            if verdict == WRONG and not because and f"because_{key}" not in self.errors:
                self.add_error(f"because_{key}", f"Schrijf op wat er niet klopt bij “{name}”.")
            if because and verdict != WRONG:
                self.add_error(f"verdict_{key}", f"U schreef iets bij “{name}”. Kies dan “Klopt niet”.")
        return self.cleaned_data

    @property
    def wrong(self) -> dict[str, str]:
        return {
            key: self.cleaned_data[f"because_{key}"]
            for key in self.texts
            if self.cleaned_data.get(f"verdict_{key}") == WRONG
        }

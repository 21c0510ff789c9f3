from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.finals.rules import MOST_PLACES, REASON_LENGTH, SHORTEST_REASON
from gemeentedelers.domain.finals.rules.material import NOTE_LENGTH
from gemeentedelers.web.ui.forms import Form

if TYPE_CHECKING:
    from gemeentedelers.domain.finals.models import Final
    from gemeentedelers.domain.recuts.models import Placement

EXPLANATION_LENGTH = 2_000
FIRST_YEAR, LAST_YEAR = 2020, 2099


class MomentField(forms.DateTimeField):
    def __init__(self, *, label: str, help_text: str = "", required: bool = True) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=required,
            widget=forms.DateTimeInput,
            error_messages={"required": "Kies een dag en een tijd.", "invalid": "Kies een dag en een tijd."},
        )

    def clean(self, value: object) -> datetime | None:
        moment: datetime | None = super().clean(value)
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            message = f"Kies een tijd tussen {FIRST_YEAR} en {LAST_YEAR}."
            raise forms.ValidationError(message)
        return moment


class PlanForm(Form):
    """How the final is meant: how many places a category has, and what finalists are asked until when."""

    places = forms.IntegerField(
        label="Hoeveel finalisten per categorie?",
        min_value=1,
        max_value=MOST_PLACES,
        error_messages={
            "required": "Vul een aantal in.",
            "invalid": "Vul een heel getal in.",
            "min_value": "Elke categorie heeft minstens één finalist.",
            "max_value": "Er passen hoogstens %(limit_value)d finalisten in een categorie.",
        },
    )
    due = MomentField(
        label="Tot wanneer leveren finalisten hun materiaal in?",
        help_text="Tijd in Amsterdam. De finalisten lezen dit in hun mail.",
        required=False,
    )
    explanation = forms.CharField(
        label="Wat vraagt u van de finalisten?",
        help_text="Bijvoorbeeld hoelang de pitch duurt. Dit komt in de mail en boven het formulier.",
        required=False,
        max_length=EXPLANATION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "Maak de tekst korter: hoogstens %(limit_value)d tekens."},
    )

    @classmethod
    def of(cls, final: "Final") -> "PlanForm":
        return cls(
            initial={
                "places": final.places_per_category,
                "due": final.material_due_at,
                "explanation": final.explanation,
            }
        )


class NominateForm(Form):
    """Who should be in the final: for every entry a tick and a reason."""

    places_reason = forms.CharField(
        label="Waarom kiest u er meer of minder dan er plaatsen zijn?",
        help_text="Alleen nodig als het aantal in een categorie afwijkt.",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        placed: Sequence["Placement"],
        answers: Mapping[str, str] | None = None,
        *,
        reasons: Mapping[str, str] | None = None,
        places_reason: str = "",
    ) -> None:
        self.references = [placement.entry.reference for placement in placed]
        initial: dict[str, object] = {"places_reason": places_reason}
        for reference, reason in (reasons or {}).items():
            initial |= {f"chosen_{reference}": True, f"reason_{reference}": reason}
        super().__init__(answers, initial=initial)
        for placement in placed:
            reference, title = placement.entry.reference, placement.entry.title
            self.fields[f"chosen_{reference}"] = forms.BooleanField(label=f"Finalist: {title}", required=False)
            self.fields[f"reason_{reference}"] = forms.CharField(
                label=f"Waarom hoort {title} in de finale?",
                help_text=f"Minstens {SHORTEST_REASON} tekens.",
                required=False,
                max_length=REASON_LENGTH,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"max_length": "Maak de reden korter: hoogstens %(limit_value)d tekens."},
            )

    def clean(self) -> dict[str, object]:
        for reference in self.references:
            is_chosen = self.cleaned_data.get(f"chosen_{reference}")
            reason = self.cleaned_data.get(f"reason_{reference}", "").strip()
            if is_chosen and len(reason) < SHORTEST_REASON:
                message = f"Schrijf in minstens {SHORTEST_REASON} tekens waarom deze inzending in de finale hoort."
                self.add_error(f"reason_{reference}", message)
            if reason and not is_chosen:
                self.add_error(f"chosen_{reference}", "Zet een vinkje, of haal de reden weg.")
        return self.cleaned_data

    def reasons(self) -> dict[str, str]:
        return {
            reference: self.cleaned_data[f"reason_{reference}"]
            for reference in self.references
            if self.cleaned_data[f"chosen_{reference}"]
        }


class CheckForm(Form):
    note = forms.CharField(
        label="Notitie",
        help_text="Alleen de organisatie leest dit.",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class MoreTimeForm(Form):
    until = MomentField(label="Tot wanneer krijgt dit team de tijd?", help_text="Tijd in Amsterdam.")
    reason = forms.CharField(
        label="Waarom?",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Schrijf op waarom u meer tijd geeft."},
    )

"""The forms by which the organisers settle something with one team."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django import forms
from django.utils.formats import date_format

from gemeentedelers.domain.editions.rules import local_instant, next_single_time, why_not_local_time
from gemeentedelers.domain.intake.rules import AppealOutcome, Request
from gemeentedelers.web.office.forms import FIRST_YEAR, LAST_YEAR, REASON_LENGTH
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import sentence

if TYPE_CHECKING:
    from django.http import QueryDict


def reason_field(label: str, *, required: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": required, "max_length": "Maak dit korter: hoogstens %(limit_value)d tekens."},
    )


def day_field(label: str, *, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput,
        error_messages={"required": "Kies een dag.", "invalid": "Kies een dag, bijvoorbeeld 04-12-2026."},
    )


class ExtendForm(Form):
    """Until when, on the clock of Amsterdam, and why."""

    day = day_field("Tot welke dag?")
    time = forms.TimeField(
        label="Tot hoe laat?",
        help_text="Bijvoorbeeld 17.00. Het is de tijd in Amsterdam.",
        input_formats=["%H.%M", "%H:%M"],
        error_messages={"required": "Schrijf tot hoe laat.", "invalid": "Schrijf het tijdstip als 17.00."},
    )
    reason = reason_field(
        "Waarom krijgt dit team meer tijd?",
        required="Schrijf erbij waarom.",
        help_text="Het team leest dit in de mail.",
    )

    @property
    def until(self) -> datetime:
        return local_instant(self._local)

    @property
    def _local(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            message = f"Kies een dag tussen {FIRST_YEAR} en {LAST_YEAR}."
            raise forms.ValidationError(message)
        return day

    def clean(self) -> dict[str, object]:
        """On the days the clocks change, some times do not exist or come twice."""
        if "day" in self.cleaned_data and "time" in self.cleaned_data:
            refusal = why_not_local_time(self._local)
            if refusal is not None:
                proposed = date_format(next_single_time(self._local), "G.i")
                self.add_error("time", f"{sentence(refusal)} Kies bijvoorbeeld {proposed} uur.")
        return self.cleaned_data


class DeclineForm(Form):
    reason = reason_field(
        "Waarom krijgt dit team geen extra tijd?",
        required="Schrijf erbij waarom.",
        help_text="Het team leest dit in de mail.",
    )


class QuestionForm(Form):
    """What the team is asked, which sections open for it, and until which day."""

    text = reason_field(
        "Wat wilt u weten?",
        required="Schrijf uw vraag op.",
        help_text="Het team leest dit in de mail en op zijn pagina.",
    )
    sections = forms.MultipleChoiceField(
        label="Welke onderdelen mag het team wijzigen?",
        help_text="Kies niets als een antwoord in woorden genoeg is.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Kies onderdelen uit de lijst."},
    )
    due = day_field("Tot en met welke dag?", help_text="Daarna sluit de vraag vanzelf.")

    def __init__(
        self,
        sections: Sequence[tuple[str, str]],
        answers: "QueryDict | None" = None,
        *,
        initial_due: date | None = None,
    ) -> None:
        super().__init__(answers, initial={"due": initial_due}, auto_id="vraag_%s")
        field = self.fields["sections"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = sections

    @property
    def asked(self) -> Request:
        cleaned = self.cleaned_data
        return Request(cleaned["text"], cleaned["due"], tuple(cleaned["sections"]))


class AppealForm(Form):
    outcome = forms.TypedChoiceField(
        label="Wat is uw beslissing?",
        choices=[
            (AppealOutcome.GRANTED.value, "Het bezwaar is gegrond: de inzending voldoet"),
            (AppealOutcome.DENIED.value, "Het oordeel blijft: de inzending voldoet niet"),
        ],
        coerce=AppealOutcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies uw beslissing.", "invalid_choice": "Kies een van de twee."},
    )
    reason = forms.CharField(
        label="Toelichting",
        help_text="Verplicht als het oordeel blijft. Het team leest dit.",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Maak dit korter: hoogstens %(limit_value)d tekens."},
    )

    def __init__(self, answers: "QueryDict | None" = None) -> None:
        super().__init__(answers, auto_id="bezwaar_%s")

    def clean(self) -> dict[str, object]:
        if self.cleaned_data.get("outcome") is AppealOutcome.DENIED and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Schrijf erbij waarom het oordeel blijft.")
        return self.cleaned_data


class MergeForm(Form):
    reason = reason_field(
        "Waarom voegt u deze inzendingen samen?",
        required="Schrijf erbij waarom.",
        help_text="Beide teams lezen dit in de mail.",
    )

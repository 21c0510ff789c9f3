from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django import forms
from django.utils.formats import date_format

from gemeentedelers.domain.editions.rules import (
    ZONE,
    Deadline,
    DeadlineStyle,
    next_single_time,
    why_not_local_time,
)
from gemeentedelers.domain.entries.rules import TITLE_LENGTH, Eligibility
from gemeentedelers.domain.nominations.rules import OUTCOME_LENGTH, NominationObstacle, mail_address
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import label, sentence

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gemeentedelers.domain.editions.models import Category
    from gemeentedelers.domain.municipalities.models import Municipality

REASON_LENGTH = 1_000
MOVE_REASON_LENGTH = 300
FIRST_YEAR, LAST_YEAR = 2020, 2099
ANSWERS = (Eligibility.ELIGIBLE, Eligibility.INELIGIBLE, Eligibility.UNDECIDED)


class EligibilityForm(Form):
    """Whether an entry meets the conditions; a no comes with its reason."""

    eligibility = forms.TypedChoiceField(
        label="Voldoet de inzending aan de voorwaarden?",
        choices=[(choice.value, label(choice)) for choice in ANSWERS],
        coerce=Eligibility,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies of de inzending voldoet."},
    )
    reason = forms.CharField(
        label="Toelichting",
        help_text="Verplicht als de inzending niet voldoet.",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        if cleaned.get("eligibility") is Eligibility.INELIGIBLE and not cleaned.get("reason"):
            self.add_error("reason", "Schrijf erbij waarom de inzending niet voldoet.")
        return cleaned


class CategoryForm(Form):
    category: "forms.ModelChoiceField[Category]" = forms.ModelChoiceField(
        label="Categorie",
        queryset=None,
        to_field_name="key",
        empty_label="Kies een categorie",
        error_messages={
            "required": "Kies een categorie.",
            "invalid_choice": "Kies een categorie uit de lijst.",
        },
    )

    def __init__(
        self,
        categories: "QuerySet[Category]",
        answers: Mapping[str, str] | None = None,
        *,
        initial: "Category | None" = None,
    ) -> None:
        super().__init__(answers, initial={"category": initial.key if initial else None})
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = categories


class ContactForm(Form):
    """To whom a nomination is mailed."""

    email = forms.CharField(
        label="E-mailadres van de contactpersoon",
        help_text="Deze persoon krijgt een mail met de nominatie en kan antwoorden.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Vul een e-mailadres in."},
    )

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        email = mail_address(typed)
        if typed.strip() and not email:
            raise forms.ValidationError(sentence(Refusal(NominationObstacle.BAD_ADDRESS)))
        return email


class ApprovalForm(ContactForm):
    """A tip becomes a nomination; its contact may be found later."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = False
        self.fields["email"].help_text = "Zonder adres komt de nominatie bij “Contactpersoon nodig” te staan."


class ClosingForm(Form):
    reason = forms.CharField(
        label="Waarom sluit u deze nominatie?",
        help_text="Alleen de organisatie leest dit.",
        max_length=OUTCOME_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Schrijf erbij waarom u de nominatie sluit.",
            "max_length": "Dit is te lang: %(show_value)d tekens. Er passen %(limit_value)d tekens.",
        },
    )


class ResearchForm(Form):
    """A case that an organiser writes down: whose it is, and what it is called."""

    municipality: "forms.ModelChoiceField[Municipality]" = forms.ModelChoiceField(
        label="Van welke gemeente is de casus?",
        queryset=None,
        to_field_name="code",
        empty_label="Kies een gemeente",
        error_messages={"required": "Kies een gemeente.", "invalid_choice": "Kies een gemeente uit de lijst."},
    )
    title = forms.CharField(
        label="Hoe heet de casus?",
        max_length=TITLE_LENGTH,
        error_messages={
            "required": "Vul in hoe de casus heet.",
            "max_length": "Dit is te lang: %(show_value)d tekens. Er passen %(limit_value)d tekens.",
        },
    )

    def __init__(self, municipalities: "QuerySet[Municipality]", answers: Mapping[str, str] | None = None) -> None:
        super().__init__(answers)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = municipalities


class ConfirmForm(Form):
    """One tick before something that cannot be taken back."""

    is_sure = forms.BooleanField(error_messages={"required": "Zet een vinkje om te bevestigen."})

    def __init__(self, answers: Mapping[str, str] | None = None, *, label: str) -> None:
        super().__init__(answers)
        self.fields["is_sure"].label = label


class SealForm(Form):
    reason = forms.CharField(
        label="Waarom verzegelt u opnieuw?",
        help_text="Alleen nodig als een winnaar zich heeft teruggetrokken. Noem geen namen.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RevealForm(Form):
    """Typing the year is slow on purpose: a reveal cannot be taken back."""

    year = forms.CharField(
        label="Typ het jaar van de editie om te bevestigen",
        error_messages={"required": "Typ het jaar van de editie."},
    )

    def __init__(self, answers: Mapping[str, str] | None = None, *, wanted: int) -> None:
        super().__init__(answers)
        self.wanted = str(wanted)

    def clean_year(self) -> str:
        typed: str = self.cleaned_data["year"]
        if typed != self.wanted:
            message = f"Typ {self.wanted} om te bevestigen."
            raise forms.ValidationError(message)
        return typed


class ClockForm(Form):
    moment = forms.DateTimeField(
        label="Nieuwe tijd",
        help_text="Tijd in Amsterdam.",
        widget=forms.DateTimeInput,
        error_messages={"required": "Kies een dag en een tijd.", "invalid": "Kies een dag en een tijd."},
    )

    def clean_moment(self) -> datetime:
        moment: datetime = self.cleaned_data["moment"]
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            message = f"Kies een tijd tussen {FIRST_YEAR} en {LAST_YEAR}."
            raise forms.ValidationError(message)
        return moment


class DeadlineForm(Form):
    """A new closing as people say it: a whole day, or a time of the clock in Amsterdam; always with the reason."""

    style = forms.TypedChoiceField(
        label="Hoe zegt u de nieuwe sluiting?",
        choices=[
            (DeadlineStyle.INCLUSIVE_DAY.value, "Tot en met een hele dag"),
            (DeadlineStyle.MOMENT.value, "Tot een tijdstip op een dag"),
        ],
        coerce=DeadlineStyle,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een hele dag of een tijdstip."},
    )
    day = forms.DateField(
        label="Dag",
        widget=forms.DateInput,
        error_messages={"required": "Kies een dag.", "invalid": "Kies een dag, bijvoorbeeld 04-12-2026."},
    )
    time = forms.TimeField(
        label="Tijdstip",
        help_text="Alleen als u een tijdstip koos. Bijvoorbeeld 17.00. Het is de tijd in Amsterdam.",
        required=False,
        input_formats=["%H.%M", "%H:%M"],
        error_messages={"invalid": "Schrijf het tijdstip als 17.00."},
    )
    reason = forms.CharField(
        label="Waarom verplaatst u de sluiting?",
        help_text="Iedereen leest dit, op de voorpagina en in de mail.",
        max_length=MOVE_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Schrijf erbij waarom u de sluiting verplaatst.",
            "max_length": "Maak de reden korter: hoogstens %(limit_value)d tekens.",
        },
    )

    @classmethod
    def about(cls, closing: Deadline) -> "DeadlineForm":
        """Begin with the closing of now, so that a small change is a small change."""
        is_moment = closing.style is DeadlineStyle.MOMENT
        time = f"{closing.at.astimezone(ZONE):%H.%M}" if is_moment else ""
        day = closing.at.astimezone(ZONE).date() if is_moment else closing.last_day
        return cls(initial={"style": closing.style.value, "day": day, "time": time})

    @property
    def moment_field(self) -> str:
        """Where a refusal about the moment belongs."""
        return "time" if self.cleaned_data["style"] is DeadlineStyle.MOMENT else "day"

    @property
    def said(self) -> date | datetime:
        day: date = self.cleaned_data["day"]
        if self.cleaned_data["style"] is DeadlineStyle.INCLUSIVE_DAY:
            return day
        return datetime.combine(day, self.cleaned_data["time"])

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            message = f"Kies een dag tussen {FIRST_YEAR} en {LAST_YEAR}."
            raise forms.ValidationError(message)
        return day

    def clean(self) -> dict[str, object]:
        style, time = self.cleaned_data.get("style"), self.cleaned_data.get("time")
        if style is DeadlineStyle.INCLUSIVE_DAY and time is not None:
            self.add_error("time", "U koos een hele dag. Laat het tijdstip leeg, of kies “tot een tijdstip”.")
        elif style is DeadlineStyle.MOMENT and time is None and "time" not in self.errors:
            self.add_error("time", "Schrijf tot hoe laat, bijvoorbeeld 17.00.")
        elif style is DeadlineStyle.MOMENT and time is not None and "day" in self.cleaned_data:
            self._check_clock()
        return self.cleaned_data

    def _check_clock(self) -> None:
        """On the days the clocks change, some times do not exist or come twice."""
        local = self.said
        assert isinstance(local, datetime)
        refusal = why_not_local_time(local)
        if refusal is not None:
            proposed = date_format(next_single_time(local), "G.i")
            self.add_error("time", f"{sentence(refusal)} Kies bijvoorbeeld {proposed} uur.")

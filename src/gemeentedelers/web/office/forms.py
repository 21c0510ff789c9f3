from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.entries.rules import Eligibility
from gemeentedelers.domain.scoring.rules import Wildcard
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import label

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gemeentedelers.domain.editions.models import Category
    from gemeentedelers.domain.entries.models import Entry

REASON_LENGTH = 1_000
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


class ConfirmForm(Form):
    """One tick before something that cannot be taken back."""

    is_sure = forms.BooleanField(error_messages={"required": "Zet een vinkje om te bevestigen."})

    def __init__(self, answers: Mapping[str, str] | None = None, *, label: str) -> None:
        super().__init__(answers)
        self.fields["is_sure"].label = label


class ShortlistForm(Form):
    """The wildcards: as many pairs of an entry and a reason as the round allows."""

    def __init__(
        self, entries: Sequence["Entry"], answers: Mapping[str, str] | None = None, *, n_wildcards: int
    ) -> None:
        super().__init__(answers)
        self.n_wildcards = n_wildcards
        names = [(entry.reference, f"{entry.title} (gemeente {entry.municipality.name})") for entry in entries]
        for number in range(1, n_wildcards + 1):
            which = "Wildcard" if n_wildcards == 1 else f"Wildcard {number}"
            self.fields[f"entry_{number}"] = forms.ChoiceField(
                label=which,
                choices=[("", "Geen wildcard"), *names],
                required=False,
                error_messages={"invalid_choice": "Kies een inzending uit de lijst."},
            )
            self.fields[f"reason_{number}"] = forms.CharField(
                label=f"Waarom krijgt deze inzending de {which.lower()}?",
                required=False,
                max_length=REASON_LENGTH,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self) -> dict[str, object]:
        chosen: set[str] = set()
        for number, wildcard in self._numbered():
            if wildcard.reference and not wildcard.reason:
                self.add_error(f"reason_{number}", "Schrijf erbij waarom deze inzending de wildcard krijgt.")
            if wildcard.reason and not wildcard.reference:
                self.add_error(f"entry_{number}", "Kies de inzending waar deze reden bij hoort.")
            if wildcard.reference in chosen:
                self.add_error(f"entry_{number}", "Deze inzending heeft al een wildcard.")
            chosen |= {wildcard.reference} - {""}
        return self.cleaned_data

    def wildcards(self) -> list[Wildcard]:
        return [wildcard for _, wildcard in self._numbered() if wildcard.reference]

    def _numbered(self) -> Iterator[tuple[int, Wildcard]]:
        for number in range(1, self.n_wildcards + 1):
            given = (self.cleaned_data.get(f"{part}_{number}", "") for part in ("entry", "reason"))
            yield number, Wildcard(*given)


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

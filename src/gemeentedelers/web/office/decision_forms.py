from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict

from gemeentedelers.domain.shortlists.rules import REASON_LENGTH, PanelDecision
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.wildcards import named

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.people.models import User

N_CHANGES = 3
SEED_LENGTH = 300


class ProposalForm(Form):
    """What differs from what the ranking says: a number of places with its reason, and changes by hand."""

    places_reason = forms.CharField(
        label="Waarom gaan er meer of minder door dan er plaatsen zijn?",
        help_text="Alleen nodig als het aantal afwijkt, bijvoorbeeld door een gelijke stand.",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        entries: Sequence["Entry"],
        answers: Mapping[str, str] | None = None,
        *,
        places_reason: str = "",
        changes: Mapping[str, str] | None = None,
    ) -> None:
        pairs = list((changes or {}).items())
        initial = {"places_reason": places_reason}
        for number, (reference, reason) in enumerate(pairs, start=1):
            initial |= {f"entry_{number}": reference, f"reason_{number}": reason}
        super().__init__(answers, initial=initial)
        self.numbers = range(1, len(pairs) + N_CHANGES + 1)
        choices = [("", "Geen wijziging"), *named(entries)]
        for number in self.numbers:
            self.fields[f"entry_{number}"] = forms.ChoiceField(
                label=f"Wijziging {number}: draai het besluit om over",
                choices=choices,
                required=False,
                error_messages={"invalid_choice": "Kies een inzending uit de lijst."},
            )
            self.fields[f"reason_{number}"] = forms.CharField(
                label=f"Waarom wijziging {number}?",
                required=False,
                max_length=REASON_LENGTH,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, object]:
        seen: set[str] = set()
        for number, reference, reason in self._pairs():
            if reference and not reason:
                self.add_error(f"reason_{number}", "Schrijf erbij waarom u dit besluit wijzigt.")
            if reason and not reference:
                self.add_error(f"entry_{number}", "Kies de inzending waar deze reden bij hoort.")
            if reference in seen:
                self.add_error(f"entry_{number}", "Deze inzending wijzigt u al.")
            seen |= {reference} - {""}
        return self.cleaned_data

    def changes(self) -> dict[str, str]:
        return {reference: reason for _, reference, reason in self._pairs() if reference}

    def _pairs(self) -> Iterator[tuple[int, str, str]]:
        for number in self.numbers:
            reference, reason = (self.cleaned_data.get(f"{part}_{number}", "") for part in ("entry", "reason"))
            yield number, reference, reason.strip()

    @property
    def change_fields(self) -> list[forms.BoundField]:
        return [self[f"{part}_{number}"] for number in self.numbers for part in ("entry", "reason")]


class PanelForm(Form):
    present = forms.MultipleChoiceField(
        label="Wie waren erbij?",
        help_text="Wie betrokken is bij deze inzending, staat hier niet tussen.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies wie er bij het overleg waren."},
    )
    reason = forms.CharField(
        label="Waarom besloot u dit?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=REASON_LENGTH,
        error_messages={"required": "Schrijf op waarom u dit samen besliste."},
    )
    dissent = forms.CharField(
        label="Wie dacht er anders over, en waarom?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=REASON_LENGTH,
    )

    def __init__(
        self,
        people: Sequence["User"],
        answers: Mapping[str, str] | None = None,
        *,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(answers, initial=initial)
        self.people = {user.code: user for user in people}
        present = self.fields["present"]
        assert isinstance(present, forms.MultipleChoiceField)
        present.choices = [
            (user.code, f"{user.name}, {user.affiliation}" if user.affiliation else user.name) for user in people
        ]

    @property
    def present_people(self) -> list["User"]:
        return [self.people[code] for code in self.cleaned_data["present"]]


def pressed(sent: QueryDict) -> PanelDecision | None:
    """Which of the buttons of the council was pressed."""
    return next((decision for decision in PanelDecision if decision == sent.get("decision")), None)


class PromiseForm(Form):
    entries = forms.MultipleChoiceField(
        label="Welke inzendingen loten?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies minstens twee inzendingen."},
    )
    places = forms.IntegerField(
        label="Hoeveel van hen gaan door?",
        min_value=1,
        error_messages={
            "required": "Vul in hoeveel inzendingen doorgaan.",
            "invalid": "Vul een heel getal in.",
            "min_value": "Minstens één inzending gaat door.",
        },
    )
    promise = forms.CharField(
        label="Welke uitkomst bepaalt de loting?",
        help_text="Noem iets dat nog niemand weet en dat iedereen later kan nakijken, bijvoorbeeld “de winnende "
        "getallen van de Staatsloterij van 10 december”.",
        max_length=SEED_LENGTH,
        error_messages={"required": "Schrijf vooraf op welke uitkomst de loting bepaalt."},
    )
    reason = forms.CharField(
        label="Waarom is loting nodig?",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=REASON_LENGTH,
        error_messages={"required": "Schrijf op waarom loting nodig is."},
    )

    def __init__(self, entries: Sequence["Entry"], answers: Mapping[str, str] | None = None) -> None:
        super().__init__(answers)
        field = self.fields["entries"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = named(entries)


class SeedForm(Form):
    seed = forms.CharField(
        label="De uitkomst die u vooraf noemde",
        help_text="Neem haar precies over. Deze tekst komt op de site, zodat iedereen de loting kan narekenen.",
        max_length=SEED_LENGTH,
        error_messages={"required": "Vul de uitkomst in die u vooraf noemde."},
    )

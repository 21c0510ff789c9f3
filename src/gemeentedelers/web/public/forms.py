from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.adoptions.rules import NOTE_LENGTH, AdoptionStatus
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import label

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gemeentedelers.domain.municipalities.models import Municipality


class NominationForm(Form):
    municipality: "forms.ModelChoiceField[Municipality]" = forms.ModelChoiceField(
        label="Welke gemeente nomineert u?",
        queryset=None,
        empty_label="Kies een gemeente",
        error_messages={"required": "Kies een gemeente.", "invalid_choice": "Kies een gemeente uit de lijst."},
    )
    title = forms.CharField(
        label="Hoe heet het initiatief?",
        max_length=100,
        error_messages={"required": "Vul in hoe het initiatief heet."},
    )
    reason = forms.CharField(
        label="Waarom moeten andere gemeenten dit kennen?",
        help_text="Twee of drie zinnen zijn genoeg.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=1_000,
        error_messages={"required": "Schrijf op waarom andere gemeenten dit moeten kennen."},
    )
    contact_email = forms.EmailField(
        label="E-mailadres van iemand bij die gemeente",
        help_text="Wij sturen één uitnodiging naar dit adres.",
        error_messages={
            "required": "Vul een e-mailadres in.",
            "invalid": "Vul een e-mailadres in, zoals naam@gemeente.nl.",
        },
    )
    nominator_name = forms.CharField(
        label="Uw naam",
        help_text="Deze naam staat in de uitnodiging.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Vul uw naam in."},
    )
    nominator_email = forms.EmailField(
        label="Uw e-mailadres",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Vul uw e-mailadres in.",
            "invalid": "Vul een e-mailadres in, zoals naam@gemeente.nl.",
        },
    )

    def __init__(self, *args: object, municipalities: "QuerySet[Municipality]", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = municipalities


STATUS_MEANS = {
    AdoptionStatus.INTEREST: "wij willen er meer over weten",
    AdoptionStatus.EXPLORING: "wij zoeken uit of het bij ons past",
    AdoptionStatus.PILOT: "wij proberen het uit",
    AdoptionStatus.IN_USE: "wij werken ermee",
    AdoptionStatus.DEVELOPED_FURTHER: "wij werken ermee en maakten er iets nieuws van",
    AdoptionStatus.STOPPED: "wij zijn ermee opgehouden",
}


class AdoptionForm(Form):
    """How far a municipality is with somebody else's case."""

    status = forms.TypedChoiceField(
        label="Hoe ver is uw gemeente?",
        choices=[(status.value, f"{label(status)}: {meaning}") for status, meaning in STATUS_MEANS.items()],
        coerce=AdoptionStatus,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies hoe ver uw gemeente is.", "invalid_choice": "Kies een van de antwoorden."},
    )
    note = forms.CharField(
        label="Toelichting",
        help_text="Wat paste u aan, of waarom stopte u? Dit komt bij de casus te staan. Noem geen namen van personen.",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "Maak uw toelichting korter: hoogstens %(limit_value)d tekens."},
    )

"""The small forms around an entry. The questions of the entry itself are drawn by `writing`: they are never refused."""

from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.entries.rules import NAME_LENGTH, REASON_LENGTH, RESULT_LENGTH, ParticipantRole, TeamRole
from gemeentedelers.domain.people.rules import COUNTRIES
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import label

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gemeentedelers.domain.municipalities.models import Municipality

ROLES = (
    (TeamRole.WRITER, "Meeschrijven: wijzigen en indienen"),
    (TeamRole.READER, "Meelezen: alles zien, niets wijzigen"),
)


class ColleagueForm(Form):
    email = forms.EmailField(
        label="E-mailadres van uw collega",
        help_text="Ook iemand van een andere gemeente of een partner. Uw collega krijgt een mail met een link.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Vul het e-mailadres van uw collega in.",
            "invalid": "Dit is geen e-mailadres. Schrijf bijvoorbeeld naam@gemeente.nl.",
        },
    )
    role = forms.TypedChoiceField(
        label="Wat mag uw collega?",
        choices=[(role.value, words) for role, words in ROLES],
        coerce=TeamRole,
        initial=TeamRole.WRITER,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wat uw collega mag.", "invalid_choice": "Kies een van de antwoorden."},
    )


class ParticipantForm(Form):
    """A municipality from the register, or the name of another organisation; never both."""

    role = forms.TypedChoiceField(
        label="Wat was de rol?",
        choices=[(role.value, label(role).capitalize()) for role in ParticipantRole],
        coerce=ParticipantRole,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies de rol.", "invalid_choice": "Kies een van de rollen."},
    )
    municipality: "forms.ModelChoiceField[Municipality]" = forms.ModelChoiceField(
        label="Gemeente",
        help_text="Alleen als het een Nederlandse gemeente is.",
        required=False,
        queryset=None,
        empty_label="Geen gemeente",
        error_messages={"invalid_choice": "Kies een gemeente uit de lijst."},
    )
    name = forms.CharField(
        label="Andere organisatie",
        help_text="Bijvoorbeeld een werkorganisatie, een stichting, een leverancier of een stad in het buitenland.",
        required=False,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"list": "organisaties", "autocomplete": "off"}),
        error_messages={"max_length": "Deze naam is te lang: hoogstens %(limit_value)d tekens."},
    )
    country = forms.ChoiceField(
        label="Land van die organisatie",
        required=False,
        choices=[(code, name) for code, name in COUNTRIES.items()],
        initial="NL",
        error_messages={"invalid_choice": "Kies een land uit de lijst."},
    )
    contribution = forms.CharField(
        label="Wat droeg deze deelnemer bij?",
        required=False,
        max_length=RESULT_LENGTH,
        error_messages={"max_length": "Maak dit korter: hoogstens %(limit_value)d tekens."},
    )

    def __init__(self, *args: object, municipalities: "QuerySet[Municipality]", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = municipalities

    def clean(self) -> dict[str, object]:
        has_name, has_municipality = bool(self.cleaned_data.get("name")), bool(self.cleaned_data.get("municipality"))
        if has_name and has_municipality:
            self.add_error("name", "Kies een gemeente óf schrijf een andere organisatie, niet allebei.")
        if not has_name and not has_municipality and not self.errors:
            self.add_error("municipality", "Kies een gemeente, of schrijf hieronder de naam van de organisatie.")
        return self.cleaned_data


class WithdrawalForm(Form):
    reason = forms.CharField(
        label="Waarom trekt u de inzending in?",
        help_text="Alleen de organisatoren lezen dit.",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Maak dit korter: hoogstens %(limit_value)d tekens."},
    )


class ExtensionForm(Form):
    reason = forms.CharField(
        label="Waarom hebt u meer tijd nodig?",
        help_text="Bijvoorbeeld: de site deed het niet, of iemand was ziek. Schrijf erbij hoeveel tijd u nodig hebt.",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Schrijf op waarom u meer tijd nodig hebt.",
            "max_length": "Maak dit korter: hoogstens %(limit_value)d tekens.",
        },
    )

from django import forms

from gemeentedelers.domain.entries.rules import REASON_LENGTH
from gemeentedelers.web.ui.forms import Form


def _words(label: str, *, help_text: str, required: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": required, "max_length": "Maak dit korter: hoogstens %(limit_value)d tekens."},
    )


class AnswerForm(Form):
    answer = _words(
        "Uw antwoord in woorden", help_text="De organisatoren lezen dit.", required="Schrijf uw antwoord op."
    )


class AppealForm(Form):
    text = _words(
        "Waarom voldoet uw casus wel?",
        help_text="U kunt één keer bezwaar maken. Een andere organisator kijkt ernaar.",
        required="Schrijf op waarom uw casus wel voldoet.",
    )

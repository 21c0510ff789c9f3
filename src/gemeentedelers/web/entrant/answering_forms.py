from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.advice.rules import PART_LENGTH, Usefulness
from gemeentedelers.domain.entries.rules import REASON_LENGTH
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import label

if TYPE_CHECKING:
    from gemeentedelers.domain.advice.models import Advice


def _words(question: str, *, help_text: str, required: str) -> forms.CharField:
    return forms.CharField(
        label=question,
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


class ObjectionForm(Form):
    text = _words(
        "Waarom past uw casus in een andere categorie?",
        help_text="Noem de categorie waar uw casus wel in past.",
        required="Schrijf op waarom deze categorie niet past.",
    )


class UsefulnessForm(Form):
    """Whether the advice was of use; the organisers read it, the readers read the total."""

    usefulness = forms.TypedChoiceField(
        label="Hebt u iets aan dit advies?",
        choices=[(choice.value, label(choice)) for choice in Usefulness],
        coerce=Usefulness,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies of u iets aan dit advies hebt."},
    )
    text = forms.CharField(
        label="Wilt u daar iets over zeggen?",
        required=False,
        max_length=PART_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Maak dit korter: hoogstens %(limit_value)d tekens."},
    )

    @classmethod
    def of(cls, advice: "Advice") -> "UsefulnessForm":
        """With the answer that the team gave before."""
        given = getattr(advice, "reply", None)
        initial = {"usefulness": given.usefulness, "text": given.text} if given else {}
        return cls(initial=initial, auto_id=f"{advice.code}_%s")

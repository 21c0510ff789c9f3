"""The public prize for the organisers: how the vote goes, and what two people decide."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.voting.rules import (
    FEWEST_PER_NETWORK,
    MOST_MAILS_A_DAY,
    MOST_PER_NETWORK,
    NAME_LENGTH,
    PER_NETWORK,
    REASON_LENGTH,
    RULES_LENGTH,
    Electorate,
    QuarantineStatus,
    VotePlan,
)
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import label

if TYPE_CHECKING:
    from gemeentedelers.domain.voting.models import Vote

USUAL_RULES = (
    "Iedereen met een e-mailadres heeft één stem. U bevestigt uw stem met de link in de mail. "
    "Tot de sluiting kunt u uw stem wijzigen of intrekken.\n"
    "Niemand ziet de tussenstand. De uitslag hoort u bij de bekendmaking.\n"
    "Stemmen die er gemaakt uitzien, zetten wij apart. Twee mensen besluiten of ze meetellen.\n"
    "Bij een gelijk aantal stemmen beslist het lot. Wij kunnen besluiten de prijs niet uit te reiken. "
    "Dan leggen wij uit waarom."
)
NOT_A_MOMENT = "Kies een dag en een tijd."
RULINGS = (
    (QuarantineStatus.EXCLUDED, "Deze stemmen tellen niet mee"),
    (QuarantineStatus.RESTORED, "Deze stemmen tellen mee"),
)


class VotePlanForm(Form):
    name = forms.CharField(
        label="Naam van de prijs",
        max_length=NAME_LENGTH,
        error_messages={"required": "Vul de naam van de prijs in."},
    )
    opens = forms.DateTimeField(
        label="Stemmen kan vanaf",
        help_text="Tijd in Amsterdam.",
        widget=forms.DateTimeInput,
        error_messages={"required": NOT_A_MOMENT, "invalid": NOT_A_MOMENT},
    )
    closes = forms.DateTimeField(
        label="Stemmen kan tot",
        help_text="Op dit moment is het te laat. Na het openen verandert het niet meer.",
        widget=forms.DateTimeInput,
        error_messages={"required": NOT_A_MOMENT, "invalid": NOT_A_MOMENT},
    )
    electorate = forms.TypedChoiceField(
        label="Wie mag stemmen?",
        choices=[(choice.value, label(choice)) for choice in Electorate],
        coerce=Electorate,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wie mag stemmen."},
    )
    mails_a_day = forms.TypedChoiceField(
        label="Mails per adres per dag",
        choices=[(number, str(number)) for number in range(1, MOST_MAILS_A_DAY + 1)],
        coerce=int,
        error_messages={"required": "Kies een aantal.", "invalid_choice": "Kies een aantal uit de lijst."},
    )
    per_network = forms.IntegerField(
        label="Verzoeken per netwerk per uur",
        help_text="Collega’s op kantoor delen vaak één netwerk. Kies het niet te laag.",
        min_value=FEWEST_PER_NETWORK,
        max_value=MOST_PER_NETWORK,
        error_messages={
            "required": "Vul een aantal in.",
            "invalid": "Vul een heel getal in.",
            "min_value": "Vul minstens %(limit_value)d in.",
            "max_value": "Vul hoogstens %(limit_value)d in.",
        },
    )
    rules = forms.CharField(
        label="Regels van de stemming",
        help_text="Iedereen leest deze tekst onder de stemming.",
        max_length=RULES_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Schrijf de regels op."},
    )

    def __init__(self, answers: Mapping[str, str] | None = None, *, vote: "Vote | None") -> None:
        super().__init__(answers, initial=_initial(vote))

    def plan(self) -> VotePlan:
        return VotePlan(**self.cleaned_data)


def _initial(vote: "Vote | None") -> dict[str, object]:
    if vote is None:
        return {
            "name": "Publieksprijs",
            "electorate": Electorate.EVERYBODY,
            "mails_a_day": MOST_MAILS_A_DAY,
            "per_network": PER_NETWORK,
            "rules": USUAL_RULES,
        }
    return {field: getattr(vote, field) for field in VotePlanForm.base_fields}


class ReasonForm(Form):
    """Why two people should decide so; the ids differ when several stand on one page."""

    reason = forms.CharField(
        label="Waarom?",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Schrijf op waarom.",
            "max_length": "Maak uw tekst korter: hoogstens %(limit_value)d tekens.",
        },
    )


class RulingForm(ReasonForm):
    outcome = forms.TypedChoiceField(
        label="Wat stelt u voor?",
        choices=[(choice.value, words) for choice, words in RULINGS],
        coerce=QuarantineStatus,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies of deze stemmen meetellen."},
    )
    field_order = ("outcome", "reason")

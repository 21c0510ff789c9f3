"""The forms by which the organisers divide entries over readers."""

from collections.abc import Sequence

from django import forms

from gemeentedelers.domain.plans.rules import Objective
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import LABELS

MOST_SEED = 2_147_483_647


class PlanForm(Form):
    objective = forms.ChoiceField(
        label="Waar let de verdeling op?",
        choices=[(member.value, words) for member, words in LABELS[Objective].items()],
        initial=Objective.FAIR.value,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies waar de verdeling op let.", "invalid_choice": "Kies een van de twee."},
    )
    starts_over = forms.BooleanField(
        label="Begin opnieuw",
        help_text="Alles waar nog niemand aan begonnen is, wordt opnieuw verdeeld. Wat is vastgezet, blijft liggen.",
        required=False,
    )
    seed = forms.IntegerField(
        label="Startgetal",
        help_text="Hetzelfde getal geeft dezelfde verdeling.",
        required=False,
        min_value=0,
        max_value=MOST_SEED,
        error_messages={
            "invalid": "Schrijf een heel getal.",
            "min_value": "Kies 0 of meer.",
            "max_value": "Kies een kleiner getal.",
        },
    )


class GiveForm(Form):
    """Who gets the entry, in addition or instead of somebody who did not begin."""

    reader = forms.ChoiceField(
        label="Lezer",
        error_messages={"required": "Kies een lezer.", "invalid_choice": "Deze lezer kan deze inzending niet lezen."},
    )
    instead_of = forms.ChoiceField(
        label="In plaats van",
        required=False,
        error_messages={"invalid_choice": "Deze lezer is al begonnen, of heeft de inzending niet meer."},
    )
    is_sure = forms.BooleanField(
        label="Ik weet het zeker, ook als de lezer dicht bij de inzending staat of geen tijd meer heeft",
        required=False,
    )

    def __init__(
        self, *args: object, readers: Sequence[tuple[str, str]], others: Sequence[tuple[str, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        fields = {name: field for name, field in self.fields.items() if isinstance(field, forms.ChoiceField)}
        fields["reader"].choices = [("", "Kies een lezer"), *readers]
        fields["instead_of"].choices = [("", "Niemand: deze lezer komt erbij"), *others]

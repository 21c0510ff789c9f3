from collections.abc import Sequence

from django import forms
from django.http import QueryDict

from gemeentedelers.domain.reveals.rules.frames import Act
from gemeentedelers.web.ui.forms import Form


class OrderForm(Form):
    """In which order the categories come on stage: a place for each."""

    def __init__(self, acts: Sequence[Act], answers: QueryDict | None = None) -> None:
        super().__init__(answers)
        self.keys = [act.key for act in acts]
        for place, act in enumerate(acts, start=1):
            self.fields[f"place-{place}"] = forms.IntegerField(
                label=f"Plaats van {act.name}",
                initial=place,
                min_value=1,
                max_value=len(acts),
                error_messages={"required": "Geef elke categorie een plaats.", "invalid": "Typ een getal."},
            )

    def clean(self) -> dict[str, object]:
        places = list(self.cleaned_data.values())
        if len(set(places)) < len(places):
            message = "Geef elke categorie een eigen plaats."
            raise forms.ValidationError(message)
        return self.cleaned_data

    @property
    def order(self) -> list[str]:
        places = [self.cleaned_data[f"place-{place}"] for place in range(1, len(self.keys) + 1)]
        return [key for _, key in sorted(zip(places, self.keys, strict=True))]


class MoveForm(Form):
    """What the operator saw when pressing, and whether a press that cannot be taken back was meant."""

    number = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    is_sure = forms.BooleanField(required=False)


class SignForm(Form):
    is_sure = forms.BooleanField(
        label="Ik weet dat de uitslag hierna getoond kan worden",
        error_messages={"required": "Zet het vinkje om te tekenen."},
    )

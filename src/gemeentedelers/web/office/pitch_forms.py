from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.utils.timezone import localtime

from gemeentedelers.domain.pitches.actions import Place
from gemeentedelers.domain.pitches.rules import Arrangement
from gemeentedelers.domain.pitches.rules.programme import NOTE_LENGTH
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import label

if TYPE_CHECKING:
    from gemeentedelers.domain.pitches.models import PitchDay

WHOLE_NUMBER = {"invalid": "Vul een heel getal in.", "required": "Vul een getal in.", "min_value": "Vul een getal in."}


class PlanForm(Form):
    """Where and when, and how long. Minutes and seconds are typed apart, as people say them."""

    place = forms.CharField(
        label="Waar is de pitchdag?", max_length=120, error_messages={"required": "Vul in waar de pitchdag is."}
    )
    begins_at = forms.DateTimeField(
        label="Wanneer begint de eerste pitch?",
        help_text="Tijd in Amsterdam.",
        input_formats=["%d-%m-%Y %H:%M", "%d-%m-%Y %H.%M", "%Y-%m-%dT%H:%M"],
        error_messages={
            "required": "Vul in wanneer de eerste pitch begint.",
            "invalid": "Vul een dag en een tijd in, bijvoorbeeld 12-5-2027 10:00.",
        },
    )
    minutes = forms.IntegerField(
        label="Hoeveel minuten duurt een pitch?", min_value=0, max_value=600, error_messages=WHOLE_NUMBER
    )
    changeover = forms.IntegerField(
        label="Hoeveel minuten is er om te wisselen?", min_value=0, max_value=600, error_messages=WHOLE_NUMBER
    )

    @classmethod
    def of(cls, day: "PitchDay | None") -> "PlanForm":
        if day is None:
            return cls(initial={"minutes": 5, "changeover": 3})
        return cls(
            initial={
                "place": day.place,
                "begins_at": localtime(day.begins_at).strftime("%Y-%m-%dT%H:%M"),
                "minutes": day.slot_length // timedelta(minutes=1),
                "changeover": day.changeover // timedelta(minutes=1),
            }
        )

    @property
    def wanted(self) -> Place:
        said = self.cleaned_data
        begins: datetime = said["begins_at"]
        return Place(said["place"], begins, timedelta(minutes=said["minutes"]), timedelta(minutes=said["changeover"]))


class ArrangeForm(Form):
    arrangement = forms.TypedChoiceField(
        label="Hoe wilt u de volgorde?",
        choices=[(row, label(row)) for row in (Arrangement.TOGETHER, Arrangement.MIXED)],
        coerce=Arrangement,
        initial=Arrangement.TOGETHER,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies hoe u de volgorde wilt.", "invalid_choice": "Kies een van de twee."},
    )
    n_breaks = forms.IntegerField(
        label="Hoeveel pauzes?", initial=1, min_value=0, max_value=4, error_messages=WHOLE_NUMBER
    )


class PromiseForm(Form):
    promise = forms.CharField(
        label="Welke uitkomst bepaalt de loting?",
        help_text="Iets dat nog niemand kan weten en iedereen kan nakijken. Bijvoorbeeld: de slotstand van de AEX op "
        "vrijdag 7 mei.",
        max_length=300,
        error_messages={"required": "Schrijf op welke uitkomst de loting bepaalt."},
    )


class SeedForm(Form):
    seed = forms.CharField(
        label="Wat was de uitkomst?",
        max_length=300,
        error_messages={"required": "Vul de uitkomst in die u vooraf noemde."},
    )


class BreakForm(Form):
    after = forms.IntegerField(min_value=1)
    minutes = forms.IntegerField(min_value=0, max_value=600, required=False)


class MoveForm(Form):
    reference = forms.CharField(max_length=20)
    with_reference = forms.CharField(max_length=20, required=False)
    step = forms.IntegerField(min_value=-1, max_value=1, required=False)
    seen = forms.CharField(max_length=2000)


class MaterialForm(Form):
    works = forms.BooleanField(label="Werkt in de zaal", required=False)
    note = forms.CharField(
        label="Notitie",
        required=False,
        max_length=NOTE_LENGTH,
        error_messages={"max_length": "Maak de notitie korter: hoogstens %(limit_value)d tekens."},
    )

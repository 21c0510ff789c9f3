from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.adoptions.rules import NOTE_LENGTH, AdoptionStatus
from gemeentedelers.domain.entries.rules import TITLE_LENGTH
from gemeentedelers.domain.nominations.rules import (
    NAME_LENGTH,
    OUTCOME_LENGTH,
    REASON_LENGTH,
    NominationObstacle,
    Pointer,
    Voice,
    mail_address,
    read_pointer,
    single_line,
    why_not_speak,
    why_not_title,
)
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import label, sentence

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gemeentedelers.domain.municipalities.models import Municipality


TOO_LONG = "Dit is te lang: %(show_value)d tekens. Er passen %(limit_value)d tekens."
WHOM_OBSTACLE_FITS = {
    NominationObstacle.NAME_MISSING: ("nominator_name",),
    NominationObstacle.ADDRESS_IN_NAME: ("nominator_name",),
    NominationObstacle.EMAIL_MISSING: ("nominator_email",),
    NominationObstacle.BAD_ADDRESS: ("nominator_email",),
    NominationObstacle.CONSENT_OF_NOBODY: ("nominator_name", "nominator_email"),
}


class NominationForm(Form):
    """Five questions; the last is about the nominator, and may stay empty as a whole."""

    municipality: "forms.ModelChoiceField[Municipality]" = forms.ModelChoiceField(
        label="Welke gemeente nomineert u?",
        queryset=None,
        to_field_name="code",
        empty_label="Kies een gemeente",
        error_messages={"required": "Kies een gemeente.", "invalid_choice": "Kies een gemeente uit de lijst."},
    )
    title = forms.CharField(
        label="Hoe heet het initiatief?",
        help_text="Een korte naam waaraan de gemeente haar casus herkent.",
        max_length=TITLE_LENGTH,
        error_messages={"required": "Vul in hoe het initiatief heet.", "max_length": TOO_LONG},
    )
    reason = forms.CharField(
        label="Waarom moeten andere gemeenten dit kennen?",
        help_text="Twee of drie zinnen zijn genoeg. De gemeente leest dit ook.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=REASON_LENGTH,
        error_messages={
            "required": "Schrijf op waarom andere gemeenten dit moeten kennen.",
            "max_length": TOO_LONG,
        },
    )
    pointer = forms.CharField(
        label="Waar kunnen wij meer vinden, of wie weet er meer van?",
        help_text="Vul één ding in: een webadres over het initiatief, of het e-mailadres van iemand die erbij was. "
        "Weten wij een e-mailadres, dan krijgt die persoon de uitnodiging. Weten wij het niet, dan zoeken wij iemand.",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}),
    )
    nominator_name = forms.CharField(
        label="Uw naam",
        required=False,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": TOO_LONG},
    )
    nominator_email = forms.CharField(
        label="Uw e-mailadres",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    wants_credit = forms.BooleanField(label="Mijn naam mag in de uitnodiging staan", required=False)
    wants_news = forms.BooleanField(label="Houd mij op de hoogte", required=False)

    def __init__(self, *args: object, municipalities: "QuerySet[Municipality]", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = municipalities

    def clean_title(self) -> str:
        title = single_line(self.cleaned_data["title"])
        refusal = why_not_title(title)
        if refusal is not None:
            raise forms.ValidationError(sentence(refusal))
        return title

    def clean_pointer(self) -> Pointer:
        pointer = read_pointer(self.cleaned_data["pointer"])
        if isinstance(pointer, Refusal):
            raise forms.ValidationError(sentence(pointer))
        return pointer

    def clean(self) -> dict[str, object]:
        refusal = None if self.errors.keys() & {"nominator_name", "nominator_email"} else why_not_speak(self.voice())
        if refusal is not None:
            fitting = WHOM_OBSTACLE_FITS.get(NominationObstacle(refusal.code), ("nominator_name",))
            empty = [name for name in fitting if not self.cleaned_data.get(name)]
            self.add_error((empty or list(fitting))[0], sentence(refusal))
        return self.cleaned_data

    def voice(self) -> Voice:
        """Who nominates; a wrong address stays as it was typed, so that the rule can say so."""
        typed = str(self.cleaned_data.get("nominator_email", "")).strip()
        return Voice(
            name=single_line(str(self.cleaned_data.get("nominator_name", ""))),
            email=mail_address(typed) or typed,
            wants_credit=bool(self.cleaned_data.get("wants_credit")),
            wants_news=bool(self.cleaned_data.get("wants_news")),
        )


class AnswerForm(Form):
    """Three of these stand on one page, so each has ids of its own."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, auto_id=f"{type(self).__name__.lower()}_%s", **kwargs)


class ClaimForm(AnswerForm):
    may_be_followed = forms.BooleanField(
        label="De nomineerder mag weten hoe het met de inzending gaat",
        help_text="Dan zien zij dat u begon en dat u indiende. Uw tekst zien zij niet.",
        required=False,
    )


class DeclineForm(AnswerForm):
    reason = forms.CharField(
        label="Waarom doet u niet mee?",
        help_text="Alleen de organisatie leest dit.",
        required=False,
        max_length=OUTCOME_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    may_be_followed = forms.BooleanField(
        label="De nomineerder mag weten dat wij niet meedoen",
        required=False,
    )


class HandOnForm(AnswerForm):
    email = forms.CharField(
        label="E-mailadres van uw collega",
        help_text="Uw collega krijgt de uitnodiging. Daarna kunt u zelf niet meer antwoorden.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Vul het e-mailadres van uw collega in."},
    )

    def clean_email(self) -> str:
        email = mail_address(self.cleaned_data["email"])
        if not email:
            raise forms.ValidationError(sentence(Refusal(NominationObstacle.BAD_ADDRESS)))
        return email


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


class CheckCodeForm(Form):
    """The code at the foot of a certificate, as somebody types it over."""

    code = forms.CharField(
        label="Code",
        help_text="Bijvoorbeeld ABCD-EFGH-JKLM-2345. Hoofdletters en streepjes hoeven niet.",
        max_length=40,
        error_messages={"required": "Typ de code van het certificaat."},
    )

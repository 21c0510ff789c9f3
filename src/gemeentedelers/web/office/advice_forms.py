"""The forms of the advice board: the advice itself, its approval, and closing a round."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.advice.rules import PART_LENGTH, AdvicePart, Parts
from gemeentedelers.web.office.forms import REASON_LENGTH, ConfirmForm
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import label

if TYPE_CHECKING:
    from gemeentedelers.domain.advice.models import Advice

HELP = {
    AdvicePart.FIRST_STRENGTH: "Wat zou u zelf willen overnemen?",
    AdvicePart.FIRST_STEP: "Eén ding dat het team morgen kan doen.",
    AdvicePart.TALK_TO: "Een gemeente, een organisatie of een casus uit de kennisbank. Geen naam van een lezer.",
}
READ_AGAIN = "Ja, ik las dit advies nog eens. Het kan naar het team."


class AdviceForm(Form):
    """The five parts. Anything may be empty while the advice is being written."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(
        self, answers: Mapping[str, str] | None = None, *, parts: Parts | None = None, number: int = 0
    ) -> None:
        texts = (parts or Parts()).texts()
        super().__init__(answers, initial={**{part.value: text for part, text in texts.items()}, "number": number})
        for part in AdvicePart:
            self.fields[part.value] = _part_field(part)

    @property
    def parts(self) -> Parts:
        return Parts.of({part.value: self.cleaned_data.get(part.value, "") for part in AdvicePart})

    @property
    def based_on(self) -> int:
        return self.cleaned_data.get("number") or 0


def _part_field(part: AdvicePart) -> forms.CharField:
    return forms.CharField(
        label=label(part),
        help_text=HELP.get(part, ""),
        required=False,
        max_length=PART_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"Maak ‘{label(part)}’ korter: hoogstens %(limit_value)d tekens."},
    )


class ApprovalForm(Form):
    """Who wrote the advice says to have read it again; a colleague just approves."""

    is_read_again = forms.BooleanField(label=READ_AGAIN, required=False)


class ClosingForm(ConfirmForm):
    """Closing a round; with entries that lack advice the organiser signs with a reason."""

    reason = forms.CharField(
        label="Waarom sluit u zonder advies voor deze inzendingen?",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, answers: Mapping[str, str] | None = None, *, label: str, n_without_advice: int) -> None:
        super().__init__(answers, label=label)
        if n_without_advice:
            asked = f"{n_without_advice} inzendingen hebben nog geen goedgekeurd advies. De teams krijgen dat dan niet."
            self.fields["reason"].help_text = asked
        else:
            del self.fields["reason"]


def advice_form(advice: "Advice | None") -> AdviceForm:
    return AdviceForm(parts=advice.parts, number=advice.number) if advice else AdviceForm()

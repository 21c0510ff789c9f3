from django import forms

from gemeentedelers.domain.panels.rules import REASON_LENGTH
from gemeentedelers.domain.volunteers.rules import FEWEST_READS, MOST_READS
from gemeentedelers.web.ui.forms import Form

MAIL_REASON_LENGTH = 600
MOST_ENTRIES = 20_000
TOO_LONG = "Dit is te lang: %(show_value)d tekens. Er passen %(limit_value)d tekens."


class DecliningForm(Form):
    reason = forms.CharField(
        label="Waarom wijst u af?",
        help_text="Dit staat in de mail. Laat u het leeg, dan sturen wij alleen een bedankje.",
        required=False,
        max_length=MAIL_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )


class AcceptingForm(Form):
    """Accepting asks nothing but a press."""


class LeaveForm(Form):
    reason = forms.CharField(
        label="Waarom stopt deze lezer?",
        help_text="Alleen de organisatie leest dit.",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": TOO_LONG},
    )


def _count(label: str, *, least: int, most: int, help_text: str = "") -> forms.IntegerField:
    wrong = f"Vul een heel getal in van {least} tot en met {most}."
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=least,
        max_value=most,
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class CapacityForm(Form):
    """What the organiser supposes; an empty answer is how things stand. The names stand in the address, so in Dutch."""

    inzendingen = _count("Aantal inzendingen", least=1, most=MOST_ENTRIES)
    lezingen = _count("Lezingen per inzending", least=FEWEST_READS, most=MOST_READS)
    minuten = _count("Minuten per inzending", least=1, most=240)
    erbij = _count("Extra lezers", least=0, most=1_000, help_text="Die brengen evenveel tijd mee als de anderen.")

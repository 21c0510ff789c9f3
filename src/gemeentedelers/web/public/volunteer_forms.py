"""Signing up to read: who somebody is, what they know about and how much time they have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django import forms
from django.forms.boundfield import BoundWidget

from gemeentedelers.domain.nominations.rules import mail_address, own_lines, single_line
from gemeentedelers.domain.panels.rules import REASON_LENGTH, ReaderKind
from gemeentedelers.domain.volunteers.rules import (
    FEWEST_MINUTES,
    LINE_LENGTH,
    MINUTES_STEP,
    MOST_MINUTES,
    MOTIVATION_LENGTH,
    SignUp,
    VolunteerObstacle,
)
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.web.ui.durations import hours_said
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.templatetags.ui import closing, moment

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gemeentedelers.domain.editions.models import Round, Theme
    from gemeentedelers.domain.municipalities.models import Municipality

TOO_LONG = "Dit is te lang: %(show_value)d tekens. Er passen %(limit_value)d tekens."
KINDS = (
    (ReaderKind.INSIDER, "Ik werk bij een gemeente"),
    (ReaderKind.OUTSIDER, "Ik werk bij een andere organisatie"),
    (ReaderKind.RESIDENT, "Ik doe mee als inwoner"),
)
FIELD_OF = {
    VolunteerObstacle.NAME_MISSING: "name",
    VolunteerObstacle.ADDRESS_IN_NAME: "name",
    VolunteerObstacle.BAD_ADDRESS: "email",
    VolunteerObstacle.MUNICIPALITY_MISSING: "municipality",
    VolunteerObstacle.ORGANISATION_MISSING: "organisation",
    VolunteerObstacle.JOB_TITLE_MISSING: "job_title",
    VolunteerObstacle.MOTIVATION_MISSING: "motivation",
    VolunteerObstacle.HOURS_OUT_OF_RANGE: "minutes",
    VolunteerObstacle.HOURS_NOT_IN_HALVES: "minutes",
    VolunteerObstacle.DATES_OUT_OF_ORDER: "available_until",
    VolunteerObstacle.NO_DAY_IN_ROUND: "available_from",
}
# Where the list of themes is cut, so that every part stays short enough to look through.
FIRST_LETTERS = ("AB", "CDE", "FGH", "IJKL", "MNO", "PQRS", "TUV", "WXYZ")
NOT_A_DAY = "Kies een dag, bijvoorbeeld 04-12-2026."


@dataclass(frozen=True)
class ThemeGroup:
    """The themes that begin with some letters, as they stand together behind one heading."""

    title: str
    options: Sequence[BoundWidget]
    is_open: bool


class VolunteerForm(Form):
    round = forms.ChoiceField(
        label="Waarvoor meldt u zich aan?",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een ronde.", "invalid_choice": "Kies een ronde uit de lijst."},
    )
    name = forms.CharField(
        label="Uw naam",
        max_length=LINE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Vul uw naam in.", "max_length": TOO_LONG},
    )
    email = forms.CharField(
        label="Uw e-mailadres",
        help_text="Liefst uw werkadres. Hier sturen wij het antwoord naartoe.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Vul uw e-mailadres in."},
    )
    kind = forms.TypedChoiceField(
        label="Waar werkt u?",
        choices=[(kind.value, words) for kind, words in KINDS],
        coerce=ReaderKind,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies waar u werkt.", "invalid_choice": "Kies een van de antwoorden."},
    )
    municipality: "forms.ModelChoiceField[Municipality]" = forms.ModelChoiceField(
        label="Welke gemeente?",
        help_text="Alleen als u bij een gemeente werkt. Van uw eigen gemeente leest u niets.",
        required=False,
        queryset=None,
        to_field_name="code",
        empty_label="Kies een gemeente",
        error_messages={"invalid_choice": "Kies een gemeente uit de lijst."},
    )
    organisation = forms.CharField(
        label="Welke organisatie?",
        help_text="Alleen als u ergens anders werkt.",
        required=False,
        max_length=LINE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"max_length": TOO_LONG},
    )
    job_title = forms.CharField(
        label="Uw functie",
        help_text="Als inwoner laat u dit leeg.",
        required=False,
        max_length=LINE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={"max_length": TOO_LONG},
    )
    motivation = forms.CharField(
        label="Waarom wilt u meelezen?",
        help_text="Twee zinnen zijn genoeg.",
        max_length=MOTIVATION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Schrijf op waarom u wilt meelezen.", "max_length": TOO_LONG},
    )
    themes = forms.MultipleChoiceField(
        label="Waar weet u veel van?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Kies thema’s uit de lijst."},
    )
    minutes = forms.TypedChoiceField(
        label="Hoeveel tijd hebt u in totaal?",
        choices=[
            ("", "Kies het aantal uren"),
            *((minutes, hours_said(minutes)) for minutes in range(FEWEST_MINUTES, MOST_MINUTES + 1, MINUTES_STEP)),
        ],
        coerce=int,
        error_messages={
            "required": "Kies hoeveel tijd u hebt.",
            "invalid_choice": "Kies een aantal uren uit de lijst.",
        },
    )
    available_from = forms.DateField(
        label="Vanaf welke dag kunt u lezen?",
        help_text="Leeg is vanaf het begin van de ronde.",
        required=False,
        widget=forms.DateInput,
        error_messages={"invalid": NOT_A_DAY},
    )
    available_until = forms.DateField(
        label="Tot en met welke dag kunt u lezen?",
        help_text="Leeg is tot het einde van de ronde.",
        required=False,
        widget=forms.DateInput,
        error_messages={"invalid": NOT_A_DAY},
    )

    def __init__(
        self,
        *args: object,
        rounds: "Sequence[Round]",
        municipalities: "QuerySet[Municipality]",
        themes: "Sequence[Theme]",
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rounds = {f"{round_.edition.year}-{round_.kind}": round_ for round_ in rounds}
        chosen, of, about = (self.fields[name] for name in ("round", "municipality", "themes"))
        assert isinstance(chosen, forms.ChoiceField)
        assert isinstance(of, forms.ModelChoiceField)
        assert isinstance(about, forms.MultipleChoiceField)
        chosen.choices = [(key, _said(round_)) for key, round_ in self.rounds.items()]
        of.queryset = municipalities
        about.choices = [(theme.slug, theme.name) for theme in sorted(themes, key=lambda theme: theme.name.casefold())]
        if len(self.rounds) == 1:
            chosen.initial = next(iter(self.rounds))

    def theme_groups(self) -> Iterator[ThemeGroup]:
        """The long list in parts by first letter; a part with something chosen stands open."""
        for letters, found in groupby(self["themes"], key=_part):
            options = list(found)
            is_open = any(option.data["selected"] for option in options)
            yield ThemeGroup(f"{letters[0]} tot en met {letters[-1]}", options, is_open)

    def clean_email(self) -> str:
        email = mail_address(self.cleaned_data["email"])
        if not email:
            raise forms.ValidationError(sentence(Refusal(VolunteerObstacle.BAD_ADDRESS)))
        return email

    def chosen_round(self) -> "Round":
        return self.rounds[self.cleaned_data["round"]]

    def sign_up(self) -> SignUp:
        given = self.cleaned_data
        return SignUp(
            name=single_line(given["name"]),
            email=given["email"],
            kind=given["kind"],
            municipality=given["municipality"].code if given["municipality"] else "",
            organisation=single_line(given["organisation"]),
            job_title=single_line(given["job_title"]),
            motivation=own_lines(given["motivation"]),
            themes=tuple(given["themes"]),
            minutes=given["minutes"],
            available_from=given["available_from"],
            available_until=given["available_until"],
        )

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at the field that it is about."""
        fits = FIELD_OF.get(VolunteerObstacle(refusal.code))
        self.add_error(fits, sentence(refusal))


def _said(round_: "Round") -> str:
    return f"{round_.edition.name}, {round_.name.lower()}: {moment(round_.opens)} tot {closing(round_.deadline)}"


def _part(option: BoundWidget) -> str:
    first = str(option.choice_label)[:1].upper()
    return next((letters for letters in FIRST_LETTERS if first in letters), FIRST_LETTERS[-1])


class LeavingForm(Form):
    reason = forms.CharField(
        label="Waarom stopt u?",
        help_text="Alleen de organisatie leest dit.",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )

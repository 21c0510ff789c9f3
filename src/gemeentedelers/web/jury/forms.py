from collections.abc import Mapping, Sequence

from django import forms

from gemeentedelers.domain.verdicts.queries import Dossier
from gemeentedelers.domain.verdicts.rules import MOTIVATION_LENGTH, NOTE_LENGTH, REMARK_LENGTH
from gemeentedelers.web.ui.forms import Form


def as_choices(dossiers: Sequence[Dossier]) -> list[tuple[str, str]]:
    return [
        (dossier.entry.reference, f"{dossier.content['title']} (gemeente {dossier.entry.municipality.name})")
        for dossier in dossiers
    ]


class ChoiceForm(Form):
    entry = forms.ChoiceField(
        label="Welke inzending moet winnen?",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies één inzending."},
    )
    note = forms.CharField(
        label="Notitie voor uzelf",
        help_text="Anderen zien deze notitie niet.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=NOTE_LENGTH,
        required=False,
    )

    def __init__(
        self,
        dossiers: Sequence[Dossier],
        answers: Mapping[str, object] | None = None,
        *,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(answers, initial=initial)
        entry = self.fields["entry"]
        assert isinstance(entry, forms.ChoiceField)
        entry.choices = as_choices([dossier for dossier in dossiers if dossier.refusal is None])


class VerdictForm(Form):
    """The winner among the leaders, why, and a remark for every entry of the category."""

    winner = forms.ChoiceField(
        label="Welke inzending wint?",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies de winnaar."},
    )
    motivation = forms.CharField(
        label="Waarom wint deze inzending?",
        help_text="Deze tekst staat straks bij de uitslag. Iedereen kan hem dan lezen.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOTIVATION_LENGTH,
        error_messages={"required": "Schrijf op waarom deze inzending wint."},
    )

    def __init__(
        self,
        dossiers: Sequence[Dossier],
        leaders: Sequence[str],
        answers: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(answers)
        winner = self.fields["winner"]
        assert isinstance(winner, forms.ChoiceField)
        winner.choices = as_choices([row for row in dossiers if row.entry.reference in leaders])
        self.remark_names = {row.entry.reference: f"remark-{row.entry.reference}" for row in dossiers}
        for dossier in dossiers:
            self.fields[self.remark_names[dossier.entry.reference]] = forms.CharField(
                label=f"Toelichting bij “{dossier.content['title']}”",
                widget=forms.Textarea(attrs={"rows": 3}),
                max_length=REMARK_LENGTH,
                required=False,
            )

    @property
    def remark_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.remark_names.values()]

    def remarks(self) -> dict[str, str]:
        return {reference: self.cleaned_data[name] for reference, name in self.remark_names.items()}

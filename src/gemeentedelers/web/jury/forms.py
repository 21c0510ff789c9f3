from collections.abc import Mapping, Sequence

from django import forms

from gemeentedelers.domain.verdicts.queries import Dossier
from gemeentedelers.domain.verdicts.rules import ADVICE_LENGTH, MOTIVATION_LENGTH, MOTIVATION_SHORTEST, NOTE_LENGTH
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
    """The winner, why for every finalist, and which of the others the jury advises to roll out."""

    winner = forms.ChoiceField(
        label="Welke inzending wint?",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies de winnaar."},
    )

    def __init__(
        self,
        dossiers: Sequence[Dossier],
        candidates: Sequence[str],
        answers: Mapping[str, object] | None = None,
    ) -> None:
        initial = {"winner": candidates[0]} if len(candidates) == 1 else None
        super().__init__(answers, initial=initial)
        winner = self.fields["winner"]
        assert isinstance(winner, forms.ChoiceField)
        winner.choices = as_choices([row for row in dossiers if row.entry.reference in candidates])
        self.references = [row.entry.reference for row in dossiers]
        for title, reference in [(row.content["title"], row.entry.reference) for row in dossiers]:
            self.fields[f"motivation-{reference}"] = forms.CharField(
                label=f"Motivering bij “{title}”",
                widget=forms.Textarea(attrs={"rows": 4}),
                max_length=MOTIVATION_LENGTH,
                min_length=MOTIVATION_SHORTEST,
                error_messages={
                    "required": f"Schrijf een motivering bij “{title}”.",
                    "min_length": f"Schrijf bij “{title}” een hele zin, van minstens %(limit_value)d tekens.",
                },
            )
            if tuple(candidates) == (reference,):
                continue  # it wins, so it is no advice
            self.fields[f"roll-out-{reference}"] = forms.CharField(
                label=f"Rol dit uit: “{title}”",
                help_text="Alleen als deze inzending niet wint en de jury anderen aanraadt ermee te beginnen. "
                "Schrijf in één zin waarom.",
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=ADVICE_LENGTH,
                required=False,
            )

    @property
    def words(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        """For every finalist the motivation, and the advice where the finalist may still lose."""
        return [(self[f"motivation-{reference}"], self._advice(reference)) for reference in self.references]

    def motivations(self) -> dict[str, str]:
        return {reference: self.cleaned_data[f"motivation-{reference}"] for reference in self.references}

    def roll_out(self) -> dict[str, str]:
        return {reference: self.cleaned_data.get(f"roll-out-{reference}", "") for reference in self.references}

    def _advice(self, reference: str) -> forms.BoundField | None:
        name = f"roll-out-{reference}"
        return self[name] if name in self.fields else None

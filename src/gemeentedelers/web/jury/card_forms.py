"""The card of a juror, and what the chair writes on the day of the pitches."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.conflicts.rules import REASON_LENGTH
from gemeentedelers.domain.deliberations.rules import MINUTES_LENGTH, NOTE_LENGTH, TEXT_LENGTH, Filled, why_not_hand_in
from gemeentedelers.domain.editions.rules import LOWEST_SCORE
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import sentence

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Criterion

TOO_LONG = "Maak deze tekst korter: hoogstens %(limit_value)d tekens."


@dataclass(frozen=True)
class Question:
    number: int
    text: str
    field: forms.BoundField


@dataclass(frozen=True)
class Difference:
    """One answer that is not the same on two devices."""

    label: str
    stored: str
    own: str


def _area(label: str, *, limit: int, rows: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": TOO_LONG},
    )


class JurorCardForm(Form):
    """A score for each criterion, what is strong and what raises doubt. Nothing is asked of a draft.

    Every field has the reference in its id, because all cards of the day are in one page.
    """

    strengths = _area(
        "Wat is sterk?",
        limit=TEXT_LENGTH,
        rows=4,
        help_text="De jury leest dit bij het beraad, zonder uw naam.",
    )
    doubts = _area("Wat roept twijfel op?", limit=TEXT_LENGTH, rows=4)
    note = _area("Notitie voor uzelf", limit=NOTE_LENGTH, rows=3, help_text="Alleen u leest dit, ook later.")

    def __init__(
        self,
        criteria: Sequence["Criterion"],
        answers: Mapping[str, str] | None = None,
        *,
        reference: str,
        filled: Filled | None = None,
    ) -> None:
        shown = filled or Filled()
        scores = {_name(key): value for key, value in shown.scores.items()}
        initial = {**scores, "strengths": shown.strengths, "doubts": shown.doubts, "note": shown.note}
        super().__init__(answers, initial=initial, auto_id=f"{reference}-%s")
        self.criteria = criteria
        for criterion in criteria:
            self.fields[_name(criterion.key)] = _score_field(criterion)
        self.order_fields([*(_name(criterion.key) for criterion in criteria), "strengths", "doubts", "note"])

    def questions(self) -> Iterator[Question]:
        for number, criterion in enumerate(self.criteria, start=1):
            yield Question(number, criterion.question, self[_name(criterion.key)])

    def filled(self) -> Filled:
        given = {criterion.key: self.cleaned_data[_name(criterion.key)] for criterion in self.criteria}
        return Filled(
            {key: value for key, value in given.items() if value is not None},
            strengths=self.cleaned_data["strengths"],
            doubts=self.cleaned_data["doubts"],
            note=self.cleaned_data["note"],
        )

    def ask_for_all(self) -> bool:
        """Whether the card can be handed in; says what is missing when it cannot."""
        refusal = why_not_hand_in(self.filled(), criteria=[criterion.key for criterion in self.criteria])
        if refusal:
            self.add_error(None, sentence(refusal))
        return refusal is None

    def said(self) -> dict[str, str]:
        """Every answer in words, by its question."""
        return {str(field.label): _in_words(field) for field in self}

    def values(self) -> dict[str, str]:
        """Every answer as the page sends it."""
        return {field.html_name: _plain(field) for field in self}

    def differences(self, stored: "JurorCardForm") -> list[Difference]:
        own, theirs = self.said(), stored.said()
        return [Difference(label, theirs[label], said) for label, said in own.items() if said != theirs[label]]


class TiedForm(Form):
    reason = forms.CharField(
        label="Hoe bent u betrokken?",
        help_text="Een korte zin is genoeg. Alleen de organisatie leest dit.",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schrijf kort op hoe u betrokken bent."},
    )


class MinutesForm(Form):
    text = _area(
        "Uw aantekeningen van het beraad",
        limit=MINUTES_LENGTH,
        rows=8,
        help_text="Alleen u leest dit. Wij bewaren de tekst verzegeld.",
    )
    nummer = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


def _name(key: str) -> str:
    return f"score_{key}"


def _plain(field: forms.BoundField) -> str:
    value = field.value()
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _in_words(field: forms.BoundField) -> str:
    value = _plain(field)
    words = {str(key): str(text) for key, text in getattr(field.field, "choices", ())}
    return f"{value}: {words[value]}" if value in words else value


def _score_field(criterion: "Criterion") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=criterion.name,
        choices=list(enumerate(criterion.anchors, start=LOWEST_SCORE)),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": f"Kies voor {criterion.name} een score uit de lijst."},
    )

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms

from gemeentedelers.domain.editions.rules import LOWEST_SCORE
from gemeentedelers.domain.scoring.rules import TIP_LENGTH
from gemeentedelers.web.ui.forms import Form

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Criterion

REASON_LENGTH = 300


@dataclass(frozen=True)
class Question:
    """A criterion on the scorecard: its place, what was asked of the entrant, and the choice of scores."""

    number: int
    text: str
    anchors: Sequence[str]
    field: forms.BoundField

    @property
    def stored(self) -> str:
        """The score that was kept, with the words of its anchor."""
        value = self.field.value()
        return f"{value}: {self.anchors[value - LOWEST_SCORE]}" if isinstance(value, int) else ""


class ScorecardForm(Form):
    """A score for each criterion and one tip. Only a card that is to be final asks for all of them."""

    tip = forms.CharField(
        label="Uw tip aan het team",
        help_text="Eén ding waarmee het team verder komt. Het team leest uw tip zonder uw naam.",
        max_length=TIP_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Geef het team één tip.",
            "max_length": "Maak uw tip korter: hoogstens %(limit_value)d tekens.",
        },
    )

    def __init__(
        self,
        criteria: Sequence["Criterion"],
        answers: Mapping[str, str] | None = None,
        *,
        is_final: bool = False,
        values: Mapping[str, int] | None = None,
        tip: str = "",
    ) -> None:
        scores = {_name(key): value for key, value in (values or {}).items()}
        super().__init__(answers, initial={**scores, "tip": tip})
        self.criteria = criteria
        for criterion in criteria:
            self.fields[_name(criterion.key)] = _score_field(criterion, is_required=is_final)
        self.fields["tip"].required = is_final
        self.order_fields([*(_name(criterion.key) for criterion in criteria), "tip"])

    def questions(self) -> Iterator[Question]:
        for number, criterion in enumerate(self.criteria, start=1):
            yield Question(number, criterion.question, criterion.anchors, self[_name(criterion.key)])

    def values(self) -> dict[str, int]:
        given = {criterion.key: self.cleaned_data[_name(criterion.key)] for criterion in self.criteria}
        return {key: value for key, value in given.items() if value is not None}


def _name(key: str) -> str:
    return f"score_{key}"


def _score_field(criterion: "Criterion", *, is_required: bool) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=criterion.name,
        choices=list(enumerate(criterion.anchors, start=LOWEST_SCORE)),
        coerce=int,
        empty_value=None,
        required=is_required,
        widget=forms.RadioSelect,
        error_messages={
            "required": f"Geef een score voor {criterion.name}.",
            "invalid_choice": f"Kies voor {criterion.name} een score uit de lijst.",
        },
    )


class ConflictForm(Form):
    reason = forms.CharField(
        label="Hoe bent u betrokken?",
        help_text="Een korte zin is genoeg. Alleen de organisatie leest dit.",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Schrijf kort op hoe u betrokken bent.",
            "max_length": "Maak uw uitleg korter: hoogstens %(limit_value)d tekens.",
        },
    )
    is_sure = forms.BooleanField(
        label="Ja, haal deze inzending van mijn lijst",
        help_text="Dit kunt u niet zelf terugdraaien. Scores die u al gaf, tellen niet meer mee.",
        error_messages={"required": "Zet een vinkje om te bevestigen."},
    )

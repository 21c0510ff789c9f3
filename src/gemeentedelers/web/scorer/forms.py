from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.core.validators import MinLengthValidator

from gemeentedelers.domain.conflicts.rules import EMPLOYER_LENGTH, ConflictObstacle
from gemeentedelers.domain.editions.rules import LOWEST_SCORE, RoundKind
from gemeentedelers.domain.scoring.rules import NOTE_LENGTH, TIP_LENGTH, TIP_SHORTEST, Filled, why_not_complete
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import sentence

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gemeentedelers.domain.editions.models import Criterion
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.municipalities.models import Municipality

REASON_LENGTH = 300
YES, NO = "ja", "nee"
SAID = {True: YES, False: NO}
HEARD = {YES: True, NO: False}
TOO_LONG = "Maak deze tekst korter: hoogstens %(limit_value)d tekens."


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


@dataclass(frozen=True)
class Difference:
    """One answer that is not the same on the stored card and on the one that was sent."""

    label: str
    stored: str
    own: str


class CardForm(Form):
    """What every kind of card has: how sure the reader is, and a note to oneself.

    Only a card that is to be final asks for everything.
    """

    kind = RoundKind.READING
    is_sure = forms.ChoiceField(
        label="Hoe zeker bent u?",
        choices=((YES, "Zeker"), (NO, "Ik twijfel")),
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Notitie voor uzelf",
        help_text="Alleen u leest dit.",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )

    def filled(self) -> Filled:
        raise NotImplementedError

    def missing(self) -> list[str]:
        """What a final card needs and this one lacks, by name."""
        raise NotImplementedError

    def differences(self, stored: "CardForm") -> list[Difference]:
        """Where a card that was sent says something else than the stored one."""
        own, theirs = self.said(), stored.said()
        return [Difference(label, theirs[label], said) for label, said in own.items() if said != theirs[label]]

    def said(self) -> dict[str, str]:
        """Every answer in words, by its question."""
        return {str(field.label): _in_words(field) for field in self}


class ScorecardForm(CardForm):
    """A score for each criterion and one tip."""

    tip = forms.CharField(
        label="Uw tip aan het team",
        help_text="Eén ding waarmee het team verder komt, in een hele zin. Het team leest uw tip zonder uw naam.",
        max_length=TIP_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Geef het team één tip.",
            "min_length": "Schrijf uw tip als een hele zin, van minstens %(limit_value)d tekens.",
            "max_length": "Maak uw tip korter: hoogstens %(limit_value)d tekens.",
        },
    )

    def __init__(
        self,
        criteria: Sequence["Criterion"],
        answers: Mapping[str, str] | None = None,
        *,
        is_final: bool = False,
        filled: Filled | None = None,
    ) -> None:
        shown = filled or Filled({})
        scores = {_name(key): value for key, value in shown.values.items()}
        initial = {**scores, "tip": shown.tip, "note": shown.note, "is_sure": _said(shown.is_sure)}
        super().__init__(answers, initial=initial)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[_name(criterion.key)] = _score_field(criterion, is_required=is_final)
        _ask(self.fields["tip"], is_final=is_final, shortest=TIP_SHORTEST)
        self.order_fields([*(_name(criterion.key) for criterion in criteria), "tip", "is_sure", "note"])

    def questions(self) -> Iterator[Question]:
        for number, criterion in enumerate(self.criteria, start=1):
            yield Question(number, criterion.question, criterion.anchors, self[_name(criterion.key)])

    def values(self) -> dict[str, int]:
        given = {criterion.key: self.cleaned_data[_name(criterion.key)] for criterion in self.criteria}
        return {key: value for key, value in given.items() if value is not None}

    def filled(self) -> Filled:
        return Filled(
            self.values(),
            tip=self.cleaned_data["tip"],
            note=self.cleaned_data["note"],
            is_sure=HEARD.get(self.cleaned_data["is_sure"]),
        )

    def missing(self) -> list[str]:
        values, filled = self.values(), self.filled()
        unscored = [criterion.name for criterion in self.criteria if criterion.key not in values]
        whole = {criterion.key: LOWEST_SCORE for criterion in self.criteria}
        lacks_tip = why_not_complete(Filled(whole, tip=filled.tip), kind=self.kind, criteria=list(whole)) is not None
        return [*unscored, *(["een tip in een hele zin"] if lacks_tip else [])]


class WarmUpForm(ScorecardForm):
    """Only the scores of the same card: nobody reads a tip about a case of years ago."""

    def __init__(self, criteria: Sequence["Criterion"], answers: Mapping[str, str] | None = None) -> None:
        super().__init__(criteria, answers, is_final=True)
        for name in ("tip", "is_sure", "note"):
            del self.fields[name]


class ScreeningForm(CardForm):
    """One question: does the entry go on, and why."""

    kind = RoundKind.SCREENING
    passes = forms.ChoiceField(
        label="Gaat deze inzending door?",
        choices=((YES, "Ja"), (NO, "Nee")),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Kies of deze inzending doorgaat.",
            "invalid_choice": "Kies ja of nee.",
        },
    )
    reason = forms.CharField(
        label="Waarom?",
        help_text="Een korte zin is genoeg. De organisatie leest dit.",
        max_length=TIP_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Schrijf op waarom.", "max_length": TOO_LONG},
    )

    def __init__(
        self, answers: Mapping[str, str] | None = None, *, is_final: bool = False, filled: Filled | None = None
    ) -> None:
        shown = filled or Filled({})
        initial = {"passes": _said(shown.passes), "reason": shown.reason, "note": shown.note}
        super().__init__(answers, initial={**initial, "is_sure": _said(shown.is_sure)})
        _ask(self.fields["passes"], is_final=is_final)
        _ask(self.fields["reason"], is_final=is_final)
        self.order_fields(["passes", "reason", "is_sure", "note"])

    def filled(self) -> Filled:
        return Filled(
            {},
            note=self.cleaned_data["note"],
            is_sure=HEARD.get(self.cleaned_data["is_sure"]),
            passes=HEARD.get(self.cleaned_data["passes"]),
            reason=self.cleaned_data["reason"],
        )

    def missing(self) -> list[str]:
        filled = self.filled()
        lacking = {"ja of nee": filled.passes is None, "een reden": not filled.reason}
        return [words for words, lacks in lacking.items() if lacks]


def _ask(field: forms.Field, *, is_final: bool, shortest: int = 0) -> None:
    field.required = is_final
    if is_final and shortest and isinstance(field, forms.CharField):
        field.min_length = shortest
        message = str(field.error_messages["min_length"])
        field.validators.append(MinLengthValidator(shortest, message))


def _said(value: bool | None) -> str:
    return "" if value is None else SAID[value]


def _in_words(field: forms.BoundField) -> str:
    value = str(field.value() if field.value() is not None else "").replace("\r\n", "\n").strip()
    choices = getattr(field.field, "choices", None)
    if not choices or not value:
        return value
    words = {str(key): str(text) for key, text in choices}
    text = words.get(value, "")
    return f"{value}: {text}" if value.isdecimal() and text else text


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


class PairConflictForm(ConflictForm):
    """Which of the two: the pair disappears either way."""

    entry = forms.ChoiceField(
        label="Bij welke inzending bent u betrokken?",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies bij welke inzending u betrokken bent."},
    )

    def __init__(self, entries: Sequence["Entry"], answers: Mapping[str, str] | None = None) -> None:
        super().__init__(answers)
        self.fields["entry"].choices = [(entry.reference, entry.title) for entry in entries]  # type: ignore[attr-defined]
        self.order_fields(["entry", "reason", "is_sure"])


class RulesForm(Form):
    accepts = forms.BooleanField(
        label="Ja, zo lees ik",
        error_messages={"required": "Zet een vinkje als u zo leest. Anders kunt u niet beginnen."},
    )


@dataclass(frozen=True)
class Interest:
    """One row of the list of entries: a tick and, beside it, why."""

    entry: "Entry"
    tick: forms.BoundField
    reason: forms.BoundField


class InterestsForm(Form):
    """Every entry of the edition with a tick for where one is involved, and a reason that a tick asks for."""

    def __init__(self, entries: Sequence["Entry"], answers: Mapping[str, str] | None = None) -> None:
        super().__init__(answers)
        self.entries = entries
        for entry in entries:
            self.fields[f"bij_{entry.reference}"] = forms.BooleanField(
                label=f"gemeente {entry.municipality.name}", help_text=entry.title, required=False
            )
            self.fields[f"waarom_{entry.reference}"] = forms.CharField(
                label="Hoe bent u betrokken?", required=False, max_length=REASON_LENGTH
            )

    def rows(self) -> Iterator[Interest]:
        for entry in self.entries:
            yield Interest(entry, self[f"bij_{entry.reference}"], self[f"waarom_{entry.reference}"])

    def clean(self) -> dict[str, object]:
        for entry in self.entries:
            reason = self.cleaned_data.get(f"waarom_{entry.reference}")
            if self.cleaned_data.get(f"bij_{entry.reference}") and reason == "":
                message = f"Schrijf kort op hoe u betrokken bent bij de inzending van {entry.municipality.name}."
                self.add_error(f"waarom_{entry.reference}", message)
        return self.cleaned_data

    def interests(self) -> dict["Entry", str]:
        return {
            entry: self.cleaned_data[f"waarom_{entry.reference}"]
            for entry in self.entries
            if self.cleaned_data[f"bij_{entry.reference}"]
        }


EMPLOYER_FIELDS = {
    ConflictObstacle.EMPLOYER_MISSING: "municipality",
    ConflictObstacle.EMPLOYER_DOUBLE: "organisation",
    ConflictObstacle.EMPLOYER_TOO_LONG: "organisation",
    ConflictObstacle.STILL_EMPLOYED: "ended_on",
}


class EmployerForm(Form):
    """Where a reader worked before: a municipality of the register or another organisation, and until when."""

    municipality: "forms.ModelChoiceField[Municipality]" = forms.ModelChoiceField(
        label="Welke gemeente?",
        help_text="Alleen als u bij een gemeente werkte.",
        required=False,
        queryset=None,
        to_field_name="code",
        empty_label="Kies een gemeente",
        error_messages={"invalid_choice": "Kies een gemeente uit de lijst."},
    )
    organisation = forms.CharField(
        label="Of welke andere organisatie?",
        help_text="Schrijf de hele naam, zonder afkorting.",
        required=False,
        max_length=EMPLOYER_LENGTH,
        error_messages={"max_length": TOO_LONG},
    )
    ended_on = forms.DateField(
        label="Wat was uw laatste werkdag?",
        help_text="Weet u de dag niet meer? Kies dan de laatste dag van de maand.",
        widget=forms.DateInput,
        error_messages={
            "required": "Vul uw laatste werkdag in.",
            "invalid": "Kies een dag, bijvoorbeeld 04-12-2026.",
        },
    )

    def __init__(self, municipalities: "QuerySet[Municipality]", answers: Mapping[str, str] | None = None) -> None:
        super().__init__(answers)
        field = self.fields["municipality"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = municipalities

    def refuse(self, refusal: Refusal) -> None:
        self.add_error(EMPLOYER_FIELDS.get(refusal.code), sentence(refusal))  # type: ignore[call-overload]


class StopForm(Form):
    reason = forms.CharField(
        label="Waarom stopt u?",
        help_text="Een korte zin is genoeg. Alleen de organisatie leest dit.",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    is_sure = forms.BooleanField(
        label="Ja, ik stop met lezen in deze ronde",
        error_messages={"required": "Zet een vinkje om te bevestigen."},
    )

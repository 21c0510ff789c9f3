"""The forms by which the organisers divide the shortlist over the categories of the final, and answer objections."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.utils.text import slugify

from gemeentedelers.domain.recuts.rules import (
    DESCRIPTION_LENGTH,
    MOST_CATEGORIES,
    NAME_LENGTH,
    REASON_LENGTH,
    Cut,
    FinalCategoryPlan,
)
from gemeentedelers.domain.recuts.rules.objections import ObjectionOutcome
from gemeentedelers.web.ui.forms import Form

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry

KEY = re.compile(r"[a-z0-9-]{1,60}")
KEY_LENGTH = 56
TOO_LONG = "Maak dit korter: hoogstens %(limit_value)d tekens."
KEPT = "De categorieën van de inzending passen ook bij de shortlist."


def _reason(label: str, *, initial: str = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text="Teams met een andere categorie lezen dit in hun mail.",
        initial=initial,
        required=required,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schrijf uw reden op.", "max_length": TOO_LONG},
    )


class KeepForm(Form):
    """The easy default: the categories of entry stay."""

    reason = _reason("Waarom houdt u deze categorieën?", initial=KEPT)


@dataclass(frozen=True)
class Row:
    """A category of the final as it is edited, with one spare row at the end."""

    number: int
    key: forms.BoundField
    name: forms.BoundField
    description: forms.BoundField


class CutForm(Form):
    """A whole division: categories by row, and for each entry the number of its row.

    A row without a name is no category; that is how one is removed.
    """

    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_CATEGORIES)
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = _reason("Waarom deelt u zo in?", required=False)

    def __init__(
        self,
        entries: Sequence["Entry"],
        answers: Mapping[str, str] | None = None,
        *,
        cut: Cut | None = None,
        based_on: int = 0,
    ) -> None:
        self.entries = entries
        n_rows = _rows_in(answers) if answers is not None else len(cut.categories if cut else ()) + 1
        self.n_rows = min(max(n_rows, 1), MOST_CATEGORIES)
        super().__init__(answers, initial=_initial(cut, entries) | {"rows": self.n_rows, "based_on": based_on})
        for number in range(1, self.n_rows + 1):
            self._add_row(number)
        choices = [("", "Kies een categorie"), *self._choices()]
        for entry in entries:
            self.fields[_place(entry)] = forms.ChoiceField(
                label=f"Categorie van {entry.title}",
                choices=choices,
                error_messages={
                    "required": f"Kies een categorie voor {entry.reference}.",
                    "invalid_choice": f"Kies voor {entry.reference} een categorie uit de lijst.",
                },
            )

    def _add_row(self, number: int) -> None:
        self.fields[f"key_{number}"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields[f"name_{number}"] = forms.CharField(
            label=f"Naam van categorie {number}",
            required=False,
            max_length=NAME_LENGTH,
            error_messages={"max_length": TOO_LONG},
        )
        self.fields[f"description_{number}"] = forms.CharField(
            label=f"Waar gaat categorie {number} over?",
            required=False,
            max_length=DESCRIPTION_LENGTH,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"max_length": TOO_LONG},
        )

    def _choices(self) -> Iterator[tuple[str, str]]:
        for number in range(1, self.n_rows + 1):
            name = str(self[f"name_{number}"].value() or "").strip()
            yield str(number), name or f"Categorie {number} (nog zonder naam)"

    def clean(self) -> dict[str, object]:
        for entry in self.entries:
            number = self.cleaned_data.get(_place(entry))
            if number and not self.cleaned_data.get(f"name_{number}"):
                self.add_error(_place(entry), f"Geef de categorie van {entry.reference} een naam, of kies een andere.")
        return self.cleaned_data

    def cut(self) -> Cut:
        keys = self._keys()
        categories = [
            FinalCategoryPlan(
                key, self.cleaned_data[f"name_{number}"], self.cleaned_data.get(f"description_{number}", "")
            )
            for number, key in keys.items()
        ]
        placements = {entry.reference: keys[int(self.cleaned_data[_place(entry)])] for entry in self.entries}
        return Cut(tuple(categories), placements)

    def _keys(self) -> dict[int, str]:
        """By row: a category that was there keeps its key, a new one is called after its name."""
        keys: dict[int, str] = {}
        for number in range(1, self.n_rows + 1):
            if name := self.cleaned_data.get(f"name_{number}"):
                given = self.cleaned_data.get(f"key_{number}", "")
                wanted = given if KEY.fullmatch(given) else slugify(name)[:KEY_LENGTH] or "categorie"
                keys[number] = wanted if wanted not in keys.values() else f"{wanted[:KEY_LENGTH]}-{number}"
        return keys

    @property
    def category_rows(self) -> list[Row]:
        return [
            Row(number, *(self[f"{part}_{number}"] for part in ("key", "name", "description")))
            for number in range(1, self.n_rows + 1)
        ]

    @property
    def entry_rows(self) -> list[tuple["Entry", forms.BoundField]]:
        return [(entry, self[_place(entry)]) for entry in self.entries]


def with_another_row(answers: Mapping[str, str]) -> dict[str, str]:
    """What was typed, with room for one category more."""
    return {**{name: answers[name] for name in answers}, "rows": str(min(_rows_in(answers) + 1, MOST_CATEGORIES))}


def _rows_in(answers: Mapping[str, str]) -> int:
    given = answers.get("rows", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 3 else 1


def _place(entry: "Entry") -> str:
    return f"place_{entry.reference}"


def _initial(cut: Cut | None, entries: Sequence["Entry"]) -> dict[str, object]:
    if cut is None:
        return {}
    numbers = {category.key: number for number, category in enumerate(cut.categories, start=1)}
    values: dict[str, object] = {
        f"{part}_{numbers[category.key]}": getattr(category, part)
        for category in cut.categories
        for part in ("key", "name", "description")
    }
    placed = {_place(entry): numbers.get(cut.placements.get(entry.reference, ""), "") for entry in entries}
    return values | placed


class ObjectionAnswerForm(Form):
    """Whether the entry moves, where to, and why."""

    outcome = forms.TypedChoiceField(
        label="Verplaatst u deze inzending?",
        choices=[
            (ObjectionOutcome.GRANTED.value, "Ja, zij gaat naar een andere categorie"),
            (ObjectionOutcome.DENIED.value, "Nee, zij blijft in deze categorie"),
        ],
        coerce=ObjectionOutcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies of u de inzending verplaatst."},
    )
    into = forms.ChoiceField(
        label="Naar welke categorie?",
        required=False,
        error_messages={"invalid_choice": "Kies een categorie uit de lijst."},
    )
    reason = _reason("Waarom?")

    def __init__(self, *args: object, categories: Sequence[tuple[str, str]]) -> None:
        super().__init__(*args)
        into = self.fields["into"]
        assert isinstance(into, forms.ChoiceField)
        into.choices = [("", "Zij blijft waar zij staat"), *categories]
        self.fields["reason"].help_text = "Het team leest dit in een mail."

"""One form for each part of an entry. Nothing is required: unfinished text is kept, only submitting asks for all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from gemeentedelers.domain.editions.queries import categories_of, themes
from gemeentedelers.domain.entries.actions import WrittenValue
from gemeentedelers.domain.entries.rules import PARTS, RESULT_LENGTH, SUMMARY_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Section
from gemeentedelers.web.entrant.questions import NAMES, Part
from gemeentedelers.web.ui.forms import Form

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Category, Theme
    from gemeentedelers.domain.entries.models import Entry

MAX_THEMES = 2


@dataclass(frozen=True)
class Question:
    """One field with the help that stands around it."""

    field: BoundField
    counter: str
    example: str
    modesty: bool
    width: str
    selects: "Sequence[Select]" = ()


@dataclass(frozen=True)
class Select:
    """One of the two lists of themes: each option with its name and whether it is chosen."""

    id: str
    label: str
    options: list[tuple[str, str, bool]]


class WrittenField(forms.CharField):
    """Text with a limit. People may type past it: they keep their text and read by how much it is too long."""

    def __init__(
        self,
        name: str,
        *,
        limit: int,
        rows: int = 1,
        label: str = "",
        help_text: str = "",
        example: str = "",
        modesty: bool = False,
    ) -> None:
        super().__init__(
            label=label or NAMES[name],
            help_text=help_text,
            required=False,
            max_length=limit,
            widget=forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput(),
            error_messages={
                "max_length": "Deze tekst is te lang: %(show_value)d tekens. Er passen %(limit_value)d tekens."
            },
        )
        self.example = example
        self.is_modest = modesty

    def to_python(self, value: object) -> str:
        """A browser sends two characters for a line break; a reader counts one."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class DayField(forms.DateField):
    def __init__(self, name: str, *, help_text: str = "") -> None:
        super().__init__(
            label=NAMES[name],
            required=False,
            help_text=help_text,
            widget=forms.DateInput(attrs={"type": "date"}),
            error_messages={"invalid": "Dit is geen datum. Schrijf bijvoorbeeld 31-12-2025."},
        )


class TwoSelects(forms.SelectMultiple):
    """Two plain lists instead of one in which you must hold a key to choose: works everywhere, at most two."""

    def value_from_datadict(self, data: object, files: object, name: str) -> list[str]:
        chosen = data.getlist(name) if isinstance(data, MultiValueDict) else []
        return [value for value in chosen if value]


class CategoryField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's own class takes no arguments
    def label_from_instance(self, obj: "Category") -> str:
        return f"{obj.name}: {obj.description}" if obj.description else obj.name


class SectionForm(Form):
    section: Section

    def questions(self) -> Iterator[Question]:
        for bound in self:
            field = bound.field
            limit = getattr(field, "max_length", None)
            yield Question(
                bound,
                counter=f"Maximaal {limit:,} tekens".replace(",", ".") if limit else "",
                example=getattr(field, "example", ""),
                modesty=getattr(field, "is_modest", False),
                width="short" if isinstance(field, forms.DateField) else "",
                selects=_selects(bound) if bound.name == "themes" else (),
            )

    def values(self) -> Mapping[str, WrittenValue]:
        """What belongs in the columns of the entry."""
        return {part: self.cleaned_data[part] for part in PARTS[self.section] if part != "themes"}


class BasicsForm(SectionForm):
    section = Section.BASICS
    title = WrittenField("title", limit=TITLE_LENGTH, help_text="Kort en concreet. Geen afkortingen.")
    summary = WrittenField(
        "summary",
        limit=SUMMARY_LENGTH,
        rows=4,
        help_text="In twee of drie zinnen: voor wie, wat, en wat levert het op?",
    )
    result = WrittenField(
        "result",
        limit=RESULT_LENGTH,
        rows=2,
        modesty=True,
        help_text="Begin met het verschil dat inwoners of collega’s merken.",
        example="Inwoners wachten nu 12 dagen op een gesprek. Dat waren er 63.",
    )
    category = CategoryField(
        queryset=None,
        label=NAMES["category"],
        required=False,
        empty_label=None,
        to_field_name="key",
        widget=forms.RadioSelect(),
        help_text="Kies wat het beste past. De organisatoren mogen uw casus verplaatsen.",
        error_messages={"invalid_choice": "Kies een categorie uit de lijst."},
    )
    themes: "forms.ModelMultipleChoiceField[Theme]" = forms.ModelMultipleChoiceField(
        queryset=None,
        label=NAMES["themes"],
        required=False,
        to_field_name="slug",
        widget=TwoSelects(),
        help_text="Kies er één of twee. Zo vinden collega’s uw casus terug.",
        error_messages={"invalid_choice": "Kies een thema uit de lijst."},
    )
    started_on = DayField("started_on", help_text="Bijvoorbeeld 1-3-2024. Weet u de dag niet? Kies de eerste.")
    finished_on = DayField("finished_on", help_text="De dag waarop de casus klaar was of gewoon werk werd.")

    def __init__(self, entry: "Entry", data: QueryDict | None) -> None:
        super().__init__(data, initial=_initial(entry, Section.BASICS))
        self.fields["category"].queryset = categories_of(entry.edition)  # type: ignore[attr-defined]
        self.fields["themes"].queryset = themes()  # type: ignore[attr-defined]

    def clean_themes(self) -> "list[Theme]":
        chosen = list(self.cleaned_data["themes"])
        if len(chosen) > MAX_THEMES:
            message = "Kies hoogstens twee thema’s."
            raise forms.ValidationError(message)
        return chosen


class StoryForm(SectionForm):
    section = Section.STORY
    problem = WrittenField(
        "problem", limit=TEXT_LENGTH, rows=8, help_text="Voor wie was het een probleem? Hoe merkte u dat?"
    )
    approach = WrittenField(
        "approach",
        limit=TEXT_LENGTH,
        rows=12,
        modesty=True,
        help_text="Wat deed u, in welke volgorde, en met wie?",
    )


class NeedsForm(SectionForm):
    section = Section.NEEDS
    costs = WrittenField(
        "costs",
        limit=TEXT_LENGTH,
        rows=6,
        help_text="Geld, uren, mensen, systemen. Een schatting mag.",
        example="5.000 euro voor materiaal, en een half jaar lang acht uur per week van één medewerker.",
    )
    lessons = WrittenField(
        "lessons",
        limit=TEXT_LENGTH,
        rows=6,
        modesty=True,
        help_text="Wat ging mis? Wat doet u de volgende keer anders?",
    )


class ConsentForm(SectionForm):
    section = Section.CONSENT
    was_decisive = forms.BooleanField(
        label=NAMES["was_decisive"],
        required=False,
        help_text="Samenwerken met andere gemeenten of partners mag, als uw gemeente maar bepalend was.",
    )
    may_be_published = forms.BooleanField(
        label=NAMES["may_be_published"],
        required=False,
        help_text="Na de uitslag kan iedereen uw casus lezen. Scores en tips van scoorders worden nooit openbaar.",
    )


class AnswerForm(SectionForm):
    """What the team says about one criterion."""

    def __init__(self, part: Part, text: str, data: QueryDict | None) -> None:
        super().__init__(data, initial={"answer": text})
        criterion = part.criterion
        assert criterion is not None
        self.fields["answer"] = WrittenField(
            "answer",
            limit=TEXT_LENGTH,
            rows=12,
            label=criterion.question,
            example=criterion.example,
            modesty=True,
        )


class ColleagueForm(Form):
    email = forms.EmailField(
        label="E-mailadres van uw collega",
        help_text="Uw collega heeft een account nodig met uw gemeente erin.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Vul het e-mailadres van uw collega in.",
            "invalid": "Dit is geen e-mailadres. Schrijf bijvoorbeeld naam@gemeente.nl.",
        },
    )


PLAIN_FORMS: Mapping[Section, type[SectionForm]] = {
    Section.STORY: StoryForm,
    Section.NEEDS: NeedsForm,
    Section.CONSENT: ConsentForm,
}


def form_for(part: Part, entry: "Entry", data: QueryDict | None = None) -> SectionForm:
    """The form of one part, filled with what was typed now or else with what the team wrote before."""
    if part.criterion is not None:
        answer = entry.answers.filter(criterion=part.criterion).first()
        return AnswerForm(part, answer.text if answer else "", data)
    section = Section(part.key)
    if section is Section.BASICS:
        return BasicsForm(entry, data)
    return PLAIN_FORMS[section](data, initial=_initial(entry, section))


def _selects(bound: BoundField) -> list[Select]:
    value = bound.value() or []
    chosen = [str(slug) for slug in value] if isinstance(value, list) else []
    known = list(themes())
    return [
        Select(
            f"{bound.auto_id}_{place}",
            words,
            [(theme.slug, theme.name, chosen[place : place + 1] == [theme.slug]) for theme in known],
        )
        for place, words in enumerate(("Eerste thema", "Tweede thema (niet verplicht)"))
    ]


def _initial(entry: "Entry", section: Section) -> "dict[str, object]":
    stored = {part: getattr(entry, part) for part in PARTS[section] if part not in ("category", "themes")}
    if section is Section.BASICS:
        wish: Category | None = entry.category_wish
        stored |= {"category": wish, "themes": list(entry.themes.all())}
    return stored

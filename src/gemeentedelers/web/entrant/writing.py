"""One page of the form: its questions with what stands there, and the texts that come back from it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.http import QueryDict

from gemeentedelers.domain.cases.rules import (
    YES,
    EvidenceLevel,
    Field,
    Form,
    Kind,
    Licence,
    Need,
    Page,
    Section,
    Unit,
    choices_in,
    day_in,
    faults_in,
    length_of,
    ready_key,
)
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.foundation.texts.rules import Patch
from gemeentedelers.web.entrant.questions import HELP, LEVEL_HELP, Help
from gemeentedelers.web.entrant.tasks import field_id
from gemeentedelers.web.ui.casefile import NAMES, Names
from gemeentedelers.web.ui.labels import label, sentence

if TYPE_CHECKING:
    from gemeentedelers.foundation.texts.models import Text

VERSION = "versie:"
CONTROLS: Mapping[Kind, str] = {
    Kind.LINE: "line",
    Kind.ADDRESS: "line",
    Kind.TEXT: "text",
    Kind.DAY: "day",
    Kind.NUMBER: "number",
    Kind.CHOICE: "radio",
    Kind.CHOICES: "selects",
    Kind.TICK: "tick",
}
TWO_ROWS, SHORT_ROWS, LONG_ROWS = 2, 3, 10
LONG_FROM, LINE_THAT_WRAPS = 250, 200


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Select:
    """One of the two lists of themes."""

    id: str
    label: str
    options: list[Option]


@dataclass(frozen=True)
class Counter:
    """How much room there is; the browser counts on in the same way."""

    limit: int
    unit: str
    text: str


@dataclass(frozen=True)
class Question:
    """One field with everything that stands around it."""

    key: str
    id: str
    control: str
    label: str
    value: str
    version: int
    help: Help
    is_optional: bool
    rows: int = SHORT_ROWS
    counter: Counter | None = None
    error: str = ""
    example: str = ""
    options: Sequence[Option] = ()
    selects: Sequence[Select] = ()

    @property
    def described_by(self) -> str:
        parts = [
            f"{self.id}-hulp" if self.help.text else "",
            f"{self.id}-fout" if self.error else "",
            f"{self.id}-teller" if self.counter else "",
        ]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class Block:
    """Questions that belong together; a claim after the first is folded until it is used."""

    title: str
    questions: list[Question]
    is_folded: bool = False


class Sheet:
    """A page of the form for one entry, with the newest texts or with what was just posted."""

    def __init__(
        self,
        form: Form,
        section: Section,
        page: Page,
        names: Names,
        texts: "Mapping[str, Text]",
        posted: QueryDict | None = None,
    ) -> None:
        self.form, self.section, self.page, self.names, self.texts = form, section, page, names, texts
        self.posted = posted

    @property
    def has_ready_tick(self) -> bool:
        """The last page of a section asks whether it is ready."""
        return self.section.is_marked_by_hand and self.page == self.section.pages[-1]

    @property
    def keys(self) -> list[str]:
        ready = [ready_key(self.section.key)] if self.has_ready_tick else []
        return [*(field.key for field in self.page.fields), *ready]

    def patches(self, posted: QueryDict) -> list[Patch]:
        """What came back from the browser, each with the version it was based on. A tick has nothing to compare."""
        ready = ready_key(self.section.key)
        return [
            Patch(key, self._posted(posted, key), self.version(key) if key == ready else self._base(posted, key))
            for key in self.keys
        ]

    def _posted(self, posted: QueryDict, key: str) -> str:
        """Two lists of themes are one text with a line for each."""
        return "\n".join(value for value in posted.getlist(key) if value)

    def _base(self, posted: QueryDict, key: str) -> int:
        base = posted.get(f"{VERSION}{key}", "")
        return int(base) if base.isdecimal() and len(base) < 10 else 0

    def value(self, key: str) -> str:
        if self.posted is not None:
            return self._posted(self.posted, key)
        return self.texts[key].value if key in self.texts else ""

    def version(self, key: str) -> int:
        return self.texts[key].version if key in self.texts else 0

    @property
    def ready(self) -> "Question | None":
        if not self.has_ready_tick:
            return None
        key = ready_key(self.section.key)
        return Question(
            key=key,
            id=field_id(key),
            control="tick",
            label="Dit onderdeel is klaar",
            value=self.value(key),
            version=self.version(key),
            help=Help("Zo ziet het team wat er nog te doen is. U kunt daarna gewoon verder schrijven."),
            is_optional=False,
        )

    @property
    def blocks(self) -> list[Block]:
        """The questions of the page; those of one claim stay together."""
        groups: dict[str, list[Field]] = {}
        for field in self.page.fields:
            groups.setdefault(field.group if field.group.startswith("evidence") else "", []).append(field)
        return [self._block(group, fields) for group, fields in groups.items()]

    def _block(self, group: str, fields: Sequence[Field]) -> Block:
        number = group.rpartition(".")[2]
        is_used = any(self.value(field.key) for field in fields)
        return Block(
            title=f"Verandering {number}" if group else "",
            questions=[self._question(field) for field in fields],
            is_folded=bool(group) and number != "1" and not is_used,
        )

    @property
    def questions(self) -> Iterator[Question]:
        for block in self.blocks:
            yield from block.questions

    @property
    def errors(self) -> list[Question]:
        return [question for question in self.questions if question.error]

    @cached_property
    def _refusals(self) -> dict[str, Refusal]:
        """What is wrong on this page, also between two answers: an end before the start."""
        texts = {field.key: self.value(field.key) for field in self.page.fields}
        return {fault.field.key: fault.refusal for fault in faults_in(texts, self.form)}

    def _question(self, field: Field) -> Question:
        value = self.value(field.key)
        refusal = self._refusals.get(field.key)
        return Question(
            key=field.key,
            id=field_id(field.key),
            control=_control(field, value),
            label=self._label(field),
            value=_as_a_day(value) if field.kind is Kind.DAY else value,
            version=self.version(field.key),
            help=HELP.get(field.name, Help()),
            is_optional=field.need is not Need.REQUIRED,
            rows=TWO_ROWS if _wraps(field) else LONG_ROWS if field.limit >= LONG_FROM else SHORT_ROWS,
            counter=_counter(field, value) if field.kind in (Kind.LINE, Kind.TEXT) else None,
            error=sentence(refusal) if refusal else "",
            example=self.names.examples.get(self.section.criterion, "") if field.name == "answer" else "",
            options=self._options(field, value),
            selects=self._selects(field, value),
        )

    def _label(self, field: Field) -> str:
        if field.name == "answer":
            return self.names.questions[self.section.criterion]
        return NAMES[field.name]

    def _options(self, field: Field, value: str) -> list[Option]:
        match field.name:
            case "category":
                return [Option(key, name, key == value) for key, name in self.names.categories.items()]
            case "licence":
                return [Option(choice.value, label(choice), choice == value) for choice in Licence]
            case "evidence.level":
                return [
                    Option(level.value, f"{label(level)}: {LEVEL_HELP[level]}", level == value)
                    for level in EvidenceLevel
                ]
        return []

    def _selects(self, field: Field, value: str) -> list[Select]:
        if field.kind is not Kind.CHOICES:
            return []
        chosen = choices_in(value)
        return [
            Select(
                f"{field_id(field.key)}-{place}",
                words,
                [Option(slug, name, chosen[place : place + 1] == (slug,)) for slug, name in self.names.themes.items()],
            )
            for place, words in enumerate(("Eerste thema", "Tweede thema (niet verplicht)"))
        ]


def _wraps(field: Field) -> bool:
    """A sentence that is longer than the control is wide is seen whole."""
    return field.kind is Kind.LINE and field.limit >= LINE_THAT_WRAPS


def _control(field: Field, value: str) -> str:
    """What is no day stands in a line, because a date control would not show it."""
    if _wraps(field):
        return "text"
    is_unreadable = field.kind is Kind.DAY and value.strip() and day_in(value) is None
    return "written_day" if is_unreadable else CONTROLS[field.kind]


def _as_a_day(value: str) -> str:
    """A date control only shows days in its own notation; what is no day stays as it was typed."""
    day = day_in(value)
    return day.isoformat() if day else value


def _counter(field: Field, value: str) -> Counter:
    unit = "woorden" if field.unit is Unit.WORDS else "tekens"
    return Counter(field.limit, field.unit.value, f"{length_of(value, field.unit)} van {field.limit} {unit}")


def is_ticked(value: str) -> bool:
    return value == YES

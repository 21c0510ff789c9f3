"""Which questions a team answers about its case, what is still missing, and what a reader will miss.

Regulations: a case is told by what changed and how that is known, for whom it matters, what another municipality
can take over and what that takes. A text is kept as it was typed; here it is read, and everything that is wrong
with it gets its own refusal. The vocabulary is fixed; only the criteria come from the edition.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.foundation.words import count_characters, count_words

MAX_THEMES = 2
N_CLAIMS = 3
LARGEST_NUMBER = 999_999_999
EARLIEST_YEAR = 1900
YES = "ja"
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip

Texts = Mapping[str, str]


class Chapter(StrEnum):
    """The fixed chapters of the form, by their word in the address; each criterion adds one under its own key."""

    MUNICIPALITY = "gemeente"
    BASICS = "in-het-kort"
    EVIDENCE = "bewijs"
    TRANSFER = "overnemen"
    NEEDS = "nodig"
    FILES = "bijlagen"
    TEAM = "medeauteurs"
    CONSENT = "toestemming"


class Kind(StrEnum):
    """What sort of answer a field takes."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    ADDRESS = "address"
    CHOICE = "choice"
    CHOICES = "choices"
    TICK = "tick"


class Need(StrEnum):
    """Without a required answer nobody can submit; a wanted one is missed by readers."""

    REQUIRED = "required"
    WANTED = "wanted"
    OPTIONAL = "optional"


class Unit(StrEnum):
    WORDS = "words"
    CHARACTERS = "characters"


class EvidenceLevel(StrEnum):
    """The evidence ladder: how sure a claim is, from lowest to highest."""

    TOLD = "told"
    COUNTED = "counted"
    COMPARED = "compared"
    EXAMINED = "examined"


class Licence(StrEnum):
    """Under which conditions others may use what the team made."""

    EUPL = "eupl-1.2"
    CC_BY = "cc-by-4.0"
    CC0 = "cc0-1.0"
    OTHER_OPEN = "other-open"
    ON_REQUEST = "on-request"
    NOT_OPEN = "not-open"


class CaseObstacle(StrEnum):
    TOO_MANY_WORDS = "too_many_words"
    TOO_MANY_CHARACTERS = "too_many_characters"
    NOT_A_DAY = "not_a_day"
    NOT_A_NUMBER = "not_a_number"
    NOT_AN_ADDRESS = "not_an_address"
    UNKNOWN_CHOICE = "unknown_choice"
    TOO_MANY_CHOICES = "too_many_choices"
    FINISHED_BEFORE_START = "finished_before_start"


class SectionState(StrEnum):
    NOT_STARTED = "not_started"
    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True)
class Field:
    """One question. `name` is what it is about: the same for each claim of the evidence and for each criterion."""

    key: str
    kind: Kind
    need: Need = Need.OPTIONAL
    limit: int = 0
    unit: Unit = Unit.WORDS

    @property
    def name(self) -> str:
        head, _, rest = self.key.partition(".")
        return head if head == "answer" else f"{head}.{rest.rpartition('.')[2]}" if rest else head

    @property
    def group(self) -> str:
        """`evidence.2` for a field of the second claim."""
        return self.key.rpartition(".")[0]


@dataclass(frozen=True)
class Page:
    """A few questions about one thing."""

    key: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Section:
    """A row of the task list. `criterion` is the key of the edition's criterion that it answers, or empty."""

    key: str
    pages: tuple[Page, ...]
    criterion: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for page in self.pages for field in page.fields)

    @property
    def is_marked_by_hand(self) -> bool:
        """Only the team knows whether a text is ready; a few ticks speak for themselves."""
        return self.key not in (Chapter.MUNICIPALITY, Chapter.CONSENT)


def _line(key: str, need: Need, limit: int) -> Field:
    return Field(key, Kind.LINE, need, limit, Unit.CHARACTERS)


def _text(key: str, need: Need, limit: int) -> Field:
    return Field(key, Kind.TEXT, need, limit, Unit.WORDS)


def _claim(number: int) -> tuple[Field, ...]:
    """One claim on the evidence ladder. The first is asked of everybody."""
    first = number == 1
    needed, wanted = (Need.REQUIRED, Need.WANTED) if first else (Need.OPTIONAL, Need.OPTIONAL)
    head = f"evidence.{number}"
    return (
        _line(f"{head}.change", needed, 200),
        Field(f"{head}.level", Kind.CHOICE, needed),
        _text(f"{head}.measured", wanted, 100),
        _line(f"{head}.before", wanted, 120),
        _line(f"{head}.after", wanted, 120),
        _line(f"{head}.period", wanted, 120),
        _line(f"{head}.source", wanted, 200),
    )


SUMMARY = Page(
    "samenvatting",
    (
        _line("title", Need.REQUIRED, 100),
        _text("summary", Need.REQUIRED, 70),
        _line("result", Need.REQUIRED, 200),
    ),
)
STORY = Page("verhaal", (_text("problem", Need.REQUIRED, 300), _text("approach", Need.REQUIRED, 600)))
PLACE = Page(
    "plaats-en-tijd",
    (
        Field("category", Kind.CHOICE, Need.REQUIRED),
        Field("themes", Kind.CHOICES, Need.REQUIRED),
        Field("started_on", Kind.DAY, Need.REQUIRED),
        Field("finished_on", Kind.DAY, Need.REQUIRED),
    ),
)
EVIDENCE = Page("bewijs", tuple(field for number in range(1, N_CLAIMS + 1) for field in _claim(number)))
TRANSFER = Page(
    "overnemen",
    (
        _text("portable", Need.WANTED, 200),
        _text("local", Need.WANTED, 200),
        _text("small_try", Need.WANTED, 150),
    ),
)
PACKAGE = Page(
    "pakket",
    (
        Field("licence", Kind.CHOICE, Need.WANTED),
        Field("repository", Kind.ADDRESS, Need.OPTIONAL, 500, Unit.CHARACTERS),
        _text("systems", Need.WANTED, 80),
        _text("legal_basis", Need.OPTIONAL, 100),
    ),
)
MONEY = Page(
    "geld",
    (
        Field("cost_once", Kind.NUMBER, Need.WANTED),
        Field("cost_yearly", Kind.NUMBER, Need.WANTED),
        _text("costs", Need.REQUIRED, 200),
    ),
)
PEOPLE = Page(
    "mensen-en-tijd",
    (
        Field("hours", Kind.NUMBER, Need.WANTED),
        Field("months", Kind.NUMBER, Need.WANTED),
        _text("staff", Need.WANTED, 100),
        _text("skills", Need.OPTIONAL, 100),
    ),
)
LESSONS = Page("lessen", (_text("lessons", Need.REQUIRED, 300),))
MUNICIPALITY = Page("gemeente", (Field("was_decisive", Kind.TICK, Need.REQUIRED),))
CONSENT = Page(
    "toestemming",
    (
        Field("may_be_published", Kind.TICK, Need.REQUIRED),
        Field("has_agreement", Kind.TICK, Need.WANTED),
        Field("may_be_contacted", Kind.TICK, Need.WANTED),
        Field("pictures_agreed", Kind.TICK, Need.OPTIONAL),
    ),
)
# Two criteria bring questions of their own; an edition without them asks these in a section by itself.
BESIDE_CRITERION: Mapping[str, tuple[Page, ...]] = {
    "succesvol": (EVIDENCE,),
    "herbruikbaar": (TRANSFER, PACKAGE),
}
ON_THEIR_OWN: Mapping[str, Chapter] = {"succesvol": Chapter.EVIDENCE, "herbruikbaar": Chapter.TRANSFER}


def sections_of(criteria: Sequence[str]) -> tuple[Section, ...]:
    """The whole form for an edition with these criteria, in the order in which it is read."""
    return (
        Section(Chapter.MUNICIPALITY, (MUNICIPALITY,)),
        Section(Chapter.BASICS, (SUMMARY, STORY, PLACE)),
        *(_criterion_section(key) for key in criteria),
        *(Section(chapter, BESIDE_CRITERION[key]) for key, chapter in ON_THEIR_OWN.items() if key not in criteria),
        Section(Chapter.NEEDS, (MONEY, PEOPLE, LESSONS)),
        Section(Chapter.FILES, ()),
        Section(Chapter.TEAM, ()),
        Section(Chapter.CONSENT, (CONSENT,)),
    )


def _criterion_section(key: str) -> Section:
    answer = Page("antwoord", (_text(f"answer.{key}", Need.REQUIRED, 500),))
    return Section(key, (answer, *BESIDE_CRITERION.get(key, ())), criterion=key)


def ready_key(section: str) -> str:
    """The tick by which a team says that a section is ready."""
    return f"ready.{section}"


@dataclass(frozen=True)
class Form:
    """The questions of one edition, with what may be chosen."""

    criteria: tuple[str, ...]
    categories: frozenset[str]
    themes: frozenset[str]

    @property
    def sections(self) -> tuple[Section, ...]:
        return sections_of(self.criteria)

    @property
    def fields(self) -> dict[str, Field]:
        return {field.key: field for section in self.sections for field in section.fields}

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def section_of(self, field_key: str) -> Section | None:
        """Where a field is asked; the tick that a section is ready belongs to that section."""
        for section in self.sections:
            if field_key == ready_key(section.key) or any(field.key == field_key for field in section.fields):
                return section
        return None

    def choices(self, field: Field) -> frozenset[str]:
        fixed = {"category": self.categories, "themes": self.themes}
        if field.name in fixed:
            return fixed[field.name]
        return frozenset(Licence) if field.name == "licence" else frozenset(EvidenceLevel)


@dataclass(frozen=True)
class Fault:
    """Something in a text that cannot stay as it is when the case is submitted."""

    section: str
    page: str
    field: Field
    refusal: Refusal


@dataclass(frozen=True)
class Gap:
    """A question without an answer."""

    section: str
    page: str
    field: Field


def day_in(text: str) -> date | None:
    """A day as a browser writes it (2026-03-01) or as people do (1-3-2026, 1/3/2026, 1 maart 2026)."""
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text.strip())
    said = re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{1,2}|[a-z]+)[-/. ]([0-9]{4})", text.strip().lower())
    parts = iso.groups() if iso else said.groups()[::-1] if said else None
    if parts is None:
        return None
    year, month, day = parts
    if int(year) < EARLIEST_YEAR:
        return None
    try:
        return date(int(year), MONTHS.index(month) + 1 if month.isalpha() else int(month), int(day))
    except ValueError:
        return None


def number_in(text: str) -> int | None:
    """Whole euros, hours or months: `4.000`, `€ 4000`, `4000,50` (rounded up to a whole one)."""
    plain = re.sub(r"^€ ?|,-$|[ \u00a0]", "", text.strip())
    found = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{3}){1,4}|[0-9]{1,12})(?:,([0-9]{1,2}))?", plain)
    if found is None:
        return None
    whole = int(found[1].replace(".", "")) + (1 if found[2] and int(found[2]) else 0)
    return whole if whole <= LARGEST_NUMBER else None


def choices_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))


def is_address(text: str) -> bool:
    """A whole web address; a telephone begins it with a capital."""
    return re.fullmatch(r"https?://[^\s/.]+(\.[^\s/.]+)+(/\S*)?", text.strip(), re.IGNORECASE) is not None


def length_of(text: str, unit: Unit) -> int:
    return count_words(text) if unit is Unit.WORDS else count_characters(text)


def is_answered(field: Field, text: str) -> bool:
    """A tick counts only when it is set; everything else as soon as something stands there."""
    return text == YES if field.kind is Kind.TICK else bool(text.strip())


def why_not_stay(field: Field, text: str, form: Form) -> Refusal | None:
    """What is wrong with an answer, if anything. An empty one is not wrong, only missing."""
    if not text.strip():
        return None
    if field.limit and length_of(text, field.unit) > field.limit:
        words = field.unit is Unit.WORDS
        code = CaseObstacle.TOO_MANY_WORDS if words else CaseObstacle.TOO_MANY_CHARACTERS
        too_many = length_of(text, field.unit) - field.limit
        return Refusal(code, limit=field.limit, too_many=too_many)
    return _why_not_mean(field, text, form)


def _why_not_mean(field: Field, text: str, form: Form) -> Refusal | None:
    match field.kind:
        case Kind.DAY if day_in(text) is None:
            return Refusal(CaseObstacle.NOT_A_DAY)
        case Kind.NUMBER if number_in(text) is None:
            return Refusal(CaseObstacle.NOT_A_NUMBER)
        case Kind.ADDRESS if not is_address(text):
            return Refusal(CaseObstacle.NOT_AN_ADDRESS)
        case Kind.CHOICE if text not in form.choices(field):
            return Refusal(CaseObstacle.UNKNOWN_CHOICE)
        case Kind.CHOICES if not set(choices_in(text)) <= form.choices(field):
            return Refusal(CaseObstacle.UNKNOWN_CHOICE)
        case Kind.CHOICES if len(choices_in(text)) > MAX_THEMES:
            return Refusal(CaseObstacle.TOO_MANY_CHOICES, limit=MAX_THEMES)
    return None


def _why_not_beside(field: Field, texts: Texts) -> Refusal | None:
    """What is wrong with an answer because of another one."""
    if field.key != "finished_on":
        return None
    started, finished = day_in(texts.get("started_on", "")), day_in(texts.get("finished_on", ""))
    is_turned = started is not None and finished is not None and finished < started
    return Refusal(CaseObstacle.FINISHED_BEFORE_START) if is_turned else None


def faults_in_section(section: Section, texts: Texts, form: Form) -> list[Fault]:
    return [
        Fault(section.key, page.key, field, refusal)
        for page in section.pages
        for field in page.fields
        if (refusal := why_not_stay(field, texts.get(field.key, ""), form) or _why_not_beside(field, texts))
    ]


def faults_in(texts: Texts, form: Form) -> list[Fault]:
    """Everything that has to be mended before submitting, in the order of the form."""
    return [fault for section in form.sections for fault in faults_in_section(section, texts, form)]


def gaps_in(texts: Texts, form: Form, need: Need) -> list[Gap]:
    """The questions of that need without an answer, in the order of the form."""
    return [
        Gap(section.key, page.key, field)
        for section in form.sections
        for page in section.pages
        for field in page.fields
        if field.need is need and not is_answered(field, texts.get(field.key, ""))
    ]


@dataclass(frozen=True)
class Completeness:
    """How much of what a reader looks for is there."""

    n_answered: int
    n_asked: int

    @property
    def share(self) -> float:
        return self.n_answered / self.n_asked if self.n_asked else 1.0


def completeness_of(texts: Texts, form: Form) -> Completeness:
    asked = [field for field in form.fields.values() if field.need is not Need.OPTIONAL]
    return Completeness(sum(is_answered(field, texts.get(field.key, "")) for field in asked), len(asked))


def section_state(section: Section, texts: Texts, form: Form, *, n_added: int = 0) -> SectionState:
    """Where a section stands. `n_added` counts what is in it besides texts: attachments, colleagues."""
    answered = [field for field in section.fields if is_answered(field, texts.get(field.key, ""))]
    is_missing = any(field.need is Need.REQUIRED and field not in answered for field in section.fields)
    has_fault = bool(faults_in_section(section, texts, form))
    is_ready = not section.is_marked_by_hand or texts.get(ready_key(section.key), "") == YES
    if not is_missing and not has_fault and is_ready:
        return SectionState.DONE
    return (
        SectionState.STARTED if answered or n_added or texts.get(ready_key(section.key)) else SectionState.NOT_STARTED
    )


def frozen_answers(texts: Texts, form: Form) -> dict[str, object]:
    """The answers as they are kept for good: plain values that JSON gives back unchanged.

    Evidence becomes a list of claims, the criteria a mapping; a number or day that was not given is null.
    """
    plain = {
        field.key: meaning_of(field, texts.get(field.key, "")) for field in form.fields.values() if not field.group
    }
    return {
        **plain,
        "answers": {key: texts.get(f"answer.{key}", "").strip() for key in form.criteria},
        "evidence": list(_claims(texts)),
    }


def meaning_of(field: Field, text: str) -> object:
    """The plain value that a text stands for; None for a number or day that cannot be read."""
    match field.kind:
        case Kind.TICK:
            return text == YES
        case Kind.DAY:
            day = day_in(text)
            return day.isoformat() if day else None
        case Kind.NUMBER:
            return number_in(text)
        case Kind.CHOICES:
            return list(choices_in(text))
    return text.strip()


def _claims(texts: Texts) -> Iterator[dict[str, str]]:
    for number in range(1, N_CLAIMS + 1):
        claim = {field.key.rpartition(".")[2]: texts.get(field.key, "").strip() for field in _claim(number)}
        if any(claim.values()):
            yield claim


def highest_level(levels: Collection[str]) -> EvidenceLevel | None:
    """The best-founded claim of a case."""
    return next((level for level in reversed(EvidenceLevel) if level.value in levels), None)

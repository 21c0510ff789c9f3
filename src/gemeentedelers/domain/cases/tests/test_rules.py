import json
from collections.abc import Mapping
from datetime import date

import pytest

from gemeentedelers.domain.cases.rules import (
    LARGEST_NUMBER,
    MAX_THEMES,
    YES,
    CaseObstacle,
    Chapter,
    Completeness,
    EvidenceLevel,
    Field,
    Form,
    Gap,
    Kind,
    Licence,
    Need,
    Section,
    SectionState,
    Unit,
    choices_in,
    completeness_of,
    day_in,
    faults_in,
    frozen_answers,
    gaps_in,
    highest_level,
    is_address,
    is_answered,
    length_of,
    number_in,
    ready_key,
    section_state,
    sections_of,
    why_not_stay,
)
from gemeentedelers.foundation.refusals import Refusal

FORM = Form(
    criteria=("succesvol", "waardevol"),
    categories=frozenset({"leefomgeving", "uitvoering"}),
    themes=frozenset({"natuur-en-groen", "wonen", "verkeer"}),
)
WHOLE: Mapping[str, str] = {
    "was_decisive": YES,
    "title": "Samen de straat vergroenen",
    "summary": "Bewoners en gemeente halen samen tegels uit de straat.",
    "result": "In een jaar gingen 4.000 tegels eruit.",
    "problem": "De straat werd te heet.",
    "approach": "Wij begonnen met één straat.",
    "category": "leefomgeving",
    "themes": "natuur-en-groen\nwonen",
    "started_on": "2025-01-01",
    "finished_on": "30-6-2026",
    "answer.succesvol": "Er liggen minder tegels.",
    "evidence.1.change": "Er liggen 4.000 tegels minder.",
    "evidence.1.level": "counted",
    "answer.waardevol": "Het is er koeler.",
    "costs": "5.000 euro en 80 uur.",
    "lessons": "Begin eerder met bewoners.",
    "may_be_published": YES,
}


def with_(**changes: str) -> dict[str, str]:
    """The whole case with other answers; a dot in a key is written as two underscores."""
    return {**WHOLE, **{key.replace("__", "."): value for key, value in changes.items()}}


def without(*keys: str) -> dict[str, str]:
    return {key: value for key, value in WHOLE.items() if key not in keys}


def field(key: str) -> Field:
    return FORM.fields[key]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026-3-1", date(2026, 3, 1)),
        ("1-3-2026", date(2026, 3, 1)),
        ("01-03-2026", date(2026, 3, 1)),
        ("1/3/2026", date(2026, 3, 1)),
        ("1.3.2026", date(2026, 3, 1)),
        ("1 3 2026", date(2026, 3, 1)),
        ("1 maart 2026", date(2026, 3, 1)),
        ("31 December 2025", date(2025, 12, 31)),
        (" 1-3-2026\n", date(2026, 3, 1)),
        ("29-2-2024", date(2024, 2, 29)),
        ("2024-02-29", date(2024, 2, 29)),
        ("29 februari 2024", date(2024, 2, 29)),
        ("29-2-2026", None),
        ("2026-02-29", None),
        ("29 februari 2026", None),
        ("31-4-2026", None),
        ("13-13-2026", None),
        ("0-1-2026", None),
        ("1-1-0000", None),
        ("31-12-1899", None),
        ("1-1-1900", date(1900, 1, 1)),
        ("1-3-26", None),
        ("1 lente 2026", None),
        ("maart 2026", None),
        ("2026", None),
        ("2026-03", None),
        ("1-3-20266", None),
        ("١-٣-٢٠٢٦", None),
        ("binnenkort", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_a_browser_or_a_person_writes_it(text: str, day: date | None) -> None:
    assert day_in(text) == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("4000", 4_000),
        ("4.000", 4_000),
        ("1.234.567", 1_234_567),
        ("4 000", 4_000),
        ("4\u00a0000", 4_000),
        ("€ 4000", 4_000),
        ("€4.000", 4_000),
        ("€\u00a04.000,-", 4_000),
        ("4.000,00", 4_000),
        ("4.000,50", 4_001),
        ("4000,5", 4_001),
        ("0,01", 1),
        (" 12 ", 12),
        ("007", 7),
        ("999.999.999", LARGEST_NUMBER),
        ("999999999,01", None),
        ("1.000.000.000", None),
        ("9" * 5_000, None),
        ("1" + ".000" * 2_000, None),
        ("1.5", None),
        ("40.00", None),
        ("4,000", None),
        ("4.0000", None),
        ("-5", None),
        ("4000 euro", None),
        ("ongeveer 4000", None),
        ("€", None),
        ("½", None),
        ("٤", None),
        ("", None),
    ],
)
def test_a_number_is_read_as_whole_euros_hours_or_months(text: str, number: int | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://www.gemeente.nl", True),
        ("http://gemeente.nl/", True),
        ("Https://Gemeente.nl/Project", True),
        ("https://github.com/gemeente/code?tab=1#lees", True),
        ("https://gemeente.nl:8443/x", True),
        (" https://gemeente.nl ", True),
        ("www.gemeente.nl", False),
        ("gemeente.nl", False),
        ("https://gemeente", False),
        ("https://.nl", False),
        ("https://gemeente..nl", False),
        ("https://gemeente.nl/een pad", False),
        ("https://gemeente.nl en nog iets", False),
        ("ftp://gemeente.nl", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_a_web_address_is_whole(text: str, is_one: bool) -> None:
    assert is_address(text) is is_one


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("", ()),
        ("\n \n", ()),
        ("wonen", ("wonen",)),
        ("wonen\nverkeer", ("wonen", "verkeer")),
        (" wonen \n\nverkeer\nwonen\n", ("wonen", "verkeer")),
    ],
)
def test_choices_stand_on_a_line_each_and_count_once(text: str, choices: tuple[str, ...]) -> None:
    assert choices_in(text) == choices


@pytest.mark.parametrize(
    ("text", "unit", "length"),
    [
        ("", Unit.WORDS, 0),
        ("een twee", Unit.WORDS, 2),
        ("een – twee", Unit.WORDS, 2),
        ("één\r\n", Unit.CHARACTERS, 4),
        ("een twee", Unit.CHARACTERS, 8),
        (" twee ", Unit.CHARACTERS, 6),
    ],
)
def test_length_is_counted_in_words_or_in_characters_as_the_browser_counts(text: str, unit: Unit, length: int) -> None:
    assert length_of(text, unit) == length


@pytest.mark.parametrize(
    ("key", "text", "is_there"),
    [
        ("title", "T", True),
        ("title", "", False),
        ("title", " \n ", False),
        ("cost_once", "veel", True),
        ("was_decisive", YES, True),
        ("was_decisive", "", False),
        ("was_decisive", "nee", False),
        ("was_decisive", " ja ", False),
    ],
)
def test_a_tick_counts_when_it_is_set_and_the_rest_when_something_stands_there(
    key: str, text: str, is_there: bool
) -> None:
    assert is_answered(field(key), text) is is_there


@pytest.mark.parametrize(
    ("key", "name", "group"),
    [
        ("title", "title", ""),
        ("answer.succesvol", "answer", "answer"),
        ("evidence.2.level", "evidence.level", "evidence.2"),
    ],
)
def test_the_name_of_a_field_is_the_same_for_each_claim_and_each_criterion(key: str, name: str, group: str) -> None:
    assert (field(key).name, field(key).group) == (name, group)


@pytest.mark.parametrize(
    ("key", "n_words", "refusal"),
    [
        ("summary", 69, None),
        ("summary", 70, None),
        ("summary", 71, Refusal(CaseObstacle.TOO_MANY_WORDS, limit=70, too_many=1)),
        ("problem", 300, None),
        ("problem", 310, Refusal(CaseObstacle.TOO_MANY_WORDS, limit=300, too_many=10)),
        ("answer.succesvol", 500, None),
        ("answer.succesvol", 501, Refusal(CaseObstacle.TOO_MANY_WORDS, limit=500, too_many=1)),
    ],
)
def test_a_text_has_room_for_so_many_words(key: str, n_words: int, refusal: Refusal | None) -> None:
    assert why_not_stay(field(key), "woord " * n_words, FORM) == refusal


@pytest.mark.parametrize(
    ("key", "n_characters", "refusal"),
    [
        ("title", 99, None),
        ("title", 100, None),
        ("title", 101, Refusal(CaseObstacle.TOO_MANY_CHARACTERS, limit=100, too_many=1)),
        ("result", 200, None),
        ("result", 203, Refusal(CaseObstacle.TOO_MANY_CHARACTERS, limit=200, too_many=3)),
        ("evidence.1.before", 121, Refusal(CaseObstacle.TOO_MANY_CHARACTERS, limit=120, too_many=1)),
    ],
)
def test_a_line_has_room_for_so_many_characters(key: str, n_characters: int, refusal: Refusal | None) -> None:
    assert why_not_stay(field(key), "é" * n_characters, FORM) == refusal


@pytest.mark.parametrize(
    ("key", "text", "refusal"),
    [
        ("title", "Titel", None),
        ("was_decisive", "nee", None),
        ("started_on", "", None),
        ("started_on", "  ", None),
        ("started_on", "1-3-2026", None),
        ("started_on", "31-2-2026", Refusal(CaseObstacle.NOT_A_DAY)),
        ("cost_once", "€ 4.000,-", None),
        ("cost_once", "veel", Refusal(CaseObstacle.NOT_A_NUMBER)),
        ("repository", "https://gemeente.nl/code", None),
        ("repository", "gemeente.nl/code", Refusal(CaseObstacle.NOT_AN_ADDRESS)),
        ("category", "leefomgeving", None),
        ("category", "Leefomgeving", Refusal(CaseObstacle.UNKNOWN_CHOICE)),
        ("licence", "cc-by-4.0", None),
        ("licence", "counted", Refusal(CaseObstacle.UNKNOWN_CHOICE)),
        ("evidence.3.level", "examined", None),
        ("evidence.3.level", "eupl-1.2", Refusal(CaseObstacle.UNKNOWN_CHOICE)),
        ("themes", "wonen", None),
        ("themes", "wonen\nverkeer", None),
        ("themes", "wonen\nverkeer\nwonen", None),
        ("themes", "wonen\nlucht", Refusal(CaseObstacle.UNKNOWN_CHOICE)),
        ("themes", "wonen\nverkeer\nnatuur-en-groen", Refusal(CaseObstacle.TOO_MANY_CHOICES, limit=MAX_THEMES)),
    ],
)
def test_each_kind_of_answer_has_its_own_obstacle(key: str, text: str, refusal: Refusal | None) -> None:
    assert why_not_stay(field(key), text, FORM) == refusal


def test_an_address_that_is_too_long_hears_that_first() -> None:
    address = f"geen adres {'x' * 500}"

    refusal = why_not_stay(field("repository"), address, FORM)

    assert refusal == Refusal(CaseObstacle.TOO_MANY_CHARACTERS, limit=500, too_many=11)


@pytest.mark.parametrize(
    ("key", "choices"),
    [
        ("category", {"leefomgeving", "uitvoering"}),
        ("themes", {"natuur-en-groen", "wonen", "verkeer"}),
        ("licence", set(Licence)),
        ("evidence.2.level", set(EvidenceLevel)),
    ],
)
def test_what_may_be_chosen(key: str, choices: set[str]) -> None:
    assert FORM.choices(field(key)) == choices


BEGINNING, END = ["gemeente", "in-het-kort"], ["nodig", "bijlagen", "medeauteurs", "toestemming"]


@pytest.mark.parametrize(
    ("criteria", "between"),
    [
        (("succesvol", "waardevol", "herbruikbaar"), ["succesvol", "waardevol", "herbruikbaar"]),
        (("herbruikbaar", "succesvol"), ["herbruikbaar", "succesvol"]),
        (("succesvol",), ["succesvol", "overnemen"]),
        (("herbruikbaar",), ["herbruikbaar", "bewijs"]),
        (("moedig",), ["moedig", "bewijs", "overnemen"]),
        ((), ["bewijs", "overnemen"]),
    ],
)
def test_the_form_has_a_section_for_each_criterion(criteria: tuple[str, ...], between: list[str]) -> None:
    sections = sections_of(criteria)

    assert [section.key for section in sections] == [*BEGINNING, *between, *END]
    assert [section.criterion for section in sections if section.criterion] == list(criteria)


@pytest.mark.parametrize(
    ("criteria", "section", "pages"),
    [
        (("succesvol",), "succesvol", ["antwoord", "bewijs"]),
        (("herbruikbaar",), "herbruikbaar", ["antwoord", "overnemen", "pakket"]),
        (("moedig",), "moedig", ["antwoord"]),
        (("moedig",), "bewijs", ["bewijs"]),
        (("moedig",), "overnemen", ["overnemen", "pakket"]),
        ((), "in-het-kort", ["samenvatting", "verhaal", "plaats-en-tijd"]),
        ((), "nodig", ["geld", "mensen-en-tijd", "lessen"]),
        ((), "bijlagen", []),
    ],
)
def test_the_pages_of_a_section(criteria: tuple[str, ...], section: str, pages: list[str]) -> None:
    form = Form(criteria, frozenset(), frozenset())
    found = form.section(section)

    assert found is not None
    assert [page.key for page in found.pages] == pages


def test_every_edition_asks_for_the_same_evidence_and_transfer_once() -> None:
    forms = [Form(criteria, frozenset(), frozenset()) for criteria in [("succesvol", "herbruikbaar"), ("moedig",)]]
    keys = [[field.key for section in form.sections for field in section.fields] for form in forms]

    assert [len(found) for found in keys] == [len(set(found)) for found in keys]
    assert set(keys[0]) - set(keys[1]) == {"answer.succesvol", "answer.herbruikbaar"}


@pytest.mark.parametrize(
    ("key", "section"),
    [
        ("title", "in-het-kort"),
        ("answer.succesvol", "succesvol"),
        ("evidence.3.source", "succesvol"),
        ("portable", "overnemen"),
        ("ready.bijlagen", "bijlagen"),
        ("ready.waardevol", "waardevol"),
        ("ready.herbruikbaar", None),
        ("answer.herbruikbaar", None),
        ("evidence.4.change", None),
        ("status", None),
        ("", None),
    ],
)
def test_where_a_field_is_asked(key: str, section: str | None) -> None:
    found = FORM.section_of(key)

    assert (found.key if found else None) == section


def test_an_unknown_section_is_none() -> None:
    assert FORM.section("verhaal") is None


@pytest.mark.parametrize(
    ("claim", "needs"),
    [
        (1, [Need.REQUIRED, Need.REQUIRED, *[Need.WANTED] * 5]),
        (2, [Need.OPTIONAL] * 7),
        (3, [Need.OPTIONAL] * 7),
    ],
)
def test_only_the_first_claim_is_asked_of_everybody(claim: int, needs: list[Need]) -> None:
    parts = ("change", "level", "measured", "before", "after", "period", "source")

    assert [field(f"evidence.{claim}.{part}").need for part in parts] == needs


def test_nothing_is_wrong_with_or_missing_from_a_whole_case() -> None:
    assert faults_in(WHOLE, FORM) == []
    assert gaps_in(WHOLE, FORM, Need.REQUIRED) == []


def test_an_empty_case_has_gaps_and_no_faults() -> None:
    assert faults_in({}, FORM) == []
    assert [gap.field.key for gap in gaps_in({}, FORM, Need.REQUIRED)] == list(WHOLE)


@pytest.mark.parametrize("key", WHOLE)
def test_each_required_answer_is_missed_with_its_section_and_page(key: str) -> None:
    (gap,) = gaps_in(without(key), FORM, Need.REQUIRED)
    section = FORM.section_of(key)

    assert section is not None
    assert (gap.field.key, gap.section) == (key, section.key)
    assert gap.page in [page.key for page in section.pages if gap.field in page.fields]


@pytest.mark.parametrize("emptied", ["", "  ", "\n"])
def test_white_space_is_no_answer(emptied: str) -> None:
    assert gaps_in(with_(problem=emptied), FORM, Need.REQUIRED) == [Gap("in-het-kort", "verhaal", field("problem"))]


def test_what_readers_will_miss_comes_in_the_order_of_the_form() -> None:
    keys = [gap.field.key for gap in gaps_in(WHOLE, FORM, Need.WANTED)]

    assert keys == [
        "evidence.1.measured",
        "evidence.1.before",
        "evidence.1.after",
        "evidence.1.period",
        "evidence.1.source",
        "portable",
        "local",
        "small_try",
        "licence",
        "systems",
        "cost_once",
        "cost_yearly",
        "hours",
        "months",
        "staff",
        "has_agreement",
        "may_be_contacted",
    ]


def test_faults_come_in_the_order_of_the_form_each_with_its_place() -> None:
    texts = with_(
        cost_once="veel",
        title="t" * 101,
        started_on="1-7-2026",
        evidence__2__level="misschien",
        category="lucht",
    )

    assert [(fault.section, fault.page, fault.field.key, fault.refusal.code) for fault in faults_in(texts, FORM)] == [
        ("in-het-kort", "samenvatting", "title", CaseObstacle.TOO_MANY_CHARACTERS),
        ("in-het-kort", "plaats-en-tijd", "category", CaseObstacle.UNKNOWN_CHOICE),
        ("in-het-kort", "plaats-en-tijd", "finished_on", CaseObstacle.FINISHED_BEFORE_START),
        ("succesvol", "bewijs", "evidence.2.level", CaseObstacle.UNKNOWN_CHOICE),
        ("nodig", "geld", "cost_once", CaseObstacle.NOT_A_NUMBER),
    ]


@pytest.mark.parametrize(
    ("started", "finished", "codes"),
    [
        ("1-3-2026", "2-3-2026", []),
        ("1-3-2026", "1-3-2026", []),
        ("2-3-2026", "1-3-2026", [CaseObstacle.FINISHED_BEFORE_START]),
        ("", "1-3-2026", []),
        ("1-3-2026", "", []),
        ("gisteren", "1-3-2026", [CaseObstacle.NOT_A_DAY]),
        ("1-3-2026", "gisteren", [CaseObstacle.NOT_A_DAY]),
    ],
)
def test_a_case_is_not_finished_before_it_began(started: str, finished: str, codes: list[CaseObstacle]) -> None:
    faults = faults_in(with_(started_on=started, finished_on=finished), FORM)

    assert [fault.refusal.code for fault in faults] == codes


@pytest.mark.parametrize(
    ("texts", "completeness"),
    [
        ({}, Completeness(0, 34)),
        ({"title": "Titel"}, Completeness(1, 34)),
        ({"title": " ", "was_decisive": "nee"}, Completeness(0, 34)),
        ({"repository": "https://gemeente.nl", "evidence.2.change": "Meer"}, Completeness(0, 34)),
        (WHOLE, Completeness(17, 34)),
        ({**WHOLE, "portable": "Het draaiboek."}, Completeness(18, 34)),
    ],
)
def test_completeness_counts_what_a_reader_looks_for(texts: Mapping[str, str], completeness: Completeness) -> None:
    assert completeness_of(texts, FORM) == completeness


@pytest.mark.parametrize(
    ("completeness", "share"), [(Completeness(0, 34), 0.0), (Completeness(17, 34), 0.5), (Completeness(0, 0), 1.0)]
)
def test_completeness_as_a_share(completeness: Completeness, share: float) -> None:
    assert completeness.share == share


BASICS = {key: WHOLE[key] for section in FORM.sections[1:2] for key in (field.key for field in section.fields)}


@pytest.mark.parametrize(
    ("section", "texts", "n_added", "state"),
    [
        ("gemeente", {}, 0, SectionState.NOT_STARTED),
        ("gemeente", {"was_decisive": YES}, 0, SectionState.DONE),
        ("gemeente", {}, 1, SectionState.STARTED),
        ("gemeente", {"ready.gemeente": YES}, 0, SectionState.STARTED),
        ("toestemming", {}, 0, SectionState.NOT_STARTED),
        ("toestemming", {"has_agreement": YES}, 0, SectionState.STARTED),
        ("toestemming", {"may_be_published": YES}, 0, SectionState.DONE),
        ("toestemming", {"may_be_published": ""}, 0, SectionState.NOT_STARTED),
        ("in-het-kort", {}, 0, SectionState.NOT_STARTED),
        ("in-het-kort", {"title": "Titel"}, 0, SectionState.STARTED),
        ("in-het-kort", BASICS, 0, SectionState.STARTED),
        ("in-het-kort", {"ready.in-het-kort": YES}, 0, SectionState.STARTED),
        ("in-het-kort", {"ready.in-het-kort": ""}, 0, SectionState.NOT_STARTED),
        ("in-het-kort", {**BASICS, "ready.in-het-kort": YES}, 0, SectionState.DONE),
        ("in-het-kort", {**BASICS, "ready.in-het-kort": ""}, 0, SectionState.STARTED),
        ("in-het-kort", {**BASICS, "ready.nodig": YES}, 0, SectionState.STARTED),
        ("in-het-kort", {**BASICS, "ready.in-het-kort": YES, "title": ""}, 0, SectionState.STARTED),
        ("in-het-kort", {**BASICS, "ready.in-het-kort": YES, "title": "t" * 101}, 0, SectionState.STARTED),
        ("in-het-kort", {**BASICS, "ready.in-het-kort": YES, "started_on": "1-7-2026"}, 0, SectionState.STARTED),
        ("in-het-kort", {**BASICS, "ready.in-het-kort": YES, "cost_once": "veel"}, 0, SectionState.DONE),
        ("overnemen", {"ready.overnemen": YES}, 0, SectionState.DONE),
        ("bijlagen", {}, 0, SectionState.NOT_STARTED),
        ("bijlagen", {}, 2, SectionState.STARTED),
        ("bijlagen", {"ready.bijlagen": YES}, 2, SectionState.DONE),
        ("bijlagen", {"ready.bijlagen": YES}, 0, SectionState.DONE),
        ("medeauteurs", {"ready.bijlagen": YES}, 0, SectionState.NOT_STARTED),
    ],
)
def test_where_a_section_stands(section: str, texts: Mapping[str, str], n_added: int, state: SectionState) -> None:
    found = FORM.section(section)

    assert found is not None
    assert section_state(found, texts, FORM, n_added=n_added) is state


@pytest.mark.parametrize(
    ("section", "is_by_hand"),
    [(Chapter.MUNICIPALITY, False), (Chapter.CONSENT, False), (Chapter.FILES, True), ("succesvol", True)],
)
def test_the_team_marks_what_only_it_can_know(section: str, is_by_hand: bool) -> None:
    assert Section(section, ()).is_marked_by_hand is is_by_hand
    assert ready_key(section) == f"ready.{section}"


def test_frozen_answers_hold_what_was_meant() -> None:
    frozen = frozen_answers(
        with_(
            title="  Titel\n",
            cost_once="€ 4.000,50",
            hours="veel",
            evidence__3__change=" Ook de buren doen mee. ",
            repository="https://gemeente.nl/code",
        ),
        FORM,
    )

    assert (frozen["title"], frozen["category"], frozen["repository"]) == (
        "Titel",
        "leefomgeving",
        "https://gemeente.nl/code",
    )
    assert (frozen["themes"], frozen["started_on"], frozen["finished_on"]) == (
        ["natuur-en-groen", "wonen"],
        "2025-01-01",
        "2026-06-30",
    )
    assert (frozen["cost_once"], frozen["cost_yearly"], frozen["hours"]) == (4_001, None, None)
    assert (frozen["was_decisive"], frozen["has_agreement"]) == (True, False)
    assert frozen["answers"] == {"succesvol": "Er liggen minder tegels.", "waardevol": "Het is er koeler."}
    assert [(claim["change"], claim["level"]) for claim in frozen["evidence"]] == [  # type: ignore[attr-defined]  # JSON
        ("Er liggen 4.000 tegels minder.", "counted"),
        ("Ook de buren doen mee.", ""),
    ]


@pytest.mark.parametrize("texts", [{}, WHOLE, with_(themes="", finished_on="ooit")])
def test_frozen_answers_come_back_from_json_as_they_went(texts: Mapping[str, str]) -> None:
    frozen = frozen_answers(texts, FORM)

    assert json.loads(json.dumps(frozen)) == frozen


def test_frozen_answers_of_an_empty_case_have_every_question_and_no_claims() -> None:
    frozen = frozen_answers({"evidence.1.change": " ", "iets.anders": "x"}, FORM)
    single = [key for key in FORM.fields if "." not in key]

    assert list(frozen) == [*single, "answers", "evidence"]
    assert (frozen["answers"], frozen["evidence"]) == ({"succesvol": "", "waardevol": ""}, [])
    assert (frozen["finished_on"], frozen["themes"], frozen["may_be_published"]) == (None, [], False)


@pytest.mark.parametrize(
    ("levels", "highest"),
    [
        ([], None),
        (["", "onzin"], None),
        (["told"], EvidenceLevel.TOLD),
        (["told", "compared", "counted"], EvidenceLevel.COMPARED),
        (["examined", "told"], EvidenceLevel.EXAMINED),
    ],
)
def test_the_best_founded_claim_counts(levels: list[str], highest: EvidenceLevel | None) -> None:
    assert highest_level(levels) is highest


def test_a_field_without_a_limit_takes_any_length() -> None:
    assert why_not_stay(Field("notes", Kind.TEXT), "woord " * 10_000, FORM) is None

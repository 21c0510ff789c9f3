from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeentedelers.domain.publications.actions import REFERENCE
from gemeentedelers.domain.publications.rules import (
    SLUG_LENGTH,
    SLUG_OF_TITLE_LENGTH,
    Outcome,
    Part,
    PublicationObstacle,
    country_of,
    free_slug,
    number_in,
    outcome_of,
    parts_of,
    parts_of_entry,
    read_cases,
    slug_of,
    why_not_publish,
)
from gemeentedelers.domain.publications.tests.factories import csv_of
from gemeentedelers.foundation.refusals import Refusal, RefusedError

REVEAL = datetime(2027, 6, 16, 14, tzinfo=UTC)
GOOD = ("2023", "Groene daken", "Kampen", "Wonen", "finalist", "Kort.", "https://bron.example/")


@pytest.mark.parametrize(
    ("revealed_at", "now", "refusal"),
    [
        (None, REVEAL, Refusal(PublicationObstacle.NOT_REVEALED)),
        (REVEAL, REVEAL - timedelta(microseconds=1), Refusal(PublicationObstacle.NOT_REVEALED)),
        (REVEAL, REVEAL, None),
    ],
)
def test_nothing_is_public_before_the_reveal(
    revealed_at: datetime | None, now: datetime, refusal: Refusal | None
) -> None:
    assert why_not_publish(revealed_at=revealed_at, now=now) == refusal


@pytest.mark.parametrize(
    ("text", "outcome", "prize"),
    [
        ("winnaar", Outcome.WINNER, ""),
        ("winnaar (Publieksprijs)", Outcome.WINNER, "Publieksprijs"),
        (" Winnaar(Publieksprijs) ", Outcome.WINNER, "Publieksprijs"),
        ("finalist", Outcome.FINALIST, ""),
        ("genomineerd", Outcome.FINALIST, ""),
        ("deelnemer (eervolle vermelding)", Outcome.PARTICIPANT, "eervolle vermelding"),
        ("", Outcome.PARTICIPANT, ""),
    ],
)
def test_an_outcome_may_name_its_prize(text: str, outcome: Outcome, prize: str) -> None:
    assert outcome_of(text) == (outcome, prize)


@pytest.mark.parametrize("text", ["gewonnen", "winnaar (", "winnaar (a) (b)", "()"])
def test_another_word_is_no_outcome(text: str) -> None:
    with pytest.raises(RefusedError) as error:
        outcome_of(text)
    assert error.value.refusal == Refusal(PublicationObstacle.UNKNOWN_OUTCOME, value=text)


@pytest.mark.parametrize(
    ("name", "country"),
    [("Gent (België)", "BE"), ("Gent", None), ("Bergen (NH)", None), ("(België)", None), ("", None)],
)
def test_a_participant_abroad_says_its_country(name: str, country: str | None) -> None:
    assert country_of(name) == country


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("OpenStad: van, voor en door gemeenten", "openstad-van-voor-en-door-gemeenten"),
        ("'s Ochtends één café", "s-ochtends-een-cafe"),
        ("Curaçao & Zeeuwse zilte", "curacao-zeeuwse-zilte"),
        ("Het Gemeentelijk Gegevensmodel (GGM)", "het-gemeentelijk-gegevensmodel-ggm"),
        ("日本!", "casus"),
        ("woord " * 30, "woord-" * 9 + "woord"),
        ("a" * 100, "a" * 60),
    ],
)
def test_a_slug_has_plain_words(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text(max_size=250), st.text(max_size=250), st.integers(0, 3))
def test_a_slug_always_fits_and_is_free(title: str, name: str, n_before: int) -> None:
    assert len(slug_of(title)) <= SLUG_OF_TITLE_LENGTH
    taken: set[str] = set()
    for _ in range(n_before + 1):
        slug = free_slug(title, name, taken)
        assert slug not in taken
        assert 0 < len(slug) <= SLUG_LENGTH
        taken.add(slug)


def test_cases_with_one_title_differ_by_municipality_and_then_by_number() -> None:
    taken = {"groene-daken"}
    assert free_slug("Groene daken", "Kampen", taken) == "groene-daken-kampen"
    taken.add("groene-daken-kampen")
    assert free_slug("Groene daken", "Kampen", taken) == "groene-daken-kampen-2"


@pytest.mark.parametrize(
    ("result", "number"),
    [
        ("In een jaar gingen 4.000 tegels eruit.", "4.000"),
        ("1 op 3 gasten voelt zich minder alleen.", "1 op 3"),
        ("In 2024 daalde het met 25 procent.", "25 procent"),
        ("Dat scheelt € 1.500 per jaar.", "€ 1.500"),
        ("Sinds 2019 gaat het beter.", ""),
        ("Iedereen is blij.", ""),
        ("", ""),
    ],
)
def test_a_result_is_remembered_by_its_number(result: str, number: str) -> None:
    assert number_in(result) == number


def test_a_body_is_divided_by_its_headings() -> None:
    assert parts_of("Vooraf.\n\n## Aanpak\nEerst dit.\r\n\r\n## Leeg\n\n## Kosten\nWeinig.") == (
        Part("", "Vooraf."),
        Part("Aanpak", "Eerst dit."),
        Part("Kosten", "Weinig."),
    )
    assert parts_of("") == ()


def test_an_entry_is_told_in_the_order_of_a_reader() -> None:
    content = {
        "problem": "Heet.",
        "approach": "Groen.",
        "costs": "",
        "lessons": "Begin eerder.",
        "answers": {"succesvol": "Ja."},
    }
    assert parts_of_entry(content, [("succesvol", "Succesvol"), ("waardevol", "Waardevol")]) == [
        Part("Het probleem", "Heet."),
        Part("De aanpak", "Groen."),
        Part("Succesvol", "Ja."),
        Part("Wat ging er mis", "Begin eerder."),
    ]


def test_the_cases_of_earlier_years_read_well() -> None:
    rows, faults = read_cases(REFERENCE.read_text(encoding="utf-8"))

    assert faults == []
    assert len(rows) == 19
    assert all(row.source_url for row in rows)
    assert max(len(row.municipalities) for row in rows) == 14


@pytest.mark.parametrize(
    ("column", "value", "obstacle"),
    [
        ("edition", "20x1", PublicationObstacle.UNKNOWN_YEAR),
        ("edition", "", PublicationObstacle.UNKNOWN_YEAR),
        ("edition", "1999", PublicationObstacle.UNKNOWN_YEAR),
        ("title", " ", PublicationObstacle.TITLE_MISSING),
        ("title", "x" * 201, PublicationObstacle.TOO_LONG),
        ("title", "x\x00", PublicationObstacle.NOT_READABLE),
        ("municipality", " ; ", PublicationObstacle.MUNICIPALITY_MISSING),
        ("category", "x" * 101, PublicationObstacle.TOO_LONG),
        ("result", "gewonnen", PublicationObstacle.UNKNOWN_OUTCOME),
        ("source_url", "javascript:alert(1)", PublicationObstacle.NOT_AN_ADDRESS),
        ("population_served", "veel", PublicationObstacle.NOT_A_NUMBER),
        ("population_served", "9999999999", PublicationObstacle.NOT_A_NUMBER),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(column: str, value: str, obstacle: PublicationObstacle) -> None:
    header = ("edition", "title", "municipality", "category", "result", "summary_nl", "source_url")
    names = (*header, "population_served")
    bad = [value if name == column else cell for name, cell in zip(names, (*GOOD, "10"), strict=True)]

    rows, faults = read_cases(csv_of((*GOOD, "10"), bad, extra=["population_served"]))

    assert [row.line for row in rows] == [2]
    assert [(fault.line, fault.column, fault.refusal.code) for fault in faults] == [(3, column, obstacle)]


def test_lines_are_counted_as_an_editor_does() -> None:
    two_lines = (*GOOD[:5], "Eerste regel.\nTweede regel.", GOOD[6])
    text = csv_of(two_lines, ("",) * 7, ("20x1", *GOOD[1:]))

    rows, faults = read_cases("\ufeff" + text)

    assert [row.line for row in rows] == [2]
    assert [fault.line for fault in faults] == [5]


def test_optional_columns_and_empty_cells_are_fine() -> None:
    row = (
        "2023",
        "Daken",
        "Kampen; Gent (België);Kampen",
        "",
        "",
        "",
        "",
        "Natuur en groen",
        "## Kosten\n5 euro",
        "900",
    )

    rows, faults = read_cases(csv_of(row, extra=["theme", "body", "population_served"]))

    assert faults == []
    assert rows[0].municipalities == ("Kampen", "Gent (België)")
    assert (rows[0].outcome, rows[0].themes) == (Outcome.PARTICIPANT, ("Natuur en groen",))
    assert (rows[0].body, rows[0].population_served) == ((Part("Kosten", "5 euro"),), 900)


@pytest.mark.parametrize("text", ["", "edition,title\n2023,Daken", "\n"])
def test_missing_columns_are_said_once(text: str) -> None:
    rows, faults = read_cases(text)

    assert rows == []
    assert [(fault.line, fault.refusal.code) for fault in faults] == [(1, PublicationObstacle.COLUMNS_MISSING)]


@given(st.text(max_size=300))
def test_no_text_makes_the_reader_fall(text: str) -> None:
    read_cases(text)
    read_cases(csv_of(GOOD) + "\n" + text)

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf.generic import Destination, DictionaryObject, StreamObject

from gemeentedelers.foundation.documents.answers import Answer, Document, Part, Row, pdf_of
from gemeentedelers.foundation.documents.tests.readers import (
    reader_of,
    spelled_out,
    tags_of,
    without_spaces,
    words_between_the_margins,
    words_in,
)

NOW = datetime(2026, 12, 4, 13, 3, tzinfo=UTC)
ENTRY = Document(
    title="Zo weten inwoners wie hun aanvraag heeft",
    subtitle="Inzending van gemeente Zutphen (fictief)",
    reference="GD-2027-0042-7",
    details=(Row("Gemeente", "Zutphen"), Row("Ingediend", "vrijdag 4 december 2026 om 14.03 uur")),
    parts=(
        Part("Het verhaal", (Answer("Wat was het probleem?", "Eén.\nTwee.\n\nDrie."), Answer("Aanpak", " \n "))),
        Part("Nodig", (Answer("Kosten", "€ 12.000 en 40 uur"),)),
    ),
    footer="Bewaar dit als bewijs.",
)

HOSTILE = {
    "code": '#import "@preview/x:1.0.0": * #read("/etc/passwd") #eval("1")',
    "formula": "$x$ en $ integral $ en \\ en \\u{41}",
    "brackets": "] ) } [ ( { */ /* // <label> @ref",
    "markup": "= kop == *vet* _schuin_ `code` - lijst + 1. ~ -- ... https://example.nl/a_b",
    "quotes": "\"dubbel\" 'enkel' \\n \\\" \\",
    "one word": "a" * 20_000,
    "wide word": "W" * 3_000,
    "4,000 words": "woorden over gemeenten die delen " * 800,
    "emoji": "👍 ✅ 💡 👨‍👩‍👧‍👦 ❤️",
    "other letters": "Καλημέρα Добрый Łódź Şırnak ĳs Ĳ ĳzer café naïef",
    "signs": "☐ ☑ • → ≤ ½ ∑ €",
}  # fmt: skip


def document_with(text: str) -> Document:
    return replace(ENTRY, parts=(Part("Deel", (Answer("Vraag", text),)),))


def test_everything_that_was_said_is_in_it() -> None:
    words = words_in(pdf_of(ENTRY, now=NOW))

    for said in [
        "Zo weten inwoners wie hun aanvraag heeft",
        "Inzending van gemeente Zutphen (fictief)",
        "Ingediend vrijdag 4 december 2026 om 14.03 uur",
        "Wat was het probleem? Eén. Twee. Drie.",
        "Aanpak Niet ingevuld",
        "Kosten € 12.000 en 40 uur",
        "Bewaar dit als bewijs. Pagina 1 van 1",
    ]:
        assert said in words
    assert words.startswith("GemeenteDelers GD-2027-0042-7")


def test_every_page_has_its_number_and_the_reference() -> None:
    pages = reader_of(pdf_of(document_with("woord " * 2_500), now=NOW)).pages

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert f"Pagina {number} van {len(pages)}" in text
        assert "GD-2027-0042-7" in text


def test_lines_and_paragraphs_stay_as_they_were_typed() -> None:
    pdf = pdf_of(document_with("Eerste regel\r\nTweede regel\n\n\n  \nNieuwe alinea\n"), now=NOW)

    lines = [line.strip() for line in reader_of(pdf).pages[0].extract_text().splitlines()]
    start = lines.index("Eerste regel")
    assert lines[start : start + 3] == ["Eerste regel", "Tweede regel", "Nieuwe alinea"]
    assert tags_of(pdf)[-2:] == ["/P", "/P"]


def test_it_keeps_to_the_standard_for_accessible_documents() -> None:
    reader = reader_of(pdf_of(ENTRY, now=NOW))
    root = reader.root_object
    marks, preferences, metadata = root["/MarkInfo"], root["/ViewerPreferences"], root["/Metadata"]

    assert str(root["/Lang"]) == "nl"
    assert isinstance(marks, DictionaryObject)
    assert str(marks["/Marked"]) == "True"
    assert isinstance(preferences, DictionaryObject)
    assert str(preferences["/DisplayDocTitle"]) == "True"
    assert reader.metadata is not None
    assert reader.metadata.title == ENTRY.title
    assert isinstance(metadata, StreamObject)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata.get_data()


def test_it_is_read_aloud_in_the_order_of_the_form() -> None:
    row = ["/LI", "/Lbl", "/Strong", "/LBody"]
    assert tags_of(pdf_of(ENTRY, now=NOW)) == [
        "/Document",
        *["/H1", "/P", "/L", *row, *row],
        *["/H2", "/H3", "/P", "/P", "/H3", "/P"],
        *["/H2", "/H3", "/P"],
    ]


def test_the_outline_goes_from_part_to_question() -> None:
    outline = reader_of(pdf_of(ENTRY, now=NOW)).outline

    parts = [found.title for found in outline if isinstance(found, Destination)]
    questions = [
        [found.title for found in below if isinstance(found, Destination)]
        for below in outline
        if isinstance(below, list)
    ]
    assert parts == ["Het verhaal", "Nodig"]
    assert questions == [["Wat was het probleem?", "Aanpak"], ["Kosten"]]


def test_fonts_are_in_the_file_and_only_the_letters_that_it_uses() -> None:
    pdf = pdf_of(ENTRY, now=NOW)
    used = {
        font.get_object()["/BaseFont"]
        for page in reader_of(pdf).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }

    assert {name.split("+")[1] for name in used} == {
        "BricolageGrotesque-Bold",
        "SourceSans3-Regular",
        "SourceSans3-SemiBold",
    }
    assert b"/FontFile" in pdf
    assert len(pdf) < 60_000


def test_the_same_document_at_the_same_moment_is_the_same_file() -> None:
    assert pdf_of(ENTRY, now=NOW) == pdf_of(ENTRY, now=NOW)
    assert pdf_of(ENTRY, now=NOW) != pdf_of(ENTRY, now=NOW + timedelta(seconds=1))
    assert pdf_of(ENTRY, now=NOW) != pdf_of(replace(ENTRY, reference="GD-2027-0043-0"), now=NOW)


def test_eight_at_once_are_the_same_file_too() -> None:
    with ThreadPoolExecutor(8) as people:
        made = set(people.map(lambda _: pdf_of(ENTRY, now=NOW), range(16)))

    assert made == {pdf_of(ENTRY, now=NOW)}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_somebody_typed_is_never_read_as_markup(text: str) -> None:
    pdf = pdf_of(replace(document_with(text), reference="", footer=""), now=NOW)

    assert without_spaces(text) in without_spaces(words_between_the_margins(pdf))


@pytest.mark.parametrize("place", ["title", "subtitle", "reference", "footer", "blank"])
def test_markup_has_no_meaning_anywhere_else_either(place: str) -> None:
    text = '#read("/etc/hosts") = kop $x$ ]'
    pdf = pdf_of(replace(ENTRY, **{place: text}), now=NOW)  # type: ignore[arg-type]

    assert text in words_in(pdf)


def test_markup_has_no_meaning_in_headings_and_details() -> None:
    text = "#pagebreak() = kop $x$ ]"
    document = replace(ENTRY, details=(Row(text, text),), parts=(Part(text, (Answer(text, "antwoord"),)),))

    assert words_in(pdf_of(document, now=NOW)).count(text) == 4


@pytest.mark.parametrize("length", [2_000, 20_000])
def test_a_word_without_an_end_stays_on_the_page(length: int) -> None:
    pages = reader_of(pdf_of(document_with("x" * length), now=NOW)).pages

    lines = [line for page in pages for line in page.extract_text().splitlines() if "xxx" in line]
    assert "".join(lines) == "x" * length
    assert max(len(line) for line in lines) <= 120


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ge\u202ehe\u202cim", "geheim"),
        ("ge\u2067he\u2069im\u200f", "geheim"),
        ("nul\x00 bel\x07 esc\x1b[0m del\x7f \x80\x9f", "nul bel esc[0m del"),
        ("half \ud83d paar \udc00", "half paar"),
        ("\ufeffmerk \ufffe\uffff\ufdd0\U0010ffff", "merk"),
        ("kolom\tkolom", "kolom kolom"),
    ],
)
def test_what_no_page_can_show_is_left_out(typed: str, shown: str) -> None:
    assert f"Vraag {shown} Bewaar" in words_in(pdf_of(document_with(typed), now=NOW))


@pytest.mark.parametrize("text", ["你好世界", "नमस्ते", "สวัสดี"])
def test_letters_that_no_font_draws_can_still_be_searched_and_read_aloud(text: str) -> None:
    seen_before = "𒀀 "  # the first use of the box is spelled out in the font itself

    assert without_spaces(text) in spelled_out(pdf_of(document_with(seen_before + text), now=NOW))


@pytest.mark.parametrize("title", ["", "  \n ", "\x00\u202e"])
def test_a_document_without_a_title_says_so(title: str) -> None:
    metadata = reader_of(pdf_of(replace(ENTRY, title=title), now=NOW)).metadata

    assert metadata is not None
    assert metadata.title == "Zonder titel"


def test_the_least_document_is_a_page() -> None:
    assert len(reader_of(pdf_of(Document(title="", parts=()), now=NOW)).pages) == 1


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=400), st.text(st.characters(exclude_categories=())))
def test_any_text_becomes_a_document(text: str, title: str) -> None:
    document = Document(title=title, parts=(Part(title, (Answer(title, text),)),), details=(Row(title, text),))

    assert pdf_of(document, now=NOW).startswith(b"%PDF-1.7")

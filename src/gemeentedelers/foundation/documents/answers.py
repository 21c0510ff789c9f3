"""A document of questions and answers, as somebody keeps it: the proof of what was sent in, or a dossier to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gemeentedelers.foundation.documents.typesetting import Plain, one_line, paragraphs, pdf_from

SHEET = "answers.typ"
UNTITLED = "Zonder titel"


@dataclass(frozen=True)
class Row:
    """One fact under the title, such as the municipality or the moment of submitting."""

    label: str
    value: str


@dataclass(frozen=True)
class Answer:
    """A question with the text as it was typed: its paragraphs and line breaks stay."""

    question: str
    text: str


@dataclass(frozen=True)
class Part:
    heading: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Document:
    """`reference` stands at the top of every page, `footer` at the bottom, `blank` where an answer is empty."""

    title: str
    parts: tuple[Part, ...]
    subtitle: str = ""
    reference: str = ""
    details: tuple[Row, ...] = ()
    footer: str = ""
    blank: str = "Niet ingevuld"


def pdf_of(document: Document, *, now: datetime) -> bytes:
    """The document as an accessible PDF (PDF/UA-1): tagged, in Dutch, with a title and an outline of its parts.

    Any text gives a PDF; characters that no page can show are left out. `now` is the date inside the file: with the
    same document and moment the bytes are the same, so pass the moment at which the answers were frozen.
    """
    return pdf_from(SHEET, _content(document), now=now)


def _content(document: Document) -> Mapping[str, Plain]:
    return {
        "title": _heading(document.title),
        "subtitle": one_line(document.subtitle),
        "reference": one_line(document.reference),
        "footer": one_line(document.footer),
        "blank": one_line(document.blank),
        "details": [{"label": one_line(row.label), "value": one_line(row.value)} for row in document.details],
        "parts": [
            {"heading": _heading(part.heading), "answers": [_answer(answer) for answer in part.answers]}
            for part in document.parts
        ],
    }


def _answer(answer: Answer) -> Mapping[str, Plain]:
    return {"question": _heading(answer.question), "paragraphs": paragraphs(answer.text)}


def _heading(text: str) -> str:
    """The standard refuses a heading without words."""
    return one_line(text) or UNTITLED

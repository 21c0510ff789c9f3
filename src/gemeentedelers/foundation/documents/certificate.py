"""A certificate to hang on a wall: who gets it, for what, and where anybody can check that it is real."""

from dataclasses import asdict, dataclass
from datetime import datetime

from gemeentedelers.foundation.documents.typesetting import one_line, pdf_from

SHEET = "certificate.typ"
# A sheet holds about half of this at its smallest letter.
LONGEST = 300


@dataclass(frozen=True)
class Words:
    """`honour` stands above the title, `holder` and `sentence` below it; `notice` warns that it is an example."""

    document: str
    honour: str
    title: str
    holder: str
    sentence: str
    signed: str
    check: str
    address: str
    notice: str = ""


def certificate(words: Words, *, now: datetime) -> bytes:
    """One page of A4, landscape, as an accessible PDF (PDF/UA-1). The same words and moment give the same bytes."""
    content = {name: one_line(text[:LONGEST]) for name, text in asdict(words).items()}
    return pdf_from(SHEET, content, now=now)

"""How the tests read a document back: as a reader's program does."""

import re
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, PdfObject


def reader_of(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


def words_in(pdf: bytes) -> str:
    """The text of all pages without the ends of lines, which are the typesetter's and not the author's."""
    return " ".join(" ".join(page.extract_text() for page in reader_of(pdf).pages).split())


def words_between_the_margins(pdf: bytes) -> str:
    pages = [page.extract_text() for page in reader_of(pdf).pages]
    return " ".join(re.sub(r"^\s*GemeenteDelers|Pagina \d+ van \d+\s*$", "", page) for page in pages)


def without_spaces(text: str) -> str:
    return "".join(text.split())


def spelled_out(pdf: bytes) -> str:
    """What stands beside shapes that say nothing themselves (ActualText), for searching and reading aloud."""
    found: list[str] = []
    for page in reader_of(pdf).pages:
        contents = page.get_contents()
        assert isinstance(contents, ContentStream)
        for operands, operator in contents.operations:
            if operator == b"BDC" and "/ActualText" in operands[1]:
                found.append(operands[1]["/ActualText"])
    return "".join(found)


def tags_of(pdf: bytes) -> list[str]:
    """Headings, paragraphs and lists in the order in which they are read aloud."""
    root = reader_of(pdf).root_object["/StructTreeRoot"]
    assert isinstance(root, DictionaryObject)
    return list(_tags_under(root))


def _tags_under(node: PdfObject | None) -> Iterator[str]:
    found = node.get_object() if node is not None else None
    if isinstance(found, ArrayObject):
        for child in found:
            yield from _tags_under(child)
    elif isinstance(found, DictionaryObject):
        if "/S" in found:
            yield str(found["/S"])
        if "/K" in found:
            yield from _tags_under(found["/K"])

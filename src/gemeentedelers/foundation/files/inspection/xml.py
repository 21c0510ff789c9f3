"""Reads the XML of a document in pieces, and never a document type: that is where XML attacks begin."""

from collections.abc import Callable, Iterable, Mapping
from xml.parsers import expat

from gemeentedelers.foundation.files.rules import MEGABYTE, FileObstacle
from gemeentedelers.foundation.refusals import Refusal, RefusedError

OnElement = Callable[[str, Mapping[str, str]], None]

LARGEST_INDEX = 4 * MEGABYTE
LONGEST_PROLOGUE = MEGABYTE
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
XML_NAMES = (".xml", ".rels", ".vml")


def is_xml(name: str, first: bytes) -> bool:
    """By its name or by its first character, in any width: what Word takes for XML is up to the document."""
    for mark in BYTE_ORDER_MARKS:
        first = first.removeprefix(mark)
    return name.lower().endswith(XML_NAMES) or first.lstrip(b"\x00 \t\r\n").startswith(b"<")


def read_index(pieces: Iterable[bytes], on_element: OnElement) -> None:
    """Read all of a part that lists others, and hand over each element without its prefix."""
    parser = _parser(on_element)
    n_bytes = 0
    for piece in pieces:
        n_bytes += len(piece)
        if n_bytes > LARGEST_INDEX:
            raise RefusedError(Refusal(FileObstacle.BOMB))
        _feed(parser, piece)
    _feed(parser, b"", is_last=True)


def read_prologue(pieces: Iterable[bytes], *, is_picture: bool = False) -> None:
    """Read until the first element; a document type can only stand before it. The rest is unpacked and let go.

    Drawing programs put the standard document type of SVG in their pictures; without declarations of its own it is
    let through there.
    """
    has_begun: list[str] = []
    parser = _parser(lambda name, _: has_begun.append(name), is_picture=is_picture)
    n_bytes = 0
    for piece in pieces:
        if not has_begun:
            n_bytes += len(piece)
            if n_bytes > LONGEST_PROLOGUE:
                raise RefusedError(Refusal(FileObstacle.DAMAGED))
            _feed(parser, piece)
    if not has_begun:
        _feed(parser, b"", is_last=True)


def _parser(on_element: OnElement, *, is_picture: bool = False) -> expat.XMLParserType:
    def on_document_type(name: str, system: str | None, public: str | None, has_declarations: int) -> None:
        if has_declarations or not is_picture:
            raise RefusedError(Refusal(FileObstacle.DOCUMENT_TYPE))

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = on_document_type
    parser.StartElementHandler = lambda name, attributes: on_element(name.rpartition(":")[2], attributes)
    return parser


def _feed(parser: expat.XMLParserType, piece: bytes, *, is_last: bool = False) -> None:
    try:
        parser.Parse(piece, is_last)
    except expat.ExpatError as error:
        raise RefusedError(Refusal(FileObstacle.DAMAGED)) from error

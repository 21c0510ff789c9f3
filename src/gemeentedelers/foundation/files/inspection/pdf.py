"""Whether a PDF is one, whole, open to all, and does nothing by itself.

A PDF is not parsed here but read from front to back. What makes it act has a name (`/JavaScript`, `/Launch`) that
must be written out, either in the file itself or inside an object stream, which is packed. So both are searched,
also what the table of contents does not mention: another reader may repair that table and find it. Escaped letters
(`/J#61vaScript`) count. Decision 0012 says why no library does this.
"""

import mmap
import re
import zlib
from collections.abc import Iterator
from itertools import chain

from gemeentedelers.foundation.files.inspection.foreign import Bytes
from gemeentedelers.foundation.files.rules import MOST_UNPACKED, FileObstacle
from gemeentedelers.foundation.refusals import Refusal

MOST_STREAMS = 100_000
GULP = 64 * 1024
NEAR_THE_END = 64
# Longer than the longest forbidden name with every letter escaped.
OVERLAP = 64
GLIMPSE, GLIMPSE_OF = 64, 512


# Where a name ends: at white space, at a delimiter, or where nothing follows.
NAME_ENDS = r"(?=[\x00\s()<>\[\]{}/%]|\Z)"


def _written(*names: str) -> str:
    """Matches any of these names, each letter of which may be written as a number."""
    return "|".join("".join(rf"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in name) for name in names)


def _name(*names: str) -> re.Pattern[bytes]:
    return re.compile(f"/(?:{_written(*names)}){NAME_ENDS}".encode())


ACTIVE = _written("JavaScript", "Launch", "RichMedia", "ImportData", "SubmitForm")
# A short name, that chance may write in a picture; so what follows has to fit too.
XML_FORM = rf"(?:{_written('XFA')})(?=[\x00\s]*[\[\d%])"
ATTACHED = _written("EmbeddedFile", "EmbeddedFiles", "FileAttachment")
# Encryption first: behind a password nothing else can be seen.
FORBIDDEN = {
    FileObstacle.PASSWORD_PROTECTED: _written("Encrypt"),
    FileObstacle.ACTIVE_CONTENT: f"{ACTIVE}|{XML_FORM}",
    FileObstacle.EMBEDDED_FILE: ATTACHED,
}
GROUPS = "|".join(f"(?P<{obstacle.value}>{names})" for obstacle, names in FORBIDDEN.items())
FORBIDDEN_NAME = re.compile(f"/(?:{GROUPS}){NAME_ENDS}".encode())

OBJECT_STREAM = _name("ObjStm", "First")
PACKED = _name("Filter")
PACKED_BY_ZLIB = re.compile(PACKED.pattern + rb"[\x00\s]*\[?[\x00\s]*" + _name("FlateDecode").pattern)
PACKED_TWICE = _name("DecodeParms")

HEADER = re.compile(rb"%PDF-[12]\.\d")
NOTHING = re.compile(rb"[\x00\s]*\Z")
END = b"%%EOF"
POINTER = re.compile(rb"startxref[\x00\s]+(\d{1,10})[\x00\s]*\Z")
CONTENTS = re.compile(rb"[\x00\s]*(?:xref|\d+\s+\d+\s+obj)\b")
OBJECT = re.compile(rb"[\x00\s]*\d+\s+\d+\s+obj\b")
STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n?|\n)")
# An object stream begins with pairs of numbers and then the first object; a drawing soon has a letter.
PAIRS = re.compile(rb"[\x00\s]*(?:%|\d+[\x00\s]+\d+[\x00\s\d]*(?:[<\[(/%]|\Z))")


def why_not_keep_pdf(content: mmap.mmap) -> Refusal | None:
    obstacle = _obstacle_outside(content) or _obstacle_inside(content)
    return Refusal(obstacle) if obstacle else None


def _obstacle_outside(content: Bytes) -> FileObstacle | None:
    """Whether it begins as a PDF, ends as one, and its end points to the table of contents."""
    if not HEADER.match(content):
        return FileObstacle.DAMAGED
    end = content.rfind(END)
    if end < 0:
        return FileObstacle.DAMAGED
    after = end + len(END)
    if not NOTHING.match(content, after):
        return FileObstacle.DAMAGED if OBJECT.match(content, after) else FileObstacle.POLYGLOT
    pointer = POINTER.search(content, max(0, end - NEAR_THE_END), end)
    if pointer is None or not CONTENTS.match(content, int(pointer[1])):
        return FileObstacle.DAMAGED
    return None


def _obstacle_inside(content: Bytes) -> FileObstacle | None:
    try:
        pieces = chain([content], _unpacked(content))
        return next(filter(None, map(_obstacle_in, pieces)), None)
    except zlib.error:
        return FileObstacle.DAMAGED
    except _TooMuchError:
        return FileObstacle.BOMB


def _obstacle_in(piece: Bytes) -> FileObstacle | None:
    found = {name.lastgroup for name in FORBIDDEN_NAME.finditer(piece)}
    return next((obstacle for obstacle in FORBIDDEN if obstacle in found), None)


class _TooMuchError(Exception):
    """More streams, or more inside them, than anybody's document has."""


def _unpacked(content: Bytes) -> Iterator[bytes]:
    """Everything inside the object streams, in pieces that overlap."""
    left, behind = MOST_UNPACKED, 0
    for number, stream in enumerate(STREAM.finditer(content)):
        if number >= MOST_STREAMS:
            raise _TooMuchError
        begin = content.rfind(b"endobj", behind, stream.start())
        described = (content, max(begin, behind), stream.start())
        behind = stream.end()
        if not _holds_objects(described, content[behind : behind + GLIMPSE_OF]):
            continue
        for piece in _inflated(content, behind):
            left -= len(piece) - OVERLAP
            if left < 0:
                raise _TooMuchError
            yield piece


def _holds_objects(described: tuple[Bytes, int, int], packed: bytes) -> bool:
    """Whether this is an object stream: it says so, or it looks like one whatever it says.

    Raises zlib.error when it cannot be looked into, although it should.
    """
    if OBJECT_STREAM.search(*described) and PACKED.search(*described):
        if PACKED_TWICE.search(*described):
            raise zlib.error
        return True
    try:
        return PAIRS.match(zlib.decompressobj().decompress(packed, GLIMPSE)) is not None
    except zlib.error:
        if PACKED_BY_ZLIB.search(*described):
            raise
        return False


def _inflated(content: Bytes, begin: int) -> Iterator[bytes]:
    packed, tail = zlib.decompressobj(), b""
    while not packed.eof:
        eaten = packed.unconsumed_tail or content[begin : begin + GULP]
        if not eaten:
            raise zlib.error
        if not packed.unconsumed_tail:
            begin += len(eaten)
        piece = tail + packed.decompress(eaten, GULP)
        tail = piece[-OVERLAP:]
        yield piece

"""Whether a Word or PowerPoint document is one, unpacks to something reasonable, and brings nothing along.

Refused are macros, files inside the file, and everything that is fetched from elsewhere when somebody opens the
document. Two things that honest documents often have are let through: the workbook behind a chart, and what lies on
a drive of the author's own computer, such as the house style. A link that a reader clicks is no fetching.
"""

import mmap
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from tempfile import TemporaryFile
from typing import IO

import filetype

from gemeentedelers.foundation.files.inspection.xml import is_xml, read_index, read_prologue
from gemeentedelers.foundation.files.inspection.zips import (
    UNREADABLE,
    Allowance,
    refuse_odd_parts,
    refuse_odd_table,
    unpacked,
)
from gemeentedelers.foundation.files.rules import MOST_UNPACKED, FileKind, FileObstacle
from gemeentedelers.foundation.refusals import Refusal, RefusedError

CONTENT_TYPES = "[Content_Types].xml"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.{}.main+xml"
MAIN_TYPES = {
    FileKind.DOCX: MAIN_TYPE.format("wordprocessingml.document"),
    FileKind.PPTX: MAIN_TYPE.format("presentationml.presentation"),
}
WORKBOOK = MAIN_TYPE.format("spreadsheetml.sheet")
BEHIND_A_CHART = re.compile(r"(?:word|ppt)/embeddings/[^/]+\.xlsx", re.IGNORECASE)
PROGRAMS = ("macroenabled", "vbaproject", "activex")
ON_OWN_DRIVE = re.compile(r"file:///[a-z]:[/\\]", re.IGNORECASE)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
ZIPS = {"zip", "docx", "pptx", "xlsx", "odt", "ods", "odp", "epub"}
ARCHIVES = ZIPS | {"rar", "7z", "gz", "bz2", "xz", "tar", "cab", "Z", "lz", "lz4", "lzo", "zst", "ar"}
FILES = {"pdf", "exe", "elf", "swf", "rtf", "deb", "rpm", "crx", "doc", "xls", "ppt"}


def refuse_document(file: IO[bytes], kind: FileKind) -> None:
    _inspect(file, MAIN_TYPES[kind], Allowance(MOST_UNPACKED))


def is_locked_document(content: mmap.mmap) -> bool:
    """With a password Word no longer makes a zip but an older container, with the locked zip inside."""
    return content[: len(OLE)] == OLE and content.find(ENCRYPTED_PACKAGE) >= 0


def _inspect(file: IO[bytes], main_type: str, allowance: Allowance) -> None:
    refuse_odd_table(file)
    own = allowance.within(file.seek(0, 2))
    allowance.spend(own.left)
    try:
        with zipfile.ZipFile(file) as archive:
            refuse_odd_parts(archive.infolist(), own)
            _refuse_other_type(archive, main_type, own)
            for part in archive.infolist():
                _refuse_odd_content(archive, part, main_type, own)
    except UNREADABLE as error:
        raise RefusedError(Refusal(FileObstacle.DAMAGED)) from error
    allowance.left += own.left


def _refuse_other_type(archive: zipfile.ZipFile, main_type: str, allowance: Allowance) -> None:
    """A document says in one part what each of its other parts is."""
    if CONTENT_TYPES not in archive.namelist():
        raise RefusedError(Refusal(FileObstacle.CONTENT_DIFFERS))
    types: set[str] = set()
    index = unpacked(archive, archive.getinfo(CONTENT_TYPES), allowance)
    read_index(index, lambda _, attributes: types.add(attributes.get("ContentType", "")))
    if any(program in kind.lower() for kind in types for program in PROGRAMS):
        raise RefusedError(Refusal(FileObstacle.MACROS))
    if main_type not in types:
        raise RefusedError(Refusal(FileObstacle.CONTENT_DIFFERS))


def _refuse_odd_content(archive: zipfile.ZipFile, part: zipfile.ZipInfo, main_type: str, allowance: Allowance) -> None:
    pieces = unpacked(archive, part, allowance)
    first = next(pieces, b"")
    whole = chain([first], pieces)
    found = filetype.guess_extension(first)
    if first.startswith(OLE) or found in FILES:
        is_macro = "vbaproject" in part.filename.lower()
        raise RefusedError(Refusal(FileObstacle.MACROS if is_macro else FileObstacle.EMBEDDED_FILE))
    if found in ARCHIVES:
        if main_type == WORKBOOK or found not in ZIPS or not BEHIND_A_CHART.fullmatch(part.filename):
            raise RefusedError(Refusal(FileObstacle.NESTED_ARCHIVE))
        _inspect_workbook(whole, allowance)
    elif part.filename.lower().endswith(".rels"):
        read_index(whole, _refuse_fetching)
    elif is_xml(part.filename, first):
        read_prologue(whole, is_picture=part.filename.lower().endswith(".svg"))
    else:
        _unpack(whole)


def _inspect_workbook(pieces: Iterable[bytes], allowance: Allowance) -> None:
    with TemporaryFile() as workbook:
        workbook.writelines(pieces)
        workbook.flush()
        _inspect(workbook, WORKBOOK, allowance)


def _refuse_fetching(name: str, attributes: Mapping[str, str]) -> None:
    """A relationship may point outside the document for a link only, or to the author's own drive."""
    is_outside = name == "Relationship" and attributes.get("TargetMode", "").lower() == "external"
    is_link = attributes.get("Type", "").endswith("/hyperlink")
    if is_outside and not is_link and not ON_OWN_DRIVE.match(attributes.get("Target", "")):
        raise RefusedError(Refusal(FileObstacle.EXTERNAL_CONTENT))


def _unpack(pieces: Iterator[bytes]) -> None:
    """Nothing to see, but the size counts and the checksum has to be right."""
    for _ in pieces:
        pass

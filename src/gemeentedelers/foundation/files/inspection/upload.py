"""The one door of the inspection: from bytes under a name to bytes that may be kept."""

import mmap
from typing import IO

import filetype

from gemeentedelers.foundation.files.inspection.foreign import (
    SNIFFED,
    holds_markup,
    is_also_a_zip,
    mapped,
    starts_a_pdf,
)
from gemeentedelers.foundation.files.inspection.office import ZIPS, is_locked_document, refuse_document
from gemeentedelers.foundation.files.inspection.pdf import why_not_keep_pdf
from gemeentedelers.foundation.files.rules import FileKind, FileObstacle
from gemeentedelers.foundation.refusals import Refusal, refuse

SIGNED = 8192
CALLED = {
    FileKind.PDF: {"pdf"},
    FileKind.DOCX: ZIPS,
    FileKind.PPTX: ZIPS,
    FileKind.JPG: {"jpg"},
    FileKind.PNG: {"png", "apng"},
    FileKind.WEBP: {"webp"},
}
# A JPEG whose first block is as long as these two characters say is also a comment in a script.
SCRIPT_COMMENT = b"/*"


def inspect(file: IO[bytes], kind: FileKind) -> None:
    """Raises `RefusedError` unless the file is of this kind, whole, and nothing else besides. It may not be empty."""
    with mapped(file) as content:
        refuse(_why_not_this_kind(content, kind))
        refuse(_why_not_only_this(file, content, kind))
        if kind is FileKind.PDF:
            refuse(why_not_keep_pdf(content))
    if kind in {FileKind.DOCX, FileKind.PPTX}:
        refuse_document(file, kind)


def _why_not_this_kind(content: mmap.mmap, kind: FileKind) -> Refusal | None:
    if filetype.guess_extension(content[:SIGNED]) in CALLED[kind]:
        return None
    if kind is FileKind.PDF and starts_a_pdf(content):
        return Refusal(FileObstacle.POLYGLOT)
    if kind in {FileKind.DOCX, FileKind.PPTX} and is_locked_document(content):
        return Refusal(FileObstacle.PASSWORD_PROTECTED)
    return Refusal(FileObstacle.CONTENT_DIFFERS)


def _why_not_only_this(file: IO[bytes], content: mmap.mmap, kind: FileKind) -> Refusal | None:
    is_office = kind in {FileKind.DOCX, FileKind.PPTX}
    has_two_natures = (
        (not is_office and is_also_a_zip(file, content))
        or (kind is not FileKind.PDF and starts_a_pdf(content))
        or holds_markup(content, 0, len(content) if kind.is_image else SNIFFED)
        or (kind is FileKind.JPG and content[4:6] == SCRIPT_COMMENT)
    )
    return Refusal(FileObstacle.POLYGLOT) if has_two_natures else None

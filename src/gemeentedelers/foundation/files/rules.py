"""Which files people may add, under which name they are kept, and who may read them.

Documents (pdf, docx, pptx) and still images (jpg, png, webp), at most 20 MB each. A file is what its name says it
is, whole, and nothing else besides; whatever could start by itself when it is opened is refused. While the virus
scanner has not spoken only the team of the uploader may read a file; with a virus nobody may.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gemeentedelers.foundation.refusals import Refusal

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
MOST_PARTS = 1_000
MOST_UNPACKED = 200 * MEGABYTE
STEEPEST_PACKING = 100
NAME_LENGTH = 120


class FileKind(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    JPG = "jpg"
    PNG = "png"
    WEBP = "webp"

    @property
    def is_image(self) -> bool:
        return self in {FileKind.JPG, FileKind.PNG, FileKind.WEBP}


# A camera makes fifty million. Who makes a WebP has made it smaller already, and it takes twice the memory.
MOST_PIXELS: Mapping[FileKind, int] = {
    FileKind.JPG: 50_000_000,
    FileKind.PNG: 50_000_000,
    FileKind.WEBP: 25_000_000,
}


class FileState(StrEnum):
    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"


class FileObstacle(StrEnum):
    NO_EXTENSION = "no_extension"
    TYPE_NOT_ALLOWED = "type_not_allowed"
    EMPTY = "empty"
    TOO_BIG = "too_big"
    CONTENT_DIFFERS = "content_differs"
    DAMAGED = "damaged"
    POLYGLOT = "polyglot"
    PASSWORD_PROTECTED = "password_protected"  # noqa: S105 - the name of an obstacle
    ACTIVE_CONTENT = "active_content"
    EMBEDDED_FILE = "embedded_file"
    MACROS = "macros"
    EXTERNAL_CONTENT = "external_content"
    DOCUMENT_TYPE = "document_type"
    UNSAFE_PATH = "unsafe_path"
    SYMLINK = "symlink"
    NESTED_ARCHIVE = "nested_archive"
    TOO_MANY_PARTS = "too_many_parts"
    BOMB = "bomb"
    TOO_MANY_PIXELS = "too_many_pixels"
    MOVING_IMAGE = "moving_image"
    BEING_CHECKED = "being_checked"
    VIRUS_FOUND = "virus_found"


@dataclass(frozen=True)
class ImageSize:
    width: int
    height: int

    @property
    def n_pixels(self) -> int:
        return self.width * self.height


@dataclass(frozen=True)
class ScanResult:
    """What the scanner said about one file; `virus` is empty when it found none."""

    virus: str = ""

    @property
    def state(self) -> FileState:
        return FileState.INFECTED if self.virus else FileState.CLEAN


EXTENSIONS: Mapping[str, FileKind] = {**{kind.value: kind for kind in FileKind}, "jpeg": FileKind.JPG}

OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Mapping[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: f"{OFFICE}.wordprocessingml.document",
    FileKind.PPTX: f"{OFFICE}.presentationml.presentation",
    FileKind.JPG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
}

# Windows gives these names to devices, with any extension.
DEVICE_NAMES = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?:\.|$)", re.IGNORECASE)
NOT_IN_A_NAME = re.compile(r'[<>:"|?*]')
NO_NAME = "bestand"


def why_not_accept(*, name: str, size: int) -> Refusal | None:
    """What the name and the size alone already forbid; `name` is the cleaned one."""
    extension = extension_of(name)
    if not extension:
        return Refusal(FileObstacle.NO_EXTENSION)
    if extension not in EXTENSIONS:
        return Refusal(FileObstacle.TYPE_NOT_ALLOWED, extension=extension)
    if size == 0:
        return Refusal(FileObstacle.EMPTY)
    if size > LARGEST_FILE:
        return Refusal(FileObstacle.TOO_BIG, megabytes=LARGEST_FILE // MEGABYTE)
    return None


def why_not_read(*, state: FileState, is_own: bool) -> Refusal | None:
    """`is_own` says that the reader belongs to the team that added the file."""
    if state is FileState.INFECTED:
        return Refusal(FileObstacle.VIRUS_FOUND)
    if state is FileState.WAITING and not is_own:
        return Refusal(FileObstacle.BEING_CHECKED)
    return None


def extension_of(name: str) -> str:
    """The last part of the name in lower case, without the dot; empty when there is none."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if stem and dot else ""


def kind_named(name: str) -> FileKind | None:
    return EXTENSIONS.get(extension_of(name))


def clean_name(name: str) -> str:
    """The name as people may see it and save it: no folder, nothing invisible, at most 120 characters.

    The extension is what remains after cleaning, so no trick hides another one behind it.
    """
    visible = "".join(filter(_is_visible, unicodedata.normalize("NFC", name)))
    last = re.split(r"[/\\]", visible)[-1]
    tidy = " ".join(NOT_IN_A_NAME.sub("-", last).split()).strip(". ")
    extension = extension_of(tidy)
    if not extension or len(extension) > NAME_LENGTH // 2:
        return _named(tidy)[:NAME_LENGTH].strip(". ")
    stem = _named(tidy[: -len(extension) - 1].strip(". "))
    return f"{stem[: NAME_LENGTH - len(extension) - 1].rstrip('. ')}.{extension}"


def _is_visible(character: str) -> bool:
    """Control, format (such as right-to-left override), surrogate and private characters are not for names."""
    return not unicodedata.category(character).startswith("C")


def _named(stem: str) -> str:
    if not stem:
        return NO_NAME
    return f"{NO_NAME}-{stem}" if DEVICE_NAMES.match(stem) else stem

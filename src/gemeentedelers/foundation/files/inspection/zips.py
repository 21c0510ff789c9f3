"""Reads a zip without believing it: the table of contents first, then each part in pieces that are counted."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO

from gemeentedelers.foundation.files.rules import (
    MEGABYTE,
    MOST_PARTS,
    MOST_UNPACKED,
    STEEPEST_PACKING,
    FileObstacle,
)
from gemeentedelers.foundation.refusals import Refusal, RefusedError

GULP = 64 * 1024
# Below these sizes no packing is too steep: an empty table packs better than any bomb.
SMALL_FILE, SMALL_PART = MEGABYTE, 10 * MEGABYTE
LARGEST_TABLE = MEGABYTE
PACKED_BY = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1

END = struct.Struct("<4s4H2LH")
END_SIGN = b"PK\x05\x06"
# What Python's own reader raises on a file that somebody spoiled, by accident or on purpose.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, LookupError,
    ValueError, OverflowError,
)  # fmt: skip


@dataclass
class Allowance:
    """How much may still be unpacked, over all parts together."""

    left: int

    def spend(self, amount: int) -> None:
        self.left -= amount
        if self.left < 0:
            raise RefusedError(Refusal(FileObstacle.BOMB))

    def within(self, packed: int) -> "Allowance":
        """The part of it that a file of this size may use."""
        return Allowance(min(self.left, max(SMALL_FILE, STEEPEST_PACKING * packed)))


def refuse_odd_table(file: IO[bytes]) -> None:
    """The table must be small and fill the end of the file, so that there is one way to read it and nothing else.

    It is read here because Python's own reader makes an object of every line before anybody can count them.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - END.size))
    raw = file.read(END.size)
    if len(raw) < END.size or not raw.startswith(END_SIGN):
        raise RefusedError(Refusal(FileObstacle.POLYGLOT if zipfile.is_zipfile(file) else FileObstacle.DAMAGED))
    _, _, _, _, n_parts, table_size, table_begins, _ = END.unpack(raw)
    if n_parts > MOST_PARTS or table_size > LARGEST_TABLE:
        raise RefusedError(Refusal(FileObstacle.TOO_MANY_PARTS, n_parts=MOST_PARTS))
    gap = size - END.size - table_size - table_begins
    if gap:
        raise RefusedError(Refusal(FileObstacle.POLYGLOT if gap > 0 else FileObstacle.DAMAGED))


def refuse_odd_parts(parts: Sequence[zipfile.ZipInfo], allowance: Allowance) -> None:
    """What the table says of the parts, before any of them is unpacked."""
    for part in parts:
        obstacle = _obstacle_of(part)
        if obstacle:
            raise RefusedError(Refusal(obstacle))
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise RefusedError(Refusal(FileObstacle.DAMAGED))
    if min((part.header_offset for part in parts), default=0) > 0:
        raise RefusedError(Refusal(FileObstacle.POLYGLOT))
    if sum(part.file_size for part in parts) > allowance.left:
        raise RefusedError(Refusal(FileObstacle.BOMB))


def _obstacle_of(part: zipfile.ZipInfo) -> FileObstacle | None:
    if part.flag_bits & ENCRYPTED:
        return FileObstacle.PASSWORD_PROTECTED
    if _leaves_its_folder(part.orig_filename):
        return FileObstacle.UNSAFE_PATH
    if stat.S_ISLNK(part.external_attr >> 16):
        return FileObstacle.SYMLINK
    return None if part.compress_type in PACKED_BY else FileObstacle.DAMAGED


def _leaves_its_folder(name: str) -> bool:
    windows = PureWindowsPath(name)
    return bool(
        {"\\", "\x00"} & set(name) or windows.drive or windows.root or ".." in PurePosixPath(name).parts or not name
    )


def unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, allowance: Allowance) -> Iterator[bytes]:
    """The part in pieces up to its real end, whatever size the table promised."""
    of_this_part = Allowance(max(SMALL_PART, STEEPEST_PACKING * part.compress_size))
    endless = copy(part)
    endless.file_size = MOST_UNPACKED + GULP
    n_bytes = 0
    with archive.open(endless) as stream:
        while piece := stream.read(GULP):
            n_bytes += len(piece)
            of_this_part.spend(len(piece))
            allowance.spend(len(piece))
            yield piece
    if n_bytes != part.file_size:
        raise RefusedError(Refusal(FileObstacle.DAMAGED))

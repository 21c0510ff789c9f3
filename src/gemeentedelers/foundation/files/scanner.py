"""The virus scanner, a clamd elsewhere, behind two functions: whether there is one, and what it says of a file.

It speaks clamd's INSTREAM: pieces that each follow their length, an empty piece, and one line back. What is not a
clear answer is no answer, so a file is never called clean because something went wrong.
"""

import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from gemeentedelers.foundation.files.rules import ScanResult

GULP = 64 * 1024
PATIENCE = 120.0
CONNECTED_WITHIN = 5.0
LONGEST_ANSWER = 4096
FOUND = re.compile(r"^stream: (.+) FOUND$")
CLEAN = "stream: OK"
# clamd reports a file that it did not read to the end as a find; that is neither a virus nor a clean file.
NOT_READ_WHOLE = "Heuristics.Limits.Exceeded"


class ScannerError(Exception):
    """The scanner did not say whether this file is clean."""


class ScannerDownError(ScannerError):
    """The scanner is not there, so asking about another file has no use now."""


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


def has_scanner() -> bool:
    return bool(settings.CLAMAV_URL)


def scan(content: Readable) -> ScanResult:
    """Let the scanner read this. Raises ScannerError when it gives no clear answer."""
    with _connected(settings.CLAMAV_URL) as connection:
        try:
            connection.sendall(b"zINSTREAM\0")
            while piece := content.read(GULP):
                connection.sendall(struct.pack("!L", len(piece)) + piece)
            connection.sendall(struct.pack("!L", 0))
            return _meaning(_answer(connection))
        except OSError as error:
            message = f"The virus scanner broke off: {error}"
            raise ScannerError(message) from error


@contextmanager
def _connected(url: str) -> Iterator[socket.socket]:
    try:
        connection = _connection(urlsplit(url))
    except (OSError, ValueError) as error:
        message = f"The virus scanner does not answer: {error}"
        raise ScannerDownError(message) from error
    with connection:
        connection.settimeout(PATIENCE)
        yield connection


def _connection(place: SplitResult) -> socket.socket:
    if place.scheme == "tcp":
        return socket.create_connection((place.hostname or "", place.port or 0), CONNECTED_WITHIN)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(CONNECTED_WITHIN)
        connection.connect(unquote(place.path))
    except OSError:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\r\n").decode("utf-8", "replace")


def _meaning(answer: str) -> ScanResult:
    found = FOUND.match(answer)
    if answer == CLEAN:
        return ScanResult()
    if found and not found[1].startswith(NOT_READ_WHOLE):
        return ScanResult(virus=found[1][:120])
    message = f"The virus scanner did not decide: {answer[:200]!r}"
    raise ScannerError(message)

import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from pytest_django import Settings

from gemeentedelers.foundation.files.rules import ScanResult
from gemeentedelers.foundation.files.scanner import ScannerDownError, ScannerError, has_scanner, scan
from gemeentedelers.foundation.files.tests.builders import EICAR
from gemeentedelers.foundation.files.tests.fake_clamd import fake_clamd, port_without_scanner

LARGE = bytes(range(256)) * 4_000


@pytest.mark.parametrize(("url", "is_there"), [("", False), ("tcp://127.0.0.1:3310", True)])
def test_there_is_a_scanner_when_its_address_is_set(settings: Settings, url: str, is_there: bool) -> None:
    settings.CLAMAV_URL = url

    assert has_scanner() is is_there


@pytest.mark.parametrize(
    ("content", "result"),
    [(b"", ScanResult()), (LARGE, ScanResult()), (LARGE + EICAR, ScanResult(virus="Eicar-Signature"))],
    ids=["nothing", "a megabyte", "a megabyte with the test virus"],
)
def test_the_scanner_gets_every_byte_and_its_answer_is_understood(
    settings: Settings, content: bytes, result: ScanResult
) -> None:
    with fake_clamd() as server:
        settings.CLAMAV_URL = server.url

        assert scan(BytesIO(content)) == result

    assert server.scanned == [content]


def test_a_socket_in_a_folder_works_too(settings: Settings) -> None:
    with tempfile.TemporaryDirectory() as folder, fake_clamd(folder=Path(folder)) as server:
        settings.CLAMAV_URL = server.url

        assert scan(BytesIO(EICAR)) == ScanResult(virus="Eicar-Signature")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't allocate memory ERROR\0",
        b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
        b"stream: OK but not quite\0",
        b"OK\0",
        b"x" * 10_000,
    ],
)
def test_what_is_not_a_clear_answer_is_an_error(settings: Settings, answer: bytes) -> None:
    with fake_clamd(answer=answer) as server:
        settings.CLAMAV_URL = server.url

        with pytest.raises(ScannerError, match="did not decide"):
            scan(BytesIO(b"tekst"))


@pytest.mark.parametrize("url", ["tcp", "tcp://127.0.0.1:99999", "unix:///nergens/clamd.ctl"])
def test_a_scanner_that_is_not_there_is_down(settings: Settings, url: str) -> None:
    settings.CLAMAV_URL = port_without_scanner() if url == "tcp" else url

    with pytest.raises(ScannerDownError):
        scan(BytesIO(b"tekst"))


def test_a_scanner_that_hangs_up_said_nothing(settings: Settings) -> None:
    with fake_clamd() as server:
        settings.CLAMAV_URL = server.url

        with pytest.raises(ScannerError, match="broke off"):
            scan(Unplugged())


class Unplugged:
    """A disk that stops in the middle."""

    def __init__(self) -> None:
        self.pieces = [b"tekst"]

    def read(self, size: int = -1, /) -> bytes:
        if self.pieces:
            return self.pieces.pop()
        message = "the disk is gone"
        raise OSError(message)

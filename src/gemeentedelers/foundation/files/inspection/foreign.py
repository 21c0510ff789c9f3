"""Finds a second nature in a file: something that another program than the expected one would run or unpack."""

import mmap
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

Bytes = bytes | mmap.mmap

MARKUP = re.compile(rb"<(?:script|html|\?php)[\s/>]|<!doctype\s+html", re.IGNORECASE)
PDF_START = b"%PDF-"
ZIP_ENTRY = b"PK\x01\x02"
# Readers of PDF and browsers look for their own signs in so many bytes from the start.
SNIFFED = 1024


@contextmanager
def mapped(file: IO[bytes]) -> Iterator[mmap.mmap]:
    """The file as bytes without reading it into memory. It may not be empty."""
    file.flush()
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        yield content


def holds_markup(content: Bytes, begin: int = 0, end: int | None = None) -> bool:
    return MARKUP.search(content, begin, len(content) if end is None else end) is not None


def starts_a_pdf(content: Bytes) -> bool:
    """A reader of PDF would accept this, although something else may stand in front."""
    return content.find(PDF_START, 0, SNIFFED) >= 0


def is_also_a_zip(file: IO[bytes], content: Bytes) -> bool:
    """A zip is read from its end, so it can hide behind anything: a picture, a PDF."""
    return content.find(ZIP_ENTRY) >= 0 and zipfile.is_zipfile(file)

"""How plain values become a page: a sheet of ours, our fonts, and content that typst only ever sees as data.

The sheets stand in a folder of their own, and typst may open no file outside it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TypeAlias

import typst

SHEETS = Path(__file__).with_name("sheets")
FONTS = Path(__file__).with_name("fonts")

Plain: TypeAlias = "str | Sequence[Plain] | Mapping[str, Plain]"

# Controls, lone surrogates, marks that reverse the order of reading, the byte order mark and non-characters: no page
# can show them, some of them deceive a reader, and the standard for accessible PDFs refuses the rest.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def printable(text: str) -> str:
    """The text as it can stand on a page; every visible character stays as it is."""
    return UNPRINTABLE.sub("", text.expandtabs(4))


def one_line(text: str) -> str:
    return " ".join(printable(text).split())


def paragraphs(text: str) -> list[list[str]]:
    """Blank lines part paragraphs; within a paragraph every line that somebody began stays a line."""
    found: list[list[str]] = [[]]
    for line in printable(text).splitlines():
        if line.strip():
            found[-1].append(line.rstrip())
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


def pdf_from(sheet: str, content: Mapping[str, Plain], *, now: datetime) -> bytes:
    """A tagged PDF that keeps to PDF/UA-1. `now` is the only date in it, so the same input gives the same bytes."""
    return typst.compile(
        SHEETS / sheet,
        root=SHEETS,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        timestamp=int(now.timestamp()),
        sys_inputs=_as_data(content),
    )


def png_from(sheet: str, content: Mapping[str, Plain]) -> bytes:
    """One point of the sheet is one pixel."""
    return typst.compile(
        SHEETS / sheet,
        root=SHEETS,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="png",
        ppi=72,
        sys_inputs=_as_data(content),
    )


def _as_data(content: Mapping[str, Plain]) -> dict[str, str]:
    return {"content": json.dumps(content, ensure_ascii=False)}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])

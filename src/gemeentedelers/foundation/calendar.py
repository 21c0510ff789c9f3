"""One appointment as a calendar file (RFC 5545) that every calendar program reads.

The identifier of an appointment stays the same and its sequence grows, so that a later file replaces an earlier one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LINE_LENGTH = 75
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Appointment:
    identifier: str
    sequence: int
    stamp: datetime
    begins: datetime
    ends: datetime
    title: str
    place: str = ""
    details: str = ""
    url: str = ""
    is_cancelled: bool = False


def calendar_file(appointment: Appointment, *, maker: str) -> bytes:
    """The whole file. Raises ValueError for what no calendar could hold."""
    _check(appointment)
    return "".join(f"{folded}\r\n" for line in _lines(appointment, maker) for folded in _folded(line)).encode()


def _check(appointment: Appointment) -> None:
    if appointment.ends <= appointment.begins:
        raise ValueError("An appointment ends after it begins")
    if appointment.sequence < 0:
        raise ValueError(f"{appointment.sequence} is no sequence")
    for name in ("identifier", "url"):
        value = getattr(appointment, name)
        if not value.isprintable() or " " in value:
            raise ValueError(f"{value!r} is no {name}")
    if not appointment.identifier:
        raise ValueError("An appointment has an identifier")


def _lines(appointment: Appointment, maker: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{_plain(maker)}//NL")
    yield f"METHOD:{'CANCEL' if appointment.is_cancelled else 'PUBLISH'}"
    yield from ("BEGIN:VEVENT", f"UID:{appointment.identifier}", f"SEQUENCE:{appointment.sequence}")
    yield f"DTSTAMP:{_moment(appointment.stamp)}"
    yield f"DTSTART:{_moment(appointment.begins)}"
    yield f"DTEND:{_moment(appointment.ends)}"
    yield f"SUMMARY:{_plain(appointment.title)}"
    for name, text in (("LOCATION", appointment.place), ("DESCRIPTION", appointment.details)):
        if text:
            yield f"{name}:{_plain(text)}"
    if appointment.url:
        yield f"URL:{appointment.url}"
    yield f"STATUS:{'CANCELLED' if appointment.is_cancelled else 'CONFIRMED'}"
    yield from ("END:VEVENT", "END:VCALENDAR")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _plain(text: str) -> str:
    """Escaped, and without the control characters that would end the line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(character for character in lines if character == "\n" or character.isprintable())
    return kept.translate(ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """At most 75 bytes a line, never cut within a character; what follows begins with a space."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LINE_LENGTH:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + width
    yield piece

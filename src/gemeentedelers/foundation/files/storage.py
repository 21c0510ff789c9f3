"""The only place that knows where the bytes are. Keys are a day and a random part, so a sweep can go day by day.

The day is that of the action's own clock, not of the disk: a demo that has been moved to next year sweeps rightly.
"""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

ALIAS = "private"
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class PrivateFolder(FileSystemStorage):
    """A folder that only this installation reads, and that has an object on disk before it says so."""

    def save(self, name: str | None, content: IO[bytes], max_length: int | None = None) -> str:
        saved = super().save(name, content, max_length)
        path = Path(self.path(saved))
        for place in (path, path.parent, path.parent.parent):
            number = os.open(place, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)
        return saved

    def url(self, name: str | None) -> str:
        message = "Private files have no address; a view serves them."
        raise ValueError(message)


def new_key(now: datetime) -> str:
    return f"{now.astimezone(UTC).date()}/{secrets.token_hex(20)}"


def keep(key: str, content: IO[bytes]) -> None:
    """The key has 160 random bits, so the storage never has to choose another one."""
    _storage().save(key, File(content))


def fetch(key: str) -> "File[bytes]":
    """Raises FileNotFoundError when the object is gone."""
    return _storage().open(key)


def remove(key: str) -> None:
    """Removing twice is removing once."""
    _storage().delete(key)


def size_of(key: str) -> int | None:
    try:
        return _storage().size(key)
    except FileNotFoundError:
        return None


def days() -> Iterator[date]:
    """The days of which objects are kept, oldest first."""
    for name in sorted(filter(DAY.fullmatch, _folders())):
        yield date.fromisoformat(name)


def keys_of(day: date) -> set[str]:
    _, names = _storage().listdir(str(day))
    return {f"{day}/{name}" for name in names}


def remove_empty(day: date) -> None:
    """A folder that was filled again in the meantime stays."""
    with suppress(OSError):
        _storage().delete(str(day))


def _folders() -> list[str]:
    try:
        return _storage().listdir("")[0]
    except FileNotFoundError:
        return []


def _storage() -> Storage:
    return storages[ALIAS]

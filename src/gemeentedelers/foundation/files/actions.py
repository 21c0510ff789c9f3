import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Protocol

from django.conf import settings
from django.db import transaction

from gemeentedelers.foundation.files import storage
from gemeentedelers.foundation.files.inspection.pictures import redraw
from gemeentedelers.foundation.files.inspection.upload import inspect
from gemeentedelers.foundation.files.models import StoredFile
from gemeentedelers.foundation.files.rules import (
    LARGEST_FILE,
    FileKind,
    FileState,
    ImageSize,
    ScanResult,
    clean_name,
    kind_named,
    why_not_accept,
)
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import refuse

GULP = 64 * 1024
# An upload that is still going on has an object and not yet a row.
SWEPT_AFTER = timedelta(days=1)


class Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


def store_file(content: Readable, *, name: str, by: str, now: datetime) -> StoredFile:
    """Check an upload and keep it, an image drawn anew and without what its camera wrote beside it.

    Records `file.stored`, from which the scan follows when there is a scanner; without one the file is clean. When
    it is refused nothing remains: the copy that is checked has no name on any disk. When the surrounding transaction
    fails later, only an object without a row remains, and the sweep removes it.
    """
    shown = clean_name(name)
    with TemporaryFile() as upload, TemporaryFile() as drawing:
        refuse(why_not_accept(name=shown, size=_copy(content, upload)))
        kind = kind_named(shown)
        assert kind is not None
        inspect(upload, kind)
        size = redraw(upload, kind, drawing) if kind.is_image else None
        return _keep(drawing if kind.is_image else upload, shown, kind, size, by=by, now=now)


def _copy(content: Readable, upload: IO[bytes]) -> int:
    """The number of bytes; of what is too big one byte too many is read, and no more."""
    left = LARGEST_FILE + 1
    while left and (piece := content.read(min(GULP, left))):
        left -= upload.write(piece)
    return LARGEST_FILE + 1 - left


def _keep(
    content: IO[bytes], name: str, kind: FileKind, size: ImageSize | None, *, by: str, now: datetime
) -> StoredFile:
    content.seek(0)
    stored = StoredFile(
        key=storage.new_key(now),
        name=name,
        kind=kind,
        digest=hashlib.file_digest(content, "sha256").hexdigest(),  # type: ignore[arg-type]  # every binary file can be read
        size=content.tell(),
        width=size.width if size else None,
        height=size.height if size else None,
        state=FileState.WAITING if settings.CLAMAV_URL else FileState.CLEAN,
        stored_at=now,
    )
    with _kept(stored.key, content), transaction.atomic():
        stored.save(force_insert=True)
        record("file.stored", subject=stored.code, by=by, now=now, kind=kind.value, size=stored.size)
    return stored


@contextmanager
def _kept(key: str, content: IO[bytes]) -> Iterator[None]:
    """The object comes before the row, so that a row never points at nothing; it goes when the row does not come."""
    try:
        storage.keep(key, content)
        yield
    except BaseException:
        with suppress(OSError):
            storage.remove(key)
        raise


@transaction.atomic
def discard_file(stored: StoredFile, *, by: str, now: datetime) -> None:
    """Let a file go; its object goes when that is certain. Discarding twice changes nothing."""
    n_removed, _ = StoredFile.objects.filter(pk=stored.pk).delete()
    if n_removed:
        transaction.on_commit(partial(storage.remove, stored.key), robust=True)
        record("file.discarded", subject=stored.code, by=by, now=now)


@transaction.atomic
def judge_scan(stored: StoredFile, result: ScanResult, *, now: datetime) -> None:
    """Take over what the scanner said: the file is clean, or infected and its object goes.

    A file that was judged or discarded in the meantime is left alone.
    """
    locked = StoredFile.objects.select_for_update().filter(pk=stored.pk, state=FileState.WAITING).first()
    if locked is None:
        return
    locked.state = result.state
    locked.save(update_fields=["state"])
    if result.virus:
        transaction.on_commit(partial(storage.remove, locked.key), robust=True)
        record("file.infected", subject=locked.code, by=None, now=now, virus=result.virus)
    else:
        record("file.cleared", subject=locked.code, by=None, now=now)


def sweep_orphans(*, now: datetime) -> int:
    """Remove the objects that no row needs, and say how many. What is younger than a day is left alone."""
    last_day = (now - SWEPT_AFTER).astimezone(UTC).date()
    n_removed = 0
    for day in storage.days():
        if day >= last_day:
            break
        keys = storage.keys_of(day)
        needed = StoredFile.objects.filter(key__in=keys).exclude(state=FileState.INFECTED)
        orphans = keys - set(needed.values_list("key", flat=True))
        for key in orphans:
            storage.remove(key)
        if keys == orphans:
            storage.remove_empty(day)
        n_removed += len(orphans)
    return n_removed

import hashlib
from collections.abc import Iterable

from django.core.files import File
from django.db.models import QuerySet

from gemeentedelers.foundation.files import storage
from gemeentedelers.foundation.files.models import StoredFile
from gemeentedelers.foundation.files.rules import FileState

N_DIGESTS = 100


def waiting_files() -> QuerySet[StoredFile]:
    """What the scanner has not judged yet, longest waiting first."""
    return StoredFile.objects.filter(state=FileState.WAITING)


def content_of(stored: StoredFile) -> "File[bytes]":
    """The bytes, to be read in pieces and closed. Raises FileNotFoundError when there are none."""
    return storage.fetch(stored.key)


def broken_files(n_digests: int | None = N_DIGESTS) -> list[StoredFile]:
    """Files whose object is gone or has another size, and of so many (None: all) chosen at random another content."""
    kept = StoredFile.objects.exclude(state=FileState.INFECTED)
    broken = {stored.pk: stored for stored in kept.iterator(chunk_size=500) if _is_cut(stored)}
    chosen: Iterable[StoredFile] = kept.exclude(pk__in=broken).order_by("?")[:n_digests]
    return [*broken.values(), *(stored for stored in chosen if _is_changed(stored))]


def _is_cut(stored: StoredFile) -> bool:
    return storage.size_of(stored.key) != stored.size


def _is_changed(stored: StoredFile) -> bool:
    with content_of(stored) as content:
        return hashlib.file_digest(content, "sha256").hexdigest() != stored.digest

from datetime import UTC, datetime
from io import BytesIO

import pytest

from gemeentedelers.foundation.files.actions import store_file
from gemeentedelers.foundation.files.models import StoredFile
from gemeentedelers.foundation.files.queries import broken_files
from gemeentedelers.foundation.files.tests.builders import pdf_of
from gemeentedelers.foundation.files.tests.conftest import Folders

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)


def three_files() -> list[StoredFile]:
    return [store_file(BytesIO(pdf_of()), name=f"{number}.pdf", by="alice", now=NOW) for number in range(3)]


def test_whole_files_are_not_broken(folders: Folders) -> None:
    three_files()

    assert (broken_files(), broken_files(None)) == ([], [])


def test_a_file_without_object_is_found(folders: Folders) -> None:
    lost, *_ = three_files()
    (folders.kept / lost.key).unlink()

    assert broken_files(0) == [lost]


def test_a_file_that_was_cut_is_found(folders: Folders) -> None:
    _, cut, _ = three_files()
    (folders.kept / cut.key).write_bytes(pdf_of()[:-1])

    assert broken_files(0) == [cut]


def test_a_file_that_was_changed_is_found_by_its_digest(folders: Folders) -> None:
    *_, changed = three_files()
    (folders.kept / changed.key).write_bytes(pdf_of().replace(b"200 200", b"900 900"))

    assert broken_files(0) == []
    assert broken_files() == broken_files(None) == [changed]

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from gemeentedelers.foundation.files.actions import discard_file, store_file
from gemeentedelers.foundation.files.jobs import scan_new_file, scan_waiting, sweep
from gemeentedelers.foundation.files.models import StoredFile
from gemeentedelers.foundation.files.queries import waiting_files
from gemeentedelers.foundation.files.rules import FileState
from gemeentedelers.foundation.files.tests.builders import EICAR, docx
from gemeentedelers.foundation.files.tests.conftest import Folders, files_in
from gemeentedelers.foundation.files.tests.fake_clamd import fake_clamd, port_without_scanner
from gemeentedelers.foundation.journal.models import Fact

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
INFECTED = {"word/a.txt": EICAR}


def waiting_file(settings: Settings, *, infected: bool = False) -> StoredFile:
    """Stored while the scanner was not there yet."""
    settings.CLAMAV_URL = port_without_scanner()
    content = docx(INFECTED if infected else None, packing=0)
    return store_file(BytesIO(content), name="plan.docx", by="alice", now=NOW)


def fact_of(stored: StoredFile) -> Fact:
    return Fact.objects.get(name="file.stored", subject=stored.code)


def state_of(stored: StoredFile) -> str:
    return StoredFile.objects.get(pk=stored.pk).state


def test_a_new_file_is_judged_also_when_the_job_runs_twice(folders: Folders, settings: Settings) -> None:
    stored = waiting_file(settings)

    with fake_clamd() as server:
        settings.CLAMAV_URL = server.url
        scan_new_file(fact_of(stored))
        scan_new_file(fact_of(stored))

    assert server.scanned == [docx(packing=0)]
    assert state_of(stored) == FileState.CLEAN
    assert list(Fact.objects.filter(subject=stored.code).values_list("name", flat=True)) == [
        "file.stored",
        "file.cleared",
    ]


def test_a_virus_is_found_and_its_object_goes(
    folders: Folders, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    stored = waiting_file(settings, infected=True)

    with fake_clamd() as server, django_capture_on_commit_callbacks(execute=True):
        settings.CLAMAV_URL = server.url
        scan_new_file(fact_of(stored))

    assert state_of(stored) == FileState.INFECTED
    assert files_in(folders.kept) == []
    fact = Fact.objects.get(name="file.infected")
    assert (fact.subject, fact.values) == (stored.code, {"virus": "Eicar-Signature"})


def test_while_the_scanner_is_down_a_file_waits_and_then_it_is_tried_again(
    folders: Folders, settings: Settings
) -> None:
    stored = waiting_file(settings)

    scan_new_file(fact_of(stored))
    scan_waiting(timestamp=0)
    assert (state_of(stored), stored.is_readable_by_others) == (FileState.WAITING, False)

    with fake_clamd() as server:
        settings.CLAMAV_URL = server.url
        scan_waiting(timestamp=0)
    assert state_of(stored) == FileState.CLEAN


def test_a_file_about_which_the_scanner_is_silent_does_not_hold_up_the_others(
    folders: Folders, settings: Settings
) -> None:
    lost, other = waiting_file(settings), waiting_file(settings)
    (folders.kept / lost.key).unlink()

    with fake_clamd() as server:
        settings.CLAMAV_URL = server.url
        scan_waiting(timestamp=0)

    assert (state_of(lost), state_of(other)) == (FileState.WAITING, FileState.CLEAN)


def test_an_unclear_answer_never_opens_a_file(folders: Folders, settings: Settings) -> None:
    one, other = waiting_file(settings), waiting_file(settings)

    with fake_clamd(answer=b"INSTREAM size limit exceeded. ERROR\0") as server:
        settings.CLAMAV_URL = server.url
        scan_waiting(timestamp=0)

    assert len(server.scanned) == 2
    assert [state_of(one), state_of(other)] == [FileState.WAITING] * 2


def test_a_file_that_waited_when_the_scanner_was_taken_away_waits_on(folders: Folders, settings: Settings) -> None:
    stored = waiting_file(settings)
    settings.CLAMAV_URL = ""

    scan_new_file(fact_of(stored))
    scan_waiting(timestamp=0)

    assert list(waiting_files()) == [stored]


def test_a_discarded_file_is_not_scanned(folders: Folders, settings: Settings) -> None:
    stored = waiting_file(settings)
    fact = fact_of(stored)
    discard_file(stored, by="alice", now=NOW)

    with fake_clamd() as server:
        settings.CLAMAV_URL = server.url
        scan_new_file(fact)

    assert server.scanned == []


def test_the_nightly_sweep_removes_what_no_row_needs(
    folders: Folders, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    discard_file(waiting_file(settings), by="alice", now=NOW)
    kept = waiting_file(settings)
    assert len(files_in(folders.kept)) == 2

    sweep(timestamp=0)

    assert files_in(folders.kept) == [folders.kept / kept.key]

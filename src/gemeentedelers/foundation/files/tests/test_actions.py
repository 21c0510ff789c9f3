from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.db import DataError, transaction
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from gemeentedelers.foundation.files.actions import discard_file, judge_scan, store_file, sweep_orphans
from gemeentedelers.foundation.files.models import StoredFile
from gemeentedelers.foundation.files.queries import broken_files, content_of, waiting_files
from gemeentedelers.foundation.files.rules import LARGEST_FILE, FileKind, FileObstacle, FileState, ScanResult
from gemeentedelers.foundation.files.tests.builders import camera_exif, jpg, pdf_of, picture, saved
from gemeentedelers.foundation.files.tests.conftest import Folders, files_in
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.queries import facts_about
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
SCANNER = "tcp://127.0.0.1:3310"


class Endless:
    """An upload that never ends, and knows how much of it was read."""

    n_read = 0

    def read(self, size: int = -1, /) -> bytes:
        self.n_read += size
        return bytes(size)


def a_file(now: datetime = NOW) -> StoredFile:
    return store_file(BytesIO(pdf_of()), name="Plan van aanpak.pdf", by="alice", now=now)


def waiting_file(settings: Settings) -> StoredFile:
    settings.CLAMAV_URL = SCANNER
    return a_file()


def newest_fact(stored: StoredFile) -> tuple[str, str, dict[str, object]]:
    fact: Fact = facts_about(stored.code).latest("number")
    return fact.name, fact.actor, fact.values


def test_storing_keeps_the_bytes_and_records_it(folders: Folders) -> None:
    stored = a_file()

    with content_of(stored) as content:
        assert content.read() == pdf_of()
    assert (stored.name, stored.kind, stored.size) == ("Plan van aanpak.pdf", FileKind.PDF, len(pdf_of()))
    assert (stored.image_size, stored.is_image, stored.state) == (None, False, FileState.CLEAN)
    assert newest_fact(stored) == ("file.stored", "alice", {"kind": "pdf", "size": len(pdf_of())})
    assert broken_files(None) == []


def test_the_code_cannot_be_guessed_and_the_key_says_nothing(folders: Folders) -> None:
    one, other = a_file(), a_file()

    assert len(one.code) == 24
    assert len({one.code, other.code, one.key, other.key}) == 4
    assert not {one.code, "plan", "pdf"} & set(one.key.lower().replace("/", ".").split("."))
    assert one.key.startswith("2026-11-23/")


def test_the_same_file_twice_is_kept_twice(folders: Folders) -> None:
    one, other = a_file(), a_file()

    assert one.digest == other.digest
    assert len(files_in(folders.kept)) == 2


def test_only_this_installation_can_read_the_objects(settings: Settings, folders: Folders) -> None:
    options = {"location": folders.kept, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    private = {**settings.STORAGES["private"], "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "private": private}

    path = folders.kept / a_file().key

    assert [oct(place.stat().st_mode & 0o777) for place in (path, path.parent)] == ["0o600", "0o700"]


def test_of_what_is_too_big_no_more_is_read_than_needed(folders: Folders) -> None:
    upload = Endless()

    with pytest.raises(RefusedError) as caught:
        store_file(upload, name="plan.pdf", by="alice", now=NOW)

    assert caught.value.refusal.code == FileObstacle.TOO_BIG
    assert upload.n_read == LARGEST_FILE + 1


def test_a_photo_loses_where_and_with_what_it_was_made(folders: Folders) -> None:
    original = jpg(exif=camera_exif(orientation=6), comment=b"thuis", icc_profile=b"geen profiel")
    before = Image.open(BytesIO(original))
    assert before.getexif().get_ifd(0x8825)[2] == (52.0, 5.0, 23.0)

    stored = store_file(BytesIO(original), name="foto.jpg", by="alice", now=NOW)

    with content_of(stored) as content:
        kept = content.read()
    after = Image.open(BytesIO(kept))
    assert (dict(after.getexif()), set(after.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}) == (
        {},
        set(),
    )
    assert not any(trace in kept for trace in (b"Exif", b"Fictief", b"thuis", b"profiel"))
    assert (stored.width, stored.height) == after.size == (40, 60)
    assert after.convert("L").getpixel((20, 5)) == 0, "the left half was black, and now the upper half is"
    assert after.convert("L").getpixel((20, 55)) == 255


def test_when_the_row_cannot_be_written_the_object_goes(folders: Folders) -> None:
    with pytest.raises(DataError), transaction.atomic():
        store_file(BytesIO(pdf_of()), name="plan.pdf", by="a name that no journal has room for at all", now=NOW)

    assert files_in(folders.kept, folders.temporary) == []
    assert (StoredFile.objects.count(), Fact.objects.count()) == (0, 0)


def test_when_the_object_cannot_be_written_there_is_no_row(folders: Folders) -> None:
    folders.kept.write_text("a file where the folder should be")

    with pytest.raises(OSError, match="kept"):
        a_file()

    assert (StoredFile.objects.count(), Fact.objects.count()) == (0, 0)


def test_what_a_failed_transaction_left_is_swept_after_a_day(folders: Folders) -> None:
    kept = a_file()
    with pytest.raises(RuntimeError), transaction.atomic():
        a_file()
        raise RuntimeError

    assert len(files_in(folders.kept)) == 2
    assert sweep_orphans(now=NOW + timedelta(days=1)) == 0
    assert sweep_orphans(now=NOW + timedelta(days=2)) == 1
    assert sweep_orphans(now=NOW + timedelta(days=2)) == 0
    assert files_in(folders.kept) == [folders.kept / kept.key]


def test_a_sweep_without_any_file_finds_nothing(folders: Folders) -> None:
    assert sweep_orphans(now=NOW) == 0


def test_a_sweep_leaves_alone_what_is_not_ours_and_tidies_empty_days(folders: Folders) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        a_file()
        raise RuntimeError
    (folders.kept / "lost+found").mkdir()
    (folders.kept / "lees mij.txt").write_text("Niet van ons.")

    assert sweep_orphans(now=NOW + timedelta(days=2)) == 1
    assert sorted(path.name for path in folders.kept.iterdir()) == ["lees mij.txt", "lost+found"]


def test_discarding_removes_row_and_object_once(
    folders: Folders, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    stored = a_file()
    known = StoredFile.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        discard_file(known, by="bob", now=NOW)
        assert len(files_in(folders.kept)) == 1, "until it is certain"
    with django_capture_on_commit_callbacks(execute=True):
        discard_file(stored, by="bob", now=NOW)

    assert (StoredFile.objects.count(), files_in(folders.kept)) == (0, [])
    assert newest_fact(stored) == ("file.discarded", "bob", {})
    assert facts_about(stored.code).count() == 2


def test_a_discarding_that_is_rolled_back_keeps_everything(folders: Folders) -> None:
    stored = a_file()

    with pytest.raises(RuntimeError), transaction.atomic():
        discard_file(stored, by="bob", now=NOW)
        raise RuntimeError

    assert StoredFile.objects.get() == stored
    assert broken_files() == []


def test_with_a_scanner_a_file_waits_and_only_its_team_reads_it(folders: Folders, settings: Settings) -> None:
    stored = waiting_file(settings)

    assert (stored.state, stored.is_readable_by_others) == (FileState.WAITING, False)
    assert list(waiting_files()) == [stored]


def test_a_clean_file_is_for_everybody(folders: Folders, settings: Settings) -> None:
    stored = waiting_file(settings)

    judge_scan(stored, ScanResult(), now=NOW)
    judge_scan(stored, ScanResult(virus="Te-laat"), now=NOW)

    stored.refresh_from_db()
    assert (stored.state, stored.is_readable_by_others) == (FileState.CLEAN, True)
    assert newest_fact(stored) == ("file.cleared", "", {})
    assert facts_about(stored.code).count() == 2
    assert broken_files() == []


def test_an_infected_file_loses_its_object_and_stays_known(
    folders: Folders, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    stored = waiting_file(settings)

    with django_capture_on_commit_callbacks(execute=True):
        judge_scan(stored, ScanResult(virus="Eicar-Signature"), now=NOW)
        judge_scan(stored, ScanResult(), now=NOW)

    stored.refresh_from_db()
    assert (stored.state, stored.is_readable_by_others) == (FileState.INFECTED, False)
    assert newest_fact(stored) == ("file.infected", "", {"virus": "Eicar-Signature"})
    assert (files_in(folders.kept), broken_files()) == ([], [])


def test_an_infected_object_that_was_not_removed_is_swept(folders: Folders, settings: Settings) -> None:
    judge_scan(waiting_file(settings), ScanResult(virus="Eicar-Signature"), now=NOW)

    assert len(files_in(folders.kept)) == 1
    assert sweep_orphans(now=NOW + timedelta(days=2)) == 1
    assert files_in(folders.kept) == []


def test_a_file_that_was_discarded_is_not_judged(folders: Folders, settings: Settings) -> None:
    stored = waiting_file(settings)
    known = StoredFile.objects.get()
    discard_file(known, by="alice", now=NOW)

    judge_scan(stored, ScanResult(), now=NOW)

    assert newest_fact(stored)[0] == "file.discarded"


def test_a_photo_of_another_size_is_kept_in_its_own(folders: Folders) -> None:
    stored = store_file(BytesIO(saved(picture(80, 20), "PNG")), name="foto.png", by="alice", now=NOW)

    assert stored.image_size is not None
    assert (stored.image_size.width, stored.image_size.height, stored.is_image) == (80, 20, True)

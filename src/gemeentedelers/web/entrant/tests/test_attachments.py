from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES
from gemeentedelers.domain.entries.models import Attachment, Entry
from gemeentedelers.domain.entries.queries import attachments_of
from gemeentedelers.domain.entries.rules import MOST_ATTACHMENTS
from gemeentedelers.domain.entries.tests.factories import civil_servant, complete_entry, started_entry, submit
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.files.models import StoredFile
from gemeentedelers.web.entrant.tests.conftest import SignIn, page_of

pytestmark = pytest.mark.django_db

FILES = "bijlagen/"


def photo(name: str = "straat.png") -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (40, 30), "#2E8560").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def names(entry: Entry) -> list[str]:
    return [row.file.name for row in attachments_of(entry)]


def change(as_: SignIn, user: User, row: Attachment, **posted: str) -> int:
    address = page_of(row.entry, f"{FILES}{row.file.code}/wijzigen/")
    return as_(user).post(address, posted).status_code


def test_a_file_is_added_and_handed_out_as_a_file(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)

    added = as_(alice).post(page_of(entry, FILES), {"file": photo()})

    [row] = attachments_of(entry)
    given = as_(alice).get(page_of(entry, f"{FILES}{row.file.code}/"))
    assert (added.status_code, row.file.name) == (302, "straat.png")
    assert given["Content-Disposition"] == 'attachment; filename="straat.png"'
    assert given["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert given["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_for_the_own_team_alone(as_: SignIn, edition: Edition, alice: User) -> None:
    entry, other = started_entry(edition, by=alice), started_entry(edition, by=civil_servant())
    as_(alice).post(page_of(entry, FILES), {"file": photo()})
    code = StoredFile.objects.get().code

    assert as_(civil_servant()).get(page_of(entry, f"{FILES}{code}/")).status_code == 404
    assert as_(alice).get(page_of(other, f"{FILES}{code}/")).status_code == 404


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (SimpleUploadedFile("leeg.pdf", b""), "leeg.pdf: "),
        (SimpleUploadedFile("programma.exe", b"MZ"), "programma.exe: "),
        (SimpleUploadedFile("geen.png", b"<html>"), "geen.png: "),
    ],
)
def test_a_bad_file_is_explained_and_leaves_nothing_behind(
    as_: SignIn, edition: Edition, alice: User, upload: SimpleUploadedFile, words: str
) -> None:
    entry = started_entry(edition, by=alice)

    page = as_(alice).post(page_of(entry, FILES), {"file": upload})

    assert (page.status_code, StoredFile.objects.count(), Attachment.objects.count()) == (422, 0, 0)
    assert words in page.content.decode()


def test_a_script_hears_about_each_file_by_itself(as_: SignIn, edition: Edition, alice: User) -> None:
    entry, headers = started_entry(edition, by=alice), {"accept": "application/json"}

    good, bad, none = (
        as_(alice).post(page_of(entry, FILES), posted, headers=headers)
        for posted in ({"file": photo()}, {"file": SimpleUploadedFile("x.exe", b"MZ")}, {})
    )

    assert (good.status_code, good.json()) == (200, {"ok": True, "message": ""})
    assert (bad.status_code, bad.json()["ok"]) == (422, False)
    assert none.json()["message"] == "Kies eerst een bestand."


def test_files_are_described_moved_and_taken_out(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)
    for name in ("een.png", "twee.png", "drie.png"):
        as_(alice).post(page_of(entry, FILES), {"file": photo(name)})
    first, second, third = attachments_of(entry)

    change(as_, alice, third, wat="omhoog")
    change(as_, alice, first, wat="omhoog")
    assert names(entry) == ["een.png", "drie.png", "twee.png"]
    change(as_, alice, second, wat="beschrijven", beschrijving=" Een straat met bomen. ")
    second.refresh_from_db()
    assert second.alternative == "Een straat met bomen."
    change(as_, alice, first, wat="weghalen")
    assert names(entry) == ["drie.png", "twee.png"]
    assert StoredFile.objects.count() == 2
    assert change(as_, alice, second, wat="onzin") == 404


def test_an_image_without_a_description_stops_submitting(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = complete_entry(edition, by=alice)
    as_(alice).post(page_of(entry, FILES), {"file": photo()})

    assert "Beschrijf wat er op deze afbeelding te zien is." in as_(alice).get(page_of(entry, "controleren/")).text
    change(as_, alice, Attachment.objects.get(), wat="beschrijven", beschrijving="Een straat.")
    assert "Inzending indienen" in as_(alice).get(page_of(entry, "controleren/")).text


def test_what_was_submitted_is_kept_when_it_is_taken_out(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = complete_entry(edition, by=alice)
    as_(alice).post(page_of(entry, FILES), {"file": photo()})
    row = Attachment.objects.get()
    change(as_, alice, row, wat="beschrijven", beschrijving="Een straat.")
    version = submit(entry, by=alice)

    change(as_, alice, row, wat="weghalen")

    [frozen] = version.content["attachments"]
    assert (names(entry), StoredFile.objects.get().code) == ([], frozen["code"])
    assert (frozen["name"], frozen["alternative"]) == ("straat.png", "Een straat.")


def test_the_list_holds_ten_files(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)
    for number in range(MOST_ATTACHMENTS):
        as_(alice).post(page_of(entry, FILES), {"file": photo(f"{number}.png")})

    page = as_(alice).post(page_of(entry, FILES), {"file": photo("elf.png")})

    assert (page.status_code, StoredFile.objects.count()) == (422, MOST_ATTACHMENTS)
    assert "Er passen hoogstens 10 bijlagen bij een inzending." in page.text


def test_after_the_closing_a_submitted_entry_takes_no_files(
    as_: SignIn, edition: Edition, alice: User, clock: time_machine.Traveller
) -> None:
    entry = complete_entry(edition, by=alice)
    submit(entry, by=alice)
    clock.move_to(ENTRY_CLOSES + (ENTRY_CLOSES - DURING_ENTRY))

    page = as_(alice).post(page_of(entry, FILES), {"file": photo()})

    assert (page.status_code, StoredFile.objects.count()) == (422, 0)

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import civil_servant, eligible_entry
from gemeentedelers.domain.finals.actions import plan_final
from gemeentedelers.domain.finals.models import PitchMaterial
from gemeentedelers.domain.finals.rules.material import Material
from gemeentedelers.domain.finals.tests.factories import MATERIAL, in_the_final
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.shortlists.tests.factories import an_organiser, announced
from gemeentedelers.foundation.files.tests.builders import pdf_of
from gemeentedelers.web.entrant.tests.conftest import SignIn, page_of

pytestmark = pytest.mark.django_db

DUE = AFTER_READING + timedelta(days=20)
ANSWERS = vars(MATERIAL)


@pytest.fixture
def entry(edition: Edition, alice: User, clock: time_machine.Traveller) -> Entry:
    """Alice's entry, a finalist from AFTER_READING on."""
    entry = eligible_entry(edition, by=alice, category="leefomgeving")
    in_the_final(announced(edition))
    plan_final(
        edition, places=3, material_due_at=DUE, explanation="Drie minuten.", by=an_organiser(edition), now=AFTER_READING
    )
    clock.move_to(AFTER_READING)
    return entry


def test_the_team_finds_the_page_once_it_is_known(
    as_: SignIn, entry: Entry, alice: User, clock: time_machine.Traveller
) -> None:
    client = as_(alice)
    assert "U staat in de finale" in client.get(page_of(entry)).text
    page = client.get(page_of(entry, "finale/")).text
    assert [words in page for words in ("U staat in de finale", "Drie minuten.", "21 februari 2027")] == [True] * 3

    clock.move_to(AFTER_READING - timedelta(seconds=1))
    assert client.get(page_of(entry, "finale/")).status_code == 404
    assert "U staat in de finale" not in client.get(page_of(entry)).text


def test_another_team_finds_nothing(as_: SignIn, entry: Entry) -> None:
    stranger = as_(civil_servant())

    parts = ("finale/", "finale/dias/")
    assert [stranger.get(page_of(entry, part)).status_code for part in parts] == [404, 404]
    assert stranger.post(page_of(entry, "finale/"), {**ANSWERS, "wat": "inleveren"}).status_code == 404
    assert not PitchMaterial.objects.exists()


def test_a_draft_and_then_handed_in(as_: SignIn, entry: Entry, alice: User) -> None:
    client, where = as_(alice), page_of(entry, "finale/")

    assert client.post(where, {"explanation": "Begin", "wat": "bewaren"}).headers["Location"] == where
    assert "U hebt nog niet ingeleverd." in client.get(where).text
    missing = client.post(where, {"explanation": "Begin", "wat": "inleveren"})
    assert (missing.status_code, "Schrijf waarmee een collega morgen kan beginnen." in missing.text) == (422, True)
    assert PitchMaterial.objects.get().written == Material("Begin")

    client.post(where, {**ANSWERS, "wat": "inleveren"})

    assert PitchMaterial.objects.get().written == MATERIAL
    page = client.get(where).text
    assert ("Lever opnieuw in" in page, "Bewaar als concept" in page) == (True, False)


def test_slides_come_go_and_are_refused(as_: SignIn, entry: Entry, alice: User) -> None:
    client, where = as_(alice), page_of(entry, "finale/")
    assert client.get(f"{where}dias/").status_code == 404
    wrong = client.post(where, {**ANSWERS, "wat": "inleveren", "slides": SimpleUploadedFile("a.exe", b"MZ")})
    empty = client.post(where, {**ANSWERS, "wat": "inleveren", "slides": SimpleUploadedFile("a.pdf", b"")})
    assert [wrong.status_code, empty.status_code, PitchMaterial.objects.count()] == [422, 422, 0]
    assert "als pdf of als PowerPoint-bestand" in wrong.text

    client.post(where, {**ANSWERS, "wat": "inleveren", "slides": SimpleUploadedFile("pitch.pdf", pdf_of())})

    assert "pitch.pdf" in client.get(where).text
    assert client.get(f"{where}dias/").headers["Content-Disposition"] == 'attachment; filename="pitch.pdf"'
    client.post(f"{where}dias/weghalen/")
    assert "pitch.pdf" not in client.get(where).text


def test_after_the_deadline_nothing_changes_any_more(
    as_: SignIn, entry: Entry, alice: User, clock: time_machine.Traveller
) -> None:
    clock.move_to(DUE)
    client, where = as_(alice), page_of(entry, "finale/")

    page = client.get(where).text
    late = client.post(where, {**ANSWERS, "wat": "inleveren"})

    assert "Inleveren kon tot 21 februari 2027, 10.00 uur." in page
    assert "Lever in" not in page
    assert (late.status_code, "Inleveren kon tot 21 februari 2027, 10.00 uur." in late.text) == (422, True)
    assert not PitchMaterial.objects.exists()


def test_the_page_uses_few_queries(
    as_: SignIn, entry: Entry, alice: User, django_assert_max_num_queries: object
) -> None:
    client = as_(alice)
    client.get(page_of(entry, "finale/"))

    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(page_of(entry, "finale/"))

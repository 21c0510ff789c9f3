import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.visits.actions.viewing import keep_view
from gemeentedelers.domain.visits.models import Correction, MomentProposal, Photo, Report, View, Visit
from gemeentedelers.domain.visits.queries import frame_of, report_for
from gemeentedelers.domain.visits.rules.planning import OfferStatus, VisitWay
from gemeentedelers.domain.visits.tests.factories import (
    AFTER_CORRECTION,
    AFTER_VISIT,
    CORRECTED_AT,
    MOMENT,
    OFFERED_AT,
    REPORTED_AT,
    a_visit,
    agreed,
    assessors_of,
    corrected,
    delivered,
    divided_edition,
    handed_in,
    planned,
    seen_by,
    team_member,
    viewed,
    written,
)
from gemeentedelers.foundation.files.tests.corpus.images import png

pytestmark = pytest.mark.django_db

MOMENTS = {"moment_1": "2027-02-10T14:00", "way": "at_theirs", "place": "Stadhuisplein 1"}


@pytest.fixture
def visit() -> Visit:
    return a_visit()


@pytest.fixture
def anna(visit: Visit, client: Client) -> Client:
    """The first assessor, signed in."""
    with time_machine.travel(AFTER_VISIT):
        client.force_login(assessors_of(visit)[0])
    return client


def page_of(visit: Visit, path: str = "") -> str:
    return f"/beoordelen/bezoeken/{visit.code}/{path}"


def whole(visit: Visit) -> dict[str, str]:
    about = frame_of(visit)
    notes = {f"note_{key}_works": "Bewoners doen het zelf." for key in about.criteria}
    return {**notes, **{f"mark_{claim.key}": "seen" for claim in about.claims}}


@pytest.mark.parametrize("n_entries", [1, 3])
def test_the_portfolio_costs_the_same_for_one_and_for_three(
    client: Client, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = divided_edition(n_entries)
    for row in Visit.objects.all():
        delivered(row)
    with time_machine.travel(AFTER_VISIT):
        client.force_login(assessors_of(a_visit(edition))[0])

    with time_machine.travel(CORRECTED_AT, tick=False), django_assert_num_queries(7):
        page = client.get("/beoordelen/bezoeken/")

    assert [task.label for task in page.context["tasks"]] == ["Bij de jury"] * n_entries


@time_machine.travel(OFFERED_AT, tick=False)
def test_moments_go_to_the_team(anna: Client, visit: Visit) -> None:
    assert "Nog te plannen" in anna.get(page_of(visit)).text

    answer = anna.post(page_of(visit, "plannen/"), MOMENTS)

    assert (answer.status_code, answer["Location"]) == (302, page_of(visit))
    offer = MomentProposal.objects.get()
    assert (offer.moments, offer.way, offer.location) == ([MOMENT], VisitWay.AT_THEIRS, "Stadhuisplein 1")
    assert "Wacht op het team" in anna.get(page_of(visit)).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"moment_1": ""}, "Stel minstens één moment voor."),
        ({"moment_1": "gisteren"}, "Vul een datum en een tijd in"),
        ({"moment_1": "2027-02-03T11:00"}, "is te snel"),
        ({"moment_2": "2027-02-10T14:00"}, "Twee momenten zijn hetzelfde."),
        ({"place": ""}, "Schrijf op waar u elkaar ontmoet."),
        ({"way": "online"}, "een link die begint met https://"),
        ({"way": "per duif"}, "Kies een van de twee."),
        ({"message": "x" * 1_001}, "hoogstens 1000 tekens"),
    ],
)
@time_machine.travel(OFFERED_AT, tick=False)
def test_bad_moments_are_explained_and_not_stored(
    anna: Client, visit: Visit, changes: dict[str, str], words: str
) -> None:
    page = anna.post(page_of(visit, "plannen/"), {**MOMENTS, **changes})

    assert (page.status_code, words in page.text) == (422, True)
    assert not MomentProposal.objects.exists()


@time_machine.travel(OFFERED_AT, tick=False)
def test_a_planned_visit_has_a_file_and_can_be_called_off(anna: Client, visit: Visit) -> None:
    assert anna.get(page_of(visit, "bezoek.ics")).status_code == 404
    planned(visit)

    file = anna.get(page_of(visit, "bezoek.ics"))
    assert (file["Content-Type"], b"SEQUENCE:1\r\n" in file.content) == ("text/calendar; charset=utf-8", True)
    assert anna.post(page_of(visit, "afzeggen/"), {"reason": ""}).status_code == 422
    assert anna.post(page_of(visit, "afzeggen/"), {"reason": "Ik ben die dag ziek."}).status_code == 302

    assert MomentProposal.objects.get().status == OfferStatus.CANCELLED
    assert anna.get(page_of(visit, "bezoek.ics")).status_code == 404


@time_machine.travel(OFFERED_AT, tick=False)
def test_who_is_involved_loses_the_visit_at_once(anna: Client, visit: Visit) -> None:
    assert anna.post(page_of(visit, "betrokken/"), {"reason": "Ik ken het team."}).status_code == 422

    answer = anna.post(page_of(visit, "betrokken/"), {"reason": "Ik ken het team.", "is_sure": "on"})

    assert answer["Location"] == "/beoordelen/bezoeken/"
    assert anna.get(page_of(visit)).status_code == 404


@time_machine.travel(AFTER_VISIT, tick=False)
def test_the_view_works_as_a_plain_form_and_is_handed_in(anna: Client, visit: Visit) -> None:
    planned(visit)
    page = anna.get(page_of(visit, "beeld/"))
    assert "Wat werkt hier?" in page.text
    assert "In een jaar gingen 4.000 tegels eruit." in page.text

    saved = anna.post(page_of(visit, "beeld/"), {"nummer": "0", "doe": "bewaren", "note_succesvol_works": "Veel."})
    assert saved.status_code == 302
    unfinished = anna.post(page_of(visit, "beeld/"), {"nummer": "1", "doe": "inleveren", "note_succesvol_works": "Ja."})
    assert (unfinished.status_code, "staat nog niet wat u vond" in unfinished.text) == (422, True)
    assert re.findall(r'name="nummer" value="(\d+)"', unfinished.text) == ["2"]
    done = anna.post(page_of(visit, "beeld/"), {"nummer": "2", "doe": "inleveren", **whole(visit)})

    assert done.status_code == 302
    shown = anna.get(page_of(visit, "beeld/")).text
    assert ("Bewoners doen het zelf." in shown, "<textarea" in shown, "data-handed-in" in shown) == (True, False, True)


@time_machine.travel(AFTER_VISIT, tick=False)
def test_two_devices_never_write_over_each_other(anna: Client, visit: Visit) -> None:
    planned(visit)
    first, _ = assessors_of(visit)
    keep_view(visit, seen_by(visit, "Telefoon"), number=0, by=first, now=AFTER_VISIT)

    page = anna.post(page_of(visit, "beeld/"), {"nummer": "0", "doe": "bewaren", "note_succesvol_works": "Tablet"})

    assert (page.status_code, "Telefoon bij succesvol." in page.text, "Tablet" in page.text) == (409, True, True)
    assert View.objects.get().number == 1
    anna.post(page_of(visit, "beeld/"), {"nummer": "1", "doe": "bewaren", "note_succesvol_works": "Tablet"})
    assert View.objects.get().seen.about("succesvol")[0][1] == "Tablet"


@time_machine.travel(AFTER_VISIT, tick=False)
def test_the_script_hears_what_to_do(anna: Client, visit: Visit) -> None:
    planned(visit)
    address = page_of(visit, "beeld/bewaren/")

    kept = anna.post(address, {"nummer": "0", "note_succesvol_works": "Ja."})
    assert (kept.status_code, kept.json()) == (200, {"number": 1, "saved": "16:00"})
    assert anna.post(address, {"nummer": "0", "note_succesvol_works": "Nee."}).status_code == 409
    assert anna.post(address, {"nummer": "1", "mark_result": "misschien"}).status_code == 422
    assert anna.post(address, {"nummer": "1", "note_succesvol_works": "x" * 4_001}).status_code == 422
    anna.post(page_of(visit, "beeld/"), {"nummer": "1", "doe": "inleveren", **whole(visit)})
    assert anna.post(address, {"nummer": "2", "note_succesvol_works": "Later."}).status_code == 423
    assert Client().post(address).status_code == 401


@time_machine.travel(AFTER_VISIT, tick=False)
def test_photos_are_for_two_until_there_is_consent(anna: Client, visit: Visit) -> None:
    address = page_of(visit, "fotos/")
    for name, alternative, words in (
        ("straat.png", "", "Beschrijf wat er op de foto te zien is."),
        ("plan.pdf", "Een plan", "Kies een foto"),
        ("nep.png", "Geen foto", "Dit bestand"),
    ):
        content = png() if name == "straat.png" else b"%PDF-1.7"
        page = anna.post(address, {"file": SimpleUploadedFile(name, content), "alternative": alternative})
        assert (page.status_code, words in page.text) == (422, True), name
    assert "Kies eerst een foto." in anna.post(address, {"alternative": "Niets"}).text
    anna.post(address, {"file": SimpleUploadedFile("straat.png", png()), "alternative": "Een straat"})
    photo = Photo.objects.get()
    own = f"{address}{photo.file.code}/"

    assert anna.get(own).status_code == 200
    assert "Zonder toestemming" in anna.get(address).text
    bad = anna.post(f"{own}wijzigen/", {"wat": "toestemming", "agreed_by": "", "agreed_on": "2027-02-11"})
    assert (bad.status_code, "Schrijf op wie de foto goed vindt." in bad.text) == (422, True)
    anna.post(f"{own}wijzigen/", {"wat": "toestemming", "agreed_by": "Buur (fictief)", "agreed_on": "2027-02-11"})
    assert "Buur (fictief) vond de foto goed op 11 februari 2027." in anna.get(address).text
    anna.post(f"{own}wijzigen/", {"wat": "intrekken"})
    assert anna.post(f"{own}wijzigen/", {"wat": "iets"}).status_code == 404
    anna.post(f"{own}wijzigen/", {"wat": "weghalen"})
    assert (Photo.objects.count(), anna.get(own).status_code) == (0, 404)


@time_machine.travel(REPORTED_AT, tick=False)
def test_the_views_stay_apart_until_both_are_in(anna: Client, visit: Visit) -> None:
    planned(visit)
    handed_in(visit, assessors_of(visit)[1], "Geheim")

    page = anna.get(page_of(visit, "verslag/"))
    assert ("Het verslag kan nog niet" in page.text, "Geheim" in page.text) == (True, False)
    assert "Geheim" not in anna.get(page_of(visit, "beeld/")).text
    handed_in(visit, assessors_of(visit)[0], "Eigen")

    page = anna.get(page_of(visit, "verslag/"))
    assert ("Geheim bij succesvol." in page.text, "Eigen bij succesvol." in page.text) == (True, True)


@time_machine.travel(REPORTED_AT, tick=False)
def test_a_report_is_written_and_the_other_agrees(anna: Client, client: Client, visit: Visit) -> None:
    viewed(visit)
    about = frame_of(visit)
    parts = {f"paragraph_{key}": "Het werkt." for key in about.criteria}
    parts |= {f"mark_{claim.key}": "seen" for claim in about.claims}

    missing = anna.post(page_of(visit, "verslag/"), {"nummer": "0", "doe": "klaar", **parts})
    assert (missing.status_code, "Schrijf op wat de jury moet weten." in missing.text) == (422, True)
    full = {**parts, "for_jury": "Sterk.", "advice": "Ga door."}
    assert anna.post(page_of(visit, "verslag/"), {"nummer": "0", "doe": "klaar", **full}).status_code == 302
    anna.post(page_of(visit, "verslag/akkoord/"), {"nummer": "1"})
    assert Report.objects.get().agreed_at is None
    other = Client()
    other.force_login(assessors_of(visit)[1])
    assert "schreef dit verslag" in other.get(page_of(visit, "verslag/")).text
    other.post(page_of(visit, "verslag/akkoord/"), {"nummer": "1"})

    assert Report.objects.get().agreed_at == REPORTED_AT
    assert "Het team kan nog reageren tot 18 februari 2027, 0.00 uur." in anna.get(page_of(visit, "verslag/")).text


@time_machine.travel(CORRECTED_AT, tick=False)
def test_a_correction_is_answered_before_the_jury_reads(anna: Client, visit: Visit) -> None:
    corrected(visit)
    row = Correction.objects.get()
    anna.post(page_of(visit, "verslag/naar-de-jury/"))
    assert report_for(visit.entry) is None

    address = page_of(visit, f"verslag/{row.code}/")
    idle = anna.post(address, {"outcome": "adapted", "text": "Wij zagen succesvol.", "answer": "Goed."})
    assert (idle.status_code, "de tekst is dezelfde" in idle.text) == (422, True)
    assert (
        anna.post(address, {"outcome": "adapted", "text": "Het waren er 4.100.", "answer": "Goed."}).status_code == 302
    )
    anna.post(page_of(visit, "verslag/naar-de-jury/"))

    report = report_for(visit.entry)
    assert report is not None
    assert report.paragraphs[0] == ("Succesvol", "Het waren er 4.100.")
    assert anna.post(page_of(visit, "verslag/onbekend/"), {}).status_code == 404


@pytest.mark.parametrize("path", ["", "plannen/", "afzeggen/", "betrokken/", "beeld/", "fotos/", "verslag/"])
def test_another_assessor_finds_nothing(client: Client, visit: Visit, path: str) -> None:
    agreed(visit)
    client.force_login(team_member(visit))
    assert client.get(page_of(visit, path)).status_code == 404
    client.force_login(UserFactory())
    assert client.get(page_of(visit, path)).status_code == 404


@time_machine.travel(AFTER_CORRECTION, tick=False)
def test_the_desk_of_an_assessor_leads_to_the_visits(anna: Client, visit: Visit) -> None:
    written(visit)

    assert "Mijn bezoeken" in anna.get("/beoordelen/").text

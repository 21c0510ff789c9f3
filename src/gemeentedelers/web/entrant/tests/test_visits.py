import pytest
import time_machine
from django.test import Client

from gemeentedelers.domain.entries.rules import TeamRole
from gemeentedelers.domain.entries.tests.factories import civil_servant, join
from gemeentedelers.domain.shortlists.tests.factories import an_organiser
from gemeentedelers.domain.visits.actions.planning import offer_moments
from gemeentedelers.domain.visits.actions.reporting import release_visit_advice
from gemeentedelers.domain.visits.models import Correction, MomentProposal, Visit
from gemeentedelers.domain.visits.rules.planning import OfferStatus, VisitWay
from gemeentedelers.domain.visits.tests.factories import (
    ADVICE,
    AFTER_CORRECTION,
    AFTER_VISIT,
    CORRECTED_AT,
    FOR_JURY,
    MOMENT,
    OFFERED_AT,
    PLACE,
    a_visit,
    agreed,
    assessors_of,
    delivered,
    planned,
    team_member,
    written,
)

pytestmark = pytest.mark.django_db

CHOSEN = "2027-02-10T13:00:00.000Z"


@pytest.fixture
def visit() -> Visit:
    return a_visit()


@pytest.fixture
def alice(visit: Visit, client: Client) -> Client:
    with time_machine.travel(AFTER_VISIT):
        client.force_login(team_member(visit))
    return client


def page_of(visit: Visit, path: str = "") -> str:
    return f"/inzendingen/{visit.entry.reference}/bezoek/{path}"


def offered(visit: Visit) -> None:
    first, _ = assessors_of(visit)
    offer_moments(visit, [MOMENT], way=VisitWay.AT_THEIRS, place=PLACE, by=first, now=OFFERED_AT)


@time_machine.travel(OFFERED_AT, tick=False)
def test_a_team_chooses_a_moment(alice: Client, visit: Visit) -> None:
    assert "binnenkort een paar momenten" in alice.get(page_of(visit)).text
    assert alice.post(page_of(visit, "kiezen/"), {"moment": CHOSEN}).status_code == 422
    offered(visit)
    assert "woensdag 10 februari 2027, 14.00 uur" in alice.get(page_of(visit)).text

    for moment, words in (("", "Kies een moment."), ("2027-02-10", "niet meer voorgesteld")):
        page = alice.post(page_of(visit, "kiezen/"), {"moment": moment})
        assert (page.status_code, words in page.text) == (422, True)
    assert alice.post(page_of(visit, "kiezen/"), {"moment": CHOSEN}).status_code == 302

    assert MomentProposal.objects.get().chosen == MOMENT
    assert b"SEQUENCE:1\r\n" in alice.get(page_of(visit, "bezoek.ics")).content
    assert "Naar het bezoek" in alice.get(f"/inzendingen/{visit.entry.reference}/").text


@time_machine.travel(OFFERED_AT, tick=False)
def test_a_team_asks_for_others_or_calls_off(alice: Client, visit: Visit) -> None:
    offered(visit)
    assert alice.post(page_of(visit, "andere-momenten/"), {"reason": "nee"}).status_code == 422
    assert alice.post(page_of(visit, "andere-momenten/"), {"reason": "Wij zijn dan allemaal weg."}).status_code == 302
    assert alice.post(page_of(visit, "afzeggen/"), {"reason": "Wij zijn allemaal ziek."}).status_code == 422
    planned(visit)
    assert alice.post(page_of(visit, "afzeggen/"), {"reason": "Wij zijn allemaal ziek."}).status_code == 302

    found = MomentProposal.objects.values_list("status", flat=True)
    assert sorted(found) == [OfferStatus.CANCELLED, OfferStatus.DECLINED]


@time_machine.travel(CORRECTED_AT, tick=False)
def test_a_team_corrects_paragraph_by_paragraph(alice: Client, visit: Visit) -> None:
    agreed(visit)
    page = alice.get(page_of(visit))
    assert ("Wij zagen succesvol." in page.text, FOR_JURY in page.text, ADVICE in page.text) == (True, False, False)

    for answers, words in (
        ({"verdict_succesvol": "klopt-niet"}, "Schrijf op wat er niet klopt bij “Succesvol”."),
        ({"verdict_succesvol": "klopt", "because_succesvol": "Er waren er meer."}, "Kies dan “Klopt niet”."),
        ({"verdict_succesvol": "misschien"}, "Kies klopt of klopt niet."),
        ({"verdict_succesvol": "klopt-niet", "because_succesvol": "x" * 1_001}, "hoogstens 1000 tekens"),
    ):
        bad = alice.post(page_of(visit, "reageren/"), answers)
        assert (bad.status_code, words in bad.text) == (422, True), words
    answers = {"verdict_succesvol": "klopt-niet", "because_succesvol": "Het waren er 4.100."}
    assert alice.post(page_of(visit, "reageren/"), answers).status_code == 302
    assert alice.post(page_of(visit, "reageren/"), answers).status_code == 422

    assert list(Correction.objects.values_list("paragraph", "because")) == [("succesvol", "Het waren er 4.100.")]


@time_machine.travel(AFTER_CORRECTION, tick=False)
def test_a_team_reads_its_advice_and_never_what_is_for_the_jury(alice: Client, visit: Visit) -> None:
    delivered(visit)
    assert ADVICE not in alice.get(page_of(visit)).text

    release_visit_advice(visit.entry.edition, by=an_organiser(visit.entry.edition), now=AFTER_CORRECTION)

    page = alice.get(page_of(visit)).text
    assert (ADVICE in page, "Het waren er 4.100." in page, FOR_JURY in page) == (True, True, False)


@time_machine.travel(CORRECTED_AT, tick=False)
def test_a_report_before_both_agree_is_not_shown(alice: Client, visit: Visit) -> None:
    written(visit)

    assert "Wij zagen" not in alice.get(page_of(visit)).text


@time_machine.travel(OFFERED_AT, tick=False)
def test_who_only_reads_along_does_not_choose(client: Client, visit: Visit) -> None:
    offered(visit)
    bob = civil_servant()
    join(visit.entry, bob, by=team_member(visit), role=TeamRole.READER)
    client.force_login(bob)

    assert "De eigenaar of een schrijver van uw team kiest." in client.get(page_of(visit)).text
    assert client.post(page_of(visit, "kiezen/"), {"moment": CHOSEN}).status_code == 422
    assert MomentProposal.objects.get().status == OfferStatus.OPEN

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.actions import nominate
from gemeentedelers.domain.entries.models import Entry, Nomination
from gemeentedelers.domain.entries.rules import NominationStatus
from gemeentedelers.domain.entries.tests.factories import civil_servant
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.models import User

pytestmark = pytest.mark.django_db

NOMINATE = "/nomineren/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(DURING_ENTRY, tick=False) as moment:
        yield moment
    cache.clear()


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def druten() -> Municipality:
    found: Municipality = MunicipalityFactory(name="Druten")
    return found


@pytest.fixture
def nomination(edition: Edition, druten: Municipality) -> Nomination:
    return nominate(
        edition,
        druten,
        title="Buurtkeukens",
        reason="Dit werkt.",
        contact_email="alice@druten.example",
        nominator_name="Noor",
        nominator_email="noor@gemeente.example",
        by=None,
        now=DURING_ENTRY,
    )


def written(chosen: Municipality, **changes: str) -> dict[str, object]:
    return {
        "municipality": chosen.pk,
        "title": "Buurtkeukens",
        "reason": "Dit werkt.",
        "contact_email": "alice@druten.example",
        "nominator_name": "Noor",
        "nominator_email": "noor@gemeente.example",
        **changes,
    }


def page_of(nomination: Nomination) -> str:
    return f"{NOMINATE}{nomination.code}/"


def colleague(municipality: Municipality) -> User:
    return civil_servant(municipality=municipality)


def test_anybody_nominates_without_learning_the_code(client: Client, edition: Edition, druten: Municipality) -> None:
    page = client.post(NOMINATE, written(druten), follow=True)

    nomination = Nomination.objects.get()
    assert (page.status_code, nomination.municipality, nomination.nominated_by) == (200, druten, None)
    assert "Druten" in page.content.decode()
    assert nomination.code not in page.content.decode()


@pytest.mark.parametrize("field", ["municipality", "title", "reason", "contact_email", "nominator_name"])
def test_an_unfinished_nomination_is_explained(
    client: Client, edition: Edition, druten: Municipality, field: str
) -> None:
    page = client.post(NOMINATE, written(druten, **{field: ""}))

    assert page.status_code == 422
    assert "<title>Fout: " in page.content.decode()
    assert (field in page.context["form"].errors, Nomination.objects.count()) == (True, 0)


def test_an_empty_form_is_a_wrong_form(client: Client, edition: Edition) -> None:
    assert client.post(NOMINATE).status_code == 422


def test_the_own_municipality_can_simply_enter(client: Client, edition: Edition, druten: Municipality) -> None:
    client.force_login(colleague(druten))

    page = client.post(NOMINATE, written(druten))

    assert (page.status_code, Nomination.objects.count()) == (422, 0)
    assert "Dit is uw eigen gemeente." in page.content.decode()


def test_nominating_waits_for_an_open_edition(
    client: Client, edition: Edition, druten: Municipality, clock: time_machine.Traveller
) -> None:
    clock.move_to(ENTRY_CLOSES)

    pages = [client.get(NOMINATE), client.post(NOMINATE, written(druten))]

    assert ["Nomineren kan nu niet" in page.content.decode() for page in pages] == [True, True]
    assert Nomination.objects.count() == 0


def test_one_address_does_not_send_many(client: Client, edition: Edition, druten: Municipality) -> None:
    statuses = [client.post(NOMINATE, written(druten)).status_code for _ in range(21)]

    assert (statuses[:20], statuses[20]) == ([200] * 20, 429)
    assert Nomination.objects.count() == 20


def test_who_has_the_link_reads_it_without_addresses(client: Client, nomination: Nomination) -> None:
    text = client.get(page_of(nomination)).content.decode()

    assert "Gemeente Druten is genomineerd" in text
    assert f"/account/login/?next={page_of(nomination)}" in text
    assert nomination.contact_email not in text
    assert nomination.nominator_email not in text


def test_an_unknown_code_does_not_exist(client: Client, nomination: Nomination) -> None:
    assert client.get(f"{NOMINATE}onzin/").status_code == 404


def test_looking_changes_nothing(client: Client, nomination: Nomination) -> None:
    client.force_login(colleague(nomination.municipality))

    client.get(page_of(nomination), {"answer": "decline"})

    nomination.refresh_from_db()
    assert nomination.status == NominationStatus.OPEN


def test_a_colleague_accepts_and_gets_a_draft(client: Client, nomination: Nomination) -> None:
    alice = colleague(nomination.municipality)
    client.force_login(alice)

    answer = client.post(page_of(nomination), {"answer": "claim"})

    entry = Entry.objects.get()
    assert answer["Location"] == f"/inzendingen/{entry.reference}/"
    assert (entry.title, entry.municipality, entry.team.get().user) == ("Buurtkeukens", nomination.municipality, alice)


def test_a_colleague_declines(client: Client, nomination: Nomination) -> None:
    client.force_login(colleague(nomination.municipality))

    client.post(page_of(nomination), {"answer": "decline"})

    nomination.refresh_from_db()
    assert (nomination.status, Entry.objects.count()) == (NominationStatus.DECLINED, 0)


@pytest.mark.parametrize("answer", ["claim", "decline"])
def test_somebody_of_another_municipality_cannot_answer(client: Client, nomination: Nomination, answer: str) -> None:
    client.force_login(civil_servant())

    page = client.post(page_of(nomination), {"answer": answer}, follow=True)

    nomination.refresh_from_db()
    assert nomination.status == NominationStatus.OPEN
    assert "Alleen iemand van de genomineerde gemeente kan hierop antwoorden." in page.content.decode()


def test_a_nomination_is_answered_once(client: Client, nomination: Nomination) -> None:
    client.force_login(colleague(nomination.municipality))
    client.post(page_of(nomination), {"answer": "claim"})

    client.post(page_of(nomination), {"answer": "decline"})

    nomination.refresh_from_db()
    assert (nomination.status, Entry.objects.count()) == (NominationStatus.CLAIMED, 1)


def test_answering_needs_an_account_and_a_known_answer(client: Client, nomination: Nomination) -> None:
    stranger = client.post(page_of(nomination), {"answer": "claim"})
    client.force_login(colleague(nomination.municipality))

    unknown = client.post(page_of(nomination), {"answer": "misschien"})

    nomination.refresh_from_db()
    assert (stranger["Location"], unknown.status_code) == (f"/account/login/?next={page_of(nomination)}", 404)
    assert nomination.status == NominationStatus.OPEN


@pytest.mark.parametrize("method", ["put", "delete"])
def test_other_methods_are_refused(client: Client, nomination: Nomination, method: str) -> None:
    statuses = [getattr(client, method)(url).status_code for url in (NOMINATE, page_of(nomination))]

    assert statuses == [405, 405]

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from gemeentedelers.domain.editions.actions import load_themes
from gemeentedelers.domain.editions.models import Edition, Round, Theme
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import (
    AFTER_READING,
    DURING_ENTRY,
    DURING_READING,
    OPENS,
    make_edition,
)
from gemeentedelers.domain.entries.tests.factories import civil_servant
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.panels.models import Reader
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.volunteers.models import Volunteer
from gemeentedelers.domain.volunteers.rules import VolunteerStatus
from gemeentedelers.domain.volunteers.tests.factories import accepted_in, declined_in, volunteer_in
from gemeentedelers.foundation.journal.models import Fact

pytestmark = pytest.mark.django_db

SIGN_UP, THANKS = "/meedoen/lezen/", "/meedoen/lezen/bedankt/"


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
def oscar() -> User:
    found: User = UserFactory(name="Oscar")
    return found


def filled_in(chosen: Municipality, **changes: str | list[str]) -> dict[str, str | list[str]]:
    return {
        "round": "2027-reading",
        "name": "Noor Jansen",
        "email": "Noor@Druten.example",
        "kind": "insider",
        "municipality": chosen.code,
        "job_title": "adviseur",
        "motivation": "Ik leer van anderen.",
        "minutes": "270",
        "available_from": "2027-01-05",
        "available_until": "",
        **changes,
    }


def test_anybody_signs_up(client: Client, edition: Edition, druten: Municipality) -> None:
    load_themes()

    page = client.post(SIGN_UP, filled_in(druten, themes=["jeugd", "natuur-en-groen"]), follow=True)

    volunteer = Volunteer.objects.get()
    assert page.redirect_chain == [(THANKS, 302)]
    assert "Bedankt voor uw aanmelding" in page.text
    assert (volunteer.name, volunteer.email, volunteer.municipality) == ("Noor Jansen", "noor@druten.example", druten)
    assert (volunteer.minutes, volunteer.available_from, volunteer.available_until) == (270, date(2027, 1, 5), None)
    assert [theme.slug for theme in volunteer.themes.all()] == ["jeugd", "natuur-en-groen"]
    assert (volunteer.round_kind, volunteer.edition) == (RoundKind.READING, edition)
    assert (volunteer.token in page.text, volunteer.code in page.text) == (False, False)


def test_a_known_address_is_answered_the_same(client: Client, edition: Edition, druten: Municipality) -> None:
    answers = []
    for _ in range(2):
        page = client.post(SIGN_UP, filled_in(druten), follow=True)
        answers.append((page.redirect_chain, page.text))

    assert answers[0] == answers[1]
    assert list(Fact.objects.order_by("number").values_list("name", flat=True))[1:] == [
        "volunteer.signed_up",
        "volunteer.changed",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"round": ""}, "Kies een ronde."),
        ({"name": ""}, "Vul uw naam in."),
        ({"name": "Kijk op www.koop.example"}, "Zet geen webadres of mailadres in uw naam."),
        ({"email": "noor@druten"}, "Vul een e-mailadres in, zoals naam@gemeente.nl."),
        ({"kind": ""}, "Kies waar u werkt."),
        ({"municipality": ""}, "Kies de gemeente waar u werkt."),
        ({"municipality": "GM9999"}, "Kies een gemeente uit de lijst."),
        ({"kind": "outsider"}, "Vul in bij welke organisatie u werkt."),
        ({"job_title": ""}, "Vul uw functie in."),
        ({"motivation": " "}, "Schrijf op waarom u wilt meelezen."),
        ({"minutes": ""}, "Kies hoeveel tijd u hebt."),
        ({"minutes": "60"}, "Kies een aantal uren uit de lijst."),
        ({"themes": ["bestaat-niet"]}, "Kies thema’s uit de lijst."),
        ({"available_from": "morgen"}, "Kies een dag, bijvoorbeeld 04-12-2026."),
        ({"available_until": "2027-01-04"}, "De laatste dag ligt voor de eerste. Kies een latere laatste dag."),
        (
            {"available_from": "2027-02-01"},
            "Deze ronde duurt van 4 januari 2027 tot en met 15 januari 2027. Kies dagen die daarin vallen.",
        ),
        ({"round": "2027-jury"}, "Kies een ronde uit de lijst."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    client: Client, edition: Edition, druten: Municipality, changes: dict[str, str], sentence: str
) -> None:
    page = client.post(SIGN_UP, filled_in(druten, **changes))

    assert (page.status_code, page.text.count(sentence)) == (422, 2)
    assert Volunteer.objects.count() == 0


def test_what_was_typed_stays(client: Client, edition: Edition, druten: Municipality) -> None:
    load_themes()

    text = client.post(SIGN_UP, filled_in(druten, name="", themes=["jeugd"])).text

    assert "Ik leer van anderen." in text
    assert 'value="jeugd" checked' in text
    assert text.count('<details class="gd-details" open>') == 1


def test_every_theme_can_be_chosen_once(client: Client, edition: Edition) -> None:
    load_themes()

    assert client.get(SIGN_UP).text.count('name="themes"') == Theme.objects.count() == 92


def test_a_resident_needs_no_employer(client: Client, edition: Edition, druten: Municipality) -> None:
    client.post(SIGN_UP, filled_in(druten, kind="resident", municipality="", job_title=""))

    volunteer = Volunteer.objects.get()
    assert (volunteer.kind, volunteer.municipality, volunteer.job_title) == ("resident", None, "")


def test_who_is_signed_in_is_known(client: Client, edition: Edition) -> None:
    druten = MunicipalityFactory(name="Druten")
    noor = civil_servant(name="Noor Jansen", job_title="griffier", municipality=druten)
    client.force_login(noor)

    text = client.get(SIGN_UP).text

    assert [f'value="{known}"' in text for known in (noor.name, noor.email, "griffier")] == [True] * 3
    assert f'value="{druten.code}" selected' in text


def test_two_rounds_are_a_choice(client: Client, edition: Edition, druten: Municipality) -> None:
    Round.objects.create(
        edition=edition,
        kind=RoundKind.ASSESSMENT,
        name="Assessorronde",
        opens=AFTER_READING,
        closes=edition.reveal_from,
        minutes_per_entry=45,
    )

    asked = client.post(SIGN_UP, filled_in(druten, round="2027-assessment", available_from=""))

    assert asked.headers["Location"] == THANKS
    assert Volunteer.objects.get().round_kind == RoundKind.ASSESSMENT


def test_signing_up_is_open_until_the_round_closes(
    client: Client, edition: Edition, druten: Municipality, clock: time_machine.Traveller
) -> None:
    found = []
    for now in (OPENS, DURING_READING, AFTER_READING):
        clock.move_to(now)
        found.append("Meld mij aan" in client.get(SIGN_UP).text)

    assert found == [True, True, False]
    assert "Aanmelden als scoorder kan nu niet" in client.post(SIGN_UP, filled_in(druten)).text
    assert Volunteer.objects.count() == 0


def test_nobody_signs_up_without_end(client: Client, edition: Edition, druten: Municipality) -> None:
    statuses = [client.post(SIGN_UP, filled_in(druten)).status_code for _ in range(21)]

    assert (statuses[:20], statuses[20]) == ([302] * 20, 429)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, edition: Edition, method: str) -> None:
    volunteer = volunteer_in(edition)

    found = [getattr(client, method)(path).status_code for path in (SIGN_UP, THANKS, f"{SIGN_UP}{volunteer.token}/")]

    assert found == [405, 405, 405]
    assert client.post(THANKS).status_code == 405


def test_looking_withdraws_nothing_and_a_press_does(client: Client, edition: Edition) -> None:
    volunteer = volunteer_in(edition)
    page = f"{SIGN_UP}{volunteer.token}/"

    assert "Uw aanmelding wacht op de organisatie." in client.get(page).text
    assert Volunteer.objects.get().status == VolunteerStatus.SIGNED_UP

    after = [client.post(page, follow=True).text for _ in range(2)]
    assert ["U hebt uw aanmelding ingetrokken." in text for text in after] == [True, True]
    assert Volunteer.objects.get().status == VolunteerStatus.WITHDRAWN


def test_who_was_declined_reads_so_and_cannot_withdraw(client: Client, edition: Edition, oscar: User) -> None:
    page = f"{SIGN_UP}{declined_in(edition, by=oscar).token}/"

    assert "Deze keer doet u niet mee." in client.get(page).text
    assert client.post(page).status_code == 422


def test_a_reader_stops_by_the_own_link(
    client: Client, edition: Edition, oscar: User, clock: time_machine.Traveller
) -> None:
    reader = accepted_in(edition, by=oscar)
    page = f"{SIGN_UP}{Volunteer.objects.get().token}/"
    clock.move_to(DURING_READING)

    assert "Stop met meelezen" in client.get(page).text
    text = client.post(page, {"reason": "Ik ben ziek"}, follow=True).text

    reader.refresh_from_db()
    assert (reader.left_at, reader.left_because) == (DURING_READING, "Ik ben ziek")
    assert "U leest niet meer mee. Wat u afrondde, telt mee." in text


def test_after_the_round_nobody_stops(
    client: Client, edition: Edition, oscar: User, clock: time_machine.Traveller
) -> None:
    accepted_in(edition, by=oscar)
    page = f"{SIGN_UP}{Volunteer.objects.get().token}/"
    clock.move_to(AFTER_READING)

    answer = client.post(page)

    assert (answer.status_code, "Deze ronde is gesloten." in answer.text) == (422, True)
    assert Reader.objects.get().left_at is None


def test_an_unknown_link_finds_nothing(client: Client, edition: Edition) -> None:
    volunteer = volunteer_in(edition)

    assert [client.get(f"{SIGN_UP}{key}/").status_code for key in (volunteer.code, "x")] == [404, 404]


@pytest.mark.parametrize("page", ["/", "/meedoen/"])
def test_the_call_leads_here(client: Client, edition: Edition, page: str) -> None:
    assert f'href="{SIGN_UP}"' in client.get(page).text

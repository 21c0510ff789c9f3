import re

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, OPENS, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import civil_servant, submitted_entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.nominations.actions import (
    claim_nomination,
    close_nomination,
    decline_nomination,
    expire_nominations,
    research_nomination,
)
from gemeentedelers.domain.nominations.models import Invitation, Nomination
from gemeentedelers.domain.nominations.rules import LONGEST_WAIT
from gemeentedelers.domain.nominations.tests.factories import (
    BOB,
    NOBODY,
    NOOR,
    REASON,
    TITLE,
    invitation_of,
    nominated,
    nomination_of,
)
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.foundation.journal.models import Fact

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/nominaties/"
CONTACT = "ada@druten.example"


@pytest.fixture(autouse=True)
def _during_entry(clock: time_machine.Traveller) -> None:
    clock.move_to(DURING_ENTRY)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def druten() -> Municipality:
    found: Municipality = MunicipalityFactory(name="Druten")
    return found


def titles(client: Client, query: str = "") -> list[str]:
    return sorted(row.nomination.title for row in client.get(f"{PAGE}{query}").context["rows"])


def a_page(nomination: Nomination, step: str = "") -> str:
    return f"{PAGE}{nomination.code}/{step}"


def state(nomination: Nomination) -> str:
    nomination.refresh_from_db()
    return nomination.status


def test_an_empty_list_says_so(oscar: Client, edition: Edition) -> None:
    assert "Er is nog niemand genomineerd" in oscar.get(PAGE).text


@pytest.fixture
def one_of_each(edition: Edition) -> None:
    """A nomination in every state, with that state as its title."""
    nominee, oscar = civil_servant(), UserFactory()
    nominated(edition, MunicipalityFactory(), title="tip", voice=NOBODY)
    nominated(edition, MunicipalityFactory(), title="zonder")
    nomination_of(nominee, edition=edition, title="verlopen").invitations.update(invited_at=OPENS - LONGEST_WAIT)
    expire_nominations(now=DURING_ENTRY)
    nomination_of(nominee, edition=edition, title="wacht")
    claimed = nomination_of(nominee, edition=edition, title="aangenomen")
    claim_nomination(invitation_of(claimed), by=nominee, now=DURING_ENTRY)
    declined = nomination_of(nominee, edition=edition, title="afgeslagen")
    decline_nomination(invitation_of(declined), by=nominee, now=DURING_ENTRY)
    bob = civil_servant()
    submitted_entry(edition, by=bob, title="schrijft al")
    nomination_of(bob, edition=edition, title="schrijft al")
    research_nomination(nominated(edition, MunicipalityFactory(), title="zelf"), by=oscar, now=DURING_ENTRY)
    close_nomination(
        nominated(edition, MunicipalityFactory(), title="gesloten"), reason="Dubbel", by=oscar, now=DURING_ENTRY
    )


EVERYTHING = sorted(
    ["tip", "zonder", "verlopen", "wacht", "aangenomen", "afgeslagen", "schrijft al", "zelf", "gesloten"]
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", EVERYTHING),
        ("?staat=tips", ["tip"]),
        ("?staat=contactpersoon-nodig", ["verlopen", "zonder"]),
        ("?staat=wacht-op-antwoord", ["wacht"]),
        ("?staat=aangenomen", ["aangenomen"]),
        ("?staat=afgeslagen", ["afgeslagen"]),
        ("?staat=team-schrijft-al", ["schrijft al"]),
        ("?staat=zelf-ingevoerd", ["zelf"]),
        ("?staat=gesloten", ["gesloten"]),
        ("?staat=onzin", EVERYTHING),
        ("?pagina=onzin", EVERYTHING),
    ],
)
def test_the_filter_narrows_the_table(oscar: Client, one_of_each: None, query: str, expected: list[str]) -> None:
    assert titles(oscar, query) == expected


def test_every_state_has_a_page(oscar: Client, one_of_each: None) -> None:
    statuses = {found.status: oscar.get(a_page(found)).status_code for found in Nomination.objects.all()}

    assert (set(statuses.values()), len(statuses)) == ({200}, 9)


def test_an_unknown_filter_is_named(oscar: Client, edition: Edition) -> None:
    assert "“onzin”" in oscar.get(f"{PAGE}?staat=onzin").text


@pytest.mark.parametrize("n_nominations", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    oscar: Client, edition: Edition, n_nominations: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(n_nominations):
        nomination_of(civil_servant(), edition=edition)

    with django_assert_num_queries(7):
        page = oscar.get(PAGE)

    assert len(page.context["rows"]) == n_nominations


@pytest.mark.parametrize("n_nominators", [1, 3])
def test_a_page_costs_the_same_for_one_and_for_three_nominators(
    oscar: Client,
    edition: Edition,
    druten: Municipality,
    n_nominators: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for voice in (NOOR, BOB, NOBODY)[:n_nominators]:
        nomination = nominated(edition, druten, voice=voice, contact=CONTACT)

    with django_assert_num_queries(8):
        page = oscar.get(a_page(nomination))

    assert len(page.context["voices"]) == n_nominators


def test_a_page_says_who_said_what_and_who_was_written(oscar: Client, edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten, contact=CONTACT)
    nominated(edition, druten, voice=NOBODY)

    text = oscar.get(a_page(nomination)).text

    told = (TITLE, REASON, NOOR.name, NOOR.email, "Naam mag in de uitnodiging", "Anonieme tip", CONTACT)
    assert [words for words in told if words not in text] == []
    assert "genoemd door wie nomineerde" in text
    assert invitation_of(nomination).token not in text


def test_a_tip_is_approved_with_the_address_that_was_suggested(
    oscar: Client, edition: Edition, druten: Municipality
) -> None:
    tip = nominated(edition, druten, voice=NOBODY, contact=CONTACT)
    page = oscar.get(a_page(tip))

    answer = oscar.post(a_page(tip, "goedkeuren/"), {"email": CONTACT})

    assert f'value="{CONTACT}"' in page.text
    assert (answer.headers["Location"], state(tip)) == (a_page(tip), "invited")
    assert invitation_of(tip).way == "organiser"


def test_a_tip_is_approved_without_an_address(oscar: Client, edition: Edition, druten: Municipality) -> None:
    tip = nominated(edition, druten, voice=NOBODY)

    oscar.post(a_page(tip, "goedkeuren/"), {"email": ""})

    assert (state(tip), Invitation.objects.count()) == ("without_contact", 0)


def test_a_contact_is_found_and_changed(oscar: Client, edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten)

    for email in (CONTACT, " Zoe@Druten.example "):
        oscar.post(a_page(nomination, "contactpersoon/"), {"email": email})

    assert (state(nomination), invitation_of(nomination).contact.email) == ("invited", "zoe@druten.example")
    text = oscar.get(a_page(nomination)).text
    assert (CONTACT in text, "zoe@druten.example" in text, "(kan niet meer antwoorden)" in text) == (True, True, True)


@pytest.mark.parametrize(
    ("step", "sent", "words"),
    [
        ("contactpersoon/", {}, "Vul een e-mailadres in."),
        ("contactpersoon/", {"email": "ada"}, "Vul een e-mailadres in, zoals naam@gemeente.nl."),
        ("goedkeuren/", {"email": "ada"}, "Vul een e-mailadres in, zoals naam@gemeente.nl."),
        ("sluiten/", {}, "Schrijf erbij waarom u de nominatie sluit."),
        ("sluiten/", {"reason": "x" * 601}, "Dit is te lang: 601 tekens. Er passen 600 tekens."),
    ],
)
def test_a_fault_is_explained_and_changes_nothing(
    oscar: Client, edition: Edition, druten: Municipality, step: str, sent: dict[str, str], words: str
) -> None:
    is_tip = step == "goedkeuren/"
    nomination = nominated(edition, druten, voice=NOBODY if is_tip else NOOR)
    before = nomination.status

    page = oscar.post(a_page(nomination, step), sent)

    assert (page.status_code, words in page.text, "<title>Fout: " in page.text) == (422, True, True)
    assert (state(nomination), Invitation.objects.count()) == (before, 0)


def test_what_the_rule_refuses_is_said(oscar: Client, edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten)

    page = oscar.post(a_page(nomination, "goedkeuren/"), {"email": CONTACT}, follow=True)

    assert (state(nomination), "Dit is geen tip die nog moet worden goedgekeurd." in page.text) == (
        "without_contact",
        True,
    )


def test_closing_keeps_the_reason(oscar: Client, edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten)

    page = oscar.post(a_page(nomination, "sluiten/"), {"reason": "Dubbel met een andere."}, follow=True)

    assert (state(nomination), nomination.outcome_reason) == ("closed", "Dubbel met een andere.")
    assert ("Dubbel met een andere." in page.text, 'aria-label="Verder met' in page.text) == (True, False)


def test_a_nomination_is_written_down_by_the_organiser(oscar: Client, edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten)

    answer = oscar.post(a_page(nomination, "uitwerken/"))
    again = oscar.post(a_page(nomination, "uitwerken/"), follow=True)

    entry = Entry.objects.get()
    assert answer.headers["Location"] == f"/inzendingen/{entry.reference}/"
    assert (state(nomination), entry.team.get().user.name, entry.title) == ("researched", "Oscar", TITLE)
    assert "Deze nominatie wacht nergens meer op." in again.text
    assert f'href="/inzendingen/{entry.reference}/"' in oscar.get(a_page(nomination)).text


def test_a_draft_of_a_team_is_not_linked(oscar: Client, edition: Edition) -> None:
    nominee = civil_servant()
    nomination = nomination_of(nominee, edition=edition)
    entry = claim_nomination(invitation_of(nomination), by=nominee, now=DURING_ENTRY)

    text = oscar.get(a_page(nomination)).text

    assert (entry.reference in text, re.search(rf'href="[^"]*{entry.reference}', text)) == (True, None)


def test_an_organiser_enters_a_case(oscar: Client, edition: Edition, druten: Municipality) -> None:
    answer = oscar.post(f"{PAGE}zelf-invoeren/", {"municipality": druten.code, "title": "Zelf gevonden"})

    entry, nomination = Entry.objects.get(), Nomination.objects.get()
    assert answer.headers["Location"] == f"/inzendingen/{entry.reference}/"
    assert (entry.title, entry.municipality, entry.team.get().user.name) == ("Zelf gevonden", druten, "Oscar")
    fact = Fact.objects.get(name="nomination.researched")
    assert (fact.subject, fact.values) == (nomination.code, {"entry": entry.reference, "origin": "desk"})
    assert titles(oscar, "?staat=zelf-ingevoerd") == ["Zelf gevonden"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"municipality": ""}, "Kies een gemeente."),
        ({"municipality": "GM9999"}, "Kies een gemeente uit de lijst."),
        ({"title": ""}, "Vul in hoe de casus heet."),
        ({"title": "t" * 101}, "Dit is te lang: 101 tekens. Er passen 100 tekens."),
        ({"title": "Zie www.druten.example"}, "Zet geen webadres of mailadres in de naam van het initiatief."),
    ],
)
def test_a_wrong_case_is_not_begun(
    oscar: Client, edition: Edition, druten: Municipality, changes: dict[str, str], words: str
) -> None:
    page = oscar.post(f"{PAGE}zelf-invoeren/", {"municipality": druten.code, "title": "Zelf", **changes})

    assert (page.status_code, words in page.text) == (422, True)
    assert (Entry.objects.count(), Nomination.objects.count()) == (0, 0)


def test_after_the_close_no_case_is_begun(
    oscar: Client, edition: Edition, druten: Municipality, clock: time_machine.Traveller
) -> None:
    clock.move_to(ENTRY_CLOSES)

    page = oscar.post(f"{PAGE}zelf-invoeren/", {"municipality": druten.code, "title": "Te laat"})

    assert (page.status_code, Entry.objects.count(), Nomination.objects.count()) == (422, 0, 0)
    assert "De inschrijving is gesloten sinds" in page.text


def test_a_nomination_of_another_year_is_not_found(oscar: Client, edition: Edition, druten: Municipality) -> None:
    elsewhere = nominated(make_edition(2028, opens=OPENS), druten)

    assert oscar.get(a_page(elsewhere)).status_code == 404
    assert oscar.post(a_page(elsewhere, "sluiten/"), {"reason": "x"}).status_code == 404


def test_the_rail_leads_there(oscar: Client, edition: Edition) -> None:
    assert f'href="{PAGE}"' in oscar.get("/organisatie/edities/2027/").text

import pytest
from django.test import Client
from django.urls import reverse

from gemeentedelers.domain.editions.actions import archived_edition
from gemeentedelers.domain.editions.tests.factories import OPENS, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with

pytestmark = pytest.mark.django_db

PLAIN = ("today", "journal")
OF_AN_EDITION = ("edition", "intake", "readers", "ranking", "result")
STEPS = ("divide", "close", "choose", "announce", "reveal")
OF_AN_ENTRY = ("judge", "categorise")


def address(name: str) -> str:
    """The page of 2027, or of its first entry."""
    of_entry = name in (*OF_AN_ENTRY, "entry")
    arguments = [] if name in PLAIN else [2027, "GD-2027-0001-3"] if of_entry else [2027]
    return reverse(f"office:{name}", args=arguments)


@pytest.fixture(autouse=True)
def edition() -> None:
    eligible_entry(make_edition())


@pytest.mark.parametrize("name", [*PLAIN, *OF_AN_EDITION, "entry"])
def test_organisers_and_administrators_may_look(oscar: Client, ada: Client, name: str) -> None:
    assert (oscar.get(address(name)).status_code, ada.get(address(name)).status_code) == (200, 200)


@pytest.mark.parametrize("name", [*PLAIN, *OF_AN_EDITION, "entry"])
def test_nobody_else_finds_the_office(client: Client, name: str) -> None:
    anonymous = client.get(address(name))
    client.force_login(UserFactory())

    assert anonymous.headers["Location"] == f"{reverse('account_login')}?next={address(name)}"
    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize("name", [*OF_AN_EDITION, "entry"])
def test_the_organiser_of_another_year_finds_nothing(client: Client, name: str) -> None:
    client.force_login(somebody_with(Role.ORGANISER, year=2026))

    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize("name", [*STEPS, *OF_AN_ENTRY])
def test_only_the_organiser_of_the_year_changes_something(client: Client, ada: Client, name: str) -> None:
    client.force_login(somebody_with(Role.ORGANISER, year=2026))

    assert (client.post(address(name)).status_code, ada.post(address(name)).status_code) == (404, 404)


@pytest.mark.parametrize("name", [*PLAIN, *OF_AN_EDITION, "entry"])
def test_pages_cannot_be_posted_to(oscar: Client, name: str) -> None:
    assert oscar.post(address(name)).status_code == 405


@pytest.mark.parametrize("name", [*STEPS, *OF_AN_ENTRY])
def test_steps_cannot_be_fetched(oscar: Client, name: str) -> None:
    assert oscar.get(address(name)).status_code == 405


@pytest.mark.parametrize("name", ["edition", "ranking"])
def test_an_administrator_sees_no_buttons(ada: Client, oscar: Client, name: str) -> None:
    def buttons(client: Client) -> int:
        main = client.get(address(name)).text.partition("gd-page__main")[2].partition("<footer")[0]
        return main.count("<button")

    assert (buttons(oscar) > 0, buttons(ada)) == (name == "ranking", 0)


@pytest.mark.parametrize("year", [2021, 2030])
def test_an_archive_and_an_unknown_year_have_no_office(client: Client, year: int) -> None:
    archived_edition(2021, by="test", now=OPENS)
    client.force_login(somebody_with(Role.ORGANISER))

    assert client.get(reverse("office:edition", args=[year])).status_code == 404

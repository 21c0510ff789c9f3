import pytest
from django.test import Client
from django.urls import reverse

from gemeentedelers.domain.editions.actions import archived_edition
from gemeentedelers.domain.editions.queries import edition_of
from gemeentedelers.domain.editions.tests.factories import OPENS, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.nominations.models import Nomination
from gemeentedelers.domain.nominations.tests.factories import nominated
from gemeentedelers.domain.outreach.models import Campaign, Contact
from gemeentedelers.domain.outreach.tests.factories import campaign_in, contact_at
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with

pytestmark = pytest.mark.django_db

PLAIN = ("today", "journal")
OF_AN_EDITION = (
    "edition", "deadline", "reach", "nominations", "intake", "extensions", "readers", "ties", "ranking", "result",
    "volunteers", "capacity",
    "division", "desks", "severities", "extra_reads",
    "council", "draws", "decisions", "final_categories",
)  # fmt: skip
STEPS = (
    "check_deadline",
    "move_deadline",
    "prepare_plan",
    "compute_standing",
    "close",
    "propose",
    "spend_wildcard",
    "promise_draw",
    "keep_categories",
    "apply_cut",
    "reveal",
)
OF_AN_ENTRY = ("judge", "categorise", "extend", "decline_extension", "ask", "decide_appeal", "give_entry")
PAGES_OF_AN_ENTRY = ("entry", "extension", "entry_readers", "ranked_entry")
OF_A_NOMINATION = ("nomination_contact", "nomination_approve", "nomination_research", "nomination_close")


def address(name: str) -> str:
    """The page of 2027, or of its first entry or nomination."""
    arguments: list[object] = [] if name in PLAIN else [2027]
    if name in (*OF_AN_ENTRY, *PAGES_OF_AN_ENTRY):
        arguments.append("GD-2027-0001-3")
    if name in (*OF_A_NOMINATION, "nomination"):
        arguments.append(Nomination.objects.get().code)
    return reverse(f"office:{name}", args=arguments)


@pytest.fixture(autouse=True)
def edition() -> None:
    edition = make_edition()
    eligible_entry(edition)
    nominated(edition, MunicipalityFactory())


@pytest.mark.parametrize("name", [*PLAIN, *OF_AN_EDITION, *PAGES_OF_AN_ENTRY, "nomination"])
def test_organisers_and_administrators_may_look(oscar: Client, ada: Client, name: str) -> None:
    assert (oscar.get(address(name)).status_code, ada.get(address(name)).status_code) == (200, 200)


@pytest.mark.parametrize("name", [*PLAIN, *OF_AN_EDITION, *PAGES_OF_AN_ENTRY, "nomination"])
def test_nobody_else_finds_the_office(client: Client, name: str) -> None:
    anonymous = client.get(address(name))
    client.force_login(UserFactory())

    assert anonymous.headers["Location"] == f"{reverse('account_login')}?next={address(name)}"
    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize("name", [*OF_AN_EDITION, *PAGES_OF_AN_ENTRY, "nomination"])
def test_the_organiser_of_another_year_finds_nothing(client: Client, name: str) -> None:
    client.force_login(somebody_with(Role.ORGANISER, year=2026))

    assert client.get(address(name)).status_code == 404


@pytest.mark.parametrize("name", [*STEPS, *OF_AN_ENTRY, *OF_A_NOMINATION])
def test_only_the_organiser_of_the_year_changes_something(client: Client, ada: Client, name: str) -> None:
    client.force_login(somebody_with(Role.ORGANISER, year=2026))

    assert (client.post(address(name)).status_code, ada.post(address(name)).status_code) == (404, 404)


@pytest.mark.parametrize("name", [*PLAIN, *OF_AN_EDITION, *PAGES_OF_AN_ENTRY, "nomination"])
def test_pages_cannot_be_posted_to(oscar: Client, name: str) -> None:
    assert oscar.post(address(name)).status_code == 405


@pytest.mark.parametrize("name", [*STEPS, *OF_AN_ENTRY, *OF_A_NOMINATION])
def test_steps_cannot_be_fetched(oscar: Client, name: str) -> None:
    assert oscar.get(address(name)).status_code == 405


def test_desk_research_is_for_the_organiser_of_the_year(client: Client, oscar: Client, ada: Client) -> None:
    page = address("research_case")
    stranger = Client()
    stranger.force_login(somebody_with(Role.ORGANISER, year=2026))

    assert [found.get(page).status_code for found in (oscar, ada, stranger)] == [200, 404, 404]
    assert [found.post(page).status_code for found in (ada, stranger)] == [404, 404]


def test_a_signature_can_be_taken_back_by_an_administrator(client: Client, ada: Client) -> None:
    name = "withdraw_announcement"
    client.force_login(somebody_with(Role.ORGANISER, year=2026))

    assert (client.post(address(name)).status_code, ada.post(address(name)).status_code) == (404, 422)
    assert ada.get(address(name)).status_code == 405


@pytest.mark.parametrize("name", ["edition", "ranking", "nomination"])
def test_an_administrator_sees_no_buttons(ada: Client, oscar: Client, name: str) -> None:
    def buttons(client: Client) -> int:
        main = client.get(address(name)).text.partition("gd-page__main")[2].partition("<footer")[0]
        return main.count("<button")

    assert (buttons(oscar) > 0, buttons(ada)) == (name != "edition", 0)


@pytest.mark.parametrize("year", [2021, 2030])
def test_an_archive_and_an_unknown_year_have_no_office(client: Client, year: int) -> None:
    archived_edition(2021, by="test", now=OPENS)
    client.force_login(somebody_with(Role.ORGANISER))

    assert client.get(reverse("office:edition", args=[year])).status_code == 404


def outreach_addresses() -> dict[str, str]:
    """The pages with addresses, and the steps, of a contact and of a campaign of 2027."""
    edition = edition_of(2027)
    assert edition is not None
    contact, campaign = contact_at(), campaign_in(edition)
    plain = {name: reverse(f"office:{name}", args=[2027]) for name in ("contacts", "import_contacts", "invite")}
    of_contact = {f"office:{step}_contact": contact.code for step in ("remove", "bounced")}
    of_campaign = {f"office:{step}campaign": campaign.code for step in ("", "rewrite_", "send_", "discard_")}
    return plain | {name: reverse(name, args=[2027, code]) for name, code in (of_contact | of_campaign).items()}


def test_addresses_are_only_for_who_runs_the_edition(client: Client, ada: Client) -> None:
    addresses = outreach_addresses()
    client.force_login(somebody_with(Role.ORGANISER, year=2026))

    for other in (client, ada):
        found = {other.get(path).status_code for path in addresses.values()}
        found |= {other.post(path).status_code for path in addresses.values()}
        assert found == {404, 405}
    assert Contact.objects.count() == Campaign.objects.count() == 1


def test_only_forms_can_be_posted_to_and_only_pages_fetched(oscar: Client) -> None:
    addresses = outreach_addresses()

    fetched = {name: oscar.get(path).status_code for name, path in addresses.items()}

    steps = {"office:remove_contact", "office:bounced_contact", "office:send_campaign", "office:discard_campaign"}
    assert fetched == {name: 405 if name in steps else 200 for name in addresses}
    pages = (addresses["contacts"], addresses["office:campaign"])
    assert [oscar.post(path).status_code for path in pages] == [405, 405]

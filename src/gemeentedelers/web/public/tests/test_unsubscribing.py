import pytest
from django.test import Client

from gemeentedelers.domain.editions.tests.factories import make_edition
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.outreach.models import Contact
from gemeentedelers.domain.outreach.queries import letter_to
from gemeentedelers.domain.outreach.rules import StopReason
from gemeentedelers.domain.outreach.tests.factories import campaign_in, contact_at
from gemeentedelers.foundation.journal.queries import facts_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact() -> Contact:
    return contact_at(MunicipalityFactory(name="Ede"), email="alice@ede.example", name="Alice")


def path_of(contact: Contact) -> str:
    return f"/afmelden/{contact.token}/"


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_the_link_stops_nothing(client: Client, contact: Contact, method: str) -> None:
    getattr(client, method)(path_of(contact))

    contact.refresh_from_db()
    assert (contact.stopped_at, contact.stop_reason) == (None, "")


def test_the_page_says_whose_address_it_is_without_giving_it_away(client: Client, contact: Contact) -> None:
    text = client.get(path_of(contact)).text

    assert "contact van gemeente Ede: a…@ede.example" in text
    assert ("alice@ede.example" in text, "Alice" in text) == (False, False)


def test_the_button_stops_the_mail_and_may_be_pressed_twice(client: Client, contact: Contact) -> None:
    first = client.post(path_of(contact), follow=True)
    client.post(path_of(contact))

    contact.refresh_from_db()
    assert contact.stop_reason == StopReason.UNSUBSCRIBED
    assert "U bent afgemeld" in first.text
    assert [fact.name for fact in facts_about(contact.code)] == ["contact.stopped"]


def test_the_mail_holds_the_link(client: Client, contact: Contact) -> None:
    text = letter_to(campaign_in(make_edition()), contact).text

    assert f"http://testserver{path_of(contact)}" in text
    assert client.get(path_of(contact)).status_code == 200


def test_an_unknown_token_is_not_found(client: Client) -> None:
    assert client.get("/afmelden/onbekend/").status_code == 404


def test_without_the_form_of_the_page_nothing_is_stopped(contact: Contact) -> None:
    stranger = Client(enforce_csrf_checks=True)

    assert stranger.post(path_of(contact)).status_code == 403
    contact.refresh_from_db()
    assert contact.stopped_at is None

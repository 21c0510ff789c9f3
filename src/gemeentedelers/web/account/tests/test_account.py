import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Persona, Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.queries import facts_about
from gemeentedelers.web.account.workplaces import PERSONAS, ROLES

pytestmark = pytest.mark.django_db

LOGIN, SIGNUP, HOME, DEMO = "/account/login/", "/account/signup/", "/account/", "/demo/"
CONFIRM_LOGIN, CONFIRM_ADDRESS = "/account/login/code/confirm/", "/account/confirm-email/"


@pytest.fixture(autouse=True)
def _no_brakes_from_earlier_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def code_in(mail: EmailMessage) -> str:
    found = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", str(mail.body), re.MULTILINE)
    assert found is not None, mail.body
    return found.group()


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def persona(chosen: Persona) -> User:
    user: User = UserFactory(email=chosen.email, name=f"De {chosen.value}")
    return user


@pytest.mark.parametrize(("url", "field"), [(LOGIN, "login"), ("/account/login/code/", "email")])
def test_somebody_signs_in_with_the_code_from_the_mail(
    client: Client, mailoutbox: list[EmailMessage], url: str, field: str
) -> None:
    user = UserFactory()
    asked = client.post(url, {field: user.email.upper()})
    [mail] = mailoutbox

    page = client.post(CONFIRM_LOGIN, {"code": code_in(mail)}, follow=True)

    assert asked["Location"] == CONFIRM_LOGIN
    assert (mail.subject, mail.to) == ("Uw code voor GemeenteDelers", [user.email])
    assert page.redirect_chain == [(HOME, 302)]
    assert is_signed_in(client)


def test_signing_in_leads_to_the_page_that_was_asked_for(client: Client, mailoutbox: list[EmailMessage]) -> None:
    user = UserFactory()
    form = client.get("/inzendingen/", follow=True)
    client.post(LOGIN, {"login": user.email, "next": "/inzendingen/"}, follow=True)

    answer = client.post(CONFIRM_LOGIN, {"code": code_in(mailoutbox[0]), "next": "/inzendingen/"})

    assert '<input type="hidden" name="next" value="/inzendingen/">' in form.content.decode()
    assert answer["Location"] == "/inzendingen/"


def test_signing_in_never_leads_to_another_site(client: Client, mailoutbox: list[EmailMessage]) -> None:
    client.post(LOGIN, {"login": UserFactory().email, "next": "https://elders.example/"})

    answer = client.post(CONFIRM_LOGIN, {"code": code_in(mailoutbox[0]), "next": "https://elders.example/"})

    assert answer["Location"] == HOME


def test_a_wrong_code_signs_nobody_in(client: Client, mailoutbox: list[EmailMessage]) -> None:
    client.post(LOGIN, {"login": UserFactory().email})

    page = client.post(CONFIRM_LOGIN, {"code": "ONZIN"})

    assert "<title>Fout: " in page.content.decode()
    assert "Deze code klopt niet." in page.content.decode()
    assert not is_signed_in(client)


def test_the_third_wrong_code_ends_it(client: Client, mailoutbox: list[EmailMessage]) -> None:
    client.post(LOGIN, {"login": UserFactory().email})
    for _ in range(3):
        client.post(CONFIRM_LOGIN, {"code": "ONZIN"})

    client.post(CONFIRM_LOGIN, {"code": code_in(mailoutbox[0])})

    assert not is_signed_in(client)


def test_an_unknown_address_sees_the_same_page_and_gets_another_mail(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    known = Client().post(LOGIN, {"login": UserFactory().email})

    unknown = client.post(LOGIN, {"login": "niemand@elders.example"})

    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    assert [mail.subject for mail in mailoutbox] == ["Uw code voor GemeenteDelers", "U hebt nog geen account"]
    assert "http://testserver/account/signup/" in mailoutbox[1].body


@pytest.mark.parametrize(
    ("url", "data", "words"),
    [
        (LOGIN, {"login": ""}, "Vul uw e-mailadres in."),
        (LOGIN, {"login": "geen adres"}, "Dit is geen e-mailadres."),
        (SIGNUP, {"email": "alice@gemeente.example"}, "Vul uw naam in."),
        (SIGNUP, {"name": "Alice"}, "Vul uw e-mailadres in."),
    ],
)
def test_a_wrong_form_says_what_to_do(client: Client, url: str, data: dict[str, str], words: str) -> None:
    text = client.post(url, data).content.decode()

    assert "<title>Fout: " in text
    assert words in text


@pytest.mark.parametrize(
    ("email", "is_verified"),
    [("alice@dorp.example", True), ("alice@zorg.dorp.example", True), ("alice@thuis.example", False)],
)
def test_somebody_joins_and_is_in_after_the_code(
    client: Client, mailoutbox: list[EmailMessage], email: str, is_verified: bool
) -> None:
    dorp = MunicipalityFactory(website="https://www.dorp.example")
    details = {"name": "Alice", "email": email, "municipality": dorp.code, "job_title": "beleidsadviseur"}
    asked = client.post(SIGNUP, details)
    was_in = is_signed_in(client)

    page = client.post(CONFIRM_ADDRESS, {"code": code_in(mailoutbox[0])}, follow=True)

    user = User.objects.get()
    assert (asked["Location"], mailoutbox[0].subject) == (CONFIRM_ADDRESS, "Bevestig uw e-mailadres")
    assert (was_in, is_signed_in(client), page.redirect_chain[-1]) == (False, True, (HOME, 302))
    assert (user.name, user.email, user.job_title, user.municipality) == ("Alice", email, "beleidsadviseur", dorp)
    assert user.municipality_is_verified is is_verified
    assert [fact.name for fact in facts_about(user.code)] == ["person.registered"]


def test_an_ended_municipality_cannot_be_chosen(client: Client) -> None:
    ended = MunicipalityFactory(valid_to="2018-12-31")

    page = client.post(SIGNUP, {"name": "Alice", "email": "alice@thuis.example", "municipality": ended.code})

    assert "Kies een gemeente uit de lijst." in page.content.decode()
    assert User.objects.count() == 0


def test_joining_twice_only_mails_who_is_known(client: Client, mailoutbox: list[EmailMessage]) -> None:
    user = UserFactory()

    answer = client.post(SIGNUP, {"name": "Iemand anders", "email": user.email})

    user.refresh_from_db()
    assert answer["Location"] == CONFIRM_ADDRESS
    assert [mail.subject for mail in mailoutbox] == ["U hebt al een account"]
    assert "http://testserver/account/login/" in mailoutbox[0].body
    assert (User.objects.count(), user.name) == (1, user.name)


@pytest.mark.parametrize("page", ["password/reset/", "password/change/", "password/set/", "email/", "reauthenticate/"])
@pytest.mark.parametrize("is_member", [True, False])
def test_there_is_no_page_for_passwords_or_other_addresses(client: Client, page: str, is_member: bool) -> None:
    if is_member:
        client.force_login(UserFactory())

    assert client.get(f"{HOME}{page}").status_code == 404


@pytest.mark.parametrize(
    ("url", "heading"),
    [
        (LOGIN, "Inloggen"),
        ("/account/login/code/", "Inloggen"),
        (SIGNUP, "Maak een account"),
        ("/account/inactive/", "Dit account is gesloten"),
        ("/privacy/", "Privacy"),
        ("/toegankelijkheid/", "Toegankelijkheid"),
    ],
)
def test_the_pages_for_everybody_are_dressed(client: Client, url: str, heading: str) -> None:
    page = client.get(url)

    text = page.content.decode()
    assert (page.status_code, f'level-1">{heading}</h1>' in text) == (200, True)
    assert "<script" not in text.partition("<main")[2]


def test_signing_out_asks_first_and_ends_at_the_front_page(client: Client) -> None:
    client.force_login(UserFactory())
    question = client.get("/account/logout/")

    answer = client.post("/account/logout/")

    assert "Wilt u uitloggen?" in question.content.decode()
    assert (answer["Location"], is_signed_in(client)) == ("/", False)


@pytest.mark.parametrize("role", Role)
def test_home_says_what_each_role_does_and_where(client: Client, role: Role) -> None:
    client.force_login(somebody_with(role, year=2027))

    text = client.get(HOME).content.decode()

    assert f"<strong>{ROLES[role].role}</strong> in 2027." in text
    assert f'href="{ROLES[role].url}"' in text


def test_home_is_for_who_is_signed_in(client: Client) -> None:
    answer = client.get(HOME)

    assert (answer.status_code, answer["Location"]) == (302, f"{LOGIN}?next={HOME}")
    assert client.put(HOME).status_code == 405


@pytest.mark.parametrize(
    ("website", "moves", "is_verified"),
    [
        ("https://www.dorp.example", False, True),
        ("https://www.dorp.example", True, False),
        ("https://www.stad.example", True, True),
    ],
)
def test_another_municipality_has_to_be_proven_again(
    client: Client, website: str, moves: bool, is_verified: bool
) -> None:
    first = MunicipalityFactory(website="https://www.dorp.example")
    second = MunicipalityFactory(website=website) if moves else first
    user = UserFactory(email="alice@stad.example", municipality=first, municipality_is_verified=True)
    client.force_login(user)

    answer = client.post(HOME, {"name": "Alice", "municipality": second.code, "job_title": "adviseur"})

    user.refresh_from_db()
    assert answer["Location"] == HOME
    assert (user.name, user.municipality, user.job_title) == ("Alice", second, "adviseur")
    assert user.municipality_is_verified is is_verified
    assert [fact.name for fact in facts_about(user.code)] == ["person.introduced"]


def test_a_person_without_a_name_is_not_kept(client: Client) -> None:
    user = UserFactory(name="Alice")
    client.force_login(user)

    page = client.post(HOME, {"name": ""})

    user.refresh_from_db()
    assert (page.status_code, user.name, Fact.objects.count()) == (422, "Alice", 0)
    assert "Vul uw naam in." in page.content.decode()


@pytest.mark.parametrize("chosen", Persona)
def test_in_a_demo_everybody_can_be_each_persona(client: Client, settings: Settings, chosen: Persona) -> None:
    settings.DEMO = True
    user = persona(chosen)
    listed = client.get(DEMO).content.decode()

    answer = client.post(DEMO, {"persona": chosen.value})

    assert f"Verder als {user.name}" in listed
    assert (answer["Location"], client.session["_auth_user_id"]) == (PERSONAS[chosen].url, str(user.pk))


def test_a_persona_changes_into_another(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    persona(Persona.ENTRANT)
    organiser = persona(Persona.ORGANISER)
    client.post(DEMO, {"persona": "indiener"})

    client.post(DEMO, {"persona": "organisator"})

    assert client.session["_auth_user_id"] == str(organiser.pk)


@pytest.mark.parametrize("key", ["", "koning", "jurylid", "indiener@demo.gemeentedelers.example"])
def test_an_unknown_persona_is_nobody(client: Client, settings: Settings, key: str) -> None:
    settings.DEMO = True
    persona(Persona.ENTRANT)

    assert (client.post(DEMO, {"persona": key}).status_code, is_signed_in(client)) == (404, False)


def test_outside_a_demo_nobody_becomes_a_persona(client: Client) -> None:
    persona(Persona.ORGANISER)

    statuses = [client.get(DEMO).status_code, client.post(DEMO, {"persona": "organisator"}).status_code]

    assert (statuses, is_signed_in(client)) == ([404, 404], False)


def test_who_asks_too_many_codes_waits(client: Client, mailoutbox: list[EmailMessage]) -> None:
    pages = [client.post(LOGIN, {"login": f"{number}@elders.example"}) for number in range(31)]

    assert [page.status_code for page in pages[-1:]] == [429]
    assert "Dit ging te vaak achter elkaar" in pages[-1].content.decode()

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.tests.factories import civil_servant, started_entry, submitted_entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.outreach.actions import send_portion
from gemeentedelers.domain.outreach.models import Approach, Campaign
from gemeentedelers.domain.outreach.rules import Group
from gemeentedelers.domain.outreach.tests.factories import campaign_in, confirmed, contact_at
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db

BASE = "/organisatie/2027/bereik/"
INVITE = f"{BASE}uitnodigen/"
WORDS = {"subject": "Doet {gemeente} mee?", "text": "Beste {naam}, kijk op {link}."}


@pytest.fixture(autouse=True)
def edition(clock: time_machine.Traveller) -> Edition:
    clock.move_to(DURING_ENTRY)
    return make_edition()


def page_of(campaign: Campaign, step: str = "") -> str:
    return f"{BASE}campagnes/{campaign.code}/{step}"


def confirmation(client: Client, campaign: Campaign) -> dict[str, object]:
    seen = client.get(page_of(campaign)).context["current"].seen
    return {"n_mails": seen.n_mails, "mark": seen.mark}


def test_an_empty_form_offers_a_text_to_start_from(oscar: Client) -> None:
    page = oscar.get(INVITE)

    assert "GemeenteDelers 2027 zoekt zulke voorbeelden. De inschrijving sluit op {sluiting}." in page.text
    assert page.context["form"]["group"].value() is Group.NOT_STARTED


def test_a_filter_in_the_address_picks_its_municipalities(oscar: Client) -> None:
    ede, hulst = MunicipalityFactory(province="Gelderland"), MunicipalityFactory(province="Zeeland")

    by_filter = oscar.get(f"{INVITE}?staat=nog-niet&provincie=Zeeland").context["form"]
    by_name = oscar.get(f"{INVITE}?gemeente={ede.code}").context["form"]

    assert (by_filter["group"].value(), by_filter["picked"].value()) == (Group.PICKED, [hulst.code])
    assert (by_name["group"].value(), by_name["picked"].value()) == (Group.PICKED, [ede.code])


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ({"group": ""}, "group", "Kies wie u uitnodigt."),
        ({"group": "provinces"}, "provinces", "Kies minstens één provincie, grootte of gemeente."),
        ({"group": "sizes"}, "sizes", "Kies minstens één provincie, grootte of gemeente."),
        ({"group": "picked"}, "picked", "Kies minstens één provincie, grootte of gemeente."),
        (
            {"group": "picked", "picked": ["GM9999"]},
            "picked",
            "Een van de gekozen gemeenten heeft al ingediend of bestaat niet.",
        ),
        ({"subject": ""}, "subject", "Schrijf een onderwerp."),
        ({"text": " "}, "text", "Schrijf de tekst van de mail."),
        (
            {"text": "Hallo {voornaam}"},
            "text",
            "Wij kennen {voornaam} niet. U kunt {gemeente}, {naam}, {sluiting} en {link} gebruiken.",
        ),
    ],
)
def test_what_is_wrong_with_a_campaign_is_said_at_its_question(
    oscar: Client, change: dict[str, object], field: str, expected: str
) -> None:
    page = oscar.post(INVITE, {"group": "not_started", **WORDS, **change})

    assert (page.status_code, page.context["form"].errors) == (422, {field: [expected]})
    assert not Campaign.objects.exists()


def test_writing_leads_to_a_preview_with_the_exact_count(oscar: Client) -> None:
    ede = MunicipalityFactory(name="Ede")
    contact_at(ede, email="alice@ede.example", name="Alice"), contact_at(ede, email="bob@ede.example"), contact_at()

    page = oscar.post(INVITE, {"group": "not_started", **WORDS}, follow=True)

    assert "U staat op het punt 3 mails te sturen aan 2 gemeenten." in page.text
    assert "Verstuur 3 mails" in page.text
    assert (Approach.objects.count(), Message.objects.count()) == (0, 0)


def test_the_preview_is_that_of_one_recipient(oscar: Client, edition: Edition) -> None:
    first, second = contact_at(MunicipalityFactory(name="Aa")), contact_at(MunicipalityFactory(name="Bee"))
    campaign = campaign_in(edition)

    subjects = [
        oscar.get(f"{page_of(campaign)}{query}").context["letter"].subject
        for query in ("", f"?als={second.code}", "?als=niemand")
    ]

    assert subjects == ["Doet gemeente Aa mee?", "Doet gemeente Bee mee?", "Doet gemeente Aa mee?"]
    assert first.email in oscar.get(page_of(campaign)).text


def test_one_mail_is_one_mail(oscar: Client, edition: Edition) -> None:
    contact_at()

    assert "U staat op het punt 1 mail te sturen aan 1 gemeente." in oscar.get(page_of(campaign_in(edition))).text


def test_members_without_an_address_are_named(oscar: Client, edition: Edition) -> None:
    contact_at()
    MunicipalityFactory(name="Zwijgzaam")

    text = oscar.get(page_of(campaign_in(edition))).text

    assert "Van 1 gemeente in deze groep hebben wij geen adres" in text
    assert "Zwijgzaam" in text


def test_a_group_without_addresses_says_what_to_do(oscar: Client, edition: Edition) -> None:
    text = oscar.get(page_of(campaign_in(edition))).text

    assert "In deze groep is niemand die wij kunnen mailen" in text
    assert "Verstuur" not in text


def test_a_confirmed_campaign_is_sent_once(oscar: Client, edition: Edition) -> None:
    contact_at(), contact_at()
    campaign = campaign_in(edition)
    seen = confirmation(oscar, campaign)

    first = oscar.post(page_of(campaign, "versturen/"), seen, follow=True)
    second = oscar.post(page_of(campaign, "versturen/"), seen, follow=True)

    assert "Wij versturen nu 2 mails." in first.text
    assert "Deze campagne is verstuurd op 23 november 2026, 10.00 uur en verandert niet meer." in second.text
    assert Approach.objects.count() == 2


def test_a_count_that_changed_meanwhile_asks_again(oscar: Client, edition: Edition) -> None:
    contact_at()
    campaign = campaign_in(edition)
    seen = confirmation(oscar, campaign)
    contact_at()

    page = oscar.post(page_of(campaign, "versturen/"), seen, follow=True)

    assert "u zag 1 mails, het zijn er nu 2" in page.text
    assert "Verstuur 2 mails" in page.text
    assert not Approach.objects.exists()


def test_a_text_that_changed_meanwhile_asks_again(oscar: Client, edition: Edition) -> None:
    contact_at()
    campaign = campaign_in(edition)
    seen = confirmation(oscar, campaign)
    oscar.post(page_of(campaign, "wijzigen/"), {"group": "not_started", **WORDS})

    page = oscar.post(page_of(campaign, "versturen/"), seen, follow=True)

    assert "De tekst of de lijst is intussen veranderd." in page.text
    assert not Approach.objects.exists()


@pytest.mark.parametrize("given", [{}, {"n_mails": "-1", "mark": "x"}, {"n_mails": "veel", "mark": "x" * 99}])
def test_a_confirmation_that_cannot_be_read_sends_nothing(
    oscar: Client, edition: Edition, given: dict[str, object]
) -> None:
    contact_at()

    page = oscar.post(page_of(campaign_in(edition), "versturen/"), given, follow=True)

    assert "Kijk alles na en bevestig opnieuw." in page.text
    assert not Approach.objects.exists()


def test_after_the_closing_nobody_is_invited(oscar: Client, edition: Edition, clock: time_machine.Traveller) -> None:
    contact_at()
    campaign = campaign_in(edition)
    seen = confirmation(oscar, campaign)
    assert "Verstuur 1 mail" in oscar.get(page_of(campaign)).text
    clock.move_to(ENTRY_CLOSES)

    page = oscar.post(page_of(campaign, "versturen/"), seen, follow=True)

    assert "De inschrijving is gesloten sinds" in page.text
    assert "Verstuur 1 mail" not in page.text
    assert not Approach.objects.exists()


def test_a_campaign_can_be_changed_and_thrown_away_until_it_is_sent(oscar: Client, edition: Edition) -> None:
    contact_at(MunicipalityFactory(province="Zeeland"))
    campaign = campaign_in(edition, group=Group.PROVINCES, choices=("Zeeland",))
    form = oscar.get(page_of(campaign, "wijzigen/")).context["form"]
    assert (form["group"].value(), form["provinces"].value()) == ("provinces", ["Zeeland"])

    oscar.post(page_of(campaign, "wijzigen/"), {"group": "not_started", **WORDS})
    campaign.refresh_from_db()
    assert (campaign.subject, campaign.group, campaign.choices) == (WORDS["subject"], "not_started", [])

    page = oscar.post(page_of(campaign, "weggooien/"), follow=True)
    assert "Er is niets verstuurd." in page.text
    assert not Campaign.objects.exists()


def test_a_sent_campaign_is_not_changed_or_thrown_away(oscar: Client, edition: Edition) -> None:
    contact_at()
    campaign = confirmed(campaign_in(edition))

    for step, given in (("wijzigen/", {"group": "not_started", **WORDS}), ("weggooien/", {})):
        assert "verandert niet meer" in oscar.post(page_of(campaign, step), given, follow=True).text

    campaign.refresh_from_db()
    assert campaign.subject == "Doet gemeente {gemeente} mee?"


def test_bad_words_do_not_change_a_campaign(oscar: Client, edition: Edition) -> None:
    campaign = campaign_in(edition)

    page = oscar.post(page_of(campaign, "wijzigen/"), {"group": "not_started", **WORDS, "text": "{x}"})

    campaign.refresh_from_db()
    assert (page.status_code, campaign.text.startswith("Beste")) == (422, True)


def test_a_sent_campaign_tells_what_followed(oscar: Client, edition: Edition) -> None:
    alice, bob = civil_servant(), civil_servant()
    contact_at(alice.municipality), contact_at(bob.municipality), contact_at()
    campaign = confirmed(campaign_in(edition))
    submitted_entry(edition, by=bob)
    send_portion(campaign.code, now=DURING_ENTRY)
    started_entry(edition, by=alice, now=ENTRY_CLOSES.replace(day=1))

    page = oscar.get(page_of(campaign))

    counts = tuple(page.context[name] for name in ("n_invited", "n_started", "n_submitted"))
    assert counts == (2, 1, 0)
    assert "Overgeslagen: had al ingediend" in page.text


def test_who_came_later_is_offered_beside_the_report(oscar: Client, edition: Edition) -> None:
    contact_at()
    campaign = confirmed(campaign_in(edition))
    late = contact_at()

    page = oscar.get(page_of(campaign))

    assert [recipient.contact for recipient in page.context["recipients"]] == [late]
    assert "Er kwamen adressen bij" in page.text


def test_a_campaign_of_another_edition_is_not_found(oscar: Client) -> None:
    other = campaign_in(make_edition(2028))

    assert oscar.get(page_of(other)).status_code == 404


@pytest.mark.parametrize("n_contacts", [1, 3])
def test_the_preview_costs_the_same_for_one_and_for_three(
    oscar: Client, edition: Edition, n_contacts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(n_contacts):
        contact_at()
    campaign = campaign_in(edition)

    with django_assert_num_queries(11):
        assert len(oscar.get(page_of(campaign)).context["recipients"]) == n_contacts


@pytest.mark.parametrize("n_contacts", [1, 3])
def test_the_report_costs_the_same_for_one_and_for_three(
    oscar: Client, edition: Edition, n_contacts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(n_contacts):
        contact_at()
    campaign = confirmed(campaign_in(edition))

    with django_assert_num_queries(15):
        assert len(oscar.get(page_of(campaign)).context["lines"]) == n_contacts

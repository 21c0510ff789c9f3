from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.tests.factories import civil_servant, submitted_entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.nominations.actions import claim_nomination, decline_nomination
from gemeentedelers.domain.nominations.models import Invitation, Nomination, Nominator
from gemeentedelers.domain.nominations.rules import PER_PERSON
from gemeentedelers.domain.nominations.tests.factories import NOOR, TITLE, invitation_of, nominated
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.domain.publications.tests.factories import published_case
from gemeentedelers.domain.search.actions import index_publications

pytestmark = pytest.mark.django_db

NOMINATE, THANKS, MINE = "/nomineren/", "/nomineren/bedankt/", "/nomineren/mijn/"
CONTACT = "alice@druten.example"


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


def written(chosen: Municipality, **changes: str) -> dict[str, str]:
    return {
        "municipality": chosen.code,
        "title": "Buurtkeukens",
        "reason": "Dit werkt.",
        "pointer": CONTACT,
        "nominator_name": "Noor",
        "nominator_email": "noor@gemeente.example",
        **changes,
    }


def known_case(title: str, *names: str) -> Publication:
    """A case that the knowledge base finds."""
    for name in names:
        MunicipalityFactory(name=name)
    publication = published_case(title, municipalities=names)
    index_publications([publication.slug])
    return publication


def test_the_form_asks_five_questions(client: Client, edition: Edition, druten: Municipality) -> None:
    text = client.get(NOMINATE).text

    about_yourself = text.partition("<fieldset")[2].partition("</fieldset>")[0]
    before = text.partition("<form")[2].partition("<fieldset")[0]
    names = ["municipality", "title", "reason", "pointer"]
    assert [name for name in names if f'name="{name}"' in before] == names
    assert before.count("utrecht-form-label") == 4
    assert about_yourself.count("<input") == 4
    assert "anonieme tip" in about_yourself


def test_anybody_nominates_without_learning_the_link(client: Client, edition: Edition, druten: Municipality) -> None:
    page = client.post(NOMINATE, written(druten), follow=True)

    nomination = Nomination.objects.get()
    voice = nomination.nominators.get()
    assert page.redirect_chain == [(f"{THANKS}?gemeente={druten.code}&via=contact", 302)]
    assert (nomination.municipality, nomination.status, voice.user) == (druten, "invited", None)
    assert (voice.name, voice.email, voice.wants_credit, voice.wants_news) == (
        "Noor",
        "noor@gemeente.example",
        False,
        False,
    )
    assert "gemeente Druten" in page.text
    assert nomination.code not in page.text
    assert invitation_of(nomination).token not in page.text


def test_the_ticks_are_kept(client: Client, edition: Edition, druten: Municipality) -> None:
    client.post(NOMINATE, written(druten, wants_credit="on", wants_news="on"))

    voice = Nominator.objects.get()
    assert (voice.wants_credit, voice.wants_news) == (True, True)


def test_who_is_signed_in_is_known(client: Client, edition: Edition, druten: Municipality) -> None:
    noor = civil_servant(name="Noor Jansen")
    client.force_login(noor)

    text = client.get(NOMINATE).text
    client.post(NOMINATE, written(druten, nominator_name=noor.name, nominator_email=noor.email))

    assert (f'value="{noor.name}"' in text, f'value="{noor.email}"' in text) == (True, True)
    assert Nominator.objects.get().user == noor


@pytest.mark.parametrize("is_member", [True, False])
def test_without_a_name_it_is_a_tip(client: Client, edition: Edition, druten: Municipality, is_member: bool) -> None:
    if is_member:
        client.force_login(civil_servant())

    page = client.post(NOMINATE, written(druten, nominator_name=" ", nominator_email=""), follow=True)

    voice = Nominator.objects.get()
    assert (Nomination.objects.get().status, Invitation.objects.count()) == ("tip", 0)
    assert (voice.name, voice.email, voice.user, voice.contact_email) == ("", "", None, CONTACT)
    assert page.redirect_chain[0][0].endswith("via=tip")
    assert ("Bedankt voor uw tip" in page.text, "Er gaat nog geen mail uit." in page.text) == (True, True)


@pytest.mark.parametrize(
    ("pointer", "link", "email", "via"),
    [
        ("", "", "", "zoeken"),
        ("www.druten.example/keuken", "https://www.druten.example/keuken", "", "zoeken"),
        (" Alice@Druten.example ", "", "alice@druten.example", "contact"),
    ],
)
def test_one_field_takes_a_link_or_an_address(
    client: Client, edition: Edition, druten: Municipality, pointer: str, link: str, email: str, via: str
) -> None:
    answer = client.post(NOMINATE, written(druten, pointer=pointer))

    voice = Nominator.objects.get()
    assert (voice.link, voice.contact_email) == (link, email)
    assert answer.headers["Location"].endswith(f"via={via}")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"municipality": ""}, "municipality", "Kies een gemeente."),
        ({"municipality": "GM9999"}, "municipality", "Kies een gemeente uit de lijst."),
        ({"title": ""}, "title", "Vul in hoe het initiatief heet."),
        ({"title": "t" * 101}, "title", "Dit is te lang: 101 tekens. Er passen 100 tekens."),
        ({"title": "Zie www.kwaad.example"}, "title", "Zet geen webadres of mailadres in de naam van het initiatief."),
        ({"reason": " "}, "reason", "Schrijf op waarom andere gemeenten dit moeten kennen."),
        ({"reason": "r" * 1001}, "reason", "Dit is te lang: 1001 tekens. Er passen 1000 tekens."),
        ({"pointer": "bel maar"}, "pointer", "Wij herkennen hierin geen webadres en geen e-mailadres."),
        ({"pointer": "javascript:alert(1)"}, "pointer", "Wij herkennen hierin geen webadres en geen e-mailadres."),
        ({"nominator_name": ""}, "nominator_name", "Vul ook uw naam in, of laat naam en e-mailadres allebei leeg."),
        ({"nominator_email": ""}, "nominator_email", "Vul ook uw e-mailadres in, of laat naam en e-mailadres allebei"),
        ({"nominator_email": "noor"}, "nominator_email", "Vul een e-mailadres in, zoals naam@gemeente.nl."),
        ({"nominator_name": "n" * 121}, "nominator_name", "Dit is te lang: 121 tekens. Er passen 120 tekens."),
        ({"nominator_name": "www.kwaad"}, "nominator_name", "Zet geen webadres of mailadres in uw naam."),
        (
            {"nominator_name": "", "nominator_email": "", "wants_news": "on"},
            "nominator_name",
            "Vul uw naam en e-mailadres in, of haal het vinkje weg.",
        ),
    ],
)
def test_what_is_wrong_is_explained_and_nothing_is_kept(
    client: Client, edition: Edition, druten: Municipality, changes: dict[str, str], field: str, words: str
) -> None:
    page = client.post(NOMINATE, written(druten, **changes))

    assert page.status_code == 422
    assert "<title>Fout: " in page.text
    assert list(page.context["form"].errors) == [field]
    assert words in page.text
    assert (Nomination.objects.count(), Nominator.objects.count()) == (0, 0)


def test_an_empty_form_is_a_wrong_form(client: Client, edition: Edition) -> None:
    assert client.post(NOMINATE).status_code == 422


def test_the_own_municipality_can_simply_enter(client: Client, edition: Edition, druten: Municipality) -> None:
    client.force_login(civil_servant(municipality=druten))

    page = client.post(NOMINATE, written(druten))

    assert (page.status_code, Nomination.objects.count()) == (422, 0)
    assert "Dit is uw eigen gemeente." in page.text


def test_nominating_waits_for_an_open_edition(
    client: Client, edition: Edition, druten: Municipality, clock: time_machine.Traveller
) -> None:
    clock.move_to(ENTRY_CLOSES)

    pages = [client.get(NOMINATE), client.post(NOMINATE, written(druten))]

    assert ["Nomineren kan nu niet" in page.text for page in pages] == [True, True]
    assert Nomination.objects.count() == 0


def test_one_address_does_not_send_many(client: Client, edition: Edition, druten: Municipality) -> None:
    for number in range(30):
        client.post(NOMINATE, written(druten, title="", nominator_email=f"n{number}@gemeente.example"))
    statuses = [
        client.post(NOMINATE, written(druten, nominator_email=f"n{number}@gemeente.example")).status_code
        for number in range(21)
    ]

    assert (statuses[:20], statuses[20]) == ([302] * 20, 429)
    assert Nominator.objects.count() == 20


def test_one_person_does_not_nominate_without_end(client: Client, edition: Edition) -> None:
    for _ in range(PER_PERSON):
        nominated(edition, MunicipalityFactory())

    page = client.post(NOMINATE, written(MunicipalityFactory(), nominator_email=NOOR.email))

    assert (page.status_code, Nomination.objects.count()) == (422, PER_PERSON)
    assert "U hebt al 20 keer genomineerd in deze editie." in page.text


def test_what_resembles_it_is_shown_before_it_is_kept(client: Client, edition: Edition, druten: Municipality) -> None:
    case = known_case(TITLE, "Wijchen", "Beuningen", "Heumen")

    page = client.post(NOMINATE, written(druten, title=TITLE, wants_news="on"))

    assert (page.status_code, Nomination.objects.count()) == (200, 0)
    assert "Drie gemeenten deden dit al. Praat met hen" in page.text
    assert f'href="/kennisbank/{case.slug}/"' in page.text


def test_one_municipality_is_one(client: Client, edition: Edition, druten: Municipality) -> None:
    known_case(TITLE, "Wijchen")

    assert "Eén gemeente deed dit al. Praat met haar" in client.post(NOMINATE, written(druten, title=TITLE)).text


def test_it_never_stops_anybody_and_loses_no_word(client: Client, edition: Edition, druten: Municipality) -> None:
    known_case(TITLE, "Wijchen")
    typed = written(druten, title=TITLE, reason='Met "haakjes"\r\nen <regels>', wants_news="on")
    page = client.post(NOMINATE, typed)

    answer = client.post(NOMINATE, {**hidden_values(page.context["form"]), "toch": "1"})

    voice = Nominator.objects.get()
    assert answer.status_code == 302
    assert (voice.nomination.title, voice.reason) == (TITLE, 'Met "haakjes"\nen <regels>')
    assert (voice.wants_credit, voice.wants_news, voice.contact_email) == (False, True, CONTACT)


def hidden_values(form: object) -> dict[str, str]:
    """What a browser would send back from the hidden fields of the page."""
    found = {}
    for field in form:  # type: ignore[attr-defined]  # a form is iterable
        widget = field.field.hidden_widget().get_context(field.html_name, field.value(), {})["widget"]
        found[widget["name"]] = str(widget["value"]) if widget["value"] is not None else ""
    return found


def test_going_back_to_change_it_keeps_what_was_typed(client: Client, edition: Edition, druten: Municipality) -> None:
    known_case(TITLE, "Wijchen")

    page = client.post(NOMINATE, {**written(druten, title=TITLE), "wijzig": "1"})

    assert (page.status_code, Nomination.objects.count()) == (200, 0)
    assert [f'value="{value}"' in page.text for value in (TITLE, CONTACT, "Noor")] == [True] * 3
    assert f'value="{druten.code}" selected' in page.text


def test_a_title_that_nothing_resembles_goes_straight_on(
    client: Client, edition: Edition, druten: Municipality
) -> None:
    known_case("Groene daken voor iedereen", "Wijchen")

    assert client.post(NOMINATE, written(druten, title=TITLE)).status_code == 302


def test_a_draft_makes_no_difference_on_screen(client: Client, edition: Edition) -> None:
    """Two towns, alike but for a draft that one of them writes about the same case."""
    writes, does_not = civil_servant(), civil_servant()
    submitted_entry(edition, by=writes, title=TITLE)
    pages = []
    for town in (writes.municipality, does_not.municipality):
        assert town is not None
        page = client.post(NOMINATE, written(town, title=TITLE), follow=True)
        pages.append(page.text.replace(town.name, "X").replace(town.code, "X"))

    assert set(Nomination.objects.values_list("status", flat=True)) == {"matched", "invited"}
    assert pages[0] == pages[1]


def test_a_second_nominator_sees_the_same_thanks(client: Client, edition: Edition, druten: Municipality) -> None:
    first = client.post(NOMINATE, written(druten), follow=True)
    second = client.post(NOMINATE, written(druten, nominator_email="bob@gemeente.example"), follow=True)

    assert (first.text, first.redirect_chain) == (second.text, second.redirect_chain)
    assert (Nomination.objects.count(), Nominator.objects.count()) == (1, 2)


@pytest.mark.parametrize("query", ["", "?gemeente=onzin&via=onzin", "?gemeente=<script>&via="])
def test_the_thanks_read_well_with_any_address(client: Client, query: str) -> None:
    page = client.get(f"{THANKS}{query}")

    assert (page.status_code, "Bedankt voor uw nominatie" in page.text) == (200, True)
    assert "<script" not in page.text.partition("<main")[2]


def test_the_own_nominations_are_for_who_signs_in(client: Client, edition: Edition) -> None:
    answer = client.get(MINE)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/account/login/?next={MINE}")


@pytest.mark.parametrize("n_nominations", [1, 3])
def test_the_own_list_costs_the_same_for_one_and_for_three(
    client: Client, edition: Edition, n_nominations: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    noor = civil_servant()
    for _ in range(n_nominations):
        nominated(edition, MunicipalityFactory(), by=noor)
    client.force_login(noor)

    with django_assert_num_queries(4):
        page = client.get(MINE)

    assert len(page.context["nominations"]) == n_nominations


@pytest.mark.parametrize(("agreed", "words"), [(True, "Gestart"), (False, "Uitgenodigd")])
def test_a_nominator_sees_a_state_and_nothing_else(
    client: Client, edition: Edition, druten: Municipality, agreed: bool, words: str
) -> None:
    noor, nominee = civil_servant(), civil_servant(name="Alice Geheim", municipality=druten, email=CONTACT)
    nomination = nominated(edition, druten, by=noor, contact=CONTACT)
    entry = claim_nomination(invitation_of(nomination), by=nominee, now=DURING_ENTRY, may_be_followed=agreed)
    client.force_login(noor)

    text = client.get(MINE).text

    main = text.partition("<main")[2].partition("</main>")[0]
    assert f">{words}</span>" in main
    hidden = (CONTACT, nominee.name, entry.reference, nomination.code, invitation_of(nomination).token)
    assert [word for word in hidden if word in text] == []


def test_a_reason_to_decline_is_not_for_the_nominator(client: Client, edition: Edition, druten: Municipality) -> None:
    noor, nominee = civil_servant(), civil_servant(municipality=druten, email=CONTACT)
    nomination = nominated(edition, druten, by=noor, contact=CONTACT)
    decline_nomination(
        invitation_of(nomination), by=nominee, now=DURING_ENTRY, reason="Zeer geheim", may_be_followed=True
    )
    client.force_login(noor)

    text = client.get(MINE).text

    assert (">Afgeslagen</span>" in text, "Zeer geheim" in text) == (True, False)


def test_an_empty_list_says_what_to_do(client: Client, edition: Edition) -> None:
    client.force_login(civil_servant())

    assert "U hebt nog niemand genomineerd" in client.get(MINE).text


@pytest.mark.parametrize(("url", "methods"), [(NOMINATE, ["put"]), (THANKS, ["post"]), (MINE, ["post", "delete"])])
def test_other_methods_are_refused(client: Client, edition: Edition, url: str, methods: list[str]) -> None:
    client.force_login(civil_servant())

    assert [getattr(client, method)(url).status_code for method in methods] == [405] * len(methods)

"""The claim page: who may answer, and that looking is only looking."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import civil_servant, submitted_entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.nominations.actions import (
    claim_nomination,
    close_nomination,
    decline_nomination,
    expire_nominations,
    hand_on_nomination,
    research_nomination,
    set_contact,
)
from gemeentedelers.domain.nominations.jobs import make_round
from gemeentedelers.domain.nominations.models import Invitation, Nomination
from gemeentedelers.domain.nominations.rules import NominationStatus
from gemeentedelers.domain.nominations.tests.factories import (
    BOB,
    NOBODY,
    NOOR,
    REASON,
    TITLE,
    invitation_of,
    nominated,
    nomination_of,
    react,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db

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


@pytest.fixture
def alice(druten: Municipality) -> User:
    return civil_servant(name="Alice", municipality=druten, email=CONTACT)


@pytest.fixture
def nomination(edition: Edition, druten: Municipality) -> Nomination:
    return nominated(edition, druten, contact=CONTACT)


def page_of(nomination: Nomination) -> str:
    return f"/nomineren/{invitation_of(nomination).token}/"


def state(nomination: Nomination) -> NominationStatus:
    nomination.refresh_from_db()
    return NominationStatus(nomination.status)


def test_who_has_the_link_reads_it_without_addresses(client: Client, nomination: Nomination, edition: Edition) -> None:
    nominated(edition, nomination.municipality, voice=BOB)

    page = client.get(page_of(nomination))

    assert "Gemeente Druten is genomineerd" in page.text
    assert (TITLE in page.text, REASON in page.text, "Noor en iemand anders" in page.text) == (True, True, True)
    assert [word for word in (CONTACT, NOOR.email, BOB.email, BOB.name) if word in page.text] == []
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == ("no-store", "noindex")


@pytest.mark.parametrize("n_nominators", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    client: Client,
    edition: Edition,
    druten: Municipality,
    n_nominators: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for voice in (NOOR, BOB, NOBODY)[:n_nominators]:
        nomination = nominated(edition, druten, voice=voice, contact=CONTACT)
    url = page_of(nomination)

    with django_assert_num_queries(2):
        page = client.get(url)

    assert len(page.context["voices"]) == n_nominators


def test_signing_in_and_joining_lead_back_here(client: Client, nomination: Nomination) -> None:
    url = page_of(nomination)
    text = client.get(url).text

    assert f'href="/account/login/?next={url}"' in text
    assert f'href="/account/signup/?next={url}"' in text
    assert f'name="next" value="{url}"' in client.get(f"/account/login/?next={url}").text


def test_the_code_from_the_mail_ends_on_the_nomination(
    client: Client, nomination: Nomination, alice: User, mailoutbox: list[EmailMessage]
) -> None:
    url = page_of(nomination)
    client.post("/account/login/", {"login": CONTACT, "next": url})
    code = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", str(mailoutbox[0].body), re.MULTILINE)
    assert code is not None

    answer = client.post("/account/login/code/confirm/", {"code": code.group(), "next": url})

    assert answer.headers["Location"] == url
    assert "Ja, wij doen mee" in client.get(url).text


def test_answering_needs_an_account_and_a_known_answer(client: Client, nomination: Nomination, alice: User) -> None:
    stranger = client.post(page_of(nomination), {"answer": "claim"})
    client.force_login(alice)
    unknown = client.post(page_of(nomination), {"answer": "misschien"})

    assert stranger.headers["Location"] == f"/account/login/?next={page_of(nomination)}"
    assert (unknown.status_code, state(nomination)) == (404, NominationStatus.INVITED)


@pytest.mark.parametrize(("sent", "agreed"), [({}, False), ({"may_be_followed": "on"}, True)])
def test_the_contact_accepts_and_gets_a_draft(
    client: Client, nomination: Nomination, alice: User, sent: dict[str, str], agreed: bool
) -> None:
    client.force_login(alice)

    answer = client.post(page_of(nomination), {"answer": "claim", **sent})

    entry = Entry.objects.get()
    assert answer.headers["Location"] == f"/inzendingen/{entry.reference}/"
    assert (entry.title, entry.municipality, entry.team.get().user) == (TITLE, nomination.municipality, alice)
    nomination.refresh_from_db()
    assert nomination.may_be_followed is agreed


@pytest.mark.parametrize("answer", ["claim", "decline"])
def test_a_proven_colleague_answers(client: Client, nomination: Nomination, answer: str) -> None:
    client.force_login(civil_servant(municipality=nomination.municipality))

    client.post(page_of(nomination), {"answer": answer, "reason": "Geen tijd."})

    assert state(nomination) == {"claim": "claimed", "decline": "declined"}[answer]


@pytest.mark.parametrize("answer", ["claim", "decline", "hand_on"])
@pytest.mark.parametrize("works_there", [True, False])
def test_who_is_not_proven_cannot_answer_and_hears_why(
    client: Client, nomination: Nomination, answer: str, works_there: bool
) -> None:
    details = {"municipality": nomination.municipality, "municipality_is_verified": False} if works_there else {}
    stranger = civil_servant(**details)
    client.force_login(stranger)

    page = client.post(page_of(nomination), {"answer": answer, "email": "zoe@druten.example"}, follow=True)

    assert (state(nomination), Entry.objects.count(), Invitation.objects.count()) == ("invited", 0, 1)
    assert "kan antwoorden." in page.text
    assert (stranger.email in page.text, CONTACT in page.text, "Ja, wij doen mee" in page.text) == (True, False, False)


def test_declining_keeps_the_reason(client: Client, nomination: Nomination, alice: User) -> None:
    client.force_login(alice)

    page = client.post(
        page_of(nomination), {"answer": "decline", "reason": "Geen tijd.", "may_be_followed": "on"}, follow=True
    )

    assert (state(nomination), nomination.outcome_reason) == (NominationStatus.DECLINED, "Geen tijd.")
    assert (nomination.may_be_followed, Entry.objects.count()) == (True, 0)
    assert "Deze nominatie is afgeslagen" in page.text


def test_a_reason_that_is_too_long_comes_back(client: Client, nomination: Nomination, alice: User) -> None:
    client.force_login(alice)

    page = client.post(page_of(nomination), {"answer": "decline", "reason": "x" * 601})

    assert (page.status_code, state(nomination)) == (422, NominationStatus.INVITED)
    assert "<title>Fout: " in page.text
    assert ("x" * 601 in page.text, "Dit is te lang: 601 tekens." in page.text) == (True, True)
    assert "no-store" in page.headers["Cache-Control"]


def test_handing_on_thanks_and_keeps_the_old_link_readable(client: Client, nomination: Nomination, alice: User) -> None:
    old = page_of(nomination)
    client.force_login(alice)

    page = client.post(old, {"answer": "hand_on", "email": " Zoe@Druten.example "}, follow=True)

    assert invitation_of(nomination).contact.email == "zoe@druten.example"
    assert "Bedankt voor het doorsturen." in page.text
    for reader in (client, Client()):
        text = reader.get(old).text
        assert "Deze nominatie ligt nu bij een collega" in text
        hidden = ("zoe@druten.example", "Ja, wij doen mee", invitation_of(nomination).token)
        assert [word for word in hidden if word in text] == []


def test_an_old_link_answers_nothing(client: Client, nomination: Nomination, alice: User) -> None:
    old = page_of(nomination)
    hand_on_nomination(invitation_of(nomination), "zoe@druten.example", by=alice, now=DURING_ENTRY)
    client.force_login(alice)

    page = client.post(old, {"answer": "claim"}, follow=True)

    assert (state(nomination), Entry.objects.count()) == (NominationStatus.INVITED, 0)
    assert "Deze nominatie ligt nu bij iemand anders, die erop kan antwoorden." in page.text


def test_another_contact_of_the_organisers_is_not_called_a_colleague(client: Client, nomination: Nomination) -> None:
    old = page_of(nomination)
    set_contact(nomination, "zoe@druten.example", by=UserFactory(), now=DURING_ENTRY)

    assert "Deze nominatie ligt nu bij iemand anders van de gemeente" in client.get(old).text


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "Vul het e-mailadres van uw collega in."),
        ("zoe", "Vul een e-mailadres in, zoals naam@gemeente.nl."),
        (CONTACT, "Op dit adres is deze nominatie al eens ontvangen."),
    ],
)
def test_a_wrong_address_to_hand_on_to_comes_back(
    client: Client, nomination: Nomination, alice: User, email: str, words: str
) -> None:
    client.force_login(alice)

    page = client.post(page_of(nomination), {"answer": "hand_on", "email": email})

    assert (page.status_code, words in page.text, Invitation.objects.count()) == (422, True, 1)


def test_a_nomination_is_answered_once(client: Client, nomination: Nomination, alice: User) -> None:
    client.force_login(alice)
    client.post(page_of(nomination), {"answer": "claim"})

    page = client.post(page_of(nomination), {"answer": "decline"}, follow=True)

    assert (state(nomination), Entry.objects.count()) == (NominationStatus.CLAIMED, 1)
    assert "Deze nominatie is al beantwoord." in page.text


def test_after_the_close_the_page_says_so(
    client: Client, nomination: Nomination, alice: User, clock: time_machine.Traveller
) -> None:
    clock.move_to(ENTRY_CLOSES)
    client.force_login(alice)

    page = client.post(page_of(nomination), {"answer": "claim"}, follow=True)

    assert (state(nomination), Entry.objects.count()) == (NominationStatus.INVITED, 0)
    assert "Nomineren en antwoorden kon tot" in page.text


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ("close", "Deze nominatie is voorbij"),
        ("expire", "Deze nominatie is voorbij"),
        ("research", "De organisatie schrijft deze casus zelf op"),
        ("claim", "Deze nominatie is aangenomen"),
    ],
)
def test_every_ending_reads_well(client: Client, nomination: Nomination, alice: User, ending: str, words: str) -> None:
    match ending:
        case "close":
            close_nomination(nomination, reason="Intern", by=UserFactory(), now=DURING_ENTRY)
        case "expire":
            expire_nominations(now=ENTRY_CLOSES)
        case "research":
            research_nomination(nomination, by=UserFactory(), now=DURING_ENTRY)
        case _:
            claim_nomination(invitation_of(nomination), by=alice, now=DURING_ENTRY)

    text = client.get(page_of(nomination)).text

    assert (words in text, "Intern" in text) == (True, False)


def test_a_link_in_a_nomination_is_not_followed_by_machines(
    client: Client, edition: Edition, nomination: Nomination
) -> None:
    nomination.nominators.update(link="https://www.druten.example/keuken")

    text = client.get(page_of(nomination)).text

    assert 'href="https://www.druten.example/keuken" rel="nofollow noopener noreferrer"' in text


def test_a_code_is_no_link(client: Client, nomination: Nomination) -> None:
    assert client.get(f"/nomineren/{nomination.code}/").status_code == 404


def test_guessing_finds_nothing_and_is_stopped(client: Client, nomination: Nomination, alice: User) -> None:
    statuses = [client.get(f"/nomineren/{number:032d}/").status_code for number in range(200)]

    assert (statuses[:20], set(statuses[20:])) == ([404] * 20, {429})
    assert client.get(page_of(nomination)).status_code == 200


def test_not_everybody_at_once_is_written(client: Client, edition: Edition, alice: User) -> None:
    for number in range(11):
        nominee = nominated(edition, MunicipalityFactory(), title=f"Casus {number}", contact=CONTACT)
        client.force_login(alice)
        last = client.post(page_of(nominee), {"answer": "hand_on", "email": f"p{number}@druten.example"})

    assert (last.status_code, Invitation.objects.filter(way="colleague").count()) == (429, 10)


@pytest.mark.parametrize("method", ["put", "delete"])
def test_other_methods_are_refused(client: Client, nomination: Nomination, method: str) -> None:
    assert getattr(client, method)(page_of(nomination)).status_code == 405


# Mail scanners


def every_row() -> dict[str, str]:
    """A fingerprint of every table, so that any change at all is seen."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {name} t")  # noqa: S608 - our own table names
            found[table] = cursor.fetchone()[0]
    return found


def addresses_in_mails() -> list[str]:
    found = [re.findall(r"http://testserver(/\S*)", message.body) for message in Message.objects.all()]
    return sorted({address for addresses in found for address in addresses})


@pytest.fixture
def everything_mailed(edition: Edition, alice: User) -> list[Nomination]:
    """One of every kind of mail about nominations; the first nomination still waits for its answer."""
    druten, bob = alice.municipality, civil_servant()
    assert druten is not None
    waits = nominated(edition, druten, contact=CONTACT)
    titles = {"followed": "Samen de straat vergroenen", "declined": "Taalmaatjes", "handed_on": "Fietsen naar school"}
    rest = {
        name: nominated(edition, druten, title=title, contact=f"{name}@druten.example")
        for name, title in titles.items()
    }
    submitted_entry(edition, by=bob, title=TITLE)
    rest["matched"] = nomination_of(bob, edition=edition)
    react()
    claim_nomination(invitation_of(rest["followed"]), by=alice, now=DURING_ENTRY, may_be_followed=True)
    decline_nomination(invitation_of(rest["declined"]), by=alice, now=DURING_ENTRY, may_be_followed=True)
    hand_on_nomination(invitation_of(rest["handed_on"]), "zoe@druten.example", by=alice, now=DURING_ENTRY)
    react()
    make_round(now=DURING_ENTRY + timedelta(days=8))
    return [waits, *rest.values()]


@pytest.mark.parametrize("reader", ["nobody", "contact", "stranger"])
def test_fetching_every_address_of_every_mail_changes_nothing(
    everything_mailed: list[Nomination], alice: User, reader: str
) -> None:
    client, waits = Client(), everything_mailed[0]
    if reader != "nobody":
        client.force_login(alice if reader == "contact" else civil_servant())
    addresses = addresses_in_mails()
    invitations = {f"/nomineren/{token}/" for token in Invitation.objects.values_list("token", flat=True)}
    others = {"/nomineren/mijn/", f"/inzendingen/{everything_mailed[-1].entry.reference}/"}  # type: ignore[union-attr]  # it has one
    assert (len(invitations), set(addresses)) == (5, invitations | others)
    before = every_row()

    statuses = [
        getattr(client, method)(address, follow=True).status_code
        for address in addresses
        for method in ("get", "head")
        for _ in range(5)
    ]

    assert every_row() == before
    assert set(statuses) <= {200, 404}
    client.force_login(alice)
    assert client.post(page_of(waits), {"answer": "claim"}).status_code == 302
    assert state(waits) is NominationStatus.CLAIMED
    assert every_row() != before


@pytest.mark.parametrize("query", [{"answer": "claim"}, {"answer": "decline", "confirm": "1"}, {"answer": "hand_on"}])
def test_an_answer_in_the_address_is_no_answer(
    client: Client, nomination: Nomination, alice: User, query: dict[str, str]
) -> None:
    client.force_login(alice)
    before = every_row()

    client.get(page_of(nomination), query)
    client.head(page_of(nomination), query)

    assert every_row() == before


def test_an_anonymous_tip_never_shows_a_name(client: Client, edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten, voice=NOBODY)
    nominated(edition, druten, voice=BOB, contact=CONTACT)

    text = client.get(page_of(nomination)).text

    assert ("vindt 2 mensen" in text, BOB.name in text) == (True, False)

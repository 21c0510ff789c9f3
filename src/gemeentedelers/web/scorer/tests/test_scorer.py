from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.conflicts.models import Conflict
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import (
    AFTER_READING,
    DURING_READING,
    edition_plan,
    make_edition,
)
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.tests.factories import AFTER_CLOSING, eligible_entry, owner_of
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.panels.actions import add_reader
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.domain.plans.actions import assign_entries
from gemeentedelers.domain.scoring.actions import write_scorecard
from gemeentedelers.domain.scoring.models import Scorecard
from gemeentedelers.domain.scoring.tests.factories import begin_reading

pytestmark = pytest.mark.django_db

QUEUE = "/beoordelen/"
SCORES = {"score_succesvol": "4", "score_herbruikbaar": "5"}
READY = {**SCORES, "tip": "Laat de kosten per jaar zien.", "doe": "volgende"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DURING_READING, tick=False) as moment:
        yield moment


def reader_with(n_entries: int, *, edition: Edition | None = None) -> User:
    """A reader of another municipality, with that many entries on the desk."""
    shown = edition or make_edition()
    for number in range(n_entries):
        eligible_entry(shown, title=f"Casus {number + 1}")
    reader = somebody_with(Role.SCORER, year=shown.year, municipality=MunicipalityFactory())
    round_ = round_of(shown, RoundKind.READING)
    assert round_ is not None
    add_reader(round_, reader, capacity=10, by="test", now=AFTER_CLOSING)
    assign_entries(round_, by="test", now=AFTER_CLOSING)
    begin_reading(round_, now=AFTER_CLOSING)
    return reader


def desk(reader: User) -> list[Assignment]:
    return list(Assignment.objects.filter(reader__user=reader).order_by("code"))


def card(assignment: Assignment) -> str:
    return reverse("scorer:scorecard", args=[assignment.code])


def involved(assignment: Assignment) -> str:
    return reverse("scorer:conflict", args=[assignment.code])


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def test_the_queue_counts_what_is_done_and_points_at_the_next(client: Client) -> None:
    reader = reader_with(3)
    first, second, _ = desk(reader)
    values = {"succesvol": 4, "herbruikbaar": 5}
    write_scorecard(first, values, tip="Ga zo door.", is_final=True, by=reader, now=DURING_READING)

    page = signed_in(client, reader).get(QUEUE)

    assert page.status_code == 200
    [pile] = page.context["piles"]
    assert (pile.n_final, len(pile.items), pile.following) == (1, 3, second)
    assert "1 van de 3 klaar" in page.text
    assert f'href="{card(second)}">Lees de volgende' in page.text
    assert page.context["rail"][0]["count"] == 2


def test_what_was_begun_comes_before_what_was_not(client: Client) -> None:
    reader = reader_with(3)
    begun = desk(reader)[2]
    write_scorecard(begun, {"succesvol": 2}, tip="", is_final=False, by=reader, now=DURING_READING)

    page = signed_in(client, reader).get(QUEUE)

    assert page.context["piles"][0].following == begun


def test_an_empty_queue_says_when_it_fills(client: Client) -> None:
    page = signed_in(client, somebody_with(Role.SCORER)).get(QUEUE)

    assert "Er staat nog niets op uw lijst" in page.text


def test_a_withdrawn_entry_leaves_the_queue(client: Client) -> None:
    reader = reader_with(2)
    gone, stays = desk(reader)
    withdraw_entry(gone.entry, by=owner_of(gone.entry), now=DURING_READING)

    page = signed_in(client, reader).get(QUEUE)

    assert [item.assignment for item in page.context["piles"][0].items] == [stays]
    assert client.get(card(gone)).status_code == 404


@pytest.mark.parametrize("n_entries", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(
    client: Client, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in(client, reader_with(n_entries))

    with django_assert_num_queries(8):
        page = client.get(QUEUE)

    assert len(page.context["piles"][0].items) == n_entries


def test_the_scorecard_shows_what_was_frozen(client: Client) -> None:
    reader = reader_with(1)
    [assignment] = desk(reader)
    entry = assignment.entry
    entry.title = "Later veranderd"
    entry.save()

    page = signed_in(client, reader).get(card(assignment))

    assert page.status_code == 200
    assert "Casus 1" in page.text
    assert "Later veranderd" not in page.text
    assert [group.key for group in page.context["groups"]] == [
        "resultaat",
        "probleem",
        "aanpak",
        "criterium-succesvol",
        "criterium-herbruikbaar",
        "bewijs",
        "nodig",
        "lessen",
        "gegevens",
    ]
    assert all(f'id="{group.key}"' in page.text for group in page.context["groups"])
    assert "overtuigend" in page.text


def test_a_draft_keeps_what_is_there(client: Client) -> None:
    reader = reader_with(1)
    [assignment] = desk(reader)

    answer = signed_in(client, reader).post(card(assignment), {"score_succesvol": "3", "tip": ""})

    assert answer.headers["Location"] == card(assignment)
    stored = Scorecard.objects.get()
    assert (stored.status, stored.tip) == ("draft", "")
    assert list(stored.scores.values_list("criterion__key", "value")) == [("succesvol", 3)]


def test_a_final_card_leads_to_the_next_and_the_last_one_home(client: Client) -> None:
    reader = reader_with(2)
    first, second = desk(reader)
    signed_in(client, reader)

    assert client.post(card(first), READY).headers["Location"] == card(second)
    assert client.post(card(second), READY).headers["Location"] == "/beoordelen/2027/leesronde/afronden/"
    assert list(Scorecard.objects.values_list("status", flat=True)) == ["final", "final"]


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"doe": "volgende", "tip": "Ga zo door."}, "Geef een score voor Succesvol."),
        ({**SCORES, "doe": "volgende"}, "Geef het team één tip."),
        ({**SCORES, "doe": "volgende", "tip": "Mooi!"}, "Schrijf uw tip als een hele zin, van minstens 10 tekens."),
        ({"score_succesvol": "6"}, "Kies voor Succesvol een score uit de lijst."),
        ({"tip": "x" * 601}, "Maak uw tip korter: hoogstens 600 tekens."),
    ],
)
def test_a_card_with_a_fault_is_shown_again_and_not_kept(client: Client, sent: dict[str, str], complaint: str) -> None:
    reader = reader_with(1)
    [assignment] = desk(reader)

    page = signed_in(client, reader).post(card(assignment), sent)

    assert page.status_code == 422
    assert complaint in page.text
    assert not Scorecard.objects.exists()


def test_after_the_close_a_card_can_only_be_read(client: Client, clock: time_machine.Traveller) -> None:
    reader = reader_with(1)
    [assignment] = desk(reader)
    values = {"succesvol": 4, "herbruikbaar": 5}
    write_scorecard(assignment, values, tip="Ga zo door.", is_final=True, by=reader, now=DURING_READING)
    clock.move_to(AFTER_READING)
    signed_in(client, reader)

    page = client.get(card(assignment))
    late = client.post(card(assignment), {**READY, "tip": "Helaas te laat."})

    assert "Deze ronde is gesloten." in page.text
    assert ("4: goed" in page.text, "Ga zo door." in page.text) == (True, True)
    assert 'class="gd-scorecard"' not in page.text
    assert late.status_code == 422
    assert ("Deze ronde is gesloten." in late.text, "Helaas te laat." in late.text) == (True, True)
    assert Scorecard.objects.get().tip == "Ga zo door."


def test_a_reader_never_sees_the_score_of_another(client: Client) -> None:
    edition = make_edition()
    alice, bob = reader_with(1, edition=edition), reader_with(0, edition=edition)
    [of_alice], [of_bob] = desk(alice), desk(bob)
    values = {"succesvol": 1, "herbruikbaar": 1}
    write_scorecard(of_alice, values, tip="Geheime tip", is_final=True, by=alice, now=DURING_READING)
    assert "Geheime tip" in signed_in(client, alice).get(card(of_alice)).text

    page = signed_in(client, bob).get(card(of_bob))

    assert of_alice.entry == of_bob.entry
    assert "Geheime tip" not in page.text
    assert "checked" not in page.text
    assert client.get(card(of_alice)).status_code == 404


def test_a_declared_conflict_takes_the_entry_away(client: Client) -> None:
    reader = reader_with(1)
    [assignment] = desk(reader)
    signed_in(client, reader)
    assert client.get(involved(assignment)).status_code == 200

    answer = client.post(involved(assignment), {"reason": "Ik werkte eraan mee.", "is_sure": "on"})

    assert answer.headers["Location"] == QUEUE
    assert list(Conflict.objects.values_list("user", "entry", "reason")) == [
        (reader.pk, assignment.entry_id, "Ik werkte eraan mee.")
    ]
    assert client.get(card(assignment)).status_code == 404
    assert client.get(involved(assignment)).status_code == 404


@pytest.mark.parametrize("sent", [{"reason": "Ik werkte eraan mee."}, {"is_sure": "on"}])
def test_a_conflict_needs_a_reason_and_a_confirmation(client: Client, sent: dict[str, str]) -> None:
    reader = reader_with(1)
    [assignment] = desk(reader)

    page = signed_in(client, reader).post(involved(assignment), sent)

    assert page.status_code == 422
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("name", ["queue", "scorecard", "conflict"])
def test_only_the_reader_enters(client: Client, name: str) -> None:
    [assignment] = desk(reader_with(1))
    address = reverse(f"scorer:{name}", args=[] if name == "queue" else [assignment.code])

    anonymous = client.get(address)
    stranger = signed_in(client, UserFactory()).get(address)

    assert (anonymous.status_code, anonymous.headers["Location"]) == (302, f"{reverse('account_login')}?next={address}")
    assert stranger.status_code == 404


@pytest.mark.parametrize("name", ["scorecard", "conflict"])
def test_another_reader_finds_nothing(client: Client, name: str) -> None:
    [assignment] = desk(reader_with(1))
    address = reverse(f"scorer:{name}", args=[assignment.code])

    assert signed_in(client, somebody_with(Role.SCORER)).get(address).status_code == 404


@pytest.mark.parametrize(("name", "method"), [("queue", "post"), ("scorecard", "delete"), ("conflict", "put")])
def test_a_wrong_method_is_refused(client: Client, name: str, method: str) -> None:
    address = reverse(f"scorer:{name}", args=[] if name == "queue" else ["code"])

    assert getattr(client, method)(address).status_code == 405


def test_the_deadline_is_said_as_planned(client: Client) -> None:
    closing: datetime = edition_plan().rounds[0].closing.at
    assert closing.day == 15

    page = signed_in(client, reader_with(1)).get(QUEUE)

    assert "zaterdag 16 januari 2027, 0.00 uur" in page.text

"""The pages around the card: beginning, keeping, comparing two versions, finalising, and pairs."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.conflicts.models import Conflict
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import DURING_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.actions import add_reader
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.plans.actions import assign_entries
from gemeentedelers.domain.scoring.actions import Pair, ask_comparisons, finalise_reader
from gemeentedelers.domain.scoring.models import Comparison, Scorecard, WarmUp
from gemeentedelers.domain.scoring.tests.factories import begin_reading, edition_with, golden_cases, score_all
from gemeentedelers.web.scorer.desk import said_minutes

pytestmark = pytest.mark.django_db

START = "/beoordelen/2027/leesronde/start/"
INTERESTS = f"{START}belangen/"
FINISH = "/beoordelen/2027/leesronde/afronden/"
QUEUE = "/beoordelen/"
SCORES = {"score_succesvol": "4", "score_herbruikbaar": "5"}
READY = {**SCORES, "tip": "Laat de kosten per jaar zien.", "note": "Mooi", "is_sure": "nee"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(DURING_READING, tick=False):
        yield


def a_reader(edition: Edition, kind: RoundKind = RoundKind.READING, *, has_begun: bool = True) -> Reader:
    round_ = round_of(edition, kind)
    assert round_ is not None
    user = somebody_with(Role.SCORER, year=edition.year)
    reader = add_reader(round_, user, capacity=20, by="test", now=DURING_READING)
    if kind is not RoundKind.PAIRS:
        assign_entries(round_, by="test", now=DURING_READING)
    if has_begun:
        begin_reading(round_)
    return reader


def at_work(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def assignment(client: Client) -> Assignment:
    """One entry on the desk of who is signed in."""
    edition = make_edition()
    eligible_entry(edition)
    reader = a_reader(edition)
    at_work(client, reader.user)
    return Assignment.objects.select_related("reader__user", "entry").get()


def card(assignment: Assignment, name: str = "scorecard") -> str:
    return reverse(f"scorer:{name}", args=[assignment.code])


def test_beginning_goes_from_rules_to_interests_to_examples_to_the_list(client: Client) -> None:
    edition = make_edition()
    entry, other = eligible_entry(edition), eligible_entry(edition)
    first, second = golden_cases(edition)
    reader = a_reader(edition, has_begun=False)
    at_work(client, reader.user)
    assert f'href="{START}">Begin met beoordelen' in client.get(QUEUE).text
    assert client.get(card(Assignment.objects.all()[0])).headers["Location"] == START
    assert client.get(INTERESTS).headers["Location"] == START
    assert client.post(START).status_code == 422

    assert client.post(START, {"accepts": "on"}).headers["Location"] == INTERESTS
    ticked = {f"bij_{entry.reference}": "on"}
    fault = client.post(INTERESTS, ticked)
    assert (fault.status_code, "Schrijf kort op hoe u betrokken bent bij de inzending" in fault.text) == (422, True)
    declared = client.post(INTERESTS, {**ticked, f"waarom_{entry.reference}": "Ik werkte mee."})
    example = f"{START}voorbeelden/{first.code}/"
    assert declared.headers["Location"] == example

    assert "Er is geteld." not in client.get(example).text
    assert client.post(example, {"score_succesvol": "2"}).status_code == 422
    assert client.post(example, SCORES).headers["Location"] == example
    compared = client.get(example)
    assert ("U keek hier net zo als het panel" in compared.text, "Er is geteld." in compared.text) == (True, True)
    assert f"{START}voorbeelden/{second.code}/" in compared.text
    client.post(f"{START}voorbeelden/{second.code}/", SCORES)

    assert WarmUp.objects.count() == 2
    [pile] = client.get(QUEUE).context["piles"]
    assert (pile.is_open, [item.assignment.entry for item in pile.items]) == (True, [other])


def test_nobody_finds_the_start_of_another_round(client: Client) -> None:
    edition = make_edition()
    eligible_entry(edition)
    at_work(client, a_reader(edition).user)

    assert client.get("/beoordelen/2027/keuring/start/").status_code == 404
    assert client.get(f"{START}voorbeelden/onbekend/").status_code == 404


@pytest.mark.parametrize("n_entries", [1, 3])
def test_declaring_costs_the_same_for_one_and_for_three(
    client: Client, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = make_edition()
    for _ in range(n_entries):
        eligible_entry(edition)
    at_work(client, a_reader(edition).user)

    with django_assert_num_queries(13):
        page = client.get(INTERESTS)

    assert len(list(page.context["form"].rows())) == n_entries


@pytest.mark.parametrize("n_entries", [1, 3])
def test_the_overview_costs_the_same_for_one_and_for_three(
    client: Client, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = make_edition()
    for _ in range(n_entries):
        eligible_entry(edition)
    at_work(client, a_reader(edition).user)
    score_all(edition)

    with django_assert_num_queries(10):
        page = client.get(FINISH)

    assert len(page.context["rows"]) == n_entries


def test_saving_stays_and_says_what_is_missing(client: Client, assignment: Assignment) -> None:
    page = client.post(card(assignment), {"score_succesvol": "3", "doe": "opslaan"}, follow=True)

    assert page.redirect_chain == [(card(assignment), 302)]
    assert "Opgeslagen om 10:00. Nog nodig voordat deze kaart klaar is: Herbruikbaar, een tip" in page.text
    assert Scorecard.objects.get().status == "draft"


def test_a_ready_card_stays_ready_when_it_is_saved_whole(client: Client, assignment: Assignment) -> None:
    client.post(card(assignment), {**READY, "doe": "volgende"})
    client.post(card(assignment), {**READY, "tip": "Een andere hele zin.", "nummer": "1", "doe": "opslaan"})
    stored = Scorecard.objects.get()
    assert (stored.status, stored.tip, stored.note, stored.is_sure) == ("final", "Een andere hele zin.", "Mooi", False)

    client.post(card(assignment), {**READY, "tip": "", "nummer": "2", "doe": "opslaan"})

    assert Scorecard.objects.get().status == "draft"


def test_later_goes_to_the_end_with_what_was_typed(client: Client) -> None:
    edition = make_edition()
    for number in range(2):
        eligible_entry(edition, title=f"Casus {number}")
    reader = a_reader(edition)
    at_work(client, reader.user)
    first, second = Assignment.objects.order_by("code")

    answer = client.post(card(first), {"tip": "Half", "doe": "later"})

    assert answer.headers["Location"] == card(second)
    [pile] = client.get(QUEUE).context["piles"]
    assert [item.assignment for item in pile.items] == [second, first]
    assert "Voor later" in client.get(QUEUE).text
    assert Scorecard.objects.get().tip == "Half"


def test_stepping_aside_keeps_what_was_typed(client: Client, assignment: Assignment) -> None:
    answer = client.post(card(assignment), {"tip": "Half", "doe": "belang"})

    assert answer.headers["Location"] == card(assignment, "conflict")
    assert Scorecard.objects.get().tip == "Half"


def test_two_versions_are_shown_beside_each_other(client: Client, assignment: Assignment) -> None:
    client.post(card(assignment), {**READY, "doe": "opslaan"})

    page = client.post(card(assignment), {**READY, "score_succesvol": "1", "tip": "Van de trein.", "doe": "volgende"})

    assert page.status_code == 409
    assert [(row.label, row.stored, row.own) for row in page.context["differences"]] == [
        ("Succesvol", "4: goed", "1: niet"),
        ("Uw tip aan het team", "Laat de kosten per jaar zien.", "Van de trein."),
    ]
    assert 'name="nummer" value="1"' in page.text
    assert 'name="tip" value="Van de trein."' in page.text
    assert Scorecard.objects.get().number == 1


def test_a_script_keeps_a_card_and_hears_why_not(client: Client, assignment: Assignment) -> None:
    keep = card(assignment, "keep")

    first = client.post(keep, {"score_succesvol": "3", "nummer": "0"})
    assert (first.status_code, first.json()) == (200, {"number": 1, "saved": "10:00"})
    assert client.post(keep, {"score_succesvol": "2", "nummer": "0"}).status_code == 409
    wrong = client.post(keep, {"score_succesvol": "9", "nummer": "1"})
    assert (wrong.status_code, "een score uit de lijst" in wrong.json()["message"]) == (422, True)
    client.post(card(assignment), {**READY, "nummer": "1", "doe": "volgende"})
    assert client.post(keep, {**READY, "tip": "", "nummer": "2"}).status_code == 422
    assert Scorecard.objects.get().status == "final"
    finalise_reader(assignment.reader, by=assignment.reader.user, now=DURING_READING)
    assert client.post(keep, {**READY, "note": "Anders", "nummer": "2"}).status_code == 423
    client.logout()
    assert client.post(keep).json() == {"login": f"/account/login/?next={card(assignment)}"}


def test_a_note_is_for_its_reader_alone(client: Client, assignment: Assignment) -> None:
    client.post(card(assignment), {**READY, "note": "Alleen voor mij", "doe": "opslaan"})
    assert "Alleen voor mij" in client.get(card(assignment)).text

    at_work(client, somebody_with(Role.ORGANISER))

    for name in ("readers", "ranking", "today"):
        address = reverse(f"office:{name}", args=[] if name == "today" else [2027])
        assert "Alleen voor mij" not in client.get(address).text


def test_finalising_shows_everything_once_more_and_locks(client: Client, assignment: Assignment) -> None:
    assert "Nog nodig: Succesvol, Herbruikbaar, tip" in client.get(FINISH).text
    refused = client.post(FINISH, follow=True)
    assert "Nog niet alles is klaar: 1 te gaan." in refused.text
    client.post(card(assignment), {**READY, "doe": "volgende"})
    page = client.get(FINISH)
    assert ("Rond mijn beoordeling af" in page.text, "twijfel" in page.text) == (True, True)
    assert [row["count"] for row in page.context["scale"]] == [0, 0, 0, 1, 1]

    done = client.post(FINISH, follow=True)

    assert "U hebt uw beoordeling afgerond op" in done.text
    assert 'class="gd-scorecard"' not in client.get(card(assignment)).text
    late = client.post(card(assignment), {**READY, "note": "Toch", "nummer": "1", "doe": "opslaan"})
    assert (late.status_code, "De organisatie kan haar voor u heropenen." in late.text) == (422, True)


def test_a_screening_asks_one_question(client: Client) -> None:
    edition = edition_with(RoundKind.SCREENING)
    eligible_entry(edition)
    reader = a_reader(edition, RoundKind.SCREENING)
    at_work(client, reader.user)
    assignment = Assignment.objects.get()
    assert "Gaat deze inzending door?" in client.get(card(assignment)).text

    fault = client.post(card(assignment), {"passes": "ja", "doe": "volgende"})
    assert (fault.status_code, "Schrijf op waarom." in fault.text) == (422, True)
    client.post(card(assignment), {"passes": "nee", "reason": "Nog niet af.", "doe": "volgende"})

    stored = Scorecard.objects.get()
    assert (stored.passes, stored.reason, stored.status) == (False, "Nog niet af.", "final")
    assert "Rond mijn beoordeling af" in client.get("/beoordelen/2027/keuring/afronden/").text


@pytest.fixture
def pair(client: Client) -> Comparison:
    edition = edition_with(RoundKind.PAIRS)
    left, right = (eligible_entry(edition, title=title) for title in ("Linkse casus", "Rechtse casus"))
    reader = a_reader(edition, RoundKind.PAIRS)
    ask_comparisons(reader.round, [Pair(reader, left, right)], by="test", now=DURING_READING)
    at_work(client, reader.user)
    return Comparison.objects.get()


def test_a_pair_is_read_and_decided(client: Client, pair: Comparison) -> None:
    address = reverse("scorer:comparison", args=[pair.code])
    assert f'href="{address}">Vergelijk de volgende twee' in client.get(QUEUE).text
    page = client.get(address)
    assert ("Linkse casus" in page.text, "Rechtse casus" in page.text) == (True, True)
    assert "Wij begonnen met één straat." in client.get(f"{address}rechts/").text
    assert client.get(f"{address}midden/").status_code == 404
    assert client.post(address, {"beter": "geen"}).headers["Location"] == address

    assert client.post(address, {"beter": "rechts"}).headers["Location"] == QUEUE

    pair.refresh_from_db()
    assert pair.winner == pair.right
    assert "Dit koos u" in client.get(address).text
    at_work(client, somebody_with(Role.SCORER))
    assert client.get(address).status_code == 404


def test_involved_in_one_of_two(client: Client, pair: Comparison) -> None:
    address = reverse("scorer:comparison_conflict", args=[pair.code])
    assert client.post(address, {"reason": "Ik werkte mee.", "is_sure": "on"}).status_code == 422

    answers = {"entry": pair.left.reference, "reason": "Ik werkte mee.", "is_sure": "on"}
    assert client.post(address, answers).headers["Location"] == QUEUE

    assert list(Conflict.objects.values_list("entry", flat=True)) == [pair.left_id]
    assert client.get(reverse("scorer:comparison", args=[pair.code])).status_code == 404


@pytest.mark.parametrize(
    ("back", "location"), [("/beoordelen/", "/beoordelen/"), ("https://elders.example/", "/beoordelen/"), ("", QUEUE)]
)
def test_keys_are_switched_off_without_a_script(
    client: Client, assignment: Assignment, back: str, location: str
) -> None:
    assert 'data-shortcuts="aan"' in client.get(card(assignment)).text

    answer = client.post("/beoordelen/sneltoetsen/", {"aan": "nee", "terug": back})

    assert answer.headers["Location"] == location
    assert 'data-shortcuts="uit"' in client.get(card(assignment)).text


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 minuten"), (55, "55 minuten"), (89, "89 minuten"), (90, "1,5 uur"), (118, "2 uur"), (160, "2,5 uur")],
)
def test_time_is_said_as_people_say_it(minutes: int, words: str) -> None:
    assert said_minutes(minutes) == words

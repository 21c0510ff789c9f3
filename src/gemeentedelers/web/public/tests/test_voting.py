import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from gemeentedelers.domain.editions.actions import mark_revealed
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, AFTER_REVEAL
from gemeentedelers.domain.voting.actions import seal_prize
from gemeentedelers.domain.voting.models import Asking, Ballot, Vote
from gemeentedelers.domain.voting.queries import candidates_in
from gemeentedelers.domain.voting.rules import AskStatus
from gemeentedelers.domain.voting.tests.factories import (
    DURING_VOTE,
    VOTE_CLOSES,
    asked,
    choices_of,
    closed,
    open_vote_in,
    voted,
)

pytestmark = pytest.mark.django_db
VOTE, ASKED, WITHDRAW = "/stemmen/", "/stemmen/verstuurd/", "/stemmen/intrekken/"
ADDRESS = "noor@voorbeeld.nl"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DURING_VOTE, tick=False) as moment:
        yield moment


@pytest.fixture
def vote() -> Vote:
    return open_vote_in()


def link(token: str) -> str:
    return f"/stemmen/bevestigen/{token}/"


def order_in(client: Client) -> list[str]:
    return re.findall(r'type="radio" name="choice" id="[^"]+" value="([^"]+)"', client.get(VOTE).content.decode())


def test_the_candidates_stand_in_an_order_of_this_visitor_and_none_is_chosen(vote: Vote) -> None:
    visitors = [Client() for _ in range(12)]
    orders = [order_in(visitor) for visitor in visitors]

    assert {tuple(sorted(order)) for order in orders} == {tuple(choices_of(vote))}
    assert len({tuple(order) for order in orders}) > 3
    assert [order_in(visitor) for visitor in visitors] == orders
    assert " checked" not in visitors[0].get(VOTE).content.decode()
    assert Session.objects.count() == 0


def test_every_address_gets_the_same_answer(vote: Vote) -> None:
    choice = choices_of(vote)[0]
    voted(vote, ADDRESS, choice)
    for _ in range(2):
        asked(vote, "vol@voorbeeld.nl", choice)
    said = set()
    for address in (ADDRESS, "nieuw@voorbeeld.nl", "vol@voorbeeld.nl", "x@yopmail.com"):
        client = Client()
        answer = client.post(VOTE, {"choice": choice, "email": address}, follow=True)
        body = re.sub(rb'csrfmiddlewaretoken" value="[^"]+"', b"", answer.content)
        said.add((answer.redirect_chain[0], answer.status_code, body))

    assert len(said) == 1
    assert Asking.objects.filter(status=AskStatus.ASKED).count() == 4


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"choice": "", "email": ADDRESS}, "Kies één finalist."),
        ({"choice": "GD-2027-9999-9", "email": ADDRESS}, "Kies een van de finalisten uit de lijst."),
        ({"email": ""}, "Vul uw e-mailadres in."),
        ({"email": "noor"}, "Vul een e-mailadres in, bijvoorbeeld naam@voorbeeld.nl."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    client: Client, vote: Vote, answers: dict[str, str], words: str
) -> None:
    answer = client.post(VOTE, {"choice": choices_of(vote)[0], **answers})

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert Asking.objects.count() == 0


def test_looking_at_the_link_changes_nothing_and_names_no_choice(client: Client, vote: Vote) -> None:
    candidate = candidates_in(vote)[0]
    token = asked(vote, ADDRESS, candidate.entry.reference)
    before = list(Asking.objects.values())
    answers = [client.get(link(token)) for _ in range(5)] + [client.head(link(token)) for _ in range(5)]

    assert {answer.status_code for answer in answers} == {200}
    assert candidate.entry.title not in answers[0].content.decode()
    assert (list(Asking.objects.values()), Ballot.objects.count()) == (before, 0)
    confirmed = client.post(link(token))
    assert confirmed.status_code == 200
    assert candidate.entry.title in confirmed.content.decode()
    assert "no-store" in confirmed.headers["Cache-Control"]
    assert Ballot.objects.count() == 1


def test_a_used_an_expired_and_a_made_up_link_say_what_is_wrong(
    client: Client, vote: Vote, clock: time_machine.Traveller
) -> None:
    choice = choices_of(vote)[0]
    used, old = asked(vote, ADDRESS, choice), asked(vote, "els@voorbeeld.nl", choice)
    client.post(link(used))
    clock.move_to(DURING_VOTE + timedelta(hours=48))

    for token, status, words in (
        (used, 410, "Deze link is al gebruikt"),
        (old, 410, "Deze link is verlopen"),
        ("0" * 64, 404, "Deze link werkt niet"),
        ("x", 404, "Deze link werkt niet"),
    ):
        for answer in (client.get(link(token)), client.post(link(token))):
            assert (answer.status_code, words in answer.content.decode()) == (status, True)
    assert Ballot.objects.count() == 1


def test_a_vote_is_withdrawn_by_its_address(client: Client, vote: Vote) -> None:
    voted(vote, ADDRESS, choices_of(vote)[0])
    assert client.get(WITHDRAW).status_code == 200
    assert client.post(WITHDRAW, {"email": ADDRESS}).headers["Location"] == ASKED
    answer = client.post(link(asked(vote, ADDRESS, "")))

    assert "Uw stem is ingetrokken" in answer.content.decode()
    assert Ballot.objects.get().is_withdrawn


@pytest.mark.parametrize("page", [VOTE, WITHDRAW])
def test_outside_its_time_the_vote_says_so_without_numbers(
    client: Client, clock: time_machine.Traveller, page: str
) -> None:
    assert "nog niet open" in client.get(page).content.decode()
    vote = open_vote_in()
    voted(vote, ADDRESS, choices_of(vote)[0])
    clock.move_to(VOTE_CLOSES)
    for answer in (client.get(page), client.post(page, {"email": ADDRESS, "choice": choices_of(vote)[0]})):
        assert "De stemming is gesloten" in answer.content.decode()
    clock.move_to(AFTER_READING)
    assert "U kunt stemmen vanaf" in client.get(page).content.decode()
    assert Asking.objects.count() == 1


def test_too_many_from_one_connection_get_a_dutch_429(client: Client, vote: Vote) -> None:
    Vote.objects.filter(pk=vote.pk).update(per_network=5)
    choice = choices_of(vote)[0]
    statuses = [
        client.post(
            VOTE, {"choice": choice, "email": f"a{number}@voorbeeld.nl"}, headers={"X-Forwarded-For": f"9.9.{number}.1"}
        )
        for number in range(6)
    ]

    assert [answer.status_code for answer in statuses] == [302] * 5 + [429]
    assert "Dit ging te vaak achter elkaar" in statuses[-1].content.decode()
    other = client.post(VOTE, {"choice": choice, "email": ADDRESS}, REMOTE_ADDR="20.1.1.1")
    assert other.status_code == 302


def test_the_report_is_not_there_before_the_reveal(client: Client, vote: Vote, clock: time_machine.Traveller) -> None:
    page = f"/uitslag/{vote.edition.year}/publieksprijs/"
    voted(vote, ADDRESS, choices_of(vote)[0])
    closed(vote)
    seal_prize(vote, by="test", now=VOTE_CLOSES)
    missing = client.get("/uitslag/1999/publieksprijs/")
    assert (client.get(page).status_code, client.get(page).content) == (404, missing.content)
    mark_revealed(vote.edition, by="test", now=AFTER_REVEAL)
    clock.move_to(AFTER_REVEAL)
    answer = client.get(page)

    assert answer.status_code == 200
    body = answer.content.decode()
    assert candidates_in(vote)[0].entry.title in body
    assert ADDRESS not in body

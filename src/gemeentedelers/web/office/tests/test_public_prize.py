import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.domain.shortlists.tests.factories import an_organiser
from gemeentedelers.domain.voting.actions import propose_ruling, propose_withholding, set_made_votes_apart
from gemeentedelers.domain.voting.models import Ballot, Quarantine, Vote
from gemeentedelers.domain.voting.queries import count_votes, sealed_choice
from gemeentedelers.domain.voting.rules import QuarantineStatus
from gemeentedelers.domain.voting.tests.factories import (
    DURING_VOTE,
    VOTE_CLOSES,
    choices_of,
    closed,
    final_edition,
    open_vote_in,
    voted,
)

pytestmark = pytest.mark.django_db
PLAN = {
    "name": "Publieksprijs", "opens": "2027-04-01T10:00", "closes": "2027-04-15T23:00", "electorate": "everybody",
    "mails_a_day": "2", "per_network": "120", "rules": "Eén stem per adres.",
}  # fmt: skip
WHY = "Alle adressen zijn wegwerpadressen."


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DURING_VOTE, tick=False) as moment:
        yield moment


@pytest.fixture
def vote() -> Vote:
    vote = open_vote_in()
    for number in range(3):
        voted(vote, f"x{number}@yopmail.com", choices_of(vote)[number % 4])
    voted(vote, "noor@voorbeeld.nl", choices_of(vote)[0])
    set_made_votes_apart(vote, now=DURING_VOTE)
    return vote


@pytest.fixture
def alice(vote: Vote) -> User:
    return an_organiser(vote.edition)


@pytest.fixture
def bob(vote: Vote) -> User:
    return an_organiser(vote.edition)


def page(year: int, rest: str = "") -> str:
    return f"/organisatie/{year}/publieksprijs/{rest}"


def test_an_organiser_plans_and_opens_the_vote(client: Client) -> None:
    edition = final_edition()
    client.force_login(an_organiser(edition))
    assert "Iedereen met een e-mailadres" in client.get(page(edition.year)).content.decode()
    assert client.post(page(edition.year), PLAN).status_code == 302
    assert client.post(page(edition.year, "openen/"), {}).status_code == 422
    assert client.post(page(edition.year, "openen/"), {"is_sure": "on"}).status_code == 302

    vote = Vote.objects.get()
    assert (vote.closes.isoformat(), vote.candidates.count()) == ("2027-04-15T21:00:00+00:00", 4)
    assert "4 kandidaten" in client.get(page(edition.year)).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Vul de naam van de prijs in."),
        ({"closes": "2027-04-01T09:00"}, "De stemming moet na de opening sluiten."),
        ({"closes": "2028-04-01T09:00"}, "De stemming moet sluiten voor de uitslag"),
        ({"per_network": "2"}, "Vul minstens 5 in."),
        ({"opens": "morgen"}, "Kies een dag en een tijd."),
        ({"mails_a_day": "3"}, "Kies een aantal uit de lijst."),
    ],
)
def test_a_wrong_plan_is_explained_and_not_stored(client: Client, changes: dict[str, str], words: str) -> None:
    edition = final_edition()
    client.force_login(an_organiser(edition))
    answer = client.post(page(edition.year), {**PLAN, **changes})

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert Vote.objects.count() == 0


def test_two_people_decide_about_a_group(client: Client, vote: Vote, alice: User, bob: User) -> None:
    code, year = Quarantine.objects.get().code, vote.edition.year
    client.force_login(alice)
    assert "Wegwerpadressen: 3 stemmen" in client.get(page(year)).content.decode()
    assert client.post(page(year, f"quarantaine/{code}/"), {"outcome": "excluded"}).status_code == 422
    client.post(page(year, f"quarantaine/{code}/"), {"outcome": "excluded", "reason": WHY})
    assert "Bevestig dit voorstel" not in client.get(page(year)).content.decode()
    said = client.post(page(year, f"quarantaine/{code}/bevestigen/"), follow=True).content.decode()
    assert "U stelde dit zelf voor. Een ander moet het bevestigen." in said
    client.force_login(bob)
    assert "Bevestig dit voorstel" in client.get(page(year)).content.decode()
    client.post(page(year, f"quarantaine/{code}/bevestigen/"))

    assert Quarantine.objects.get().status == QuarantineStatus.EXCLUDED
    assert "Telt niet mee" in client.get(page(year)).content.decode()


def test_two_people_withhold_the_prize(client: Client, vote: Vote, alice: User, bob: User) -> None:
    year = vote.edition.year
    client.force_login(alice)
    client.post(page(year, "niet-uitreiken/"), {"reason": WHY})
    client.force_login(bob)
    client.post(page(year, "niet-uitreiken/bevestigen/"))

    assert "De publieksprijs wordt niet uitgereikt" in client.get(page(year)).content.decode()


def test_an_administrator_may_confirm_and_nothing_else(client: Client, vote: Vote, alice: User) -> None:
    quarantine, year = Quarantine.objects.get(), vote.edition.year
    propose_ruling(quarantine, QuarantineStatus.RESTORED, reason=WHY, by=alice, now=DURING_VOTE)
    propose_withholding(vote, reason=WHY, by=alice, now=DURING_VOTE)
    client.force_login(somebody_with(Role.ADMINISTRATOR))

    assert client.post(page(year), PLAN).status_code == 404
    assert client.post(page(year, "niet-uitreiken/"), {"reason": WHY}).status_code == 404
    assert client.post(page(year, f"quarantaine/{quarantine.code}/"), {}).status_code == 404
    assert client.post(page(year, f"quarantaine/{quarantine.code}/bevestigen/")).status_code == 302
    assert client.post(page(year, "niet-uitreiken/bevestigen/")).status_code == 302


@pytest.mark.parametrize("path", ["", "openen/", "niet-uitreiken/", "niet-uitreiken/bevestigen/", "quarantaine/x/"])
def test_strangers_and_jurors_find_nothing(client: Client, vote: Vote, path: str) -> None:
    for user in (UserFactory(), somebody_with(Role.JUROR)):
        client.force_login(user)
        assert client.post(page(vote.edition.year, path)).status_code == 404


def seen(vote: Vote, organiser: User) -> list[tuple[int, bytes, list[tuple[str, str]], int]]:
    """What an organiser and a visitor see of the vote: status, body, headers and number of queries."""
    office, visitor = Client(), Client()
    office.force_login(organiser)
    year = vote.edition.year
    looks = [
        (office, page(year)),
        (office, f"/organisatie/edities/{year}/"),
        (office, "/organisatie/journaal/"),
        (office, "/organisatie/"),
        (visitor, "/"),
        (visitor, "/stemmen/intrekken/"),
        (visitor, f"/edities/{year}/"),
        (visitor, f"/uitslag/{year}/publieksprijs/"),
    ]
    return [_look(client, path) for client, path in looks]


def _look(client: Client, path: str) -> tuple[int, bytes, list[tuple[str, str]], int]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    body = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", answer.content)
    headers = [(name, value) for name, value in answer.headers.items() if name != "Expires"]
    return answer.status_code, body, headers, len(queries)


def rewrite(choice: str) -> None:
    """The other world: every ballot the same but for its choice."""
    for ballot in Ballot.objects.all():
        Ballot.objects.filter(pk=ballot.pk).update(sealed_choice=sealed_choice(choice, is_own=False))


def test_two_worlds_of_choices_look_the_same_to_everybody(
    vote: Vote, alice: User, clock: time_machine.Traveller
) -> None:
    """While the vote is open and after the closing, until the reveal, nothing anybody sees depends on a choice."""
    for moment in (DURING_VOTE, VOTE_CLOSES + timedelta(hours=1)):
        clock.move_to(moment)
        if moment > VOTE_CLOSES:
            closed(vote)
        worlds = []
        for choice in choices_of(vote)[:2]:
            rewrite(choice)
            set_made_votes_apart(vote, now=moment)
            worlds.append(seen(vote, alice))
        assert worlds[0] == worlds[1]
    Quarantine.objects.update(
        status=QuarantineStatus.RESTORED,
        proposed=QuarantineStatus.RESTORED,
        reason=WHY,
        proposed_by=alice,
        decided_by=an_organiser(vote.edition),
    )
    first = count_votes(vote)
    rewrite(choices_of(vote)[2])
    assert first.awarded == choices_of(vote)[1] != count_votes(vote).awarded


def test_more_groups_cost_no_more_queries(client: Client, vote: Vote, alice: User) -> None:
    client.force_login(alice)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(vote.edition.year)).status_code == 200
        counts.append(len(queries))
        for mark in ("a", "b"):
            Quarantine.objects.create(vote=vote, kind="network", mark=f"{mark}{len(counts)}", found_at=DURING_VOTE)
    assert counts[0] == counts[1]


def test_the_page_says_in_words_where_the_vote_stands(client: Client, vote: Vote, alice: User) -> None:
    client.force_login(alice)

    words = client.get(page(vote.edition.year)).content.decode()

    assert "De stemming loopt. Hoe er is gestemd, ziet niemand tot de uitslag." in words
    assert "Stel voor om niet uit te reiken" in words

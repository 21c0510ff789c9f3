"""Many at once on a real database: one link gives one vote, and so does one address with many links."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from gemeentedelers.domain.voting.actions import confirm_ballot
from gemeentedelers.domain.voting.models import Asking, Ballot, MailDay, Vote, Voter
from gemeentedelers.domain.voting.rules import VotingObstacle
from gemeentedelers.domain.voting.tests.factories import DURING_VOTE, asked, choices_of, open_vote_in
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = [pytest.mark.django_db(transaction=True)]

N_PRESSES, N_AT_ONCE = 500, 16


def press(link: str) -> str:
    try:
        confirm_ballot(link, now=DURING_VOTE + timedelta(minutes=1))
    except RefusedError as error:
        return str(error.refusal.code)
    return "confirmed"


def press_some(links: Sequence[str]) -> Counter[str]:
    try:
        return Counter(press(link) for link in links)
    finally:
        connection.close()


def press_all(links: Sequence[str]) -> Counter[str]:
    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        hands = [links[hand::N_AT_ONCE] for hand in range(N_AT_ONCE)]
        return sum(pool.map(press_some, hands), Counter())


@pytest.fixture
def vote() -> Vote:
    return open_vote_in()


def test_500_parallel_presses_of_one_link_give_one_vote(vote: Vote) -> None:
    link = asked(vote, "noor@voorbeeld.nl", choices_of(vote)[0])

    assert press_all([link] * N_PRESSES) == {"confirmed": 1, VotingObstacle.LINK_USED: N_PRESSES - 1}
    assert (Ballot.objects.count(), Voter.objects.count(), Ballot.objects.get().n_replaced) == (1, 1, 0)
    assert Fact.objects.filter(name="ballot.cast").count() == 1


def test_many_links_of_one_address_pressed_at_once_give_one_vote(vote: Vote) -> None:
    """Ten days of mail, confirmed in the same second: the last one to be served counts."""
    choices, links = choices_of(vote), []
    for number in range(16):
        MailDay.objects.all().delete()
        links.append(asked(vote, "noor@gmail.com", choices[number % 4]))

    assert press_all(links) == {"confirmed": 16}
    assert (Ballot.objects.count(), Voter.objects.count(), Ballot.objects.get().n_replaced) == (1, 1, 15)
    assert Asking.objects.exclude(sealed="").count() == 0

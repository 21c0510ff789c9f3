from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from gemeentedelers.domain.voting.actions import ask_ballot
from gemeentedelers.domain.voting.jobs import close, forget, look, mail_link
from gemeentedelers.domain.voting.models import Asking, Quarantine, Vote
from gemeentedelers.domain.voting.tests.factories import DURING_VOTE, VOTE_CLOSES, choices_of, open_vote_in, voted
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DURING_VOTE, tick=False) as moment:
        yield moment


@pytest.fixture
def vote() -> Vote:
    return open_vote_in()


def answer_twice() -> None:
    """A reaction may run twice."""
    for _ in range(2):
        mail_link(Fact.objects.get(name="ballot.asked"))


def test_asking_is_answered_by_mail(vote: Vote) -> None:
    ask_ballot(vote, address="noor@voorbeeld.nl", choice=choices_of(vote)[0], network="", now=DURING_VOTE)
    answer_twice()

    message = Message.objects.get()
    assert (message.to, message.subject, message.is_secret) == (
        "noor@voorbeeld.nl",
        "Bevestig de stem van dit adres",
        True,
    )
    assert "noor" not in message.key


def test_withdrawing_is_answered_by_another_mail(vote: Vote) -> None:
    ask_ballot(vote, address="noor@voorbeeld.nl", choice="", network="", now=DURING_VOTE)
    answer_twice()

    assert Message.objects.get().subject == "Trek de stem van dit adres in"


def test_the_vote_closes_at_its_moment_and_not_before(vote: Vote, clock: time_machine.Traveller) -> None:
    clock.move_to(VOTE_CLOSES - timedelta(seconds=1))
    close.func(0)
    vote.refresh_from_db()
    assert vote.closed_at is None
    clock.move_to(VOTE_CLOSES + timedelta(minutes=3))
    for _ in range(2):
        close.func(0)
    vote.refresh_from_db()
    assert vote.closed_at == VOTE_CLOSES


def test_every_ten_minutes_what_expired_goes_and_what_looks_made_is_set_apart(
    vote: Vote, clock: time_machine.Traveller
) -> None:
    voted(vote, "x@yopmail.com", choices_of(vote)[0])
    ask_ballot(vote, address="noor@voorbeeld.nl", choice="", network="", now=DURING_VOTE)
    clock.move_to(DURING_VOTE + timedelta(days=2))
    look.func(0)
    forget.func(0)

    assert (Asking.objects.count(), Quarantine.objects.get().kind) == (1, "disposable")

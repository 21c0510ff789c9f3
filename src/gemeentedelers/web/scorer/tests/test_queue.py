"""Asking for one more entry, and stopping."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.scoring.tests.factories import reading_round, score_all

pytestmark = pytest.mark.django_db

QUEUE = "/beoordelen/"
MORE = "/beoordelen/2027/leesronde/nog-een/"
STOP = "/beoordelen/2027/leesronde/stoppen/"
BUTTON = "Geef mij er nog een"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DURING_READING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def edition() -> Edition:
    edition = make_edition()
    eligible_entry(edition)
    return edition


@pytest.fixture
def reader(client: Client, edition: Edition) -> User:
    """With one entry on the desk, as the other reader."""
    user = reading_round(edition)[0]
    client.force_login(user)
    return user


def test_who_has_read_everything_gets_one_more(client: Client, edition: Edition, reader: User) -> None:
    before = BUTTON in client.get(QUEUE).text
    score_all(edition)
    new = eligible_entry(edition)
    after = BUTTON in client.get(QUEUE).text

    answer = client.post(MORE)

    given = Assignment.objects.get(reader__user=reader, entry=new)
    assert (before, after, answer.headers["Location"]) == (False, True, f"/beoordelen/{given.code}/")
    assert BUTTON not in client.get(QUEUE).text


@pytest.mark.parametrize(
    ("is_done", "sentence"),
    [
        (False, "Maak eerst af wat u al hebt: nog 1 te doen."),
        (True, "Er is geen inzending meer die u kunt lezen."),
    ],
)
def test_there_is_not_always_one_more(
    client: Client, edition: Edition, reader: User, *, is_done: bool, sentence: str
) -> None:
    if is_done:
        score_all(edition)

    assert sentence in client.post(MORE, follow=True).text


def test_a_closed_round_has_no_more_and_nobody_stops(
    client: Client, edition: Edition, reader: User, clock: time_machine.Traveller
) -> None:
    score_all(edition)
    clock.move_to(AFTER_READING)
    client.force_login(reader)

    page = client.get(QUEUE).text
    assert (BUTTON in page, STOP in page) == (False, False)
    assert "Deze ronde is gesloten." in client.post(MORE, follow=True).text
    assert "Deze ronde is gesloten." in client.post(STOP, {"is_sure": "on"}).text


def test_stopping_asks_first_and_frees_what_is_not_done(client: Client, reader: User) -> None:
    assert STOP in client.get(QUEUE).text
    asked = client.get(STOP)
    unsure = client.post(STOP, {"reason": "Ik ben ziek."})

    client.post(STOP, {"reason": "Ik ben ziek.", "is_sure": "on"})

    left = Reader.objects.get(user=reader)
    assert "Eén inzending is niet klaar; die leest iemand anders." in asked.text
    assert (unsure.status_code, unsure.context["form"].errors) == (
        422,
        {"is_sure": ["Zet een vinkje om te bevestigen."]},
    )
    assert (left.left_at, left.left_because) == (DURING_READING, "Ik ben ziek.")
    assert Assignment.objects.get(reader=left).ended_because == "reader_left"
    assert client.get(STOP).status_code == 404

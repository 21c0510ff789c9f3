from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gemeentedelers.domain.editions.tests.factories import DURING_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.models import Reader
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.domain.scoring.actions import finalise_reader
from gemeentedelers.domain.scoring.tests.factories import reading_round, score_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(DURING_READING, tick=False):
        yield


@pytest.fixture
def reader() -> Reader:
    """A reader who gave a final word."""
    edition = make_edition()
    eligible_entry(edition)
    user, _ = reading_round(edition)
    score_all(edition)
    found = Reader.objects.select_related("user").get(user=user)
    finalise_reader(found, by=user, now=DURING_READING)
    return found


def address(reader: Reader) -> str:
    return reverse("office:reopen_reader", args=[2027, "reading", reader.user.code])


def test_an_organiser_reopens_with_a_reason_that_the_reader_sees(client: Client, reader: Reader) -> None:
    client.force_login(somebody_with(Role.ORGANISER, year=2027))
    assert address(reader) == f"/organisatie/2027/lezers/leesronde/{reader.user.code}/heropenen/"
    assert f'href="{address(reader)}"' in client.get(reverse("office:readers", args=[2027])).text
    assert client.post(address(reader)).status_code == 422

    answer = client.post(address(reader), {"reason": "Er kwam een vraag over uw score."})

    assert answer.headers["Location"] == reverse("office:readers", args=[2027])
    again = client.post(address(reader), {"reason": "Nog eens."})
    assert (again.status_code, "heeft de beoordeling niet afgerond" in again.text) == (422, True)
    client.force_login(reader.user)
    assert "Er kwam een vraag over uw score." in client.get("/beoordelen/").text


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SCORER, None])
def test_nobody_else_reopens(client: Client, reader: Reader, role: Role | None) -> None:
    client.force_login(somebody_with(role) if role else UserFactory())

    assert client.post(address(reader), {"reason": "Zomaar."}).status_code == 404

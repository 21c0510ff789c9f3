import pytest
from django.test import Client
from django.urls import reverse

from gemeentedelers.domain.entries.tests.factories import civil_servant, owner_of
from gemeentedelers.domain.pitches.queries import running_order
from gemeentedelers.domain.pitches.tests.factories import planned_day, published_day

pytestmark = pytest.mark.django_db


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]  # a user of a factory
    return client


def test_a_finalist_sees_the_slot_and_puts_it_in_a_calendar() -> None:
    day = published_day()
    pitch = running_order(day.edition)[1]
    client = signed_in(owner_of(pitch.entry))

    page = client.get(reverse("entrant:pitch", args=[pitch.entry.reference])).content.decode()
    answer = client.get(reverse("entrant:pitch_calendar", args=[pitch.entry.reference]))
    lines = answer.content.decode().split("\r\n")

    assert "10.08 uur" in page
    assert "Pitch 2, categorie" in page
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert f"UID:pitch-{pitch.slot.code}@gemeentedelers" in lines
    assert [line for line in lines if line.startswith(("DTSTART", "DTEND", "SEQUENCE"))] == [
        "SEQUENCE:1",
        "DTSTART:20270310T090800Z",
        "DTEND:20270310T091300Z",
    ]


@pytest.mark.parametrize("name", ["entrant:pitch", "entrant:pitch_calendar"])
def test_nobody_sees_a_slot_before_it_is_published_nor_that_of_others(name: str) -> None:
    day = planned_day()
    entry = running_order(day.edition)[0].entry
    address = reverse(name, args=[entry.reference])

    assert signed_in(owner_of(entry)).get(address).status_code == 404
    assert signed_in(civil_servant()).get(address).status_code == 404
    assert Client().get(address).status_code == 302

import pytest
from django.test import Client

from gemeentedelers.domain.editions.actions import mark_revealed
from gemeentedelers.domain.editions.tests.factories import DURING_JURY, make_edition
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.pitches.models import PitchDay
from gemeentedelers.domain.pitches.tests.factories import edition_with_finalists, published_day

pytestmark = pytest.mark.django_db

PAGE = "/live/"


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(somebody_with(role, year=2027))
    return client


def test_an_edition_without_anything_to_operate_is_not_there() -> None:
    make_edition()

    page = signed_in(Role.OPERATOR).get(PAGE).text

    assert "Er is nu niets te bedienen" in page
    assert "GemeenteDelers 2027" not in page


def test_finalists_can_be_rehearsed_before_there_is_a_pitch_day() -> None:
    edition_with_finalists()

    page = signed_in(Role.OPERATOR).get(PAGE).text

    assert ("/live/2027/regie/" in page, "/live/2027/klok/regie/" in page) == (True, False)


def test_a_pitch_day_stands_there_with_its_moment_until_the_reveal() -> None:
    edition, operator = published_day().edition, signed_in(Role.OPERATOR)

    page = operator.get(PAGE).text
    assert "woensdag 10 maart 2027, 10.00 uur, Stadhuis Voorbeeld, raadzaal." in page
    assert ("/live/2027/regie/" in page, "/live/2027/klok/regie/" in page) == (True, True)

    mark_revealed(edition, by="test", now=DURING_JURY)
    assert "Er is nu niets te bedienen" in operator.get(PAGE).text


@pytest.fixture
def day() -> PitchDay:
    return published_day()


@pytest.mark.parametrize(
    ("role", "page", "doors"),
    [
        (Role.ORGANISER, "klok/regie/", ["/live/", "/organisatie/2027/pitchdag/", None]),
        (Role.OPERATOR, "klok/regie/", ["/live/", None]),
        (Role.ORGANISER, "regie/", ["/live/", "/organisatie/2027/uitslag/", None]),
        (Role.ORGANISER, "vrijgave/", ["/live/", "/organisatie/2027/uitslag/", None]),
        (Role.ADMINISTRATOR, "vrijgave/", ["/organisatie/2027/uitslag/", None]),
        (Role.JURY_CHAIR, "vrijgave/", ["/jury/", None]),
    ],
)
def test_every_page_has_a_way_back_that_is_open_to_its_viewer(
    day: PitchDay, role: Role, page: str, doors: list[str | None]
) -> None:
    client = signed_in(role)

    crumbs = client.get(f"/live/2027/{page}").context["crumbs"]

    assert [crumb.get("url") for crumb in crumbs] == doors
    assert all(client.get(door).status_code == 200 for door in doors if door)

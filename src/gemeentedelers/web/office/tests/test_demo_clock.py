from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from gemeentedelers.domain.editions.tests.factories import make_edition
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.foundation.clock.queries import current_time

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/demo-klok/"


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.DEMO = True


def test_outside_a_demo_there_is_no_clock(oscar: Client) -> None:
    assert oscar.get(PAGE).status_code == 404
    assert oscar.post(PAGE, {"moment": "2027-02-01T10:00"}).status_code == 404


@pytest.mark.usefixtures("demo")
def test_a_typed_time_is_a_time_in_amsterdam(oscar: Client) -> None:
    answer = oscar.post(PAGE, {"moment": "2027-02-01T10:00"})

    assert answer.headers["Location"] == PAGE
    assert current_time() == datetime(2027, 2, 1, 9, tzinfo=UTC)
    assert "Het is nu maandag 1 februari 2027, 10.00 uur." in oscar.get(PAGE).text


@pytest.mark.usefixtures("demo")
def test_the_next_moment_of_an_edition_is_one_press_away(oscar: Client) -> None:
    make_edition()
    page = oscar.get(PAGE)
    assert "GemeenteDelers 2027: leesronde sluit" in page.text
    assert 'value="2027-01-16T00:00:00+01:00"' in page.text

    oscar.post(PAGE, {"moment": "2027-01-16T00:00:00+01:00"})

    assert current_time() == datetime(2027, 1, 15, 23, tzinfo=UTC)
    assert "GemeenteDelers 2027: jury begint" in oscar.get(PAGE).text


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("moment", ["", "morgen", "0001-01-01T00:00", "9999-12-31T23:59", "2027-03-28T02:30"])
def test_a_time_that_does_not_exist_is_refused(oscar: Client, moment: str) -> None:
    before = current_time()

    assert oscar.post(PAGE, {"moment": moment}).status_code == 422
    assert current_time() == before


@pytest.mark.usefixtures("demo")
def test_others_find_nothing_and_a_wrong_method_is_refused(client: Client) -> None:
    assert client.get(PAGE).status_code == 302
    assert client.delete(PAGE).status_code == 405
    client.force_login(UserFactory())
    assert client.get(PAGE).status_code == 404

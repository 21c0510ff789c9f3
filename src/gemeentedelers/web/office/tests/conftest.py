from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from gemeentedelers.domain.editions.tests.factories import DURING_READING
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with

A_YEAR = 365 * 24 * 60 * 60


@pytest.fixture(autouse=True)
def clock(settings: Settings) -> Iterator[time_machine.Traveller]:
    """During the reading; a test may move on without signing in again."""
    settings.SESSION_COOKIE_AGE = A_YEAR
    with time_machine.travel(DURING_READING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def oscar(client: Client) -> Client:
    """The client of the organiser of 2027."""
    client.force_login(somebody_with(Role.ORGANISER, year=2027, name="Oscar"))
    return client


@pytest.fixture
def ada() -> Client:
    """The client of an administrator, who may look and touches nothing."""
    client = Client()
    client.force_login(somebody_with(Role.ADMINISTRATOR))
    return client

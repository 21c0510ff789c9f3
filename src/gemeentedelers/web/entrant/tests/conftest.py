from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import civil_servant
from gemeentedelers.domain.people.models import User

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DURING_ENTRY, tick=False) as moment:
        yield moment


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def alice() -> User:
    return civil_servant(name="Alice")


@pytest.fixture
def bob() -> User:
    return civil_servant(name="Bob")


@pytest.fixture
def as_(client: Client) -> SignIn:
    """`as_(alice).get(...)`: the browser of somebody who signed in."""

    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


def page_of(entry: Entry, page: str = "") -> str:
    return f"/inzendingen/{entry.reference}/{page}"

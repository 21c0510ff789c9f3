import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.shortlists.models import Wildcard
from gemeentedelers.domain.shortlists.tests.factories import PROPOSED_AT, WHY, read_edition

pytestmark = pytest.mark.django_db

PAGE = "/beoordelen/wildcard/2027/"


def test_assessors_give_the_wildcard_where_it_is_theirs(client: Client, settings: Settings) -> None:
    settings.SESSION_COOKIE_AGE = 365 * 24 * 60 * 60
    edition, entries = read_edition(5, 4, 2)
    client.force_login(somebody_with(Role.ASSESSOR, year=2027))
    elsewhere = client.get(PAGE).status_code
    edition.rounds.filter(kind="reading").update(wildcards_by="assessor")

    with time_machine.travel(PROPOSED_AT, tick=False):
        given = client.post(PAGE, {"entry": entries[2].reference, "reason": WHY})
        code = Wildcard.objects.get().code
        client.post(f"{PAGE}{code}/terugnemen/")

    assert (elsewhere, given.headers["Location"]) == (404, PAGE)
    assert Wildcard.objects.get().taken_back_at == PROPOSED_AT


def test_scorers_have_no_such_page(client: Client) -> None:
    edition, _ = read_edition(5, 4, 2)
    edition.rounds.filter(kind="reading").update(wildcards_by="assessor")
    client.force_login(somebody_with(Role.SCORER, year=2027))

    assert client.get(PAGE).status_code == 404


def test_the_list_links_to_the_wildcard_only_where_it_is_theirs(client: Client) -> None:
    edition, _ = read_edition(5, 4, 2)
    client.force_login(somebody_with(Role.ASSESSOR, year=2027))

    links = []
    for holder in ("organiser", "assessor"):
        edition.rounds.filter(kind="reading").update(wildcards_by=holder)
        links.append(PAGE in client.get("/beoordelen/").content.decode())

    assert links == [False, True]

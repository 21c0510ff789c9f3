import pytest
import time_machine
from django.test import Client

from gemeentedelers.domain.certificates.actions import issue_certificates
from gemeentedelers.domain.certificates.models import Certificate
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.publications.tests.factories import revealed_edition

pytestmark = pytest.mark.django_db
PAGE = "/organisatie/2027/certificaten/"


@pytest.fixture(autouse=True)
def _after_the_reveal() -> None:
    issue_certificates(revealed_edition(), by="test", now=AFTER_REVEAL)


def as_(client: Client, role: Role) -> Client:
    client.force_login(somebody_with(role, year=2027))
    return client


def test_an_organiser_withdraws_one_with_a_reason(client: Client) -> None:
    oscar, issued = as_(client, Role.ORGANISER), Certificate.objects.order_by("pk")[0]
    with time_machine.travel(AFTER_REVEAL, tick=False):
        short = oscar.post(f"{PAGE}{issued.code}/intrekken/", {"reason": "kort"})
        answer = oscar.post(f"{PAGE}{issued.code}/intrekken/", {"reason": "Bij vergissing uitgegeven."}, follow=True)
    assert (short.status_code, "in minstens 10 tekens" in short.text, ">kort</textarea>" in short.text) == (
        422,
        True,
        True,
    )
    issued.refresh_from_db()
    assert issued.withdrawal_reason == "Bij vergissing uitgegeven."
    assert "Bij vergissing uitgegeven." in answer.text


def test_an_administrator_looks_and_changes_nothing(client: Client) -> None:
    beheerder, issued = as_(client, Role.ADMINISTRATOR), Certificate.objects.order_by("pk")[0]
    with time_machine.travel(AFTER_REVEAL, tick=False):
        assert "Trek dit certificaat in" not in beheerder.get(PAGE).text
        assert beheerder.post(f"{PAGE}{issued.code}/intrekken/", {"reason": "Bij vergissing."}).status_code == 404


@pytest.mark.parametrize("n_shown", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    client: Client, n_shown: int, django_assert_num_queries: object
) -> None:
    oscar = as_(client, Role.ORGANISER)
    Certificate.objects.exclude(pk__in=Certificate.objects.order_by("pk").values("pk")[:n_shown]).delete()
    with time_machine.travel(AFTER_REVEAL, tick=False), django_assert_num_queries(6):  # type: ignore[operator]
        assert oscar.get(PAGE).text.count("Trek dit certificaat in") == n_shown

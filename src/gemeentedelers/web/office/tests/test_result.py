import pytest
import time_machine
from django.test import Client

from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY, make_edition
from gemeentedelers.domain.verdicts.actions import reveal_result
from gemeentedelers.domain.verdicts.models import Verdict
from gemeentedelers.domain.verdicts.tests.factories import MOTIVATION, a_chair, pronounced, shortlisted_edition

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/uitslag/"
REVEAL = f"{PAGE}bekendmaken/"


@pytest.fixture(autouse=True)
def jury_time(clock: time_machine.Traveller) -> None:
    clock.move_to(DURING_JURY)


def test_before_the_shortlist_the_jury_has_nothing(oscar: Client) -> None:
    make_edition()

    assert "De jury heeft nog niets op tafel" in oscar.get(PAGE).text


def test_the_office_sees_how_far_the_jury_is_and_never_who_wins(oscar: Client) -> None:
    edition = shortlisted_edition()
    verdict = pronounced(edition, a_chair(edition))

    page = oscar.get(PAGE)

    progress = [(row.category.key, row.n_choices, row.is_pronounced) for row in page.context["progress"]]
    assert progress == [("leefomgeving", 1, True), ("uitvoering", 0, False)]
    assert verdict.commitment in page.text
    assert "Typ het jaar" not in page.text
    for secret in ("Casus", "GD-2027", MOTIVATION):
        assert secret not in page.text


def test_typing_the_year_reveals_the_result(oscar: Client, clock: time_machine.Traveller) -> None:
    edition = shortlisted_edition(("leefomgeving", "leefomgeving"))
    pronounced(edition, a_chair(edition))
    clock.move_to(AFTER_REVEAL)

    answer = oscar.post(REVEAL, {"year": "2027"})

    assert answer.headers["Location"] == PAGE
    edition.refresh_from_db()
    assert edition.revealed_at == AFTER_REVEAL
    assert Verdict.objects.get().opened_at == AFTER_REVEAL
    assert "De uitslag is bekend" in oscar.get(PAGE).text


@pytest.mark.parametrize("typed", ["", "2026", "ja"])
def test_without_the_year_nothing_is_revealed(oscar: Client, clock: time_machine.Traveller, typed: str) -> None:
    edition = shortlisted_edition(("leefomgeving", "leefomgeving"))
    pronounced(edition, a_chair(edition))
    clock.move_to(AFTER_REVEAL)

    assert oscar.post(REVEAL, {"year": typed}).status_code == 422
    edition.refresh_from_db()
    assert edition.revealed_at is None


def test_a_reveal_that_cannot_be_is_refused_in_words(oscar: Client) -> None:
    edition = shortlisted_edition()

    page = oscar.post(REVEAL, {"year": "2027"}, follow=True)

    assert page.context["refusal"] is not None
    edition.refresh_from_db()
    assert edition.revealed_at is None


def test_a_second_reveal_changes_nothing(oscar: Client, clock: time_machine.Traveller) -> None:
    edition = shortlisted_edition(("leefomgeving", "leefomgeving"))
    pronounced(edition, a_chair(edition))
    reveal_result(edition, by="test", now=AFTER_REVEAL)
    clock.move_to(AFTER_REVEAL)

    assert oscar.post(REVEAL, {"year": "2027"}).headers["Location"] == PAGE

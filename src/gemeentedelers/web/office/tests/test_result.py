from html import unescape

import pytest
import time_machine
from django.test import Client

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY, make_edition
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.results.models import SealedResult
from gemeentedelers.domain.results.tests.factories import judged_edition, published, released, sealed
from gemeentedelers.domain.verdicts.actions import choose_entry, pronounce_verdict
from gemeentedelers.domain.verdicts.models import Verdict
from gemeentedelers.domain.verdicts.tests.factories import (
    MOTIVATION,
    a_chair,
    category_of,
    entries_of,
    pronounced,
    remarks_on,
    shortlisted_edition,
)

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/uitslag/"
REVEAL, SEAL = f"{PAGE}bekendmaken/", f"{PAGE}verzegelen/"


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
    assert [check.commitment for check in page.context["checks"]] == [verdict.commitment]
    assert "In deze categorieën ontbreekt het oordeel: Uitvoeringskracht." in page.text
    for word in ("Typ het jaar", "Verzegel de uitslag<"):
        assert word not in page.text
    for secret in ("Casus", "GD-2027", MOTIVATION):
        assert secret not in page.text


def test_an_organiser_seals_and_the_commitment_is_public_at_once(oscar: Client) -> None:
    judged_edition()

    answer = oscar.post(SEAL)

    result = SealedResult.objects.get()
    assert answer.headers["Location"] == PAGE
    assert result.commitment in Client().get("/edities/2027/").text.replace("<wbr>", "")
    assert result.commitment in oscar.get(PAGE).text.replace("<wbr>", "")
    assert "0 van 2 handtekeningen" in oscar.get(PAGE).text


def test_sealing_too_early_is_refused_in_words(oscar: Client) -> None:
    shortlisted_edition()

    page = oscar.post(SEAL, follow=True)

    assert "ontbreekt het oordeel" in page.text
    assert not SealedResult.objects.exists()


def test_a_seal_that_lapsed_is_laid_again_with_a_reason(oscar: Client) -> None:
    edition = judged_edition()
    first = sealed(edition)
    winner, second = entries_of(category_of(edition))[:2]
    withdraw_entry(winner, by=owner_of(winner), now=DURING_JURY)
    assert "Dit zegel geldt niet meer" in oscar.get(PAGE).text
    chair = User.objects.get(role_grants__role=Role.JURY_CHAIR)
    choose_entry(category_of(edition), second, note="", by=chair, now=DURING_JURY)
    pronounce_verdict(
        category_of(edition),
        second,
        motivation=MOTIVATION,
        remarks=remarks_on(category_of(edition), second),
        by=chair,
        now=DURING_JURY,
    )

    assert "Schrijf op waarom u opnieuw verzegelt" in oscar.post(SEAL, {"reason": ""}, follow=True).text
    oscar.post(SEAL, {"reason": "Een winnaar trok zich terug."})

    shown = oscar.get(PAGE).text.replace("<wbr>", "")
    assert SealedResult.objects.count() == 2
    assert [commitment in shown for commitment in SealedResult.objects.values_list("commitment", flat=True)] == [
        True,
        True,
    ]
    public = Client().get("/edities/2027/").text.replace("<wbr>", "")
    assert (first.commitment in public, "Een winnaar trok zich terug." in public) == (True, False)


def test_an_administrator_looks_and_does_not_seal() -> None:
    judged_edition()
    client = Client()
    client.force_login(somebody_with(Role.ADMINISTRATOR))

    assert "Een organisator verzegelt de uitslag." in client.get(PAGE).text
    assert client.post(SEAL).status_code == 404


def test_typing_the_year_reveals_a_released_result_without_a_stage(
    oscar: Client, clock: time_machine.Traveller
) -> None:
    edition = judged_edition()
    released(edition)
    clock.move_to(AFTER_REVEAL)

    answer = oscar.post(REVEAL, {"year": "2027"})

    assert answer.headers["Location"] == PAGE
    edition.refresh_from_db()
    assert edition.revealed_at == AFTER_REVEAL
    assert [verdict.opened_at for verdict in Verdict.objects.all()] == [AFTER_REVEAL, AFTER_REVEAL]
    assert "De uitslag is bekend" in oscar.get(PAGE).text


@pytest.mark.parametrize("typed", ["", "2026", "ja"])
def test_without_the_year_nothing_is_revealed(oscar: Client, clock: time_machine.Traveller, typed: str) -> None:
    released(judged_edition())
    clock.move_to(AFTER_REVEAL)

    assert oscar.post(REVEAL, {"year": typed}).status_code == 422
    assert Edition.objects.get().revealed_at is None


def test_a_reveal_that_cannot_be_is_refused_in_words(oscar: Client) -> None:
    sealed(judged_edition())

    page = oscar.post(REVEAL, {"year": "2027"}, follow=True)

    assert "De uitslag is nog niet vrijgegeven." in unescape(page.text)
    assert Edition.objects.get().revealed_at is None


def test_a_second_reveal_changes_nothing(oscar: Client, clock: time_machine.Traveller) -> None:
    published(judged_edition())
    clock.move_to(AFTER_REVEAL)

    assert oscar.post(REVEAL, {"year": "2027"}).headers["Location"] == PAGE

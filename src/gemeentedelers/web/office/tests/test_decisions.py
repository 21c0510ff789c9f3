import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.rankings.rules.standing import Band
from gemeentedelers.domain.shortlists.actions import confirm_proposal, propose
from gemeentedelers.domain.shortlists.jobs import write_decisions
from gemeentedelers.domain.shortlists.models import Proposal, Wildcard
from gemeentedelers.domain.shortlists.queries import decided_in
from gemeentedelers.domain.shortlists.tests.factories import (
    PROPOSED_AT,
    SIGNED_AT,
    WHY,
    an_organiser,
    corrected_standing,
    read_edition,
)
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/besluiten/"


@pytest.fixture(autouse=True)
def after_reading(clock: time_machine.Traveller) -> None:
    clock.move_to(PROPOSED_AT)


def organiser(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def decided() -> list[tuple[str, str, str]]:
    newest = Proposal.objects.first()
    assert newest is not None
    return [(row.outcome.value, row.kind.value, row.reason) for row in decided_in(newest)]


def proposed_by_another(*values: int) -> tuple[Edition, list[Entry]]:
    edition, entries = read_edition(*values)
    propose(edition, by=an_organiser(edition, name="Olga"), now=PROPOSED_AT)
    return edition, entries


def test_before_the_end_of_the_reading_the_page_says_so(oscar: Client) -> None:
    make_edition()
    Edition.objects.get().rounds.filter(kind="reading").update(closes=AFTER_READING)

    page = oscar.get(PAGE)

    assert "De leesronde is nog niet voorbij" in page.text
    assert "Maak een voorstel" not in page.text


def test_a_proposal_waits_for_somebody_else(oscar: Client) -> None:
    read_edition(3, 5, 2)

    assert oscar.post(f"{PAGE}voorstellen/").headers["Location"] == PAGE

    page = oscar.get(PAGE).text
    assert decided() == [("advance", "ranked", ""), ("advance", "ranked", ""), ("stop", "ranked", "")]
    assert "Voorstel 1 wacht op een tweede handtekening" in page
    assert "2 door, 1 niet" in page
    assert "U maakte dit voorstel zelf." in page
    assert "Teken dit voorstel" not in page


def test_the_page_says_what_gave_the_order(oscar: Client) -> None:
    edition, (first, second, third) = read_edition(3, 5, 2)
    assert "De volgorde komt van de gemiddelden.</strong> De gecorrigeerde scores zijn nog niet" in oscar.get(PAGE).text
    corrected_standing(edition, [(third, 4.4, Band.IN), (first, 3.9, Band.CLOSE), (second, 1.2, Band.OUT)])
    oscar.post(f"{PAGE}voorstellen/")

    for page in (oscar.get(PAGE).text, oscar.get(f"{PAGE}1/").text):
        assert "De volgorde komt van de gecorrigeerde scores.</strong> Waarschijnlijk erin: 1. Te dichtbij: 1." in page
        assert "<strong>4,4</strong>" in page


def test_the_difference_with_the_earlier_proposal_is_shown(oscar: Client) -> None:
    _, entries = proposed_by_another(3, 5, 2)
    changes = {
        "entry_1": entries[0].reference,
        "reason_1": "Bleek niet af.",
        "entry_2": entries[2].reference,
        "reason_2": "In de plaats.",
    }

    oscar.post(f"{PAGE}voorstellen/", changes)

    page = oscar.get(PAGE).text
    assert "2 door, 1 niet, 2 gewijzigd" in page
    assert "nu niet door (met de hand), eerst door (op score). Bleek niet af." in page
    earlier = oscar.get(f"{PAGE}1/").text
    assert "Dit voorstel is vervangen door een nieuwer." in earlier
    assert oscar.get(f"{PAGE}9/").status_code == 404
    again = oscar.get(PAGE).context["proposal_form"]
    assert [again[f"{part}_1"].value() for part in ("entry", "reason")] == [entries[0].reference, "Bleek niet af."]


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"entry_1": "0"}, "Schrijf erbij waarom u dit besluit wijzigt."),
        ({"reason_1": "Zomaar"}, "Kies de inzending waar deze reden bij hoort."),
        ({"entry_1": "GD-2027-9999-9", "reason_1": "Zomaar"}, "Kies een inzending uit de lijst."),
        ({"entry_1": "0", "reason_1": "a", "entry_2": "0", "reason_2": "b"}, "Deze inzending wijzigt u al."),
        ({"entry_1": "0", "reason_1": "Niet af."}, "Er gaan 1 inzendingen door"),
    ],
)
def test_a_proposal_with_a_fault_is_not_made(oscar: Client, sent: dict[str, str], complaint: str) -> None:
    _, entries = read_edition(5, 4, 1)
    filled = {name: entries[0].reference if value == "0" else value for name, value in sent.items()}

    page = oscar.post(f"{PAGE}voorstellen/", filled)

    assert (page.status_code, complaint in page.text) == (422, True)
    assert Proposal.objects.count() == 0


def test_a_second_person_signs_and_can_take_it_back(ada: Client, oscar: Client, clock: time_machine.Traveller) -> None:
    edition, _ = proposed_by_another(3, 5, 2)
    clock.move_to(SIGNED_AT)

    assert ada.post(f"{PAGE}1/tekenen/").status_code == 422
    assert ada.post(f"{PAGE}1/tekenen/", {"is_sure": "on"}).headers["Location"] == PAGE
    assert "De mails worden klaargezet" in oscar.get(PAGE).text
    write_decisions(Fact.objects.get(name="shortlist.announced"))

    page = oscar.get(PAGE).text
    assert "3 mails gaan om 10.00 uur uit" in page
    assert "Trek terug" in page
    assert oscar.post(f"{PAGE}terugtrekken/").status_code == 422
    withdrawn = oscar.post(f"{PAGE}terugtrekken/", {"is_sure": "on"}, follow=True)
    assert "De bekendmaking is teruggetrokken. Er gaat geen mail uit." in withdrawn.text
    assert "Voorstel 1 wacht op een tweede handtekening" in withdrawn.text
    edition.refresh_from_db()
    assert edition.shortlist_announced_at is None
    assert Message.objects.exclude(batch="").filter(withdrawn_at=None).count() == 0


def test_after_the_moment_nothing_is_taken_back(oscar: Client, clock: time_machine.Traveller) -> None:
    edition, _ = proposed_by_another(3, 5, 2)
    confirm_proposal(Proposal.objects.get(), by=organiser(oscar), now=SIGNED_AT)
    clock.move_to(AFTER_READING)

    page = oscar.post(f"{PAGE}terugtrekken/", {"is_sure": "on"}, follow=True)

    assert "De shortlist is al bekendgemaakt." in page.text
    assert "Trek terug" not in page.text
    edition.refresh_from_db()
    assert edition.shortlist_announced_at == AFTER_READING


def test_one_person_does_not_sign_twice(oscar: Client) -> None:
    edition, _ = read_edition(3, 5)
    propose(edition, by=organiser(oscar), now=PROPOSED_AT)

    page = oscar.post(f"{PAGE}1/tekenen/", {"is_sure": "on"}, follow=True)

    assert "U maakte dit voorstel zelf." in page.text
    assert Proposal.objects.get().signed_at is None


def test_a_wildcard_is_given_and_taken_back(oscar: Client) -> None:
    _, entries = read_edition(3, 5, 2, 1)

    choices = [value for value, _ in oscar.get(PAGE).context["wildcard_form"].fields["entry"].choices]
    oscar.post(f"{PAGE}wildcard/", {"entry": entries[3].reference, "reason": WHY})

    assert choices == ["", entries[2].reference, entries[3].reference]
    page = oscar.get(PAGE).text
    assert (WHY in page, "1 van 1 gegeven" in page, "Geef de wildcard" in page) == (True, True, False)
    code = Wildcard.objects.get().code
    assert oscar.post(f"{PAGE}wildcard/{code}/terugnemen/").headers["Location"] == PAGE
    assert "0 van 1 gegeven" in oscar.get(PAGE).text
    assert oscar.post(f"{PAGE}wildcard/{code}/terugnemen/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"reason": ""}, "Schrijf op waarom deze inzending de wildcard krijgt."),
        ({"reason": "Te kort."}, "in minstens 30 tekens"),
        ({"entry": ""}, "Kies een inzending."),
        ({"entry": "GD-2027-9999-9"}, "Kies een inzending uit de lijst."),
    ],
)
def test_a_wildcard_with_a_fault_is_not_given(oscar: Client, sent: dict[str, str], complaint: str) -> None:
    _, entries = read_edition(3, 5, 2)

    page = oscar.post(f"{PAGE}wildcard/", {"entry": entries[2].reference, "reason": WHY, **sent})

    assert (page.status_code, complaint in page.text) == (422, True)
    assert Wildcard.objects.count() == 0


def test_an_edition_may_leave_the_wildcards_to_others(oscar: Client) -> None:
    edition, entries = read_edition(3, 5, 2)
    edition.rounds.filter(kind="reading").update(wildcards_by="jury_chair")

    page = oscar.post(f"{PAGE}wildcard/", {"entry": entries[2].reference, "reason": WHY})

    assert "U kunt in deze ronde geen wildcard geven." in page.text
    assert "Geef de wildcard" not in oscar.get(PAGE).text


@pytest.mark.parametrize("values", [(3,), (3, 4, 2)])
def test_the_page_costs_the_same_for_one_and_for_three(
    oscar: Client, values: tuple[int, ...], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    proposed_by_another(*values)

    with django_assert_num_queries(25):
        oscar.get(PAGE)

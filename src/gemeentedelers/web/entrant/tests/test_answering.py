from datetime import timedelta

import pytest
import time_machine

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import TeamRole
from gemeentedelers.domain.entries.tests.factories import AFTER_CLOSING, submitted_entry, write
from gemeentedelers.domain.intake.actions import decide_appeal
from gemeentedelers.domain.intake.rules import AppealOutcome
from gemeentedelers.domain.intake.tests.factories import asked, ineligible
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.web.entrant.tests.conftest import SignIn, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(edition: Edition, alice: User, clock: time_machine.Traveller) -> Entry:
    found = submitted_entry(edition, by=alice)
    clock.move_to(AFTER_CLOSING)
    return found


def test_without_a_question_there_is_nothing_to_answer(as_: SignIn, alice: User, entry: Entry) -> None:
    page = as_(alice).get(page_of(entry)).text

    assert ("De organisatie heeft een vraag" in page, "niet mee eens" in page) == (False, False)


def test_the_question_stands_on_the_page_with_links_to_what_was_opened(as_: SignIn, alice: User, entry: Entry) -> None:
    asked(entry, "nodig", "succesvol")

    page = as_(alice).get(page_of(entry)).text

    assert "Hoeveel waren het er?" in page
    assert "tot en met donderdag 17 december 2026" in page
    assert f'href="{page_of(entry, "nodig/")}">Nodig: geld, mensen en tijd</a>' in page
    assert f'href="{page_of(entry, "succesvol/")}">Succesvol</a>' in page


def test_an_answer_in_words_is_sent_once(as_: SignIn, alice: User, entry: Entry) -> None:
    question = asked(entry, "nodig")
    client = as_(alice)

    sent = client.post(page_of(entry, f"vraag/{question.code}/"), {"answer": "4.000."})
    again = client.post(page_of(entry, f"vraag/{question.code}/"), {"answer": "5.000."})

    question.refresh_from_db()
    assert (sent.headers["Location"], question.answer) == (page_of(entry), "4.000.")
    assert (again.status_code, "Deze vraag is al beantwoord of gesloten." in again.text) == (422, True)


@pytest.mark.parametrize("answer", ["", " ", "x" * 1_001])
def test_an_answer_with_a_fault_is_not_sent(as_: SignIn, alice: User, entry: Entry, answer: str) -> None:
    question = asked(entry)

    page = as_(alice).post(page_of(entry, f"vraag/{question.code}/"), {"answer": answer})

    question.refresh_from_db()
    assert (page.status_code, question.state, answer.strip() in page.text) == (422, "open", True)


def test_changes_are_submitted_instead(as_: SignIn, alice: User, entry: Entry) -> None:
    question = asked(entry, "nodig")
    write(entry, by=alice, now=AFTER_CLOSING, costs="6.000 euro.")

    page = as_(alice).post(page_of(entry, f"vraag/{question.code}/"), {"answer": "Zie de kosten."})

    assert (page.status_code, "Dien die in: dat is dan uw antwoord." in page.text) == (422, True)


def test_who_reads_along_answers_nothing(as_: SignIn, bob: User, entry: Entry) -> None:
    question = asked(entry)
    entry.team.create(user=bob, role=TeamRole.READER)
    client = as_(bob)

    assert "Vraag iemand die meeschrijft om te antwoorden." in client.get(page_of(entry)).text
    assert client.post(page_of(entry, f"vraag/{question.code}/"), {"answer": "4.000."}).status_code == 422
    question.refresh_from_db()
    assert question.state == "open"


def test_a_stranger_and_the_question_of_another_entry_are_not_found(
    as_: SignIn, alice: User, bob: User, entry: Entry, edition: Edition
) -> None:
    question = asked(entry)
    address = page_of(entry, f"vraag/{question.code}/")
    other = Entry.objects.exclude(pk=entry.pk)

    assert (as_(bob).post(address, {"answer": "x"}).status_code, other.count()) == (404, 0)
    assert as_(alice).post(page_of(entry, "vraag/onzin/"), {"answer": "x"}).status_code == 404


def test_an_appeal_is_made_and_then_followed(as_: SignIn, alice: User, entry: Entry) -> None:
    ineligible(entry)
    client = as_(alice)
    assert "tot en met donderdag 17 december 2026" in client.get(page_of(entry)).text

    client.post(page_of(entry, "bezwaar/"), {"text": "Het is wel af."})

    page = client.get(page_of(entry)).text
    assert ("Wacht op een beslissing" in page, "Maak bezwaar" in page) == (True, False)
    decide_appeal(entry.appeal, AppealOutcome.DENIED, reason="Het is niet af.", by=UserFactory(), now=AFTER_CLOSING)
    assert "De organisatie schrijft: Het is niet af." in client.get(page_of(entry)).text


def test_an_appeal_with_a_fault_is_not_made(
    as_: SignIn, alice: User, entry: Entry, clock: time_machine.Traveller
) -> None:
    ineligible(entry)
    empty = as_(alice).post(page_of(entry, "bezwaar/"), {"text": " "})
    clock.move_to(AFTER_CLOSING + timedelta(days=8))
    late = as_(alice).post(page_of(entry, "bezwaar/"), {"text": "Toch."})

    assert (empty.status_code, "Schrijf op waarom uw casus wel voldoet." in empty.text) == (422, True)
    assert (late.status_code, "Bezwaar maken kon tot en met 17 december 2026." in late.text) == (422, True)

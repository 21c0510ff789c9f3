import pytest
import time_machine

from gemeentedelers.domain.advice.actions import release_advice
from gemeentedelers.domain.advice.models import Advice, AdviceReply
from gemeentedelers.domain.advice.tests.factories import WHOLE, approved, released
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING
from gemeentedelers.domain.entries.tests.factories import civil_servant, eligible_entry
from gemeentedelers.domain.people.models import User
from gemeentedelers.web.entrant.tests.conftest import SignIn, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after_reading(clock: time_machine.Traveller) -> None:
    clock.move_to(AFTER_READING)


def test_the_team_reads_its_advice_once_it_is_released(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = eligible_entry(edition, by=alice)
    advice = approved(entry)
    client = as_(alice)
    assert client.get(page_of(entry, "advies/")).status_code == 404
    assert "Lees het advies" not in client.get(page_of(entry)).text

    release_advice(advice.round, by="test", now=AFTER_READING)

    assert "Lees het advies" in client.get(page_of(entry)).text
    page = client.get(page_of(entry, "advies/")).text
    assert [text for text in WHOLE.texts().values() if text not in page] == []


def test_another_team_finds_no_advice(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = eligible_entry(edition, by=alice)
    released(edition)
    stranger = as_(civil_servant())

    assert stranger.get(page_of(entry, "advies/")).status_code == 404
    answered = stranger.post(page_of(entry, f"advies/{Advice.objects.get().code}/"), {"usefulness": "yes"})
    assert (answered.status_code, AdviceReply.objects.count()) == (404, 0)


def test_the_team_says_whether_it_helped(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = eligible_entry(edition, by=alice)
    released(edition)
    where = page_of(entry, f"advies/{Advice.objects.get().code}/")

    empty = as_(alice).post(where, {"usefulness": ""})
    assert (empty.status_code, "Kies of u iets aan dit advies hebt." in empty.text) == (422, True)
    answer = as_(alice).post(where, {"usefulness": "somewhat", "text": "Wat algemeen."})

    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(entry, "advies/"))
    assert AdviceReply.objects.values_list("usefulness", "text", "replied_by").get() == (
        "somewhat",
        "Wat algemeen.",
        alice.pk,
    )
    assert "Wijzig uw antwoord" in as_(alice).get(page_of(entry, "advies/")).text

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, DURING_READING, make_edition
from gemeentedelers.domain.panels.actions import leave_round
from gemeentedelers.domain.panels.jobs import thank_reader
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.volunteers.actions import reconsider_volunteer, sign_up
from gemeentedelers.domain.volunteers.jobs import (
    confirm_sign_up,
    forget_old_volunteers,
    tell_that_it_waits_again,
    tell_that_it_was_decided,
    tell_that_it_was_replaced,
    thank_volunteer,
    welcome_reader,
)
from gemeentedelers.domain.volunteers.models import Volunteer
from gemeentedelers.domain.volunteers.rules import KEPT_AFTER_RESULT
from gemeentedelers.domain.volunteers.tests.factories import NOOR, accepted_in, declined_in, round_in, volunteer_in
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db

REACTIONS: dict[str, Callable[[Fact], None]] = {
    "volunteer.signed_up": confirm_sign_up,
    "volunteer.changed": tell_that_it_was_replaced,
    "volunteer.asked_again": tell_that_it_was_decided,
    "volunteer.accepted": welcome_reader,
    "volunteer.declined": thank_volunteer,
    "volunteer.reconsidered": tell_that_it_waits_again,
    "reader.left": thank_reader,
}


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def oscar() -> User:
    found: User = UserFactory(name="Oscar")
    return found


def react() -> list[str]:
    """What the workers do, and once more: every job tolerates a second run. Answers with the subjects of the mail."""
    for _ in range(2):
        for fact in Fact.objects.filter(name__in=REACTIONS).order_by("number"):
            REACTIONS[fact.name](fact)
    return list(Message.objects.order_by("written_at", "pk").values_list("subject", flat=True))


def newest() -> Message:
    return Message.objects.latest("pk")


def test_a_sign_up_is_confirmed_by_mail_with_a_way_back(edition: Edition) -> None:
    volunteer = volunteer_in(edition)

    assert react() == ["Uw aanmelding voor GemeenteDelers 2027 is ontvangen"]
    assert newest().to == NOOR.email
    assert f"/meedoen/lezen/{volunteer.token}/" in newest().body


def test_a_second_sign_up_is_told_by_mail(edition: Edition) -> None:
    volunteer_in(edition)
    sign_up(round_in(edition), NOOR, now=DURING_ENTRY + timedelta(minutes=1))

    assert react()[1:] == ["Uw nieuwe aanmelding voor GemeenteDelers 2027 is ontvangen"]


def test_who_was_decided_hears_so_once_a_day(edition: Edition, oscar: User) -> None:
    declined_in(edition, by=oscar)
    for hours in (1, 2, 30):
        sign_up(round_in(edition), replace(NOOR, minutes=600), now=DURING_ENTRY + timedelta(hours=hours))

    assert react()[2:] == ["Over uw aanmelding voor GemeenteDelers 2027 is al beslist"] * 2


def test_who_is_accepted_hears_when_and_where(edition: Edition, oscar: User) -> None:
    accepted_in(edition, by=oscar)

    assert react()[1:] == ["U bent scoorder van GemeenteDelers 2027"]
    body = newest().body
    assert "De ronde duurt van maandag 4 januari 2027 tot en met vrijdag 15 januari 2027." in body
    assert "/beoordelen/" in body


def test_who_is_declined_is_thanked_with_the_reason(edition: Edition, oscar: User) -> None:
    declined_in(edition, by=oscar, reason="Wij hebben al genoeg lezers.")

    assert react()[1:] == ["Uw aanmelding voor GemeenteDelers 2027"]
    assert "Wij hebben al genoeg lezers." in newest().body


def test_a_decision_that_is_taken_back_is_told(edition: Edition, oscar: User) -> None:
    accepted_in(edition, by=oscar)
    reconsider_volunteer(Volunteer.objects.get(), by=oscar, now=DURING_ENTRY + timedelta(hours=1))

    assert react()[-1] == "Wij kijken opnieuw naar uw aanmelding voor GemeenteDelers 2027"


def test_a_reader_who_left_is_thanked(edition: Edition, oscar: User) -> None:
    reader = accepted_in(edition, by=oscar)
    leave_round(reader, reason="", by=oscar, now=DURING_READING)

    assert react()[-1] == "U leest niet meer mee in GemeenteDelers 2027"
    assert newest().to == reader.user.email


def test_a_forgotten_sign_up_is_not_mailed(edition: Edition) -> None:
    volunteer_in(edition).delete()

    assert react() == []


def test_at_night_who_was_not_accepted_is_forgotten(edition: Edition, oscar: User) -> None:
    accepted_in(edition, by=oscar, email="ans@dorpshuis.example")
    volunteer_in(edition)

    for _ in range(2):
        with time_machine.travel(edition.reveal_from + KEPT_AFTER_RESULT, tick=False):
            forget_old_volunteers(0)

    assert list(Volunteer.objects.values_list("email", flat=True)) == ["ans@dorpshuis.example"]

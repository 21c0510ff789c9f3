from datetime import datetime, timedelta

import pytest

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES
from gemeentedelers.domain.entries.actions import extend_entry
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import complete_entry, submit, submitted_entry, write
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import MailEnclosure, Message
from gemeentedelers.web.entrant.jobs import send_receipt

pytestmark = pytest.mark.django_db

TOO_LATE = ENTRY_CLOSES + timedelta(days=1)
IN_TIME = "Uw inzending telt als op tijd ontvangen."


def newest() -> Fact:
    return Fact.objects.filter(name="entry.submitted").latest("number")


def test_a_replacement_gets_a_receipt_of_its_own_with_what_was_in_it(edition: Edition, alice: User) -> None:
    entry = submitted_entry(edition, by=alice, title="Eerst")
    first = newest()
    write(entry, by=alice, title="Beter")
    submit(entry, by=alice)

    for fact in (first, newest(), first):
        send_receipt(fact)

    told = [(mail.subject, "Titel:      Eerst" in mail.body) for mail in Message.objects.order_by("pk")]
    assert told == [
        (f"Uw inzending {entry.reference} is binnen", True),
        (f"Uw inzending {entry.reference} is vervangen door versie 2", False),
    ]
    assert MailEnclosure.objects.count() == 2


@pytest.mark.parametrize(
    ("now", "may_change"),
    [(ENTRY_CLOSES - timedelta(seconds=1), True), (ENTRY_CLOSES + timedelta(minutes=10), False)],
)
def test_the_receipt_never_speaks_of_grace(edition: Edition, alice: User, now: datetime, may_change: bool) -> None:
    submit(complete_entry(edition, by=alice), by=alice, now=now)

    send_receipt(newest())

    body = Message.objects.get().body
    assert IN_TIME in body
    assert ("Wilt u nog iets wijzigen?" in body) is may_change
    assert [word for word in ("respijt", "grace", "coulance", "te laat") if word in body.lower()] == []


def test_the_receipt_says_that_it_was_within_the_time_that_was_given(edition: Edition, alice: User) -> None:
    entry = complete_entry(edition, by=alice)
    extend_entry(entry, until=TOO_LATE + timedelta(days=1), reason="Storing", by=UserFactory(), now=TOO_LATE)
    submit(entry, by=alice, now=TOO_LATE)

    send_receipt(newest())

    body = Message.objects.get().body
    assert ("U kreeg uitstel. Uw inzending is binnen die tijd ontvangen." in body, IN_TIME in body) == (True, False)


def test_the_receipt_says_that_the_organisers_asked_for_more(edition: Edition, alice: User) -> None:
    entry = submitted_entry(edition, by=alice)
    Entry.objects.filter(pk=entry.pk).update(open_sections=["nodig"])
    entry.refresh_from_db()
    write(entry, by=alice, now=TOO_LATE, costs="6.000 euro.")
    submit(entry, by=alice, now=TOO_LATE)

    send_receipt(newest())

    assert "De organisatie vroeg u na de sluiting om deze aanvulling." in Message.objects.get().body


@pytest.mark.parametrize(("values", "n_mails"), [({}, 1), ({"version": 1}, 1), ({"version": 7}, 0)])
def test_an_old_fact_is_about_the_newest_version(
    edition: Edition, alice: User, values: dict[str, object], n_mails: int
) -> None:
    entry = submitted_entry(edition, by=alice)

    send_receipt(record("entry.submitted", subject=entry.reference, by=None, now=DURING_ENTRY, **values))

    assert Message.objects.filter(subject=f"Uw inzending {entry.reference} is binnen").count() == n_mails

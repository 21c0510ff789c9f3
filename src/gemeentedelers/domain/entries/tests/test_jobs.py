import pytest

from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.actions import join_team, submit_entry
from gemeentedelers.domain.entries.jobs import send_invitation, send_receipt
from gemeentedelers.domain.entries.tests.factories import civil_servant, complete_entry
from gemeentedelers.domain.entries.tests.test_actions import nomination_of
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db


def test_every_team_member_gets_one_receipt_also_when_the_job_runs_twice() -> None:
    alice, bob = civil_servant(), civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    join_team(entry, bob, by=alice, now=DURING_ENTRY)
    submit_entry(entry, by=alice, now=DURING_ENTRY)
    fact = Fact.objects.get(name="entry.submitted")

    send_receipt(fact)
    send_receipt(fact)

    messages = Message.objects.order_by("to")
    assert {message.to for message in messages} == {alice.email, bob.email}
    assert messages.count() == 2
    assert {message.subject for message in messages} == {f"Uw inzending {entry.reference} is binnen"}


def test_the_nominated_is_invited_with_a_link_that_changes_nothing_by_itself() -> None:
    nominee = civil_servant()
    nomination = nomination_of(nominee)

    send_invitation(Fact.objects.get(name="entry.nominated"))

    message = Message.objects.get()
    assert message.to == nominee.email
    assert f"/nomineren/{nomination.code}/" in message.body

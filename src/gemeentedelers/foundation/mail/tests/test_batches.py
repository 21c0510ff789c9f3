from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from gemeentedelers.foundation.mail.actions import Letter, send_message, withdraw_batch, write_messages
from gemeentedelers.foundation.mail.models import Message
from gemeentedelers.foundation.mail.queries import batch_status, broken_messages, messages_waiting
from gemeentedelers.foundation.mail.rules import BatchStatus, MailObstacle
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
DUE = NOON + timedelta(minutes=10)
BATCH = "shortlist:2026"


@pytest.fixture(autouse=True)
def template(settings: Settings) -> None:
    loader = ("django.template.loaders.locmem.Loader", {"letter.txt": "Dag\n\nTekst."})
    backend = "django.template.backends.django.DjangoTemplates"
    settings.TEMPLATES = [{"BACKEND": backend, "OPTIONS": {"loaders": [loader]}}]


def two_letters(*, batch: str = BATCH) -> list[Message]:
    letters = [Letter(f"{batch}:{number}", f"{number}@gemeente.example", "letter.txt", {}) for number in (1, 2)]
    write_messages(letters, now=NOON, batch=batch, not_before=DUE)
    return list(Message.objects.filter(batch=batch).order_by("pk"))


def test_a_batch_waits_for_its_moment() -> None:
    with time_machine.travel(NOON, tick=False):
        first, second = two_letters()

    queued = ProcrastinateJob.objects.order_by("id").values_list("args", "scheduled_at")
    assert list(queued) == [({"message": first.pk}, DUE), ({"message": second.pk}, DUE)]
    assert batch_status(BATCH) == BatchStatus(n_waiting=2, due=DUE)
    assert batch_status("another") == BatchStatus()


def test_a_job_that_comes_too_early_comes_back_at_the_moment() -> None:
    early = DUE - timedelta(seconds=30)
    with time_machine.travel(NOON, tick=False):
        first, _ = two_letters()
    ProcrastinateJob.objects.all()._raw_delete(connection.alias)

    with time_machine.travel(early, tick=False):
        send_message(first.pk, now=early)
    assert mail.outbox == []
    assert list(ProcrastinateJob.objects.values_list("args", "scheduled_at")) == [({"message": first.pk}, DUE)]

    send_message(first.pk, now=DUE)
    send_message(first.pk, now=DUE)
    assert [sent.to for sent in mail.outbox] == [["1@gemeente.example"]]
    assert batch_status(BATCH) == BatchStatus(n_waiting=1, n_sent=1, due=DUE)


def test_what_was_withdrawn_is_never_sent() -> None:
    first, second = two_letters()
    (other,) = two_letters(batch="another")[:1]

    assert withdraw_batch(BATCH, now=NOON) == 2
    assert withdraw_batch(BATCH, now=DUE) == 0
    for message in (first, second, other):
        send_message(message.pk, now=DUE)

    assert [sent.to for sent in mail.outbox] == [[other.to]]
    assert batch_status(BATCH) == BatchStatus(n_withdrawn=2)
    first.refresh_from_db()
    assert first.withdrawn_at == NOON
    assert messages_waiting().filter(batch=BATCH).count() == 0


def test_a_batch_of_which_one_was_sent_is_not_withdrawn() -> None:
    first, _ = two_letters()
    send_message(first.pk, now=DUE)

    with pytest.raises(RefusedError) as caught:
        withdraw_batch(BATCH, now=DUE)

    assert (caught.value.refusal.code, caught.value.refusal.values) == (MailObstacle.ALREADY_SENT, {"n_sent": 1})
    assert batch_status(BATCH) == BatchStatus(n_waiting=1, n_sent=1, due=DUE)
    assert list(broken_messages()) == []


def test_mail_without_a_batch_is_not_withdrawn_by_accident() -> None:
    write_messages([Letter("los", "los@gemeente.example", "letter.txt", {})], now=NOON)

    with pytest.raises(ValueError, match="has a name"):
        withdraw_batch("", now=NOON)

    assert batch_status("") == BatchStatus(n_waiting=1)


@pytest.mark.django_db(transaction=True)
def test_a_sender_that_waits_for_a_withdrawal_sends_nothing() -> None:
    first, _ = two_letters()
    started = Event()

    def post() -> None:
        started.set()
        send_message(first.pk, now=DUE)
        connection.close()

    sender = Thread(target=post)
    with transaction.atomic():
        withdraw_batch(BATCH, now=NOON)
        sender.start()
        started.wait(timeout=5)
        sender.join(timeout=0.3)
        assert sender.is_alive()  # it waits for the lock of the row
    sender.join(timeout=10)

    assert not sender.is_alive()
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_that_waits_for_a_sender_is_refused() -> None:
    first, _ = two_letters()
    started, refused = Event(), Event()

    def take_back() -> None:
        started.set()
        try:
            withdraw_batch(BATCH, now=DUE)
        except RefusedError:
            refused.set()
        connection.close()

    taker = Thread(target=take_back)
    with transaction.atomic():
        send_message(first.pk, now=DUE)
        taker.start()
        started.wait(timeout=5)
        taker.join(timeout=0.3)
        assert taker.is_alive()
    taker.join(timeout=10)

    assert refused.is_set()
    assert batch_status(BATCH) == BatchStatus(n_waiting=1, n_sent=1, due=DUE)

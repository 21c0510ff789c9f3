from datetime import timedelta

import pytest
from procrastinate.contrib.django import app

from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.foundation.mail.jobs import remove_enclosures, send
from gemeentedelers.foundation.mail.models import MailEnclosure, Message
from gemeentedelers.foundation.mail.rules import KEPT_AFTER_SENDING


def message_with_enclosure() -> Message:
    now = current_time()
    message = Message.objects.create(key="old", to="alice@zutphen.example", subject="Dag", body="Tekst", written_at=now)
    MailEnclosure.objects.create(
        message=message, position=0, name="a.pdf", media_type="application/pdf", content=b"%PDF"
    )
    return message


@pytest.mark.django_db
def test_the_job_sends_and_the_nightly_one_removes_only_what_is_old() -> None:
    message = message_with_enclosure()
    send.func(message.pk)

    remove_enclosures.func(0)
    assert MailEnclosure.objects.count() == 1

    Message.objects.update(sent_at=current_time() - KEPT_AFTER_SENDING - timedelta(minutes=1))
    remove_enclosures.func(0)
    remove_enclosures.func(0)
    assert MailEnclosure.objects.count() == 0
    assert Message.objects.get() == message


def test_the_worker_removes_them_at_night() -> None:
    planned = {
        found.task.name: found.cron
        for found in app.periodic_registry.periodic_tasks.values()
        if found.task.name.startswith("mail.")
    }

    assert planned == {"mail.remove_enclosures": "40 3 * * *"}

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from pytest_django import Settings

from gemeentedelers.foundation.mail.actions import send_message, write_message
from gemeentedelers.foundation.mail.models import Message
from gemeentedelers.foundation.mail.rules import Enclosure

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 4, 5, 18, tzinfo=UTC)
LINK = "https://gemeentedelers.example/stemmen/bevestigen/geheim/"


class Unreachable(EmailBackend):
    def send_messages(self, messages: object) -> int:
        raise ConnectionError


@pytest.fixture(autouse=True)
def _letter(settings: Settings) -> None:
    loader = ("django.template.loaders.locmem.Loader", {"letter.txt": "Uw link\n\n{{ link }}"})
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": [loader]}}
    ]


def written(*, is_secret: bool = True) -> Message:
    return write_message(
        key="link:1",
        to="noor@voorbeeld.nl",
        template="letter.txt",
        context={"link": LINK},
        now=NOW,
        attachments=[Enclosure("link.txt", "text/plain", LINK.encode())],
        is_secret=is_secret,
    )


def test_a_secret_is_sent_whole_and_then_kept_nowhere() -> None:
    message = written()
    assert LINK in message.body
    send_message(message.pk, now=NOW)
    message.refresh_from_db()

    assert (mail.outbox[0].to, LINK in mail.outbox[0].body) == (["noor@voorbeeld.nl"], True)
    assert (message.to, message.body, message.sent_at, message.subject) == ("", "", NOW, "Uw link")
    assert message.enclosures.count() == 0


def test_a_second_run_of_the_job_sends_nothing() -> None:
    message = written()
    for minutes in range(3):
        send_message(message.pk, now=NOW + timedelta(minutes=minutes))
    assert len(mail.outbox) == 1


def test_a_mail_that_could_not_be_sent_is_still_whole(settings: Settings) -> None:
    """Wiping first would lose the mail; it is wiped in the write that marks it sent, after the server took it."""
    message = written()
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    with pytest.raises(ConnectionError):
        send_message(message.pk, now=NOW)
    message.refresh_from_db()
    assert (LINK in message.body, message.to, message.sent_at) == (True, "noor@voorbeeld.nl", None)


def test_a_crash_after_sending_sends_the_same_mail_again() -> None:
    message = written()
    with pytest.raises(RuntimeError), transaction.atomic():
        send_message(message.pk, now=NOW)
        raise RuntimeError
    message.refresh_from_db()
    assert (LINK in message.body, message.sent_at) == (True, None)
    send_message(message.pk, now=NOW)
    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 1


def test_other_mail_is_kept() -> None:
    message = written(is_secret=False)
    send_message(message.pk, now=NOW)
    message.refresh_from_db()
    assert (LINK in message.body, message.to) == (True, "noor@voorbeeld.nl")


def test_the_database_refuses_a_sent_secret_that_still_speaks() -> None:
    message = written()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(sent_at=NOW)

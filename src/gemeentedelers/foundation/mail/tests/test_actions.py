from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries, Settings

from gemeentedelers.foundation.mail.actions import SEND, remove_old_enclosures, send_message, write_message
from gemeentedelers.foundation.mail.models import MailEnclosure, Message
from gemeentedelers.foundation.mail.rules import KEPT_AFTER_SENDING, LARGEST, Enclosure

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 4, 13, 3, tzinfo=UTC)
PDF = Enclosure("inzending GD-2027-0042-7.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
CALENDAR = Enclosure("agenda – dé finale.ics", "text/calendar", "BEGIN:VCALENDAR é".encode())
LETTER = "Uw inzending is\u00a0binnen\n\nBeste {{ name }},\n\nBewaar dit. {{ site }}\n"


@pytest.fixture(autouse=True)
def _letter(settings: Settings) -> None:
    loader = ("django.template.loaders.locmem.Loader", {"letter.txt": LETTER})
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": [loader]}}
    ]


def written(key: str = "receipt:1", *, attachments: Sequence[Enclosure] = ()) -> Message:
    return write_message(
        key=key,
        to="alice@zutphen.example",
        template="letter.txt",
        context={"name": "Alice"},
        now=NOW,
        attachments=attachments,
    )


def sent(key: str, *, at: datetime) -> Message:
    message = written(key, attachments=[PDF])
    send_message(message.pk, now=at)
    return message


def test_a_message_is_written_with_what_goes_along_and_its_sending_is_queued() -> None:
    message = written(attachments=[PDF, CALENDAR])

    assert message.subject == "Uw inzending is binnen"
    assert message.body == "Beste Alice,\n\nBewaar dit. http://testserver"
    assert [(kept.name, kept.media_type, bytes(kept.content)) for kept in message.enclosures.all()] == [
        ("inzending GD-2027-0042-7.pdf", "application/pdf", b"%PDF-1.7 \x00\xff"),
        ("agenda – dé finale.ics", "text/calendar", "BEGIN:VCALENDAR é".encode()),
    ]
    assert [(job.task_name, job.args) for job in ProcrastinateJob.objects.all()] == [(SEND, {"message": message.pk})]


def test_the_same_key_twice_is_one_message_with_its_enclosures_once() -> None:
    first = written(attachments=[PDF])
    second = written(attachments=[PDF, CALENDAR])

    assert first == second
    assert [kept.name for kept in MailEnclosure.objects.all()] == [PDF.name]
    assert ProcrastinateJob.objects.count() == 1


def test_too_much_is_refused_and_nothing_is_stored() -> None:
    with pytest.raises(ValueError, match="is the most"):
        written(attachments=[PDF, Enclosure("film.mp4", "video/mp4", b"x" * LARGEST)])

    assert Message.objects.count() == 0
    assert ProcrastinateJob.objects.count() == 0


def test_what_goes_along_is_in_the_mail_and_it_is_sent_once() -> None:
    message = written(attachments=[PDF, CALENDAR])

    send_message(message.pk, now=NOW)
    send_message(message.pk, now=NOW + timedelta(hours=1))

    assert len(mail.outbox) == 1
    posted = mail.outbox[0].message()
    parts = {part.get_filename(): part for part in posted.walk() if part.get_filename()}
    assert posted["Message-ID"] == f"<{message.message_id}@gemeentedelers>"
    assert list(parts) == [PDF.name, CALENDAR.name]
    assert parts[PDF.name].get_content_type() == "application/pdf"
    assert parts[PDF.name].get_payload(decode=True) == PDF.content
    assert parts[CALENDAR.name].get_content_type() == "text/calendar"
    assert parts[CALENDAR.name].get_payload(decode=True) == CALENDAR.content
    message.refresh_from_db()
    assert message.sent_at == NOW


def test_a_mail_without_enclosures_is_plain_text() -> None:
    send_message(written().pk, now=NOW)

    assert mail.outbox[0].message().get_content_type() == "text/plain"
    assert mail.outbox[0].attachments == []


@pytest.mark.parametrize("n_enclosures", [1, 3])
def test_sending_takes_the_same_queries_whatever_goes_along(
    n_enclosures: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    message = written(attachments=[PDF] * n_enclosures)

    with django_assert_num_queries(5):  # savepoint, message, enclosures, sent, savepoint
        send_message(message.pk, now=NOW)


def test_what_went_along_is_removed_after_a_week_and_the_mail_stays() -> None:
    old = sent("old", at=NOW)
    just_kept = sent("just kept", at=NOW + timedelta(seconds=1))
    waiting = written("waiting", attachments=[CALENDAR])
    later = NOW + KEPT_AFTER_SENDING + timedelta(seconds=1)

    assert remove_old_enclosures(now=later) == 1
    assert remove_old_enclosures(now=later) == 0

    assert {kept.message for kept in MailEnclosure.objects.all()} == {just_kept, waiting}
    assert Message.objects.count() == 3
    old.refresh_from_db()
    assert old.body == "Beste Alice,\n\nBewaar dit. http://testserver"

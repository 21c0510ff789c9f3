from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from gemeentedelers.foundation.mail.models import MailEnclosure, Message
from gemeentedelers.foundation.mail.queries import batch_status, enclosures_to_remove
from gemeentedelers.foundation.mail.rules import Enclosure, Sending, check_enclosures, sending, why_not_withdraw
from gemeentedelers.foundation.refusals import refuse

SEND = "mail.send"


@transaction.atomic
def write_message(
    *,
    key: str,
    to: str,
    template: str,
    context: Mapping[str, object],
    now: datetime,
    attachments: Sequence[Enclosure] = (),
    is_secret: bool = False,
) -> Message:
    """Write a mail and queue its sending. A second call with the same key changes nothing.

    A secret mail holds what lets its reader in, such as a link: text and address are wiped once it was sent.

    The first line of the template is the subject; `site` holds the address of this installation. The attachments are
    stored with the message until some days after it was sent. Raises ValueError when they are too large together.
    """
    check_enclosures(attachments)
    subject, body = _text(template, context)
    message, is_new = Message.objects.get_or_create(
        key=key, defaults={"to": to, "subject": subject, "body": body, "is_secret": is_secret, "written_at": now}
    )
    if is_new:
        _enclose(message, attachments)
        app.configure_task(SEND).defer(message=message.pk)
    return message


def _enclose(message: Message, attachments: Sequence[Enclosure]) -> None:
    MailEnclosure.objects.bulk_create(
        [
            MailEnclosure(
                message=message,
                position=position,
                name=enclosure.name,
                media_type=enclosure.media_type,
                content=enclosure.content,
            )
            for position, enclosure in enumerate(attachments)
        ]
    )


def _text(template: str, context: Mapping[str, object]) -> tuple[str, str]:
    text = render_to_string(template, {**context, "site": settings.SITE_URL})
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split())[:160], body.strip()


@transaction.atomic
def send_message(number: int, *, now: datetime) -> None:
    """Send once: the row stays locked until it is marked, and a sent or withdrawn one is left alone.

    Before its moment nothing is sent, and its sending is queued again for that moment. A secret is wiped in the same
    write that marks it sent: after a crash in between there is still something to send.
    """
    message = Message.objects.select_for_update().get(pk=number)
    state = sending(sent_at=message.sent_at, withdrawn_at=message.withdrawn_at, not_before=message.not_before, now=now)
    if state is Sending.WAIT:
        _queue([message.pk], not_before=message.not_before, now=now)
    if state is not Sending.SEND:
        return
    mail = EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.to],
        headers={"Message-ID": f"<{message.message_id}@gemeentedelers>"},
    )
    for enclosure in message.enclosures.all():
        mail.attach(enclosure.name, bytes(enclosure.content), enclosure.media_type)
    mail.send()
    message.sent_at = now
    if message.is_secret:
        message.to = message.body = ""
        message.enclosures.all().delete()
    message.save(update_fields=["sent_at", "to", "body"])


def remove_old_enclosures(*, now: datetime) -> int:
    """Remove what went along with mail of some days ago and say how many that were; the mail itself stays."""
    removed, _ = enclosures_to_remove(now).delete()
    return removed


@dataclass(frozen=True)
class Letter:
    """What `write_message` takes, for many people at once."""

    key: str
    to: str
    template: str
    context: Mapping[str, object]


@transaction.atomic
def write_messages(
    letters: Iterable[Letter], *, now: datetime, batch: str = "", not_before: datetime | None = None
) -> int:
    """Write many mails in the same few queries, however many they are, and say how many are new.

    A letter whose key was written before is left out; when two workers write it at once, one of them does. With a
    batch they can be withdrawn together until `not_before`, the moment from which they are sent.
    """
    by_key = {letter.key: letter for letter in letters}
    known = set(Message.objects.filter(key__in=by_key).values_list("key", flat=True))
    new = [_message(letter, now, batch, not_before) for key, letter in by_key.items() if key not in known]
    if not new:
        return 0
    Message.objects.bulk_create(new, ignore_conflicts=True)
    numbers = Message.objects.filter(key__in=by_key.keys() - known).order_by("pk").values_list("pk", flat=True)
    _queue(numbers, not_before=not_before, now=now)
    return len(new)


def _message(letter: Letter, now: datetime, batch: str, not_before: datetime | None) -> Message:
    subject, body = _text(letter.template, letter.context)
    return Message(
        key=letter.key,
        to=letter.to,
        subject=subject,
        body=body,
        batch=batch,
        written_at=now,
        not_before=not_before,
    )


def _queue(numbers: Iterable[int], *, not_before: datetime | None, now: datetime) -> None:
    """Said as a wait and not as a moment, because the clock of a demo runs apart from that of the queue."""
    wait = ceil((not_before - now).total_seconds()) if not_before is not None and not_before > now else 0
    jobs: list[JSONDict] = [{"message": number} for number in numbers]
    task = app.configure_task(SEND, schedule_in={"seconds": wait}) if wait else app.configure_task(SEND)
    task.batch_defer(*jobs)


@transaction.atomic
def withdraw_batch(batch: str, *, now: datetime) -> int:
    """None of the mails of a batch will be sent any more, and say how many that are. A second call finds none.

    All or nothing: refused when one was sent already. A mail that is being sent at this moment is waited for.
    """
    if not batch:
        raise ValueError("A batch has a name")
    waiting = Message.objects.select_for_update().filter(batch=batch, withdrawn_at=None).order_by("pk")
    numbers = [message.pk for message in waiting]
    refuse(why_not_withdraw(batch_status(batch)))
    return Message.objects.filter(pk__in=numbers).update(withdrawn_at=now)

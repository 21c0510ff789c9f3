from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from procrastinate.contrib.django import app

from gemeentedelers.foundation.mail.models import Message

SEND = "mail.send"


@transaction.atomic
def write_message(*, key: str, to: str, template: str, context: Mapping[str, object], now: datetime) -> Message:
    """Write a mail and queue its sending. A second call with the same key changes nothing.

    The first line of the template is the subject; `site` holds the address of this installation.
    """
    text = render_to_string(template, {**context, "site": settings.SITE_URL})
    subject, _, body = text.strip().partition("\n")
    message, is_new = Message.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": " ".join(subject.split())[:160],
            "body": body.strip(),
            "written_at": now,
        },
    )
    if is_new:
        app.configure_task(SEND).defer(message=message.pk)
    return message


@transaction.atomic
def send_message(number: int, *, now: datetime) -> None:
    """Send once: the row stays locked until it is marked, and a sent one is left alone."""
    message = Message.objects.select_for_update().get(pk=number)
    if message.sent_at is not None:
        return
    EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.to],
        headers={"Message-ID": f"<{message.message_id}@gemeentedelers>"},
    ).send()
    message.sent_at = now
    message.save(update_fields=["sent_at"])

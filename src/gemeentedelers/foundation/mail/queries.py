from datetime import datetime

from django.db.models import QuerySet

from gemeentedelers.foundation.mail.models import MailEnclosure, Message
from gemeentedelers.foundation.mail.rules import sent_long_ago


def messages_waiting() -> QuerySet[Message]:
    return Message.objects.filter(sent_at=None)


def enclosures_to_remove(now: datetime) -> QuerySet[MailEnclosure]:
    return MailEnclosure.objects.filter(message__sent_at__lt=sent_long_ago(now))

from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from gemeentedelers.foundation.mail.models import MailEnclosure, Message
from gemeentedelers.foundation.mail.rules import BatchStatus, sent_long_ago


def messages_waiting() -> QuerySet[Message]:
    return Message.objects.filter(sent_at=None, withdrawn_at=None)


def enclosures_to_remove(now: datetime) -> QuerySet[MailEnclosure]:
    return MailEnclosure.objects.filter(message__sent_at__lt=sent_long_ago(now))


def batch_status(batch: str) -> BatchStatus:
    waiting = Q(sent_at=None, withdrawn_at=None)
    counts = Message.objects.filter(batch=batch).aggregate(
        n_waiting=Count("pk", filter=waiting),
        n_sent=Count("pk", filter=Q(sent_at__isnull=False)),
        n_withdrawn=Count("pk", filter=Q(withdrawn_at__isnull=False)),
        due=Min("not_before", filter=waiting),
    )
    return BatchStatus(**counts)


def broken_messages() -> QuerySet[Message]:
    """Batches of which a part was sent and a part withdrawn: the withdrawn mails."""
    sent = Message.objects.filter(sent_at__isnull=False).exclude(batch="").values("batch")
    return Message.objects.filter(withdrawn_at__isnull=False, batch__in=sent)

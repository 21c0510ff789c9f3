from django.db.models import QuerySet

from gemeentedelers.foundation.mail.models import Message


def messages_waiting() -> QuerySet[Message]:
    return Message.objects.filter(sent_at=None)

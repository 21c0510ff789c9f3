from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction

from gemeentedelers.foundation.broadcasts.models import Broadcast

CHANNEL = "broadcasts"


@transaction.atomic
def broadcast(topic: str, body: Mapping[str, object], *, now: datetime) -> Broadcast:
    """Say this on a topic from now on. Listeners hear of it when the transaction is committed, and not before."""
    Broadcast.objects.get_or_create(topic=topic, defaults={"changed_at": now})
    row = Broadcast.objects.select_for_update().get(topic=topic)
    row.number, row.body, row.changed_at = row.number + 1, dict(body), now
    row.save(update_fields=["number", "body", "changed_at"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic])
    return row

import json
from datetime import datetime

from django.db import connection, transaction

from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reactions_to
from gemeentedelers.foundation.journal.rules import Statement

APPEND = "SELECT added, before_it, made FROM journal_append(%s, %s, %s, %s, %s::jsonb, %s)"


@transaction.atomic(savepoint=False)
def record(name: str, *, subject: str, by: str | None, now: datetime, **values: object) -> Fact:
    """Add a fact to the chain and queue its reactions, in the transaction of the change itself.

    The database takes a lock that keeps the chain from forking, and holds it until that transaction
    ends: so it makes the digest itself, in one step, and an action records its fact last.
    Values are plain and hold no personal data that cannot be erased.
    """
    statement = Statement(name, subject, by or "", now, values)
    with connection.cursor() as cursor:
        cursor.execute(APPEND, [name, subject, by or "", now, json.dumps(values), statement.canonical()])
        number, previous, digest = cursor.fetchone()
    for reaction in reactions_to(name):
        reaction.defer(number=number)
    return Fact(
        number=number,
        name=name,
        subject=subject,
        actor=by or "",
        at=now,
        values=values,
        previous=previous,
        digest=digest,
    )

from datetime import datetime

from django.db import connection, transaction

from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reactions_to
from gemeentedelers.foundation.journal.rules import FIRST_DIGEST, Statement, digest

CHAIN_LOCK = 20_210_616


@transaction.atomic
def record(name: str, *, subject: str, by: str | None, now: datetime, **values: object) -> Fact:
    """Add a fact to the chain and queue its reactions, in the transaction of the change itself.

    The lock keeps the chain from forking; it is held until that transaction ends, so an action
    records its fact last. Values are plain and hold no personal data that cannot be erased.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    newest = Fact.objects.order_by("-number").values_list("digest", flat=True).first()
    previous = newest or FIRST_DIGEST
    statement = Statement(name, subject, by or "", now, values)
    fact = Fact.objects.create(
        name=name,
        subject=subject,
        actor=by or "",
        at=now,
        values=values,
        previous=previous,
        digest=digest(previous, statement),
    )
    for reaction in reactions_to(name):
        reaction.defer(number=fact.number)
    return fact

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.rankings.actions import compute_standing
from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to

STANDING = "rankings.compute_standing"
WAIT_FOR_MORE = {"seconds": 20}
SCORED = (RoundKind.READING, RoundKind.ASSESSMENT)


@app.task(name=STANDING)
def compute(round_: int) -> None:
    found = Round.objects.select_related("edition").filter(pk=round_).first()
    if found is not None:
        compute_standing(found, now=current_time())


@reacts_to("scorecard.finalised")
@reacts_to("scorecard.reopened")
@reacts_to("scorecard.written")
@reacts_to("conflict.declared")
@reacts_to("assignment.barred")
@reacts_to("entry.withdrawn")
@reacts_to("entry.restored")
@reacts_to("entry.categorised")
def renew_standing(fact: Fact) -> None:
    """Soon, and once for everything that comes in meanwhile: only one such job can wait in the queue."""
    entry = Entry.objects.filter(reference=fact.subject).first()
    if entry is None:
        return
    for round_ in Round.objects.filter(edition=entry.edition_id, kind__in=SCORED, readers__isnull=False).distinct():
        _compute_soon(round_.pk)


def _compute_soon(round_: int) -> None:
    lock = f"{STANDING}:{round_}"
    if ProcrastinateJob.objects.filter(queueing_lock=lock, status="todo").exists():
        return
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(STANDING, queueing_lock=lock, schedule_in=WAIT_FOR_MORE).defer(round_=round_)

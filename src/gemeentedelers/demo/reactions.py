"""Does at once what the workers would have done in the years that the demo skips."""

from datetime import datetime

from django.db import connection
from django.db.models import F
from django.db.models.functions import Coalesce
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from gemeentedelers.foundation.mail.actions import SEND
from gemeentedelers.foundation.mail.models import Message


def run_reactions() -> None:
    """Run every waiting job in order, also those that they queue, except the sending of mail."""
    while jobs := list(ProcrastinateJob.objects.filter(status="todo").exclude(task_name=SEND).order_by("id")):
        for job in jobs:
            app.tasks[job.task_name].func(**job.args)
        _forget([job.pk for job in jobs])


def post_old_mail(before: datetime) -> None:
    """Mail from before that moment counts as sent in its time; only what is newer is really posted."""
    old = Message.objects.filter(written_at__lt=before, sent_at=None, withdrawn_at=None)
    numbers = set(old.values_list("pk", flat=True))
    waiting = ProcrastinateJob.objects.filter(status="todo", task_name=SEND)
    _forget([job.pk for job in waiting if job.args["message"] in numbers])
    old.filter(is_secret=True).update(to="", body="")
    old.update(sent_at=Coalesce(F("not_before"), F("written_at")))


def _forget(numbers: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s)", [numbers])

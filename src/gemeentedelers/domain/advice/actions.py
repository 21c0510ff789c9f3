from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.advice.models import Advice, AdviceReply, AdviceWaiver
from gemeentedelers.domain.advice.queries import approved_advice, entries_to_advise, n_without_advice, names_to_keep_out
from gemeentedelers.domain.advice.rules import (
    AdviceObstacle,
    AdviceStatus,
    Parts,
    Usefulness,
    why_not_approve,
    why_not_close,
    why_not_keep,
    why_not_ready,
)
from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.scoring.actions import close_reading
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse


@transaction.atomic
def write_advice(
    entry: Entry, round_: Round, parts: Parts, *, number: int = 0, is_ready: bool, by: User, now: datetime
) -> Advice:
    """Keep advice. `number` is of the text that was changed, 0 for a first one; a newer one is never overwritten.

    Writing on approved advice takes the approval away.
    """
    locked_round = Round.objects.select_for_update().select_related("edition").get(pk=round_.pk)
    known = Advice.objects.select_for_update().filter(round=locked_round, entry=entry).first()
    if not entries_to_advise(locked_round).filter(pk=entry.pk).exists():
        refuse(Refusal(AdviceObstacle.OUT_OF_THE_COMPETITION))
    refuse(why_not_keep(parts, status=AdviceStatus(known.status) if known else AdviceStatus.DRAFT))
    if number != (known.number if known else 0):
        refuse(Refusal(AdviceObstacle.CHANGED_MEANWHILE))
    if is_ready:
        refuse(why_not_ready(parts, names=names_to_keep_out(entry, locked_round)))
    advice, _ = Advice.objects.update_or_create(
        round=locked_round,
        entry=entry,
        defaults={
            **asdict(parts),
            "status": AdviceStatus.READY if is_ready else AdviceStatus.DRAFT,
            "number": number + 1,
            "written_by": by,
            "written_at": now,
            "approved_by": None,
            "approved_at": None,
        },
    )
    name = "advice.written" if is_ready else "advice.drafted"
    record(name, subject=entry.reference, by=by.code, now=now, round=locked_round.kind)
    return advice


@transaction.atomic
def approve_advice(advice: Advice, *, is_read_again: bool = False, by: User, now: datetime) -> None:
    """Somebody read it and it may go to the team. A second call changes nothing."""
    locked = Advice.objects.select_for_update(of=("self",)).select_related("entry", "round").get(pk=advice.pk)
    if locked.status == AdviceStatus.APPROVED:
        return
    is_own = locked.written_by_id == by.pk
    refuse(why_not_approve(status=AdviceStatus(locked.status), is_own=is_own, is_read_again=is_read_again))
    locked.status, locked.approved_by, locked.approved_at = AdviceStatus.APPROVED, by, now
    locked.save(update_fields=["status", "approved_by", "approved_at"])
    record("advice.approved", subject=locked.entry.reference, by=by.code, now=now, is_own=is_own)


@transaction.atomic
def approve_all(advice: Iterable[Advice], *, is_read_again: bool = False, by: User, now: datetime) -> int:
    """All of them or none."""
    approved = list(advice)
    for row in approved:
        approve_advice(row, is_read_again=is_read_again, by=by, now=now)
    return len(approved)


@transaction.atomic
def release_advice(round_: Round, *, by: str, now: datetime) -> int:
    """Let the teams read what was approved, and say how many that are. The fact mails them. Can be repeated later."""
    locked = Round.objects.select_for_update().select_related("edition").get(pk=round_.pk)
    going = approved_advice(locked)
    n_released = Advice.objects.filter(pk__in=list(going.values_list("pk", flat=True))).update(
        status=AdviceStatus.RELEASED, released_at=now
    )
    if not n_released:
        refuse(Refusal(AdviceObstacle.NOTHING_TO_RELEASE))
    record(
        "advice.released",
        subject=str(locked.edition.year),
        by=by,
        now=now,
        round=locked.kind,
        n_released=n_released,
    )
    return n_released


@transaction.atomic
def reply_to_advice(advice: Advice, usefulness: Usefulness, *, text: str, by: User, now: datetime) -> None:
    if advice.status != AdviceStatus.RELEASED:
        refuse(Refusal(AdviceObstacle.NOT_RELEASED))
    AdviceReply.objects.update_or_create(
        advice=advice,
        defaults={"usefulness": usefulness, "text": text.strip(), "replied_by": by, "replied_at": now},
    )
    record("advice.replied", subject=advice.entry.reference, by=by.code, now=now, usefulness=usefulness.value)


@transaction.atomic
def close_round(round_: Round, *, reason: str = "", by: User, now: datetime) -> None:
    """Close a round of reading for good. With entries that lack advice the organiser signs for it with a reason."""
    locked = Round.objects.select_for_update().select_related("edition").get(pk=round_.pk)
    if locked.closed_at is not None:
        return
    n_entries = n_without_advice(locked)
    refuse(why_not_close(n_without_advice=n_entries, reason=reason))
    if n_entries:
        AdviceWaiver.objects.create(
            round=locked, n_entries=n_entries, reason=reason.strip(), signed_by=by, signed_at=now
        )
        record("advice.waived", subject=str(locked.edition.year), by=by.code, now=now, n_entries=n_entries)
    close_reading(locked, by=by.code, now=now)

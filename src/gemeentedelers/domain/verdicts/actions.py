import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import has_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.recuts.models import FinalCategory
from gemeentedelers.domain.verdicts.models import Choice, Verdict
from gemeentedelers.domain.verdicts.queries import (
    deliberation_on,
    juror_seat,
    kept_pronouncement,
    verdict_on,
)
from gemeentedelers.domain.verdicts.rules import (
    Preference,
    Pronouncement,
    VerdictObstacle,
    commitment,
    decision_on,
    envelope,
    why_not_choose,
    why_not_pronounce,
)
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse
from gemeentedelers.foundation.sealing import seal

NONCE_BYTES = 16


@transaction.atomic
def choose_entry(category: FinalCategory, entry: Entry, *, note: str, by: User, now: datetime) -> Choice:
    """Keep, sealed, which entry a juror would let win; a later choice replaces it until the verdict.

    The fact says that somebody chose, never what.
    """
    locked = _locked(category)
    edition = locked.edition
    refuse(
        why_not_choose(
            juror_seat(by),
            entry.reference,
            deliberation=deliberation_on(locked),
            note=note,
            window=edition.timetable.jury,
            is_pronounced=verdict_on(locked) is not None,
            now=now,
        )
    )
    preference = Preference(by.code, edition.year, locked.key, entry.reference, note.strip())
    choice, _ = Choice.objects.update_or_create(
        juror=by, category=locked, defaults={"sealed": seal(preference.canonical), "chosen_at": now}
    )
    record("choice.made", subject=str(edition.year), by=by.code, now=now, category=locked.key)
    return choice


@transaction.atomic
def pronounce_verdict(
    category: FinalCategory,
    winner: Entry,
    *,
    motivation: str,
    remarks: Mapping[str, str],
    roll_out: Mapping[str, str] | None = None,
    by: User,
    now: datetime,
) -> Verdict:
    """Seal what the jury decided. The database and the journal get the commitment, and nothing else of it.

    `remarks` say why of every finalist that did not win, `roll_out` of some of those why others should start with them.
    What decided follows from the choices and the cards, and is sealed with the rest.
    A verdict whose winner has withdrawn is replaced; any other stays as it is.
    """
    locked = _locked(category)
    edition = locked.edition
    if not has_role(by, Role.JURY_CHAIR, edition.year):
        refuse(Refusal(VerdictObstacle.NOT_THE_CHAIR))
    deliberation = deliberation_on(locked)
    pronouncement = Pronouncement(
        edition.year,
        locked.key,
        winner.reference,
        motivation.strip(),
        _written(remarks),
        decided_by=decision_on(deliberation).decided_by,
        roll_out=_written(roll_out or {}),
    )
    refuse(
        why_not_pronounce(
            juror_seat(by),
            pronouncement,
            deliberation=deliberation,
            is_pronounced=verdict_on(locked) is not None,
            is_revealed=edition.revealed_at is not None,
        )
    )
    nonce = secrets.token_hex(NONCE_BYTES)
    verdict, _ = Verdict.objects.update_or_create(
        category=locked,
        defaults={
            "sealed": seal(envelope(pronouncement, nonce)),
            "commitment": commitment(pronouncement.canonical, nonce),
            "pronounced_by": by,
            "pronounced_at": now,
        },
    )
    record(
        "verdict.pronounced",
        subject=str(edition.year),
        by=by.code,
        now=now,
        category=locked.key,
        commitment=verdict.commitment,
    )
    return verdict


def _written(texts: Mapping[str, str]) -> dict[str, str]:
    return {reference: text.strip() for reference, text in texts.items() if text.strip()}


@transaction.atomic
def open_verdict(verdict: Verdict, *, by: str, now: datetime) -> None:
    """Write out what was sealed, as part of publishing the whole result. A second call changes nothing."""
    if verdict.opened_at is not None:
        return
    pronouncement = kept_pronouncement(verdict)
    assert pronouncement is not None  # a result with a broken seal is not published
    verdict.winner = Entry.objects.get(reference=pronouncement.winner)
    verdict.motivation = pronouncement.motivation
    verdict.remarks = dict(pronouncement.remarks)
    verdict.decided_by = pronouncement.decided_by or ""
    verdict.roll_out = dict(pronouncement.roll_out)
    verdict.opened_at = now
    verdict.save(update_fields=["winner", "motivation", "remarks", "decided_by", "roll_out", "opened_at"])
    record(
        "verdict.opened",
        subject=str(verdict.category.edition.year),
        by=by,
        now=now,
        category=verdict.category.key,
        commitment=verdict.commitment,
    )


def _locked(category: FinalCategory) -> FinalCategory:
    """The jury of an edition acts one at a time: a choice never slips in beside a verdict, nor beside the reveal."""
    Edition.objects.select_for_update().get(pk=category.edition_id)
    return FinalCategory.objects.select_related("edition").get(pk=category.pk)

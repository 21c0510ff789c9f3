import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.editions.actions import mark_revealed
from gemeentedelers.domain.editions.models import Category, Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import has_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.verdicts.models import Choice, Verdict
from gemeentedelers.domain.verdicts.queries import (
    deliberation_on,
    juror_seat,
    kept_pronouncement,
    obstacle_to_reveal,
    verdict_on,
    verdicts_in_force,
)
from gemeentedelers.domain.verdicts.rules import (
    Preference,
    Pronouncement,
    VerdictObstacle,
    commitment,
    envelope,
    why_not_choose,
    why_not_pronounce,
)
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse
from gemeentedelers.foundation.sealing import seal

NONCE_BYTES = 16


@transaction.atomic
def choose_entry(category: Category, entry: Entry, *, note: str, by: User, now: datetime) -> Choice:
    """Keep, sealed, which entry a juror would let win; a later choice replaces it until the verdict.

    The fact says that somebody chose, never what.
    """
    locked = _locked(category)
    edition = locked.edition
    if not edition.shortlist_is_out(now):
        refuse(Refusal(VerdictObstacle.NOT_SHORTLISTED))
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
    category: Category,
    winner: Entry,
    *,
    motivation: str,
    remarks: Mapping[str, str],
    by: User,
    now: datetime,
) -> Verdict:
    """Seal what the jury decided. The database and the journal get the commitment, and nothing else of it.

    A verdict whose winner has withdrawn is replaced; any other stays as it is.
    """
    locked = _locked(category)
    edition = locked.edition
    if not has_role(by, Role.JURY_CHAIR, edition.year):
        refuse(Refusal(VerdictObstacle.NOT_THE_CHAIR))
    if not edition.shortlist_is_out(now):
        refuse(Refusal(VerdictObstacle.NOT_SHORTLISTED))
    written = {reference: remark.strip() for reference, remark in remarks.items() if remark.strip()}
    pronouncement = Pronouncement(edition.year, locked.key, winner.reference, motivation.strip(), written)
    refuse(
        why_not_pronounce(
            juror_seat(by),
            pronouncement,
            deliberation=deliberation_on(locked),
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


@transaction.atomic
def reveal_result(edition: Edition, *, by: str, now: datetime) -> None:
    """Open every verdict and make the result public, in one transaction. A second call changes nothing.

    Refused before its moment, while a category has no verdict, and when a seal does not fit its commitment.
    """
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    if locked.revealed_at is not None:
        return
    refuse(obstacle_to_reveal(locked, now))
    for verdict in verdicts_in_force([locked]).values():
        _open(verdict, now)
        record(
            "verdict.opened",
            subject=str(locked.year),
            by=by,
            now=now,
            category=verdict.category.key,
            commitment=verdict.commitment,
        )
    mark_revealed(locked, by=by, now=now)


def _open(verdict: Verdict, now: datetime) -> None:
    pronouncement = kept_pronouncement(verdict)
    assert pronouncement is not None  # the rule refused a broken seal
    verdict.winner = Entry.objects.get(reference=pronouncement.winner)
    verdict.motivation = pronouncement.motivation
    verdict.remarks = dict(pronouncement.remarks)
    verdict.opened_at = now
    verdict.save(update_fields=["winner", "motivation", "remarks", "opened_at"])


def _locked(category: Category) -> Category:
    """The jury of an edition acts one at a time: a choice never slips in beside a verdict, nor beside the reveal."""
    Edition.objects.select_for_update().get(pk=category.edition_id)
    return Category.objects.select_related("edition").get(pk=category.pk)

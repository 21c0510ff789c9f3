from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import role_in
from gemeentedelers.domain.entries.rules import Deed, EntryStatus, why_not_do
from gemeentedelers.domain.finals.models import Final, Finalist, NominationList, PitchMaterial
from gemeentedelers.domain.finals.queries import (
    choosable_in,
    final_of,
    kept_material,
    materials_with_names,
    obstacle_to_sign,
    standing_list,
)
from gemeentedelers.domain.finals.rules import (
    FinalsObstacle,
    NominationStatus,
    why_not_nominate,
    why_not_plan,
    why_not_withdraw,
)
from gemeentedelers.domain.finals.rules.material import (
    Material,
    may_forget_pitchers,
    why_not_change,
    why_not_check,
    why_not_hand_in,
    why_not_keep,
    why_not_more_time,
    why_not_slides,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.recuts.queries import placements_in
from gemeentedelers.domain.shortlists.queries import may_sign
from gemeentedelers.domain.shortlists.rules import UNDO
from gemeentedelers.foundation.files.actions import Readable, discard_file, store_file
from gemeentedelers.foundation.files.rules import kind_named
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.mail.actions import withdraw_batch
from gemeentedelers.foundation.refusals import Refusal, refuse


@transaction.atomic
def plan_final(
    edition: Edition, *, places: int, material_due_at: datetime | None, explanation: str, by: User, now: datetime
) -> Final:
    """How many finalists a category should have, and what they are asked until when. The same plan changes nothing."""
    locked = _lock(edition)
    final, planned = final_of(locked), (places, material_due_at, explanation.strip())
    if (final.places_per_category, final.material_due_at, final.explanation) == planned:
        return final
    jury_closes = locked.timetable.jury.closes
    refuse(why_not_plan(places=places, due=material_due_at, jury_closes=jury_closes, now=now))
    final.places_per_category, final.material_due_at, final.explanation = planned
    final.save()
    due = material_due_at.isoformat() if material_due_at else ""
    record("final.planned", subject=str(locked.year), by=by.code, now=now, places=places, due=due)
    return final


@transaction.atomic
def nominate(
    edition: Edition, reasons: Mapping[str, str], *, places_reason: str = "", by: User, now: datetime
) -> NominationList:
    """Make the list of the final: a reason by reference. It replaces a list that was not signed yet.

    Once finalists are public a list is a supplement: it adds to them.
    """
    locked = _lock(edition)
    final, found, standing = final_of(locked), choosable_in(locked), standing_list(locked)
    refuse(
        why_not_nominate(
            reasons,
            placed=found.placed,
            finalists=found.finalists,
            places=final.places_per_category,
            places_reason=places_reason,
            is_signed=final.announced_at is not None and not final.is_out(now),
            jury_closes=locked.timetable.jury.closes,
            now=now,
        )
    )
    if standing is not None and standing.status == NominationStatus.PENDING:
        standing.status = NominationStatus.REPLACED
        standing.save(update_fields=["status"])
    made = NominationList.objects.create(
        edition=locked,
        number=NominationList.objects.filter(edition=locked).count() + 1,
        is_supplement=final.is_out(now),
        reasons={reference: reason.strip() for reference, reason in sorted(reasons.items())},
        places_reason=places_reason.strip(),
        basis=found.digest,
        made_by=by,
        made_at=now,
    )
    record(
        "finalists.nominated",
        subject=str(locked.year),
        by=by.code,
        now=now,
        number=made.number,
        is_supplement=made.is_supplement,
    )
    return made


@transaction.atomic
def confirm_finalists(nominations: NominationList, *, by: User, now: datetime) -> NominationList:
    """The second signature: the entries of the list are in the final, which is public some minutes from now.

    Until that moment the mails wait and `withdraw_confirmation` takes all of it back. A supplement is public at once.
    A second signature of the same person changes nothing.
    """
    edition = _lock(nominations.edition)
    locked = NominationList.objects.select_related("edition").get(pk=nominations.pk)
    if locked.status == NominationStatus.CONFIRMED and locked.signed_by_id == by.pk:
        return locked
    list(Entry.objects.select_for_update().filter(edition=edition, reference__in=locked.reasons).order_by("pk"))
    refuse(obstacle_to_sign(locked, by, now))
    _write_finalists(locked, now)
    locked.status, locked.signed_by, locked.signed_at = NominationStatus.CONFIRMED, by, now
    locked.n_signed += 1
    locked.save(update_fields=["status", "signed_by", "signed_at", "n_signed"])
    at = now if locked.is_supplement else now + UNDO
    if not locked.is_supplement:
        final = final_of(edition)
        final.announced_at = at
        final.save()
    record(
        "finalists.confirmed", subject=str(edition.year), by=by.code, now=now, number=locked.number, at=at.isoformat()
    )
    return locked


def _write_finalists(nominations: NominationList, now: datetime) -> None:
    placements = placements_in(nominations.edition)
    entries = Entry.objects.filter(edition=nominations.edition).in_bulk(
        list(nominations.reasons), field_name="reference"
    )
    Finalist.objects.bulk_create(
        Finalist(entry=entries[reference], category=placements[reference], reason=reason, chosen_at=now)
        for reference, reason in nominations.reasons.items()
    )


@transaction.atomic
def withdraw_confirmation(edition: Edition, *, by: User, now: datetime) -> None:
    """Take back what was signed, as long as its moment has not come: no finalists, no mails, and the list waits again.

    Refused from the moment of the announcement on, and when a mail was sent already.
    """
    locked = _lock(edition)
    if not may_sign(by, locked.year):
        refuse(Refusal(FinalsObstacle.NOT_A_SIGNER))
    final = final_of(locked)
    refuse(why_not_withdraw(announced_at=final.announced_at, now=now))
    signed = NominationList.objects.select_related("edition").get(
        edition=locked, status=NominationStatus.CONFIRMED, is_supplement=False
    )
    withdraw_batch(signed.batch, now=now)
    Finalist.objects.filter(category__edition=locked).delete()
    signed.status, signed.signed_by, signed.signed_at = NominationStatus.PENDING, None, None
    signed.save(update_fields=["status", "signed_by", "signed_at"])
    final.announced_at = None
    final.save(update_fields=["announced_at"])
    record("finalists.withdrawn", subject=str(locked.year), by=by.code, now=now, number=signed.number)


@dataclass(frozen=True)
class Upload:
    """A file as it came in, with the name it was given."""

    content: Readable
    name: str


@transaction.atomic
def keep_material(
    finalist: Finalist, material: Material, *, slides: Upload | None = None, by: User, now: datetime
) -> PitchMaterial:
    """Keep a draft. When the file is refused nothing is kept."""
    kept = _changeable(finalist, by=by, now=now)
    refuse(why_not_keep(material, is_handed_in=kept.handed_in_at is not None))
    _write_material(kept, material, slides, by=by, now=now)
    record("material.kept", subject=finalist.entry.reference, by=by.code, now=now)
    return kept


@transaction.atomic
def hand_in_material(
    finalist: Finalist, material: Material, *, slides: Upload | None = None, by: User, now: datetime
) -> PitchMaterial:
    """Hand in, or replace what was handed in. The organisers check it again after every change."""
    kept = _changeable(finalist, by=by, now=now)
    refuse(why_not_hand_in(material))
    kept.handed_in_at, kept.handed_in_by = now, by
    _write_material(kept, material, slides, by=by, now=now)
    record("material.handed_in", subject=finalist.entry.reference, by=by.code, now=now)
    return kept


def _changeable(finalist: Finalist, *, by: User, now: datetime) -> PitchMaterial:
    locked = _locked_finalist(finalist)
    refuse(why_not_do(Deed.WRITE, role=role_in(locked.entry, by)))
    final, kept = final_of(locked.category.edition), kept_material(locked)
    is_finalist = locked.entry.status == EntryStatus.SUBMITTED
    refuse(why_not_change(is_finalist=is_finalist, is_out=final.is_out(now), due=kept.due(final), now=now))
    return kept


def _write_material(kept: PitchMaterial, material: Material, slides: Upload | None, *, by: User, now: datetime) -> None:
    for name, value in vars(material).items():
        setattr(kept, name, value.strip())
    kept.changed_at = now
    kept.checked_at = kept.checked_by = None
    before = kept.slides
    if slides is not None:
        refuse(why_not_slides(kind_named(slides.name) or ""))
        kept.slides = store_file(slides.content, name=slides.name, by=by.code, now=now)
    kept.save()
    if before is not None and before != kept.slides:
        discard_file(before, by=by.code, now=now)


@transaction.atomic
def remove_slides(finalist: Finalist, *, by: User, now: datetime) -> None:
    """Without slides nothing changes."""
    kept = _changeable(finalist, by=by, now=now)
    if kept.slides is None:
        return
    before, kept.slides = kept.slides, None
    kept.changed_at = now
    kept.checked_at = kept.checked_by = None
    kept.save()
    discard_file(before, by=by.code, now=now)
    record("material.slides_removed", subject=finalist.entry.reference, by=by.code, now=now)


@transaction.atomic
def give_more_time(finalist: Finalist, *, until: datetime, reason: str, by: User, now: datetime) -> PitchMaterial:
    locked = _locked_finalist(finalist)
    edition, kept = locked.category.edition, kept_material(locked)
    due = kept.due(final_of(edition))
    jury_closes = edition.timetable.jury.closes
    refuse(why_not_more_time(until, due=due, jury_closes=jury_closes, reason=reason, now=now))
    kept.extended_until, kept.extended_because = until, reason.strip()
    kept.save()
    record("material.extended", subject=locked.entry.reference, by=by.code, now=now, until=until.isoformat())
    return kept


@transaction.atomic
def check_material(finalist: Finalist, *, note: str = "", by: User, now: datetime) -> PitchMaterial:
    """Say that what was handed in works on the day. The note is for the organisers."""
    locked = _locked_finalist(finalist)
    kept = kept_material(locked)
    refuse(why_not_check(is_handed_in=kept.handed_in_at is not None))
    kept.checked_at, kept.checked_by, kept.check_note = now, by, note.strip()
    kept.save()
    record("material.checked", subject=locked.entry.reference, by=by.code, now=now)
    return kept


@transaction.atomic
def forget_pitchers(*, now: datetime) -> int:
    """Empty the names of who pitched, some weeks after the result, and say for how many finalists."""
    n_forgotten = 0
    for material in materials_with_names().select_for_update(of=("self",)):
        revealed_at = material.finalist.category.edition.revealed_at
        if revealed_at is not None and may_forget_pitchers(revealed_at, now):
            material.pitchers = ""
            material.save(update_fields=["pitchers"])
            record("material.pitchers_forgotten", subject=material.finalist.entry.reference, by=None, now=now)
            n_forgotten += 1
    return n_forgotten


def _lock(edition: Edition) -> Edition:
    """Decisions about an edition are made one at a time."""
    return Edition.objects.select_for_update().get(pk=edition.pk)


def _locked_finalist(finalist: Finalist) -> Finalist:
    rows = Finalist.objects.select_for_update(of=("self",)).select_related("entry", "category__edition")
    return rows.get(pk=finalist.pk)

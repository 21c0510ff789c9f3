from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from gemeentedelers.domain.editions.models import Category, Criterion, Edition, Theme
from gemeentedelers.domain.entries.models import (
    Answer,
    Entry,
    FrozenVersion,
    Nomination,
    ReferenceSequence,
    TeamMember,
)
from gemeentedelers.domain.entries.queries import draft_of
from gemeentedelers.domain.entries.rules import (
    PARTS,
    Eligibility,
    EntryObstacle,
    EntryStatus,
    NominationStatus,
    Section,
    TeamRole,
    digest_of,
    frozen_content,
    missing_parts,
    reference_number,
    why_not_answer_nomination,
    why_not_enter,
    why_not_judge_eligibility,
    why_not_nominate,
    why_not_reopen,
    why_not_submit,
    why_not_withdraw,
    why_not_write,
)
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse

WrittenValue = str | bool | date | Category | None


@transaction.atomic
def start_entry(
    edition: Edition, *, by: User, now: datetime, municipality: Municipality | None = None, title: str = ""
) -> Entry:
    """Begin a draft for the municipality of the person who starts it, and give it its reference number."""
    lead = municipality or by.municipality
    if lead is None:
        refuse(Refusal(EntryObstacle.NO_MUNICIPALITY))
    assert lead is not None
    refuse(why_not_enter(window=edition.entry_window, now=now))
    entry = Entry.objects.create(
        reference=_next_reference(edition),
        edition=edition,
        municipality=lead,
        title=title,
        started_at=now,
        saved_at=now,
    )
    TeamMember.objects.create(entry=entry, user=by, role=TeamRole.OWNER)
    record("entry.started", subject=entry.reference, by=by.code, now=now)
    return entry


def _next_reference(edition: Edition) -> str:
    ReferenceSequence.objects.get_or_create(edition=edition)
    sequence = ReferenceSequence.objects.select_for_update().get(edition=edition)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return reference_number(edition.year, sequence.last)


@transaction.atomic
def join_team(entry: Entry, user: User, *, by: User, now: datetime) -> TeamMember:
    """Let a colleague write along. Joining twice changes nothing."""
    member, is_new = TeamMember.objects.get_or_create(entry=entry, user=user)
    if is_new:
        record("entry.joined", subject=entry.reference, by=by.code, now=now, member=user.code)
    return member


@transaction.atomic
def write_section(
    entry: Entry,
    section: Section,
    values: Mapping[str, WrittenValue],
    *,
    by: User,
    now: datetime,
    themes: Sequence[Theme] | None = None,
) -> None:
    """Keep what was typed in one section. Unfinished text is kept too; only submitting asks for everything."""
    locked = _locked(entry)
    refuse(why_not_write(status=EntryStatus(locked.status), window=locked.edition.entry_window, now=now))
    columns = {"category": "category_wish"}
    written = [columns.get(part, part) for part in PARTS[section] if part in values]
    for part in PARTS[section]:
        if part in values:
            setattr(locked, columns.get(part, part), values[part])
    locked.saved_at = now
    locked.save(update_fields=[*written, "saved_at"])
    if themes is not None:
        locked.themes.set(themes)
    record("entry.written", subject=locked.reference, by=by.code, now=now, section=section.value)


@transaction.atomic
def answer_criterion(entry: Entry, criterion: Criterion, text: str, *, by: User, now: datetime) -> None:
    """Keep what the team says about one criterion."""
    locked = _locked(entry)
    refuse(why_not_write(status=EntryStatus(locked.status), window=locked.edition.entry_window, now=now))
    if criterion.edition_id != locked.edition_id:
        refuse(Refusal(EntryObstacle.OTHER_EDITION))
    Answer.objects.update_or_create(entry=locked, criterion=criterion, defaults={"text": text})
    locked.saved_at = now
    locked.save(update_fields=["saved_at"])
    record("entry.written", subject=locked.reference, by=by.code, now=now, section=criterion.key)


@transaction.atomic
def submit_entry(entry: Entry, *, by: User, now: datetime) -> FrozenVersion:
    """Freeze the draft and put it in the competition.

    In one transaction: the status, a frozen version with its digest, and the fact from which the receipt is
    mailed. Refused while parts are missing or outside the entry window.
    """
    locked = _locked(entry)
    draft = draft_of(locked)
    refuse(
        why_not_submit(
            status=EntryStatus(locked.status),
            missing=missing_parts(draft, _criteria_keys(locked.edition)),
            window=locked.edition.entry_window,
            now=now,
        )
    )
    content = frozen_content(draft)
    version = FrozenVersion.objects.create(
        entry=locked,
        number=locked.versions.count() + 1,
        content=content,
        digest=digest_of(content),
        frozen_at=now,
        frozen_by=by,
    )
    locked.status = EntryStatus.SUBMITTED
    locked.submitted_at = now
    locked.save(update_fields=["status", "submitted_at"])
    record("entry.submitted", subject=locked.reference, by=by.code, now=now, version=version.number)
    return version


@transaction.atomic
def reopen_entry(entry: Entry, *, by: User, now: datetime) -> None:
    """Take a submitted or withdrawn entry back as a draft; its frozen versions stay."""
    locked = _locked(entry)
    refuse(why_not_reopen(status=EntryStatus(locked.status), window=locked.edition.entry_window, now=now))
    locked.status = EntryStatus.DRAFT
    locked.eligibility = Eligibility.UNDECIDED
    locked.eligibility_reason = ""
    locked.save(update_fields=["status", "eligibility", "eligibility_reason"])
    record("entry.reopened", subject=locked.reference, by=by.code, now=now)


@transaction.atomic
def withdraw_entry(entry: Entry, *, by: User, now: datetime) -> None:
    """Take an entry out of the competition; everything that was written and judged is kept."""
    locked = _locked(entry)
    refuse(why_not_withdraw(status=EntryStatus(locked.status)))
    locked.status = EntryStatus.WITHDRAWN
    locked.save(update_fields=["status"])
    record("entry.withdrawn", subject=locked.reference, by=by.code, now=now)


@transaction.atomic
def judge_eligibility(entry: Entry, eligibility: Eligibility, *, reason: str, by: User, now: datetime) -> None:
    """An organiser says whether the entry meets the conditions, with the reason when it does not."""
    locked = _locked(entry)
    refuse(why_not_judge_eligibility(status=EntryStatus(locked.status), eligibility=eligibility, reason=reason))
    locked.eligibility = eligibility
    locked.eligibility_reason = reason.strip()
    locked.save(update_fields=["eligibility", "eligibility_reason"])
    record("entry.judged_eligible", subject=locked.reference, by=by.code, now=now, outcome=eligibility.value)


@transaction.atomic
def assign_category(entry: Entry, category: Category, *, by: User, now: datetime) -> None:
    """Place an entry among comparable ones. The team's own wish stays as it was."""
    locked = _locked(entry)
    if category.edition_id != locked.edition_id:
        refuse(Refusal(EntryObstacle.OTHER_EDITION))
    locked.category = category
    locked.save(update_fields=["category"])
    record("entry.categorised", subject=locked.reference, by=by.code, now=now, category=category.key)


@transaction.atomic
def nominate(
    edition: Edition,
    municipality: Municipality,
    *,
    title: str,
    reason: str,
    contact_email: str,
    nominator_name: str,
    nominator_email: str,
    by: User | None,
    now: datetime,
) -> Nomination:
    """Point at another municipality's case. The fact mails the contact person an invitation."""
    own = by.municipality.code if by and by.municipality else None
    refuse(why_not_nominate(own_municipality=own, nominated=municipality.code, window=edition.entry_window, now=now))
    nomination = Nomination.objects.create(
        edition=edition,
        municipality=municipality,
        title=title,
        reason=reason,
        contact_email=contact_email,
        nominator_name=nominator_name,
        nominator_email=nominator_email,
        nominated_by=by,
        nominated_at=now,
    )
    record("entry.nominated", subject=nomination.code, by=by.code if by else None, now=now)
    return nomination


@transaction.atomic
def claim_nomination(nomination: Nomination, *, by: User, now: datetime) -> Entry:
    """Accept: the nominated municipality gets a draft with the title, and the claimer owns it."""
    locked = _open_nomination(nomination, by=by, now=now)
    entry = start_entry(locked.edition, by=by, now=now, municipality=locked.municipality, title=locked.title)
    locked.status = NominationStatus.CLAIMED
    locked.entry = entry
    locked.save(update_fields=["status", "entry"])
    record("nomination.claimed", subject=locked.code, by=by.code, now=now, entry=entry.reference)
    return entry


@transaction.atomic
def decline_nomination(nomination: Nomination, *, by: User, now: datetime) -> None:
    """Say no thank you; the nomination stays on record and asks nothing more."""
    locked = _open_nomination(nomination, by=by, now=now)
    locked.status = NominationStatus.DECLINED
    locked.save(update_fields=["status"])
    record("nomination.declined", subject=locked.code, by=by.code, now=now)


def _open_nomination(nomination: Nomination, *, by: User, now: datetime) -> Nomination:
    locked = (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("edition", "municipality")
        .get(pk=nomination.pk)
    )
    refuse(
        why_not_answer_nomination(
            status=NominationStatus(locked.status),
            own_municipality=by.municipality.code if by.municipality else None,
            nominated=locked.municipality.code,
            window=locked.edition.entry_window,
            now=now,
        )
    )
    return locked


def _locked(entry: Entry) -> Entry:
    return Entry.objects.select_for_update(of=("self",)).select_related("edition", "category_wish").get(pk=entry.pk)


def _criteria_keys(edition: Edition) -> list[str]:
    return list(edition.criteria.values_list("key", flat=True))

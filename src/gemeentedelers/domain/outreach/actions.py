from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.municipalities.rules import BadCell
from gemeentedelers.domain.outreach.models import Approach, Campaign, Contact, Unsubscription
from gemeentedelers.domain.outreach.queries import (
    LETTER,
    ImportPlan,
    import_plan,
    letter_context,
    mailing_list,
    reach_in,
)
from gemeentedelers.domain.outreach.rules import (
    SOURCE_LENGTH,
    CampaignPlan,
    ContactRow,
    Group,
    LeftOut,
    Reach,
    Seen,
    StopReason,
    why_leave_out,
    why_not_change,
    why_not_invite,
    why_not_write,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.mail.actions import write_message
from gemeentedelers.foundation.refusals import refuse

PORTION = 50


@dataclass(frozen=True)
class ContactReport:
    """What an import did."""

    n_added: int
    n_renamed: int
    n_known: int
    n_unsubscribed: int
    skipped: tuple[BadCell, ...]


class BadContactsError(Exception):
    """Rows that cannot be stored; nothing of the file was."""

    def __init__(self, plan: ImportPlan) -> None:
        super().__init__(f"{len(plan.faults)} bad cells")
        self.plan = plan


@transaction.atomic
def import_contacts(
    rows: Sequence[ContactRow],
    *,
    day: date,
    source: str,
    by: User,
    now: datetime,
    faults: Iterable[BadCell] = (),
    skip_bad_rows: bool = False,
) -> ContactReport:
    """Keep the addresses of a file, for the municipalities of that day. The same file again changes nothing.

    Faults (those of the reading among them) stop everything, unless bad rows may be skipped. Who asked for no more
    mail is not added again.
    """
    plan = import_plan(rows, day=day, faults=faults)
    if plan.faults and not skip_bad_rows:
        raise BadContactsError(plan)
    fresh = [
        Contact(
            municipality=municipality,
            email=row.email,
            name=row.name,
            source=source[:SOURCE_LENGTH],
            imported_at=now,
        )
        for row, municipality in plan.added
    ]
    # Two organisers may import the same file at once; the second finds the addresses there.
    Contact.objects.bulk_create(fresh, ignore_conflicts=True)
    for row, contact in plan.renamed:
        contact.name = row.name
        contact.save(update_fields=["name"])
    report = ContactReport(len(plan.added), len(plan.renamed), plan.n_known, plan.n_unsubscribed, plan.faults)
    if plan.added or plan.renamed:
        counts = {"n_added": report.n_added, "n_renamed": report.n_renamed}
        record("contacts.imported", subject="contacts", by=by.code, now=now, **counts)
    return report


@transaction.atomic
def stop_contact(contact: Contact, reason: StopReason, *, by: User | None, now: datetime) -> None:
    """Mail this address no more, at whichever municipality it stands. Stopping twice changes nothing.

    Who asked for it is left in peace for good; an address that bounced may be removed and imported again.
    """
    locked = Contact.objects.select_for_update().get(pk=contact.pk)
    if locked.stop_reason in (reason, StopReason.UNSUBSCRIBED):
        return
    same = Contact.objects.filter(email__iexact=locked.email)
    same.update(stopped_at=now, stop_reason=reason)
    if reason is StopReason.UNSUBSCRIBED:
        Unsubscription.objects.get_or_create(fingerprint=locked.fingerprint, defaults={"asked_at": now})
    record("contact.stopped", subject=locked.code, by=by.code if by else None, now=now, reason=reason.value)


@transaction.atomic
def remove_contact(contact: Contact, *, by: User, now: datetime) -> None:
    """Forget an address. That its municipality was invited is kept, and so is the wish to get no more mail."""
    deleted, _ = Contact.objects.filter(pk=contact.pk).delete()
    if deleted:
        record("contact.removed", subject=contact.code, by=by.code, now=now)


@transaction.atomic
def write_campaign(edition: Edition, plan: CampaignPlan, *, by: User, now: datetime) -> Campaign:
    """Keep a text and whom it is for. Nothing is sent before somebody has seen the list and confirmed."""
    refuse(why_not_write(plan))
    campaign = Campaign(edition=edition, written_by=by, written_at=now)
    _put(campaign, plan)
    campaign.save()
    record("campaign.written", subject=campaign.code, by=by.code, now=now, year=edition.year)
    return campaign


@transaction.atomic
def rewrite_campaign(campaign: Campaign, plan: CampaignPlan, *, by: User, now: datetime) -> None:
    """Change a campaign that has not been sent."""
    refuse(why_not_write(plan))
    locked = _locked(campaign)
    refuse(why_not_change(invited_at=locked.invited_at))
    _put(locked, plan)
    locked.save(update_fields=["subject", "text", "group", "choices"])
    record("campaign.written", subject=locked.code, by=by.code, now=now, year=locked.edition.year)


def _put(campaign: Campaign, plan: CampaignPlan) -> None:
    campaign.subject = " ".join(plan.subject.split())
    campaign.text = plan.text.replace("\r\n", "\n").strip()
    campaign.group, campaign.choices = plan.group, sorted(plan.choices)


@transaction.atomic
def discard_campaign(campaign: Campaign, *, by: User, now: datetime) -> None:
    """Throw away a campaign that has not been sent."""
    locked = _locked(campaign)
    refuse(why_not_change(invited_at=locked.invited_at))
    year = locked.edition.year
    locked.delete()
    record("campaign.discarded", subject=campaign.code, by=by.code, now=now, year=year)


@transaction.atomic
def invite_recipients(campaign: Campaign, *, seen: Seen, by: User, now: datetime) -> int:
    """Confirm the mails that were on screen; the fact sends them. Refused as soon as number, list or text differ.

    Confirming again later is for contacts who came since: nobody is approached twice in one campaign.
    """
    locked = _locked(campaign)
    current = mailing_list(locked)
    refuse(
        why_not_invite(
            seen=seen,
            current=current.seen,
            invited_at=locked.invited_at,
            window=locked.edition.entry_window,
            now=now,
        )
    )
    Approach.objects.bulk_create(
        Approach(
            campaign=locked,
            edition=locked.edition,
            municipality=recipient.contact.municipality,
            contact=recipient.contact,
            fingerprint=recipient.contact.fingerprint,
            by=by,
            confirmed_at=now,
        )
        for recipient in current.recipients
    )
    locked.invited_at = locked.invited_at or now
    locked.save(update_fields=["invited_at"])
    record(
        "outreach.invited",
        subject=locked.code,
        by=by.code,
        now=now,
        year=locked.edition.year,
        n_mails=current.seen.n_mails,
        n_municipalities=current.n_municipalities,
    )
    return current.seen.n_mails


@transaction.atomic
def send_portion(code: str, *, now: datetime, size: int = PORTION) -> int:
    """Write the next mails of a campaign and say how many approaches that settled; 0 when none are left.

    Each approach is settled once, also when two workers are at it. Who submitted, began, stopped or was removed
    since the confirmation is left out.
    """
    waiting = (
        Approach.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(campaign__code=code, sent_at=None, left_out="")
        .select_related("campaign__edition", "contact__municipality", "municipality")
        .order_by("pk")
    )
    portion = list(waiting[:size])
    if not portion:
        return 0
    campaign = portion[0].campaign
    reach = {row.code: row.reach for row in reach_in(campaign.edition).rows}
    for approach in portion:
        _settle(approach, reach.get(approach.municipality.code, Reach.NOTHING), now)
    Approach.objects.bulk_update(portion, ["sent_at", "left_out"])
    n_sent = sum(approach.sent_at is not None for approach in portion)
    counts = {"n_sent": n_sent, "n_left_out": len(portion) - n_sent}
    record("campaign.sent", subject=code, by=None, now=now, year=campaign.edition.year, **counts)
    return len(portion)


def _settle(approach: Approach, reach: Reach, now: datetime) -> None:
    contact = approach.contact
    obstacle = why_leave_out(
        reach=reach,
        group=Group(approach.campaign.group),
        has_contact=contact is not None,
        is_stopped=contact is not None and contact.stopped_at is not None,
    )
    if contact is None or obstacle is not None:
        approach.left_out = obstacle or LeftOut.REMOVED
        return
    write_message(
        key=f"outreach:{approach.campaign.code}:{contact.code}",
        to=contact.email,
        template=LETTER,
        context=letter_context(approach.campaign, contact),
        now=now,
    )
    approach.sent_at = now


def _locked(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update(of=("self",)).select_related("edition").get(pk=campaign.pk)

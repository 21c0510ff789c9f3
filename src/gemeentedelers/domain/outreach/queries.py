from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import Deadline, DeadlineStyle
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.queries import EVERYDAY_NAMES, municipalities_on, successors_by_code
from gemeentedelers.domain.municipalities.rules import BadCell
from gemeentedelers.domain.outreach.models import Approach, Campaign, Contact, Unsubscription
from gemeentedelers.domain.outreach.rules import (
    ContactRow,
    Group,
    Letter,
    Placeholder,
    ReachRow,
    Seen,
    faults_against,
    filled,
    folded,
    is_in_group,
    living_codes,
    mark_of,
    reach_of,
)

LETTER = "outreach/mail_invitation.txt"
NAMELESS = "collega"


@dataclass(frozen=True)
class EditionReach:
    """Every municipality of the reference day, by name, and how many that take part are not among them."""

    rows: tuple[ReachRow, ...]
    n_elsewhere: int = 0


@dataclass(frozen=True)
class Invited:
    """The invitations of one municipality in one edition."""

    first_at: datetime
    newest_at: datetime
    n_mails: int


@dataclass(frozen=True)
class Recipient:
    contact: Contact
    row: ReachRow


@dataclass(frozen=True)
class MailingList:
    """Who would be mailed, the members of the group of whom no address is known, and what to confirm."""

    recipients: tuple[Recipient, ...]
    without_address: tuple[ReachRow, ...]
    seen: Seen

    @property
    def n_municipalities(self) -> int:
        return len({recipient.row.code for recipient in self.recipients})


@dataclass(frozen=True)
class ImportPlan:
    """What a file would do: rows to add, to rename, that are known, of people who want no mail, and faults."""

    added: tuple[tuple[ContactRow, Municipality], ...]
    renamed: tuple[tuple[ContactRow, Contact], ...]
    n_known: int
    n_unsubscribed: int
    faults: tuple[BadCell, ...]


def reach_in(edition: Edition) -> EditionReach:
    """How far every municipality is, in three queries. What a draft says stays with its team."""
    municipalities = list(municipalities_on(edition.reference_date))
    counts = _entry_counts(edition, {row.code for row in municipalities})
    found = [_reach_row(row, counts.pop(row.code, [])) for row in municipalities]
    return EditionReach(tuple(found), n_elsewhere=len(counts))


@dataclass(frozen=True)
class _EntryCount:
    n_drafts: int
    n_submitted: int
    n_withdrawn: int
    newest_start: datetime


def _entry_counts(edition: Edition, existing: set[str]) -> dict[str, list[_EntryCount]]:
    """Counted by municipality; an entry of one that was merged away counts for those that came after it."""
    by_status = {
        f"n_{name}": Count("pk", filter=Q(status=status))
        for name, status in (
            ("drafts", EntryStatus.DRAFT),
            ("submitted", EntryStatus.SUBMITTED),
            ("withdrawn", EntryStatus.WITHDRAWN),
        )
    }
    entries = Entry.objects.filter(edition=edition).order_by().values("municipality__code")
    rows = entries.annotate(newest_start=Max("started_at"), **by_status).values_list(
        "municipality__code", "n_drafts", "n_submitted", "n_withdrawn", "newest_start"
    )
    successors = successors_by_code()
    counts: dict[str, list[_EntryCount]] = {}
    for code, *counted in rows:
        for living in living_codes(code, existing, successors) or {code}:
            counts.setdefault(living, []).append(_EntryCount(*counted))
    return counts


def _reach_row(municipality: Municipality, counts: Sequence[_EntryCount]) -> ReachRow:
    return ReachRow(
        code=municipality.code,
        name=municipality.name,
        province=municipality.province,
        size=municipality.size_class,
        reach=reach_of(
            n_drafts=sum(count.n_drafts for count in counts),
            n_submitted=sum(count.n_submitted for count in counts),
            n_withdrawn=sum(count.n_withdrawn for count in counts),
        ),
        newest_start=max((count.newest_start for count in counts), default=None),
    )


def took_part_before(edition: Edition) -> set[str]:
    """The codes of municipalities with a submitted entry in an earlier edition."""
    earlier = Entry.objects.filter(edition__year__lt=edition.year, status=EntryStatus.SUBMITTED)
    return set(earlier.values_list("municipality__code", flat=True))


def contacts() -> QuerySet[Contact]:
    """Every contact, by municipality."""
    return Contact.objects.select_related("municipality").order_by("municipality__name", "email", "pk")


def contacts_with_code(code: str) -> QuerySet[Contact]:
    return contacts().filter(code=code)


def contacts_with_token(token: str) -> QuerySet[Contact]:
    """The one contact to whom that token was mailed, or none."""
    return contacts().filter(token=token)


def contacts_of(municipality: Municipality) -> QuerySet[Contact]:
    return contacts().filter(municipality=municipality)


def n_contacts_by_municipality() -> dict[str, int]:
    """How many addresses may be mailed, by code."""
    counted = Contact.objects.filter(stopped_at=None).order_by().values_list("municipality__code")
    return dict(counted.annotate(n=Count("pk")))


def import_plan(rows: Sequence[ContactRow], *, day: date, faults: Iterable[BadCell] = ()) -> ImportPlan:
    """Lay the rows beside the register of that day and the contacts that are known; faults are by line."""
    register = _Register(day)
    against = faults_against(rows, code_of=register.code_of)
    bad_lines = {fault.line for fault in against}
    known = {(contact.municipality.code, contact.email.casefold()): contact for contact in contacts()}
    silenced = set(Unsubscription.objects.values_list("fingerprint", flat=True))
    added, renamed, n_known, n_unsubscribed = [], [], 0, 0
    for row in rows:
        if row.line in bad_lines:
            continue
        municipality = register.find(row)
        contact = known.get((municipality.code, row.email.casefold()))
        fresh = Contact(municipality=municipality, email=row.email)
        if contact is not None and row.name and row.name != contact.name:
            renamed.append((row, contact))
        elif contact is not None:
            n_known += 1
        elif fresh.fingerprint in silenced:
            n_unsubscribed += 1
        else:
            added.append((row, municipality))
    in_order = sorted([*faults, *against], key=lambda fault: fault.line)
    return ImportPlan(tuple(added), tuple(renamed), n_known, n_unsubscribed, tuple(in_order))


class _Register:
    """The municipalities of one day by code and by name, as people write names."""

    def __init__(self, day: date) -> None:
        self.by_code = {municipality.code: municipality for municipality in municipalities_on(day)}
        self.code_by_name = {folded(municipality.name): code for code, municipality in self.by_code.items()}
        for everyday, official in EVERYDAY_NAMES.items():
            if folded(official) in self.code_by_name:
                self.code_by_name[folded(everyday)] = self.code_by_name[folded(official)]

    def code_of(self, row: ContactRow) -> str | None:
        if row.code:
            return row.code if row.code in self.by_code else None
        return self.code_by_name.get(folded(row.municipality))

    def find(self, row: ContactRow) -> Municipality:
        code = self.code_of(row)
        assert code is not None
        return self.by_code[code]


def campaigns_of(edition: Edition) -> QuerySet[Campaign]:
    """Newest first, with how many mails were sent, left out and still wait."""
    return (
        Campaign.objects.filter(edition=edition)
        .select_related("edition", "written_by")
        .annotate(
            n_sent=Count("approaches", filter=Q(approaches__sent_at__isnull=False)),
            n_left_out=Count("approaches", filter=~Q(approaches__left_out="")),
            n_waiting=Count("approaches", filter=Q(approaches__sent_at=None, approaches__left_out="")),
        )
        .order_by("-written_at", "-pk")
    )


def approaches_of(campaign: Campaign) -> QuerySet[Approach]:
    """By municipality, so that the mails of one stand together."""
    in_order = Approach.objects.order_by("municipality__name", "municipality__code", "pk")
    return in_order.filter(campaign=campaign).select_related("municipality", "contact")


def approaches_of_municipality(edition: Edition, municipality: Municipality) -> QuerySet[Approach]:
    return (
        Approach.objects.filter(edition=edition, municipality=municipality)
        .select_related("campaign", "contact")
        .order_by("-confirmed_at", "pk")
    )


def invited_in(edition: Edition) -> dict[str, Invited]:
    """When each municipality was mailed in this edition, by code."""
    sent = Approach.objects.filter(edition=edition, sent_at__isnull=False).order_by()
    rows = sent.values_list("municipality__code").annotate(first=Min("sent_at"), newest=Max("sent_at"), n=Count("pk"))
    return {code: Invited(first, newest, n) for code, first, newest, n in rows}


def mailing_list(campaign: Campaign) -> MailingList:
    """Whom the campaign would mail now: contacts of its group who want mail and are not yet approached in it."""
    members = _members(campaign)
    reachable = list(contacts().filter(stopped_at=None, municipality__code__in=members))
    approached = set(Approach.objects.filter(campaign=campaign).values_list("municipality__code", "fingerprint"))
    recipients = [
        Recipient(contact, members[contact.municipality.code])
        for contact in reachable
        if (contact.municipality.code, contact.fingerprint) not in approached
    ]
    addressed = {contact.municipality.code for contact in reachable}
    codes = [recipient.contact.code for recipient in recipients]
    return MailingList(
        recipients=tuple(recipients),
        without_address=tuple(row for code, row in members.items() if code not in addressed),
        seen=Seen(len(codes), mark_of(campaign.subject, campaign.text, codes)),
    )


def _members(campaign: Campaign) -> dict[str, ReachRow]:
    """The municipalities of the campaign's group that may be invited now, by code."""
    group = Group(campaign.group)
    rows = reach_in(campaign.edition).rows
    return {row.code: row for row in rows if is_in_group(row, group, campaign.choices)}


def letter_context(campaign: Campaign, contact: Contact) -> dict[str, object]:
    """What the mail's template needs; the organiser's text comes in filled, and as data."""
    values = _values(campaign, contact)
    letter = Letter(filled(campaign.subject, values), filled(campaign.text, values))
    return {"letter": letter, "contact": contact}


def letter_to(campaign: Campaign, contact: Contact) -> Letter:
    """The mail exactly as this contact will read it, with what stands under every invitation."""
    mail = render_to_string(LETTER, {**letter_context(campaign, contact), "site": settings.SITE_URL})
    subject, _, text = mail.strip().partition("\n")
    return Letter(subject.strip(), text.strip())


def _values(campaign: Campaign, contact: Contact) -> Mapping[Placeholder, str]:
    return {
        Placeholder.MUNICIPALITY: contact.municipality.name,
        Placeholder.NAME: contact.name or NAMELESS,
        Placeholder.CLOSING: _closing(campaign.edition.entry_deadline),
        Placeholder.LINK: f"{settings.SITE_URL}/meedoen/",
    }


def _closing(deadline: Deadline) -> str:
    """As it reads inside a sentence: `vrijdag 4 december 2026, 23.59 uur`."""
    if deadline.style is DeadlineStyle.INCLUSIVE_DAY:
        return f"{date_format(deadline.last_day, 'l j F Y')}, 23.59 uur"
    return f"{date_format(localtime(deadline.at), 'l j F Y, G.i')} uur"


def broken_approaches() -> QuerySet[Approach]:
    """Approaches of another edition than their campaign, or of another municipality than their contact."""
    return Approach.objects.filter(
        ~Q(campaign__edition=F("edition")) | Q(contact__isnull=False) & ~Q(contact__municipality=F("municipality"))
    )


def broken_stops() -> list[Contact]:
    """Contacts who asked for no more mail and would still get it."""
    silenced = set(Unsubscription.objects.values_list("fingerprint", flat=True))
    return [contact for contact in Contact.objects.filter(stopped_at=None) if contact.fingerprint in silenced]


def broken_campaigns() -> QuerySet[Campaign]:
    """Campaigns that mailed somebody without having been confirmed."""
    return Campaign.objects.filter(invited_at=None, approaches__isnull=False).distinct()

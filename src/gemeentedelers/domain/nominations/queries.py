from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import editions
from gemeentedelers.domain.entries.models import Entry, TeamMember
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.nominations.models import Contact, Invitation, Nomination, Nominator
from gemeentedelers.domain.nominations.rules import (
    JOINABLE,
    PATIENCE,
    WAITING,
    WITH_ENTRY,
    InvitationWay,
    NominationStatus,
    Progress,
    may_follow,
    nominated_by,
    progress_of,
    resembles,
    why_not_answer,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.refusals import Refusal

CURRENT = Q(handed_on_at=None)


def edition_open_for_nominating(now: datetime) -> Edition | None:
    opened = editions().filter(entry_opens__lte=now, is_archived=False)
    return next((edition for edition in opened if edition.nomination_window.is_open(now)), None)


def n_nominated_by(edition: Edition, *, email: str, user: User | None) -> int:
    """How often this person nominated in the edition, whatever became of it."""
    person = Q(email__iexact=email) if user is None else Q(email__iexact=email) | Q(user=user)
    return Nominator.objects.filter(person, nomination__edition=edition).exclude(email="").count()


def nomination_like(edition: Edition, municipality: Municipality, title: str) -> Nomination | None:
    """The nomination of the same case that a new one joins, by its own title or that of the entry it became."""
    known = Nomination.objects.filter(edition=edition, municipality=municipality, status__in=JOINABLE)
    for nomination in known.select_related("entry").order_by("received_at", "pk"):
        titles = [nomination.title, nomination.entry.title if nomination.entry else ""]
        if any(resembles(title, other) for other in titles):
            return nomination
    return None


def entry_like(edition: Edition, municipality: Municipality, title: str) -> Entry | None:
    """What the municipality already writes about the same case, when no nomination belongs to it yet."""
    written = Entry.objects.filter(
        edition=edition,
        municipality=municipality,
        status__in=[EntryStatus.DRAFT, EntryStatus.SUBMITTED],
        nomination=None,
    )
    return next((entry for entry in written.order_by("started_at", "pk") if resembles(title, entry.title)), None)


def nominator_known_as(nomination: Nomination, *, email: str, user: User | None) -> Nominator | None:
    person = Q(email__iexact=email) if user is None else Q(email__iexact=email) | Q(user=user)
    return nomination.nominators.filter(person).exclude(email="").first()


def current_invitation(nomination: Nomination) -> Invitation | None:
    return nomination.invitations.filter(CURRENT).select_related("contact").first()


def addresses_that_had(nomination: Nomination) -> list[str]:
    """Every contact that ever held an invitation to this nomination."""
    return list(nomination.invitations.values_list("contact__email", flat=True))


def invitations_with_token(token: str) -> QuerySet[Invitation]:
    """The one invitation whose unguessable token was mailed, or none; also when it was handed on since."""
    return Invitation.objects.filter(token=token).select_related(
        "contact", "nomination__edition", "nomination__municipality", "nomination__entry"
    )


def obstacle_to_answering(invitation: Invitation, viewer: User, *, now: datetime) -> Refusal | None:
    nomination = invitation.nomination
    return why_not_answer(
        status=NominationStatus(nomination.status),
        is_handed_on=invitation.handed_on_at is not None,
        is_contact=viewer.email.lower() == invitation.contact.email.lower(),
        is_colleague=viewer.municipality_is_verified and viewer.municipality_id == nomination.municipality_id,
        window=nomination.edition.nomination_window,
        now=now,
    )


@dataclass(frozen=True)
class OpenNomination:
    """An invitation as its contact and their colleagues see it in a list or a letter."""

    token: str
    title: str
    municipality: str
    edition: str
    nominated_by: str
    comes_from_colleague: bool


def nominations_for(viewer: User | AnonymousUser) -> list[OpenNomination]:
    """What waits for an answer of the viewer: as the contact, or as a proven colleague; in two queries."""
    if isinstance(viewer, AnonymousUser):
        return []
    for_me = Q(contact__email__iexact=viewer.email)
    if viewer.municipality_is_verified and viewer.municipality_id is not None:
        for_me |= Q(nomination__municipality=viewer.municipality_id)
    return _mentions(_open_invitations().filter(for_me).order_by("-nomination__received_at", "-pk"))


def _open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(CURRENT, nomination__status=NominationStatus.INVITED)


def _mentions(invitations: QuerySet[Invitation]) -> list[OpenNomination]:
    related = invitations.select_related("nomination__edition", "nomination__municipality")
    return [
        OpenNomination(
            token=row.token,
            title=row.nomination.title,
            municipality=row.nomination.municipality.name,
            edition=row.nomination.edition.name,
            nominated_by=said_by(row.nomination.nominators.all()),
            comes_from_colleague=row.way == InvitationWay.COLLEAGUE,
        )
        for row in related.prefetch_related("nomination__nominators")
    ]


def said_by(voices: Iterable[Nominator]) -> str:
    """Who nominated, in words: only who agreed to be named is."""
    every = list(voices)
    return nominated_by([voice.name for voice in every if voice.wants_credit], len(every))


@dataclass(frozen=True)
class Letter:
    """What a contact is told in one mail: what is new, and what was left without an answer."""

    new: Sequence[Invitation]
    waiting: Sequence[Invitation]

    def __bool__(self) -> bool:
        return bool(self.new or self.waiting)


def letter_to(contact: Contact, *, until: datetime, now: datetime) -> Letter:
    mine = _open_invitations().filter(contact=contact).select_related("nomination").order_by("invited_at", "pk")
    new = list(mine.filter(_has_news(until)))
    forgotten = mine.filter(_needs_reminder(now)).exclude(pk__in=[row.pk for row in new])
    return Letter(new, list(forgotten))


def mentions_of(invitations: Sequence[Invitation]) -> list[OpenNomination]:
    """The nominations of a letter, in its order."""
    wanted = [invitation.pk for invitation in invitations]
    return _mentions(Invitation.objects.filter(pk__in=wanted).order_by("invited_at", "pk"))


def contacts_to_write(*, until: datetime, now: datetime) -> QuerySet[Contact]:
    asked = _open_invitations().filter(_has_news(until) | _needs_reminder(now))
    return Contact.objects.filter(pk__in=asked.values("contact")).order_by("pk")


def _has_news(until: datetime) -> Q:
    later = Nominator.objects.filter(
        nomination=OuterRef("nomination"), nominated_at__gt=OuterRef("told_until"), nominated_at__lte=until
    )
    return Q(told_until=None, invited_at__lte=until) | Q(Exists(later))


def _needs_reminder(now: datetime) -> Q:
    """The rule `reminder_is_due`, as the database says it."""
    return Q(reminded_at=None, invited_at__lte=now - PATIENCE)


@dataclass(frozen=True)
class OwnNomination:
    """What somebody nominated, as far as they may know."""

    title: str
    municipality: str
    edition: str
    nominated_at: datetime
    progress: Progress


def nominations_by(viewer: User) -> list[OwnNomination]:
    """What the viewer nominated, newest first, under their own account or their own address; in one query."""
    invited_since = Invitation.objects.filter(
        nomination=OuterRef("nomination"), invited_at__gte=OuterRef("nominated_at")
    )
    voices = (
        Nominator.objects.filter(Q(user=viewer) | Q(email__iexact=viewer.email))
        .select_related("nomination__municipality", "nomination__edition", "nomination__entry")
        .annotate(was_invited_since=Exists(invited_since))
        .order_by("-nominated_at", "-pk")
    )
    return [_own(voice, invited_since=voice.was_invited_since) for voice in voices]


def _own(voice: Nominator, *, invited_since: bool) -> OwnNomination:
    nomination = voice.nomination
    return OwnNomination(
        title=nomination.title,
        municipality=nomination.municipality.name,
        edition=nomination.edition.name,
        nominated_at=voice.nominated_at,
        progress=progress_of(
            status=NominationStatus(nomination.status),
            is_followed=follows(voice, nomination),
            is_submitted=nomination.entry is not None and nomination.entry.status == EntryStatus.SUBMITTED,
            named_a_contact=bool(voice.contact_email),
            invited_since=invited_since,
        ),
    )


def follows(voice: Nominator, nomination: Nomination) -> bool:
    return may_follow(
        status=NominationStatus(nomination.status),
        agreed=nomination.may_be_followed,
        nominated_at=voice.nominated_at,
        answered_at=nomination.answered_at,
    )


def nominators_to_tell(nomination: Nomination) -> list[Nominator]:
    """Who asked for news and may have it."""
    asked = nomination.nominators.filter(wants_news=True).exclude(email="")
    return [voice for voice in asked if follows(voice, nomination)]


def nominations_of(edition: Edition) -> QuerySet[Nomination]:
    """Every nomination of an edition for its organisers, newest first, with its voices counted and its contact."""
    contact = Invitation.objects.filter(CURRENT, nomination=OuterRef("pk")).values("contact__email")[:1]
    return (
        Nomination.objects.filter(edition=edition)
        .select_related("edition", "municipality", "entry")
        .annotate(n_nominators=Count("nominators"), contact_email=Subquery(contact))
        .order_by("-received_at", "-pk")
    )


def invitations_of(nomination: Nomination) -> QuerySet[Invitation]:
    """Whom was written about it, in order; the last one may answer."""
    return nomination.invitations.select_related("contact").order_by("invited_at", "pk")


def writes_along(viewer: User, nomination: Nomination) -> bool:
    """Whether the viewer is in the team of the entry that the nomination became."""
    return TeamMember.objects.filter(user=viewer, entry__nomination=nomination).exists()


@dataclass(frozen=True)
class QueueCounts:
    n_tips: int
    n_without_contact: int


def nomination_counts(edition: Edition) -> QueueCounts:
    """What waits for the organisers: tips to look at, and nominations that need a (new) contact."""
    without = [NominationStatus.WITHOUT_CONTACT, NominationStatus.EXPIRED]
    counts = Nomination.objects.filter(edition=edition).aggregate(
        n_tips=Count("pk", filter=Q(status=NominationStatus.TIP)),
        n_without_contact=Count("pk", filter=Q(status__in=without)),
    )
    return QueueCounts(**counts)


def waiting_nominations() -> QuerySet[Nomination]:
    """What may expire, with the moment of its last invitation."""
    last = Invitation.objects.filter(CURRENT, nomination=OuterRef("pk")).values("invited_at")[:1]
    return (
        Nomination.objects.filter(status__in=WAITING)
        .select_related("edition")
        .annotate(last_invited_at=Subquery(last))
        .order_by("pk")
    )


def broken_invitations() -> QuerySet[Nomination]:
    """Nominations that wait for an answer of nobody."""
    current = Invitation.objects.filter(CURRENT, nomination=OuterRef("pk"))
    return Nomination.objects.filter(~Exists(current), status=NominationStatus.INVITED)


def broken_tips() -> QuerySet[Nomination]:
    """Tips that somebody was written about, or in which somebody is named."""
    named = Nominator.objects.filter(nomination=OuterRef("pk")).exclude(email="")
    invited = Invitation.objects.filter(nomination=OuterRef("pk"))
    return Nomination.objects.filter(Exists(named) | Exists(invited), status=NominationStatus.TIP)


def broken_claims() -> QuerySet[Nomination]:
    """Nominations with an entry of another municipality or edition, or with one that they should not have."""
    elsewhere = ~Q(entry__municipality=F("municipality")) | ~Q(entry__edition=F("edition"))
    return Nomination.objects.filter(Q(entry__isnull=False) & (elsewhere | ~Q(status__in=WITH_ENTRY)))


def broken_reminders() -> QuerySet[Invitation]:
    """Reminders of an invitation that was never mailed."""
    return Invitation.objects.filter(reminded_at__isnull=False, told_until=None)

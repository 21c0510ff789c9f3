from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from gemeentedelers.domain.cases.rules import Form, Need, faults_in, frozen_answers, gaps_in
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import Catalogue, catalogue_of, criteria_of
from gemeentedelers.domain.editions.rules import Closing, Timeliness, timeliness
from gemeentedelers.domain.entries.models import (
    Attachment,
    Entry,
    Extension,
    FrozenVersion,
    Invitation,
    Participant,
    TeamMember,
)
from gemeentedelers.domain.entries.rules import (
    Eligibility,
    EntryStatus,
    ExtensionStatus,
    InvitationStatus,
    Offer,
    SubmitKey,
    TeamRole,
    digest_of,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.texts.queries import values_of


def entries_of_team(viewer: User | AnonymousUser) -> QuerySet[Entry]:
    """The entries that the viewer helps to write, newest first."""
    if isinstance(viewer, AnonymousUser):
        return Entry.objects.none()
    return (
        Entry.objects.filter(team__user=viewer)
        .select_related("edition", "municipality", "category", "category_wish", "merged_into")
        .prefetch_related("edition__rounds")
        .order_by("-started_at")
    )


def entries_to_write(viewer: User) -> QuerySet[Entry]:
    """The same entries with only what typing needs, because that happens all day."""
    return entries_of_team(viewer).select_related(None).prefetch_related(None).select_related("edition")


def submitted_entries(edition: Edition) -> QuerySet[Entry]:
    """What the organisers of an edition look at; drafts stay with their teams."""
    return (
        Entry.objects.filter(edition=edition, status=EntryStatus.SUBMITTED)
        .select_related("municipality", "category", "category_wish")
        .order_by("reference")
    )


def entries_in_competition(edition: Edition) -> QuerySet[Entry]:
    """Submitted, found eligible and placed in a category: these are read and judged."""
    return (
        Entry.objects.filter(
            edition=edition,
            status=EntryStatus.SUBMITTED,
            eligibility=Eligibility.ELIGIBLE,
            category__isnull=False,
        )
        .select_related("municipality", "category", "edition")
        .order_by("reference")
    )


def form_of(edition: Edition) -> Form:
    return form_in(catalogue_of(edition))


def form_in(catalogue: Catalogue) -> Form:
    """What the edition asks."""
    return Form(
        criteria=tuple(row.key for row in catalogue.criteria),
        categories=frozenset(row.key for row in catalogue.categories),
        themes=frozenset(row.slug for row in catalogue.themes),
    )


def questions_of(edition: Edition) -> Form:
    """The same questions without what can be chosen, in one query: enough to know where a field is asked."""
    criteria = criteria_of(edition).values_list("key", flat=True)
    return Form(criteria=tuple(criteria), categories=frozenset(), themes=frozenset())


def closing_of(entry: Entry) -> Closing:
    """The closing that holds for this entry, with the latest extension it was given."""
    return closing_with(entry, entry.extensions.all())


def closing_with(entry: Entry, extensions: Iterable[Extension]) -> Closing:
    granted = [row.until for row in extensions if row.status == ExtensionStatus.GRANTED and row.until]
    return entry.edition.closing_for(max(granted, default=None))


def time_of(entry: Entry, received_at: datetime) -> Timeliness:
    return timeliness(closing_of(entry), received_at=received_at, drafted_at=entry.started_at)


def participants_of(entry: Entry) -> QuerySet[Participant]:
    """Who had a part in the case, partners before suppliers."""
    return entry.participants.select_related("municipality", "organisation")


def attachments_of(entry: Entry) -> QuerySet[Attachment]:
    """The files of a case in the order of the team, without those that were taken out."""
    return entry.attachments.filter(taken_out_at=None).select_related("file", "added_by")


def attachments_with_file(entry: Entry, code: str) -> QuerySet[Attachment]:
    """The one attachment of this entry with that file, or none; what was taken out is not handed out any more."""
    return attachments_of(entry).filter(file__code=code)


def content_of(
    texts: Mapping[str, str], form: Form, participants: Sequence[Participant], attachments: Sequence[Attachment]
) -> dict[str, object]:
    """The entry as it would be frozen now."""
    return {
        **frozen_answers(texts, form),
        "participants": [
            {
                "name": row.name,
                "municipality": row.municipality.code if row.municipality else None,
                "role": row.role,
                "contribution": row.contribution,
            }
            for row in participants
        ],
        "attachments": [
            {
                "code": row.file.code,
                "name": row.file.name,
                "kind": row.file.kind,
                "size": row.file.size,
                "digest": row.file.digest,
                "alternative": row.alternative,
            }
            for row in attachments
        ],
    }


@dataclass(frozen=True)
class Draft:
    """Everything that a team has written so far, and what it amounts to."""

    form: Form
    texts: Mapping[str, str]
    content: Mapping[str, object]
    offer: Offer
    participants: Sequence[Participant]
    attachments: Sequence[Attachment]


def draft_of(entry: Entry, *, catalogue: Catalogue | None = None, texts: Mapping[str, str] | None = None) -> Draft:
    """The entry as it stands, in a constant number of queries however much was written; fewer with what is known."""
    form = form_in(catalogue or catalogue_of(entry.edition))
    texts = values_of(entry.reference) if texts is None else texts
    participants, attachments = list(participants_of(entry)), list(attachments_of(entry))
    content = content_of(texts, form, participants, attachments)
    submitted = newest_version(entry)
    offer = Offer(
        gaps=gaps_in(texts, form, Need.REQUIRED),
        faults=faults_in(texts, form),
        digest=digest_of(content),
        submitted_digest=submitted.digest if submitted else "",
        n_undescribed=sum(not row.is_described for row in attachments),
    )
    return Draft(form, texts, content, offer, participants, attachments)


def key_to_submit(entry: Entry) -> SubmitKey:
    """What the check page hands out: this draft, as it stands now."""
    return SubmitKey(entry.submit_key, draft_of(entry).offer.digest)


def newest_version(entry: Entry) -> FrozenVersion | None:
    return entry.versions.order_by("-number").first()


def newest_versions(entries: QuerySet[Entry]) -> dict[int, FrozenVersion]:
    """The version that is judged, by entry id, for many entries in one query."""
    newest = FrozenVersion.objects.filter(entry=OuterRef("entry")).order_by("-number").values("pk")[:1]
    found = FrozenVersion.objects.filter(entry__in=entries, pk=Subquery(newest))
    return {version.entry_id: version for version in found}


def themes_by_reference(entries: QuerySet[Entry]) -> dict[str, frozenset[str]]:
    """The themes that each entry was submitted with, by their slugs; of the newest version, in one query."""
    newest = FrozenVersion.objects.filter(entry=OuterRef("entry")).order_by("-number").values("pk")[:1]
    found = FrozenVersion.objects.filter(entry__in=entries, pk=Subquery(newest))
    rows = found.values_list("entry__reference", "content__themes")
    return {reference: frozenset(slugs or ()) for reference, slugs in rows}


def team_of(entry: Entry) -> QuerySet[TeamMember]:
    """The owner first, then everybody in the order in which they joined."""
    return (
        TeamMember.objects.filter(entry=entry)
        .select_related("user__municipality")
        .annotate(is_owner=Q(role=TeamRole.OWNER))
        .order_by("-is_owner", "pk")
    )


def role_in(entry: Entry, user: User) -> TeamRole | None:
    found = TeamMember.objects.filter(entry=entry, user=user).values_list("role", flat=True).first()
    return TeamRole(found) if found else None


def open_invitations(entry: Entry) -> QuerySet[Invitation]:
    return entry.invitations.filter(status=InvitationStatus.OPEN)


def invitations_with_token(token: str) -> QuerySet[Invitation]:
    """The one invitation whose unguessable token was mailed, or none."""
    return Invitation.objects.filter(token=token).select_related("entry__edition", "entry__municipality", "invited_by")


def extensions_asked(edition: Edition) -> QuerySet[Extension]:
    """Teams that wait for an answer about more time, longest waiting first."""
    return (
        Extension.objects.filter(entry__edition=edition, status=ExtensionStatus.ASKED)
        .select_related("entry__municipality", "asked_by")
        .order_by("asked_at")
    )


def extensions_of(entry: Entry) -> QuerySet[Extension]:
    return entry.extensions.select_related("asked_by", "decided_by")


def participating_municipalities(edition: Edition) -> set[str]:
    """The codes of the municipalities with a submitted entry."""
    return set(
        Entry.objects.filter(edition=edition, status=EntryStatus.SUBMITTED).values_list("municipality__code", flat=True)
    )


@dataclass(frozen=True)
class IntakeCounts:
    n_drafts: int
    n_submitted: int
    n_undecided: int
    n_without_category: int


def intake_counts(edition: Edition) -> IntakeCounts:
    """The organisers' desk in one query."""
    submitted = Q(status=EntryStatus.SUBMITTED)
    counts = Entry.objects.filter(edition=edition).aggregate(
        n_drafts=Count("pk", filter=Q(status=EntryStatus.DRAFT)),
        n_submitted=Count("pk", filter=submitted),
        n_undecided=Count("pk", filter=submitted & Q(eligibility=Eligibility.UNDECIDED)),
        n_without_category=Count("pk", filter=submitted & Q(eligibility=Eligibility.ELIGIBLE, category=None)),
    )
    return IntakeCounts(**counts)


def broken_submissions() -> QuerySet[Entry]:
    """Submitted entries without a frozen version."""
    return Entry.objects.filter(status=EntryStatus.SUBMITTED, versions=None)


def broken_versions() -> list[FrozenVersion]:
    """Frozen versions whose content no longer has the digest of the day they were frozen."""
    versions = FrozenVersion.objects.select_related("entry").iterator(chunk_size=500)
    return [version for version in versions if digest_of(version.content) != version.digest]


def broken_categories() -> QuerySet[Entry]:
    """Entries placed in, or wishing for, a category of another edition."""
    placed = Q(category__isnull=False) & ~Q(category__edition=F("edition"))
    wished = Q(category_wish__isnull=False) & ~Q(category_wish__edition=F("edition"))
    return Entry.objects.filter(placed | wished)


def broken_teams() -> QuerySet[Entry]:
    """Entries that nobody owns, or more than one person."""
    return Entry.objects.annotate(n_owners=Count("team", filter=Q(team__role=TeamRole.OWNER))).exclude(n_owners=1)


def broken_merges() -> QuerySet[Entry]:
    """Merged entries that do not say into which, entries that say so without being merged, or into themselves."""
    is_merged, says_so = Q(status=EntryStatus.MERGED), Q(merged_into__isnull=False)
    return Entry.objects.filter(is_merged & ~says_so | ~is_merged & says_so | Q(merged_into=F("pk")))


def broken_keys() -> QuerySet[Entry]:
    """Entries whose next submission would be taken for one that was made before."""
    return Entry.objects.filter(submit_key__in=FrozenVersion.objects.values("submit_key"))


def broken_withdrawals() -> QuerySet[Entry]:
    """Entries that were withdrawn, not restored, and take part all the same."""
    return Entry.objects.filter(withdrawn_at__isnull=False, status__in=[EntryStatus.DRAFT, EntryStatus.SUBMITTED])


def members_of_drafts(edition: Edition) -> QuerySet[TeamMember]:
    """Everybody who writes at something that is not submitted yet; who has three drafts stands here three times."""
    return (
        TeamMember.objects.filter(entry__edition=edition, entry__status=EntryStatus.DRAFT, user__is_active=True)
        .select_related("user", "entry")
        .order_by("user", "entry__reference")
    )


@dataclass(frozen=True)
class DraftAudience:
    n_drafts: int
    n_people: int


def draft_audience(edition: Edition) -> DraftAudience:
    """How many drafts there are, and how many people write at them."""
    counts = members_of_drafts(edition).aggregate(
        n_drafts=Count("entry", distinct=True), n_people=Count("user", distinct=True)
    )
    return DraftAudience(**counts)

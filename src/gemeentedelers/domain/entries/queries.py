from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry, FrozenVersion, Nomination, TeamMember
from gemeentedelers.domain.entries.rules import (
    Draft,
    Eligibility,
    EntryStatus,
    NominationStatus,
    digest_of,
)
from gemeentedelers.domain.people.models import User


def entries_of_team(viewer: User | AnonymousUser) -> QuerySet[Entry]:
    """The entries that the viewer helps to write, newest first."""
    if isinstance(viewer, AnonymousUser):
        return Entry.objects.none()
    return (
        Entry.objects.filter(team__user=viewer)
        .select_related("edition", "municipality", "category", "category_wish")
        .prefetch_related("edition__rounds")
        .order_by("-started_at")
    )


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


def draft_of(entry: Entry) -> Draft:
    """The entry as plain values, in three queries."""
    answers = {row.criterion.key: row.text for row in entry.answers.select_related("criterion")}
    return Draft(
        title=entry.title.strip(),
        summary=entry.summary.strip(),
        result=entry.result.strip(),
        problem=entry.problem.strip(),
        approach=entry.approach.strip(),
        costs=entry.costs.strip(),
        lessons=entry.lessons.strip(),
        started_on=entry.started_on,
        finished_on=entry.finished_on,
        category=entry.category_wish.key if entry.category_wish else "",
        themes=tuple(theme.slug for theme in entry.themes.all()),
        was_decisive=entry.was_decisive,
        may_be_published=entry.may_be_published,
        answers=answers,
    )


def newest_version(entry: Entry) -> FrozenVersion | None:
    return entry.versions.order_by("-number").first()


def newest_versions(entries: QuerySet[Entry]) -> dict[int, FrozenVersion]:
    """The version that is judged, by entry id, for many entries in one query."""
    newest = FrozenVersion.objects.filter(entry=OuterRef("entry")).order_by("-number").values("pk")[:1]
    found = FrozenVersion.objects.filter(entry__in=entries, pk=Subquery(newest))
    return {version.entry_id: version for version in found}


def team_of(entry: Entry) -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(entry=entry).select_related("user__municipality")


def nominations_for(viewer: User | AnonymousUser) -> QuerySet[Nomination]:
    """Open nominations of the viewer's municipality: addressed to the viewer, or to a proven colleague."""
    if isinstance(viewer, AnonymousUser) or viewer.municipality_id is None:
        return Nomination.objects.none()
    for_me = Q(contact_email__iexact=viewer.email)
    if viewer.municipality_is_verified:
        for_me |= Q(municipality=viewer.municipality_id)
    return (
        Nomination.objects.filter(for_me, municipality=viewer.municipality_id, status=NominationStatus.OPEN)
        .select_related("edition", "municipality")
        .order_by("-nominated_at")
    )


def nominations_with_code(code: str) -> QuerySet[Nomination]:
    """The one nomination whose unguessable code was mailed, or none."""
    return Nomination.objects.filter(code=code).select_related("edition", "municipality")


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
    """Entries placed in a category of another edition."""
    return Entry.objects.filter(category__isnull=False).exclude(category__edition=F("edition"))


def broken_teams() -> QuerySet[Entry]:
    """Entries that nobody owns."""
    return Entry.objects.exclude(team__role="owner")

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from gemeentedelers.domain.editions.models import Category, Edition
from gemeentedelers.domain.editions.queries import categories_of
from gemeentedelers.domain.editions.rules import Deadline
from gemeentedelers.domain.entries.models import Entry, FrozenVersion
from gemeentedelers.domain.entries.queries import entries_of_team, newest_versions, submitted_entries
from gemeentedelers.domain.entries.rules import Eligibility, EntryStatus, ExtensionStatus
from gemeentedelers.domain.intake.models import Appeal, Merge, Question
from gemeentedelers.domain.intake.rules import (
    ALIKE_ENOUGH,
    MOST_ALIKE,
    AppealOutcome,
    QuestionState,
    appeal_deadline,
    local_day,
    story_of,
    why_not_appeal,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import people_with_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.queries import facts_about
from gemeentedelers.science.similarity import Index


@dataclass(frozen=True)
class Outline:
    """All that the organisers see of a draft: never what its team writes."""

    reference: str
    municipality: str
    status: EntryStatus
    extended_until: datetime | None


def extendable_entries(edition: Edition, *, reference: str = "") -> QuerySet[Entry]:
    """What may get more time: everything that still takes part, drafts included."""
    found = (
        Entry.objects.filter(edition=edition, status__in=[EntryStatus.DRAFT, EntryStatus.SUBMITTED])
        .select_related("municipality")
        .prefetch_related("extensions")
        .order_by("reference")
    )
    return found.filter(reference__icontains=reference) if reference else found


def drafts_in_outline(edition: Edition, *, reference: str = "") -> QuerySet[Entry]:
    return extendable_entries(edition, reference=reference).filter(status=EntryStatus.DRAFT)


def outline_of(entry: Entry) -> Outline:
    granted = [row.until for row in entry.extensions.all() if row.status == ExtensionStatus.GRANTED and row.until]
    return Outline(entry.reference, entry.municipality.name, EntryStatus(entry.status), max(granted, default=None))


def desk(edition: Edition) -> QuerySet[Entry]:
    """The submitted entries with what an organiser wants to see at once, all in the same query.

    `newest_time` is how the last submission stood to the closing; `has_question` and `has_appeal` say who waits.
    """
    newest = FrozenVersion.objects.filter(entry=OuterRef("pk")).order_by("-number").values("timeliness")[:1]
    return submitted_entries(edition).annotate(
        newest_time=Subquery(newest),
        has_question=Exists(Question.objects.filter(entry=OuterRef("pk"), state=QuestionState.OPEN)),
        has_appeal=Exists(Appeal.objects.filter(entry=OuterRef("pk"), outcome=AppealOutcome.WAITING)),
    )


@dataclass(frozen=True)
class Waiting:
    """How many teams wait for the organisers, and for how many the organisers wait."""

    n_extensions: int
    n_questions: int
    n_appeals: int


def waiting_counts(edition: Edition) -> Waiting:
    submitted = Q(status=EntryStatus.SUBMITTED)
    counts = Entry.objects.filter(edition=edition).aggregate(
        n_extensions=Count("extensions", filter=Q(extensions__status=ExtensionStatus.ASKED), distinct=True),
        n_questions=Count("questions", filter=submitted & Q(questions__state=QuestionState.OPEN), distinct=True),
        n_appeals=Count("appeal", filter=submitted & Q(appeal__outcome=AppealOutcome.WAITING), distinct=True),
    )
    return Waiting(**counts)


def questions_of(entry: Entry) -> QuerySet[Question]:
    """Newest first."""
    return entry.questions.select_related("asked_by", "answered_by")


def open_question(entry: Entry) -> Question | None:
    return questions_of(entry).filter(state=QuestionState.OPEN).first()


def questions_of_team(viewer: User | AnonymousUser) -> QuerySet[Question]:
    """What the viewer's own teams were asked."""
    return Question.objects.filter(entry__in=entries_of_team(viewer).values("pk").order_by()).select_related(
        "entry__edition", "asked_by"
    )


def questions_overdue(now: datetime) -> QuerySet[Question]:
    """Open questions of which the whole last day, in Amsterdam, is over."""
    return Question.objects.filter(state=QuestionState.OPEN, due_on__lt=local_day(now)).order_by("pk")


def appeal_of(entry: Entry) -> Appeal | None:
    return Appeal.objects.filter(entry=entry).select_related("appealed_by", "decided_by").first()


def newest_judgement(entry: Entry) -> Fact | None:
    """Who judged the entry last, and when, as the journal has it."""
    return facts_about(entry.reference).filter(name="entry.judged_eligible").order_by("-number").first()


@dataclass(frozen=True)
class Recourse:
    """What a team whose entry does not meet the conditions can still do."""

    appeal: Appeal | None
    until: Deadline | None
    may_appeal: bool


def recourse_of(entry: Entry, now: datetime) -> Recourse:
    appeal, judgement = appeal_of(entry), newest_judgement(entry)
    refusal = why_not_appeal(
        status=EntryStatus(entry.status),
        eligibility=Eligibility(entry.eligibility),
        judged_at=judgement.at if judgement else None,
        has_appealed=appeal is not None,
        text="?",
        now=now,
    )
    return Recourse(appeal, appeal_deadline(judgement.at) if judgement else None, refusal is None)


def organisers_beside(user: User, edition: Edition) -> QuerySet[User]:
    return people_with_role(Role.ORGANISER, edition.year).exclude(pk=user.pk)


def is_own_judgement(entry: Entry, user: User) -> bool:
    judgement = newest_judgement(entry)
    return judgement is not None and judgement.actor == user.code


def merges_into(entry: Entry) -> QuerySet[Merge]:
    """What went on in this entry and was not undone, newest first."""
    return entry.taken_in.filter(undone_at=None).select_related("gone__municipality", "merged_by")


@dataclass(frozen=True)
class Suggestion:
    category: Category
    words: tuple[str, ...]


@dataclass(frozen=True)
class Resemblance:
    entry: Entry
    words: tuple[str, ...]


@dataclass(frozen=True)
class Likeness:
    """Which category a case is closest to, and which other entries tell of something alike. Never more than a hint."""

    suggestion: Suggestion | None
    resembling: tuple[Resemblance, ...]


def likeness_of(edition: Edition, entry: Entry, version: FrozenVersion) -> Likeness:
    """Compared with the frozen texts of the edition, in the same few queries however many entries there are."""
    others = submitted_entries(edition).exclude(pk=entry.pk)
    versions, entries = newest_versions(others.order_by()), list(others)
    entries = [row for row in entries if row.pk in versions]
    categories = list(categories_of(edition))
    stories = [story_of(versions[row.pk].content) for row in entries]
    index = Index([*stories, *(f"{row.name}\n{row.description}" for row in categories)])
    story = story_of(version.content)
    return Likeness(_suggestion(index, story, categories, entries), _resembling(index, story, entries))


def _suggestion(
    index: Index, story: str, categories: Sequence[Category], entries: Sequence[Entry]
) -> Suggestion | None:
    """A category is its name, its description and the entries that were placed in it already."""
    groups = {
        row.key: [
            len(entries) + number,
            *(place for place, other in enumerate(entries) if other.category_id == row.pk),
        ]
        for number, row in enumerate(categories)
    }
    closest = index.closest(story, groups)
    if closest is None:
        return None
    return Suggestion(next(row for row in categories if row.key == closest.key), closest.shared_words)


def _resembling(index: Index, story: str, entries: Sequence[Entry]) -> tuple[Resemblance, ...]:
    near = index.nearest(story, MOST_ALIKE + len(index) - len(entries))
    found = [row for row in near if row.position < len(entries) and row.score >= ALIKE_ENOUGH]
    return tuple(Resemblance(entries[row.position], row.shared_words) for row in found[:MOST_ALIKE])


def broken_open_sections() -> QuerySet[Entry]:
    """Entries with open sections that no open question asks for."""
    asks = Question.objects.filter(entry=OuterRef("pk"), state=QuestionState.OPEN, sections=OuterRef("open_sections"))
    return Entry.objects.exclude(open_sections=[]).exclude(Exists(asks))


def broken_merges() -> QuerySet[Entry]:
    """Merged entries of which nothing tells what came along, or that went on somewhere else than was told."""
    told = Merge.objects.filter(gone=OuterRef("pk"), kept=OuterRef("merged_into"), undone_at=None)
    return Entry.objects.filter(status=EntryStatus.MERGED).exclude(Exists(told))

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q, QuerySet

from gemeentedelers.domain.conflicts.models import Conflict
from gemeentedelers.domain.conflicts.queries import bars_between, conflicts_in, entries_hidden_from
from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.people.models import User


def assignments_of(viewer: User | AnonymousUser) -> QuerySet[Assignment]:
    """What lies on the viewer's desk, in every round; never what the viewer said to be involved in."""
    if isinstance(viewer, AnonymousUser):
        return Assignment.objects.none()
    return (
        Assignment.objects.filter(reader__user=viewer, ended_at=None)
        .exclude(entry__in=entries_hidden_from(viewer))
        .select_related("entry__municipality", "entry__category", "reader__round__edition")
        .order_by("-reader__round__opens", "entry__reference")
    )


def seats_of(viewer: User | AnonymousUser) -> QuerySet[Reader]:
    """Every round in which the viewer reads, the newest first."""
    if isinstance(viewer, AnonymousUser):
        return Reader.objects.none()
    return (
        Reader.objects.filter(user=viewer, left_at=None)
        .select_related("round__edition", "user__municipality")
        .order_by("-round__opens", "pk")
    )


def entries_to_declare(reader: Reader) -> QuerySet[Entry]:
    """Where a reader may be involved, by municipality: every entry but those of the own municipality."""
    entries = entries_in_competition(reader.round.edition).select_related("municipality")
    return entries.exclude(municipality=reader.user.municipality_id).order_by("municipality__name", "reference")


def interests_of(reader: Reader) -> QuerySet[Conflict]:
    """What a reader declared in the edition, with the entry."""
    declared = conflicts_in(reader.round.edition).filter(user=reader.user)
    return declared.select_related("entry__municipality").order_by("entry__municipality__name", "entry__reference")


def readers_of(round_: Round) -> QuerySet[Reader]:
    """The readers of a round with the number of entries on their desk; who left is not among them."""
    on_desk = Count("assignments", filter=Q(assignments__ended_at=None))
    return (
        Reader.objects.filter(round=round_, left_at=None)
        .select_related("user__municipality")
        .annotate(n_assigned=on_desk)
        .order_by("user__name", "pk")
    )


def people_reading_in(edition: Edition) -> QuerySet[User]:
    """Everybody who reads in a round of the edition and did not leave."""
    readers = Reader.objects.filter(round__edition=edition, left_at=None)
    return User.objects.filter(pk__in=readers.values("user")).select_related("municipality").order_by("name", "pk")


def broken_assignments() -> QuerySet[Assignment]:
    """Readers with an entry of their own municipality, or of another edition, on their desk."""
    own = Q(entry__municipality=F("reader__user__municipality"))
    elsewhere = ~Q(entry__edition=F("reader__round__edition"))
    return Assignment.objects.filter(own | elsewhere, ended_at=None)


def broken_conflicts() -> QuerySet[Assignment]:
    """Assignments that go on although the reader declared a conflict."""
    return Assignment.objects.filter(ended_at=None, entry__conflicts__user=F("reader__user"))


def broken_bars() -> list[Assignment]:
    """Assignments of a round that is not closed over a tie that bars, computed from the facts of today."""
    return _barred(_going_on())


def barred_assignments(user: User) -> list[Assignment]:
    """The same of one person."""
    return _barred(_going_on().filter(reader__user=user))


def _going_on() -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        ended_at=None,
        reader__round__closed_at=None,
        entry__edition__is_archived=False,
        entry__edition__revealed_at=None,
    ).select_related("reader__user", "entry")


def _barred(active: QuerySet[Assignment]) -> list[Assignment]:
    assignments = list(active)
    users = {row.reader.user_id: row.reader.user for row in assignments}
    entries = {row.entry_id: row.entry for row in assignments}
    barred = bars_between(users.values(), entries.values()) if assignments else {}
    return [row for row in assignments if (row.reader.user.code, row.entry.reference) in barred]


def readers_who_left(round_: Round) -> QuerySet[Reader]:
    """Who stopped, with the number of entries that they had finished."""
    kept = Count("assignments", filter=Q(assignments__ended_at=None))
    return (
        Reader.objects.filter(round=round_)
        .exclude(left_at=None)
        .select_related("user__municipality")
        .annotate(n_kept=kept)
        .order_by("user__name", "pk")
    )


def reader_in(round_: Round, code: str) -> QuerySet[Reader]:
    """The reader of a round by the code of the person, whether still there or not."""
    return Reader.objects.filter(round=round_, user__code=code).select_related("user", "round__edition")


def n_pieces_of_work(reader: Reader) -> int:
    """Everything that was ever put before a reader: entries to score and pairs to compare."""
    found = Reader.objects.filter(pk=reader.pk).aggregate(
        n_assignments=Count("assignments", distinct=True), n_comparisons=Count("comparisons", distinct=True)
    )
    return sum(found.values())

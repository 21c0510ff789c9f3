from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q, QuerySet

from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.panels.models import Assignment, Conflict, Reader
from gemeentedelers.domain.people.models import User


def assignments_of(viewer: User | AnonymousUser) -> QuerySet[Assignment]:
    """What lies on the viewer's desk, in every round."""
    if isinstance(viewer, AnonymousUser):
        return Assignment.objects.none()
    return (
        Assignment.objects.filter(reader__user=viewer, ended_at=None)
        .select_related("entry__municipality", "entry__category", "reader__round__edition")
        .order_by("-reader__round__opens", "entry__reference")
    )


def readers_of(round_: Round) -> QuerySet[Reader]:
    """The readers of a round with the number of entries on their desk."""
    on_desk = Count("assignments", filter=Q(assignments__ended_at=None))
    return (
        Reader.objects.filter(round=round_)
        .select_related("user__municipality")
        .annotate(n_assigned=on_desk)
        .order_by("user__name", "pk")
    )


def conflicts_in(edition: Edition) -> QuerySet[Conflict]:
    return Conflict.objects.filter(entry__edition=edition).select_related("user", "entry")


def broken_assignments() -> QuerySet[Assignment]:
    """Readers with an entry of their own municipality, or of another edition, on their desk."""
    own = Q(entry__municipality=F("reader__user__municipality"))
    elsewhere = ~Q(entry__edition=F("reader__round__edition"))
    return Assignment.objects.filter(own | elsewhere, ended_at=None)


def broken_conflicts() -> QuerySet[Assignment]:
    """Assignments that go on although the reader declared a conflict."""
    return Assignment.objects.filter(ended_at=None, entry__conflicts__user=F("reader__user"))

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from gemeentedelers.domain.adoptions.models import Adoption
from gemeentedelers.domain.adoptions.rules import REUSE, AdoptionObstacle, AdoptionStatus, why_not_adopt
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.foundation.refusals import Refusal

FURTHEST_FIRST = (
    AdoptionStatus.DEVELOPED_FURTHER,
    AdoptionStatus.IN_USE,
    AdoptionStatus.PILOT,
    AdoptionStatus.EXPLORING,
    AdoptionStatus.INTEREST,
    AdoptionStatus.STOPPED,
)
PROGRESS = Case(*(When(status=status, then=Value(place)) for place, status in enumerate(FURTHEST_FIRST)))


def adopters_of(publication: Publication) -> QuerySet[Adoption]:
    """Everybody who said something about taking it over, the furthest first, who stopped last."""
    return (
        Adoption.objects.filter(publication=publication)
        .select_related("municipality")
        .order_by(PROGRESS, "municipality__name", "pk")
    )


def adoptions_by_municipality(municipality: Municipality) -> QuerySet[Adoption]:
    return (
        Adoption.objects.filter(municipality=municipality)
        .select_related("publication__edition")
        .prefetch_related("publication__municipalities", "publication__organisations")
        .order_by(PROGRESS, "publication__title", "pk")
    )


def n_reusers_by_publication(publications: Collection[int]) -> dict[int, int]:
    """How many municipalities reuse each of these cases (ids); who nobody reuses counts 0."""
    counted = (
        Adoption.objects.filter(publication__in=publications, status__in=REUSE)
        .order_by()
        .values_list("publication")
        .annotate(n=Count("municipality"))
    )
    return dict.fromkeys(publications, 0) | dict(counted)


def n_reusers(publication: str) -> Coalesce:
    """For sorting: the number of reusers of the publication in that column of the outer query."""
    counted = (
        Adoption.objects.filter(publication=OuterRef(publication), status__in=REUSE)
        .order_by()
        .values("publication")
        .values(n=Count("pk"))
    )
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def adoption_of(viewer: User | AnonymousUser, publication: Publication) -> Adoption | None:
    """What the viewer's own municipality said about the case."""
    if isinstance(viewer, AnonymousUser) or viewer.municipality_id is None:
        return None
    return Adoption.objects.filter(publication=publication, municipality=viewer.municipality_id).first()


def why_viewer_may_not_adopt(viewer: User | AnonymousUser, publication: Publication) -> Refusal | None:
    """The same answer that the action gives, for the page that offers it."""
    if isinstance(viewer, AnonymousUser):
        return Refusal(AdoptionObstacle.NOT_SIGNED_IN)
    return why_not_adopt(
        municipality=viewer.municipality.code if viewer.municipality else None,
        is_verified=viewer.municipality_is_verified,
        shared_by={municipality.code for municipality in publication.municipalities.all()},
    )


def broken_adoptions() -> QuerySet[Adoption]:
    """Municipalities that say they took over their own case."""
    return Adoption.objects.filter(publication__municipalities=F("municipality"))

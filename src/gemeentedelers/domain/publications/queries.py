from collections.abc import Collection

from django.db.models import Case, F, Q, QuerySet, Value, When

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.queries import EVERYDAY_NAMES
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.domain.publications.rules import Outcome

HONOUR = Case(
    When(outcome=Outcome.WINNER, then=Value(0)),
    When(outcome=Outcome.FINALIST, then=Value(1)),
    When(outcome=Outcome.SHORTLISTED, then=Value(2)),
    default=Value(3),
)


def publications() -> QuerySet[Publication]:
    """Every public case with its edition, participants and themes, newest edition and winners first."""
    return (
        Publication.objects.select_related("edition")
        .prefetch_related("municipalities", "organisations", "themes")
        .order_by("-edition__year", HONOUR, "title", "pk")
    )


def publications_with_slug(slug: str) -> QuerySet[Publication]:
    """The one public case at that address, or none."""
    return publications().filter(slug=slug)


def publications_with_slugs(slugs: Collection[str]) -> QuerySet[Publication]:
    return publications().filter(slug__in=slugs)


def publications_of_edition(edition: Edition) -> QuerySet[Publication]:
    """Winners first, then finalists, the shortlist and the others; by title."""
    return publications().filter(edition=edition)


def publications_of_municipality(municipality: Municipality) -> QuerySet[Publication]:
    return publications().filter(municipalities=municipality)


def sharing_municipalities() -> set[str]:
    """The codes of the municipalities that ever shared a public case."""
    shared = Publication.objects.filter(municipalities__isnull=False).order_by()
    return set(shared.values_list("municipalities__code", flat=True))


def publication_of_entry(entry: Entry) -> Publication | None:
    """The public face of an entry, once it has one."""
    return Publication.objects.filter(entry=entry).first()


def winning_publications(limit: int) -> QuerySet[Publication]:
    """The winners of the newest revealed editions."""
    return publications().filter(outcome=Outcome.WINNER)[:limit]


def newest_publications(limit: int) -> QuerySet[Publication]:
    """What was published last, first."""
    return publications().order_by("-published_at", "-pk")[:limit]


def public_slugs() -> list[str]:
    return list(Publication.objects.order_by("slug").values_list("slug", flat=True))


def municipalities_by_name() -> dict[str, Municipality]:
    """The register by official and everyday name; of two with one name, the one that still exists."""
    by_name: dict[str, Municipality] = {}
    for municipality in Municipality.objects.order_by(F("valid_to").asc(nulls_last=True)):
        by_name[municipality.name] = municipality
    everyday = {name: by_name[official] for name, official in EVERYDAY_NAMES.items() if official in by_name}
    return by_name | everyday


def broken_embargoes() -> QuerySet[Publication]:
    """Cases that are public while the result of their edition is not."""
    return Publication.objects.filter(
        Q(edition__revealed_at=None) | Q(published_at__lt=F("edition__revealed_at"), entry__isnull=False)
    )


def broken_origins() -> QuerySet[Publication]:
    """Cases that belong to an entry of another edition, or that nobody shared."""
    another = Q(entry__isnull=False) & ~Q(entry__edition=F("edition"))
    return Publication.objects.filter(another | Q(municipalities=None, organisations=None))

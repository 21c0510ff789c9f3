from collections.abc import Collection

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value
from django.db.models.expressions import CombinedExpression

from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.domain.publications.queries import publications_with_slugs
from gemeentedelers.domain.search.models import Document
from gemeentedelers.domain.search.queries import DUTCH, names_of
from gemeentedelers.domain.search.rules import folded

BATCH = 200
INDEXED = ["vector", "year", "outcome", "provinces", "sizes", "themes", "municipality_names"]


@transaction.atomic
def index_publications(slugs: Collection[str]) -> int:
    """Make the documents of these publications anew, and say how many. Safe to repeat: nothing else is kept here."""
    documents = [_document(publication) for publication in publications_with_slugs(slugs)]
    Document.objects.bulk_create(
        documents,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["publication"],
        update_fields=INDEXED,
    )
    return len(documents)


def _document(publication: Publication) -> Document:
    municipalities = list(publication.municipalities.all())
    names = names_of(publication)
    return Document(
        publication=publication,
        vector=_vector(publication, names),
        year=publication.edition.year,
        outcome=publication.outcome,
        provinces=sorted({municipality.province for municipality in municipalities}),
        sizes=sorted({size.value for municipality in municipalities if (size := municipality.size_class)}),
        themes=sorted(theme.slug for theme in publication.themes.all()),
        municipality_names=", ".join(names),
    )


def _vector(publication: Publication, names: list[str]) -> CombinedExpression:
    themes = " ".join(theme.name for theme in publication.themes.all())
    body = " ".join(part["text"] for part in publication.body)
    return (
        _weighted("A", publication.title, *names)
        + _weighted("B", publication.result, publication.summary, themes, publication.category_name)
        + _weighted("C", body, publication.jury_remark)
    )


def _weighted(weight: str, *texts: str) -> SearchVector:
    return SearchVector(Value(folded(" ".join(texts))), config=DUTCH, weight=weight)

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.contrib.postgres.search import (
    CombinedSearchQuery,
    SearchConfig,
    SearchQuery,
    SearchRank,
)
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, FloatField, Func, Max, Q, QuerySet, Value, When

from gemeentedelers.domain.adoptions.queries import n_reusers
from gemeentedelers.domain.editions.queries import themes
from gemeentedelers.domain.municipalities.queries import EVERYDAY_NAMES, provinces
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.domain.publications.queries import HONOUR, publications
from gemeentedelers.domain.publications.rules import Outcome
from gemeentedelers.domain.search.models import Document
from gemeentedelers.domain.search.rules import (
    DRAFT_LENGTH,
    NEAR_ENOUGH,
    OUTCOME_WORDS,
    PER_PAGE,
    SIZE_WORDS,
    Facet,
    Ignored,
    Search,
    Sort,
    alike_words,
    chosen,
    compared_text,
    folded,
    prefix_of,
    with_chosen,
    without_unknown,
)
from gemeentedelers.foundation.journal.queries import newest_number
from gemeentedelers.foundation.kept import Kept
from gemeentedelers.science.similarity import Index

DUTCH = SearchConfig("dutch")

# Of two cases that fit about equally well, the one that a jury looked at stands first; a better fit still wins.
JURY_PUSH = Case(
    When(outcome=Outcome.WINNER, then=Value(1.2)),
    When(outcome=Outcome.FINALIST, then=Value(1.1)),
    default=Value(1.0),
    output_field=FloatField(),
)


@dataclass(frozen=True)
class FacetCount:
    """One value of a filter, and how many cases choosing it would give."""

    value: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Found:
    """The answer, with the search as it was understood; `search.ignored` says what was not."""

    search: Search
    total: int
    page: Page[Document]
    hits: list[Publication]
    facets: Mapping[Facet, list[FacetCount]]


def search_cases(search: Search) -> Found:
    """Search the index, in the same number of queries however much is found; words cost one more.

    The counts of a filter leave out its own choice: they say what one more choice would add. A page beyond the
    last shows the last one.
    """
    names = _names_by_facet()
    understood = without_unknown(search, names)
    by_words = _by_words(understood.q)
    paginator = Paginator(_ordered(_matching(understood, by_words), understood), PER_PAGE)
    page = paginator.get_page(understood.page)
    if page.number != understood.page:
        beyond = Ignored("pagina", str(understood.page))
        understood = replace(understood, page=page.number, ignored=(*understood.ignored, beyond))
    return Found(
        search=understood,
        total=paginator.count,
        page=page,
        hits=[document.publication for document in page],
        facets={facet: _counts(understood, facet, names[facet], by_words) for facet in Facet},
    )


def _names_by_facet() -> dict[Facet, dict[str, str]]:
    """Every value that a filter can have, by the word in the address, in the order of the page."""
    years = Document.objects.order_by("-year").values_list("year", flat=True).distinct()
    return {
        Facet.THEME: {theme.slug: theme.name for theme in themes()},
        Facet.YEAR: {str(year): str(year) for year in years},
        Facet.PROVINCE: {name: name for name in provinces()},
        Facet.SIZE: {word: size.value for word, size in SIZE_WORDS.items()},
        Facet.OUTCOME: {word: outcome.value for word, outcome in OUTCOME_WORDS.items()},
    }


def _matching(search: Search, by_words: Q) -> QuerySet[Document]:
    documents = Document.objects.filter(by_words)
    for facet in Facet:
        if values := chosen(search, facet):
            documents = documents.filter(_condition(facet, values))
    return documents


def _by_words(q: str) -> Q:
    """The documents that hold the words, looked up once: matching is the dear part, and six counts rely on it."""
    if not q:
        return Q()
    return Q(pk__in=list(Document.objects.filter(vector=_asked(q)).values_list("pk", flat=True)))


def _asked(q: str) -> SearchQuery | CombinedSearchQuery:
    plain = folded(q)
    whole = SearchQuery(plain, config=DUTCH, search_type="websearch")
    prefix = prefix_of(plain)
    if prefix is None:
        return whole
    beginning = SearchQuery(f"{prefix.beginning}:*", config=DUTCH, search_type="raw")
    if not prefix.head:
        return whole | beginning
    return whole | (SearchQuery(prefix.head, config=DUTCH, search_type="websearch") & beginning)


def _condition(facet: Facet, values: Sequence[str]) -> Q:
    match facet:
        case Facet.THEME:
            return Q(themes__overlap=list(values))
        case Facet.YEAR:
            return Q(year__in=[int(value) for value in values])
        case Facet.PROVINCE:
            return Q(provinces__overlap=list(values))
        case Facet.SIZE:
            return Q(sizes__overlap=[SIZE_WORDS[value].value for value in values])
        case Facet.OUTCOME:
            return Q(outcome__in=[OUTCOME_WORDS[value].value for value in values])


def _ordered(documents: QuerySet[Document], search: Search) -> QuerySet[Document]:
    newest = ("-year", HONOUR, "publication__title", "pk")
    shown = (
        documents.defer("vector")
        .select_related("publication__edition")
        .prefetch_related("publication__municipalities", "publication__organisations")
    )
    if search.order is Sort.RELEVANCE:
        rank = SearchRank(F("vector"), _asked(search.q)) * JURY_PUSH
        return shown.annotate(rank=rank).order_by("-rank", *newest)
    if search.order is Sort.REUSED:
        return shown.annotate(n_reusers=n_reusers("publication")).order_by("-n_reusers", *newest)
    return shown.order_by(*newest)


class _Unnest(Func):
    function = "unnest"
    arity = 1
    set_returning = True


COUNTED = {
    Facet.THEME: _Unnest("themes"),
    Facet.YEAR: F("year"),
    Facet.PROVINCE: _Unnest("provinces"),
    Facet.SIZE: _Unnest("sizes"),
    Facet.OUTCOME: F("outcome"),
}


def _counts(search: Search, facet: Facet, names: Mapping[str, str], by_words: Q) -> list[FacetCount]:
    others = _matching(with_chosen(search, facet, ()), by_words)
    rows = others.annotate(counted=COUNTED[facet]).values_list("counted").annotate(n=Count("pk")).order_by()
    counts = {str(value): n for value, n in rows}
    key = names.__getitem__ if facet in (Facet.SIZE, Facet.OUTCOME) else str
    found = [
        FacetCount(word, name, counts.get(key(word), 0), word in chosen(search, facet)) for word, name in names.items()
    ]
    return [row for row in found if row.count or row.is_chosen]


def names_of(publication: Publication) -> list[str]:
    """The names of the participants, official and everyday: Den Haag as well as 's-Gravenhage."""
    official = publication.participants
    return [*official, *(name for name, formal in EVERYDAY_NAMES.items() if formal in official)]


@dataclass(frozen=True)
class NearCase:
    """A public case that is like a text: how near from 0 to 1, and the words of the text that made it so.

    The publication comes with its edition and participants.
    """

    publication: Publication
    score: float
    shared_words: tuple[str, ...]


@dataclass(frozen=True)
class _Shelf:
    """Every public case as it is compared; `pks` says which stands at which position of the index."""

    pks: list[int]
    index: Index


ALIKE = alike_words((Path(__file__).parent / "reference" / "alike.txt").read_text(encoding="utf-8"))


def nearest_cases(text: str, n: int = 5) -> list[NearCase]:
    """At most `n` public cases that are like a text, the nearest first; none when nothing is near enough.

    A hint for who writes or nominates: it never stands in the way. Two queries look whether the cases changed since
    this process compared them, and the same number reads the cases found, however many there are.
    """
    shelf = _SHELF.get()
    nearest = [near for near in shelf.index.nearest(text[:DRAFT_LENGTH], n) if near.score >= NEAR_ENOUGH]
    found = publications().in_bulk([shelf.pks[near.position] for near in nearest])
    return [
        NearCase(found[pk], near.score, near.shared_words)
        for near in nearest
        if (pk := shelf.pks[near.position]) in found
    ]


def _mark_of_cases() -> Hashable:
    """Differs when a case was added, corrected or taken away."""
    counted = Publication.objects.aggregate(n=Count("pk"), newest=Max("pk"))
    return counted["n"], counted["newest"], newest_number("case.published", "case.corrected")


def _filled_shelf() -> _Shelf:
    cases = list(publications().order_by("pk"))
    return _Shelf([case.pk for case in cases], Index([_compared(case) for case in cases], alike=ALIKE))


def _compared(case: Publication) -> str:
    texts = [case.title, case.result, case.summary, *(part["text"] for part in case.body)]
    return compared_text(texts, names_of(case))


_SHELF = Kept(_mark_of_cases, _filled_shelf)


def broken_documents() -> QuerySet[Publication]:
    """Public cases that nobody can find: they have no document."""
    return Publication.objects.filter(document=None)

import pytest
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.adoptions.tests.factories import adopted
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.publications.actions import import_cases
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.domain.publications.queries import public_slugs
from gemeentedelers.domain.publications.rules import Outcome
from gemeentedelers.domain.publications.tests.factories import NOW, case_row, published_case
from gemeentedelers.domain.search.actions import index_publications
from gemeentedelers.domain.search.jobs import index_case, index_corrected_case
from gemeentedelers.domain.search.models import Document
from gemeentedelers.domain.search.queries import FacetCount, Found, broken_documents, search_cases
from gemeentedelers.domain.search.rules import PER_PAGE, Facet, Ignored, Search, Sort
from gemeentedelers.foundation.journal.models import Fact

pytestmark = pytest.mark.django_db


def titles(found: Found) -> list[str]:
    return [publication.title for publication in found.hits]


def search(**details: object) -> Found:
    return search_cases(Search(**details))  # type: ignore[arg-type]  # tests name what they ask


def indexed(title: str, **details: object) -> Publication:
    publication = published_case(title, **details)  # type: ignore[arg-type]  # passed on
    index_publications([publication.slug])
    return publication


@pytest.fixture
def library() -> None:
    """Four cases that differ in every filter."""
    utrecht = MunicipalityFactory(name="Vecht", province="Utrecht", population=20_000)
    zeeland = MunicipalityFactory(name="Schelde", province="Zeeland", population=120_000)
    indexed("Slimme afvalinzameling", shared_by=utrecht, year=2021, themes=("Milieu",), outcome=Outcome.WINNER)
    indexed("Schuldhulp aan de keukentafel", shared_by=utrecht, year=2022, themes=("Schuldendomein",))
    indexed("Coördinatie van de jeugdzorg", shared_by=zeeland, year=2022, themes=("Jeugd", "Milieu"))
    indexed("Buurthuis", shared_by=zeeland, year=2023, outcome=Outcome.PARTICIPANT, body="Ook over schulden.")


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("afval", ["Slimme afvalinzameling"]),
        ("slimme afval", ["Slimme afvalinzameling"]),
        ("coordinatie", ["Coördinatie van de jeugdzorg"]),
        ("coördinatie jeugd", ["Coördinatie van de jeugdzorg"]),
        ("schuld", ["Schuldhulp aan de keukentafel", "Buurthuis"]),
        ("schulden -keukentafel", ["Buurthuis"]),
        ('"aan de keukentafel"', ["Schuldhulp aan de keukentafel"]),
        ("vecht", ["Slimme afvalinzameling", "Schuldhulp aan de keukentafel"]),
        ("jeugd or buurthuis", ["Coördinatie van de jeugdzorg", "Buurthuis"]),
        ("zwembad", []),
        ("de het", []),
        ("'", []),
        ("\\ & | ! ( : * <->", []),
    ],
)
def test_words_find_cases_also_inflected_begun_or_without_accents(library: None, q: str, found: list[str]) -> None:
    assert sorted(titles(search(q=q))) == sorted(found)


def test_without_words_the_newest_edition_comes_first(library: None) -> None:
    assert titles(search()) == [
        "Buurthuis",
        "Coördinatie van de jeugdzorg",
        "Schuldhulp aan de keukentafel",
        "Slimme afvalinzameling",
    ]


def test_a_title_weighs_more_than_a_text_and_a_winner_a_little_more_than_others() -> None:
    indexed("Fietsen", year=2021)
    indexed("Lopen", year=2024, outcome=Outcome.WINNER, body="Ook fietsen is gezond.")
    indexed("Fietsen", year=2021, outcome=Outcome.WINNER)

    found = search(q="fietsen")

    assert [(case.title, case.outcome) for case in found.hits] == [
        ("Fietsen", "winner"),
        ("Fietsen", "finalist"),
        ("Lopen", "winner"),
    ]


def test_the_most_reused_can_come_first() -> None:
    indexed("Weinig", year=2024)
    often = indexed("Vaak", year=2021)
    adopted(often)

    assert titles(search(sort=Sort.REUSED)) == ["Vaak", "Weinig"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"themes": ("milieu",)}, ["Coördinatie van de jeugdzorg", "Slimme afvalinzameling"]),
        ({"themes": ("jeugd", "schuldendomein")}, ["Coördinatie van de jeugdzorg", "Schuldhulp aan de keukentafel"]),
        ({"themes": ("milieu",), "provinces": ("Zeeland",)}, ["Coördinatie van de jeugdzorg"]),
        ({"years": ("2021", "2023")}, ["Buurthuis", "Slimme afvalinzameling"]),
        ({"outcomes": ("winnaar",)}, ["Slimme afvalinzameling"]),
        ({"sizes": ("klein",)}, ["Schuldhulp aan de keukentafel", "Slimme afvalinzameling"]),
        ({"sizes": ("middel",)}, []),
    ],
)
def test_values_of_a_filter_widen_and_filters_narrow(
    library: None, filters: dict[str, object], found: list[str]
) -> None:
    assert titles(search(**filters)) == found


def counts(found: Found, facet: Facet) -> dict[str, int]:
    return {row.value: row.count for row in found.facets[facet]}


def test_counts_leave_out_the_own_filter_and_keep_the_others(library: None) -> None:
    found = search(provinces=("Zeeland",))

    assert counts(found, Facet.PROVINCE) == {"Utrecht": 2, "Zeeland": 2}
    assert counts(found, Facet.YEAR) == {"2023": 1, "2022": 1}
    assert counts(found, Facet.THEME) == {"jeugd": 1, "milieu": 1}
    assert counts(found, Facet.OUTCOME) == {"finalist": 1, "deelnemer": 1}
    assert counts(found, Facet.SIZE) == {"zeer-groot": 2}


def test_a_chosen_value_stays_in_sight_when_it_finds_nothing(library: None) -> None:
    found = search(themes=("jeugd",), years=("2021",))

    assert found.total == 0
    assert FacetCount("jeugd", "Jeugd", 0, True) in found.facets[Facet.THEME]


def test_what_is_not_understood_is_left_out_and_named(library: None) -> None:
    found = search(themes=("bestaat-niet",), years=("1066",), provinces=("Atlantis\x00",), sizes=("reus",), page=9)

    assert found.total == 4
    assert found.search == Search(
        ignored=(
            Ignored("thema", "bestaat-niet"),
            Ignored("editie", "1066"),
            Ignored("provincie", "Atlantis\x00"),
            Ignored("grootte", "reus"),
            Ignored("pagina", "9"),
        )
    )


def test_pages_divide_the_cases_without_loss() -> None:
    MunicipalityFactory(name="Dorp")
    rows = [case_row(f"Casus {number:02}", line=number) for number in range(PER_PAGE + 2)]
    import_cases(rows, by="test", now=NOW)
    index_publications(public_slugs())

    pages = [search(page=number) for number in (1, 2)]

    assert [len(found.hits) for found in pages] == [PER_PAGE, 2]
    assert sorted(titles(pages[0]) + titles(pages[1])) == [row.title for row in rows]


def test_den_haag_is_found_under_both_its_names() -> None:
    indexed("Open", shared_by=MunicipalityFactory(name="'s-Gravenhage"))

    assert titles(search(q="den haag")) == titles(search(q="gravenhage")) == ["Open"]


@pytest.mark.parametrize(
    ("asked", "n_queries"),
    [
        (Search(), 12),
        (Search(q="daken"), 13),
        (Search(q="daken", sort=Sort.REUSED, years=("2023",)), 13),
    ],
)
def test_a_search_costs_the_same_for_one_and_for_three(
    asked: Search, n_queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    indexed("Groene daken")
    with django_assert_num_queries(n_queries):
        search_cases(asked)
    indexed("Rode daken")
    indexed("Blauwe daken")
    with django_assert_num_queries(n_queries):
        assert search_cases(asked).total == 3


def test_a_fact_indexes_its_case_and_a_correction_again_without_doubles() -> None:
    municipality = MunicipalityFactory(name="Dorp")
    published_case("Groene daken", shared_by=municipality)
    assert [case.slug for case in broken_documents()] == ["groene-daken"]
    fact = Fact.objects.get(name="case.published")
    index_case(fact)
    index_case(fact)

    import_cases([case_row(summary="Met zonnepanelen.")], by="test", now=NOW)
    assert search(q="zonnepaneel").total == 0
    index_corrected_case(Fact.objects.get(name="case.corrected"))

    assert search(q="zonnepaneel").total == 1
    assert Document.objects.count() == 1
    assert not broken_documents().exists()

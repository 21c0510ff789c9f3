import pytest
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.publications.actions import import_cases, publish_edition
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.domain.publications.rules import Part
from gemeentedelers.domain.publications.tests.factories import NOW, case_row, published_case
from gemeentedelers.domain.results.tests.factories import published
from gemeentedelers.domain.search.queries import ALIKE, NearCase, nearest_cases
from gemeentedelers.domain.search.rules import DRAFT_LENGTH, NEAR_ENOUGH
from gemeentedelers.domain.verdicts.tests.factories import a_chair, pronounced, shortlisted_edition
from gemeentedelers.foundation.texts.models import Text
from gemeentedelers.science.similarity import Index
from gemeentedelers.science.tests.labelled import Draft, all_cases, duplicates, unrelated

database = pytest.mark.django_db

TILES = "Samen met de buurt halen wij de tegels uit onze straten"


def titles(near: list[NearCase]) -> list[str]:
    return [case.publication.title for case in near]


@database
def test_cases_that_are_like_a_text_come_nearest_first_with_the_shared_words() -> None:
    published_case("Afval scheiden in de flat", summary="Bewoners scheiden hun groente- en fruitafval per portiek.")
    published_case("Afval van het strand", summary="Vrijwilligers ruimen elke zomer op.")
    published_case("Een spreekuur in het Duits", summary="Twee ambtenaren zitten aan één tafel.")

    near = nearest_cases("Flatbewoners leren afval scheiden")

    assert titles(near) == ["Afval scheiden in de flat", "Afval van het strand"]
    assert near[0].shared_words == ("scheiden", "afval", "flatbewoners")
    assert near[1].shared_words == ("afval",)
    assert 1 > near[0].score > near[1].score >= NEAR_ENOUGH


@database
@pytest.mark.parametrize(
    ("details", "text"),
    [
        ({"summary": "Een zuil voor etensresten."}, "etensresten"),
        ({"body": (Part("Kosten", "Een elektrische deelauto."),)}, "deelauto's"),
        ({"title": "Kolken zuigen"}, "straatkolken"),
    ],
    ids=["summary", "body", "title"],
)
def test_every_text_of_a_case_counts(details: dict[str, object], text: str) -> None:
    details.setdefault("title", "Zonder meer")
    municipality = MunicipalityFactory(name="Dorp")
    import_cases([case_row(municipalities=(municipality.name,), **details)], by="test", now=NOW)  # type: ignore[arg-type]  # the fields of a row

    assert len(nearest_cases(text)) == 1


@database
@pytest.mark.parametrize("text", ["", "12!", "zwembad", "de het een", "x" * 30])
def test_nothing_is_shown_when_nothing_is_near_enough(text: str) -> None:
    published_case()

    assert nearest_cases(text) == []


@database
def test_without_any_case_nothing_is_near() -> None:
    assert nearest_cases("Groene daken") == []


@database
def test_a_municipality_that_both_name_does_not_make_them_near() -> None:
    published_case(
        "Groene daken", shared_by=MunicipalityFactory(name="Vechtstede"), summary="Vechtstede plant gras op het dak."
    )

    assert nearest_cases("Inbraken in Vechtstede") == []


@database
def test_an_own_name_for_the_same_thing_is_near() -> None:
    published_case("Een buddy voor statushouders", summary="")

    assert [near.shared_words for near in nearest_cases("Huizen voor vergunninghouders")] == [("vergunninghouders",)]


@database
def test_no_more_are_shown_than_asked() -> None:
    for number in range(7):
        published_case(f"Groene daken {number}", summary="")

    assert len(nearest_cases("groene daken")) == 5
    assert len(nearest_cases("groene daken", 2)) == 2


@database
def test_a_running_edition_shows_after_its_reveal_and_not_before() -> None:
    edition = shortlisted_edition()
    references = Entry.objects.filter(edition=edition).values("reference")
    assert Text.objects.filter(subject__in=references, key="summary", value__contains="tegels").exists()
    assert nearest_cases(TILES) == []
    chair = a_chair(edition)
    for key in ("leefomgeving", "uitvoering"):
        pronounced(edition, chair, key=key)
    assert nearest_cases(TILES) == []

    published(edition)
    publish_edition(edition, by="office", now=AFTER_REVEAL)

    assert [near.publication.edition for near in nearest_cases(TILES, 1)] == [edition]


@database
def test_a_correction_an_addition_and_a_removal_are_seen_at_once() -> None:
    municipality = MunicipalityFactory(name="Dorp")
    first = published_case("Groene daken", shared_by=municipality)
    assert nearest_cases("zonnepanelen") == []

    import_cases([case_row(summary="Met zonnepanelen.")], by="test", now=NOW)
    assert titles(nearest_cases("zonnepanelen")) == ["Groene daken"]

    second = published_case("Zonnepanelen", shared_by=municipality, summary="")
    assert titles(nearest_cases("zonnepanelen")) == ["Zonnepanelen", "Groene daken"]

    Publication.objects.filter(pk=second.pk).delete()
    assert [near.publication for near in nearest_cases("zonnepanelen")] == [first]


@database
@pytest.mark.parametrize("n_cases", [1, 3])
def test_near_cases_cost_the_same_for_one_and_for_three(
    n_cases: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(n_cases):
        published_case(f"Groene daken {number}", shared_by=MunicipalityFactory(name=f"Dorp {number}"), summary="")

    with django_assert_num_queries(10):
        nearest_cases("groene daken")
    with django_assert_num_queries(6):
        near = nearest_cases("groene daken")
        shown = [(case.publication.edition.year, case.publication.participants) for case in near]

    assert shown == [(2023, [f"Dorp {number}"]) for number in range(n_cases)]


@database
def test_of_an_endless_text_only_the_beginning_counts() -> None:
    published_case("Groene daken")

    assert nearest_cases("de " * DRAFT_LENGTH + "groene daken") == []


@pytest.fixture(scope="module")
def index() -> Index:
    return Index([case.text for case in all_cases()], alike=ALIKE)


def n_shown(index: Index, draft: Draft) -> int:
    return sum(near.score >= NEAR_ENOUGH for near in index.nearest(draft.text, 5))


def test_the_floor_loses_no_duplicate_from_the_top_three(index: Index) -> None:
    all_titles = [case.title for case in all_cases()]
    scores = [
        near.score
        for draft in duplicates()
        for near in index.nearest(draft.text, 3)
        if all_titles[near.position] == draft.duplicates
    ]

    assert len(scores) == 25
    assert min(scores) >= NEAR_ENOUGH


def test_the_floor_shows_nothing_for_most_drafts_that_no_case_is_like(index: Index) -> None:
    shown = [n_shown(index, draft) for draft in unrelated()]

    assert shown.count(0) == 6
    assert max(shown) <= 3

import re

import pytest
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.publications.tests.factories import published_case
from gemeentedelers.domain.search.queries import nearest_cases
from gemeentedelers.web.ui.cards import NearCard, near_cards


def card(number: int = 1, **details: object) -> NearCard:
    values: dict[str, object] = {
        "url": f"/kennisbank/casus-{number}/",
        "title": f"Casus {number}",
        "municipality": "Dorp",
        "edition": "2023",
        "shared_words": "afval, scheiden",
        "fictitious": False,
        **details,
    }
    return NearCard(**values)  # type: ignore[arg-type]  # tests name the fields they change


def shown(cases: list[NearCard], **inputs: object) -> str:
    return " ".join(render_to_string("ui/near_cases.html", {"cases": cases, **inputs}).split())


def test_a_near_case_shows_where_it_comes_from_and_why_it_is_near() -> None:
    page = shown([card(1), card(2, fictitious=True, shared_words="")])

    assert "Deze gemeenten deden iets dat hierop lijkt. Praat met hen." in page
    assert re.findall(r'href="([^"]+)"[^>]*>([^<]+)<', page) == [
        ("/kennisbank/casus-1/", "Casus 1"),
        ("/kennisbank/casus-2/", "Casus 2"),
    ]
    assert page.count("Dorp · editie 2023") == 2
    assert page.count("Lijkt op uw tekst door: afval, scheiden.") == page.count("Lijkt op") == 1
    assert page.count("Fictief") == 1
    assert "nieuw tabblad" not in page


def test_one_is_spoken_of_as_one_and_none_shows_nothing() -> None:
    assert "Deze gemeente deed iets dat hierop lijkt. Praat met elkaar." in shown([card()])
    assert shown([]) == ""


def test_at_most_five_are_shown() -> None:
    assert shown([card(number) for number in range(9)]).count("<li ") == 5


@pytest.mark.parametrize(("heading", "level"), [(2, "h2"), (3, "h3"), ("", "h2")])
def test_the_heading_fits_its_page(heading: object, level: str) -> None:
    assert re.findall(r"<(/?h\d)", shown([card()], heading=heading)) == [level, f"/{level}"]


def test_in_a_form_a_case_opens_beside_it_and_says_so() -> None:
    page = shown([card()], new_tab=True)

    assert 'target="_blank" rel="noopener"' in page
    assert "(opent in een nieuw tabblad)" in page


def test_what_somebody_typed_cannot_become_markup() -> None:
    assert "<b>" not in shown([card(shared_words="<b>", title="<b>")])


@pytest.mark.django_db
def test_near_cases_become_cards_without_a_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    published_case("Groene daken", shared_by=MunicipalityFactory(name="Dorp"))
    near = nearest_cases("Daken met planten")

    with django_assert_num_queries(0):
        cards = near_cards(near)

    assert cards == [NearCard("/kennisbank/groene-daken/", "Groene daken", "Dorp", "2023", "daken, planten", False)]

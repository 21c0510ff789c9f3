from html import unescape
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.adoptions.models import Adoption
from gemeentedelers.domain.adoptions.rules import AdoptionStatus
from gemeentedelers.domain.adoptions.tests.factories import adopted
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.entries.tests.factories import civil_servant
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.publications.actions import publish_edition
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.domain.publications.queries import public_slugs
from gemeentedelers.domain.publications.rules import Outcome
from gemeentedelers.domain.publications.tests.factories import published_case, revealed_edition
from gemeentedelers.domain.search.actions import index_publications
from gemeentedelers.domain.verdicts.tests.factories import MOTIVATION, shortlisted_edition
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.ui.cards import shared_by

pytestmark = pytest.mark.django_db

LIST = "/kennisbank/"


def indexed(title: str, **details: object) -> Publication:
    publication = published_case(title, **details)  # type: ignore[arg-type]  # passed on
    index_publications([publication.slug])
    return publication


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return unescape(response.content.decode())


def adopt_path(publication: Publication) -> str:
    return reverse("public:adopt", args=[publication.slug])


def case_path(publication: Publication) -> str:
    return reverse("public:case", args=[publication.slug])


def test_the_list_shows_cases_with_their_reuse_and_filters_with_counts(client: Client) -> None:
    case = indexed("Groene daken", themes=("Natuur en groen",), outcome=Outcome.WINNER, prize="Publieksprijs")
    adopted(case)
    adopted(case, AdoptionStatus.INTEREST)

    shown = page(client, LIST)

    assert "1 casus" in shown
    assert f'href="{case_path(case)}"' in shown
    assert "Winnaar: Publieksprijs" in shown
    assert "1 gemeente nam dit over" in shown
    assert f'href="{LIST}?thema=natuur-en-groen"' in shown
    assert f'href="{LIST}?prijs=winnaar"' in shown


def test_a_search_keeps_its_filters_and_offers_to_take_them_away(client: Client) -> None:
    indexed("Groene daken", year=2023)
    indexed("Rode daken", year=2022)

    shown = page(client, f"{LIST}?q=daken&editie=2023&sorteer=nieuwste")

    assert "1 casus over “daken”" in shown
    assert "Rode daken" not in shown
    assert '<input type="hidden" name="editie" value="2023">' in shown
    assert f'<a class="gd-chip" href="{LIST}?q=daken&sorteer=nieuwste">' in shown
    assert f'href="{LIST}?q=daken&editie=2023&editie=2022&sorteer=nieuwste"' in shown


def test_pages_keep_the_search(client: Client) -> None:
    for number in range(14):
        indexed(f"Casus {number}")

    first, second = page(client, f"{LIST}?q=casus"), page(client, f"{LIST}?q=casus&pagina=2")

    assert 'href="?q=casus&pagina=2"' in first
    assert "Pagina 2 van 2" in second


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("kleur=rood", "het onbekende onderdeel “kleur”"),
        ("thema=bestaat-niet", "thema “bestaat-niet”"),
        ("editie=eeuwig", "editie “eeuwig”"),
        ("pagina=9999", "pagina “9999”"),
        ("pagina=0x1", "pagina “0x1”"),
        ("sorteer=%3Cb%3E", "sorteer “<b>”"),
        ("grootte=%00", "grootte “\x00”"),
        ("status=ingevoerd", "het onbekende onderdeel “status”"),
        ("provincie=" + "x" * 100, f"provincie “{'x' * 60}…”"),
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_is_shown(client: Client, query: str, said: str) -> None:
    indexed("Groene daken")

    shown = page(client, f"{LIST}?{query}")

    assert f"Dit begrepen wij niet en lieten wij weg: {said}." in shown
    assert "Groene daken" in shown


@pytest.mark.parametrize("q", ["'", '"', "\\", "%00", "a & | !", "%F0%9F%98%80", "<script>", "x" * 5000, "\ud800"])
def test_no_query_makes_the_page_fall(client: Client, q: str) -> None:
    response = client.get(LIST, {"q": q.encode("utf-8", "replace")})
    assert response.status_code == 200
    assert b"<script>" not in response.content.replace(b"</script>", b"")


def test_a_search_without_result_helps_on(client: Client) -> None:
    indexed("Groene daken")

    assert "Probeer een korter woord" in page(client, f"{LIST}?q=zwembad")
    assert "Haal een filter weg" in page(client, f"{LIST}?q=zwembad&editie=2023")


def test_an_empty_knowledge_base_says_when_cases_come(client: Client) -> None:
    assert "Er zijn nog geen casussen" in page(client, LIST)


@pytest.mark.parametrize(("query", "n_queries"), [("", 13), ("?q=daken", 14), ("?editie=2023&sorteer=overgenomen", 13)])
def test_the_list_costs_the_same_for_one_and_for_three(
    client: Client, query: str, n_queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    indexed("Groene daken")
    with django_assert_num_queries(n_queries):
        client.get(f"{LIST}{query}")
    indexed("Rode daken")
    adopted(indexed("Blauwe daken"))
    with django_assert_num_queries(n_queries):
        client.get(f"{LIST}{query}")


def test_an_archive_case_shows_its_parts_and_its_source(client: Client) -> None:
    village = MunicipalityFactory(name="Dorp")
    case = published_case(shared_by=village, body="<b>Eerst</b> dit.", category="Wonen")

    shown = page(client, case_path(case))

    assert "Inwoners leggen samen planten op hun dak." in shown
    assert "De casus" in shown
    assert "&lt;b&gt;Eerst" in client.get(case_path(case)).content.decode()
    assert 'href="https://bron.example/"' in shown
    assert "Finalist" in shown
    assert f'href="/gemeenten/{village.code}/"' in shown
    assert "Fictief" not in shown


def test_a_revealed_case_shows_its_result_first_and_the_words_of_the_jury(client: Client) -> None:
    edition = revealed_edition()
    publish_edition(edition, by="test", now=AFTER_REVEAL)
    winner = Publication.objects.get(title="Casus 1")
    Publication.objects.update(is_fictitious=True)

    shown = page(client, case_path(winner))

    assert '<strong class="gd-case-head__number" aria-hidden="true">4.000</strong>' in shown
    assert shown.index("gingen 4.000 tegels eruit") < shown.index("Het probleem") < shown.index("Wat ging er mis")
    assert MOTIVATION in shown
    assert "Winnaar: Prijs Leefomgeving" in shown
    assert "Fictief" in shown


def test_who_took_it_over_is_listed_and_lit_on_the_map(client: Client) -> None:
    case = published_case()
    adoption = adopted(case, AdoptionStatus.IN_USE, "Wij begonnen met één wijk.")
    stopped = adopted(case, AdoptionStatus.STOPPED, "Te duur.")

    shown = page(client, case_path(case))

    assert f"{adoption.municipality.name}</a>: Ingevoerd" in shown
    assert "Wij begonnen met één wijk." in shown
    assert f"{stopped.municipality.name}</a>: Gestopt" in shown
    assert "1 gemeente nam dit over. In oranje: waar het begon." in shown
    assert shown.count("gd-tile--lit") == 1
    assert shown.count("gd-tile gd-tile--3") == 1


def test_a_case_that_nobody_took_over_has_no_map(client: Client) -> None:
    shown = page(client, case_path(published_case()))

    assert "Wordt uw gemeente de eerste?" in shown
    assert "gd-tile-map" not in shown


def test_a_case_costs_the_same_for_one_and_for_three_adopters(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = published_case()
    adopted(case)
    with django_assert_num_queries(10):
        client.get(case_path(case))
    adopted(case)
    adopted(case)
    with django_assert_num_queries(10):
        client.get(case_path(case))


def test_before_the_reveal_there_is_nothing_to_find(client: Client) -> None:
    edition = shortlisted_edition()
    assert edition.entries.count() == 4
    with pytest.raises(RefusedError):
        publish_edition(edition, by="test", now=DURING_JURY)
    index_publications(public_slugs())

    assert "Casus" not in page(client, f"{LIST}?q=casus").replace("Casussen", "")
    page(client, f"{LIST}casus-1/", status=404)


@pytest.mark.parametrize("path", ["bestaat-niet/", "bestaat-niet/overnemen/"])
def test_an_unknown_case_is_not_found(client: Client, path: str) -> None:
    page(client, f"{LIST}{path}", status=404)


def test_only_the_form_takes_a_post(client: Client) -> None:
    case = published_case()

    assert client.post(LIST).status_code == 405
    assert client.post(case_path(case)).status_code == 405
    assert client.put(adopt_path(case)).status_code == 405


def test_a_visitor_reads_how_it_works_and_is_sent_to_sign_in(client: Client) -> None:
    case = published_case()

    shown = page(client, adopt_path(case))
    response = client.post(adopt_path(case), {"status": "in_use"})

    assert "Zo werkt het" in shown
    assert '<input class="utrecht-radio-button' not in shown
    assert response.status_code == 302
    assert f"next={quote(adopt_path(case))}" in response["Location"]
    assert Adoption.objects.count() == 0


def test_a_civil_servant_reports_and_the_case_shows_it(client: Client) -> None:
    case, alice = published_case(), civil_servant()
    client.force_login(alice)
    assert alice.municipality is not None

    response = client.post(adopt_path(case), {"status": "pilot", "note": "In één wijk."}, follow=True)

    assert response.redirect_chain == [(case_path(case), 302)]
    assert "Bij de casus staat nu: proef." in response.content.decode()
    assert "Uw gemeente meldde: <strong>Proef</strong>" in response.content.decode()
    adoption = Adoption.objects.get()
    assert (adoption.municipality, adoption.status, adoption.note) == (alice.municipality, "pilot", "In één wijk.")


def test_the_form_starts_from_what_the_municipality_said_before(client: Client) -> None:
    case = published_case()
    adoption = adopted(case, AdoptionStatus.PILOT, "In één wijk.")
    client.force_login(civil_servant(municipality=adoption.municipality))

    shown = page(client, adopt_path(case))

    assert 'value="pilot" checked' in shown
    assert "In één wijk." in shown


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({}, "Kies hoe ver uw gemeente is."),
        ({"status": "koffie"}, "Kies een van de antwoorden."),
        ({"status": "stopped", "note": " "}, "Schrijf kort op waarom u bent gestopt."),
        ({"status": "in_use", "note": "x" * 601}, "Maak uw toelichting korter"),
    ],
)
def test_a_wrong_form_comes_back_with_what_is_wrong(client: Client, posted: dict[str, str], said: str) -> None:
    client.force_login(civil_servant())

    response = client.post(adopt_path(published_case()), posted)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert Adoption.objects.count() == 0


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"municipality": None}, "Kies eerst uw gemeente."),
        ({"municipality_is_verified": False}, "Gebruik uw werkadres."),
    ],
)
def test_who_may_not_report_is_told_why(client: Client, details: dict[str, object], said: str) -> None:
    case = published_case()
    client.force_login(civil_servant(**details))

    shown = page(client, adopt_path(case))
    response = client.post(adopt_path(case), {"status": "in_use"})

    assert said in shown
    assert response.status_code == 422
    assert Adoption.objects.count() == 0


def test_the_own_case_is_not_offered(client: Client) -> None:
    alice = civil_servant()
    case = published_case(shared_by=alice.municipality)
    client.force_login(alice)

    shown = page(client, case_path(case))

    assert "Dit is een casus van uw eigen gemeente." in shown
    assert adopt_path(case) not in shown
    assert "Deze casus is van uw eigen gemeente." in page(client, adopt_path(case))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["A"], "A"),
        (["A", "B"], "A en B"),
        (["A", "B", "C"], "A, B en C"),
        (["A", "B", "C", "D"], "A en 3 andere"),
        ([], ""),
    ],
)
def test_participants_are_named_as_people_say_it(names: list[str], said: str) -> None:
    assert shared_by(names) == said


def test_an_organisation_abroad_stands_with_the_case(client: Client) -> None:
    case = published_case(municipalities=("Gent (België)",), body="Niets.")

    assert "<li>Gent (België)</li>" in page(client, case_path(case))

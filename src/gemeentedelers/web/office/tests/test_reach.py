from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.tests.factories import (
    civil_servant,
    complete_entry,
    started_entry,
    submit,
    submitted_entry,
)
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.outreach.actions import send_portion
from gemeentedelers.domain.outreach.rules import Reach
from gemeentedelers.domain.outreach.tests.factories import campaign_in, confirmed, contact_at
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.publications.tests.factories import published_case

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/bereik/"


@pytest.fixture
def edition(clock: time_machine.Traveller) -> Edition:
    clock.move_to(DURING_ENTRY)
    return make_edition()


def working_at(name: str, **details: object) -> User:
    """Somebody of that municipality, and no other municipality beside it."""
    municipality = MunicipalityFactory(name=name, **details)
    user: User = civil_servant(municipality=municipality)
    Municipality.objects.filter(users=None, name__startswith="Dorp").delete()
    return user


def names(page: object) -> list[str]:
    return [line.row.name for line in page.context["page"]]  # type: ignore[attr-defined]  # a test response


def test_the_numbers_come_first_and_in_words(oscar: Client, edition: Edition) -> None:
    submitted_entry(edition, by=working_at("Ede"))
    started_entry(edition, by=working_at("Druten"))
    for name in ("Aa", "Bee"):
        working_at(name)

    text = oscar.get(PAGE).text

    assert "1 van de 4 gemeenten doet mee, 1 schrijft nog." in text
    assert text.index("1 van de 4 gemeenten") < text.index("<table")


def test_the_tables_count_by_province_and_by_size(oscar: Client, edition: Edition) -> None:
    submitted_entry(edition, by=working_at("Ede", province="Gelderland", population=120_000))
    working_at("Hulst", province="Zeeland", population=24_999)
    working_at("Veere", province="Zeeland", population=None)

    context = oscar.get(PAGE).context

    counts = [(part.name, part.tally.n_submitted, part.tally.n_nothing) for part in context["provinces"]]
    assert counts == [("Gelderland", 1, 0), ("Zeeland", 0, 2)]
    assert [(part.name, part.tally.n_municipalities) for part in context["sizes"]] == [
        ("tot 25.000 inwoners", 1),
        ("100.000 inwoners of meer", 1),
        ("aantal inwoners onbekend", 1),
    ]


def test_the_map_lights_who_takes_part_and_shades_who_writes(oscar: Client, edition: Edition) -> None:
    submitted_entry(edition, by=working_at("Ede"))
    started_entry(edition, by=working_at("Druten"))
    working_at("Hulst")

    tiles = {tile.name: (tile.lit, tile.level, tile.value) for tile in oscar.get(PAGE).context["map"].tiles}

    assert tiles == {"Ede": (True, 0, "Doet mee"), "Druten": (False, 3, "Schrijft nog"), "Hulst": (False, 0, "")}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Hulst", "Ommen"]),
        ("?staat=schrijft-nog", ["Druten"]),
        ("?staat=doet-mee", ["Ede"]),
        ("?staat=alle", ["Druten", "Ede", "Hulst", "Ommen"]),
        ("?provincie=Zeeland", ["Hulst"]),
        ("?grootte=groot", ["Ommen"]),
        ("?eerder=ja", ["Ommen"]),
        ("?provincie=Zeeland&grootte=groot", []),
        ("?provincie=Nergens&grootte=reus&staat=wat&eerder=nee", ["Hulst", "Ommen"]),
    ],
)
def test_the_list_follows_its_filters(oscar: Client, edition: Edition, query: str, expected: list[str]) -> None:
    started_entry(edition, by=working_at("Druten"))
    submitted_entry(edition, by=working_at("Ede"))
    working_at("Hulst", province="Zeeland", population=10_000)
    ommen = working_at("Ommen", province="Overijssel", population=60_000)
    assert ommen.municipality is not None
    published_case(shared_by=ommen.municipality)
    Municipality.objects.filter(users=None).delete()

    assert names(oscar.get(f"{PAGE}{query}")) == expected


def test_a_filter_that_nobody_knows_is_named_and_ignored(oscar: Client, edition: Edition) -> None:
    working_at("Hulst")

    page = oscar.get(f"{PAGE}?provincie=Nergens")

    assert "Wij kennen het filter “Nergens” niet" in page.text
    assert "Selecteer een geldige keuze" not in page.text


def test_earlier_entries_count_as_taking_part_before(oscar: Client, edition: Edition) -> None:
    alice = working_at("Ede")
    a_year_ago = DURING_ENTRY - timedelta(days=365)
    entry = complete_entry(make_edition(2026), by=alice, now=a_year_ago)
    assert names(oscar.get(f"{PAGE}?eerder=ja")) == []

    submit(entry, by=alice, now=a_year_ago)

    assert names(oscar.get(f"{PAGE}?eerder=ja")) == ["Ede"]


def test_what_a_draft_says_is_nowhere_in_the_office(oscar: Client, edition: Edition) -> None:
    alice = working_at("Ede")
    complete_entry(edition, by=alice, title="Zwaluwennest")
    assert alice.municipality is not None
    pages = (f"{PAGE}?staat=alle", f"{PAGE}gemeenten/{alice.municipality.code}/", f"{PAGE}uitnodigen/")

    texts = [oscar.get(page).text for page in pages]

    assert ["Ede" in text for text in texts] == [True] * 3
    assert ["Zwaluwennest" in text or alice.name in text for text in texts] == [False] * 3


@pytest.mark.parametrize("n_municipalities", [3, 342])
def test_the_page_costs_the_same_for_three_and_for_342(
    oscar: Client, edition: Edition, n_municipalities: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    submitted_entry(edition, by=working_at("Ede"))
    started_entry(edition, by=working_at("Druten"))
    Municipality.objects.bulk_create(
        Municipality(
            code=f"GM9{number:03d}",
            name=f"Stad {number}",
            province="Zeeland",
            population=30_000,
            latitude=51,
            longitude=4,
            tile_column=number,
            tile_row=9,
        )
        for number in range(n_municipalities - 2)
    )

    with django_assert_num_queries(18):
        page = oscar.get(f"{PAGE}?staat=alle")

    assert page.context["page"].paginator.count == n_municipalities


def test_a_municipality_shows_when_it_was_invited_and_what_followed(oscar: Client, edition: Edition) -> None:
    alice, bob = working_at("Ede"), working_at("Hulst")
    contact_at(alice.municipality), contact_at(bob.municipality)
    send_portion(confirmed(campaign_in(edition)).code, now=DURING_ENTRY)
    started_entry(edition, by=alice, now=DURING_ENTRY + timedelta(hours=1))

    lines = {line.row.name: line for line in oscar.get(f"{PAGE}?staat=alle").context["page"]}
    assert {name: line.started_since for name, line in lines.items()} == {"Ede": True, "Hulst": False}
    assert alice.municipality is not None
    text = oscar.get(f"{PAGE}gemeenten/{alice.municipality.code}/").text
    assert "Uitgenodigd op 23 november 2026. Daarna begon deze gemeente een concept." in text
    assert lines["Ede"].row.reach is Reach.DRAFT


def test_a_municipality_that_does_not_exist_has_no_page(oscar: Client, edition: Edition) -> None:
    assert oscar.get(f"{PAGE}gemeenten/GM9999/").status_code == 404


def test_who_looks_along_sees_counts_and_no_addresses(oscar: Client, ada: Client, edition: Edition) -> None:
    alice = working_at("Ede")
    contact_at(alice.municipality, email="post@ede.example")
    assert alice.municipality is not None
    page = f"{PAGE}gemeenten/{alice.municipality.code}/"

    assert "post@ede.example" in oscar.get(page).text
    assert (ada.get(page).status_code, "post@ede.example" in ada.get(page).text) == (200, False)
    assert "Nodig gemeenten uit" not in ada.get(PAGE).text

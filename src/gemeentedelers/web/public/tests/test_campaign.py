from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from gemeentedelers.domain.editions.actions import move_deadline
from gemeentedelers.domain.editions.tests.factories import (
    AFTER_READING,
    DURING_ENTRY,
    DURING_READING,
    ENTRY_CLOSES,
    OPENS,
    make_edition,
)
from gemeentedelers.domain.entries.tests.factories import civil_servant, eligible_entry, submitted_entry
from gemeentedelers.domain.finals.models import Finalist
from gemeentedelers.domain.finals.tests.factories import in_the_final
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.rankings.rules.standing import Band
from gemeentedelers.domain.shortlists.actions import confirm_proposal, propose
from gemeentedelers.domain.shortlists.tests.factories import (
    PROPOSED_AT,
    SIGNED_AT,
    an_organiser,
    announced,
    corrected_standing,
    read_edition,
)

pytestmark = pytest.mark.django_db


def text_at(client: Client, moment: datetime, path: str = "/") -> str:
    with travel(moment, tick=False):
        response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_without_an_edition_the_front_page_still_helps(client: Client) -> None:
    assert "Naar de kennisbank" in text_at(client, DURING_ENTRY)


def test_the_campaign_follows_the_phase(client: Client) -> None:
    edition = make_edition()
    eligible_entry(edition, title="Samen vergroenen")

    assert "nog 11 dagen" in text_at(client, DURING_ENTRY)
    assert "De inschrijving is gesloten" in text_at(client, ENTRY_CLOSES)
    assert "lezen nu 1 inzendingen" in text_at(client, DURING_READING)
    announced(edition)
    assert "Samen vergroenen" in text_at(client, AFTER_READING)


def test_everybody_reads_how_sure_the_cut_was_but_not_before_the_announcement(client: Client) -> None:
    edition, (first, second, third) = read_edition(3, 5, 2)
    corrected_standing(edition, [(third, 4.4, Band.IN), (first, 3.9, Band.CLOSE), (second, 1.2, Band.OUT)])
    proposal = propose(edition, by=an_organiser(edition), now=PROPOSED_AT)
    confirm_proposal(proposal, by=an_organiser(edition), now=SIGNED_AT)
    sure = "hoe zeker de grens was: 1 inzending was waarschijnlijk erin, 1 te dichtbij en 1 waarschijnlijk eruit."

    before = [text_at(client, AFTER_READING - timedelta(seconds=1), path) for path in ("/", "/edities/2027/")]
    after = text_at(client, AFTER_READING)

    assert [("waarschijnlijk" in page, "Zo kwam de shortlist" in page) for page in before] == [(False, False)] * 2
    assert sure in after
    story = after.partition("Zo kwam de shortlist tot stand")[2].partition("</section>")[0]
    leaks = ["4,4", "3,9", "1,2", *(entry.title for entry in (first, second, third))]
    assert [text for text in leaks if text in story] == []


def test_the_campaign_counts_down_by_the_time_of_the_server(client: Client) -> None:
    make_edition()

    page = text_at(client, ENTRY_CLOSES - timedelta(hours=3, minutes=12))

    assert (
        'data-countdown="2026-12-04T23:00:00.000Z" data-now="2026-12-04T19:48:00.000Z">nog 3 uur en 12 minuten<' in page
    )
    assert "<strong>zaterdag 5 december 2026, 0.00 uur</strong>" in page


def test_while_the_call_is_open_everybody_reads_why_the_closing_moved(client: Client) -> None:
    edition = make_edition()
    assert "De sluiting is verplaatst" not in text_at(client, DURING_ENTRY)
    move_deadline(edition, date(2026, 12, 11), reason="Storing op 3 december", by="oscar", now=DURING_ENTRY)

    page = text_at(client, ENTRY_CLOSES)

    assert "van zaterdag 5 december 2026, 0.00 uur naar <strong>vrijdag 11 december 2026, tot en met 23.59 uur" in page
    assert "Reden: Storing op 3 december" in page
    assert "nog 7 dagen" in page
    assert "De sluiting is verplaatst" not in text_at(client, datetime(2026, 12, 11, 23, tzinfo=UTC))


def test_before_the_announcement_no_title_is_public(client: Client) -> None:
    eligible_entry(make_edition(), title="Samen vergroenen")

    assert "Samen vergroenen" not in text_at(client, DURING_READING)


def test_the_number_of_municipalities_comes_from_the_register(client: Client) -> None:
    submitted_entry(make_edition())
    for _ in range(4):
        MunicipalityFactory()

    assert "1 van de 5 gemeenten doen mee" in text_at(client, DURING_ENTRY)


def test_an_edition_that_is_not_announced_does_not_exist(client: Client) -> None:
    make_edition(2028)
    with travel(OPENS, tick=False):
        assert client.get("/edities/2028/").status_code == 404


def test_the_page_costs_the_same_however_many_take_part(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = make_edition()
    submitted_entry(edition)
    text_at(client, DURING_ENTRY)
    with django_assert_num_queries(17):
        text_at(client, DURING_ENTRY)
    submitted_entry(edition)
    submitted_entry(edition)
    with django_assert_num_queries(17):
        text_at(client, DURING_ENTRY)


@pytest.mark.parametrize(
    "path", ["/robots.txt", "/sitemap.xml", "/.well-known/security.txt", "/health/live", "/health/ready"]
)
def test_machines_are_answered(client: Client, path: str) -> None:
    make_edition()
    assert text_at(client, DURING_ENTRY, path)


def test_the_result_is_not_there_before_the_reveal(client: Client) -> None:
    announced_edition = make_edition()
    eligible_entry(announced_edition)
    announced(announced_edition)
    with travel(AFTER_READING, tick=False):
        assert client.get("/uitslag/2027/").status_code == 404


def test_finalists_are_shown_by_municipality_once_they_are_known(client: Client) -> None:
    edition = make_edition()
    for name in ("Zwolle", "Aalten"):
        owner = civil_servant(municipality=MunicipalityFactory(name=name))
        eligible_entry(edition, by=owner, category="leefomgeving", title=f"Casus uit {name}")
    announced(edition)
    assert "De finalisten" not in text_at(client, AFTER_READING)
    in_the_final(edition, now=AFTER_READING + timedelta(days=1))

    before = text_at(client, AFTER_READING + timedelta(days=1, seconds=-1), "/edities/2027/")
    after = text_at(client, AFTER_READING + timedelta(days=1), "/edities/2027/")

    assert "De finalisten" not in before
    section = after.split('id="finalisten"')[1].split("</section>")[0]
    assert section.index("Casus uit Aalten") < section.index("Casus uit Zwolle")


def test_the_shortlist_names_a_finalist_only_once(client: Client) -> None:
    edition = make_edition()
    finalist, other = (eligible_entry(edition, category="leefomgeving", title=title) for title in ("Eerst", "Dan"))
    in_the_final(announced(edition))
    assert "Ook op de shortlist" not in text_at(client, AFTER_READING)

    Finalist.objects.get(entry=other).delete()
    page = text_at(client, AFTER_READING)

    section = page.split('id="shortlist"')[1].split("</section>")[0]
    assert (finalist.title in page, finalist.title in section, other.title in section) == (True, False, True)


@pytest.mark.parametrize("n_entries", [1, 3])
def test_finalists_cost_the_same_for_any_number(
    client: Client, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = make_edition()
    for _ in range(n_entries):
        eligible_entry(edition, category="leefomgeving")
    in_the_final(announced(edition))
    text_at(client, AFTER_READING)

    with django_assert_num_queries(26):
        text_at(client, AFTER_READING)

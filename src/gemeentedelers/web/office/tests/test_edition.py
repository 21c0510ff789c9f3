import pytest
from django.test import Client

from gemeentedelers.domain.editions.tests.factories import make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry, started_entry, submitted_entry

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/edities/2027/"


def test_the_overview_shows_timetable_phase_and_funnel(oscar: Client) -> None:
    edition = make_edition()
    started_entry(edition)
    submitted_entry(edition)
    eligible_entry(edition)

    page = oscar.get(PAGE)

    assert [(stage["label"], stage["count"]) for stage in page.context["funnel"]] == [
        ("begonnen", 3),
        ("ingediend", 2),
        ("in de wedstrijd", 1),
        ("op de shortlist", 0),
    ]
    assert [(milestone.label, milestone.state) for milestone in page.context["timetable"]] == [
        ("Inschrijving opent", "past"),
        ("Inschrijving sluit", "past"),
        ("Leesronde opent", "past"),
        ("Leesronde sluit", "current"),
        ("Jury begint", "coming"),
        ("Jury kiest tot", "coming"),
        ("Uitslag mag bekend", "coming"),
    ]
    assert "Scoorders lezen" in page.text


def test_an_empty_edition_has_an_overview(oscar: Client) -> None:
    make_edition()

    assert oscar.get(PAGE).status_code == 200


def test_the_rail_has_the_parts_in_groups_and_folds_on_a_telephone(oscar: Client) -> None:
    make_edition()

    page = oscar.get("/organisatie/2027/pitchdag/")

    assert list(dict.fromkeys(item.group for item in page.context["rail"])) == [
        "",
        "Werven",
        "Beoordelen",
        "Shortlist",
        "Finale",
        "Verder",
    ]
    assert [item.label for item in page.context["rail"] if item.current] == ["Pitchdag"]
    assert "<summary><span>Editie 2027: <strong>Pitchdag</strong></span></summary>" in page.text
    assert page.text.count('<ul class="gd-rail__list" aria-label="Finale">') == 2

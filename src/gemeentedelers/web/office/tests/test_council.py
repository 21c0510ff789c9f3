import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.rankings.rules.standing import Band
from gemeentedelers.domain.shortlists.models import Draw, PanelVerdict
from gemeentedelers.domain.shortlists.tests.factories import PROPOSED_AT, corrected_standing, read_edition

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/overleg/"
LOTS = "/organisatie/2027/loting/"


@pytest.fixture(autouse=True)
def after_reading(clock: time_machine.Traveller) -> None:
    clock.move_to(PROPOSED_AT)


def decision(person: str, said: str = "advance", **changes: str) -> dict[str, str]:
    return {"present": person, "reason": "Sterker bewijs.", "decision": said, **changes}


def test_only_what_is_close_to_the_cut_is_on_the_list(oscar: Client) -> None:
    _, entries = read_edition(5, 4, 4, 1)

    page = oscar.get(PAGE)

    assert [(entry, verdict) for _, entry, verdict in page.context["rows"]] == [(entries[1], None), (entries[2], None)]
    assert "0 van 2 besproken" in page.text
    assert oscar.get(f"{PAGE}{entries[3].reference}/").status_code == 404
    assert oscar.get(f"{PAGE}GD-2027-9999-9/").status_code == 404


def test_corrected_scores_say_what_is_close(oscar: Client) -> None:
    edition, (first, second, third) = read_edition(5, 4, 4)
    corrected_standing(edition, [(second, 4.4, Band.IN), (first, 3.9, Band.CLOSE), (third, 3.8, Band.CLOSE)])

    page = oscar.get(PAGE)

    assert [(entry, row.position) for row, entry, _ in page.context["rows"]] == [(first, 2), (third, 3)]
    assert "<strong>3,9</strong>" in page.text
    assert 'href="/organisatie/2027/ranglijst/extra-lezingen/"' in page.text
    assert oscar.get(f"{PAGE}{second.reference}/").status_code == 404
    assert "gecorrigeerd" in oscar.get(f"{PAGE}{first.reference}/").text


def test_the_table_shows_what_readers_thought_and_who_steps_aside(oscar: Client) -> None:
    _, entries = read_edition(5, 4, 4)
    somebody_with(Role.ASSESSOR, year=2027, name="Bea", municipality=entries[1].municipality)

    page = oscar.get(f"{PAGE}{entries[1].reference}/")

    assert [(row.mean, row.tip) for row in page.context["discussion"].readings] == [(4, "Ga hiermee door.")] * 2
    home = entries[1].municipality.name
    assert f"Bea: Werkt bij gemeente {home}, die deze casus instuurde." in page.text
    assert "Bea" not in [label for _, label in page.context["form"].fields["present"].choices]


def test_a_decision_leads_to_the_next_entry_and_then_to_the_list(oscar: Client) -> None:
    _, entries = read_edition(5, 4, 4)
    ria = somebody_with(Role.ASSESSOR, year=2027)

    first = oscar.post(f"{PAGE}{entries[1].reference}/", decision(ria.code, dissent="Eén twijfelde."))
    last = oscar.post(f"{PAGE}{entries[2].reference}/", decision(ria.code, "stop"))

    assert first.headers["Location"] == f"{PAGE}{entries[2].reference}/"
    assert last.headers["Location"] == PAGE
    verdicts = PanelVerdict.objects.order_by("pk")
    assert [(row.entry, row.decision, row.reason, row.dissent) for row in verdicts] == [
        (entries[1], "advance", "Sterker bewijs.", "Eén twijfelde."),
        (entries[2], "stop", "Sterker bewijs.", ""),
    ]
    assert "2 van 2 besproken" in oscar.get(PAGE).text
    assert oscar.get(f"{PAGE}{entries[1].reference}/").context["form"]["present"].value() == [ria.code]


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"decision": "misschien"}, "Kies door, niet door of kwam er niet uit."),
        ({"reason": ""}, "Schrijf op waarom u dit samen besliste."),
        ({"present": ""}, "Kies wie er bij het overleg waren."),
    ],
)
def test_a_decision_with_a_fault_is_not_kept(oscar: Client, sent: dict[str, str], complaint: str) -> None:
    _, entries = read_edition(5, 4, 4)
    ria = somebody_with(Role.ASSESSOR, year=2027)
    filled = {name: value for name, value in decision(ria.code, **sent).items() if value}

    page = oscar.post(f"{PAGE}{entries[1].reference}/", filled)

    assert (page.status_code, complaint in page.text) == (422, True)
    assert PanelVerdict.objects.count() == 0


def test_who_is_tied_cannot_be_put_at_the_table(oscar: Client) -> None:
    _, entries = read_edition(5, 4, 4)
    bea = somebody_with(Role.ASSESSOR, year=2027, municipality=entries[1].municipality)

    assert oscar.post(f"{PAGE}{entries[1].reference}/", decision(bea.code)).status_code == 422


def test_an_administrator_decides_nothing(ada: Client) -> None:
    _, entries = read_edition(5, 4, 4)
    page = f"{PAGE}{entries[1].reference}/"

    assert (ada.get(page).status_code, ada.post(page).status_code) == (200, 404)
    assert "Leg het besluit vast" not in ada.get(page).text


def test_lots_are_promised_first_and_drawn_later(oscar: Client) -> None:
    _, entries = read_edition(5, 4, 4)
    ria = somebody_with(Role.ASSESSOR, year=2027)
    assert "Er is niets te loten" in oscar.get(LOTS).text
    for entry in entries[1:]:
        oscar.post(f"{PAGE}{entry.reference}/", decision(ria.code, "undecided"))
    promise = {
        "entries": [entry.reference for entry in entries[1:]],
        "places": "1",
        "promise": "De trekking van 10 december",
        "reason": "Even sterk.",
    }

    assert oscar.post(f"{LOTS}vastleggen/", {**promise, "promise": ""}).status_code == 422
    assert oscar.post(f"{LOTS}vastleggen/", {**promise, "places": "2"}).status_code == 422
    assert oscar.post(f"{LOTS}vastleggen/", promise).headers["Location"] == LOTS
    draw = Draw.objects.get()
    assert oscar.post(f"{LOTS}{draw.code}/trekken/").status_code == 422
    assert oscar.post(f"{LOTS}{draw.code}/trekken/", {"seed": "4 8 15"}).headers["Location"] == LOTS

    draw.refresh_from_db()
    page = oscar.get(LOTS).text
    assert sorted(draw.order) == promise["entries"]
    assert ("De trekking van 10 december" in page, "<code>4 8 15</code>" in page) == (True, True)
    again = oscar.post(f"{LOTS}{draw.code}/trekken/", {"seed": "16"}, follow=True)
    assert "Hierover is al geloot." in again.text


@pytest.mark.parametrize("values", [(5, 4, 4), (5, 4, 4, 4, 4)])
def test_the_list_costs_the_same_for_two_and_for_four(
    oscar: Client, values: tuple[int, ...], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    read_edition(*values)

    with django_assert_num_queries(12):
        page = oscar.get(PAGE)

    assert len(page.context["rows"]) == len(values) - 1

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.conflicts.actions import note_conflict
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, make_edition
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import team_of
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.finals.actions import confirm_finalists, nominate, plan_final
from gemeentedelers.domain.finals.models import Finalist, NominationList, PitchMaterial
from gemeentedelers.domain.finals.queries import final_of, finalists_in
from gemeentedelers.domain.finals.tests.factories import BECAUSE, MATERIAL, handed_in
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.recuts.tests.factories import cut_up
from gemeentedelers.domain.shortlists.rules import UNDO
from gemeentedelers.domain.shortlists.tests.factories import an_organiser, announced

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/finale/"
NOW = AFTER_READING + timedelta(days=1)
OUT = NOW + UNDO
DUE = NOW + timedelta(days=20)


@pytest.fixture(autouse=True)
def after_reading(clock: time_machine.Traveller) -> time_machine.Traveller:
    clock.move_to(NOW)
    return clock


def cut(n_entries: int = 2) -> Edition:
    edition = make_edition()
    for number in range(n_entries):
        eligible_entry(edition, category="leefomgeving", title=f"Casus {number + 1}")
    return cut_up(announced(edition), now=NOW)


def chosen(*entries: Entry, **more: str) -> dict[str, str]:
    answers = {f"chosen_{entry.reference}": "on" for entry in entries}
    return answers | {f"reason_{entry.reference}": BECAUSE for entry in entries} | more


def listed(edition: Edition, **more: str) -> NominationList:
    reasons = {entry.reference: BECAUSE for entry in Entry.objects.filter(placement__isnull=False)}
    return nominate(edition, reasons, by=an_organiser(edition, name="Olga"), now=NOW, **more)


def known(edition: Edition) -> Edition:
    """Everybody of the shortlist is a finalist, known at OUT."""
    plan_final(edition, places=3, material_due_at=DUE, explanation="", by=an_organiser(edition), now=NOW)
    confirm_finalists(listed(edition), by=an_organiser(edition), now=NOW)
    return edition


def organiser(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def test_before_the_shortlist_is_divided_there_is_nothing_to_choose(oscar: Client) -> None:
    make_edition()

    page = oscar.get(PAGE).text

    assert "Er zijn nog geen inzendingen om uit te kiezen" in page
    assert "Maak de lijst" not in page


def test_the_page_shows_what_is_known_and_keeps_the_list_for_another(oscar: Client) -> None:
    cut()
    first, second = Entry.objects.order_by("reference")
    page = oscar.get(PAGE).text
    assert [words in page for words in ("Casus 1", "Plaats 1 in de ranglijst", "Maak de lijst")] == [True] * 3

    answer = oscar.post(f"{PAGE}voordragen/", chosen(first, second))

    made = NominationList.objects.get()
    assert answer.headers["Location"] == f"{PAGE}lijst/{made.code}/"
    assert made.reasons == {first.reference: BECAUSE, second.reference: BECAUSE}
    page = oscar.get(answer.headers["Location"]).text
    assert "U maakte deze lijst zelf." in page
    assert "Teken deze lijst" not in page
    assert "Vervang de lijst" in oscar.get(PAGE).text


def test_what_is_wrong_is_said_and_nothing_is_kept(oscar: Client) -> None:
    cut()
    first = Entry.objects.order_by("reference")[0]

    too_short = oscar.post(f"{PAGE}voordragen/", chosen(first) | {f"reason_{first.reference}": "Kort"})
    no_tick = oscar.post(f"{PAGE}voordragen/", {f"reason_{first.reference}": BECAUSE})
    too_few = oscar.post(f"{PAGE}voordragen/", chosen(first))
    nobody = oscar.post(f"{PAGE}voordragen/", {})

    assert [page.status_code for page in (too_short, no_tick, too_few, nobody)] == [422] * 4
    assert "Schrijf in minstens 20 tekens waarom" in too_short.text
    assert "Zet een vinkje, of haal de reden weg." in no_tick.text
    assert "In de categorie Leefomgeving kiest u er 1 en zijn er 2 plaatsen." in too_few.text
    assert "Kies minstens één finalist." in nobody.text
    assert not NominationList.objects.exists()
    assert oscar.post(f"{PAGE}voordragen/", chosen(first, places_reason="Eén is genoeg.")).status_code == 302


def test_who_is_involved_in_an_entry_sees_no_score_of_it(oscar: Client) -> None:
    cut(1)
    assert "Plaats 1 in de ranglijst" in oscar.get(PAGE).text

    note_conflict(Entry.objects.get(), reason="Mijn zus werkt daar.", by=organiser(oscar), now=NOW)

    page = oscar.get(PAGE).text
    assert ("Plaats 1 in de ranglijst" in page, "Daarom ziet u geen scores." in page) == (False, True)


def test_the_plan_is_kept(oscar: Client) -> None:
    edition = cut(1)

    wrong = oscar.post(f"{PAGE}plannen/", {"places": "3", "due": "2020-01-01T12:00"})
    right = oscar.post(f"{PAGE}plannen/", {"places": "2", "due": "2027-02-22T17:00", "explanation": "Drie minuten."})

    assert (wrong.status_code, "Kies een moment in de toekomst" in wrong.text) == (422, True)
    assert (right.status_code, final_of(edition).places_per_category) == (302, 2)
    assert "Drie minuten." in oscar.get(PAGE).text


def test_another_reads_signs_and_takes_it_back(oscar: Client, ada: Client, clock: time_machine.Traveller) -> None:
    edition = cut()
    made = listed(edition)
    where = f"{PAGE}lijst/{made.code}/"
    assert "Alle finalisten komen uit" not in ada.get(where).text

    unsure = ada.post(f"{where}tekenen/")
    assert (unsure.status_code, "Zet een vinkje om te bevestigen." in unsure.text) == (422, True)
    assert ada.post(f"{where}tekenen/", {"is_sure": "on"}).headers["Location"] == PAGE
    page = oscar.get(PAGE).text
    assert "De finalisten worden bekend om 10.10 uur" in page
    assert oscar.post(f"{PAGE}terugtrekken/").status_code == 422
    assert oscar.post(f"{PAGE}terugtrekken/", {"is_sure": "on"}).status_code == 302
    assert not Finalist.objects.exists()

    oscar.post(f"{where}tekenen/", {"is_sure": "on"})
    clock.move_to(OUT)
    late = oscar.post(f"{PAGE}terugtrekken/", {"is_sure": "on"}, follow=True).text
    assert "Terugtrekken kan niet meer." in late
    assert "De finalisten zijn bekend" in oscar.get(PAGE).text
    assert Finalist.objects.count() == 2


def test_a_list_that_is_out_of_date_cannot_be_signed(oscar: Client) -> None:
    made = listed(cut())
    entry = Entry.objects.order_by("reference")[0]
    withdraw_entry(entry, by=team_of(entry).get(role="owner").user, now=NOW)
    where = f"{PAGE}lijst/{made.code}/"

    assert "Maak de lijst opnieuw." in oscar.get(where).text
    assert "Maak de lijst opnieuw." in oscar.post(f"{where}tekenen/", {"is_sure": "on"}, follow=True).text
    assert not Finalist.objects.exists()


def test_after_a_withdrawal_a_supplement_is_signed_by_another(oscar: Client, clock: time_machine.Traveller) -> None:
    edition = cut()
    first, second = Entry.objects.order_by("reference")
    plan_final(edition, places=1, material_due_at=DUE, explanation="", by=an_organiser(edition), now=NOW)
    made = nominate(edition, {first.reference: BECAUSE}, by=an_organiser(edition), now=NOW)
    confirm_finalists(made, by=an_organiser(edition), now=NOW)
    clock.move_to(OUT)
    withdraw_entry(first, by=team_of(first).get(role="owner").user, now=OUT)
    assert "Voeg een finalist toe" in oscar.get(PAGE).text

    oscar.post(f"{PAGE}voordragen/", chosen(second))
    supplement = NominationList.objects.get(is_supplement=True)
    assert "Aanvulling 2 wacht op een tweede handtekening" in oscar.get(PAGE).text
    confirm_finalists(supplement, by=an_organiser(edition), now=OUT)

    assert [row.entry for row in finalists_in([edition])] == [second]
    assert "De finalisten zijn bekend" in oscar.get(PAGE).text


def test_the_organiser_checks_what_was_handed_in(oscar: Client, clock: time_machine.Traveller) -> None:
    finalist = finalists_in([known(cut(1))])[0]
    where = f"{PAGE}materiaal/{finalist.entry.reference}/"
    assert oscar.get(where).status_code == 404
    clock.move_to(OUT)
    assert "Dit team leverde nog niets in" in oscar.get(where).text
    assert "Dit team leverde nog niets in. Controleren kan daarna." in oscar.post(f"{where}gecontroleerd/").text
    handed_in(finalist, now=OUT)

    page = oscar.get(where).text
    assert [words in page for words in vars(MATERIAL).values()] == [True] * 5
    assert oscar.post(f"{where}gecontroleerd/", {"note": "Werkt."}).status_code == 302
    assert PitchMaterial.objects.get().check_note == "Werkt."
    assert "Gecontroleerd" in oscar.get(PAGE).text


def test_the_organiser_gives_more_time_with_a_reason(oscar: Client, clock: time_machine.Traveller) -> None:
    finalist = finalists_in([known(cut(1))])[0]
    clock.move_to(OUT)
    where = f"{PAGE}materiaal/{finalist.entry.reference}/meer-tijd/"

    empty = oscar.post(where, {"until": "2027-02-26T17:00"})
    early = oscar.post(where, {"until": "2027-02-10T17:00", "reason": "Het team is ziek."})
    given = oscar.post(where, {"until": "2027-02-26T17:00", "reason": "Het team is ziek."})

    assert [empty.status_code, early.status_code, given.status_code] == [422, 422, 302]
    assert "Schrijf op waarom u meer tijd geeft." in empty.text
    assert "Kies een moment dat later is" in early.text
    assert "heeft tijd tot 26 februari 2027, 17.00 uur" in oscar.get(PAGE).text


def test_an_administrator_looks_and_signs_but_chooses_nothing(ada: Client, clock: time_machine.Traveller) -> None:
    edition = cut(1)
    page = ada.get(PAGE).text
    assert ("Casus 1" in page, "Maak de lijst" in page, "Sla het plan op" in page) == (True, False, False)
    assert [ada.post(f"{PAGE}{part}/").status_code for part in ("plannen", "voordragen")] == [404, 404]

    finalist = finalists_in([known(edition)])[0]
    clock.move_to(OUT)
    where = f"{PAGE}materiaal/{finalist.entry.reference}/"
    assert ada.get(where).status_code == 200
    assert [ada.post(f"{where}{part}/").status_code for part in ("gecontroleerd", "meer-tijd")] == [404, 404]


@pytest.mark.parametrize("n_entries", [1, 3])
def test_the_page_asks_the_same_of_the_database_for_any_number(
    oscar: Client, clock: time_machine.Traveller, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = known(cut(n_entries))
    for finalist in finalists_in([edition]):
        handed_in(finalist, now=OUT)
    clock.move_to(OUT)
    oscar.get(PAGE)

    with django_assert_num_queries(22):
        oscar.get(PAGE)


@pytest.mark.parametrize("n_entries", [1, 3])
def test_a_list_asks_the_same_of_the_database_for_any_number(
    ada: Client, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = listed(cut(n_entries))
    ada.get(f"{PAGE}lijst/{made.code}/")

    with django_assert_num_queries(25):
        ada.get(f"{PAGE}lijst/{made.code}/")


def tasks(client: Client) -> list[tuple[str, str, str]]:
    (desk,) = client.get("/organisatie/").context["desks"]
    return [(task.title, task.state, task.label) for task in desk.tasks if "advies" not in task.title.lower()]


def test_today_says_what_comes_next(oscar: Client, clock: time_machine.Traveller) -> None:
    edition = cut()
    assert tasks(oscar) == [("Kies de finalisten", "todo", "Nog geen lijst")]
    plan_final(edition, places=3, material_due_at=DUE, explanation="", by=an_organiser(edition), now=NOW)

    made = listed(edition)
    assert tasks(oscar) == [("Zet de tweede handtekening", "todo", "Lijst wacht")]

    confirm_finalists(made, by=an_organiser(edition), now=NOW)
    assert ("De finalisten worden bekend", "busy", "Om 10.10 uur") in tasks(oscar)

    clock.move_to(OUT)
    first, second = finalists_in([edition])
    assert ("Materiaal van 2 finalisten ontbreekt", "busy", "Wacht op teams") in tasks(oscar)
    handed_in(first, now=OUT)
    assert ("Materiaal van 1 finalist ontbreekt", "busy", "Wacht op teams") in tasks(oscar)
    handed_in(second, now=OUT)
    assert tasks(oscar) == [("Wacht op het oordeel van de jury", "busy", "0 van 1 binnen")]

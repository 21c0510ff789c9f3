import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, make_edition
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.finals.tests.factories import in_the_final
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.recuts.actions import apply_cut
from gemeentedelers.domain.recuts.models import FinalCategory, Objection, Recut
from gemeentedelers.domain.recuts.queries import cut_as_entered, cut_now
from gemeentedelers.domain.recuts.rules import Cut
from gemeentedelers.domain.recuts.tests.factories import (
    TOGETHER,
    a_cut,
    a_shortlist,
    cut_up,
    objected,
    references_of,
)
from gemeentedelers.domain.shortlists.tests.factories import an_organiser

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/finale/indeling/"
TEN = ("leefomgeving",) * 7 + ("uitvoering", "uitvoering", "democratie")


@pytest.fixture(autouse=True)
def after_reading(clock: time_machine.Traveller) -> None:
    clock.move_to(AFTER_READING)


def filled(edition: Edition, cut: Cut, **changes: str) -> dict[str, str]:
    """What the table posts for a division, as a browser sends it."""
    numbers = {row.key: str(number) for number, row in enumerate(cut.categories, start=1)}
    sent = {"rows": str(len(cut.categories) + 1), "based_on": str(Recut.objects.filter(undone_at=None).count())}
    for row in cut.categories:
        number = numbers[row.key]
        sent |= {f"key_{number}": row.key, f"name_{number}": row.name, f"description_{number}": row.description}
    sent |= {f"place_{reference}": numbers[key] for reference, key in cut.placements.items()}
    return {**sent, "reason": TOGETHER, **changes}


def test_before_the_announcement_there_is_nothing_to_divide(oscar: Client) -> None:
    make_edition()

    page = oscar.get(PAGE)

    assert "De shortlist is nog niet bekend" in page.text
    assert "Begin met een voorstel" not in page.text
    assert oscar.get(f"{PAGE}bewerken/").status_code == 404


def test_the_page_shows_what_is_thin_and_full_and_what_else_there_is(oscar: Client) -> None:
    a_shortlist(TEN)
    somebody_with(Role.JUROR, year=2027)

    page = oscar.get(PAGE).text

    assert "10 inzendingen van de shortlist doen nog mee." in page
    assert "Vol: meer dan de helft van de shortlist." in page
    assert "Dun: minder dan 3 inzendingen, dus weinig te kiezen." in page
    assert "Er kunnen hier maar 1 juryleden oordelen." in page
    assert "7 gemeenten: " in page
    for title in (
        "Zoals ingezonden",
        "Dunne categorieën samengevoegd",
        "De volste categorie gesplitst",
        "Drie groepen",
    ):
        assert f"{title}" in page
    assert "Nog geen indeling" in oscar.get("/organisatie/").text


def test_keeping_the_categories_of_entry_is_one_button(oscar: Client) -> None:
    edition = a_shortlist()
    reason = oscar.get(PAGE).context["keep_form"]["reason"].value()

    assert oscar.post(f"{PAGE}zoals-ingezonden/", {"reason": ""}).status_code == 422
    assert oscar.post(f"{PAGE}zoals-ingezonden/", {"reason": "Kort"}).status_code == 422
    done = oscar.post(f"{PAGE}zoals-ingezonden/", {"reason": reason}, follow=True)

    assert "De indeling van de finale is bewaard." in done.text
    assert cut_now(edition) == cut_as_entered(edition)
    assert "Deel de shortlist in voor de finale" not in oscar.get("/organisatie/").text


@pytest.mark.parametrize("begin", ["", "nu", "zoals-ingezonden", "samengevoegd", "gesplitst", "vier-groepen", "raar"])
def test_any_alternative_can_be_begun_with(oscar: Client, begin: str) -> None:
    edition = cut_up(a_shortlist(TEN))

    form = oscar.get(f"{PAGE}bewerken/", {"begin": begin}).context["form"]

    assert all(field.value() for _, field in form.entry_rows)
    assert form.category_rows[-1].name.value() is None
    assert form["based_on"].value() == 1
    assert cut_now(edition) == cut_as_entered(edition)


def test_a_preview_stores_nothing_and_applying_does(oscar: Client) -> None:
    edition = cut_up(a_shortlist())
    first, *_ = references_of(edition)
    cut = a_cut(edition, "nieuw", "leefomgeving", "leefomgeving", "uitvoering")
    sent = filled(edition, cut, key_1="", name_1="Iets heel nieuws", description_1="Wat nergens past.")

    preview = oscar.post(f"{PAGE}bewerken/", sent)

    assert (preview.status_code, Recut.objects.count()) == (200, 1)
    assert "2 teams krijgen een andere categorie" in preview.text
    assert "eerst Leefomgeving, straks Iets heel nieuws" in preview.text
    assert "Er is nog niets bewaard." in preview.text

    done = oscar.post(f"{PAGE}toepassen/", sent, follow=True)

    assert "De indeling van de finale is bewaard." in done.text
    now = cut_now(edition)
    assert now is not None
    assert (now.placements[first], now.categories[0].description) == ("iets-heel-nieuws", "Wat nergens past.")
    assert TOGETHER in done.text
    assert "Indeling 2" in done.text


def test_a_category_is_added_and_left_out(oscar: Client) -> None:
    edition = cut_up(a_shortlist())
    sent = filled(edition, cut_as_entered(edition), name_3="Derde")

    more = oscar.post(f"{PAGE}bewerken/", {**sent, "categorie_erbij": "ja"})

    assert (more.status_code, len(more.context["form"].category_rows)) == (200, 4)
    assert more.context["form"]["name_3"].value() == "Derde"
    last = references_of(edition)[-1]
    gone = {**sent, "name_2": "", "name_3": "", f"place_{last}": "1"}
    oscar.post(f"{PAGE}toepassen/", gone)
    assert list(FinalCategory.objects.values_list("key", flat=True)) == ["leefomgeving"]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"reason": "Kort"}, "Schrijf uw reden op, in minstens 10 tekens."),
        ({"based_on": "0"}, "Iemand anders heeft de indeling net veranderd."),
        ({"name_2": "leefomgeving "}, "Twee categorieën hebben dezelfde naam."),
        ({"name_2": ""}, "een naam, of kies een andere."),
        ({"name_3": "Leeg"}, "De categorie “Leeg” is leeg."),
        ({"name_1": "x" * 81}, "Maak dit korter: hoogstens 80 tekens."),
        ({"place_0": ""}, "Kies een categorie voor "),
        ({"place_0": "9"}, "een categorie uit de lijst."),
        ({"rows": "x"}, "een categorie uit de lijst."),
        ({"key_2": "leefomgeving", "name_3": ""}, None),
        ({"key_1": "<script>"}, None),
    ],
)
def test_a_faulty_division_is_not_stored(oscar: Client, changes: dict[str, str], complaint: str | None) -> None:
    edition = cut_up(a_shortlist())
    first = references_of(edition)[0]
    named = {name.replace("place_0", f"place_{first}"): value for name, value in changes.items()}

    sent = filled(edition, a_cut(edition, *"aabb"), **{"name_1": "Leefomgeving", **named})
    page = oscar.post(f"{PAGE}toepassen/", sent)

    if complaint is None:
        assert (page.status_code, Recut.objects.count()) == (302, 2)
        return
    assert (page.status_code, complaint in page.text) == (422, True)
    assert Recut.objects.count() == 1


def test_the_newest_division_is_undone(oscar: Client) -> None:
    edition = cut_up(a_shortlist())
    apply_cut(edition, a_cut(edition, *"aabb"), reason=TOGETHER, by=an_organiser(edition), now=AFTER_READING)
    assert "Draai indeling 2 terug" in oscar.get(PAGE).text
    assert "Draai indeling 1 terug" not in oscar.get(PAGE).text

    early = oscar.post(f"{PAGE}1/terugdraaien/", follow=True)
    done = oscar.post(f"{PAGE}2/terugdraaien/", follow=True)

    assert "Er is een nieuwere indeling." in early.text
    assert "Indeling 2 is teruggedraaid." in done.text
    assert "Teruggedraaid door Oscar" in done.text
    assert cut_now(edition) == cut_as_entered(edition)
    assert oscar.post(f"{PAGE}9/terugdraaien/").status_code == 404


def test_after_the_finalists_nothing_changes(oscar: Client) -> None:
    edition = in_the_final(a_shortlist())

    page = oscar.get(PAGE)

    assert "De indeling ligt vast" in page.text
    assert "Begin met een voorstel" not in page.text
    assert "Draai indeling" not in page.text
    assert oscar.get(f"{PAGE}bewerken/").status_code == 404
    assert oscar.post(f"{PAGE}toepassen/", filled(edition, a_cut(edition, *"aabb"))).status_code == 404
    assert "De finalisten zijn al gekozen." in oscar.post(f"{PAGE}1/terugdraaien/", follow=True).text


def test_who_withdrew_is_not_in_the_table(oscar: Client) -> None:
    edition = a_shortlist()
    last = edition.entries.order_by("reference")[3]
    withdraw_entry(last, by=owner_of(last), now=AFTER_READING)

    form = oscar.get(f"{PAGE}bewerken/").context["form"]

    assert [entry.reference for entry, _ in form.entry_rows] == references_of(edition)[:3]


def test_an_entry_without_entry_category_is_still_to_be_placed(oscar: Client) -> None:
    edition = a_shortlist()
    first = references_of(edition)[0]
    edition.entries.filter(reference=first).update(category=None)

    assert "Nog zonder categorie: Casus 1" in oscar.get(PAGE).text
    form = oscar.get(f"{PAGE}bewerken/").context["form"]
    assert [bool(field.value()) for _, field in form.entry_rows] == [False, True, True, True]


def test_an_objection_is_answered(oscar: Client) -> None:
    edition = cut_up(a_shortlist())
    objection = objected(edition)
    page = f"{PAGE}bezwaren/{objection.code}/"
    assert "Beantwoord bezwaren tegen een categorie" in oscar.get("/organisatie/").text
    assert objection.text in oscar.get(page).text
    assert page in oscar.get(PAGE).text

    assert oscar.post(page).status_code == 422
    nowhere = oscar.post(page, {"outcome": "granted", "reason": "Dat klopt, dank u."})
    assert (nowhere.status_code, "Kies de andere categorie" in nowhere.text) == (422, True)
    done = oscar.post(page, {"outcome": "granted", "into": "uitvoering", "reason": "Dat klopt, dank u."}, follow=True)

    assert "Uw antwoord is bewaard. Het team krijgt een mail." in done.text
    assert cut_now(edition).placements[objection.entry.reference] == "uitvoering"  # type: ignore[union-attr]
    assert "Verplaatst" in oscar.get(page).text
    again = oscar.post(page, {"outcome": "denied", "reason": "Toch maar niet."})
    assert (again.status_code, "Dit bezwaar is al beantwoord." in again.text) == (422, True)


def test_who_looks_along_changes_nothing(ada: Client, client: Client) -> None:
    edition = cut_up(a_shortlist())
    objection = objected(edition)
    page = f"{PAGE}bezwaren/{objection.code}/"
    stranger = Client()
    stranger.force_login(somebody_with(Role.ORGANISER, year=2026))

    assert [ada.get(found).status_code for found in (PAGE, page)] == [200, 200]
    assert "<form" not in ada.get(PAGE).text.partition("<main")[2].partition("<footer")[0]
    assert [stranger.get(found).status_code for found in (PAGE, page, f"{PAGE}bewerken/")] == [404, 404, 404]
    for posted in (page, f"{PAGE}bewerken/", f"{PAGE}toepassen/", f"{PAGE}zoals-ingezonden/", f"{PAGE}1/terugdraaien/"):
        assert [who.post(posted).status_code for who in (ada, stranger)] == [404, 404]
    assert ada.get(f"{PAGE}bewerken/").status_code == 404
    assert client.get(PAGE).status_code == 302
    assert (Recut.objects.count(), Objection.objects.get().outcome) == (1, "waiting")


def test_methods(oscar: Client) -> None:
    cut_up(a_shortlist())

    assert oscar.post(PAGE).status_code == 405
    for step in ("toepassen/", "zoals-ingezonden/", "1/terugdraaien/"):
        assert oscar.get(f"{PAGE}{step}").status_code == 405
    assert oscar.get(f"{PAGE}bezwaren/onbekend/").status_code == 404
    assert oscar.put(f"{PAGE}bewerken/").status_code == 405


@pytest.mark.parametrize("n_entries", [1, 3])
def test_the_page_asks_as_much_for_any_shortlist(
    oscar: Client, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = cut_up(a_shortlist(("leefomgeving",) * n_entries))
    for place in range(n_entries):
        objected(edition, place=place)
    somebody_with(Role.JUROR, year=2027)

    with django_assert_num_queries(29):
        oscar.get(PAGE)

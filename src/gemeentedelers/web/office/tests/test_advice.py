import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.advice.models import Advice, AdviceWaiver
from gemeentedelers.domain.advice.rules import AdviceStatus
from gemeentedelers.domain.advice.tests.factories import WHOLE, advise_all, approved, reading_of
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.scoring.tests.factories import reading_round, score_all

pytestmark = pytest.mark.django_db

BOARD = "/organisatie/2027/advies/"
TEXTS = {part.value: text for part, text in WHOLE.texts().items()}


def desk_of(entry: Entry) -> str:
    return f"{BOARD}{entry.reference}/"


def read_edition() -> tuple[Edition, Entry]:
    edition = make_edition()
    entry = eligible_entry(edition, title="Casus 1")
    reading_round(edition)
    score_all(edition)
    return edition, entry


def test_the_board_puts_who_lacks_advice_first(oscar: Client) -> None:
    edition = make_edition()
    approved(eligible_entry(edition, title="Casus 1"))
    eligible_entry(edition, title="Casus 2")

    page = oscar.get(BOARD)

    rows = [(row.entry.title, row.status) for row in page.context["page"]]
    assert rows == [("Casus 2", None), ("Casus 1", AdviceStatus.APPROVED)]
    assert (page.context["n_without"], page.context["n_approved"]) == (1, 1)
    assert [row.entry.title for row in oscar.get(f"{BOARD}?staat=goedgekeurd").context["page"]] == ["Casus 1"]
    assert "Wij kennen het filter “onzin” niet" in oscar.get(f"{BOARD}?staat=onzin").text


@pytest.mark.parametrize("n_entries", [1, 3])
def test_the_board_costs_the_same_for_one_and_for_three(
    oscar: Client, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = make_edition()
    for _ in range(n_entries):
        eligible_entry(edition)
    advise_all(edition)

    with django_assert_num_queries(11):
        assert len(oscar.get(BOARD).context["page"]) == n_entries


def test_advice_is_written_beside_the_tips_without_scores_or_names(oscar: Client) -> None:
    _, entry = read_edition()

    page = oscar.get(desk_of(entry)).text

    assert page.count("Laat meer cijfers zien.") == 2
    assert "Lezer 1" in page
    taken = oscar.post(desk_of(entry), {"first_strength": "Sterk.", "neem-over": "2"})
    assert taken.context["form"].initial["second_strength"] == "Laat meer cijfers zien."
    assert Advice.objects.count() == 0


def test_ready_advice_goes_to_a_second_reader_and_then_to_the_team(oscar: Client) -> None:
    _, entry = read_edition()

    answer = oscar.post(desk_of(entry), {**TEXTS, "number": "0", "klaar": "ja"})
    assert (answer.status_code, answer.headers["Location"]) == (302, BOARD)
    assert Advice.objects.get().status == AdviceStatus.READY

    own = oscar.post(f"{desk_of(entry)}goedkeuren/", follow=True)
    assert "U schreef dit advies zelf." in own.text
    oscar.post(f"{desk_of(entry)}goedkeuren/", {"is_read_again": "on"})
    assert Advice.objects.get().status == AdviceStatus.APPROVED
    unsure = oscar.post(f"{BOARD}vrijgeven/")
    assert (unsure.status_code, Advice.objects.get().status) == (422, AdviceStatus.APPROVED)
    oscar.post(f"{BOARD}vrijgeven/", {"is_sure": "on"})
    assert Advice.objects.get().status == AdviceStatus.RELEASED


def test_what_is_wrong_stays_on_screen(oscar: Client) -> None:
    _, entry = read_edition()

    scored = oscar.post(desk_of(entry), {**TEXTS, "talk_to": "Uw score was 2.", "number": "0", "klaar": "ja"})

    assert (scored.status_code, Advice.objects.count()) == (422, 0)
    assert "In ‘Met wie het team kan praten’ staat een score" in scored.text
    assert "Uw score was 2." in scored.text


def test_approving_together_asks_for_a_tick(oscar: Client) -> None:
    _, entry = read_edition()
    oscar.post(desk_of(entry), {**TEXTS, "number": "0", "klaar": "ja"})

    assert oscar.post(f"{BOARD}goedkeuren/").status_code == 422
    oscar.post(f"{BOARD}goedkeuren/", {"is_sure": "on"})

    assert Advice.objects.get().status == AdviceStatus.APPROVED


def test_an_administrator_looks_and_changes_nothing(ada: Client) -> None:
    _, entry = read_edition()

    assert (ada.get(BOARD).status_code, ada.get(desk_of(entry)).status_code) == (200, 200)
    posts = [
        (desk_of(entry), {**TEXTS, "number": "0"}),
        (f"{desk_of(entry)}goedkeuren/", {}),
        (f"{BOARD}goedkeuren/", {"is_sure": "on"}),
        (f"{BOARD}vrijgeven/", {"is_sure": "on"}),
    ]
    assert [ada.post(path, given).status_code for path, given in posts] == [404] * 4
    assert Advice.objects.count() == 0


def test_closing_without_advice_asks_for_a_signature(oscar: Client) -> None:
    edition, _ = read_edition()
    where = "/organisatie/2027/ranglijst/sluiten/"

    refused = oscar.post(where, {"is_sure": "on"})
    assert refused.status_code == 422
    assert "1 inzendingen hebben nog geen goedgekeurd advies." in refused.text
    oscar.post(where, {"is_sure": "on", "reason": "Dit team bellen wij morgen zelf."})

    assert reading_of(edition).closed_at is not None
    assert AdviceWaiver.objects.get().n_entries == 1

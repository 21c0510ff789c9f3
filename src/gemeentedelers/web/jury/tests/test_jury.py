from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY, DURING_READING
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.domain.results.tests.factories import published
from gemeentedelers.domain.verdicts.actions import choose_entry
from gemeentedelers.domain.verdicts.models import Choice, Verdict
from gemeentedelers.domain.verdicts.queries import choices_of, kept_pronouncement
from gemeentedelers.domain.verdicts.rules import DecidedBy
from gemeentedelers.domain.verdicts.tests.factories import (
    CATEGORIES,
    MOTIVATION,
    a_chair,
    a_juror,
    category_of,
    chosen_winner,
    entries_of,
    pronounced,
    shortlisted_edition,
)

pytestmark = pytest.mark.django_db
AGENDA = "/jury/"
DOSSIERS = "/jury/2027/leefomgeving/"
VERDICT = "/jury/2027/leefomgeving/oordeel/"


@pytest.fixture(autouse=True)
def _during_the_jury() -> Iterator[None]:
    with time_machine.travel(DURING_JURY, tick=False):
        yield


@pytest.fixture
def edition() -> Edition:
    return shortlisted_edition()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, path: str) -> str:
    response = signed_in(user).get(path)
    assert response.status_code == 200
    return without_break_chances(response.content.decode())


def without_break_chances(html: str) -> str:
    """A check number may wrap on a narrow screen; for a reader it is one word."""
    return html.replace("<wbr>", "")


def answers(edition: Edition, **changes: str) -> dict[str, str]:
    entries = entries_of(category_of(edition))
    motivations = {f"motivation-{entry.reference}": f"De jury las {entry.title} graag." for entry in entries}
    own = {"winner": entries[0].reference, f"motivation-{entries[0].reference}": MOTIVATION}
    return motivations | own | changes


@pytest.mark.parametrize("path", [AGENDA, DOSSIERS, VERDICT])
def test_who_has_no_seat_finds_nothing(edition: Edition, path: str) -> None:
    a_chair(edition)
    strangers = [
        UserFactory(),
        somebody_with(Role.ORGANISER, year=2027),
        somebody_with(Role.SCORER, year=2027),
    ]
    assert [signed_in(user).get(path).status_code for user in strangers] == [404, 404, 404]
    assert Client().get(path).headers["Location"] == f"{reverse('account_login')}?next={path}"


@pytest.mark.parametrize(
    ("path", "for_juror", "for_chair", "for_another_year"),
    [
        (AGENDA, 200, 200, 200),
        (DOSSIERS, 200, 200, 404),
        (VERDICT, 404, 200, 404),
        ("/jury/2027/democratie/", 404, 404, 404),
        ("/jury/2027/bestaat-niet/", 404, 404, 404),
        ("/jury/1999/leefomgeving/", 404, 404, 404),
    ],
)
def test_each_seat_has_its_own_pages(
    edition: Edition, path: str, for_juror: int, for_chair: int, for_another_year: int
) -> None:
    users = [a_juror(edition), a_chair(edition), somebody_with(Role.JURY_CHAIR, year=2026)]
    statuses = [signed_in(user).get(path).status_code for user in users]
    assert statuses == [for_juror, for_chair, for_another_year]


@pytest.mark.parametrize(("path", "method"), [(AGENDA, "post"), (DOSSIERS, "put"), (VERDICT, "delete")])
def test_other_methods_are_refused(edition: Edition, path: str, method: str) -> None:
    assert getattr(signed_in(a_chair(edition)), method)(path).status_code == 405


def test_only_the_chair_of_the_year_is_led_to_who_must_hand_in(edition: Edition) -> None:
    users = [a_juror(edition), a_chair(edition)]
    assert ["/jury/2027/pitch/stand/" in page(user, AGENDA) for user in users] == [False, True]


@pytest.mark.parametrize("categories", [CATEGORIES[2:], ("leefomgeving", "uitvoering", "democratie")])
def test_the_agenda_costs_the_same_for_any_number_of_categories(
    categories: tuple[str, ...], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(a_juror(shortlisted_edition(categories)))
    with django_assert_num_queries(13):
        client.get(AGENDA)


@pytest.mark.parametrize("key", ["leefomgeving", "uitvoering"])
def test_dossiers_cost_the_same_for_one_and_for_three(
    edition: Edition, key: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(a_juror(edition))
    with django_assert_num_queries(41):
        client.get(f"/jury/2027/{key}/")


def test_before_the_announcement_there_is_nothing_to_judge(edition: Edition) -> None:
    judith = a_juror(edition)
    with time_machine.travel(DURING_READING, tick=False):
        assert "Er is nu niets te beoordelen" in page(judith, AGENDA)
        assert signed_in(judith).get(DOSSIERS).status_code == 404


def test_a_juror_reads_the_dossiers(edition: Edition) -> None:
    html = page(a_juror(edition), "/jury/2027/uitvoering/")
    expected = [
        "Casus 4",
        "In een jaar gingen 4.000 tegels eruit.",
        "De straat werd te heet.",
        "Dit is herbruikbaar.",
        "Klein, maar nergens anders bedacht.",
        "2,00",
        "door 2 scoorders",
    ]
    assert [text for text in expected if text not in html] == []
    assert "Casus 1" not in html


def test_a_juror_chooses_and_sees_only_the_own_choice(edition: Edition) -> None:
    judith, jan, category = a_juror(edition), a_juror(edition), category_of(edition)
    entry = entries_of(category)[1]
    response = signed_in(judith).post(DOSSIERS, {"entry": entry.reference, "note": "Sterk verhaal"})
    assert response.headers["Location"] == DOSSIERS
    assert choices_of(judith)[category.pk].reference == entry.reference
    own, other = page(judith, DOSSIERS), page(jan, DOSSIERS)
    assert ("Sterk verhaal" in own, "U koos" in own) == (True, True)
    assert ("Sterk verhaal" in other, "U koos" in other, "checked" in other) == (False, False, False)


def test_the_own_municipality_cannot_be_chosen(edition: Edition) -> None:
    own = entries_of(category_of(edition))[0]
    judith = a_juror(edition, municipality=own.municipality)
    html = page(judith, DOSSIERS)
    assert "Dit is een inzending van uw eigen gemeente." in html
    assert f'value="{own.reference}"' not in html
    assert signed_in(judith).post(DOSSIERS, {"entry": own.reference}).status_code == 422
    assert not Choice.objects.exists()


@pytest.mark.parametrize(
    ("entry", "note", "sentence"), [("", "", "Kies één inzending."), ("first", "x" * 1001, "x" * 1001)]
)
def test_a_wrong_choice_comes_back_with_what_was_typed(edition: Edition, entry: str, note: str, sentence: str) -> None:
    reference = entries_of(category_of(edition))[0].reference if entry else ""
    response = signed_in(a_juror(edition)).post(DOSSIERS, {"entry": reference, "note": note})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "<title>Fout: " in response.content.decode()


def test_a_choice_after_the_close_is_refused_with_a_sentence(edition: Edition) -> None:
    judith, reference = a_juror(edition), entries_of(category_of(edition))[0].reference
    with time_machine.travel(AFTER_REVEAL, tick=False):
        response = signed_in(judith).post(DOSSIERS, {"entry": reference})
    assert response.status_code == 422
    assert "De jury kon kiezen tot" in response.content.decode()


def test_the_chair_sees_the_count_from_the_quorum_on(edition: Edition) -> None:
    chair, judith, category = a_chair(edition), a_juror(edition), category_of(edition)
    first = entries_of(category)[0]
    choose_entry(category, first, note="", by=judith, now=DURING_JURY)
    early = page(chair, VERDICT)
    assert "Het aantal keuzes is 1. Voor een oordeel moeten het er 2 zijn." in early
    assert "Casus 1" not in early
    choose_entry(category, first, note="", by=chair, now=DURING_JURY)
    late = page(chair, VERDICT)
    assert ("Wat de juryleden kozen" in late, "Casus 1" in late) == (True, True)


def test_pronouncing_before_the_quorum_is_refused(edition: Edition) -> None:
    chair = a_chair(edition)
    response = signed_in(chair).post(VERDICT, answers(edition), follow=True)
    assert response.redirect_chain == [(VERDICT, 302)]
    assert "Het aantal keuzes is 0." in response.content.decode()
    assert not Verdict.objects.exists()


def test_no_advice_is_asked_about_the_only_one_who_can_win(edition: Edition) -> None:
    chair = a_chair(edition)
    winner = chosen_winner(edition, chair)
    html = page(chair, VERDICT)
    asked = [f'name="roll-out-{entry.reference}"' in html for entry in entries_of(category_of(edition))]
    assert asked == [entry != winner for entry in entries_of(category_of(edition))]


def test_the_chair_seals_the_verdict_and_the_page_no_longer_tells_it(edition: Edition) -> None:
    chair = a_chair(edition)
    winner = chosen_winner(edition, chair)
    third = entries_of(category_of(edition))[2]
    advised = answers(edition) | {f"roll-out-{third.reference}": "Begin hier morgen mee."}
    response = signed_in(chair).post(VERDICT, advised, follow=True)
    assert response.redirect_chain == [(VERDICT, 302)]
    verdict = Verdict.objects.select_related("category__edition").get()
    said = kept_pronouncement(verdict)
    assert said is not None
    assert (said.winner, said.motivation, said.decided_by) == (winner.reference, MOTIVATION, DecidedBy.MAJORITY)
    assert said.remarks[third.reference] == "De jury las Casus 3 graag."
    assert said.roll_out == {third.reference: "Begin hier morgen mee."}
    html = without_break_chances(response.content.decode())
    assert "Verzegeld op woensdag 10 maart 2027, 10.00 uur" in html
    assert verdict.commitment in html
    assert [text for text in (winner.title, winner.reference, MOTIVATION) if text in html] == []


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("motivation", " ", "Schrijf een motivering bij “Casus 2”."),
        ("motivation", "Mooi.", "Schrijf bij “Casus 2” een hele zin, van minstens 20 tekens."),
        ("winner", "", "Kies de winnaar."),
    ],
)
def test_an_unfinished_verdict_comes_back(edition: Edition, field: str, text: str, sentence: str) -> None:
    chair = a_chair(edition)
    chosen_winner(edition, chair)
    second = entries_of(category_of(edition))[1]
    name = f"{field}-{second.reference}" if field == "motivation" else field
    response = signed_in(chair).post(VERDICT, answers(edition, **{name: text}))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "De jury las Casus 3 graag." in response.content.decode()
    assert not Verdict.objects.exists()


def test_the_chair_does_not_break_a_tie_for_the_own_municipality(edition: Edition) -> None:
    category = category_of(edition)
    own, other, _ = entries_of(category)
    chair, judith = a_chair(edition, municipality=own.municipality), a_juror(edition)
    choose_entry(category, other, note="", by=chair, now=DURING_JURY)
    choose_entry(category, own, note="", by=judith, now=DURING_JURY)
    response = signed_in(chair).post(VERDICT, answers(edition, winner=own.reference))
    assert response.status_code == 422
    assert "Dit is een inzending van uw eigen gemeente." in response.content.decode()
    others = answers(edition, winner=other.reference)
    assert signed_in(chair).post(VERDICT, others).status_code == 302


def test_what_jurors_see_does_not_depend_on_who_won(edition: Edition) -> None:
    judith, chair = a_juror(edition), a_chair(edition)
    verdict = pronounced(edition, chair)
    html = page(judith, DOSSIERS)
    assert verdict.commitment in html
    assert [text for text in ("meeste keuzes", MOTIVATION, "winnaar") if text in html.lower()] == []


def test_after_the_reveal_the_pages_say_so(edition: Edition) -> None:
    chair = a_chair(edition)
    for key in ("leefomgeving", "uitvoering"):
        pronounced(edition, chair, key=key)
    published(edition)
    with time_machine.travel(AFTER_REVEAL, tick=False):
        assert "Uitslag bekend" in page(chair, AGENDA)
        assert "De uitslag is bekend" in page(chair, DOSSIERS)
        assert "De uitslag is bekend" in page(chair, VERDICT)

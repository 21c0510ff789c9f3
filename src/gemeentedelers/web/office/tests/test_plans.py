import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.actions import add_reader, declare_conflict
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.plans.actions import prepare_plan
from gemeentedelers.domain.plans.models import Plan
from gemeentedelers.domain.plans.rules import PlanStatus

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/verdeling/"
PREPARE = f"{PAGE}maken/"


def round_with(n_readers: int, n_entries: int = 2, *, edition: Edition | None = None) -> Round:
    shown = edition or make_edition()
    for _ in range(n_entries):
        eligible_entry(shown)
    round_ = round_of(shown, RoundKind.READING)
    assert round_ is not None
    for number in range(n_readers):
        somebody = UserFactory(email=f"lezer@kantoor{number}.example")
        add_reader(round_, somebody, capacity=20, by="test", now=DURING_READING)
    return round_


def prepared(round_: Round) -> Plan:
    return prepare_plan(round_, by="test", now=DURING_READING)


def address(step: str, plan: Plan) -> str:
    return reverse(f"office:{step}", args=[2027, plan.code])


def test_a_plan_is_read_first_and_then_applied(oscar: Client) -> None:
    round_with(3)

    preview = oscar.post(PREPARE, {"ronde": "reading", "objective": "fair"}, follow=True)
    plan = Plan.objects.get()

    assert "Alle 2 inzendingen hebben dan genoeg lezers." in preview.text
    assert Assignment.objects.count() == 0
    page = oscar.post(address("apply_plan", plan), follow=True)
    assert "De verdeling is toegepast." in page.text
    assert Assignment.objects.count() == 4


def test_a_plan_that_is_thrown_away_changes_nothing(oscar: Client) -> None:
    plan = prepared(round_with(2))

    page = oscar.post(address("discard_plan", plan), follow=True)

    assert "De verdeling is weggegooid." in page.text
    assert Assignment.objects.count() == 0


def test_a_plan_that_was_overtaken_is_refused_in_words(oscar: Client) -> None:
    round_ = round_with(3)
    plan = prepared(round_)
    reader, reference = plan.pairs[0]
    entry = round_.edition.entries.get(reference=reference)
    declare_conflict(entry, reason="Ik werkte mee.", by=round_.readers.get(user__code=reader).user, now=DURING_READING)

    page = oscar.post(address("apply_plan", plan), follow=True)

    assert "Maak de verdeling opnieuw." in page.text
    assert Assignment.objects.count() == 0


def test_entries_that_stay_short_say_why(oscar: Client) -> None:
    plan = prepared(round_with(1, 1))

    page = oscar.get(address("plan", plan))

    assert "0 van de 1 inzendingen hebben dan genoeg lezers. 1 nog niet." in page.text
    assert "Alle andere lezers hebben deze inzending al." in page.text


def test_preparing_without_readers_is_refused_in_words(oscar: Client) -> None:
    make_edition()

    page = oscar.post(PREPARE, {"ronde": "reading", "objective": "fair"}, follow=True)

    assert "Er zijn nog geen lezers in deze ronde." in page.text


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"objective": "luck"}, "Kies een van de twee."),
        ({"objective": "fair", "seed": "x"}, "Schrijf een heel getal."),
        ({"objective": "fair", "seed": "-1"}, "Kies 0 of meer."),
    ],
)
def test_bad_choices_come_back_with_a_sentence(oscar: Client, posted: dict[str, str], words: str) -> None:
    round_with(2)

    answer = oscar.post(PREPARE, posted)

    assert (answer.status_code, words in answer.text, Plan.objects.count()) == (422, True, 0)


def test_an_unknown_round_shows_another_and_says_so(oscar: Client) -> None:
    round_with(1)

    assert "Deze ronde bestaat niet in deze editie." in oscar.get(f"{PAGE}?ronde=onzin").text


def test_after_the_close_nothing_is_divided(oscar: Client, clock: time_machine.Traveller) -> None:
    round_with(2)
    assert "Maak een verdeling" in oscar.get(PAGE).text

    clock.move_to(AFTER_READING)

    assert "Maak een verdeling" not in oscar.get(PAGE).text


def test_steps_are_only_for_the_organiser_of_the_year(ada: Client, oscar: Client) -> None:
    plan = prepared(round_with(2))

    assert ada.get(address("plan", plan)).status_code == 200
    for step in ("apply_plan", "discard_plan"):
        assert (ada.post(address(step, plan)).status_code, oscar.get(address(step, plan)).status_code) == (404, 405)
    assert Plan.objects.get().status == PlanStatus.PREPARED


@pytest.mark.parametrize("n_rows", [1, 3])
def test_pages_cost_the_same_for_one_and_for_three(
    oscar: Client, n_rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    round_ = round_with(n_rows, n_rows)
    plan = prepared(round_)
    pages = {PAGE: 13, f"{PAGE}lezers/": 8, address("plan", plan): 8}

    for page, n_queries in pages.items():
        with django_assert_num_queries(n_queries):
            assert oscar.get(page).status_code == 200


def test_by_hand_swapped_pinned_and_taken_back(oscar: Client) -> None:
    round_ = round_with(3, 1)
    entry = round_.edition.entries.get()
    page = reverse("office:entry_readers", args=[2027, entry.reference])
    give = reverse("office:give_entry", args=[2027, entry.reference])
    first, second = (reader.user for reader in round_.readers.order_by("pk")[:2])

    oscar.post(give, {"reader": first.code})
    given = Assignment.objects.get()
    assert (given.reader.user, given.is_pinned) == (first, True)
    assert "met de hand, vastgezet" in oscar.get(page).text

    oscar.post(give, {"reader": second.code, "instead_of": given.code})
    live = Assignment.objects.get(ended_at=None)
    assert live.reader.user == second

    oscar.post(reverse("office:keep_assignment", args=[2027, live.code]), {"vast": "0"})
    live.refresh_from_db()
    assert live.is_pinned is False
    oscar.post(reverse("office:take_assignment", args=[2027, live.code]))
    assert not Assignment.objects.filter(ended_at=None).exists()


def test_who_is_involved_cannot_be_chosen_and_is_named(oscar: Client) -> None:
    round_ = round_with(2, 1)
    entry, reader = round_.edition.entries.get(), round_.readers.order_by("pk")[0].user
    declare_conflict(entry, reason="Mijn broer werkte mee.", by=reader, now=DURING_READING)

    page = oscar.get(reverse("office:entry_readers", args=[2027, entry.reference]))
    answer = oscar.post(reverse("office:give_entry", args=[2027, entry.reference]), {"reader": reader.code})

    assert "Mijn broer werkte mee." in page.text
    assert (answer.status_code, Assignment.objects.count()) == (422, 0)


def test_the_desk_of_a_reader_says_why(oscar: Client) -> None:
    round_ = round_with(2, 1)
    oscar.post(address("apply_plan", prepared(round_)))
    reader = round_.readers.order_by("pk")[0].user

    page = oscar.get(reverse("office:desk", args=[2027, reader.code]))

    assert "12 punten" in page.text
    assert "Heeft geen voorkeur voor een thema: +2" in page.text

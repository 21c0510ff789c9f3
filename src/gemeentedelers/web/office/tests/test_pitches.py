from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.conflicts.actions import note_conflict
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.domain.pitches.models import PitchDay
from gemeentedelers.domain.pitches.queries import pitch_day_of, running_order
from gemeentedelers.domain.pitches.tests.factories import PLANNING, edition_with_finalists, planned_day
from gemeentedelers.domain.shortlists.tests.factories import an_organiser

N_QUERIES = 19
pytestmark = pytest.mark.django_db

DAY = {"place": "Raadzaal", "begins_at": "10-3-2027 10:00", "minutes": "5", "changeover": "3"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def day() -> PitchDay:
    return planned_day()


def order_of(day: PitchDay) -> list[str]:
    return [pitch.entry.reference for pitch in running_order(day.edition)]


def test_an_organiser_plans_orders_and_publishes_a_day() -> None:
    edition = edition_with_finalists()
    oscar = signed_in(an_organiser(edition))
    page = reverse("office:pitch_day", args=[edition.year])

    assert "Plan eerst de dag" in oscar.get(page).content.decode()
    assert oscar.post(reverse("office:plan_pitch_day", args=[edition.year]), DAY).status_code == 302
    made = oscar.post(
        reverse("office:arrange_order", args=[edition.year]), {"arrangement": "mixed", "n_breaks": "1"}, follow=True
    )
    assert "De volgorde is gemaakt" in made.content.decode()
    published = oscar.post(reverse("office:publish_order", args=[edition.year]), follow=True)

    assert "De finalisten kennen hun tijd" in published.content.decode()
    again = oscar.post(reverse("office:publish_order", args=[edition.year]), follow=True)
    assert "De finalisten kennen deze tijden al." in again.content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"place": " "}, "Vul in waar de pitchdag is."),
        ({"begins_at": "morgen"}, "Vul een dag en een tijd in, bijvoorbeeld 12-5-2027 10:00."),
        ({"minutes": "0"}, "Een pitch duurt minstens 1 minuut."),
        ({"minutes": "vijf"}, "Vul een heel getal in."),
        ({"changeover": "31"}, "Wisselen duurt hooguit 30 minuten."),
    ],
)
def test_a_plan_that_cannot_be_comes_back_with_what_was_typed(change: dict[str, str], words: str) -> None:
    edition = edition_with_finalists()

    answer = signed_in(an_organiser(edition)).post(
        reverse("office:plan_pitch_day", args=[edition.year]), {**DAY, **change}
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert pitch_day_of(edition) is None


def test_a_pitch_moves_by_a_button_and_an_old_page_changes_nothing(day: PitchDay) -> None:
    oscar = signed_in(an_organiser(day.edition))
    one, two, three = seen = order_of(day)
    move = reverse("office:move_pitch", args=[day.edition.year])
    posted = {"reference": one, "step": "1", "seen": " ".join(seen)}

    oscar.post(move, posted)
    old = oscar.post(move, posted, follow=True)

    assert order_of(day) == [two, one, three]
    assert "De volgorde is net veranderd" in old.content.decode()
    oscar.post(move, {"reference": two, "with_reference": three, "seen": " ".join(order_of(day))})
    assert order_of(day) == [three, one, two]
    broken = oscar.post(move, {"reference": two}, follow=True)
    assert "Dat kon niet worden bewaard" in broken.content.decode()


def test_the_page_says_who_leaves_the_room_together(day: PitchDay) -> None:
    juror = somebody_with(Role.JUROR, year=day.edition.year, name="Judith Jansen (fictief)")
    last = running_order(day.edition)[2].entry
    note_conflict(last, reason="Ik werkte eraan mee.", by=juror, now=PLANNING)
    oscar = signed_in(an_organiser(day.edition))

    page = oscar.get(reverse("office:pitch_day", args=[day.edition.year])).content.decode()
    paper = oscar.get(reverse("office:pitch_day_print", args=[day.edition.year])).content.decode()

    assert "<strong>Judith Jansen (fictief)</strong> gaat van de gang vóór pitch 3 en komt terug na pitch 3" in page
    assert paper.count("Judith Jansen (fictief)") == 1


def test_breaks_lots_and_material(day: PitchDay) -> None:
    oscar, year = signed_in(an_organiser(day.edition)), day.edition.year
    reference = order_of(day)[0]

    oscar.post(reverse("office:set_break", args=[year]), {"after": "1", "minutes": "15"})
    planned = pitch_day_of(day.edition)
    assert planned is not None
    assert planned.plan.breaks == {1: timedelta(minutes=15)}
    oscar.post(reverse("office:try_material", args=[year, reference]), {"works": "on", "note": "Film werkt"})
    assert running_order(day.edition)[0].slot.works
    assert oscar.post(reverse("office:promise_order", args=[year]), {"promise": " "}).status_code == 422
    oscar.post(reverse("office:promise_order", args=[year]), {"promise": "De AEX"})
    drawn = oscar.post(reverse("office:draw_order", args=[year]), {"seed": "912,34"}, follow=True).content.decode()

    assert "Het lot bepaalde deze volgorde" in drawn
    assert "912,34|kenmerk" in drawn


@pytest.mark.parametrize("name", ["office:pitch_day", "office:pitch_day_print"])
def test_who_has_no_business_here_finds_nothing(day: PitchDay, name: str) -> None:
    address = reverse(name, args=[day.edition.year])
    looks_along = somebody_with(Role.ADMINISTRATOR)

    assert signed_in(UserFactory()).get(address).status_code == 404
    assert signed_in(somebody_with(Role.JUROR, year=day.edition.year)).get(address).status_code == 404
    assert signed_in(looks_along).get(address).status_code == 200
    assert signed_in(looks_along).post(reverse("office:publish_order", args=[day.edition.year])).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("n_finalists", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    n_finalists: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    day = planned_day(edition_with_finalists(("leefomgeving",) * n_finalists))
    oscar = signed_in(an_organiser(day.edition))
    address = reverse("office:pitch_day", args=[day.edition.year])
    oscar.get(address)

    with django_assert_num_queries(N_QUERIES):
        oscar.get(address)

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition, Theme
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_ENTRY, DURING_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.models import Reader
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.plans.actions import assign_entries
from gemeentedelers.domain.volunteers.models import Volunteer
from gemeentedelers.domain.volunteers.tests.factories import accepted_in, declined_in, round_in, volunteer_in

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/aanmeldingen/"
DECIDE = f"{PAGE}beslissen/"


@pytest.fixture
def edition(clock: time_machine.Traveller) -> Edition:
    made = make_edition()
    clock.move_to(DURING_ENTRY)
    return made


@pytest.fixture
def organiser() -> User:
    found: User = UserFactory(name="Olga")
    return found


def waiting(edition: Edition, n_volunteers: int) -> list[Volunteer]:
    return [
        volunteer_in(edition, name=f"Noor {n}", email=f"noor{n}@dorpshuis.example") for n in range(1, n_volunteers + 1)
    ]


def statuses() -> list[str]:
    return list(Volunteer.objects.order_by("pk").values_list("status", flat=True))


def test_without_sign_ups_the_page_says_what_to_do(oscar: Client, edition: Edition) -> None:
    assert "Deel de pagina waarop mensen zich aanmelden." in oscar.get(PAGE).text


def test_who_waits_is_shown_with_hours_and_motivation(oscar: Client, edition: Edition) -> None:
    Theme.objects.create(slug="jeugd", name="Jeugd")
    volunteer_in(edition, themes=("jeugd",), minutes=270)

    page = oscar.get(PAGE)

    assert [(row.n_entries, row.status) for row in page.context["rows"]] == [(22, "signed_up")]
    for words in (
        "4,5 uur: 22 inzendingen",
        "Ik wil zien wat elders werkt.",
        "Weet veel van: Jeugd",
        "Neem deze persoon",
    ):
        assert words in page.text


def test_the_filters_count_and_select(oscar: Client, edition: Edition, organiser: User) -> None:
    waiting(edition, 2)
    accepted_in(edition, by=organiser, name="Ans", email="ans@dorpshuis.example")
    declined_in(edition, by=organiser, name="Dirk", email="dirk@dorpshuis.example", reason="Volgende keer graag.")

    found = {
        state: oscar.get(f"{PAGE}?staat={state}") for state in ("te-beslissen", "aangenomen", "afgewezen", "onzin")
    }

    names = {state: [row.volunteer.name for row in page.context["rows"]] for state, page in found.items()}
    both = ["Noor 1", "Noor 2"]
    assert names == {"te-beslissen": both, "aangenomen": ["Ans"], "afgewezen": ["Dirk"], "onzin": both}
    assert "Wij kennen het filter “onzin” niet" in found["onzin"].text
    assert "Volgende keer graag." in found["afgewezen"].text
    assert [count for _, _, count in found["onzin"].context["states"]] == [2, 1, 1, 0]


@pytest.mark.parametrize("n_volunteers", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    oscar: Client, edition: Edition, n_volunteers: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    waiting(edition, n_volunteers)

    with django_assert_num_queries(9):
        page = oscar.get(PAGE)

    assert len(page.context["rows"]) == n_volunteers


@pytest.mark.parametrize("n_volunteers", [1, 3])
def test_the_confirmation_costs_the_same_for_one_and_for_three(
    oscar: Client, edition: Edition, n_volunteers: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    waiting(edition, n_volunteers)

    with django_assert_num_queries(7):
        page = oscar.get(f"{DECIDE}?besluit=aannemen&alles=ja")

    assert len(page.context["choices"]) == n_volunteers


def test_everybody_is_accepted_after_a_look(oscar: Client, edition: Edition) -> None:
    codes = [volunteer.code for volunteer in waiting(edition, 3)]

    looked = oscar.get(f"{DECIDE}?besluit=aannemen&alles=ja")
    assert ("3 mensen aannemen?" in looked.text, statuses()) == (True, ["signed_up"] * 3)

    page = oscar.post(DECIDE, {"besluit": "aannemen", "code": codes}, follow=True)

    assert page.redirect_chain == [(PAGE, 302)]
    assert "3 mensen aangenomen. Zij krijgen een mail." in page.text
    assert (statuses(), Reader.objects.count()) == (["accepted"] * 3, 3)


def test_some_are_declined_with_a_reason(oscar: Client, edition: Edition) -> None:
    first, _ = waiting(edition, 2)

    asked = oscar.get(DECIDE, {"besluit": "afwijzen", "code": first.code})
    page = oscar.post(
        DECIDE, {"besluit": "afwijzen", "code": first.code, "reason": "Wij hebben genoeg lezers."}, follow=True
    )

    assert "1 persoon afwijzen?" in asked.text
    assert "1 persoon afgewezen. Die krijgt een mail." in page.text
    first.refresh_from_db()
    assert (statuses(), first.reason) == (["declined", "signed_up"], "Wij hebben genoeg lezers.")


def test_a_reason_that_is_too_long_is_shown_again(oscar: Client, edition: Edition) -> None:
    volunteer = waiting(edition, 1)[0]

    answer = oscar.post(DECIDE, {"besluit": "afwijzen", "code": volunteer.code, "reason": "w" * 601})

    assert (answer.status_code, statuses()) == (422, ["signed_up"])
    assert "Er passen 600 tekens." in answer.text


def test_who_cannot_be_accepted_stays_behind_with_the_reason(oscar: Client, edition: Edition) -> None:
    edition.rounds.filter(kind="reading").update(minutes_per_entry=240)
    short = volunteer_in(edition, email="kort@dorpshuis.example", minutes=120)
    long = volunteer_in(edition, email="lang@dorpshuis.example", minutes=480)
    codes = {"besluit": "aannemen", "code": [short.code, long.code]}

    looked, _ = oscar.get(DECIDE, codes), oscar.post(DECIDE, codes)

    assert "Gaat niet mee. Eén inzending kost 240 minuten." in looked.text
    assert statuses() == ["signed_up", "accepted"]


def test_nobody_is_decided_twice(oscar: Client, edition: Edition) -> None:
    chosen = {"besluit": "aannemen", "code": waiting(edition, 1)[0].code}

    pages = [oscar.post(DECIDE, chosen, follow=True).text for _ in range(2)]

    assert "Kies eerst iemand over wie nog niet is beslist." in pages[1]
    assert Reader.objects.count() == 1


def test_an_unknown_decision_is_not_found(oscar: Client, edition: Edition) -> None:
    waiting(edition, 1)

    assert [oscar.get(f"{DECIDE}{query}").status_code for query in ("", "?besluit=loten&alles=ja")] == [404, 404]


def test_after_the_round_nobody_is_accepted(oscar: Client, edition: Edition, clock: time_machine.Traveller) -> None:
    volunteer = waiting(edition, 1)[0]
    clock.move_to(AFTER_READING)

    looked = oscar.get(f"{DECIDE}?besluit=aannemen&alles=ja")
    oscar.post(DECIDE, {"besluit": "aannemen", "code": volunteer.code})

    assert "Gaat niet mee. Deze ronde is gesloten." in looked.text
    assert (statuses(), "Neem aan en stuur mail" in looked.text) == (["signed_up"], False)


def test_a_decision_is_taken_back_until_there_is_work(
    oscar: Client, edition: Edition, organiser: User, clock: time_machine.Traveller
) -> None:
    accepted_in(edition, by=organiser)
    back = f"{PAGE}{Volunteer.objects.get().code}/terugdraaien/"

    assert "moet opnieuw worden beslist" in oscar.post(back, follow=True).text
    assert statuses() == ["signed_up"]

    oscar.post(DECIDE, {"besluit": "aannemen", "alles": "ja"})
    eligible_entry(edition)
    clock.move_to(DURING_READING)
    assign_entries(round_in(edition), by="test", now=DURING_READING)
    assert "Deze lezer kreeg al inzendingen." in oscar.post(back, follow=True).text
    assert statuses() == ["accepted"]


def test_an_administrator_sees_no_addresses(oscar: Client, ada: Client, edition: Edition) -> None:
    volunteer = waiting(edition, 1)[0]

    assert [volunteer.email in client.get(PAGE).text for client in (oscar, ada)] == [True, False]


def test_only_who_runs_the_edition_decides(oscar: Client, ada: Client, client: Client, edition: Edition) -> None:
    volunteer = waiting(edition, 1)[0]
    back = f"{PAGE}{volunteer.code}/terugdraaien/"
    chosen = {"besluit": "aannemen", "code": volunteer.code}

    assert ("Neem deze persoon aan" in ada.get(PAGE).text, "<input" in ada.get(PAGE).text.partition("<main")[2]) == (
        False,
        False,
    )
    assert [ada.get(DECIDE, chosen).status_code, ada.post(DECIDE, chosen).status_code] == [404, 404]
    assert [ada.post(back).status_code, oscar.get(back).status_code, oscar.put(DECIDE).status_code] == [404, 405, 405]
    assert statuses() == ["signed_up"]

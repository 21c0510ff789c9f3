from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.actions import move_deadline
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES
from gemeentedelers.domain.entries.actions import accept_invitation, invite, judge_eligibility
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import Eligibility, TeamRole
from gemeentedelers.domain.entries.tests.factories import (
    AFTER_CLOSING,
    civil_servant,
    complete_entry,
    started_entry,
    submitted_entry,
    write,
    write_texts_of,
)
from gemeentedelers.domain.nominations.tests.factories import nomination_of
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.foundation.journal.queries import facts_about
from gemeentedelers.web.entrant.tests.conftest import SignIn, page_of

pytestmark = pytest.mark.django_db

LIST = "/inzendingen/"
INSIDE = [
    "",
    "wijzigen/",
    "team/",
    "deelnemers/",
    "controleren/",
    "intrekken/",
    "uitstel/",
    "voorwaarden/",
    "in-het-kort/samenvatting/",
    "succesvol/bewijs/",
    "toestemming/toestemming/",
    "eerdere-teksten/title/",
]
CHANGES = ["bewaren/", "indienen/", "herstellen/", "intrekken/", "team/", "deelnemers/", "klaar/bijlagen/"]


def joined(entry: Entry, user: User, role: TeamRole, *, by: User) -> None:
    invitation = invite(entry, user.email, role, by=by, now=DURING_ENTRY)
    accept_invitation(invitation, by=user, now=DURING_ENTRY)


@pytest.mark.parametrize("page", INSIDE)
def test_the_whole_team_gets_in_and_nobody_else(
    as_: SignIn, edition: Edition, alice: User, bob: User, page: str
) -> None:
    entry = started_entry(edition, by=alice)
    joined(entry, bob, TeamRole.READER, by=alice)

    statuses = [as_(user).get(page_of(entry, page)).status_code for user in (alice, bob, civil_servant())]

    assert statuses == [200, 200, 404]


@pytest.mark.parametrize("page", CHANGES)
def test_a_stranger_changes_nothing(as_: SignIn, edition: Edition, alice: User, page: str) -> None:
    entry = submitted_entry(edition, by=alice)
    n_facts = facts_about(entry.reference).count()

    answer = as_(civil_servant()).post(page_of(entry, page), {"email": alice.email, "field": "title"})

    assert (answer.status_code, facts_about(entry.reference).count()) == (404, n_facts)


@pytest.mark.parametrize("page", INSIDE)
def test_who_is_not_signed_in_is_asked_to(client: Client, edition: Edition, page: str) -> None:
    url = page_of(started_entry(edition), page)

    answer = client.get(url)

    assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={url}")


def test_pages_that_change_something_answer_only_to_a_post(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)
    browser = as_(alice)
    only_post = [f"{LIST}nieuw/", *(page_of(entry, page) for page in ("bewaren/", "indienen/", "herstellen/"))]

    assert [browser.get(url).status_code for url in only_post] == [405] * 4
    assert [browser.post(url).status_code for url in (LIST, page_of(entry), page_of(entry, "controleren/"))] == [
        405
    ] * 3


@pytest.mark.parametrize("n_entries", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    as_: SignIn, edition: Edition, alice: User, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(n_entries):
        started_entry(edition, by=alice)
        nomination_of(alice, edition=edition, title=f"Casus {number}")
    browser = as_(alice)

    with django_assert_num_queries(9):
        page = browser.get(LIST)

    assert (len(page.context["entries"]), len(page.context["nominations"])) == (n_entries, n_entries)


def test_starting_leads_to_the_task_list_with_nothing_done(as_: SignIn, edition: Edition, alice: User) -> None:
    page = as_(alice).post(f"{LIST}nieuw/", follow=True)

    entry = Entry.objects.get()
    assert page.redirect_chain == [(page_of(entry), 302)]
    assert "0 van 8 klaar" in page.content.decode()


def test_starting_without_a_municipality_leads_to_the_own_details(as_: SignIn, edition: Edition) -> None:
    answer = as_(UserFactory()).post(f"{LIST}nieuw/")

    assert (answer["Location"], Entry.objects.count()) == ("/account/", 0)


def test_starting_outside_the_window_starts_nothing(
    as_: SignIn, edition: Edition, alice: User, clock: time_machine.Traveller
) -> None:
    clock.move_to(ENTRY_CLOSES)

    page = as_(alice).post(f"{LIST}nieuw/", follow=True)

    assert "De inschrijving is nu niet open." in page.content.decode()
    assert Entry.objects.count() == 0


def states(page: object) -> dict[str, str]:
    return {task.key: task.state for task in page.context["list"].tasks}  # type: ignore[attr-defined]  # a test response


def test_the_task_list_says_where_each_section_stands(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)
    write(entry, by=alice, was_decisive="ja", title="Groen")

    page = as_(alice).get(page_of(entry))

    assert states(page) == {
        "gemeente": "done",
        "in-het-kort": "busy",
        "succesvol": "todo",
        "herbruikbaar": "todo",
        "nodig": "todo",
        "bijlagen": "todo",
        "medeauteurs": "todo",
        "toestemming": "todo",
    }
    assert "1 van 8 klaar" in page.content.decode()


def test_a_section_is_done_when_the_team_says_so(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = complete_entry(edition, by=alice)
    before = states(as_(alice).get(page_of(entry)))["nodig"]
    write_texts_of(entry, {"ready.nodig": "ja"}, by=alice)

    assert (before, states(as_(alice).get(page_of(entry)))["nodig"]) == ("busy", "done")


def test_the_meter_says_what_a_reader_misses(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = complete_entry(edition, by=alice)
    write(entry, by=alice, lessons="")

    shown = as_(alice).get(page_of(entry)).context["list"]

    assert [lack.text for lack in shown.missing] == ["wat er misging en wat u leerde"]
    assert shown.most_missed[0].url == page_of(entry, "nodig/lessen/#veld-lessons")
    assert "hoe u het hebt gemeten" in [lack.text for lack in shown.missed]
    assert shown.completeness.n_answered < shown.completeness.n_asked


@pytest.mark.parametrize("n_colleagues", [1, 3])
def test_the_task_list_costs_the_same_for_a_small_and_a_large_team(
    as_: SignIn,
    edition: Edition,
    alice: User,
    n_colleagues: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    entry = complete_entry(edition, by=alice)
    for _ in range(n_colleagues):
        joined(entry, civil_servant(), TeamRole.WRITER, by=alice)
        invite(entry, civil_servant().email, TeamRole.READER, by=alice, now=DURING_ENTRY)
    browser = as_(alice)
    browser.get(page_of(entry))

    with django_assert_num_queries(20):
        browser.get(page_of(entry))


def test_who_comes_back_hears_what_others_wrote(
    as_: SignIn, edition: Edition, alice: User, bob: User, clock: time_machine.Traveller
) -> None:
    entry = started_entry(edition, by=alice)
    joined(entry, bob, TeamRole.WRITER, by=alice)
    as_(alice).get(page_of(entry))
    clock.shift(timedelta(hours=1))
    write(entry, by=bob, now=DURING_ENTRY + timedelta(hours=1), approach="Wij begonnen klein.")
    clock.shift(timedelta(hours=1))

    first, second = (as_(alice).get(page_of(entry)).context["activity"] for _ in range(2))

    assert [(change.who, change.what) for change in first] == [("Bob", "De aanpak")]
    assert second == []


def test_a_reader_sees_everything_and_writes_nothing(as_: SignIn, edition: Edition, alice: User, bob: User) -> None:
    entry = started_entry(edition, by=alice)
    joined(entry, bob, TeamRole.READER, by=alice)

    page = as_(bob).post(page_of(entry, "in-het-kort/samenvatting/"), {"title": "Van Bob"})

    assert page.status_code == 422
    assert "Dat kunt u in dit team niet doen." in page.content.decode()
    assert "Van Bob" in page.content.decode()


def test_a_submitted_entry_shows_what_readers_read(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = submitted_entry(edition, by=alice)
    write(entry, by=alice, problem="Later veranderd")

    page = as_(alice).get(page_of(entry))

    text = page.content.decode()
    assert "De straat werd te heet." in text
    assert "Later veranderd" not in text
    assert "Dit is succesvol." in text
    assert "U hebt wijzigingen die nog niet zijn ingediend" in text


def test_after_closing_an_entry_can_be_withdrawn_but_not_changed(
    as_: SignIn, edition: Edition, alice: User, clock: time_machine.Traveller
) -> None:
    entry = submitted_entry(edition, by=alice)
    clock.move_to(AFTER_CLOSING)

    text = as_(alice).get(page_of(entry)).content.decode()

    assert page_of(entry, "intrekken/") in text
    assert page_of(entry, "wijzigen/") not in text


def test_an_ineligible_entry_is_told_why(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = submitted_entry(edition, by=alice)
    reason = "De casus is nog niet af."
    judge_eligibility(entry, Eligibility.INELIGIBLE, reason=reason, by=UserFactory(), now=AFTER_CLOSING)

    page = as_(alice).get(page_of(entry))

    assert reason in page.content.decode()
    assert [step.state for step in page.context["steps"]] == ["done", "done"]


def test_the_team_hears_that_the_closing_was_moved_and_why(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)
    move_deadline(edition, date(2026, 12, 11), reason="Een storing.", by="test", now=DURING_ENTRY)

    text = as_(alice).get(page_of(entry)).content.decode()

    assert "Reden: Een storing." in text
    assert 'data-countdown="2026-12-11T23:00:00.000Z"' in text

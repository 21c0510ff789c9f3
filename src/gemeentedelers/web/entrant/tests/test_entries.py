from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition, Theme
from gemeentedelers.domain.editions.tests.factories import (
    AFTER_READING,
    DURING_ENTRY,
    ENTRY_CLOSES,
    make_edition,
)
from gemeentedelers.domain.entries.actions import join_team, judge_eligibility, nominate
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import Eligibility, EntryStatus
from gemeentedelers.domain.entries.tests.factories import (
    AFTER_CLOSING,
    civil_servant,
    complete_entry,
    eligible_entry,
    started_entry,
    submitted_entry,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.scoring.tests.factories import announced
from gemeentedelers.foundation.journal.queries import facts_about

pytestmark = pytest.mark.django_db

LIST = "/inzendingen/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DURING_ENTRY, tick=False) as moment:
        yield moment


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def alice() -> User:
    return civil_servant(name="Alice")


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def page_of(entry: Entry, page: str = "") -> str:
    return f"{LIST}{entry.reference}/{page}"


INSIDE = ["", "team/", "controleren/", "terughalen/", "intrekken/", "in-het-kort/", "verhaal/", "succesvol/"]


@pytest.mark.parametrize("page", INSIDE)
def test_the_whole_team_gets_in_and_nobody_else(client: Client, edition: Edition, alice: User, page: str) -> None:
    entry = started_entry(edition, by=alice)
    bob, charlie = civil_servant(name="Bob"), civil_servant(name="Charlie")
    join_team(entry, bob, by=alice, now=DURING_ENTRY)

    statuses = [signed_in(client, user).get(page_of(entry, page)).status_code for user in (alice, bob, charlie)]

    assert statuses == [200, 200, 404]


@pytest.mark.parametrize("page", ["indienen/", "terughalen/", "intrekken/", "team/", "verhaal/"])
def test_a_stranger_changes_nothing(client: Client, edition: Edition, alice: User, page: str) -> None:
    entry = submitted_entry(edition, by=alice)
    n_facts = facts_about(entry.reference).count()

    answer = signed_in(client, civil_servant()).post(page_of(entry, page), {"email": alice.email})

    assert (answer.status_code, facts_about(entry.reference).count()) == (404, n_facts)


@pytest.mark.parametrize("page", ["", *INSIDE])
def test_who_is_not_signed_in_is_asked_to(client: Client, edition: Edition, page: str) -> None:
    url = page_of(started_entry(edition), page)

    answer = client.get(url)

    assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={url}")


def test_pages_that_change_something_answer_only_to_a_post(client: Client, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)
    signed_in(client, alice)

    statuses = [client.get(url).status_code for url in (f"{LIST}nieuw/", page_of(entry, "indienen/"))]

    assert [*statuses, client.post(LIST).status_code, client.post(page_of(entry)).status_code] == [405] * 4


@pytest.mark.parametrize("n_entries", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client: Client, edition: Edition, alice: User, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(n_entries):
        started_entry(edition, by=alice)
        nominated(edition, alice, title=f"Casus {number}")
    signed_in(client, alice)

    with django_assert_num_queries(8):
        page = client.get(LIST)

    assert (len(page.context["entries"]), len(page.context["nominations"])) == (n_entries, n_entries)


def nominated(edition: Edition, user: User, *, title: str) -> None:
    assert user.municipality is not None
    nominate(
        edition,
        user.municipality,
        title=title,
        reason="Dit werkt.",
        contact_email=user.email,
        nominator_name="Noor",
        nominator_email="noor@gemeente.example",
        by=None,
        now=DURING_ENTRY,
    )


def test_starting_leads_to_the_task_list_with_nothing_done(client: Client, edition: Edition, alice: User) -> None:
    page = signed_in(client, alice).post(f"{LIST}nieuw/", follow=True)

    entry = Entry.objects.get()
    assert page.redirect_chain == [(page_of(entry), 302)]
    assert "0 van 6 klaar" in page.content.decode()


def test_starting_without_a_municipality_leads_to_the_own_details(client: Client, edition: Edition) -> None:
    answer = signed_in(client, UserFactory()).post(f"{LIST}nieuw/")

    assert (answer["Location"], Entry.objects.count()) == ("/account/", 0)


def test_starting_outside_the_window_starts_nothing(
    client: Client, edition: Edition, alice: User, clock: time_machine.Traveller
) -> None:
    clock.move_to(ENTRY_CLOSES)

    page = signed_in(client, alice).post(f"{LIST}nieuw/", follow=True)

    assert "De inschrijving is nu niet open." in page.content.decode()
    assert Entry.objects.count() == 0


def test_unfinished_text_is_saved_and_said_so(client: Client, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)

    page = signed_in(client, alice).post(page_of(entry, "verhaal/"), {"problem": "Te heet.\r\nEcht."}, follow=True)

    entry.refresh_from_db()
    assert (entry.problem, entry.approach) == ("Te heet.\nEcht.", "")
    assert page.redirect_chain == [(page_of(entry, "verhaal/"), 302)]
    assert "Opgeslagen om 10:00" in page.content.decode()


BASICS = {"title": "Groen", "category": "uitvoering", "started_on": "2025-01-01", "finished_on": "1-6-2026"}


def test_the_basics_are_all_kept(client: Client, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)
    slugs = [Theme.objects.create(slug=slug, name=slug).slug for slug in ("groen", "water")]

    signed_in(client, alice).post(page_of(entry, "in-het-kort/"), {**BASICS, "themes": slugs})

    entry.refresh_from_db()
    assert entry.category_wish is not None
    assert (entry.title, entry.category_wish.key, [theme.slug for theme in entry.themes.all()]) == (
        "Groen",
        "uitvoering",
        slugs,
    )
    assert (str(entry.started_on), str(entry.finished_on)) == ("2025-01-01", "2026-06-01")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": "a" * 101}, "Deze tekst is te lang: 101 tekens. Er passen 100 tekens."),
        ({"finished_on": "gisteren"}, "Dit is geen datum."),
        ({"category": "van-een-ander"}, "Kies een categorie uit de lijst."),
        ({"themes": ["groen", "water", "wonen"]}, "Kies hoogstens twee thema’s."),
        ({"themes": ["onzin"]}, "Kies een thema uit de lijst."),
    ],
)
def test_what_does_not_fit_stays_in_the_form_and_is_explained(
    client: Client, edition: Edition, alice: User, wrong: dict[str, str], words: str
) -> None:
    entry = started_entry(edition, by=alice)
    for slug in ("groen", "water", "wonen"):
        Theme.objects.create(slug=slug, name=slug)

    page = signed_in(client, alice).post(page_of(entry, "in-het-kort/"), {**BASICS, "result": "Wat ik typte", **wrong})

    text = page.content.decode()
    assert page.status_code == 422
    assert "<title>Fout: De casus in het kort" in text
    assert words in text
    assert "Wat ik typte" in text
    assert wrong.get("title", "Groen") in text
    entry.refresh_from_db()
    assert entry.title == ""


@pytest.mark.parametrize(
    ("finished_on", "hint"),
    [("2026-12-02", "nog niet afgerond"), ("2020-01-01", "langer dan toegestaan"), ("2026-06-01", "")],
)
def test_a_doubtful_date_is_saved_with_a_hint(
    client: Client, edition: Edition, alice: User, finished_on: str, hint: str
) -> None:
    entry = started_entry(edition, by=alice)
    written = {**BASICS, "finished_on": finished_on, "verder": "ja"}

    page = signed_in(client, alice).post(page_of(entry, "in-het-kort/"), written, follow=True)

    entry.refresh_from_db()
    next_page = "in-het-kort/" if hint else "verhaal/"
    assert (str(entry.finished_on), page.redirect_chain) == (finished_on, [(page_of(entry, next_page), 302)])
    assert ("Hier kijken de organisatoren naar" in page.content.decode()) is bool(hint)
    assert hint in page.content.decode()


def test_an_answer_to_a_criterion_is_kept_and_leads_on(client: Client, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)
    written = {"answer": "Het wachten werd korter.", "verder": "ja"}

    answer = signed_in(client, alice).post(page_of(entry, "succesvol/"), written)

    assert answer["Location"] == page_of(entry, "herbruikbaar/")
    assert entry.answers.get().text == "Het wachten werd korter."


def test_the_question_of_a_criterion_comes_with_its_help(client: Client, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)

    text = signed_in(client, alice).get(page_of(entry, "succesvol/")).content.decode()

    assert "Wat is er veranderd?" in text
    assert "Wat zou een collega hiervan morgen kunnen gebruiken?" in text
    assert "Maximaal 4.000 tekens" in text
    assert "Voorbeeld" in text


def test_an_unknown_section_does_not_exist(client: Client, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)

    assert signed_in(client, alice).get(page_of(entry, "onzin/")).status_code == 404


def test_text_that_comes_too_late_is_not_lost_on_screen(
    client: Client, edition: Edition, alice: User, clock: time_machine.Traveller
) -> None:
    entry = started_entry(edition, by=alice)
    clock.move_to(ENTRY_CLOSES)

    page = signed_in(client, alice).post(page_of(entry, "verhaal/"), {"problem": "Net te laat"})

    assert page.status_code == 422
    assert "De inschrijving is gesloten" in page.content.decode()
    assert "Net te laat" in page.content.decode()


def test_a_colleague_of_the_same_municipality_writes_along(client: Client, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)
    bob = UserFactory(municipality=alice.municipality)

    signed_in(client, alice).post(page_of(entry, "team/"), {"email": bob.email.upper()})

    assert {member.user for member in entry.team.all()} == {alice, bob}


def test_an_unknown_address_and_somebody_elsewhere_get_the_same_answer(
    client: Client, edition: Edition, alice: User
) -> None:
    entry = started_entry(edition, by=alice)
    signed_in(client, alice)
    addresses = ["niemand@elders.example", civil_servant().email]

    pages = [client.post(page_of(entry, "team/"), {"email": address}) for address in addresses]

    errors = [page.context["form"].errors["email"] for page in pages]
    assert errors[0] == errors[1] == [f"Wij vinden geen collega van gemeente {entry.municipality.name} met dit adres."]
    assert [page.status_code for page in pages] == [422, 422]
    assert entry.team.count() == 1


def test_the_check_page_names_what_is_missing(client: Client, edition: Edition, alice: User) -> None:
    entry = complete_entry(edition, by=alice)
    entry.answers.filter(criterion__key="herbruikbaar").update(text="")

    page = signed_in(client, alice).get(page_of(entry, "controleren/"))

    [gap] = page.context["overview"].gaps
    assert (gap.text, gap.url) == ("Herbruikbaar: uw antwoord", page_of(entry, "herbruikbaar/"))
    assert "Samen de straat vergroenen" in page.content.decode()


def test_an_incomplete_entry_is_sent_back_to_the_check_page(client: Client, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)

    page = signed_in(client, alice).post(page_of(entry, "indienen/"), follow=True)

    assert page.redirect_chain == [(page_of(entry, "controleren/"), 302)]
    assert "Er ontbreken nog" in page.content.decode()


def test_submitting_gives_a_receipt_with_the_reference(client: Client, edition: Edition, alice: User) -> None:
    entry = complete_entry(edition, by=alice)

    page = signed_in(client, alice).post(page_of(entry, "indienen/"), follow=True)

    assert page.redirect_chain == [(page_of(entry, "ontvangst/"), 302)]
    assert f'<p class="gd-receipt__reference">{entry.reference}</p>' in page.content.decode()
    entry.refresh_from_db()
    assert entry.status == EntryStatus.SUBMITTED


def test_submitting_twice_keeps_one_version(client: Client, edition: Edition, alice: User) -> None:
    entry = submitted_entry(edition, by=alice)

    page = signed_in(client, alice).post(page_of(entry, "indienen/"), follow=True)

    assert (page.redirect_chain, entry.versions.count()) == ([(page_of(entry), 302)], 1)


def test_taking_back_and_withdrawing_change_the_status(client: Client, edition: Edition, alice: User) -> None:
    entry = submitted_entry(edition, by=alice)
    signed_in(client, alice)
    statuses = []

    for page in ("intrekken/", "terughalen/"):
        client.post(page_of(entry, page))
        entry.refresh_from_db()
        statuses.append(entry.status)

    assert statuses == [EntryStatus.WITHDRAWN, EntryStatus.DRAFT]


def test_a_submitted_entry_shows_what_readers_read(client: Client, edition: Edition, alice: User) -> None:
    entry = submitted_entry(edition, by=alice)
    Entry.objects.filter(pk=entry.pk).update(problem="Later veranderd")

    text = signed_in(client, alice).get(page_of(entry)).content.decode()

    assert "De straat werd te heet." in text
    assert "Later veranderd" not in text
    assert "Dit is succesvol." in text


def test_after_closing_an_entry_can_be_withdrawn_but_not_taken_back(
    client: Client, edition: Edition, alice: User, clock: time_machine.Traveller
) -> None:
    entry = submitted_entry(edition, by=alice)
    clock.move_to(AFTER_CLOSING)

    text = signed_in(client, alice).get(page_of(entry)).content.decode()

    assert page_of(entry, "intrekken/") in text
    assert page_of(entry, "terughalen/") not in text


def test_an_ineligible_entry_is_told_why(client: Client, edition: Edition, alice: User) -> None:
    entry = submitted_entry(edition, by=alice)
    reason = "De casus is nog niet af."
    judge_eligibility(entry, Eligibility.INELIGIBLE, reason=reason, by=UserFactory(), now=AFTER_CLOSING)

    page = signed_in(client, alice).get(page_of(entry))

    assert reason in page.content.decode()
    assert [step.state for step in page.context["steps"]] == ["done", "done"]


def test_the_advice_appears_when_the_shortlist_does(
    client: Client, edition: Edition, alice: User, clock: time_machine.Traveller
) -> None:
    entry = eligible_entry(edition, by=alice)
    announced(edition)
    shown = []

    for moment in (AFTER_READING - timedelta(seconds=1), AFTER_READING):
        clock.move_to(moment)
        shown.append(signed_in(client, alice).get(page_of(entry)).context["advice"])

    assert shown == [[], ["Laat meer cijfers zien."] * 2]

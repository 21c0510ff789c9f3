import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition, Theme
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import TeamRole
from gemeentedelers.domain.entries.tests.factories import complete_entry, started_entry, submitted_entry, write
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.publications.tests.factories import published_case
from gemeentedelers.foundation.texts.queries import history_of, texts_of, values_of
from gemeentedelers.web.entrant.tests.conftest import SignIn, page_of
from gemeentedelers.web.entrant.tests.test_entries import joined

pytestmark = pytest.mark.django_db

STORY = "in-het-kort/verhaal/"
PLACE = "in-het-kort/plaats-en-tijd/"


def save(browser: Client, entry: Entry, **posted: object) -> tuple[int, dict[str, object]]:
    answer = browser.post(page_of(entry, "bewaren/"), {"base": 0, "client": "tab", "seq": 1} | posted)
    return answer.status_code, answer.json()


def test_a_section_leads_to_its_first_page(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)

    found = [as_(alice).get(page_of(entry, page)) for page in ("in-het-kort/", "medeauteurs/", "onzin/")]

    assert [(answer.status_code, answer.get("Location")) for answer in found] == [
        (302, page_of(entry, "in-het-kort/samenvatting/")),
        (302, page_of(entry, "team/")),
        (404, None),
    ]


def test_unfinished_text_is_saved_and_said_so(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)

    page = as_(alice).post(page_of(entry, STORY), {"problem": "Te heet.\r\nEcht."}, follow=True)

    assert values_of(entry.reference) == {"problem": "Te heet.\nEcht."}
    assert page.redirect_chain == [(page_of(entry, STORY), 302)]
    assert "Opgeslagen om 10:00" in page.content.decode()


def test_going_on_leads_through_the_pages_and_back_to_the_list(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)

    where = [
        as_(alice).post(page_of(entry, f"in-het-kort/{page}/"), {"verder": "ja"})["Location"]
        for page in ("samenvatting", "verhaal", "plaats-en-tijd")
    ]

    assert where == [page_of(entry, STORY), page_of(entry, PLACE), page_of(entry)]


def test_two_lists_of_themes_make_one_text(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)
    for slug in ("groen", "water"):
        Theme.objects.create(slug=slug, name=slug)

    as_(alice).post(page_of(entry, PLACE), {"themes": ["groen", "water"], "started_on": "1-3-2024"})

    assert values_of(entry.reference) == {"themes": "groen\nwater", "started_on": "1-3-2024"}
    assert 'value="2024-03-01"' in as_(alice).get(page_of(entry, PLACE)).content.decode()


@pytest.mark.parametrize(
    ("page", "wrong", "words"),
    [
        ("in-het-kort/samenvatting/", {"title": "a" * 101}, "Deze tekst is 1 tekens te lang. Er passen 100 tekens."),
        ("in-het-kort/samenvatting/", {"summary": "woord " * 73}, "Deze tekst is 3 woorden te lang."),
        (PLACE, {"finished_on": "gisteren"}, "Dit is geen datum."),
        (PLACE, {"category": "van-een-ander"}, "Kies een antwoord uit de lijst."),
        ("nodig/geld/", {"cost_once": "veel"}, "Schrijf hier een getal"),
        ("herbruikbaar/pakket/", {"repository": "javascript:alert(1)"}, "Dit is geen webadres."),
    ],
)
def test_what_does_not_fit_is_kept_and_explained_at_going_on(
    as_: SignIn, edition: Edition, alice: User, page: str, wrong: dict[str, str], words: str
) -> None:
    entry = started_entry(edition, by=alice)

    shown = as_(alice).post(page_of(entry, page), {**wrong, "verder": "ja"})

    text = shown.content.decode()
    [key] = wrong
    assert values_of(entry.reference)[key] == wrong[key]
    assert shown.status_code == 422
    assert "<title>Fout: " in text
    assert words in text


def test_the_questions_come_with_help_two_examples_and_a_counter(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)

    text = as_(alice).get(page_of(entry, "in-het-kort/samenvatting/")).content.decode()

    assert "Liever niet:" in text
    assert "Wat zou een collega hiervan morgen kunnen gebruiken?" in text
    assert "0 van 70 woorden" in text
    assert 'data-field="summary" data-version="0"' in text
    assert f'data-autosave="{page_of(entry, "bewaren/")}"' in text


def test_the_question_of_a_criterion_is_the_editions_own(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)

    text = as_(alice).get(page_of(entry, "succesvol/antwoord/")).content.decode()

    assert "Wat is er veranderd?" in text
    assert "Voorbeeld" in text


def test_the_autosave_keeps_one_field_and_says_which_version_it_is(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)

    first = save(as_(alice), entry, field="title", value="Gro")
    second = save(as_(alice), entry, field="title", value="Groen", base=1, seq=2)
    late = save(as_(alice), entry, field="title", value="Gr", base=0, seq=1)

    assert [first, second, late] == [
        (200, {"version": 1, "saved": "10:00"}),
        (200, {"version": 2, "saved": "10:00"}),
        (200, {"version": 2, "saved": "10:00"}),
    ]
    entry.refresh_from_db()
    assert (values_of(entry.reference)["title"], entry.title) == ("Groen", "Groen")


def test_the_autosave_tells_when_somebody_else_was_first(as_: SignIn, edition: Edition, alice: User, bob: User) -> None:
    entry = started_entry(edition, by=alice)
    joined(entry, bob, TeamRole.WRITER, by=alice)
    save(as_(alice), entry, field="title", value="Van Alice")

    answer = save(as_(bob), entry, field="title", value="Van Bob", client="ander")

    assert answer == (
        409,
        {"version": 1, "by": "Alice", "at": "10:00", "url": page_of(entry, "vergelijken/title/")},
    )


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("status", "submitted", 423),
        ("answer.onzin", "x", 423),
        ("title", "a" * 100_001, 423),
        ("title", "a" * 5_000, 200),
    ],
)
def test_the_autosave_takes_only_fields_of_the_form(
    as_: SignIn, edition: Edition, alice: User, field: str, value: str, status: int
) -> None:
    entry = started_entry(edition, by=alice)

    assert save(as_(alice), entry, field=field, value=value)[0] == status


def test_the_autosave_says_that_the_session_is_over(client: Client, edition: Edition) -> None:
    entry = started_entry(edition)

    assert save(client, entry, field="title", value="x") == (
        401,
        {"login": f"/account/login/?next=/inzendingen/{entry.reference}/"},
    )


def test_without_a_script_an_expired_session_gives_the_text_back(client: Client, edition: Edition) -> None:
    entry = started_entry(edition)

    page = client.post(page_of(entry, STORY), {"problem": "Wat ik schreef", "versie:problem": "2"})

    text = page.content.decode()
    assert page.status_code == 401
    assert "Uw tekst is er nog" in text
    assert "Wat ik schreef</textarea>" in text
    assert '<input type="hidden" name="versie:problem" value="2">' in text


def test_a_form_with_an_old_key_gives_the_text_back_only_to_our_own_pages(edition: Edition, alice: User) -> None:
    entry, browser = started_entry(edition, by=alice), Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    typed = {"problem": "Wat ik schreef"}

    own = browser.post(page_of(entry, STORY), typed, headers={"sec-fetch-site": "same-origin"})
    foreign = browser.post(page_of(entry, STORY), typed, headers={"sec-fetch-site": "cross-site"})

    assert (own.status_code, foreign.status_code, values_of(entry.reference)) == (403, 403, {})
    assert "Wat ik schreef" in own.content.decode()
    assert "Wat ik schreef" not in foreign.content.decode()


def test_two_texts_are_compared_and_one_is_chosen(as_: SignIn, edition: Edition, alice: User, bob: User) -> None:
    entry = started_entry(edition, by=alice)
    joined(entry, bob, TeamRole.WRITER, by=alice)
    write(entry, by=alice, problem="Van Alice")
    compare = page_of(entry, "vergelijken/problem/")

    sent = as_(bob).post(page_of(entry, STORY), {"problem": "Van Bob", "versie:problem": "0", "approach": "Samen"})
    shown = as_(bob).get(compare).content.decode()
    chosen = as_(bob).post(compare, {"tekst": "Van ons", "versie": "1"})

    assert (sent.status_code, sent["Location"]) == (302, compare)
    assert "De tekst van Alice" in shown
    assert "Van Bob" in shown
    assert chosen["Location"] == page_of(entry, f"{STORY}#veld-problem")
    assert values_of(entry.reference) == {"problem": "Van ons", "approach": "Samen"}


def test_an_earlier_text_comes_back(as_: SignIn, edition: Edition, alice: User, bob: User) -> None:
    entry = started_entry(edition, by=alice)
    joined(entry, bob, TeamRole.WRITER, by=alice)
    write(entry, by=alice, problem="Van Alice")
    write(entry, by=bob, problem="Van Bob")
    history = page_of(entry, "eerdere-teksten/problem/")

    assert "Van Alice" in as_(alice).get(history).content.decode()
    as_(alice).post(f"{history}terugzetten/", {"versie": "1"})

    assert values_of(entry.reference)["problem"] == "Van Alice"
    assert [version.value for version in history_of(entry.reference, "problem")] == ["Van Bob", "Van Alice"]


@pytest.mark.parametrize("number", ["9", "x", ""])
def test_a_version_that_is_not_there_cannot_come_back(as_: SignIn, edition: Edition, alice: User, number: str) -> None:
    entry = started_entry(edition, by=alice)
    write(entry, by=alice, problem="Van Alice")

    answer = as_(alice).post(page_of(entry, "eerdere-teksten/problem/terugzetten/"), {"versie": number})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("finished_on", "sight"),
    [("2026-12-02", "doubtful"), ("2020-01-01", "met"), ("2026-06-01", "met"), ("", "unknown")],
)
def test_the_conditions_follow_what_is_typed(
    as_: SignIn, edition: Edition, alice: User, finished_on: str, sight: str
) -> None:
    entry = started_entry(edition, by=alice)
    write(entry, by=alice, finished_on=finished_on)

    checks = as_(alice).get(page_of(entry, "voorwaarden/")).context["checks"]

    assert (checks[0].name, checks[0].sight) == ("Afgerond", sight)


def test_a_colleague_who_writes_now_is_named(as_: SignIn, edition: Edition, alice: User, bob: User) -> None:
    entry = started_entry(edition, by=alice)
    joined(entry, bob, TeamRole.WRITER, by=alice)
    write(entry, by=bob, problem="Van Bob")

    here = as_(alice).get(page_of(entry, STORY)).content.decode()
    elsewhere = as_(alice).get(page_of(entry, "nodig/geld/")).content.decode()

    assert "Bob schrijft nu ook aan dit onderdeel" in here
    assert "schrijft nu ook" not in elsewhere


def test_a_draft_is_written_after_the_closing_too(
    as_: SignIn, edition: Edition, alice: User, clock: time_machine.Traveller
) -> None:
    entry = started_entry(edition, by=alice)
    clock.move_to(ENTRY_CLOSES + (ENTRY_CLOSES - DURING_ENTRY))

    answer = as_(alice).post(page_of(entry, STORY), {"problem": "Te laat, maar bewaard"})

    assert (answer.status_code, values_of(entry.reference)) == (302, {"problem": "Te laat, maar bewaard"})


def test_what_was_submitted_is_frozen_after_the_closing_and_the_text_stays_on_screen(
    as_: SignIn, edition: Edition, alice: User, clock: time_machine.Traveller
) -> None:
    entry = submitted_entry(edition, by=alice)
    clock.move_to(ENTRY_CLOSES + (ENTRY_CLOSES - DURING_ENTRY))
    version = texts_of(entry.reference)["problem"].version

    page = as_(alice).post(page_of(entry, STORY), {"problem": "Net te laat", "versie:problem": version})

    assert page.status_code == 422
    assert "Dit onderdeel ligt vast." in page.content.decode()
    assert "Net te laat" in page.content.decode()
    assert values_of(entry.reference)["problem"] == "De straat werd te heet."


def test_a_section_without_questions_is_marked_by_a_button(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = complete_entry(edition, by=alice)

    for posted, kept in (({"klaar": "ja"}, "ja"), ({}, "")):
        as_(alice).post(page_of(entry, "klaar/medeauteurs/"), posted)
        assert values_of(entry.reference)["ready.medeauteurs"] == kept


def test_an_end_before_the_start_is_said_beside_the_date(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)
    days = {"started_on": "2026-02-01", "finished_on": "2026-01-01", "verder": "ja"}

    page = as_(alice).post(page_of(entry, "in-het-kort/plaats-en-tijd/"), days)

    assert page.status_code == 422
    text = page.content.decode()
    assert '<a class="nl-link" href="#veld-finished_on">Afgerond op: De casus is afgerond voordat hij begon.' in text
    assert 'type="date" name="finished_on" id="veld-finished_on" value="2026-01-01"' in text
    assert values_of(entry.reference)["finished_on"] == "2026-01-01"


def test_typing_costs_a_fixed_number_of_statements(
    as_: SignIn, edition: Edition, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """It happens all day: session, person, entry, criteria, extensions, role, text twice, and two savepoints."""
    entry, browser = complete_entry(edition, by=alice), as_(alice)
    base = texts_of(entry.reference)["problem"].version
    save(browser, entry, field="problem", value="Te heet,", base=base)

    with django_assert_num_queries(12):
        status, answer = save(browser, entry, field="problem", value="Te heet, en te droog.", base=base, seq=2)

    assert (status, answer["version"]) == (200, base + 2)
    assert values_of(entry.reference)["problem"] == "Te heet, en te droog."


def test_public_cases_like_it_are_shown_beside_the_summary_and_nowhere_else(
    as_: SignIn, edition: Edition, alice: User
) -> None:
    entry = started_entry(edition, by=alice)
    case = published_case(
        "Tegels eruit, planten erin", summary="Bewoners halen tegels uit hun tuin en krijgen er planten voor terug."
    )
    write(entry, by=alice, title="Tegels ruilen voor planten", summary="Inwoners halen tegels weg en krijgen planten.")

    beside, elsewhere = (as_(alice).get(page_of(entry, page)).text for page in ("in-het-kort/samenvatting/", STORY))

    assert case.title in beside
    assert "Lijkt op uw tekst door: " in beside
    assert case.title not in elsewhere

from collections.abc import Iterator
from html import unescape

import pytest
import time_machine
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries, Settings

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.domain.results.models import Signature
from gemeentedelers.domain.results.tests.factories import judged_edition, released, sealed
from gemeentedelers.domain.reveals.models import Stage
from gemeentedelers.domain.reveals.rules import FrameKind
from gemeentedelers.domain.reveals.tests.factories import pressed_to, staged
from gemeentedelers.domain.verdicts.tests.factories import MOTIVATION, category_of, entries_of

pytestmark = pytest.mark.django_db
CONSOLE, RELEASE = "/live/2027/regie/", "/live/2027/vrijgave/"
ORDER = {"place-1": "1", "place-2": "2"}


@pytest.fixture(autouse=True)
def reveal_time(settings: Settings) -> Iterator[time_machine.Traveller]:
    settings.SESSION_COOKIE_AGE = 365 * 24 * 60 * 60
    with time_machine.travel(AFTER_REVEAL, tick=False) as traveller:
        yield traveller


@pytest.fixture
def edition() -> Edition:
    return judged_edition()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def operator(edition: Edition) -> Client:
    return signed_in(somebody_with(Role.OPERATOR, year=2027))


def deed(stage: Stage, name: str) -> str:
    return f"{CONSOLE}{stage.code}/{name}/"


def said(client: Client, stage: Stage, name: str, **answers: object) -> str:
    """What the page tells after a press."""
    answer = client.post(deed(stage, name), {"number": stage.number, **answers}, follow=True)
    assert answer.redirect_chain == [(CONSOLE, 302)]
    return unescape(answer.text)


def test_the_console_is_for_operators_of_that_year(edition: Edition) -> None:
    for role, year, expected in (
        (Role.OPERATOR, 2027, 200),
        (Role.ORGANISER, 2027, 200),
        (Role.OPERATOR, 2026, 404),
        (Role.JURY_CHAIR, 2027, 404),
        (Role.ADMINISTRATOR, 2027, 404),
    ):
        assert signed_in(somebody_with(role, year=year)).get(CONSOLE).status_code == expected
    assert signed_in(UserFactory()).get(CONSOLE).status_code == 404
    assert Client().get(CONSOLE).status_code == 302


def test_before_the_release_only_a_rehearsal_can_be_opened(edition: Edition, operator: Client) -> None:
    sealed(edition)
    page = unescape(operator.get(CONSOLE).text)
    assert "De uitslag is nog niet vrijgegeven." in page
    assert ("Begin een repetitie" in page, "Open het podium" in page) == (True, False)
    operator.post(f"{CONSOLE}openen/", ORDER)
    assert not Stage.objects.exists()


def test_a_rehearsal_says_so_on_the_whole_page(edition: Edition, operator: Client) -> None:
    operator.post(f"{CONSOLE}repeteren/", ORDER)
    page = operator.get(CONSOLE).text
    assert "Repetitie." in page
    assert "gd-console--rehearsal" in page
    assert Stage.objects.get().is_rehearsal


def test_the_organiser_sets_the_order(edition: Edition, operator: Client) -> None:
    released(edition)
    operator.post(f"{CONSOLE}openen/", {"place-1": "2", "place-2": "1"})
    assert Stage.objects.get().order == ["uitvoering", "leefomgeving"]


@pytest.mark.parametrize(
    "answers", [{}, {"place-1": "1", "place-2": "1"}, {"place-1": "0", "place-2": "2"}, {"place-1": "x"}]
)
def test_an_order_that_is_none_opens_nothing(edition: Edition, operator: Client, answers: dict[str, str]) -> None:
    released(edition)
    assert operator.post(f"{CONSOLE}openen/", answers).status_code == 422
    assert not Stage.objects.exists()


def test_the_operator_sees_what_comes_and_never_who(edition: Edition, operator: Client) -> None:
    winner = entries_of(category_of(edition, "uitvoering"))[0]
    stage = staged(edition)
    pages = []
    for kind in (FrameKind.STANDBY, FrameKind.CATEGORY, FrameKind.NOMINEES, FrameKind.DRUM):
        key = None if kind is FrameKind.STANDBY else "leefomgeving"
        stage = pressed_to(stage, kind, key)
        pages.append(unescape(operator.get(CONSOLE).text))
    assert "Categorie Leefomgeving" in pages[0]
    assert "Winnaar van Leefomgeving" in pages[3]
    assert "De naam blijft verzegeld tot u drukt." in pages[3]
    assert [MOTIVATION in page or winner.title in page for page in pages] == [False] * 4
    pressed_to(stage, FrameKind.WINNER, "leefomgeving")
    assert entries_of(category_of(edition))[0].title in operator.get(CONSOLE).text


def test_a_press_goes_on_and_the_same_request_again_does_nothing(edition: Edition, operator: Client) -> None:
    stage = staged(edition)
    assert "Genomineerden van Leefomgeving" in said(operator, stage, "verder")
    assert "De stand is al veranderd." in said(operator, stage, "verder")
    assert Stage.objects.get().step == 1


def test_without_a_script_a_winner_takes_a_tick(edition: Edition, operator: Client) -> None:
    stage = pressed_to(staged(edition), FrameKind.DRUM, "leefomgeving")
    assert "Ja, toon deze winnaar nu." in operator.get(CONSOLE).text
    assert "Houd de knop ingedrukt" in said(operator, stage, "verder")
    assert Stage.objects.get().step == stage.step
    assert "Categorie Uitvoeringskracht" in said(operator, stage, "verder", is_sure="on")


def test_black_back_and_the_end(edition: Edition, operator: Client) -> None:
    stage = pressed_to(staged(edition), FrameKind.NOMINEES, "leefomgeving")
    assert "Zwart beeld" in said(operator, stage, "zwart")
    stage = Stage.objects.get()
    assert "Zet eerst het beeld weer aan." in said(operator, stage, "verder")
    said(operator, stage, "zwart")
    stage = Stage.objects.get()
    assert "Dit beeld is al getoond." not in said(operator, stage, "terug")
    stage = Stage.objects.get()
    assert stage.step == 1
    assert "Open het podium" in said(operator, stage, "stop")


def test_the_last_press_makes_everything_known(edition: Edition, operator: Client) -> None:
    stage = pressed_to(staged(edition), FrameKind.ALL)
    assert "Maak alles bekend" in operator.get(CONSOLE).text
    assert "Houd de knop ingedrukt" in said(operator, stage, "bekend")
    said(operator, stage, "bekend", is_sure="on")
    edition.refresh_from_db()
    assert (edition.revealed_at, Stage.objects.get().position.current.kind) == (AFTER_REVEAL, FrameKind.DONE)
    assert "U kunt de regie stoppen" in operator.get(CONSOLE).text


def test_with_another_key_the_operator_reads_why(edition: Edition, operator: Client) -> None:
    stage = pressed_to(staged(edition), FrameKind.DRUM, "leefomgeving")
    with override_settings(SEAL_KEY="another key"):
        assert "past niet op het zegel" in said(operator, stage, "verder", is_sure="on")
    assert Stage.objects.get().step == stage.step


@pytest.mark.parametrize("answers", [{}, {"number": "x"}, {"number": "-1"}, {"number": "9" * 30}])
def test_a_request_that_is_not_whole_changes_nothing(
    edition: Edition, operator: Client, answers: dict[str, str]
) -> None:
    stage = staged(edition)
    page = operator.post(deed(stage, "verder"), answers, follow=True)
    assert "niet compleet" in page.text
    assert Stage.objects.get().number == 1


def test_strange_deeds_and_stages_are_not_there(edition: Edition, operator: Client) -> None:
    stage = staged(edition)
    assert operator.post(deed(stage, "vooruit"), {"number": 1}).status_code == 404
    assert operator.post(f"{CONSOLE}onbekend/verder/", {"number": 1}).status_code == 404
    assert operator.get(deed(stage, "verder")).status_code == 405


def test_the_console_costs_the_same_anywhere_in_the_script(
    edition: Edition, operator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    stage = staged(edition)
    operator.get(CONSOLE)
    for kind in (FrameKind.CATEGORY, FrameKind.NOMINEES):
        stage = pressed_to(stage, kind, "leefomgeving")
        with django_assert_num_queries(14):
            operator.get(CONSOLE)


def test_who_holds_a_key_signs_and_learns_nothing(edition: Edition) -> None:
    sealed(edition)
    Edition.objects.update(reveal_from="2028-01-01T00:00Z")
    chair = User.objects.get(role_grants__role=Role.JURY_CHAIR)
    first, second = signed_in(somebody_with(Role.ORGANISER, year=2027)), signed_in(chair)
    page = first.get(RELEASE).text
    assert "0 van 2" in page
    assert MOTIVATION not in page
    assert first.post(RELEASE, {}).status_code == 422
    assert not Signature.objects.exists()
    assert "Nog één persoon is nodig." in first.post(RELEASE, {"is_sure": "on"}, follow=True).text
    assert "U hebt al getekend." in first.post(RELEASE, {"is_sure": "on"}, follow=True).text
    assert "De uitslag is vrijgegeven." in second.post(RELEASE, {"is_sure": "on"}, follow=True).text


def test_the_release_is_for_key_holders_of_that_year(edition: Edition) -> None:
    for role, year, expected in (
        (Role.ADMINISTRATOR, None, 200),
        (Role.JURY_CHAIR, 2026, 404),
        (Role.OPERATOR, 2027, 404),
        (Role.JUROR, 2027, 404),
    ):
        assert signed_in(somebody_with(role, year=year)).get(RELEASE).status_code == expected


def test_every_form_of_the_console_carries_its_token(edition: Edition, operator: Client) -> None:
    pages = [operator.get(CONSOLE).text]
    stage = staged(edition)
    for kind, key in ((FrameKind.STANDBY, None), (FrameKind.DRUM, "leefomgeving"), (FrameKind.ALL, None)):
        stage = pressed_to(stage, kind, key)
        pages.append(operator.get(CONSOLE).text)
    counted = [(page.count('method="post"'), page.count("csrfmiddlewaretoken")) for page in pages]
    assert [n_forms for n_forms, _ in counted] == [2, 5, 5, 4]
    assert [n_forms for n_forms, _ in counted] == [n_tokens for _, n_tokens in counted]

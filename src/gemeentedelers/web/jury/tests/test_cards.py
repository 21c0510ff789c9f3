import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.conflicts.models import Conflict
from gemeentedelers.domain.deliberations.actions import open_cards, write_minutes
from gemeentedelers.domain.deliberations.models import Excusal, JurorCard, Opening
from gemeentedelers.domain.deliberations.queries import own_cards
from gemeentedelers.domain.deliberations.rules import CardStatus, Filled
from gemeentedelers.domain.deliberations.tests.factories import (
    CATEGORIES,
    DOUBT,
    STRENGTH,
    a_chair,
    a_juror,
    category_of,
    filled,
    finalists_of,
    handed_in,
    opened,
    shortlisted_edition,
)
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.finals.models import Finalist
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with

pytestmark = pytest.mark.django_db
CARDS, STATE = "/jury/2027/pitch/", "/jury/2027/pitch/stand/"
TALK = "/jury/2027/leefomgeving/beraad/"
OPEN, EXCUSE = f"{TALK}openen/", f"{TALK}afwezig/"
WHOLE = {"score_succesvol": "5", "score_herbruikbaar": "4", "strengths": STRENGTH, "doubts": DOUBT, "note": ""}
CANARY = "Kanariegeel"


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
    return response.content.decode()


def card_of(finalist: Finalist) -> str:
    return f"{CARDS}{finalist.entry.reference}/"


@pytest.mark.parametrize("path", [CARDS, STATE, TALK])
def test_who_has_no_seat_finds_nothing(edition: Edition, path: str) -> None:
    a_chair(edition)
    strangers = [UserFactory(), somebody_with(Role.ORGANISER, year=2027), somebody_with(Role.SCORER, year=2027)]
    assert [signed_in(user).get(path).status_code for user in strangers] == [404] * 3
    assert "login" in Client().get(path).headers["Location"]


@pytest.mark.parametrize(
    ("path", "for_juror", "for_chair", "for_another_year"),
    [
        (CARDS, 200, 200, 404),
        (STATE, 404, 200, 404),
        (TALK, 200, 200, 404),
        (f"{CARDS}GD-2027-9999-0/", 404, 404, 404),
        ("/jury/2027/bestaat-niet/beraad/", 404, 404, 404),
    ],
)
def test_each_seat_has_its_own_pages(
    edition: Edition, path: str, for_juror: int, for_chair: int, for_another_year: int
) -> None:
    users = [a_juror(edition), a_chair(edition), somebody_with(Role.JURY_CHAIR, year=2026)]
    assert [signed_in(user).get(path).status_code for user in users] == [for_juror, for_chair, for_another_year]


@pytest.mark.parametrize("path", [OPEN, EXCUSE])
def test_only_the_chair_of_this_year_acts(edition: Edition, path: str) -> None:
    chair_elsewhere = somebody_with(Role.JURY_CHAIR, year=2026)
    for user in (a_juror(edition), chair_elsewhere):
        assert signed_in(user).post(path, {"jurylid": user.code, "reden": "Ziek naar huis."}).status_code == 404
    assert signed_in(a_chair(edition)).get(path).status_code == 405


def test_a_juror_keeps_and_hands_in_a_card_without_a_script(edition: Edition) -> None:
    judith, finalist = a_juror(edition), finalists_of(category_of(edition))[0]
    client = signed_in(judith)
    response = client.post(card_of(finalist), {"strengths": "Sterk", "nummer": "0", "doe": "bewaren"})
    assert response.headers["Location"] == card_of(finalist)
    assert own_cards(judith, edition)[finalist.pk].filled == Filled(strengths="Sterk")
    response = client.post(card_of(finalist), WHOLE | {"nummer": "1", "doe": "inleveren"}, follow=True)
    assert response.redirect_chain == [(CARDS, 302)]
    assert "is ingeleverd om 10.00 uur." in response.content.decode()
    assert own_cards(judith, edition)[finalist.pk].status is CardStatus.HANDED_IN


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"score_succesvol": ""}, "Geef op elk criterium een score voordat u deze kaart inlevert. Nog te geven: 1."),
        ({"strengths": " "}, "Schrijf op wat sterk is voordat u deze kaart inlevert."),
        ({"score_succesvol": "6"}, "Kies voor Succesvol een score uit de lijst."),
        ({"doubts": "x" * 601}, "Maak deze tekst korter: hoogstens 600 tekens."),
    ],
)
def test_a_card_that_is_not_right_comes_back_with_what_was_typed(
    edition: Edition, changes: dict[str, str], sentence: str
) -> None:
    judith, finalist = a_juror(edition), finalists_of(category_of(edition))[0]
    response = signed_in(judith).post(card_of(finalist), WHOLE | {"doe": "inleveren"} | changes)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "<title>Fout: " in response.content.decode()
    assert not JurorCard.objects.exists()


def test_two_devices_are_compared_and_never_mixed(edition: Edition) -> None:
    judith, finalist = a_juror(edition), finalists_of(category_of(edition))[0]
    client = signed_in(judith)
    client.post(card_of(finalist), WHOLE | {"nummer": "0", "doe": "bewaren"})
    other = WHOLE | {"strengths": "Op de laptop geschreven.", "nummer": "0", "doe": "bewaren"}
    response = client.post(card_of(finalist), other)
    html = response.content.decode()
    assert response.status_code == 409
    assert [text for text in (STRENGTH, "Op de laptop geschreven.", "Houd de bewaarde kaart") if text not in html] == []
    assert own_cards(judith, edition)[finalist.pk].filled.strengths == STRENGTH
    assert client.post(card_of(finalist), other | {"nummer": "1"}).status_code == 302
    assert own_cards(judith, edition)[finalist.pk].filled.strengths == "Op de laptop geschreven."


def test_the_script_hears_what_became_of_a_card(edition: Edition) -> None:
    judith, (first, second, third) = a_juror(edition), finalists_of(category_of(edition))
    client = signed_in(judith)

    def keep(finalist: Finalist, **answers: str) -> tuple[int, dict[str, object]]:
        response = client.post(f"{card_of(finalist)}bewaren/", WHOLE | {"nummer": "0", "doe": "bewaren"} | answers)
        return response.status_code, response.json()

    saved = {"number": 1, "saved": "10.00 uur", "isHandedIn": False, "words": "Nog niet ingeleverd"}
    assert keep(first) == (200, saved)
    assert keep(first) == (200, saved)
    assert keep(first, doe="inleveren") == (200, {**saved, "number": 2, "isHandedIn": True, "words": "Ingeleverd"})
    status, answer = keep(first, doubts="Anders.")
    assert (status, answer["number"], answer["values"]) == (409, 2, WHOLE)
    assert answer["differences"] == [{"label": "Wat roept twijfel op?", "stored": DOUBT, "own": "Anders."}]
    assert keep(second, doe="inleveren", score_succesvol="")[0] == 422
    assert keep(second, score_succesvol="7")[0] == 422
    with time_machine.travel(AFTER_REVEAL, tick=False):
        client.force_login(judith)
        assert keep(third)[0] == 423
    assert Client().post(f"{card_of(first)}bewaren/", WHOLE).json() == {"login": f"/account/login/?next={CARDS}"}
    assert signed_in(UserFactory()).post(f"{card_of(first)}bewaren/", WHOLE).status_code == 404


def test_who_is_tied_has_no_card_and_hears_to_leave(edition: Edition) -> None:
    first, second, _ = finalists_of(category_of(edition))
    judith = a_juror(edition, municipality=first.entry.municipality)
    client = signed_in(judith)
    html = page(judith, card_of(first))
    assert "U verlaat de jurytafel bij deze pitch" in html
    assert "<textarea" not in html
    assert client.post(card_of(first), WHOLE | {"doe": "bewaren"}).status_code == 422
    handed_in(second, judith, note=CANARY)
    response = client.post(f"{card_of(second)}betrokken/", {"reason": "Ik dacht mee."})
    assert response.headers["Location"] == CARDS
    assert Conflict.objects.get().entry == second.entry
    assert CANARY not in page(judith, CARDS)


def test_the_chair_sees_who_is_missing_and_never_a_score(edition: Edition) -> None:
    chair, judith = a_chair(edition), a_juror(edition, name="Judith Jansen")
    for finalist in finalists_of(category_of(edition)):
        handed_in(finalist, chair, strengths=CANARY)
    html = page(chair, STATE)
    assert ("1 van de 2" in html, "Judith Jansen" in html, "Nog niet iedereen" in html) == (True, True, True)
    assert "Wij wachten op: Judith Jansen" in html
    assert (CANARY in html, judith.email in html) == (False, False)
    assert signed_in(chair).post(OPEN, follow=True).redirect_chain == [(STATE, 302)]
    assert not Opening.objects.exists()


def test_the_chair_excuses_and_opens_and_a_second_press_changes_nothing(edition: Edition) -> None:
    chair, judith, jan, category = a_chair(edition), a_juror(edition), a_juror(edition), category_of(edition)
    for finalist in finalists_of(category):
        for juror in (chair, judith):
            handed_in(finalist, juror)
    client = signed_in(chair)
    for reason in ("", "Ziek naar huis gegaan.", "Ziek naar huis gegaan."):
        client.post(EXCUSE, {"jurylid": jan.code, "reden": reason})
    assert Excusal.objects.count() == 1
    assert client.post(EXCUSE, {"jurylid": "onbekend", "reden": "Ziek."}).status_code == 404
    assert "Ziek naar huis gegaan." in page(chair, STATE)
    assert [client.post(OPEN).headers["Location"] for _ in range(2)] == [TALK, TALK]
    assert Opening.objects.count() == 1


def test_the_talk_shows_strengths_and_doubts_to_who_sits_there(edition: Edition) -> None:
    chair, category = a_chair(edition), category_of(edition)
    first, *_ = finalists_of(category)
    judith = a_juror(edition)
    tied = a_juror(edition, municipality=first.entry.municipality)
    assert "De kaarten zijn nog dicht" in page(judith, TALK)
    for finalist in finalists_of(category):
        for juror in (chair, judith, tied):
            if (juror, finalist) != (tied, first):
                handed_in(finalist, juror, strengths=f"Sterk aan {finalist.entry.title}")
    open_cards(category, by=chair, now=DURING_JURY)
    hers, theirs = page(judith, TALK), page(tied, TALK)
    assert "Sterk aan Casus 1" in hers
    assert ("Sterk aan Casus 1" in theirs, "Sterk aan Casus 2" in theirs) == (False, True)
    assert "Verlaat de jurytafel als het gesprek gaat over “Casus 1”." in theirs
    assert [user.name in hers for user in (chair, tied)] == [False, False]
    assert "Scores: 4, 4" in hers


def test_the_chair_takes_minutes_that_no_juror_reads(edition: Edition) -> None:
    chair, judith, category = a_chair(edition), a_juror(edition), category_of(edition)
    opened(category, chair, [judith])
    assert signed_in(chair).post(TALK, {"text": CANARY, "nummer": "0"}).headers["Location"] == TALK
    assert (CANARY in page(chair, TALK), CANARY in page(judith, TALK)) == (True, False)
    assert signed_in(judith).post(TALK, {"text": "Ook ik.", "nummer": "1"}).status_code == 404
    write_minutes(category, "Nieuwer.", number=1, by=chair, now=DURING_JURY)
    stale = signed_in(chair).post(TALK, {"text": "Ouder.", "nummer": "1"})
    assert (stale.status_code, "Ouder." in stale.content.decode()) == (422, True)


def test_an_opened_card_is_only_read(edition: Edition) -> None:
    chair, judith, category = a_chair(edition), a_juror(edition), category_of(edition)
    opened(category, chair, [judith])
    html = page(judith, card_of(finalists_of(category)[0]))
    assert ("De kaarten van deze categorie zijn open" in html, "<textarea" in html) == (True, False)


def without_tokens(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)


Write = Callable[[Finalist, User], object]
WORLDS: list[Write] = [
    lambda finalist, juror: handed_in(finalist, juror, 1, strengths="Nee.", doubts="", note=""),
    lambda finalist, juror: handed_in(finalist, juror, 5, strengths=CANARY * 50, doubts="Niets." * 90, note="Wauw!"),
]


def test_two_worlds_of_cards_look_the_same_to_everybody_who_may_not_read_them(edition: Edition) -> None:
    chair, judith, jan = a_chair(edition), a_juror(edition), a_juror(edition)
    organiser, category = somebody_with(Role.ORGANISER, year=2027), category_of(edition)
    first, second, _ = finalists_of(category)
    handed_in(first, chair)
    views = [(chair, path) for path in (CARDS, STATE, TALK, "/jury/")]
    views += [(jan, path) for path in (CARDS, TALK, card_of(first), "/jury/", "/jury/2027/leefomgeving/")]
    views += [(organiser, path) for path in ("/organisatie/", "/organisatie/2027/uitslag/")]
    seen = []
    for write in WORLDS:
        with transaction.atomic():
            for finalist in (first, second):
                write(finalist, judith)
            seen.append([without_tokens(page(user, path)) for user, path in views])
            seen[-1].append(str([len(card.sealed) for card in JurorCard.objects.filter(juror=judith)]))
            transaction.set_rollback(True)
    assert [path for path, one, other in zip([*views, "sizes"], *seen, strict=True) if one != other] == []


@pytest.mark.parametrize("categories", [CATEGORIES[2:], CATEGORIES])
def test_the_pages_cost_the_same_for_any_number(
    categories: tuple[str, ...], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = shortlisted_edition(categories)
    chair = a_chair(edition)
    for finalist in Finalist.objects.all():
        handed_in(finalist, chair, filled().scores)
    client = signed_in(chair)
    for path, n_queries in ((CARDS, 21), (STATE, 25)):
        with django_assert_num_queries(n_queries):
            client.get(path)

"""What appears at the reveal, and was nowhere before it: the account, the press kit, certificates and the feed."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
import time_machine
from django.test import Client

from gemeentedelers.domain.certificates.actions import issue_certificates, withdraw_certificate
from gemeentedelers.domain.certificates.models import Certificate
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.entries.queries import team_of
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.publications.actions import publish_edition
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.domain.publications.rules import Outcome
from gemeentedelers.domain.publications.tests.factories import revealed_edition
from gemeentedelers.domain.results.models import SealedResult
from gemeentedelers.domain.results.rules import PrizeOutcome, whole_result_in
from gemeentedelers.domain.shortlists.tests.factories import an_organiser
from gemeentedelers.domain.verdicts.tests.factories import MOTIVATION, a_chair, pronounced, shortlisted_edition
from gemeentedelers.foundation.documents.tests.readers import reader_of, words_in

pytestmark = pytest.mark.django_db
PAGES = (
    "/uitslag/2027/hoe/",
    "/uitslag/2027/pers/",
    "/uitslag/2027/pers/perskit.zip",
    "/uitslag/2027/pers/persbericht.txt",
)


@pytest.fixture
def edition() -> Edition:
    made = revealed_edition()
    publish_edition(made, by="test", now=AFTER_REVEAL)
    issue_certificates(made, by="test", now=AFTER_REVEAL)
    return made


def the_winner() -> Certificate:
    return Certificate.objects.filter(honour="winner").order_by("pk")[0]


def test_before_the_reveal_nothing_of_it_exists(client: Client) -> None:
    edition = shortlisted_edition()
    chair = a_chair(edition)
    for key in ("leefomgeving", "uitvoering"):
        pronounced(edition, chair, key=key)
    with time_machine.travel(DURING_JURY, tick=False):
        assert [client.get(path).status_code for path in PAGES] == [404, 404, 404, 404]
        assert client.get("/feeds/kennisbank.atom").text.count("<entry>") == 0
    assert Certificate.objects.count() == 0


def test_after_it_everybody_reads_how_it_came_about(client: Client, edition: Edition) -> None:
    with time_machine.travel(AFTER_REVEAL, tick=False):
        text = client.get("/uitslag/2027/hoe/").text
    assert "2 lezers vulden samen 8 scorekaarten in. Elke inzending is 2 keer gelezen." in " ".join(text.split())
    assert "3 in Leefomgeving, 1 in Uitvoeringskracht" in text
    assert all(category.verdict.commitment in text for category in edition.final_categories.all())


def test_the_result_shows_where_the_winners_are(client: Client, edition: Edition) -> None:
    with time_machine.travel(AFTER_REVEAL, tick=False):
        text = client.get("/uitslag/2027/").text
    assert ("Welke gemeente" in text, "Zo ging de stemming" in text) == (True, False)


def test_the_press_kit_holds_text_pdf_and_a_picture_of_every_winner(client: Client, edition: Edition) -> None:
    with time_machine.travel(AFTER_REVEAL, tick=False):
        assert MOTIVATION in client.get("/uitslag/2027/pers/").text
        first, again = (client.get("/uitslag/2027/pers/perskit.zip").content for _ in range(2))
    kit = zipfile.ZipFile(BytesIO(first))
    assert first == again
    assert kit.namelist()[:2] == ["persbericht.txt", "persbericht.pdf"]
    assert [kit.read(name)[:4] for name in kit.namelist()[2:]] == [b"\x89PNG", b"\x89PNG"]
    assert MOTIVATION in kit.read("persbericht.txt").decode()
    assert MOTIVATION in words_in(kit.read("persbericht.pdf"))


def test_every_part_of_the_press_kit_can_be_taken_alone(client: Client, edition: Edition) -> None:
    with time_machine.travel(AFTER_REVEAL, tick=False):
        kit = zipfile.ZipFile(BytesIO(client.get("/uitslag/2027/pers/perskit.zip").content))
        parts = {name: client.get(f"/uitslag/2027/pers/{name}") for name in kit.namelist()}
        assert client.get("/uitslag/2027/pers/iets-anders.png").status_code == 404
    assert {name: part.content for name, part in parts.items()} == {name: kit.read(name) for name in kit.namelist()}
    assert parts["persbericht.pdf"]["Content-Type"] == "application/pdf"


def test_the_feed_holds_every_published_case(client: Client, edition: Edition) -> None:
    with time_machine.travel(AFTER_REVEAL, tick=False):
        answer = client.get("/feeds/kennisbank.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer.text.count("<entry>") == 4


def test_a_code_that_is_typed_over_leads_to_its_certificate(client: Client, edition: Edition) -> None:
    winner = the_winner()
    typed = winner.code.lower().replace("-", " ")
    with time_machine.travel(AFTER_REVEAL, tick=False):
        page = client.get("/certificaat/", {"code": typed}, follow=True)
        unknown = client.get("/certificaat/", {"code": "ABCD"})
    assert "Dit certificaat is echt" in page.text
    assert winner.title in page.text
    assert (unknown.status_code, "Wij kennen geen certificaat met deze code." in unknown.text) == (422, True)
    assert client.get("/certificaat/ABCD-ABCD-ABCD-ABCD/").status_code == 404


def test_the_certificate_is_an_accessible_pdf_that_is_the_same_each_time(client: Client, edition: Edition) -> None:
    winner = the_winner()
    with time_machine.travel(AFTER_REVEAL, tick=False):
        first, again = (client.get(f"/certificaat/{winner.code}/certificaat.pdf").content for _ in range(2))
    assert first == again
    words = words_in(first)
    assert [part in words for part in (winner.title, winner.municipality, winner.code, "Leefomgeving")] == [True] * 4
    assert len(reader_of(first).pages) == 1


def test_a_withdrawn_certificate_says_so_and_has_no_file(client: Client, edition: Edition) -> None:
    winner = the_winner()
    withdraw_certificate(winner, reason="Bij vergissing uitgegeven.", by=an_organiser(edition), now=AFTER_REVEAL)
    with time_machine.travel(AFTER_REVEAL, tick=False):
        page = client.get(f"/certificaat/{winner.code}/").text
        assert client.get(f"/certificaat/{winner.code}/certificaat.pdf").status_code == 404
    assert "Dit certificaat is ingetrokken" in page
    assert "Bij vergissing uitgegeven." in page


def test_a_team_reads_its_own_account_and_a_stranger_does_not(client: Client, edition: Edition) -> None:
    winner = the_winner()
    path = f"/inzendingen/{winner.entry.reference}/verloop/"
    with time_machine.travel(AFTER_REVEAL, tick=False):
        client.force_login(team_of(winner.entry)[0].user)
        text = client.get(path).text
        client.force_login(UserFactory())
        assert client.get(path).status_code == 404
    assert "Uw casus won in de categorie Leefomgeving." in text
    assert f"/certificaat/{winner.code}/" in text


def test_the_result_names_the_prize_of_the_public(client: Client, edition: Edition) -> None:
    case = Publication.objects.filter(outcome=Outcome.WINNER).order_by("pk")[0]
    Publication.objects.filter(pk=case.pk).update(prize="Leefomgeving en Publieksprijs")
    with time_machine.travel(AFTER_REVEAL, tick=False):
        assert "Leefomgeving en Publieksprijs" in client.get("/uitslag/2027/").text


@pytest.mark.parametrize(
    ("prize", "words"),
    [
        (None, ""),
        (PrizeOutcome("GD-2027-0001-2", "", {}), "Zo ging de stemming"),
        (PrizeOutcome(None, "Te weinig stemmen.", {}), "De publieksprijs is niet uitgereikt: Te weinig stemmen."),
    ],
)
def test_the_result_says_how_the_vote_of_the_public_ended(
    client: Client, edition: Edition, prize: PrizeOutcome | None, words: str
) -> None:
    opened = SealedResult.objects.get(edition=edition)
    whole = replace(whole_result_in(opened.text), prize=prize)
    SealedResult.objects.filter(pk=opened.pk).update(text=whole.canonical)
    with time_machine.travel(AFTER_REVEAL, tick=False):
        text = " ".join(client.get("/uitslag/2027/").text.split())
    assert (words in text, "publieksprijs/" in text) == (True, prize is not None)


def test_the_page_of_an_entry_leads_to_its_result_after_the_reveal(client: Client, edition: Edition) -> None:
    entry = the_winner().entry
    with time_machine.travel(AFTER_REVEAL, tick=False):
        client.force_login(team_of(entry)[0].user)
        text = client.get(f"/inzendingen/{entry.reference}/").text
        final = client.get(f"/inzendingen/{entry.reference}/finale/").text
    assert f"/inzendingen/{entry.reference}/verloop/" in text
    assert ("Uw casus heeft gewonnen" in text, "U staat in de finale" in text) == (True, False)
    assert ("Uw casus stond in de finale" in final, "Lever in" in final) == (True, False)

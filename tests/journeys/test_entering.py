"""One case, from a nomination to its receipt, written by two people at once."""

import io
import re
from collections.abc import Iterator, Mapping

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from gemeentedelers.cli.invariants import broken_queries
from gemeentedelers.demo.reactions import run_reactions
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Persona
from gemeentedelers.foundation.mail.models import Message
from gemeentedelers.foundation.texts.queries import values_of
from tests.journeys.pictures import take_pictures
from tests.journeys.story import CASE, TITLE, Story, a_demo, people_of_the_demo, reference_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SUMMARY_PAGE = "in-het-kort/samenvatting/"
OURS, THEIRS, TOGETHER = "De titel van de een", "De titel van de ander", "De titel van ons samen"
GPS, CAMERA = 0x8825, 0x010F


@pytest.fixture
def cast() -> Iterator[dict[Persona, User]]:
    with a_demo():
        make_edition()
        yield people_of_the_demo(MunicipalityFactory(name="Stad"), MunicipalityFactory(name="Buur"))


@pytest.fixture
def other_page(browser: Browser) -> Iterator[Page]:
    """The browser of a second person."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def link_in_mail(to: User, way: str) -> str:
    run_reactions()
    found = [re.search(rf"/{way}/\S+/", message.body) for message in Message.objects.filter(to=to.email)]
    links = [link.group() for link in found if link]
    assert links, f"no letter with /{way}/ to {to.email}"
    return links[-1]


def a_colleague_nominates(story: Story, cast: Mapping[Persona, User]) -> None:
    story.be(Persona.ENTRANT)
    story.visit("/nomineren/")
    story.page.locator("[name='municipality']").select_option(label="Buur")
    story.fill(title=TITLE, reason="De straat bleef schoon.", pointer=cast[Persona.NOMINEE].email)
    if story.page.locator("[name='nominator_name']").count():
        story.fill(nominator_name="Een collega", nominator_email="collega@elders.example")
    story.press("Nominatie versturen")
    assert story.says("Wat gebeurt er nu?")


def the_municipality_claims_it(story: Story, cast: Mapping[Persona, User]) -> str:
    link = link_in_mail(cast[Persona.NOMINEE], "nomineren")
    story.be(Persona.NOMINEE)
    story.visit(link)
    story.press("Ja, wij doen mee")
    assert story.says(TITLE)
    take_pictures(story.page, "taken")
    return reference_in(story.page.url)


def a_colleague_joins(owner: Story, colleague: Story, entry: str, cast: Mapping[Persona, User]) -> None:
    owner.visit(f"{entry}medeauteurs/")
    owner.fill(email=cast[Persona.COLLEAGUE].email)
    owner.press("Stuur uitnodiging")
    link = link_in_mail(cast[Persona.COLLEAGUE], "inzendingen/uitnodiging")
    colleague.visit(link)
    colleague.be(Persona.COLLEAGUE)
    colleague.visit(link)
    colleague.press("Ja, ik doe mee")
    assert colleague.says("Welkom bij het team")


def both_write_at_once(owner: Story, colleague: Story, reference: str) -> None:
    page = f"/inzendingen/{reference}/{SUMMARY_PAGE}"
    owner.visit(page)
    colleague.visit(page)
    type_in(owner, "title", OURS)
    type_in(colleague, "summary", CASE[SUMMARY_PAGE.rstrip("/")]["summary"])
    saved(owner)
    saved(colleague)
    assert values_of(reference)["title"] == OURS
    assert values_of(reference)["summary"] == CASE[SUMMARY_PAGE.rstrip("/")]["summary"]

    type_in(colleague, "title", THEIRS)
    alert = colleague.page.locator(".gd-field:has(#veld-title)").get_by_role("alert")
    expect(alert).to_contain_text("genomineerde (demo) wijzigde dit om")
    assert values_of(reference)["title"] == OURS
    take_pictures(colleague.page, "tegelijk")
    with colleague.page.expect_navigation():
        alert.get_by_role("link", name="Vergelijk de twee teksten").click()
    colleague.look()
    assert colleague.says(OURS)
    assert colleague.says(THEIRS)
    take_pictures(colleague.page, "vergelijken")
    colleague.page.get_by_label("De tekst die er moet staan").fill(TOGETHER)
    colleague.press("Bewaar deze tekst")
    assert values_of(reference)["title"] == TOGETHER
    assert colleague.page.locator("#veld-title").input_value() == TOGETHER


def type_in(story: Story, key: str, text: str) -> None:
    field = story.page.locator(f"[name='{key}']")
    field.focus()
    field.press("ControlOrMeta+a")
    story.page.keyboard.type(text)


def saved(story: Story) -> None:
    expect(story.page.locator("[data-state]")).to_have_attribute("data-state", "saved")


def the_rest_is_written(story: Story, reference: str) -> None:
    for page, answers in CASE.items():
        story.visit(f"/inzendingen/{reference}/{page}/")
        story.answer(answers)
        story.press("Opslaan en verder")


def a_date_is_wrong(story: Story, reference: str) -> None:
    story.visit(f"/inzendingen/{reference}/in-het-kort/plaats-en-tijd/")
    story.answer({"started_on": "2026-12-31", "finished_on": "2026-06-30"})
    story.press("Opslaan en verder")
    assert story.says("Opgeslagen, maar dit klopt nog niet")
    take_pictures(story.page, "fouten")
    story.answer({"started_on": "2025-01-15"})
    story.press("Opslaan en verder")


def a_photo() -> bytes:
    """As a telephone makes it: with where and with what it was taken."""
    exif = Image.Exif()
    exif[CAMERA] = "Fictieve camera"
    exif.get_ifd(GPS).update({1: "N", 2: (52.0, 5.0, 0.0), 3: "E", 4: (5.0, 7.0, 0.0)})
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "seagreen").save(file, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(file.getvalue())).getexif().get_ifd(GPS)
    return file.getvalue()


def a_document() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (595, 842), "white").save(file, "PDF")
    return file.getvalue()


def files_are_added(story: Story, entry: str) -> None:
    page, letter = story.page, a_document()
    story.visit(f"{entry}bijlagen/")
    page.locator("[name='file']").set_input_files(
        [FilePayload(name="brief.pdf", mimeType="application/pdf", buffer=letter),
         FilePayload(name="straat.jpg", mimeType="image/jpeg", buffer=a_photo())]
    )  # fmt: skip
    story.press("Toevoegen")
    assert Entry.objects.get(reference=reference_in(entry)).attachments.count() == 2
    page.locator(".gd-files__image").wait_for()
    take_pictures(page, "bijlagen-zonder-beschrijving")
    story.visit(f"{entry}controleren/")
    assert story.says("U kunt nog niet indienen")
    assert story.says("Beschrijf wat er op deze afbeelding te zien is.")
    story.visit(f"{entry}bijlagen/")
    photo = page.locator(".gd-files__file", has=page.locator("img"))
    photo.locator("[name='beschrijving']").fill("Een schone straat met een groene muur.")
    story.press("Beschrijving opslaan", within=photo)
    image = page.locator(".gd-files__image")
    assert image.get_attribute("alt") == "Een schone straat met een groene muur."
    shown = page.request.get(f"{story.base}{image.get_attribute('src')}")
    assert shown.ok
    assert not Image.open(io.BytesIO(shown.body())).getexif()
    document = page.request.get(f"{story.base}{page.get_by_role('link', name='brief.pdf').get_attribute('href')}")
    assert document.body() == letter
    story.press("Dit onderdeel is klaar")


def it_is_submitted(story: Story, reference: str) -> None:
    entry = f"/inzendingen/{reference}/"
    story.visit(f"{entry}controleren/")
    assert story.says("Klopt alles?")
    assert story.says("€ 0")
    take_pictures(story.page, "controleren")
    story.press("Inzending indienen")
    assert story.page.url == f"{story.base}{entry}ontvangst/1/"
    expect(story.page.locator(".gd-receipt__reference")).to_have_text(reference)
    take_pictures(story.page, "ontvangst")
    run_reactions()
    assert Message.objects.filter(to=Persona.COLLEAGUE.email, body__contains=reference).exists()


def the_answers_are_downloaded(story: Story, reference: str) -> None:
    answer = story.page.request.get(f"{story.base}/inzendingen/{reference}/ontvangst/1/antwoorden.pdf")
    assert answer.ok, answer.status
    assert answer.body().startswith(b"%PDF")
    assert len(answer.body()) > 1_000


def it_is_withdrawn_and_restored(story: Story, entry: str) -> None:
    story.visit(entry)
    take_pictures(story.page, "ingediend")
    with story.page.expect_navigation():
        story.page.get_by_role("link", name="Inzending intrekken").click()
    story.look()
    story.press("Ja, trek in")
    assert story.says("Deze inzending is ingetrokken")
    story.press("Maak het intrekken ongedaan")
    assert story.says("Uw inzending doet weer mee")


def test_a_case_from_nomination_to_receipt(
    page: Page, other_page: Page, live_server: LiveServer, cast: dict[Persona, User]
) -> None:
    owner = Story(page, live_server.url)
    colleague = Story(other_page, live_server.url, owner.faults)
    owner.at(DURING_ENTRY)

    a_colleague_nominates(owner, cast)
    reference = the_municipality_claims_it(owner, cast)
    entry = f"/inzendingen/{reference}/"
    a_colleague_joins(owner, colleague, entry, cast)
    both_write_at_once(owner, colleague, reference)
    the_rest_is_written(colleague, reference)
    a_date_is_wrong(colleague, reference)
    files_are_added(owner, entry)
    it_is_submitted(owner, reference)
    it_is_withdrawn_and_restored(owner, entry)
    the_answers_are_downloaded(owner, reference)

    assert len(owner.faults) > 20
    assert {kind: faults for kind, faults in owner.faults.items() if faults} == {}
    assert [name for name, query in broken_queries() if len(query())] == []

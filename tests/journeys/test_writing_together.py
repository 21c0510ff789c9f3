"""What happens to text when somebody is signed out, meets a colleague, comes too late, or submits."""

import time

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import faults_of
from tests.journeys.desk import Desk, eventually

pytestmark = pytest.mark.journey


def test_text_is_back_after_signing_in_again(desk: Desk) -> None:
    desk.type("title", "Bellen")
    eventually(lambda: desk.entry.stored("title") == "Bellen")
    desk.entry.signed_in = False
    desk.type("title", " met inwoners")
    desk.type("story", "Wij belden.")
    alert = desk.page.get_by_role("alert")
    expect(alert).to_have_text("Let op: U bent uitgelogd. Uw tekst staat nog op dit apparaat. Log opnieuw in.")
    desk.type("story", " En zij belden terug.")
    assert desk.entry.stored("title") == "Bellen"
    desk.page.get_by_role("link", name="Log opnieuw in").click()
    desk.page.get_by_role("button", name="Log in").click()
    desk.page.wait_for_url(desk.address)
    eventually(lambda: desk.entry.stored("story") == "Wij belden. En zij belden terug.")
    eventually(lambda: desk.entry.stored("title") == "Bellen met inwoners")

    assert desk.field("story").input_value() == "Wij belden. En zij belden terug."
    expect(desk.page.locator("#id_story_teller")).to_have_text("6 van 20 woorden")
    eventually(lambda: desk.kept() == 0)


def test_signing_in_in_another_tab_is_enough(desk: Desk) -> None:
    desk.entry.signed_in = False
    desk.type("story", "Wij belden.")
    alert = desk.page.get_by_role("alert")
    expect(alert).to_be_visible()
    desk.entry.signed_in = True
    desk.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(alert).to_have_count(0)

    assert desk.entry.stored("story") == "Wij belden."
    assert desk.kept() == 0


def test_text_that_no_longer_fits_is_shown_beside(desk: Desk) -> None:
    desk.entry.signed_in = False
    desk.type("story", "Mijn tekst")
    expect(desk.page.get_by_role("alert")).to_be_visible()
    desk.entry.signed_in = True
    desk.entry.write_as_colleague("story", "De tekst van Fatma")
    desk.page.get_by_role("link", name="Log opnieuw in").click()
    desk.open()
    beside = desk.page.get_by_label("Uw niet opgeslagen tekst: Het verhaal")
    expect(beside).to_have_value("Mijn tekst")
    assert desk.field("story").input_value() == "De tekst van Fatma"
    assert faults_of(desk.page) == []
    desk.page.reload()
    expect(beside).to_have_value("Mijn tekst")
    desk.page.get_by_role("button", name="Gebruik deze tekst").click()

    eventually(lambda: desk.entry.stored("story") == "Mijn tekst")
    expect(beside).to_have_count(0)
    eventually(lambda: desk.kept() == 0)


def test_somebody_else_at_the_same_tab_does_not_see_the_text(desk: Desk) -> None:
    desk.entry.signed_in = False
    desk.type("story", "Van Alice")
    expect(desk.page.get_by_role("alert")).to_be_visible()
    desk.entry.signed_in, desk.entry.owner = True, "bob"
    desk.page.get_by_role("link", name="Log opnieuw in").click()
    desk.open()
    time.sleep(0.3)

    assert desk.field("story").input_value() == ""
    assert "Van Alice" not in desk.page.content()
    assert desk.kept() == 0


def test_a_token_of_before_signing_in_elsewhere_is_renewed(desk: Desk) -> None:
    desk.entry.token = "token-2"  # noqa: S105 - a fictitious one
    desk.listen()
    desk.type("title", "Bellen")
    eventually(lambda: desk.entry.stored("title") == "Bellen")
    expect(desk.seen()).to_have_text("Opgeslagen om 14:03")

    assert desk.heard() == ["Opgeslagen om 14:03"]
    assert desk.page.locator("[name=csrfmiddlewaretoken]").first.input_value() == "token-2"


def test_two_people_in_one_field_see_each_other(desk: Desk) -> None:
    desk.entry.write_as_colleague("story", "De tekst van Fatma")
    desk.type("story", "Mijn tekst")
    alert = desk.page.locator(".gd-field:has(#id_story)").get_by_role("alert")
    expect(alert).to_have_text("Let op: Fatma wijzigde dit om 14.02. Vergelijk de twee teksten.")
    n_writes = len(desk.entry.writes)
    desk.type("story", " gaat verder")
    desk.type("title", "Bellen")
    eventually(lambda: desk.entry.stored("title") == "Bellen")
    expect(desk.seen()).to_have_text("Nog niet opgeslagen")

    assert desk.entry.stored("story") == "De tekst van Fatma"
    assert [write.field for write in desk.entry.writes[n_writes:]] == ["title"]
    assert faults_of(desk.page) == []
    alert.get_by_role("link", name="Vergelijk de twee teksten").click()
    desk.page.wait_for_url("**/vergelijken/")
    assert desk.entry.writes[-1].value == "Mijn tekst gaat verder"
    assert desk.kept() == 0


def test_leaving_without_comparing_keeps_the_text_here(desk: Desk) -> None:
    desk.entry.write_as_colleague("story", "De tekst van Fatma")
    desk.type("story", "Mijn tekst")
    expect(desk.page.get_by_role("alert")).to_be_visible()
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.open()

    expect(desk.page.get_by_label("Uw niet opgeslagen tekst: Het verhaal")).to_have_value("Mijn tekst")
    expect(desk.field("story")).to_have_value("De tekst van Fatma")


def test_two_people_in_two_fields_meet_no_lock(desk: Desk, browser: Browser) -> None:
    colleague = Desk(browser.new_context().new_page(), desk.entry, desk.address)
    colleague.open()
    colleague.type("title", "De titel van Fatma")
    desk.type("story", "Mijn verhaal")
    eventually(lambda: desk.entry.stored("story") == "Mijn verhaal")
    eventually(lambda: desk.entry.stored("title") == "De titel van Fatma")
    colleague.page.context.close()

    expect(desk.page.get_by_role("alert")).to_have_count(0)


def test_when_writing_is_over_the_text_stays_here(desk: Desk) -> None:
    desk.entry.status, desk.entry.message = 423, "De inschrijving is gesloten. Mail de organisatie."
    desk.type("story", "Net te laat")
    expect(desk.page.get_by_role("alert")).to_have_text(
        "Let op: De inschrijving is gesloten. Mail de organisatie. Uw tekst staat nog op dit apparaat."
    )
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.entry.page = "closed.html"
    desk.open()
    left = desk.page.get_by_label("Uw niet opgeslagen tekst")
    expect(left).to_have_value("Net te laat")
    desk.page.get_by_role("button", name="Verwijder deze tekst").click()

    expect(left).to_have_count(0)
    assert desk.kept() == 0


def test_submitting_saves_first(desk: Desk) -> None:
    desk.type("title", "Bellen")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/vergelijken/")

    assert desk.entry.stored("title") == "Bellen"
    assert len(desk.entry.writes) == 1
    [sent] = desk.entry.submitted
    assert sent["title"] == ["Bellen"]
    assert sent["versie:title"] == ["1"]
    assert sent["verder"] == ["ja"]


def test_submitting_waits_once_while_saving_fails(desk: Desk) -> None:
    desk.entry.status = 500
    desk.type("title", "Bellen")
    button = desk.page.get_by_role("button", name="Opslaan en verder")
    button.click()
    expect(desk.seen()).to_have_text("Opslaan mislukt, we proberen opnieuw")
    assert desk.entry.submitted == []
    button.click()
    desk.page.wait_for_url("**/vergelijken/")

    assert [sent["title"] for sent in desk.entry.submitted] == [["Bellen"]]


def test_without_scripts_the_form_works(browser: Browser, desk: Desk) -> None:
    plain = Desk(browser.new_context(java_script_enabled=False).new_page(), desk.entry, desk.address)
    plain.open()
    plain.field("title").fill("Bellen")
    plain.page.get_by_role("button", name="Opslaan en verder").click()
    plain.page.wait_for_url("**/vergelijken/")
    plain.page.context.close()

    assert [sent["title"] for sent in desk.entry.submitted] == [["Bellen"]]
    assert desk.entry.writes == []

"""Nothing typed is lost, in a real browser against a small server that misbehaves on request."""

import random
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Event

import pytest
from playwright.sync_api import Browser, Dialog, Error, expect

from tests.journeys.desk import WORDS, Desk, a_desk, eventually
from tests.journeys.fake_entry import FakeEntry

pytestmark = pytest.mark.journey

TEXT = " ".join(WORDS * 10)
A_KEY = 0.133  # 90 words a minute


@dataclass
class Dying:
    """A tab that will be killed, and when each of its letters was typed."""

    desk: Desk
    dies: float
    typed: list[float] = field(default_factory=list)

    def live(self) -> bool:
        """One more letter, or the end of its process, in which no event of the page is fired."""
        if time.monotonic() < self.dies:
            self.desk.page.keyboard.type(TEXT[len(self.typed)])
            self.typed.append(time.monotonic())
            return True
        with suppress(Error):
            self.desk.page.goto("chrome://crash")
        self.dies = time.monotonic()
        return False

    def lost(self) -> float:
        """Seconds of typing that the server does not have."""
        stored = self.desk.entry.stored("story")
        assert TEXT.startswith(stored)
        return self.dies - self.typed[len(stored)] if len(stored) < len(self.typed) else 0.0


def test_a_tab_that_dies_loses_less_than_two_seconds(browser: Browser) -> None:
    chance = random.Random(2027)  # noqa: S311 - the same moments at every run
    lives = [[chance.uniform(0.5, 3.5) for _ in range(5)] for _ in range(2)]
    lost = [seconds for some in lives for seconds in lost_by_dying_tabs(browser, some)]

    assert len(lost) == 10
    assert max(lost) <= 2.0, lost
    assert max(lost) > 0.1, "nothing was at stake"


def lost_by_dying_tabs(browser: Browser, lives: Sequence[float]) -> list[float]:
    with ExitStack() as ends:
        desks = [a_desk(browser, FakeEntry(save_pause=0.2), ends) for _ in lives]
        started = time.monotonic()
        tabs = [Dying(desk, started + life) for desk, life in zip(desks, lives, strict=True)]
        alive = tabs
        while alive:
            tick = time.monotonic()
            alive = [tab for tab in alive if tab.live()]
            time.sleep(max(0, tick + A_KEY - time.monotonic()))
        time.sleep(0.5)
        return [tab.lost() for tab in tabs]


def test_leaving_the_page_loses_nothing(desk: Desk) -> None:
    desk.type("story", "Tot de laatste letter")
    desk.page.goto(desk.address.replace("/inzending/", "/vergelijken/"))

    eventually(lambda: desk.entry.stored("story") == "Tot de laatste letter")


def test_loading_again_at_once_shows_what_was_typed(desk: Desk) -> None:
    desk.entry.page_pause = 0.3
    desk.type("story", "Net getypt")
    desk.page.reload()

    expect(desk.field("story")).to_have_value("Net getypt")


def test_while_typing_goes_on_it_is_saved_within_two_seconds(desk: Desk) -> None:
    desk.field("story").focus()
    started = time.monotonic()
    while time.monotonic() - started < 4:
        desk.page.keyboard.type("a")
        time.sleep(0.1)
    eventually(lambda: len(desk.entry.writes) >= 3, within=1)
    moments = [write.at for write in desk.entry.writes]
    pauses = [late - early for early, late in pairwise([started, *moments])]

    assert max(pauses) < 2.0
    assert min(pauses[1:]) > 0.4, "a burst of typing is not a burst of requests"


def test_calm_saving_is_heard_once_and_seen_all_along(desk: Desk) -> None:
    expect(desk.seen()).to_have_text("Opgeslagen om 9:00")
    desk.listen()
    desk.field("story").focus()
    desk.page.keyboard.type("Een")
    expect(desk.seen()).to_have_text("Nog niet opgeslagen")
    expect(desk.seen()).to_have_text("Opgeslagen om 14:03")
    desk.entry.saved_at = "14:04"
    desk.page.keyboard.type(" twee")
    expect(desk.seen()).to_have_text("Opgeslagen om 14:04")

    assert desk.heard() == ["Opgeslagen om 14:03"]
    assert desk.kept() == 0


def test_leaving_a_field_saves_at_once(desk: Desk) -> None:
    desk.type("title", "Bellen")
    desk.page.keyboard.press("Tab")

    assert eventually(lambda: desk.entry.stored("title") == "Bellen") < 0.7


def test_every_kind_of_answer_is_saved(desk: Desk) -> None:
    page, entry = desk.page, desk.entry
    page.locator("#id_evidence_1").check()
    page.locator("#id_consent").check()
    page.locator("#id_themes_1").select_option("zorg")
    page.locator("#id_themes_0").select_option("wonen")
    desk.field("finished").fill("2026-05-31")
    eventually(lambda: entry.stored("finished") == "2026-05-31")
    eventually(lambda: entry.stored("themes") == "wonen\nzorg")

    assert entry.stored("evidence") == "counted"
    assert entry.stored("consent") == "ja"
    page.locator("#id_consent").uncheck()
    eventually(lambda: entry.stored("consent") == "")


def test_a_half_typed_date_does_not_wipe_the_answer(desk: Desk) -> None:
    desk.field("finished").fill("2026-05-31")
    eventually(lambda: desk.entry.stored("finished") == "2026-05-31")
    n_writes = len(desk.entry.writes)
    desk.field("finished").focus()
    desk.page.keyboard.press("Delete")
    assert desk.field("finished").input_value() == ""
    desk.field("title").focus()
    time.sleep(1)

    assert len(desk.entry.writes) == n_writes
    assert desk.entry.stored("finished") == "2026-05-31"


def test_versions_follow_the_server(desk: Desk) -> None:
    desk.type("title", "Bellen")
    desk.page.keyboard.press("Tab")
    expect(desk.field("title")).to_have_attribute("data-version", "1")

    assert desk.page.locator("[name='versie:title']").input_value() == "1"
    assert [write.base for write in desk.entry.writes] == [0]


def test_a_page_that_is_loaded_again_saves_nothing_by_itself(desk: Desk) -> None:
    desk.type("title", "Bellen")
    eventually(lambda: desk.entry.stored("title") == "Bellen")
    desk.entry.write_as_colleague("title", "Terugbellen")
    n_writes = len(desk.entry.writes)
    desk.page.reload()
    desk.page.goto(desk.address.replace("/inzending/", "/vergelijken/"))
    desk.page.go_back()
    time.sleep(1)

    assert desk.field("title").input_value() == "Terugbellen"
    assert len(desk.entry.writes) == n_writes


def test_offline_text_waits_and_is_stored_in_order(desk: Desk) -> None:
    page, context = desk.page, desk.page.context
    desk.type("title", "Bellen")
    expect(desk.seen()).to_have_text("Opgeslagen om 14:03")
    desk.listen()
    context.set_offline(True)
    started = time.monotonic()
    desk.type("title", " met inwoners")
    for word in WORDS:
        desk.type("story", f"{word} ")
        time.sleep(max(0, (5 - (time.monotonic() - started)) / len(WORDS)))
    expect(desk.seen()).to_have_text("Offline: uw tekst staat nog op dit apparaat")
    assert desk.entry.stored("story") == ""
    assert desk.kept() == 1
    context.set_offline(False)
    page.wait_for_function("navigator.onLine")
    took = eventually(lambda: desk.entry.stored("story") == desk.field("story").input_value())
    eventually(lambda: desk.entry.stored("title") == "Bellen met inwoners")
    expect(desk.seen()).to_have_text("Opgeslagen om 14:03")

    assert took < 2
    assert desk.heard() == ["Offline: uw tekst staat nog op dit apparaat", "Opgeslagen om 14:03"]
    assert desk.kept() == 0
    stories = [write.value for write in desk.entry.writes if write.field == "story"]
    assert all(late.startswith(early) for early, late in pairwise(stories))


def test_offline_text_survives_a_new_load(desk: Desk) -> None:
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.page.context.set_offline(True)
    desk.type("story", "Zonder verbinding")
    expect(desk.seen()).to_have_text("Offline: uw tekst staat nog op dit apparaat")
    with suppress(Error):
        desk.page.reload()
    desk.page.context.set_offline(False)
    desk.open()

    eventually(lambda: desk.entry.stored("story") == "Zonder verbinding")
    expect(desk.field("story")).to_have_value("Zonder verbinding")
    eventually(lambda: desk.kept() == 0)


def test_a_late_request_does_not_undo_a_newer_one(desk: Desk) -> None:
    late = desk.entry.held.setdefault(1, Event())
    desk.type("story", "Eerst")
    eventually(lambda: len(desk.entry.writes) == 1)
    desk.type("story", " en dan")
    time.sleep(1)
    assert [write.seq for write in desk.entry.writes] == [1], "one request for a field at a time"
    desk.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    eventually(lambda: desk.entry.stored("story") == "Eerst en dan")
    late.set()
    expect(desk.seen()).to_have_text("Opgeslagen om 14:03")
    time.sleep(0.3)

    assert [(write.seq, write.base) for write in desk.entry.writes] == [(1, 0), (2, 0)]
    assert len({write.client for write in desk.entry.writes}) == 1
    assert desk.entry.stored("story") == "Eerst en dan"
    desk.type("story", "!")
    eventually(lambda: desk.entry.stored("story") == "Eerst en dan!")
    assert desk.entry.writes[-1].base == 1


def test_a_server_that_fails_costs_no_text_and_is_heard_once(desk: Desk) -> None:
    desk.entry.status = 500
    desk.listen()
    for word in WORDS[:8]:
        desk.type("story", f"{word} ")
        time.sleep(0.3)
    expect(desk.seen()).to_have_text("Opslaan mislukt, we proberen opnieuw")
    desk.entry.status = 200
    eventually(lambda: desk.entry.stored("story") == desk.field("story").input_value())
    pauses = [late.at - early.at for early, late in pairwise(desk.entry.writes)]
    expect(desk.seen()).to_have_text("Opgeslagen om 14:03")

    assert [round(pause) for pause in pauses[:2]] == [1, 2], pauses
    assert desk.heard() == ["Opslaan mislukt, we proberen opnieuw", "Opgeslagen om 14:03"]


def test_what_is_taken_back_while_saving_fails_needs_no_version(desk: Desk) -> None:
    desk.entry.status = 500
    desk.type("title", "B")
    expect(desk.seen()).to_have_text("Opslaan mislukt, we proberen opnieuw")
    desk.page.keyboard.press("Backspace")
    desk.entry.status = 200

    expect(desk.seen()).to_have_text("Opgeslagen om 14:03")
    assert [write.value for write in desk.entry.writes] == ["B", ""]
    assert desk.entry.answers["title"].version == 0


def test_closing_warns_only_when_saving_fails(desk: Desk) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk.page.on("dialog", stay)
    desk.entry.page_pause = 0.3
    desk.type("title", "Nog niet opgeslagen")
    desk.page.reload()
    assert asked == []
    desk.entry.status = 500
    desk.type("title", "!")
    expect(desk.seen()).to_have_text("Opslaan mislukt, we proberen opnieuw")
    with suppress(Error):
        desk.page.goto(desk.address, timeout=1000)

    assert asked == ["beforeunload"]
    desk.entry.status = 200
    eventually(lambda: desk.entry.stored("title") == "Nog niet opgeslagen!")

"""What somebody does in the browser, and the people and the case that the stories share."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from playwright.sync_api import BrowserContext, Locator, Page

from gemeentedelers.domain.editions.actions import load_themes
from gemeentedelers.domain.editions.tests.factories import OPENS
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.actions import grant_role, register_person
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Persona, Role
from gemeentedelers.foundation.clock.actions import set_demo_clock
from tests.journeys.conftest import faults_of

ROLES = {
    Persona.SCORER: Role.SCORER,
    Persona.ASSESSOR: Role.SCORER,
    Persona.JUROR: Role.JUROR,
    Persona.JURY_CHAIR: Role.JURY_CHAIR,
    Persona.ORGANISER: Role.ORGANISER,
    Persona.ADMINISTRATOR: Role.ADMINISTRATOR,
}
TITLE = "Afvalinzameling met de buurt"
# A whole case, page by page. Every page is visited, also where nothing has to be answered.
CASE: Mapping[str, Mapping[str, str]] = {
    "gemeente/gemeente": {"was_decisive": "ja"},
    "in-het-kort/samenvatting": {
        "title": TITLE,
        "summary": "Bewoners en gemeente houden samen de straat schoon.",
        "result": "In een jaar daalde het zwerfafval met 40 procent.",
    },
    "in-het-kort/verhaal": {"problem": "Er lag veel afval.", "approach": "Wij vroegen bewoners wat zij wilden."},
    "in-het-kort/plaats-en-tijd": {
        "category": "leefomgeving",
        "themes": "natuur-en-groen",
        "started_on": "2025-01-15",
        "finished_on": "2026-06-30",
        "ready.in-het-kort": "ja",
    },
    "succesvol/antwoord": {"answer.succesvol": "Wij telden elke maand."},
    "succesvol/bewijs": {
        "evidence.1.change": "Er ligt 40 procent minder zwerfafval.",
        "evidence.1.level": "counted",
        "evidence.1.before": "500 stuks per week",
        "evidence.1.after": "300 stuks per week",
    },
    "herbruikbaar/antwoord": {"answer.herbruikbaar": "De brief en de planning staan klaar."},
    "herbruikbaar/overnemen": {"portable": "De brief aan bewoners."},
    "herbruikbaar/pakket": {},
    "nodig/geld": {"cost_once": "4.000", "cost_yearly": "0", "costs": "4.000 euro uit het wijkbudget."},
    "nodig/mensen-en-tijd": {"hours": "60"},
    "nodig/lessen": {"lessons": "Begin met één straat."},
    "toestemming/toestemming": {"may_be_published": "ja"},
}


class Story:
    """What happens in the browser, as somebody would tell it."""

    def __init__(self, page: Page, base: str, faults: dict[str, list[str]] | None = None) -> None:
        self.page, self.base = page, base
        self.faults: dict[str, list[str]] = {} if faults is None else faults

    def at(self, moment: datetime) -> None:
        set_demo_clock(moment)

    def be(self, persona: Persona) -> None:
        self.page.context.clear_cookies()
        self.visit("/demo/")
        with self.page.expect_navigation():
            self.page.locator(f"form:has(input[value='{persona.value}']) button").click()

    def visit(self, path: str) -> None:
        response = self.page.goto(self.base + path)
        assert response is not None
        assert response.ok, f"{path}: {response.status}"
        self.look()

    def press(self, label: str, *, within: Locator | None = None) -> None:
        """Press a button that leads to a page; the script may save first."""
        with self.page.expect_navigation():
            (within or self.page.locator("body")).get_by_role("button", name=label).first.click()
        self.look()

    def fill(self, **answers: str) -> None:
        self.answer(answers)

    def answer(self, answers: Mapping[str, str]) -> None:
        for name, answer in answers.items():
            control = self.page.locator(f"[name='{name}']").first
            match control.evaluate("control => control.type"):
                case "radio":
                    self.page.locator(f"[name='{name}'][value='{answer}']").check()
                case "checkbox":
                    control.check()
                case "select-one":
                    control.select_option(answer)
                case _:
                    control.fill(answer)

    def look(self) -> None:
        """Scan every kind of page once."""
        kind = re.sub(
            r"[\w-]*\d[\w-]*|(?<=beoordelen/)[\w-]+|(?<=nomineren/)[\w-]{20,}|(?<=uitnodiging/)[\w-]+",
            "*",
            self.page.url.removeprefix(self.base).partition("#")[0],
        )
        if kind not in self.faults:
            self.faults[kind] = faults_of(self.page)

    def says(self, words: str) -> bool:
        return words in self.page.locator("body").inner_text()


def reference_in(address: str) -> str:
    found = re.search(r"GD-2027-\d{4}-\d", address)
    assert found is not None, address
    return found.group()


def people_of_the_demo(town: Municipality, neighbour: Municipality) -> dict[Persona, User]:
    homes = {Persona.ENTRANT: town, Persona.NOMINEE: neighbour, Persona.ADOPTER: MunicipalityFactory(name="Verderop")}
    found = {
        persona: register_person(
            persona.email, name=f"{persona.value} (demo)", municipality=homes.get(persona), is_verified=True, now=OPENS
        )
        for persona in Persona
    }
    for persona, role in ROLES.items():
        grant_role(found[persona], role, year=2027, by="test", now=OPENS)
    return found


@contextmanager
def a_demo() -> Iterator[None]:
    """An empty demo; what waited for facts of an earlier test is forgotten with them."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    with override_settings(DEMO=True):
        load_themes()
        yield


def sign_in(context: BrowserContext, user: User, base: str) -> None:
    """Signed in without the pages for it."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])

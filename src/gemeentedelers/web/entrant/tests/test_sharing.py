from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import (
    TEXTS,
    civil_servant,
    complete_entry,
    eligible_entry,
    started_entry,
    submitted_entry,
)
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.publications.actions import publish_edition
from gemeentedelers.domain.publications.tests.factories import revealed_edition
from gemeentedelers.domain.shortlists.tests.factories import announced
from gemeentedelers.web.ui.sharing import SHORT_LENGTH, ShareKit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DURING_ENTRY, tick=False) as moment:
        yield moment


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def alice(client: Client) -> User:
    user = civil_servant(name="Alice", municipality=MunicipalityFactory(name="Ede"))
    client.force_login(user)
    return user


def page_of(entry: Entry) -> str:
    return f"/inzendingen/{entry.reference}/delen/"


def kit_of(client: Client, entry: Entry) -> ShareKit:
    kit: ShareKit = client.get(page_of(entry)).context["kit"]
    return kit


def test_a_draft_says_that_the_team_writes(client: Client, edition: Edition, alice: User) -> None:
    nameless, named = started_entry(edition, by=alice), complete_entry(edition, by=alice, title="Zwaluwennest")

    assert kit_of(client, nameless).short == (
        "Wij schrijven een inzending voor GemeenteDelers 2027. Namens gemeente Ede. http://testserver/edities/2027/"
    )
    assert kit_of(client, named).short.startswith("Wij schrijven een inzending voor GemeenteDelers 2027 met “Zwaluw")


def test_a_submitted_entry_says_that_the_team_takes_part(client: Client, edition: Edition, alice: User) -> None:
    kit = kit_of(client, submitted_entry(edition, by=alice, title="Zwaluwennest"))

    assert kit.short.startswith("Wij doen mee aan GemeenteDelers 2027 met “Zwaluwennest”.")
    assert (kit.kicker, kit.title, kit.line) == ("GemeenteDelers 2027", "Zwaluwennest", "Gemeente Ede")


def test_what_readers_and_organisers_decide_changes_no_word(client: Client, edition: Edition, alice: User) -> None:
    entry = eligible_entry(edition, by=alice, title="Zwaluwennest")
    before = kit_of(client, entry)
    assert entry.category is not None

    announced(edition)

    assert kit_of(client, entry) == before
    assert entry.category.name not in f"{before}"


def test_what_the_team_wrote_beside_its_title_is_not_told(client: Client, edition: Edition, alice: User) -> None:
    entry = submitted_entry(edition, by=alice)
    written = [TEXTS[key] for key in ("summary", "result", "problem", "approach", "costs", "lessons")]
    assert all(written)

    kit = f"{kit_of(client, entry)}"

    assert [text for text in written if text in kit] == []


def test_a_public_case_is_where_the_link_leads(client: Client, clock: time_machine.Traveller) -> None:
    publication = publish_edition(revealed_edition(), by="test", now=AFTER_REVEAL)[0]
    assert publication.entry is not None
    clock.move_to(AFTER_REVEAL)
    client.force_login(publication.entry.team.get().user)

    kit = kit_of(client, publication.entry)

    assert kit.link == f"http://testserver/kennisbank/{publication.slug}/"
    assert "staat in de kennisbank" in kit.short


@pytest.mark.parametrize("title", ["Kort", "n" * 100])
def test_the_short_text_is_short(client: Client, edition: Edition, alice: User, title: str) -> None:
    assert len(kit_of(client, submitted_entry(edition, by=alice, title=title)).short) <= SHORT_LENGTH


def test_a_withdrawn_entry_has_nothing_to_share(client: Client, edition: Edition, alice: User) -> None:
    entry = submitted_entry(edition, by=alice)
    withdraw_entry(entry, by=alice, now=DURING_ENTRY)

    page = client.get(page_of(entry))

    assert (page.context["kit"], "Er valt nu niets te delen." in page.text) == (None, True)
    assert client.get(f"{page_of(entry)}afbeelding.png").status_code == 404
    assert "Deel dit" not in client.get(f"/inzendingen/{entry.reference}/").text


def test_the_kit_is_only_for_the_team(client: Client, edition: Edition, alice: User) -> None:
    entry = submitted_entry(edition, by=alice)
    pages = (page_of(entry), f"{page_of(entry)}afbeelding.png")
    assert [client.get(page).status_code for page in pages] == [200, 200]

    client.force_login(civil_servant(name="Charlie"))

    assert [client.get(page).status_code for page in pages] == [404, 404]


@pytest.mark.parametrize("is_submitted", [False, True])
def test_the_page_of_an_entry_leads_to_its_kit(
    client: Client, edition: Edition, alice: User, is_submitted: bool
) -> None:
    entry = submitted_entry(edition, by=alice) if is_submitted else started_entry(edition, by=alice)

    assert f'href="{page_of(entry)}">Deel dit</a>' in client.get(f"/inzendingen/{entry.reference}/").text

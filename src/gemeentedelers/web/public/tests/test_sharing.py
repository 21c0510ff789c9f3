import io
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from PIL import Image

from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.tests.factories import civil_servant, complete_entry, submitted_entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.publications.tests.factories import published_case
from gemeentedelers.web.ui.sharing import SHORT_LENGTH, ShareKit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DURING_ENTRY, tick=False) as moment:
        yield moment


@pytest.fixture
def ede() -> Municipality:
    found: Municipality = MunicipalityFactory(name="Ede", code="GM0228")
    return found


def kit_of(client: Client, municipality: Municipality) -> ShareKit:
    kit: ShareKit = client.get(f"/gemeenten/{municipality.code}/delen/").context["kit"]
    return kit


def test_a_municipality_that_shared_nothing_yet_is_asked_what_works(client: Client, ede: Municipality) -> None:
    kit = kit_of(client, ede)

    assert kit.short.startswith("Wat werkt er in gemeente Ede? Delen is vermenigvuldigen.")
    assert kit.link == "http://testserver/gemeenten/GM0228/"
    assert kit.short.endswith(kit.link)
    assert kit.link in kit.long


def test_a_municipality_that_shared_a_case_shows_it(client: Client, ede: Municipality) -> None:
    published_case("Groene daken", shared_by=ede)

    assert kit_of(client, ede).short.startswith("Gemeente Ede deelt wat werkt: “Groene daken”.")
    published_case("Buurtkeukens", shared_by=ede)
    kit = kit_of(client, ede)
    assert kit.short.startswith("Gemeente Ede deelde 2 casussen die werken.")
    assert "\n- Buurtkeukens (2023)\n- Groene daken (2023)\n" in kit.long


def test_who_takes_part_may_be_told_and_what_it_entered_may_not(client: Client, ede: Municipality) -> None:
    edition = make_edition()
    alice = civil_servant(municipality=ede)
    complete_entry(edition, by=alice, title="Zwaluwennest")
    assert "doet mee" not in kit_of(client, ede).short

    submitted_entry(edition, by=alice, title="Zwaluwennest")

    kit = kit_of(client, ede)
    assert kit.short.startswith("Gemeente Ede doet mee met GemeenteDelers 2027.")
    assert "Zwaluwennest" not in f"{kit}"


@pytest.mark.parametrize("title", ["Kort", "Een heel lange titel " * 9])
def test_the_short_text_is_short(client: Client, ede: Municipality, title: str) -> None:
    published_case(title.strip(), shared_by=ede)

    assert len(kit_of(client, ede).short) <= SHORT_LENGTH


def test_the_texts_can_be_selected_and_need_no_script(client: Client, ede: Municipality) -> None:
    text = client.get(f"/gemeenten/{ede.code}/delen/").text

    assert text.count(" readonly") == 3
    assert "<script" not in text
    assert 'alt="Afbeelding met de tekst: ' in text


def test_the_picture_is_one_that_can_be_shared(client: Client, ede: Municipality) -> None:
    answer = client.get(f"/gemeenten/{ede.code}/delen/afbeelding.png")

    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == 'inline; filename="gemeentedelers-gm0228.png"'
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


def test_the_page_of_a_municipality_leads_to_its_kit(client: Client, ede: Municipality) -> None:
    text = client.get(f"/gemeenten/{ede.code}/").text

    assert 'href="/gemeenten/GM0228/delen/">Deel dit</a>' in text
    assert 'content="http://testserver/gemeenten/GM0228/delen/afbeelding.png"' in text


def test_a_municipality_that_ended_has_nothing_to_share(client: Client) -> None:
    ended = MunicipalityFactory(valid_to=date(2025, 12, 31))
    path = f"/gemeenten/{ended.code}/"

    statuses = [client.get(f"{path}{page}").status_code for page in ("", "delen/", "delen/afbeelding.png")]

    assert statuses == [200, 404, 404]
    assert "Deel dit" not in client.get(path).text

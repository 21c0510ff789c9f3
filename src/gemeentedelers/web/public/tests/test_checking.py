"""What everybody may know of a sealed result, and how to check it afterwards."""

import re
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.results.rules.exports import why_not_verified
from gemeentedelers.domain.results.tests.factories import judged_edition, published, sealed

pytestmark = pytest.mark.django_db
FILE = "/uitslag/2027/uitslag.json"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DURING_JURY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def edition(clock: time_machine.Traveller) -> Edition:
    return judged_edition()


def page(client: Client, address: str) -> str:
    return unescape(client.get(address).text.replace("<wbr>", ""))


def test_the_commitment_is_on_the_campaign_and_on_the_edition_once_sealed(client: Client, edition: Edition) -> None:
    assert "Controlegetal van de uitslag" not in page(client, "/")
    result = sealed(edition)
    for address in ("/", "/edities/2027/"):
        shown = page(client, address)
        assert (result.commitment in shown, shown.count("Controlegetal van de uitslag")) == (True, 1)


def test_the_file_does_not_exist_before_the_reveal(
    client: Client, edition: Edition, clock: time_machine.Traveller
) -> None:
    for year in (2027, 2026):
        assert client.get(f"/uitslag/{year}/uitslag.json").status_code == 404
    published(edition)
    assert client.get(FILE).status_code == 404
    clock.move_to(AFTER_REVEAL)
    assert client.get(FILE).status_code == 200


def test_the_file_verifies_and_names_nobody_of_the_office(
    client: Client, edition: Edition, clock: time_machine.Traveller
) -> None:
    published(edition)
    clock.move_to(AFTER_REVEAL)
    answer = client.get(FILE)
    assert (why_not_verified(answer.content), answer.headers["Content-Type"]) == (None, "application/json")
    names = User.objects.values_list("name", "email")
    assert [person for person in names if person[0] in answer.text or person[1] in answer.text] == []


def test_the_recipe_on_the_page_gives_the_commitment(
    client: Client, edition: Edition, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    result = sealed(edition)
    published(edition)
    clock.move_to(AFTER_REVEAL)
    recipe = re.search(r"<pre [^>]*><code>(.*?)</code>", page(client, "/uitslag/2027/"))
    assert recipe is not None
    (tmp_path / "uitslag.json").write_bytes(client.get(FILE).content)
    said = subprocess.run(  # noqa: S603 - the recipe that the page shows
        ["/bin/sh", "-c", recipe.group(1)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == [result.commitment, "-"]

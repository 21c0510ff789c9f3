"""The sealed result on the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from gemeentedelers.cli.tests.test_commands import run
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.results.models import SealedResult
from gemeentedelers.domain.results.queries import seal_in_force
from gemeentedelers.domain.results.tests.factories import judged_edition, published, sealed
from gemeentedelers.domain.verdicts.tests.factories import shortlisted_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DURING_JURY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def edition(clock: time_machine.Traveller) -> Edition:
    return judged_edition()


def test_sealing_prints_the_commitment(edition: Edition) -> None:
    rehearsed = run("result", "seal", "2027", "--dry-run")
    assert (rehearsed.exit_code, SealedResult.objects.count()) == (0, 0)
    done = run("result", "seal", "2027")
    commitment = SealedResult.objects.get().commitment
    assert (done.exit_code, done.output) == (0, f"The result of 2027 is sealed. Commitment 1: {commitment}\n")
    again = run("result", "seal", "2027")
    assert (again.exit_code, again.output) == (1, "Error: Refused: already sealed.\n")


def test_sealing_without_verdicts_is_refused(clock: time_machine.Traveller) -> None:
    shortlisted_edition()
    refused = run("result", "seal", "2027", "--json")
    assert (refused.exit_code, "verdicts missing" in refused.output) == (1, True)


def test_revealing_needs_a_seal_and_the_moment_or_two_signatures(
    edition: Edition, clock: time_machine.Traveller
) -> None:
    assert run("result", "reveal", "2027").output == "Error: Refused: not sealed.\n"
    sealed(edition)
    early = run("result", "reveal", "2027")
    assert (early.exit_code, "too early alone" in early.output) == (1, True)
    clock.move_to(AFTER_REVEAL)
    rehearsed = run("result", "reveal", "2027", "--dry-run", "--json")
    assert json.loads(rehearsed.output) == {"year": 2027, "n_verdicts": 2, "dry_run": True}
    assert Edition.objects.get().revealed_at is None
    done = [run("result", "reveal", "2027") for _ in range(2)]
    assert [row.exit_code for row in done] == [0, 0]
    assert done[0].output == done[1].output
    assert Edition.objects.get().revealed_at == AFTER_REVEAL


def test_an_export_verifies_until_one_bit_changes(
    edition: Edition, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    file = tmp_path / "uitslag.json"
    assert run("result", "export", "2027", str(file)).output == "Error: The result of 2027 was never sealed.\n"
    published(edition)
    clock.move_to(AFTER_REVEAL)
    assert run("result", "export", "2027", str(file)).exit_code == 0
    whole = run("result", "verify", str(file))
    assert (whole.exit_code, "is whole" in whole.output) == (0, True)
    assert run("result", "verify", "2027").exit_code == 0
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)
    flipped = run("result", "verify", str(file))
    assert (flipped.exit_code, len(flipped.output.splitlines())) == (1, 1)
    assert json.loads(run("result", "verify", str(file), "--json").output)["is_whole"] is False


def test_before_the_reveal_there_is_nothing_to_export_or_verify(edition: Edition, tmp_path: Path) -> None:
    sealed(edition)
    for arguments in (("export", "2027", str(tmp_path / "x.json")), ("verify", "2027")):
        refused = run("result", *arguments)
        assert (refused.exit_code, refused.output) == (
            1,
            "Error: The result of 2027 is sealed and not revealed yet.\n",
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("source", ["nergens.json", "2031", "/", "9999999"])
def test_what_is_no_export_gets_one_sentence(edition: Edition, source: str) -> None:
    refused = run("result", "verify", source)
    assert (refused.exit_code, len(refused.output.splitlines())) == (1, 1)


def test_a_place_that_cannot_be_written_gets_one_sentence(
    edition: Edition, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    published(edition)
    clock.move_to(AFTER_REVEAL)
    refused = run("result", "export", "2027", str(tmp_path / "geen" / "map.json"))
    assert (refused.exit_code, "cannot be written" in refused.output) == (1, True)


def test_a_touched_result_does_not_verify(edition: Edition, clock: time_machine.Traveller) -> None:
    published(edition)
    clock.move_to(AFTER_REVEAL)
    result = seal_in_force(edition)
    assert result is not None
    SealedResult.objects.update(text=result.text.replace("Casus 1", "Casus 2"))
    assert run("result", "verify", "2027").output == "Error: Refused: commitment differs.\n"

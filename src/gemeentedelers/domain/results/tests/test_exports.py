import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gemeentedelers.domain.results.rules import CategoryResult, Laureate, WholeResult
from gemeentedelers.domain.results.rules.exports import Export, ExportObstacle, fact_row, why_not_verified, written
from gemeentedelers.domain.verdicts.rules import Pronouncement, commitment
from gemeentedelers.foundation.journal.rules import FIRST_DIGEST, Link, Statement, digest
from gemeentedelers.foundation.refusals import Refusal

NONCE = "5f" * 32
LAUREATE = Laureate("GD-1", "Één bank", "Aalten", "GM0197", "Zó.")
SAID = Pronouncement(2027, "a", "GD-1", "Zó.", {})
WHOLE = WholeResult(2027, "Editie", (CategoryResult("a", "A", LAUREATE, SAID),))
TEXT = WHOLE.canonical
PROMISE = commitment(TEXT, NONCE)


def fact(name: str = "result.sealed", subject: str = "2027", **values: object) -> dict[str, object]:
    said = Statement(name, subject, "abc", datetime(2027, 6, 1, 9, tzinfo=UTC), values)
    return dict(fact_row(Link(1, said, FIRST_DIGEST, digest(FIRST_DIGEST, said))))


EXPORT = Export(2027, PROMISE, TEXT, NONCE, (fact(number=1, commitment=PROMISE),))
FILE = written(EXPORT).encode()


def code(refusal: Refusal | None) -> object:
    return refusal.code if refusal else None


def test_an_export_verifies() -> None:
    assert why_not_verified(FILE) is None
    assert json.loads(FILE)["result"]["year"] == 2027


def test_one_flipped_bit_anywhere_is_seen() -> None:
    accepted = []
    for place in range(len(FILE)):
        for bit in range(8):
            flipped = bytearray(FILE)
            flipped[place] ^= 1 << bit
            if why_not_verified(bytes(flipped)) is None:
                accepted.append((place, bit))
    assert accepted == []


def test_a_byte_more_or_less_is_seen() -> None:
    for raw in (FILE[:-1], FILE + b"\n", b" " + FILE, FILE[1:], b""):
        assert why_not_verified(raw) is not None


@pytest.mark.parametrize(
    ("export", "expected"),
    [
        (replace(EXPORT, text=TEXT.replace("Aalten", "Zwolle")), ExportObstacle.COMMITMENT_DIFFERS),
        (replace(EXPORT, nonce="00"), ExportObstacle.COMMITMENT_DIFFERS),
        (replace(EXPORT, year=2026), ExportObstacle.OTHER_YEAR),
        (replace(EXPORT, facts=()), ExportObstacle.NOT_PROMISED),
        (replace(EXPORT, facts=(fact(number=1, commitment="0" * 64),)), ExportObstacle.NOT_PROMISED),
        (replace(EXPORT, facts=(fact(subject="2026", commitment=PROMISE),)), ExportObstacle.NOT_PROMISED),
        (replace(EXPORT, facts=(fact("result.opened", commitment=PROMISE),)), ExportObstacle.NOT_PROMISED),
        (
            replace(EXPORT, facts=({**EXPORT.facts[0], "at": "2027-01-01T09:00:00+00:00"},)),
            ExportObstacle.FACT_CHANGED,
        ),
        (replace(EXPORT, facts=({"name": "result.sealed"},)), ExportObstacle.FACT_CHANGED),
    ],
)
def test_a_file_written_anew_with_something_else_is_seen(export: Export, expected: object) -> None:
    assert code(why_not_verified(written(export).encode())) is expected


@pytest.mark.parametrize(
    "raw",
    [b"\xff\xfe", b"[]", b"null", b"1", b'{"result": 1}', b"[" * 100_000, b'{"year":1}', "{}".encode("utf-16")],
)
def test_anything_else_is_no_export(raw: bytes) -> None:
    assert code(why_not_verified(raw)) is ExportObstacle.NOT_AN_EXPORT


def test_anybody_can_check_it_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "uitslag.json").write_bytes(FILE)
    recipe = f"(sed -n 2p uitslag.json; printf %s {NONCE}) | sha256sum"
    said = subprocess.run(["/bin/sh", "-c", recipe], cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603 - the recipe that the page shows
    assert said.stdout.split() == [PROMISE, "-"]

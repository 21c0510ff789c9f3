"""The example that explains the method to a jury secretary says what the method really gives."""

import re
from pathlib import Path

import numpy as np
import pytest

from gemeentedelers.science.calibration import Calibration, calibrate, interval
from gemeentedelers.science.shortlist import chance_of_place

PAGE = Path(__file__).parents[4] / "docs/explanation/van-score-naar-shortlist.md"
PLACES = 2


def rows_of(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def number(said: str) -> float:
    return float(said.replace(",", "."))


@pytest.fixture(scope="module")
def tables() -> list[list[list[str]]]:
    return [rows_of(found) for found in re.findall(r"(?:^\|.*\n)+", PAGE.read_text(encoding="utf-8"), re.MULTILINE)]


@pytest.fixture(scope="module")
def calibration(tables: list[list[list[str]]]) -> Calibration:
    scores = [
        (entry, reader, number(said))
        for entry, row in enumerate(tables[0])
        for reader, said in enumerate(row[1:])
        if said
    ]
    entries, readers, values = zip(*scores, strict=True)
    return calibrate(np.array(entries), np.array(readers), np.array(values))


def test_the_example_is_what_the_method_gives(tables: list[list[list[str]]], calibration: Calibration) -> None:
    names = [row[0] for row in tables[0]]
    chance, bounds = chance_of_place(calibration, PLACES), interval(calibration)
    expected = {
        name: [
            f"{calibration.raw_mean[place]:.2f}",
            f"{calibration.corrected[place]:.2f}",
            f"{bounds.low[place]:.2f} – {bounds.high[place]:.2f}",
            f"{100 * chance[place]:.0f} van de 100",
        ]
        for place, name in enumerate(names)
    }

    said = {row[0]: [cell.replace(",", ".") for cell in row[1:5]] for row in tables[1]}

    assert said == expected
    assert [f"{value:.2f}" for value in calibration.severity[[0, 2]]] == ["0.51", "-0.65"]

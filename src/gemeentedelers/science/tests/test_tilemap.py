import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial import cKDTree

from gemeentedelers.science.tilemap import Cells, Points, tiles

REGISTER = Path(__file__).parents[2] / "domain" / "municipalities" / "reference" / "municipalities.csv"


@dataclass(frozen=True)
class Country:
    points: Points
    cells: Cells
    names: list[str]

    def cell(self, name: str) -> Cells:
        found: Cells = self.cells[self.names.index(name)]
        return found


@pytest.fixture(scope="module")
def netherlands() -> Country:
    with REGISTER.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["valid_to"]]
    points = np.array([[float(row["lon"]), float(row["lat"])] for row in rows])
    return Country(points, tiles(points), [row["name"] for row in rows])


def test_every_municipality_has_a_tile_of_its_own(netherlands: Country) -> None:
    assert len({tuple(cell) for cell in netherlands.cells.tolist()}) == 342
    assert netherlands.cells.min(axis=0).tolist() == [0, 0]


def test_neighbours_stay_near(netherlands: Country) -> None:
    flat = netherlands.points * [np.cos(np.radians(netherlands.points[:, 1].mean())), 1.0]
    _, nearest = cKDTree(flat).query(flat, k=9)
    apart = np.abs(netherlands.cells[nearest[:, 1:]] - netherlands.cells[:, None, :]).max(axis=2)

    assert (apart <= 2).mean() >= 0.95


@pytest.mark.parametrize(
    ("one", "direction", "other"),
    [
        ("Groningen", "north of", "Maastricht"),
        ("Enschede", "east of", "'s-Gravenhage"),
        ("Den Helder", "north of", "Amsterdam"),
        ("Middelburg", "west of", "Breda"),
        ("Schiermonnikoog", "north of", "Leeuwarden"),
        ("Vaals", "south of", "Roermond"),
    ],
)
def test_the_country_is_recognisable(netherlands: Country, one: str, direction: str, other: str) -> None:
    column, row = netherlands.cell(one) - netherlands.cell(other)

    assert {"north of": row < 0, "south of": row > 0, "east of": column > 0, "west of": column < 0}[direction]


def test_the_lake_in_the_middle_stays_empty(netherlands: Country) -> None:
    (west, row), (east, _) = netherlands.cell("Enkhuizen"), netherlands.cell("Urk")
    on_that_row = netherlands.cells[netherlands.cells[:, 1] == row][:, 0]

    assert east - west >= 3
    assert not set(on_that_row.tolist()) & set(range(west + 1, east))


@pytest.mark.parametrize("island", ["Vlieland", "Terschelling", "Ameland", "Schiermonnikoog"])
def test_an_island_has_water_all_around(netherlands: Country, island: str) -> None:
    away = np.abs(netherlands.cells - netherlands.cell(island)).max(axis=1)

    assert (away <= 1).sum() == 1


def test_order_of_the_input_does_not_matter(netherlands: Country) -> None:
    shuffled = np.random.default_rng(3).permutation(len(netherlands.points))

    assert tiles(netherlands.points[shuffled]).tolist() == netherlands.cells[shuffled].tolist()


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 50, 1000])
def test_any_number_of_points_gets_different_cells(n: int) -> None:
    cells = tiles(np.random.default_rng(1).normal(size=(n, 2)))

    assert cells.shape == (n, 2)
    assert len({tuple(cell) for cell in cells.tolist()}) == n


@pytest.mark.parametrize(
    "points",
    [
        np.array([[5.0, 52.0]] * 9),
        np.array([[5.0, 52.0], [5.0, 52.0], [6.0, 53.0], [6.0, 53.0]]),
        np.column_stack((np.linspace(4, 6, 50), np.full(50, 52.0))),
        np.vstack((np.random.default_rng(2).normal(size=(40, 2)), [[170.0, 80.0]])),
        1e-12 * np.random.default_rng(2).normal(size=(40, 2)),
    ],
    ids=["one spot", "two spots", "a line", "one far away", "very close"],
)
def test_awkward_points_get_different_cells(points: Points) -> None:
    assert len({tuple(cell) for cell in tiles(points).tolist()}) == len(points)


@pytest.mark.parametrize(
    ("points", "message"),
    [
        (np.zeros(4), "shape"),
        (np.zeros((4, 3)), "shape"),
        (np.array([[5.0, 52.0], [np.nan, 52.0]]), "row 1"),
        (np.array([[np.inf, 52.0]]), "row 0"),
    ],
)
def test_unusable_points_are_named(points: Points, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        tiles(points)

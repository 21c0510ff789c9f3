"""A map of equal tiles: every place gets one cell, near its neighbours, in a shape that people recognise."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dctn, idctn
from scipy.ndimage import distance_transform_edt, gaussian_filter, label, map_coordinates
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

Points = NDArray[np.float64]
Cells = NDArray[np.int64]

# Lengths on the flat map are in spacings: the median distance to the fourth nearest place.
FINENESS = 6  # pixels of the raster in one spacing
MOST_PIXELS = 400  # along one side, so that one far place cannot ask for a raster of any size
MARGIN = 6.0  # of sea around everything
REACH = 0.9  # land reaches from a place this share of the distance to its own fourth neighbour,
FARTHEST_REACH = 1.0  # but no farther than this: what is empty beyond is water
POND = 1.5  # area of water that counts as land when land surrounds it
BEACH = 0.45  # taken off the coast: disks around places on the edge stick out of the country
ISLET = 0.45  # around every place, so that an island survives the taking off
SMOOTHING = 0.9  # standard deviation with which places are spread into a density
STEPS = 24
COAST_COST = 5.0  # in square tiles, for a cell without any land; it keeps the land closed and the sea open
TOUCH_COST = 5.0  # for two tiles that touch where water parts their places
ROW_LIMIT = 1 << 20  # more rows than any map has
SHIFTS = [(column / 4, row / 4) for column in range(4) for row in range(4)]


def tiles(points: Points) -> Cells:
    """Give every point its own cell on a square grid.

    `points` is float[n, 2], longitude and latitude in degrees. Returns int[n, 2], column and row; all cells
    differ, row 0 is the northernmost and column 0 the westernmost that is used. The same input gives the same
    output, whatever the order of the points. Raises `ValueError` for another shape and for values that are not
    finite, with the row of the first one.

    Water is what lies far from every place. The land is stretched until the places lie equally dense on it while
    water keeps its area (a density-equalising cartogram by linear flow: Gastner, Seguy and More, "Fast flow-based
    algorithm for creating density-equalizing map projections", PNAS 2018). Places are then matched to grid cells
    with the least sum of squared distances and of coast cost (the assignment problem; compare Eppstein et al.,
    "Improved Grid Map Layout by Point Set Matching", 2013). Of up to sixteen positions of the grid the cheapest
    is taken, where it costs extra when an island touches the shore. Distances are taken in the plane, longitudes
    shrunk by the cosine of the mean latitude.
    """
    given = _checked(points)
    if len(given) < 2:
        return np.zeros(given.shape, dtype=np.int64)
    order = np.lexsort((given[:, 0], given[:, 1]))
    country = _stretched(_plane(given[order]))
    # A large map needs fewer tries: the more places, the less one position of the grid differs from another.
    seatings = [_seating(country, np.array(shift)) for shift in SHIFTS[:: 1 + len(given) // 500]]
    _, chosen = min(seatings, key=lambda seating: seating[0])
    cells = np.empty((len(given), 2), dtype=np.int64)
    cells[order] = chosen - chosen.min(axis=0)
    return cells


def _checked(points: Points) -> Points:
    given = np.asarray(points, dtype=np.float64)
    if given.ndim != 2 or given.shape[1] != 2:
        message = f"points must have shape (n, 2), not {given.shape}"
        raise ValueError(message)
    if not np.isfinite(given).all():
        message = f"points must be finite; row {int(np.argwhere(~np.isfinite(given))[0, 0])} is not"
        raise ValueError(message)
    return given


def _plane(points: Points) -> Points:
    """Flat positions in spacings, y downwards; places on the same spot are parted by a hair."""
    flat = np.column_stack((points[:, 0] * np.cos(np.radians(points[:, 1].mean())), -points[:, 1]))
    spacing = float(np.median(_fourth_neighbour(flat))) or 1.0
    angle = np.arange(len(flat)) * 2.399963
    parted: Points = flat / spacing + 1e-3 * np.column_stack((np.cos(angle), np.sin(angle)))
    return parted


def _fourth_neighbour(flat: Points) -> Points:
    distances: Points = cKDTree(flat).query(flat, k=min(5, len(flat)))[0][:, -1]
    return distances


@dataclass(frozen=True)
class _Country:
    """The places and the land, in tiles: `ground` are samples of the land and `area` what each stands for."""

    places: Points
    island: NDArray[np.int64]  # the number of the piece of land that each place is on
    ground: Points
    area: Points


def _stretched(flat: Points) -> _Country:
    """Stretch the land until each place has one tile of it."""
    span = float(np.ptp(flat, axis=0).max()) + 2 * MARGIN
    pixels = min(FINENESS, MOST_PIXELS / span)  # in one spacing
    places = (flat - flat.min(axis=0) + MARGIN) * pixels
    land = _land(places, np.minimum(REACH * _fourth_neighbour(flat), FARTHEST_REACH) * pixels, pixels)
    density = _density(places, land, pixels)
    moved = _flowed(np.concatenate((places, np.argwhere(land) + 0.5)), density)
    tile = np.sqrt(land.sum() / len(flat))
    island = label(land)[0][tuple(places.astype(int).T)]
    return _Country(moved[: len(flat)] / tile, island, moved[len(flat) :] / tile, density[land] / tile**2)


def _land(places: Points, reach: Points, pixels: float) -> NDArray[np.bool_]:
    """The raster of what is land; here and below lengths are in pixels."""
    size = np.ceil(places.max(axis=0) + MARGIN * pixels).astype(int)
    centres = np.indices(size).reshape(2, -1).T + 0.5
    distance, place = cKDTree(places).query(centres, k=min(8, len(places)))
    land: NDArray[np.bool_] = (distance <= reach[place]).any(axis=1).reshape(size)
    waters, _ = label(~land)
    is_pond = np.bincount(waters.ravel()) < POND * pixels**2
    land |= is_pond[waters]
    land = distance_transform_edt(land) > BEACH * pixels
    land |= (distance[:, 0] <= ISLET * pixels).reshape(size)
    land[tuple(places.astype(int).T)] = True
    return land


def _density(places: Points, land: NDArray[np.bool_], pixels: float) -> Points:
    """Places for each pixel, as a multiple of the mean on land; water has that mean, so that nothing pulls at it."""
    count = np.zeros(land.shape)
    np.add.at(count, tuple(places.astype(int).T), 1.0)
    around = gaussian_filter(land.astype(float), SMOOTHING * pixels)
    density = gaussian_filter(count, SMOOTHING * pixels) / np.maximum(around, 1e-9)
    density /= density[land].mean()
    density[~land] = 1.0
    smooth: Points = np.maximum(gaussian_filter(density, 0.3 * pixels), 0.05)
    return smooth


def _flowed(points: Points, density: Points) -> Points:
    """Let the density flow evenly to its mean, and carry the points along (midpoint steps)."""
    mean = density.mean()
    flux = _flux(density - mean)

    def velocity(at: Points, moment: float) -> Points:
        where = at.T - 0.5
        here = (1 - moment) * map_coordinates(density, where, order=1, mode="nearest") + moment * mean
        return np.column_stack([map_coordinates(part, where, order=1, mode="nearest") / here for part in flux])

    for step in range(STEPS):
        halfway = points + velocity(points, step / STEPS) / (2 * STEPS)
        points = points + velocity(halfway, (step + 0.5) / STEPS) / STEPS
    return points


def _flux(excess: Points) -> list[Points]:
    """The flow without eddies that takes the excess away, and that does not cross the frame (Poisson's equation)."""
    columns, rows = (2 * np.cos(np.pi * np.arange(n) / n) - 2 for n in excess.shape)
    curvature = columns[:, None] + rows[None, :]
    curvature[0, 0] = 1.0
    waves = dctn(excess) / curvature
    waves[0, 0] = 0.0
    return list(np.gradient(idctn(waves)))


def _seating(country: _Country, shift: Points) -> tuple[float, Cells]:
    """The cheapest cells for the places when the grid is shifted, and what they cost."""
    places = country.places + shift
    cells = _cells_near(places)
    land = _land_in(cells, country.ground + shift, country.area)
    cost = cdist(places, cells + 0.5, "sqeuclidean") + COAST_COST * (1 - land)
    seated, chosen = linear_sum_assignment(cost)
    touching = cKDTree(cells[chosen]).query_pairs(1.5, output_type="ndarray")
    n_wrong = (country.island[touching[:, 0]] != country.island[touching[:, 1]]).sum()
    return float(cost[seated, chosen].sum() + TOUCH_COST * n_wrong), cells[chosen]


def _cells_near(places: Points) -> Cells:
    """Cells around the places, enough to part those that share a cell."""
    own, sharing = np.unique(_coded(np.floor(places)), return_counts=True)
    steps = 2 + int(np.ceil(np.sqrt(sharing.max()) / 2))
    around = np.arange(-steps, steps + 1)
    codes = np.unique(own[:, None, None] + ROW_LIMIT * around[:, None] + around)
    return np.column_stack((codes // ROW_LIMIT, codes % ROW_LIMIT - ROW_LIMIT // 2))


def _coded(cells: Points | Cells) -> Cells:
    """One number for each cell, in the order of the cells."""
    codes: Cells = (cells[:, 0] * ROW_LIMIT + cells[:, 1] + ROW_LIMIT // 2).astype(np.int64)
    return codes


def _land_in(cells: Cells, ground: Points, area: Points) -> Points:
    """The share of each cell that is land; the cells are in order."""
    codes, samples = _coded(cells), _coded(np.floor(ground))
    index = np.minimum(np.searchsorted(codes, samples), len(codes) - 1)
    inside = codes[index] == samples
    held = np.bincount(index[inside], area[inside], len(codes))
    share: Points = np.minimum(held, 1.0)
    return share

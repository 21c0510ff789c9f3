"""Which places lie beside each other, guessed from one point in each."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay

Points = NDArray[np.float64]
Pairs = NDArray[np.int64]

KM_PER_DEGREE = 111.2
FLAT = 1e-9  # as a share of the length: what is thinner is a line


def pairs_beside(points: Points, *, farthest_km: float) -> Pairs:
    """The pairs of places that are neighbours by the Delaunay triangulation, as far as they lie near enough.

    `points` is float[n, 2], longitude and latitude in degrees. Returns int[m, 2], rows of `points`, the lower first,
    in order. Distances are taken in the plane, longitudes shrunk by the cosine of the mean latitude. Without
    `farthest_km` the triangulation would link places along the coast and the border across half the country. Places
    on one line have the next along it as neighbour, and a place on the spot of another has that one. Raises
    `ValueError` for another shape and for values that are not finite.

    A triangulation of points is planar, so it finds six neighbours of a place on average at most; real borders also
    wind, and some are missed (Okabe et al., "Spatial Tessellations", 2000, chapter 2).
    """
    given = np.asarray(points, dtype=np.float64)
    if given.ndim != 2 or given.shape[1] != 2 or not np.isfinite(given).all():
        message = f"points must be finite and have shape (n, 2), not {given.shape}"
        raise ValueError(message)
    if len(given) < 2:
        return np.zeros((0, 2), dtype=np.int64)
    flat = given * np.array([np.cos(np.radians(given[:, 1].mean())), 1.0]) * KM_PER_DEGREE
    sides = _sides(flat)
    near = np.linalg.norm(flat[sides[:, 0]] - flat[sides[:, 1]], axis=1) <= farthest_km
    return np.unique(np.sort(sides[near], axis=1), axis=0).astype(np.int64)


def _sides(flat: Points) -> Pairs:
    spread = np.linalg.svd(flat - flat.mean(axis=0), compute_uv=False)
    if len(flat) < 3 or spread[-1] <= FLAT * max(spread[0], 1.0):
        order = np.lexsort((flat[:, 1], flat[:, 0]))
        return np.column_stack((order[:-1], order[1:]))
    drawn = Delaunay(flat)
    corners = drawn.simplices
    sides = [corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]], drawn.coplanar[:, [0, 2]]]
    return np.concatenate(sides).astype(np.int64)

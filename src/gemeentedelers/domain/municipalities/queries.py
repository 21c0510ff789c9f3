from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from django.db.models import Q, QuerySet

from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.rules import FARTHEST_NEIGHBOUR_KM, RegionKind, Vicinity
from gemeentedelers.science.neighbours import pairs_beside


@dataclass(frozen=True)
class Tile:
    """One municipality on the tile map."""

    code: str
    name: str
    province: str
    column: int
    row: int


def municipalities_on(day: date) -> QuerySet[Municipality]:
    """The municipalities that exist on that day, by name."""
    return Municipality.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
    ).order_by("name")


def municipalities_since(day: date) -> QuerySet[Municipality]:
    """The municipalities of today and those that ended on or after that day, by name."""
    return Municipality.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by("name", "code")


def n_municipalities_on(day: date) -> int:
    return municipalities_on(day).count()


def municipalities_with_code(code: str) -> QuerySet[Municipality]:
    """The one municipality with that code, also when it has ended, or none."""
    return Municipality.objects.filter(code=code)


def municipality_named(name: str) -> Municipality | None:
    """By its own name or the everyday one (Den Haag), the one that still exists first."""
    official = EVERYDAY_NAMES.get(name, name)
    return Municipality.objects.filter(name=official).order_by("-valid_to").last()


EVERYDAY_NAMES = {"Den Haag": "'s-Gravenhage", "Den Bosch": "'s-Hertogenbosch"}


def provinces() -> list[str]:
    names = Municipality.objects.filter(valid_to=None).values_list("province", flat=True)
    return sorted(set(names))


def tile_map() -> list[Tile]:
    """The tiles of today's municipalities, row by row: the order in which the map is read aloud."""
    placed = Municipality.objects.filter(valid_to=None).order_by("tile_row", "tile_column")
    rows = placed.values_list("code", "name", "province", "tile_column", "tile_row")
    return [
        Tile(code, name, province, column, row)
        for code, name, province, column, row in rows
        if column is not None and row is not None
    ]


def current_codes(codes: set[str]) -> set[str]:
    """The same municipalities as they are called today: a merged one counts as its successor."""
    merged = Municipality.objects.filter(code__in=codes, valid_to__isnull=False)
    successors = set(merged.values_list("successors__code", flat=True)) - {None}
    ended = set(merged.values_list("code", flat=True))
    following = {code for code in successors if code is not None}
    return (codes - ended) | (current_codes(following) if following else set())


def successors_by_code() -> dict[str, set[str]]:
    """Who came after each municipality that was merged away."""
    pairs = Municipality.objects.filter(successors__isnull=False).values_list("code", "successors__code")
    found: dict[str, set[str]] = {}
    for code, successor in pairs:
        found.setdefault(code, set()).add(successor)
    return found


def vicinity() -> Vicinity:
    """What lies near what today, in two queries. Neighbours are guessed from the centroids."""
    rows = list(Municipality.objects.values_list("code", "name", "website", "regions", "longitude", "latitude"))
    successors = {code: frozenset(after) for code, after in successors_by_code().items()}
    places = tuple((code, east, north) for code, *_, east, north in rows if code not in successors)
    return Vicinity(
        names={row[0]: row[1] for row in rows},
        websites={row[0]: row[2] for row in rows},
        successors=successors,
        regions={row[0]: {RegionKind(kind): name for kind, name in row[3].items()} for row in rows if row[3]},
        neighbours=_neighbours(places),
    )


@lru_cache(maxsize=4)
def _neighbours(places: tuple[tuple[str, float, float], ...]) -> dict[str, frozenset[str]]:
    """Kept between questions: the map is the same until the register changes."""
    found: dict[str, set[str]] = {}
    points = np.array([place[1:] for place in places], dtype=np.float64).reshape(-1, 2)
    for one, other in pairs_beside(points, farthest_km=FARTHEST_NEIGHBOUR_KM).tolist():
        found.setdefault(places[one][0], set()).add(places[other][0])
        found.setdefault(places[other][0], set()).add(places[one][0])
    return {code: frozenset(others) for code, others in found.items()}


def broken_tiles() -> QuerySet[Municipality]:
    """Municipalities of today without a tile."""
    return Municipality.objects.filter(valid_to=None, tile_column=None)

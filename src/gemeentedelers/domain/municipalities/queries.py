from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from gemeentedelers.domain.municipalities.models import Municipality


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


def broken_tiles() -> QuerySet[Municipality]:
    """Municipalities of today without a tile."""
    return Municipality.objects.filter(valid_to=None, tile_column=None)

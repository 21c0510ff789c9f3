"""The tile map as templates draw it: which tile stands where, which are lit, and where each leads."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from gemeentedelers.domain.municipalities.queries import Tile


@dataclass(frozen=True)
class MapTile:
    column: int
    row: int
    name: str
    lit: bool = False
    level: int = 0
    url: str = ""
    value: str = ""


@dataclass(frozen=True)
class TileMap:
    tiles: list[MapTile]
    columns: int
    rows: int
    n_lit: int


def drawn(
    tiles: Collection[Tile],
    *,
    lit: Collection[str] = (),
    levels: Mapping[str, int] | None = None,
    values: Mapping[str, str] | None = None,
) -> TileMap:
    """All tiles, with the municipalities of `lit` (codes) lit, or at their level from 0 to 6; values are words."""
    by_code, words = levels or {}, values or {}
    placed = [
        MapTile(
            tile.column,
            tile.row,
            tile.name,
            lit=tile.code in lit,
            level=by_code.get(tile.code, 0),
            value=words.get(tile.code, ""),
        )
        for tile in tiles
    ]
    return TileMap(
        placed,
        columns=max((tile.column for tile in tiles), default=0) + 1,
        rows=max((tile.row for tile in tiles), default=0) + 1,
        n_lit=sum(tile.lit for tile in placed),
    )

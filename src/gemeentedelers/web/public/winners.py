"""Where the winners of an edition are, on the tile map."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gemeentedelers.domain.municipalities.queries import current_codes, tile_map
from gemeentedelers.web.ui.tiles import TileMap, drawn

if TYPE_CHECKING:
    from gemeentedelers.domain.publications.models import Publication


def map_of(winners: Sequence["Publication"]) -> TileMap:
    """The municipalities that won are lit; one that merged since, where it is today."""
    codes = {municipality.code for case in winners for municipality in case.municipalities.all()}
    return drawn(tile_map(), lit=current_codes(codes))

"""A division of the shortlist as the organisers read it: its categories, what is odd about them, and who moves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemeentedelers.domain.recuts.queries.studio import CategoryView, Preview, Studio, alternatives_for
from gemeentedelers.domain.recuts.rules.alternatives import Alternative
from gemeentedelers.web.ui.labels import label, sentence

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry

SLUGS: Mapping[str, Alternative] = {
    "nu": Alternative.NOW,
    "zoals-ingezonden": Alternative.AS_ENTERED,
    "samengevoegd": Alternative.MERGED,
    "gesplitst": Alternative.SPLIT,
    "drie-groepen": Alternative.THREE,
    "vier-groepen": Alternative.FOUR,
    "vijf-groepen": Alternative.FIVE,
}


@dataclass(frozen=True)
class Column:
    """A category in words. `remarks` say what is odd about it."""

    name: str
    description: str
    entries: tuple["Entry", ...]
    remarks: tuple[str, ...]
    spread: str
    provinces: str
    jury: str


@dataclass(frozen=True)
class Moved:
    entry: "Entry"
    was: str
    becomes: str


@dataclass(frozen=True)
class Sketch:
    """A division to look at before anything is stored."""

    slug: str
    title: str
    columns: tuple[Column, ...]
    moves: tuple[Moved, ...]
    unplaced: tuple["Entry", ...]

    @property
    def n_remarks(self) -> int:
        return sum(len(column.remarks) for column in self.columns)

    @property
    def consequence(self) -> str:
        if not self.moves:
            return "Geen team krijgt een andere categorie."
        n_moves = len(self.moves)
        return f"{n_moves} {'team krijgt' if n_moves == 1 else 'teams krijgen'} een andere categorie, en een mail."


def sketches_of(studio: Studio) -> Iterator[Sketch]:
    slugs = {alternative: slug for slug, alternative in SLUGS.items()}
    for alternative, cut in alternatives_for(studio).items():
        yield sketch_of(studio, studio.preview(cut), slug=slugs[alternative], title=label(alternative))


def sketch_of(studio: Studio, preview: Preview, *, slug: str = "", title: str = "") -> Sketch:
    moves = (Moved(studio.entries[move.reference], move.was, move.becomes) for move in preview.moves)
    columns = tuple(_column(category, len(studio.jurors)) for category in preview.categories)
    return Sketch(slug, title, columns, tuple(moves), preview.unplaced)


def _column(category: CategoryView, n_jurors: int) -> Column:
    remarks = [remark for remark in (category.size_remark, category.jury_remark) if remark is not None]
    return Column(
        name=category.plan.name,
        description=category.plan.description,
        entries=category.entries,
        remarks=tuple(sentence(remark) for remark in remarks),
        spread=_spread(category),
        provinces=", ".join(_times(name, count) for name, count in category.provinces.items()),
        jury=_jury(category, n_jurors),
    )


def _spread(category: CategoryView) -> str:
    n_places = category.n_municipalities
    counted = f"{n_places} {'gemeente' if n_places == 1 else 'gemeenten'}"
    sizes = ", ".join(f"{count} met {label(size)}" for size, count in category.sizes.items())
    return f"{counted}: {sizes}" if sizes else counted


def _times(name: str, count: int) -> str:
    return name if count == 1 else f"{name} ({count})"


def _jury(category: CategoryView, n_jurors: int) -> str:
    if not n_jurors:
        return "Nog geen jury"
    said = f"{category.n_free} van {n_jurors} kunnen oordelen"
    tied = ", ".join(row.user.name for row in category.tied)
    return f"{said}. Betrokken: {tied}" if tied else said

"""How the shortlist is cut into the categories of the final, and until when that may change.

Regulations: the organisers may divide the shortlist anew when a category has too few or too many entries. The
categories in which people entered stay what they were, and so do scores and conflicts. Every team hears in which
category it stands, and may object.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from gemeentedelers.foundation.refusals import Refusal

SHORTEST_REASON, REASON_LENGTH = 10, 1_000
NAME_LENGTH, DESCRIPTION_LENGTH = 80, 300
MOST_CATEGORIES = 12


class RecutObstacle(StrEnum):
    SHORTLIST_NOT_OUT = "shortlist_not_out"
    FINALISTS_ARE_KNOWN = "finalists_are_known"
    RECUT_MEANWHILE = "recut_meanwhile"
    NO_FINAL_CATEGORIES = "no_final_categories"
    TOO_MANY_FINAL_CATEGORIES = "too_many_final_categories"
    NAMELESS_FINAL_CATEGORY = "nameless_final_category"
    DOUBLE_FINAL_CATEGORY = "double_final_category"
    EMPTY_FINAL_CATEGORY = "empty_final_category"
    ENTRY_WITHOUT_PLACEMENT = "entry_without_placement"
    NOT_ON_THE_SHORTLIST = "not_on_the_shortlist"
    UNKNOWN_FINAL_CATEGORY = "unknown_final_category"
    RECUT_WITHOUT_REASON = "recut_without_reason"
    RECUT_UNDONE_ALREADY = "recut_undone_already"
    NOT_THE_NEWEST_RECUT = "not_the_newest_recut"


@dataclass(frozen=True)
class FinalCategoryPlan:
    key: str
    name: str
    description: str = ""


@dataclass(frozen=True)
class Cut:
    """A whole division: the categories of the final in their order, and in which each entry stands, by reference."""

    categories: tuple[FinalCategoryPlan, ...]
    placements: Mapping[str, str]

    def as_stored(self) -> dict[str, object]:
        return {
            "categories": [asdict(category) for category in self.categories],
            "placements": dict(sorted(self.placements.items())),
        }

    def only(self, references: Collection[str]) -> "Cut":
        """The same division of these entries alone, without the categories that are then empty."""
        kept = {reference: key for reference, key in self.placements.items() if reference in references}
        return Cut(tuple(row for row in self.categories if row.key in kept.values()), kept)

    def references_in(self, key: str) -> list[str]:
        return sorted(reference for reference, placed in self.placements.items() if placed == key)

    @property
    def names(self) -> dict[str, str]:
        """By reference: what people call the category in which the entry stands."""
        by_key = {category.key: category.name for category in self.categories}
        return {reference: by_key[key] for reference, key in self.placements.items()}


@dataclass(frozen=True)
class Move:
    """An entry that stands in a category with another name than before; `was` is empty when it stood in none."""

    reference: str
    was: str
    becomes: str


def cut_from(stored: Mapping[str, object]) -> Cut:
    categories, placements = stored["categories"], stored["placements"]
    assert isinstance(categories, list)
    assert isinstance(placements, dict)
    return Cut(tuple(FinalCategoryPlan(**row) for row in categories), placements)


def moves_between(before: Mapping[str, str], after: Mapping[str, str]) -> list[Move]:
    """What changes for teams, from names of categories by reference to others; who left the final is not moved."""
    return [
        Move(reference, before.get(reference, ""), name)
        for reference, name in sorted(after.items())
        if before.get(reference, "") != name
    ]


def why_not_recut(
    cut: Cut,
    *,
    on_shortlist: Collection[str],
    is_out: bool,
    has_finalists: bool,
    reason: str,
    withdrawn: Collection[str] = (),
    is_meanwhile: bool = False,
) -> Refusal | None:
    """Every entry of the announced shortlist gets exactly one category, with a reason, before finalists are chosen.

    `withdrawn` entries of the shortlist may have one. `is_meanwhile`: it was made from a division that holds no longer.
    """
    refusal = _why_not_now(is_out=is_out, has_finalists=has_finalists)
    if refusal is not None:
        return refusal
    if is_meanwhile:
        return Refusal(RecutObstacle.RECUT_MEANWHILE)
    return (
        _why_not_categories(cut, on_shortlist)
        or _why_not_placements(cut, on_shortlist, withdrawn)
        or why_not_reason(reason)
    )


def why_not_undo(*, is_undone: bool, is_newest: bool, is_out: bool, has_finalists: bool) -> Refusal | None:
    """Only the newest division that holds, back to the one before it, as long as no finalists are chosen."""
    if is_undone:
        return Refusal(RecutObstacle.RECUT_UNDONE_ALREADY)
    if not is_newest:
        return Refusal(RecutObstacle.NOT_THE_NEWEST_RECUT)
    return _why_not_now(is_out=is_out, has_finalists=has_finalists)


def why_not_reason(reason: str) -> Refusal | None:
    too_short = len(reason.strip()) < SHORTEST_REASON
    return Refusal(RecutObstacle.RECUT_WITHOUT_REASON, shortest=SHORTEST_REASON) if too_short else None


def _why_not_now(*, is_out: bool, has_finalists: bool) -> Refusal | None:
    if not is_out:
        return Refusal(RecutObstacle.SHORTLIST_NOT_OUT)
    return Refusal(RecutObstacle.FINALISTS_ARE_KNOWN) if has_finalists else None


def _why_not_categories(cut: Cut, on_shortlist: Collection[str]) -> Refusal | None:
    if not cut.categories:
        return Refusal(RecutObstacle.NO_FINAL_CATEGORIES)
    if len(cut.categories) > MOST_CATEGORIES:
        return Refusal(RecutObstacle.TOO_MANY_FINAL_CATEGORIES, limit=MOST_CATEGORIES)
    if not all(category.name.strip() for category in cut.categories):
        return Refusal(RecutObstacle.NAMELESS_FINAL_CATEGORY)
    for said in (lambda row: row.key, lambda row: " ".join(row.name.casefold().split())):
        found = Counter(said(category) for category in cut.categories)
        if max(found.values()) > 1:
            return Refusal(RecutObstacle.DOUBLE_FINAL_CATEGORY)
    filled = {key for reference, key in cut.placements.items() if reference in on_shortlist}
    for category in cut.categories:
        if category.key not in filled:
            return Refusal(RecutObstacle.EMPTY_FINAL_CATEGORY, name=category.name)
    return None


def _why_not_placements(cut: Cut, on_shortlist: Collection[str], withdrawn: Collection[str]) -> Refusal | None:
    keys = {category.key for category in cut.categories}
    for reference, key in sorted(cut.placements.items()):
        if reference not in on_shortlist and reference not in withdrawn:
            return Refusal(RecutObstacle.NOT_ON_THE_SHORTLIST, reference=reference)
        if key not in keys:
            return Refusal(RecutObstacle.UNKNOWN_FINAL_CATEGORY, key=key)
    for reference in sorted(set(on_shortlist) - set(cut.placements)):
        return Refusal(RecutObstacle.ENTRY_WITHOUT_PLACEMENT, reference=reference)
    return None

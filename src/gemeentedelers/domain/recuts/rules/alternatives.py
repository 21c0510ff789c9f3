"""Other ways to divide the same shortlist, to begin from: nothing here is applied by itself.

Regulations: a computer suggests from what teams wrote, and an organiser decides and names the categories.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from gemeentedelers.domain.recuts.rules import NAME_LENGTH, Cut, FinalCategoryPlan
from gemeentedelers.domain.recuts.rules.sizes import THIN_BELOW, is_thin

Nearness = Mapping[tuple[str, str], float]


class Alternative(StrEnum):
    NOW = "now"
    AS_ENTERED = "as_entered"
    MERGED = "merged"
    SPLIT = "split"
    THREE = "three"
    FOUR = "four"
    FIVE = "five"


N_CLUSTERS = {Alternative.THREE: 3, Alternative.FOUR: 4, Alternative.FIVE: 5}


def merged(cut: Cut, near: Nearness) -> Cut:
    """Each thin category, the smallest first, goes into the one whose entries are nearest on average.

    `near` says of two references how near their texts are; equals go to the first category.
    """
    while len(cut.categories) > 1:
        thin = min(cut.categories, key=lambda category: len(cut.references_in(category.key)))
        if not is_thin(len(cut.references_in(thin.key))):
            break
        cut = _joined(cut, thin, _nearest(cut, thin, near))
    return cut


def _nearest(cut: Cut, thin: FinalCategoryPlan, near: Nearness) -> FinalCategoryPlan:
    def nearness(category: FinalCategoryPlan) -> float:
        scores = [
            near.get((one, other), 0.0)
            for one in cut.references_in(thin.key)
            for other in cut.references_in(category.key)
        ]
        return sum(scores) / len(scores) if scores else 0.0

    return max((row for row in cut.categories if row != thin), key=nearness)


def _joined(cut: Cut, thin: FinalCategoryPlan, into: FinalCategoryPlan) -> Cut:
    both = f"{into.name} en {thin.name}"
    named = replace(into, name=both if len(both) <= NAME_LENGTH else into.name)
    kept = tuple(named if row == into else row for row in cut.categories if row != thin)
    placements = {reference: into.key if key == thin.key else key for reference, key in cut.placements.items()}
    return Cut(kept, placements)


def fullest(cut: Cut) -> FinalCategoryPlan | None:
    """The category to split: the largest, if both halves can be more than thin."""
    largest = max(cut.categories, key=lambda category: len(cut.references_in(category.key)), default=None)
    if largest is None or len(cut.references_in(largest.key)) < 2 * THIN_BELOW:
        return None
    return largest


def split(cut: Cut, full: FinalCategoryPlan, labels: Mapping[str, int], names: Sequence[Sequence[str]]) -> Cut:
    """The category in two, by the label of each of its entries; each half is named by the words that tell it apart."""
    halves = [
        FinalCategoryPlan(f"{full.key}-{number + 1}", _with(full.name, names[number]), full.description)
        for number in range(2)
    ]
    categories = [half for row in cut.categories for half in (halves if row == full else [row])]
    placements = {
        reference: halves[labels[reference]].key if key == full.key else key
        for reference, key in cut.placements.items()
    }
    return Cut(_told_apart(categories), placements)


def clustered(labels: Mapping[str, int], names: Sequence[Sequence[str]]) -> Cut:
    """The whole shortlist by the label of each entry, from nought; each category is named by the words it shares."""
    categories = [
        FinalCategoryPlan(f"groep-{number + 1}", _said(words) or f"Groep {number + 1}")
        for number, words in enumerate(names)
    ]
    return Cut(_told_apart(categories), {reference: f"groep-{label + 1}" for reference, label in labels.items()})


def _said(words: Sequence[str]) -> str:
    *first, last = words or [""]
    return f"{', '.join(first)} en {last}".capitalize()[:NAME_LENGTH] if first else last.capitalize()[:NAME_LENGTH]


def _with(name: str, words: Sequence[str]) -> str:
    return f"{name}: {', '.join(words)}"[:NAME_LENGTH] if words else name


def _told_apart(categories: Sequence[FinalCategoryPlan]) -> tuple[FinalCategoryPlan, ...]:
    """No two of one name: what comes later gets a number."""
    seen: set[str] = set()
    apart = []
    for category in categories:
        name, number = category.name, 1
        while name.casefold() in seen:
            number += 1
            name = f"{category.name[: NAME_LENGTH - 3]} {number}"
        seen.add(name.casefold())
        apart.append(replace(category, name=name))
    return tuple(apart)

"""The shortlist as the organisers look at it before they divide it: facts once, then any division of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gemeentedelers.domain.conflicts.queries import bars_between
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import newest_versions
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.intake.rules import story_of
from gemeentedelers.domain.municipalities.rules import SizeClass
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import people_with_one_of
from gemeentedelers.domain.people.rules import JURY
from gemeentedelers.domain.recuts.queries import cut_as_entered, cut_now
from gemeentedelers.domain.recuts.rules import Cut, FinalCategoryPlan, Move, moves_between
from gemeentedelers.domain.recuts.rules.alternatives import (
    N_CLUSTERS,
    Alternative,
    Nearness,
    clustered,
    fullest,
    merged,
    split,
)
from gemeentedelers.domain.recuts.rules.sizes import THIN_BELOW, remark_on_jury, remark_on_size
from gemeentedelers.domain.shortlists.queries import shortlist_of
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.science.clusters import balanced_clusters, size_bounds, telling_words
from gemeentedelers.science.similarity import Index


@dataclass(frozen=True)
class TiedJuror:
    """Somebody of the jury who may not judge some entries of a category, and so sits out the whole of it."""

    user: User
    references: tuple[str, ...]


@dataclass(frozen=True)
class CategoryView:
    """What a category of a division would be like."""

    plan: FinalCategoryPlan
    entries: tuple[Entry, ...]
    size_remark: Refusal | None
    sizes: Mapping[SizeClass, int]
    provinces: Mapping[str, int]
    n_municipalities: int
    tied: tuple[TiedJuror, ...]
    n_free: int
    jury_remark: Refusal | None


@dataclass(frozen=True)
class Preview:
    """A division with what it changes for teams, compared with what holds now."""

    cut: Cut
    categories: tuple[CategoryView, ...]
    moves: tuple[Move, ...]
    unplaced: tuple[Entry, ...]

    @property
    def remarks(self) -> int:
        return sum((row.size_remark is not None) + (row.jury_remark is not None) for row in self.categories)


@dataclass(frozen=True)
class Studio:
    """The entries that still take part, by reference, who is in the jury, and who may not judge what.

    `bars` holds pairs of a code and a reference.
    """

    entries: Mapping[str, Entry]
    jurors: Sequence[User]
    bars: frozenset[tuple[str, str]]
    as_entered: Cut
    now: Cut | None

    def preview(self, cut: Cut) -> Preview:
        shown = {reference: key for reference, key in cut.placements.items() if reference in self.entries}
        before = (self.now or self.as_entered).names
        moves = [move for move in moves_between(before, cut.names) if move.reference in self.entries]
        return Preview(
            cut,
            tuple(self._category(plan, shown, len(cut.categories)) for plan in cut.categories),
            tuple(moves),
            tuple(entry for reference, entry in self.entries.items() if reference not in shown),
        )

    def _category(self, plan: FinalCategoryPlan, placements: Mapping[str, str], n_categories: int) -> CategoryView:
        entries = tuple(entry for reference, entry in self.entries.items() if placements.get(reference) == plan.key)
        tied = tuple(self._tied(entries))
        places = {entry.municipality_id: entry.municipality for entry in entries}.values()
        n_free = len(self.jurors) - len(tied)
        sizes = Counter(place.size_class for place in places)
        return CategoryView(
            plan=plan,
            entries=entries,
            size_remark=remark_on_size(len(entries), total=len(self.entries), n_categories=n_categories),
            sizes={size: sizes[size] for size in SizeClass if sizes[size]},
            provinces=dict(sorted(Counter(place.province for place in places).items())),
            n_municipalities=len(places),
            tied=tied,
            n_free=n_free,
            jury_remark=remark_on_jury(n_jurors=len(self.jurors), n_free=n_free),
        )

    def _tied(self, entries: Sequence[Entry]) -> list[TiedJuror]:
        found = [
            TiedJuror(user, tuple(row.reference for row in entries if (user.code, row.reference) in self.bars))
            for user in self.jurors
        ]
        return [row for row in found if row.references]


def studio_of(edition: Edition) -> Studio:
    """In a number of queries that does not grow with the shortlist."""
    places = shortlist_of(edition).filter(entry__status=EntryStatus.SUBMITTED).order_by("entry__reference")
    entries = {place.entry.reference: place.entry for place in places}
    jurors = people_with_one_of(JURY, edition.year)
    bars = frozenset(bars_between(jurors, entries.values())) if jurors and entries else frozenset()
    now = cut_now(edition)
    return Studio(entries, jurors, bars, cut_as_entered(edition), now)


def alternatives_for(studio: Studio) -> dict[Alternative, Cut]:
    """What an organiser may begin from; what would be the same as one before it is left out."""
    base = (studio.now or studio.as_entered).only(studio.entries)
    stories = _stories(studio)
    found: dict[Alternative, Cut] = {Alternative.NOW: base} if studio.now else {}
    found[Alternative.AS_ENTERED] = studio.as_entered
    found[Alternative.MERGED] = merged(base, _nearness(list(studio.entries), _near(stories)))
    found |= {Alternative.SPLIT: halves} if (halves := _split(base, studio, stories)) else {}
    found |= {
        name: _clustered(k, list(studio.entries), stories) for name, k in N_CLUSTERS.items() if k < len(studio.entries)
    }
    return {name: cut for name, cut in found.items() if cut.categories and _is_first(name, found)}


def _is_first(name: Alternative, found: Mapping[Alternative, Cut]) -> bool:
    return name == next(other for other, cut in found.items() if cut == found[name])


def _stories(studio: Studio) -> tuple[str, ...]:
    """What each entry tells, in the order of the entries."""
    pks = [entry.pk for entry in studio.entries.values()]
    versions = newest_versions(Entry.objects.filter(pk__in=pks))
    return tuple(story_of(versions[pk].content) if pk in versions else "" for pk in pks)


@lru_cache(maxsize=4)
def _near(stories: tuple[str, ...]) -> NDArray[np.float64]:
    """Kept between questions: what was submitted does not change."""
    return Index(stories).cosines()


def _nearness(references: Sequence[str], near: NDArray[np.float64]) -> Nearness:
    return {
        (one, other): float(near[row, column])
        for row, one in enumerate(references)
        for column, other in enumerate(references)
    }


@lru_cache(maxsize=32)
def _groups(stories: tuple[str, ...], k: int) -> tuple[tuple[int, ...], tuple[tuple[str, ...], ...]]:
    least, _ = size_bounds(len(stories), k)
    enough = max(least, THIN_BELOW) if k * THIN_BELOW <= len(stories) else least
    labels = balanced_clusters(_near(stories), k, least=enough).tolist()
    return tuple(labels), tuple(telling_words(stories, labels))


def _clustered(k: int, references: Sequence[str], stories: tuple[str, ...]) -> Cut:
    labels, names = _groups(stories, k)
    return clustered(dict(zip(references, labels, strict=True)), names)


def _split(base: Cut, studio: Studio, stories: tuple[str, ...]) -> Cut | None:
    full = fullest(base)
    if full is None:
        return None
    told = dict(zip(studio.entries, stories, strict=True))
    inside = base.references_in(full.key)
    labels, names = _groups(tuple(told[reference] for reference in inside), 2)
    return split(base, full, dict(zip(inside, labels, strict=True)), names)

"""A shortlist in the categories of the final, reached through its action."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import CategoryPlan
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, edition_plan, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry, owner_of
from gemeentedelers.domain.recuts.actions import apply_cut, object_to_category
from gemeentedelers.domain.recuts.models import Objection
from gemeentedelers.domain.recuts.queries import cut_as_entered
from gemeentedelers.domain.recuts.rules import Cut, FinalCategoryPlan
from gemeentedelers.domain.shortlists.tests.factories import an_organiser, announced

AS_ENTERED = "De categorieën van de inschrijving passen goed."
TOGETHER = "Eén inzending is te weinig om te kiezen."
NOT_OURS = "Onze casus gaat over de uitvoering, niet over de straat."
CATEGORIES = ("leefomgeving", "leefomgeving", "leefomgeving", "uitvoering")


def cut_up(edition: Edition, *, now: datetime = AFTER_READING) -> Edition:
    """Every entry of the announced shortlist in the category in which it was entered."""
    apply_cut(edition, cut_as_entered(edition), reason=AS_ENTERED, by=an_organiser(edition), now=now)
    return edition


def a_shortlist(categories: Sequence[str] = CATEGORIES) -> Edition:
    """An announced shortlist with an entry for each of these categories of entry; nothing is divided yet."""
    plan = edition_plan()
    reading, jury = plan.rounds
    edition = make_edition(
        categories=(*plan.categories, CategoryPlan("democratie", "Lokale democratie", "Samen")),
        rounds=(replace(reading, places=len(categories)), jury),
    )
    for number, category in enumerate(categories, start=1):
        eligible_entry(edition, category=category, title=f"Casus {number}")
    return announced(edition)


def references_of(edition: Edition) -> list[str]:
    return list(edition.entries.order_by("reference").values_list("reference", flat=True))


def a_cut(edition: Edition, *keys: str) -> Cut:
    """A key of a category for each entry in order; categories are called after their keys."""
    categories = tuple(FinalCategoryPlan(key, key.capitalize()) for key in dict.fromkeys(keys))
    return Cut(categories, dict(zip(references_of(edition), keys, strict=True)))


def objected(edition: Edition, *, place: int = 0, now: datetime = AFTER_READING) -> Objection:
    """The team of the entry in that place disagrees with its category."""
    entry = edition.entries.order_by("reference")[place]
    return object_to_category(entry, NOT_OURS, by=owner_of(entry), now=now)

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from gemeentedelers.domain.editions.models import Category, Criterion, DeadlineMove, Edition, Round, Theme
from gemeentedelers.domain.editions.rules import Deadline, EditionObstacle, RoundKind, why_not_move_deadline
from gemeentedelers.foundation.refusals import Refusal


def editions() -> QuerySet[Edition]:
    """Every edition with its rounds, newest first."""
    return Edition.objects.prefetch_related("rounds").order_by("-year")


def editions_shown_at(now: datetime) -> QuerySet[Edition]:
    """What the public may know of: an edition is announced when its call opens."""
    return editions().filter(Q(entry_opens__lte=now) | Q(is_archived=True))


def edition_of(year: int) -> Edition | None:
    return editions().filter(year=year).first()


def edition_in_full(year: int, now: datetime) -> QuerySet[Edition]:
    """An edition as its campaign page shows it."""
    return editions_shown_at(now).filter(year=year).prefetch_related("categories", "criteria", "quotes", "prizes")


def current_edition(now: datetime) -> Edition | None:
    """The edition that the front page is about: the newest one whose call has opened."""
    return editions_shown_at(now).filter(is_archived=False).first() or editions_shown_at(now).first()


def editions_open_for_entry(now: datetime) -> QuerySet[Edition]:
    return editions().filter(entry_opens__lte=now, entry_closes__gt=now, is_archived=False)


def edition_open_for_entry(now: datetime) -> Edition | None:
    return editions_open_for_entry(now).first()


def moves_of(edition: Edition) -> QuerySet[DeadlineMove]:
    """Every time that the closing was moved, newest first."""
    return DeadlineMove.objects.filter(edition=edition).order_by("-moved_at", "-pk")


def newest_move(edition: Edition) -> DeadlineMove | None:
    """The move that people are told of. Before the opening nobody had seen the old closing, so nothing moved."""
    return moves_of(edition).filter(moved_at__gte=edition.entry_opens).first()


def obstacle_to_move(edition: Edition, became: Deadline, *, reason: str, now: datetime) -> Refusal | None:
    """Why the closing of the entries cannot become that, or None."""
    if edition.is_archived:
        return Refusal(EditionObstacle.ARCHIVED)
    return why_not_move_deadline(
        became, window=edition.entry_window, round_opens=edition.first_round_opens, reason=reason, now=now
    )


def round_of(edition: Edition, kind: RoundKind) -> Round | None:
    return Round.objects.select_related("edition").filter(edition=edition, kind=kind).first()


def criteria_of(edition: Edition) -> QuerySet[Criterion]:
    return Criterion.objects.filter(edition=edition).order_by("position")


def categories_of(edition: Edition) -> QuerySet[Category]:
    return Category.objects.filter(edition=edition).order_by("position")


def themes() -> QuerySet[Theme]:
    return Theme.objects.order_by("name")


@dataclass(frozen=True)
class Catalogue:
    """What an edition asks and what can be chosen in it."""

    criteria: Sequence[Criterion]
    categories: Sequence[Category]
    themes: Sequence[Theme]


def catalogue_of(edition: Edition) -> Catalogue:
    """In three queries."""
    return Catalogue(list(criteria_of(edition)), list(categories_of(edition)), list(themes()))


def broken_announcements() -> QuerySet[Edition]:
    """Editions whose result is out while their shortlist never was, apart from archives."""
    return Edition.objects.filter(is_archived=False, revealed_at__isnull=False).filter(
        Q(shortlist_announced_at=None) | Q(revealed_at__lt=F("shortlist_announced_at"))
    )

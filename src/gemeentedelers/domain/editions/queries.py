from datetime import datetime

from django.db.models import F, Q, QuerySet

from gemeentedelers.domain.editions.models import Category, Criterion, Edition, Round, Theme
from gemeentedelers.domain.editions.rules import RoundKind


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


def edition_open_for_entry(now: datetime) -> Edition | None:
    return editions().filter(entry_opens__lte=now, entry_closes__gt=now, is_archived=False).first()


def round_of(edition: Edition, kind: RoundKind) -> Round | None:
    return Round.objects.select_related("edition").filter(edition=edition, kind=kind).first()


def criteria_of(edition: Edition) -> QuerySet[Criterion]:
    return Criterion.objects.filter(edition=edition).order_by("position")


def categories_of(edition: Edition) -> QuerySet[Category]:
    return Category.objects.filter(edition=edition).order_by("position")


def themes() -> QuerySet[Theme]:
    return Theme.objects.order_by("name")


def broken_announcements() -> QuerySet[Edition]:
    """Editions whose result is out while their shortlist never was, apart from archives."""
    return Edition.objects.filter(is_archived=False, revealed_at__isnull=False).filter(
        Q(shortlist_announced_at=None) | Q(revealed_at__lt=F("shortlist_announced_at"))
    )

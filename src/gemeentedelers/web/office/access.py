"""Who may enter the office: organisers run the editions they hold, an administrator may look along."""

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from gemeentedelers.domain.editions.queries import editions, round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.people.queries import has_role, years_with_role
from gemeentedelers.domain.people.rules import OFFICE, Role

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition, Round
    from gemeentedelers.domain.people.models import User


def may_look(viewer: "User", year: int) -> bool:
    return any(has_role(viewer, role, year) for role in OFFICE)


def may_run(viewer: "User", year: int) -> bool:
    return has_role(viewer, Role.ORGANISER, year)


def years_in_sight(viewer: "User") -> frozenset[int] | None:
    """The years of which the viewer may see the office; None means every year."""
    organised, administered = (years_with_role(viewer, role) for role in OFFICE)
    return None if organised is None or administered is None else organised | administered


def editions_in_sight(viewer: "User") -> list["Edition"]:
    """Newest first. An archive has nothing left to organise."""
    return [edition for edition in editions().filter(is_archived=False) if may_look(viewer, edition.year)]


def edition_in_sight(viewer: "User", year: int) -> "Edition":
    if not may_look(viewer, year):
        raise Http404
    return get_object_or_404(editions(), year=year, is_archived=False)


def edition_to_run(viewer: "User", year: int) -> "Edition":
    """For everything that changes something: an administrator finds nothing here."""
    if not may_run(viewer, year):
        raise Http404
    return edition_in_sight(viewer, year)


def reading_round(edition: "Edition") -> "Round":
    round_ = round_of(edition, RoundKind.READING)
    if round_ is None:
        raise Http404
    return round_

"""Who operates the live screens; everybody may watch them."""

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from gemeentedelers.domain.editions.queries import editions
from gemeentedelers.domain.people.queries import has_role
from gemeentedelers.domain.people.rules import Role

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.people.models import User

OPERATORS = (Role.OPERATOR, Role.ORGANISER)


def editions_to_operate(viewer: "User") -> list["Edition"]:
    """Newest first. An archive has no stage any more."""
    running = editions().filter(is_archived=False)
    return [edition for edition in running if any(has_role(viewer, role, edition.year) for role in OPERATORS)]


def edition_to_operate(viewer: "User", year: int) -> "Edition":
    """For everybody else there is nothing to operate."""
    if not any(has_role(viewer, role, year) for role in OPERATORS):
        raise Http404
    return get_object_or_404(editions(), year=year, is_archived=False)

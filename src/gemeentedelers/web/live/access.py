"""Who operates the live screens; everybody may watch them."""

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gemeentedelers.domain.editions.queries import editions
from gemeentedelers.domain.people.queries import has_role
from gemeentedelers.domain.people.rules import OFFICE, OPERATORS, Role

if TYPE_CHECKING:
    from collections.abc import Collection

    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.people.models import User

OFFICE_PAGES = {"office:pitch_day": "Pitchdag", "office:result": "Uitslag"}


def editions_to_operate(viewer: "User") -> list["Edition"]:
    """Newest first. An archive has no stage any more."""
    running = editions().filter(is_archived=False)
    return [edition for edition in running if any(has_role(viewer, role, edition.year) for role in OPERATORS)]


def edition_for(viewer: "User", year: int, roles: "Collection[Role]") -> "Edition":
    """The edition, for who holds one of the roles in that very year; for everybody else there is none."""
    if not any(has_role(viewer, role, year) for role in roles):
        raise Http404
    return get_object_or_404(editions(), year=year, is_archived=False)


def edition_to_operate(viewer: "User", year: int) -> "Edition":
    return edition_for(viewer, year, OPERATORS)


def way_back(viewer: "User", edition: "Edition", *, office: str, page: str) -> list[dict[str, str]]:
    """The doors above a page of the operator, each only for who may enter it. `office` names a page of the office."""
    year, crumbs = edition.year, []
    if any(has_role(viewer, role, year) for role in OPERATORS):
        crumbs.append({"label": "Regie", "url": reverse("live:desks")})
    if has_role(viewer, Role.JURY_CHAIR, year):
        crumbs.append({"label": "Jury", "url": reverse("jury:agenda")})
    if any(has_role(viewer, role, year) for role in OFFICE):
        name = OFFICE_PAGES[office]
        crumbs.append({"label": f"{name} {year}", "url": reverse(office, args=[year])})
    return [*crumbs, {"label": page}]

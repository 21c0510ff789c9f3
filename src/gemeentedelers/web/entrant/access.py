"""The door of an entry: a team finds its own, and everybody else finds nothing."""

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from gemeentedelers.domain.entries.queries import entries_of_team, role_in
from gemeentedelers.domain.entries.rules import Deed, TeamRole, why_not_do
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry


def own_entry(request: SignedInRequest, reference: str) -> "Entry":
    """An entry of the viewer's own teams; for everybody else it does not exist."""
    return get_object_or_404(entries_of_team(request.user), reference=reference)


def own_role(request: SignedInRequest, entry: "Entry") -> TeamRole:
    role = role_in(entry, request.user)
    assert role is not None
    return role


def may(deed: Deed, role: TeamRole) -> bool:
    return why_not_do(deed, role=role) is None

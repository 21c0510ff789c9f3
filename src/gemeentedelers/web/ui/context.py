from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import has_role
from gemeentedelers.domain.people.rules import JURY, OFFICE, OPERATORS, Role


@dataclass(frozen=True)
class Workspace:
    url: str
    label: str
    current: bool


SCORERS = (Role.SCORER, Role.ASSESSOR)
ROOMS: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("/inzendingen/", "Mijn inzendingen", ()),
    ("/beoordelen/", "Beoordelen", SCORERS),
    ("/jury/", "Jury", JURY),
    ("/organisatie/", "Organisatie", OFFICE),
    ("/live/", "Regie", OPERATORS),
)


def site(request: HttpRequest) -> dict[str, object]:
    """What the frame around every page shows: the demo ribbon and the doors that are open to the viewer."""
    user = getattr(request, "user", None)
    rooms = _workspaces(user, request.path) if isinstance(user, User) else []
    return {"demo": settings.DEMO, "workspaces": rooms, "now": getattr(request, "now", None)}


def _workspaces(user: User, path: str) -> list[Workspace]:
    return [
        Workspace(url, label, path.startswith(url))
        for url, label, roles in ROOMS
        if not roles or any(has_role(user, role) for role in roles)
    ]

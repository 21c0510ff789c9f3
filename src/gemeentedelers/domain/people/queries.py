from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from gemeentedelers.domain.people.models import Organisation, RoleGrant, User
from gemeentedelers.domain.people.rules import Grant, Persona, Role, holds, years_of


def grants_of(viewer: User | AnonymousUser) -> list[Grant]:
    """What the viewer may do; read once per request, as the result stays on the viewer."""
    if isinstance(viewer, AnonymousUser):
        return []
    known: list[Grant] | None = getattr(viewer, "known_grants", None)
    if known is None:
        known = [row.grant for row in viewer.role_grants.all()]
        viewer.known_grants = known  # type: ignore[attr-defined]  # a note on this instance, not a column
    return known


def has_role(viewer: User | AnonymousUser, role: Role, year: int | None = None) -> bool:
    return holds(grants_of(viewer), role, year)


def years_with_role(viewer: User | AnonymousUser, role: Role) -> frozenset[int] | None:
    return years_of(grants_of(viewer), role)


def people_with_role(role: Role, year: int) -> QuerySet[User]:
    grants = RoleGrant.objects.filter(Q(year=year) | Q(year=None), role=role)
    return (
        User.objects.filter(is_active=True, pk__in=grants.values("user"))
        .select_related("municipality")
        .order_by("name", "pk")
    )


def people_with_one_of(roles: Iterable[Role], year: int) -> list[User]:
    """Everybody with one of these roles, once, by name."""
    found = {user.pk: user for role in roles for user in people_with_role(role, year)}
    return sorted(found.values(), key=lambda user: (user.name, user.pk))


def users_by_code(codes: Iterable[str]) -> dict[str, User]:
    return {user.code: user for user in User.objects.filter(code__in=codes)}


def people_called(words: str) -> QuerySet[User]:
    """Whose address this is, or whose name holds these words."""
    asked = words.strip()
    if not asked:
        return User.objects.none()
    found = User.objects.filter(Q(email__iexact=asked) | Q(name__icontains=asked), is_active=True)
    return found.select_related("municipality").order_by("name", "pk")


def organisations() -> QuerySet[Organisation]:
    """The list that grows, for suggestions while typing."""
    return Organisation.objects.order_by("name")


def personas() -> dict[Persona, User]:
    """The demo's people by persona; empty where no demo was made."""
    found = {
        user.email: user
        for user in User.objects.filter(email__in=[persona.email for persona in Persona]).select_related("municipality")
    }
    return {persona: found[persona.email] for persona in Persona if persona.email in found}

from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.models import Organisation, RoleGrant, User
from gemeentedelers.domain.people.rules import Role, is_municipal_address
from gemeentedelers.foundation.journal.actions import record


@transaction.atomic
def register_person(
    email: str,
    *,
    name: str,
    now: datetime,
    municipality: Municipality | None = None,
    job_title: str = "",
    organisation: str = "",
    is_verified: bool = False,
) -> User:
    """Make an account that signs in by mail. The municipality counts as proven when the address proves it."""
    proven = municipality is not None and is_municipal_address(email, municipality.website)
    user = User(
        email=email.strip().lower(),
        name=name,
        municipality=municipality,
        municipality_is_verified=is_verified or proven,
        job_title=job_title,
        organisation=organisation,
        joined_at=now,
    )
    user.set_unusable_password()
    user.save()
    record("person.registered", subject=user.code, by=user.code, now=now)
    return user


@transaction.atomic
def grant_role(user: User, role: Role, *, year: int | None, by: str, now: datetime) -> RoleGrant:
    """Give somebody a role. Giving it twice changes nothing."""
    grant, is_new = RoleGrant.objects.get_or_create(user=user, role=role, year=year, defaults={"granted_at": now})
    if is_new:
        record("role.granted", subject=user.code, by=by, now=now, role=role.value, year=year)
    return grant


@transaction.atomic
def revoke_role(user: User, role: Role, *, year: int | None, by: str, now: datetime) -> None:
    """Take a role away; it is gone at the very next request."""
    deleted, _ = RoleGrant.objects.filter(user=user, role=role, year=year).delete()
    if deleted:
        record("role.revoked", subject=user.code, by=by, now=now, role=role.value, year=year)


@transaction.atomic
def known_organisation(name: str, country: str = "NL") -> Organisation:
    """The organisation of that name from the list that grows; capitals and spaces make no new one."""
    plain = " ".join(name.split())
    found = Organisation.objects.filter(name__iexact=plain).first()
    return found or Organisation.objects.create(name=plain, country=country or "NL")


@transaction.atomic
def introduce_person(
    user: User,
    *,
    name: str,
    municipality: Municipality | None,
    organisation: str,
    job_title: str,
    now: datetime,
) -> None:
    """Keep who somebody is. Another municipality has to be proven again, by the address or by an organiser."""
    if user.municipality != municipality:
        proven = municipality is not None and is_municipal_address(user.email, municipality.website)
        user.municipality_is_verified = proven
    user.name, user.municipality = name, municipality
    user.organisation, user.job_title = organisation, job_title
    user.save()
    record("person.introduced", subject=user.code, by=user.code, now=now)

"""Which roles exist, how far they reach, and when an address proves that somebody works for a municipality.

Roles are few and named after the job. A role holds for one edition, or for all when no year is given.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

# Where a participant outside the register can come from.
COUNTRIES: Mapping[str, str] = {
    "NL": "Nederland",
    "AW": "Aruba",
    "BE": "België",
    "BQ": "Caribisch Nederland",
    "CW": "Curaçao",
    "DK": "Denemarken",
    "DE": "Duitsland",
    "FI": "Finland",
    "FR": "Frankrijk",
    "LU": "Luxemburg",
    "NO": "Noorwegen",
    "SX": "Sint Maarten",
    "SR": "Suriname",
    "GB": "Verenigd Koninkrijk",
    "SE": "Zweden",
}


class Role(StrEnum):
    SCORER = "scorer"
    ASSESSOR = "assessor"
    JUROR = "juror"
    JURY_CHAIR = "jury_chair"
    OPERATOR = "operator"
    ORGANISER = "organiser"
    SCALER = "scaler"
    ADMINISTRATOR = "administrator"


# Everybody at the jury's table.
JURY = (Role.JUROR, Role.JURY_CHAIR)
# Who may enter the office, and who operates the live screens.
OFFICE = (Role.ORGANISER, Role.ADMINISTRATOR)
OPERATORS = (Role.OPERATOR, Role.ORGANISER)


class Persona(StrEnum):
    """The people whom a demo lets you be; the names are part of the contract."""

    ENTRANT = "indiener"
    COLLEAGUE = "collega"
    NOMINEE = "genomineerde"
    SCORER = "scoorder"
    ASSESSOR = "assessor"
    JUROR = "jurylid"
    JURY_CHAIR = "juryvoorzitter"
    ORGANISER = "organisator"
    SCALER = "opschaler"
    ADOPTER = "overnemer"
    ADMINISTRATOR = "beheerder"

    @property
    def email(self) -> str:
        return f"{self.value}@demo.gemeentedelers.example"


@dataclass(frozen=True)
class Grant:
    """A role and its edition; `year` None means every edition."""

    role: Role
    year: int | None = None


def holds(grants: Iterable[Grant], role: Role, year: int | None = None) -> bool:
    """Whether one of the grants gives the role, in that year or (without a year) in any."""
    return any(grant.role is role and (year is None or grant.year is None or grant.year == year) for grant in grants)


def years_of(grants: Iterable[Grant], role: Role) -> frozenset[int] | None:
    """The years in which the role holds; None means every year."""
    matching = [grant.year for grant in grants if grant.role is role]
    if None in matching:
        return None
    return frozenset(year for year in matching if year is not None)


def host_of(address: str) -> str:
    """The host of a mail address or website, without `www.`."""
    host = address.rpartition("@")[2].partition("://")[2] or address.rpartition("@")[2]
    return host.partition("/")[0].lower().removeprefix("www.")


def is_municipal_address(email: str, website: str) -> bool:
    """An address proves a municipality when its host is, or lies under, the host of the website."""
    site, mail = host_of(website), host_of(email)
    return bool(site) and (mail == site or mail.endswith(f".{site}"))

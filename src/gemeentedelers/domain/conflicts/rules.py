"""What ties somebody to an entry, how heavy that weighs, and whether they may still judge it.

Regulations: nobody judges an entry of the own municipality, of an organisation that has a part in it, or at which
they worked themselves; who is involved in another way says so and does not see the entry again. Employment is
counted on the reference date of the edition, as everything else.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from gemeentedelers.domain.municipalities.rules import RegionKind, Vicinity
from gemeentedelers.domain.people.rules import Persona, host_of
from gemeentedelers.foundation.refusals import Refusal

Pair = tuple[str, str]
Hook = tuple[str, str]

REASON_LENGTH, EMPLOYER_LENGTH = 300, 120
BAR_YEARS, WARN_YEARS = 1, 3

# In these regions municipalities own and pay one organisation together, as the law obliges them to
# (Wet veiligheidsregio's, Wet publieke gezondheid). In the others they consult or buy together.
REGIONS_OF_ONE_BODY = frozenset({RegionKind.SAFETY, RegionKind.PUBLIC_HEALTH})

# Behind these hosts people share nothing but a provider. The personas of the demo share one for convenience.
SHARED_HOSTS = frozenset(
    {
        "casema.nl", "chello.nl", "freedom.nl", "gmail.com", "gmx.com", "gmx.net", "googlemail.com", "hetnet.nl",
        "home.nl", "hotmail.be", "hotmail.com", "hotmail.nl", "icloud.com", "kpnmail.nl", "kpnplanet.nl", "live.com",
        "live.nl", "mac.com", "mail.com", "me.com", "msn.com", "online.nl", "outlook.com", "outlook.nl", "planet.nl",
        "pm.me", "proton.me", "protonmail.com", "quicknet.nl", "solcon.nl", "telfort.nl", "tele2.nl", "tiscali.nl",
        "upcmail.nl", "xs4all.nl", "yahoo.com", "yahoo.nl", "ymail.com", "ziggo.nl", "zonnet.nl",
        host_of(Persona.SCORER.email),
    }
)  # fmt: skip

# What people write before or after the name of an organisation, or leave out.
LEGAL_FORMS = frozenset(
    {
        "bv", "nv", "vof", "cv", "ua", "ba", "stichting", "vereniging", "cooperatie", "cooperatieve", "maatschap",
        "gemeenschappelijke", "regeling", "gr", "de", "het", "een", "the",
    }
)  # fmt: skip


class Severity(StrEnum):
    """How heavy a tie weighs, lightest first."""

    NOTE = "note"
    WARN = "warn"
    BAR = "bar"

    @property
    def weight(self) -> int:
        return WEIGHTS[self]


WEIGHTS: Mapping[Severity, int] = {severity: place for place, severity in enumerate(Severity)}


class TieKind(StrEnum):
    """What ties somebody to an entry, closest first."""

    DECLARED = "declared"
    TEAM = "team"
    INVITED = "invited"
    NOMINATOR = "nominator"
    OWN_MUNICIPALITY = "own_municipality"
    TAKES_PART = "takes_part"
    ORGANISATION = "organisation"
    FORMER_EMPLOYER = "former_employer"
    MAIL_HOST = "mail_host"
    JOINT_ARRANGEMENT = "joint_arrangement"
    REGION = "region"
    NEIGHBOUR = "neighbour"


CLOSENESS: Mapping[TieKind, int] = {kind: place for place, kind in enumerate(TieKind)}


class ConflictObstacle(StrEnum):
    REASON_MISSING = "reason_missing"
    REASON_TOO_LONG = "reason_too_long"
    OTHER_EDITION = "other_edition"
    EMPLOYER_MISSING = "employer_missing"
    EMPLOYER_DOUBLE = "employer_double"
    EMPLOYER_TOO_LONG = "employer_too_long"
    STILL_EMPLOYED = "still_employed"


@dataclass(frozen=True)
class FormerJob:
    """Where somebody worked until that day: municipalities by their code, or an organisation by its name."""

    ended_on: date
    municipalities: frozenset[str] = frozenset()
    organisation: str = ""


@dataclass(frozen=True)
class Person:
    """What is known of somebody; without a code it is somebody without an account.

    `municipalities` are the codes of where they work now, mostly one or none; the organisation is as people type it.
    """

    code: str = ""
    municipalities: frozenset[str] = frozenset()
    organisation: str = ""
    address: str = ""
    jobs: frozenset[FormerJob] = frozenset()


@dataclass(frozen=True)
class Case:
    """What is known of an entry, on the reference date of its edition.

    Municipalities are codes. `team`, `invited` and `nominators` are mail addresses in small letters; `declared`
    holds the reason that a person gave, by the code of that person.
    """

    reference: str
    municipality: str
    day: date
    partners: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    team: frozenset[str] = frozenset()
    invited: frozenset[str] = frozenset()
    nominators: frozenset[str] = frozenset()
    declared: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def municipalities(self) -> frozenset[str]:
        return self.partners | {self.municipality}


@dataclass(frozen=True)
class Tie:
    """One reason why somebody is not quite a stranger to an entry; `about` names what they share."""

    kind: TieKind
    severity: Severity
    about: str = ""
    ended_on: date | None = None

    @property
    def bars(self) -> bool:
        return self.severity is Severity.BAR

    @property
    def reason(self) -> Refusal:
        return Refusal(self.kind, about=self.about, ended_on=self.ended_on)


def ties_between(person: Person, case: Case, *, vicinity: Vicinity) -> tuple[Tie, ...]:
    """Everything that ties the person to the entry, the heaviest first; in the same order for the same facts."""
    found = {*_declared(person, case), *_at_work(person, case, vicinity), *_by_mail(person, case, vicinity)}
    found |= {*_formerly(person, case, vicinity), *_nearby(person, case, vicinity)}
    return tuple(sorted(found, key=_standing))


def _standing(tie: Tie) -> tuple[int, int, str, date]:
    return -tie.severity.weight, CLOSENESS[tie.kind], tie.about, tie.ended_on or date.min


def why_not_judge(ties: Iterable[Tie]) -> Refusal | None:
    """The closest tie that bars; a warning or a note stops nobody."""
    barring = sorted((tie for tie in ties if tie.bars), key=_standing)
    return barring[0].reason if barring else None


def why_not_note(reason: str) -> Refusal | None:
    if not reason.strip():
        return Refusal(ConflictObstacle.REASON_MISSING)
    if len(reason.strip()) > REASON_LENGTH:
        return Refusal(ConflictObstacle.REASON_TOO_LONG, limit=REASON_LENGTH)
    return None


def why_not_tell_employment(
    *, has_municipality: bool, organisation: str, ended_on: date, today: date
) -> Refusal | None:
    """A former employer is one municipality or one organisation, and the last working day is past."""
    if has_municipality and organisation:
        return Refusal(ConflictObstacle.EMPLOYER_DOUBLE)
    if not has_municipality and not organisation:
        return Refusal(ConflictObstacle.EMPLOYER_MISSING)
    if len(organisation) > EMPLOYER_LENGTH:
        return Refusal(ConflictObstacle.EMPLOYER_TOO_LONG, limit=EMPLOYER_LENGTH)
    return Refusal(ConflictObstacle.STILL_EMPLOYED, ended_on=ended_on) if ended_on > today else None


def severity_of(ties: Iterable[Tie]) -> Severity | None:
    """How heavy the heaviest tie weighs."""
    return max((tie.severity for tie in ties), key=lambda severity: severity.weight, default=None)


def severity_of_former(ended_on: date, day: date) -> Severity:
    """Less than a year ago bars, less than three years warns. The same day a year later is a year ago."""
    if day < _years_after(ended_on, BAR_YEARS):
        return Severity.BAR
    return Severity.WARN if day < _years_after(ended_on, WARN_YEARS) else Severity.NOTE


def _years_after(day: date, years: int) -> date:
    """The 29th of February becomes the 1st of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


@lru_cache(maxsize=10_000)
def plain_name(name: str) -> str:
    """An organisation as it is compared: without capitals, accents, points, legal form and what is in brackets."""
    unbracketed = re.sub(r"\([^)]*\)", " ", name).casefold().replace("&", " en ")
    folded = unicodedata.normalize("NFKD", unbracketed)
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter)).replace(".", "")
    return " ".join(word for word in re.findall(r"[^\W_]+", letters) if word not in LEGAL_FORMS)


@lru_cache(maxsize=10_000)
def mail_host(address: str) -> str:
    """The host of an address when it says something about where somebody works, and nothing otherwise."""
    host = host_of(address) if "@" in address else ""
    return "" if host in SHARED_HOSTS else host


@lru_cache(maxsize=1_000)
def site_host(website: str) -> str:
    return host_of(website)


def _declared(person: Person, case: Case) -> Iterator[Tie]:
    if person.code in case.declared:
        yield Tie(TieKind.DECLARED, Severity.BAR, case.declared[person.code])
    parts = ((TieKind.TEAM, case.team), (TieKind.INVITED, case.invited), (TieKind.NOMINATOR, case.nominators))
    for kind, addresses in parts:
        if person.address and person.address.lower() in addresses:
            yield Tie(kind, Severity.BAR)


def _at_work(person: Person, case: Case, vicinity: Vicinity) -> Iterator[Tie]:
    for municipality in _same_places(person.municipalities, case, vicinity):
        kind = TieKind.OWN_MUNICIPALITY if municipality == case.municipality else TieKind.TAKES_PART
        yield Tie(kind, Severity.BAR, vicinity.called(municipality))
    for name in _same_names(person.organisation, case):
        yield Tie(TieKind.ORGANISATION, Severity.BAR, name)


def _formerly(person: Person, case: Case, vicinity: Vicinity) -> Iterator[Tie]:
    for job in person.jobs:
        severity = severity_of_former(job.ended_on, case.day)
        for municipality in _same_places(job.municipalities, case, vicinity):
            yield Tie(TieKind.FORMER_EMPLOYER, severity, f"gemeente {vicinity.called(municipality)}", job.ended_on)
        for name in _same_names(job.organisation, case):
            yield Tie(TieKind.FORMER_EMPLOYER, severity, name, job.ended_on)


def _by_mail(person: Person, case: Case, vicinity: Vicinity) -> Iterator[Tie]:
    """An address under the website of a municipality proves that somebody works there; a shared host suggests it."""
    host = mail_host(person.address)
    if not host:
        return
    sites = {site_host(vicinity.websites.get(code, "")) for code in case.municipalities}
    for site in sorted(sites.intersection(_suffixes(host))):
        yield Tie(TieKind.MAIL_HOST, Severity.BAR, site)
    others = (case.team | case.invited) - {person.address.lower()}
    if host not in sites and any(mail_host(address) == host for address in others):
        yield Tie(TieKind.MAIL_HOST, Severity.WARN, host)


def _nearby(person: Person, case: Case, vicinity: Vicinity) -> Iterator[Tie]:
    """Only the municipality that leads the case counts here: a partner far away makes no region of it."""
    for employer in person.municipalities:
        if vicinity.today(employer) & vicinity.today(case.municipality):
            continue
        shared = vicinity.regions_shared(employer, case.municipality)
        joint = sorted({name for kind, name in shared.items() if kind in REGIONS_OF_ONE_BODY})
        other = sorted({name for kind, name in shared.items() if kind not in REGIONS_OF_ONE_BODY})
        if joint:
            yield Tie(TieKind.JOINT_ARRANGEMENT, Severity.WARN, ", ".join(joint))
        if other:
            yield Tie(TieKind.REGION, Severity.NOTE, ", ".join(other))
        if vicinity.are_neighbours(employer, case.municipality):
            yield Tie(TieKind.NEIGHBOUR, Severity.NOTE, vicinity.called(case.municipality))


def _same_places(codes: Iterable[str], case: Case, vicinity: Vicinity) -> list[str]:
    """The municipalities of the case that are one of these today."""
    here = {today for code in codes for today in vicinity.today(code)}
    return [code for code in sorted(case.municipalities) if here & vicinity.today(code)] if here else []


def _same_names(typed: str, case: Case) -> list[str]:
    plain = plain_name(typed)
    return sorted(name for name in case.organisations if plain and plain_name(name) == plain)


def _suffixes(host: str) -> Iterator[str]:
    """The host itself and everything above it: mail.ede.nl, ede.nl."""
    parts = host.split(".")
    return (".".join(parts[place:]) for place in range(max(len(parts) - 1, 1)))


def municipalities_meant(name: str, codes: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Somebody typed "Gemeente Ede" as an organisation. `codes` are by plain name; two of one name are both meant."""
    plain = plain_name(name)
    return frozenset(codes.get(plain.removeprefix("gemeente "), ())) if plain.startswith("gemeente ") else frozenset()


def tie_graph_between(
    people: Iterable[Person], cases: Iterable[Case], *, vicinity: Vicinity, at_least: Severity = Severity.NOTE
) -> dict[Pair, tuple[Tie, ...]]:
    """The ties of everybody with every entry, by person and entry; only pairs whose heaviest tie weighs that much.

    Gives exactly what `ties_between` gives for each pair, but looks only at pairs that have something in common.
    """
    around = {} if at_least is Severity.BAR else vicinity.around()
    index: dict[Hook, list[Case]] = defaultdict(list)
    for case in cases:
        for hook in _hooks_of_case(case, vicinity):
            index[hook].append(case)
    graph: dict[Pair, tuple[Tie, ...]] = {}
    for person in people:
        hooks = _hooks_of_person(person, vicinity, around)
        for case in {case.reference: case for hook in hooks for case in index.get(hook, ())}.values():
            ties = ties_between(person, case, vicinity=vicinity)
            heaviest = severity_of(ties)
            if heaviest is not None and heaviest.weight >= at_least.weight:
                graph[person.code, case.reference] = ties
    return graph


def _hooks_of_case(case: Case, vicinity: Vicinity) -> set[Hook]:
    addresses = case.team | case.invited
    return {
        *(("place", today) for code in case.municipalities for today in vicinity.today(code)),
        *(("leading", today) for today in vicinity.today(case.municipality)),
        *(("organisation", plain_name(name)) for name in case.organisations),
        *(("address", address) for address in addresses | case.nominators),
        *(("host", mail_host(address)) for address in addresses),
        *(("host", site_host(vicinity.websites.get(code, ""))) for code in case.municipalities),
        *(("person", code) for code in case.declared),
    }


def _hooks_of_person(person: Person, vicinity: Vicinity, around: Mapping[str, frozenset[str]]) -> set[Hook]:
    now = {today for code in person.municipalities for today in vicinity.today(code)}
    before = {today for job in person.jobs for code in job.municipalities for today in vicinity.today(code)}
    employers = {person.organisation, *(job.organisation for job in person.jobs)}
    hooks = {
        *(("place", code) for code in now | before),
        *(("leading", near) for code in now for near in around.get(code, ())),
        *(("organisation", plain_name(name)) for name in employers),
        *(("host", host) for host in _suffixes(mail_host(person.address))),
        ("address", person.address.lower()),
        ("person", person.code),
    }
    return {hook for hook in hooks if hook[1]}

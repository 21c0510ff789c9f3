from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet

from gemeentedelers.domain.conflicts.models import Conflict, Employment
from gemeentedelers.domain.conflicts.rules import (
    Case,
    FormerJob,
    Pair,
    Person,
    Severity,
    Tie,
    municipalities_meant,
    plain_name,
    tie_graph_between,
)
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry, Invitation, Participant, TeamMember
from gemeentedelers.domain.entries.rules import InvitationStatus
from gemeentedelers.domain.municipalities.queries import EVERYDAY_NAMES, vicinity
from gemeentedelers.domain.municipalities.rules import Vicinity
from gemeentedelers.domain.nominations.models import Nominator
from gemeentedelers.domain.people.models import User

Graph = Mapping[Pair, tuple[Tie, ...]]
Found = defaultdict[int, set[str]]

# Who declined or was taken off the list never saw more of the entry than its title.
INVITED = (InvitationStatus.OPEN, InvitationStatus.ACCEPTED)


def conflicts_in(edition: Edition) -> QuerySet[Conflict]:
    return Conflict.objects.filter(entry__edition=edition).select_related("user", "entry")


def entries_hidden_from(viewer: User | AnonymousUser) -> QuerySet[Entry]:
    """The entries in which the viewer said to be involved: leave these out of whatever the viewer judges."""
    if isinstance(viewer, AnonymousUser):
        return Entry.objects.none()
    return Entry.objects.filter(conflicts__user=viewer)


def employments_of(user: User) -> QuerySet[Employment]:
    """Where somebody said to have worked before, the last one first."""
    return Employment.objects.filter(user=user).select_related("municipality")


def ties_of_somebody(person: Person, entries: Iterable[Entry]) -> Graph:
    """The ties of somebody of whom only this was typed, with each of these entries; works without an account."""
    near = vicinity()
    understood = _understood(person, _codes_by_name(near))
    return tie_graph_between([understood], cases_about(entries), vicinity=near)


def tie_graph(users: Iterable[User], entries: Iterable[Entry]) -> Graph:
    """The ties of all these people with all these entries, by code and reference; pairs without ties are absent."""
    near = vicinity()
    return tie_graph_between(_people(users, near), cases_about(entries), vicinity=near)


def bars_between(users: Iterable[User], entries: Iterable[Entry]) -> Graph:
    """As `tie_graph`, but only the pairs that are barred."""
    near = vicinity()
    return tie_graph_between(_people(users, near), cases_about(entries), vicinity=near, at_least=Severity.BAR)


def people_about(users: Iterable[User]) -> list[Person]:
    """What is known of these people."""
    return _people(users, vicinity())


def _people(users: Iterable[User], near: Vicinity) -> list[Person]:
    known = [user.pk for user in users]
    codes = _codes_by_name(near)
    jobs: dict[int, set[FormerJob]] = defaultdict(set)
    for user, ended_on, municipality, organisation in Employment.objects.filter(user__in=known).values_list(
        "user", "ended_on", "municipality__code", "organisation"
    ):
        places = frozenset({municipality} if municipality else municipalities_meant(organisation, codes))
        jobs[user].add(FormerJob(ended_on, places, organisation))
    rows = User.objects.filter(pk__in=known).values_list("pk", "code", "municipality__code", "organisation", "email")
    return [
        _understood(
            Person(code, frozenset({place} if place else ()), organisation, address.lower(), frozenset(jobs[pk])), codes
        )
        for pk, code, place, organisation, address in rows.order_by("pk")
    ]


def _understood(person: Person, codes: Mapping[str, set[str]]) -> Person:
    """With the municipality that somebody typed as an organisation."""
    return replace(person, municipalities=person.municipalities | municipalities_meant(person.organisation, codes))


def _codes_by_name(near: Vicinity) -> dict[str, set[str]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for code, name in near.names.items():
        codes[plain_name(name)].add(code)
    for everyday, official in EVERYDAY_NAMES.items():
        codes[plain_name(everyday)] |= codes[plain_name(official)]
    return codes


def cases_about(entries: Iterable[Entry]) -> list[Case]:
    """What is known of these entries, in seven queries however many they are."""
    known = [entry.pk for entry in entries]
    partners = _gathered(Participant.objects.filter(entry__in=known).exclude(municipality=None), "municipality__code")
    organisations = _gathered(
        Participant.objects.filter(entry__in=known).exclude(organisation=None), "organisation__name"
    )
    team = _gathered(TeamMember.objects.filter(entry__in=known), "user__email")
    invited = _gathered(Invitation.objects.filter(entry__in=known, status__in=INVITED), "address")
    nominators = _nominators(known)
    declared: dict[int, dict[str, str]] = defaultdict(dict)
    for entry, user, reason in Conflict.objects.filter(entry__in=known).values_list("entry", "user__code", "reason"):
        declared[entry][user] = reason
    rows = Entry.objects.filter(pk__in=known).values_list(
        "pk", "reference", "municipality__code", "edition__reference_date"
    )
    return [
        Case(
            reference,
            municipality,
            day,
            partners=frozenset(partners[pk]),
            organisations=frozenset(organisations[pk]),
            team=_addresses(team[pk]),
            invited=_addresses(invited[pk]),
            nominators=_addresses(nominators[pk]),
            declared=declared[pk],
        )
        for pk, reference, municipality, day in rows.order_by("pk")
    ]


def _gathered(rows: "QuerySet[Participant] | QuerySet[TeamMember] | QuerySet[Invitation]", what: str) -> Found:
    found: Found = defaultdict(set)
    for entry, value in rows.values_list("entry", what):
        found[entry].add(value)
    return found


def _nominators(entries: list[int]) -> Found:
    """Every address of whoever nominated: the one they gave and the one of their account."""
    found: Found = defaultdict(set)
    voices = Nominator.objects.filter(nomination__entry__in=entries).exclude(email="")
    for entry, given, own in voices.values_list("nomination__entry", "email", "user__email"):
        found[entry] |= {given, own or given}
    return found


def _addresses(found: Iterable[str]) -> frozenset[str]:
    return frozenset(address.strip().lower() for address in found)


def broken_employments() -> QuerySet[Employment]:
    """Jobs that had not ended yet on the day that somebody told of them."""
    return Employment.objects.filter(Q(ended_on__gt=F("told_at__date")))

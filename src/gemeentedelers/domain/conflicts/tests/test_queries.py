from dataclasses import replace
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.conflicts.actions import note_conflict
from gemeentedelers.domain.conflicts.queries import (
    bars_between,
    broken_employments,
    conflicts_in,
    employments_of,
    entries_hidden_from,
    tie_graph,
    ties_of_somebody,
)
from gemeentedelers.domain.conflicts.rules import Person, Severity, Tie, TieKind
from gemeentedelers.domain.conflicts.tests.factories import taking_part, worked_at
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, DURING_READING, make_edition
from gemeentedelers.domain.entries.actions import decline_invitation, invite
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import submitted_entries
from gemeentedelers.domain.entries.rules import TeamRole
from gemeentedelers.domain.entries.tests.factories import civil_servant, join, owner_of, started_entry, submitted_entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.nominations.rules import Voice
from gemeentedelers.domain.nominations.tests.factories import nominated
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

Kinds = list[tuple[TieKind, Severity]]


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def ties_of(user: User, entry: Entry) -> tuple[Tie, ...]:
    return tie_graph([user], [entry]).get((user.code, entry.reference), ())


def place(name: str, **details: object) -> Municipality:
    """Far from every other place, so that nothing is a neighbour by chance."""
    n_known = Municipality.objects.count()
    details.setdefault("latitude", 40.0 + 2 * n_known)
    details.setdefault("longitude", float(3 * n_known))
    municipality: Municipality = MunicipalityFactory(name=name, **details)
    return municipality


@pytest.fixture
def ede() -> Municipality:
    return place("Ede", regions={"safety": "Midden", "youth_care": "Vallei"})


@pytest.fixture
def entry(edition: Edition, ede: Municipality) -> Entry:
    owner = civil_servant(municipality=ede, email="anna@ede.example")
    return started_entry(edition, by=owner)


def reader(**details: object) -> User:
    details.setdefault("email", f"lezer{User.objects.count()}@elders{User.objects.count()}.example")
    user: User = UserFactory(**details)
    return user


def kinds(user: User, entry: Entry) -> Kinds:
    return [(tie.kind, tie.severity) for tie in ties_of(user, entry)]


def test_a_stranger_has_no_ties(entry: Entry) -> None:
    assert ties_of(reader(municipality=place("Zwolle")), entry) == ()


def test_the_own_municipality_bars_also_after_a_merger(entry: Entry, ede: Municipality) -> None:
    merged = place("Ede-Zuid")
    merged.successors.add(ede)

    assert kinds(reader(municipality=ede), entry) == [(TieKind.OWN_MUNICIPALITY, Severity.BAR)]
    assert kinds(reader(municipality=merged), entry)[0] == (TieKind.OWN_MUNICIPALITY, Severity.BAR)
    assert kinds(reader(organisation="Gemeente Ede"), entry) == [(TieKind.OWN_MUNICIPALITY, Severity.BAR)]


def test_whoever_takes_part_is_barred(entry: Entry) -> None:
    zwolle = place("Zwolle")
    taking_part(entry, zwolle)
    taking_part(entry, "Stichting Buurtkracht (fictief)")

    assert kinds(reader(municipality=zwolle), entry) == [(TieKind.TAKES_PART, Severity.BAR)]
    assert kinds(reader(organisation="buurtkracht"), entry) == [(TieKind.ORGANISATION, Severity.BAR)]


def test_regions_and_neighbours_are_known(entry: Entry, ede: Municipality) -> None:
    near = place("Barneveld", latitude=ede.latitude + 0.1, longitude=ede.longitude, regions=ede.regions)

    assert kinds(reader(municipality=near), entry) == [
        (TieKind.JOINT_ARRANGEMENT, Severity.WARN),
        (TieKind.REGION, Severity.NOTE),
        (TieKind.NEIGHBOUR, Severity.NOTE),
    ]


@pytest.mark.parametrize(
    ("ended_on", "expected"),
    [
        (date(2026, 6, 1), Severity.BAR),
        (date(2024, 6, 1), Severity.WARN),
        (date(2014, 6, 1), Severity.NOTE),
    ],
)
def test_a_former_employer_counts_on_the_reference_date(
    entry: Entry, ede: Municipality, ended_on: date, expected: Severity
) -> None:
    taking_part(entry, "Buurtkracht")
    there, here, typed = reader(), reader(), reader()
    worked_at(there, "Buurtkracht BV", until=ended_on)
    worked_at(here, ede, until=ended_on)
    worked_at(typed, "gemeente Ede", until=ended_on)

    assert [kinds(user, entry) for user in (there, here, typed)] == [[(TieKind.FORMER_EMPLOYER, expected)]] * 3


def test_the_team_and_whoever_was_invited_are_barred(entry: Entry) -> None:
    bob, chris, dora = reader(), reader(), reader()
    join(entry, bob, by=owner_of(entry))
    invite(entry, chris.email.upper(), TeamRole.READER, by=owner_of(entry), now=DURING_ENTRY)
    declined = invite(entry, dora.email, TeamRole.READER, by=owner_of(entry), now=DURING_ENTRY)
    decline_invitation(declined, by=dora, now=DURING_ENTRY)

    assert kinds(bob, entry) == [(TieKind.TEAM, Severity.BAR), (TieKind.INVITED, Severity.BAR)]
    assert kinds(chris, entry) == [(TieKind.INVITED, Severity.BAR)]
    assert kinds(dora, entry) == []


def test_a_mail_address_tells_where_somebody_works(entry: Entry, ede: Municipality) -> None:
    Municipality.objects.filter(pk=ede.pk).update(website="https://www.ede.example")
    join(entry, reader(email="bob@bureau.example"), by=owner_of(entry))
    join(entry, reader(email="bob@gmail.com"), by=owner_of(entry))

    assert kinds(reader(email="kim@ede.example"), entry) == [(TieKind.MAIL_HOST, Severity.BAR)]
    assert kinds(reader(email="kim@bureau.example"), entry) == [(TieKind.MAIL_HOST, Severity.WARN)]
    assert kinds(reader(email="kim@gmail.com"), entry) == []


def test_nominators_are_barred_by_the_address_they_gave_or_their_own(
    edition: Edition, entry: Entry, ede: Municipality
) -> None:
    noor = reader()
    nomination = nominated(edition, ede, voice=Voice("Noor", "noor@prive.example"), by=noor)
    nomination.nominators.update(user=noor)
    type(nomination).objects.filter(pk=nomination.pk).update(entry=entry, status="claimed")

    assert kinds(noor, entry) == [(TieKind.NOMINATOR, Severity.BAR)]
    assert kinds(reader(email="Noor@Prive.example"), entry) == [(TieKind.NOMINATOR, Severity.BAR)]


def test_what_somebody_declares_bars_and_hides(edition: Edition, entry: Entry) -> None:
    charlie = reader()
    note_conflict(entry, reason="Mijn zus werkt daar.", by=charlie, now=DURING_READING)

    [tie] = ties_of(charlie, entry)

    assert (tie.kind, tie.about) == (TieKind.DECLARED, "Mijn zus werkt daar.")
    assert list(entries_hidden_from(charlie)) == [entry]
    assert list(entries_hidden_from(reader())) == []
    assert [row.user for row in conflicts_in(edition)] == [charlie]


def test_somebody_without_an_account_can_be_asked_for(entry: Entry, ede: Municipality) -> None:
    taking_part(entry, "Buurtkracht")
    nobody = Person()

    assert ties_of_somebody(nobody, [entry]) == {}
    for person, expected in [
        (replace(nobody, municipalities=frozenset({ede.code})), TieKind.OWN_MUNICIPALITY),
        (replace(nobody, organisation="Gemeente Ede"), TieKind.OWN_MUNICIPALITY),
        (replace(nobody, organisation="Stichting Buurtkracht"), TieKind.ORGANISATION),
        (replace(nobody, address="Anna@ede.example"), TieKind.TEAM),
    ]:
        assert [tie.kind for tie in ties_of_somebody(person, [entry])["", entry.reference]] == [expected]


def test_barred_pairs_are_those_of_submitted_entries(edition: Edition, entry: Entry, ede: Municipality) -> None:
    submitted = submitted_entry(edition, by=civil_servant(municipality=place("Zwolle")))
    at_ede, at_zwolle = reader(municipality=ede), reader(municipality=submitted.municipality)

    assert set(bars_between([at_ede, at_zwolle, reader()], submitted_entries(edition))) == {
        (at_zwolle.code, submitted.reference)
    }


@pytest.mark.parametrize("size", [1, 3])
def test_the_graph_takes_as_many_queries_for_few_as_for_many(
    edition: Edition, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    municipalities = [place(f"Plaats {n}") for n in range(size)]
    entries = [started_entry(edition, by=civil_servant(municipality=one)) for one in municipalities]
    users = [reader(municipality=one) for one in municipalities]
    for user, entry in zip(users, entries, strict=True):
        worked_at(user, "Elders BV", until=date(2020, 1, 1))
        note_conflict(entry, reason="Mijn zus.", by=user, now=DURING_READING)

    with django_assert_num_queries(11):
        graph = tie_graph(users, entries)

    own = {(user.code, entry.reference) for user, entry in zip(users, entries, strict=True)}
    assert {pair for pair, ties in graph.items() if ties[0].kind is TieKind.DECLARED} == own


def test_employments_come_last_ended_first(ede: Municipality) -> None:
    alice = reader()
    first = worked_at(alice, ede, until=date(2015, 1, 1))
    second = worked_at(alice, "Buurtkracht", until=date(2020, 1, 1))

    assert list(employments_of(alice)) == [second, first]
    assert [row.employer for row in employments_of(alice)] == ["Buurtkracht", "gemeente Ede"]
    assert not broken_employments().exists()

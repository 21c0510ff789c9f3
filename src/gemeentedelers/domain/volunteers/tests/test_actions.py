from dataclasses import replace
from datetime import timedelta

import pytest

from gemeentedelers.domain.editions.models import Edition, Theme
from gemeentedelers.domain.editions.tests.factories import (
    AFTER_READING,
    AFTER_REVEAL,
    DURING_ENTRY,
    DURING_READING,
    make_edition,
)
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.panels.actions import add_reader, leave_round, return_to_round
from gemeentedelers.domain.panels.models import Reader
from gemeentedelers.domain.panels.rules import ReaderKind
from gemeentedelers.domain.people.models import RoleGrant, User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.volunteers.actions import (
    accept_volunteer,
    accept_volunteers,
    decline_volunteer,
    decline_volunteers,
    forget_volunteers,
    reconsider_volunteer,
    sign_up,
    withdraw_volunteer,
)
from gemeentedelers.domain.volunteers.models import Volunteer
from gemeentedelers.domain.volunteers.queries import (
    broken_volunteers,
    n_volunteers_by_status,
    reading_of,
    rounds_open_for_sign_up,
    supply_of,
    volunteers_in,
    volunteers_to_forget,
)
from gemeentedelers.domain.volunteers.rules import KEPT_AFTER_RESULT, Supply, VolunteerObstacle, VolunteerStatus
from gemeentedelers.domain.volunteers.tests.factories import NOOR, accepted_in, declined_in, round_in, volunteer_in
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

LATER = DURING_ENTRY + timedelta(hours=1)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def oscar() -> User:
    found: User = UserFactory(name="Oscar")
    return found


def facts(*prefixes: str) -> list[tuple[str, str, str, dict[str, object]]]:
    rows = Fact.objects.order_by("number")
    return [
        (fact.name, fact.subject, fact.actor, fact.values) for fact in rows if fact.name.partition(".")[0] in prefixes
    ]


def test_a_sign_up_is_kept_as_it_was_said(edition: Edition) -> None:
    groen = Theme.objects.create(slug="groen", name="Natuur en groen")
    druten = MunicipalityFactory(name="Druten")

    volunteer = volunteer_in(
        edition,
        name=" Noor \n Jansen",
        kind=ReaderKind.INSIDER,
        municipality=druten.code,
        organisation="vergeten",
        themes=("groen", "bestaat-niet"),
        minutes=150,
    )

    assert (volunteer.name, volunteer.municipality, volunteer.organisation) == ("Noor Jansen", druten, "")
    assert (volunteer.minutes, list(volunteer.themes.all()), volunteer.status) == (150, [groen], "signed_up")
    assert facts("volunteer") == [("volunteer.signed_up", volunteer.code, "", {})]


def test_a_second_sign_up_replaces_the_first(edition: Edition) -> None:
    first = volunteer_in(edition)

    second = replace(NOOR, email="Noor@Dorpshuis.example", minutes=600)
    sign_up(round_in(edition), second, now=LATER)

    again = Volunteer.objects.get()
    assert (again.code, again.token, again.minutes, again.signed_up_at) == (first.code, first.token, 600, LATER)
    assert [name for name, *_ in facts("volunteer")] == ["volunteer.signed_up", "volunteer.changed"]


def test_after_a_decision_a_second_sign_up_changes_nothing(edition: Edition, oscar: User) -> None:
    volunteer = declined_in(edition, by=oscar)

    sign_up(round_in(edition), replace(NOOR, minutes=600), now=LATER)

    volunteer.refresh_from_db()
    assert (volunteer.minutes, volunteer.status) == (240, "declined")
    assert facts("volunteer")[-1] == ("volunteer.asked_again", volunteer.code, "", {})


def test_who_withdrew_may_sign_up_again(edition: Edition) -> None:
    volunteer = volunteer_in(edition)
    for _ in range(2):
        withdraw_volunteer(volunteer, now=LATER)

    sign_up(round_in(edition), NOOR, now=LATER)

    assert Volunteer.objects.get().status == VolunteerStatus.SIGNED_UP
    assert [name for name, *_ in facts("volunteer")] == [
        "volunteer.signed_up",
        "volunteer.withdrawn",
        "volunteer.signed_up",
    ]


def test_a_faulty_sign_up_keeps_nothing(edition: Edition) -> None:
    with pytest.raises(RefusedError, match="motivation_missing"):
        sign_up(round_in(edition), replace(NOOR, motivation=" \n"), now=DURING_ENTRY)
    with pytest.raises(RefusedError, match="round_closed"):
        sign_up(round_in(edition), NOOR, now=AFTER_READING)

    assert (Volunteer.objects.count(), facts("volunteer")) == (0, [])


def test_accepting_makes_an_account_a_role_and_a_reader(edition: Edition, oscar: User) -> None:
    groen = Theme.objects.create(slug="groen", name="Natuur en groen")
    volunteer = volunteer_in(edition, themes=("groen",), minutes=250 - 10)

    reader = accept_volunteer(volunteer, by=oscar, now=LATER)

    volunteer.refresh_from_db()
    assert (volunteer.status, volunteer.decided_by, volunteer.decided_at) == ("accepted", oscar, LATER)
    assert volunteer.user == reader.user
    assert (reader.user.name, reader.user.email, reader.user.organisation) == (NOOR.name, NOOR.email, NOOR.organisation)
    assert (reader.capacity, reader.minutes, reader.kind) == (20, 240, "outsider")
    assert list(reader.themes.all()) == [groen]
    assert reading_of(volunteer) == reader
    assert [grant.grant.role for grant in RoleGrant.objects.filter(user=reader.user, year=2027)] == [Role.SCORER]
    code = reader.user.code
    assert facts("person", "role", "reader", "volunteer")[1:] == [
        ("person.registered", code, code, {}),
        ("role.granted", code, oscar.code, {"role": "scorer", "year": 2027}),
        ("reader.added", code, oscar.code, {"year": 2027, "capacity": 20}),
        ("volunteer.accepted", volunteer.code, oscar.code, {"person": code}),
    ]
    assert not broken_volunteers().exists()


def test_accepting_finds_who_has_an_account(edition: Edition, oscar: User) -> None:
    druten = MunicipalityFactory(name="Druten")
    noor = UserFactory(email=NOOR.email, name="N. Jansen")

    reader = accepted_in(edition, by=oscar, kind=ReaderKind.INSIDER, municipality=druten.code)

    noor.refresh_from_db()
    assert (reader.user, noor.name, noor.municipality) == (noor, "N. Jansen", druten)
    assert noor.municipality_is_verified is False


def test_an_account_with_a_municipality_keeps_it(edition: Edition, oscar: User) -> None:
    druten, elders = MunicipalityFactory(), MunicipalityFactory()
    noor = UserFactory(email=NOOR.email, municipality=elders)

    accepted_in(edition, by=oscar, kind=ReaderKind.INSIDER, municipality=druten.code)

    noor.refresh_from_db()
    assert (noor.municipality, noor.municipality_is_verified) == (elders, True)


def test_nobody_is_decided_twice(edition: Edition, oscar: User) -> None:
    reader = accepted_in(edition, by=oscar)
    volunteer = Volunteer.objects.get(user=reader.user)

    for decide in (
        lambda: accept_volunteer(volunteer, by=oscar, now=LATER),
        lambda: decline_volunteer(volunteer, reason="", by=oscar, now=LATER),
        lambda: withdraw_volunteer(volunteer, now=LATER),
    ):
        with pytest.raises(RefusedError, match="already_decided"):
            decide()
    assert Volunteer.objects.get().status == VolunteerStatus.ACCEPTED


def test_several_are_accepted_together_or_not_at_all(edition: Edition, oscar: User) -> None:
    volunteers = [volunteer_in(edition, email=f"noor{n}@dorpshuis.example") for n in range(3)]
    withdraw_volunteer(volunteers[2], now=LATER)

    with pytest.raises(RefusedError, match="already_decided"):
        accept_volunteers(volunteers, by=oscar, now=LATER)
    assert Reader.objects.count() == 0

    accept_volunteers(volunteers[:2], by=oscar, now=LATER)
    assert Reader.objects.count() == 2


def test_declining_keeps_the_reason_for_the_mail(edition: Edition, oscar: User) -> None:
    volunteers = [volunteer_in(edition, email=f"noor{n}@dorpshuis.example") for n in range(2)]

    decline_volunteers(volunteers, reason=" Wij hebben al veel lezers.\r\n", by=oscar, now=LATER)

    assert [(row.status, row.reason, row.decided_by) for row in volunteers_in(edition)] == [
        ("declined", "Wij hebben al veel lezers.", oscar)
    ] * 2
    assert facts("volunteer")[2:] == [("volunteer.declined", row.code, oscar.code, {}) for row in volunteers]
    assert n_volunteers_by_status(edition)[VolunteerStatus.DECLINED] == 2


def test_an_acceptance_is_taken_back(edition: Edition, oscar: User) -> None:
    reader = accepted_in(edition, by=oscar)
    volunteer = Volunteer.objects.get()

    reconsider_volunteer(volunteer, by=oscar, now=LATER)

    volunteer.refresh_from_db()
    assert (volunteer.status, volunteer.user, volunteer.decided_at) == ("signed_up", None, None)
    assert (Reader.objects.count(), RoleGrant.objects.filter(user=reader.user).count()) == (0, 0)
    assert [name for name, *_ in facts("role", "volunteer")][-2:] == ["role.revoked", "volunteer.reconsidered"]
    with pytest.raises(RefusedError, match="not_decided"):
        reconsider_volunteer(volunteer, by=oscar, now=LATER)


def test_a_declined_volunteer_can_be_looked_at_again(edition: Edition, oscar: User) -> None:
    volunteer = declined_in(edition, by=oscar, reason="Te laat.")

    reconsider_volunteer(volunteer, by=oscar, now=LATER)

    volunteer.refresh_from_db()
    assert (volunteer.status, volunteer.reason) == ("signed_up", "")


def test_after_the_close_nobody_leaves_or_comes_back(edition: Edition, oscar: User) -> None:
    user = accepted_in(edition, by=oscar).user
    reader = Reader.objects.get(user=user)

    with pytest.raises(RefusedError, match=VolunteerObstacle.ROUND_CLOSED.value):
        leave_round(reader, reason="", by=user, now=AFTER_READING)
    leave_round(reader, reason="", by=user, now=DURING_READING)
    with pytest.raises(RefusedError, match=VolunteerObstacle.ROUND_CLOSED.value):
        return_to_round(reader, by=oscar, now=AFTER_READING)


def test_adding_who_left_lets_them_in_again(edition: Edition) -> None:
    round_, user = round_in(edition), UserFactory()
    reader = add_reader(round_, user, capacity=5, minutes=60, kind=ReaderKind.RESIDENT, by="test", now=DURING_ENTRY)
    leave_round(reader, reason="", by=user, now=DURING_ENTRY)

    again = add_reader(round_, user, capacity=7, by="test", now=LATER)

    assert (again.pk, again.left_at, again.capacity, again.minutes, again.kind) == (reader.pk, None, 7, 60, "resident")


def test_the_supply_counts_who_reads_and_who_waits(edition: Edition, oscar: User) -> None:
    eligible_entry(edition)
    round_ = round_in(edition)
    add_reader(round_, UserFactory(), capacity=10, by="test", now=DURING_ENTRY)
    gone = accepted_in(edition, by=oscar, email="weg@dorpshuis.example")
    leave_round(gone, reason="", by=oscar, now=LATER)
    accepted_in(edition, by=oscar, email="erbij@dorpshuis.example", minutes=300)
    volunteer_in(edition, email="wacht@dorpshuis.example", minutes=600)
    declined_in(edition, by=oscar, email="niet@dorpshuis.example")

    assert supply_of(round_) == Supply(1, 2, 10 * 12 + 300, n_waiting=1, waiting_minutes=600)


def test_rounds_are_open_for_sign_up_until_they_close(edition: Edition) -> None:
    make_edition(2026)

    assert [[str(r.edition.year) for r in rounds_open_for_sign_up(now)] for now in (DURING_ENTRY, AFTER_READING)] == [
        ["2027"],
        [],
    ]


def test_who_was_not_accepted_is_forgotten_after_the_result(edition: Edition, oscar: User) -> None:
    accepted_in(edition, by=oscar)
    gone = [
        declined_in(edition, by=oscar, email="niet@dorpshuis.example"),
        volunteer_in(edition, email="wacht@dorpshuis.example"),
    ]
    edition.revealed_at = AFTER_REVEAL
    edition.save()
    term = AFTER_REVEAL + KEPT_AFTER_RESULT

    assert forget_volunteers(now=term - timedelta(seconds=1)) == 0
    assert [forget_volunteers(now=term) for _ in range(2)] == [2, 0]

    assert [row.status for row in Volunteer.objects.all()] == ["accepted"]
    assert sorted(facts("volunteer")[-2:]) == sorted(("volunteer.forgotten", row.code, "", {}) for row in gone)


def test_without_a_reveal_the_planned_day_counts(edition: Edition) -> None:
    volunteer_in(edition)
    term = edition.reveal_from + KEPT_AFTER_RESULT

    assert [volunteers_to_forget(now).count() for now in (term - timedelta(seconds=1), term)] == [0, 1]

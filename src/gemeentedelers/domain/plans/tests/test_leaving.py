from datetime import timedelta

import pytest

from gemeentedelers.domain.conflicts.models import Conflict
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import (
    DURING_READING,
    make_edition,
)
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.actions import add_reader, leave_round, return_to_round
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.panels.queries import readers_of, readers_who_left
from gemeentedelers.domain.panels.rules import AssignmentEnd
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.plans.actions import assign_entries
from gemeentedelers.domain.volunteers.actions import (
    reconsider_volunteer,
)
from gemeentedelers.domain.volunteers.models import Volunteer
from gemeentedelers.domain.volunteers.tests.factories import accepted_in, round_in
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db


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


def readers_with_a_desk(edition: Edition, n_readers: int) -> list[User]:
    """Readers from nowhere in particular, with every entry assigned."""
    users = [UserFactory() for _ in range(n_readers)]
    for user in users:
        add_reader(round_in(edition), user, capacity=20, by="test", now=DURING_READING)
    assign_entries(round_in(edition), by="test", now=DURING_READING)
    return users


def test_who_got_work_is_not_turned_back(edition: Edition, oscar: User) -> None:
    eligible_entry(edition)
    accepted_in(edition, by=oscar)
    assign_entries(round_in(edition), by="test", now=DURING_READING)

    with pytest.raises(RefusedError, match="has_work"):
        reconsider_volunteer(Volunteer.objects.get(), by=oscar, now=DURING_READING)


def test_nothing_is_divided_over_who_left(edition: Edition, oscar: User) -> None:
    eligible_entry(edition)
    gone, stays = readers_with_a_desk(edition, 2)
    leave_round(Reader.objects.get(user=gone), reason="", by=gone, now=DURING_READING)
    eligible_entry(edition)

    assign_entries(round_in(edition), by="test", now=DURING_READING)

    assert set(Assignment.objects.filter(ended_at=None).values_list("reader__user", flat=True)) == {stays.pk}


def test_a_reader_leaves(edition: Edition, oscar: User) -> None:
    eligible_entry(edition)
    user = readers_with_a_desk(edition, 1)[0]
    reader = Reader.objects.get(user=user)

    n_ended = leave_round(reader, reason="Ziek geworden", by=oscar, now=DURING_READING)

    reader.refresh_from_db()
    assignment = Assignment.objects.get()
    assert (assignment.ended_because, assignment.ended_at) == (AssignmentEnd.READER_LEFT, DURING_READING)
    assert (n_ended, reader.left_at, reader.left_because) == (1, DURING_READING, "Ziek geworden")
    assert facts("reader")[-1] == (
        "reader.left",
        user.code,
        oscar.code,
        {"year": 2027, "round": "reading", "n_ended": 1},
    )
    assert (list(readers_of(round_in(edition))), list(readers_who_left(round_in(edition)))) == ([], [reader])
    with pytest.raises(RefusedError, match="already_left"):
        leave_round(reader, reason="", by=oscar, now=DURING_READING)


def test_a_reader_comes_back_to_the_same_desk(edition: Edition, oscar: User) -> None:
    entries = [eligible_entry(edition) for _ in range(3)]
    user = readers_with_a_desk(edition, 1)[0]
    reader = Reader.objects.get(user=user)
    leave_round(reader, reason="", by=user, now=DURING_READING)
    Conflict.objects.create(user=user, entry=entries[0], reason="Mijn zus", declared_at=DURING_READING)

    n_back = return_to_round(reader, by=oscar, now=DURING_READING + timedelta(hours=1))

    reader.refresh_from_db()
    desk = Assignment.objects.filter(reader=reader, ended_at=None).values_list("entry__reference", flat=True)
    assert (n_back, reader.left_at) == (2, None)
    assert sorted(desk) == [entry.reference for entry in entries[1:]]
    assert facts("reader")[-1][:3] == ("reader.returned", user.code, oscar.code)
    with pytest.raises(RefusedError, match="not_left"):
        return_to_round(reader, by=oscar, now=DURING_READING)

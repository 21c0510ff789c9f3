from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.queries import broken_chain
from gemeentedelers.foundation.journal.rules import FIRST_DIGEST, Link, Statement, digest, first_broken

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


def chain_of(*names: str) -> list[Link]:
    links: list[Link] = []
    for number, name in enumerate(names, start=1):
        previous = links[-1].digest if links else FIRST_DIGEST
        statement = Statement(name, "GD-1", "someone", NOON, {"n": number})
        links.append(Link(number, statement, previous, digest(previous, statement)))
    return links


def test_an_untouched_chain_is_whole() -> None:
    assert first_broken(chain_of("a.done", "b.done", "c.done")) is None


def test_a_changed_fact_is_found() -> None:
    chain = chain_of("a.done", "b.done", "c.done")
    chain[1] = replace(chain[1], statement=replace(chain[1].statement, values={"n": 99}))

    assert first_broken(chain) == 2


def test_a_removed_fact_is_found() -> None:
    one, _, three = chain_of("a.done", "b.done", "c.done")

    assert first_broken([one, three]) == 3


def test_two_facts_that_changed_places_are_found() -> None:
    one, two, three = chain_of("a.done", "b.done", "c.done")

    assert first_broken([one, three, two]) == 3


@pytest.mark.django_db
def test_recording_links_each_fact_to_the_one_before() -> None:
    first = record("a.done", subject="GD-1", by="alice", now=NOON, n=1)
    second = record("b.done", subject="GD-1", by=None, now=NOON, reason="één\n'dubbel' \\ 100 %")

    assert first.previous == FIRST_DIGEST
    assert second.previous == first.digest
    assert second.actor == ""
    assert broken_chain() == []


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"name": "other.done"}, {"actor": "mallory"}, {"values": {"n": 2}}])
def test_the_database_refuses_to_change_a_fact(change: dict[str, object]) -> None:
    record("a.done", subject="GD-1", by="alice", now=NOON)

    with pytest.raises(ProgrammingError, match="never changed"), transaction.atomic():
        Fact.objects.update(**change)


@pytest.mark.django_db
def test_the_database_refuses_to_remove_a_fact() -> None:
    record("a.done", subject="GD-1", by="alice", now=NOON)

    with pytest.raises(ProgrammingError, match="never changed"), transaction.atomic():
        Fact.objects.all().delete()


@pytest.mark.django_db
def test_who_goes_around_the_trigger_is_found_by_the_chain() -> None:
    record("a.done", subject="GD-1", by="alice", now=NOON)
    record("b.done", subject="GD-1", by="alice", now=NOON)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_fact DISABLE TRIGGER journal_append_only")
        cursor.execute("UPDATE journal_fact SET actor = 'mallory' WHERE name = 'a.done'")
        cursor.execute("ALTER TABLE journal_fact ENABLE TRIGGER journal_append_only")

    assert broken_chain() == [Fact.objects.get(name="a.done").number]

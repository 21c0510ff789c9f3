"""What teams wrote before texts had a home of their own is still there, word for word."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from gemeentedelers.domain.editions.models import Edition, Theme
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.models import Entry, FrozenVersion, TeamMember
from gemeentedelers.domain.entries.queries import broken_submissions, broken_teams, broken_versions
from gemeentedelers.domain.entries.rules import digest_of
from gemeentedelers.domain.entries.tests.factories import civil_servant
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.texts.models import Text
from gemeentedelers.foundation.texts.queries import values_of

BEFORE, AFTER = [("entries", "0002_teams_participants_extensions")], [("entries", "0004_columns_of_texts_removed")]
SAVED = DURING_ENTRY + timedelta(days=1)
FIRST_THEMES = (("Afval", "z-afval"), ("Wonen", "a-wonen"))
CONTENT = {"title": "Ingediend", "answers": {"succesvol": "Ja."}}

pytestmark = pytest.mark.django_db(transaction=True)


def migrated(target: list[tuple[str, str]]) -> StateApps:
    executor = MigrationExecutor(connection)
    return executor.migrate(target).apps


@pytest.fixture
def back_to_the_newest() -> Iterator[None]:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def write_the_old_way(apps: StateApps, edition: Edition, alice: User, bob: User) -> None:
    """Three entries in columns and answers: one whole, one empty, one submitted."""
    entries, members = apps.get_model("entries", "Entry").objects, apps.get_model("entries", "TeamMember").objects
    answers = apps.get_model("entries", "Answer").objects
    versions = apps.get_model("entries", "FrozenVersion").objects
    assert alice.municipality is not None
    common = {
        "edition_id": edition.pk,
        "municipality_id": alice.municipality.pk,
        "started_at": DURING_ENTRY,
        "saved_at": SAVED,
    }
    whole = entries.create(
        reference="GD-2027-0001-3",
        title="Samen groen",
        summary="Kort.",
        result="Minder tegels.",
        problem="  Hitte.\nEn water. ",
        approach="Tegels eruit.",
        costs="5.000 euro.",
        lessons="Begin eerder.",
        started_on=date(2025, 1, 1),
        finished_on=date(2026, 6, 30),
        category_wish_id=edition.categories.get(key="uitvoering").pk,
        was_decisive=True,
        **common,
    )
    whole.themes.set(Theme.objects.create(name=name, slug=slug).pk for name, slug in FIRST_THEMES)
    for criterion in edition.criteria.all():
        answers.create(entry=whole, criterion_id=criterion.pk, text=f"Dit is {criterion.key}.")
    empty = entries.create(reference="GD-2027-0002-1", **common)
    answers.create(entry=empty, criterion_id=edition.criteria.all()[0].pk, text="")
    sent = entries.create(
        reference="GD-2027-0003-8",
        title="Ingediend",
        may_be_published=True,
        status="submitted",
        submitted_at=SAVED,
        **common,
    )
    versions.create(entry=sent, number=1, content=CONTENT, digest=digest_of(CONTENT), frozen_at=SAVED, submit_key="")
    for entry in (whole, empty, sent):
        members.create(entry=entry, user_id=alice.pk, role="owner")
    members.create(entry=whole, user_id=bob.pk, role="member")


@pytest.mark.usefixtures("back_to_the_newest")
def test_columns_and_answers_become_texts_with_their_writer() -> None:
    edition, alice, bob = make_edition(), civil_servant(), civil_servant()
    write_the_old_way(migrated(BEFORE), edition, alice, bob)

    migrated(AFTER)

    whole, empty, sent = Entry.objects.order_by("reference").values_list("reference", flat=True)
    assert values_of(whole) == {
        "title": "Samen groen",
        "summary": "Kort.",
        "result": "Minder tegels.",
        "problem": "  Hitte.\nEn water. ",
        "approach": "Tegels eruit.",
        "costs": "5.000 euro.",
        "lessons": "Begin eerder.",
        "started_on": "2025-01-01",
        "finished_on": "2026-06-30",
        "was_decisive": "ja",
        "category": "uitvoering",
        "themes": "\n".join(slug for _, slug in FIRST_THEMES),
        "answer.succesvol": "Dit is succesvol.",
        "answer.herbruikbaar": "Dit is herbruikbaar.",
    }
    assert (values_of(empty), values_of(sent)) == ({}, {"title": "Ingediend", "may_be_published": "ja"})
    assert {(text.version, text.written_by, text.written_at) for text in Text.objects.all()} == {
        (1, alice.code, SAVED),
    }


@pytest.mark.usefixtures("back_to_the_newest")
def test_members_become_writers_and_every_entry_gets_a_key_of_its_own() -> None:
    edition, alice, bob = make_edition(), civil_servant(), civil_servant()
    write_the_old_way(migrated(BEFORE), edition, alice, bob)

    migrated(AFTER)

    roles = TeamMember.objects.order_by("entry__reference", "pk").values_list("user", "role")
    assert list(roles) == [(alice.pk, "owner"), (bob.pk, "writer"), (alice.pk, "owner"), (alice.pk, "owner")]
    keys = list(Entry.objects.values_list("submit_key", flat=True))
    assert len(set(keys)) == 3
    assert min(len(key) for key in keys) == 32
    version = FrozenVersion.objects.get()
    assert (version.content, version.submit_key, version.timeliness) == (CONTENT, "", "on_time")
    assert not [*broken_submissions(), *broken_teams(), *broken_versions()]

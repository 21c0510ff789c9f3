"""The nominations that once stood among the entries all arrive, and their links keep working."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.tests.factories import civil_servant, started_entry
from gemeentedelers.domain.nominations.actions import claim_nomination
from gemeentedelers.domain.nominations.models import Contact, Invitation, Nomination, Nominator
from gemeentedelers.domain.nominations.queries import (
    broken_claims,
    broken_invitations,
    broken_reminders,
    broken_tips,
    invitations_with_token,
)
from gemeentedelers.domain.people.models import User

pytestmark = pytest.mark.django_db

COPY = import_module("gemeentedelers.domain.nominations.migrations.0002_copied_from_entries")
BEFORE = [("entries", "0001_entries_and_nominations"), ("nominations", "0001_nominations")]


@pytest.fixture
def old(db: None) -> Apps:
    """The models as they were before the copy, with the old table back in its place."""
    apps = MigrationLoader(connection).project_state(BEFORE).apps
    with connection.schema_editor() as editor:
        editor.create_model(apps.get_model("entries", "Nomination"))
    return apps


@pytest.fixture
def nominee() -> User:
    return civil_servant(email="alice@druten.example")


@pytest.fixture
def edition(old: Apps) -> Edition:
    return make_edition()


def write_old(old: Apps, edition: Edition, nominee: User, **changes: object) -> str:
    values = {
        "edition_id": edition.pk,
        "municipality_id": nominee.municipality_id,
        "title": "Buurtkeuken",
        "reason": "Dit werkt.",
        "contact_email": "Alice@Druten.example",
        "nominator_name": "Noor",
        "nominator_email": "noor@elders.example",
        "nominated_at": DURING_ENTRY,
        **changes,
    }
    model = old.get_model("entries", "Nomination")  # type: ignore[misc]  # a model of the past
    code: str = model.objects.create(**values).code
    return code


def copy(old: Apps) -> None:
    with connection.schema_editor() as editor:
        COPY.copy_nominations(old, editor)


def test_an_open_nomination_arrives_whole_and_can_be_answered(old: Apps, edition: Edition, nominee: User) -> None:
    noor = civil_servant()
    code = write_old(old, edition, nominee, nominated_by_id=noor.pk)

    copy(old)

    nomination = Nomination.objects.get()
    assert (nomination.code, nomination.edition, nomination.municipality) == (code, edition, nominee.municipality)
    assert (nomination.title, nomination.status, nomination.received_at) == ("Buurtkeuken", "invited", DURING_ENTRY)
    voice = Nominator.objects.get()
    assert (voice.name, voice.email, voice.user, voice.reason) == ("Noor", "noor@elders.example", noor, "Dit werkt.")
    assert (voice.wants_credit, voice.wants_news, voice.nominated_at) == (True, False, DURING_ENTRY)
    invitation = invitations_with_token(code).get()
    assert (invitation.contact.email, invitation.told_until) == ("alice@druten.example", DURING_ENTRY)
    assert claim_nomination(invitation, by=nominee, now=DURING_ENTRY).title == "Buurtkeuken"


def test_answers_are_kept(old: Apps, edition: Edition, nominee: User) -> None:
    entry = started_entry(edition, by=nominee)
    claimed = write_old(old, edition, nominee, status="claimed", entry_id=entry.pk)
    declined = write_old(old, edition, nominee, status="declined", title="Iets anders")

    copy(old)

    rows = {row.code: (row.status, row.entry) for row in Nomination.objects.all()}
    assert rows == {claimed: ("claimed", entry), declined: ("declined", None)}


def test_one_contact_is_one_contact_and_was_written_last(old: Apps, edition: Edition, nominee: User) -> None:
    later = DURING_ENTRY + timedelta(days=2)
    write_old(old, edition, nominee, nominated_at=later)
    write_old(old, edition, nominee, contact_email="alice@druten.example", title="Iets anders")

    copy(old)

    assert (Contact.objects.get().written_at, Invitation.objects.count()) == (later, 2)


def test_a_nominator_without_a_name_becomes_nobody(old: Apps, edition: Edition, nominee: User) -> None:
    write_old(old, edition, nominee, nominator_name="")

    copy(old)

    voice = Nominator.objects.get()
    assert (voice.name, voice.email, voice.wants_credit) == ("", "", False)


def test_nothing_is_broken_after_the_copy(old: Apps, edition: Edition, nominee: User) -> None:
    write_old(old, edition, nominee)
    write_old(old, edition, nominee, status="declined", title="Iets anders")

    copy(old)

    queries = (broken_invitations, broken_tips, broken_claims, broken_reminders)
    assert (Nomination.objects.count(), [query().count() for query in queries]) == (2, [0, 0, 0, 0])


def test_the_old_table_goes_after_the_copy() -> None:
    graph = MigrationLoader(connection).graph
    plan = graph.forwards_plan(("entries", "0005_nominations_moved"))

    assert ("nominations", "0002_copied_from_entries") in plan
    assert "entries_nomination" not in connection.introspection.table_names()

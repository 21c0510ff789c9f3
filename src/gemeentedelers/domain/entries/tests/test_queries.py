from collections.abc import Callable, Collection
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.actions import (
    add_participant,
    ask_extension,
    decline_extension,
    extend_entry,
    hand_over,
    invite,
    revoke_invitation,
    withdraw_entry,
)
from gemeentedelers.domain.entries.models import Entry, FrozenVersion, TeamMember
from gemeentedelers.domain.entries.queries import (
    IntakeCounts,
    broken_categories,
    broken_keys,
    broken_merges,
    broken_submissions,
    broken_teams,
    broken_versions,
    broken_withdrawals,
    closing_of,
    draft_of,
    entries_in_competition,
    entries_of_team,
    extensions_asked,
    extensions_of,
    intake_counts,
    invitations_with_token,
    key_to_submit,
    newest_versions,
    open_invitations,
    participants_of,
    participating_municipalities,
    role_in,
    submitted_entries,
    team_of,
)
from gemeentedelers.domain.entries.rules import EntryStatus, ParticipantRole, SubmitKey, TeamRole
from gemeentedelers.domain.entries.tests.factories import (
    civil_servant,
    complete_entry,
    eligible_entry,
    started_entry,
    submit,
    submitted_entry,
    write,
)
from gemeentedelers.domain.entries.tests.test_actions import fresh, joined
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LATE = ENTRY_CLOSES + timedelta(days=1)


def participants(entry: Entry, n_parties: int, *, by: User) -> None:
    for _ in range(n_parties):
        party = MunicipalityFactory()
        add_participant(entry, party, ParticipantRole.PARTNER, contribution="", by=by, now=DURING_ENTRY)


def test_a_draft_amounts_to_what_is_missing_wrong_and_new() -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)
    write(entry, by=alice, title="t" * 101, costs="")

    draft = draft_of(fresh(entry))

    assert [gap.field.key for gap in draft.offer.gaps] == ["costs"]
    assert [fault.field.key for fault in draft.offer.faults] == ["title"]
    assert draft.offer.submitted_digest == entry.versions.get().digest != draft.offer.digest
    assert draft.content["title"] == draft.texts["title"] == "t" * 101
    assert draft.form.criteria == ("succesvol", "herbruikbaar")


@pytest.mark.parametrize("n_more", [0, 3])
def test_a_draft_costs_the_same_queries_however_much_was_written(
    n_more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    participants(entry, n_more, by=alice)
    if n_more:
        write(entry, by=alice, portable="Het draaiboek", local="De stenen", staff="Twee collega’s", skills="Spitten")
    fetched = entries_of_team(alice).get()

    with django_assert_num_queries(7):
        draft_of(fetched)


def test_the_key_of_the_check_page_is_of_the_text_that_stands_there() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    before = key_to_submit(entry)
    write(entry, by=alice, costs="6.000 euro.")

    after = key_to_submit(fresh(entry))

    assert before.key == after.key == entry.submit_key
    assert before.digest != after.digest
    assert after == SubmitKey(entry.submit_key, draft_of(fresh(entry)).offer.digest)


@pytest.mark.parametrize("n_entries", [1, 3])
def test_lists_of_entries_cost_the_same_queries_however_long_they_are(
    n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition, alice = make_edition(), civil_servant()
    for _ in range(n_entries):
        eligible_entry(edition, by=alice)

    with django_assert_num_queries(2):
        mine = list(entries_of_team(alice))
    with django_assert_num_queries(1):
        found = list(submitted_entries(edition))
    with django_assert_num_queries(1):
        competing = list(entries_in_competition(edition))
    with django_assert_num_queries(1):
        versions = newest_versions(entries_in_competition(edition))

    assert len(mine) == len(found) == len(competing) == len(versions) == n_entries


def test_a_team_sees_its_own_entries_and_nobody_else_does() -> None:
    alice, edition = civil_servant(), make_edition()
    entry = started_entry(edition, by=alice)
    reader = joined(entry, TeamRole.READER, by=alice)
    invited = civil_servant()
    invite(entry, invited.email, TeamRole.WRITER, by=alice, now=DURING_ENTRY)

    seen = [list(entries_of_team(viewer)) for viewer in (alice, reader, invited, AnonymousUser())]

    assert seen == [[entry], [entry], [], []]
    assert [role_in(entry, viewer) for viewer in (alice, reader, invited)] == [TeamRole.OWNER, TeamRole.READER, None]


def test_what_is_read_is_the_newest_version_of_each_entry() -> None:
    alice, edition = civil_servant(), make_edition()
    entry, other = submitted_entry(edition, by=alice), submitted_entry(edition)
    write(entry, by=alice, costs="6.000 euro.")
    submit(entry, by=alice)

    found = newest_versions(Entry.objects.filter(edition=edition))

    assert {key: version.number for key, version in found.items()} == {entry.pk: 2, other.pk: 1}


def test_the_owner_stands_first_and_the_others_in_the_order_in_which_they_joined() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    bob, carol = joined(entry, by=alice), joined(entry, TeamRole.READER, by=alice)
    hand_over(entry, carol, by=alice, now=DURING_ENTRY)

    assert [row.user for row in team_of(entry)] == [carol, alice, bob]


@pytest.mark.parametrize("n_people", [1, 3])
def test_people_and_participants_of_an_entry_cost_one_query_each(
    n_people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    participants(entry, n_people, by=alice)
    for _ in range(n_people - 1):
        joined(entry, by=alice)

    with django_assert_num_queries(2):
        team = [(row.user.name, row.user.affiliation) for row in team_of(entry)]
        parties = [row.name for row in participants_of(entry)]

    assert (len(team), len(parties)) == (n_people, n_people)


def test_an_invitation_is_found_by_its_token_alone() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    first, second = (
        invite(entry, f"{name}@gemeente.example", TeamRole.WRITER, by=alice, now=DURING_ENTRY) for name in ("bob", "jo")
    )
    revoke_invitation(first, by=alice, now=DURING_ENTRY)

    assert list(open_invitations(entry)) == [second]
    assert list(invitations_with_token(first.token)) == [first]
    assert [list(invitations_with_token(guess)) for guess in (second.code, "", second.token.upper())] == [[], [], []]


def test_the_latest_extension_that_was_given_is_the_closing_of_an_entry() -> None:
    alice, oscar = civil_servant(), UserFactory()
    entry = started_entry(make_edition(), by=alice)
    declined = ask_extension(entry, reason="Storing", by=alice, now=LATE)
    decline_extension(declined, reason="Te laat", by=oscar, now=LATE)
    assert closing_of(entry).extended_until is None

    for days in (3, 2):
        extend_entry(entry, until=LATE + timedelta(days=days), reason="Storing", by=oscar, now=LATE)

    assert closing_of(fresh(entry)).extended_until == LATE + timedelta(days=3)
    assert closing_of(entry).window == entry.edition.entry_window


def test_questions_for_more_time_wait_in_the_order_in_which_they_came() -> None:
    edition, oscar = make_edition(), UserFactory()
    teams = [civil_servant() for _ in range(3)]
    asked = [
        ask_extension(started_entry(edition, by=user), reason="Storing", by=user, now=LATE - timedelta(hours=place))
        for place, user in enumerate(teams)
    ]
    decline_extension(asked[1], reason="Te laat", by=oscar, now=LATE)

    assert list(extensions_asked(edition)) == [asked[2], asked[0]]
    assert list(extensions_of(asked[1].entry)) == [asked[1]]


def test_the_desk_of_the_organisers_counts_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    edition, alice = make_edition(), civil_servant()
    started_entry(edition)
    submitted_entry(edition)
    eligible_entry(edition, by=alice)
    withdrawn = submitted_entry(edition, by=alice)
    withdraw_entry(withdrawn, by=alice, now=DURING_ENTRY)

    with django_assert_num_queries(1):
        counts = intake_counts(edition)

    assert counts == IntakeCounts(n_drafts=1, n_submitted=2, n_undecided=1, n_without_category=0)


def test_municipalities_take_part_by_submitting() -> None:
    edition, alice, bob = make_edition(), civil_servant(), civil_servant()
    submitted_entry(edition, by=alice)
    started_entry(edition, by=bob)
    assert alice.municipality is not None

    assert participating_municipalities(edition) == {alice.municipality.code}


# What must always be true


def without_guarantee(statement: str) -> None:
    """Take a guarantee of the database away, for as long as this test lasts."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


FREE_MERGES = "ALTER TABLE entries_entry DROP CONSTRAINT entries_merged_says_into_which"


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def entry(edition: Edition) -> Entry:
    """One entry of each status stands beside it, and nothing is broken."""
    alice = civil_servant()
    started_entry(edition, by=alice)
    withdraw_entry(submitted_entry(edition, by=alice), by=alice, now=DURING_ENTRY)
    other = submitted_entry(edition, by=alice)
    found = eligible_entry(edition, by=alice)
    Entry.objects.filter(pk=other.pk).update(status=EntryStatus.MERGED, merged_into=found)
    queries: list[Callable[[], Collection[Model]]] = [
        lambda: list(broken_submissions()),
        broken_versions,
        lambda: list(broken_categories()),
        lambda: list(broken_teams()),
        lambda: list(broken_merges()),
        lambda: list(broken_keys()),
        lambda: list(broken_withdrawals()),
    ]
    assert [query() for query in queries] == [[]] * 7
    return found


def test_a_submission_without_a_version_is_found(entry: Entry) -> None:
    FrozenVersion.objects.filter(entry=entry).delete()

    assert list(broken_submissions()) == [entry]


@pytest.mark.parametrize(
    "change",
    [
        """UPDATE entries_frozenversion SET content = jsonb_set(content, '{title}', '"Anders"') WHERE entry_id = %s""",
        "UPDATE entries_frozenversion SET content = content - 'lessons' WHERE entry_id = %s",
        "UPDATE entries_frozenversion SET digest = repeat('0', 64) WHERE entry_id = %s",
    ],
)
def test_a_version_that_was_tampered_with_is_found(entry: Entry, change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change, [entry.pk])

    assert broken_versions() == [entry.versions.get()]


@pytest.mark.parametrize("column", ["category", "category_wish"])
def test_a_category_of_another_edition_is_found(entry: Entry, column: str) -> None:
    foreign = make_edition(2025).categories.all()[0]

    Entry.objects.filter(pk=entry.pk).update(**{column: foreign})

    assert list(broken_categories()) == [entry]


def test_an_entry_without_an_owner_is_found(entry: Entry) -> None:
    joined(entry, by=entry.team.get().user)
    TeamMember.objects.filter(entry=entry, role=TeamRole.OWNER).delete()

    assert list(broken_teams()) == [entry]


def test_an_entry_with_two_owners_is_found(entry: Entry) -> None:
    joined(entry, by=entry.team.get().user)
    without_guarantee("DROP INDEX entries_one_owner")

    TeamMember.objects.filter(entry=entry).update(role=TeamRole.OWNER)

    assert list(broken_teams()) == [entry]


def test_a_merged_entry_that_does_not_say_into_which_is_found(entry: Entry) -> None:
    without_guarantee(FREE_MERGES)
    Entry.objects.filter(pk=entry.pk).update(status=EntryStatus.MERGED)

    assert list(broken_merges()) == [entry]


def test_an_entry_that_says_into_which_it_was_merged_and_is_not_is_found(entry: Entry, edition: Edition) -> None:
    without_guarantee(FREE_MERGES)
    Entry.objects.filter(pk=entry.pk).update(merged_into=started_entry(edition))

    assert list(broken_merges()) == [entry]


def test_an_entry_that_was_merged_into_itself_is_found(entry: Entry) -> None:
    Entry.objects.filter(pk=entry.pk).update(status=EntryStatus.MERGED, merged_into=entry)

    assert list(broken_merges()) == [entry]


def test_a_key_that_was_used_before_is_found(entry: Entry) -> None:
    Entry.objects.filter(pk=entry.pk).update(submit_key=entry.versions.get().submit_key)

    assert list(broken_keys()) == [entry]


def test_the_key_of_another_entry_that_was_used_is_found_too(entry: Entry, edition: Edition) -> None:
    draft = Entry.objects.filter(edition=edition, status=EntryStatus.DRAFT)
    draft.update(submit_key=entry.versions.get().submit_key)

    assert list(broken_keys()) == [draft.get()]


def test_a_withdrawn_entry_that_takes_part_is_found(entry: Entry, edition: Edition) -> None:
    withdraw_entry(entry, by=entry.team.get().user, now=DURING_ENTRY)
    assert not entries_in_competition(edition).exists()

    Entry.objects.filter(pk=entry.pk).update(status=EntryStatus.SUBMITTED)

    assert list(entries_in_competition(edition)) == list(broken_withdrawals()) == [entry]

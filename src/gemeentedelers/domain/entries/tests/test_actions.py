from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import transaction
from django.forms.models import model_to_dict

from gemeentedelers.domain.editions.actions import mark_revealed
from gemeentedelers.domain.editions.rules import CriterionPlan
from gemeentedelers.domain.editions.tests.factories import (
    AFTER_REVEAL,
    ANCHORS,
    DURING_ENTRY,
    ENTRY_CLOSES,
    OPENS,
    make_edition,
)
from gemeentedelers.domain.entries.actions import (
    accept_invitation,
    add_participant,
    ask_extension,
    assign_category,
    change_member,
    decline_extension,
    decline_invitation,
    extend_entry,
    hand_over,
    invite,
    invite_again,
    judge_eligibility,
    remove_member,
    remove_participant,
    restore_entry,
    revoke_invitation,
    settle,
    start_entry,
    submit_entry,
    type_in,
    withdraw_entry,
    write_section,
)
from gemeentedelers.domain.entries.models import Entry, Extension, Invitation, Participant
from gemeentedelers.domain.entries.queries import (
    draft_of,
    entries_in_competition,
    entries_of_team,
    key_to_submit,
    newest_version,
    open_invitations,
    role_in,
)
from gemeentedelers.domain.entries.rules import (
    INVITATION_LASTS,
    UNDO_WITHIN,
    Deed,
    Eligibility,
    EntryObstacle,
    EntryStatus,
    ExtensionStatus,
    InvitationStatus,
    ParticipantRole,
    SubmitKey,
    TeamRole,
    digest_of,
)
from gemeentedelers.domain.entries.tests.factories import (
    AFTER_CLOSING,
    civil_servant,
    complete_entry,
    eligible_entry,
    started_entry,
    submit,
    submitted_entry,
    write,
    write_texts_of,
)
from gemeentedelers.domain.entries.tests.test_rules import MAY_DO, rows_of
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.actions import known_organisation
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.queries import facts_about
from gemeentedelers.foundation.refusals import Refusal, RefusedError
from gemeentedelers.foundation.texts.queries import history_of, parked_text, texts_of, values_of
from gemeentedelers.foundation.texts.rules import Patch, Reception

pytestmark = pytest.mark.django_db

TICK = timedelta(milliseconds=1)
HOUR = timedelta(hours=1)
GRACE_ENDS = ENTRY_CLOSES + timedelta(minutes=15)
TOO_LATE = ENTRY_CLOSES + timedelta(days=1)


def newest_fact(subject: str) -> tuple[str, str, dict[str, object]]:
    fact: Fact = facts_about(subject).latest("number")
    return fact.name, fact.actor, fact.values


def n_facts(subject: str, name: str) -> int:
    return facts_about(subject).filter(name=name).count()


def refusal_of(action: Callable[[], object]) -> Refusal:
    """The refusal of an action, which leaves no trace in the journal."""
    known = Fact.objects.count()
    with pytest.raises(RefusedError) as caught:
        action()
    assert Fact.objects.count() == known
    return caught.value.refusal


def fresh(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def joined(
    entry: Entry, role: TeamRole = TeamRole.WRITER, *, by: User, user: User | None = None, now: datetime = DURING_ENTRY
) -> User:
    """Somebody who was invited to the team and accepted."""
    colleague = user or civil_servant()
    accept_invitation(invite(entry, colleague.email, role, by=by, now=now), by=colleague, now=now)
    return colleague


def merged(entry: Entry) -> Entry:
    """Merging is for a later room; here only what it leaves behind."""
    other = started_entry(entry.edition)
    Entry.objects.filter(pk=entry.pk).update(status=EntryStatus.MERGED, merged_into=other)
    return fresh(entry)


def opened(entry: Entry, *sections: str) -> Entry:
    """Opening a section is for a later room; here only what it leaves behind."""
    Entry.objects.filter(pk=entry.pk).update(open_sections=list(sections))
    return fresh(entry)


# Starting


def test_starting_gives_a_draft_its_reference_number_and_owner() -> None:
    edition, alice = make_edition(), civil_servant()

    entry = start_entry(edition, by=alice, now=DURING_ENTRY)

    assert entry.reference == "GD-2027-0001-3"
    assert (entry.municipality, entry.status, entry.title) == (alice.municipality, EntryStatus.DRAFT, "")
    assert [(row.user, row.role, row.joined_at) for row in entry.team.all()] == [(alice, "owner", DURING_ENTRY)]
    assert values_of(entry.reference) == {}
    assert newest_fact(entry.reference) == ("entry.started", alice.code, {})


def test_starting_with_a_title_keeps_it_as_a_text() -> None:
    alice = civil_servant()

    entry = start_entry(make_edition(), by=alice, now=DURING_ENTRY, title="Groen " * 30)

    text = texts_of(entry.reference)["title"]
    assert (text.value, text.version, text.written_by) == ("Groen " * 30, 1, alice.code)
    assert entry.title == ("Groen " * 30)[:100]


def test_starting_for_another_municipality_leaves_the_owner_where_they_work() -> None:
    elsewhere = MunicipalityFactory()

    entry = start_entry(make_edition(), by=civil_servant(), now=DURING_ENTRY, municipality=elsewhere)

    assert entry.municipality == elsewhere


def test_reference_numbers_follow_each_other() -> None:
    edition, alice = make_edition(), civil_servant()

    references = [start_entry(edition, by=alice, now=DURING_ENTRY).reference[:12] for _ in range(3)]

    assert references == ["GD-2027-0001", "GD-2027-0002", "GD-2027-0003"]


def test_somebody_without_municipality_cannot_start() -> None:
    edition, user = make_edition(), UserFactory()

    refusal = refusal_of(lambda: start_entry(edition, by=user, now=DURING_ENTRY))

    assert refusal == Refusal(EntryObstacle.NO_MUNICIPALITY)


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (OPENS - TICK, Refusal(EntryObstacle.WINDOW_NOT_OPEN, opens=OPENS)),
        (ENTRY_CLOSES, Refusal(EntryObstacle.WINDOW_CLOSED, closes=ENTRY_CLOSES)),
    ],
)
def test_nobody_starts_outside_the_window(now: datetime, refusal: Refusal) -> None:
    edition, alice = make_edition(), civil_servant()

    assert refusal_of(lambda: start_entry(edition, by=alice, now=now)) == refusal
    assert not Entry.objects.exists()


# Writing


def test_typing_keeps_the_text_with_its_writer_and_records_no_fact() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)

    receipts = type_in(entry, [Patch("problem", "Half", 0, "tab", 1)], by=alice, now=DURING_ENTRY)

    text = texts_of(entry.reference)["problem"]
    assert [(row.key, row.reception, row.standing) for row in receipts] == [
        ("problem", Reception.KEPT, text.written),
    ]
    assert (text.value, text.written_by, text.written_at) == ("Half", alice.code, DURING_ENTRY)
    assert newest_fact(entry.reference)[0] == "entry.started"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("title", "t" * 5_000),
        ("summary", "woord " * 2_000),
        ("started_on", "31-2-2026"),
        ("cost_once", "veel te veel"),
        ("category", "bestaat-niet"),
        ("repository", "geen adres"),
    ],
)
def test_what_is_too_long_or_impossible_is_kept_and_refuses_submitting(key: str, text: str) -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)

    write_texts_of(entry, {key: text}, by=alice)

    assert values_of(entry.reference)[key] == text
    assert refusal_of(lambda: submit(entry, by=alice)) == Refusal(EntryObstacle.PARTS_FAULTY, n_faults=1)
    assert (fresh(entry).status, entry.versions.count()) == (EntryStatus.DRAFT, 0)


@pytest.mark.parametrize("key", ["status", "problem2", "answer.onbekend", "ready.verhaal", "parked.alice.title", ""])
def test_a_field_that_is_not_asked_stores_nothing_of_the_whole_page(key: str) -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    patches = [Patch("problem", "Hitte", 0), Patch(key, "x", 0)]

    refusal = refusal_of(lambda: type_in(entry, patches, by=alice, now=DURING_ENTRY))

    assert refusal == Refusal(EntryObstacle.UNKNOWN_FIELD)
    assert values_of(entry.reference) == {}


def test_a_criterion_of_another_edition_is_not_asked() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    make_edition(2025, criteria=(CriterionPlan("moedig", "Moedig", "Wat durfde u?", 1, ANCHORS),))
    patch = Patch("answer.moedig", "Veel", 0)

    assert refusal_of(lambda: type_in(entry, [patch], by=alice, now=DURING_ENTRY)).code == EntryObstacle.UNKNOWN_FIELD


def test_typing_twice_the_same_changes_nothing() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    patch = Patch("problem", "Hitte", 0, "tab", 1)

    receptions = [type_in(entry, [patch], by=alice, now=DURING_ENTRY)[0].reception for _ in range(2)]

    assert receptions == [Reception.KEPT, Reception.KNOWN]
    assert texts_of(entry.reference)["problem"].version == 1


def test_two_authors_in_different_fields_are_both_kept() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    bob = joined(entry, by=alice)

    type_in(entry, [Patch("problem", "Van Alice", 0)], by=alice, now=DURING_ENTRY)
    type_in(entry, [Patch("approach", "Van Bob", 0)], by=bob, now=DURING_ENTRY)

    assert values_of(entry.reference) == {"problem": "Van Alice", "approach": "Van Bob"}


def test_two_authors_in_one_field_meet_a_conflict_and_nothing_is_lost() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    bob = joined(entry, by=alice)
    type_in(entry, [Patch("problem", "Van Alice", 0)], by=alice, now=DURING_ENTRY)

    (receipt,) = type_in(entry, [Patch("problem", "Van Bob", 0)], by=bob, now=DURING_ENTRY)

    parked = parked_text(entry.reference, "problem", by=bob.code)
    assert (receipt.reception, receipt.standing.value, receipt.standing.by) == (
        Reception.CONFLICT,
        "Van Alice",
        alice.code,
    )
    assert parked is not None
    assert (values_of(entry.reference)["problem"], parked.value) == ("Van Alice", "Van Bob")


def test_what_was_decided_after_comparing_stands_and_the_other_text_is_in_the_history() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    bob = joined(entry, by=alice)
    type_in(entry, [Patch("title", "Van Alice", 0)], by=alice, now=DURING_ENTRY)
    type_in(entry, [Patch("title", "Van Bob", 0)], by=bob, now=DURING_ENTRY)

    receipt = settle(entry, Patch("title", "Van ons", 1), by=bob, now=DURING_ENTRY)

    assert receipt.reception is Reception.KEPT
    assert values_of(entry.reference) == {"title": "Van ons"}
    assert [row.value for row in history_of(entry.reference, "title")] == ["Van Alice"]
    assert fresh(entry).title == "Van ons"


def test_settling_follows_the_rules_of_writing() -> None:
    alice, entry = civil_servant(), started_entry(make_edition())
    reader = joined(entry, TeamRole.READER, by=entry.team.get().user)
    patch = Patch("title", "Van ons", 0)

    refused = [refusal_of(partial(settle, entry, patch, by=who, now=DURING_ENTRY)) for who in (alice, reader)]

    assert refused == [Refusal(EntryObstacle.NOT_FOR_YOUR_ROLE)] * 2


def test_a_draft_is_known_by_its_newest_title() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)

    write(entry, by=alice, title="  Een titel  ")
    write(entry, by=alice, title=f"{'Een lange titel ' * 10}")

    assert fresh(entry).title == ("Een lange titel " * 10)[:100]


def test_what_was_submitted_keeps_the_title_that_is_read() -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice, title="Wat gelezen wordt")

    write(entry, by=alice, title="Een ander idee")

    assert (fresh(entry).title, values_of(entry.reference)["title"]) == ("Wat gelezen wordt", "Een ander idee")


@pytest.mark.parametrize("now", [ENTRY_CLOSES, TOO_LATE, AFTER_CLOSING + timedelta(days=400)])
def test_no_word_of_a_draft_is_refused_after_the_closing(now: datetime) -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)

    write(entry, by=alice, now=now, problem="Nog een zin")

    assert values_of(entry.reference) == {"problem": "Nog een zin"}


def test_after_the_closing_only_an_opened_section_of_what_was_submitted_is_written() -> None:
    alice = civil_servant()
    entry = opened(submitted_entry(make_edition(), by=alice), "nodig")

    write(entry, by=alice, now=TOO_LATE, costs="6.000 euro.")
    refusal = refusal_of(lambda: write(entry, by=alice, now=TOO_LATE, problem="Anders"))

    assert refusal == Refusal(EntryObstacle.SECTION_FROZEN, closes=ENTRY_CLOSES)
    assert [values_of(entry.reference)[key] for key in ("costs", "problem")] == [
        "6.000 euro.",
        "De straat werd te heet.",
    ]


def test_what_is_out_of_the_competition_is_not_written() -> None:
    alice = civil_servant()
    withdrawn = submitted_entry(make_edition(), by=alice)
    withdraw_entry(withdrawn, by=alice, now=DURING_ENTRY)
    gone = merged(started_entry(withdrawn.edition, by=alice))

    refused = [refusal_of(partial(write, entry, by=alice, problem="x")) for entry in (fresh(withdrawn), gone)]

    assert refused == [Refusal(EntryObstacle.OUT_OF_COMPETITION)] * 2


def test_pressing_the_button_of_a_section_is_a_fact_once() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    patches = [Patch("problem", "Hitte", 0), Patch("approach", "Tegels eruit", 0)]

    first = write_section(entry, "in-het-kort", patches, by=alice, now=DURING_ENTRY)
    again = write_section(entry, "in-het-kort", patches, by=alice, now=DURING_ENTRY)

    assert {row.reception for row in first} == {Reception.KEPT}
    assert {row.reception for row in again} == {Reception.KNOWN}
    assert newest_fact(entry.reference) == ("entry.written", alice.code, {"section": "in-het-kort"})
    assert n_facts(entry.reference, "entry.written") == 1


def test_a_section_in_which_nothing_was_kept_is_no_fact() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    write(entry, by=alice, problem="Van Alice")

    (receipt,) = write_section(entry, "in-het-kort", [Patch("problem", "Ouder", 0)], by=alice, now=DURING_ENTRY)

    assert receipt.reception is Reception.CONFLICT
    assert n_facts(entry.reference, "entry.written") == 0


# Submitting


def test_submitting_freezes_what_the_team_wrote() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice, title="  Samen groen  ")
    posted = key_to_submit(fresh(entry))

    version = submit_entry(entry, posted, by=alice, now=DURING_ENTRY)

    now_is, draft = fresh(entry), draft_of(fresh(entry))
    assert (version.number, version.submit_key, version.timeliness) == (1, posted.key, "on_time")
    assert (version.frozen_at, version.frozen_by) == (DURING_ENTRY, alice)
    assert version.content == draft.content
    assert version.digest == digest_of(version.content) == posted.digest
    assert (now_is.status, now_is.submitted_at, now_is.title) == (EntryStatus.SUBMITTED, DURING_ENTRY, "Samen groen")
    assert (str(now_is.finished_on), now_is.may_be_published) == ("2026-06-30", True)
    assert now_is.category_wish == now_is.edition.categories.get(key="leefomgeving")
    assert now_is.submit_key != posted.key
    assert newest_fact(entry.reference) == ("entry.submitted", alice.code, {"version": 1, "time": "on_time"})


def test_participants_are_part_of_what_is_frozen() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    partner = known_organisation("Waterschap Voorbeeld")
    neighbour = MunicipalityFactory(name="Buurdorp")
    add_participant(entry, partner, ParticipantRole.PARTNER, contribution=" Geld ", by=alice, now=DURING_ENTRY)
    add_participant(entry, neighbour, ParticipantRole.CO_OWNER, contribution="", by=alice, now=DURING_ENTRY)

    version = submit(entry, by=alice)

    assert version.content["participants"] == [
        {"name": "gemeente Buurdorp", "municipality": neighbour.code, "role": "co_owner", "contribution": ""},
        {"name": "Waterschap Voorbeeld", "municipality": None, "role": "partner", "contribution": "Geld"},
    ]


def test_the_same_key_gives_the_same_version_however_often_and_however_late() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    posted = key_to_submit(entry)

    first = submit_entry(entry, posted, by=alice, now=DURING_ENTRY)
    again = submit_entry(entry, posted, by=alice, now=DURING_ENTRY + HOUR)
    write(entry, by=alice, costs="6.000 euro.")
    later = submit_entry(entry, posted, by=alice, now=TOO_LATE)

    assert first == again == later
    assert entry.versions.count() == n_facts(entry.reference, "entry.submitted") == 1
    assert fresh(entry).submitted_at == DURING_ENTRY


def test_the_key_of_an_earlier_version_gives_that_version() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    posted = key_to_submit(entry)
    first = submit_entry(entry, posted, by=alice, now=DURING_ENTRY)
    write(entry, by=alice, costs="6.000 euro.")
    submit(entry, by=alice)

    assert submit_entry(entry, posted, by=alice, now=DURING_ENTRY) == first
    assert entry.versions.count() == 2


def test_a_key_that_does_not_fit_is_refused() -> None:
    alice = civil_servant()
    entry, other = (complete_entry(edition, by=alice) for edition in [make_edition()] * 2)
    used = key_to_submit(entry)
    submit_entry(entry, used, by=alice, now=DURING_ENTRY)
    write(entry, by=alice, costs="6.000 euro.")
    digest = key_to_submit(fresh(entry)).digest
    posts = [SubmitKey(used.key, digest), SubmitKey("onbekend", digest), SubmitKey(other.submit_key, digest)]

    refused = [refusal_of(partial(submit_entry, entry, post, by=alice, now=DURING_ENTRY)) for post in posts]

    assert refused == [Refusal(EntryObstacle.WRONG_KEY)] * 3
    assert entry.versions.count() == 1


def test_a_text_that_changed_since_the_check_page_is_checked_again() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    posted = key_to_submit(entry)
    write(entry, by=alice, costs="6.000 euro.")

    refusal = refusal_of(lambda: submit_entry(entry, posted, by=alice, now=DURING_ENTRY))

    assert refusal == Refusal(EntryObstacle.CHANGED_MEANWHILE)
    assert (fresh(entry).status, fresh(entry).submit_key) == (EntryStatus.DRAFT, posted.key)
    assert submit(entry, by=alice).content["costs"] == "6.000 euro."


def test_a_participant_that_came_since_the_check_page_is_checked_too() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    posted = key_to_submit(entry)
    add_participant(entry, MunicipalityFactory(), ParticipantRole.PARTNER, contribution="", by=alice, now=DURING_ENTRY)

    refusal = refusal_of(lambda: submit_entry(entry, posted, by=alice, now=DURING_ENTRY))

    assert refusal == Refusal(EntryObstacle.CHANGED_MEANWHILE)


def test_a_tick_that_a_section_is_ready_changes_nothing_that_is_frozen() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    posted = key_to_submit(entry)
    type_in(entry, [Patch("ready.nodig", "ja", 0)], by=alice, now=DURING_ENTRY)

    assert submit_entry(entry, posted, by=alice, now=DURING_ENTRY).number == 1


def test_submitting_with_a_gap_is_refused_and_stores_nothing() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    write(entry, by=alice, costs=" ", lessons="")

    assert refusal_of(lambda: submit(entry, by=alice)) == Refusal(EntryObstacle.PARTS_MISSING, n_missing=2)
    assert (fresh(entry).status, entry.versions.count()) == (EntryStatus.DRAFT, 0)


def test_a_new_submission_replaces_the_earlier_one_and_keeps_it() -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice, title="Eerst")
    bob = joined(entry, by=alice)
    write(entry, by=bob, title="Beter", finished_on="1-7-2026", category="uitvoering")

    second = submit(entry, by=bob, now=DURING_ENTRY + HOUR)

    now_is = fresh(entry)
    assert newest_version(entry) == second
    assert [(row.number, row.content["title"]) for row in entry.versions.all()] == [(2, "Beter"), (1, "Eerst")]
    assert (now_is.title, str(now_is.finished_on), now_is.submitted_at) == ("Beter", "2026-07-01", DURING_ENTRY + HOUR)
    assert now_is.category_wish is not None
    assert now_is.category_wish.key == "uitvoering"
    assert newest_fact(entry.reference) == ("entry.submitted", bob.code, {"version": 2, "time": "on_time"})


def test_submitting_what_was_submitted_is_refused() -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)

    assert refusal_of(lambda: submit(entry, by=alice)) == Refusal(EntryObstacle.NOTHING_CHANGED)
    assert entry.versions.count() == 1


@pytest.mark.parametrize(
    ("now", "time"),
    [
        (ENTRY_CLOSES - TICK, "on_time"),
        (ENTRY_CLOSES, "in_grace"),
        (GRACE_ENDS - TICK, "in_grace"),
    ],
)
def test_a_draft_is_in_time_until_the_grace_ends(now: datetime, time: str) -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)

    version = submit(entry, by=alice, now=now)

    assert version.timeliness == time
    assert newest_fact(entry.reference)[2] == {"version": 1, "time": time}


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (OPENS - TICK, Refusal(EntryObstacle.WINDOW_NOT_OPEN, opens=OPENS)),
        (GRACE_ENDS, Refusal(EntryObstacle.WINDOW_CLOSED, closes=ENTRY_CLOSES)),
        (TOO_LATE, Refusal(EntryObstacle.WINDOW_CLOSED, closes=ENTRY_CLOSES)),
    ],
)
def test_too_early_and_too_late_keep_the_text(now: datetime, refusal: Refusal) -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice, title="Blijft bewaard")

    assert refusal_of(lambda: submit(entry, by=alice, now=now)) == refusal
    assert (fresh(entry).status, values_of(entry.reference)["title"]) == (EntryStatus.DRAFT, "Blijft bewaard")


@pytest.mark.parametrize(
    ("after", "time"),
    [
        (-TICK, "extended"),
        (timedelta(0), "in_grace"),
        (timedelta(minutes=15) - TICK, "in_grace"),
        (timedelta(minutes=15), None),
    ],
)
def test_more_time_lasts_until_its_moment(after: timedelta, time: str | None) -> None:
    alice, until = civil_servant(), ENTRY_CLOSES + timedelta(days=2)
    entry, other = (complete_entry(edition, by=alice) for edition in [make_edition()] * 2)
    extend_entry(entry, until=until, reason="Storing", by=UserFactory(), now=TOO_LATE)

    if time is None:
        assert refusal_of(lambda: submit(entry, by=alice, now=until + after)).code == EntryObstacle.WINDOW_CLOSED
    else:
        assert submit(entry, by=alice, now=until + after).timeliness == time
    assert refusal_of(lambda: submit(other, by=alice, now=until + after)).code == EntryObstacle.WINDOW_CLOSED


def test_what_the_organisers_ask_for_is_submitted_after_the_closing() -> None:
    alice = civil_servant()
    entry = opened(submitted_entry(make_edition(), by=alice), "nodig")
    write(entry, by=alice, now=TOO_LATE, costs="6.000 euro.")

    version = submit(entry, by=alice, now=TOO_LATE)

    assert (version.number, version.timeliness) == (2, "late")
    assert newest_fact(entry.reference) == ("entry.submitted", alice.code, {"version": 2, "time": "late"})


# Withdrawing


@pytest.mark.parametrize("now", [DURING_ENTRY, AFTER_CLOSING])
def test_withdrawing_keeps_everything(now: datetime) -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)

    withdraw_entry(entry, reason=" Het bestuur twijfelt. ", by=alice, now=now)

    now_is = fresh(entry)
    assert (now_is.status, now_is.withdrawn_at) == (EntryStatus.WITHDRAWN, now)
    assert (now_is.withdrawn_because, now_is.versions.count()) == ("Het bestuur twijfelt.", 1)
    assert newest_fact(entry.reference) == ("entry.withdrawn", alice.code, {})


def test_withdrawing_after_the_result_is_refused_and_changes_nothing() -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)
    mark_revealed(entry.edition, by="test", now=AFTER_REVEAL)

    with pytest.raises(RefusedError) as caught:
        withdraw_entry(entry, by=alice, now=AFTER_REVEAL)

    assert (caught.value.refusal.code, fresh(entry).status) == (EntryObstacle.RESULT_IS_OUT, EntryStatus.SUBMITTED)


def test_withdrawing_twice_is_refused() -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)
    withdraw_entry(entry, by=alice, now=DURING_ENTRY)

    refusal = refusal_of(lambda: withdraw_entry(entry, by=alice, now=DURING_ENTRY + HOUR))

    assert refusal == Refusal(EntryObstacle.NOT_SUBMITTED)
    assert fresh(entry).withdrawn_at == DURING_ENTRY


def test_a_draft_is_not_withdrawn() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)

    assert refusal_of(lambda: withdraw_entry(entry, by=alice, now=DURING_ENTRY)).code == EntryObstacle.NOT_SUBMITTED


def state_of(entry: Entry) -> Mapping[str, object]:
    """Everything that is kept about an entry, for comparing."""
    return {
        "columns": model_to_dict(fresh(entry)) | {"submit_key": fresh(entry).submit_key},
        "versions": list(entry.versions.values()),
        "team": list(entry.team.values()),
        "invitations": list(entry.invitations.values()),
        "participants": list(entry.participants.values()),
        "texts": {key: text.written for key, text in texts_of(entry.reference).items()},
    }


@pytest.mark.parametrize("now", [DURING_ENTRY, ENTRY_CLOSES - HOUR, AFTER_CLOSING])
def test_withdrawing_and_restoring_resets_nothing(now: datetime) -> None:
    alice = civil_servant()
    entry = eligible_entry(make_edition(), by=alice)
    joined(entry, by=alice)
    invite(entry, "later@gemeente.example", TeamRole.READER, by=alice, now=DURING_ENTRY)
    add_participant(entry, MunicipalityFactory(), ParticipantRole.PARTNER, contribution="", by=alice, now=DURING_ENTRY)
    before = state_of(entry)

    withdraw_entry(entry, reason="Vergissing", by=alice, now=now)
    assert not entries_in_competition(entry.edition).exists()
    restore_entry(entry, by=alice, now=now + UNDO_WITHIN - TICK)

    assert state_of(entry) == before
    assert list(entries_in_competition(entry.edition)) == [entry]
    assert newest_fact(entry.reference) == ("entry.restored", alice.code, {})


@pytest.mark.parametrize(
    ("after", "refusal"),
    [
        (UNDO_WITHIN, Refusal(EntryObstacle.UNDO_TOO_LATE, hours=24)),
        (timedelta(days=300), Refusal(EntryObstacle.UNDO_TOO_LATE, hours=24)),
    ],
)
def test_after_a_day_withdrawing_is_for_good(after: timedelta, refusal: Refusal) -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)
    withdraw_entry(entry, by=alice, now=DURING_ENTRY)

    assert refusal_of(lambda: restore_entry(entry, by=alice, now=DURING_ENTRY + after)) == refusal
    assert fresh(entry).status == EntryStatus.WITHDRAWN


def test_restoring_twice_is_refused() -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)
    withdraw_entry(entry, by=alice, now=DURING_ENTRY)
    restore_entry(entry, by=alice, now=DURING_ENTRY)

    assert refusal_of(lambda: restore_entry(entry, by=alice, now=DURING_ENTRY)).code == EntryObstacle.NOT_WITHDRAWN


def test_what_is_out_of_the_competition_is_not_submitted() -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)
    write(entry, by=alice, costs="6.000 euro.")
    withdraw_entry(entry, by=alice, now=DURING_ENTRY)

    assert refusal_of(lambda: submit(entry, by=alice)) == Refusal(EntryObstacle.OUT_OF_COMPETITION)


# The team


def test_an_invitation_is_for_an_address_and_lasts_two_weeks() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)

    invitation = invite(entry, " Bob@Gemeente.example ", TeamRole.READER, by=alice, now=DURING_ENTRY)

    assert (invitation.address, invitation.role, invitation.status) == ("bob@gemeente.example", "reader", "open")
    assert (invitation.invited_by, invitation.invited_at, invitation.n_sent) == (alice, DURING_ENTRY, 1)
    assert invitation.expires_at == DURING_ENTRY + INVITATION_LASTS
    assert [row.user for row in entry.team.all()] == [alice]
    assert newest_fact(entry.reference) == (
        "entry.invited",
        alice.code,
        {"invitation": invitation.code, "n_sent": 1},
    )


def test_nobody_is_invited_twice_or_from_within_the_team() -> None:
    alice = civil_servant(email="Alice@gemeente.example")
    entry = started_entry(make_edition(), by=alice)
    invite(entry, "bob@gemeente.example", TeamRole.WRITER, by=alice, now=DURING_ENTRY)

    def invited(address: str) -> Refusal:
        return refusal_of(lambda: invite(entry, address, TeamRole.WRITER, by=alice, now=DURING_ENTRY))

    assert invited("BOB@gemeente.example") == Refusal(EntryObstacle.ALREADY_INVITED)
    assert invited("alice@gemeente.example") == Refusal(EntryObstacle.ALREADY_IN_TEAM)
    assert entry.invitations.count() == 1


def test_a_team_has_room_for_twenty_open_invitations() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    for number in range(20):
        invite(entry, f"collega{number}@gemeente.example", TeamRole.WRITER, by=alice, now=DURING_ENTRY)

    def one_more() -> Invitation:
        return invite(entry, "nog-een@gemeente.example", TeamRole.WRITER, by=alice, now=DURING_ENTRY)

    assert refusal_of(one_more) == Refusal(EntryObstacle.TOO_MANY_INVITATIONS, limit=20)
    revoke_invitation(entry.invitations.all()[0], by=alice, now=DURING_ENTRY)
    assert one_more().status == InvitationStatus.OPEN


def test_nobody_is_invited_or_made_the_owner() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    invitation = invite(entry, "bob@gemeente.example", TeamRole.OWNER, by=alice, now=DURING_ENTRY)
    reader = joined(entry, TeamRole.READER, by=alice)

    change_member(entry, reader, TeamRole.OWNER, by=alice, now=DURING_ENTRY)

    assert (invitation.role, role_in(entry, reader)) == ("writer", TeamRole.WRITER)
    assert newest_fact(entry.reference)[2] == {"member": reader.code, "role": "writer"}


def test_sending_again_lasts_as_long_as_a_new_one() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    invitation = invite(entry, "bob@gemeente.example", TeamRole.WRITER, by=alice, now=DURING_ENTRY)
    later = DURING_ENTRY + timedelta(days=20)

    invite_again(invitation, by=alice, now=later)
    invite_again(invitation, by=alice, now=later)

    token = invitation.token
    invitation.refresh_from_db()
    assert (invitation.n_sent, invitation.token, invitation.expires_at) == (3, token, later + INVITATION_LASTS)
    assert newest_fact(entry.reference) == (
        "entry.invited",
        alice.code,
        {"invitation": invitation.code, "n_sent": 3},
    )


def test_accepting_gives_the_role_that_was_offered() -> None:
    alice, bob = civil_servant(), civil_servant()
    entry = started_entry(make_edition(), by=alice)
    invitation = invite(entry, bob.email, TeamRole.READER, by=alice, now=DURING_ENTRY)

    assert accept_invitation(invitation, by=bob, now=DURING_ENTRY + HOUR) == entry

    invitation.refresh_from_db()
    member = entry.team.get(user=bob)
    assert (invitation.status, member.role, member.joined_at) == ("accepted", "reader", DURING_ENTRY + HOUR)
    assert newest_fact(entry.reference) == ("entry.joined", bob.code, {"member": bob.code})


def test_accepting_leaves_somebody_the_role_they_have() -> None:
    alice, bob = civil_servant(), civil_servant()
    entry = started_entry(make_edition(), by=alice)
    invitation = invite(entry, "bob@oud.example", TeamRole.READER, by=alice, now=DURING_ENTRY)
    joined(entry, TeamRole.WRITER, by=alice, user=bob)
    bob.email = "bob@oud.example"
    bob.save(update_fields=["email"])

    accept_invitation(invitation, by=bob, now=DURING_ENTRY)

    assert role_in(entry, bob) is TeamRole.WRITER


def test_declining_ends_the_invitation() -> None:
    alice, bob = civil_servant(), civil_servant()
    entry = started_entry(make_edition(), by=alice)
    invitation = invite(entry, bob.email, TeamRole.WRITER, by=alice, now=DURING_ENTRY)

    decline_invitation(invitation, by=bob, now=DURING_ENTRY)

    assert (entry.invitations.get().status, role_in(entry, bob)) == (InvitationStatus.DECLINED, None)
    assert newest_fact(entry.reference) == ("invitation.declined", bob.code, {"invitation": invitation.code})


def test_revoking_ends_the_invitation() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    invitation = invite(entry, "bob@gemeente.example", TeamRole.WRITER, by=alice, now=DURING_ENTRY)

    revoke_invitation(invitation, by=alice, now=DURING_ENTRY)

    assert entry.invitations.get().status == InvitationStatus.REVOKED
    assert not open_invitations(entry).exists()
    assert newest_fact(entry.reference) == ("invitation.revoked", alice.code, {"invitation": invitation.code})


@pytest.mark.parametrize("answer", [accept_invitation, decline_invitation])
def test_only_the_invited_answers_while_it_lasts(answer: Callable[..., object]) -> None:
    alice, bob, charlie = civil_servant(), civil_servant(), civil_servant()
    entry = started_entry(make_edition(), by=alice)
    invitation = invite(entry, bob.email.upper(), TeamRole.WRITER, by=alice, now=DURING_ENTRY)
    expired = DURING_ENTRY + INVITATION_LASTS

    refused = [
        refusal_of(lambda: answer(invitation, by=charlie, now=DURING_ENTRY)),
        refusal_of(lambda: answer(invitation, by=bob, now=expired)),
    ]

    assert refused == [Refusal(EntryObstacle.OTHER_ADDRESS), Refusal(EntryObstacle.INVITATION_EXPIRED)]
    assert entry.invitations.get().status == InvitationStatus.OPEN
    answer(invitation, by=bob, now=expired - TICK)


@pytest.mark.parametrize("first", ["accept", "decline", "revoke"])
@pytest.mark.parametrize("then", ["accept", "decline", "revoke", "again"])
def test_an_answered_invitation_stays_answered(first: str, then: str) -> None:
    alice, bob = civil_servant(), civil_servant()
    entry = started_entry(make_edition(), by=alice)
    invitation = invite(entry, bob.email, TeamRole.WRITER, by=alice, now=DURING_ENTRY)
    answers: Mapping[str, Callable[[], object]] = {
        "accept": lambda: accept_invitation(invitation, by=bob, now=DURING_ENTRY),
        "decline": lambda: decline_invitation(invitation, by=bob, now=DURING_ENTRY),
        "revoke": lambda: revoke_invitation(invitation, by=alice, now=DURING_ENTRY),
        "again": lambda: invite_again(invitation, by=alice, now=DURING_ENTRY),
    }
    answers[first]()

    assert refusal_of(answers[then]) == Refusal(EntryObstacle.INVITATION_ANSWERED)


def test_the_owner_lets_somebody_go_and_what_they_wrote_stays() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    bob = joined(entry, by=alice)
    write(entry, by=bob, problem="Van Bob")

    remove_member(entry, bob, by=alice, now=DURING_ENTRY)

    assert (role_in(entry, bob), values_of(entry.reference)) == (None, {"problem": "Van Bob"})
    assert newest_fact(entry.reference) == ("entry.left", alice.code, {"member": bob.code})
    refusal = refusal_of(lambda: remove_member(entry, bob, by=alice, now=DURING_ENTRY))
    assert refusal == Refusal(EntryObstacle.NOT_IN_TEAM)


@pytest.mark.parametrize("role", [TeamRole.WRITER, TeamRole.READER])
def test_everybody_but_the_owner_leaves_when_they_like(role: TeamRole) -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    bob = joined(entry, role, by=alice)

    remove_member(entry, bob, by=bob, now=DURING_ENTRY)

    assert newest_fact(entry.reference) == ("entry.left", bob.code, {"member": bob.code})
    refusal = refusal_of(lambda: remove_member(entry, alice, by=alice, now=DURING_ENTRY))
    assert refusal == Refusal(EntryObstacle.OWNER_STAYS)


def test_a_member_writes_or_only_reads() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    bob = joined(entry, by=alice)

    change_member(entry, bob, TeamRole.READER, by=alice, now=DURING_ENTRY)

    assert role_in(entry, bob) is TeamRole.READER
    assert newest_fact(entry.reference) == ("entry.role_changed", alice.code, {"member": bob.code, "role": "reader"})


def test_handing_over_makes_another_the_owner() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    bob = joined(entry, TeamRole.READER, by=alice)

    hand_over(entry, bob, by=alice, now=DURING_ENTRY)

    assert (role_in(entry, alice), role_in(entry, bob)) == (TeamRole.WRITER, TeamRole.OWNER)
    assert newest_fact(entry.reference) == ("entry.handed_over", alice.code, {"member": bob.code})
    refusal = refusal_of(lambda: hand_over(entry, bob, by=alice, now=DURING_ENTRY))
    assert refusal == Refusal(EntryObstacle.NOT_FOR_YOUR_ROLE)


@pytest.mark.parametrize("change", ["change", "hand over"])
def test_only_another_member_gets_a_role(change: str) -> None:
    alice, stranger = civil_servant(), civil_servant()
    entry = started_entry(make_edition(), by=alice)

    def give(member: User) -> None:
        if change == "change":
            change_member(entry, member, TeamRole.READER, by=alice, now=DURING_ENTRY)
        else:
            hand_over(entry, member, by=alice, now=DURING_ENTRY)

    assert refusal_of(lambda: give(stranger)) == Refusal(EntryObstacle.NOT_IN_TEAM)
    assert refusal_of(lambda: give(alice)) == Refusal(EntryObstacle.OWNER_STAYS)


@pytest.mark.parametrize("who", ["owner", "writer", "reader", "invited", "stranger"])
def test_who_does_what_to_a_real_entry(who: str) -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)
    bob = joined(entry, by=alice)
    people = {
        "owner": alice,
        "writer": joined(entry, by=alice),
        "reader": joined(entry, TeamRole.READER, by=alice),
        "invited": civil_servant(),
        "stranger": civil_servant(),
    }
    invite(entry, people["invited"].email, TeamRole.WRITER, by=alice, now=DURING_ENTRY)
    write(entry, by=alice, costs="6.000 euro.")
    me, posted, now = people[who], key_to_submit(fresh(entry)), DURING_ENTRY
    deeds: Mapping[Deed, Callable[[], object]] = {
        Deed.READ: lambda: entries_of_team(me).get(pk=entry.pk),
        Deed.WRITE: lambda: type_in(entry, [Patch("portable", "Het draaiboek", 0)], by=me, now=now),
        Deed.SUBMIT: lambda: submit_entry(entry, posted, by=me, now=now),
        Deed.INVITE: lambda: invite(entry, "nieuw@gemeente.example", TeamRole.WRITER, by=me, now=now),
        Deed.REMOVE: lambda: remove_member(entry, bob, by=me, now=now),
        Deed.TRANSFER: lambda: hand_over(entry, bob, by=me, now=now),
        Deed.WITHDRAW: lambda: withdraw_entry(entry, by=me, now=now),
    }

    assert {deed: is_done(deeds[deed]) for deed in Deed} == {
        deed: may for person, deed, may in rows_of(MAY_DO) if person == who
    }


def is_done(deed: Callable[[], object]) -> bool:
    """Whether somebody may do this; what it did is undone."""
    point = transaction.savepoint()
    try:
        deed()
    except Entry.DoesNotExist:
        return False
    except RefusedError as error:
        assert error.refusal == Refusal(EntryObstacle.NOT_FOR_YOUR_ROLE)
        return False
    finally:
        transaction.savepoint_rollback(point)
    return True


def test_other_deeds_of_the_owner_are_not_for_writers() -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)
    bob, reader = joined(entry, by=alice), joined(entry, TeamRole.READER, by=alice)
    invitation = invite(entry, "later@gemeente.example", TeamRole.WRITER, by=alice, now=DURING_ENTRY)
    withdraw_entry(entry, by=alice, now=DURING_ENTRY)
    deeds: list[Callable[[], object]] = [
        lambda: invite_again(invitation, by=bob, now=DURING_ENTRY),
        lambda: revoke_invitation(invitation, by=bob, now=DURING_ENTRY),
        lambda: change_member(entry, reader, TeamRole.WRITER, by=bob, now=DURING_ENTRY),
        lambda: restore_entry(entry, by=bob, now=DURING_ENTRY),
    ]

    assert [refusal_of(deed) for deed in deeds] == [Refusal(EntryObstacle.NOT_FOR_YOUR_ROLE)] * 4


# Participants


def test_another_municipality_takes_part() -> None:
    alice, neighbour = civil_servant(), MunicipalityFactory()
    entry = started_entry(make_edition(), by=alice)

    participant = add_participant(
        entry, neighbour, ParticipantRole.CO_OWNER, contribution=" Betaalde mee ", by=alice, now=DURING_ENTRY
    )

    assert (participant.municipality, participant.organisation) == (neighbour, None)
    assert (participant.name, participant.contribution) == (f"gemeente {neighbour.name}", "Betaalde mee")
    assert newest_fact(entry.reference) == (
        "entry.participant_added",
        alice.code,
        {"role": "co_owner", "municipality": neighbour.code},
    )


def test_an_organisation_outside_the_register_takes_part() -> None:
    alice, ghent = civil_servant(), known_organisation("Stad Gent", "BE")
    entry = started_entry(make_edition(), by=alice)

    participant = add_participant(entry, ghent, ParticipantRole.PARTNER, contribution="", by=alice, now=DURING_ENTRY)

    assert (participant.municipality, participant.organisation, participant.name) == (None, ghent, "Stad Gent")
    assert newest_fact(entry.reference)[2] == {"role": "partner", "municipality": None}


def test_a_participant_takes_part_once_beside_the_lead() -> None:
    alice, neighbour = civil_servant(), MunicipalityFactory()
    entry = started_entry(make_edition(), by=alice)

    def add(party: object) -> Participant:
        return add_participant(
            entry,
            party,  # type: ignore[arg-type]  # a municipality in each case below
            ParticipantRole.PARTNER,
            contribution="",
            by=alice,
            now=DURING_ENTRY,
        )

    add(neighbour)
    assert refusal_of(lambda: add(neighbour)) == Refusal(EntryObstacle.ALREADY_A_PARTICIPANT)
    assert refusal_of(lambda: add(alice.municipality)) == Refusal(EntryObstacle.LEADS_ALREADY)
    for _ in range(29):
        add(MunicipalityFactory())
    assert refusal_of(lambda: add(MunicipalityFactory())) == Refusal(EntryObstacle.TOO_MANY_PARTICIPANTS, limit=30)


def test_a_participant_is_left_out_once() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    participant = add_participant(
        entry, MunicipalityFactory(), ParticipantRole.SUPPLIER, contribution="", by=alice, now=DURING_ENTRY
    )
    again = Participant.objects.get(pk=participant.pk)

    remove_participant(participant, by=alice, now=DURING_ENTRY)
    remove_participant(again, by=alice, now=DURING_ENTRY)

    assert entry.participants.count() == 0
    assert newest_fact(entry.reference) == ("entry.participant_removed", alice.code, {"role": "supplier"})
    assert n_facts(entry.reference, "entry.participant_removed") == 1


def test_participants_follow_the_rules_of_writing() -> None:
    alice, neighbour = civil_servant(), MunicipalityFactory()
    entry = submitted_entry(make_edition(), by=alice)
    reader = joined(entry, TeamRole.READER, by=alice)
    there = add_participant(
        entry, MunicipalityFactory(), ParticipantRole.PARTNER, contribution="", by=alice, now=DURING_ENTRY
    )

    def add(by: User, now: datetime) -> Participant:
        return add_participant(entry, neighbour, ParticipantRole.PARTNER, contribution="", by=by, now=now)

    assert refusal_of(lambda: add(reader, DURING_ENTRY)).code == EntryObstacle.NOT_FOR_YOUR_ROLE
    assert refusal_of(lambda: add(alice, TOO_LATE)).code == EntryObstacle.SECTION_FROZEN
    assert refusal_of(lambda: remove_participant(there, by=alice, now=TOO_LATE)).code == EntryObstacle.SECTION_FROZEN
    opened(entry, "gemeente")
    add(alice, TOO_LATE)


# More time


def test_a_team_that_is_late_asks_for_more_time() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)

    asked = ask_extension(entry, reason=" Storing bij ons. ", by=alice, now=TOO_LATE)

    assert (asked.status, asked.asked_by, asked.asked_at) == ("asked", alice, TOO_LATE)
    assert (asked.asked_because, asked.until) == ("Storing bij ons.", None)
    assert newest_fact(entry.reference) == ("extension.asked", alice.code, {"extension": asked.code})


def test_a_team_asks_one_thing_at_a_time_with_a_reason() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    reader = joined(entry, TeamRole.READER, by=alice)

    def ask(reason: str, by: User = alice) -> Extension:
        return ask_extension(entry, reason=reason, by=by, now=TOO_LATE)

    assert refusal_of(lambda: ask("  ")) == Refusal(EntryObstacle.REASON_MISSING)
    assert refusal_of(lambda: ask("Storing", reader)) == Refusal(EntryObstacle.NOT_FOR_YOUR_ROLE)
    ask("Storing")
    assert refusal_of(lambda: ask("Nog een storing")) == Refusal(EntryObstacle.ALREADY_ASKED)


def test_what_was_submitted_needs_no_more_time() -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)

    refusal = refusal_of(lambda: ask_extension(entry, reason="Storing", by=alice, now=TOO_LATE))

    assert refusal == Refusal(EntryObstacle.NOT_LATE)


UNTIL = ENTRY_CLOSES + timedelta(days=3)


def test_giving_more_time_answers_the_question() -> None:
    alice, oscar = civil_servant(), UserFactory()
    entry = started_entry(make_edition(), by=alice)
    asked = ask_extension(entry, reason="Storing", by=alice, now=TOO_LATE)

    given = extend_entry(entry, until=UNTIL, reason=" Wij zagen de storing. ", by=oscar, now=TOO_LATE)

    assert given == asked
    assert (given.status, given.until, given.reason) == (ExtensionStatus.GRANTED, UNTIL, "Wij zagen de storing.")
    assert (given.asked_because, given.decided_by, given.decided_at) == ("Storing", oscar, TOO_LATE)
    assert newest_fact(entry.reference) == (
        "extension.granted",
        oscar.code,
        {"extension": given.code, "until": UNTIL.isoformat()},
    )


def test_organisers_give_more_time_of_their_own_accord_and_again() -> None:
    oscar, entry = UserFactory(), started_entry(make_edition())

    first = extend_entry(entry, until=UNTIL, reason="Storing", by=oscar, now=TOO_LATE)
    second = extend_entry(entry, until=UNTIL + HOUR, reason="Nog een storing", by=oscar, now=TOO_LATE)

    assert (first.asked_by, first.pk != second.pk) == (None, True)
    assert n_facts(entry.reference, "extension.granted") == 2


def test_more_time_has_its_bounds() -> None:
    oscar, entry = UserFactory(), started_entry(make_edition())
    reading = entry.edition.timetable.reading.opens

    def extend(until: datetime, reason: str = "Storing") -> Extension:
        return extend_entry(entry, until=until, reason=reason, by=oscar, now=TOO_LATE)

    assert refusal_of(lambda: extend(UNTIL, " ")) == Refusal(EntryObstacle.REASON_MISSING)
    assert refusal_of(lambda: extend(TOO_LATE)) == Refusal(EntryObstacle.EXTENSION_IN_PAST)
    assert refusal_of(lambda: extend(reading + TICK)) == Refusal(EntryObstacle.EXTENSION_TOO_LONG, opens=reading)
    assert extend(reading).until == reading


def test_a_question_for_more_time_is_declined_once_with_a_reason() -> None:
    alice, oscar = civil_servant(), UserFactory()
    entry = started_entry(make_edition(), by=alice)
    asked = ask_extension(entry, reason="Vergeten", by=alice, now=TOO_LATE)

    def decline(reason: str) -> None:
        decline_extension(asked, reason=reason, by=oscar, now=TOO_LATE)

    assert refusal_of(lambda: decline(" ")) == Refusal(EntryObstacle.REASON_MISSING)
    decline(" Dat is te laat. ")

    asked.refresh_from_db()
    assert (asked.status, asked.until, asked.reason) == (ExtensionStatus.DECLINED, None, "Dat is te laat.")
    assert (asked.decided_by, asked.decided_at) == (oscar, TOO_LATE)
    assert newest_fact(entry.reference) == ("extension.declined", oscar.code, {"extension": asked.code})
    assert refusal_of(lambda: decline("Nee")) == Refusal(EntryObstacle.EXTENSION_ANSWERED)


def test_what_was_given_is_not_declined_and_what_was_declined_is_not_overwritten() -> None:
    alice, oscar = civil_servant(), UserFactory()
    entry = started_entry(make_edition(), by=alice)
    declined = ask_extension(entry, reason="Vergeten", by=alice, now=TOO_LATE)
    decline_extension(declined, reason="Te laat", by=oscar, now=TOO_LATE)

    given = extend_entry(entry, until=UNTIL, reason="Toch", by=oscar, now=TOO_LATE)

    refusal = refusal_of(lambda: decline_extension(given, reason="Nee", by=oscar, now=TOO_LATE))
    assert refusal == Refusal(EntryObstacle.EXTENSION_ANSWERED)
    assert sorted(entry.extensions.values_list("status", flat=True)) == ["declined", "granted"]


# The organisers


def test_an_organiser_judges_with_a_reason() -> None:
    entry, oscar = submitted_entry(make_edition()), UserFactory()

    judge_eligibility(entry, Eligibility.INELIGIBLE, reason=" Nog bezig. ", by=oscar, now=AFTER_CLOSING)

    now_is = fresh(entry)
    assert (now_is.eligibility, now_is.eligibility_reason) == (Eligibility.INELIGIBLE, "Nog bezig.")
    assert newest_fact(entry.reference) == ("entry.judged_eligible", oscar.code, {"outcome": "ineligible"})


@pytest.mark.parametrize(
    ("is_submitted", "obstacle"), [(True, EntryObstacle.REASON_MISSING), (False, EntryObstacle.NOT_SUBMITTED)]
)
def test_only_what_was_submitted_is_judged_and_a_no_needs_a_reason(is_submitted: bool, obstacle: EntryObstacle) -> None:
    edition, oscar = make_edition(), UserFactory()
    entry = submitted_entry(edition) if is_submitted else started_entry(edition)

    refusal = refusal_of(
        lambda: judge_eligibility(entry, Eligibility.INELIGIBLE, reason="", by=oscar, now=AFTER_CLOSING)
    )

    assert refusal == Refusal(obstacle)
    assert fresh(entry).eligibility == Eligibility.UNDECIDED


def test_a_category_comes_from_the_same_edition_and_leaves_the_wish() -> None:
    edition, oscar = make_edition(), UserFactory()
    entry, foreign = submitted_entry(edition), make_edition(2025).categories.all()[0]

    assign_category(entry, edition.categories.get(key="uitvoering"), by=oscar, now=AFTER_CLOSING)

    now_is = fresh(entry)
    assert now_is.category is not None
    assert now_is.category_wish is not None
    assert (now_is.category.key, now_is.category_wish.key) == ("uitvoering", "leefomgeving")
    assert newest_fact(entry.reference) == ("entry.categorised", oscar.code, {"category": "uitvoering"})
    refusal = refusal_of(lambda: assign_category(entry, foreign, by=oscar, now=AFTER_CLOSING))
    assert refusal == Refusal(EntryObstacle.OTHER_EDITION)


def test_judging_and_categorising_twice_comes_to_the_same() -> None:
    entry, oscar = eligible_entry(make_edition()), UserFactory()
    before = state_of(entry)
    category = entry.category
    assert category is not None

    judge_eligibility(entry, Eligibility.ELIGIBLE, reason="", by=oscar, now=AFTER_CLOSING)
    assign_category(entry, category, by=oscar, now=AFTER_CLOSING)

    assert state_of(entry) == before

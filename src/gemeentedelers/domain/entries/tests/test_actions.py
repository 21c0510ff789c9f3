from datetime import timedelta

import pytest

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.actions import (
    answer_criterion,
    assign_category,
    claim_nomination,
    decline_nomination,
    join_team,
    judge_eligibility,
    nominate,
    reopen_entry,
    start_entry,
    submit_entry,
    withdraw_entry,
    write_section,
)
from gemeentedelers.domain.entries.models import Nomination
from gemeentedelers.domain.entries.queries import draft_of, newest_version
from gemeentedelers.domain.entries.rules import (
    Eligibility,
    EntryObstacle,
    EntryStatus,
    NominationStatus,
    Section,
    frozen_content,
)
from gemeentedelers.domain.entries.tests.factories import (
    AFTER_CLOSING,
    civil_servant,
    complete_entry,
    started_entry,
    submitted_entry,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.queries import facts_about
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db


def newest_fact(subject: str) -> tuple[str, str, dict[str, object]]:
    fact: Fact = facts_about(subject).latest("number")
    return fact.name, fact.actor, fact.values


def test_starting_gives_a_draft_its_reference_number_and_owner() -> None:
    edition, alice = make_edition(), civil_servant()

    entry = start_entry(edition, by=alice, now=DURING_ENTRY)

    assert entry.reference == "GD-2027-0001-3"
    assert entry.municipality == alice.municipality
    assert [(member.user, member.role) for member in entry.team.all()] == [(alice, "owner")]
    assert newest_fact(entry.reference) == ("entry.started", alice.code, {})


def test_reference_numbers_follow_each_other() -> None:
    edition, alice = make_edition(), civil_servant()

    references = [start_entry(edition, by=alice, now=DURING_ENTRY).reference[:12] for _ in range(3)]

    assert references == ["GD-2027-0001", "GD-2027-0002", "GD-2027-0003"]


def test_somebody_without_municipality_cannot_start() -> None:
    with pytest.raises(RefusedError) as caught:
        start_entry(make_edition(), by=UserFactory(), now=DURING_ENTRY)

    assert caught.value.refusal.code == EntryObstacle.NO_MUNICIPALITY


def test_nobody_starts_after_the_closing_moment() -> None:
    with pytest.raises(RefusedError) as caught:
        start_entry(make_edition(), by=civil_servant(), now=ENTRY_CLOSES)

    assert caught.value.refusal.code == EntryObstacle.WINDOW_CLOSED


def test_a_section_keeps_unfinished_text() -> None:
    entry, alice = started_entry(make_edition()), civil_servant()

    write_section(entry, Section.STORY, {"problem": "Half"}, by=alice, now=DURING_ENTRY)

    assert draft_of(entry.__class__.objects.get(pk=entry.pk)).problem == "Half"
    assert newest_fact(entry.reference) == ("entry.written", alice.code, {"section": "verhaal"})


def test_a_section_leaves_other_columns_alone() -> None:
    entry = started_entry(make_edition())

    write_section(
        entry,
        Section.STORY,
        {"problem": "Tekst", "title": "Niet van hier", "status": "submitted"},
        by=civil_servant(),
        now=DURING_ENTRY,
    )

    entry.refresh_from_db()
    assert (entry.problem, entry.title, entry.status) == ("Tekst", "", EntryStatus.DRAFT)


def test_a_criterion_of_another_edition_is_refused() -> None:
    entry = started_entry(make_edition())
    foreign = make_edition(2025).criteria.first()
    assert foreign is not None

    with pytest.raises(RefusedError) as caught:
        answer_criterion(entry, foreign, "Tekst", by=civil_servant(), now=DURING_ENTRY)

    assert caught.value.refusal.code == EntryObstacle.OTHER_EDITION


def test_submitting_freezes_what_the_team_wrote() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)

    version = submit_entry(entry, by=alice, now=DURING_ENTRY)

    entry.refresh_from_db()
    assert (entry.status, entry.submitted_at) == (EntryStatus.SUBMITTED, DURING_ENTRY)
    assert version.content == frozen_content(draft_of(entry))
    assert newest_fact(entry.reference) == ("entry.submitted", alice.code, {"version": 1})


def test_submitting_twice_is_refused_and_leaves_one_version() -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)

    with pytest.raises(RefusedError) as caught:
        submit_entry(entry, by=alice, now=DURING_ENTRY)

    assert caught.value.refusal.code == EntryObstacle.NOT_A_DRAFT
    assert entry.versions.count() == 1


def test_submitting_with_a_gap_is_refused_and_stores_nothing() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    write_section(entry, Section.NEEDS, {"costs": " "}, by=alice, now=DURING_ENTRY)

    with pytest.raises(RefusedError) as caught:
        submit_entry(entry, by=alice, now=DURING_ENTRY)

    assert caught.value.refusal.values == {"n_missing": 1}
    assert entry.versions.count() == 0


def test_submitting_at_the_closing_moment_is_too_late_and_keeps_the_text() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice, title="Blijft bewaard")

    submit_entry(entry, by=alice, now=ENTRY_CLOSES - timedelta(milliseconds=1))
    late = complete_entry(
        make_edition(2025, opens=DURING_ENTRY - timedelta(days=900)),
        by=alice,
        now=DURING_ENTRY - timedelta(days=730),
    )
    with pytest.raises(RefusedError):
        submit_entry(late, by=alice, now=ENTRY_CLOSES)

    late.refresh_from_db()
    assert (late.status, late.title) == (EntryStatus.DRAFT, "Samen de straat vergroenen")


def test_taking_back_and_submitting_again_makes_a_second_version() -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)

    reopen_entry(entry, by=alice, now=DURING_ENTRY)
    write_section(entry, Section.BASICS, {"title": "Beter"}, by=alice, now=DURING_ENTRY)
    submit_entry(entry, by=alice, now=DURING_ENTRY)

    newest = newest_version(entry)
    assert newest is not None
    assert (newest.number, newest.content["title"]) == (2, "Beter")
    assert entry.versions.count() == 2


def test_taking_back_after_the_close_is_refused() -> None:
    entry = submitted_entry(make_edition())

    with pytest.raises(RefusedError) as caught:
        reopen_entry(entry, by=civil_servant(), now=ENTRY_CLOSES)

    assert caught.value.refusal.code == EntryObstacle.WINDOW_CLOSED


def test_withdrawing_keeps_everything() -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)

    withdraw_entry(entry, by=alice, now=AFTER_CLOSING)

    entry.refresh_from_db()
    assert (entry.status, entry.versions.count()) == (EntryStatus.WITHDRAWN, 1)
    assert newest_fact(entry.reference) == ("entry.withdrawn", alice.code, {})


def test_an_organiser_judges_with_a_reason() -> None:
    entry, oscar = submitted_entry(make_edition()), UserFactory()

    judge_eligibility(entry, Eligibility.INELIGIBLE, reason=" Nog bezig. ", by=oscar, now=AFTER_CLOSING)

    entry.refresh_from_db()
    assert (entry.eligibility, entry.eligibility_reason) == (Eligibility.INELIGIBLE, "Nog bezig.")
    assert newest_fact(entry.reference) == ("entry.judged_eligible", oscar.code, {"outcome": "ineligible"})


def test_a_no_without_reason_is_refused() -> None:
    entry = submitted_entry(make_edition())

    with pytest.raises(RefusedError) as caught:
        judge_eligibility(entry, Eligibility.INELIGIBLE, reason="", by=UserFactory(), now=AFTER_CLOSING)

    assert caught.value.refusal.code == EntryObstacle.REASON_MISSING


def test_a_category_comes_from_the_same_edition_and_leaves_the_wish() -> None:
    edition, oscar = make_edition(), UserFactory()
    entry = submitted_entry(edition)

    assign_category(entry, edition.categories.get(key="uitvoering"), by=oscar, now=AFTER_CLOSING)
    with pytest.raises(RefusedError):
        assign_category(entry, make_edition(2025).categories.all()[0], by=oscar, now=AFTER_CLOSING)

    entry.refresh_from_db()
    assert entry.category is not None
    assert entry.category_wish is not None
    assert (entry.category.key, entry.category_wish.key) == ("uitvoering", "leefomgeving")


def test_joining_a_team_twice_changes_nothing() -> None:
    alice, bob = civil_servant(), civil_servant()
    entry = started_entry(make_edition(), by=alice)

    join_team(entry, bob, by=alice, now=DURING_ENTRY)
    join_team(entry, bob, by=alice, now=DURING_ENTRY)

    assert entry.team.count() == 2
    assert facts_about(entry.reference).filter(name="entry.joined").count() == 1


def nomination_of(nominee: User, *, by: User | None = None, edition: Edition | None = None) -> Nomination:
    assert nominee.municipality is not None
    return nominate(
        edition or make_edition(),
        nominee.municipality,
        title="Goed idee",
        reason="Wij willen dit ook.",
        contact_email=nominee.email,
        nominator_name="Collega",
        nominator_email="collega@elders.example",
        by=by,
        now=DURING_ENTRY,
    )


def test_claiming_a_nomination_makes_a_draft_with_its_title() -> None:
    nominee = civil_servant()
    nomination = nomination_of(nominee)

    entry = claim_nomination(nomination, by=nominee, now=DURING_ENTRY)

    nomination.refresh_from_db()
    assert (nomination.status, nomination.entry) == (NominationStatus.CLAIMED, entry)
    assert (entry.title, entry.municipality) == ("Goed idee", nominee.municipality)
    assert newest_fact(nomination.code) == (
        "nomination.claimed",
        nominee.code,
        {"entry": entry.reference},
    )


def test_a_nomination_is_answered_once() -> None:
    nominee = civil_servant()
    nomination = nomination_of(nominee)
    decline_nomination(nomination, by=nominee, now=DURING_ENTRY)

    with pytest.raises(RefusedError) as caught:
        claim_nomination(nomination, by=nominee, now=DURING_ENTRY)

    assert caught.value.refusal.code == EntryObstacle.NOMINATION_ANSWERED


def test_nobody_nominates_the_own_municipality() -> None:
    alice = civil_servant()

    with pytest.raises(RefusedError) as caught:
        nomination_of(alice, by=alice)

    assert caught.value.refusal.code == EntryObstacle.OWN_MUNICIPALITY

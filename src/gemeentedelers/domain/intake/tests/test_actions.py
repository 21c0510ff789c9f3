from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, DURING_READING, make_edition
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.models import Entry, FrozenVersion
from gemeentedelers.domain.entries.queries import broken_teams, broken_versions, newest_version
from gemeentedelers.domain.entries.rules import Eligibility, EntryObstacle, EntryStatus, TeamRole
from gemeentedelers.domain.entries.tests.factories import (
    AFTER_CLOSING,
    civil_servant,
    complete_entry,
    owner_of,
    submit,
    submitted_entry,
    write,
)
from gemeentedelers.domain.intake.actions import (
    answer_by_submission,
    answer_question,
    appeal,
    ask_team,
    close_overdue,
    close_question,
    decide_appeal,
    judge_entry,
    merge_entries,
    unmerge,
)
from gemeentedelers.domain.intake.queries import broken_merges, broken_open_sections
from gemeentedelers.domain.intake.rules import AppealOutcome, IntakeObstacle, QuestionState, Request
from gemeentedelers.domain.intake.tests.factories import DUE, appealed, asked, ineligible
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.foundation.journal.queries import facts_about
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

LATER = AFTER_CLOSING + timedelta(hours=2)
WORDS = Request("Hoeveel waren het er?", DUE)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def entry(edition: Edition) -> Entry:
    return submitted_entry(edition)


def newest_fact(entry: Entry) -> tuple[str, str, dict[str, object]]:
    fact = facts_about(entry.reference).latest("number")
    return fact.name, fact.actor, fact.values


def refused(caught: pytest.ExceptionInfo[RefusedError]) -> str:
    return caught.value.refusal.code


def test_asking_opens_the_sections_and_tells(entry: Entry) -> None:
    oscar = UserFactory()

    question = ask_team(entry, replace(WORDS, sections=("nodig",)), by=oscar, now=AFTER_CLOSING)

    entry.refresh_from_db()
    assert (entry.open_sections, question.standing, question.due_on) == (["nodig"], QuestionState.OPEN, DUE)
    assert newest_fact(entry) == ("intake.asked", oscar.code, {"question": question.code, "sections": ["nodig"]})


@pytest.mark.parametrize(
    ("request_", "obstacle"),
    [
        (replace(WORDS, text=" "), IntakeObstacle.TEXT_MISSING),
        (replace(WORDS, sections=("onzin",)), IntakeObstacle.UNKNOWN_SECTION),
        (replace(WORDS, due=date(2026, 12, 10)), IntakeObstacle.DUE_TOO_EARLY),
        (replace(WORDS, due=date(2027, 1, 4)), IntakeObstacle.DUE_TOO_LATE),
    ],
)
def test_what_cannot_be_asked_opens_nothing(entry: Entry, request_: Request, obstacle: IntakeObstacle) -> None:
    with pytest.raises(RefusedError) as caught:
        ask_team(entry, request_, by=UserFactory(), now=AFTER_CLOSING)

    assert (refused(caught), entry.questions.count()) == (obstacle, 0)


def test_one_question_at_a_time(entry: Entry) -> None:
    asked(entry)

    with pytest.raises(RefusedError) as caught:
        asked(entry)

    assert (refused(caught), entry.questions.count()) == (IntakeObstacle.ALREADY_ASKED, 1)


def test_nothing_is_asked_about_what_was_withdrawn(entry: Entry) -> None:
    withdraw_entry(entry, by=owner_of(entry), now=AFTER_CLOSING)

    with pytest.raises(RefusedError) as caught:
        asked(entry)

    assert refused(caught) == IntakeObstacle.NOT_SUBMITTED


def test_words_answer_once_and_close_what_was_open(entry: Entry) -> None:
    question, owner = asked(entry, "nodig"), owner_of(entry)

    answer_question(question, " 4.000. ", by=owner, now=LATER)

    entry.refresh_from_db()
    question.refresh_from_db()
    assert (question.state, question.answer, question.answered_by, question.answered_at, entry.open_sections) == (
        "answered",
        "4.000.",
        owner,
        LATER,
        [],
    )
    assert newest_fact(entry) == ("intake.answered", owner.code, {"question": question.code})
    with pytest.raises(RefusedError) as caught:
        answer_question(question, "5.000", by=owner, now=LATER)
    assert refused(caught) == IntakeObstacle.QUESTION_CLOSED


def test_a_reader_of_the_team_does_not_answer(entry: Entry) -> None:
    question, bob = asked(entry), civil_servant()
    entry.team.create(user=bob, role=TeamRole.READER)

    with pytest.raises(RefusedError) as caught:
        answer_question(question, "4.000", by=bob, now=LATER)

    assert refused(caught) == EntryObstacle.NOT_FOR_YOUR_ROLE


def test_what_was_changed_is_submitted_and_not_only_explained(entry: Entry) -> None:
    question, owner = asked(entry, "nodig"), owner_of(entry)
    write(entry, by=owner, now=LATER, costs="6.000 euro.")

    with pytest.raises(RefusedError) as caught:
        answer_question(question, "Zie de kosten.", by=owner, now=LATER)

    assert refused(caught) == IntakeObstacle.CHANGES_NOT_SUBMITTED


def test_a_new_version_answers_and_closes_also_when_told_twice(entry: Entry) -> None:
    question, owner = asked(entry, "nodig"), owner_of(entry)
    write(entry, by=owner, now=LATER, costs="6.000 euro.")
    version = submit(entry, by=owner, now=LATER)

    answers = [answer_by_submission(entry, version) for _ in range(2)]

    entry.refresh_from_db()
    question.refresh_from_db()
    assert (answers, question.state, entry.open_sections) == ([question, None], "answered", [])
    assert newest_fact(entry) == ("intake.answered", owner.code, {"question": question.code, "version": 2})


def test_an_earlier_version_answers_nothing(entry: Entry) -> None:
    asked(entry, "nodig")
    version = newest_version(entry)
    assert version is not None

    assert answer_by_submission(entry, version) is None


def test_a_version_does_not_answer_a_question_in_words(entry: Entry) -> None:
    asked(entry, now=DURING_ENTRY)
    write(entry, by=owner_of(entry), costs="6.000 euro.")

    assert answer_by_submission(entry, submit(entry, by=owner_of(entry), now=DURING_ENTRY)) is None


def test_closing_a_question_closes_its_sections_once(entry: Entry) -> None:
    question, oscar = asked(entry, "nodig"), UserFactory()

    close_question(question, by=oscar, now=LATER)

    entry.refresh_from_db()
    question.refresh_from_db()
    assert (question.state, entry.open_sections) == ("closed", [])
    assert newest_fact(entry) == ("intake.closed", oscar.code, {"question": question.code})
    with pytest.raises(RefusedError) as caught:
        close_question(question, by=oscar, now=LATER)
    assert refused(caught) == IntakeObstacle.QUESTION_CLOSED


@pytest.mark.parametrize(
    ("now", "n_closed"),
    [(datetime(2026, 12, 17, 22, 59, tzinfo=UTC), 0), (datetime(2026, 12, 17, 23, 0, tzinfo=UTC), 1)],
)
def test_a_question_closes_after_its_whole_last_day(entry: Entry, now: datetime, n_closed: int) -> None:
    asked(entry, "nodig")

    assert (close_overdue(now=now), close_overdue(now=now)) == (n_closed, 0)


def test_an_appeal_is_made_once(entry: Entry) -> None:
    made = appealed(entry)

    assert (made.standing, made.text) == (AppealOutcome.WAITING, "Het is wel af.")
    assert newest_fact(entry) == ("appeal.made", owner_of(entry).code, {})
    with pytest.raises(RefusedError) as caught:
        appeal(entry, "Echt.", by=owner_of(entry), now=LATER)
    assert refused(caught) == IntakeObstacle.ALREADY_APPEALED


@pytest.mark.parametrize(
    ("text", "now", "obstacle"),
    [
        (" ", LATER, IntakeObstacle.TEXT_MISSING),
        ("Te laat.", AFTER_CLOSING + timedelta(days=8), IntakeObstacle.APPEAL_TOO_LATE),
    ],
)
def test_an_appeal_that_cannot_be_made(entry: Entry, text: str, now: datetime, obstacle: IntakeObstacle) -> None:
    ineligible(entry)

    with pytest.raises(RefusedError) as caught:
        appeal(entry, text, by=owner_of(entry), now=now)

    assert refused(caught) == obstacle


def test_an_appeal_needs_a_no_and_somebody_of_the_team(entry: Entry) -> None:
    with pytest.raises(RefusedError) as too_early:
        appeal(entry, "Vast.", by=owner_of(entry), now=LATER)
    ineligible(entry)
    with pytest.raises(RefusedError) as stranger:
        appeal(entry, "Ik ook.", by=civil_servant(), now=LATER)

    assert (refused(too_early), refused(stranger)) == (IntakeObstacle.NOT_INELIGIBLE, EntryObstacle.NOT_FOR_YOUR_ROLE)


@pytest.mark.parametrize(
    ("outcome", "eligibility"),
    [(AppealOutcome.GRANTED, Eligibility.ELIGIBLE), (AppealOutcome.DENIED, Eligibility.INELIGIBLE)],
)
def test_an_appeal_is_decided_once(entry: Entry, outcome: AppealOutcome, eligibility: Eligibility) -> None:
    made, olga = appealed(entry), somebody_with(Role.ORGANISER, year=2027)

    decide_appeal(made, outcome, reason="Wij keken opnieuw.", by=olga, now=LATER)

    entry.refresh_from_db()
    made.refresh_from_db()
    assert (entry.eligibility, made.standing, made.decided_by) == (eligibility, outcome, olga)
    assert newest_fact(entry) == ("appeal.decided", olga.code, {"outcome": outcome.value})
    with pytest.raises(RefusedError) as caught:
        decide_appeal(made, outcome, reason="Nog eens.", by=olga, now=LATER)
    assert refused(caught) == IntakeObstacle.APPEAL_DECIDED


def test_who_judged_does_not_decide_when_there_is_a_colleague(entry: Entry) -> None:
    oscar = somebody_with(Role.ORGANISER, year=2027)
    made = appealed(entry, judge=oscar)
    olga = somebody_with(Role.ORGANISER, year=2027)

    with pytest.raises(RefusedError) as caught:
        decide_appeal(made, AppealOutcome.GRANTED, reason="", by=oscar, now=LATER)
    assert refused(caught) == IntakeObstacle.SAME_ORGANISER

    decide_appeal(made, AppealOutcome.GRANTED, reason="", by=olga, now=LATER)


def test_the_only_organiser_decides_alone(entry: Entry) -> None:
    oscar = somebody_with(Role.ORGANISER, year=2027)
    somebody_with(Role.ORGANISER, year=2026)
    made = appealed(entry, judge=oscar)

    decide_appeal(made, AppealOutcome.DENIED, reason="Het is niet af.", by=oscar, now=LATER)

    made.refresh_from_db()
    assert made.standing is AppealOutcome.DENIED


def test_a_no_to_an_appeal_needs_its_reason(entry: Entry) -> None:
    made = appealed(entry)

    with pytest.raises(RefusedError) as caught:
        decide_appeal(made, AppealOutcome.DENIED, reason=" ", by=UserFactory(), now=LATER)

    made.refresh_from_db()
    assert (refused(caught), made.standing) == (IntakeObstacle.REASON_MISSING, AppealOutcome.WAITING)


def test_an_appeal_is_decided_before_the_entry_is_judged_again(entry: Entry) -> None:
    made, olga = appealed(entry), UserFactory()

    with pytest.raises(RefusedError) as caught:
        judge_entry(entry, Eligibility.ELIGIBLE, reason="", by=olga, now=LATER)
    decide_appeal(made, AppealOutcome.DENIED, reason="Nee.", by=olga, now=LATER)
    judge_entry(entry, Eligibility.ELIGIBLE, reason="", by=olga, now=LATER)

    entry.refresh_from_db()
    assert (refused(caught), entry.eligibility) == (IntakeObstacle.APPEAL_WAITS, "eligible")


def roles(entry: Entry) -> dict[str, str]:
    return {member.user.code: member.role for member in entry.team.select_related("user")}


def frozen_participants(entry: Entry) -> object:
    version = newest_version(entry)
    assert version is not None
    return [(row["name"], row["role"]) for row in version.content["participants"]]


def test_merging_brings_the_team_and_the_municipality_along(edition: Edition, entry: Entry) -> None:
    kept, oscar = submitted_entry(edition), UserFactory()

    merge = merge_entries(entry, kept, reason=" Dezelfde casus. ", by=oscar, now=AFTER_CLOSING)

    entry.refresh_from_db()
    assert (entry.status, entry.merged_into, merge.reason) == (EntryStatus.MERGED, kept, "Dezelfde casus.")
    assert roles(kept) == {owner_of(kept).code: "owner", owner_of(entry).code: "writer"}
    assert frozen_participants(kept) == [(f"gemeente {entry.municipality.name}", "co_owner")]
    assert newest_fact(entry) == ("entry.merged", oscar.code, {"into": kept.reference})
    assert [list(found) for found in (broken_merges(), broken_teams(), broken_versions())] == [[], [], []]


def test_merging_freezes_nothing_that_was_not_submitted(edition: Edition, entry: Entry) -> None:
    kept = submitted_entry(edition)
    write(kept, by=owner_of(kept), costs="Nog niet ingediend.")

    merge_entries(entry, kept, reason="Dezelfde.", by=UserFactory(), now=AFTER_CLOSING)

    version = newest_version(kept)
    assert version is not None
    assert (version.number, version.content["costs"]) == (2, "5.000 euro en 80 uur.")


def test_within_one_municipality_nobody_becomes_a_co_owner(edition: Edition) -> None:
    alice = civil_servant()
    gone, kept = submitted_entry(edition, by=alice), submitted_entry(edition, by=alice)

    merge_entries(gone, kept, reason="Dubbel.", by=UserFactory(), now=AFTER_CLOSING)

    assert (roles(kept), FrozenVersion.objects.filter(entry=kept).count()) == ({alice.code: "owner"}, 1)


def test_merging_twice_is_refused(edition: Edition, entry: Entry) -> None:
    kept = submitted_entry(edition)
    merge_entries(entry, kept, reason="Dubbel.", by=UserFactory(), now=AFTER_CLOSING)

    with pytest.raises(RefusedError) as caught:
        merge_entries(entry, kept, reason="Dubbel.", by=UserFactory(), now=AFTER_CLOSING)

    assert refused(caught) == IntakeObstacle.NOT_SUBMITTED


@pytest.mark.parametrize(
    ("reason", "now", "obstacle"),
    [
        (" ", AFTER_CLOSING, IntakeObstacle.REASON_MISSING),
        ("Dubbel.", DURING_READING, IntakeObstacle.READING_BEGAN),
    ],
)
def test_a_merge_that_cannot_be(
    edition: Edition, entry: Entry, reason: str, now: datetime, obstacle: IntakeObstacle
) -> None:
    kept = submitted_entry(edition)

    with pytest.raises(RefusedError) as caught:
        merge_entries(entry, kept, reason=reason, by=UserFactory(), now=now)

    assert (refused(caught), kept.team.count()) == (obstacle, 1)


def test_an_entry_does_not_go_on_in_itself_or_in_another_edition(entry: Entry) -> None:
    with pytest.raises(RefusedError) as same:
        merge_entries(entry, entry, reason="Dubbel.", by=UserFactory(), now=AFTER_CLOSING)
    next_year = DURING_ENTRY + timedelta(days=365)
    elsewhere = complete_entry(make_edition(2028), now=next_year)
    with pytest.raises(RefusedError) as other:
        merge_entries(entry, elsewhere, reason="Dubbel.", by=UserFactory(), now=AFTER_CLOSING)

    assert (refused(same), refused(other)) == (IntakeObstacle.SAME_ENTRY, IntakeObstacle.OTHER_EDITION)


def test_a_merge_is_taken_back_with_all_that_came_along(edition: Edition, entry: Entry) -> None:
    kept, oscar = submitted_entry(edition), UserFactory()
    merge = merge_entries(entry, kept, reason="Dubbel.", by=oscar, now=AFTER_CLOSING)

    unmerge(merge, by=oscar, now=LATER)

    entry.refresh_from_db()
    assert (entry.status, entry.merged_into, roles(kept)) == ("submitted", None, {owner_of(kept).code: "owner"})
    assert (frozen_participants(kept), kept.participants.count()) == ([], 0)
    assert newest_fact(entry) == ("entry.unmerged", oscar.code, {"from_": kept.reference})
    with pytest.raises(RefusedError) as caught:
        unmerge(merge, by=oscar, now=LATER)
    assert refused(caught) == IntakeObstacle.NOT_MERGED


def test_who_was_in_both_teams_stays(edition: Edition) -> None:
    alice, bob = civil_servant(), civil_servant()
    gone, kept = submitted_entry(edition, by=alice), submitted_entry(edition, by=bob)
    gone.team.create(user=bob, role=TeamRole.WRITER)
    merge = merge_entries(gone, kept, reason="Dubbel.", by=UserFactory(), now=AFTER_CLOSING)

    unmerge(merge, by=UserFactory(), now=LATER)

    assert roles(kept) == {bob.code: "owner"}


def test_after_a_day_a_merge_stays(edition: Edition, entry: Entry) -> None:
    merge = merge_entries(entry, submitted_entry(edition), reason="Dubbel.", by=UserFactory(), now=AFTER_CLOSING)

    with pytest.raises(RefusedError) as caught:
        unmerge(merge, by=UserFactory(), now=AFTER_CLOSING + timedelta(hours=24))

    assert refused(caught) == IntakeObstacle.UNDO_TOO_LATE


def test_sections_that_nobody_asks_for_are_found(entry: Entry) -> None:
    asked(entry, "nodig")
    assert list(broken_open_sections()) == []

    Entry.objects.filter(pk=entry.pk).update(open_sections=["succesvol"])

    assert list(broken_open_sections()) == [entry]


def test_merged_entries_without_a_merge_are_found(edition: Edition, entry: Entry) -> None:
    kept = submitted_entry(edition)
    Entry.objects.filter(pk=entry.pk).update(status=EntryStatus.MERGED, merged_into=kept)

    assert list(broken_merges()) == [entry]

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from gemeentedelers.domain.entries.rules import Eligibility, EntryStatus
from gemeentedelers.domain.intake.rules import (
    AppealOutcome,
    IntakeObstacle,
    QuestionState,
    Request,
    appeal_deadline,
    story_of,
    why_not_answer,
    why_not_appeal,
    why_not_ask,
    why_not_decide_appeal,
    why_not_merge,
    why_not_unmerge,
)
from gemeentedelers.foundation.refusals import Refusal

NOW = datetime(2026, 12, 10, 9, tzinfo=UTC)
READING_OPENS = datetime(2027, 1, 4, 8, tzinfo=UTC)
REQUEST = Request("Hoeveel tegels waren het?", date(2026, 12, 17), ("bewijs",))
SUBMITTED, DRAFT, MERGED = EntryStatus.SUBMITTED, EntryStatus.DRAFT, EntryStatus.MERGED


def code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("request_", "facts", "expected"),
    [
        (REQUEST, {}, None),
        (replace(REQUEST, sections=()), {}, None),
        (REQUEST, {"status": DRAFT}, IntakeObstacle.NOT_SUBMITTED),
        (REQUEST, {"status": MERGED}, IntakeObstacle.NOT_SUBMITTED),
        (REQUEST, {"has_open": True}, IntakeObstacle.ALREADY_ASKED),
        (replace(REQUEST, text=" \n"), {}, IntakeObstacle.TEXT_MISSING),
        (replace(REQUEST, sections=("bewijs", "onzin")), {}, IntakeObstacle.UNKNOWN_SECTION),
        (replace(REQUEST, due=date(2026, 12, 9)), {}, IntakeObstacle.DUE_TOO_EARLY),
        (replace(REQUEST, due=date(2026, 12, 10)), {}, IntakeObstacle.DUE_TOO_EARLY),
        (replace(REQUEST, due=date(2026, 12, 11)), {}, None),
        # A quarter past midnight in Amsterdam is still the day before in UTC.
        (
            replace(REQUEST, due=date(2026, 12, 11)),
            {"now": datetime(2026, 12, 10, 23, 15, tzinfo=UTC)},
            IntakeObstacle.DUE_TOO_EARLY,
        ),
        (replace(REQUEST, due=date(2027, 1, 3)), {}, None),
        (replace(REQUEST, due=date(2027, 1, 4)), {}, IntakeObstacle.DUE_TOO_LATE),
    ],
)
def test_what_may_be_asked(request_: Request, facts: dict[str, object], expected: str | None) -> None:
    situation = {
        "status": SUBMITTED,
        "known": ["bewijs", "nodig"],
        "has_open": False,
        "reading_opens": READING_OPENS,
        "now": NOW,
    }

    assert code(why_not_ask(request_, **{**situation, **facts})) == expected  # type: ignore[arg-type]  # a table


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        ({"status": EntryStatus.WITHDRAWN}, IntakeObstacle.NOT_SUBMITTED),
        ({"state": QuestionState.ANSWERED}, IntakeObstacle.QUESTION_CLOSED),
        ({"state": QuestionState.CLOSED}, IntakeObstacle.QUESTION_CLOSED),
        ({"text": " "}, IntakeObstacle.TEXT_MISSING),
        ({"has_changes": True}, IntakeObstacle.CHANGES_NOT_SUBMITTED),
    ],
)
def test_who_may_answer_in_words(facts: dict[str, object], expected: str | None) -> None:
    situation = {"status": SUBMITTED, "state": QuestionState.OPEN, "text": "4.000", "has_changes": False}

    assert code(why_not_answer(**{**situation, **facts})) == expected  # type: ignore[arg-type]  # a table


def test_the_last_day_of_an_appeal_counts_whole() -> None:
    until = appeal_deadline(datetime(2026, 12, 10, 22, 59, tzinfo=UTC))

    assert (until.last_day, until.at) == (date(2026, 12, 17), datetime(2026, 12, 17, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        ({"status": EntryStatus.WITHDRAWN}, IntakeObstacle.NOT_INELIGIBLE),
        ({"eligibility": Eligibility.UNDECIDED}, IntakeObstacle.NOT_INELIGIBLE),
        ({"eligibility": Eligibility.ELIGIBLE}, IntakeObstacle.NOT_INELIGIBLE),
        ({"judged_at": None}, IntakeObstacle.NOT_INELIGIBLE),
        ({"has_appealed": True}, IntakeObstacle.ALREADY_APPEALED),
        ({"now": datetime(2026, 12, 17, 22, 59, 59, tzinfo=UTC)}, None),
        ({"now": datetime(2026, 12, 17, 23, tzinfo=UTC)}, IntakeObstacle.APPEAL_TOO_LATE),
        ({"text": ""}, IntakeObstacle.TEXT_MISSING),
    ],
)
def test_when_a_team_may_appeal(facts: dict[str, object], expected: str | None) -> None:
    situation = {
        "status": SUBMITTED,
        "eligibility": Eligibility.INELIGIBLE,
        "judged_at": NOW,
        "has_appealed": False,
        "text": "Het is wel af.",
        "now": NOW,
    }

    assert code(why_not_appeal(**{**situation, **facts})) == expected  # type: ignore[arg-type]  # a table


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        ({"outcome": AppealOutcome.DENIED}, None),
        ({"outcome": AppealOutcome.DENIED, "reason": " "}, IntakeObstacle.REASON_MISSING),
        ({"reason": ""}, None),
        ({"standing": AppealOutcome.GRANTED}, IntakeObstacle.APPEAL_DECIDED),
        ({"standing": AppealOutcome.DENIED}, IntakeObstacle.APPEAL_DECIDED),
        ({"is_own_judgement": True}, None),
        ({"has_colleague": True}, None),
        ({"is_own_judgement": True, "has_colleague": True}, IntakeObstacle.SAME_ORGANISER),
    ],
)
def test_who_decides_on_an_appeal(facts: dict[str, object], expected: str | None) -> None:
    situation = {
        "standing": AppealOutcome.WAITING,
        "outcome": AppealOutcome.GRANTED,
        "reason": "Het was af.",
        "is_own_judgement": False,
        "has_colleague": False,
    }

    assert code(why_not_decide_appeal(**{**situation, **facts})) == expected  # type: ignore[arg-type]  # a table


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        ({"is_same": True}, IntakeObstacle.SAME_ENTRY),
        ({"is_same_edition": False}, IntakeObstacle.OTHER_EDITION),
        ({"statuses": [SUBMITTED, DRAFT]}, IntakeObstacle.NOT_SUBMITTED),
        ({"statuses": [MERGED, SUBMITTED]}, IntakeObstacle.NOT_SUBMITTED),
        ({"now": READING_OPENS - timedelta(seconds=1)}, None),
        ({"now": READING_OPENS}, IntakeObstacle.READING_BEGAN),
        ({"reason": " "}, IntakeObstacle.REASON_MISSING),
    ],
)
def test_what_may_be_merged(facts: dict[str, object], expected: str | None) -> None:
    situation = {
        "is_same": False,
        "is_same_edition": True,
        "statuses": [SUBMITTED, SUBMITTED],
        "reason": "Dezelfde casus.",
        "reading_opens": READING_OPENS,
        "now": NOW,
    }

    assert code(why_not_merge(**{**situation, **facts})) == expected  # type: ignore[arg-type]  # a table


@pytest.mark.parametrize(
    ("status", "is_undone", "after", "expected"),
    [
        (MERGED, False, timedelta(hours=24) - timedelta(seconds=1), None),
        (MERGED, False, timedelta(hours=24), IntakeObstacle.UNDO_TOO_LATE),
        (MERGED, True, timedelta(0), IntakeObstacle.NOT_MERGED),
        (SUBMITTED, False, timedelta(0), IntakeObstacle.NOT_MERGED),
    ],
)
def test_what_may_be_unmerged(status: EntryStatus, is_undone: bool, after: timedelta, expected: str | None) -> None:
    refusal = why_not_unmerge(status=status, is_undone=is_undone, merged_at=NOW, now=NOW + after)

    assert code(refusal) == expected


def test_a_story_leaves_out_what_is_empty_or_no_text() -> None:
    assert story_of({"title": "Tegels", "summary": "", "problem": None, "hours": 80, "approach": "Eruit."}) == (
        "Tegels\nEruit."
    )

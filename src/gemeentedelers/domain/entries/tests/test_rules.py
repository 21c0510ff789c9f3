from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeentedelers.domain.editions.rules import Window
from gemeentedelers.domain.entries.rules import (
    Draft,
    Eligibility,
    EntryObstacle,
    EntryStatus,
    Missing,
    NominationStatus,
    SectionState,
    canonical,
    check_digit,
    digest_of,
    eligibility_doubts,
    frozen_content,
    missing_parts,
    oldest_day,
    reference_number,
    section_state,
    why_not_answer_nomination,
    why_not_enter,
    why_not_judge_eligibility,
    why_not_nominate,
    why_not_reopen,
    why_not_submit,
    why_not_withdraw,
    why_not_write,
)
from gemeentedelers.foundation.refusals import Refusal

OPENS, CLOSES = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 12, 4, 23, tzinfo=UTC)
WINDOW = Window(OPENS, CLOSES)
TICK = timedelta(milliseconds=1)
INSIDE = datetime(2026, 11, 23, tzinfo=UTC)
WHOLE = Draft(
    title="Titel",
    summary="Kort",
    result="Er kwam iets van",
    problem="Probleem",
    approach="Aanpak",
    costs="Kosten",
    lessons="Lessen",
    started_on=date(2025, 1, 1),
    finished_on=date(2026, 1, 1),
    category="leefomgeving",
    themes=("natuur",),
    was_decisive=True,
    may_be_published=True,
    answers={"succesvol": "Ja"},
)


def code(refusal: Refusal | None) -> object:
    return None if refusal is None else refusal.code


@pytest.mark.parametrize(
    ("now", "obstacle"),
    [
        (OPENS - TICK, EntryObstacle.WINDOW_NOT_OPEN),
        (OPENS, None),
        (CLOSES - TICK, None),
        (CLOSES, EntryObstacle.WINDOW_CLOSED),
    ],
)
def test_the_window_opens_on_its_first_moment_and_is_too_late_on_its_last(
    now: datetime, obstacle: EntryObstacle | None
) -> None:
    assert code(why_not_enter(window=WINDOW, now=now)) == obstacle
    assert code(why_not_write(status=EntryStatus.DRAFT, window=WINDOW, now=now)) == obstacle
    assert code(why_not_submit(status=EntryStatus.DRAFT, missing=[], window=WINDOW, now=now)) == obstacle
    assert code(why_not_reopen(status=EntryStatus.SUBMITTED, window=WINDOW, now=now)) == obstacle


@pytest.mark.parametrize("status", [EntryStatus.SUBMITTED, EntryStatus.WITHDRAWN])
def test_only_a_draft_is_written_and_submitted(status: EntryStatus) -> None:
    assert code(why_not_write(status=status, window=WINDOW, now=INSIDE)) == EntryObstacle.NOT_A_DRAFT
    refusal = why_not_submit(status=status, missing=[], window=WINDOW, now=INSIDE)
    assert code(refusal) == EntryObstacle.NOT_A_DRAFT


def test_an_unfinished_draft_is_not_submitted_and_hears_how_much_is_missing() -> None:
    missing = [Missing("verhaal", "problem"), Missing("succesvol", "answer")]

    refusal = why_not_submit(status=EntryStatus.DRAFT, missing=missing, window=WINDOW, now=INSIDE)

    assert refusal == Refusal(EntryObstacle.PARTS_MISSING, n_missing=2)


def test_a_whole_draft_misses_nothing() -> None:
    assert missing_parts(WHOLE, ["succesvol"]) == []


@pytest.mark.parametrize(
    ("draft", "missing"),
    [
        (replace(WHOLE, title=""), Missing("in-het-kort", "title")),
        (replace(WHOLE, themes=()), Missing("in-het-kort", "themes")),
        (replace(WHOLE, finished_on=None), Missing("in-het-kort", "finished_on")),
        (replace(WHOLE, approach=""), Missing("verhaal", "approach")),
        (replace(WHOLE, costs=""), Missing("nodig", "costs")),
        (replace(WHOLE, was_decisive=False), Missing("toestemming", "was_decisive")),
        (replace(WHOLE, answers={}), Missing("succesvol", "answer")),
        (replace(WHOLE, answers={"succesvol": "  "}), Missing("succesvol", "answer")),
    ],
)
def test_each_missing_part_is_named_with_its_section(draft: Draft, missing: Missing) -> None:
    assert missing_parts(draft, ["succesvol"]) == [missing]


@pytest.mark.parametrize(
    ("draft", "section", "state"),
    [
        (Draft(), "verhaal", SectionState.NOT_STARTED),
        (Draft(problem="x"), "verhaal", SectionState.STARTED),
        (Draft(problem="x", approach="y"), "verhaal", SectionState.DONE),
        (Draft(), "succesvol", SectionState.NOT_STARTED),
        (WHOLE, "succesvol", SectionState.DONE),
    ],
)
def test_a_section_is_done_when_nothing_is_missing(draft: Draft, section: str, state: SectionState) -> None:
    assert section_state(section, draft, ["succesvol"]) is state


@pytest.mark.parametrize(
    ("status", "obstacle"),
    [
        (EntryStatus.SUBMITTED, None),
        (EntryStatus.DRAFT, EntryObstacle.NOT_SUBMITTED),
        (EntryStatus.WITHDRAWN, EntryObstacle.NOT_SUBMITTED),
    ],
)
def test_only_what_was_submitted_is_withdrawn(status: EntryStatus, obstacle: EntryObstacle | None) -> None:
    assert code(why_not_withdraw(status=status)) == obstacle


def test_a_draft_cannot_be_taken_back() -> None:
    refusal = why_not_reopen(status=EntryStatus.DRAFT, window=WINDOW, now=INSIDE)
    assert code(refusal) == EntryObstacle.NOT_SUBMITTED


@pytest.mark.parametrize(
    ("status", "eligibility", "reason", "obstacle"),
    [
        (EntryStatus.SUBMITTED, Eligibility.ELIGIBLE, "", None),
        (EntryStatus.SUBMITTED, Eligibility.INELIGIBLE, "Nog niet afgerond.", None),
        (EntryStatus.SUBMITTED, Eligibility.INELIGIBLE, " ", EntryObstacle.REASON_MISSING),
        (EntryStatus.DRAFT, Eligibility.ELIGIBLE, "", EntryObstacle.NOT_SUBMITTED),
    ],
)
def test_a_no_needs_a_reason(
    status: EntryStatus, eligibility: Eligibility, reason: str, obstacle: EntryObstacle | None
) -> None:
    refusal = why_not_judge_eligibility(status=status, eligibility=eligibility, reason=reason)
    assert code(refusal) == obstacle


@pytest.mark.parametrize(
    ("reference", "oldest"),
    [
        (date(2026, 12, 1), date(2023, 12, 1)),
        (date(2028, 2, 29), date(2025, 2, 28)),
        (date(2027, 2, 28), date(2024, 2, 28)),
    ],
)
def test_three_years_back_also_from_a_leap_day(reference: date, oldest: date) -> None:
    assert oldest_day(reference, 3) == oldest


@pytest.mark.parametrize(
    ("finished_on", "doubts"),
    [
        (None, []),
        (date(2023, 12, 1), []),
        (date(2023, 11, 30), [EntryObstacle.TOO_OLD]),
        (date(2026, 12, 1), []),
        (date(2026, 12, 2), [EntryObstacle.NOT_FINISHED]),
    ],
)
def test_doubts_about_age_include_the_boundary_day(finished_on: date | None, doubts: list[EntryObstacle]) -> None:
    found = eligibility_doubts(finished_on, reference=date(2026, 12, 1), max_age_years=3)
    assert [doubt.code for doubt in found] == doubts


@pytest.mark.parametrize(
    ("own", "now", "obstacle"),
    [
        ("GM0001", INSIDE, None),
        (None, INSIDE, None),
        ("GM0002", INSIDE, EntryObstacle.OWN_MUNICIPALITY),
        ("GM0001", CLOSES, EntryObstacle.WINDOW_CLOSED),
    ],
)
def test_nominating_is_for_another_municipality(own: str | None, now: datetime, obstacle: EntryObstacle | None) -> None:
    refusal = why_not_nominate(own_municipality=own, nominated="GM0002", window=WINDOW, now=now)
    assert code(refusal) == obstacle


@pytest.mark.parametrize(
    ("status", "own", "now", "obstacle"),
    [
        (NominationStatus.OPEN, "GM0002", INSIDE, None),
        (NominationStatus.OPEN, "GM0001", INSIDE, EntryObstacle.OTHER_MUNICIPALITY),
        (NominationStatus.OPEN, None, INSIDE, EntryObstacle.OTHER_MUNICIPALITY),
        (NominationStatus.CLAIMED, "GM0002", INSIDE, EntryObstacle.NOMINATION_ANSWERED),
        (NominationStatus.DECLINED, "GM0002", INSIDE, EntryObstacle.NOMINATION_ANSWERED),
        (NominationStatus.OPEN, "GM0002", CLOSES, EntryObstacle.WINDOW_CLOSED),
    ],
)
def test_a_nomination_is_answered_once_by_the_nominated(
    status: NominationStatus, own: str | None, now: datetime, obstacle: EntryObstacle | None
) -> None:
    refusal = why_not_answer_nomination(status=status, own_municipality=own, nominated="GM0002", window=WINDOW, now=now)
    assert code(refusal) == obstacle


def test_a_reference_number_reads_as_agreed() -> None:
    assert reference_number(2027, 42) == "GD-2027-0042-7"
    assert reference_number(2027, 12_345).startswith("GD-2027-12345-")


@given(st.integers(1, 9_999), st.integers(0, 3), st.integers(1, 9))
def test_one_wrong_digit_is_caught(sequence: int, place: int, shift: int) -> None:
    digits = f"{sequence:04d}"
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert check_digit(wrong) != check_digit(digits)


@given(st.integers(1, 9_999), st.integers(0, 2))
def test_two_digits_that_changed_places_are_caught(sequence: int, place: int) -> None:
    digits = f"{sequence:04d}"
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert swapped == digits or check_digit(swapped) != check_digit(digits)


def test_a_frozen_version_survives_json_and_its_digest_is_stable() -> None:
    content = frozen_content(WHOLE)

    assert content["finished_on"] == "2026-01-01"
    assert canonical(content) == canonical(dict(reversed(content.items())))
    assert digest_of(content) != digest_of(content | {"title": "Anders"})

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemeentedelers.domain.cases.rules import EvidenceLevel
from gemeentedelers.domain.visits.rules import Course, VisitObstacle, VisitState, late_since, state_of
from gemeentedelers.domain.visits.rules.dividing import Panel, divide, why_not_divide
from gemeentedelers.domain.visits.rules.planning import (
    VisitWay,
    is_link,
    why_not_cancel,
    why_not_choose,
    why_not_decline,
    why_not_offer,
)
from gemeentedelers.domain.visits.rules.reporting import (
    CorrectionOutcome,
    Frame,
    JuryReport,
    Parts,
    correction_closing,
    prefilled,
    why_not_agree,
    why_not_answer,
    why_not_correct,
    why_not_deliver,
    why_not_write_report,
)
from gemeentedelers.domain.visits.rules.viewing import (
    Claim,
    ClaimMark,
    Finding,
    GuideQuestion,
    Seen,
    claims_in,
    why_not_add_photo,
    why_not_consent,
    why_not_hand_in,
    why_not_keep,
)
from gemeentedelers.foundation.refusals import Refusal

NOW = datetime(2027, 2, 3, 9, tzinfo=UTC)
DAY = timedelta(days=1)
BECAUSE = "Die week is iedereen weg."
CLAIM = Claim("result", "Er gingen 4.000 tegels uit.")
FRAME = Frame({"succesvol": "Succesvol"}, (CLAIM,))
NOTED = {("succesvol", GuideQuestion.WORKS): "Bewoners doen het zelf."}
WHOLE = Seen(NOTED, {"result": Finding(ClaimMark.SEEN)})
PARTS = Parts({"succesvol": "Het werkt."}, {"result": Finding(ClaimMark.SEEN)}, "Sterk.", "Ga door.")


def code(refusal: Refusal | None) -> object:
    return refusal.code if refusal else None


COURSES = [
    (Course(NOW, 1), VisitState.SHORT_OF_ASSESSORS, 2 * DAY),
    (Course(NOW, 2), VisitState.TO_PLAN, 7 * DAY),
    (Course(NOW - 30 * DAY, 2, offered_at=NOW), VisitState.OFFERED, 7 * DAY),
    (Course(NOW, 2, held_from=NOW + DAY, held_until=NOW + DAY), VisitState.PLANNED, None),
    (Course(NOW, 2, held_from=NOW, held_until=NOW), VisitState.WRITING, 5 * DAY),
    (Course(NOW, 2, held_from=NOW, held_until=NOW, handed_in=[NOW]), VisitState.WRITING, 5 * DAY),
    (Course(NOW, 2, held_from=NOW, held_until=NOW, handed_in=[NOW - DAY, NOW]), VisitState.MERGING, 7 * DAY),
    (Course(NOW, 2, agreed_at=NOW, closes_at=NOW + 5 * DAY), VisitState.CORRECTING, None),
    (Course(NOW, 2, agreed_at=NOW - 5 * DAY, closes_at=NOW), VisitState.ANSWERING, 3 * DAY),
    (Course(NOW, 2, agreed_at=NOW, closes_at=NOW + 9 * DAY, corrected_at=NOW), VisitState.ANSWERING, 3 * DAY),
    (Course(NOW, 0, agreed_at=NOW, closes_at=NOW, delivered_at=NOW), VisitState.WITH_JURY, None),
]


@pytest.mark.parametrize(("course", "state", "patience"), COURSES)
def test_a_visit_waits_for_one_thing_and_is_late_after_its_time(
    course: Course, state: VisitState, patience: timedelta | None
) -> None:
    assert state_of(course, NOW) is state
    if patience is not None:
        due = NOW + patience
        assert (late_since(course, due - timedelta(microseconds=1)), late_since(course, due)) == (None, due)
    elif state is VisitState.WITH_JURY:
        assert late_since(course, NOW + 100 * DAY) is None


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[str], set[tuple[str, str]]]:
    entries = [f"e{number}" for number in range(draw(st.integers(0, 9)))]
    assessors = [f"a{number}" for number in range(draw(st.integers(0, 6)))]
    pairs = [(assessor, entry) for assessor in assessors for entry in entries]
    barred = draw(st.sets(st.sampled_from(pairs), max_size=len(pairs) // 2)) if pairs else set()
    return entries, assessors, barred


@given(tables())
def test_nobody_is_barred_and_everybody_who_can_be_visited_is(
    table: tuple[list[str], list[str], set[tuple[str, str]]],
) -> None:
    entries, assessors, barred = table
    division = divide(entries, assessors, barred=barred)
    free = {entry: [who for who in assessors if (who, entry) not in barred] for entry in entries}

    assert {(who, entry) for entry, pair in division.pairs.items() for who in pair} & barred == set()
    assert {entry: len(pair) for entry, pair in division.pairs.items()} == {
        entry: min(2, len(free[entry])) for entry in entries
    }
    assert list(division.short) == [entry for entry in entries if len(free[entry]) < 2]
    assert divide(entries, assessors, barred=barred) == division


@given(st.integers(0, 12), st.integers(2, 8))
def test_loads_differ_by_at_most_one_without_bars(n_entries: int, n_assessors: int) -> None:
    assessors = [f"a{number}" for number in range(n_assessors)]
    division = divide([f"e{number}" for number in range(n_entries)], assessors, barred=set())
    loads = [division.loads[who] for who in assessors]

    assert max(loads) - min(loads) <= 1


@given(tables())
def test_nobody_can_pass_a_visit_on_to_make_loads_more_even(
    table: tuple[list[str], list[str], set[tuple[str, str]]],
) -> None:
    """No path of passing on leads from somebody to another with two visits less: the loads are as even as can be."""
    entries, assessors, barred = table
    division = divide(entries, assessors, barred=barred)
    for busy in assessors:
        reached, waiting = {busy}, [busy]
        while waiting:
            giver = waiting.pop()
            for entry, pair in division.pairs.items():
                takers = set(assessors) - pair - reached if giver in pair else set()
                new = {who for who in takers if (who, entry) not in barred}
                reached |= new
                waiting.extend(new)
        assert division.loads[busy] - min(division.loads[who] for who in reached) <= 1


def test_what_is_kept_stays_and_counts() -> None:
    kept = {"e1": frozenset({"a1"})}

    division = divide(["e1", "e2"], ["a1", "a2", "a3"], barred=set(), kept=kept)

    assert "a1" in division.pairs["e1"]
    assert sorted(division.loads.values()) == [1, 1, 2]


PANEL = Panel(
    names={"a1": "Anna", "a2": "Bert", "a3": "Cor"},
    bars={("a3", "e1"): Refusal(VisitObstacle.NOT_YOUR_VISIT)},
    settled={"e2": frozenset({"a1"})},
)


@pytest.mark.parametrize(
    ("wanted", "is_out", "obstacle"),
    [
        ({"e1": ["a1", "a2"]}, True, None),
        ({"e2": ["a1", "a3"]}, True, None),
        ({}, True, None),
        ({"e1": ["a1", "a2"]}, False, VisitObstacle.SHORTLIST_NOT_OUT),
        ({"e9": ["a1", "a2"]}, True, VisitObstacle.NOT_ON_THE_SHORTLIST),
        ({"e1": ["a1"]}, True, VisitObstacle.NOT_TWO_ASSESSORS),
        ({"e1": ["a1", "a1"]}, True, VisitObstacle.NOT_TWO_ASSESSORS),
        ({"e1": ["a1", "a9"]}, True, VisitObstacle.NOT_AN_ASSESSOR),
        ({"e1": ["a1", "a3"]}, True, VisitObstacle.ASSESSOR_TOO_CLOSE),
        ({"e2": ["a2", "a3"]}, True, VisitObstacle.ASSESSOR_IS_SETTLED),
    ],
)
def test_dividing_by_hand(wanted: dict[str, list[str]], is_out: bool, obstacle: VisitObstacle | None) -> None:
    assert code(why_not_divide(wanted, is_out=is_out, shortlist=["e1", "e2"], panel=PANEL)) is obstacle


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({}, None),
        ({"moments": [NOW + DAY]}, None),
        ({"way": VisitWay.ONLINE, "place": "https://bellen.example/abc"}, None),
        ({"is_planned": True}, VisitObstacle.ALREADY_PLANNED),
        ({"moments": []}, VisitObstacle.NO_MOMENTS),
        ({"moments": [NOW + number * DAY for number in range(1, 5)]}, VisitObstacle.TOO_MANY_MOMENTS),
        ({"moments": [NOW + DAY, NOW + DAY]}, VisitObstacle.SAME_MOMENT_TWICE),
        ({"moments": [NOW + DAY - timedelta(seconds=1)]}, VisitObstacle.MOMENT_TOO_SOON),
        ({"place": "  "}, VisitObstacle.ADDRESS_MISSING),
        ({"way": VisitWay.ONLINE, "place": "http://bellen.example"}, VisitObstacle.LINK_MISSING),
        ({"place": "x" * 301}, VisitObstacle.TEXT_TOO_LONG),
        ({"message": "x" * 1_001}, VisitObstacle.TEXT_TOO_LONG),
    ],
)
def test_offering_moments(changes: dict[str, Any], obstacle: VisitObstacle | None) -> None:
    asked: dict[str, Any] = {
        "moments": [NOW + 2 * DAY, NOW + 3 * DAY, NOW + 4 * DAY],
        "way": VisitWay.AT_THEIRS,
        "place": "Stadhuis",
        "message": "",
        "is_planned": False,
        **changes,
    }
    assert code(why_not_offer(asked.pop("moments"), **asked, now=NOW)) is obstacle


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://bellen.example/kamer?x=1", True),
        ("HTTPS://bellen.example", True),
        ("https://bellen", False),
        ("javascript:alert(1)//x.example", False),
        ("https://bellen.example/a b", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_a_link_is_a_safe_address(text: str, is_one: bool) -> None:
    assert is_link(text) is is_one


@pytest.mark.parametrize(
    ("offered", "is_planned", "obstacle"),
    [
        ([NOW + DAY], False, None),
        ([NOW + DAY], True, VisitObstacle.ALREADY_PLANNED),
        (None, False, VisitObstacle.NOTHING_OFFERED),
        ([NOW + 2 * DAY], False, VisitObstacle.MOMENT_NOT_OFFERED),
    ],
)
def test_choosing_a_moment(offered: list[datetime] | None, is_planned: bool, obstacle: VisitObstacle | None) -> None:
    assert code(why_not_choose(NOW + DAY, offered=offered, is_planned=is_planned, now=NOW)) is obstacle


def test_a_moment_that_has_come_cannot_be_chosen() -> None:
    assert code(why_not_choose(NOW, offered=[NOW], is_planned=False, now=NOW)) is VisitObstacle.MOMENT_PASSED


@pytest.mark.parametrize(
    ("held_from", "reason", "obstacle"),
    [
        (NOW + timedelta(seconds=1), BECAUSE, None),
        (None, BECAUSE, VisitObstacle.NOT_PLANNED),
        (NOW, BECAUSE, VisitObstacle.ALREADY_HELD),
        (NOW + DAY, "  kort  ", VisitObstacle.REASON_MISSING),
        (NOW + DAY, "x" * 1_001, VisitObstacle.TEXT_TOO_LONG),
    ],
)
def test_calling_off(held_from: datetime | None, reason: str, obstacle: VisitObstacle | None) -> None:
    assert code(why_not_cancel(held_from=held_from, reason=reason, now=NOW)) is obstacle


@pytest.mark.parametrize(
    ("has_offer", "reason", "obstacle"),
    [
        (True, BECAUSE, None),
        (False, BECAUSE, VisitObstacle.NOTHING_OFFERED),
        (True, "", VisitObstacle.REASON_MISSING),
    ],
)
def test_asking_for_other_moments(has_offer: bool, reason: str, obstacle: VisitObstacle | None) -> None:
    assert code(why_not_decline(has_offer=has_offer, reason=reason)) is obstacle


def test_claims_come_from_what_was_submitted() -> None:
    content = {
        "result": " In een jaar gingen 4.000 tegels eruit. ",
        "evidence": [
            {"change": "Minder tegels.", "level": "counted", "before": "9.000", "after": "5.000", "source": ""},
            {"change": "", "level": "told"},
            {"change": "Koeler.", "level": "unknown"},
        ],
        "portable": "",
        "costs": "5.000 euro.",
    }

    assert claims_in(content) == (
        Claim("result", "In een jaar gingen 4.000 tegels eruit."),
        Claim("evidence-1", "Minder tegels.", EvidenceLevel.COUNTED, (("before", "9.000"), ("after", "5.000"))),
        Claim("evidence-3", "Koeler."),
        Claim("costs", "5.000 euro."),
    )
    assert claims_in({"evidence": "niets", "result": None}) == ()
    assert claims_in({"result": "Koeler.", "evidence": [{"change": "Koeler."}]}) == (Claim("evidence-1", "Koeler."),)


def test_a_view_comes_back_as_it_was_kept() -> None:
    assert Seen.of(WHOLE.as_json()) == WHOLE
    assert Seen.of({}) == Seen()


@pytest.mark.parametrize(
    ("seen", "is_handed_in", "stored", "obstacle"),
    [
        (Seen(), False, 3, None),
        (WHOLE, True, 3, VisitObstacle.HANDED_IN),
        (WHOLE, False, 4, VisitObstacle.VIEW_CHANGED),
        (Seen({("a", GuideQuestion.WHY): "x" * 4_001}), False, 3, VisitObstacle.TEXT_TOO_LONG),
        (Seen({}, {"result": Finding(None, "x" * 1_001)}), False, 3, VisitObstacle.TEXT_TOO_LONG),
    ],
)
def test_keeping_a_view(seen: Seen, is_handed_in: bool, stored: int, obstacle: VisitObstacle | None) -> None:
    assert code(why_not_keep(seen, is_handed_in=is_handed_in, number=3, stored_number=stored)) is obstacle


@pytest.mark.parametrize(
    ("seen", "held_from", "obstacle"),
    [
        (WHOLE, NOW, None),
        (WHOLE, None, VisitObstacle.NOT_HELD_YET),
        (WHOLE, NOW + timedelta(seconds=1), VisitObstacle.NOT_HELD_YET),
        (Seen(NOTED), NOW, VisitObstacle.CLAIMS_NOT_MARKED),
        (Seen(NOTED, {"result": Finding(ClaimMark.DIFFERS)}), NOW, VisitObstacle.MARK_WITHOUT_NOTE),
        (Seen(NOTED, {"result": Finding(ClaimMark.DIFFERS, "Het waren er 3.000.")}), NOW, None),
        (Seen({}, WHOLE.findings), NOW, VisitObstacle.CRITERION_WITHOUT_NOTE),
    ],
)
def test_handing_in_a_view(seen: Seen, held_from: datetime | None, obstacle: VisitObstacle | None) -> None:
    found = why_not_hand_in(seen, criteria=FRAME.criteria, claims=FRAME.claims, held_from=held_from, now=NOW)
    assert code(found) is obstacle


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({}, None),
        ({"is_image": False}, VisitObstacle.NOT_A_PHOTO),
        ({"alternative": " "}, VisitObstacle.PHOTO_NOT_DESCRIBED),
        ({"alternative": "x" * 301}, VisitObstacle.TEXT_TOO_LONG),
        ({"n_photos": 12}, VisitObstacle.TOO_MANY_PHOTOS),
    ],
)
def test_adding_a_photo(changes: dict[str, Any], obstacle: VisitObstacle | None) -> None:
    asked = {"is_image": True, "alternative": "Een straat", "n_photos": 11, **changes}
    assert code(why_not_add_photo(**asked)) is obstacle


@pytest.mark.parametrize(
    ("by_whom", "on", "obstacle"),
    [
        ("Buurtbewoner (fictief)", date(2027, 2, 3), None),
        (" ", date(2027, 2, 3), VisitObstacle.CONSENT_WITHOUT_NAME),
        ("x" * 201, date(2027, 2, 3), VisitObstacle.TEXT_TOO_LONG),
        ("Buurtbewoner (fictief)", date(2027, 2, 4), VisitObstacle.CONSENT_NOT_YET),
    ],
)
def test_agreeing_to_a_photo(by_whom: str, on: date, obstacle: VisitObstacle | None) -> None:
    assert code(why_not_consent(by_whom=by_whom, on=on, today=NOW.date())) is obstacle


def test_a_report_begins_with_both_views_and_chooses_nothing_where_they_differ() -> None:
    other = Seen(
        {("succesvol", GuideQuestion.WHY): "Er was tijd.", ("succesvol", GuideQuestion.NEXT_STEP): "Vraag ouderen."},
        {"result": Finding(ClaimMark.TOLD, "Alleen gehoord.")},
    )

    assert prefilled([WHOLE, other], criteria=["succesvol"], claims=[CLAIM]) == Parts(
        {"succesvol": "Bewoners doen het zelf.\n\nEr was tijd."},
        {"result": Finding(None, "Alleen gehoord.")},
        "",
        "Vraag ouderen.",
    )
    same = prefilled([WHOLE, WHOLE], criteria=["succesvol"], claims=[CLAIM])
    assert same.findings == {"result": Finding(ClaimMark.SEEN, "")}
    assert Parts.of(same.as_json()) == same


@pytest.mark.parametrize(
    ("parts", "changes", "obstacle"),
    [
        (PARTS, {}, None),
        (Parts(), {"is_ready": False}, None),
        (PARTS, {"n_views": 1}, VisitObstacle.VIEWS_NOT_COMPLETE),
        (PARTS, {"is_agreed": True}, VisitObstacle.REPORT_AGREED),
        (PARTS, {"stored_number": 3}, VisitObstacle.REPORT_CHANGED),
        (Parts({"succesvol": "x" * 6_001}), {"is_ready": False}, VisitObstacle.TEXT_TOO_LONG),
        (Parts({"succesvol": " "}, PARTS.findings, "a", "b"), {}, VisitObstacle.PARAGRAPH_MISSING),
        (Parts(PARTS.paragraphs, {}, "a", "b"), {}, VisitObstacle.CLAIM_WITHOUT_VERDICT),
        (
            Parts(PARTS.paragraphs, {"result": Finding(ClaimMark.NOT_FOUND)}, "a", "b"),
            {},
            VisitObstacle.MARK_WITHOUT_NOTE,
        ),
        (Parts(PARTS.paragraphs, PARTS.findings, "", "b"), {}, VisitObstacle.JURY_PART_MISSING),
        (Parts(PARTS.paragraphs, PARTS.findings, "a", ""), {}, VisitObstacle.ADVICE_MISSING),
    ],
)
def test_writing_a_report(parts: Parts, changes: dict[str, Any], obstacle: VisitObstacle | None) -> None:
    asked: dict[str, Any] = {
        "n_views": 2,
        "is_agreed": False,
        "number": 2,
        "stored_number": 2,
        "is_ready": True,
        **changes,
    }
    assert code(why_not_write_report(parts, frame=FRAME, **asked)) is obstacle


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({}, None),
        ({"is_agreed": True}, VisitObstacle.REPORT_AGREED),
        ({"is_ready": False}, VisitObstacle.NOTHING_TO_AGREE),
        ({"is_own": True}, VisitObstacle.OTHER_MUST_AGREE),
        ({"number": 1}, VisitObstacle.REPORT_CHANGED),
    ],
)
def test_agreeing_to_a_report(changes: dict[str, Any], obstacle: VisitObstacle | None) -> None:
    asked = {"is_ready": True, "is_own": False, "is_agreed": False, "number": 2, "stored_number": 2, **changes}
    assert code(why_not_agree(**asked)) is obstacle


def test_the_team_has_five_whole_days_of_amsterdam() -> None:
    late_in_the_evening = datetime(2027, 3, 25, 22, 30, tzinfo=UTC)

    assert correction_closing(late_in_the_evening).at == datetime(2027, 3, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "changes", "obstacle"),
    [
        ({}, {}, None),
        ({"result": "Het waren er 4.100."}, {}, None),
        ({}, {"closes_at": None}, VisitObstacle.NOT_WITH_THE_TEAM),
        ({}, {"is_delivered": True}, VisitObstacle.NOT_WITH_THE_TEAM),
        ({}, {"is_corrected": True}, VisitObstacle.CORRECTED_ALREADY),
        ({}, {"closes_at": NOW}, VisitObstacle.CORRECTION_CLOSED),
        ({"for_jury": "Wat staat daar?"}, {}, VisitObstacle.UNKNOWN_PARAGRAPH),
        ({"result": " "}, {}, VisitObstacle.CORRECTION_WITHOUT_REASON),
        ({"result": "x" * 1_001}, {}, VisitObstacle.TEXT_TOO_LONG),
    ],
)
def test_correcting_a_report(wrong: dict[str, str], changes: dict[str, Any], obstacle: VisitObstacle | None) -> None:
    asked = {"closes_at": NOW + DAY, "is_corrected": False, "is_delivered": False, **changes}
    assert code(why_not_correct(wrong, known=FRAME.names, **asked, now=NOW)) is obstacle


@pytest.mark.parametrize(
    ("outcome", "changes", "obstacle"),
    [
        (CorrectionOutcome.ADAPTED, {}, None),
        (CorrectionOutcome.KEPT, {"is_changed": False}, None),
        (CorrectionOutcome.ADAPTED, {"is_changed": False}, VisitObstacle.NOTHING_ADAPTED),
        (CorrectionOutcome.KEPT, {"is_delivered": True}, VisitObstacle.ALREADY_WITH_JURY),
        (CorrectionOutcome.KEPT, {"is_answered": True}, VisitObstacle.ANSWERED_ALREADY),
        (CorrectionOutcome.KEPT, {"answer": ""}, VisitObstacle.ANSWER_MISSING),
        (CorrectionOutcome.KEPT, {"answer": "x" * 1_001}, VisitObstacle.TEXT_TOO_LONG),
        (CorrectionOutcome.ADAPTED, {"text": "x" * 6_001}, VisitObstacle.TEXT_TOO_LONG),
    ],
)
def test_answering_a_correction(
    outcome: CorrectionOutcome, changes: dict[str, Any], obstacle: VisitObstacle | None
) -> None:
    asked = {
        "answer": "Dat klopt.",
        "text": "Er waren 4.100.",
        "is_changed": True,
        "is_answered": False,
        "is_delivered": False,
        **changes,
    }
    assert code(why_not_answer(outcome, **asked)) is obstacle


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({}, None),
        ({"is_corrected": False, "closes_at": NOW}, None),
        ({"is_delivered": True}, VisitObstacle.ALREADY_WITH_JURY),
        ({"closes_at": None}, VisitObstacle.NOTHING_TO_AGREE),
        ({"is_corrected": False}, VisitObstacle.TEAM_STILL_READS),
        ({"n_unanswered": 1}, VisitObstacle.CORRECTIONS_UNANSWERED),
    ],
)
def test_delivering_a_report(changes: dict[str, Any], obstacle: VisitObstacle | None) -> None:
    asked = {"closes_at": NOW + DAY, "is_corrected": True, "n_unanswered": 0, "is_delivered": False, **changes}
    assert code(why_not_deliver(**asked, now=NOW)) is obstacle


def test_a_report_of_the_jury_comes_back_as_it_was_frozen() -> None:
    report = JuryReport(NOW, (("Succesvol", "Het werkt."),), (), (), "Sterk.")

    assert JuryReport.of(report.as_json()) == report
    assert JuryReport(None, (), (), (), "").digest != report.digest

from datetime import UTC, datetime, timedelta

import pytest

from gemeentedelers.domain.finals.rules import (
    MOST_PLACES,
    SHORTEST_REASON,
    FinalsObstacle,
    NominationStatus,
    Nominee,
    Warning,
    Worry,
    basis,
    warnings_about,
    why_not_nominate,
    why_not_plan,
    why_not_sign,
    why_not_that_many,
    why_not_withdraw,
)
from gemeentedelers.domain.finals.rules.material import (
    EXPLANATION_WORDS,
    NEEDS_LENGTH,
    PITCHERS_LENGTH,
    START_WORDS,
    Material,
    MaterialObstacle,
    MaterialState,
    due_for,
    may_forget_pitchers,
    reminder_due,
    state_of,
    why_not_change,
    why_not_check,
    why_not_hand_in,
    why_not_keep,
    why_not_more_time,
    why_not_slides,
)
from gemeentedelers.foundation.refusals import Refusal

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
CLOSES = NOW + timedelta(days=60)
DUE = NOW + timedelta(days=20)
SECOND = timedelta(seconds=1)
REASON = "r" * SHORTEST_REASON
PLACED = {"A": "Buiten", "B": "Buiten", "C": "Buiten", "D": "Binnen"}
TWO_OF_THREE = dict.fromkeys("ABD", REASON)


@pytest.mark.parametrize(
    ("places", "due", "obstacle"),
    [
        (1, None, None),
        (MOST_PLACES, CLOSES, None),
        (0, None, FinalsObstacle.PLACES_OUT_OF_RANGE),
        (MOST_PLACES + 1, None, FinalsObstacle.PLACES_OUT_OF_RANGE),
        (3, NOW, FinalsObstacle.DUE_IN_THE_PAST),
        (3, NOW + SECOND, None),
        (3, CLOSES + SECOND, FinalsObstacle.DUE_AFTER_THE_JURY),
    ],
)
def test_a_plan(places: int, due: datetime | None, obstacle: FinalsObstacle | None) -> None:
    refusal = why_not_plan(places=places, due=due, jury_closes=CLOSES, now=NOW)

    assert (refusal and refusal.code) == obstacle


@pytest.mark.parametrize(
    ("reasons", "change", "obstacle"),
    [
        (TWO_OF_THREE, {}, None),
        (TWO_OF_THREE, {"is_signed": True}, FinalsObstacle.LIST_IS_SIGNED),
        (TWO_OF_THREE, {"now": CLOSES}, FinalsObstacle.JURY_IS_DONE),
        (TWO_OF_THREE, {"now": CLOSES - SECOND}, None),
        ({}, {}, FinalsObstacle.NOBODY_NOMINATED),
        ({"Z": REASON}, {}, FinalsObstacle.NOT_PLACED),
        (TWO_OF_THREE, {"finalists": {"A"}}, FinalsObstacle.ALREADY_A_FINALIST),
        ({**TWO_OF_THREE, "B": f"  {REASON[1:]} "}, {}, FinalsObstacle.FINALIST_WITHOUT_REASON),
        (dict.fromkeys("ABCD", REASON), {}, FinalsObstacle.PLACES_NEED_A_REASON),
        (dict.fromkeys("ABCD", REASON), {"places_reason": "Alle drie."}, None),
        ({"B": REASON}, {"finalists": {"A", "D"}}, None),
    ],
)
def test_a_list(reasons: dict[str, str], change: dict[str, object], obstacle: FinalsObstacle | None) -> None:
    given: dict[str, object] = {
        "placed": PLACED, "finalists": set(), "places": 2, "places_reason": "", "is_signed": False,
        "jury_closes": CLOSES, "now": NOW,
    }  # fmt: skip

    refusal = why_not_nominate(reasons, **given | change)  # type: ignore[arg-type]

    assert (refusal and refusal.code) == obstacle


@pytest.mark.parametrize(
    ("chosen", "refusal"),
    [
        ("ABD", None),
        ("AD", ("Buiten", 1)),
        ("ABCD", ("Buiten", 3)),
        ("AB", ("Binnen", 0)),
    ],
)
def test_a_category_has_as_many_finalists_as_places_or_entries(chosen: str, refusal: tuple[str, int] | None) -> None:
    found = why_not_that_many(set(chosen), placed=PLACED, places=2, reason="")

    assert (found and (found.values["category"], found.values["n_chosen"])) == refusal


@pytest.mark.parametrize(
    ("status", "change", "obstacle"),
    [
        (NominationStatus.PENDING, {}, None),
        (NominationStatus.CONFIRMED, {}, FinalsObstacle.LIST_IS_SIGNED),
        (NominationStatus.REPLACED, {}, FinalsObstacle.LIST_WAS_REPLACED),
        (NominationStatus.PENDING, {"may_sign": False}, FinalsObstacle.NOT_A_SIGNER),
        (NominationStatus.PENDING, {"is_maker": True}, FinalsObstacle.SECOND_PERSON_NEEDED),
        (NominationStatus.PENDING, {"now": CLOSES}, FinalsObstacle.JURY_IS_DONE),
        (NominationStatus.PENDING, {"is_current": False}, FinalsObstacle.ENTRIES_CHANGED),
    ],
)
def test_the_second_signature(
    status: NominationStatus, change: dict[str, object], obstacle: FinalsObstacle | None
) -> None:
    given: dict[str, object] = {
        "is_maker": False, "may_sign": True, "is_current": True, "jury_closes": CLOSES, "now": NOW
    }  # fmt: skip

    refusal = why_not_sign(status, **given | change)  # type: ignore[arg-type]

    assert (refusal and refusal.code) == obstacle


@pytest.mark.parametrize(
    ("announced", "obstacle"),
    [
        (None, FinalsObstacle.NOTHING_TO_WITHDRAW),
        (NOW, FinalsObstacle.FINALISTS_ARE_OUT),
        (NOW + SECOND, None),
    ],
)
def test_taking_a_signature_back(announced: datetime | None, obstacle: FinalsObstacle | None) -> None:
    refusal = why_not_withdraw(announced_at=announced, now=NOW)

    assert (refusal and refusal.code) == obstacle


@pytest.mark.parametrize(
    ("nominees", "n_jurors", "warnings"),
    [
        ([], 0, []),
        ([Nominee("A", "Zwolle", is_large=True)], 3, []),
        ([Nominee("A", "Zwolle", is_large=True), Nominee("B", "Ede", is_large=True)], 3, [Warning(Worry.ONLY_LARGE)]),
        ([Nominee("A", "Zwolle", is_large=True), Nominee("B", "Urk", is_large=False)], 3, []),
        (
            [Nominee("A", "Urk", is_large=False), Nominee("B", "Urk", is_large=False)],
            3,
            [Warning(Worry.SAME_MUNICIPALITY, ("Urk",))],
        ),
        ([Nominee("A", "Urk", is_large=False, n_barred=1)], 3, []),
        ([Nominee("A", "Urk", is_large=False, n_barred=2)], 3, [Warning(Worry.JURORS_TOO_CLOSE, ("A",))]),
    ],
)
def test_what_to_look_at_twice(nominees: list[Nominee], n_jurors: int, warnings: list[Warning]) -> None:
    assert warnings_about(nominees, n_jurors=n_jurors) == warnings


def test_the_basis_changes_with_a_move_a_leaver_and_a_finalist() -> None:
    worlds = [(PLACED, set()), ({**PLACED, "A": "Binnen"}, set()), ({"A": "Buiten"}, set()), (PLACED, {"A"})]

    assert len({basis(placed, finalists) for placed, finalists in worlds}) == 4
    assert basis(PLACED, {"A", "B"}) == basis(dict(reversed(PLACED.items())), {"B", "A"})


WHOLE = Material(explanation="Zo ging het.", start_tomorrow="Bel iemand.", pitchers="Anna")


@pytest.mark.parametrize(
    ("is_finalist", "is_out", "due", "obstacle"),
    [
        (True, True, None, None),
        (True, True, NOW + SECOND, None),
        (True, True, NOW, MaterialObstacle.TOO_LATE),
        (True, False, None, MaterialObstacle.NOT_KNOWN_YET),
        (False, True, None, MaterialObstacle.NOT_IN_THE_FINAL),
    ],
)
def test_when_a_finalist_may_write(
    is_finalist: bool, is_out: bool, due: datetime | None, obstacle: MaterialObstacle | None
) -> None:
    refusal = why_not_change(is_finalist=is_finalist, is_out=is_out, due=due, now=NOW)

    assert (refusal and refusal.code) == obstacle


@pytest.mark.parametrize(
    ("material", "refusal"),
    [
        (WHOLE, None),
        (Material("", "b", "c"), Refusal(MaterialObstacle.EXPLANATION_MISSING)),
        (Material("a", " ", "c"), Refusal(MaterialObstacle.START_MISSING)),
        (Material("a", "b", ""), Refusal(MaterialObstacle.PITCHERS_MISSING)),
        (Material("a " * EXPLANATION_WORDS, "b", "c"), None),
        (
            Material("a " * (EXPLANATION_WORDS + 2), "b", "c"),
            Refusal(MaterialObstacle.EXPLANATION_TOO_LONG, limit=EXPLANATION_WORDS, too_many=2),
        ),
        (
            Material("a", "b " * (START_WORDS + 1), "c"),
            Refusal(MaterialObstacle.START_TOO_LONG, limit=START_WORDS, too_many=1),
        ),
        (
            Material("a", "b", "c" * (PITCHERS_LENGTH + 1)),
            Refusal(MaterialObstacle.PITCHERS_TOO_LONG, limit=PITCHERS_LENGTH, too_many=1),
        ),
        (
            Material("a", "b", "c", needs="d" * (NEEDS_LENGTH + 1)),
            Refusal(MaterialObstacle.NEEDS_TOO_LONG, limit=NEEDS_LENGTH, too_many=1),
        ),
        (Material("a", "b", "c", video="https://video.example/1"), None),
        (Material("a", "b", "c", video="video.example/1"), Refusal(MaterialObstacle.VIDEO_IS_NO_ADDRESS)),
        (Material("a", "b", "c", video="javascript:alert(1)"), Refusal(MaterialObstacle.VIDEO_IS_NO_ADDRESS)),
        (Material("a", "b", "c", video="https://[video.example"), Refusal(MaterialObstacle.VIDEO_IS_NO_ADDRESS)),
        (
            Material("a", "b", "c", video=f"https://v.example/{300 * 'a'}"),
            Refusal(MaterialObstacle.VIDEO_IS_NO_ADDRESS),
        ),
    ],
)
def test_what_can_be_handed_in(material: Material, refusal: Refusal | None) -> None:
    assert why_not_hand_in(material) == refusal


@pytest.mark.parametrize(
    ("material", "is_handed_in", "obstacle"),
    [
        (Material(), False, None),
        (Material("a " * (EXPLANATION_WORDS + 1)), False, MaterialObstacle.EXPLANATION_TOO_LONG),
        (WHOLE, True, MaterialObstacle.HANDED_IN_ALREADY),
    ],
)
def test_what_can_be_kept_as_a_draft(material: Material, is_handed_in: bool, obstacle: MaterialObstacle | None) -> None:
    refusal = why_not_keep(material, is_handed_in=is_handed_in)

    assert (refusal and refusal.code) == obstacle


@pytest.mark.parametrize(
    ("kind", "obstacle"),
    [
        ("pdf", None),
        ("pptx", None),
        ("docx", MaterialObstacle.SLIDES_OF_ANOTHER_KIND),
        ("", MaterialObstacle.SLIDES_OF_ANOTHER_KIND),
    ],
)
def test_slides(kind: str, obstacle: MaterialObstacle | None) -> None:
    refusal = why_not_slides(kind)

    assert (refusal and refusal.code) == obstacle


def test_only_what_was_handed_in_is_checked() -> None:
    assert why_not_check(is_handed_in=True) is None
    assert why_not_check(is_handed_in=False) == Refusal(MaterialObstacle.NOTHING_HANDED_IN)


@pytest.mark.parametrize(
    ("until", "due", "reason", "obstacle"),
    [
        (DUE + SECOND, DUE, "Ziek team.", None),
        (DUE, DUE, "Ziek team.", MaterialObstacle.NOT_LATER),
        (NOW, NOW - SECOND, "Ziek team.", MaterialObstacle.NOT_LATER),
        (DUE, None, "Ziek team.", MaterialObstacle.NOT_LATER),
        (CLOSES + SECOND, DUE, "Ziek team.", MaterialObstacle.MORE_TIME_AFTER_THE_JURY),
        (CLOSES, DUE, "Ziek", MaterialObstacle.MORE_TIME_WITHOUT_REASON),
    ],
)
def test_more_time(until: datetime, due: datetime | None, reason: str, obstacle: MaterialObstacle | None) -> None:
    refusal = why_not_more_time(until, due=due, jury_closes=CLOSES, reason=reason, now=NOW)

    assert (refusal and refusal.code) == obstacle


def test_more_time_never_makes_the_deadline_earlier() -> None:
    assert [due_for(None, DUE), due_for(DUE, None), due_for(DUE, DUE - SECOND), due_for(DUE, DUE + SECOND)] == [
        None, DUE, DUE, DUE + SECOND
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("is_started", "is_handed_in", "is_checked", "state"),
    [
        (False, False, False, MaterialState.NOT_STARTED),
        (True, False, False, MaterialState.DRAFT),
        (True, True, False, MaterialState.HANDED_IN),
        (True, True, True, MaterialState.CHECKED),
    ],
)
def test_the_state(is_started: bool, is_handed_in: bool, is_checked: bool, state: MaterialState) -> None:
    assert state_of(is_started=is_started, is_handed_in=is_handed_in, is_checked=is_checked) is state


@pytest.mark.parametrize(
    ("before_due", "told_before_due", "days"),
    [
        (timedelta(days=7, seconds=1), timedelta(days=30), None),
        (timedelta(days=7), timedelta(days=30), 7),
        (timedelta(days=3), timedelta(days=30), 3),
        (timedelta(hours=2), timedelta(days=30), 1),
        (timedelta(), timedelta(days=30), None),
        (timedelta(days=6), timedelta(days=6, hours=1), None),
        (timedelta(days=2), timedelta(days=6, hours=1), 3),
    ],
)
def test_when_people_are_reminded(before_due: timedelta, told_before_due: timedelta, days: int | None) -> None:
    assert reminder_due(DUE, told_at=DUE - told_before_due, now=DUE - before_due) == days


def test_who_pitched_is_forgotten_four_weeks_after_the_result() -> None:
    day = timedelta(days=28)

    assert [may_forget_pitchers(NOW, NOW + day - SECOND), may_forget_pitchers(NOW, NOW + day)] == [False, True]

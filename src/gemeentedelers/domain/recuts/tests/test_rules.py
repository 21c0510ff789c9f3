from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.recuts.rules import (
    MOST_CATEGORIES,
    Cut,
    FinalCategoryPlan,
    Move,
    RecutObstacle,
    cut_from,
    moves_between,
    why_not_recut,
    why_not_undo,
)
from gemeentedelers.domain.recuts.rules.alternatives import clustered, fullest, merged, split
from gemeentedelers.domain.recuts.rules.objections import (
    ObjectionObstacle,
    ObjectionOutcome,
    objection_deadline,
    why_not_answer,
    why_not_object,
)
from gemeentedelers.domain.recuts.rules.sizes import JuryObstacle, SizeObstacle, remark_on_jury, remark_on_size
from gemeentedelers.foundation.refusals import Refusal

BUITEN, BINNEN = FinalCategoryPlan("buiten", "Buiten"), FinalCategoryPlan("binnen", "Binnen", "Achter de balie")
CUT = Cut((BUITEN, BINNEN), {"a": "buiten", "b": "binnen"})
WITH_Z = Cut(CUT.categories, {**CUT.placements, "z": "buiten"})
REASON = "Zo is er overal iets te kiezen."
MANY = tuple(FinalCategoryPlan(f"k{number}", f"Naam {number}") for number in range(MOST_CATEGORIES + 1))


def cut_of(**placements: str) -> Cut:
    """Categories in the order in which they occur, called after their keys."""
    return Cut(tuple(FinalCategoryPlan(key, key.title()) for key in dict.fromkeys(placements.values())), placements)


def of_sizes(**sizes: int) -> Cut:
    return cut_of(**{f"{key}{number}": key for key, size in sizes.items() for number in range(size)})


@pytest.mark.parametrize(
    ("cut", "changes", "expected"),
    [
        (CUT, {}, None),
        (CUT, {"is_out": False}, Refusal(RecutObstacle.SHORTLIST_NOT_OUT)),
        (CUT, {"has_finalists": True}, Refusal(RecutObstacle.FINALISTS_ARE_KNOWN)),
        (CUT, {"is_meanwhile": True}, Refusal(RecutObstacle.RECUT_MEANWHILE)),
        (CUT, {"reason": " Zomaar.  "}, Refusal(RecutObstacle.RECUT_WITHOUT_REASON, shortest=10)),
        (CUT, {"on_shortlist": {"a", "b", "c"}}, Refusal(RecutObstacle.ENTRY_WITHOUT_PLACEMENT, reference="c")),
        (WITH_Z, {}, Refusal(RecutObstacle.NOT_ON_THE_SHORTLIST, reference="z")),
        (WITH_Z, {"withdrawn": {"z"}}, None),
        (Cut((BUITEN,), CUT.placements), {}, Refusal(RecutObstacle.UNKNOWN_FINAL_CATEGORY, key="binnen")),
        (CUT, {"on_shortlist": {"a"}, "withdrawn": {"b"}}, Refusal(RecutObstacle.EMPTY_FINAL_CATEGORY, name="Binnen")),
        (Cut((), {}), {}, Refusal(RecutObstacle.NO_FINAL_CATEGORIES)),
        (Cut(MANY, {}), {}, Refusal(RecutObstacle.TOO_MANY_FINAL_CATEGORIES, limit=MOST_CATEGORIES)),
        (Cut((BUITEN, replace(BINNEN, name=" ")), {}), {}, Refusal(RecutObstacle.NAMELESS_FINAL_CATEGORY)),
        (Cut((BUITEN, replace(BINNEN, name="BUITEN ")), {}), {}, Refusal(RecutObstacle.DOUBLE_FINAL_CATEGORY)),
        (Cut((BUITEN, replace(BINNEN, key="buiten")), {}), {}, Refusal(RecutObstacle.DOUBLE_FINAL_CATEGORY)),
    ],
)  # fmt: skip
def test_a_whole_division_with_a_reason_before_the_finalists(
    cut: Cut, changes: dict[str, object], expected: Refusal | None
) -> None:
    facts: dict[str, object] = {"on_shortlist": {"a", "b"}, "is_out": True, "has_finalists": False, "reason": REASON}

    assert why_not_recut(cut, **{**facts, **changes}) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"is_undone": True}, RecutObstacle.RECUT_UNDONE_ALREADY),
        ({"is_newest": False}, RecutObstacle.NOT_THE_NEWEST_RECUT),
        ({"is_out": False}, RecutObstacle.SHORTLIST_NOT_OUT),
        ({"has_finalists": True}, RecutObstacle.FINALISTS_ARE_KNOWN),
    ],
)
def test_only_the_newest_division_is_undone(changes: dict[str, bool], expected: RecutObstacle | None) -> None:
    facts = {"is_undone": False, "is_newest": True, "is_out": True, "has_finalists": False}

    assert why_not_undo(**{**facts, **changes}) == (Refusal(expected) if expected else None)


@pytest.mark.parametrize(
    ("size", "total", "n_categories", "expected"),
    [
        (0, 9, 3, Refusal(SizeObstacle.THIN, fewest=3)),
        (2, 9, 3, Refusal(SizeObstacle.THIN, fewest=3)),
        (3, 9, 3, None),
        (5, 10, 3, None),
        (6, 10, 3, Refusal(SizeObstacle.MORE_THAN_HALF)),
        (6, 10, 2, None),
        (10, 10, 1, None),
        (8, 20, 5, None),
        (9, 20, 5, Refusal(SizeObstacle.TWICE_THE_EVEN_SHARE)),
    ],
)
def test_a_category_is_thin_full_or_neither(size: int, total: int, n_categories: int, expected: Refusal | None) -> None:
    assert remark_on_size(size, total=total, n_categories=n_categories) == expected


@pytest.mark.parametrize(
    ("n_jurors", "n_free", "expected"),
    [
        (0, 0, None),
        (5, 3, None),
        (2, 2, Refusal(JuryObstacle.FEW_WITHOUT_TIE, n_free=2, fewest=3)),
        (5, 0, Refusal(JuryObstacle.NOBODY_WITHOUT_TIE)),
    ],
)
def test_a_category_needs_jurors_who_may_judge_it(n_jurors: int, n_free: int, expected: Refusal | None) -> None:
    assert remark_on_jury(n_jurors=n_jurors, n_free=n_free) == expected


def test_a_division_is_stored_and_read_back() -> None:
    assert cut_from(CUT.as_stored()) == CUT
    assert CUT.names == {"a": "Buiten", "b": "Binnen"}
    assert CUT.only({"a"}) == Cut((BUITEN,), {"a": "buiten"})


def test_a_move_is_a_category_of_another_name() -> None:
    before, after = {"a": "Buiten", "b": "Binnen", "gone": "Binnen"}, {"a": "Buiten", "b": "Buiten", "new": "Binnen"}

    assert moves_between(before, after) == [Move("b", "Binnen", "Buiten"), Move("new", "", "Binnen")]


def test_thin_categories_go_where_their_texts_are_nearest() -> None:
    cut = of_sizes(groen=3, zorg=3, water=2)
    near = {(f"water{n}", f"groen{m}"): 0.4 for n in range(2) for m in range(3)}

    found = merged(cut, near)

    assert [(row.key, row.name) for row in found.categories] == [("groen", "Groen en Water"), ("zorg", "Zorg")]
    assert len(found.references_in("groen")) == 5


@pytest.mark.parametrize(
    ("sizes", "left"),
    [
        ({"een": 3, "twee": 3}, ["een", "twee"]),
        ({"een": 1, "twee": 1}, ["twee"]),
        ({"een": 1}, ["een"]),
        ({}, []),
        ({"een": 1, "twee": 2, "drie": 5}, ["twee", "drie"]),
    ],
)
def test_merging_ends_when_nothing_is_thin_or_one_is_left(sizes: dict[str, int], left: list[str]) -> None:
    assert [row.key for row in merged(of_sizes(**sizes), {}).categories] == left


def test_the_fullest_category_is_split_when_both_halves_are_worth_it() -> None:
    cut = of_sizes(klein=3, groot=6)
    full = fullest(cut)
    assert full is not None
    labels = {f"groot{number}": number % 2 for number in range(6)}

    found = split(cut, full, labels, [("boom",), ()])

    assert [(row.key, row.name) for row in found.categories] == [
        ("klein", "Klein"), ("groot-1", "Groot: boom"), ("groot-2", "Groot"),
    ]  # fmt: skip
    assert found.references_in("groot-2") == ["groot1", "groot3", "groot5"]
    assert [fullest(of_sizes(klein=5)), fullest(of_sizes())] == [None, None]


def test_groups_are_named_by_the_words_they_share() -> None:
    found = clustered({"a": 0, "b": 1, "c": 2, "d": 3}, [("boom", "tuin", "straat"), ("schuld",), (), ("schuld",)])

    assert [row.name for row in found.categories] == ["Boom, tuin en straat", "Schuld", "Groep 3", "Schuld 2"]
    assert found.placements == {"a": "groep-1", "b": "groep-2", "c": "groep-3", "d": "groep-4"}


PLACED = datetime(2027, 2, 1, 9, tzinfo=UTC)


def test_five_whole_local_days_to_object() -> None:
    assert objection_deadline(PLACED).at == datetime(2027, 2, 6, 23, tzinfo=UTC)
    assert objection_deadline(datetime(2027, 2, 1, 23, 30, tzinfo=UTC)).at == datetime(2027, 2, 7, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"status": EntryStatus.WITHDRAWN}, ObjectionObstacle.OUT_OF_THE_RUNNING),
        ({"placed_at": None}, ObjectionObstacle.NOT_PLACED_NOW),
        ({"has_objected": True}, ObjectionObstacle.OBJECTED_ALREADY),
        ({"has_finalists": True}, ObjectionObstacle.FINALISTS_CHOSEN),
        ({"now": datetime(2027, 2, 6, 22, 59, 59, tzinfo=UTC)}, None),
        ({"now": datetime(2027, 2, 6, 23, tzinfo=UTC)}, ObjectionObstacle.OBJECTION_TOO_LATE),
        ({"text": " \n"}, ObjectionObstacle.OBJECTION_WITHOUT_TEXT),
        ({"text": "x" * 1_001}, ObjectionObstacle.OBJECTION_TOO_LONG),
    ],
)
def test_a_team_objects_once_and_in_time(changes: dict[str, object], expected: ObjectionObstacle | None) -> None:
    facts: dict[str, object] = {
        "status": EntryStatus.SUBMITTED,
        "placed_at": PLACED,
        "has_finalists": False,
        "has_objected": False,
        "text": "Wij horen elders.",
        "now": PLACED,
    }
    refusal = why_not_object(**{**facts, **changes})  # type: ignore[arg-type]

    assert (refusal.code if refusal else None) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"outcome": ObjectionOutcome.DENIED, "into": ""}, None),
        ({"standing": ObjectionOutcome.GRANTED}, ObjectionObstacle.OBJECTION_ANSWERED),
        ({"outcome": ObjectionOutcome.WAITING}, ObjectionObstacle.OUTCOME_MISSING),
        ({"into": "buiten"}, ObjectionObstacle.NO_OTHER_CATEGORY),
        ({"into": ""}, ObjectionObstacle.NO_OTHER_CATEGORY),
        ({"reason": "Ja."}, RecutObstacle.RECUT_WITHOUT_REASON),
    ],
)
def test_an_objection_is_answered_once_with_a_reason(changes: dict[str, object], expected: object) -> None:
    facts: dict[str, object] = {
        "standing": ObjectionOutcome.WAITING,
        "outcome": ObjectionOutcome.GRANTED,
        "reason": REASON,
        "into": "binnen",
        "others": {"binnen"},
    }
    refusal = why_not_answer(**{**facts, **changes})  # type: ignore[arg-type]

    assert (refusal.code if refusal else None) == expected

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from gemeentedelers.domain.conflicts.rules import TieKind
from gemeentedelers.domain.rankings.rules import Ranked, above_the_cut, by_correction, ranking
from gemeentedelers.domain.scoring.rules import Tally
from gemeentedelers.domain.shortlists.rules import (
    Decided,
    DecisionOutcome,
    Difference,
    Grounds,
    Lots,
    PlaceKind,
    ProposalStatus,
    Ruling,
    ShortlistObstacle,
    basis,
    decisions_on,
    difference,
    lot,
    lots,
    one_line,
    too_close,
    why_not_confirm,
    why_not_draw,
    why_not_promise,
    why_not_propose,
    why_not_rule,
    why_not_spend,
    why_not_withdraw,
)
from gemeentedelers.foundation.refusals import Refusal


def tally(reference: str, *means: float) -> Tally:
    return Tally(reference, tuple(Fraction(mean).limit_denominator(1000) for mean in means))


def test_the_ranking_is_the_one_a_secretary_would_make() -> None:
    rows = ranking([tally("C", 3, 4), tally("A", 4, 4), tally("D"), tally("B", 5, 3), tally("E", 3.5)])

    assert [(row.position, row.reference, row.mean, row.n_reads) for row in rows] == [
        (1, "A", 4, 2),
        (1, "B", 4, 2),
        (3, "C", Fraction(7, 2), 2),
        (3, "E", Fraction(7, 2), 1),
        (5, "D", None, 0),
    ]
    assert (rows[1].low, rows[1].high) == (Fraction(3), Fraction(5))


def test_corrected_scores_put_the_ranking_in_another_order() -> None:
    rows = ranking([tally("A", 5), tally("B", 4), tally("C", 3), tally("D"), tally("E")])

    corrected = by_correction(rows, {"A": 3.5, "B": 4.2, "C": 3.5 + 1e-12})

    assert [(row.position, row.reference, row.mean, row.corrected) for row in corrected] == [
        (1, "B", 4, 4.2),
        (2, "A", 5, 3.5),
        (2, "C", 3, 3.5),
        (4, "D", None, None),
        (4, "E", None, None),
    ]
    assert [row.reference for row in above_the_cut(corrected, 2)] == ["B", "A", "C"]


@pytest.mark.parametrize(("places", "expected"), [(0, ""), (1, "AB"), (2, "AB"), (3, "ABCE"), (4, "ABCE"), (9, "ABCE")])
def test_who_shares_the_last_place_gets_one_too(places: int, expected: str) -> None:
    rows = ranking([tally("A", 4), tally("B", 4), tally("C", 3), tally("E", 3), tally("D")])

    assert "".join(row.reference for row in above_the_cut(rows, places)) == expected


def ranked(*means: float) -> list[Ranked]:
    """A, B, C … with these means."""
    return ranking([tally(reference, mean) for reference, mean in zip("ABCDEFGH", means, strict=False)])


def outcomes(decided: list[Decided]) -> str:
    """A+ B- …, with the letter of what gave or kept the place: rank, panel, draw, hand, wildcard."""
    kinds = dict(zip(PlaceKind, "rpdhw", strict=True))
    signs = {DecisionOutcome.ADVANCE: "+", DecisionOutcome.STOP: "-"}
    return " ".join(f"{row.reference}{signs[row.outcome]}{kinds[row.kind]}" for row in decided)


IN, OUT = (Ruling(outcome, "Samen besloten.") for outcome in (DecisionOutcome.ADVANCE, DecisionOutcome.STOP))
DRAWN = Lots(("C", "B"), 1, "14 maart")


@pytest.mark.parametrize(
    ("grounds", "changes", "expected"),
    [
        (Grounds(), {}, "A+r B+r C-r D-r"),
        (Grounds(panel={"B": OUT, "C": IN}), {}, "A+r B-p C+p D-r"),
        (Grounds(undecided={"B", "C"}), {}, "A+r B+r C-r D-r"),
        (Grounds(panel={"B": IN, "C": IN}, draws=[DRAWN]), {}, "A+r B-d C+d D-r"),
        (Grounds(wildcards={"D": "Lef"}), {}, "A+r B+r C-r D+w"),
        (Grounds(wildcards={"A": "Lef"}), {}, "A+r B+r C-r D-r"),
        (Grounds(), {"A": "Bleek niet af."}, "A-h B+r C-r D-r"),
        (Grounds(panel={"C": IN}), {"C": "Toch niet."}, "A+r B+r C-h D-r"),
    ],
)
def test_who_decides_goes_from_rank_to_panel_to_lot_to_hand(
    grounds: Grounds, changes: dict[str, str], expected: str
) -> None:
    assert outcomes(decisions_on(ranked(5, 4, 3, 2), places=2, grounds=grounds, changes=changes)) == expected


@pytest.mark.parametrize(
    ("means", "places", "expected"),
    [
        ((5, 4, 3.9, 3.5, 2), 2, "BC"),
        ((5, 4, 3, 2), 2, ""),
        ((4, 4, 4), 2, "ABC"),
        ((4, 4), 2, ""),
        ((4, 4), 0, ""),
        ((4.5, 4.25, 4), 2, "BC"),
    ],
)
def test_too_close_is_within_a_quarter_of_a_point_of_the_cut(
    means: tuple[float, ...], places: int, expected: str
) -> None:
    assert "".join(row.reference for row in too_close(ranked(*means), places)) == expected


def test_the_difference_says_how_many_and_which() -> None:
    before = decisions_on(ranked(5, 4, 3, 2), places=2, grounds=Grounds(), changes={})
    after = decisions_on(ranked(5, 4, 3), places=2, grounds=Grounds(panel={"B": OUT, "C": IN}), changes={})

    found = difference(before, after)

    assert (found.n_advance, found.n_stop) == (2, 1)
    assert [(row.reference, row.before, row.after) for row in found.changed] == [
        ("B", before[1], after[1]),
        ("C", before[2], after[2]),
        ("D", before[3], None),
    ]
    assert difference(None, after) == Difference(2, 1, ())
    assert difference(after, after) == Difference(2, 1, ())


def test_the_basis_changes_with_everything_that_decides() -> None:
    rows = ranked(5, 4, 3, 2)
    grounds = [
        Grounds(),
        Grounds(panel={"B": OUT}),
        Grounds(panel={"B": IN}),
        Grounds(undecided={"B"}),
        Grounds(draws=[DRAWN]),
        Grounds(wildcards={"D": "Lef"}),
    ]

    digests = [basis(rows, found) for found in grounds] + [
        basis(ranked(5, 4, 3), Grounds()),
        basis(rows[:2], grounds[0]),
    ]

    assert len(set(digests)) == len(digests)
    assert basis(ranked(5, 4, 3, 2), Grounds()) == digests[0]


WILD = Grounds(wildcards={"D": "Lef"})


@pytest.mark.parametrize(
    ("changed", "obstacle"),
    [
        ({}, None),
        ({"is_signed": True}, ShortlistObstacle.ALREADY_SIGNED),
        ({"is_open": True}, ShortlistObstacle.ROUND_STILL_OPEN),
        ({"means": ()}, ShortlistObstacle.NO_SCORES),
        ({"grounds": WILD}, None),
        ({"grounds": WILD, "n_wildcards": 0}, ShortlistObstacle.TOO_MANY_WILDCARDS),
        ({"grounds": Grounds(wildcards={"A": "Lef"})}, ShortlistObstacle.WILDCARD_HAS_A_PLACE),
        ({"changes": {"X": "Waarom"}}, ShortlistObstacle.NOT_IN_COMPETITION),
        ({"changes": {"A": " "}}, ShortlistObstacle.CHANGE_WITHOUT_REASON),
        ({"changes": {"D": "Toch"}, "grounds": WILD}, ShortlistObstacle.CHANGE_OF_A_WILDCARD),
        ({"changes": {"A": "Niet af", "C": "In de plaats"}}, None),
        ({"changes": {"A": "Niet af"}}, ShortlistObstacle.PLACES_NEED_A_REASON),
        ({"changes": {"A": "Niet af"}, "reason": "Te weinig kwaliteit."}, None),
        ({"means": (5, 4, 4, 4)}, ShortlistObstacle.PLACES_NEED_A_REASON),
        ({"means": (5,)}, None),
    ],
)
def test_what_can_be_proposed(changed: dict[str, object], obstacle: ShortlistObstacle | None) -> None:
    means = changed.pop("means", (5, 4, 3, 2))
    asked: dict[str, object] = {
        "is_open": False,
        "is_signed": False,
        "places": 2,
        "n_wildcards": 1,
        "grounds": Grounds(),
        "changes": {},
        "reason": "",
    } | changed
    rows = decisions_on(
        ranked(*means),  # type: ignore[misc]  # the table above
        places=2,
        grounds=asked["grounds"],  # type: ignore[arg-type]
        changes=asked["changes"],  # type: ignore[arg-type]
    )
    refusal = why_not_propose(rows, **asked)  # type: ignore[arg-type]

    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("changed", "obstacle"),
    [
        ({}, None),
        ({"status": ProposalStatus.REPLACED}, ShortlistObstacle.NOT_PENDING),
        ({"status": ProposalStatus.CONFIRMED}, ShortlistObstacle.NOT_PENDING),
        ({"may_sign": False}, ShortlistObstacle.NOT_A_SIGNER),
        ({"is_own": True}, ShortlistObstacle.SECOND_PERSON_NEEDED),
        ({"is_closed": False}, ShortlistObstacle.ROUND_NOT_CLOSED),
        ({"competing": set("ABC"), "is_current": False}, ShortlistObstacle.ENTRIES_GONE),
        ({"is_current": False}, ShortlistObstacle.RANKING_CHANGED),
        ({"places": 3}, ShortlistObstacle.PLACES_NEED_A_REASON),
        ({"places": 3, "reason": "Twee is genoeg."}, None),
    ],
)
def test_what_the_second_person_can_sign(changed: dict[str, object], obstacle: ShortlistObstacle | None) -> None:
    rows = decisions_on(ranked(5, 4, 3, 2), places=2, grounds=Grounds(), changes={})
    asked: dict[str, object] = {
        "status": ProposalStatus.PENDING,
        "is_own": False,
        "may_sign": True,
        "is_closed": True,
        "competing": set("ABCD"),
        "is_current": True,
        "places": 2,
        "reason": "",
    }
    refusal = why_not_confirm(rows, **(asked | changed))  # type: ignore[arg-type]

    assert (refusal.code if refusal else None) == obstacle


NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("announced_at", "obstacle"),
    [
        (None, ShortlistObstacle.NOTHING_TO_WITHDRAW),
        (NOW, ShortlistObstacle.ALREADY_ANNOUNCED),
        (NOW + timedelta(microseconds=1), None),
    ],
)
def test_an_announcement_is_withdrawn_before_its_moment(
    announced_at: datetime | None, obstacle: ShortlistObstacle | None
) -> None:
    refusal = why_not_withdraw(announced_at=announced_at, now=NOW)

    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("changed", "obstacle"),
    [
        ({}, None),
        ({"is_holder": False}, ShortlistObstacle.NOT_THE_HOLDER),
        ({"is_signed": True}, ShortlistObstacle.ALREADY_SIGNED),
        ({"is_open": True}, ShortlistObstacle.ROUND_STILL_OPEN),
        ({"reference": "X"}, ShortlistObstacle.NOT_IN_COMPETITION),
        ({"reference": "A"}, ShortlistObstacle.WILDCARD_HAS_A_PLACE),
        ({"spent": {"D"}, "n_wildcards": 2}, ShortlistObstacle.ALREADY_A_WILDCARD),
        ({"spent": {"C"}}, ShortlistObstacle.TOO_MANY_WILDCARDS),
        ({"tie": Refusal(TieKind.DECLARED, about="")}, ShortlistObstacle.WILDCARD_TOO_CLOSE_TO_HOME),
        ({"reason": "x" * 29}, ShortlistObstacle.WILDCARD_WITHOUT_REASON),
        ({"reason": " " * 40}, ShortlistObstacle.WILDCARD_WITHOUT_REASON),
    ],
)
def test_who_gives_a_wildcard_to_what(changed: dict[str, object], obstacle: ShortlistObstacle | None) -> None:
    rows = decisions_on(ranked(5, 4, 3, 2), places=2, grounds=Grounds(), changes={})
    asked: dict[str, object] = {
        "reference": "D",
        "is_open": False,
        "is_signed": False,
        "is_holder": True,
        "tie": None,
        "spent": set(),
        "n_wildcards": 1,
        "reason": "x" * 30,
    }
    refusal = why_not_spend({row.reference: row for row in rows}, **(asked | changed))  # type: ignore[arg-type]

    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("changed", "obstacle"),
    [
        ({}, None),
        ({"is_signed": True}, ShortlistObstacle.ALREADY_SIGNED),
        ({"is_open": True}, ShortlistObstacle.ROUND_STILL_OPEN),
        ({"is_close": False}, ShortlistObstacle.NOT_TOO_CLOSE),
        ({"n_present": 0}, ShortlistObstacle.NOBODY_PRESENT),
        ({"tied": ["Ria"]}, ShortlistObstacle.PRESENT_TOO_CLOSE_TO_HOME),
        ({"reason": " "}, ShortlistObstacle.VERDICT_WITHOUT_REASON),
    ],
)
def test_what_a_panel_rules_on(changed: dict[str, object], obstacle: ShortlistObstacle | None) -> None:
    asked: dict[str, object] = {
        "is_open": False,
        "is_signed": False,
        "is_close": True,
        "n_present": 3,
        "tied": [],
        "reason": "Sterker bewijs.",
    }
    refusal = why_not_rule(**(asked | changed))  # type: ignore[arg-type]

    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("references", "changed", "obstacle"),
    [
        ("BC", {}, None),
        ("BC", {"is_signed": True}, ShortlistObstacle.ALREADY_SIGNED),
        ("B", {}, ShortlistObstacle.DRAW_TOO_SMALL),
        ("BB", {}, ShortlistObstacle.DRAW_TOO_SMALL),
        ("BC", {"places": 2}, ShortlistObstacle.DRAW_TOO_SMALL),
        ("BC", {"places": 0}, ShortlistObstacle.DRAW_TOO_SMALL),
        ("BD", {}, ShortlistObstacle.PANEL_FIRST),
        ("BC", {"grounds": Grounds(undecided="BC", draws=[DRAWN])}, ShortlistObstacle.DRAWN_ALREADY),
        ("BC", {"promise": " "}, ShortlistObstacle.DRAW_WITHOUT_PROMISE),
        ("BC", {"reason": ""}, ShortlistObstacle.DRAW_WITHOUT_REASON),
    ],
)
def test_lots_are_for_what_a_panel_could_not_part(
    references: str, changed: dict[str, object], obstacle: ShortlistObstacle | None
) -> None:
    asked: dict[str, object] = {
        "places": 1,
        "grounds": Grounds(undecided="BC"),
        "is_signed": False,
        "promise": "De trekking van 10 december",
        "reason": "Even sterk.",
    }
    refusal = why_not_promise(references, **(asked | changed))  # type: ignore[arg-type]

    assert (refusal.code if refusal else None) == obstacle


@pytest.mark.parametrize(
    ("changed", "obstacle"),
    [
        ({}, None),
        ({"is_signed": True}, ShortlistObstacle.ALREADY_SIGNED),
        ({"is_drawn": True}, ShortlistObstacle.DRAWN_ALREADY),
        ({"is_dropped": True}, ShortlistObstacle.DRAWN_ALREADY),
        ({"seed": "  "}, ShortlistObstacle.DRAW_WITHOUT_SEED),
    ],
)
def test_lots_are_drawn_once(changed: dict[str, object], obstacle: ShortlistObstacle | None) -> None:
    asked: dict[str, object] = {"is_signed": False, "is_drawn": False, "is_dropped": False, "seed": "4 8 15"}
    refusal = why_not_draw(**(asked | changed))  # type: ignore[arg-type]

    assert (refusal.code if refusal else None) == obstacle


def test_anybody_can_recompute_the_lots() -> None:
    references = ["GD-2027-0001-3", "GD-2027-0002-1", "GD-2027-0003-0"]
    seed = one_line("  4 8   15 ")
    # What `printf '%s' '4 8 15|GD-2027-0001-3' | shasum -a 256` prints.
    printed = "6b0e51c3946a2df3ebdc2f8a28d6dc3eac2dfcd3b2077e9bd1fc20f72d708a26"

    assert lot(seed, references[0]) == printed
    assert lots(seed, references) == sorted(references, key=lambda reference: lot(seed, reference))
    assert lots(seed, [*reversed(references), references[0]]) == lots(seed, references)

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from gemeentedelers.domain.editions.rules import Window
from gemeentedelers.domain.verdicts.rules import (
    ADVICE_LENGTH,
    MOTIVATION_LENGTH,
    MOTIVATION_SHORTEST,
    NOTE_LENGTH,
    REMARK_LENGTH,
    Candidate,
    DecidedBy,
    Decision,
    Deliberation,
    Juror,
    JuryState,
    Preference,
    Pronouncement,
    VerdictObstacle,
    commitment,
    contents_of,
    decision_on,
    envelope,
    is_kept,
    jury_state,
    leaders,
    n_needed_for_quorum,
    preference_in,
    quorum_reached,
    tally,
    why_not_choose,
    why_not_open_tally,
    why_not_pronounce,
)
from gemeentedelers.foundation.refusals import Refusal

OPENS = datetime(2027, 3, 1, 8, tzinfo=UTC)
CLOSES = datetime(2027, 3, 31, 22, tzinfo=UTC)
WINDOW = Window(OPENS, CLOSES)
SECOND = timedelta(seconds=1)
JUDITH = Juror("judith", "GM0001")
JAN = Juror("jan", "GM0009")
JOKE = Juror("joke", None)
CHAIR = Juror("chair", "GM0002")
A, B, C = (Candidate(name, f"GM000{place}") for place, name in enumerate("ABC", start=1))
TABLE = Deliberation((JUDITH, JAN, JOKE, CHAIR), (A, B, C), frozenset({("jan", "C")}))
WHY = "Omdat het overal werkt."
SAID = Pronouncement(2027, "leefomgeving", "A", WHY, {"B": WHY, "C": WHY})


def code(refusal: Refusal | None) -> object:
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("juror", "reference", "expected"),
    [
        (JUDITH, "B", None),
        (JOKE, "A", None),
        (JUDITH, "A", VerdictObstacle.OWN_MUNICIPALITY),
        (JAN, "C", VerdictObstacle.CONFLICT_DECLARED),
        (JAN, "Z", VerdictObstacle.NOT_A_FINALIST),
        (JAN, "", VerdictObstacle.NOT_A_FINALIST),
        (Juror("charlie", None), "A", VerdictObstacle.NOT_A_JUROR),
    ],
)
def test_a_juror_chooses_from_the_shortlist_but_not_too_close_to_home(
    juror: Juror, reference: str, expected: object
) -> None:
    refusal = why_not_choose(
        juror, reference, deliberation=TABLE, note="", window=WINDOW, is_pronounced=False, now=OPENS
    )
    assert code(refusal) == expected


@pytest.mark.parametrize(
    ("now", "is_pronounced", "expected"),
    [
        (OPENS - SECOND, False, VerdictObstacle.JURY_NOT_OPEN),
        (OPENS, False, None),
        (CLOSES - SECOND, False, None),
        (CLOSES, False, VerdictObstacle.JURY_CLOSED),
        (OPENS, True, VerdictObstacle.ALREADY_PRONOUNCED),
    ],
)
def test_a_juror_chooses_while_the_jury_is_open(now: datetime, is_pronounced: bool, expected: object) -> None:
    refusal = why_not_choose(
        JUDITH, "B", deliberation=TABLE, note="", window=WINDOW, is_pronounced=is_pronounced, now=now
    )
    assert code(refusal) == expected


@pytest.mark.parametrize(("length", "expected"), [(0, None), (NOTE_LENGTH, None), (NOTE_LENGTH + 1, 1)])
def test_a_note_has_a_limit(length: int, expected: int | None) -> None:
    refusal = why_not_choose(
        JUDITH, "B", deliberation=TABLE, note="x" * length, window=WINDOW, is_pronounced=False, now=OPENS
    )
    assert (refusal.values["too_many"] if refusal else None) == expected


@pytest.mark.parametrize(
    ("choices", "counts", "leading"),
    [
        ([], {}, []),
        (["B"], {"B": 1}, ["B"]),
        (["B", "A", "B"], {"B": 2, "A": 1}, ["B"]),
        (["B", "A", "B", "A", "C"], {"A": 2, "B": 2, "C": 1}, ["A", "B"]),
    ],
)
def test_the_most_chosen_entries_lead(choices: list[str], counts: dict[str, int], leading: list[str]) -> None:
    assert list(tally(choices).items()) == list(counts.items())
    assert leaders(tally(choices)) == leading


@pytest.mark.parametrize(
    ("n_choices", "n_voters", "needed", "reached"),
    [(0, 0, 1, False), (0, 1, 1, False), (1, 1, 1, True), (1, 2, 2, False), (2, 4, 3, False), (3, 5, 3, True)],
)
def test_a_quorum_is_more_than_half(n_choices: int, n_voters: int, needed: int, reached: bool) -> None:
    assert quorum_reached(n_choices, n_voters) is reached
    assert n_needed_for_quorum(n_voters) == needed


def test_who_can_choose_nothing_does_not_count_for_the_quorum() -> None:
    only_own = Deliberation((JUDITH, JOKE), (A,), choices={"joke": "A"})
    assert (only_own.n_voters, only_own.has_quorum) == (1, True)


def test_only_choices_that_are_still_allowed_count() -> None:
    choices = {"judith": "A", "jan": "C", "joke": "B", "chair": "withdrawn", "dismissed": "B"}
    assert replace(TABLE, choices=choices).counting == ["B"]


@pytest.mark.parametrize(
    ("choices", "is_pronounced", "expected"),
    [
        ({"judith": "B", "joke": "B"}, False, VerdictObstacle.NO_QUORUM),
        ({"judith": "B", "joke": "B", "jan": "B"}, False, None),
        ({"judith": "B", "joke": "B", "jan": "B"}, True, VerdictObstacle.ALREADY_PRONOUNCED),
    ],
)
def test_the_tally_is_open_from_the_quorum_until_the_verdict(
    choices: dict[str, str], is_pronounced: bool, expected: object
) -> None:
    refusal = why_not_open_tally(replace(TABLE, choices=choices), is_pronounced=is_pronounced)
    assert code(refusal) == expected


A_LEADS = {"jan": "A", "joke": "A", "judith": "B"}
A_AND_B_LEAD = {"jan": "A", "chair": "A", "joke": "B", "judith": "B"}
B_ALONE = {"jan": "B", "joke": "B", "judith": "B"}


@pytest.mark.parametrize(
    ("choices", "changes", "expected"),
    [
        (A_LEADS, {}, None),
        (A_LEADS, {"winner": "B"}, VerdictObstacle.NOT_A_LEADER),
        (A_LEADS, {"winner": "Z"}, VerdictObstacle.NOT_A_FINALIST),
        (A_LEADS, {"remarks": {"Z": "?"}}, VerdictObstacle.NOT_A_FINALIST),
        (A_LEADS, {"remarks": {"C": WHY}}, VerdictObstacle.FINALIST_WITHOUT_MOTIVATION),
        (A_LEADS, {"remarks": {"B": WHY, "C": " "}}, VerdictObstacle.FINALIST_WITHOUT_MOTIVATION),
        (A_LEADS, {"remarks": {"B": WHY, "C": "Mooi."}}, VerdictObstacle.MOTIVATION_TOO_SHORT),
        (A_LEADS, {"motivation": "Mooi."}, VerdictObstacle.MOTIVATION_TOO_SHORT),
        (A_LEADS, {"motivation": "x" * (MOTIVATION_SHORTEST - 1)}, VerdictObstacle.MOTIVATION_TOO_SHORT),
        (A_LEADS, {"motivation": "x" * MOTIVATION_SHORTEST}, None),
        (A_LEADS, {"roll_out": {"B": "Begin hier morgen mee."}}, None),
        (A_LEADS, {"roll_out": {"A": "Begin hier morgen mee."}}, VerdictObstacle.ROLL_OUT_OF_THE_WINNER),
        (A_LEADS, {"roll_out": {"Z": "Begin hier morgen mee."}}, VerdictObstacle.NOT_A_FINALIST),
        (A_LEADS, {"roll_out": {"B": "x" * (ADVICE_LENGTH + 1)}}, VerdictObstacle.TEXT_TOO_LONG),
        (A_LEADS, {"motivation": " \n"}, VerdictObstacle.MOTIVATION_MISSING),
        (A_LEADS, {"motivation": "x" * (MOTIVATION_LENGTH + 1)}, VerdictObstacle.TEXT_TOO_LONG),
        (A_LEADS, {"remarks": {"B": "x" * (REMARK_LENGTH + 1), "C": WHY}}, VerdictObstacle.TEXT_TOO_LONG),
        (A_AND_B_LEAD, {"winner": "A"}, None),
        (A_AND_B_LEAD, {"winner": "B", "remarks": {"A": WHY, "C": WHY}}, VerdictObstacle.OWN_MUNICIPALITY),
        (A_AND_B_LEAD, {"winner": "C"}, VerdictObstacle.NOT_A_LEADER),
        (B_ALONE, {"winner": "B", "remarks": {"A": WHY, "C": WHY}}, None),
        ({"jan": "A", "joke": "A"}, {}, VerdictObstacle.NO_QUORUM),
    ],
)
def test_the_chair_pronounces_what_the_jury_chose(
    choices: dict[str, str], changes: dict[str, str], expected: object
) -> None:
    refusal = why_not_pronounce(
        CHAIR,
        replace(SAID, **changes),  # type: ignore[arg-type]  # the table names fields of the verdict
        deliberation=replace(TABLE, choices=choices),
        is_pronounced=False,
        is_revealed=False,
    )
    assert code(refusal) == expected


@pytest.mark.parametrize(
    ("is_pronounced", "is_revealed", "expected"),
    [(True, False, VerdictObstacle.ALREADY_PRONOUNCED), (False, True, VerdictObstacle.ALREADY_REVEALED)],
)
def test_a_verdict_is_pronounced_once(is_pronounced: bool, is_revealed: bool, expected: object) -> None:
    refusal = why_not_pronounce(
        CHAIR,
        SAID,
        deliberation=replace(TABLE, choices=A_LEADS),
        is_pronounced=is_pronounced,
        is_revealed=is_revealed,
    )
    assert code(refusal) == expected


@pytest.mark.parametrize(
    "changed",
    [
        {"winner": "B"},
        {"motivation": "Omdat het overal werkt!"},
        {"remarks": {"A": ""}},
        {"year": 2026},
        {"category": "x"},
        {"decided_by": DecidedBy.MAJORITY},
        {"roll_out": {"B": "Begin hier."}},
    ],
)
def test_a_commitment_breaks_when_one_thing_changes(changed: dict[str, object]) -> None:
    promised = commitment(SAID.canonical, "nonce")
    other = replace(SAID, **changed)  # type: ignore[arg-type]  # the table names fields of the verdict
    assert is_kept(promised, SAID.canonical, "nonce")
    assert not is_kept(promised, other.canonical, "nonce")
    assert not is_kept(promised, SAID.canonical, "nonce2")


def test_what_goes_into_the_envelope_comes_out_unchanged() -> None:
    said = replace(SAID, remarks={"B": "“Zó” doe je dat\n€"}, decided_by=DecidedBy.MEAN_OF_CARDS, roll_out={"B": "Ja."})
    chosen = Preference("judith", 2027, "leefomgeving", "B", "Sterk")
    assert contents_of(envelope(said, "nonce")) == (said, "nonce")
    assert preference_in(chosen.canonical) == chosen


@pytest.mark.parametrize(
    ("now", "has_chosen", "is_pronounced", "is_revealed", "expected"),
    [
        (OPENS - SECOND, False, False, False, JuryState.WAITING),
        (OPENS, False, False, False, JuryState.OPEN),
        (OPENS, True, False, False, JuryState.CHOSEN),
        (CLOSES, True, False, False, JuryState.CLOSED),
        (OPENS, True, True, False, JuryState.SEALED),
        (CLOSES, True, True, True, JuryState.REVEALED),
    ],
)
def test_where_a_category_stands(
    now: datetime, has_chosen: bool, is_pronounced: bool, is_revealed: bool, expected: JuryState
) -> None:
    state = jury_state(
        window=WINDOW, has_chosen=has_chosen, is_pronounced=is_pronounced, is_revealed=is_revealed, now=now
    )
    assert state is expected


@pytest.mark.parametrize(
    ("now", "expected"), [(OPENS - SECOND, JuryState.WAITING), (OPENS, JuryState.CARDS), (CLOSES, JuryState.CLOSED)]
)
def test_the_cards_come_before_the_choice(now: datetime, expected: JuryState) -> None:
    state = jury_state(
        window=WINDOW, has_chosen=False, is_pronounced=False, is_revealed=False, awaits_cards=True, now=now
    )
    assert state is expected


def test_a_verdict_of_before_the_cards_still_fits_its_check_number() -> None:
    old = (
        '{"nonce":"n","verdict":{"category":"leefomgeving","motivation":"Omdat.","remarks":{"B":"Mooi."},'
        '"winner":"A","year":2026}}'
    )
    said, nonce = contents_of(old)
    assert said == Pronouncement(2026, "leefomgeving", "A", "Omdat.", {"B": "Mooi."}, decided_by=None, roll_out={})
    assert envelope(said, nonce) == old


HALF, THREE, FOUR = Fraction(7, 2), Fraction(3), Fraction(4)


@pytest.mark.parametrize(
    ("choices", "means", "expected"),
    [
        (A_LEADS, {"A": THREE, "B": FOUR}, Decision(("A",), DecidedBy.MAJORITY)),
        (A_AND_B_LEAD, {}, Decision(("A", "B"), DecidedBy.CASTING_VOTE)),
        (A_AND_B_LEAD, {"A": FOUR}, Decision(("A", "B"), DecidedBy.CASTING_VOTE)),
        (A_AND_B_LEAD, {"A": THREE, "B": HALF, "C": FOUR}, Decision(("B",), DecidedBy.MEAN_OF_CARDS)),
        (A_AND_B_LEAD, {"A": HALF, "B": HALF}, Decision(("A", "B"), DecidedBy.CASTING_VOTE)),
        (
            {"jan": "A", "joke": "B", "judith": "C"},
            {"A": FOUR, "B": FOUR, "C": THREE},
            Decision(("A", "B"), DecidedBy.CASTING_VOTE),
        ),
    ],
)
def test_choices_decide_then_the_cards_then_the_chair(
    choices: dict[str, str], means: dict[str, Fraction], expected: Decision
) -> None:
    assert decision_on(replace(TABLE, choices=choices, means=means)) == expected


@pytest.mark.parametrize(
    ("winner", "means", "expected"),
    [
        ("A", {"A": THREE, "B": FOUR}, VerdictObstacle.LOWER_MEAN),
        ("B", {"A": THREE, "B": FOUR}, None),
        ("B", {"A": FOUR, "B": FOUR}, VerdictObstacle.OWN_MUNICIPALITY),
        ("A", {"A": FOUR, "B": FOUR}, None),
        ("C", {"A": FOUR, "B": FOUR}, VerdictObstacle.NOT_A_LEADER),
    ],
)
def test_a_tie_falls_to_the_higher_mean_and_only_then_to_the_chair(
    winner: str, means: dict[str, Fraction], expected: object
) -> None:
    """B is of the chair's own municipality: that bars a casting vote, not what the jury and its cards decided."""
    refusal = why_not_pronounce(
        CHAIR,
        replace(SAID, winner=winner, remarks=dict.fromkeys({"A", "B", "C"} - {winner}, WHY)),
        deliberation=replace(TABLE, choices=A_AND_B_LEAD, means=means),
        is_pronounced=False,
        is_revealed=False,
    )
    assert code(refusal) == expected


def test_nobody_chooses_or_pronounces_while_the_cards_are_closed() -> None:
    waiting = replace(TABLE, choices=A_LEADS, awaits_cards=True)
    choosing = why_not_choose(JUDITH, "B", deliberation=waiting, note="", window=WINDOW, is_pronounced=False, now=OPENS)
    pronouncing = why_not_pronounce(CHAIR, SAID, deliberation=waiting, is_pronounced=False, is_revealed=False)
    assert (code(choosing), code(pronouncing)) == (VerdictObstacle.CARDS_NOT_OPEN,) * 2

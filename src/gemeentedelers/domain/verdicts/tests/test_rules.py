from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gemeentedelers.domain.editions.rules import Window
from gemeentedelers.domain.verdicts.rules import (
    MOTIVATION_LENGTH,
    NOTE_LENGTH,
    REMARK_LENGTH,
    Candidate,
    Deliberation,
    Juror,
    JuryState,
    Preference,
    Pronouncement,
    VerdictObstacle,
    commitment,
    contents_of,
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
    why_not_reveal,
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
SAID = Pronouncement(2027, "leefomgeving", "A", "Omdat het werkt.", {})


def code(refusal: Refusal | None) -> object:
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("juror", "reference", "expected"),
    [
        (JUDITH, "B", None),
        (JOKE, "A", None),
        (JUDITH, "A", VerdictObstacle.OWN_MUNICIPALITY),
        (JAN, "C", VerdictObstacle.CONFLICT_DECLARED),
        (JAN, "Z", VerdictObstacle.NOT_SHORTLISTED),
        (JAN, "", VerdictObstacle.NOT_SHORTLISTED),
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
        (A_LEADS, {"winner": "Z"}, VerdictObstacle.NOT_SHORTLISTED),
        (A_LEADS, {"remarks": {"Z": "?"}}, VerdictObstacle.NOT_SHORTLISTED),
        (A_LEADS, {"remarks": {"C": "Mooi."}}, None),
        (A_LEADS, {"motivation": " \n"}, VerdictObstacle.MOTIVATION_MISSING),
        (A_LEADS, {"motivation": "x" * (MOTIVATION_LENGTH + 1)}, VerdictObstacle.TEXT_TOO_LONG),
        (A_LEADS, {"remarks": {"B": "x" * (REMARK_LENGTH + 1)}}, VerdictObstacle.TEXT_TOO_LONG),
        (A_AND_B_LEAD, {"winner": "A"}, None),
        (A_AND_B_LEAD, {"winner": "B"}, VerdictObstacle.OWN_MUNICIPALITY),
        (A_AND_B_LEAD, {"winner": "C"}, VerdictObstacle.NOT_A_LEADER),
        (B_ALONE, {"winner": "B"}, None),
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
    ("missing", "broken", "n_verdicts", "is_revealed", "now", "expected"),
    [
        ([], [], 2, False, OPENS, None),
        ([], [], 2, False, OPENS - SECOND, VerdictObstacle.REVEAL_TOO_EARLY),
        (["Leefomgeving"], [], 1, False, OPENS, VerdictObstacle.VERDICTS_MISSING),
        ([], ["Leefomgeving"], 2, False, OPENS, VerdictObstacle.COMMITMENT_BROKEN),
        ([], [], 0, False, OPENS, VerdictObstacle.NOTHING_TO_REVEAL),
        ([], [], 2, True, OPENS, VerdictObstacle.ALREADY_REVEALED),
    ],
)
def test_a_result_is_revealed_whole_in_time_and_untouched(
    missing: list[str], broken: list[str], n_verdicts: int, is_revealed: bool, now: datetime, expected: object
) -> None:
    refusal = why_not_reveal(
        missing=missing,
        broken=broken,
        n_verdicts=n_verdicts,
        reveal_from=OPENS,
        is_revealed=is_revealed,
        now=now,
    )
    assert code(refusal) == expected


@pytest.mark.parametrize(
    "changed",
    [{"winner": "B"}, {"motivation": "Omdat het werkt!"}, {"remarks": {"A": ""}}, {"year": 2026}, {"category": "x"}],
)
def test_a_commitment_breaks_when_one_thing_changes(changed: dict[str, object]) -> None:
    promised = commitment(SAID.canonical, "nonce")
    other = replace(SAID, **changed)  # type: ignore[arg-type]  # the table names fields of the verdict
    assert is_kept(promised, SAID.canonical, "nonce")
    assert not is_kept(promised, other.canonical, "nonce")
    assert not is_kept(promised, SAID.canonical, "nonce2")


def test_what_goes_into_the_envelope_comes_out_unchanged() -> None:
    said = replace(SAID, remarks={"B": "“Zó” doe je dat\n€"})
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

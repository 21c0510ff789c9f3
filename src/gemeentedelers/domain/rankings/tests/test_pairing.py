from collections.abc import Sequence

import pytest

from gemeentedelers.domain.conflicts.tests.factories import taking_part
from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.panels.actions import add_reader, declare_conflict
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.rankings.actions import ask_pairs
from gemeentedelers.domain.rankings.queries import pairs_standing
from gemeentedelers.domain.rankings.rules.pairing import (
    Agreement,
    Judge,
    Judged,
    Margin,
    PairingObstacle,
    deal,
    order_of,
    pairs_to_ask,
)
from gemeentedelers.domain.scoring.actions import decide_comparison
from gemeentedelers.domain.scoring.models import Comparison
from gemeentedelers.domain.scoring.tests.factories import begin_reading, edition_with
from gemeentedelers.foundation.refusals import RefusedError


def judged(*pairs: str, is_random: bool = False) -> list[Judged]:
    """Of "ab" the first wins."""
    return [Judged(pair[0], pair[1], is_random) for pair in pairs]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], []),
        (["ab"], [("a", 1, 1, Margin.LIKELY), ("b", 0, 1, None)]),
        (["ab", "ba"], [("a", 1, 2, Margin.EVEN), ("b", 1, 2, None)]),
        (["ab"] * 12, [("a", 12, 12, Margin.CLEAR), ("b", 0, 12, None)]),
    ],
)
def test_the_order_says_how_sure_each_step_is(
    pairs: list[str], expected: Sequence[tuple[str, int, int, Margin | None]]
) -> None:
    rows = order_of(judged(*pairs)).rows

    found = [(row.reference, row.n_won, row.n_compared, row.margin) for row in rows]
    assert found == list(expected)


@pytest.mark.parametrize(
    ("n_random", "agreement"), [(0, Agreement.UNKNOWN), (19, Agreement.UNKNOWN), (60, Agreement.HIGH)]
)
def test_only_pairs_of_chance_say_how_reliable_the_order_is(n_random: int, agreement: Agreement) -> None:
    order = order_of(judged(*(["ab", "bc", "ac"] * 20)) + judged(*(["ab", "bc", "ac"] * 20)[:n_random], is_random=True))

    assert (order.agreement, order.n_random) == (agreement, n_random)


def test_groups_that_nothing_connects_are_counted() -> None:
    order = order_of(judged("ab", "cd"))

    assert (order.n_groups, [row.reference for row in order.rows]) == (2, ["a", "c", "b", "d"])
    assert [row.margin for row in order.rows] == [None, None, None, None]


def test_pairs_are_different_and_none_that_waits_is_asked() -> None:
    waiting = {frozenset("ab"), frozenset("cd")}

    pairs = pairs_to_ask(judged("ac"), "abcd", 10, waiting=waiting, seed=3)

    asked = [frozenset(pair[:2]) for pair in pairs]
    assert set(asked) == {frozenset(pair) for pair in ("ac", "ad", "bc", "bd")}
    assert len(asked) == 4
    assert pairs == pairs_to_ask(judged("ac"), "abcd", 10, waiting=waiting, seed=3)


def test_one_in_five_is_chosen_by_chance() -> None:
    pairs = pairs_to_ask([], "abcdef", 10, waiting=(), seed=0)

    assert (len(pairs), sum(is_random for *_, is_random in pairs)) == (10, 2)


@pytest.mark.parametrize(
    ("judges", "bars", "readers"),
    [
        ([("r", 5, 0, ()), ("s", 5, 0, ())], [], ["r", "s"]),
        ([("r", 5, 2, ()), ("s", 5, 0, ())], [], ["s", "s"]),
        ([("r", 5, 0, ()), ("s", 5, 0, ())], [("r", "b")], ["s", "r"]),
        ([("r", 1, 0, ())], [], ["r"]),
        ([("r", 5, 0, ("ab",))], [], ["r"]),
        ([("r", 5, 0, ())], [("r", "a")], []),
    ],
)
def test_a_pair_goes_to_the_least_loaded_who_may_judge_both(
    judges: list[tuple[str, int, int, tuple[str, ...]]], bars: list[tuple[str, str]], readers: list[str]
) -> None:
    seated = [
        Judge(code, capacity, n_to_do, frozenset(map(frozenset, asked))) for code, capacity, n_to_do, asked in judges
    ]

    dealt = deal([("a", "b", False), ("a", "c", True)], seated, bars)

    assert [row.reader for row in dealt] == readers


@pytest.fixture
def round_(db: None) -> Round:
    edition = edition_with(RoundKind.PAIRS)
    for number in range(4):
        eligible_entry(edition, title=f"Casus {number}")
    round_ = round_of(edition, RoundKind.PAIRS)
    assert round_ is not None
    return round_


def entries_of(round_: Round) -> list[Entry]:
    return list(round_.edition.entries.order_by("reference"))


def a_judge(round_: Round) -> User:
    user = UserFactory(municipality=MunicipalityFactory())
    add_reader(round_, user, capacity=20, by="test", now=DURING_READING)
    begin_reading(round_)
    return user


def test_who_is_barred_for_either_entry_gets_no_such_pair(round_: Round) -> None:
    entries = entries_of(round_)
    first, second = a_judge(round_), a_judge(round_)
    assert first.municipality is not None
    taking_part(entries[0], first.municipality)

    assert ask_pairs(round_, entries, 6, by="test", now=DURING_READING) == 6

    of_first = Comparison.objects.filter(reader__user=first).values_list("left", "right")
    assert entries[0].pk not in {entry for pair in of_first for entry in pair}
    assert Comparison.objects.filter(reader__user=second).count() == 3


def test_a_conflict_leaves_the_pair_undecided_and_asks_it_of_another(round_: Round) -> None:
    entries = entries_of(round_)[:2]
    first = a_judge(round_)
    ask_pairs(round_, entries, 1, by="test", now=DURING_READING)
    second = a_judge(round_)
    with pytest.raises(RefusedError) as caught:
        ask_pairs(round_, entries, 1, by="test", now=DURING_READING)
    declare_conflict(entries[0], reason="Ik werkte mee.", by=first, now=DURING_READING)

    ask_pairs(round_, entries, 1, by="test", now=DURING_READING)

    assert caught.value.refusal.code is PairingObstacle.ALL_ASKED
    pair = Comparison.objects.get(reader__user=second)
    decide_comparison(pair, entries[1], by=second, now=DURING_READING)
    standing = pairs_standing(round_)
    assert (standing.n_asked, standing.n_decided) == (1, 1)
    assert [row.reference for row in standing.order.rows] == [entries[1].reference, entries[0].reference]


@pytest.mark.parametrize(
    ("n_readers", "n_close", "is_late", "obstacle"),
    [
        (1, 4, True, PairingObstacle.ROUND_CLOSED),
        (0, 4, False, PairingObstacle.NO_READERS),
        (1, 1, False, PairingObstacle.TOO_FEW_CLOSE),
    ],
)
def test_pairs_are_refused_with_a_reason(
    round_: Round, n_readers: int, n_close: int, obstacle: PairingObstacle, *, is_late: bool
) -> None:
    for _ in range(n_readers):
        a_judge(round_)
    now = AFTER_READING if is_late else DURING_READING

    with pytest.raises(RefusedError) as caught:
        ask_pairs(round_, entries_of(round_)[:n_close], 5, by="test", now=now)

    assert (caught.value.refusal.code, Comparison.objects.count()) == (obstacle, 0)


def test_nobody_is_free_when_everybody_is_involved(round_: Round) -> None:
    entries = entries_of(round_)[:2]
    judge = a_judge(round_)
    declare_conflict(entries[0], reason="Ik werkte mee.", by=judge, now=DURING_READING)

    with pytest.raises(RefusedError) as caught:
        ask_pairs(round_, entries, 5, by="test", now=DURING_READING)

    assert caught.value.refusal.code is PairingObstacle.NOBODY_FREE

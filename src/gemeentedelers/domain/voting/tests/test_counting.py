from itertools import permutations

import pytest

from gemeentedelers.domain.voting.rules.counting import NOBODY_VOTED, CandidateTotal, Counted, by_lot, outcome_of

A, B, C = "GD-2027-0001-1", "GD-2027-0002-2", "GD-2027-0003-3"
PRIZE, SEED = "Publieksprijs", "0f"


def votes(**numbers: int) -> list[Counted]:
    names = {"a": A, "b": B, "c": C}
    return [Counted(names[name], is_counted=True) for name, n in numbers.items() for _ in range(n)]


@pytest.mark.parametrize(
    ("cast", "awarded", "because"),
    [
        (votes(a=3, b=2), A, ""),
        (votes(a=2, b=3), B, ""),
        (votes(c=1), C, ""),
        ([], None, NOBODY_VOTED),
        ([Counted(A, is_counted=False)], None, NOBODY_VOTED),
        ([Counted("GD-2027-0009-9", is_counted=True)], None, NOBODY_VOTED),
        ([Counted(A, is_counted=False), Counted(A, is_counted=False), Counted(B, is_counted=True)], B, ""),
    ],
)
def test_most_votes_win(cast: list[Counted], awarded: str | None, because: str) -> None:
    outcome = outcome_of(cast, candidates=[A, B, C], prize=PRIZE, seed=SEED)

    assert (outcome.awarded, outcome.not_awarded_because) == (awarded, because)


def test_before_and_after_and_own_votes_are_counted() -> None:
    cast = [*votes(a=2), Counted(A, is_counted=True, is_own=True), Counted(A, is_counted=False, is_own=True)]

    outcome = outcome_of(cast, candidates=[A, B], prize=PRIZE, seed=SEED)

    assert outcome.totals == (CandidateTotal(A, 4, 3, 1), CandidateTotal(B, 0, 0, 0))
    assert (outcome.n_before, outcome.n_after) == (4, 3)


def test_equal_numbers_are_decided_by_lot_in_every_order_the_same() -> None:
    found = {
        outcome_of(order, candidates=list(names), prize=PRIZE, seed=SEED).canonical()
        for order in permutations(votes(a=1, b=1, c=1))
        for names in permutations([A, B, C])
    }
    outcome = outcome_of(votes(a=1, b=1), candidates=[A, B, C], prize=PRIZE, seed=SEED)

    assert len(found) == 1
    assert outcome.by_lot == tuple(by_lot([A, B], seed=SEED))
    assert outcome.awarded == outcome.by_lot[0]


def test_the_lots_depend_on_the_seed_only() -> None:
    assert by_lot([A, B, C], seed="1") == by_lot([C, B, A], seed="1")
    assert {by_lot([A, B], seed=str(seed))[0] for seed in range(20)} == {A, B}


def test_a_prize_that_is_withheld_has_a_reason_and_keeps_its_totals() -> None:
    outcome = outcome_of(votes(a=3), candidates=[A], prize=PRIZE, seed=SEED, withheld_because="Te veel twijfel.")

    assert (outcome.awarded, outcome.not_awarded_because, outcome.n_after) == (None, "Te veel twijfel.", 3)

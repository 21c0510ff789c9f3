import sys
from dataclasses import replace

import pytest

from gemeentedelers.domain.voting.rules.anomalies import (
    LIMITS,
    Limits,
    SignalKind,
    Trace,
    first_reasons,
    signals_in,
)
from gemeentedelers.domain.voting.tests.crowds import CANDIDATES, N_HONEST, Crowd, outcome_for

RECALL, HONEST = 0.9, 0.01
SEEDS = (1, 2, 3)
BLIND = Limits(
    burst_score=1e9, network=10**9, domain=10**9, family=10**9, lookalikes=10**9, number_words=10**9, fewest_seconds=0,
    group=10**9,
)  # fmt: skip


def look(traces: list[Trace]) -> dict[str, object]:
    return dict(first_reasons(signals_in(traces)))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", SignalKind)
def test_an_attack_among_the_honest_is_found(kind: SignalKind, seed: int) -> None:
    found = outcome_for(kind, seed, look)

    sys.stdout.write(f"{kind.value:13} {seed}: found {found.recall:.1%}, honest {found.honest_flagged:.2%}\n")
    assert found.recall >= RECALL
    assert found.honest_flagged <= HONEST


@pytest.mark.parametrize("kind", set(SignalKind) - {SignalKind.DISPOSABLE})
def test_without_detection_the_same_attack_is_not_found(kind: SignalKind) -> None:
    found = outcome_for(kind, 1, lambda traces: first_reasons(signals_in(traces, BLIND)))

    assert found.recall < RECALL


def test_the_crowd_is_as_large_as_it_says() -> None:
    assert len(Crowd(1).honest()) == N_HONEST


def test_signals_do_not_depend_on_who_is_voted_for() -> None:
    """The same votes with every candidate renamed give the same groups: what is set apart tells nothing."""
    crowd = Crowd(5)
    people = [*crowd.honest(), *crowd.attack(SignalKind.ONE_SIDED)]
    other = dict(zip(CANDIDATES, CANDIDATES[5:] + CANDIDATES[:5], strict=True))
    traces = [person.trace(str(number)) for number, person in enumerate(people)]
    renamed = [replace(trace, choice=other[trace.choice]) for trace in traces]

    assert keyed_by_code(traces) == keyed_by_code(renamed) != {}


def keyed_by_code(traces: list[Trace]) -> dict[str, SignalKind]:
    return {code: kind for code, (kind, _) in first_reasons(signals_in(traces)).items()}


def test_while_the_vote_is_open_no_choice_is_needed() -> None:
    crowd = Crowd(6)
    people = [*crowd.honest(), *crowd.attack(SignalKind.NETWORK)]
    traces = [person.trace(str(number), is_choice_known=False) for number, person in enumerate(people)]

    assert {signal.kind for signal in signals_in(traces)} >= {SignalKind.NETWORK}
    assert LIMITS.network == 50

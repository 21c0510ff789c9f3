"""Which votes look made, and why. Nobody is accused: what is found here is set apart, and people decide.

Every pattern is one that honest voters hardly ever make together: an office behind one connection, a newsletter that
sends hundreds in an evening and a family with one surname have to pass. Nothing depends on who is voted for; only that
a group votes as one man counts, and that only after the closing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import comb, sqrt
from statistics import median

from gemeentedelers.domain.voting.rules.addresses import DomainClass, Shape

BIN = timedelta(minutes=5)
AROUND, BESIDE = 12, 2
TO_DEVIATION = 1.4826


class SignalKind(StrEnum):
    BURST = "burst"
    NETWORK = "network"
    DOMAIN = "domain"
    DISPOSABLE = "disposable"
    NUMBERED = "numbered"
    LOOKALIKE = "lookalike"
    NUMBER_WORDS = "number_words"
    TOO_FAST = "too_fast"
    ONE_SIDED = "one_sided"


@dataclass(frozen=True)
class Trace:
    """What is kept of how a vote came in: marks and coarse values. `choice` is empty while nobody may know it."""

    code: str
    at: datetime
    seconds: int
    network: str
    domain_class: DomainClass
    domain: str
    shape: Shape
    choice: str = ""


@dataclass(frozen=True)
class Limits:
    """From how many on a pattern is no chance any more."""

    burst_score: float = 8.0
    burst_votes: int = 30
    network: int = 50
    domain: int = 40
    family: int = 10
    lookalikes: int = 5
    number_words: int = 8
    fewest_seconds: int = 2
    group: int = 15
    share: float = 0.9
    chance: float = 1e-6


LIMITS = Limits()


@dataclass(frozen=True)
class Signal:
    """A group of votes with one pattern; `mark` tells two groups of one kind apart."""

    kind: SignalKind
    mark: str
    codes: frozenset[str]


def signals_in(traces: Sequence[Trace], limits: Limits = LIMITS) -> list[Signal]:
    """Groups of votes that look made, the clearest kinds first. A vote may be in several."""
    found: list[Signal] = []
    for look in (
        _disposable,
        _too_fast,
        _bursts,
        _networks,
        _domains,
        _numbered,
        _lookalikes,
        _number_words,
        _one_sided,
    ):
        found += sorted(look(traces, limits), key=lambda signal: signal.mark)
    return found


def _signal(kind: SignalKind, mark: str, traces: Iterable[Trace]) -> Signal:
    return Signal(kind, mark, frozenset(trace.code for trace in traces))


def _groups(traces: Iterable[Trace], key: Callable[[Trace], str]) -> Mapping[str, list[Trace]]:
    groups: dict[str, list[Trace]] = defaultdict(list)
    for trace in traces:
        if marked := key(trace):
            groups[marked].append(trace)
    return groups


def _disposable(traces: Sequence[Trace], limits: Limits) -> Iterator[Signal]:
    found = [trace for trace in traces if trace.domain_class is DomainClass.DISPOSABLE]
    if found:
        yield _signal(SignalKind.DISPOSABLE, "", found)


def _too_fast(traces: Sequence[Trace], limits: Limits) -> Iterator[Signal]:
    """Nobody opens a mail and presses a button in less than two seconds."""
    found = [trace for trace in traces if trace.seconds < limits.fewest_seconds]
    if found:
        yield _signal(SignalKind.TOO_FAST, "", found)


def _bursts(traces: Sequence[Trace], limits: Limits) -> Iterator[Signal]:
    """Far more in five minutes than in the two hours around them; also for each candidate, when that is known."""
    by_bin: dict[int, list[Trace]] = defaultdict(list)
    for trace in traces:
        by_bin[_bin(trace)].append(trace)
    yield from _bursts_among(by_bin, limits)
    choices = sorted({trace.choice for trace in traces} - {""})
    for choice in choices:
        own = {number: [t for t in group if t.choice == choice] for number, group in by_bin.items()}
        yield from _bursts_among({number: group for number, group in own.items() if group}, limits)


def _bin(trace: Trace) -> int:
    return int(trace.at.timestamp() // BIN.total_seconds())


def _bursts_among(by_bin: Mapping[int, list[Trace]], limits: Limits) -> Iterator[Signal]:
    counts = {number: len(group) for number, group in by_bin.items()}
    for number, group in by_bin.items():
        if len(group) >= limits.burst_votes and _score(counts, number) >= limits.burst_score:
            yield _signal(SignalKind.BURST, f"{group[0].at:%Y-%m-%dT%H}", group)


def _score(counts: Mapping[int, int], number: int) -> float:
    """How many deviations a count lies above its surroundings; the bins beside it may belong to the same burst."""
    around = [counts.get(number + step, 0) for step in range(-AROUND, AROUND + 1) if abs(step) > BESIDE]
    usual = median(around)
    spread = TO_DEVIATION * median(abs(count - usual) for count in around)
    return (counts[number] - usual) / max(1.0, spread, sqrt(usual))


def _networks(traces: Sequence[Trace], limits: Limits) -> Iterator[Signal]:
    """An office of a municipality shares a connection, and its addresses cannot be made by others."""
    for network, group in _groups(_not_municipal(traces), lambda trace: trace.network).items():
        if len(group) >= limits.network:
            yield _signal(SignalKind.NETWORK, network, group)


def _domains(traces: Sequence[Trace], limits: Limits) -> Iterator[Signal]:
    for domain, group in _groups(_own_domains(traces), lambda trace: trace.domain).items():
        if len(group) >= limits.domain:
            yield _signal(SignalKind.DOMAIN, domain, group)


def _not_municipal(traces: Iterable[Trace]) -> list[Trace]:
    return [trace for trace in traces if trace.domain_class is not DomainClass.MUNICIPAL]


def _own_domains(traces: Iterable[Trace]) -> list[Trace]:
    return [trace for trace in traces if trace.domain_class is DomainClass.OWN]


def _numbered(traces: Sequence[Trace], limits: Limits) -> Iterator[Signal]:
    """The same letters with a number each time."""
    numbered = [trace for trace in _not_municipal(traces) if trace.shape.has_digits]
    for stem, group in _groups(numbered, lambda trace: trace.shape.stem).items():
        if len(group) >= limits.family:
            yield _signal(SignalKind.NUMBERED, stem, group)


def _lookalikes(traces: Sequence[Trace], limits: Limits) -> Iterator[Signal]:
    """Names that differ in one letter. The same name at two providers is one person or two, not a sequence."""
    groups: dict[str, list[Trace]] = defaultdict(list)
    for trace in _not_municipal(traces):
        for pattern in trace.shape.wildcards:
            groups[pattern].append(trace)
    for pattern, group in groups.items():
        if len({trace.shape.stem for trace in group}) >= limits.lookalikes:
            yield _signal(SignalKind.LOOKALIKE, pattern, group)


def _number_words(traces: Sequence[Trace], limits: Limits) -> Iterator[Signal]:
    found = [trace for trace in traces if trace.shape.is_number_word]
    if len(found) >= limits.number_words:
        yield _signal(SignalKind.NUMBER_WORDS, "", found)


def _one_sided(traces: Sequence[Trace], limits: Limits) -> Iterator[Signal]:
    """A smaller group that nearly all chose one candidate, where others spread: only those votes."""
    known = [trace for trace in traces if trace.choice]
    totals, n_known = Counter(trace.choice for trace in known), len(known)
    for group in _smaller_groups(known):
        choice, n_same = Counter(trace.choice for trace in group).most_common(1)[0]
        if len(group) < limits.group or n_same < limits.share * len(group):
            continue
        # Without the group itself: a large attack may not make its own choice look usual.
        usual = (totals[choice] - n_same + 1) / (n_known - len(group) + 1)
        if _chance_of(n_same, len(group), min(usual, 1.0)) < limits.chance:
            same = [trace for trace in group if trace.choice == choice]
            yield _signal(SignalKind.ONE_SIDED, group[0].network or group[0].domain, same)


def _smaller_groups(traces: Sequence[Trace]) -> Iterator[list[Trace]]:
    yield from _groups(_not_municipal(traces), lambda trace: trace.network).values()
    yield from _groups(_own_domains(traces), lambda trace: trace.domain).values()


def _chance_of(n_same: int, size: int, usual: float) -> float:
    """That so many or more of a group choose alike when everybody chooses as others do."""
    return sum(comb(size, n) * usual**n * (1 - usual) ** (size - n) for n in range(n_same, size + 1))


def first_reasons(signals: Iterable[Signal]) -> dict[str, tuple[SignalKind, str]]:
    """For each vote the first signal in which it is: a vote is set apart once."""
    reasons: dict[str, tuple[SignalKind, str]] = {}
    for signal in signals:
        for code in signal.codes:
            reasons.setdefault(code, (signal.kind, signal.mark))
    return reasons


def keyed(reasons: Mapping[str, tuple[SignalKind, str]]) -> dict[tuple[SignalKind, str], set[str]]:
    groups: dict[tuple[SignalKind, str], set[str]] = defaultdict(set)
    for code, reason in reasons.items():
        groups[reason].add(code)
    return dict(groups)

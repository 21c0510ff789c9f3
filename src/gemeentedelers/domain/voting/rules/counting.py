"""How votes are counted: the same votes and the same seed always give the same outcome.

Counted twice: with every vote that was confirmed, and without those that were set apart and not restored. The second
count decides. Equal numbers are decided by lot: the entry of which the digest of seed and reference is lowest.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from gemeentedelers.domain.shortlists.rules import lots
from gemeentedelers.domain.voting.rules.anomalies import SignalKind


@dataclass(frozen=True)
class Counted:
    """One vote as the count sees it. `is_own`: from the organisation whose entry it is."""

    choice: str
    is_counted: bool
    is_own: bool = False


@dataclass(frozen=True)
class CandidateTotal:
    reference: str
    before: int
    after: int
    own: int


@dataclass(frozen=True)
class PrizeOutcome:
    """What the public decided. `awarded` is the reference of an entry, or None with the reason why nobody won."""

    prize: str
    awarded: str | None
    not_awarded_because: str
    totals: tuple[CandidateTotal, ...]
    by_lot: tuple[str, ...]
    seed: str

    @property
    def n_before(self) -> int:
        return sum(total.before for total in self.totals)

    @property
    def n_after(self) -> int:
        return sum(total.after for total in self.totals)

    def canonical(self) -> str:
        """The outcome as one text: equal outcomes have equal texts."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


NOBODY_VOTED = "Niemand heeft een geldige stem uitgebracht."


def outcome_of(
    votes: Iterable[Counted], *, candidates: Collection[str], prize: str, seed: str, withheld_because: str = ""
) -> PrizeOutcome:
    """A candidate that withdrew cannot win: leave it out of `candidates`, and votes for it count nowhere."""
    cast = [vote for vote in votes if vote.choice in candidates]
    before = Counter(vote.choice for vote in cast)
    after = Counter(vote.choice for vote in cast if vote.is_counted)
    own = Counter(vote.choice for vote in cast if vote.is_counted and vote.is_own)
    totals = tuple(
        CandidateTotal(reference, before[reference], after[reference], own[reference])
        for reference in sorted(candidates, key=lambda reference: (-after[reference], reference))
    )
    best = max(after.values(), default=0)
    equal = by_lot([reference for reference in candidates if best and after[reference] == best], seed=seed)
    if withheld_because or not equal:
        return PrizeOutcome(prize, None, withheld_because or NOBODY_VOTED, totals, (), seed)
    return PrizeOutcome(prize, equal[0], "", totals, tuple(equal) if len(equal) > 1 else (), seed)


def by_lot(references: Iterable[str], *, seed: str) -> list[str]:
    """In the order of their lots, drawn as those of a shortlist are."""
    return lots(seed, list(references))


@dataclass(frozen=True)
class SetApart:
    """How many votes were set apart for one reason, and what two people decided about them."""

    kind: SignalKind
    n_votes: int
    n_excluded: int
    n_restored: int

    @property
    def n_undecided(self) -> int:
        return self.n_votes - self.n_excluded - self.n_restored


@dataclass(frozen=True)
class Turnout:
    """How the vote goes, without anything of what was chosen."""

    n_asked: int = 0
    n_refused: int = 0
    n_expired: int = 0
    n_waiting: int = 0
    n_confirmed: int = 0
    n_replaced: int = 0
    n_withdrawn: int = 0
    set_apart: tuple[SetApart, ...] = ()

    @property
    def n_set_apart(self) -> int:
        return sum(row.n_votes for row in self.set_apart)

    @property
    def n_undecided(self) -> int:
        return sum(row.n_undecided for row in self.set_apart)


@dataclass(frozen=True)
class IntegrityReport:
    """What everybody may read about a vote after the result; nothing in it is about a person."""

    turnout: Turnout
    outcome: PrizeOutcome

"""What a juror may choose, when the chair may pronounce, and how a sealed verdict proves that it was not changed.

Regulations: the jury judges the finalists per category of the final. A juror never chooses an entry of the own
municipality, or one with a declared conflict. A jury that writes cards chooses once those of the category are open.
When more than half of the jurors who may choose have chosen, the chair pronounces the entry with the most choices. When
entries share the lead, the higher mean of the cards decides; when that is equal too, or there are no cards, the chair
casts a vote among those, never for an entry to which the chair is tied. There is one winner in each category, every
finalist hears why, and the jury may advise to roll out an entry that did not win. The verdict stays sealed until the
reveal, and all categories are revealed together.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from gemeentedelers.domain.editions.rules import Window
from gemeentedelers.domain.entries.rules import canonical
from gemeentedelers.foundation.refusals import Refusal

NOTE_LENGTH, MOTIVATION_LENGTH, REMARK_LENGTH, ADVICE_LENGTH = 1_000, 2_000, 2_000, 300
MOTIVATION_SHORTEST = 20

Pair = tuple[str, str]


class JuryState(StrEnum):
    """Where a category stands for the jury."""

    WAITING = "waiting"
    OPEN = "open"
    CHOSEN = "chosen"
    CARDS = "cards"
    CLOSED = "closed"
    SEALED = "sealed"
    REVEALED = "revealed"


class DecidedBy(StrEnum):
    """What made one entry the winner."""

    MAJORITY = "majority"
    MEAN_OF_CARDS = "mean_of_cards"
    CASTING_VOTE = "casting_vote"


class VerdictObstacle(StrEnum):
    NOT_A_JUROR = "not_a_juror"
    NOT_THE_CHAIR = "not_the_chair"
    JURY_NOT_OPEN = "jury_not_open"
    JURY_CLOSED = "jury_closed"
    ALREADY_PRONOUNCED = "already_pronounced"
    NOT_A_FINALIST = "not_a_finalist"
    OWN_MUNICIPALITY = "own_municipality"
    CONFLICT_DECLARED = "conflict_declared"
    TEXT_TOO_LONG = "text_too_long"
    NO_QUORUM = "no_quorum"
    NOT_A_LEADER = "not_a_leader"
    CARDS_NOT_OPEN = "cards_not_open"
    LOWER_MEAN = "lower_mean"
    MOTIVATION_MISSING = "motivation_missing"
    MOTIVATION_TOO_SHORT = "motivation_too_short"
    FINALIST_WITHOUT_MOTIVATION = "finalist_without_motivation"
    ROLL_OUT_OF_THE_WINNER = "roll_out_of_the_winner"
    ALREADY_REVEALED = "already_revealed"


@dataclass(frozen=True)
class Juror:
    """Somebody at the jury's table: code, and own municipality (None for somebody from elsewhere)."""

    code: str
    municipality: str | None


@dataclass(frozen=True)
class Candidate:
    """A finalist of a category."""

    reference: str
    municipality: str


@dataclass(frozen=True)
class Deliberation:
    """One category on the jury's table: who sits there, what lies there, and what each juror chose.

    `awaits_cards` as long as the jury works with cards and those of this category are closed. `means` holds the mean
    of the opened cards by reference.
    """

    jurors: tuple[Juror, ...]
    candidates: tuple[Candidate, ...]
    conflicts: frozenset[Pair] = frozenset()
    choices: Mapping[str, str] = field(default_factory=dict)
    awaits_cards: bool = False
    means: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def n_voters(self) -> int:
        return len(voters(self.jurors, self.candidates, conflicts=self.conflicts))

    @property
    def counting(self) -> list[str]:
        """The entries chosen, once per choice that counts: of a juror of today, for an entry still free to choose."""
        chosen = [(juror, self.candidate(self.choices.get(juror.code, ""))) for juror in self.jurors]
        return [
            candidate.reference
            for juror, candidate in chosen
            if candidate and why_not_favour(juror, candidate, conflicts=self.conflicts) is None
        ]

    @property
    def has_quorum(self) -> bool:
        return quorum_reached(len(self.counting), self.n_voters)

    @property
    def references(self) -> set[str]:
        return {candidate.reference for candidate in self.candidates}

    def candidate(self, reference: str) -> Candidate | None:
        return next((row for row in self.candidates if row.reference == reference), None)


@dataclass(frozen=True)
class Preference:
    """What a juror chose, in plain words. Juror, year and category are in it, so that it fits nowhere else."""

    juror: str
    year: int
    category: str
    entry: str
    note: str

    @property
    def canonical(self) -> str:
        return canonical(asdict(self))


@dataclass(frozen=True)
class Decision:
    """Which entries may be pronounced, and what decides. More than one only when the chair casts a vote."""

    candidates: tuple[str, ...]
    decided_by: DecidedBy


@dataclass(frozen=True)
class Pronouncement:
    """A verdict in plain words. Year and category are in it, so that it fits nowhere else.

    `motivation` is about the winner, `remarks` about every other finalist; `roll_out` says of entries that did not win
    why the jury advises to roll them out. Verdicts of before the cards do not say what decided.
    """

    year: int
    category: str
    winner: str
    motivation: str
    remarks: Mapping[str, str]
    decided_by: DecidedBy | None = None
    roll_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def as_sealed(self) -> dict[str, object]:
        """An older verdict is written as it was, or its check number would no longer fit."""
        written = asdict(self)
        if self.decided_by is None and not self.roll_out:
            del written["decided_by"], written["roll_out"]
        return written

    @property
    def canonical(self) -> str:
        return canonical(self.as_sealed)


def why_not_favour(juror: Juror, candidate: Candidate, *, conflicts: Collection[Pair]) -> Refusal | None:
    """Whether the juror is too close to the entry to choose it."""
    if juror.municipality == candidate.municipality:
        return Refusal(VerdictObstacle.OWN_MUNICIPALITY)
    if (juror.code, candidate.reference) in conflicts:
        return Refusal(VerdictObstacle.CONFLICT_DECLARED)
    return None


def voters(jurors: Sequence[Juror], candidates: Sequence[Candidate], *, conflicts: Collection[Pair]) -> list[Juror]:
    """The jurors without a conflict that silences them: at least one entry is free for them to choose."""
    return [
        juror
        for juror in jurors
        if any(why_not_favour(juror, candidate, conflicts=conflicts) is None for candidate in candidates)
    ]


def why_not_choose(
    juror: Juror,
    reference: str,
    *,
    deliberation: Deliberation,
    note: str,
    window: Window,
    is_pronounced: bool,
    now: datetime,
) -> Refusal | None:
    """A juror chooses from the finalists of the category while the jury is open, and may change until the verdict."""
    if juror not in deliberation.jurors:
        return Refusal(VerdictObstacle.NOT_A_JUROR)
    if is_pronounced:
        return Refusal(VerdictObstacle.ALREADY_PRONOUNCED)
    if now < window.opens:
        return Refusal(VerdictObstacle.JURY_NOT_OPEN, opens=window.opens)
    if now >= window.closes:
        return Refusal(VerdictObstacle.JURY_CLOSED, closes=window.closes)
    if deliberation.awaits_cards:
        return Refusal(VerdictObstacle.CARDS_NOT_OPEN)
    candidate = deliberation.candidate(reference)
    if candidate is None:
        return Refusal(VerdictObstacle.NOT_A_FINALIST)
    return why_not_favour(juror, candidate, conflicts=deliberation.conflicts) or why_too_long(note, limit=NOTE_LENGTH)


def why_too_long(text: str, *, limit: int) -> Refusal | None:
    too_many = len(text.strip()) - limit
    return Refusal(VerdictObstacle.TEXT_TOO_LONG, limit=limit, too_many=too_many) if too_many > 0 else None


def tally(choices: Iterable[str]) -> dict[str, int]:
    """How often each entry was chosen, most first; equal counts in order of reference."""
    counts = Counter(choices)
    return dict(sorted(counts.items(), key=lambda row: (-row[1], row[0])))


def leaders(counts: Mapping[str, int]) -> list[str]:
    """The entry that was chosen most, or all of them when they share the lead."""
    most = max(counts.values(), default=0)
    return [reference for reference, count in counts.items() if count == most]


def decision_on(deliberation: Deliberation) -> Decision:
    """The most choices; then the higher mean of the cards, when every leader has one; then the vote of the chair."""
    leading = leaders(tally(deliberation.counting))
    if len(leading) == 1:
        return Decision((leading[0],), DecidedBy.MAJORITY)
    means = deliberation.means
    if leading and all(reference in means for reference in leading):
        highest = max(means[reference] for reference in leading)
        tied = tuple(reference for reference in leading if means[reference] == highest)
        return Decision(tied, DecidedBy.MEAN_OF_CARDS if len(tied) == 1 else DecidedBy.CASTING_VOTE)
    return Decision(tuple(leading), DecidedBy.CASTING_VOTE)


def quorum_reached(n_choices: int, n_voters: int) -> bool:
    return n_choices * 2 > n_voters


def n_needed_for_quorum(n_voters: int) -> int:
    return n_voters // 2 + 1


def why_not_open_tally(deliberation: Deliberation, *, is_pronounced: bool) -> Refusal | None:
    """Before a quorum the count would tell who chose what; after the verdict it would give the winner away."""
    if is_pronounced:
        return Refusal(VerdictObstacle.ALREADY_PRONOUNCED)
    if deliberation.awaits_cards:
        return Refusal(VerdictObstacle.CARDS_NOT_OPEN)
    if deliberation.has_quorum:
        return None
    return Refusal(
        VerdictObstacle.NO_QUORUM,
        n_choices=len(deliberation.counting),
        n_needed=n_needed_for_quorum(deliberation.n_voters),
    )


def why_not_pronounce(
    chair: Juror,
    pronouncement: Pronouncement,
    *,
    deliberation: Deliberation,
    is_pronounced: bool,
    is_revealed: bool,
) -> Refusal | None:
    """The chair pronounces what the jury chose. The chair breaks a tie, never for the own municipality."""
    if is_revealed:
        return Refusal(VerdictObstacle.ALREADY_REVEALED)
    if refusal := why_not_open_tally(deliberation, is_pronounced=is_pronounced):
        return refusal
    strange = {pronouncement.winner, *pronouncement.remarks, *pronouncement.roll_out} - deliberation.references
    if strange:
        return Refusal(VerdictObstacle.NOT_A_FINALIST)
    return _why_not_winner(chair, pronouncement.winner, deliberation) or _why_not_words(
        pronouncement, deliberation.references
    )


def _why_not_winner(chair: Juror, winner: str, deliberation: Deliberation) -> Refusal | None:
    decision = decision_on(deliberation)
    if winner not in leaders(tally(deliberation.counting)):
        return Refusal(VerdictObstacle.NOT_A_LEADER)
    if winner not in decision.candidates:
        return Refusal(VerdictObstacle.LOWER_MEAN)
    candidate = deliberation.candidate(winner)
    if decision.decided_by is not DecidedBy.CASTING_VOTE or candidate is None:
        return None
    return why_not_favour(chair, candidate, conflicts=deliberation.conflicts)


def _why_not_words(pronouncement: Pronouncement, finalists: Collection[str]) -> Refusal | None:
    """Everybody who stood in the final hears why, in a whole sentence; the advice is about who did not win."""
    if pronouncement.winner in pronouncement.roll_out:
        return Refusal(VerdictObstacle.ROLL_OUT_OF_THE_WINNER)
    if not pronouncement.motivation.strip():
        return Refusal(VerdictObstacle.MOTIVATION_MISSING)
    others = sorted(set(finalists) - {pronouncement.winner})
    remarks = {reference: pronouncement.remarks.get(reference, "").strip() for reference in others}
    if without := [reference for reference, remark in remarks.items() if not remark]:
        return Refusal(VerdictObstacle.FINALIST_WITHOUT_MOTIVATION, references=", ".join(without))
    if any(len(text) < MOTIVATION_SHORTEST for text in (pronouncement.motivation.strip(), *remarks.values())):
        return Refusal(VerdictObstacle.MOTIVATION_TOO_SHORT, shortest=MOTIVATION_SHORTEST)
    texts = [(pronouncement.motivation, MOTIVATION_LENGTH)]
    texts += [(remark, REMARK_LENGTH) for remark in pronouncement.remarks.values()]
    texts += [(advice, ADVICE_LENGTH) for advice in pronouncement.roll_out.values()]
    refusals = (why_too_long(text, limit=limit) for text, limit in texts)
    return next((refusal for refusal in refusals if refusal), None)


def commitment(text: str, nonce: str) -> str:
    """The check number that is known from the start. The nonce keeps people from trying out the few winners."""
    return hashlib.sha256(f"{text}\n{nonce}".encode()).hexdigest()


def is_kept(promised: str, text: str, nonce: str) -> bool:
    return promised == commitment(text, nonce)


def envelope(pronouncement: Pronouncement, nonce: str) -> str:
    """What is sealed: the verdict with its nonce."""
    return canonical({"verdict": pronouncement.as_sealed, "nonce": nonce})


def preference_in(text: str) -> Preference:
    return Preference(**json.loads(text))


def contents_of(envelope_text: str) -> tuple[Pronouncement, str]:
    opened = json.loads(envelope_text)
    said = Pronouncement(**opened["verdict"])
    return replace(said, decided_by=DecidedBy(said.decided_by) if said.decided_by else None), opened["nonce"]


def jury_state(
    *,
    window: Window,
    has_chosen: bool,
    is_pronounced: bool,
    is_revealed: bool,
    now: datetime,
    awaits_cards: bool = False,
) -> JuryState:
    if is_revealed:
        return JuryState.REVEALED
    if is_pronounced:
        return JuryState.SEALED
    if now < window.opens:
        return JuryState.WAITING
    if now >= window.closes:
        return JuryState.CLOSED
    if awaits_cards:
        return JuryState.CARDS
    return JuryState.CHOSEN if has_chosen else JuryState.OPEN

"""What a juror may choose, when the chair may pronounce, and how a sealed verdict proves that it was not changed.

Regulations: the jury judges the announced shortlist per category. A juror never chooses an entry of the own
municipality, or one with a declared conflict. When more than half of the jurors who may choose have chosen, the
chair pronounces the entry with the most choices; when entries share the lead, the chair decides between those.
The verdict stays sealed until the reveal, and all categories are revealed together.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum

from gemeentedelers.domain.editions.rules import Window
from gemeentedelers.domain.entries.rules import canonical
from gemeentedelers.foundation.refusals import Refusal

NOTE_LENGTH, MOTIVATION_LENGTH, REMARK_LENGTH = 1_000, 2_000, 1_000

Pair = tuple[str, str]


class JuryState(StrEnum):
    """Where a category stands for the jury."""

    WAITING = "waiting"
    OPEN = "open"
    CHOSEN = "chosen"
    CLOSED = "closed"
    SEALED = "sealed"
    REVEALED = "revealed"


class VerdictObstacle(StrEnum):
    NOT_A_JUROR = "not_a_juror"
    NOT_THE_CHAIR = "not_the_chair"
    JURY_NOT_OPEN = "jury_not_open"
    JURY_CLOSED = "jury_closed"
    ALREADY_PRONOUNCED = "already_pronounced"
    NOT_SHORTLISTED = "not_shortlisted"
    OWN_MUNICIPALITY = "own_municipality"
    CONFLICT_DECLARED = "conflict_declared"
    TEXT_TOO_LONG = "text_too_long"
    NO_QUORUM = "no_quorum"
    NOT_A_LEADER = "not_a_leader"
    MOTIVATION_MISSING = "motivation_missing"
    ALREADY_REVEALED = "already_revealed"
    NOTHING_TO_REVEAL = "nothing_to_reveal"
    VERDICTS_MISSING = "verdicts_missing"
    REVEAL_TOO_EARLY = "reveal_too_early"
    COMMITMENT_BROKEN = "commitment_broken"


@dataclass(frozen=True)
class Juror:
    """Somebody at the jury's table: code, and own municipality (None for somebody from elsewhere)."""

    code: str
    municipality: str | None


@dataclass(frozen=True)
class Candidate:
    """An entry that stands on the shortlist of a category."""

    reference: str
    municipality: str


@dataclass(frozen=True)
class Deliberation:
    """One category on the jury's table: who sits there, what lies there, and what each juror chose."""

    jurors: tuple[Juror, ...]
    candidates: tuple[Candidate, ...]
    conflicts: frozenset[Pair] = frozenset()
    choices: Mapping[str, str] = field(default_factory=dict)

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
class Pronouncement:
    """A verdict in plain words. Year and category are in it, so that it fits nowhere else."""

    year: int
    category: str
    winner: str
    motivation: str
    remarks: Mapping[str, str]

    @property
    def canonical(self) -> str:
        return canonical(asdict(self))


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
    """A juror chooses from the shortlist of the category while the jury is open, and may change until the verdict."""
    if juror not in deliberation.jurors:
        return Refusal(VerdictObstacle.NOT_A_JUROR)
    if is_pronounced:
        return Refusal(VerdictObstacle.ALREADY_PRONOUNCED)
    if now < window.opens:
        return Refusal(VerdictObstacle.JURY_NOT_OPEN, opens=window.opens)
    if now >= window.closes:
        return Refusal(VerdictObstacle.JURY_CLOSED, closes=window.closes)
    candidate = deliberation.candidate(reference)
    if candidate is None:
        return Refusal(VerdictObstacle.NOT_SHORTLISTED)
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


def quorum_reached(n_choices: int, n_voters: int) -> bool:
    return n_choices * 2 > n_voters


def n_needed_for_quorum(n_voters: int) -> int:
    return n_voters // 2 + 1


def why_not_open_tally(deliberation: Deliberation, *, is_pronounced: bool) -> Refusal | None:
    """Before a quorum the count would tell who chose what; after the verdict it would give the winner away."""
    if is_pronounced:
        return Refusal(VerdictObstacle.ALREADY_PRONOUNCED)
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
    strange = {pronouncement.winner, *pronouncement.remarks} - deliberation.references
    if strange:
        return Refusal(VerdictObstacle.NOT_SHORTLISTED)
    return _why_not_winner(chair, pronouncement.winner, deliberation) or _why_not_words(pronouncement)


def _why_not_winner(chair: Juror, winner: str, deliberation: Deliberation) -> Refusal | None:
    leading = leaders(tally(deliberation.counting))
    if winner not in leading:
        return Refusal(VerdictObstacle.NOT_A_LEADER)
    candidate = deliberation.candidate(winner)
    if len(leading) == 1 or candidate is None:
        return None
    return why_not_favour(chair, candidate, conflicts=deliberation.conflicts)


def _why_not_words(pronouncement: Pronouncement) -> Refusal | None:
    if not pronouncement.motivation.strip():
        return Refusal(VerdictObstacle.MOTIVATION_MISSING)
    texts = [(pronouncement.motivation, MOTIVATION_LENGTH)]
    texts += [(remark, REMARK_LENGTH) for remark in pronouncement.remarks.values()]
    refusals = (why_too_long(text, limit=limit) for text, limit in texts)
    return next((refusal for refusal in refusals if refusal), None)


def why_not_reveal(
    *,
    missing: Sequence[str],
    broken: Sequence[str],
    n_verdicts: int,
    reveal_from: datetime,
    is_revealed: bool,
    now: datetime,
) -> Refusal | None:
    """Everything at once or nothing: not before the moment, not without a category, not when a seal was touched."""
    if is_revealed:
        return Refusal(VerdictObstacle.ALREADY_REVEALED)
    if missing:
        return Refusal(VerdictObstacle.VERDICTS_MISSING, categories=", ".join(missing))
    if not n_verdicts:
        return Refusal(VerdictObstacle.NOTHING_TO_REVEAL)
    if now < reveal_from:
        return Refusal(VerdictObstacle.REVEAL_TOO_EARLY, reveal_from=reveal_from)
    if broken:
        return Refusal(VerdictObstacle.COMMITMENT_BROKEN, categories=", ".join(broken))
    return None


def commitment(text: str, nonce: str) -> str:
    """The check number that is known from the start. The nonce keeps people from trying out the few winners."""
    return hashlib.sha256(f"{text}\n{nonce}".encode()).hexdigest()


def is_kept(promised: str, text: str, nonce: str) -> bool:
    return promised == commitment(text, nonce)


def envelope(pronouncement: Pronouncement, nonce: str) -> str:
    """What is sealed: the verdict with its nonce."""
    return canonical({"verdict": asdict(pronouncement), "nonce": nonce})


def preference_in(text: str) -> Preference:
    return Preference(**json.loads(text))


def contents_of(envelope_text: str) -> tuple[Pronouncement, str]:
    opened = json.loads(envelope_text)
    return Pronouncement(**opened["verdict"]), opened["nonce"]


def jury_state(*, window: Window, has_chosen: bool, is_pronounced: bool, is_revealed: bool, now: datetime) -> JuryState:
    if is_revealed:
        return JuryState.REVEALED
    if is_pronounced:
        return JuryState.SEALED
    if now < window.opens:
        return JuryState.WAITING
    if now >= window.closes:
        return JuryState.CLOSED
    return JuryState.CHOSEN if has_chosen else JuryState.OPEN

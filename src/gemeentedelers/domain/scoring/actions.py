from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.conflicts.queries import conflicts_in
from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import criteria_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.entries.models import Entry, FrozenVersion
from gemeentedelers.domain.panels.actions import note_progress
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.scoring.models import Comparison, GoldenCase, Score, Scorecard, WarmUp
from gemeentedelers.domain.scoring.queries import desk_in_competition, filled_on, obstacle_to_begin
from gemeentedelers.domain.scoring.rules import (
    Filled,
    ScorecardStatus,
    ScoringObstacle,
    why_not_ask,
    why_not_complete,
    why_not_finish,
    why_not_golden,
    why_not_keep,
    why_not_replace,
    why_not_score,
    why_not_warm_up,
)
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse


@dataclass(frozen=True)
class Pair:
    """Two entries for one reader to compare."""

    reader: Reader
    left: Entry
    right: Entry
    is_random: bool = False


def write_scorecard(
    assignment: Assignment,
    values: Mapping[str, int],
    *,
    tip: str,
    is_final: bool,
    by: User,
    now: datetime,
) -> Scorecard:
    """A card with scores and a tip, whatever stood there."""
    return save_scorecard(assignment, Filled(values, tip=tip), is_final=is_final, number=None, by=by, now=now)


@transaction.atomic
def save_scorecard(
    assignment: Assignment, filled: Filled, *, is_final: bool, number: int | None, by: User, now: datetime
) -> Scorecard:
    """Keep what a reader filled in. Unfinished is fine; a final card is complete, and may change until the close.

    `number` is that of the card that the reader saw, 0 for none yet: a card that was saved elsewhere since is not
    overwritten. None overwrites. The same card again changes nothing, so a save may be repeated.
    """
    locked = _locked(assignment)
    round_ = locked.reader.round
    refuse(_obstacle(locked.reader, now, assignment=locked))
    criteria = {criterion.key: criterion for criterion in criteria_of(round_.edition)}
    filled = _tidy(filled, known=criteria)
    stored = Scorecard.objects.filter(assignment=locked).first()
    is_same = stored is not None and filled_on(stored) == filled
    refuse(why_not_replace(expected=number, stored=stored.number if stored else 0, is_same=is_same))
    refuse(why_not_keep(filled))
    if is_final:
        refuse(why_not_complete(filled, kind=RoundKind(round_.kind), criteria=criteria))
    if stored and is_same and (stored.is_final or not is_final):
        return stored
    return _store(locked, filled, stored, is_final=is_final, by=by, now=now)


def _store(
    assignment: Assignment, filled: Filled, stored: Scorecard | None, *, is_final: bool, by: User, now: datetime
) -> Scorecard:
    was = (stored.status, filled_on(stored).values, stored.passes) if stored else None
    status = ScorecardStatus.FINAL if is_final else ScorecardStatus.DRAFT
    scorecard, _ = Scorecard.objects.update_or_create(
        assignment=assignment,
        defaults={
            "status": status,
            "tip": filled.tip,
            "note": filled.note,
            "is_sure": filled.is_sure,
            "passes": filled.passes,
            "reason": filled.reason,
            "number": stored.number + 1 if stored else 1,
            "saved_at": now,
            "final_at": now if is_final else None,
        },
    )
    criteria = {criterion.key: criterion for criterion in criteria_of(assignment.reader.round.edition)}
    scorecard.scores.all().delete()
    Score.objects.bulk_create(
        Score(scorecard=scorecard, criterion=criteria[key], value=value) for key, value in filled.values.items()
    )
    note_progress(assignment, is_done=is_final, now=now)
    # A draft grows with every few words, which says nothing; the journal has what changes how an entry is judged.
    if was is None or was[0] != status or (is_final and was[1:] != (filled.values, filled.passes)):
        name = "scorecard.finalised" if is_final else "scorecard.written"
        record(name, subject=assignment.entry.reference, by=by.code, now=now, assignment=assignment.code)
    return scorecard


def _tidy(filled: Filled, *, known: Mapping[str, object]) -> Filled:
    return replace(
        filled,
        values={key: value for key, value in filled.values.items() if key in known},
        tip=_clean(filled.tip),
        note=_clean(filled.note),
        reason=_clean(filled.reason),
    )


def _clean(text: str) -> str:
    """A form sends line endings as two characters."""
    return text.replace("\r\n", "\n").strip()


@transaction.atomic
def finalise_reader(reader: Reader, *, by: User, now: datetime) -> None:
    """The reader's final word: every card on the desk is final, and none changes any more.

    What is assigned later is open again, and that alone; the next final word covers it too.
    """
    locked = Reader.objects.select_for_update(of=("self",)).select_related("round__edition", "user").get(pk=reader.pk)
    refuse(_obstacle(locked, now))
    desk = list(desk_in_competition(locked.user).filter(reader=locked))
    n_left = sum(1 for assignment in desk if not _is_done(assignment))
    refuse(why_not_finish(n_cards=len(desk), n_left=n_left))
    if all(assignment.is_settled for assignment in desk):
        return
    locked.finalised_at = now
    locked.save(update_fields=["finalised_at"])
    where = locked.round.where
    record("reader.finalised", subject=by.code, by=by.code, now=now, n_cards=len(desk), **where)


def _is_done(assignment: Assignment) -> bool:
    scorecard = getattr(assignment, "scorecard", None)
    return scorecard is not None and scorecard.is_final


@transaction.atomic
def choose_golden_case(
    edition: Edition, version: FrozenVersion, values: Mapping[str, int], explanation: str, *, by: str, now: datetime
) -> GoldenCase:
    """Let everybody who reads in the edition begin with this case and the verdict of a panel. Again: replaced."""
    criteria = criteria_of(edition).values_list("key", flat=True)
    is_revealed = version.entry.edition_id != edition.pk and version.entry.edition.revealed_at is not None
    refuse(why_not_golden(values, criteria=criteria, explanation=explanation, is_revealed=is_revealed))
    golden, _ = GoldenCase.objects.update_or_create(
        edition=edition,
        version=version,
        defaults={"values": dict(values), "explanation": explanation.strip()},
        create_defaults={
            "values": dict(values),
            "explanation": explanation.strip(),
            "position": edition.golden_cases.count() + 1,
        },
    )
    record("golden_case.chosen", subject=version.entry.reference, by=by, now=now, year=edition.year)
    return golden


@transaction.atomic
def score_golden_case(
    reader: Reader, golden: GoldenCase, values: Mapping[str, int], *, by: User, now: datetime
) -> WarmUp:
    """Warm up on a case whose verdict is known. Once: after that the reader has seen the verdict."""
    locked = Reader.objects.select_for_update(of=("self",)).select_related("round__edition", "user").get(pk=reader.pk)
    edition = locked.round.edition
    refuse(None if locked.has_begun else Refusal(ScoringObstacle.NOT_BEGUN))
    refuse(why_not_warm_up(values, criteria=criteria_of(edition).values_list("key", flat=True)))
    if WarmUp.objects.filter(reader__user=by, golden=golden).exists():
        refuse(Refusal(ScoringObstacle.WARM_UP_DONE))
    warm_up = WarmUp.objects.create(reader=locked, golden=golden, values=dict(values), done_at=now)
    record("golden_case.scored", subject=by.code, by=by.code, now=now, golden=golden.code)
    return warm_up


@transaction.atomic
def ask_comparisons(round_: Round, pairs: Iterable[Pair], *, by: str, now: datetime) -> int:
    """Lay pairs before readers: all of them, or none when one may not be. Returns how many are new.

    A pair that was asked already, in either order, stays as it is.
    """
    locked = Round.objects.select_for_update().select_related("edition").get(pk=round_.pk)
    asked = {
        (reader, frozenset((left, right)))
        for reader, left, right in Comparison.objects.filter(reader__round=locked).values_list(
            "reader", "left", "right"
        )
    }
    conflicts = set(conflicts_in(locked.edition).values_list("user", "entry__reference"))
    new = []
    for pair in pairs:
        refuse(_obstacle_to_ask(pair, locked, conflicts))
        mark = (pair.reader.pk, frozenset((pair.left.pk, pair.right.pk)))
        if mark not in asked:
            asked.add(mark)
            new.append(
                Comparison(reader=pair.reader, left=pair.left, right=pair.right, is_random=pair.is_random, asked_at=now)
            )
    Comparison.objects.bulk_create(new)
    record("comparisons.asked", subject=str(locked.edition.year), by=by, now=now, n_asked=len(new))
    return len(new)


def _obstacle_to_ask(pair: Pair, round_: Round, conflicts: set[tuple[int, str]]) -> Refusal | None:
    entries = (pair.left, pair.right)
    if pair.reader.round_id != round_.pk or any(entry.edition_id != round_.edition_id for entry in entries):
        return Refusal(ScoringObstacle.OTHER_ROUND)
    home = pair.reader.user.municipality_id
    return why_not_ask(
        (pair.left.reference, pair.right.reference),
        conflicts={reference for user, reference in conflicts if user == pair.reader.user_id},
        own={entry.reference for entry in entries if home is not None and entry.municipality_id == home},
    )


@transaction.atomic
def decide_comparison(comparison: Comparison, winner: Entry, *, by: User, now: datetime) -> None:
    """Which of the two is better. May be changed until the round closes."""
    locked = (
        Comparison.objects.select_for_update(of=("self",))
        .select_related("reader__round__edition", "reader__user")
        .get(pk=comparison.pk)
    )
    refuse(_obstacle(locked.reader, now))
    if winner.pk not in (locked.left_id, locked.right_id):
        refuse(Refusal(ScoringObstacle.NOT_ONE_OF_TWO))
    pair = (locked.left_id, locked.right_id)
    if conflicts_in(locked.reader.round.edition).filter(user=locked.reader.user, entry__in=pair).exists():
        refuse(Refusal(ScoringObstacle.CONFLICT_DECLARED))
    if locked.winner_id == winner.pk:
        return
    locked.winner, locked.decided_at = winner, now
    locked.save(update_fields=["winner", "decided_at"])
    record("comparison.decided", subject=winner.reference, by=by.code, now=now, comparison=locked.code)


@transaction.atomic
def close_reading(round_: Round, *, by: str, now: datetime) -> None:
    """End a reading round, also before its planned moment. A second call changes nothing."""
    locked = Round.objects.select_for_update().select_related("edition").get(pk=round_.pk)
    if locked.closed_at is None:
        locked.closed_at = now
        locked.save(update_fields=["closed_at"])
        record("round.closed", subject=str(locked.edition.year), by=by, now=now, round=locked.kind)


def _locked(assignment: Assignment) -> Assignment:
    """The reader's row first: a final word and a save never cross."""
    Reader.objects.select_for_update().get(pk=assignment.reader_id)
    return (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("reader__round__edition", "reader__user", "entry")
        .get(pk=assignment.pk)
    )


def _obstacle(reader: Reader, now: datetime, *, assignment: Assignment | None = None) -> Refusal | None:
    """Why this reader cannot judge at this moment, or not this entry."""
    round_ = reader.round
    return why_not_score(
        window=round_.window,
        is_closed=round_.closed_at is not None,
        has_ended=reader.left_at is not None or (assignment is not None and assignment.ended_at is not None),
        is_settled=assignment is not None and assignment.is_settled,
        now=now,
    ) or obstacle_to_begin(reader)

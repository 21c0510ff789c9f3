from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from gemeentedelers.domain.editions.actions import announce_shortlist
from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import criteria_of, round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.scoring.models import Score, Scorecard, ShortlistPlace
from gemeentedelers.domain.scoring.queries import ranking_of
from gemeentedelers.domain.scoring.rules import (
    PlaceKind,
    ScorecardStatus,
    ScoringObstacle,
    Wildcard,
    above_the_cut,
    why_not_choose,
    why_not_finalise,
    why_not_score,
    why_not_value,
)
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse


@transaction.atomic
def write_scorecard(
    assignment: Assignment,
    values: Mapping[str, int],
    *,
    tip: str,
    is_final: bool,
    by: User,
    now: datetime,
) -> Scorecard:
    """Keep a reader's scores. Unfinished is fine; a final card is complete, and may be changed until the close."""
    locked = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("reader__round__edition", "entry")
        .get(pk=assignment.pk)
    )
    round_ = locked.reader.round
    refuse(
        why_not_score(
            window=round_.window,
            is_closed=round_.closed_at is not None,
            has_ended=locked.ended_at is not None,
            now=now,
        )
    )
    criteria = {criterion.key: criterion for criterion in criteria_of(round_.edition)}
    refuse(why_not_value(values))
    if is_final:
        refuse(why_not_finalise(values, criteria=criteria, tip=tip))
    scorecard, _ = Scorecard.objects.update_or_create(
        assignment=locked,
        defaults={
            "status": ScorecardStatus.FINAL if is_final else ScorecardStatus.DRAFT,
            "tip": tip.strip(),
            "saved_at": now,
            "final_at": now if is_final else None,
        },
    )
    scorecard.scores.all().delete()
    Score.objects.bulk_create(
        Score(scorecard=scorecard, criterion=criteria[key], value=value)
        for key, value in values.items()
        if key in criteria
    )
    name = "scorecard.finalised" if is_final else "scorecard.written"
    record(name, subject=locked.entry.reference, by=by.code, now=now, assignment=locked.code)
    return scorecard


@transaction.atomic
def close_reading(round_: Round, *, by: str, now: datetime) -> None:
    """End a reading round, also before its planned moment. A second call changes nothing."""
    locked = Round.objects.select_for_update().select_related("edition").get(pk=round_.pk)
    if locked.closed_at is None:
        locked.closed_at = now
        locked.save(update_fields=["closed_at"])
        record("round.closed", subject=str(locked.edition.year), by=by, now=now, round=locked.kind)


@transaction.atomic
def choose_shortlist(
    edition: Edition, *, wildcards: Sequence[Wildcard], by: str, now: datetime
) -> list[ShortlistPlace]:
    """Give the highest ranked entries a place, add the wildcards, and replace an earlier choice."""
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    round_ = round_of(locked, RoundKind.READING)
    if round_ is None:
        refuse(Refusal(ScoringObstacle.NO_SCORES))
    assert round_ is not None
    chosen = above_the_cut(ranking_of(locked), round_.places)
    refuse(
        why_not_choose(
            is_open=round_.is_open(now),
            is_announced=locked.shortlist_announced_at is not None,
            chosen=chosen,
            wildcards=wildcards,
            n_wildcards=round_.wildcards,
        )
    )
    entries = {entry.reference: entry for entry in entries_in_competition(locked)}
    ShortlistPlace.objects.filter(edition=locked).delete()
    ranked = [_place(locked, entries[row.reference], now, position=row.position, mean=row.mean) for row in chosen]
    wild = [
        _place(locked, entries[wildcard.reference], now, position=len(chosen) + 1, reason=wildcard.reason.strip())
        for wildcard in wildcards
        if wildcard.reference in entries
    ]
    places = ShortlistPlace.objects.bulk_create([*ranked, *wild])
    record("shortlist.chosen", subject=str(locked.year), by=by, now=now, n_places=len(places))
    return places


def _place(
    edition: Edition,
    entry: Entry,
    now: datetime,
    *,
    position: int,
    mean: Fraction | None = None,
    reason: str = "",
) -> ShortlistPlace:
    return ShortlistPlace(
        edition=edition,
        entry=entry,
        kind=PlaceKind.WILDCARD if reason else PlaceKind.RANKED,
        position=position,
        mean=None if mean is None else Decimal(mean.numerator) / Decimal(mean.denominator),
        reason=reason,
        chosen_at=now,
    )


@transaction.atomic
def publish_shortlist(edition: Edition, *, by: str, now: datetime) -> None:
    """Announce the shortlist: everybody sees it, and every team can read its advice."""
    if not ShortlistPlace.objects.filter(edition=edition).exists():
        refuse(Refusal(ScoringObstacle.SHORTLIST_MISSING))
    announce_shortlist(edition, by=by, now=now)

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.conflicts.queries import bars_between
from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.editions.queries import themes
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import entries_in_competition, themes_by_reference
from gemeentedelers.domain.rankings.models import ReaderSeverity, Standing, StandingRow
from gemeentedelers.domain.rankings.queries import Basis, basis_of, judged_in, judges_in
from gemeentedelers.domain.rankings.rules.pairing import PairingObstacle, deal, pairs_to_ask, why_not_pair
from gemeentedelers.domain.rankings.rules.standing import Placing, Row
from gemeentedelers.domain.scoring.actions import Pair, ask_comparisons
from gemeentedelers.domain.scoring.queries import counting_comparisons, screened
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse

ROWS_AT_ONCE = 1_000


def compute_standing(round_: Round, *, by: str | None = None, now: datetime) -> Standing:
    """Work out how the entries of a round stand, and keep that instead of what was kept.

    The scores are read and corrected before anything is locked, so that nobody waits for it who is saving a card. The
    same scores give the same standing; then only the moment of computing moves on, and no fact is recorded.
    """
    basis = basis_of(round_)
    if _refreshed(round_, basis.digest, now):
        return Standing.objects.get(round=round_)
    return _kept(round_, basis, basis.placing(), by=by, now=now)


@transaction.atomic
def ask_pairs(round_: Round, close: Sequence[Entry], n: int, *, by: str, now: datetime) -> int:
    """Lay pairs of close entries before the readers of a round of pairs; never one that bars. Says how many.

    A pair for which nobody is free is left for another time.
    """
    locked = Round.objects.select_for_update(of=("self",)).select_related("edition").get(pk=round_.pk)
    judges, readers = judges_in(locked)
    refuse(why_not_pair(is_closed=locked.has_ended(now), n_readers=len(judges), n_close=len(close)))
    rows = list(
        counting_comparisons(locked).values_list(
            "left__reference", "right__reference", "winner__reference", "is_random"
        )
    )
    entries = {entry.reference: entry for entry in close}
    pairs = pairs_to_ask(
        judged_in(rows),
        entries,
        n,
        waiting={frozenset((left, right)) for left, right, winner, _ in rows if winner is None},
        seed=len(rows),
    )
    if not pairs:
        refuse(Refusal(PairingObstacle.ALL_ASKED))
    dealt = deal(pairs, judges, bars_between([reader.user for reader in readers.values()], close))
    if not dealt:
        refuse(Refusal(PairingObstacle.NOBODY_FREE))
    asked = [Pair(readers[row.reader], entries[row.left], entries[row.right], row.is_random) for row in dealt]
    return ask_comparisons(locked, asked, by=by, now=now)


def _refreshed(round_: Round, basis: str, now: datetime) -> bool:
    """Whether the standing that is kept follows from the same scores; it then counts as computed now."""
    return bool(Standing.objects.filter(round=round_, basis=basis).update(computed_at=now))


@transaction.atomic
def _kept(round_: Round, basis: Basis, placed: Placing, *, by: str | None, now: datetime) -> Standing:
    locked = Round.objects.select_for_update(no_key=True).select_related("edition").get(pk=round_.pk)
    Standing.objects.filter(round=locked).delete()
    variances, refusal = placed.variances, placed.obstacle
    standing = Standing.objects.create(
        round=locked,
        computed_at=now,
        n_scores=basis.n_cards,
        basis=basis.digest,
        places=basis.places,
        is_corrected=variances is not None,
        obstacle=refusal.code.value if refusal else "",
        obstacle_values=dict(refusal.values) if refusal else {},
        mean=variances.mean if variances else None,
        var_entry=variances.entry if variances else None,
        var_reader=variances.reader if variances else None,
        var_residual=variances.residual if variances else None,
        cut=placed.cut,
        grey_low=placed.grey[0] if placed.grey else None,
        grey_high=placed.grey[1] if placed.grey else None,
        next_reads=list(placed.next_reads),
    )
    _keep_rows(standing, placed, basis.entries)
    ReaderSeverity.objects.bulk_create(
        ReaderSeverity(
            standing=standing,
            reader_id=row.reader,
            severity=row.severity,
            error=row.error,
            n_reads=row.n_reads,
            n_changes=row.n_changes,
        )
        for row in placed.severities
    )
    record(
        "standing.computed",
        subject=str(locked.edition.year),
        by=by,
        now=now,
        round=locked.kind,
        n_scores=standing.n_scores,
        is_corrected=standing.is_corrected,
    )
    return standing


def _keep_rows(standing: Standing, placed: Placing, entries: Mapping[str, int]) -> None:
    edition = standing.round.edition
    names = dict(themes().values_list("slug", "name"))
    chosen, passed = themes_by_reference(entries_in_competition(edition)), screened(edition)
    rows = [
        _standing_row(
            standing,
            row,
            entries[row.ranked.reference],
            themes=" ".join(f"{slug} {names.get(slug, '')}" for slug in sorted(chosen.get(row.ranked.reference, ()))),
            screening=passed.get(row.ranked.reference, (0, 0)),
        )
        for row in placed.rows
    ]
    StandingRow.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def _standing_row(standing: Standing, row: Row, entry: int, *, themes: str, screening: tuple[int, int]) -> StandingRow:
    ranked, total = row.ranked, row.total
    return StandingRow(
        standing=standing,
        entry_id=entry,
        place=row.place,
        position=ranked.position,
        n_reads=ranked.n_reads,
        raw_mean=total.raw if total else None,
        raw_low=None if ranked.low is None else float(ranked.low),
        raw_high=None if ranked.high is None else float(ranked.high),
        spread=row.spread,
        corrected=total.corrected if total else None,
        low=total.low if total else None,
        high=total.high if total else None,
        chance=row.chance,
        band=row.band or "",
        lean=row.lean,
        rank_low=row.rank_low,
        rank_high=row.rank_high,
        criteria={key: asdict(figures) for key, figures in row.criteria.items()},
        without=[asdict(one) for one in row.without],
        themes=themes,
        n_passed=screening[0],
        n_failed=screening[1],
    )

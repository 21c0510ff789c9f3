import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import criteria_of
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.panels.models import Reader
from gemeentedelers.domain.panels.queries import readers_of
from gemeentedelers.domain.rankings.models import ReaderSeverity, Standing, StandingRow
from gemeentedelers.domain.rankings.rules import Ranked, by_correction, ranking
from gemeentedelers.domain.rankings.rules.pairing import Judge, Judged, PairsOrder, order_of
from gemeentedelers.domain.rankings.rules.seeking import Limits, Measure, RankingSort, Sought, Trait
from gemeentedelers.domain.rankings.rules.standing import Band, Placing, StandingObstacle, placing
from gemeentedelers.domain.scoring.models import Comparison
from gemeentedelers.domain.scoring.queries import counting_comparisons, marks_in, tallies_of, warm_up_marks
from gemeentedelers.domain.scoring.rules import Mark
from gemeentedelers.foundation.refusals import Refusal


def ranking_of(edition: Edition) -> list[Ranked]:
    return ranking(tallies_of(edition))


COLUMNS = {
    Measure.READS: "n_reads",
    Measure.SPREAD: "spread",
    Measure.CHANCE: "chance",
    Measure.SCORE: "corrected",
    Measure.RAW: "raw_mean",
    Measure.PLACE: "place",
}
TRAITS = {
    Trait.THEME: ("themes",),
    Trait.MUNICIPALITY: ("entry__municipality__name",),
    Trait.CATEGORY: ("entry__category__name", "entry__category__key"),
}
WORDS = ("entry__title", "entry__municipality__name", "entry__reference")
ORDERS = {
    RankingSort.CORRECTED: ("place",),
    RankingSort.RAW: ("position", "place"),
    RankingSort.SPREAD: (F("spread").desc(nulls_last=True), "place"),
    RankingSort.READS: ("n_reads", "place"),
}
PERCENT = 100


def standing_of(round_: Round) -> Standing | None:
    """The newest; None as long as nothing was computed."""
    return Standing.objects.select_related("round__edition").filter(round=round_).first()


def rows_of(
    standing: Standing, sought: Sought | None = None, sort: RankingSort = RankingSort.CORRECTED
) -> QuerySet[StandingRow]:
    """The entries of a standing that answer to what is sought, in the order that is asked."""
    found = StandingRow.objects.filter(standing=standing).select_related("entry__municipality", "entry__category")
    return found.filter(_condition(sought or Sought())).order_by(*ORDERS[sort])


def _condition(sought: Sought) -> Q:
    """Measures and words must all be met; of values for one trait, one is enough."""
    condition = Q()
    for measure, limits in sought.measures:
        condition &= _within(COLUMNS[measure], limits, scale=PERCENT if measure is Measure.CHANCE else 1)
    for trait in dict.fromkeys(trait for trait, _ in sought.traits):
        values = [value for kind, value in sought.traits if kind is trait]
        condition &= _any_of(TRAITS[trait], values)
    for word in sought.words:
        condition &= _any_of(WORDS, [word])
    return condition & Q(band__in=sought.bands) if sought.bands else condition


def _any_of(columns: tuple[str, ...], values: list[str]) -> Q:
    found = Q()
    for column in columns:
        for value in values:
            found |= Q(**{f"{column}__icontains": value})
    return found


def _within(column: str, limits: Limits, *, scale: int) -> Q:
    strict = "" if limits.is_strict else "e"
    condition = Q()
    if limits.low is not None:
        condition &= Q(**{f"{column}__gt{strict}": limits.low / scale})
    if limits.high is not None:
        condition &= Q(**{f"{column}__lt{strict}": limits.high / scale})
    return condition


@dataclass(frozen=True)
class Basis:
    """Everything that a standing follows from. The digest is the same when all of it is."""

    marks: Sequence[Mark]
    links: Sequence[Mark]
    entries: Mapping[str, int]
    weights: Mapping[str, int]
    places: int

    @property
    def n_cards(self) -> int:
        return len({mark.card for mark in self.marks})

    @property
    def digest(self) -> str:
        found = hashlib.sha256(json.dumps([sorted(self.entries), sorted(self.weights.items()), self.places]).encode())
        for mark in (*self.marks, *self.links):
            found.update(repr(tuple(mark)).encode())
        return found.hexdigest()

    def placing(self) -> Placing:
        return placing(self.marks, self.links, entries=self.entries, weights=self.weights, places=self.places)


def basis_of(round_: Round) -> Basis:
    """In four queries."""
    return Basis(
        marks=list(marks_in(round_)),
        links=list(warm_up_marks(round_)),
        entries=dict(entries_in_competition(round_.edition).values_list("reference", "pk")),
        weights=dict(criteria_of(round_.edition).values_list("key", "weight")),
        places=round_.places,
    )


@dataclass(frozen=True)
class Order:
    """The ranking by which people decide, with the band of each entry.

    It is that of the corrected scores, unless `obstacle` says why it is that of the means, which know no bands.
    """

    ranked: Sequence[Ranked]
    bands: Mapping[str, Band]
    obstacle: Refusal | None

    @property
    def n_in_band(self) -> dict[Band, int]:
        """Nothing when there are no bands."""
        found = list(self.bands.values())
        return {band: found.count(band) for band in Band} if found else {}


def order_in(round_: Round) -> Order:
    """By the corrected scores when they were computed from the scores as they are now."""
    ranked, standing = ranking_of(round_.edition), standing_of(round_)
    if obstacle := _why_not_corrected(standing, round_):
        return Order(ranked, {}, obstacle)
    assert standing is not None
    rows = StandingRow.objects.filter(standing=standing, corrected__isnull=False)
    found = list(rows.values_list("entry__reference", "corrected", "band"))
    corrected = {reference: score for reference, score, _ in found if score is not None}
    bands = {reference: Band(band) for reference, _, band in found}
    return Order(by_correction(ranked, corrected), bands, None)


def _why_not_corrected(standing: Standing | None, round_: Round) -> Refusal | None:
    if standing is None:
        return Refusal(StandingObstacle.NOT_COMPUTED)
    if basis_of(round_).digest != standing.basis:
        return Refusal(StandingObstacle.OVERTAKEN)
    return standing.refusal


def provisional_rows(edition: Edition) -> list[StandingRow]:
    """The means alone, as rows that are not kept: for the time before the first standing."""
    entries = {entry.reference: entry for entry in entries_in_competition(edition)}
    return [
        StandingRow(
            entry=entries[row.reference],
            place=place,
            position=row.position,
            n_reads=row.n_reads,
            raw_mean=None if row.mean is None else float(row.mean),
            raw_low=None if row.low is None else float(row.low),
            raw_high=None if row.high is None else float(row.high),
        )
        for place, row in enumerate(ranking_of(edition), start=1)
    ]


def close_entries(standing: Standing) -> list[Entry]:
    """Those of which the scores do not say on which side of the cut they stand."""
    return [row.entry for row in rows_of(standing).filter(band=Band.CLOSE)]


@dataclass(frozen=True)
class PairsStanding:
    """How the entries of a round of pairs stand, with the entries by reference."""

    order: PairsOrder
    entries: Mapping[str, Entry]
    n_asked: int
    n_decided: int


def pairs_standing(round_: Round) -> PairsStanding:
    """In two queries."""
    rows = list(
        counting_comparisons(round_).values_list(
            "left__reference", "right__reference", "winner__reference", "is_random"
        )
    )
    judged = judged_in(rows)
    references = {reference for pair in judged for reference in (pair.winner, pair.loser)}
    found = Entry.objects.filter(edition=round_.edition, reference__in=references).select_related("municipality")
    return PairsStanding(order_of(judged), {entry.reference: entry for entry in found}, len(rows), len(judged))


def judged_in(rows: Iterable[tuple[str, str, str | None, bool]]) -> list[Judged]:
    """The decided ones of pairs: left, right, the winner if there is one, and whether chance chose."""
    return [
        Judged(winner, right if winner == left else left, is_random)
        for left, right, winner, is_random in sorted(rows, key=repr)
        if winner is not None
    ]


def judges_in(round_: Round) -> tuple[list[Judge], dict[str, Reader]]:
    """The readers of a round of pairs, with what they were asked; by code."""
    readers = {reader.user.code: reader for reader in readers_of(round_)}
    asked: dict[str, set[frozenset[str]]] = {code: set() for code in readers}
    n_to_do: Counter[str] = Counter()
    waiting = set(counting_comparisons(round_).filter(decided_at=None).values_list("pk", flat=True))
    for pk, code, left, right in Comparison.objects.filter(reader__round=round_, reader__left_at=None).values_list(
        "pk", "reader__user__code", "left__reference", "right__reference"
    ):
        asked[code].add(frozenset((left, right)))
        n_to_do[code] += pk in waiting
    judges = [
        Judge(code, reader.capacity, n_to_do[code], frozenset(asked[code])) for code, reader in sorted(readers.items())
    ]
    return judges, readers


def row_of(standing: Standing, entry: Entry) -> StandingRow | None:
    return rows_of(standing).filter(entry=entry).first()


def severities_of(standing: Standing) -> QuerySet[ReaderSeverity]:
    """The strictest reader first."""
    found = ReaderSeverity.objects.filter(standing=standing).select_related("reader__user__municipality")
    return found.order_by("severity", "pk")


def severities_for(standing: Standing, readers: list[int]) -> dict[int, ReaderSeverity]:
    return {row.reader_id: row for row in severities_of(standing).filter(reader__in=readers)}

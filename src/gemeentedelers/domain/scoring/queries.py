from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from gemeentedelers.domain.conflicts.models import Conflict
from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import criteria_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.entries.rules import Eligibility, EntryStatus
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.panels.queries import assignments_of
from gemeentedelers.domain.panels.rules import AssignmentEnd
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.scoring.models import Comparison, GoldenCase, Score, Scorecard, WarmUp
from gemeentedelers.domain.scoring.rules import (
    WARMED_UP,
    Filled,
    Mark,
    ScorecardStatus,
    Tally,
    weighted_mean,
    why_not_begin,
)
from gemeentedelers.foundation.refusals import Refusal


@dataclass(frozen=True)
class Progress:
    n_assigned: int
    n_final: int


def desk_of(viewer: User | AnonymousUser) -> QuerySet[Assignment]:
    """The viewer's assignments with the scorecard that belongs to each."""
    return assignments_of(viewer).select_related("scorecard")


def values_of(scorecard: Scorecard) -> dict[str, int]:
    return dict(scorecard.scores.values_list("criterion__key", "value"))


def filled_on(scorecard: Scorecard) -> Filled:
    """What stands on the card, for its own reader."""
    return Filled(
        values=values_of(scorecard),
        tip=scorecard.tip,
        note=scorecard.note,
        is_sure=scorecard.is_sure,
        passes=scorecard.passes,
        reason=scorecard.reason,
    )


def scores_on(scorecards: Iterable[Scorecard]) -> dict[int, dict[str, int]]:
    """The scores of many cards in one query: by card, then by the key of the criterion."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Score.objects.filter(scorecard__in=scorecards).values_list("scorecard", "criterion__key", "value")
    for card, key, value in rows:
        found[card][key] = value
    return found


def desk_in_competition(viewer: User | AnonymousUser) -> QuerySet[Assignment]:
    """What lies on the viewer's desk and can still win."""
    return desk_of(viewer).filter(entry__status=EntryStatus.SUBMITTED, entry__eligibility=Eligibility.ELIGIBLE)


def golden_cases_of(edition: Edition) -> QuerySet[GoldenCase]:
    return GoldenCase.objects.filter(edition=edition).select_related("version__entry__municipality")


def warm_ups_of(viewer: User, edition: Edition) -> QuerySet[WarmUp]:
    """Golden cases that somebody scored, in whichever round of the edition."""
    return WarmUp.objects.filter(reader__user=viewer, golden__edition=edition).select_related("golden")


def n_golden_left(viewer: User, rounds: Iterable[Round]) -> dict[int, int]:
    """How many golden cases wait for somebody, by round. Only rounds with scores have them; one query for all."""
    scored = [round_ for round_ in rounds if round_.kind in WARMED_UP]
    if not scored:
        return {}
    waiting = (
        GoldenCase.objects.filter(edition__in={round_.edition_id for round_ in scored})
        .exclude(warm_ups__reader__user=viewer)
        .values_list("edition")
        .annotate(n=Count("pk"))
        .order_by()
    )
    counts = dict(waiting)
    return {round_.pk: counts.get(round_.edition_id, 0) for round_ in scored}


def obstacle_to_begin(reader: Reader) -> Refusal | None:
    """What the reader still has to do before the first entry."""
    round_ = reader.round
    return why_not_begin(
        has_accepted_rules=reader.accepted_rules_at is not None,
        has_declared_interests=reader.declared_interests_at is not None,
        n_golden_left=n_golden_left(reader.user, [round_]).get(round_.pk, 0),
    )


def comparisons_of(viewer: User | AnonymousUser) -> QuerySet[Comparison]:
    """The pairs before the viewer, undecided ones first; never one with an entry in which the viewer is involved."""
    if isinstance(viewer, AnonymousUser):
        return Comparison.objects.none()
    involved = Conflict.objects.filter(user=viewer).values("entry")
    can_win = {
        f"{side}__{column}": value
        for side in ("left", "right")
        for column, value in (("status", EntryStatus.SUBMITTED), ("eligibility", Eligibility.ELIGIBLE))
    }
    return (
        Comparison.objects.filter(reader__user=viewer, reader__left_at=None, **can_win)
        .exclude(left__in=involved)
        .exclude(right__in=involved)
        .select_related("reader__round__edition", "reader__user", "left__municipality", "right__municipality")
        .order_by(F("decided_at").asc(nulls_first=True), "code")
    )


def counting_comparisons(round_: Round) -> QuerySet[Comparison]:
    """The pairs of a round, decided or not, of readers without a conflict and entries still in the competition."""
    declared = Conflict.objects.filter(user=OuterRef("reader__user"))
    pair = Q(entry=OuterRef("left")) | Q(entry=OuterRef("right"))
    competing = entries_in_competition(round_.edition)
    return Comparison.objects.filter(
        ~Exists(declared.filter(pair)), reader__round=round_, left__in=competing, right__in=competing
    )


def counting_scorecards(edition: Edition) -> QuerySet[Scorecard]:
    """Final cards of readers without a conflict, for entries that are still in the competition."""
    declared = Conflict.objects.filter(user=OuterRef("assignment__reader__user"), entry=OuterRef("assignment__entry"))
    return Scorecard.objects.filter(
        ~Exists(declared),
        status=ScorecardStatus.FINAL,
        assignment__ended_at=None,
        assignment__entry__edition=edition,
        assignment__entry__status=EntryStatus.SUBMITTED,
    )


def quarantined_scorecards(edition: Edition) -> QuerySet[Scorecard]:
    """What readers filled in before they said to be involved: kept for the organiser, and counted nowhere."""
    declared = Conflict.objects.filter(user=OuterRef("assignment__reader__user"), entry=OuterRef("assignment__entry"))
    return (
        Scorecard.objects.filter(assignment__entry__edition=edition)
        .annotate(conflict_reason=Subquery(declared.values("reason")[:1]))
        .filter(Q(conflict_reason__isnull=False) | Q(assignment__ended_because=AssignmentEnd.CONFLICT))
        .select_related("assignment__entry__municipality", "assignment__reader__user")
        .order_by("assignment__entry__reference", "assignment__reader__user__name", "pk")
    )


def quarantined_in(round_: Round, entry: Entry) -> QuerySet[Scorecard]:
    """Those of one entry in one round, with what was given."""
    return (
        quarantined_scorecards(round_.edition)
        .filter(assignment__reader__round=round_, assignment__entry=entry)
        .select_related("assignment__reader__user__municipality")
        .prefetch_related("scores__criterion")
    )


def tallies_of(edition: Edition) -> list[Tally]:
    """Every entry in the competition with the weighted mean of each of its scorecards, in three queries."""
    weights = dict(criteria_of(edition).values_list("key", "weight"))
    cards: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    scores = Score.objects.filter(scorecard__in=counting_scorecards(edition)).values_list(
        "scorecard__assignment__entry__reference", "scorecard", "criterion__key", "value"
    )
    for reference, card, key, value in scores:
        cards[reference, card][key] = value
    means: dict[str, list[Fraction]] = defaultdict(list)
    for (reference, _), values in sorted(cards.items()):
        means[reference].append(weighted_mean(values, weights))
    references = entries_in_competition(edition).values_list("reference", flat=True)
    return [Tally(reference, tuple(means[reference])) for reference in references]


def broken_comparisons() -> QuerySet[Comparison]:
    """Pairs of which an entry is not of the edition of the round."""
    edition = F("reader__round__edition")
    return Comparison.objects.filter(~Q(left__edition=edition) | ~Q(right__edition=edition))


def counting_cards_in(round_: Round) -> QuerySet[Scorecard]:
    """The same, of one round only."""
    return counting_scorecards(round_.edition).filter(assignment__reader__round=round_)


def marks_in(round_: Round) -> Iterator[Mark]:
    """Every value on a card that counts, in one query and piece by piece, in the order of the cards."""
    found = (
        Score.objects.filter(scorecard__in=counting_cards_in(round_))
        .order_by("scorecard", "criterion")
        .values_list(
            "scorecard", "scorecard__assignment__entry__reference", "scorecard__assignment__reader",
            "criterion__key", "value",
        )
    )  # fmt: skip
    for row in found.iterator(chunk_size=5_000):
        yield Mark(*row)


def warm_up_marks(round_: Round) -> Iterator[Mark]:
    """What the readers of a round gave the golden cases, in one query. The entry is the code of the case."""
    found = WarmUp.objects.filter(reader__round=round_).order_by("pk")
    for pk, code, reader, values in found.values_list("pk", "golden__code", "reader", "values"):
        for criterion, value in values.items():
            yield Mark(pk, code, reader, criterion, int(value))


def n_finalised_since(round_: Round, moment: datetime) -> int:
    """How many cards were made final after that moment, the first time or again."""
    return counting_cards_in(round_).filter(final_at__gt=moment).count()


def screened(edition: Edition) -> dict[str, tuple[int, int]]:
    """How many readers of the screening let each entry pass, and how many did not."""
    said = counting_scorecards(edition).filter(assignment__reader__round__kind=RoundKind.SCREENING)
    counts = said.values("assignment__entry__reference").annotate(
        n_passed=Count("pk", filter=Q(passes=True)), n_failed=Count("pk", filter=Q(passes=False))
    )
    return {row["assignment__entry__reference"]: (row["n_passed"], row["n_failed"]) for row in counts}


def cards_of_entry(round_: Round, entry: Entry) -> QuerySet[Scorecard]:
    """Every final card of an entry with who gave it, also those that no longer count because the reading ended."""
    return (
        Scorecard.objects.filter(
            status=ScorecardStatus.FINAL, assignment__reader__round=round_, assignment__entry=entry
        )
        .select_related("assignment__reader__user__municipality")
        .prefetch_related("scores__criterion")
        .order_by("assignment__reader__user__name", "pk")
    )


def progress_of(round_: Round) -> Progress:
    final = Q(scorecard__status=ScorecardStatus.FINAL)
    counts = Assignment.objects.filter(reader__round=round_, ended_at=None).aggregate(
        n_assigned=Count("pk"), n_final=Count("pk", filter=final)
    )
    return Progress(**counts)


def n_final_by_reader(round_: Round) -> dict[int, int]:
    final = Scorecard.objects.filter(
        status=ScorecardStatus.FINAL, assignment__reader__round=round_, assignment__ended_at=None
    )
    return dict(final.values_list("assignment__reader").annotate(n=Count("pk")).order_by())


def broken_final_scorecards() -> QuerySet[Scorecard]:
    """Final cards that do not value every criterion of their edition exactly once."""
    return (
        Scorecard.objects.filter(status=ScorecardStatus.FINAL)
        .exclude(assignment__reader__round__kind=RoundKind.SCREENING)
        .annotate(
            n_scores=Count("scores", distinct=True),
            n_criteria=Count("assignment__entry__edition__criteria", distinct=True),
        )
        .exclude(n_scores=F("n_criteria"))
    )


def broken_quarantines() -> QuerySet[Scorecard]:
    """Cards that count although their reader said to be involved."""
    counting = Scorecard.objects.filter(status=ScorecardStatus.FINAL, assignment__ended_at=None)
    return counting.filter(assignment__entry__conflicts__user=F("assignment__reader__user"))

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q, QuerySet

from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import criteria_of
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.panels.queries import assignments_of
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.scoring.models import Score, Scorecard, ShortlistPlace
from gemeentedelers.domain.scoring.rules import (
    Ranked,
    ScorecardStatus,
    Tally,
    advice_is_released,
    ranking,
    weighted_mean,
)


@dataclass(frozen=True)
class Progress:
    n_assigned: int
    n_final: int


def desk_of(viewer: User | AnonymousUser) -> QuerySet[Assignment]:
    """The viewer's assignments with the scorecard that belongs to each."""
    return assignments_of(viewer).select_related("scorecard")


def values_of(scorecard: Scorecard) -> dict[str, int]:
    return dict(scorecard.scores.values_list("criterion__key", "value"))


def counting_scorecards(edition: Edition) -> QuerySet[Scorecard]:
    """Final cards of readers without a conflict, for entries that are still in the competition."""
    return Scorecard.objects.filter(
        status=ScorecardStatus.FINAL,
        assignment__ended_at=None,
        assignment__entry__edition=edition,
        assignment__entry__status=EntryStatus.SUBMITTED,
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


def ranking_of(edition: Edition) -> list[Ranked]:
    return ranking(tallies_of(edition))


def shortlist_of(edition: Edition) -> QuerySet[ShortlistPlace]:
    """For the organisers: also before it is announced."""
    return (
        ShortlistPlace.objects.filter(edition=edition)
        .select_related("entry__municipality", "entry__category")
        .order_by("kind", "position", "entry__reference")
    )


def announced_shortlist(edition: Edition, now: datetime) -> QuerySet[ShortlistPlace]:
    """For everybody else: nothing until it is announced, then by category and municipality, without order of score."""
    announced = edition.shortlist_announced_at
    if announced is None or announced > now:
        return ShortlistPlace.objects.none()
    return shortlist_of(edition).order_by("entry__category__position", "entry__municipality__name", "pk")


def advice_for(entry: Entry, now: datetime) -> list[str]:
    """The tips of the readers, without their names, once released."""
    announced = entry.edition.shortlist_announced_at
    if not advice_is_released(shortlist_announced_at=announced, now=now):
        return []
    cards = Scorecard.objects.filter(assignment__entry=entry, assignment__ended_at=None, status=ScorecardStatus.FINAL)
    return list(cards.exclude(tip="").order_by("assignment__code").values_list("tip", flat=True))


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
        .annotate(
            n_scores=Count("scores", distinct=True),
            n_criteria=Count("assignment__entry__edition__criteria", distinct=True),
        )
        .exclude(n_scores=F("n_criteria"))
    )


def broken_places() -> QuerySet[ShortlistPlace]:
    """Places on the shortlist of an edition in which the entry does not take part."""
    return ShortlistPlace.objects.exclude(entry__edition=F("edition"))

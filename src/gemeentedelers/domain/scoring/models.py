from django.db import models
from django.db.models import Q

from gemeentedelers.domain.editions.models import Criterion, Edition
from gemeentedelers.domain.editions.rules import HIGHEST_SCORE, LOWEST_SCORE
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.scoring.rules import TIP_LENGTH, PlaceKind, ScorecardStatus


class Scorecard(models.Model):
    """What one reader thinks of one entry."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="scorecard")
    status = models.CharField(max_length=20, default=ScorecardStatus.DRAFT)
    tip = models.CharField(max_length=TIP_LENGTH, blank=True)
    saved_at = models.DateTimeField()
    final_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=ScorecardStatus.FINAL) | Q(final_at__isnull=False),
                name="scoring_final_has_moment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.status}"


class Score(models.Model):
    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "criterion"], name="scoring_once_per_criterion"),
            models.CheckConstraint(
                condition=Q(value__gte=LOWEST_SCORE, value__lte=HIGHEST_SCORE), name="scoring_value_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"


class ShortlistPlace(models.Model):
    """An entry that goes on. The mean is kept as it was when the shortlist was made."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="shortlist")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="place")
    kind = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    mean = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)
    reason = models.TextField(blank=True)
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["edition", "kind", "position", "entry__reference"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=PlaceKind.WILDCARD) | ~Q(reason=""), name="scoring_wildcard_has_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.entry}"

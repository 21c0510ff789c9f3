from django.db import models
from django.db.models import Q

from gemeentedelers.domain.editions.models import Criterion, Edition
from gemeentedelers.domain.editions.rules import HIGHEST_SCORE, LOWEST_SCORE
from gemeentedelers.domain.entries.models import Entry, FrozenVersion
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.people.models import unguessable_code
from gemeentedelers.domain.scoring.rules import TIP_LENGTH, ScorecardStatus


class Scorecard(models.Model):
    """What one reader thinks of one entry. The note is for the reader alone; `passes` and its
    `reason` are said in a screening only.

    `number` grows with every save, so that a card that is open in two places is not overwritten unseen.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="scorecard")
    status = models.CharField(max_length=20, default=ScorecardStatus.DRAFT)
    tip = models.CharField(max_length=TIP_LENGTH, blank=True)
    note = models.TextField(blank=True)
    is_sure = models.BooleanField(null=True, blank=True)
    passes = models.BooleanField(null=True, blank=True)
    reason = models.CharField(max_length=TIP_LENGTH, blank=True)
    number = models.PositiveIntegerField(default=1)
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

    @property
    def is_final(self) -> bool:
        return self.status == ScorecardStatus.FINAL


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


class GoldenCase(models.Model):
    """An earlier entry with a known verdict, which everybody who reads in an edition scores first.

    `values` holds the score that a panel agreed on for each criterion, by its key, and `explanation` why.
    """

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="golden_cases")
    version = models.ForeignKey(FrozenVersion, on_delete=models.PROTECT, related_name="golden_cases")
    values = models.JSONField()
    explanation = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["edition", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "version"], name="scoring_golden_once")]

    def __str__(self) -> str:
        return f"{self.edition}: {self.version}"


class WarmUp(models.Model):
    """How a reader scored a golden case, by the key of the criterion. It also links readers for the severity."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="warm_ups")
    golden = models.ForeignKey(GoldenCase, on_delete=models.PROTECT, related_name="warm_ups")
    values = models.JSONField()
    done_at = models.DateTimeField()

    class Meta:
        ordering = ["reader", "golden__position"]
        constraints = [models.UniqueConstraint(fields=["reader", "golden"], name="scoring_warm_up_once")]

    def __str__(self) -> str:
        return f"{self.reader}: {self.golden}"


class Comparison(models.Model):
    """Two close entries before one reader, who says which is better. A random share keeps the reliability honest."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="comparisons")
    left = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    winner = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_random = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["reader", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reader", "left", "right"], name="scoring_compared_once"),
            models.CheckConstraint(condition=~Q(left=models.F("right")), name="scoring_two_different_entries"),
            models.CheckConstraint(
                condition=Q(winner=None) | Q(winner=models.F("left")) | Q(winner=models.F("right")),
                name="scoring_winner_is_one_of_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.left} / {self.right}"

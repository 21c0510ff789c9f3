from django.db import models
from django.db.models import Q

from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.panels.models import Reader
from gemeentedelers.domain.rankings.rules.standing import StandingObstacle
from gemeentedelers.foundation.refusals import Refusal


class Standing(models.Model):
    """How the entries of a round stood at one moment; the newest only.

    It is computed by a job and kept, because a correction of thousands of scores is no work for a page. `basis` is a
    digest of the scores that it was made from. Without a correction `obstacle` says why, and means stand alone.
    """

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="standing")
    computed_at = models.DateTimeField()
    n_scores = models.PositiveIntegerField()
    basis = models.CharField(max_length=64)
    places = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField(default=0)
    is_corrected = models.BooleanField()
    obstacle = models.CharField(max_length=40, blank=True)
    obstacle_values = models.JSONField(default=dict, blank=True)
    mean = models.FloatField(null=True, blank=True)
    var_entry = models.FloatField(null=True, blank=True)
    var_reader = models.FloatField(null=True, blank=True)
    var_residual = models.FloatField(null=True, blank=True)
    cut = models.FloatField(null=True, blank=True)
    grey_low = models.FloatField(null=True, blank=True)
    grey_high = models.FloatField(null=True, blank=True)
    next_reads = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_corrected=True, obstacle="", mean__isnull=False)
                | Q(is_corrected=False) & ~Q(obstacle="") & Q(mean=None),
                name="rankings_standing_is_corrected_or_says_why",
            )
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.computed_at:%Y-%m-%d %H:%M}"

    @property
    def refusal(self) -> Refusal | None:
        return Refusal(StandingObstacle(self.obstacle), **self.obstacle_values) if self.obstacle else None


class StandingRow(models.Model):
    """An entry in a standing. `place` is its order there, `position` the place of its mean, which may be shared.

    `criteria` holds for each criterion `raw`, and `corrected`, `low` and `high` where it was corrected; `without` for
    each reader of the entry what it would be without that reader; `themes` the words by which it is found.
    """

    standing = models.ForeignKey(Standing, on_delete=models.CASCADE, related_name="rows")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="standing_rows")
    place = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    n_reads = models.PositiveSmallIntegerField()
    raw_mean = models.FloatField(null=True, blank=True)
    raw_low = models.FloatField(null=True, blank=True)
    raw_high = models.FloatField(null=True, blank=True)
    spread = models.FloatField(null=True, blank=True)
    corrected = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    chance = models.FloatField(null=True, blank=True)
    band = models.CharField(max_length=10, blank=True)
    lean = models.FloatField(null=True, blank=True)
    rank_low = models.PositiveIntegerField(null=True, blank=True)
    rank_high = models.PositiveIntegerField(null=True, blank=True)
    criteria = models.JSONField(default=dict)
    without = models.JSONField(default=list)
    themes = models.TextField(blank=True)
    n_passed = models.PositiveSmallIntegerField(default=0)
    n_failed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["standing", "place"]
        constraints = [
            models.UniqueConstraint(fields=["standing", "entry"], name="rankings_once_in_a_standing"),
            models.UniqueConstraint(fields=["standing", "place"], name="rankings_one_entry_at_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.place}. {self.entry}"


class ReaderSeverity(models.Model):
    """How much higher a reader scores than others would on the same entries; negative is strict.

    `n_changes` is how many places would go to others without this reader; None when that was not computed.
    """

    standing = models.ForeignKey(Standing, on_delete=models.CASCADE, related_name="severities")
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="severities")
    severity = models.FloatField()
    error = models.FloatField()
    n_reads = models.PositiveIntegerField()
    n_changes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["standing", "severity"]
        constraints = [
            models.UniqueConstraint(fields=["standing", "reader"], name="rankings_one_severity_for_a_reader")
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.severity:+.2f}"

from django.db import models
from django.db.models import Q

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.people.models import User, unguessable_code
from gemeentedelers.domain.results.models import SealedResult
from gemeentedelers.domain.reveals.rules import Position, script, topic_of


class Stage(models.Model):
    """A reveal or its rehearsal. `frames` holds what everybody has seen, by step; what is to come is not in it."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="stages")
    result = models.ForeignKey(SealedResult, null=True, blank=True, on_delete=models.PROTECT, related_name="stages")
    is_rehearsal = models.BooleanField()
    order = models.JSONField()
    step = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveIntegerField(default=1)
    is_black = models.BooleanField(default=False)
    frames = models.JSONField(default=dict)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition"], condition=Q(ended_at=None), name="reveals_one_open_stage"),
            models.CheckConstraint(
                condition=Q(is_rehearsal=True, result=None) | Q(is_rehearsal=False, result__isnull=False),
                name="reveals_rehearsal_has_no_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.code}"

    @property
    def topic(self) -> str:
        return topic_of(self.edition.year, rehearsal_code=self.code if self.is_rehearsal else "")

    @property
    def shown(self) -> dict[int, dict[str, object]]:
        """The frames that everybody has seen, by step."""
        return {int(step): body for step, body in self.frames.items()}

    @property
    def position(self) -> Position:
        return Position(
            steps=script(self.order),
            step=self.step,
            number=self.number,
            is_black=self.is_black,
            has_ended=self.ended_at is not None,
            shown=frozenset(self.shown),
        )

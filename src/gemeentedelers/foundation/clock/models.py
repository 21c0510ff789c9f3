from datetime import timedelta

from django.db import models
from django.db.models import Q


class Shift(models.Model):
    """How far the demo clock stands from the real one. One row, and only in a demo."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    amount = models.DurationField(default=timedelta)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="clock_one_shift")]

    def __str__(self) -> str:
        return str(self.amount)

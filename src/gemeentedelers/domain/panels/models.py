from django.db import models
from django.db.models import Q

from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.panels.rules import Seat
from gemeentedelers.domain.people.models import User, unguessable_code


class Reader(models.Model):
    """Somebody who reads in a round, with the number of entries that fits the hours promised."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="readings")
    capacity = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="panels_once_in_a_round"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="panels_reader_reads_something"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.round})"

    @property
    def seat(self) -> Seat:
        own = self.user.municipality.code if self.user.municipality else None
        return Seat(self.user.code, own, self.capacity)


class Assignment(models.Model):
    """An entry on somebody's desk. `ended_at` is set when the reader turned out to be involved."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="assignments")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["reader", "entry__reference"]
        constraints = [models.UniqueConstraint(fields=["reader", "entry"], name="panels_read_once")]

    def __str__(self) -> str:
        return f"{self.reader}: {self.entry}"


class Conflict(models.Model):
    """Somebody is involved in an entry, said so, and may not judge it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conflicts")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="conflicts")
    reason = models.CharField(max_length=300)
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["-declared_at"]
        constraints = [models.UniqueConstraint(fields=["user", "entry"], name="panels_declared_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.entry}"

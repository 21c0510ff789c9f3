from django.db import models
from django.db.models import Q

from gemeentedelers.domain.editions.models import Round, Theme
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.panels.rules import (
    AssignmentOrigin,
    ReaderKind,
    is_settled,
)
from gemeentedelers.domain.people.models import User, unguessable_code


class Reader(models.Model):
    """Somebody who reads in a round, with the number of entries that fits the time promised."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="readings")
    capacity = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=20, default=ReaderKind.INSIDER)
    themes = models.ManyToManyField(Theme, blank=True, related_name="readers")
    uses_shortcuts = models.BooleanField(default=True)
    accepted_rules_at = models.DateTimeField(null=True, blank=True)
    declared_interests_at = models.DateTimeField(null=True, blank=True)
    finalised_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_because = models.CharField(max_length=300, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    left_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="panels_once_in_a_round"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="panels_reader_reads_something"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.round})"

    @property
    def has_begun(self) -> bool:
        """Knows the rules and said where they are involved."""
        return self.accepted_rules_at is not None and self.declared_interests_at is not None


class Assignment(models.Model):
    """An entry on somebody's desk. `ended_at` is set when it left there.

    `begun_at` and `done_at` follow the scorecard: what was begun stays where it is, and what is done counts, also
    when its reader leaves. No plan moves what is pinned.
    """

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    reader = models.ForeignKey(Reader, on_delete=models.PROTECT, related_name="assignments")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="assignments")
    origin = models.CharField(max_length=20, default=AssignmentOrigin.PLAN)
    is_pinned = models.BooleanField(default=False)
    assigned_at = models.DateTimeField()
    set_aside_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["reader", "entry__reference"]
        constraints = [
            models.UniqueConstraint(fields=["reader", "entry"], name="panels_read_once"),
            models.CheckConstraint(condition=Q(done_at=None) | Q(begun_at__isnull=False), name="panels_done_was_begun"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_because="") | (~Q(ended_at=None) & ~Q(ended_because="")),
                name="panels_end_has_a_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader}: {self.entry}"

    @property
    def is_settled(self) -> bool:
        return is_settled(assigned_at=self.assigned_at, finalised_at=self.reader.finalised_at)

from datetime import timedelta

from django.db import models
from django.db.models import Deferrable, F, Q

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.finals.models import Finalist
from gemeentedelers.domain.people.models import User, unguessable_code
from gemeentedelers.domain.pitches.rules import Arrangement
from gemeentedelers.domain.pitches.rules.clock import Clock, ClockKind
from gemeentedelers.domain.pitches.rules.programme import DayPlan, Turn


class PitchDay(models.Model):
    """The day of an edition on which the finalists pitch.

    `changed_at` is the last change of the order or the times; what was published before it is old news. `promise`
    says beforehand what will be the seed of the lots.
    """

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="pitch_day")
    place = models.CharField(max_length=120)
    begins_at = models.DateTimeField()
    slot_length = models.DurationField(default=timedelta(minutes=5))
    changeover = models.DurationField(default=timedelta(minutes=3))
    arrangement = models.CharField(max_length=20, default=Arrangement.TOGETHER)
    promise = models.CharField(max_length=300, blank=True)
    promised_at = models.DateTimeField(null=True, blank=True)
    seed = models.CharField(max_length=300, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    n_published = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["edition"]
        constraints = [
            models.CheckConstraint(
                condition=Q(drawn_at=None, seed="") | (~Q(drawn_at=None) & ~Q(seed="") & ~Q(promise="")),
                name="pitches_drawn_as_promised",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.begins_at:%Y-%m-%d}"

    @property
    def plan(self) -> DayPlan:
        """Reads the breaks."""
        return DayPlan(
            self.begins_at, self.slot_length, self.changeover, {row.after: row.length for row in self.breaks.all()}
        )

    @property
    def is_told(self) -> bool:
        """The finalists know the order as it is now."""
        return self.published_at is not None and self.changed_at <= self.published_at


class Break(models.Model):
    """Time to breathe after the pitch at a position."""

    day = models.ForeignKey(PitchDay, on_delete=models.CASCADE, related_name="breaks")
    after = models.PositiveSmallIntegerField()
    length = models.DurationField()

    class Meta:
        ordering = ["day", "after"]
        constraints = [models.UniqueConstraint(fields=["day", "after"], name="pitches_one_break_in_a_gap")]

    def __str__(self) -> str:
        return f"{self.day}: {self.after}"


class Slot(models.Model):
    """The time of one finalist. `told_at` is the moment that the team was last told to be there."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    day = models.ForeignKey(PitchDay, on_delete=models.CASCADE, related_name="slots")
    finalist = models.OneToOneField(Finalist, on_delete=models.PROTECT, related_name="slot")
    position = models.PositiveSmallIntegerField()
    works = models.BooleanField(default=False)
    material_note = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_number = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["day", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "position"], name="pitches_one_at_a_time", deferrable=Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(begun_at__isnull=False), name="pitches_ended_was_begun"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.finalist}"

    @property
    def turn(self) -> Turn:
        return Turn(self.begun_at, self.ended_at)


class PitchClock(models.Model):
    """The clock in the hall. `number` grows with every press, so that of two operators one is too late."""

    day = models.OneToOneField(PitchDay, on_delete=models.CASCADE, related_name="clock")
    kind = models.CharField(max_length=20, default=ClockKind.IDLE)
    number = models.PositiveIntegerField(default=0)
    slot = models.ForeignKey(Slot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    left = models.DurationField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=ClockKind.with_a_pitch()) | Q(slot__isnull=False), name="pitches_clock_of_a_pitch"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(kind=ClockKind.RUNNING), name="pitches_only_a_running_clock_ends"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(changed_at=None) | Q(ends_at__gte=F("changed_at")),
                name="pitches_clock_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.kind}"

    @property
    def clock(self) -> Clock:
        """Reads the slot."""
        reference = self.slot.finalist.entry.reference if self.slot is not None else None
        return Clock(ClockKind(self.kind), self.number, reference, self.left, self.ends_at)

from django.db import models
from django.db.models import Q

from gemeentedelers.domain.advice.rules import PART_LENGTH, AdviceStatus, Parts, Usefulness
from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.models import User, unguessable_code


class Advice(models.Model):
    """What one team hears back after one round. `number` grows with every save, against writing over each other."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="advice")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="advice")
    first_strength = models.CharField(max_length=PART_LENGTH, blank=True)
    second_strength = models.CharField(max_length=PART_LENGTH, blank=True)
    first_step = models.CharField(max_length=PART_LENGTH, blank=True)
    second_step = models.CharField(max_length=PART_LENGTH, blank=True)
    talk_to = models.CharField(max_length=PART_LENGTH, blank=True)
    status = models.CharField(max_length=20, default=AdviceStatus.DRAFT)
    number = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["round", "entry__reference"]
        verbose_name_plural = "advice"
        constraints = [
            models.UniqueConstraint(fields=["round", "entry"], name="advice_once_a_round"),
            models.CheckConstraint(
                condition=~Q(status=AdviceStatus.RELEASED) | Q(released_at__isnull=False, approved_at__isnull=False),
                name="advice_released_was_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.status}"

    @property
    def parts(self) -> Parts:
        return Parts(self.first_strength, self.second_strength, self.first_step, self.second_step, self.talk_to)


class AdviceWaiver(models.Model):
    """The organiser signed for closing a round although entries lacked advice."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="advice_waiver")
    n_entries = models.PositiveSmallIntegerField()
    reason = models.TextField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="advice_waiver_has_reason")]

    def __str__(self) -> str:
        return f"{self.round}: {self.n_entries}"


class AdviceReply(models.Model):
    """Whether the team could use its advice. One answer a team, which it may change."""

    advice = models.OneToOneField(Advice, on_delete=models.CASCADE, related_name="reply")
    usefulness = models.CharField(max_length=20, choices=[(value.value, value.value) for value in Usefulness])
    text = models.CharField(max_length=PART_LENGTH, blank=True)
    replied_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.advice}: {self.usefulness}"

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.intake.rules import AppealOutcome, QuestionState
from gemeentedelers.domain.people.models import User, unguessable_code


class Question(models.Model):
    """More information that the organisers ask of a team, with the sections that are open until it answers."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField()
    sections = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    state = models.CharField(max_length=20, default=QuestionState.OPEN)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state=QuestionState.OPEN), name="intake_one_open_question"
            ),
            models.CheckConstraint(
                condition=~Q(state=QuestionState.ANSWERED) | Q(answered_at__isnull=False),
                name="intake_answered_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.state}"

    @property
    def standing(self) -> QuestionState:
        return QuestionState(self.state)


class Appeal(models.Model):
    """A team does not agree that its entry does not meet the conditions."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="appeal")
    text = models.TextField()
    appealed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    appealed_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, default=AppealOutcome.WAITING)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["appealed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=AppealOutcome.WAITING, decided_at__isnull=True)
                | ~Q(outcome=AppealOutcome.WAITING) & Q(decided_at__isnull=False),
                name="intake_decided_appeal_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=AppealOutcome.DENIED) | ~Q(reason=""), name="intake_denied_appeal_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.outcome}"

    @property
    def standing(self) -> AppealOutcome:
        return AppealOutcome(self.outcome)


class Merge(models.Model):
    """An entry went on in another one. What came along is kept, so that it can be undone for a day."""

    gone = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="merges")
    kept = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="taken_in")
    reason = models.TextField()
    joined = models.ManyToManyField(User, related_name="+")
    participant = models.CharField(max_length=20, blank=True)
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="intake_goes_on_in_one"),
            models.CheckConstraint(condition=~Q(reason=""), name="intake_merge_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"

from django.db import models
from django.db.models import Q

from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.recuts.models import FinalCategory


class Choice(models.Model):
    """The entry that one juror would let win. Which one it is stays in the sealed text, also after the reveal."""

    juror = models.ForeignKey(User, on_delete=models.PROTECT, related_name="choices")
    category = models.ForeignKey(FinalCategory, on_delete=models.PROTECT, related_name="choices")
    sealed = models.TextField()
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["category", "pk"]
        constraints = [models.UniqueConstraint(fields=["juror", "category"], name="verdicts_one_choice_per_category")]

    def __str__(self) -> str:
        return f"{self.juror}: {self.category}"


class Verdict(models.Model):
    """What the jury decided in a category. The plain columns stay empty until the reveal fills them."""

    category = models.OneToOneField(FinalCategory, on_delete=models.PROTECT, related_name="verdict")
    sealed = models.TextField()
    commitment = models.CharField(max_length=64)
    pronounced_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="verdicts")
    pronounced_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    winner = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="verdicts_won")
    motivation = models.TextField(blank=True)
    remarks = models.JSONField(default=dict, blank=True)
    decided_by = models.CharField(max_length=20, blank=True)
    roll_out = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["category__edition", "category__position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at__isnull=False)
                | Q(winner=None, motivation="", remarks={}, decided_by="", roll_out={}),
                name="verdicts_sealed_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None) | (Q(winner__isnull=False) & ~Q(motivation="")),
                name="verdicts_opened_says_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {'opened' if self.opened_at else 'sealed'}"

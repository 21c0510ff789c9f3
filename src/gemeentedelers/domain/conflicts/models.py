from django.db import models
from django.db.models import Q

from gemeentedelers.domain.conflicts.rules import EMPLOYER_LENGTH, REASON_LENGTH
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.models import User, unguessable_code


class Conflict(models.Model):
    """Somebody is involved in an entry, said so, and may not judge it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conflicts")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="conflicts")
    reason = models.CharField(max_length=REASON_LENGTH)
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["-declared_at"]
        constraints = [models.UniqueConstraint(fields=["user", "entry"], name="conflicts_declared_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.entry}"


class Employment(models.Model):
    """Where somebody worked until a day, at a municipality of the register or at another organisation."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="employments")
    municipality = models.ForeignKey(Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=EMPLOYER_LENGTH, blank=True)
    ended_on = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["-ended_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality__isnull=False, organisation="")
                | (Q(municipality__isnull=True) & ~Q(organisation="")),
                name="conflicts_worked_at_one_place",
            ),
            models.UniqueConstraint(
                fields=["user", "municipality", "organisation"],
                nulls_distinct=False,
                name="conflicts_one_end_per_employer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.employer} ({self.ended_on})"

    @property
    def employer(self) -> str:
        return f"gemeente {self.municipality.name}" if self.municipality else self.organisation

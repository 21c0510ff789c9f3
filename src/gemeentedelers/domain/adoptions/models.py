from django.db import models
from django.db.models import Q

from gemeentedelers.domain.adoptions.rules import NOTE_LENGTH, AdoptionStatus, counts_as_reuse
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.publications.models import Publication


class Adoption(models.Model):
    """What a municipality says about taking over a case: one statement, that changes as it gets further."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="adoptions")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="adoptions")
    status = models.CharField(max_length=20)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="adoptions")
    declared_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["publication", "municipality__name"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "municipality"], name="adoptions_one_per_municipality"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in AdoptionStatus]),
                name="adoptions_known_status",
            ),
            models.CheckConstraint(
                condition=~Q(status=AdoptionStatus.STOPPED) | ~Q(note=""), name="adoptions_stopped_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.status}"

    @property
    def is_reuse(self) -> bool:
        return counts_as_reuse(AdoptionStatus(self.status))

from django.db import models
from django.db.models import Q

from gemeentedelers.domain.certificates.rules import check_code
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.models import User

CODE_LENGTH = 19


class Certificate(models.Model):
    """An honour of one entry. Title and municipality are kept as they were at the reveal."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=check_code, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="certificates")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="certificates")
    honour = models.CharField(max_length=20)
    prize = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200)
    municipality = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "honour"], name="certificates_one_per_honour"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="certificates_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.entry}: {self.honour}"

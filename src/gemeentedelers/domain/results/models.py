from django.db import models
from django.db.models import Q

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.people.models import User


class SealedResult(models.Model):
    """The whole result of an edition under one seal. The commitment is public; `text` and `nonce` once it is out.

    `covers` names the verdict that each category had when it was sealed, by a number that says nothing about it.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="sealed_results")
    number = models.PositiveSmallIntegerField()
    sealed = models.TextField()
    commitment = models.CharField(max_length=64)
    covers = models.JSONField()
    envelopes = models.JSONField()
    reason = models.TextField(blank=True)
    sealed_by = models.CharField(max_length=40)
    sealed_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField(blank=True)
    nonce = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="results_seals_are_numbered"),
            models.UniqueConstraint(
                fields=["edition"], condition=Q(replaced_at=None), name="results_one_seal_in_force"
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="results_sealed_again_with_a_reason"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=False) | Q(text="", nonce=""), name="results_sealed_says_nothing"
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None)
                | (~Q(text="") & ~Q(nonce="") & Q(released_at__isnull=False, replaced_at=None)),
                name="results_opened_after_its_release",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.number}"


class Signature(models.Model):
    """One person who opens the seal, in the one role in which that person signs."""

    result = models.ForeignKey(SealedResult, on_delete=models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["result", "signed_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["result", "signer"], name="results_one_signature_per_person")]

    def __str__(self) -> str:
        return f"{self.result}: {self.signer}"

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.outreach.rules import NAME_LENGTH, SOURCE_LENGTH, SUBJECT_LENGTH
from gemeentedelers.domain.people.models import User, secret_token, unguessable_code
from gemeentedelers.foundation.sealing import fingerprint


class Contact(models.Model):
    """An address at a municipality to which the organisers may write. The token lets its owner say no more."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    token = models.CharField(max_length=40, unique=True, default=secret_token, editable=False)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="contacts")
    email = models.EmailField()
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    source = models.CharField(max_length=SOURCE_LENGTH)
    imported_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["municipality__name", "email"]
        constraints = [
            models.UniqueConstraint("municipality", Lower("email"), name="outreach_one_contact_per_address"),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stop_reason="") | (Q(stopped_at__isnull=False) & ~Q(stop_reason="")),
                name="outreach_stopped_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.email.casefold())


class Unsubscription(models.Model):
    """Somebody asked for no more mail. Only a fingerprint of the address is kept, so that no file brings it back."""

    fingerprint = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.fingerprint[:8]


class Campaign(models.Model):
    """One text for a group of municipalities. It can be changed until it is sent."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="campaigns")
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    text = models.TextField()
    group = models.CharField(max_length=20)
    choices = models.JSONField(default=list, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return self.subject


class Approach(models.Model):
    """One mail of a campaign to one contact: confirmed by an organiser, then sent or left out by the job.

    It outlives its contact. What stays is that the municipality was invited, and a fingerprint of the address, so
    that the same address is not mailed again when a file brings it back.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="approaches")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="approaches")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="approaches")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="approaches")
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    left_out = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["municipality__name", "pk"]
        verbose_name_plural = "approaches"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "municipality", "fingerprint"], name="outreach_once_per_campaign"
            ),
            models.CheckConstraint(condition=Q(sent_at=None) | Q(left_out=""), name="outreach_sent_or_left_out"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(sent_at__gte=F("confirmed_at")), name="outreach_sent_after_confirming"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.municipality}"

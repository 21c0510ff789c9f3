from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import TITLE_LENGTH
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.nominations.rules import (
    NAME_LENGTH,
    POINTER_LENGTH,
    WITH_ENTRY,
    InvitationWay,
    NominationStatus,
)
from gemeentedelers.domain.people.models import User, secret_token, unguessable_code


class Nomination(models.Model):
    """A case of a municipality at which somebody points. The code identifies it; it never authorises."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="nominations")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="nominations")
    title = models.CharField(max_length=TITLE_LENGTH)
    status = models.CharField(max_length=20, default=NominationStatus.TIP)
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    may_be_followed = models.BooleanField(default=False)
    outcome_reason = models.TextField(blank=True)
    entry = models.OneToOneField(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="nomination")

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["edition", "status"], name="nominations_by_status")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=sorted(WITH_ENTRY)) | Q(entry__isnull=False),
                name="nominations_taken_up_has_entry",
            ),
            models.CheckConstraint(
                condition=~Q(status=NominationStatus.CLOSED) | ~Q(outcome_reason=""),
                name="nominations_closed_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(may_be_followed=False) | Q(answered_at__isnull=False),
                name="nominations_followed_after_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Nominator(models.Model):
    """One voice for a nomination. Without a name it is an anonymous tip; a name is shown with consent only."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="nominators")
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    email = models.EmailField(blank=True)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="nominated")
    reason = models.TextField()
    link = models.CharField(max_length=POINTER_LENGTH + len("https://"), blank=True)
    contact_email = models.EmailField(blank=True)
    wants_credit = models.BooleanField(default=False)
    wants_news = models.BooleanField(default=False)
    nominated_at = models.DateTimeField()

    class Meta:
        ordering = ["nominated_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "nomination", Lower("email"), condition=~Q(email=""), name="nominations_one_voice_per_address"
            ),
            models.CheckConstraint(
                condition=Q(name="", email="", user=None, wants_credit=False, wants_news=False)
                | (~Q(name="") & ~Q(email="")),
                name="nominations_somebody_or_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.name or "anoniem"


class Contact(models.Model):
    """Somebody to whom we write about nominations, one letter a day at most."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    email = models.EmailField()
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="nominations_one_contact_per_address")]

    def __str__(self) -> str:
        return self.email


class Invitation(models.Model):
    """The link by which one contact answers one nomination, until it is answered or handed on.

    `told_until` is how far the contact has been told: what was nominated later is for the next letter.
    """

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="invitations")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="invitations")
    way = models.CharField(max_length=20, default=InvitationWay.NOMINATOR)
    token = models.CharField(max_length=64, unique=True, default=secret_token, editable=False)
    invited_at = models.DateTimeField()
    told_until = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    handed_on_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination"],
                condition=Q(handed_on_at__isnull=True),
                name="nominations_one_current_invitation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nomination} → {self.contact}"

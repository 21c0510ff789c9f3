from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gemeentedelers.domain.entries.models import Entry, FrozenVersion
from gemeentedelers.domain.people.models import User, unguessable_code
from gemeentedelers.domain.visits.rules import REASON_LENGTH
from gemeentedelers.domain.visits.rules.planning import LASTS, PLACE_LENGTH, OfferStatus, VisitWay
from gemeentedelers.domain.visits.rules.reporting import Parts
from gemeentedelers.domain.visits.rules.viewing import ALTERNATIVE_LENGTH, NAME_LENGTH, Claim, Seen, claims_in
from gemeentedelers.foundation.files.models import StoredFile


class Visit(models.Model):
    """One entry of the shortlist that is visited. `version` is what the assessors check; `sequence` counts changes."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="visit")
    version = models.ForeignKey(FrozenVersion, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["entry__reference"]

    def __str__(self) -> str:
        return f"visit of {self.entry}"

    @property
    def claims(self) -> tuple[Claim, ...]:
        return claims_in(self.version.content)


class VisitAssessor(models.Model):
    """Somebody who visits. Who steps back leaves a place for somebody else; what they wrote is kept apart."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="assessors")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="visits")
    place = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["visit", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "place"], condition=Q(left_at=None), name="visits_one_assessor_a_place"
            ),
            models.UniqueConstraint(
                fields=["visit", "user"], condition=Q(left_at=None), name="visits_two_different_assessors"
            ),
            models.CheckConstraint(condition=Q(place__in=[1, 2]), name="visits_two_places"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.visit}"


class MomentProposal(models.Model):
    """Up to three moments that were offered together, at one place. The chosen one is the appointment."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="offers")
    moments = ArrayField(models.DateTimeField(), size=3)
    way = models.CharField(max_length=20)
    location = models.CharField(max_length=PLACE_LENGTH)
    message = models.TextField(blank=True)
    status = models.CharField(max_length=20, default=OfferStatus.OPEN)
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    chosen = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)

    class Meta:
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(status__in=[OfferStatus.OPEN, OfferStatus.CHOSEN]),
                name="visits_one_offer_stands",
            ),
            models.CheckConstraint(
                condition=~Q(status=OfferStatus.CHOSEN) | Q(chosen__isnull=False), name="visits_chosen_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.status}"

    @property
    def is_online(self) -> bool:
        return self.way == VisitWay.ONLINE

    @property
    def ends(self) -> datetime | None:
        return self.chosen + LASTS if self.chosen else None


class View(models.Model):
    """What one assessor wrote down. The whole is kept at once; the number says which one somebody had before them."""

    assessor = models.OneToOneField(VisitAssessor, on_delete=models.CASCADE, related_name="view")
    content = models.JSONField(default=dict)
    number = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"view of {self.assessor}"

    @property
    def seen(self) -> Seen:
        return Seen.of(self.content)


class Photo(models.Model):
    """A picture of a visit. Without consent only the assessors of the visit see it."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    alternative = models.CharField(max_length=ALTERNATIVE_LENGTH)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=NAME_LENGTH, blank=True)
    agreed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(agreed_by="") & Q(agreed_on=None)) | (~Q(agreed_by="") & Q(agreed_on__isnull=False)),
                name="visits_consent_has_name_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.file}"

    @property
    def has_consent(self) -> bool:
        return self.agreed_on is not None


class Report(models.Model):
    """What two assessors say together. From `delivered_at` on the jury reads `frozen`, whatever happens to the rest."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="report")
    content = models.JSONField(default=dict)
    number = models.PositiveIntegerField(default=0)
    is_ready = models.BooleanField(default=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(null=True, blank=True)
    frozen = models.JSONField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    advice_released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=models.F("written_by")), name="visits_two_agree"
            ),
            models.CheckConstraint(
                condition=Q(delivered_at=None) | Q(frozen__isnull=False, agreed_at__isnull=False) & ~Q(digest=""),
                name="visits_delivered_is_frozen",
            ),
        ]

    def __str__(self) -> str:
        return f"report on {self.visit}"

    @property
    def parts(self) -> Parts:
        return Parts.of(self.content)


class Correction(models.Model):
    """A paragraph of which the team says that it is not right, and what the assessors did with that."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="corrections")
    paragraph = models.CharField(max_length=60)
    because = models.TextField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "paragraph"], name="visits_one_correction_a_paragraph"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="visits_answered_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.paragraph}"

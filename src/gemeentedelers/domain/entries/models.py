from django.db import models
from django.db.models import Q

from gemeentedelers.domain.editions.models import Category, Criterion, Edition, Theme
from gemeentedelers.domain.entries.rules import (
    RESULT_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    Eligibility,
    EntryStatus,
    NominationStatus,
    TeamRole,
)
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.models import User, unguessable_code


class ReferenceSequence(models.Model):
    """The last number given out in an edition. It only grows, so no number ever comes back."""

    edition = models.OneToOneField(Edition, primary_key=True, on_delete=models.CASCADE)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.edition}: {self.last}"


class Entry(models.Model):
    """A case of a municipality in an edition. The reference number identifies it; it never authorises."""

    reference = models.CharField(max_length=20, unique=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="entries")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="entries")
    status = models.CharField(max_length=20, default=EntryStatus.DRAFT)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    summary = models.CharField(max_length=SUMMARY_LENGTH, blank=True)
    result = models.CharField(max_length=RESULT_LENGTH, blank=True)
    problem = models.TextField(blank=True)
    approach = models.TextField(blank=True)
    costs = models.TextField(blank=True)
    lessons = models.TextField(blank=True)
    started_on = models.DateField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    category_wish = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.SET_NULL, related_name="wished_by"
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="entries")
    was_decisive = models.BooleanField(default=False)
    may_be_published = models.BooleanField(default=False)

    eligibility = models.CharField(max_length=20, default=Eligibility.UNDECIDED)
    eligibility_reason = models.TextField(blank=True)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        ordering = ["reference"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["edition", "status"], name="entries_by_status")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=EntryStatus.SUBMITTED) | Q(submitted_at__isnull=False),
                name="entries_submitted_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(eligibility=Eligibility.INELIGIBLE) | ~Q(eligibility_reason=""),
                name="entries_ineligible_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class Answer(models.Model):
    """What the team says about one criterion of the edition."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["criterion__position"]
        constraints = [models.UniqueConstraint(fields=["entry", "criterion"], name="entries_one_answer_per_criterion")]

    def __str__(self) -> str:
        return f"{self.entry}: {self.criterion}"


class TeamMember(models.Model):
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="teams")
    role = models.CharField(max_length=20, default=TeamRole.MEMBER)

    class Meta:
        ordering = ["-role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "user"], name="entries_once_in_a_team"),
            models.UniqueConstraint(fields=["entry"], condition=Q(role=TeamRole.OWNER), name="entries_one_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class FrozenVersion(models.Model):
    """The entry as it was at a submission. Never changed: readers, jury and archive rely on it."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["entry", "-number"]
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="entries_version_number")]

    def __str__(self) -> str:
        return f"{self.entry} v{self.number}"


class Nomination(models.Model):
    """Somebody points at another municipality's case; that municipality may make an entry of it."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="nominations")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="nominations")
    title = models.CharField(max_length=TITLE_LENGTH)
    reason = models.TextField()
    contact_email = models.EmailField()
    nominator_name = models.CharField(max_length=120)
    nominator_email = models.EmailField()
    nominated_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="nominations")
    nominated_at = models.DateTimeField()
    status = models.CharField(max_length=20, default=NominationStatus.OPEN)
    entry = models.OneToOneField(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="nomination")

    class Meta:
        ordering = ["-nominated_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=NominationStatus.CLAIMED) | Q(entry__isnull=False),
                name="entries_claimed_nomination_has_entry",
            )
        ]

    def __str__(self) -> str:
        return self.title

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from gemeentedelers.domain.editions.models import Category, Edition
from gemeentedelers.domain.editions.rules import Timeliness
from gemeentedelers.domain.entries.rules import (
    ALTERNATIVE_LENGTH,
    RESULT_LENGTH,
    TITLE_LENGTH,
    Eligibility,
    EntryStatus,
    ExtensionStatus,
    InvitationStatus,
    ParticipantRole,
    TeamRole,
)
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.models import Organisation, User, secret_token, unguessable_code
from gemeentedelers.foundation.files.models import StoredFile
from gemeentedelers.foundation.files.rules import FileKind


class ReferenceSequence(models.Model):
    """The last number given out in an edition. It only grows, so no number ever comes back."""

    edition = models.OneToOneField(Edition, primary_key=True, on_delete=models.CASCADE)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.edition}: {self.last}"


class Entry(models.Model):
    """A case of a municipality in an edition. The reference number identifies it; it never authorises.

    What the team writes is kept by `foundation.texts` under the reference. The columns that follow the text (title,
    finished_on, category_wish, may_be_published) say what was submitted last; the title of a draft is its newest.
    """

    reference = models.CharField(max_length=20, unique=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="entries")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="entries")
    status = models.CharField(max_length=20, default=EntryStatus.DRAFT)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submit_key = models.CharField(max_length=32, unique=True, default=secret_token, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    open_sections = ArrayField(models.CharField(max_length=60), default=list, blank=True)

    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    category_wish = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.SET_NULL, related_name="wished_by"
    )
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
            models.CheckConstraint(
                condition=Q(status=EntryStatus.MERGED, merged_into__isnull=False)
                | ~Q(status=EntryStatus.MERGED) & Q(merged_into__isnull=True),
                name="entries_merged_says_into_which",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class TeamMember(models.Model):
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="teams")
    role = models.CharField(max_length=20, default=TeamRole.WRITER)
    joined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "user"], name="entries_once_in_a_team"),
            models.UniqueConstraint(fields=["entry"], condition=Q(role=TeamRole.OWNER), name="entries_one_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"

    @property
    def part(self) -> TeamRole:
        return TeamRole(self.role)


class Invitation(models.Model):
    """An address that may join a team. The token is in the mail and nowhere else; the code names the row."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    token = models.CharField(max_length=32, unique=True, default=secret_token, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="invitations")
    address = models.EmailField(max_length=254)
    role = models.CharField(max_length=20, default=TeamRole.WRITER)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    n_sent = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=20, default=InvitationStatus.OPEN)

    class Meta:
        ordering = ["invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "entry",
                Lower("address"),
                condition=Q(status=InvitationStatus.OPEN),
                name="entries_one_open_invitation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.role}"

    @property
    def part(self) -> TeamRole:
        return TeamRole(self.role)


class Participant(models.Model):
    """A municipality of the register, or an organisation outside it, that has a part in the case."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="participants")
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="part_in"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="part_in"
    )
    role = models.CharField(max_length=20)
    contribution = models.CharField(max_length=RESULT_LENGTH, blank=True)

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality__isnull=False, organisation__isnull=True)
                | Q(municipality__isnull=True, organisation__isnull=False),
                name="entries_participant_is_one_thing",
            ),
            models.UniqueConstraint(fields=["entry", "municipality"], name="entries_municipality_takes_part_once"),
            models.UniqueConstraint(fields=["entry", "organisation"], name="entries_organisation_takes_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"

    @property
    def part(self) -> ParticipantRole:
        return ParticipantRole(self.role)

    @property
    def name(self) -> str:
        if self.municipality is not None:
            return f"gemeente {self.municipality.name}"
        assert self.organisation is not None
        return self.organisation.name


class Attachment(models.Model):
    """A file that belongs to a case. What was submitted with it is kept, also when the team takes it out later."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="attachments")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="attachment")
    alternative = models.CharField(max_length=ALTERNATIVE_LENGTH, blank=True)
    position = models.PositiveSmallIntegerField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["entry", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.entry}: {self.file}"

    @property
    def is_described(self) -> bool:
        return bool(self.alternative.strip()) or not FileKind(self.file.kind).is_image


class Extension(models.Model):
    """More time for one entry: asked by its team, or given by an organiser of their own accord."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="extensions")
    status = models.CharField(max_length=20)
    asked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_because = models.TextField(blank=True)
    until = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=ExtensionStatus.GRANTED) | (Q(until__isnull=False) & ~Q(reason="")),
                name="entries_extension_says_until_when_and_why",
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(status=ExtensionStatus.ASKED), name="entries_one_open_question_for_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.status}"


class FrozenVersion(models.Model):
    """The entry as it was at a submission. Never changed: readers, jury and archive rely on it."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    submit_key = models.CharField(max_length=32, blank=True)
    timeliness = models.CharField(max_length=20, default=Timeliness.ON_TIME)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["entry", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="entries_version_number"),
            models.UniqueConstraint(
                fields=["submit_key"], condition=~Q(submit_key=""), name="entries_one_version_per_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} v{self.number}"

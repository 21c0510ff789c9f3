from datetime import datetime

from django.db import models
from django.db.models import F, Q

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.finals.rules import PLACES, NominationStatus
from gemeentedelers.domain.finals.rules.material import (
    NEEDS_LENGTH,
    NOTE_LENGTH,
    PITCHERS_LENGTH,
    VIDEO_LENGTH,
    Material,
    MaterialState,
    due_for,
    state_of,
)
from gemeentedelers.domain.people.models import User, unguessable_code
from gemeentedelers.domain.recuts.models import FinalCategory
from gemeentedelers.foundation.files.models import StoredFile


class Final(models.Model):
    """How the final of an edition is meant: how many places, what finalists are asked, and since when they are known.

    `announced_at` may lie some minutes ahead: until then the signature can be taken back and nobody may see a name.
    """

    edition = models.OneToOneField(Edition, primary_key=True, on_delete=models.PROTECT, related_name="final")
    places_per_category = models.PositiveSmallIntegerField(default=PLACES)
    explanation = models.TextField(blank=True)
    material_due_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.edition}: finale"

    def is_out(self, now: datetime) -> bool:
        return self.announced_at is not None and self.announced_at <= now


class NominationList(models.Model):
    """Who should be in the final, and why. Another person signs it, or a newer list replaces it.

    A supplement adds to finalists who are known already. `n_signed` counts the signatures: more than one when the
    first was taken back in between.
    """

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="nomination_lists")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, default=NominationStatus.PENDING)
    is_supplement = models.BooleanField(default=False)
    reasons = models.JSONField()
    places_reason = models.TextField(blank=True)
    basis = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    n_signed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="finals_lists_are_numbered"),
            models.UniqueConstraint(
                fields=["edition"], condition=Q(status=NominationStatus.PENDING), name="finals_one_waiting_list"
            ),
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(status=NominationStatus.CONFIRMED, is_supplement=False),
                name="finals_one_signed_list",
            ),
            models.CheckConstraint(
                condition=~Q(status=NominationStatus.CONFIRMED) | (~Q(signed_by=None) & ~Q(signed_at=None)),
                name="finals_confirmed_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("made_by")), name="finals_two_people_decide"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.number}"

    @property
    def batch(self) -> str:
        """The name of the mails that went, or will go, out with the newest signature."""
        return f"finalists:{self.edition.year}:{self.number}.{self.n_signed}"


class Finalist(models.Model):
    """An entry that is in the final, in a category of the final, with the reason that two people signed."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="finalist")
    category = models.ForeignKey(FinalCategory, on_delete=models.PROTECT, related_name="finalists")
    reason = models.TextField()
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["category", "entry__reference"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="finals_finalist_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.category}: {self.entry}"


class PitchMaterial(models.Model):
    """What a finalist brings: the fuller explanation and what its pitch needs. Others see it once it was handed in.

    Every change takes back that it was checked. The names of who pitches are emptied some weeks after the result.
    """

    finalist = models.OneToOneField(Finalist, primary_key=True, on_delete=models.PROTECT, related_name="material")
    explanation = models.TextField(blank=True)
    start_tomorrow = models.TextField(blank=True)
    pitchers = models.CharField(max_length=PITCHERS_LENGTH, blank=True)
    needs = models.CharField(max_length=NEEDS_LENGTH, blank=True)
    video = models.CharField(max_length=VIDEO_LENGTH, blank=True)
    slides = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="pitch_material"
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    handed_in_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    extended_until = models.DateTimeField(null=True, blank=True)
    extended_because = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    check_note = models.CharField(max_length=NOTE_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at=None) | ~Q(handed_in_at=None), name="finals_checked_was_handed_in"
            ),
            models.CheckConstraint(
                condition=Q(extended_until=None) | ~Q(extended_because=""), name="finals_more_time_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finalist}: materiaal"

    @property
    def written(self) -> Material:
        return Material(self.explanation, self.start_tomorrow, self.pitchers, self.needs, self.video)

    @property
    def state(self) -> MaterialState:
        return state_of(
            is_started=self.changed_at is not None,
            is_handed_in=self.handed_in_at is not None,
            is_checked=self.checked_at is not None,
        )

    def due(self, final: Final) -> datetime | None:
        return due_for(final.material_due_at, self.extended_until)

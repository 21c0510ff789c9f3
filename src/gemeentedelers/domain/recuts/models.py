from django.db import models
from django.db.models import Q

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.models import User, unguessable_code
from gemeentedelers.domain.recuts.rules import DESCRIPTION_LENGTH, NAME_LENGTH, Cut, cut_from
from gemeentedelers.domain.recuts.rules.objections import ObjectionOutcome


class FinalCategory(models.Model):
    """A category of the final. In it the jury chooses one winner."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="final_categories")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=NAME_LENGTH)
    description = models.CharField(max_length=DESCRIPTION_LENGTH, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="recuts_final_category_key")]

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """The category of the final in which an entry of the shortlist stands, and since when it has that name."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="placement")
    category = models.ForeignKey(FinalCategory, on_delete=models.PROTECT, related_name="placements")
    since = models.DateTimeField()

    class Meta:
        ordering = ["category", "entry__reference"]

    def __str__(self) -> str:
        return f"{self.entry}: {self.category}"


class Recut(models.Model):
    """A division that was applied, and the one before it, to which it can be undone."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="recuts")
    number = models.PositiveSmallIntegerField()
    stored = models.JSONField()
    before = models.JSONField(null=True, blank=True)
    reason = models.TextField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="recuts_are_numbered"),
            models.CheckConstraint(condition=~Q(reason=""), name="recuts_have_a_reason"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="recuts_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.number}"

    @property
    def cut(self) -> Cut:
        return cut_from(self.stored)

    @property
    def cut_before(self) -> Cut | None:
        """None before the first division: then the categories in which people entered held."""
        return cut_from(self.before) if self.before is not None else None


class Objection(models.Model):
    """A team says why it stands in the wrong category; an organiser answers. `answered_with` moved the entry."""

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="category_objections")
    category_name = models.CharField(max_length=NAME_LENGTH)
    text = models.TextField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, default=ObjectionOutcome.WAITING)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answered_with = models.OneToOneField(
        Recut, null=True, blank=True, on_delete=models.PROTECT, related_name="answers_objection"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(outcome=ObjectionOutcome.WAITING), name="recuts_one_open_objection"
            ),
            models.CheckConstraint(
                condition=Q(outcome=ObjectionOutcome.WAITING, decided_at=None)
                | ~Q(outcome=ObjectionOutcome.WAITING) & ~Q(reason="") & Q(decided_at__isnull=False),
                name="recuts_answers_have_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(answered_with=None) | Q(outcome=ObjectionOutcome.GRANTED),
                name="recuts_only_granted_objections_move",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.outcome}"

    @property
    def standing(self) -> ObjectionOutcome:
        return ObjectionOutcome(self.outcome)

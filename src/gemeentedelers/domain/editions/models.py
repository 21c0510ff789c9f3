from datetime import datetime

from django.db import models
from django.db.models import F, Q

from gemeentedelers.domain.editions.rules import Deadline, DeadlineStyle, RoundKind, Timetable, Window


class Theme(models.Model):
    """What a case is about, in the words by which municipalities already file their knowledge."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    year = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=80)
    call = models.CharField(max_length=200, blank=True)
    reference_date = models.DateField()
    max_age_years = models.PositiveSmallIntegerField(default=3)
    entry_opens = models.DateTimeField()
    entry_closes = models.DateTimeField()
    entry_closes_style = models.CharField(max_length=20, default=DeadlineStyle.MOMENT)
    reveal_from = models.DateTimeField()
    shortlist_announced_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    winners_get = models.JSONField(default=list, blank=True)
    is_archived = models.BooleanField(default=False)
    is_fictitious = models.BooleanField(default=False)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(entry_closes__gt=F("entry_opens")), name="editions_entry_closes_after_opening"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def entry_window(self) -> Window:
        return Window(self.entry_opens, self.entry_closes)

    @property
    def entry_deadline(self) -> Deadline:
        return Deadline(self.entry_closes, DeadlineStyle(self.entry_closes_style))

    @property
    def timetable(self) -> Timetable:
        """Reads the rounds: fetch the edition with `editions()` so that this costs no query."""
        reading, jury = self._window(RoundKind.READING), self._window(RoundKind.JURY)
        return Timetable(
            entry=self.entry_window,
            reading=reading or Window(self.entry_closes, self.reveal_from),
            jury=jury or Window(self.reveal_from, self.reveal_from),
            reveal_from=self.reveal_from,
            shortlist_announced_at=self.shortlist_announced_at,
            revealed_at=self.revealed_at,
        )

    def _window(self, kind: RoundKind) -> Window | None:
        return next((round_.window for round_ in self.rounds.all() if round_.kind == kind), None)


class Category(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="categories")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="editions_category_key")]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    question = models.CharField(max_length=300)
    example = models.TextField(blank=True)
    weight = models.PositiveSmallIntegerField(default=1)
    anchors = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="editions_criterion_key"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="editions_criterion_weighs_something"),
        ]

    def __str__(self) -> str:
        return self.name


class Round(models.Model):
    """A period in which a panel judges: many readers first, the jury last."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="rounds")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    opens = models.DateTimeField()
    closes = models.DateTimeField()
    closes_style = models.CharField(max_length=20, default=DeadlineStyle.MOMENT)
    reads_per_entry = models.PositiveSmallIntegerField(default=0)
    places = models.PositiveSmallIntegerField(default=0)
    wildcards = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["edition", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="editions_one_round_per_kind"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="editions_round_closes_after_opening"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.name}"

    @property
    def window(self) -> Window:
        return Window(self.opens, self.closes)

    @property
    def deadline(self) -> Deadline:
        return Deadline(self.closes, DeadlineStyle(self.closes_style))

    def is_open(self, now: datetime) -> bool:
        return self.closed_at is None and self.window.is_open(now)


class Prize(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="prizes")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="prizes")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="editions_prize_key")]

    def __str__(self) -> str:
        return self.name


class Quote(models.Model):
    """What somebody says about taking part, for the campaign page."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="quotes")
    text = models.CharField(max_length=300)
    function = models.CharField(max_length=100)
    organisation = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.text[:60]

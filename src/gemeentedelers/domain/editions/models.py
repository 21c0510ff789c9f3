from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from gemeentedelers.domain.editions.rules import (
    GRACE_MINUTES,
    Closing,
    Deadline,
    DeadlineStyle,
    RoundKind,
    Timetable,
    WildcardHolder,
    Window,
)


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
    grace_minutes = models.PositiveSmallIntegerField(default=GRACE_MINUTES)
    nominations_close = models.DateTimeField(null=True, blank=True)
    nominations_close_style = models.CharField(max_length=20, default=DeadlineStyle.MOMENT)
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
            ),
            models.CheckConstraint(
                condition=Q(nominations_close=None) | Q(nominations_close__gt=F("entry_opens")),
                name="editions_nominations_close_after_opening",
            ),
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
    def nomination_window(self) -> Window:
        return Window(self.entry_opens, self.nominations_close or self.entry_closes)

    @property
    def nomination_deadline(self) -> Deadline:
        if self.nominations_close is None:
            return self.entry_deadline
        return Deadline(self.nominations_close, DeadlineStyle(self.nominations_close_style))

    def closing_for(self, extended_until: datetime | None = None) -> Closing:
        """When it ends for one entry, with the grace that nobody is promised. None: it has no extension."""
        return Closing(self.entry_window, timedelta(minutes=self.grace_minutes), extended_until)

    def shortlist_is_out(self, now: datetime) -> bool:
        """An announcement may still lie ahead: until its moment it can be withdrawn, and nobody may see it."""
        return self.shortlist_announced_at is not None and self.shortlist_announced_at <= now

    @property
    def first_round_opens(self) -> datetime:
        """Reads the rounds, like `timetable`. An edition without rounds is judged when its result is due."""
        return min((round_.opens for round_ in self.rounds.all()), default=self.reveal_from)

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


class DeadlineMove(models.Model):
    """The closing of the entries was moved for everybody. People see from when, to when and why; never changed."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="deadline_moves")
    was = models.DateTimeField()
    was_style = models.CharField(max_length=20)
    became = models.DateTimeField()
    became_style = models.CharField(max_length=20)
    reason = models.TextField()
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=40)

    class Meta:
        ordering = ["edition", "-moved_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(became=F("was")), name="editions_deadline_really_moved"),
            models.CheckConstraint(condition=Q(became__gt=F("moved_at")), name="editions_deadline_moved_ahead_of_now"),
            models.CheckConstraint(condition=~Q(reason=""), name="editions_deadline_move_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.was:%Y-%m-%d %H:%M} → {self.became:%Y-%m-%d %H:%M}"

    @property
    def was_deadline(self) -> Deadline:
        return Deadline(self.was, DeadlineStyle(self.was_style))

    @property
    def became_deadline(self) -> Deadline:
        return Deadline(self.became, DeadlineStyle(self.became_style))


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
    """A period in which a panel judges, each kind in its own way: many readers first, the jury last."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="rounds")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    opens = models.DateTimeField()
    closes = models.DateTimeField()
    closes_style = models.CharField(max_length=20, default=DeadlineStyle.MOMENT)
    reads_per_entry = models.PositiveSmallIntegerField(default=0)
    places = models.PositiveSmallIntegerField(default=0)
    wildcards = models.PositiveSmallIntegerField(default=0)
    wildcards_by = models.CharField(max_length=20, default=WildcardHolder.ORGANISER)
    minutes_per_entry = models.PositiveSmallIntegerField(default=12)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["edition", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="editions_one_round_per_kind"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="editions_round_closes_after_opening"),
            models.CheckConstraint(condition=Q(minutes_per_entry__gt=0), name="editions_reading_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.edition}: {self.name}"

    @property
    def window(self) -> Window:
        return Window(self.opens, self.closes)

    @property
    def deadline(self) -> Deadline:
        return Deadline(self.closes, DeadlineStyle(self.closes_style))

    @property
    def where(self) -> dict[str, str | int]:
        """How facts name a round: by its edition and its kind."""
        return {"year": self.edition.year, "round": self.kind}

    def is_open(self, now: datetime) -> bool:
        return self.closed_at is None and self.window.is_open(now)

    def has_ended(self, now: datetime) -> bool:
        return self.closed_at is not None or now >= self.closes


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

from django.db import models
from django.db.models import Q

from gemeentedelers.domain.deliberations.rules import CardStatus
from gemeentedelers.domain.finals.models import Finalist
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.recuts.models import FinalCategory


class JurorCard(models.Model):
    """What one juror thinks of one finalist. Scores and texts are in the sealed text only.

    `number` grows with every save, so that a card that is open on two devices is not overwritten unseen.
    """

    juror = models.ForeignKey(User, on_delete=models.PROTECT, related_name="juror_cards")
    finalist = models.ForeignKey(Finalist, on_delete=models.PROTECT, related_name="cards")
    status = models.CharField(max_length=20, default=CardStatus.DRAFT)
    number = models.PositiveIntegerField(default=1)
    sealed = models.TextField()
    saved_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["finalist", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["juror", "finalist"], name="deliberations_one_card_per_finalist"),
            models.CheckConstraint(
                condition=Q(status=CardStatus.DRAFT, handed_in_at=None)
                | Q(status=CardStatus.HANDED_IN, handed_in_at__isnull=False),
                name="deliberations_handed_in_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.juror}: {self.finalist} ({self.status})"


class Excusal(models.Model):
    """The chair lets the cards of a category open without those of a juror who is absent."""

    category = models.ForeignKey(FinalCategory, on_delete=models.PROTECT, related_name="excusals")
    juror = models.ForeignKey(User, on_delete=models.PROTECT, related_name="excusals")
    reason = models.TextField()
    excused_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    excused_at = models.DateTimeField()

    class Meta:
        ordering = ["category", "excused_at"]
        constraints = [
            models.UniqueConstraint(fields=["category", "juror"], name="deliberations_excused_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="deliberations_excusal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.juror}"


class Opening(models.Model):
    """The cards of a category are open for its jurors. `jurors` are the codes of those whose cards count.

    The minutes of the chair are sealed; `minutes_number` grows with every save.
    """

    category = models.OneToOneField(FinalCategory, on_delete=models.PROTECT, related_name="opening")
    jurors = models.JSONField()
    seed = models.CharField(max_length=64)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    sealed_minutes = models.TextField(blank=True)
    minutes_number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["category"]

    def __str__(self) -> str:
        return f"{self.category}: {self.opened_at}"

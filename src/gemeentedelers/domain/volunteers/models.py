from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from gemeentedelers.domain.editions.models import Edition, Theme
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.panels.rules import ReaderKind
from gemeentedelers.domain.people.models import User, secret_token, unguessable_code
from gemeentedelers.domain.volunteers.rules import VolunteerStatus


class Volunteer(models.Model):
    """Somebody who wants to read in an edition, as the sign-up said it. An account follows when accepted.

    The code identifies; the token, which is mailed to the volunteer only, lets in.
    """

    code = models.CharField(max_length=20, unique=True, default=unguessable_code, editable=False)
    token = models.CharField(max_length=64, unique=True, default=secret_token, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="volunteers")
    round_kind = models.CharField(max_length=20, default=RoundKind.READING)
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254)
    job_title = models.CharField(max_length=120)
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, related_name="volunteers"
    )
    organisation = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, default=ReaderKind.INSIDER)
    motivation = models.TextField()
    themes = models.ManyToManyField(Theme, blank=True, related_name="volunteers")
    minutes = models.PositiveSmallIntegerField()
    available_from = models.DateField(null=True, blank=True)
    available_until = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=20, default=VolunteerStatus.SIGNED_UP)
    signed_up_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="sign_ups")

    class Meta:
        ordering = ["signed_up_at", "pk"]
        constraints = [
            models.UniqueConstraint("edition", "round_kind", Lower("email"), name="panels_one_sign_up_per_address"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="panels_volunteer_has_time"),
            models.CheckConstraint(
                condition=Q(available_from=None)
                | Q(available_until=None)
                | Q(available_until__gte=F("available_from")),
                name="panels_volunteer_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.status})"

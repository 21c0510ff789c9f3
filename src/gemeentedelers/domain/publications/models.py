from django.db import models
from django.db.models import Q

from gemeentedelers.domain.editions.models import Edition, Theme
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import RESULT_LENGTH
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.models import Organisation
from gemeentedelers.domain.publications.rules import (
    ADDRESS_LENGTH,
    CATEGORY_LENGTH,
    PRIZE_LENGTH,
    SLUG_LENGTH,
    TITLE_LENGTH,
    Outcome,
)


class Publication(models.Model):
    """A case as everybody may read it. The slug is its address, and stays when the text is corrected."""

    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="publications")
    entry = models.OneToOneField(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="publication")
    title = models.CharField(max_length=TITLE_LENGTH)
    summary = models.TextField(blank=True)
    result = models.CharField(max_length=RESULT_LENGTH, blank=True)
    body = models.JSONField(default=list, blank=True)
    municipalities = models.ManyToManyField(Municipality, blank=True, related_name="publications")
    organisations = models.ManyToManyField(Organisation, blank=True, related_name="publications")
    themes = models.ManyToManyField(Theme, blank=True, related_name="publications")
    category_name = models.CharField(max_length=CATEGORY_LENGTH, blank=True)
    outcome = models.CharField(max_length=20, default=Outcome.PARTICIPANT)
    prize = models.CharField(max_length=PRIZE_LENGTH, blank=True)
    jury_remark = models.TextField(blank=True)
    source_url = models.URLField(max_length=ADDRESS_LENGTH, blank=True)
    population_served = models.PositiveIntegerField(null=True, blank=True)
    is_fictitious = models.BooleanField(default=False)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-edition__year", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[outcome.value for outcome in Outcome]),
                name="publications_known_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def participants(self) -> list[str]:
        """The names of who shared it; costs no query when both lists were prefetched."""
        municipalities = [municipality.name for municipality in self.municipalities.all()]
        return [*municipalities, *(organisation.name for organisation in self.organisations.all())]

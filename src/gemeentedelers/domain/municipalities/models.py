from django.db import models

from gemeentedelers.domain.municipalities.rules import SizeClass, size_class


class Municipality(models.Model):
    """A municipality as the register knows it; one that was merged away stays, with its last day.

    `regions` holds the name of its region for each `RegionKind`, so far as known.
    """

    code = models.CharField(max_length=6, unique=True)
    name = models.CharField(max_length=80)
    tooi = models.URLField(blank=True)
    province = models.CharField(max_length=30)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="predecessors")
    population = models.PositiveIntegerField(null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)
    urbanity_class = models.PositiveSmallIntegerField(null=True, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    website = models.CharField(max_length=200, blank=True)
    land_area_km2 = models.FloatField(null=True, blank=True)
    tile_column = models.PositiveSmallIntegerField(null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(null=True, blank=True)
    regions = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "municipalities"

    def __str__(self) -> str:
        return self.name

    @property
    def size_class(self) -> SizeClass | None:
        return None if self.population is None else size_class(self.population)

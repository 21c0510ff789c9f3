from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from gemeentedelers.domain.publications.models import Publication


class Document(models.Model):
    """A publication as the index knows it: its words, weighted, and the values that filters ask for."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="document")
    vector = SearchVectorField()
    year = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=20)
    provinces = ArrayField(models.CharField(max_length=30), default=list)
    sizes = ArrayField(models.CharField(max_length=20), default=list)
    themes = ArrayField(models.CharField(max_length=80), default=list)
    municipality_names = models.TextField(blank=True)

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="search_vector")]

    def __str__(self) -> str:
        return str(self.publication)

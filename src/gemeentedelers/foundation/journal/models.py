from django.db import models

from gemeentedelers.foundation.journal.rules import Link, Statement


class Fact(models.Model):
    """Something that happened. A database trigger refuses every change and every removal."""

    number = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, db_index=True)
    actor = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    values = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["name", "number"], name="journal_by_name")]

    def __str__(self) -> str:
        return f"{self.number} {self.name} {self.subject}"

    @property
    def link(self) -> Link:
        statement = Statement(self.name, self.subject, self.actor, self.at, self.values)
        return Link(self.number, statement, self.previous, self.digest)

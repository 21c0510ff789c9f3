from django.db import models


class Broadcast(models.Model):
    """What a topic says now. `number` grows with every change, so that a listener knows what is newer."""

    topic = models.CharField(max_length=80, unique=True)
    number = models.PositiveBigIntegerField(default=0)
    body = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["topic"]

    def __str__(self) -> str:
        return f"{self.topic} {self.number}"

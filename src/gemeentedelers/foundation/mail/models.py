import uuid

from django.db import models


class Message(models.Model):
    """One mail to one person. `key` says why it was written, so a reaction that runs twice writes it once."""

    key = models.CharField(max_length=160, unique=True)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=160)
    body = models.TextField()
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.subject

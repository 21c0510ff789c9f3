import uuid

from django.db import models

from gemeentedelers.foundation.mail.rules import NAME_LENGTH


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


class MailEnclosure(models.Model):
    """A file that goes along with one message, in the order of `position`. It is removed some days after sending."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="enclosures")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=NAME_LENGTH)
    media_type = models.CharField(max_length=120)
    content = models.BinaryField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["message", "position"], name="one_enclosure_a_place")]

    def __str__(self) -> str:
        return self.name

import uuid

from django.db import models
from django.db.models import F, Q

from gemeentedelers.foundation.mail.rules import NAME_LENGTH


class Message(models.Model):
    """One mail to one person. `key` says why it was written, so a reaction that runs twice writes it once.

    It is not sent before `not_before`. Until then all mails of one `batch` can be withdrawn together. Of a secret
    message neither the text nor the address is kept once it was sent.
    """

    key = models.CharField(max_length=160, unique=True)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True)
    to = models.EmailField(blank=True)
    subject = models.CharField(max_length=160)
    body = models.TextField(blank=True)
    is_secret = models.BooleanField(default=False)
    batch = models.CharField(max_length=80, blank=True)
    written_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["batch"], condition=~Q(batch=""), name="mail_by_batch")]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(withdrawn_at=None), name="mail_sent_or_withdrawn_not_both"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(not_before=None) | Q(sent_at__gte=F("not_before")),
                name="mail_not_sent_too_early",
            ),
            models.CheckConstraint(
                condition=Q(is_secret=False) | Q(sent_at=None) | Q(body="", to=""), name="mail_sent_secret_says_nothing"
            ),
        ]

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

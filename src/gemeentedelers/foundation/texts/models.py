from django.db import models

from gemeentedelers.foundation.texts.rules import Written


class Text(models.Model):
    """One field of one subject as it stands now. `written_by` is the code of a person, never a name."""

    subject = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    value = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    written_by = models.CharField(max_length=40, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    client = models.CharField(max_length=40, blank=True)
    seq = models.PositiveBigIntegerField(default=0)
    checkpoint_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["subject", "key"]
        constraints = [models.UniqueConstraint(fields=["subject", "key"], name="texts_one_per_field")]

    def __str__(self) -> str:
        return f"{self.subject} {self.key} v{self.version}"

    @property
    def written(self) -> Written:
        return Written(self.value, self.version, self.written_by, self.written_at, self.client, self.seq)


class Version(models.Model):
    """A text as it was before it was replaced."""

    text = models.ForeignKey(Text, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    value = models.TextField()
    written_by = models.CharField(max_length=40, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["text", "-number"]
        constraints = [models.UniqueConstraint(fields=["text", "number"], name="texts_version_number")]

    def __str__(self) -> str:
        return f"{self.text} (v{self.number})"

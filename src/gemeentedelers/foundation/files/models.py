import secrets

from django.db import models
from django.db.models import Q

from gemeentedelers.foundation.files.rules import NAME_LENGTH, FileKind, FileState, ImageSize


def unguessable_code() -> str:
    return secrets.token_urlsafe(18)


class StoredFile(models.Model):
    """A file that passed every check, and where its bytes are. The code is for addresses, the key for the storage."""

    code = models.CharField(max_length=24, unique=True, default=unguessable_code, editable=False)
    key = models.CharField(max_length=60, unique=True, editable=False)
    name = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, default=FileState.WAITING)
    stored_at = models.DateTimeField()

    class Meta:
        ordering = ["stored_at", "pk"]
        indexes = [models.Index(fields=["stored_at"], condition=Q(state=FileState.WAITING), name="files_waiting")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(FileKind)), name="files_known_kind"),
            models.CheckConstraint(condition=Q(state__in=list(FileState)), name="files_known_state"),
            models.CheckConstraint(condition=Q(size__gt=0), name="files_not_empty"),
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0) | Q(width=None, height=None), name="files_whole_image_size"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return FileKind(self.kind).is_image

    @property
    def image_size(self) -> ImageSize | None:
        return ImageSize(self.width, self.height) if self.width and self.height else None

    @property
    def is_readable_by_others(self) -> bool:
        """Until the scanner has spoken only the team that added it may read a file."""
        return self.state == FileState.CLEAN

"""How a file leaves the house: saved by the browser, never shown by it as a page of ours."""

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404

from gemeentedelers.foundation.files.queries import content_of
from gemeentedelers.foundation.files.rules import MEDIA_TYPES, FileKind

if TYPE_CHECKING:
    from gemeentedelers.foundation.files.models import StoredFile

# Set here, the policy is not replaced by that of the pages.
PROTECTION = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def download(stored: "StoredFile") -> FileResponse:
    """The file in pieces. Who may read it was asked before: `is_readable_by_others`, or the uploader's own team."""
    try:
        content = content_of(stored)
    except FileNotFoundError as error:
        raise Http404 from error
    kind = MEDIA_TYPES[FileKind(stored.kind)]
    return FileResponse(content, as_attachment=True, filename=stored.name, content_type=kind, headers=PROTECTION)

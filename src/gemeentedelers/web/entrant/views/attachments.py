from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.cases.rules import Chapter, ready_key
from gemeentedelers.domain.entries.actions import attach, describe_attachment, move_attachment, take_out
from gemeentedelers.domain.entries.queries import attachments_of, attachments_with_file, time_of
from gemeentedelers.domain.entries.rules import MOST_ATTACHMENTS, Deed, EntryStatus, why_not_do, why_not_write
from gemeentedelers.foundation.files.rules import EXTENSIONS, LARGEST_FILE, MEGABYTE, FileKind, FileObstacle, FileState
from gemeentedelers.foundation.refusals import Refusal, RefusedError
from gemeentedelers.foundation.texts.queries import values_of
from gemeentedelers.web.entrant.access import own_entry, own_role
from gemeentedelers.web.entrant.questions import LEADS
from gemeentedelers.web.entrant.writing import is_ticked
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.downloads import download
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry

STEPS = {"omhoog": -1, "omlaag": 1}
REFUSED, NO_FILE = 422, "Kies eerst een bestand."


@require_http_methods(["GET", "HEAD", "POST"])
@door()
def attachments(request: SignedInRequest, reference: str) -> HttpResponse:
    """The files of a case. With a script they come one by one, and each is answered by itself."""
    shown = own_entry(request, reference)
    if request.method != "POST":
        return _page(request, shown)
    refused = list(_store(request, shown))
    if "application/json" in request.headers.get("Accept", ""):
        message = refused[0] if refused else ""
        return JsonResponse({"ok": not refused, "message": message}, status=REFUSED if refused else 200)
    if refused:
        return _page(request, shown, refused)
    messages.success(request, "Het bestand staat erbij.")
    return redirect("entrant:attachments", reference)


def _store(request: SignedInRequest, shown: "Entry") -> list[str]:
    """What was wrong, file by file; a good one stays when another is refused."""
    refused = []
    uploads = request.FILES.getlist("file")
    for upload in uploads:
        try:
            attach(shown, upload, name=upload.name or "", by=request.user, now=request.now)
        except RefusedError as error:
            refused.append(f"{upload.name}: {sentence(error.refusal)}")
    return refused if uploads else [NO_FILE]


def _page(request: SignedInRequest, shown: "Entry", refused: list[str] | None = None) -> HttpResponse:
    rows = list(attachments_of(shown))
    context = {
        "entry": shown,
        "lead": LEADS[Chapter.FILES],
        "attachments": [(row, row.file.state == FileState.WAITING, FileKind(row.file.kind).is_image) for row in rows],
        "refused": refused or [],
        "why_not": _why_not(request, shown),
        "is_full": len(rows) >= MOST_ATTACHMENTS,
        "most": MOST_ATTACHMENTS,
        "accept": ",".join(f".{extension}" for extension in EXTENSIONS),
        "max_bytes": LARGEST_FILE,
        "too_big": sentence(Refusal(FileObstacle.TOO_BIG, megabytes=LARGEST_FILE // MEGABYTE)),
        "is_ready": is_ticked(values_of(shown.reference).get(ready_key(Chapter.FILES), "")),
    }
    return render(request, "entrant/entry_attachments.html", context, status=REFUSED if refused else 200)


def _why_not(request: SignedInRequest, shown: "Entry") -> Refusal | None:
    return why_not_do(Deed.WRITE, role=own_role(request, shown)) or why_not_write(
        status=EntryStatus(shown.status),
        section=Chapter.FILES,
        time=time_of(shown, request.now),
        window=shown.edition.entry_window,
        opened=shown.open_sections,
    )


@require_POST
@door()
def change_attachment(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """Describe a file, move it up or down, or take it out."""
    shown = own_entry(request, reference)
    attachment = get_object_or_404(attachments_with_file(shown, code))
    deed, by, now = request.POST.get("wat", ""), request.user, request.now
    try:
        match deed:
            case "beschrijven":
                describe_attachment(attachment, request.POST.get("beschrijving", ""), by=by, now=now)
                messages.success(request, "De beschrijving is opgeslagen.")
            case "omhoog" | "omlaag":
                move_attachment(attachment, STEPS[deed], by=by, now=now)
            case "weghalen":
                take_out(attachment, by=by, now=now)
                messages.success(request, f"{attachment.file.name} is weggehaald.")
            case _:
                raise Http404
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("entrant:attachments", reference)


@require_safe
@door()
def attachment(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """A file for the team that added it. Readers and the public have doors of their own, for clean files only."""
    shown = own_entry(request, reference)
    return download(get_object_or_404(attachments_with_file(shown, code)).file)  # type: ignore[return-value]

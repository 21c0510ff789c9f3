from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.publications.queries import publication_of_entry
from gemeentedelers.web.entrant.access import own_entry
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.requests import SignedInRequest
from gemeentedelers.web.ui.sharing import entry_kit


@require_safe
@door()
def share(request: SignedInRequest, reference: str) -> HttpResponse:
    """For the team: a text, a link and a picture with what the team itself chose to say."""
    shown = own_entry(request, reference)
    is_withdrawn = shown.status == EntryStatus.WITHDRAWN
    kit = None if is_withdrawn else entry_kit(shown, publication_of_entry(shown))
    return render(request, "entrant/entry_share.html", {"entry": shown, "kit": kit})


@require_safe
@door()
def share_picture(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = own_entry(request, reference)
    if shown.status == EntryStatus.WITHDRAWN:
        raise Http404
    return entry_kit(shown).picture()

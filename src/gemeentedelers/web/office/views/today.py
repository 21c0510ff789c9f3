from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.web.office.access import editions_in_sight
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.tasks import desk_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.requests import SignedInRequest


@require_safe
@door(*OFFICE)
def today(request: SignedInRequest) -> HttpResponse:
    """What waits for a person, for each edition that is under way."""
    under_way = [edition for edition in editions_in_sight(request.user) if edition.revealed_at is None]
    desks = [desk_of(edition, request.now) for edition in under_way]
    return render(request, "office/today.html", {"desks": desks, **frame(request)})

"""For assessors in an edition that leaves the wildcards to them."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from gemeentedelers.domain.people.rules import Role
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.requests import SignedInRequest
from gemeentedelers.web.ui.wildcards import Site, give_wildcard, take_wildcard_back

SITE = Site("scorer:wildcard", "scorer:queue", "Terug naar uw leeslijst")


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.ASSESSOR)
def wildcard(request: SignedInRequest, year: int) -> HttpResponse:
    return give_wildcard(request, year, SITE)


@require_POST
@door(Role.ASSESSOR)
def take_back(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    return take_wildcard_back(request, year, code, SITE)

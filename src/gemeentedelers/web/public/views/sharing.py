from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gemeentedelers.domain.editions.queries import edition_open_for_entry
from gemeentedelers.domain.entries.queries import participating_municipalities
from gemeentedelers.domain.municipalities.queries import municipalities_on
from gemeentedelers.domain.publications.queries import publications_of_municipality
from gemeentedelers.web.ui.requests import TimedRequest
from gemeentedelers.web.ui.sharing import ShareKit, municipality_kit

AN_HOUR = 60 * 60


@require_safe
def share_municipality(request: TimedRequest, code: str) -> HttpResponse:
    found = get_object_or_404(municipalities_on(localdate(request.now)), code=code)
    return render(request, "public/gemeente_delen.html", {"municipality": found, "kit": _kit(request, code)})


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def share_picture(request: TimedRequest, code: str) -> HttpResponse:
    return _kit(request, code).picture()


def _kit(request: TimedRequest, code: str) -> ShareKit:
    """Built on what everybody can see: public cases, and who takes part, as on the map of the campaign."""
    municipality = get_object_or_404(municipalities_on(localdate(request.now)), code=code)
    edition = edition_open_for_entry(request.now)
    takes_part = edition is not None and municipality.code in participating_municipalities(edition)
    cases = list(publications_of_municipality(municipality))
    return municipality_kit(municipality, cases, taking_part_in=edition if takes_part else None)

from collections import defaultdict

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from gemeentedelers.domain.adoptions.queries import adoptions_by_municipality
from gemeentedelers.domain.municipalities.queries import municipalities_on, municipalities_with_code
from gemeentedelers.domain.municipalities.rules import exists_on
from gemeentedelers.domain.publications.queries import publications_of_municipality
from gemeentedelers.web.ui.requests import TimedRequest


@require_safe
def municipalities(request: TimedRequest) -> HttpResponse:
    by_province = defaultdict(list)
    for municipality in municipalities_on(localdate(request.now)):
        by_province[municipality.province].append(municipality)
    provinces = sorted(by_province.items())
    n_municipalities = sum(len(rows) for _, rows in provinces)
    return render(request, "public/gemeenten.html", {"provinces": provinces, "n_municipalities": n_municipalities})


@require_safe
def municipality(request: TimedRequest, code: str) -> HttpResponse:
    found = get_object_or_404(municipalities_with_code(code))
    context = {
        "municipality": found,
        "is_current": exists_on(localdate(request.now), valid_from=found.valid_from, valid_to=found.valid_to),
        "picture": f"{settings.SITE_URL}{reverse('public:share_picture', args=[found.code])}",
        "successors": found.successors.all(),
        "predecessors": found.predecessors.all(),
        "shared": publications_of_municipality(found),
        "taken_over": adoptions_by_municipality(found),
    }
    return render(request, "public/gemeente.html", context)

"""Which certificates were issued, and taking back the one that should not have been."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.certificates.actions import withdraw_certificate
from gemeentedelers.domain.certificates.queries import certificates_of_edition
from gemeentedelers.domain.certificates.rules import Honour
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition


@require_safe
@door(*OFFICE)
def certificates(request: SignedInRequest, year: int) -> HttpResponse:
    return _page(request, edition_in_sight(request.user, year))


@require_POST
@door(*OFFICE)
def withdraw(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    found = get_object_or_404(certificates_of_edition(shown), code=code)
    try:
        withdraw_certificate(found, reason=request.POST.get("reason", ""), by=request.user, now=request.now)
    except RefusedError as error:
        return _page(request, shown, refused=(code, sentence(error.refusal)))
    messages.success(request, "Het certificaat is ingetrokken. Wie de code controleert, leest waarom.")
    return redirect("office:certificates", year)


def _page(request: SignedInRequest, shown: "Edition", *, refused: tuple[str, str] | None = None) -> HttpResponse:
    code, error = refused or ("", "")
    rows = [
        {
            "certificate": issued,
            "honour": label(Honour(issued.honour)),
            "error": error if issued.code == code else "",
            "typed": request.POST.get("reason", "") if issued.code == code else "",
        }
        for issued in certificates_of_edition(shown)
    ]
    context = {"rows": rows, "error": error, **frame(request, shown)}
    return render(request, "office/certificates.html", context, status=422 if refused else 200)

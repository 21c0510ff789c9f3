"""Where a reader worked before, because that may bar them from an entry."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from gemeentedelers.domain.conflicts.actions import remove_employment
from gemeentedelers.domain.conflicts.queries import employments_of
from gemeentedelers.domain.conflicts.rules import WARN_YEARS
from gemeentedelers.domain.municipalities.queries import municipalities_since
from gemeentedelers.domain.panels.actions import tell_former_employer
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.scorer.access import READERS
from gemeentedelers.web.scorer.desk import frame, piles_of
from gemeentedelers.web.scorer.forms import EmployerForm
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.panels.models import Assignment

LONGEST_YEAR = 366


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def employers(request: SignedInRequest) -> HttpResponse:
    """The list with a button to remove each, and a form to add one."""
    since = localdate(request.now) - timedelta(days=WARN_YEARS * LONGEST_YEAR)
    form = EmployerForm(municipalities_since(since), request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            told, gone = tell_former_employer(request.user, **form.cleaned_data, now=request.now)
        except RefusedError as error:
            form.refuse(error.refusal)
        else:
            messages.success(request, f"Bewaard: {told.employer}. {_left(gone)}".strip())
            return redirect(_here(request))
    context = {"form": form, "told": list(employments_of(request.user)), "back": _back(request)}
    piles = piles_of(request.user, request.now)
    return render(request, "scorer/employers.html", {**context, **frame(piles)}, status=422 if form.errors else 200)


@require_POST
@door(*READERS)
def remove(request: SignedInRequest, code: str) -> HttpResponse:
    employment = get_object_or_404(employments_of(request.user), code=code)
    remove_employment(employment, now=request.now)
    messages.success(request, f"{employment.employer} staat niet meer op uw lijst.")
    return redirect(_here(request))


def _left(gone: "list[Assignment]") -> str:
    if not gone:
        return ""
    if len(gone) == 1:
        return f"“{gone[0].entry.title}” staat niet meer op uw lijst; iemand anders leest haar."
    return f"{len(gone)} inzendingen staan niet meer op uw lijst; iemand anders leest ze."


def _here(request: SignedInRequest) -> str:
    back = _back(request)
    page = reverse("scorer:employers")
    return page if back == reverse("scorer:queue") else f"{page}?{urlencode({'terug': back})}"


def _back(request: SignedInRequest) -> str:
    asked = request.GET.get("terug", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else reverse("scorer:queue")

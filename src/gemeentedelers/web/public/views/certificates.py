"""Anybody with a certificate in hand sees here whether it is real."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from gemeentedelers.domain.certificates.queries import certificate_with
from gemeentedelers.domain.certificates.rules import Honour
from gemeentedelers.web.public.forms import CheckCodeForm
from gemeentedelers.web.ui.certificates import as_pdf
from gemeentedelers.web.ui.labels import label
from gemeentedelers.web.ui.requests import TimedRequest


@require_safe
def check_certificate(request: TimedRequest) -> HttpResponse:
    form = CheckCodeForm(request.GET) if "code" in request.GET else CheckCodeForm()
    if form.is_valid():
        found = certificate_with(form.cleaned_data["code"]).first()
        if found is not None:
            return redirect("public:certificate", found.code)
        form.add_error("code", "Wij kennen geen certificaat met deze code. Kijk of u elk teken goed overnam.")
    return render(request, "public/certificaat_controle.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def certificate(request: TimedRequest, code: str) -> HttpResponse:
    found = get_object_or_404(certificate_with(code))
    context = {"certificate": found, "honour": label(Honour(found.honour)), "edition": found.edition}
    return render(request, "public/certificaat.html", context)


@require_safe
def certificate_pdf(request: TimedRequest, code: str) -> HttpResponse:
    return as_pdf(get_object_or_404(certificate_with(code).filter(withdrawn_at=None)))

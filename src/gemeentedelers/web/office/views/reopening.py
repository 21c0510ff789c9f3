from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.panels.actions import reopen_reader
from gemeentedelers.domain.panels.queries import readers_of
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_to_run
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.reading_forms import ReopenForm
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def reopen(request: SignedInRequest, year: int, kind: RoundKind, code: str) -> HttpResponse:
    """Let a reader who gave a final word change scores again, with a reason that the reader sees."""
    shown = edition_to_run(request.user, year)
    round_ = round_of(shown, kind)
    if round_ is None:
        raise Http404
    reader = get_object_or_404(readers_of(round_), user__code=code)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reopen_reader(reader, form.cleaned_data["reason"], by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            messages.success(request, f"{reader.user.name} kan weer scores wijzigen.")
            return redirect("office:readers", year)
    context = {"reader": reader, "round": round_, "form": form, **frame(request, shown)}
    return render(request, "office/reader_reopen.html", context, status=422 if form.errors else 200)

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gemeentedelers.domain.results.actions import sign_release
from gemeentedelers.domain.results.queries import obstacle_to_sign, seal_in_force, signatures_on
from gemeentedelers.domain.results.rules import KEY_HOLDERS, N_SIGNATURES
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.live.access import edition_for, way_back
from gemeentedelers.web.live.forms import SignForm
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@door(*KEY_HOLDERS)
def release(request: SignedInRequest, year: int) -> HttpResponse:
    """Who holds a key signs here. Nobody learns anything about the result by signing."""
    edition = edition_for(request.user, year, KEY_HOLDERS)
    form = SignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            signed = sign_release(edition, by=request.user, now=request.now)
            said = "De uitslag is vrijgegeven." if signed.released_at else "U hebt getekend. Nog één persoon is nodig."
            messages.success(request, said)
        except RefusedError as error:
            messages.error(request, sentence(error.refusal))
        return redirect("live:release", year)
    result = seal_in_force(edition)
    context = {
        "edition": edition,
        "crumbs": way_back(request.user, edition, office="office:result", page="Vrijgave"),
        "result": result,
        "signatures": signatures_on(result) if result else [],
        "n_needed": N_SIGNATURES,
        "refusal": obstacle_to_sign(edition, request.user, request.now),
        "form": form,
    }
    return render(request, "live/release.html", context, status=422 if form.errors else 200)

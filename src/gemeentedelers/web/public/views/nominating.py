from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from gemeentedelers.domain.editions.queries import edition_open_for_entry
from gemeentedelers.domain.entries.actions import claim_nomination, decline_nomination
from gemeentedelers.domain.entries.actions import nominate as nominate_municipality
from gemeentedelers.domain.entries.queries import nominations_with_code
from gemeentedelers.domain.municipalities.queries import municipalities_on
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.public.forms import NominationForm
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import TimedRequest, viewer_of

# A nomination mails somebody else, so one address on the internet may not send many.
BRAKE = {"nominate": "20/h/ip"}


@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit.decorator(  # type: ignore[untyped-decorator]  # allauth ships no types
    app="gemeentedelers.web.public", action="nominate", config=BRAKE
)
def nominate(request: TimedRequest) -> HttpResponse:
    """Point at a colleague municipality's case; no account is needed."""
    edition = edition_open_for_entry(request.now)
    if edition is None:
        return render(request, "public/nomineren_gesloten.html")
    viewer = viewer_of(request)
    known = {"nominator_name": viewer.name, "nominator_email": viewer.email} if viewer else {}
    choices = municipalities_on(localdate(request.now))
    data = request.POST if request.method == "POST" else None
    form = NominationForm(data, initial=known, municipalities=choices)
    if form.is_valid():
        try:
            nominate_municipality(edition, by=viewer, now=request.now, **form.cleaned_data)
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            return render(request, "public/nomineren_bedankt.html", {"municipality": form.cleaned_data["municipality"]})
    context = {"form": form, "edition": edition}
    return render(request, "public/nomineren.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def nomination(request: TimedRequest, code: str) -> HttpResponse:
    """What the invited reads. Looking changes nothing, so a mail scanner may look too; answering is a POST."""
    found = get_object_or_404(nominations_with_code(code))
    if request.method != "POST":
        return render(request, "public/nominatie.html", {"nomination": found})
    viewer, answer = viewer_of(request), request.POST.get("answer")
    if viewer is None:
        return redirect_to_login(request.path)
    if answer not in ("claim", "decline"):
        raise Http404
    try:
        if answer == "claim":
            entry = claim_nomination(found, by=viewer, now=request.now)
            messages.success(request, f"Mooi! Uw concept staat klaar onder kenmerk {entry.reference}.")
            return redirect("entrant:entry", entry.reference)
        decline_nomination(found, by=viewer, now=request.now)
        messages.info(request, "U doet nu niet mee. Bedankt dat u het liet weten.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("public:nomination", code)

"""What a team hears back from the people who read its entry, and whether it could use that."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.advice.actions import reply_to_advice
from gemeentedelers.domain.advice.queries import advice_for
from gemeentedelers.web.entrant.access import own_entry
from gemeentedelers.web.entrant.answering_forms import UsefulnessForm
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.requests import SignedInRequest


@require_safe
@door()
def advice(request: SignedInRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    pieces = [(row, UsefulnessForm.of(row)) for row in advice_for(entry)]
    if not pieces:
        raise Http404
    return render(request, "entrant/entry_advice.html", {"entry": entry, "pieces": pieces})


@require_POST
@door()
def reply(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    entry = own_entry(request, reference)
    replied = get_object_or_404(advice_for(entry), code=code)
    form = UsefulnessForm(request.POST, auto_id=f"{code}_%s")
    if not form.is_valid():
        pieces = [(row, form if row == replied else UsefulnessForm.of(row)) for row in advice_for(entry)]
        return render(
            request, "entrant/entry_advice.html", {"entry": entry, "pieces": pieces, "faulty": form}, status=422
        )
    given = form.cleaned_data
    reply_to_advice(replied, given["usefulness"], text=given["text"], by=request.user, now=request.now)
    messages.success(request, "Dank u wel. Daar hebben de scoorders wat aan.")
    return redirect("entrant:advice", reference)

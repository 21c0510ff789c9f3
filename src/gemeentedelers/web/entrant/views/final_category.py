"""In which category of the final an entry stands, and what its team thinks of that."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.entries.rules import Deed
from gemeentedelers.domain.recuts.actions import object_to_category
from gemeentedelers.domain.recuts.queries import (
    deadline_to_object,
    newest_recut,
    objections_of,
    obstacle_to_object,
    placement_of,
)
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.entrant.access import may, own_entry, own_role
from gemeentedelers.web.entrant.answering_forms import ObjectionForm
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry


@require_safe
@door()
def final_category(request: SignedInRequest, reference: str) -> HttpResponse:
    return _page(request, own_entry(request, reference))


@require_POST
@door()
def object_to(request: SignedInRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    form = ObjectionForm(request.POST)
    if not form.is_valid():
        return _page(request, entry, form=form)
    try:
        object_to_category(entry, form.cleaned_data["text"], by=request.user, now=request.now)
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _page(request, entry, form=form)
    messages.success(request, "Uw bezwaar is verstuurd. De organisatie antwoordt per mail.")
    return redirect("entrant:final_category", reference)


def _page(request: SignedInRequest, entry: "Entry", *, form: ObjectionForm | None = None) -> HttpResponse:
    placement = placement_of(entry)
    if placement is None:
        raise Http404
    context = {
        "entry": entry,
        "placement": placement,
        "recut": newest_recut(entry.edition),
        "objections": [(row, label(row.standing)) for row in objections_of(entry)],
        "refusal": obstacle_to_object(entry, placement, request.now),
        "until": deadline_to_object(placement),
        "may_object": may(Deed.SUBMIT, own_role(request, entry)),
        "form": form or ObjectionForm(),
    }
    return render(request, "entrant/entry_category.html", context, status=422 if form else 200)

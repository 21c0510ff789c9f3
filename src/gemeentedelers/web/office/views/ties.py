from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from gemeentedelers.domain.entries.queries import submitted_entries
from gemeentedelers.domain.municipalities.queries import municipalities_on
from gemeentedelers.domain.panels.queries import people_reading_in
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.web.office.access import edition_in_sight
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.ties import TiesForm, answer_to, rooms_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.requests import SignedInRequest

PER_PAGE = 50


@require_safe
@door(*OFFICE)
def ties(request: SignedInRequest, year: int) -> HttpResponse:
    """Whether somebody could judge an entry and why, and for which entries few readers remain. Writes nothing."""
    shown = edition_in_sight(request.user, year)
    submitted = submitted_entries(shown)
    form = TiesForm(municipalities_on(shown.reference_date), submitted, request.GET or None)
    entries, readers = list(submitted), list(people_reading_in(shown))
    asked = {name: request.GET.get(name, "") for name in form.fields if name in request.GET}
    context = {
        "form": form,
        "answer": answer_to(form.cleaned_data, entries) if form.is_valid() else None,
        "chosen": form.cleaned_data.get("inzending") if form.is_valid() else None,
        "readers": readers,
        "page": Paginator(rooms_of(entries, readers), PER_PAGE).get_page(request.GET.get("pagina")),
        "query": f"{urlencode(asked)}&" if asked else "",
    }
    return render(request, "office/ties.html", {**context, **frame(request, shown)})

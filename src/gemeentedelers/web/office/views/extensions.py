from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.entries.actions import decline_extension, extend_entry
from gemeentedelers.domain.entries.queries import extensions_asked, extensions_of
from gemeentedelers.domain.entries.rules import ExtensionStatus
from gemeentedelers.domain.intake.queries import drafts_in_outline, extendable_entries, outline_of
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.intake_forms import DeclineForm, ExtendForm
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest
from gemeentedelers.web.ui.templatetags.ui import moment

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.entries.models import Entry

PER_PAGE = 50
LONGEST_SOUGHT = 20


@require_safe
@door(*OFFICE)
def extensions(request: SignedInRequest, year: int) -> HttpResponse:
    """Who waits for an answer, and which drafts there are; of a draft nothing that its team wrote."""
    shown = edition_in_sight(request.user, year)
    sought = request.GET.get("kenmerk", "").strip()[:LONGEST_SOUGHT]
    drafts = drafts_in_outline(shown, reference=sought)
    page = Paginator(drafts, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "asked": extensions_asked(shown),
        "page": page,
        "drafts": [outline_of(row) for row in page],
        "sought": sought,
        "query": f"kenmerk={sought}&" if sought else "",
    }
    return render(request, "office/extensions.html", {**context, **frame(request, shown)})


@require_safe
@door(*OFFICE)
def extension(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    return _page(request, shown, _extendable(shown, reference))


@require_POST
@door(*OFFICE)
def extend(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    entry = _extendable(shown, reference)
    form = ExtendForm(request.POST)
    if form.is_valid():
        try:
            extend_entry(entry, until=form.until, reason=form.cleaned_data["reason"], by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error("day", sentence(error.refusal))
        else:
            messages.success(request, f"Dit team kan indienen tot {moment(form.until)}. Het krijgt een mail.")
            return redirect("office:extensions", year)
    return _page(request, shown, entry, extend_form=form)


@require_POST
@door(*OFFICE)
def decline(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    entry = _extendable(shown, reference)
    asked = extensions_asked(shown).filter(entry=entry).first()
    if asked is None:
        raise Http404
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, entry, decline_form=form)
    try:
        decline_extension(asked, reason=form.cleaned_data["reason"], by=request.user, now=request.now)
        messages.success(request, "Het team krijgt een mail met uw antwoord.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:extensions", year)


def _extendable(shown: "Edition", reference: str) -> "Entry":
    return get_object_or_404(extendable_entries(shown), reference=reference)


def _page(
    request: SignedInRequest,
    shown: "Edition",
    entry: "Entry",
    *,
    extend_form: ExtendForm | None = None,
    decline_form: DeclineForm | None = None,
) -> HttpResponse:
    told = [(row, label(ExtensionStatus(row.status))) for row in extensions_of(entry)]
    context = {
        "outline": outline_of(entry),
        "waiting": next((row for row, _ in told if row.status == ExtensionStatus.ASKED), None),
        "answered": [(row, words) for row, words in told if row.status != ExtensionStatus.ASKED],
        "reading_opens": shown.timetable.reading.opens,
        "extend_form": extend_form or ExtendForm(),
        "decline_form": decline_form or DeclineForm(auto_id="weigeren_%s"),
    }
    status = 422 if extend_form or decline_form else 200
    return render(request, "office/extension.html", {**context, **frame(request, shown)}, status=status)

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.editions.queries import catalogue_of, categories_of
from gemeentedelers.domain.editions.rules import Timeliness
from gemeentedelers.domain.entries.actions import assign_category
from gemeentedelers.domain.entries.queries import newest_version, submitted_entries
from gemeentedelers.domain.entries.rules import Eligibility, eligibility_doubts
from gemeentedelers.domain.intake.actions import judge_entry
from gemeentedelers.domain.intake.queries import desk
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.foundation.refusals import Refusal, RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.entry_desk import beside
from gemeentedelers.web.office.forms import CategoryForm, EligibilityForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.casefile import laid_out, names_in
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.entries.models import Entry

PER_PAGE = 100
STATES = {
    "te-beoordelen": ("Nog te beoordelen", Q(eligibility=Eligibility.UNDECIDED)),
    "zonder-categorie": ("Zonder categorie", Q(eligibility=Eligibility.ELIGIBLE, category=None)),
    "voldoet": ("Voldoet", Q(eligibility=Eligibility.ELIGIBLE)),
    "voldoet-niet": ("Voldoet niet", Q(eligibility=Eligibility.INELIGIBLE)),
    "vraag-open": ("Wacht op het team", Q(has_question=True)),
    "bezwaar": ("Bezwaar", Q(has_appeal=True)),
    "respijttijd": ("In respijttijd", Q(newest_time=Timeliness.IN_GRACE)),
}


@dataclass(frozen=True)
class Row:
    entry: "Entry"
    eligibility: Eligibility
    doubts: list[Refusal]


@require_safe
@door(*OFFICE)
def intake(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    asked = request.GET.get("staat", "")
    state = asked if asked in STATES else ""
    entries = desk(shown)
    if state:
        entries = entries.filter(STATES[state][1])
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "rows": [_row(entry, shown) for entry in page],
        "states": [("", "Alles"), *((key, label) for key, (label, _) in STATES.items())],
        "state": state,
        "in_grace": Timeliness.IN_GRACE,
        "ignored": asked if asked != state else "",
        "query": f"staat={state}&" if state else "",
    }
    return render(request, "office/intake.html", {**context, **frame(request, shown)})


@require_safe
@door(*OFFICE)
def entry(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    return entry_page(request, shown, get_object_or_404(submitted_entries(shown), reference=reference))


@require_POST
@door(*OFFICE)
def judge(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    judged = get_object_or_404(submitted_entries(shown), reference=reference)
    form = EligibilityForm(request.POST)
    if not form.is_valid():
        return entry_page(request, shown, judged, {"eligibility_form": form}, status=422)
    try:
        judge_entry(
            judged,
            form.cleaned_data["eligibility"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=request.now,
        )
        messages.success(request, "Uw oordeel is bewaard.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:entry", year, reference)


@require_POST
@door(*OFFICE)
def categorise(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    placed = get_object_or_404(submitted_entries(shown), reference=reference)
    form = CategoryForm(categories_of(shown), request.POST)
    if not form.is_valid():
        return entry_page(request, shown, placed, {"category_form": form}, status=422)
    try:
        assign_category(placed, form.cleaned_data["category"], by=request.user, now=request.now)
        messages.success(request, "De categorie is bewaard.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:entry", year, reference)


def _row(entry: "Entry", shown: "Edition") -> Row:
    doubts = eligibility_doubts(entry.finished_on, reference=shown.reference_date, max_age_years=shown.max_age_years)
    return Row(entry, Eligibility(entry.eligibility), doubts)


def entry_page(
    request: SignedInRequest,
    shown: "Edition",
    entry: "Entry",
    forms: Mapping[str, Form] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page of one entry; `forms` are those that came back with a fault."""
    version = newest_version(entry)
    if version is None:
        raise Http404
    catalogue = catalogue_of(shown)
    undecided = desk(shown).filter(STATES["te-beoordelen"][1]).exclude(pk=entry.pk)
    context = {
        "row": _row(entry, shown),
        "entry": entry,
        "version": version,
        "in_grace": Timeliness.IN_GRACE if version.timeliness == Timeliness.IN_GRACE else None,
        "groups": laid_out(version.content, names_in(catalogue)),
        "eligibility_form": EligibilityForm(
            initial={"eligibility": entry.eligibility, "reason": entry.eligibility_reason}
        ),
        "category_form": CategoryForm(categories_of(shown), initial=entry.category or entry.category_wish),
        "following": undecided.first(),
        **beside(shown, catalogue, entry, version, request.now),
        **(forms or {}),
    }
    return render(request, "office/entry.html", {**context, **frame(request, shown)}, status=status)

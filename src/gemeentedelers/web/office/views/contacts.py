from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.outreach.actions import (
    BadContactsError,
    ContactReport,
    import_contacts,
    remove_contact,
    stop_contact,
)
from gemeentedelers.domain.outreach.queries import contacts as all_contacts
from gemeentedelers.domain.outreach.queries import contacts_with_code, import_plan
from gemeentedelers.domain.outreach.rules import StopReason, read_contacts
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.web.office.access import edition_to_run
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.outreach_forms import ContactFileForm
from gemeentedelers.web.office.reaching import counted
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.outreach.queries import ImportPlan

PER_PAGE = 100
MOST_FAULTS, MOST_ROWS = 100, 10


@require_safe
@door(*OFFICE)
def contacts(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    page = Paginator(all_contacts(), PER_PAGE).get_page(request.GET.get("pagina"))
    rows = [(row, StopReason(row.stop_reason) if row.stop_reason else None) for row in page]
    return render(request, "office/contacts.html", {"page": page, "rows": rows, **frame(request, shown)})


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def import_list(request: SignedInRequest, year: int) -> HttpResponse:
    """First a preview; the list is stored by a second POST, that is read and checked anew."""
    shown = edition_to_run(request.user, year)
    is_sent = request.method == "POST"
    form = ContactFileForm(request.POST, request.FILES) if is_sent else ContactFileForm()
    if not is_sent or not form.is_valid():
        return _import_page(request, shown, form)
    rows, faults = read_contacts(form.cleaned_data["list"])
    if "opslaan" not in request.POST:
        plan = import_plan(rows, day=shown.reference_date, faults=faults)
        return _import_page(request, shown, _mendable(form), plan)
    try:
        report = import_contacts(
            rows,
            day=shown.reference_date,
            source=form.cleaned_data["source"],
            by=request.user,
            now=request.now,
            faults=faults,
            skip_bad_rows=form.cleaned_data["skip_bad_rows"],
        )
    except BadContactsError as error:
        return _import_page(request, shown, _mendable(form), error.plan, is_refused=True)
    _tell(request, report)
    return redirect("office:contacts", year)


@require_POST
@door(*OFFICE)
def remove(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    edition_to_run(request.user, year)
    contact = get_object_or_404(contacts_with_code(code))
    remove_contact(contact, by=request.user, now=request.now)
    messages.success(request, "Het adres is verwijderd.")
    return redirect("office:reach_municipality", year, contact.municipality.code)


@require_POST
@door(*OFFICE)
def bounced(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    edition_to_run(request.user, year)
    contact = get_object_or_404(contacts_with_code(code))
    stop_contact(contact, StopReason.BOUNCED, by=request.user, now=request.now)
    messages.success(request, "Dit adres krijgt geen uitnodigingen meer.")
    return redirect("office:reach_municipality", year, contact.municipality.code)


def _mendable(form: ContactFileForm) -> ContactFileForm:
    """The same list in the text box, whether it came from a file or was pasted."""
    read = form.cleaned_data
    kept = {"text": read["list"], "source": read["source"], "skip_bad_rows": read["skip_bad_rows"]}
    form = ContactFileForm(initial=kept)
    form.fields["text"].label, form.fields["text"].help_text = "De lijst", "Verbeter hier wat niet klopt."
    return form


def _import_page(
    request: SignedInRequest,
    shown: "Edition",
    form: ContactFileForm,
    plan: "ImportPlan | None" = None,
    *,
    is_refused: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "plan": plan,
        "is_refused": is_refused,
        "faults": plan.faults[:MOST_FAULTS] if plan else [],
        "n_more_faults": max(0, len(plan.faults) - MOST_FAULTS) if plan else 0,
        "first_rows": plan.added[:MOST_ROWS] if plan else [],
        "n_to_store": len(plan.added) + len(plan.renamed) if plan else 0,
    }
    status = 422 if form.errors or (plan and plan.faults) else 200
    return render(request, "office/contacts_import.html", {**context, **frame(request, shown)}, status=status)


def _tell(request: SignedInRequest, report: ContactReport) -> None:
    parts = [f"{counted(report.n_added, 'adres', 'adressen')} toegevoegd"]
    parts += [f"{counted(report.n_renamed, 'naam', 'namen')} bijgewerkt"] if report.n_renamed else []
    parts += [f"{report.n_known} al bekend"] if report.n_known else []
    parts += [f"{report.n_unsubscribed} afgemeld en niet opgeslagen"] if report.n_unsubscribed else []
    lines = {fault.line for fault in report.skipped}
    parts += [f"{counted(len(lines), 'foute regel', 'foute regels')} overgeslagen"] if lines else []
    messages.success(request, f"{', '.join(parts)}.")

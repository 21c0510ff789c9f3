"""What the organisers settle with one team: questions, an appeal, and entries that become one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gemeentedelers.domain.editions.queries import catalogue_of
from gemeentedelers.domain.entries.queries import submitted_entries, team_of
from gemeentedelers.domain.intake.actions import ask_team, close_question, decide_appeal, merge_entries, unmerge
from gemeentedelers.domain.intake.queries import appeal_of, merges_into, questions_of
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_to_run
from gemeentedelers.web.office.entry_desk import question_form
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.intake_forms import AppealForm, MergeForm
from gemeentedelers.web.office.views.intake import entry_page
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest


@require_POST
@door(*OFFICE)
def ask(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    entry = get_object_or_404(submitted_entries(shown), reference=reference)
    form = question_form(shown, catalogue_of(shown), request.now, request.POST)
    if form.is_valid():
        try:
            ask_team(entry, form.asked, by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error("due" if error.refusal.code.startswith("due") else None, sentence(error.refusal))
        else:
            messages.success(request, "Uw vraag staat bij het team. Het krijgt een mail.")
            return redirect("office:entry", year, reference)
    return entry_page(request, shown, entry, {"question_form": form}, status=422)


@require_POST
@door(*OFFICE)
def close(request: SignedInRequest, year: int, reference: str, code: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    entry = get_object_or_404(submitted_entries(shown), reference=reference)
    question = get_object_or_404(questions_of(entry), code=code)
    try:
        close_question(question, by=request.user, now=request.now)
        messages.success(request, "De vraag is gesloten. Het team kan niets meer wijzigen.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:entry", year, reference)


@require_POST
@door(*OFFICE)
def decide(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    entry = get_object_or_404(submitted_entries(shown), reference=reference)
    made, form = appeal_of(entry), AppealForm(request.POST)
    if made is None:
        messages.error(request, "Dit team maakte geen bezwaar.")
        return redirect("office:entry", year, reference)
    if not form.is_valid():
        return entry_page(request, shown, entry, {"appeal_form": form}, status=422)
    try:
        answer, reason = form.cleaned_data["outcome"], form.cleaned_data["reason"]
        decide_appeal(made, answer, reason=reason, by=request.user, now=request.now)
        messages.success(request, "Uw beslissing is bewaard. Het team krijgt een mail.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:entry", year, reference)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def merge(request: SignedInRequest, year: int, reference: str, into: str) -> HttpResponse:
    """First what will happen, in words; then, with the reason, it does."""
    shown = edition_to_run(request.user, year)
    gone, kept = (get_object_or_404(submitted_entries(shown), reference=name) for name in (reference, into))
    form = MergeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            merge_entries(gone, kept, reason=form.cleaned_data["reason"], by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            messages.success(request, f"{reference} gaat verder in {into}. Beide teams krijgen een mail.")
            return redirect("office:entry", year, into)
    context = {
        "form": form,
        "gone": gone,
        "kept": kept,
        "newcomers": [row.user for row in team_of(gone).exclude(user__in=team_of(kept).values("user"))],
        "is_same_municipality": gone.municipality_id == kept.municipality_id,
    }
    status = 422 if form.is_bound else 200
    return render(request, "office/merge.html", {**context, **frame(request, shown)}, status=status)


@require_POST
@door(*OFFICE)
def undo_merge(request: SignedInRequest, year: int, reference: str, gone: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    kept = get_object_or_404(submitted_entries(shown), reference=reference)
    taken_in = get_object_or_404(merges_into(kept), gone__reference=gone)
    try:
        unmerge(taken_in, by=request.user, now=request.now)
        messages.success(request, f"{gone} en {reference} staan weer los van elkaar.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:entry", year, reference)

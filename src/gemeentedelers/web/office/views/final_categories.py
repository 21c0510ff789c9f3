"""The categories of the final: how the shortlist is divided, other ways to do it, and what teams think of it."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.recuts.actions import answer_objection, apply_cut, undo_recut
from gemeentedelers.domain.recuts.queries import (
    cut_as_entered,
    cut_now,
    has_finalists,
    newest_recut,
    objections_in,
    obstacle_to_undo,
    recuts_of,
)
from gemeentedelers.domain.recuts.queries.studio import Studio, alternatives_for, studio_of
from gemeentedelers.domain.recuts.rules import Cut
from gemeentedelers.domain.recuts.rules.objections import ObjectionOutcome
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.recut_forms import CutForm, KeepForm, ObjectionAnswerForm, with_another_row
from gemeentedelers.web.office.recutting import SLUGS, Sketch, sketch_of, sketches_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.recuts.models import Objection

MAILED = "Teams die nu in een andere categorie staan, krijgen een mail."
DIVIDED = f"De indeling van de finale is bewaard. {MAILED}"


@require_safe
@door(*OFFICE)
def studio(request: SignedInRequest, year: int) -> HttpResponse:
    """How the shortlist is divided now, and what an organiser may begin from."""
    return _studio_page(request, edition_in_sight(request.user, year))


@require_POST
@door(*OFFICE)
def keep(request: SignedInRequest, year: int) -> HttpResponse:
    """The categories of entry are also those of the final."""
    shown = edition_to_run(request.user, year)
    form = KeepForm(request.POST)
    if not form.is_valid():
        return _studio_page(request, shown, keep_form=form)
    try:
        apply_cut(shown, cut_as_entered(shown), reason=form.cleaned_data["reason"], by=request.user, now=request.now)
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _studio_page(request, shown, keep_form=form)
    messages.success(request, DIVIDED)
    return redirect("office:final_categories", year)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def edit(request: SignedInRequest, year: int) -> HttpResponse:
    """The table to divide by hand. Posting shows what would change; nothing is stored."""
    shown = edition_to_run(request.user, year)
    found = _studio_to_edit(shown, request)
    entries = list(found.entries.values())
    if request.method != "POST":
        newest = newest_recut(shown)
        cut = _beginning(found, request.GET.get("begin", ""))
        return _edit_page(request, shown, CutForm(entries, cut=cut, based_on=newest.number if newest else 0))
    if "categorie_erbij" in request.POST:
        return _edit_page(request, shown, CutForm(entries, with_another_row(request.POST)), is_checked=False)
    form = CutForm(entries, request.POST)
    if not form.is_valid():
        return _edit_page(request, shown, form)
    return _edit_page(request, shown, form, sketch=sketch_of(found, found.preview(form.cut())))


@require_POST
@door(*OFFICE)
def apply(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    found = _studio_to_edit(shown, request)
    form = CutForm(list(found.entries.values()), request.POST)
    if not form.is_valid():
        return _edit_page(request, shown, form)
    cut = form.cut()
    try:
        apply_cut(
            shown,
            cut,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=request.now,
            based_on=form.cleaned_data["based_on"],
        )
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _edit_page(request, shown, form, sketch=sketch_of(found, found.preview(cut)))
    messages.success(request, DIVIDED)
    return redirect("office:final_categories", year)


@require_POST
@door(*OFFICE)
def undo(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    recut = get_object_or_404(recuts_of(edition_to_run(request.user, year)), number=number)
    try:
        undo_recut(recut, by=request.user, now=request.now)
        messages.success(request, f"Indeling {number} is teruggedraaid. {MAILED}")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:final_categories", year)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def objection(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """What a team says about its category, and the answer to it."""
    is_answer = request.method == "POST"
    shown = edition_to_run(request.user, year) if is_answer else edition_in_sight(request.user, year)
    found = get_object_or_404(objections_in(shown), code=code)
    categories = _others(shown, found)
    form = ObjectionAnswerForm(*([request.POST] if is_answer else []), categories=categories)
    if is_answer and form.is_valid():
        said = form.cleaned_data
        try:
            answer_objection(
                found, said["outcome"], reason=said["reason"], into=said["into"], by=request.user, now=request.now
            )
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            messages.success(request, "Uw antwoord is bewaard. Het team krijgt een mail.")
            return redirect("office:final_categories", year)
    context = {
        "objection": found,
        "outcome": label(found.standing),
        "is_waiting": found.standing is ObjectionOutcome.WAITING,
        "form": form,
    }
    status = 422 if is_answer else 200
    return render(request, "office/category_objection.html", {**context, **frame(request, shown)}, status=status)


def _others(shown: "Edition", found: "Objection") -> list[tuple[str, str]]:
    cut = cut_now(shown)
    if cut is None:
        return []
    here = cut.placements.get(found.entry.reference)
    return [(row.key, row.name) for row in cut.categories if row.key != here]


def _studio_to_edit(shown: "Edition", request: SignedInRequest) -> Studio:
    """Nothing to edit before the shortlist is out, nor after the finalists are chosen."""
    if not shown.shortlist_is_out(request.now) or has_finalists(shown):
        raise Http404
    return studio_of(shown)


def _beginning(found: Studio, slug: str) -> Cut:
    """What was asked for; without that, or when it is not there, the division that holds."""
    alternative = SLUGS.get(slug)
    standing = found.now or found.as_entered
    return alternatives_for(found).get(alternative, standing) if alternative else standing


def _studio_page(request: SignedInRequest, shown: "Edition", *, keep_form: KeepForm | None = None) -> HttpResponse:
    is_out, recuts = shown.shortlist_is_out(request.now), list(recuts_of(shown))
    newest = next((row for row in recuts if row.undone_at is None), None)
    found = studio_of(shown) if is_out else None
    is_fixed = has_finalists(shown)
    standing = (found.now or found.as_entered) if found else None
    context = {
        "is_out": is_out,
        "is_fixed": is_fixed,
        "is_divided": newest is not None,
        "now": sketch_of(found, found.preview(standing)) if found and standing else None,
        "n_entries": len(found.entries) if found else 0,
        "sketches": list(sketches_of(found)) if found and found.entries and not is_fixed else [],
        "recuts": recuts,
        "newest": newest,
        "may_undo": newest is not None and obstacle_to_undo(newest, request.now) is None,
        "objections": [(row, label(row.standing)) for row in objections_in(shown)],
        "keep_form": keep_form or KeepForm(),
    }
    status = 422 if keep_form else 200
    return render(request, "office/final_categories.html", {**context, **frame(request, shown)}, status=status)


def _edit_page(
    request: SignedInRequest,
    shown: "Edition",
    form: CutForm,
    *,
    sketch: Sketch | None = None,
    is_checked: bool = True,
) -> HttpResponse:
    is_faulty = is_checked and form.is_bound and bool(form.errors)
    context = {"form": form, "sketch": sketch, "is_faulty": is_faulty}
    status = 422 if is_faulty else 200
    return render(request, "office/cut_edit.html", {**context, **frame(request, shown)}, status=status)

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.editions.actions import move_deadline
from gemeentedelers.domain.editions.queries import obstacle_to_move
from gemeentedelers.domain.editions.rules import Timeliness
from gemeentedelers.domain.editions.rules import deadline as deadline_said
from gemeentedelers.domain.entries.queries import draft_audience, intake_counts
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.forms import DeadlineForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.moving import history_of, preview_of, reminders_to_come
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest
from gemeentedelers.web.ui.templatetags.ui import closing, iso_utc

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition


@require_safe
@door(*OFFICE)
def deadline(request: SignedInRequest, year: int) -> HttpResponse:
    """When the entries close, the grace that only organisers see, and what moved before."""
    return _page(request, edition_in_sight(request.user, year))


@require_POST
@door(*OFFICE)
def check_deadline(request: SignedInRequest, year: int) -> HttpResponse:
    """Say in words what a move would mean. Nothing changes yet."""
    shown = edition_to_run(request.user, year)
    form = _checked(request, shown)
    return _page(request, shown, form=form, status=422 if form.errors else 200)


@require_POST
@door(*OFFICE)
def move(request: SignedInRequest, year: int) -> HttpResponse:
    """Only what was previewed is moved: when somebody else was first, the preview comes again."""
    shown = edition_to_run(request.user, year)
    form = _checked(request, shown)
    if form.errors:
        return _page(request, shown, form=form, status=422)
    if request.POST.get("was") != iso_utc(shown.entry_closes):
        messages.warning(request, "De sluiting is intussen anders. Kijk nog eens wat er verandert.")
        return _page(request, shown, form=form, status=409)
    try:
        moved = move_deadline(
            shown, form.said, reason=form.cleaned_data["reason"], by=request.user.code, now=request.now
        )
        messages.success(request, f"De sluiting is verplaatst naar {closing(moved.became_deadline)}.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:deadline", year)


def _checked(request: SignedInRequest, shown: "Edition") -> DeadlineForm:
    """The form with everything that stands in the way, beside the field that it is about."""
    form = DeadlineForm(request.POST)
    if form.is_valid():
        became = deadline_said(form.said)
        refusal = obstacle_to_move(shown, became, reason=form.cleaned_data["reason"], now=request.now)
        if refusal is not None:
            form.add_error(form.moment_field, sentence(refusal))
    return form


def _page(
    request: SignedInRequest, shown: "Edition", *, form: DeadlineForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form or DeadlineForm.about(shown.entry_deadline),
        "preview": preview_of(shown, form.said, request.now) if form is not None and not form.errors else None,
        "counts": intake_counts(shown),
        "audience": draft_audience(shown),
        "is_closed": request.now >= shown.entry_closes,
        "has_begun": request.now >= shown.first_round_opens,
        "grace_ends": shown.closing_for().at + shown.closing_for().grace,
        "in_grace": Timeliness.IN_GRACE,
        "reminders": reminders_to_come(shown.entry_deadline, request.now),
        "history": history_of(shown),
    }
    return render(request, "office/deadline.html", {**context, **frame(request, shown)}, status=status)

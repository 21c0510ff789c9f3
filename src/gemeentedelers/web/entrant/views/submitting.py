from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.entries.actions import ask_extension, restore_entry, submit_entry, withdraw_entry
from gemeentedelers.domain.entries.queries import draft_of, newest_version, team_of, time_of
from gemeentedelers.domain.entries.rules import (
    UNDO_WITHIN,
    Deed,
    EntryObstacle,
    EntryStatus,
    SubmitKey,
    why_not_do,
    why_not_submit,
    why_not_withdraw,
)
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.entrant.access import may, own_entry, own_role
from gemeentedelers.web.entrant.answers import answers_of
from gemeentedelers.web.entrant.conditions import conditions_of
from gemeentedelers.web.entrant.forms import ExtensionForm, WithdrawalForm
from gemeentedelers.web.entrant.receipt import answers_pdf
from gemeentedelers.web.entrant.tasks import task_list
from gemeentedelers.web.entrant.way import steps_of
from gemeentedelers.web.ui.casefile import names_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

CONFLICT = 409


@require_safe
@door()
def check(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everything that was filled in, as it will be frozen; the button carries the key of this very text."""
    shown = own_entry(request, reference)
    draft, names = draft_of(shown), names_of(shown.edition)
    edition, role = shown.edition, own_role(request, shown)
    status = EntryStatus(shown.status)
    refusal = why_not_do(Deed.SUBMIT, role=role) or why_not_submit(
        status=status,
        offer=draft.offer,
        time=time_of(shown, request.now),
        window=edition.entry_window,
        is_asked=bool(shown.open_sections),
    )
    context = {
        "entry": shown,
        "is_draft": status is EntryStatus.DRAFT,
        "list": task_list(reference, draft, names, {}),
        "answers": answers_of(shown, draft, names),
        "checks": conditions_of(shown.edition, draft.texts),
        "submit_key": shown.submit_key,
        "digest": draft.offer.digest,
        "refusal": refusal,
        "is_late": refusal is not None and refusal.code is EntryObstacle.WINDOW_CLOSED,
    }
    return render(request, "entrant/entry_check.html", context)


@require_POST
@door()
def submit(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = own_entry(request, reference)
    posted = SubmitKey(request.POST.get("sleutel", ""), request.POST.get("inhoud", ""))
    try:
        version = submit_entry(shown, posted, by=request.user, now=request.now)
    except RefusedError as error:
        if error.refusal.code is EntryObstacle.WRONG_KEY:
            return render(request, "entrant/entry_wrong_key.html", {"entry": shown}, status=CONFLICT)
        messages.error(request, sentence(error.refusal))
        return redirect("entrant:check", reference)
    return redirect("entrant:receipt", reference, version.number)


@require_safe
@door()
def newest_receipt(request: SignedInRequest, reference: str) -> HttpResponse:
    """The address that people keep: it leads to the receipt of what was submitted last."""
    version = newest_version(own_entry(request, reference))
    if version is None:
        return redirect("entrant:entry", reference)
    return redirect("entrant:receipt", reference, version.number)


@require_safe
@door()
def receipt(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """The proof of one submission. It stays, also when a later one replaces it."""
    shown = own_entry(request, reference)
    version = shown.versions.filter(number=number).first()
    if version is None:
        return redirect("entrant:entry", reference)
    newest = newest_version(shown)
    context = {
        "entry": shown,
        "version": version,
        "is_newest": newest == version,
        "is_withdrawn": shown.status == EntryStatus.WITHDRAWN,
        "steps": steps_of(shown, request.now),
        "team": team_of(shown),
    }
    return render(request, "entrant/entry_receipt.html", context)


@require_safe
@door()
def answers(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """All answers of one version as a PDF, the same as in the mail."""
    shown = own_entry(request, reference)
    version = get_object_or_404(shown.versions, number=number)
    headers = {"Content-Disposition": f'attachment; filename="inzending-{reference}-versie-{number}.pdf"'}
    return HttpResponse(answers_pdf(shown, version), content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@door()
def withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = own_entry(request, reference)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            withdraw_entry(shown, reason=form.cleaned_data["reason"], by=request.user, now=request.now)
            messages.success(request, "Uw inzending is ingetrokken. U kunt dit 24 uur lang ongedaan maken.")
        except RefusedError as error:
            messages.error(request, sentence(error.refusal))
        return redirect("entrant:entry", reference)
    role = own_role(request, shown)
    refusal = why_not_do(Deed.WITHDRAW, role=role) or why_not_withdraw(
        status=EntryStatus(shown.status), revealed_at=shown.edition.revealed_at, now=request.now
    )
    context = {"entry": shown, "form": form, "why_not": refusal, "hours": UNDO_WITHIN.total_seconds() // 3600}
    return render(request, "entrant/entry_withdraw.html", context, status=422 if form.is_bound else 200)


@require_POST
@door()
def restore(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = own_entry(request, reference)
    try:
        restore_entry(shown, by=request.user, now=request.now)
        messages.success(request, "Uw inzending doet weer mee, zoals zij was.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("entrant:entry", reference)


@require_http_methods(["GET", "HEAD", "POST"])
@door()
def more_time(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask the organisers for more time. Nothing that was written is at stake."""
    shown = own_entry(request, reference)
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            ask_extension(shown, reason=form.cleaned_data["reason"], by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            messages.success(request, "Uw vraag ligt bij de organisatie. U krijgt antwoord per mail.")
            return redirect("entrant:entry", reference)
    context = {"entry": shown, "form": form, "may_submit": may(Deed.SUBMIT, own_role(request, shown))}
    return render(request, "entrant/entry_more_time.html", context, status=422 if form.is_bound else 200)

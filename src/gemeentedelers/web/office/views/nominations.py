from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.municipalities.queries import municipalities_on
from gemeentedelers.domain.nominations.actions import (
    approve_tip,
    close_nomination,
    research_nomination,
    set_contact,
)
from gemeentedelers.domain.nominations.actions import research_case as research_own_case
from gemeentedelers.domain.nominations.queries import invitations_of, nominations_of, writes_along
from gemeentedelers.domain.nominations.rules import OPEN_TO_THE_OFFICE, InvitationWay, NominationStatus
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.forms import ApprovalForm, ClosingForm, ContactForm, ResearchForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.nominations.models import Invitation, Nomination, Nominator

PER_PAGE = 100
NEEDS_CONTACT = [NominationStatus.WITHOUT_CONTACT, NominationStatus.EXPIRED]
STATES = {
    "tips": ("Tips", Q(status=NominationStatus.TIP)),
    "contactpersoon-nodig": ("Contactpersoon nodig", Q(status__in=NEEDS_CONTACT)),
    "wacht-op-antwoord": ("Wacht op antwoord", Q(status=NominationStatus.INVITED)),
    "aangenomen": ("Aangenomen", Q(status=NominationStatus.CLAIMED)),
    "team-schrijft-al": ("Team schrijft al", Q(status=NominationStatus.MATCHED)),
    "zelf-ingevoerd": ("Zelf ingevoerd", Q(status=NominationStatus.RESEARCHED)),
    "afgeslagen": ("Afgeslagen", Q(status=NominationStatus.DECLINED)),
    "gesloten": ("Gesloten", Q(status=NominationStatus.CLOSED)),
}


@dataclass(frozen=True)
class Row:
    nomination: "Nomination"
    status: NominationStatus
    n_nominators: int
    contact: str


@dataclass(frozen=True)
class Forms:
    """What an organiser may do with a nomination."""

    contact: ContactForm
    closing: ClosingForm = field(default_factory=ClosingForm)


@require_safe
@door(*OFFICE)
def nominations(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    asked = request.GET.get("staat", "")
    state = asked if asked in STATES else ""
    found = nominations_of(shown)
    if state:
        found = found.filter(STATES[state][1])
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "rows": [_row(nomination) for nomination in page],
        "states": [("", "Alles"), *((key, name) for key, (name, _) in STATES.items())],
        "state": state,
        "ignored": asked if asked != state else "",
        "query": f"staat={state}&" if state else "",
    }
    return render(request, "office/nominations.html", {**context, **frame(request, shown)})


def _row(nomination: "Nomination") -> Row:
    return Row(
        nomination,
        NominationStatus(nomination.status),
        nomination.n_nominators,  # type: ignore[attr-defined]  # counted by the query
        nomination.contact_email or "",  # type: ignore[attr-defined]  # found by the query
    )


@require_safe
@door(*OFFICE)
def nomination(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    return _page(request, shown, _found(shown, code))


@require_POST
@door(*OFFICE)
def contact(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    changed, form = _found(shown, code), ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, changed, Forms(form))

    def change() -> None:
        set_contact(changed, form.cleaned_data["email"], by=request.user, now=request.now)

    return _done(request, changed, change, "De contactpersoon krijgt een mail.")


@require_POST
@door(*OFFICE)
def approve(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    tip, form = _found(shown, code), ApprovalForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, tip, Forms(form))

    def change() -> None:
        approve_tip(tip, email=form.cleaned_data["email"], by=request.user, now=request.now)

    return _done(request, tip, change, "De tip is nu een nominatie.")


@require_POST
@door(*OFFICE)
def close(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    closed, form = _found(shown, code), ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, closed, Forms(_contact_form(closed), form))

    def change() -> None:
        close_nomination(closed, reason=form.cleaned_data["reason"], by=request.user, now=request.now)

    return _done(request, closed, change, "De nominatie is gesloten.")


@require_POST
@door(*OFFICE)
def research(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    found = _found(edition_to_run(request.user, year), code)
    try:
        entry = research_nomination(found, by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("office:nomination", year, code)
    messages.success(request, f"Het concept staat klaar onder kenmerk {entry.reference}. U bent nu de eigenaar.")
    return redirect("entrant:entry", entry.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def research_case(request: SignedInRequest, year: int) -> HttpResponse:
    """Desk research: a case that nobody nominated. The organiser owns the draft until it is handed over."""
    shown = edition_to_run(request.user, year)
    choices = municipalities_on(localdate(request.now))
    form = ResearchForm(choices, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            entry = research_own_case(
                shown,
                form.cleaned_data["municipality"],
                title=form.cleaned_data["title"],
                by=request.user,
                now=request.now,
            )
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            messages.success(request, f"Het concept staat klaar onder kenmerk {entry.reference}.")
            return redirect("entrant:entry", entry.reference)
    status = 422 if form.errors else 200
    return render(request, "office/research_case.html", {"form": form, **frame(request, shown)}, status=status)


def _found(shown: "Edition", code: str) -> "Nomination":
    return get_object_or_404(nominations_of(shown).prefetch_related("nominators"), code=code)


def _done(request: SignedInRequest, changed: "Nomination", change: Callable[[], None], words: str) -> HttpResponse:
    try:
        change()
        messages.success(request, words)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:nomination", changed.edition.year, changed.code)


def _contact_form(shown: "Nomination") -> ContactForm:
    """Filled in with the address that somebody suggested, until there is a contact."""
    suggested = [voice.contact_email for voice in shown.nominators.all() if voice.contact_email]
    is_tip = shown.status == NominationStatus.TIP
    known = "" if shown.status == NominationStatus.INVITED else (suggested or [""])[-1]
    return (ApprovalForm if is_tip else ContactForm)(initial={"email": known})


def _page(
    request: SignedInRequest, shown: "Edition", nomination: "Nomination", forms: Forms | None = None
) -> HttpResponse:
    status = NominationStatus(nomination.status)
    entry = nomination.entry
    context = {
        "row": _row(nomination),
        "nomination": nomination,
        "voices": [_said(voice) for voice in nomination.nominators.all()],
        "invitations": [(invitation, _way(invitation)) for invitation in invitations_of(nomination)],
        "is_tip": status is NominationStatus.TIP,
        "is_open": status in OPEN_TO_THE_OFFICE,
        "entry": entry,
        "writes_along": entry is not None and writes_along(request.user, nomination),
        "forms": forms or Forms(_contact_form(nomination)),
        "wrong": next((form for form in (forms.contact, forms.closing) if form.errors), None) if forms else None,
    }
    return render(request, "office/nomination.html", {**context, **frame(request, shown)}, status=422 if forms else 200)


def _way(invitation: "Invitation") -> str:
    return label(InvitationWay(invitation.way))


@dataclass(frozen=True)
class Said:
    """What one nominator said and allows, in words for the organisers."""

    voice: "Nominator"
    allows: str


def _said(voice: "Nominator") -> Said:
    allowed = [
        words
        for is_allowed, words in (
            (voice.wants_credit, "naam mag in de uitnodiging"),
            (voice.wants_news, "wil op de hoogte blijven"),
        )
        if is_allowed
    ]
    return Said(voice, ", ".join(allowed))

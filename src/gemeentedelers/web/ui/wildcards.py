"""Giving a wildcard: the form, and the page that is the same in every site in which a holder works."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from gemeentedelers.domain.entries.queries import entries_in_competition, newest_versions
from gemeentedelers.domain.shortlists.actions import spend_wildcard, take_back_wildcard
from gemeentedelers.domain.shortlists.queries import (
    holds_wildcards,
    is_signed,
    wildcard_round,
    wildcards_in,
    without_a_place,
)
from gemeentedelers.domain.shortlists.rules import REASON_LENGTH, SHORTEST_REASON
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Round
    from gemeentedelers.domain.entries.models import Entry


def named(entries: Sequence["Entry"]) -> list[tuple[str, str]]:
    return [(entry.reference, f"{entry.title} (gemeente {entry.municipality.name})") for entry in entries]


class WildcardForm(Form):
    entry = forms.ChoiceField(
        label="Welke inzending krijgt de wildcard?",
        error_messages={"required": "Kies een inzending.", "invalid_choice": "Kies een inzending uit de lijst."},
    )
    reason = forms.CharField(
        label="Waarom krijgt deze inzending de wildcard?",
        help_text=f"Minstens {SHORTEST_REASON} tekens. Iedereen kan deze tekst lezen zodra de shortlist bekend is.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=REASON_LENGTH,
        error_messages={"required": "Schrijf op waarom deze inzending de wildcard krijgt."},
    )

    def __init__(self, entries: Sequence["Entry"], answers: Mapping[str, str] | None = None) -> None:
        super().__init__(answers)
        entry = self.fields["entry"]
        assert isinstance(entry, forms.ChoiceField)
        entry.choices = [("", "Kies een inzending"), *named(entries)]
        self.entries = {row.reference: row for row in entries}

    @property
    def chosen(self) -> "Entry":
        return self.entries[self.cleaned_data["entry"]]


@dataclass(frozen=True)
class Site:
    """The name of the page and of the way back in the site of a holder."""

    page: str
    home: str
    back: str


def give_wildcard(request: SignedInRequest, year: int, site: Site) -> HttpResponse:
    """The page on which a holder gives a place with a reason; 404 where the edition leaves that to others."""
    round_ = _round_of_holder(request, year)
    entries = without_a_place(round_) if _may_spend(request, round_) else []
    if request.method != "POST":
        return _page(request, round_, site, WildcardForm(entries))
    form = WildcardForm(entries, request.POST)
    if not form.is_valid():
        return _page(request, round_, site, form)
    try:
        spend_wildcard(form.chosen, reason=form.cleaned_data["reason"], by=request.user, now=request.now)
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _page(request, round_, site, form)
    messages.success(request, "De wildcard is gegeven.")
    return redirect(site.page, year)


def take_wildcard_back(request: SignedInRequest, year: int, code: str, site: Site) -> HttpResponse:
    wildcard = get_object_or_404(wildcards_in(_round_of_holder(request, year)), code=code)
    try:
        take_back_wildcard(wildcard, by=request.user, now=request.now)
        messages.success(request, "De wildcard is teruggenomen.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect(site.page, year)


def _round_of_holder(request: SignedInRequest, year: int) -> "Round":
    round_ = wildcard_round(year)
    if round_ is None or not holds_wildcards(request.user, round_):
        raise Http404
    return round_


def _may_spend(request: SignedInRequest, round_: "Round") -> bool:
    return round_.has_ended(request.now) and not is_signed(round_)


def _page(request: SignedInRequest, round_: "Round", site: Site, form: WildcardForm) -> HttpResponse:
    versions = newest_versions(entries_in_competition(round_.edition))
    context = {
        "edition": round_.edition,
        "round": round_,
        "papers": [(entry, versions[entry.pk].content.get("summary", "")) for entry in form.entries.values()],
        "given": list(wildcards_in(round_)),
        "form": form,
        "may_spend": _may_spend(request, round_),
        "page": reverse(site.page, args=[round_.edition.year]),
        "back_url": reverse(site.home),
        "back": site.back,
    }
    return render(request, "ui/wildcard.html", context, status=422 if form.errors else 200)

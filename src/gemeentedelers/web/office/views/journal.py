from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gemeentedelers.domain.people.queries import users_by_code
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.foundation.journal.queries import newest_facts
from gemeentedelers.web.office.access import years_in_sight
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gemeentedelers.foundation.journal.models import Fact

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    fact: "Fact"
    subject: str
    actor: str


@require_safe
@door(*OFFICE)
def journal(request: SignedInRequest) -> HttpResponse:
    """The newest facts first; the next page starts below the last number, so that new facts move nothing."""
    name = request.GET.get("naam", "").strip().replace("\0", "")
    below = request.GET.get("voor", "")
    is_number = below.isascii() and below.isdigit() and len(below) < 19
    facts = _facts_in_sight(request, name)
    if is_number:
        facts = facts.filter(number__lt=int(below))
    found = list(facts[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    context = {
        "lines": _lines(shown),
        "name": name,
        "ignored": "" if is_number else below,
        "older": shown[-1].number if len(found) > PER_PAGE else None,
        "is_first": not is_number,
    }
    return render(request, "office/journal.html", {**context, **frame(request)})


def _facts_in_sight(request: SignedInRequest, name: str) -> "QuerySet[Fact]":
    """Who organises some years sees the facts about those: about the edition, its entries and its readers."""
    years = years_in_sight(request.user)
    facts = newest_facts(name)
    if years is None:
        return facts
    about = Q(pk__in=[])
    for year in years:
        about |= Q(subject=str(year)) | Q(subject__startswith=f"GD-{year}-") | Q(values__year=year)
    return facts.filter(about)


def _lines(facts: list["Fact"]) -> list[Line]:
    """Codes of people become their names, as long as they have an account."""
    people = users_by_code({code for fact in facts for code in (fact.subject, fact.actor)} - {""})
    names = {code: user.name for code, user in people.items()}
    return [Line(fact, names.get(fact.subject, fact.subject), names.get(fact.actor, fact.actor)) for fact in facts]

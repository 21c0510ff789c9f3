from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gemeentedelers.domain.adoptions.actions import report_adoption
from gemeentedelers.domain.adoptions.queries import (
    adopters_of,
    adoption_of,
    why_viewer_may_not_adopt,
)
from gemeentedelers.domain.adoptions.rules import AdoptionObstacle, AdoptionStatus, reuse_level
from gemeentedelers.domain.municipalities.queries import current_codes, tile_map
from gemeentedelers.domain.publications.queries import publications_with_slug
from gemeentedelers.domain.publications.rules import number_in
from gemeentedelers.domain.search.queries import FacetCount, Found, search_cases
from gemeentedelers.domain.search.rules import (
    OUTCOME_WORDS,
    SIZE_WORDS,
    Facet,
    Ignored,
    Search,
    Sort,
    parameters_of,
    read_search,
    toggled,
    unfiltered,
    with_sort,
)
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.public.forms import AdoptionForm
from gemeentedelers.web.ui.cards import counted_cards, honour, shared_by
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import TimedRequest
from gemeentedelers.web.ui.tiles import drawn

if TYPE_CHECKING:
    from gemeentedelers.domain.adoptions.models import Adoption
    from gemeentedelers.domain.people.models import User
    from gemeentedelers.domain.publications.models import Publication

THEMES_AT_ONCE = 10
MOST_IGNORED_NAMED, LONGEST_IGNORED = 5, 60


@dataclass(frozen=True)
class Option:
    """A link that changes the search: a filter value, a chip or an order."""

    label: str
    url: str
    count: int = 0
    selected: bool = False


@dataclass(frozen=True)
class Group:
    title: str
    options: list[Option]
    open: bool


@require_safe
def knowledge_base(request: TimedRequest) -> HttpResponse:
    found = search_cases(read_search(dict(request.GET.lists())))
    search = found.search
    pairs = parameters_of(search, with_page=False)
    context = {
        "found": found,
        "search": search,
        "cards": counted_cards(found.hits),
        "groups": _groups(found),
        "chips": _chips(found),
        "clear_url": _address(unfiltered(search)),
        "sorts": _sorts(search),
        "hidden": [{"name": name, "value": value} for name, value in pairs if name != "q"],
        "query": f"{urlencode(pairs)}&" if pairs else "",
        "ignored": [_said(part) for part in search.ignored[:MOST_IGNORED_NAMED]],
    }
    return render(request, "public/kennisbank_lijst.html", context)


@require_safe
def case(request: TimedRequest, slug: str) -> HttpResponse:
    publication = get_object_or_404(publications_with_slug(slug))
    adopters = list(adopters_of(publication))
    reusers = {adoption.municipality.code for adoption in adopters if adoption.is_reuse}
    level = reuse_level(len(reusers))
    refusal = why_viewer_may_not_adopt(_viewer(request), publication)
    context = {
        "publication": publication,
        "participants": publication.participants,
        "shared_by": shared_by(publication.participants),
        "honour": honour(publication),
        "number": number_in(publication.result),
        "adopters": [(adoption, AdoptionStatus(adoption.status)) for adoption in adopters],
        "n_reusers": len(reusers),
        "level": level,
        "map": _map(publication, reusers, level),
        "own_adoption": _own(request, publication),
        "is_own_case": refusal is not None and refusal.code is AdoptionObstacle.OWN_CASE,
        "crumbs": _crumbs(Option(publication.title, "")),
    }
    return render(request, "public/kennisbank_casus.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: TimedRequest, slug: str) -> HttpResponse:
    publication = get_object_or_404(publications_with_slug(slug))
    viewer = _viewer(request)
    if request.method != "POST":
        return _adoption_page(request, publication, AdoptionForm(initial=_reported(viewer, publication)))
    if isinstance(viewer, AnonymousUser):
        return redirect_to_login(request.get_full_path())
    form = AdoptionForm(request.POST)
    if not form.is_valid():
        return _adoption_page(request, publication, form)
    status, note = form.cleaned_data["status"], form.cleaned_data["note"]
    try:
        report_adoption(publication, status, note=note, by=viewer, now=request.now)
    except RefusedError as error:
        form.add_error("note" if error.refusal.code in ABOUT_THE_NOTE else None, sentence(error.refusal))
        return _adoption_page(request, publication, form)
    messages.success(request, f"Dank u. Bij de casus staat nu: {label(status).lower()}.")
    return redirect("public:case", publication.slug)


ABOUT_THE_NOTE = (AdoptionObstacle.REASON_MISSING, AdoptionObstacle.NOTE_TOO_LONG)


def _adoption_page(request: TimedRequest, publication: "Publication", form: AdoptionForm) -> HttpResponse:
    viewer = _viewer(request)
    context = {
        "publication": publication,
        "shared_by": shared_by(publication.participants),
        "form": form,
        "refusal": why_viewer_may_not_adopt(viewer, publication),
        "viewer_is_signed_in": not isinstance(viewer, AnonymousUser),
        "own_adoption": _own(request, publication),
        "crumbs": _crumbs(
            Option(publication.title, reverse("public:case", args=[publication.slug])), Option("Overnemen", "")
        ),
    }
    return render(request, "public/kennisbank_overnemen.html", context, status=422 if form.errors else 200)


def _viewer(request: TimedRequest) -> "User | AnonymousUser":
    viewer: User | AnonymousUser = request.user
    return viewer


def _own(request: TimedRequest, publication: "Publication") -> "tuple[Adoption, AdoptionStatus] | None":
    adoption = adoption_of(_viewer(request), publication)
    return (adoption, AdoptionStatus(adoption.status)) if adoption else None


def _reported(viewer: "User | AnonymousUser", publication: "Publication") -> dict[str, str]:
    adoption = adoption_of(viewer, publication)
    return {"status": adoption.status, "note": adoption.note} if adoption else {}


def _map(publication: "Publication", reusers: set[str], level: int) -> object:
    """Who reuses it in green, who shared it in orange; merged municipalities at the place of their successor."""
    shared = {municipality.code for municipality in publication.municipalities.all()}
    levels = dict.fromkeys(current_codes(reusers), max(level, 3))
    return drawn(tile_map(), lit=current_codes(shared), levels=levels) if reusers else None


def _crumbs(*here: Option) -> list[Option]:
    return [Option("Kennisbank", reverse("public:knowledge_base")), *here]


def _address(search: Search) -> str:
    pairs = parameters_of(search)
    return f"{reverse('public:knowledge_base')}?{urlencode(pairs)}" if pairs else reverse("public:knowledge_base")


def _name(facet: Facet, value: str, names: Mapping[str, str]) -> str:
    if facet is Facet.SIZE:
        return label(SIZE_WORDS[value])
    return label(OUTCOME_WORDS[value]) if facet is Facet.OUTCOME else names[value]


def _option(found: Found, facet: Facet, row: FacetCount) -> Option:
    url = _address(toggled(found.search, facet, row.value))
    return Option(_name(facet, row.value, {row.value: row.name}), url, row.count, row.is_chosen)


def _groups(found: Found) -> list[Group]:
    """The filters that divide the cases; the many themes in two parts, the fullest first."""
    groups = []
    for facet, rows in found.facets.items():
        options = [_option(found, facet, row) for row in rows]
        if facet is Facet.THEME:
            groups += _theme_groups(options)
        elif options:
            groups.append(Group(label(facet), options, _is_open(options) or facet is Facet.YEAR))
    return groups


def _theme_groups(options: Sequence[Option]) -> list[Group]:
    fullest = sorted(options, key=lambda option: (not option.selected, -option.count, option.label))
    first = fullest[:THEMES_AT_ONCE]
    rest = sorted(fullest[THEMES_AT_ONCE:], key=lambda option: option.label)
    groups = [Group(label(Facet.THEME), first, open=True)] if first else []
    return [*groups, Group("Meer thema’s", rest, _is_open(rest))] if rest else groups


def _is_open(options: Collection[Option]) -> bool:
    return any(option.selected for option in options)


def _chips(found: Found) -> list[Option]:
    return [_option(found, facet, row) for facet, rows in found.facets.items() for row in rows if row.is_chosen]


def _sorts(search: Search) -> list[Option]:
    offered = [sort for sort in Sort if search.q or sort is not Sort.RELEVANCE]
    return [Option(label(sort), _address(with_sort(search, sort)), selected=sort is search.order) for sort in offered]


def _said(ignored: Ignored) -> str:
    value = ignored.value or ignored.parameter
    short = value if len(value) <= LONGEST_IGNORED else f"{value[:LONGEST_IGNORED]}…"
    return f"{ignored.parameter} “{short}”" if ignored.value else f"het onbekende onderdeel “{short}”"

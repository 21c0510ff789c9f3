"""The press kit of a revealed edition. Before the reveal it does not exist, nor is anything of it prepared."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gemeentedelers.domain.editions.queries import edition_in_full
from gemeentedelers.domain.editions.rules import Phase, phase_of
from gemeentedelers.domain.publications.queries import publications_of_edition
from gemeentedelers.domain.publications.rules import Outcome
from gemeentedelers.web.public.press_release import PressRelease
from gemeentedelers.web.public.winners import map_of
from gemeentedelers.web.ui.requests import TimedRequest

KINDS = {"txt": "text/plain; charset=utf-8", "pdf": "application/pdf", "png": "image/png"}
AN_HOUR = 3_600


@require_safe
def press(request: TimedRequest, year: int) -> HttpResponse:
    release = _release(request, year)
    context = {"edition": release.edition, "release": release, "map": map_of(release.winners)}
    return render(request, "public/pers.html", context)


@require_safe
def press_kit(request: TimedRequest, year: int) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="gemeentedelers-{year}-perskit.zip"'}
    return HttpResponse(_release(request, year).kit(), content_type="application/zip", headers=headers)


@require_safe
@cache_control(public=True, max_age=AN_HOUR)
def press_file(request: TimedRequest, year: int, name: str) -> HttpResponse:
    """One part of the kit: the text, the PDF, or the picture of a winner."""
    made = _release(request, year).files.get(name)
    if made is None:
        raise Http404
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(made(), content_type=KINDS[name.rpartition(".")[2]], headers=headers)


def _release(request: TimedRequest, year: int) -> PressRelease:
    shown = get_object_or_404(edition_in_full(year, request.now))
    if shown.is_archived or phase_of(shown.timetable, request.now) is not Phase.RESULTS:
        raise Http404
    winners = [case for case in publications_of_edition(shown) if case.outcome == Outcome.WINNER]
    if not winners:
        raise Http404
    return PressRelease(shown, winners)

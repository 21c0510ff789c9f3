"""What a finalist brings to the final: a draft, what was handed in, and the slides."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.editions.rules import Phase, phase_of
from gemeentedelers.domain.entries.rules import Deed
from gemeentedelers.domain.finals.actions import Upload, hand_in_material, keep_material, remove_slides
from gemeentedelers.domain.finals.queries import final_of, finalist_of, kept_material
from gemeentedelers.domain.finals.rules.material import MaterialObstacle, why_not_change
from gemeentedelers.foundation.files.rules import FileObstacle
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.entrant.access import may, own_entry, own_role
from gemeentedelers.web.entrant.final_forms import FIELD_OF, MaterialForm
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.downloads import download
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.finals.models import Finalist

HAND_IN = "inleveren"


@require_http_methods(["GET", "HEAD", "POST"])
@door()
def final(request: SignedInRequest, reference: str) -> HttpResponse:
    """The page of the final, for the team of a finalist once that is public; for others it does not exist."""
    shown = own_entry(request, reference)
    finalist = _finalist(request, shown)
    if request.method != "POST" or _is_over(request, shown):
        return _page(request, shown, finalist)
    form = MaterialForm(request.POST, request.FILES)
    is_final = request.POST.get("wat") == HAND_IN
    if not form.is_valid():
        return _page(request, shown, finalist, form)
    upload = form.cleaned_data["slides"]
    slides = Upload(upload, upload.name or "") if upload else None
    act = hand_in_material if is_final else keep_material
    try:
        act(finalist, form.material, slides=slides, by=request.user, now=request.now)
    except RefusedError as error:
        form.add_error(_field(error), sentence(error.refusal))
        return _page(request, shown, finalist, form)
    messages.success(request, "Uw materiaal is ingeleverd." if is_final else "Uw concept is bewaard.")
    return redirect("entrant:final", reference)


@require_safe
@door()
def slides(request: SignedInRequest, reference: str) -> HttpResponse:
    stored = kept_material(_finalist(request, own_entry(request, reference))).slides
    if stored is None:
        raise Http404
    return download(stored)  # type: ignore[return-value]


@require_POST
@door()
def take_out_slides(request: SignedInRequest, reference: str) -> HttpResponse:
    finalist = _finalist(request, own_entry(request, reference))
    try:
        remove_slides(finalist, by=request.user, now=request.now)
        messages.success(request, "De dia’s zijn weggehaald.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("entrant:final", reference)


def _finalist(request: SignedInRequest, shown: "Entry") -> "Finalist":
    finalist = finalist_of(shown, request.now)
    if finalist is None:
        raise Http404
    return finalist


def _is_over(request: SignedInRequest, shown: "Entry") -> bool:
    return phase_of(shown.edition.timetable, request.now) is Phase.RESULTS


def _field(error: RefusedError) -> str | None:
    code = error.refusal.code
    if isinstance(code, MaterialObstacle):
        return FIELD_OF.get(code)
    return "slides" if isinstance(code, FileObstacle) else None


def _page(
    request: SignedInRequest, shown: "Entry", finalist: "Finalist", form: MaterialForm | None = None
) -> HttpResponse:
    planned, kept = final_of(shown.edition), kept_material(finalist)
    due = kept.due(planned)
    why_not = why_not_change(is_finalist=True, is_out=True, due=due, now=request.now)
    is_over = _is_over(request, shown)
    context = {
        "entry": shown,
        "is_over": is_over,
        "finalist": finalist,
        "final": planned,
        "material": kept,
        "due": due,
        "why_not": why_not,
        "may_write": why_not is None and not is_over and may(Deed.WRITE, own_role(request, shown)),
        "faulty_form": form,
        "form": form or MaterialForm(written=kept.written),
    }
    return render(request, "entrant/entry_final.html", context, status=422 if form else 200)

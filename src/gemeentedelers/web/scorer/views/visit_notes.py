"""The guide, the claims and the photos of a visit: what one assessor writes down, also without a network."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.visits.actions.viewing import (
    add_photo,
    hand_in_view,
    keep_view,
    note_consent,
    remove_photo,
    withdraw_consent,
)
from gemeentedelers.domain.visits.queries import Trip, frame_of, photos_of, portfolio_of, trip_of
from gemeentedelers.domain.visits.rules import VisitObstacle
from gemeentedelers.foundation.files.rules import FileState, why_not_read
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.scorer.visit_forms import ConsentForm, PhotoForm, ViewForm
from gemeentedelers.web.scorer.visits import frame, number_in, own_trip
from gemeentedelers.web.ui.casefile import laid_out, names_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.downloads import download
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest, TimedRequest, viewer_of
from gemeentedelers.web.ui.templatetags.ui import clock

SIGNED_OUT, CHANGED, FAULTY, OVER = 401, 409, 422, 423
HAND_IN = "inleveren"


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.ASSESSOR)
def view(request: SignedInRequest, code: str) -> HttpResponse:
    """The whole works without a script; with one, everything is kept on the device and sent when it can be."""
    trip = own_trip(request, code)
    if request.method != "POST":
        return _page(request, trip, _stored_form(request, trip))
    form = ViewForm(frame_of(trip.visit), request.POST)
    if not form.is_valid():
        return _page(request, trip, form)
    is_handing_in = request.POST.get("doe") == HAND_IN
    number = number_in(request.POST)
    try:
        kept = keep_view(trip.visit, form.seen, number=number, by=request.user, now=request.now)
        number = kept.number
        if is_handing_in:
            hand_in_view(trip.visit, number=number, by=request.user, now=request.now)
    except RefusedError as error:
        if error.refusal.code is VisitObstacle.VIEW_CHANGED:
            return _differences(request, trip, form)
        form.add_error(None, sentence(error.refusal))
        return _page(request, trip_of(trip.visit), form, number=number)
    done = "Uw beeld is ingeleverd. Dank u wel." if is_handing_in else f"Opgeslagen om {clock(kept.saved_at)}."
    messages.success(request, done)
    return redirect("scorer:visit_view", code)


@require_POST
def keep(request: TimedRequest, code: str) -> HttpResponse:
    """The autosave of the whole view. Always answers in JSON, so that the script can say what to do."""
    viewer = viewer_of(request)
    if viewer is None:
        back = reverse("scorer:visit_view", args=[code])
        return JsonResponse({"login": redirect_to_login(back).url}, status=SIGNED_OUT)
    visit = get_object_or_404(portfolio_of(viewer), code=code)
    form = ViewForm(frame_of(visit), request.POST)
    if not form.is_valid():
        faults = " ".join(str(error) for errors in form.errors.values() for error in errors)
        message = f"Nog niet verstuurd. {faults} Wat u typte, is bewaard op dit toestel."
        return JsonResponse({"message": message}, status=FAULTY)
    try:
        kept = keep_view(visit, form.seen, number=number_in(request.POST), by=viewer, now=request.now)
    except RefusedError as error:
        is_changed = error.refusal.code is VisitObstacle.VIEW_CHANGED
        return JsonResponse({"message": sentence(error.refusal)}, status=CHANGED if is_changed else OVER)
    return JsonResponse({"number": kept.number, "saved": clock(kept.saved_at)})


def _stored_form(request: SignedInRequest, trip: Trip) -> ViewForm:
    own = trip.view_of(request.user)
    return ViewForm(frame_of(trip.visit), seen=own.seen if own else None)


def _page(request: SignedInRequest, trip: Trip, form: ViewForm, *, number: int | None = None) -> HttpResponse:
    own = trip.view_of(request.user)
    stored = own.number if own else 0
    shown = number if number is not None else number_in(request.POST) if form.is_bound else stored
    content = trip.visit.version.content
    context = {
        "form": form,
        "own": own,
        "number": shown,
        "is_handed_in": own is not None and own.handed_in_at is not None,
        "groups": laid_out(content, names_of(trip.entry.edition)),
        **frame(trip, page="Gids en beeld"),
    }
    return render(request, "scorer/visit_view.html", context, status=FAULTY if form.errors else 200)


def _differences(request: SignedInRequest, trip: Trip, form: ViewForm) -> HttpResponse:
    """The view was saved somewhere else; nothing is written over until the assessor has seen both."""
    fresh = trip_of(trip.visit)
    own = fresh.view_of(request.user)
    assert own is not None  # otherwise nothing could have changed
    context = {
        "form": form,
        "own": own,
        "differences": form.differences(own.seen),
        **frame(fresh, page="Twee versies"),
    }
    return render(request, "scorer/visit_view_changed.html", context, status=CHANGED)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.ASSESSOR)
def photos(request: SignedInRequest, code: str) -> HttpResponse:
    trip = own_trip(request, code)
    is_post = request.method == "POST"
    form = PhotoForm(request.POST, request.FILES) if is_post else PhotoForm()
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            add_photo(
                trip.visit,
                upload,
                name=upload.name,
                alternative=form.cleaned_data["alternative"],
                by=request.user,
                now=request.now,
            )
        except RefusedError as error:
            form.add_error("file", sentence(error.refusal))
        else:
            messages.success(request, "De foto staat erbij. Alleen u en uw collega zien haar nog.")
            return redirect("scorer:visit_photos", code)
    return _photos_page(request, trip, form)


@require_POST
@door(Role.ASSESSOR)
def change_photo(request: SignedInRequest, code: str, photo: str) -> HttpResponse:
    """Note who agreed to a photo, take that back, or remove the photo."""
    trip = own_trip(request, code)
    shown = get_object_or_404(photos_of(trip.visit), file__code=photo)
    by, now = request.user, request.now
    try:
        match request.POST.get("wat", ""):
            case "toestemming":
                form = ConsentForm(request.POST, auto_id=f"{photo}_%s")
                if not form.is_valid():
                    return _photos_page(request, trip, PhotoForm(), faulty=form, faulty_for=photo)
                given = form.cleaned_data
                note_consent(shown, by_whom=given["agreed_by"], on=given["agreed_on"], by=by, now=now)
                messages.success(request, "De toestemming is bewaard. De jury kan de foto zien bij het verslag.")
            case "intrekken":
                withdraw_consent(shown, by=by, now=now)
                messages.success(request, "De toestemming is ingetrokken. Alleen u en uw collega zien de foto.")
            case "weghalen":
                remove_photo(shown, by=by, now=now)
                messages.success(request, "De foto is weggehaald.")
            case _:
                raise Http404
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("scorer:visit_photos", code)


def _photos_page(
    request: SignedInRequest,
    trip: Trip,
    form: PhotoForm,
    *,
    faulty: ConsentForm | None = None,
    faulty_for: str = "",
) -> HttpResponse:
    rows = [
        (photo, faulty if photo.file.code == faulty_for else ConsentForm(auto_id=f"{photo.file.code}_%s"))
        for photo in photos_of(trip.visit)
    ]
    wrong = faulty or form
    context = {"form": form, "wrong": wrong, "photos": rows, **frame(trip, page="Foto’s")}
    return render(request, "scorer/visit_photos.html", context, status=FAULTY if wrong.errors else 200)


@require_safe
@door(Role.ASSESSOR)
def photo(request: SignedInRequest, code: str, photo: str) -> HttpResponse:
    """For the two assessors, also without consent."""
    shown = get_object_or_404(photos_of(own_trip(request, code).visit), file__code=photo)
    if why_not_read(state=FileState(shown.file.state), is_own=True) is not None:
        raise Http404
    return download(shown.file)  # type: ignore[return-value]

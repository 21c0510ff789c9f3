from typing import TYPE_CHECKING
from urllib.parse import urlencode

from allauth.core.internal import ratelimit
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from gemeentedelers.domain.municipalities.queries import municipalities_on, municipalities_with_code
from gemeentedelers.domain.nominations.actions import nominate as nominate_municipality
from gemeentedelers.domain.nominations.queries import (
    edition_open_for_nominating,
    nominations_by,
)
from gemeentedelers.domain.search.queries import NearCase, nearest_cases
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.public.forms import NominationForm
from gemeentedelers.web.ui.cards import counted_cards
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest, TimedRequest, viewer_of

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition

# A nomination mails somebody else, so one address on the internet may not send many.
BRAKE = {"nominate": "20/h/ip"}

NUMBERS = ("Eén gemeente deed", "Twee gemeenten deden", "Drie gemeenten deden", "Vier gemeenten deden",
           "Vijf gemeenten deden")  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: TimedRequest) -> HttpResponse:
    """Point at a colleague municipality's case; no account is needed. What resembles it is shown before it is kept."""
    edition = edition_open_for_nominating(request.now)
    if edition is None:
        return render(request, "public/nomineren_gesloten.html")
    form = _form(request)
    if not form.is_bound or "wijzig" in request.POST or not form.is_valid():
        return _form_page(request, edition, form)
    near = [] if "toch" in request.POST else nearest_cases(form.cleaned_data["title"])
    if near:
        return _near_page(request, edition, form, near)
    return _kept(request, edition, form)


def _form(request: TimedRequest) -> NominationForm:
    viewer = viewer_of(request)
    known = {"nominator_name": viewer.name, "nominator_email": viewer.email} if viewer else {}
    choices = municipalities_on(localdate(request.now))
    return NominationForm(request.POST if request.method == "POST" else None, initial=known, municipalities=choices)


def _form_page(request: TimedRequest, edition: "Edition", form: NominationForm) -> HttpResponse:
    context = {"form": form, "edition": edition, "closing": edition.nomination_deadline}
    return render(request, "public/nomineren.html", context, status=422 if form.errors else 200)


def _kept(request: TimedRequest, edition: "Edition", form: NominationForm) -> HttpResponse:
    if not ratelimit.consume(request, app="gemeentedelers.web.public", action="nominate", config=BRAKE):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    given, voice = form.cleaned_data, form.voice()
    try:
        nominate_municipality(
            edition,
            given["municipality"],
            title=given["title"],
            reason=given["reason"],
            voice=voice,
            pointer=given["pointer"],
            by=viewer_of(request),
            now=request.now,
        )
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _form_page(request, edition, form)
    way = "tip" if voice.is_anonymous else "contact" if given["pointer"].email else "zoeken"
    return redirect(f"{reverse('public:nominated')}?{urlencode({'gemeente': given['municipality'].code, 'via': way})}")


def _near_page(request: TimedRequest, edition: "Edition", form: NominationForm, near: list[NearCase]) -> HttpResponse:
    """What was typed travels along in hidden fields: nothing is kept yet, and nothing is lost."""
    names = {name for case in near for name in case.publication.participants}
    context = {
        "form": form,
        "edition": edition,
        "cases": counted_cards([case.publication for case in near]),
        "how_many": NUMBERS[len(names) - 1] if 0 < len(names) <= len(NUMBERS) else f"{len(names)} gemeenten deden",
        "one": len(names) == 1,
    }
    return render(request, "public/nomineren_lijkt_op.html", context)


@require_safe
def nominated(request: TimedRequest) -> HttpResponse:
    """What happens next. It says the same whether the nomination was new or joined another."""
    municipality = municipalities_with_code(request.GET.get("gemeente", "")).first()
    context = {"municipality": municipality, "via": request.GET.get("via", "")}
    return render(request, "public/nomineren_bedankt.html", context)


@require_safe
@door()
def mine(request: SignedInRequest) -> HttpResponse:
    return render(request, "public/nomineren_mijn.html", {"nominations": nominations_by(request.user)})

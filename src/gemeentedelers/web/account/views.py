from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gemeentedelers.domain.people.actions import introduce_person
from gemeentedelers.domain.people.queries import grants_of, personas
from gemeentedelers.web.account.forms import PersonForm
from gemeentedelers.web.account.workplaces import PERSONAS, ROLES, Workplace
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.requests import SignedInRequest, TimedRequest

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class HeldRole:
    place: Workplace
    year: int | None


@dataclass(frozen=True)
class PersonaCard:
    key: str
    name: str
    role: str
    text: str


@require_http_methods(["GET", "HEAD", "POST"])
@door()
def home(request: SignedInRequest) -> HttpResponse:
    user = request.user
    known = {
        "name": user.name,
        "municipality": user.municipality,
        "organisation": user.organisation,
        "job_title": user.job_title,
    }
    form = PersonForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        introduce_person(user, now=request.now, **form.cleaned_data)
        messages.success(request, "Uw gegevens zijn opgeslagen.")
        return redirect("account:home")
    roles = [HeldRole(ROLES[grant.role], grant.year) for grant in grants_of(user)]
    return render(request, "account/home.html", {"form": form, "roles": roles}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def demo(request: TimedRequest) -> HttpResponse:
    """Be one of the demo's people. Outside a demo this page does not exist."""
    if not settings.DEMO:
        raise Http404
    people = personas()
    if request.method != "POST":
        cards = [
            PersonaCard(persona.value, user.name, PERSONAS[persona].role, PERSONAS[persona].text)
            for persona, user in people.items()
        ]
        return render(request, "account/demo.html", {"personas": cards})
    chosen = next((persona for persona in people if persona.value == request.POST.get("persona")), None)
    if chosen is None:
        raise Http404
    login(request, people[chosen], backend=BACKEND)
    return redirect(PERSONAS[chosen].url)


@require_safe
def privacy(request: TimedRequest) -> HttpResponse:
    return render(request, "account/privacy.html")


@require_safe
def accessibility(request: TimedRequest) -> HttpResponse:
    return render(request, "account/accessibility.html")

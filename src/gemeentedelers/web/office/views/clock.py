from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.foundation.clock.actions import set_demo_clock
from gemeentedelers.web.office.access import editions_in_sight
from gemeentedelers.web.office.forms import ClockForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.timetable import next_moment
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.requests import SignedInRequest
from gemeentedelers.web.ui.templatetags.ui import moment


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def demo_clock(request: SignedInRequest) -> HttpResponse:
    """Only in a demo: live a whole edition in an hour. A jump posts the moment that it goes to."""
    if not settings.DEMO:
        raise Http404
    is_sent = request.method == "POST"
    form = ClockForm(request.POST if is_sent else None, initial={"moment": request.now})
    if form.is_valid():
        set_demo_clock(form.cleaned_data["moment"])
        messages.success(request, f"Het is nu {moment(form.cleaned_data['moment'])}.")
        return redirect("office:demo_clock")
    upcoming = [(shown, next_moment(shown, request.now)) for shown in editions_in_sight(request.user)]
    context = {"form": form, "jumps": [jump for jump in upcoming if jump[1] is not None]}
    return render(request, "office/demo_clock.html", {**context, **frame(request)}, status=422 if form.errors else 200)

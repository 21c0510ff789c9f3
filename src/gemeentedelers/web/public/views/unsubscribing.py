from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from gemeentedelers.domain.outreach.actions import stop_contact
from gemeentedelers.domain.outreach.queries import contacts_with_token
from gemeentedelers.domain.outreach.rules import StopReason, masked
from gemeentedelers.web.ui.requests import TimedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: TimedRequest, token: str) -> HttpResponse:
    """Ask for no more invitations. Looking changes nothing, because mail scanners look too; the POST does."""
    contact = get_object_or_404(contacts_with_token(token))
    if request.method == "POST":
        stop_contact(contact, StopReason.UNSUBSCRIBED, by=None, now=request.now)
        messages.success(request, "U krijgt geen uitnodigingen meer.")
        return redirect("public:unsubscribe", token)
    context = {
        "address": masked(contact.email),
        "municipality": contact.municipality,
        "is_stopped": contact.stop_reason == StopReason.UNSUBSCRIBED,
    }
    return render(request, "public/afmelden.html", context)

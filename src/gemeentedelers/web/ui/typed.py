"""Nothing typed is lost when a session or a form has expired: the page shows it again, ready to be sent once more.

Without a script the browser sends a whole form at once, and only then hears that nobody is signed in any more.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

MOST_FIELDS = 200
OURS = ("csrfmiddlewaretoken",)


@dataclass(frozen=True)
class Typed:
    """One value of a form. Long ones are shown, so that they can be read and copied; short ones only go along."""

    name: str
    value: str

    @property
    def is_text(self) -> bool:
        return " " in self.value.strip() or "\n" in self.value.strip()


def typed_again(request: HttpRequest, *, status: int = 401) -> HttpResponse:
    """The form as it was sent, to be sent again after signing in."""
    typed = [
        Typed(name, str(value))
        for name in list(request.POST)[:MOST_FIELDS]
        if name not in OURS
        for value in request.POST.getlist(name)
    ]
    get_token(request)
    return render(request, "ui/typed_again.html", {"typed": typed}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose key has expired, from our own pages; one that comes from elsewhere is refused."""
    if request.headers.get("Sec-Fetch-Site") == "same-origin" and request.POST:
        return typed_again(request, status=403)
    return render(request, "403.html", status=403)

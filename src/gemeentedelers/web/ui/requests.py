"""What a view may count on: the moment of the request, and in a site behind a door who signed in."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from gemeentedelers.domain.people.models import User


class TimedRequest(HttpRequest):
    now: datetime


class SignedInRequest(TimedRequest):
    user: User


def viewer_of(request: HttpRequest) -> User | None:
    """Who is signed in, for pages that strangers may see too."""
    return request.user if isinstance(request.user, User) else None


def client_address(request: HttpRequest) -> str:
    """Where a request came from. Only as many proxies are believed as the settings name: the rest anybody can write."""
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    n_proxies = settings.TRUSTED_PROXIES
    if n_proxies and len(forwarded) >= n_proxies and forwarded[-n_proxies]:
        return forwarded[-n_proxies]
    remote: str = request.META.get("REMOTE_ADDR", "")
    return remote

"""What a view may count on: the moment of the request, and in a site behind a door who signed in."""

from datetime import datetime

from django.http import HttpRequest

from gemeentedelers.domain.people.models import User


class TimedRequest(HttpRequest):
    now: datetime


class SignedInRequest(TimedRequest):
    user: User


def viewer_of(request: HttpRequest) -> User | None:
    """Who is signed in, for pages that strangers may see too."""
    return request.user if isinstance(request.user, User) else None

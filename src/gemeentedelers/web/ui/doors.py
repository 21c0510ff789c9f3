"""The doors of the sites. A stranger is asked to sign in; whoever has no business there finds nothing: 404.

Who was signed out while typing gets the text back with the question to sign in.
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import has_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.web.ui.requests import SignedInRequest
from gemeentedelers.web.ui.typed import typed_again

Args = ParamSpec("Args")
Inside = Callable[Concatenate[SignedInRequest, Args], HttpResponse]
Outside = Callable[Concatenate[HttpRequest, Args], HttpResponseBase]


def door(*roles: Role) -> Callable[[Inside[Args]], Outside[Args]]:
    """Let in who is signed in and, when roles are named, holds one of them in some edition."""

    def guard(view: Inside[Args]) -> Outside[Args]:
        def enter(request: HttpRequest, /, *args: Args.args, **kwargs: Args.kwargs) -> HttpResponseBase:
            user = request.user
            if not isinstance(user, User):
                return typed_again(request) if request.POST else redirect_to_login(request.get_full_path())
            if roles and not any(has_role(user, role) for role in roles):
                raise Http404
            return view(request, *args, **kwargs)  # type: ignore[arg-type]  # proven by the lines above

        update_wrapper(enter, view)
        return enter

    return guard

from collections.abc import Callable

from django.http import HttpResponse

from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.web.ui.requests import TimedRequest

GetResponse = Callable[[TimedRequest], HttpResponse]


def moment(get_response: GetResponse) -> GetResponse:
    """Read the clock once per request, as early as possible: what the server received in time is in time."""

    def respond(request: TimedRequest) -> HttpResponse:
        request.now = current_time()
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return respond

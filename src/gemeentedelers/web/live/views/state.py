from django.http import Http404, HttpResponse, JsonResponse
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from gemeentedelers.foundation.broadcasts.queries import newest_on
from gemeentedelers.web.live.topics import topic_of
from gemeentedelers.web.ui.requests import TimedRequest

CACHEABLE = "public, max-age=1"


@require_safe
def state(request: TimedRequest, year: int, name: str) -> HttpResponse:
    """What a topic says now, for whoever cannot listen: the same answer for everybody."""
    topic = topic_of(year, name)
    said = newest_on(topic) if topic else None
    if said is None:
        raise Http404
    etag = f'"{said.pk}-{said.number}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        response = JsonResponse({"number": said.number, "body": said.body})
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHEABLE
    return response

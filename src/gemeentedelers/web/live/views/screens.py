from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gemeentedelers.domain.editions.queries import editions_shown_at
from gemeentedelers.domain.municipalities.queries import current_codes, tile_map
from gemeentedelers.domain.reveals.queries import envelopes_of, winners_shown_of
from gemeentedelers.foundation.broadcasts.queries import newest_on
from gemeentedelers.web.live.picture import Picture, picture_of
from gemeentedelers.web.live.topics import stream_of, topic_of
from gemeentedelers.web.ui.requests import TimedRequest, viewer_of

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition

# The picture of this second; a screen that follows hears of the next one by itself.
FRESH = "public, max-age=1"
ENVELOPES_KEPT = "public, max-age=60"
# What nobody sees: the screen stands there before anything was said.
NOTHING_SAID = -1


@dataclass(frozen=True)
class Followed:
    """Where a screen listens and asks, and what it shows meanwhile."""

    stream: str
    poll: str
    number: int
    picture: Picture | None


def followed(year: int, name: str) -> Followed:
    topic = topic_of(year, name)
    said = newest_on(topic) if topic else None
    return Followed(
        stream=stream_of(year, name),
        poll=reverse("live:state", kwargs={"year": year, "name": name}),
        number=said.number if said else NOTHING_SAID,
        picture=picture_of(said.body) if said else None,
    )


@require_safe
def follow(request: TimedRequest, year: int) -> HttpResponse:
    """For everybody at home: what happens on stage, in words."""
    edition = get_object_or_404(editions_shown_at(request.now).filter(year=year))
    screen = followed(year, "uitslag")
    context = {"edition": edition, "screen": screen, "earlier": winners_shown_of(edition)}
    return _answered(request, "live/follow.html", context)


@require_safe
def stage(request: TimedRequest, year: int) -> HttpResponse:
    """For the screen in the hall. It fetches beforehand what it needs, and that holds no winner that can be read."""
    edition = get_object_or_404(editions_shown_at(request.now).filter(year=year))
    return _on_stage(request, edition, followed(year, "uitslag"))


@require_safe
def rehearsal(request: TimedRequest, year: int, code: str) -> HttpResponse:
    """The same screen on the topic of one rehearsal, for whoever has its code."""
    edition = get_object_or_404(editions_shown_at(request.now).filter(year=year))
    screen = followed(year, f"repetitie-{code}")
    if screen.picture is None:
        raise Http404
    return _on_stage(request, edition, screen, watermark=True)


@require_safe
def envelopes(request: TimedRequest, year: int) -> HttpResponse:
    edition = get_object_or_404(editions_shown_at(request.now).filter(year=year))
    found = envelopes_of(edition)
    if found is None:
        raise Http404
    response = JsonResponse(found, safe=False)
    response.headers["Cache-Control"] = ENVELOPES_KEPT
    return response


def _on_stage(request: TimedRequest, edition: "Edition", screen: Followed, watermark: bool = False) -> HttpResponse:
    tiles = tile_map()
    lit = current_codes(set(screen.picture.lit)) if screen.picture else set()
    context = {
        "edition": edition,
        "screen": screen,
        "tiles": tiles,
        "columns": max((tile.column for tile in tiles), default=23) + 1,
        "rows": max((tile.row for tile in tiles), default=27) + 1,
        "lit": lit,
        "watermark": watermark,
        "results": f"{settings.SITE_URL.partition('://')[2]}/uitslag/{edition.year}/",
    }
    return _answered(request, "live/stage.html", context)


def _answered(request: TimedRequest, template: str, context: dict[str, object]) -> HttpResponse:
    response = render(request, template, context)
    if viewer_of(request) is None:
        response.headers["Cache-Control"] = FRESH
    return response

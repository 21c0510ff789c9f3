"""What an assessor has to do on the visits of the portfolio."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.shortcuts import get_object_or_404
from django.urls import reverse

from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.visits.queries import Trip, portfolio_of, trip_of, trips
from gemeentedelers.domain.visits.rules import VisitState
from gemeentedelers.web.ui.labels import label
from gemeentedelers.web.ui.requests import SignedInRequest
from gemeentedelers.web.ui.templatetags.ui import moment

TASK_STATES: Mapping[VisitState, str] = {
    VisitState.SHORT_OF_ASSESSORS: "busy",
    VisitState.TO_PLAN: "todo",
    VisitState.OFFERED: "busy",
    VisitState.PLANNED: "busy",
    VisitState.WRITING: "todo",
    VisitState.MERGING: "todo",
    VisitState.CORRECTING: "busy",
    VisitState.ANSWERING: "todo",
    VisitState.WITH_JURY: "done",
}


@dataclass(frozen=True)
class Task:
    title: str
    url: str
    state: str
    label: str
    hint: str


def tasks_of(viewer: User, now: datetime) -> list[Task]:
    """In the same number of queries for any number of visits."""
    return [_task(trip, viewer, now) for trip in trips(portfolio_of(viewer))]


def _task(trip: Trip, viewer: User, now: datetime) -> Task:
    state, own = trip.state(now), trip.view_of(viewer)
    is_waiting = state is VisitState.WRITING and own is not None and own.handed_in_at is not None
    held = trip.appointment.chosen if trip.appointment else None
    where = f"gemeente {trip.entry.municipality.name}"
    return Task(
        title=trip.entry.title,
        url=reverse("scorer:visit", args=[trip.visit.code]),
        state="busy" if is_waiting else TASK_STATES[state],
        label="Wacht op uw collega" if is_waiting else label(state),
        hint=f"{where}, {moment(held)}" if held else where,
    )


def own_trip(request: SignedInRequest, code: str) -> Trip:
    """A visit of the viewer's own portfolio; for everybody else it does not exist."""
    return trip_of(get_object_or_404(portfolio_of(request.user), code=code))


def frame(trip: Trip | None = None, *, page: str = "") -> dict[str, object]:
    rail = [
        {"url": reverse("scorer:queue"), "label": "Mijn beoordelingen", "current": False, "count": None},
        {"url": reverse("scorer:visits"), "label": "Mijn bezoeken", "current": True, "count": None},
    ]
    found: dict[str, object] = {"rail": rail, "rail_title": "Beoordelen"}
    if trip is None:
        return found
    crumbs = [{"url": reverse("scorer:visits"), "label": "Mijn bezoeken"}]
    own = {"url": reverse("scorer:visit", args=[trip.visit.code]) if page else "", "label": trip.entry.title}
    crumbs += [own, {"url": "", "label": page}] if page else [own]
    edition = trip.entry.edition
    return {**found, "trip": trip, "visit": trip.visit, "entry": trip.entry, "edition": edition, "crumbs": crumbs}


def number_in(posted: Mapping[str, str]) -> int:
    """Which version somebody had on screen; 0 when there was none yet."""
    text = posted.get("nummer", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0

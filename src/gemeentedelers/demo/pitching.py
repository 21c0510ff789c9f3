"""The pitch day of an edition that is with the jury: planned, in the order that suits it best, most slides checked."""

from datetime import datetime, timedelta

from gemeentedelers.demo.calendar import at
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.pitches.actions import Place, arrange, plan_day, publish_order, try_material
from gemeentedelers.domain.pitches.queries import running_order
from gemeentedelers.domain.pitches.rules import Arrangement

PITCHES = Place("Congreszaal De Werkplaats (fictief)", at(2026, 12, 1), timedelta(minutes=5), timedelta(minutes=3))
MISSING = "De film heeft nog geen ondertiteling."


def plan_pitches(edition: Edition, *, by: User, now: datetime) -> None:
    day = plan_day(edition, PITCHES, by=by, now=now)
    arrange(day, Arrangement.TOGETHER, n_breaks=1, seed=str(edition.year), by=by, now=now)
    publish_order(day, by=by, now=now)
    *checked, last = running_order(edition)
    for pitch in checked:
        try_material(pitch.slot, works=True, note="", by=by, now=now)
    try_material(last.slot, works=False, note=MISSING, by=by, now=now)

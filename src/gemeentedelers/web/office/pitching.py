"""What the office shows of a pitch day: each pitch with its times, its break and who leaves the room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import localtime

from gemeentedelers.domain.people.queries import users_by_code
from gemeentedelers.domain.pitches.queries import PlannedPitch, expected_on, judged_order, pitches_on
from gemeentedelers.science.running_order import Judged, Walk

if TYPE_CHECKING:
    from gemeentedelers.domain.pitches.models import PitchDay


@dataclass(frozen=True)
class Row:
    pitch: PlannedPitch
    expected: datetime
    aside: Sequence[str]
    pause: timedelta | None

    @property
    def is_later(self) -> bool:
        return self.expected - self.pitch.begins_at >= timedelta(minutes=1)

    @property
    def expected_words(self) -> str:
        return localtime(self.expected).strftime("%H.%M")

    @property
    def pause_minutes(self) -> int:
        return int(self.pause.total_seconds()) // 60 if self.pause is not None else 0


@dataclass(frozen=True)
class Outing:
    """Jurors who leave the room together, with the first and the last pitch that they miss."""

    names: Sequence[str]
    first: PlannedPitch
    last: PlannedPitch


@dataclass(frozen=True)
class Programme:
    rows: Sequence[Row]
    outings: Sequence[Outing]
    neighbours: Sequence[tuple[PlannedPitch, PlannedPitch]]
    split: Sequence[str]

    @property
    def order(self) -> str:
        """What the page shows, to send along with a change."""
        return " ".join(row.pitch.entry.reference for row in self.rows)


def programme_of(day: "PitchDay", now: datetime) -> Programme:
    pitches = pitches_on(day)
    found, moments, breaks = judged_order(pitches, day.edition), expected_on(day, pitches, now), day.plan.breaks
    names = {code: user.name for code, user in users_by_code({walk.person for walk in found.walks}).items()}
    aside = {
        key: sorted(names[walk.person] for walk in found.walks if key in walk.keys)
        for key in {key for walk in found.walks for key in walk.keys}
    }
    rows = [
        Row(pitch, moments[pitch.slot.pk], aside.get(pitch.entry.reference, ()), breaks.get(pitch.position))
        for pitch in pitches
    ]
    by_reference = {pitch.entry.reference: pitch for pitch in pitches}
    categories = {pitch.category.key: pitch.category.name for pitch in pitches}
    return Programme(
        rows,
        _outings(found, names, by_reference),
        [(by_reference[one], by_reference[other]) for one, other in found.neighbours],
        [categories[key] for key in found.split],
    )


def _outings(found: Judged, names: dict[str, str], pitches: dict[str, PlannedPitch]) -> list[Outing]:
    """In the order of the day; who misses the same pitches goes together."""
    together: dict[tuple[str, ...], list[Walk]] = {}
    for walk in found.walks:
        together.setdefault(walk.keys, []).append(walk)
    outings = [
        Outing(sorted(names[walk.person] for walk in walks), pitches[keys[0]], pitches[keys[-1]])
        for keys, walks in together.items()
    ]
    return sorted(outings, key=lambda outing: (outing.first.position, outing.last.position))

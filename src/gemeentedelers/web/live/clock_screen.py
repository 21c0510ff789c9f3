"""The newest frame of the pitches as a page without a script shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gemeentedelers.domain.pitches.rules.clock import ClockKind
from gemeentedelers.domain.pitches.rules.frames import seconds

if TYPE_CHECKING:
    from gemeentedelers.foundation.broadcasts.models import Broadcast


@dataclass(frozen=True)
class ClockScreen:
    """`number` is what the script counts on from; below zero nothing was said yet."""

    number: int = -1
    kind: ClockKind = ClockKind.IDLE
    slot: Mapping[str, object] | None = None
    following: Mapping[str, object] | None = None
    ends_at: datetime | None = None
    left: int | None = None
    sentence: str = "De pitches beginnen zo."

    @classmethod
    def of(cls, said: "Broadcast | None", now: datetime) -> "ClockScreen":
        if said is None:
            return cls()
        body, ends_at = said.body, said.body["ends_at"]
        ends = datetime.fromisoformat(ends_at) if ends_at is not None else None
        left = seconds(max(timedelta(0), ends - now)) if ends is not None else body["left"]
        kind = ClockKind(body["kind"])
        return cls(
            number=said.number,
            kind=ClockKind.OVER if kind is ClockKind.RUNNING and left == 0 else kind,
            slot=body["slot"],
            following=body["next"],
            ends_at=ends,
            left=left,
            sentence=body["sentence"],
        )

    @property
    def digits(self) -> str:
        """4:05, or nothing when no time is shown."""
        if self.kind is ClockKind.OVER:
            return "0:00"
        return "" if self.left is None else f"{self.left // 60}:{self.left % 60:02}"

    @property
    def tiles(self) -> list[str]:
        """One for every pitch of the day: it was, it is, or it comes."""
        if self.slot is None:
            return []
        position, n_pitches = self.slot["position"], self.slot["of"]
        assert isinstance(position, int)
        assert isinstance(n_pitches, int)
        places = range(1, n_pitches + 1)
        return ["done" if place < position else "now" if place == position else "later" for place in places]

"""What the operator's console shows of a stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemeentedelers.domain.pitches.queries import clock_of, pitch_day_of
from gemeentedelers.domain.reveals.queries import keys_on_stage, obstacles_on, open_stage_of, preview_of
from gemeentedelers.domain.reveals.rules import FrameKind, Step
from gemeentedelers.foundation.broadcasts.queries import newest_on
from gemeentedelers.foundation.refusals import Refusal

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.pitches.models import PitchDay
    from gemeentedelers.domain.reveals.models import Stage

TITLES = {
    FrameKind.STANDBY: "Klaar om te beginnen",
    FrameKind.CATEGORY: "Categorie {name}",
    FrameKind.NOMINEES: "Genomineerden van {name}",
    FrameKind.DRUM: "Tromgeroffel voor {name}",
    FrameKind.WINNER: "Winnaar van {name}",
    FrameKind.ALL: "Alle winnaars",
    FrameKind.DONE: "Alles bekendmaken",
}


@dataclass(frozen=True)
class Desk:
    """What stands on the screens, what comes next without its secret, and which buttons work."""

    title: str
    frame: Mapping[str, object]
    next_title: str
    preview: Mapping[str, object] | None
    next_is_held: bool
    comes_back: bool
    can_publish: bool
    why_not: Mapping[str, Refusal | None]
    n_steps: int
    place: int
    broadcast_number: int
    name: str


@dataclass(frozen=True)
class Workplace:
    """What an operator can do for an edition now. After the reveal only a stage that still stands is left."""

    edition: "Edition"
    day: "PitchDay | None"
    stage: "Stage | None"
    has_stage: bool

    @property
    def has_work(self) -> bool:
        return self.day is not None or self.has_stage


def workplace_in(edition: "Edition") -> Workplace:
    stage, is_over = open_stage_of(edition), edition.revealed_at is not None
    day = None if is_over or clock_of(edition) is None else pitch_day_of(edition)
    return Workplace(edition, day, stage, stage is not None or (not is_over and bool(keys_on_stage(edition))))


def desk_of(stage: "Stage", names: Mapping[str, str]) -> Desk:
    position, said = stage.position, newest_on(stage.topic)
    name = f"repetitie-{stage.code}" if stage.is_rehearsal else "uitslag"
    coming = position.next_step
    return Desk(
        title=titled(position.current, names),
        frame=stage.shown[stage.step],
        next_title=titled(coming, names) if coming else "",
        preview=preview_of(stage),
        next_is_held=coming is not None and coming.must_be_held and position.step + 1 not in position.shown,
        comes_back=position.step + 1 in position.shown,
        can_publish=position.current.kind is FrameKind.ALL,
        why_not=obstacles_on(stage),
        n_steps=len(position.steps),
        place=position.step + 1,
        broadcast_number=said.number if said else 0,
        name=name,
    )


def titled(step: Step, names: Mapping[str, str]) -> str:
    return TITLES[step.kind].format(name=names.get(step.key or "", ""))

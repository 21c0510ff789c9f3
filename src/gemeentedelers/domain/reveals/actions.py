from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.results.actions import publish_result
from gemeentedelers.domain.results.queries import seal_in_force
from gemeentedelers.domain.reveals.models import Stage
from gemeentedelers.domain.reveals.queries import (
    called_in,
    is_stale,
    keys_on_stage,
    obstacle_to_open,
    obstacle_to_rehearse,
    show_on,
)
from gemeentedelers.domain.reveals.rules import (
    FrameKind,
    order_of,
    why_not_end,
    why_not_go_back,
    why_not_make_known,
    why_not_move,
    why_not_press,
)
from gemeentedelers.domain.reveals.rules.frames import Body, blackened, frame, winners_in
from gemeentedelers.foundation.broadcasts.actions import broadcast
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, RefusedError, refuse


@transaction.atomic
def open_stage(edition: Edition, *, order: Sequence[str] = (), by: User, now: datetime) -> Stage:
    """Put the released result on stage, at stand-by. No winner is read for it."""
    locked = _locked(edition)
    refuse(obstacle_to_open(locked, now))
    return _opened(Stage(edition=locked, result=seal_in_force(locked), is_rehearsal=False), order, by=by, now=now)


@transaction.atomic
def open_rehearsal(edition: Edition, *, order: Sequence[str] = (), by: User, now: datetime) -> Stage:
    """Go through the whole script with invented winners, on a topic of its own. The seal is not touched."""
    locked = _locked(edition)
    refuse(obstacle_to_rehearse(locked))
    return _opened(Stage(edition=locked, is_rehearsal=True), order, by=by, now=now)


def _opened(stage: Stage, wanted: Sequence[str], *, by: User, now: datetime) -> Stage:
    order = order_of(keys_on_stage(stage.edition), wanted)
    if isinstance(order, Refusal):
        raise RefusedError(order)
    stage.order, stage.opened_by, stage.opened_at = list(order), by, now
    standby = frame(stage.position.current, show_on(stage))
    stage.frames = {"0": standby}
    stage.save()
    broadcast(stage.topic, standby, now=now)
    _record("opened", stage, by=by, now=now)
    return stage


@transaction.atomic
def press(stage: Stage, *, expected_number: int, is_confirmed: bool = False, by: User, now: datetime) -> Stage:
    """Go one step on, and tell everybody, in one transaction.

    `expected_number` is what the operator saw: when the stage has moved since, nothing happens. A winner comes only
    with `is_confirmed`, and only then is the seal opened, in memory, for that one category. What was shown before is
    shown again as it was.
    """
    locked = _stage(stage)
    refuse(why_not_press(locked.position, expected_number=expected_number, is_confirmed=is_confirmed))
    step = locked.step + 1
    body = locked.shown.get(step)
    locked.frames[str(step)] = body = body if body is not None else _frame_of(locked, step)
    locked.step = step
    return _moved(locked, body, "pressed", by=by, now=now)


def _frame_of(stage: Stage, step: int) -> Body:
    coming, show, called = stage.position.steps[step], show_on(stage), None
    if coming.kind is FrameKind.WINNER and coming.key:
        found = called_in(stage, show, coming.key)
        if isinstance(found, Refusal):
            raise RefusedError(found)
        called = found
    return frame(coming, show, called=called, winners=winners_in(stage.shown))


@transaction.atomic
def go_back(stage: Stage, *, expected_number: int, by: User, now: datetime) -> Stage:
    """Show the step before again, exactly as everybody saw it."""
    locked = _stage(stage)
    refuse(why_not_go_back(locked.position, expected_number=expected_number))
    locked.step -= 1
    return _moved(locked, locked.shown[locked.step], "went_back", by=by, now=now)


@transaction.atomic
def blackout(stage: Stage, *, expected_number: int, by: User, now: datetime) -> Stage:
    """Turn the picture off, or on again. The step stays what it is."""
    locked = _stage(stage)
    refuse(why_not_move(locked.position, expected_number=expected_number))
    locked.is_black = not locked.is_black
    return _moved(locked, locked.shown[locked.step], "darkened" if locked.is_black else "lit", by=by, now=now)


@transaction.atomic
def make_known(stage: Stage, *, expected_number: int, is_confirmed: bool = False, by: User, now: datetime) -> Stage:
    """After the last winner: publish the whole result and say that it is out, together or not at all.

    A rehearsal goes to its end and publishes nothing.
    """
    locked = _stage(stage)
    refuse(why_not_make_known(locked.position, expected_number=expected_number, is_confirmed=is_confirmed))
    if not locked.is_rehearsal:
        publish_result(locked.edition, by=by.code, now=now)
    locked.step += 1
    locked.is_black = False
    locked.frames[str(locked.step)] = body = _frame_of(locked, locked.step)
    return _moved(locked, body, "made_known", by=by, now=now)


@transaction.atomic
def end(stage: Stage, *, expected_number: int, by: User, now: datetime) -> Stage:
    """Leave the stage. Refused between the first winner and the publication; the screens go back to stand-by."""
    locked = _stage(stage)
    refuse(
        why_not_end(
            locked.position,
            expected_number=expected_number,
            is_rehearsal=locked.is_rehearsal,
            is_stale=is_stale(locked),
        )
    )
    is_done = locked.position.current.kind is FrameKind.DONE
    locked.ended_at, locked.is_black = now, False
    return _moved(locked, locked.shown[locked.step if is_done else 0], "ended", by=by, now=now)


def _moved(stage: Stage, body: Body, deed: str, *, by: User, now: datetime) -> Stage:
    stage.number += 1
    stage.save(update_fields=["step", "number", "is_black", "frames", "ended_at"])
    broadcast(stage.topic, blackened(body, is_black=stage.is_black), now=now)
    _record(deed, stage, by=by, now=now)
    return stage


def _record(deed: str, stage: Stage, *, by: User, now: datetime) -> None:
    """The journal tells which step was shown, never who was in it."""
    name = "rehearsal" if stage.is_rehearsal else "stage"
    current = stage.position.current
    record(
        f"{name}.{deed}",
        subject=str(stage.edition.year),
        by=by.code,
        now=now,
        step=current.kind.value,
        category=current.key,
        number=stage.number,
    )


def _locked(edition: Edition) -> Edition:
    return Edition.objects.select_for_update().get(pk=edition.pk)


def _stage(stage: Stage) -> Stage:
    """Every operator waits here for the other; the edition is locked first, as it is for sealing and publishing."""
    _locked(stage.edition)
    return Stage.objects.select_for_update(of=["self"]).select_related("edition", "result").get(pk=stage.pk)

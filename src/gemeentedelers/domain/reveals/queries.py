from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.finals.queries import finalists_in
from gemeentedelers.domain.recuts.queries import final_categories_of
from gemeentedelers.domain.results.queries import contents_of, envelopes_in, has_prize, seal_in_force, state_of
from gemeentedelers.domain.results.rules import PRIZE_NAME, prize_key
from gemeentedelers.domain.reveals.models import Stage
from gemeentedelers.domain.reveals.rules import (
    FrameKind,
    Hall,
    RevealObstacle,
    order_of,
    why_not_call,
    why_not_end,
    why_not_go_back,
    why_not_make_known,
    why_not_move,
    why_not_open,
    why_not_press,
)
from gemeentedelers.domain.reveals.rules.frames import (
    Act,
    Body,
    Called,
    Nominee,
    Show,
    frame,
    invented_laureate,
    invented_show,
    winners_in,
)
from gemeentedelers.foundation.refusals import Refusal


def open_stage_of(edition: Edition) -> Stage | None:
    """The stage or the rehearsal that stands now."""
    return Stage.objects.filter(edition=edition, ended_at=None).select_related("edition", "opened_by").first()


def stages_of(edition: Edition) -> QuerySet[Stage]:
    """Newest first."""
    return Stage.objects.filter(edition=edition).select_related("edition", "opened_by")


def winners_shown_of(edition: Edition) -> list[Body]:
    """Who was called on the real stage, in frames that everybody saw; what is still to come is not in it."""
    stage = stages_of(edition).filter(is_rehearsal=False).first()
    return winners_in(stage.shown) if stage else []


def envelopes_of(edition: Edition) -> list[dict[str, str]] | None:
    """What follow pages load beforehand: one envelope per category, equally long; None until the release."""
    return envelopes_in(edition)


def hall_of(edition: Edition) -> Hall:
    """Asks no seal: a rehearsal may look at this."""
    standing, result = open_stage_of(edition), seal_in_force(edition)
    return Hall(
        open_stage=standing is not None and not standing.is_rehearsal,
        open_rehearsal=standing is not None and standing.is_rehearsal,
        was_opened=Stage.objects.filter(edition=edition, is_rehearsal=False).exists(),
        is_released=(result is not None and result.released_at is not None) or edition.revealed_at is not None,
    )


def obstacle_to_open(edition: Edition, now: datetime) -> Refusal | None:
    """Why the reveal cannot go on stage now; None when it can."""
    if refusal := why_not_open(hall_of(edition), is_rehearsal=False):
        return refusal
    return state_of(edition).why_not_show(now)


def obstacle_to_rehearse(edition: Edition) -> Refusal | None:
    order = order_of(keys_on_stage(edition), ())
    refusal = why_not_open(hall_of(edition), is_rehearsal=True)
    return refusal or (order if isinstance(order, Refusal) else None)


def acts_of(edition: Edition) -> dict[str, Act]:
    """By key, in their order, the public prize last: every category of the final with who is still in it."""
    nominees: dict[str, list[Nominee]] = {}
    for finalist in finalists_in([edition]):
        entry = finalist.entry
        nominee = Nominee(entry.reference, entry.title, entry.municipality.name, entry.municipality.code)
        nominees.setdefault(finalist.category.key, []).append(nominee)
    acts = {
        category.key: Act(category.key, category.name, tuple(nominees.get(category.key, ())))
        for category in final_categories_of(edition)
    }
    if nominees and has_prize(edition):
        everybody = tuple(nominee for act in acts.values() for nominee in act.nominees)
        key = prize_key(acts)
        acts[key] = Act(key, PRIZE_NAME, everybody, is_public_prize=True)
    return acts


def keys_on_stage(edition: Edition) -> list[str]:
    """The categories that have somebody to call."""
    return [key for key, act in acts_of(edition).items() if act.nominees]


def show_on(stage: Stage) -> Show:
    """What comes on this stage, without any winner. For a rehearsal only the names of the categories are real."""
    edition, acts = stage.edition, acts_of(stage.edition)
    if stage.is_rehearsal:
        acts = {act.key: act for act in invented_show(edition.year, edition.name, list(acts.values())).acts}
    ordered = tuple(acts[key] for key in stage.order if key in acts)
    return Show(edition.year, edition.name, ordered, stage.is_rehearsal)


def called_in(stage: Stage, show: Show, key: str) -> Called | Refusal:
    """Who is called now. The one place where a stage opens the seal, and only for the category of this moment."""
    act = show.act(key)
    if stage.is_rehearsal:
        return Called(invented_laureate(act), None)
    assert stage.result is not None  # the database keeps a real stage with its result
    if stage.result.replaced_at is not None:
        return Refusal(RevealObstacle.SEAL_REPLACED)
    contents = contents_of(stage.result)
    if contents is None:
        return Refusal(RevealObstacle.KEY_LOST)
    laureate = contents.result.laureate_of(key)
    competing = {nominee.reference for nominee in act.nominees}
    refusal = why_not_call(laureate.reference if laureate else None, competing=competing)
    return refusal or Called(laureate, contents.keys[key])


def preview_of(stage: Stage) -> Body | None:
    """The frame that comes next, for the operator only. There is none of a winner: no seal is asked."""
    coming = stage.position.next_step
    if coming is None or coming.kind is FrameKind.WINNER:
        return None
    return frame(coming, show_on(stage), winners=winners_in(stage.shown))


def is_stale(stage: Stage) -> bool:
    """Its seal was replaced, so this stage cannot be finished."""
    return stage.result is not None and stage.result.replaced_at is not None


def obstacles_on(stage: Stage) -> Mapping[str, Refusal | None]:
    """Why each button of the console does nothing now, as if the operator confirmed; None when it works."""
    position, number = stage.position, stage.number
    return {
        "press": why_not_press(position, expected_number=number, is_confirmed=True),
        "back": why_not_go_back(position, expected_number=number),
        "blackout": why_not_move(position, expected_number=number),
        "publish": why_not_make_known(position, expected_number=number, is_confirmed=True),
        "end": why_not_end(position, expected_number=number, is_rehearsal=stage.is_rehearsal, is_stale=is_stale(stage)),
    }


def broken_stages() -> list[Stage]:
    """Real stages that ended between the first winner and the publication, apart from those with a replaced seal."""
    stages = Stage.objects.filter(is_rehearsal=False, ended_at__isnull=False).select_related("edition", "result")
    return [
        stage
        for stage in stages
        if stage.position.winners_shown and not is_stale(stage) and stage.position.current.kind is not FrameKind.DONE
    ]

"""A result is sealed, opened by two people, called on stage and published."""

from datetime import datetime, timedelta

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.results.actions import seal_result, sign_release
from gemeentedelers.domain.reveals.actions import end, make_known, open_stage, press
from gemeentedelers.domain.reveals.rules import FrameKind

STEP = timedelta(seconds=40)


def reveal_on_stage(edition: Edition, *, by: User, signed_by: User, sealed_at: datetime, now: datetime) -> None:
    """The whole evening, in the order in which it goes; a step every forty seconds, and everything out at `now`."""
    seal_result(edition, by=by.code, now=sealed_at)
    for person in (by, signed_by):
        sign_release(edition, by=person, now=now - timedelta(hours=1))
    stage = open_stage(edition, by=by, now=now - timedelta(minutes=30))
    ahead = len(stage.position.steps) - 2
    for place in range(ahead):
        at = now - STEP * (ahead - place)
        stage = press(stage, expected_number=stage.number, is_confirmed=True, by=by, now=at)
    assert stage.position.current.kind is FrameKind.ALL
    stage = make_known(stage, expected_number=stage.number, is_confirmed=True, by=by, now=now)
    end(stage, expected_number=stage.number, by=by, now=now + timedelta(minutes=20))

"""A stage in every state, reached through its actions."""

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.results.tests.factories import released
from gemeentedelers.domain.reveals.actions import open_rehearsal, open_stage, press
from gemeentedelers.domain.reveals.models import Stage
from gemeentedelers.domain.reveals.rules import FrameKind


def an_operator(edition: Edition) -> User:
    return somebody_with(Role.OPERATOR, year=edition.year)


def staged(edition: Edition) -> Stage:
    """Released by two people, and at stand-by."""
    released(edition)
    return open_stage(edition, by=an_operator(edition), now=AFTER_REVEAL)


def rehearsed(edition: Edition) -> Stage:
    return open_rehearsal(edition, by=an_operator(edition), now=DURING_JURY)


def pressed_to(stage: Stage, kind: FrameKind, key: str | None = None) -> Stage:
    """Step by step until that frame is on stage."""
    operator = stage.opened_by
    while (stage.position.current.kind, stage.position.current.key) != (kind, key):
        stage = press(stage, expected_number=stage.number, is_confirmed=True, by=operator, now=AFTER_REVEAL)
    return stage

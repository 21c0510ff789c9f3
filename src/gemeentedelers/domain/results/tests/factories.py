"""A result under seal, released or out, each reached through its action."""

from datetime import datetime

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.results.actions import publish_result, seal_result, sign_release
from gemeentedelers.domain.results.models import SealedResult
from gemeentedelers.domain.results.queries import seal_in_force
from gemeentedelers.domain.verdicts.tests.factories import MOTIVATION, a_chair, pronounced, shortlisted_edition

KEYS = ("leefomgeving", "uitvoering")


def judged_edition(*, motivation: str = MOTIVATION) -> Edition:
    """Two categories, and a verdict in each."""
    edition = shortlisted_edition()
    chair = a_chair(edition)
    for key in KEYS:
        pronounced(edition, chair, key=key, motivation=motivation)
    return edition


def sealed(edition: Edition, *, now: datetime = DURING_JURY) -> SealedResult:
    return seal_result(edition, by="test", now=now)


def released(edition: Edition, *, now: datetime = DURING_JURY) -> SealedResult:
    """Sealed, and opened by an organiser and an administrator."""
    result = seal_in_force(edition) or sealed(edition, now=now)
    for role in (Role.ORGANISER, Role.ADMINISTRATOR):
        if result.released_at is None:
            result = sign_release(edition, by=somebody_with(role), now=now)
    return result


def published(edition: Edition, *, now: datetime = AFTER_REVEAL) -> Edition:
    """The whole road: sealed, released by two people, and out."""
    released(edition)
    publish_result(edition, by="test", now=now)
    edition.refresh_from_db()
    return edition

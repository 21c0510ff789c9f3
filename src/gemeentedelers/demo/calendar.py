"""The moments of the demo, in Amsterdam time."""

from datetime import UTC, datetime
from random import Random

from gemeentedelers.domain.editions.rules import ZONE


def at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


START = at(2026, 11, 23)
REGISTER_LOADED = at(2019, 10, 1)
ARCHIVE_LOADED = at(2026, 3, 2)


def between(opens: datetime, closes: datetime, share: float) -> datetime:
    """The moment at a share of a period: 0 is its beginning, 1 its end."""
    return opens + (closes - opens) * share


def chance(*marks: object) -> Random:
    """A source of chance that says the same in every demo for the same marks."""
    return Random("|".join(str(mark) for mark in marks))  # noqa: S311 - invented scores, not secrets

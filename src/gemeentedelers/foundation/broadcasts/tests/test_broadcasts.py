from datetime import UTC, datetime, timedelta

import pytest

from gemeentedelers.foundation.broadcasts.actions import broadcast
from gemeentedelers.foundation.broadcasts.queries import newest_on

NOW = datetime(2027, 6, 16, 14, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_a_topic_says_the_newest_thing_under_a_higher_number() -> None:
    broadcast("reveal:2027", {"kind": "standby"}, now=NOW)
    broadcast("reveal:2027", {"kind": "category"}, now=NOW + timedelta(seconds=1))
    broadcast("pitch:2027", {"kind": "idle"}, now=NOW)
    said = newest_on("reveal:2027")
    assert said is not None
    assert (said.number, said.body, said.changed_at) == (2, {"kind": "category"}, NOW + timedelta(seconds=1))


def test_a_topic_on_which_nothing_was_said_says_nothing() -> None:
    assert newest_on("reveal:2027") is None

import asyncio
from datetime import UTC, datetime

import pytest
from django.db import connection

from gemeentedelers.foundation.broadcasts.actions import broadcast
from gemeentedelers.foundation.broadcasts.hub import Hub, Said
from gemeentedelers.foundation.broadcasts.listening import keep_listening

NOW = datetime(2027, 6, 16, 14, tzinfo=UTC)
FIRST, SECOND = Said(1, '{"kind": "standby"}'), Said(2, '{"kind": "category"}')


def test_a_bell_rings_once_for_the_topic_that_changed_and_for_no_other() -> None:
    hub = Hub()
    hub.fill({"reveal:2027": FIRST, "pitch:2027": FIRST})
    ringing, silent = hub.bell("reveal:2027"), hub.bell("pitch:2027")
    hub.fill({"reveal:2027": SECOND, "pitch:2027": FIRST})

    assert (ringing.is_set(), silent.is_set()) == (True, False)
    assert hub.bell("reveal:2027") is not ringing
    assert hub.newest("reveal:2027") == SECOND


def test_who_was_away_finds_only_the_newest() -> None:
    hub = Hub()
    hub.fill({"reveal:2027": FIRST})
    bell = hub.bell("reveal:2027")
    for number in range(2, 50):
        hub.fill({"reveal:2027": Said(number, "{}")})

    assert (bell.is_set(), hub.newest("reveal:2027")) == (True, Said(49, "{}"))


def test_a_topic_that_is_gone_rings_too_and_so_does_the_end() -> None:
    hub = Hub()
    hub.fill({"reveal:2027": FIRST, "pitch:2027": FIRST})
    gone, ended = hub.bell("reveal:2027"), hub.bell("pitch:2027")
    hub.fill({"pitch:2027": FIRST})
    was_silent = not ended.is_set()
    hub.close()

    assert (gone.is_set(), was_silent, ended.is_set(), hub.is_closed) == (True, True, True, True)
    assert hub.newest("reveal:2027") is None


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_made_again_and_misses_nothing() -> None:
    asyncio.run(_lose_the_connection())


async def _lose_the_connection() -> None:
    hub = Hub()
    await asyncio.to_thread(_say, "standby")
    listening = asyncio.ensure_future(keep_listening(hub, first_pause=0.05))
    await _until(hub, 1)
    await asyncio.to_thread(_say, "category")
    await _until(hub, 2)
    await asyncio.to_thread(_cut)
    await asyncio.to_thread(_say, "nominees")
    await _until(hub, 3)
    listening.cancel()
    assert hub.newest("reveal:2027") == Said(3, '{"kind": "nominees"}')


async def _until(hub: Hub, number: int) -> None:
    async with asyncio.timeout(20):
        while (said := hub.newest("reveal:2027")) is None or said.number < number:
            await asyncio.sleep(0.01)


def _say(kind: str) -> None:
    broadcast("reveal:2027", {"kind": kind}, now=NOW)
    connection.close()


def _cut() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT topic, number%'"
        )
    connection.close()

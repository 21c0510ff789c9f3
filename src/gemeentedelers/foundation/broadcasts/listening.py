"""One connection to the database for everybody who follows: it hears of a change, reads, and tells the hub."""

import asyncio
import logging

import psycopg
from django.db import connection as django_connection
from psycopg import sql

from gemeentedelers.foundation.broadcasts.actions import CHANNEL
from gemeentedelers.foundation.broadcasts.hub import Hub, Said
from gemeentedelers.foundation.broadcasts.models import Broadcast

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
# At this pace everything is read without a reason: a connection that died without a word is found out by it.
READ_EVERY = 20.0
ANSWER_WITHIN = 10.0
EVERYTHING = sql.SQL("SELECT topic, number, body::text FROM {}").format(sql.Identifier(Broadcast._meta.db_table))

Connection = psycopg.AsyncConnection[tuple[str, int, str]]


async def keep_listening(hub: Hub, *, first_pause: float = FIRST_PAUSE) -> None:
    """Until cancelled. A lost connection is made again and everything is read again, so that nothing is missed."""
    pause = first_pause
    while True:
        try:
            async with await asyncio.wait_for(_connected(), ANSWER_WITHIN) as connection:
                await _begin(hub, connection)
                pause = first_pause
                await _listen(hub, connection)
        except (psycopg.Error, OSError, TimeoutError) as error:
            log.warning("The live screens lost the database (%s); trying again in %.1f s", type(error).__name__, pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def _connected() -> Connection:
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    settings = django_connection.settings_dict
    known = {name: settings[key] for key, name in names.items() if settings.get(key)}
    options = settings.get("OPTIONS", {})
    return await psycopg.AsyncConnection.connect(**{**options, **known}, autocommit=True)


async def _begin(hub: Hub, connection: Connection) -> None:
    """Listen first and read then: a change in between is heard of, not missed."""
    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
    await _read(hub, connection)


async def _listen(hub: Hub, connection: Connection) -> None:
    while True:
        async for _ in connection.notifies(timeout=READ_EVERY, stop_after=1):
            pass
        await _read(hub, connection)


async def _read(hub: Hub, connection: Connection) -> None:
    cursor = await asyncio.wait_for(connection.execute(EVERYTHING), ANSWER_WITHIN)
    hub.fill({topic: Said(number, body) for topic, number, body in await cursor.fetchall()})

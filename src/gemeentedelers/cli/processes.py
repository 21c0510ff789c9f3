import asyncio
import os
import socket

import click
from granian.constants import Interfaces
from granian.server import Server
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

APPLICATION = "gemeentedelers.config.wsgi:application"
# Each thread keeps a database connection, so threads times workers stays far below what PostgreSQL allows.
THREADS = 4
WAITING = 256
KILL_AFTER = 10


def port_is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), envvar="WEB_WORKERS", help="Processes; one per core.")
@click.option(
    "--workers-kill-timeout",
    type=click.IntRange(1, 600),
    default=KILL_AFTER,
    show_default=True,
    help="Seconds that a worker gets to finish its requests.",
)
def serve(host: str, port: int, workers: int | None, workers_kill_timeout: int) -> None:
    """Answer web requests until stopped."""
    if not port_is_free(host, port):
        message = f"Something else listens on {host}:{port}; choose another with PORT=."
        raise click.ClickException(message)
    Server(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=workers or min(os.cpu_count() or 1, 4),
        blocking_threads=THREADS,
        backpressure=WAITING,
        workers_kill_timeout=workers_kill_timeout,
        respawn_failed_workers=True,
    ).serve()


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 32), default=1, show_default=True, help="Jobs at once.")
@click.option("--once", is_flag=True, help="Stop when no job is waiting.")
def work(concurrency: int, once: bool) -> None:
    """Do background jobs until stopped."""
    asyncio.run(_work(concurrency, once))


async def _work(concurrency: int, once: bool) -> None:
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()):
        async with app.open_async():
            await app.run_worker_async(concurrency=concurrency, wait=not once, delete_jobs="successful")

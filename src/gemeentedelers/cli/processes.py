import asyncio
import os
import resource
import socket

import click
from django.conf import settings
from granian.constants import Interfaces
from granian.server import Server
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from gemeentedelers.cli.console import Installation

APPLICATION = "gemeentedelers.config.wsgi:application"
LIVE_APPLICATION = "gemeentedelers.config.asgi:application"
# Each thread keeps a database connection, so threads times workers stays far below what PostgreSQL allows.
THREADS = 4
WAITING = 256
KILL_AFTER = 10
# A follower comes back by itself, so streams are not waited for. Whoever is one too many still gets an answer.
LIVE_KILL_AFTER = 3
LIVE_SPARE = 512
LIVE_BACKLOG = 4_096


def port_is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def check_port(host: str, port: int) -> None:
    if not port_is_free(host, port):
        message = f"Something else listens on {host}:{port}; choose another with PORT=."
        raise click.ClickException(message)


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
    check_port(host, port)
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
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="By default the port after that of the site.")
@click.pass_obj
def live(installation: Installation, host: str, port: int | None) -> None:
    """Tell everybody who follows what happens on stage, until stopped."""
    port = port or installation.live_port
    check_port(host, port)
    _allow_open_files(settings.LIVE_FOLLOWERS + 2 * LIVE_SPARE)
    Server(
        LIVE_APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        workers=1,
        backlog=LIVE_BACKLOG,
        backpressure=settings.LIVE_FOLLOWERS + LIVE_SPARE,
        workers_kill_timeout=LIVE_KILL_AFTER,
        respawn_failed_workers=True,
    ).serve()


def _allow_open_files(number: int) -> None:
    """Each follower is an open file; most systems give a process 1,024 until it asks for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    if wanted < number:
        click.echo(f"This system allows {hard} open files; LIVE_FOLLOWERS asks for {number}.", err=True)


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

"""The real live process beside a test: on a free port, on the test database, and stopped by its id."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from gemeentedelers.config.processes import DIRECT

HOST = "127.0.0.1"
READY_WITHIN, STOP_WITHIN = 60.0, 10.0


@dataclass
class LiveProcess:
    process: "subprocess.Popen[bytes]"
    port: int

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def stop(self) -> float:
        """Ask it to end; gives the seconds that it took."""
        started = time.monotonic()
        self.process.terminate()
        self.process.wait(STOP_WITHIN)
        return time.monotonic() - started


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def database_url() -> str:
    """The database of the tests, as an address: the settings still hold that of the installation."""
    known = connection.settings_dict
    host = quote(str(known["HOST"]), safe="")
    secret = f":{quote(str(known['PASSWORD']), safe='')}" if known["PASSWORD"] else ""
    port = f":{known['PORT']}" if known["PORT"] else ""
    return f"postgresql://{known['USER']}{secret}@{host}{port}/{known['NAME']}"


@contextmanager
def live_process(folder: Path, *, site: str, port: int = 0, followers: int = 100) -> Iterator[LiveProcess]:
    port = port or free_port()
    known = {
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(folder),
        "SECRET_KEY": "only-for-the-tests",
        "SEAL_KEY": "only-for-the-tests",
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": site,
        "LIVE_FOLLOWERS": str(followers),
    }
    command = [sys.executable, "-m", "gemeentedelers.config.console", "live", "--port", str(port)]
    with (folder / "live.log").open("ab") as log:
        process = subprocess.Popen(command, env={**os.environ, **known}, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603 - our own command
    running = LiveProcess(process, port)
    try:
        _wait_until_ready(running)
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(running: LiveProcess) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and running.process.poll() is None:
        with suppress(urllib.error.URLError, OSError), DIRECT.open(f"{running.url}/health/ready", timeout=5):
            return
        time.sleep(0.1)
    message = f"the live process does not answer; exit code {running.process.poll()}"
    raise AssertionError(message)

"""Where it is measured: a folder with a database of its own, and the server as an installation runs it."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gemeentedelers.config import postgres
from gemeentedelers.config.console import Installation, prepare
from gemeentedelers.config.processes import DIRECT

FOLDER = Path(".data/bench").resolve()
HOST = "127.0.0.1"
READY_WITHIN, STOP_WITHIN, GLANCE = 60.0, 15.0, 0.1
# What is measured does not depend on what happens to be set in this terminal.
NOT_OURS = (
    "DATABASE_URL",
    "DATABASE_URL_FILE",
    "DEMO",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "EMAIL_URL",
    "FILES_URL",
    "CLAMAV_URL",
    "TRUSTED_PROXIES",
    "WEB_WORKERS",
    "LIVE_URL",
    "LIVE_FOLLOWERS",
)


class PlaceError(Exception):
    """Something does not start; the message says what."""


def made_ready() -> Installation:
    """The environment of an installation in the folder of the bench, on a port that nobody uses."""
    for name in NOT_OURS:
        os.environ.pop(name, None)
    os.environ["DATA_DIR"] = str(FOLDER / "site")
    os.environ["PORT"] = str(_free_port())
    return prepare(os.environ, ["serve"], only_explains=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def alone() -> Iterator[None]:
    """Two benches at once would measure each other, and share one database."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = f"Another bench already runs in {FOLDER}."
            raise PlaceError(message) from error
        yield


@contextmanager
def empty_database(installation: Installation) -> Iterator[None]:
    installation.start_over()
    try:
        yield
    finally:
        postgres.stop(installation.postgres_dir)


@contextmanager
def server(installation: Installation, *, command: str = "serve", workers: int | None = None) -> Iterator[int]:
    """`gemeentedelers serve` or `live` as it runs anywhere, with its own number of workers; gives its process id."""
    port = installation.live_port if command == "live" else installation.port
    log = installation.data_dir / "log" / f"{command}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    console = [sys.executable, "-m", "gemeentedelers.config.console", command, "--port", str(port)]
    command_line = [*console, "--workers", str(workers)] if workers else console
    with log.open("wb") as output:
        # In a session of its own, so that Ctrl-C reaches this process first, which then stops the server.
        process = subprocess.Popen(command_line, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        _wait_until_ready(process, port, log)
        yield process.pid
    finally:
        _stop(process)


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(urllib.error.URLError, OSError), DIRECT.open(f"http://{HOST}:{port}/health/ready", timeout=5):
            return
        time.sleep(GLANCE)
    said = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
    message = f"The server does not answer on port {port}.\n{said}"
    raise PlaceError(message)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def peak_memory(parent: int) -> list[float]:
    """The most memory that each worker of the server ever held, in MB."""
    return [int(row["VmHWM"].split()[0]) / 1000 for row in _workers(parent).values() if "VmHWM" in row]


def memory_of_all(parent: int) -> float:
    """The most memory that the server and its workers ever held together, in MB."""
    own = int(_status(Path("/proc") / str(parent))["VmHWM"].split()[0]) / 1000
    return own + sum(peak_memory(parent))


def processor_seconds(parent: int) -> float:
    """What the workers of the server used of the processor so far; hardly moved by what else the machine does."""
    ticks = 0
    for folder in _workers(parent):
        fields = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _workers(parent: int) -> dict[Path, dict[str, str]]:
    statuses = {folder: _status(folder) for folder in Path("/proc").glob("[0-9]*")}
    return {folder: row for folder, row in statuses.items() if row.get("PPid") == str(parent)}


def _status(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / "status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

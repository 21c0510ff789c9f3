"""Keeps the processes of a trial installation together: they start, and they stop, as one."""

import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

# The site is on this machine: a proxy in the environment is for elsewhere.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
READY_WITHIN = 60.0
GLANCE = 0.1
N_LAST_LINES = 15
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class _StopAskedError(Exception):
    """Somebody pressed Ctrl-C or asked the process to end."""


@dataclass(frozen=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path


def supervise(
    commands: Mapping[str, Sequence[str]],
    *,
    ready_urls: Sequence[str],
    on_ready: Callable[[], None],
    log_dir: Path,
    stop_grace: float = 10.0,
    ready_within: float = READY_WITHIN,
) -> int:
    """Run the commands until one of them ends or a stop is asked; returns the exit code.

    Each child has a session of its own, so that Ctrl-C reaches only this process, which then stops the children in
    order. What they print goes to one log per child; when one ends by itself its last lines are shown.
    """
    log_dir.mkdir(parents=True, exist_ok=True)
    children: list[Child] = []
    with _stop_asked_raises():
        try:
            for name, command in commands.items():
                children.append(_started(name, command, log_dir / f"{name}.log"))
            fault = _fault_before_ready(children, ready_urls, ready_within)
            if fault is None:
                on_ready()
                fault = _fault_of(_first_to_end(children))
            _say(fault)
        except _StopAskedError:
            return 0
        finally:
            _stop(children, stop_grace)
    return 1


@contextmanager
def _stop_asked_raises() -> Iterator[None]:
    def ask(number: int, frame: FrameType | None) -> None:
        # A second request must not interrupt the stopping itself.
        for stopping in STOPPING:
            signal.signal(stopping, signal.SIG_IGN)
        raise _StopAskedError

    before = {number: signal.signal(number, ask) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _started(name: str, command: Sequence[str], log: Path) -> Child:
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
    return Child(name, process, log)


def _end_with_parent() -> None:
    """Runs in the child: Linux then tells it to end when its parent is killed and can no longer do so."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _fault_before_ready(children: Sequence[Child], ready_urls: Sequence[str], ready_within: float) -> str | None:
    """Wait until every address answers; says what went wrong when a child ends or the time is up."""
    deadline, silent = time.monotonic() + ready_within, list(ready_urls)
    while time.monotonic() < deadline:
        for child in children:
            if child.process.poll() is not None:
                return _fault_of(child)
        silent = [url for url in silent if not _answers(url)]
        if not silent:
            return None
        time.sleep(GLANCE)
    logs = ", ".join(str(child.log) for child in children)
    return f"{' and '.join(silent)} did not answer within {ready_within:.0f} seconds. The logs are {logs}."


def _answers(url: str) -> bool:
    try:
        with DIRECT.open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _first_to_end(children: Sequence[Child]) -> Child:
    while True:
        for child in children:
            if child.process.poll() is not None:
                return child
        time.sleep(GLANCE)


def _fault_of(child: Child) -> str:
    lines = child.log.read_text(encoding="utf-8", errors="replace").splitlines()[-N_LAST_LINES:]
    said = "".join(f"\n  {child.name} | {line}" for line in lines)
    return f"The process '{child.name}' ended with exit code {child.process.returncode}.{said}"


def _stop(children: Sequence[Child], grace: float) -> None:
    deadline = time.monotonic() + grace
    for child in children:
        _tell_group(child, signal.SIGTERM)
    for child in children:
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _tell_group(child, signal.SIGKILL)
            child.process.wait()


def _tell_group(child: Child, number: signal.Signals) -> None:
    if child.process.poll() is None:
        os.killpg(child.process.pid, number)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")

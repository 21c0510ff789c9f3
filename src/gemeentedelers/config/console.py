"""The command `gemeentedelers`: prepares the environment, then hands over to the commands in `cli`.

Without DATABASE_URL this is a trial installation: everything that an installation needs is made in DATA_DIR. With
DATABASE_URL nothing is made up, and what is missing is named.
"""

import fcntl
import json
import os
import secrets
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TextIO

import click
import django
from django.core.management import call_command
from django.db import connections
from django.utils.module_loading import import_string

from gemeentedelers.config import postgres
from gemeentedelers.config.env import Env, SettingsError
from gemeentedelers.config.postgres import PostgresError
from gemeentedelers.config.processes import supervise

WRONG_USAGE, REFUSED, TERMINATED = 2, 1, 143
SECRETS = ("SECRET_KEY", "SEAL_KEY")
LOOPBACK = "127.0.0.1"
HIGHEST_PORT = 65_535
DEMO_LOCK = "demo.lock"
REMADE_BY_A_DEMO = ("static", "mail", "log", "files")


@dataclass
class Installation:
    """What a command may ask of the place in which it runs; the commands know it as `ctx.obj`."""

    data_dir: Path
    is_trial: bool
    port: int
    is_held: bool = False
    lock: TextIO | None = field(default=None, repr=False)

    @property
    def postgres_dir(self) -> Path:
        return self.data_dir / "postgres"

    @property
    def live_port(self) -> int:
        """Where the live process listens beside the site: the next port."""
        return self.port + 1 if self.port < HIGHEST_PORT else self.port - 1

    def hold(self) -> bool:
        """Claim the data folder for one demo; false when another demo runs in it."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.lock = (self.data_dir / DEMO_LOCK).open("w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self.is_held = True
        return True

    def start_over(self) -> None:
        """Throw the trial's data away and begin with an empty database. Its secrets stay."""
        connections.close_all()
        postgres.stop(self.postgres_dir)
        for name in ("postgres", *REMADE_BY_A_DEMO):
            shutil.rmtree(self.data_dir / name, ignore_errors=True)
        postgres.ensure_running(self.postgres_dir)

    def run_together(
        self, commands: Sequence[Sequence[str]], *, ready_urls: Sequence[str], on_ready: Callable[[], None]
    ) -> int:
        """Run commands of this console as processes that start and stop as one."""
        console = [sys.executable, "-m", "gemeentedelers.config.console"]
        return supervise(
            {command[0]: [*console, *command] for command in commands},
            ready_urls=ready_urls,
            on_ready=on_ready,
            log_dir=self.data_dir / "log",
        )


def main() -> None:
    arguments = sys.argv[1:]
    only_explains = not arguments or "--help" in arguments
    signal.signal(signal.SIGTERM, _end)
    try:
        installation = prepare(os.environ, arguments, only_explains=only_explains)
        with _database(installation, is_needed=not only_explains):
            _set_up()
            if installation.is_trial and not only_explains and not is_demo(arguments):
                call_command("migrate", verbosity=0, interactive=False)
            # The commands import models, which exist only after the set-up.
            root: click.Group = import_string("gemeentedelers.cli.root")
            root.main(arguments, prog_name="gemeentedelers", obj=installation)
    except SettingsError as error:
        _leave(str(error), WRONG_USAGE)
    except PostgresError as error:
        _leave(str(error), REFUSED)


def _set_up() -> None:
    try:
        django.setup()
    except ValueError as error:
        message = f"A setting cannot be used: {error}"
        raise SettingsError(message) from error


def prepare(source: MutableMapping[str, str], arguments: Sequence[str], *, only_explains: bool) -> Installation:
    """Complete the environment for these arguments, and say what kind of installation it makes."""
    source["DJANGO_SETTINGS_MODULE"] = "gemeentedelers.config.settings"
    env = Env(source)
    installation = Installation(
        data_dir=Path(env.text("DATA_DIR", ".data")).resolve(),
        is_trial=not (source.get("DATABASE_URL") or source.get("DATABASE_URL_FILE")),
        port=env.number("PORT", 8000),
    )
    if not 0 < installation.port <= HIGHEST_PORT:
        env.problems.append(f"PORT should be between 1 and {HIGHEST_PORT}, not {installation.port}")
    env.check()
    if only_explains:
        keys = dict.fromkeys(SECRETS, "nothing is signed while explaining")
        _fill_in(source, {**trial_settings(installation), **keys})
    elif installation.is_trial:
        _fill_in(source, {**trial_settings(installation), **lasting_secrets(installation.data_dir)})
        if is_demo(arguments) or (installation.data_dir / DEMO_LOCK).exists():
            # Whatever works on a demo's data lives by the demo's clock.
            source["DEMO"] = "1"
    return installation


def is_demo(arguments: Sequence[str]) -> bool:
    return list(arguments[:1]) == ["demo"]


def trial_settings(installation: Installation) -> dict[str, str]:
    return {
        "DATA_DIR": str(installation.data_dir),
        "DATABASE_URL": postgres.address(installation.postgres_dir),
        "ALLOWED_HOSTS": f"localhost,{LOOPBACK}",
        "SITE_URL": f"http://{LOOPBACK}:{installation.port}",
        "LIVE_URL": f"http://{LOOPBACK}:{installation.live_port}",
    }


def lasting_secrets(data_dir: Path) -> dict[str, str]:
    """The keys of a trial: made once, and readable only by whoever made them."""
    path = data_dir / "secrets.json"
    try:
        if not path.exists():
            _make_secrets(path)
    except OSError as error:
        message = f"DATA_DIR: cannot write in {data_dir} ({error.strerror})"
        raise SettingsError(message) from error
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(kept[name]) for name in SECRETS}
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path} cannot be read as the keys of this installation; repair or remove it."
        raise SettingsError(message) from error


def _make_secrets(path: Path) -> None:
    """Written aside and then linked in place: of two processes at once, one wins and both read the same keys."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"secrets-{os.getpid()}.json")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        json.dump({name: secrets.token_urlsafe(48) for name in SECRETS}, file)
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()


def _fill_in(source: MutableMapping[str, str], settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        if not source.get(name) and not source.get(f"{name}_FILE"):
            source[name] = value


@contextmanager
def _database(installation: Installation, *, is_needed: bool) -> Iterator[None]:
    """Run the embedded database during a command, and leave it as it was found."""
    folder = installation.postgres_dir
    if not (is_needed and installation.is_trial):
        yield
        return
    was_running = postgres.is_running(folder)
    postgres.ensure_running(folder)
    try:
        yield
    finally:
        # Who holds the folder also stops what a demo that was killed left behind.
        if installation.is_held or not was_running:
            postgres.stop(folder)


def _end(number: int, frame: FrameType | None) -> None:
    """Let a request to end run the `finally` blocks, so that the database stops too."""
    sys.exit(TERMINATED)


def _leave(message: str, code: int) -> None:
    sys.stderr.write(f"{message}\n")
    sys.exit(code)


if __name__ == "__main__":
    main()

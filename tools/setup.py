"""Makes everything that the code needs: `python3 tools/setup.py demo` or `dev`. Safe to run again and again.

Only Python's own library is used, because nothing else is there yet. What is done is remembered in the
virtual environment under a hash of the files that decided it, so a second run finds nothing to do.
"""

import fcntl
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MEMORY = VENV / "set-up.json"
FRONTEND = ROOT / "frontend"
TYPEFACES = ROOT / "src" / "gemeentedelers" / "foundation" / "documents" / "fonts" / "from_packages"
BUNDLE = ROOT / "src" / "gemeentedelers" / "web" / "ui" / "static" / "ui"
LOCKS = {"demo": ["base", "build"], "dev": ["dev"]}
OLDEST_NPM = 10


class SetupError(Exception):
    """A step failed; the message says which and what to do."""


class Step(NamedTuple):
    name: str
    what: str
    key: str
    work: Callable[[], None]
    is_there: Callable[[], bool]


def main(purpose: str) -> int:
    try:
        with _only_one():
            _set_up(purpose)
    except SetupError as error:
        print(f"\nSet-up stopped. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nSet-up was interrupted; the next run continues where it stopped.", file=sys.stderr)
        return 130
    return 0


@contextmanager
def _only_one() -> Iterator[None]:
    """Two terminals may start at once: the second waits for the first."""
    folder = ROOT / ".data"
    folder.mkdir(exist_ok=True)
    with (folder / "set-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _set_up(purpose: str) -> None:
    steps = _steps(purpose)
    for number, step in enumerate(steps, start=1):
        if step.is_there() and _remembered().get(step.name) == step.key:
            continue
        print(f"{number}/{len(steps)} {step.what} … ", end="", flush=True)
        started = time.monotonic()
        step.work()
        _remember(step)
        print(f"{time.monotonic() - started:.0f} s", flush=True)


def _steps(purpose: str) -> list[Step]:
    packages = [ROOT / "requirements" / f"{name}.txt" for name in LOCKS[purpose]]
    lock = [FRONTEND / "package.json", FRONTEND / "package-lock.json"]
    sources = [*sorted((FRONTEND / "css").rglob("*.css")), *sorted((FRONTEND / "js").glob("*.js"))]
    return [
        Step("environment", "virtual environment", str(VENV), _make_environment, _has_environment),
        Step(
            f"packages for {purpose}",
            "Python packages (about a minute the first time)",
            _hash(packages),
            lambda: _install(packages),
            _has_environment,
        ),
        Step("project", "this project", _hash([ROOT / "pyproject.toml"]), _install_project, _has_command),
        Step(
            "bundle packages",
            "packages of the stylesheet and script",
            _hash(lock),
            _install_bundle_packages,
            (FRONTEND / "node_modules").is_dir,
        ),
        Step(
            "bundle",
            "stylesheet and script",
            _hash([*lock, FRONTEND / "build.mjs", *sources]),
            _build_bundle,
            _has_bundle,
        ),
    ]


def _has_environment() -> bool:
    """Whether it is whole, made here (its programs name their folder), and made by this version of Python."""
    try:
        made = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
        first_lines = (VENV / "bin" / "pip").read_text(encoding="utf-8")[:1000]
    except OSError:
        return False
    major, minor, _ = platform.python_version_tuple()
    return str(VENV) in first_lines and f"version = {major}.{minor}." in made and PYTHON.exists()


def _has_command() -> bool:
    return (VENV / "bin" / "gemeentedelers").is_file()


def _has_bundle() -> bool:
    return all((BUNDLE / name).is_file() for name in ("main.css", "entry.js")) and any(TYPEFACES.glob("*.ttf"))


def _make_environment() -> None:
    if _has_environment():
        return
    _run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        "The virtual environment cannot be made. On Debian and Ubuntu: apt-get install python3-venv",
    )


def _install(locks: list[Path]) -> None:
    # Python compiles what is really used at first use; compiling all of it here takes a third of the time.
    options = ["--require-hashes", "--no-compile", "--disable-pip-version-check"]
    files = [argument for lock in locks for argument in ("-r", str(lock))]
    _run(
        [str(PYTHON), "-m", "pip", "install", *options, *files],
        "The Python packages cannot be installed. Is there a network? Then run the same command again.",
    )


def _install_project() -> None:
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check"]
    _run(
        [str(PYTHON), "-m", "pip", "install", *options, "-e", str(ROOT)],
        "The project itself cannot be installed; the lines above say why.",
    )


def _install_bundle_packages() -> None:
    _npm("ci", "--no-progress")


def _build_bundle() -> None:
    _npm("run", "--silent", "build")


def _npm(*arguments: str) -> None:
    if not _machine_has_npm() and not (VENV / "bin" / "npm").exists():
        _install([ROOT / "requirements" / "node.txt"])
    settings = {**os.environ, "npm_config_cache": str(VENV / "npm-cache")}
    program = "npm"
    if not _machine_has_npm():
        program = str(VENV / "bin" / "npm")
        settings["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    _run(
        [program, *arguments],
        "The stylesheet and script cannot be built. Is there a network? Then run the same command again.",
        cwd=FRONTEND,
        env=settings,
    )


def _machine_has_npm() -> bool:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return False
    found = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False, cwd=ROOT)
    version = re.match(r"\d+", found.stdout)
    return version is not None and int(version.group()) >= OLDEST_NPM


def _run(command: list[str], advice: str, *, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Quiet when it works; when it fails, the end of what the program said and our advice."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        cwd=cwd,
        env=env,
    )
    if done.returncode:
        print("\n" + "\n".join(done.stdout.splitlines()[-20:]), file=sys.stderr)
        raise SetupError(advice)


def _hash(files: list[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(f"{file.relative_to(ROOT)}\n".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def _remembered() -> dict[str, str]:
    try:
        known: dict[str, str] = json.loads(MEMORY.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known


def _remember(step: Step) -> None:
    MEMORY.write_text(json.dumps({**_remembered(), step.name: step.key}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

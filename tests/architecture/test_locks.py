"""A lock says what is installed and proves it by a hash; where it came from is not its business."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
NPM_LOCK = ROOT / "frontend" / "package-lock.json"
PINNED = re.compile(r"[a-z0-9][a-z0-9._-]*==\S+( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+")


def requirements(lock: Path) -> list[str]:
    """One string for each requirement, its continued lines joined."""
    return lock.read_text(encoding="utf-8").replace(" \\\n    --hash", " --hash").splitlines()


def versions(lock: Path) -> set[str]:
    return {re.split(r" --hash", line)[0] for line in requirements(lock)}


def names(lines: list[str]) -> list[str]:
    return sorted(line for line in lines if line and not line.startswith("#"))


def test_the_locks_are_these() -> None:
    assert [lock.stem for lock in LOCKS] == ["base", "build", "dev", "node"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_requirement_is_pinned_with_a_hash(lock: Path) -> None:
    assert [line for line in requirements(lock) if not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("lock", [*LOCKS, NPM_LOCK], ids=lambda lock: lock.stem)
def test_no_lock_names_an_address(lock: Path) -> None:
    assert "://" not in lock.read_text(encoding="utf-8")


def test_developers_run_what_the_demo_runs() -> None:
    base, build, dev, _ = LOCKS
    assert versions(base) | versions(build) <= versions(dev)


def test_the_input_of_the_lock_is_what_the_package_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = (ROOT / "requirements" / "base.in").read_text(encoding="utf-8").splitlines()
    assert names(declared) == sorted(project["dependencies"])


def test_every_npm_package_has_a_hash_and_no_address() -> None:
    packages: dict[str, dict[str, object]] = json.loads(NPM_LOCK.read_text(encoding="utf-8"))["packages"]
    installed = {path: package for path, package in packages.items() if path}
    assert [path for path, package in installed.items() if "integrity" not in package] == []
    assert [path for path, package in installed.items() if "resolved" in package] == []

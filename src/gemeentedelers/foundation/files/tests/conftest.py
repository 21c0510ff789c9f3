import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import Settings


@dataclass(frozen=True)
class Folders:
    """Where objects are kept, and where temporary files are made."""

    kept: Path
    temporary: Path


def files_in(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def folders(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """The storage of an installation instead of the one in memory."""
    kept, temporary = tmp_path / "kept", tmp_path / "temporary"
    temporary.mkdir()
    private = {"BACKEND": "gemeentedelers.foundation.files.storage.PrivateFolder", "OPTIONS": {"location": kept}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return Folders(kept, temporary)

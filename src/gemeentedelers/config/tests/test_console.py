import json
from pathlib import Path

import pytest

from gemeentedelers.config import postgres
from gemeentedelers.config.console import lasting_secrets, prepare
from gemeentedelers.config.env import SettingsError


def test_a_trial_gets_everything_it_needs(tmp_path: Path) -> None:
    source = {"DATA_DIR": str(tmp_path), "PORT": "8123"}
    installation = prepare(source, ["facts"], only_explains=False)
    assert installation.is_trial
    assert source["DATABASE_URL"] == postgres.address(tmp_path / "postgres")
    assert (source["SITE_URL"], source["ALLOWED_HOSTS"]) == ("http://127.0.0.1:8123", "localhost,127.0.0.1")
    assert (len(source["SECRET_KEY"]) >= 50, source["SECRET_KEY"] == source["SEAL_KEY"]) == (True, False)
    assert "DEMO" not in source


def test_with_a_database_nothing_is_made_up(tmp_path: Path) -> None:
    source = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://database/name"}
    installation = prepare(source, ["demo"], only_explains=False)
    assert not installation.is_trial
    assert sorted(source) == ["DATABASE_URL", "DATA_DIR", "DJANGO_SETTINGS_MODULE"]
    assert list(tmp_path.iterdir()) == []


def test_explaining_writes_nothing(tmp_path: Path) -> None:
    prepare({"DATA_DIR": str(tmp_path / "data")}, ["serve", "--help"], only_explains=True)
    assert list(tmp_path.iterdir()) == []


def test_what_is_given_is_kept(tmp_path: Path) -> None:
    source = {"DATA_DIR": str(tmp_path), "SITE_URL": "http://elsewhere", "SECRET_KEY_FILE": "/run/key"}
    prepare(source, ["facts"], only_explains=False)
    assert (source["SITE_URL"], "SECRET_KEY" in source) == ("http://elsewhere", False)


def test_only_a_demo_and_its_folder_live_by_the_demo_clock(tmp_path: Path) -> None:
    source = {"DATA_DIR": str(tmp_path)}
    installation = prepare(source, ["demo"], only_explains=False)
    assert (source["DEMO"], installation.hold()) == ("1", True)
    later = {"DATA_DIR": str(tmp_path)}
    prepare(later, ["ranking", "show", "2026"], only_explains=False)
    assert later["DEMO"] == "1"


def test_two_demos_do_not_share_a_folder(tmp_path: Path) -> None:
    first, second = (prepare({"DATA_DIR": str(tmp_path)}, ["demo"], only_explains=False) for _ in range(2))
    assert (first.hold(), second.hold()) == (True, False)


def test_secrets_are_made_once_and_are_private(tmp_path: Path) -> None:
    made = lasting_secrets(tmp_path)
    assert lasting_secrets(tmp_path) == made
    kept = tmp_path / "secrets.json"
    assert (kept.stat().st_mode & 0o777, json.loads(kept.read_text())) == (0o600, made)
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"SECRET_KEY": "only one"}'])
def test_damaged_secrets_are_named_and_never_replaced(tmp_path: Path, text: str) -> None:
    (tmp_path / "secrets.json").write_text(text)
    with pytest.raises(SettingsError, match="repair or remove it"):
        lasting_secrets(tmp_path)
    assert (tmp_path / "secrets.json").read_text() == text


@pytest.mark.parametrize("port", ["many", "0", "99999", "-1"])
def test_a_wrong_port_is_a_problem_of_the_settings(tmp_path: Path, port: str) -> None:
    with pytest.raises(SettingsError, match="PORT should be "):
        prepare({"DATA_DIR": str(tmp_path), "PORT": port}, ["facts"], only_explains=False)


def test_a_folder_that_cannot_be_written_is_a_problem_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="DATA_DIR: cannot write"):
        prepare({"DATA_DIR": str(tmp_path / "file" / "data")}, ["facts"], only_explains=False)

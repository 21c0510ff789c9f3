import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import psycopg
import pytest

from gemeentedelers.config import postgres


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "a folder with spaces" / "postgres"
    yield folder
    postgres.stop(folder)


def answer(url: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_database()").fetchone()
    assert row is not None
    return str(row[0])


def postmaster(data_dir: Path) -> int:
    return int((data_dir / "postmaster.pid").read_text().splitlines()[0])


def test_starts_keeps_its_data_and_stops(data_dir: Path) -> None:
    assert not postgres.is_running(data_dir)
    url = postgres.ensure_running(data_dir)
    assert answer(url) == "gemeentedelers"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
        durable = [connection.execute(f"SHOW {name}").fetchone() for name in ("fsync", "synchronous_commit")]
        assert durable == [("on",), ("on",)]
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)

    postgres.stop(data_dir)
    assert not postgres.is_running(data_dir)

    with psycopg.connect(postgres.ensure_running(data_dir)) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (42,)


def test_several_processes_may_start_it_at_once(data_dir: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        urls = list(pool.map(postgres.ensure_running, [data_dir] * 4))
    assert urls == [postgres.address(data_dir)] * 4
    assert answer(urls[0]) == "gemeentedelers"


def test_recovers_at_once_after_a_hard_kill(data_dir: Path) -> None:
    url = postgres.ensure_running(data_dir)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE acknowledged AS SELECT 42 AS number")
    killed = postmaster(data_dir)
    os.kill(killed, signal.SIGKILL)

    with psycopg.connect(postgres.ensure_running(data_dir)) as connection:
        assert connection.execute("SELECT number FROM acknowledged").fetchone() == (42,)
    assert postmaster(data_dir) != killed


def test_a_path_longer_than_a_socket_address(tmp_path: Path) -> None:
    data_dir = tmp_path / ("long" * 30) / ("path" * 30) / "postgres"
    try:
        assert answer(postgres.ensure_running(data_dir)) == "gemeentedelers"
    finally:
        postgres.stop(data_dir)


def test_leaves_no_half_made_cluster(data_dir: Path) -> None:
    postgres.ensure_running(data_dir)
    found = sorted(path.name for path in data_dir.parent.iterdir())
    assert found == ["postgres", "postgres.lock", "postgres.log"]


def test_refuses_a_socket_folder_that_others_can_enter(data_dir: Path) -> None:
    sockets = Path(postgres.address(data_dir).split("@")[1].split("/")[0].replace("%2F", "/"))
    sockets.mkdir()
    sockets.chmod(0o755)
    try:
        with pytest.raises(postgres.PostgresError, match="only you can enter"):
            postgres.ensure_running(data_dir)
    finally:
        sockets.rmdir()


def test_stopping_what_does_not_exist_is_fine(tmp_path: Path) -> None:
    postgres.stop(tmp_path / "nothing" / "postgres")

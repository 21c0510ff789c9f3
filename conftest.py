"""Starts the embedded PostgreSQL once for the whole test run, and stops it after the last test."""

import os
from pathlib import Path

import pytest

from gemeentedelers.config import postgres

FOLDER = Path(".data/test/postgres").resolve()


def _is_first(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    if _is_first(config) and os.environ["DATABASE_URL"] == postgres.address(FOLDER):
        postgres.ensure_running(FOLDER)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _is_first(config) and os.environ["DATABASE_URL"] == postgres.address(FOLDER):
        postgres.stop(FOLDER)

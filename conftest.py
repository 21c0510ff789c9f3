"""Starts the embedded PostgreSQL once for the whole test run, and stops it after the last test."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from gemeentedelers.config import postgres

FOLDER = Path(".data/test/postgres").resolve()

# A busy machine is no fault of the code: no example has a time limit.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def _is_first(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    if _is_first(config) and os.environ["DATABASE_URL"] == postgres.address(FOLDER):
        postgres.ensure_running(FOLDER)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _is_first(config) and os.environ["DATABASE_URL"] == postgres.address(FOLDER):
        postgres.stop(FOLDER)

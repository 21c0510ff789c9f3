"""`python -m bench`: start everything, measure, print the table, keep it, stop everything."""

import json
import os
import platform
import signal
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from types import FrameType

import django
from django.core.management import call_command
from django.utils.module_loading import import_string

from bench import assignment, calibration
from bench.figures import Figure, Report, report_in, table
from bench.place import FOLDER, PlaceError, alone, empty_database, made_ready, server
from gemeentedelers.config.console import Installation
from gemeentedelers.config.env import SettingsError
from gemeentedelers.config.postgres import PostgresError

YARDSTICK_ROUNDS, YARDSTICK_STEPS = 5, 400_000
INTERRUPTED, TERMINATED = 130, 143


def main() -> int:
    signal.signal(signal.SIGTERM, _end)
    try:
        with alone():
            installation = made_ready()
            with empty_database(installation):
                report, errors = _measure(installation)
    except KeyboardInterrupt:
        say("Interrupted; nothing is kept.")
        return INTERRUPTED
    except (PlaceError, PostgresError, SettingsError) as error:
        say(str(error))
        return 1
    before = _newest()
    _keep(report)
    _show(report, before, errors)
    return 1 if errors else 0


def _measure(installation: Installation) -> tuple[Report, list[str]]:
    django.setup()
    started = time.monotonic()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    say(f"Tables and static files: {time.monotonic() - started:.0f} s")
    started = time.monotonic()
    # Models exist only after the set-up.
    crowd = import_string("bench.seed.furnish")(datetime.now(UTC))
    seconds = time.monotonic() - started
    say(f"5,000 drafts: {seconds:.0f} s")
    ranked = import_string("bench.ranking.furnish_ranking")(datetime.now(UTC))
    vote = import_string("bench.voting.furnish_vote")(datetime.now(UTC))
    loads, sticks, used = [os.getloadavg()], _yardstick(), time.process_time()
    began = time.monotonic()
    figures = list(_said(chain(calibration.figures(), assignment.figures())))
    for part in ("figures", "polling"):
        figures += _said(import_string(f"bench.live.{part}")(installation))
    with server(installation) as pid:
        bench = import_string("bench.measures.Bench")(installation.port, pid, crowd)
        figures += _said(bench.figures())
        figures += _said(import_string("bench.ranking.figures")(installation.port, ranked))
        figures += _said(import_string("bench.voting.figures")(installation.port, pid, vote))
    share = (time.process_time() - used) / (time.monotonic() - began)
    loads.append(os.getloadavg())
    sticks += _yardstick()
    machine = {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_average_before_and_after": loads,
        "cores_used_by_the_bench_itself": round(share, 2),
        "seconds_of_seeding": round(seconds, 1),
        "texts_in_a_draft": crowd.n_texts,
    }
    rows = import_string("bench.measures.with_errors_of")(figures, bench.errors)
    stick = round(1000 * statistics.median(sticks), 2)
    return Report(f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%SZ}", machine, stick, tuple(rows)), bench.errors


def _said(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Each figure as soon as it is known."""
    for figure in figures:
        say(f"  {figure.name}: {figure.p95:.1f} {figure.unit}")
        yield figure


def _yardstick() -> list[float]:
    """Seconds for a fixed piece of work in plain Python, some times over."""
    times = []
    for _ in range(YARDSTICK_ROUNDS):
        started = time.perf_counter()
        total = 0
        for number in range(YARDSTICK_STEPS):
            total = (total * 31 + number) % 1_000_003
        times.append(time.perf_counter() - started)
    return times


def _newest() -> Report | None:
    kept = sorted(FOLDER.glob("20*.json"))
    return report_in(json.loads(kept[-1].read_text(encoding="utf-8"))) if kept else None


def _keep(report: Report) -> None:
    place = FOLDER / f"{report.at}.json"
    place.write_text(json.dumps(report.as_json(), indent=1, ensure_ascii=False), encoding="utf-8")
    say(f"Kept in {place.relative_to(Path.cwd())}")


def _show(report: Report, before: Report | None, errors: list[str]) -> None:
    say("")
    for name, value in report.machine.items():
        say(f"{name.replace('_', ' ')}: {value}")
    say(f"yardstick: {report.yardstick_ms} ms" + (f"; before: {before.yardstick_ms} ms" if before else ""))
    if before:
        say(f"compared with {before.at}; a time by its ratio to the yardstick")
    say("")
    for line in table(report, before):
        say(line)
    for error in errors[:10]:
        say(f"ERROR {error}")


def say(line: str) -> None:
    print(line, flush=True)


def _end(number: int, frame: FrameType | None) -> None:
    """Let a request to end run the `finally` blocks, so that the server and the database stop too."""
    sys.exit(TERMINATED)


if __name__ == "__main__":
    sys.exit(main())

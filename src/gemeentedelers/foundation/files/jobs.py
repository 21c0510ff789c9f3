"""Lets the scanner judge what waits, soon after it came and again until it was judged; sweeps every night."""

import logging

from procrastinate.contrib.django import app

from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.foundation.files.actions import judge_scan, sweep_orphans
from gemeentedelers.foundation.files.models import StoredFile
from gemeentedelers.foundation.files.queries import content_of, waiting_files
from gemeentedelers.foundation.files.scanner import ScannerDownError, ScannerError, has_scanner, scan
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to

logger = logging.getLogger(__name__)


@reacts_to("file.stored")
def scan_new_file(fact: Fact) -> None:
    """A file that the scanner cannot judge now waits for the next round."""
    for stored in waiting_files().filter(code=fact.subject):
        _scan_all([stored])


@app.periodic(cron="*/5 * * * *")
@app.task(name="files.scan_waiting", queueing_lock="files.scan_waiting")
def scan_waiting(timestamp: int) -> None:
    _scan_all(list(waiting_files()))


@app.periodic(cron="30 3 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:
    sweep_orphans(now=current_time())


def _scan_all(waiting: list[StoredFile]) -> None:
    """Without a scanner nobody says that a waiting file is clean, so it waits on."""
    if not has_scanner():
        return
    for stored in waiting:
        try:
            with content_of(stored) as content:
                result = scan(content)
        except ScannerDownError as error:
            logger.warning("%s", error)
            return
        except (ScannerError, FileNotFoundError) as error:
            logger.warning("File %s waits on: %s", stored.code, error)
            continue
        judge_scan(stored, result, now=current_time())

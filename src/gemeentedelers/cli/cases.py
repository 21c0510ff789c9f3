from collections.abc import Sequence
from pathlib import Path

import click

from gemeentedelers.cli.console import (
    BY,
    as_json,
    dry_run,
    input_file,
    print_json,
    refuse_input,
    said,
    text_of,
)
from gemeentedelers.domain.municipalities.rules import BadCell
from gemeentedelers.domain.publications.actions import BadCasesError, import_cases
from gemeentedelers.domain.publications.rules import read_cases
from gemeentedelers.domain.search.actions import index_publications
from gemeentedelers.foundation.clock.queries import current_time


@click.group()
def cases() -> None:
    """The published cases of the knowledge base."""


@cases.command("import")
@input_file
@click.option("--skip-bad-rows", is_flag=True, help="Store the good rows, and name the others.")
@dry_run
@as_json
def import_(file: Path, skip_bad_rows: bool, dry_run: bool, as_json: bool) -> None:
    """Publish the cases of past editions in FILE (CSV). Importing it again changes nothing."""
    rows, unreadable = read_cases(text_of(file))
    if unreadable and not (skip_bad_rows and rows):
        refuse_input(file, _places(unreadable))
    try:
        report = import_cases(rows, by=BY, now=current_time(), skip_bad_rows=skip_bad_rows, dry_run=dry_run)
    except BadCasesError as error:
        refuse_input(file, _places(error.faults))
    if not dry_run:
        index_publications([*report.added, *report.changed])  # searchable at once, also where no worker runs
    skipped = _places([*unreadable, *report.skipped])
    if as_json:
        counts = {"added": report.added, "changed": report.changed, "unchanged": report.unchanged}
        print_json({**counts, "skipped": skipped, "dry_run": dry_run})
        return
    click.echo(
        f"{len(report.added)} added, {len(report.changed)} changed, {len(report.unchanged)} unchanged, "
        f"{len(skipped)} skipped."
    )
    for place in skipped:
        click.echo(f"  {file}:{place}")
    if dry_run:
        click.echo("Dry run: nothing is stored.")


def _places(cells: Sequence[BadCell]) -> list[str]:
    in_order = sorted(cells, key=lambda cell: cell.line)
    return [f"{cell.line}: column {cell.column}: {said(cell.refusal)}" for cell in in_order]

import csv
import io
from dataclasses import asdict
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
from gemeentedelers.domain.municipalities.actions import load_regions, load_register
from gemeentedelers.domain.municipalities.rules import read_regions, read_register
from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.foundation.refusals import RefusedError


@click.group()
def municipalities() -> None:
    """The dated register of municipalities."""


@municipalities.command()
@input_file
@dry_run
@as_json
def load(file: Path, dry_run: bool, as_json: bool) -> None:
    """Bring the register up to date with FILE (CSV). Loading it again changes nothing."""
    text = text_of(file)
    if uneven := uneven_rows(text):
        refuse_input(file, uneven)
    rows, bad_cells = read_register(text)
    if bad_cells:
        refuse_input(file, [f"{cell.line}: column {cell.column}: {said(cell.refusal)}" for cell in bad_cells])
    report = load_register(rows, by=BY, now=current_time(), dry_run=dry_run)
    if as_json:
        print_json({**asdict(report), "dry_run": dry_run})
        return
    click.echo(f"{len(report.added)} added, {len(report.changed)} changed, {len(report.ended)} ended.")
    if dry_run:
        click.echo("Dry run: nothing is stored.")


@municipalities.command()
@input_file
@dry_run
@as_json
def regions(file: Path, dry_run: bool, as_json: bool) -> None:
    """Bring the regions of municipalities up to date with FILE (CSV). Loading it again changes nothing."""
    text = text_of(file)
    if uneven := uneven_rows(text):
        refuse_input(file, uneven)
    rows, bad_cells = read_regions(text)
    if bad_cells:
        refuse_input(file, [f"{cell.line}: column {cell.column}: {said(cell.refusal)}" for cell in bad_cells])
    try:
        changed = load_regions(rows, by=BY, now=current_time(), dry_run=dry_run)
    except RefusedError as error:
        refuse_input(file, [said(error.refusal)])
    if as_json:
        print_json({"changed": changed, "dry_run": dry_run})
        return
    click.echo(f"{len(changed)} changed.")
    if dry_run:
        click.echo("Dry run: nothing is stored.")


def uneven_rows(text: str) -> list[str]:
    """Rows with another number of cells than the first one, by the line on which they end."""
    reader = csv.reader(io.StringIO(text))
    titles = next(reader, [])
    return [
        f"{reader.line_num}: {len(row)} cells instead of {len(titles)}"
        for row in reader
        if row and len(row) != len(titles)
    ]

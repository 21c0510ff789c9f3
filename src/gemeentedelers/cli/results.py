from pathlib import Path

import click

from gemeentedelers.cli.console import (
    BY,
    as_json,
    change,
    dry_run,
    edition_year,
    known_edition,
    print_json,
    said,
)
from gemeentedelers.domain.results.actions import publish_result, release_alone, seal_result
from gemeentedelers.domain.results.queries import export_of, opened_result, seal_in_force
from gemeentedelers.domain.results.rules.exports import why_not_verified, written
from gemeentedelers.domain.verdicts.queries import verdicts_in_force, winners_of
from gemeentedelers.foundation.clock.queries import current_time

YEARS = range(1900, 2101)


@click.group()
def result() -> None:
    """The sealed result of an edition."""


@result.command()
@edition_year
@click.option("--reason", default="", help="Why the result is sealed again; only after a winner left.")
@dry_run
@as_json
def seal(year: int, reason: str, dry_run: bool, as_json: bool) -> None:
    """Seal everything that was decided in edition YEAR, and publish its commitment."""
    edition, now = known_edition(year), current_time()
    with change(is_dry_run=dry_run, is_quiet=as_json):
        sealed = seal_result(edition, by=BY, now=now, reason=reason)
    if as_json:
        commitment = None if dry_run else sealed.commitment
        print_json({"year": year, "number": sealed.number, "commitment": commitment, "dry_run": dry_run})
    elif dry_run:
        click.echo(f"The result of {year} can be sealed.")
    else:
        click.echo(f"The result of {year} is sealed. Commitment {sealed.number}: {sealed.commitment}")


@result.command()
@edition_year
@dry_run
@as_json
def reveal(year: int, dry_run: bool, as_json: bool) -> None:
    """Open the sealed result of edition YEAR and make it public. A second time changes nothing.

    Without the signatures of two people this works from the announced moment on.
    """
    edition, now = known_edition(year), current_time()
    with change(is_dry_run=dry_run, is_quiet=as_json):
        if edition.revealed_at is None:
            release_alone(edition, by=BY, now=now)
        publish_result(edition, by=BY, now=now)
    if dry_run:
        # A rehearsal must not tell who wins.
        n_verdicts = len(verdicts_in_force([edition]))
        report: dict[str, object] = {"year": year, "n_verdicts": n_verdicts, "dry_run": True}
        line = f"The result of {year} can be revealed: {n_verdicts} verdicts."
    else:
        winners = {
            verdict.category.key: verdict.winner.reference for verdict in winners_of(edition, now) if verdict.winner
        }
        report = {"year": year, "winners": winners, "dry_run": False}
        line = "\n".join([f"The result of {year} is revealed.", *(f"  {k}: {v}" for k, v in winners.items())])
    if as_json:
        print_json(report)
    else:
        click.echo(line)


@result.command()
@edition_year
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(year: int, file: Path) -> None:
    """Write the result of edition YEAR to FILE, for anybody to verify. Only once it is out."""
    text = _export_of(year)
    try:
        file.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}."
        raise click.ClickException(message) from error
    click.echo(f"The result of {year} is in {file}.")


@result.command()
@click.argument("source", metavar="FILE|YEAR")
@as_json
def verify(source: str, as_json: bool) -> None:
    """Check an exported FILE, or the result of edition YEAR as it is stored here. Exits 1 when it was changed."""
    raw = _export_of(int(source)).encode() if _is_year(source) else _bytes_of(Path(source))
    refusal = why_not_verified(raw)
    if as_json:
        print_json({"source": source, "is_whole": refusal is None, "fault": refusal.code.value if refusal else None})
    elif refusal is None:
        click.echo(f"The result of {source} is whole: it is what was sealed before it was revealed.")
    if refusal is not None:
        if as_json:
            raise SystemExit(1)
        raise click.ClickException(said(refusal))


def _is_year(source: str) -> bool:
    return source.isdecimal() and int(source) in YEARS


def _bytes_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}."
        raise click.ClickException(message) from error


def _export_of(year: int) -> str:
    edition, now = known_edition(year), current_time()
    opened = opened_result(edition, now)
    if opened is None:
        is_sealed = seal_in_force(edition) is not None
        state = "is sealed and not revealed yet" if is_sealed else "was never sealed"
        message = f"The result of {year} {state}."
        raise click.ClickException(message)
    return written(export_of(opened))

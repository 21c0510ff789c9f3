import click

from gemeentedelers.cli.console import BY, as_json, change, dry_run, edition_year, known_edition, print_json
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.panels.actions import assign_entries
from gemeentedelers.foundation.clock.queries import current_time


@click.group()
def panel() -> None:
    """Who reads what."""


@panel.command()
@edition_year
@click.argument("round_kind", metavar="[ROUND]", type=click.Choice([RoundKind.READING.value]), default="reading")
@dry_run
@as_json
def assign(year: int, round_kind: str, dry_run: bool, as_json: bool) -> None:
    """Divide the entries of edition YEAR over its readers. What was assigned stays."""
    round_ = round_of(known_edition(year), RoundKind(round_kind))
    if round_ is None:
        message = f"Edition {year} has no {round_kind} round."
        raise click.ClickException(message)
    with change(is_dry_run=dry_run, is_quiet=as_json):
        report = assign_entries(round_, by=BY, now=current_time())
    if as_json:
        print_json({"n_added": report.n_added, "short": report.short, "dry_run": dry_run})
        return
    click.echo(f"{report.n_added} assignments added; {len(report.short)} entries lack readers.")
    for reference in report.short:
        click.echo(f"  {reference}")

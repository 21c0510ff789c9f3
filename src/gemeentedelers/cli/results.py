import click

from gemeentedelers.cli.console import BY, as_json, change, dry_run, edition_year, known_edition, print_json
from gemeentedelers.domain.verdicts.actions import reveal_result
from gemeentedelers.domain.verdicts.queries import check_commitments, winners_of
from gemeentedelers.foundation.clock.queries import current_time


@click.group()
def result() -> None:
    """The sealed result of an edition."""


@result.command()
@edition_year
@dry_run
@as_json
def reveal(year: int, dry_run: bool, as_json: bool) -> None:
    """Open every verdict of edition YEAR and make the result public. A second time changes nothing."""
    edition, now = known_edition(year), current_time()
    with change(is_dry_run=dry_run, is_quiet=as_json):
        reveal_result(edition, by=BY, now=now)
    if dry_run:
        # A rehearsal must not tell who wins.
        n_verdicts = len(check_commitments(edition))
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

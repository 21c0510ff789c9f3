from pathlib import Path

import click

from gemeentedelers.cli.console import (
    BY,
    as_json,
    change,
    dry_run,
    edition_year,
    input_file,
    known_edition,
    print_json,
    print_table,
    refuse_input,
    text_of,
)
from gemeentedelers.cli.edition_file import read_edition
from gemeentedelers.domain.editions.actions import create_edition
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import ZONE, phase_of
from gemeentedelers.domain.entries.queries import intake_counts
from gemeentedelers.foundation.clock.queries import current_time


@click.group()
def edition() -> None:
    """A competition of one year."""


@edition.command()
@input_file
@dry_run
@as_json
def new(file: Path, dry_run: bool, as_json: bool) -> None:
    """Make the edition that FILE (TOML) describes: timetable, categories, criteria, rounds, prizes."""
    plan, faults = read_edition(text_of(file))
    if plan is None:
        refuse_input(file, [str(fault) for fault in faults])
    with change(is_dry_run=dry_run, is_quiet=as_json):
        made = create_edition(plan, by=BY, now=current_time())
    if as_json:
        print_json({"year": made.year, "name": made.name, "dry_run": dry_run})
    else:
        click.echo(f"{made.name} is {'well-formed' if dry_run else 'made'}.")


@edition.command()
@edition_year
@as_json
def show(year: int, as_json: bool) -> None:
    """Show the timetable, the parts and the numbers of edition YEAR."""
    edition = known_edition(year)
    report = _report(edition)
    if as_json:
        print_json(report)
        return
    click.echo(f"{edition.name}: {report['phase']}")
    print_table(["moment", "when"], [[name, when or "-"] for name, when in _moments(edition).items()])
    click.echo(f"grace: {edition.grace_minutes} minutes for drafts, which entrants are not told of")
    counts = intake_counts(edition)
    click.echo(f"{counts.n_drafts} drafts, {counts.n_submitted} submitted, {counts.n_undecided} to be judged.")
    for part in ("categories", "criteria", "prizes"):
        click.echo(f"{part}: {', '.join(str(row) for row in getattr(edition, part).all()) or '-'}")


def _report(edition: Edition) -> dict[str, object]:
    counts = intake_counts(edition)
    return {
        "year": edition.year,
        "name": edition.name,
        "phase": phase_of(edition.timetable, current_time()).value,
        "is_fictitious": edition.is_fictitious,
        "is_archived": edition.is_archived,
        "moments": _moments(edition),
        "grace_minutes": edition.grace_minutes,
        "categories": [category.key for category in edition.categories.all()],
        "criteria": {criterion.key: criterion.weight for criterion in edition.criteria.all()},
        "prizes": [prize.key for prize in edition.prizes.all()],
        "n_drafts": counts.n_drafts,
        "n_submitted": counts.n_submitted,
        "n_undecided": counts.n_undecided,
    }


def _moments(edition: Edition) -> dict[str, str | None]:
    """In local time, in the order in which they are lived."""
    moments = {
        "entry opens": edition.entry_opens,
        "entry closes": edition.entry_closes,
        "nominations close": edition.nomination_window.closes,
    }
    for round_ in edition.rounds.all():
        moments |= {f"{round_.kind} opens": round_.opens, f"{round_.kind} closes": round_.closes}
    moments["reveal from"] = edition.reveal_from
    said = {name: moment.astimezone(ZONE).isoformat(timespec="minutes") for name, moment in moments.items()}
    announced, revealed = edition.shortlist_announced_at, edition.revealed_at
    return {
        **said,
        "shortlist announced": announced.astimezone(ZONE).isoformat(timespec="minutes") if announced else None,
        "revealed": revealed.astimezone(ZONE).isoformat(timespec="minutes") if revealed else None,
    }

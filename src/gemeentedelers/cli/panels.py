import click

from gemeentedelers.cli.console import (
    BY,
    as_json,
    change,
    dry_run,
    edition_year,
    known_edition,
    print_json,
    print_table,
    said,
)
from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.plans.actions import apply_plan, prepare_plan
from gemeentedelers.domain.plans.queries import Panel, Why, outcome_of, panel_of, why_this_pair
from gemeentedelers.domain.plans.rules import BASE, Objective, Outcome
from gemeentedelers.domain.volunteers.queries import capacity_of, supply_of
from gemeentedelers.domain.volunteers.rules import Outlook
from gemeentedelers.foundation.clock.queries import current_time

ROUNDS = [kind.value for kind in RoundKind if kind is not RoundKind.JURY]
MOST_SEED = 2_147_483_647

round_kind = click.argument("round_kind", metavar="[ROUND]", type=click.Choice(ROUNDS), default="reading")


@click.group()
def panel() -> None:
    """Who reads what."""


@panel.command()
@edition_year
@round_kind
@click.option("--objective", type=click.Choice([member.value for member in Objective]), default="fair")
@click.option("--seed", type=click.IntRange(0, MOST_SEED), default=0, help="The same seed gives the same division.")
@dry_run
@as_json
def assign(year: int, round_kind: str, objective: str, seed: int, dry_run: bool, as_json: bool) -> None:
    """Divide the entries of edition YEAR over its readers, and say what that changes. What was begun stays."""
    round_ = _round(year, round_kind)
    now = current_time()
    with change(is_dry_run=dry_run, is_quiet=as_json):
        plan = prepare_plan(round_, objective=Objective(objective), seed=seed, by=BY, now=now)
        if not dry_run:
            apply_plan(plan, by=BY, now=now)
    outcome = outcome_of(plan)
    if as_json:
        print_json(_figures(outcome) | {"objective": objective, "seed": seed, "dry_run": dry_run})
        return
    for line in _lines(outcome, minutes=round_.minutes_per_entry):
        click.echo(line)


@panel.command()
@edition_year
@round_kind
@click.option("--entry", "reference", help="Only this entry, by its reference.")
@click.option("--reader", "address", help="Only this reader, by the mail address; also an entry not on that desk.")
@as_json
def explain(year: int, round_kind: str, reference: str | None, address: str | None, as_json: bool) -> None:
    """Say for each pair of reader and entry in edition YEAR why it was made, in points that are added up."""
    found = panel_of(_round(year, round_kind), now=current_time())
    pairs = _pairs(found, reference=reference, address=address)
    rows = [_explained(found, *pair) for pair in pairs]
    if as_json:
        print_json({"year": year, "round": round_kind, "pairs": rows})
        return
    titles = ["reader", "entry", "on_desk", "points", "load", "why"]
    print_table(titles, [[row[title] for title in titles] for row in rows])


def _round(year: int, round_kind: str) -> Round:
    round_ = round_of(known_edition(year), RoundKind(round_kind))
    if round_ is None:
        message = f"Edition {year} has no {round_kind} round."
        raise click.ClickException(message)
    return round_


def _figures(outcome: Outcome) -> dict[str, object]:
    after = [load.after for load in outcome.loads]
    return {
        "n_added": outcome.n_added,
        "n_gone": outcome.n_gone,
        "n_entries": outcome.n_entries,
        "n_covered": outcome.n_covered,
        "short": [shortfall.reference for shortfall in outcome.shortfalls],
        "shortfalls": [vars(shortfall) for shortfall in outcome.shortfalls],
        "worst": {"reference": outcome.worst, "points": outcome.worst_fit},
        "points": outcome.fit,
        "gap": outcome.gap,
        "components": outcome.components,
        "load": {"min": min(after), "mean": round(sum(after) / len(after), 2), "max": max(after)},
        "n_idle": outcome.n_idle,
        "n_told": outcome.n_told,
    }


def _lines(outcome: Outcome, *, minutes: int) -> list[str]:
    after = [load.after for load in outcome.loads]
    lines = [
        f"{outcome.n_added} assignments added, {outcome.n_gone} taken away; "
        f"{len(outcome.shortfalls)} entries lack readers.",
        f"{outcome.n_covered} of {outcome.n_entries} entries have all their readers.",
        f"Readers have {min(after)} to {max(after)} entries, at most {max(after) * minutes} minutes; "
        f"{outcome.n_idle} have none.",
        f"Worst served: {outcome.worst} with {outcome.worst_fit:g} points; at most {outcome.gap:.1%} could be gained.",
        f"Readers linked by shared entries: {outcome.components} group(s).",
    ]
    return lines + [
        f"  {row.reference}: {row.n_missing} missing, {row.n_barred} readers barred, {row.n_full} full"
        for row in outcome.shortfalls
    ]


def _pairs(found: Panel, *, reference: str | None, address: str | None) -> list[tuple[str, str]]:
    reader = _code_of(found, address) if address else None
    if reference and reference not in found.entries:
        message = f"{reference} is not in this competition."
        raise click.ClickException(message)
    if reader and reference:
        return [(reader, reference)]
    current = sorted(found.situation.current, key=lambda pair: (pair[1], found.readers[pair[0]].user.email))
    return [pair for pair in current if reader in (None, pair[0]) and reference in (None, pair[1])]


def _code_of(found: Panel, address: str) -> str:
    for code, reader in found.readers.items():
        if reader.user.email.lower() == address.lower():
            return code
    message = f"{address} does not read in this round."
    raise click.ClickException(message)


def _explained(found: Panel, reader: str, reference: str) -> dict[str, object]:
    why = why_this_pair(found, reader, reference)
    return {
        "reader": found.readers[reader].user.email,
        "entry": reference,
        "on_desk": "yes" if (reader, reference) in found.situation.current else "no",
        "points": why.total,
        "load": f"{why.n_on_desk}/{why.capacity}",
        "why": "; ".join(_reasons(why)),
    }


def _reasons(why: Why) -> list[str]:
    reasons = [f"reads {BASE:+d}"]
    for point in why.points:
        about = f" ({', '.join(point.of)})" if point.of else ""
        reasons.append(f"{point.reason.value.replace('_', ' ')}{about} {point.points:+d}")
    reasons += [f"{tie.severity.value}: {said(tie.reason).removeprefix('Refused: ')}" for tie in why.ties]
    return [*reasons, "taken back"] if why.was_taken_back else reasons


@panel.command()
@edition_year
@round_kind
@click.option("--minutes", type=click.IntRange(1, 240), help="Suppose that one entry takes so many minutes.")
@click.option("--extra", type=click.IntRange(0, 1_000), default=0, help="Suppose so many more readers.")
@as_json
def capacity(year: int, round_kind: str, minutes: int | None, extra: int, as_json: bool) -> None:
    """How many readers edition YEAR needs, and how sure its shortlist then is."""
    round_ = _round(year, round_kind)
    supply = supply_of(round_)
    minutes_per_entry = minutes or round_.minutes_per_entry
    outlooks = capacity_of(supply, places=round_.places, minutes_per_entry=minutes_per_entry, n_extra=extra)
    if as_json:
        report = {"n_entries": supply.n_entries, "n_readers": supply.n_readers, "n_waiting": supply.n_waiting}
        hours = {"hours": supply.minutes / 60, "hours_waiting": supply.waiting_minutes / 60}
        print_json(
            {**report, **hours, "places": round_.places, "outlooks": [_outlook_figures(row) for row in outlooks]}
        )
        return
    click.echo(
        f"{supply.n_entries} entries of {minutes_per_entry} minutes; {supply.n_readers} readers with "
        f"{supply.minutes / 60:.1f} hours, {supply.n_waiting} to decide with {supply.waiting_minutes / 60:.1f} hours."
    )
    for row in outlooks:
        click.echo(_outlook_line(row))


def _outlook_figures(row: Outlook) -> dict[str, object]:
    need = row.need
    return {
        "reads": need.reads,
        "n_readings": need.n_readings,
        "hours": need.minutes / 60,
        "n_readers": need.n_readers,
        "is_covered": need.is_covered,
        "is_covered_with_waiting": need.is_covered_with_waiting,
        "share_of_best_found": row.share,
    }


def _outlook_line(row: Outlook) -> str:
    need = row.need
    people = "unknown" if need.n_readers is None else str(need.n_readers)
    covered = "yes" if need.is_covered else "with who waits" if need.is_covered_with_waiting else "no"
    found = "" if row.n_found is None else f"; finds about {row.n_found} of the {row.places} best"
    return (
        f"  {need.reads} readings: {need.n_readings} in all, {need.minutes / 60:.1f} hours, "
        f"{people} readers, covered: {covered}{found}"
    )

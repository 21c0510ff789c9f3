import click

from gemeentedelers.cli.console import as_json, edition_year, known_edition, print_json, print_table
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import Phase, phase_of
from gemeentedelers.domain.voting.models import Vote
from gemeentedelers.domain.voting.queries import count_votes, is_as_sealed, turnout_of, vote_of
from gemeentedelers.domain.voting.rules import VotingObstacle
from gemeentedelers.domain.voting.rules.counting import PrizeOutcome
from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.foundation.refusals import Refusal, refuse


@click.group()
def vote() -> None:
    """The public prize of an edition."""


@vote.command()
@edition_year
@click.option(
    "--sealed", is_flag=True, help="Say only whether the count equals what was sealed; for before the reveal."
)
@as_json
def recount(year: int, sealed: bool, as_json: bool) -> None:
    """Count the public prize of edition YEAR again: with every confirmed vote, and without what was excluded."""
    edition = known_edition(year)
    found = vote_of(edition)
    if found is None or found.opened_at is None:
        message = f"Edition {year} has no public prize."
        raise click.ClickException(message)
    if sealed:
        _compare(found, year, as_json=as_json)
        return
    if not _is_revealed(edition):
        message = f"The result of {year} is not revealed. Only `--sealed` is possible: it does not say who wins."
        raise click.ClickException(message)
    _tell(found, year, as_json=as_json)


def _is_revealed(edition: Edition) -> bool:
    return phase_of(edition.timetable, current_time()) is Phase.RESULTS


def _compare(found: Vote, year: int, *, as_json: bool) -> None:
    if found.closed_at is None:
        refuse(Refusal(VotingObstacle.VOTE_NOT_CLOSED))
    if not found.commitment:
        refuse(Refusal(VotingObstacle.PRIZE_NOT_SEALED))
    is_same = is_as_sealed(found)
    if as_json:
        print_json({"year": year, "is_as_sealed": is_same})
    else:
        click.echo(f"The count of {year} {'equals' if is_same else 'DIFFERS from'} what was sealed.")
    raise SystemExit(0 if is_same else 1)


def _tell(found: Vote, year: int, *, as_json: bool) -> None:
    outcome, turnout = count_votes(found), turnout_of(found)
    if as_json:
        print_json({"year": year, **_report(outcome), "n_excluded": sum(row.n_excluded for row in turnout.set_apart)})
        return
    rows = [(total.reference, total.before, total.after, total.own) for total in outcome.totals]
    print_table(("entry", "before", "after", "own"), rows)
    click.echo(f"{outcome.n_before} votes before, {outcome.n_after} after quarantine.")
    click.echo(f"Awarded: {outcome.awarded}." if outcome.awarded else f"Not awarded: {outcome.not_awarded_because}")
    if outcome.by_lot:
        click.echo(f"Equal numbers, by lot with seed {outcome.seed}: {', '.join(outcome.by_lot)}.")


def _report(outcome: PrizeOutcome) -> dict[str, object]:
    return {
        "prize": outcome.prize,
        "awarded": outcome.awarded,
        "not_awarded_because": outcome.not_awarded_because,
        "n_before": outcome.n_before,
        "n_after": outcome.n_after,
        "by_lot": list(outcome.by_lot),
        "seed": outcome.seed,
        "totals": [
            {"entry": total.reference, "before": total.before, "after": total.after, "own": total.own}
            for total in outcome.totals
        ],
    }

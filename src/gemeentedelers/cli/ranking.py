import click

from gemeentedelers.cli.console import as_json, edition_year, known_edition, print_json, print_table
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.scoring.queries import ranking_of
from gemeentedelers.domain.scoring.rules import Ranked


@click.group()
def ranking() -> None:
    """How the entries stand after scoring."""


@ranking.command()
@edition_year
@click.argument("round_kind", metavar="[ROUND]", type=click.Choice([RoundKind.READING.value]), default="reading")
@as_json
def show(year: int, round_kind: str, as_json: bool) -> None:
    """Show the ranking of edition YEAR: mean, lowest and highest card, number of readings."""
    rows = [_figures(row) for row in ranking_of(known_edition(year))]
    if as_json:
        print_json({"year": year, "round": round_kind, "ranking": rows})
        return
    titles = ["position", "reference", "mean", "low", "high", "n_reads"]
    print_table(titles, [["" if row[title] is None else row[title] for title in titles] for row in rows])


def _figures(row: Ranked) -> dict[str, str | int | float | None]:
    return {
        "position": row.position,
        "reference": row.reference,
        "mean": None if row.mean is None else round(float(row.mean), 4),
        "low": None if row.low is None else round(float(row.low), 4),
        "high": None if row.high is None else round(float(row.high), 4),
        "n_reads": row.n_reads,
    }

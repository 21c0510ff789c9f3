import click

from gemeentedelers.cli.console import as_json, edition_year, known_edition, print_json, print_table
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.rankings.queries import basis_of
from gemeentedelers.domain.rankings.rules.standing import Placing, Row

ROUNDS = (RoundKind.READING, RoundKind.ASSESSMENT)
TITLES = (
    "place", "reference", "n_reads", "raw", "position", "spread", "corrected", "low", "high", "chance", "band",
    "rank_low", "rank_high",
)  # fmt: skip
Figures = dict[str, str | int | float | None]


@click.group()
def ranking() -> None:
    """How the entries stand after scoring."""


@ranking.command()
@edition_year
@click.argument("round_kind", metavar="[ROUND]", type=click.Choice([kind.value for kind in ROUNDS]), default="reading")
@as_json
def show(year: int, round_kind: str, as_json: bool) -> None:
    """Show the ranking of edition YEAR: scores raw and corrected, intervals, and the chance of a place.

    Everything is worked out anew from the final scorecards, and nothing is kept.
    """
    round_ = round_of(known_edition(year), RoundKind(round_kind))
    if round_ is None:
        raise click.ClickException(f"Edition {year} has no round of the kind {round_kind}.")
    placed = basis_of(round_).placing()
    rows = [_figures(row) for row in placed.rows]
    if as_json:
        print_json({"year": year, "round": round_kind, **_summary(placed), "ranking": rows})
        return
    if placed.obstacle:
        click.echo(f"Scores are not corrected: {placed.obstacle}.")
    print_table(list(TITLES), [["" if row[title] is None else row[title] for title in TITLES] for row in rows])


def _summary(placed: Placing) -> dict[str, object]:
    variances = placed.variances
    return {
        "is_corrected": variances is not None,
        "obstacle": placed.obstacle.code.value if placed.obstacle else None,
        "mean": _rounded(variances.mean) if variances else None,
        "var_entry": _rounded(variances.entry) if variances else None,
        "var_reader": _rounded(variances.reader) if variances else None,
        "var_residual": _rounded(variances.residual) if variances else None,
    }


def _figures(row: Row) -> Figures:
    total = row.total
    return {
        "place": row.place,
        "reference": row.ranked.reference,
        "n_reads": row.ranked.n_reads,
        "raw": _rounded(total.raw) if total else None,
        "position": row.ranked.position,
        "spread": _rounded(row.spread),
        "corrected": _rounded(total.corrected) if total else None,
        "low": _rounded(total.low) if total else None,
        "high": _rounded(total.high) if total else None,
        "chance": _rounded(row.chance),
        "band": row.band.value if row.band else None,
        "rank_low": row.rank_low,
        "rank_high": row.rank_high,
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)

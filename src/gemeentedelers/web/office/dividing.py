"""A division in words: what it brings, and why a reader has an entry."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.formats import number_format

from gemeentedelers.domain.editions.queries import themes
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.panels.rules import ReaderKind
from gemeentedelers.domain.plans.queries import Why, rounds_to_divide
from gemeentedelers.domain.plans.rules import BASE, Load, Outcome, Point, Shortfall
from gemeentedelers.web.ui.labels import label, sentence

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition, Round
    from gemeentedelers.domain.panels.models import Reader


@dataclass(frozen=True)
class Choice:
    """The rounds that can be divided, and the one that the page is about."""

    round: "Round"
    rounds: tuple["Round", ...]
    ignored: str = ""

    @property
    def query(self) -> str:
        return f"ronde={self.round.kind}"


def chosen_round(edition: "Edition", asked: str) -> Choice:
    rounds = tuple(rounds_to_divide(edition))
    if not rounds:
        raise Http404
    reading = next((round_ for round_ in rounds if round_.kind == RoundKind.READING), rounds[0])
    found = next((round_ for round_ in rounds if round_.kind == asked), None)
    return Choice(found or reading, rounds, asked if asked and found is None else "")


def consequences(outcome: Outcome, round_: "Round") -> list[str]:
    """What happens when this is applied, most important first."""
    return [*_coverage(outcome), *_desks(outcome, round_), *_fit(outcome)]


def _coverage(outcome: Outcome) -> Iterator[str]:
    n_short = len(outcome.shortfalls)
    if not n_short:
        yield f"Alle {outcome.n_entries} inzendingen hebben dan genoeg lezers."
    else:
        n_covered, n_entries = outcome.n_covered, outcome.n_entries
        yield f"{n_covered} van de {n_entries} inzendingen hebben dan genoeg lezers. {n_short} nog niet."
    yield f"Er {_counted(outcome.n_added, 'komt 1 leesbeurt', 'komen {} leesbeurten')} bij."
    if outcome.n_gone:
        moved = _counted(outcome.n_gone, "1 leesbeurt gaat", "{} leesbeurten gaan")
        yield f"{moved} weg bij een lezer die daar nog niet aan begonnen was, of betrokken is."


def _desks(outcome: Outcome, round_: "Round") -> Iterator[str]:
    after = [load.after for load in outcome.loads]
    if not after:
        return
    mean = number_format(sum(after) / len(after), 1)
    yield f"Een lezer heeft dan {min(after)} tot {max(after)} inzendingen, gemiddeld {mean}."
    yield f"De langste lijst kost ongeveer {max(after) * round_.minutes_per_entry} minuten."
    if outcome.n_idle:
        yield f"{_counted(outcome.n_idle, '1 lezer krijgt', '{} lezers krijgen')} niets te lezen."
    n_over = sum(load.after > load.capacity for load in outcome.loads)
    if n_over:
        yield f"{_counted(n_over, '1 lezer heeft', '{} lezers hebben')} meer dan past in de toegezegde tijd."


def _fit(outcome: Outcome) -> Iterator[str]:
    worst = number_format(outcome.worst_fit, 0)
    yield f"De lezers passen het minst goed bij {outcome.worst}: samen {worst} punten."
    if outcome.gap > 0:
        gap = number_format(outcome.gap * 100, 1)
        yield f"Een andere verdeling is hoogstens {gap} procent beter. Dat is berekend."
    if outcome.components == 1:
        yield "Alle lezers hangen via gedeelde inzendingen samen. Zo is te zien wie strenger is dan een ander."
    elif outcome.components > 1:
        yield (
            f"De lezers vallen uiteen in {outcome.components} groepen zonder gedeelde inzending. "
            "Scores zijn dan niet te corrigeren voor strengheid."
        )


def why_short(shortfall: Shortfall) -> str:
    """4 lezers zijn betrokken en 12 lezers hebben geen tijd meer."""
    parts = []
    if shortfall.n_barred:
        parts.append(_counted(shortfall.n_barred, "1 lezer is betrokken", "{} lezers zijn betrokken"))
    if shortfall.n_full:
        parts.append(_counted(shortfall.n_full, "1 lezer heeft geen tijd meer", "{} lezers hebben geen tijd meer"))
    said = " en ".join(parts) or "alle andere lezers hebben deze inzending al"
    return f"{said[0].upper()}{said[1:]}."


def _counted(n: int, one: str, many: str) -> str:
    return one if n == 1 else many.format(n)


@dataclass(frozen=True)
class LoadRow:
    reader: "Reader | None"
    load: Load
    minutes: int


def load_rows(loads: Iterable[Load], readers: Mapping[str, "Reader"], round_: "Round") -> list[LoadRow]:
    return [LoadRow(readers.get(load.reader), load, load.after * round_.minutes_per_entry) for load in loads]


def names_of_themes() -> dict[str, str]:
    return {theme.slug: theme.name for theme in themes()}


def reasons(why: Why, names: Mapping[str, str]) -> list[str]:
    """Why this pair, each reason with its points; what ties the two comes last."""
    return [
        f"Leest mee: {BASE} punten",
        *(_said(point, names) for point in why.points),
        *(sentence(tie.reason) for tie in why.ties),
    ]


def _said(point: Point, names: Mapping[str, str]) -> str:
    words = label(point.reason)
    about = ", ".join(label(ReaderKind(of)) if of in list(ReaderKind) else names.get(of, of) for of in point.of)
    told = f"{words[0].upper()}{words[1:]}" + (f" ({about})" if about else "")
    return f"{told}: {point.points:+d}".replace("-", "−") if point.points else told

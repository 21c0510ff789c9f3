"""The ranking as the organisers see it: scores with their margin, the line, the grey zone, and all of it in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.formats import number_format

from gemeentedelers.domain.rankings.queries import provisional_rows, rows_of, standing_of
from gemeentedelers.domain.rankings.rules.seeking import RankingSort, Sought, sought
from gemeentedelers.domain.rankings.rules.standing import Band
from gemeentedelers.domain.scoring.queries import n_finalised_since
from gemeentedelers.web.ui.labels import label
from gemeentedelers.web.ui.templatetags.ui import points

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition, Round
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.rankings.models import ReaderSeverity, Standing, StandingRow

PER_PAGE = 100
AXIS_LOW, AXIS_HIGH = 0.9, 5.1
NOTICEABLE, CLEAR = 0.1, 0.4
NUMBERS = ("Nul", "Eén", "Twee", "Drie", "Vier", "Vijf", "Zes", "Zeven", "Acht", "Negen", "Tien", "Elf", "Twaalf")
SORTS = {
    "gecorrigeerd": RankingSort.CORRECTED,
    "ruw": RankingSort.RAW,
    "spreiding": RankingSort.SPREAD,
    "lezers": RankingSort.READS,
}
QUICK_FILTERS = (
    ("band:grijs", "te dichtbij"),
    ("band:erin", "waarschijnlijk erin"),
    ("band:eruit", "waarschijnlijk eruit"),
    ("spreiding:>1", "lezers zijn het oneens"),
)
BADGES = {Band.IN: ("ok", "check"), Band.CLOSE: ("warning", "pause"), Band.OUT: ("neutral", "minus")}


@dataclass(frozen=True)
class Chip:
    label: str
    url: str


@dataclass(frozen=True)
class Row:
    """An entry on the page. `is_last_in`: the line of the shortlist is drawn under it."""

    kept: "StandingRow"
    places: int
    is_last_in: bool = False

    @property
    def entry(self) -> "Entry":
        return self.kept.entry

    @property
    def value(self) -> float | None:
        """Where the dot stands: the corrected score, or else the mean."""
        return _on_axis(self.kept.raw_mean if self.kept.corrected is None else self.kept.corrected)

    @property
    def raw(self) -> float | None:
        """Where the open mark stands, when there is another dot."""
        return None if self.kept.corrected is None else _on_axis(self.kept.raw_mean)

    @property
    def low(self) -> float | None:
        return _on_axis(self.kept.raw_low if self.kept.corrected is None else self.kept.low)

    @property
    def high(self) -> float | None:
        return _on_axis(self.kept.raw_high if self.kept.corrected is None else self.kept.high)

    @property
    def text(self) -> str:
        """What the dot and its line show, in words."""
        kept = self.kept
        if kept.corrected is None:
            return f"Gemiddeld {points(kept.raw_mean)}, van {points(kept.raw_low)} tot {points(kept.raw_high)}."
        margin = f"tussen {points(kept.low)} en {points(kept.high)}"
        return f"Gecorrigeerd {points(kept.corrected)}, {margin}. Gemiddeld {points(kept.raw_mean)}."

    @property
    def band(self) -> Band | None:
        return Band(self.kept.band) if self.kept.band else None

    @property
    def badge_kind(self) -> str:
        return BADGES[self.band][0] if self.band else ""

    @property
    def badge_icon(self) -> str:
        return BADGES[self.band][1] if self.band else ""

    @property
    def chance(self) -> str:
        return "" if self.kept.chance is None else of_a_hundred(self.kept.chance)

    @property
    def ranks(self) -> str:
        low, high = self.kept.rank_low, self.kept.rank_high
        if low is None or high is None:
            return ""
        return f"plaats {low}" if low == high else f"plaats {low}–{high}"

    @property
    def sentence(self) -> str:
        return " ".join(_sentences(self.kept, self.places))


@dataclass(frozen=True)
class Table:
    """One page of the ranking with what belongs around it."""

    standing: "Standing | None"
    page: "Page[StandingRow]"
    places: int
    asked: Sought
    sort: RankingSort
    n_new: int
    typed: str

    @property
    def is_corrected(self) -> bool:
        return self.standing is not None and self.standing.is_corrected

    @cached_property
    def rows(self) -> list[Row]:
        kept = list(self.page)
        is_whole = not self.asked.terms and self.sort in {RankingSort.CORRECTED, RankingSort.RAW}
        within = [self._is_in(row) for row in kept]
        following = [*within[1:], True][: len(kept)]
        return [
            Row(row, self.places, is_last_in=is_whole and is_in and not next_is_in)
            for row, is_in, next_is_in in zip(kept, within, following, strict=True)
        ]

    def _is_in(self, row: "StandingRow") -> bool:
        by_mean = not self.is_corrected or self.sort is RankingSort.RAW
        return row.raw_mean is not None and (row.position if by_mean else row.place) <= self.places

    @property
    def cut(self) -> float | None:
        return self.standing.cut if self.standing else None

    @property
    def chips(self) -> list[Chip]:
        return [Chip(term, self._url(self.asked.without(term))) for term in self.asked.terms]

    @property
    def quick_filters(self) -> list[Chip]:
        known = set(self.asked.terms)
        offered = [row for row in QUICK_FILTERS if self.is_corrected or not row[0].startswith("band:")]
        asked = [(term, name) for term, name in offered if term not in known]
        return [Chip(name, self._url(self.asked.with_term(term))) for term, name in asked]

    @property
    def sorts(self) -> list[tuple[Chip, bool]]:
        return [
            (Chip(label(sort), self._url(" ".join(self.asked.terms), sort)), sort is self.sort)
            for sort in SORTS.values()
            if sort is not RankingSort.CORRECTED or self.is_corrected
        ]

    @property
    def query(self) -> str:
        """For the links to other pages."""
        found = self._url(" ".join(self.asked.terms))[1:]
        return f"{found}&" if found else ""

    @property
    def sort_key(self) -> str:
        return next(key for key, sort in SORTS.items() if sort is self.sort)

    def _url(self, typed: str, sort: RankingSort | None = None) -> str:
        key = next(key for key, known in SORTS.items() if known is (sort or self.sort))
        values = {"q": typed, "sorteer": "" if key == "gecorrigeerd" else key}
        return f"?{urlencode({name: value for name, value in values.items() if value})}"


def table_of(edition: "Edition", round_: "Round", asked: QueryDict) -> Table:
    """The stored standing, or the means alone as long as there is none. What is not understood is left out."""
    standing = standing_of(round_)
    question = sought(asked.get("q", "")) if standing else Sought()
    usual = RankingSort.CORRECTED if standing and standing.is_corrected else RankingSort.RAW
    sort = SORTS.get(asked.get("sorteer", ""), usual)
    rows = rows_of(standing, question, sort) if standing else provisional_rows(edition)
    return Table(
        standing=standing,
        page=Paginator(rows, PER_PAGE).get_page(asked.get("pagina")),
        places=round_.places,
        asked=question,
        sort=sort,
        n_new=n_finalised_since(round_, standing.computed_at) if standing else 0,
        typed=" ".join(question.terms),
    )


def of_a_hundred(chance: float) -> str:
    """62 van de 100: a chance as people say it, and never quite sure."""
    n = round(100 * chance)
    if n >= 100:
        return "meer dan 99 van de 100"
    return "minder dan 1 van de 100" if n <= 0 else f"{n} van de 100"


def _sentences(kept: "StandingRow", places: int) -> Iterator[str]:
    if kept.raw_mean is None:
        yield "Nog niemand heeft deze inzending definitief gescoord."
        return
    n = kept.n_reads
    who = NUMBERS[n] if n < len(NUMBERS) else str(n)
    yield f"{who} lezer{'s gaven' if n != 1 else ' gaf'} gemiddeld {points(kept.raw_mean)}."
    if kept.corrected is None or kept.chance is None:
        return
    yield f"{_lean(kept.lean or 0, n)} {points(kept.corrected)} (tussen {points(kept.low)} en {points(kept.high)})."
    yield f"De kans op een plaats bij de {places} is {of_a_hundred(kept.chance)}."


def _lean(lean: float, n_reads: int) -> str:
    these, are, have = ("Deze lezer", "is", "is") if n_reads == 1 else ("Deze lezers", "zijn", "zijn samen")
    if abs(lean) < NOTICEABLE:
        return f"{these} {have} niet strenger of milder dan andere; gecorrigeerd is het"
    how = f"{'' if abs(lean) >= CLEAR else 'wat '}{'streng' if lean < 0 else 'mild'}"
    return f"{these} {are} {how}; zonder dat verschil is het"


def severity_in_words(severity: float, error: float) -> str:
    """Sure of a direction only when the margin of nine in ten leaves it no choice."""
    if abs(severity) <= 1.645 * error:
        return "niet te onderscheiden van andere lezers"
    size = "duidelijk" if abs(severity) >= CLEAR else "wat"
    return f"{size} {'strenger' if severity < 0 else 'milder'} dan andere lezers"


@dataclass(frozen=True)
class SeverityRow:
    kept: "ReaderSeverity"

    @property
    def points(self) -> str:
        """+0,3 (tussen 0,0 en +0,6)"""
        reach = 1.645 * self.kept.error
        ends = (self.kept.severity, self.kept.severity - reach, self.kept.severity + reach)
        middle, low, high = (_signed(value) for value in ends)
        return f"{middle} (tussen {low} en {high})"

    @property
    def words(self) -> str:
        return severity_in_words(self.kept.severity, self.kept.error)

    @property
    def without(self) -> str:
        return changes_in_words(self.kept.n_changes)


def changes_in_words(n_changes: int | None) -> str:
    if n_changes is None:
        return "niet berekend"
    if n_changes == 0:
        return "geen plaats anders"
    return f"{n_changes} plaats{'en' if n_changes != 1 else ''} anders"


def _signed(value: float) -> str:
    rounded = round(value, 1) or 0.0
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{number_format(abs(rounded), 1)}"


def _on_axis(value: float | None) -> float | None:
    return None if value is None else min(AXIS_HIGH, max(AXIS_LOW, value))


CSV_TITLES = (
    "plaats", "kenmerk", "titel", "gemeente", "categorie", "lezers", "gemiddelde", "plaats_gemiddelde", "spreiding",
    "gecorrigeerd", "ondergrens", "bovengrens", "kans", "rang_van", "rang_tot", "zone",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def csv_rows(standing: "Standing") -> Iterator[Sequence[str]]:
    """Every row with full precision, so that somebody else can do the sums again."""
    yield CSV_TITLES
    for row in rows_of(standing).iterator(chunk_size=1_000):
        entry = row.entry
        words = (entry.reference, entry.title, entry.municipality.name, entry.category.name if entry.category else "")
        figures = (
            row.n_reads, row.raw_mean, row.position, row.spread, row.corrected, row.low, row.high, row.chance,
            row.rank_low, row.rank_high,
        )  # fmt: skip
        band = label(Band(row.band)) if row.band else ""
        yield [str(row.place), *map(harmless, words), *("" if it is None else str(it) for it in figures), band]


def harmless(text: str) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith(FORMULA) else text

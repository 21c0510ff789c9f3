"""The reach of an edition as the organisers read it: in a sentence, in tables, on the map and in a list."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from gemeentedelers.domain.municipalities.queries import current_codes, tile_map
from gemeentedelers.domain.municipalities.rules import SizeClass
from gemeentedelers.domain.outreach.queries import (
    EditionReach,
    Invited,
    invited_in,
    n_contacts_by_municipality,
    reach_in,
    took_part_before,
)
from gemeentedelers.domain.outreach.rules import Reach, ReachRow, Tally, started_after, tallies, tally
from gemeentedelers.domain.publications.queries import sharing_municipalities
from gemeentedelers.domain.search.rules import SIZE_WORDS
from gemeentedelers.web.office.outreach_forms import EVERY_STATE, ReachFilter, state_of
from gemeentedelers.web.ui.labels import label
from gemeentedelers.web.ui.tiles import TileMap, drawn

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition

UNKNOWN_SIZE = "aantal inwoners onbekend"
WORDS_OF_SIZE = {size: word for word, size in SIZE_WORDS.items()}
DRAFT_LEVEL = 3


@dataclass(frozen=True)
class Part:
    """A province or a size, with its own count and the list of those who have not begun."""

    name: str
    url: str
    tally: Tally


@dataclass(frozen=True)
class Line:
    """One municipality in the list."""

    row: ReachRow
    n_contacts: int
    invited: Invited | None
    took_part_before: bool

    @property
    def size(self) -> str:
        return label(self.row.size) if self.row.size else UNKNOWN_SIZE

    @property
    def started_since(self) -> bool:
        return started_after(self.invited.first_at if self.invited else None, self.row.newest_start)


@dataclass(frozen=True)
class Overview:
    """The whole edition. Every fact is one query, however many municipalities there are."""

    edition: "Edition"
    reach: EditionReach
    lines: tuple[Line, ...]

    @property
    def tally(self) -> Tally:
        return tally(self.reach.rows)

    @property
    def sentence(self) -> str:
        counts = self.tally
        doing = "doet" if counts.n_submitted == 1 else "doen"
        writing = "schrijft" if counts.n_draft == 1 else "schrijven"
        total = counted(counts.n_municipalities, "gemeente", "gemeenten")
        return f"{counts.n_submitted} van de {total} {doing} mee, {counts.n_draft} {writing} nog."

    @property
    def provinces(self) -> list[Part]:
        counts = tallies(self.reach.rows, lambda row: row.province)
        return [Part(name, self._list_url(provincie=name), counts[name]) for name in sorted(counts)]

    @property
    def sizes(self) -> list[Part]:
        counts = tallies(self.reach.rows, lambda row: row.size or "")
        known = [
            Part(label(size), self._list_url(grootte=WORDS_OF_SIZE[size]), counts[size])
            for size in SizeClass
            if size in counts
        ]
        return [*known, Part(UNKNOWN_SIZE, "", counts[""])] if "" in counts else known

    @property
    def map(self) -> TileMap:
        taking_part = self._codes(Reach.SUBMITTED)
        writing = self._codes(Reach.DRAFT) - taking_part
        words = dict.fromkeys(writing, label(Reach.DRAFT)) | dict.fromkeys(taking_part, label(Reach.SUBMITTED))
        return drawn(tile_map(), lit=taking_part, levels=dict.fromkeys(writing, DRAFT_LEVEL), values=words)

    def _codes(self, reach: Reach) -> set[str]:
        """As municipalities are called today: the map is today's."""
        return current_codes({row.code for row in self.reach.rows if row.reach is reach})

    def _list_url(self, **chosen: str) -> str:
        return f"{reverse('office:reach', args=[self.edition.year])}?{urlencode(chosen)}#lijst"


def overview_of(edition: "Edition") -> Overview:
    reach = reach_in(edition)
    n_contacts, invited, before = n_contacts_by_municipality(), invited_in(edition), _took_part(edition)
    lines = [_line(row, n_contacts, invited, before) for row in reach.rows]
    return Overview(edition, reach, tuple(lines))


def _line(row: ReachRow, n_contacts: Mapping[str, int], invited: Mapping[str, Invited], before: set[str]) -> Line:
    return Line(row, n_contacts.get(row.code, 0), invited.get(row.code), row.code in before)


def _took_part(edition: "Edition") -> set[str]:
    """Who entered before or shared a case that is public, under its old name and the one of today."""
    codes = took_part_before(edition) | sharing_municipalities()
    return codes | current_codes(codes)


def chosen_lines(lines: Iterable[Line], wanted: ReachFilter) -> list[Line]:
    """The lines that pass every filter; an unknown value filters nothing, and the page says so."""
    state, province = wanted.value("staat"), wanted.value("provincie")
    size = SIZE_WORDS.get(wanted.value("grootte"))
    checks: list[Callable[[Line], bool]] = []
    if state != EVERY_STATE:
        checks.append(lambda line: line.row.reach is state_of(state))
    if province:
        checks.append(lambda line: line.row.province == province)
    if size:
        checks.append(lambda line: line.row.size is size)
    if wanted.value("eerder"):
        checks.append(lambda line: line.took_part_before)
    return [line for line in lines if all(check(line) for check in checks)]


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"

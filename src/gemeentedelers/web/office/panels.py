"""The rounds of an edition that people read in: which one a page is about, and what each kind of round is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404

from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.panels.rules import ROLE_OF

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition, Round


@dataclass(frozen=True)
class PanelKind:
    """How a kind of round is called in addresses and headings, and what its people do."""

    key: str
    people: str
    explanation: str


KINDS = {
    RoundKind.SCREENING: PanelKind(
        "keuren", "Keurders", "Keurders kijken snel of een inzending goed genoeg is om te lezen: ja of nee."
    ),
    RoundKind.READING: PanelKind(
        "lezen", "Lezers", "Veel lezers lezen elk een paar inzendingen en geven voor elk criterium een score."
    ),
    RoundKind.PAIRS: PanelKind(
        "vergelijken",
        "Vergelijkers",
        "Zij zien steeds twee inzendingen die dicht bij elkaar liggen en kiezen de beste.",
    ),
    RoundKind.ASSESSMENT: PanelKind(
        "beoordelen", "Assessoren", "Een paar assessoren lezen de overgebleven inzendingen grondig."
    ),
}


@dataclass(frozen=True)
class Panel:
    round: "Round"
    kind: PanelKind

    @property
    def is_divided_here(self) -> bool:
        """A round over everything that takes part; the later rounds are about what is left."""
        return self.round.kind in (RoundKind.SCREENING, RoundKind.READING)


def panels_of(edition: "Edition") -> Sequence[Panel]:
    """The rounds with readers in the order in which they are held, from what was fetched with the edition."""
    return [
        Panel(round_, KINDS[RoundKind(round_.kind)])
        for round_ in sorted(edition.rounds.all(), key=lambda round_: round_.opens)
        if round_.kind in ROLE_OF
    ]


def panel_asked_for(edition: "Edition", key: str) -> Panel:
    """The round by its word in the address; without one the reading round, or else the first."""
    panels = panels_of(edition)
    wanted = key or KINDS[RoundKind.READING].key
    found = next((panel for panel in panels if panel.kind.key == wanted), None)
    if found is None and not key and panels:
        return panels[0]
    if found is None:
        raise Http404
    return found

"""The rail beside every page of the office."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from gemeentedelers.web.office.access import editions_in_sight, may_run
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition

# The parts of an edition, in the order of a year.
EDITION_PAGES = (
    (
        "Werven",
        (
            ("office:deadline", "Sluiting"),
            ("office:reach", "Bereik"),
            ("office:nominations", "Nominaties"),
            ("office:extensions", "Uitstel"),
            ("office:intake", "Intake"),
        ),
    ),
    (
        "Beoordelen",
        (
            ("office:volunteers", "Aanmeldingen"),
            ("office:capacity", "Capaciteit"),
            ("office:readers", "Lezers"),
            ("office:division", "Verdeling"),
            ("office:advice_board", "Advies"),
            ("office:ties", "Betrokkenheid"),
        ),
    ),
    (
        "Shortlist",
        (
            ("office:ranking", "Ranglijst"),
            ("office:council", "Overleg"),
            ("office:decisions", "Besluiten"),
            ("office:visits", "Bezoeken"),
        ),
    ),
    (
        "Finale",
        (
            ("office:final_categories", "Categorieën"),
            ("office:final", "Finalisten"),
            ("office:pitch_day", "Pitchdag"),
            ("office:public_prize", "Publieksprijs"),
            ("office:result", "Uitslag"),
            ("office:certificates", "Certificaten"),
        ),
    ),
)


@dataclass(frozen=True)
class RailItem:
    url: str
    label: str
    current: bool
    group: str = ""
    count: None = None


Listed = tuple[str, str, str]


def frame(request: SignedInRequest, edition: "Edition | None" = None) -> dict[str, object]:
    """The rail shows the parts of one edition when the page is about one, and the editions when it is not."""
    items = [("", "Vandaag", reverse("office:today")), *_middle(request, edition), *_end()]
    here = max((url for _, _, url in items if request.path.startswith(url)), key=len, default="")
    return {
        "edition": edition,
        "may_run": edition is not None and may_run(request.user, edition.year),
        "rail": [RailItem(url, label, url == here, group) for group, label, url in items],
        "rail_title": f"Editie {edition.year}" if edition else "Organisatie",
        "rail_folds": True,
    }


def _middle(request: SignedInRequest, edition: "Edition | None") -> Iterator[Listed]:
    if edition is not None:
        yield "", "Overzicht", reverse("office:edition", args=[edition.year])
        for group, pages in EDITION_PAGES:
            for name, label in pages:
                yield group, label, reverse(name, args=[edition.year])
        return
    for shown in editions_in_sight(request.user):
        yield "Edities", f"Editie {shown.year}", reverse("office:edition", args=[shown.year])


def _end() -> Iterator[Listed]:
    yield "Verder", "Journaal", reverse("office:journal")
    if settings.DEMO:
        yield "Verder", "Demoklok", reverse("office:demo_clock")

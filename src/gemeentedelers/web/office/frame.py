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

EDITION_PAGES = (
    ("office:edition", "Overzicht"),
    ("office:deadline", "Sluiting"),
    ("office:reach", "Bereik"),
    ("office:nominations", "Nominaties"),
    ("office:extensions", "Uitstel"),
    ("office:intake", "Intake"),
    ("office:volunteers", "Aanmeldingen"),
    ("office:capacity", "Capaciteit"),
    ("office:readers", "Lezers"),
    ("office:division", "Verdeling"),
    ("office:advice_board", "Advies"),
    ("office:ties", "Betrokkenheid"),
    ("office:ranking", "Ranglijst"),
    ("office:council", "Overleg"),
    ("office:decisions", "Besluiten"),
    ("office:visits", "Bezoeken"),
    ("office:final_categories", "Categorieën finale"),
    ("office:final", "Finale"),
    ("office:pitch_day", "Pitchdag"),
    ("office:public_prize", "Publieksprijs"),
    ("office:result", "Uitslag"),
    ("office:certificates", "Certificaten"),
)


@dataclass(frozen=True)
class RailItem:
    url: str
    label: str
    current: bool
    count: None = None


def frame(request: SignedInRequest, edition: "Edition | None" = None) -> dict[str, object]:
    """The rail shows the parts of one edition when the page is about one, and the editions when it is not."""
    items = [("Vandaag", reverse("office:today")), *_middle(request, edition), *_end()]
    here = max((url for _, url in items if request.path.startswith(url)), key=len, default="")
    return {
        "edition": edition,
        "may_run": edition is not None and may_run(request.user, edition.year),
        "rail": [RailItem(url, label, url == here) for label, url in items],
        "rail_title": f"Editie {edition.year}" if edition else "Organisatie",
    }


def _middle(request: SignedInRequest, edition: "Edition | None") -> Iterator[tuple[str, str]]:
    if edition is not None:
        for name, label in EDITION_PAGES:
            yield label, reverse(name, args=[edition.year])
        return
    for shown in editions_in_sight(request.user):
        yield f"Editie {shown.year}", reverse("office:edition", args=[shown.year])


def _end() -> Iterator[tuple[str, str]]:
    yield "Journaal", reverse("office:journal")
    if settings.DEMO:
        yield "Demoklok", reverse("office:demo_clock")

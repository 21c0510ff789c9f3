"""The share kit: a text in two lengths, a link and a picture, for a municipality and for an entry.

A municipality is told about with what everybody can see. An entry is told about by its own team, in the words that
the team chose: title, municipality and edition, and never what readers or jury think.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.foundation.documents.picture import share_picture

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.municipalities.models import Municipality
    from gemeentedelers.domain.publications.models import Publication

SHORT_LENGTH, TITLE_LENGTH, MOST_CASES = 280, 90, 3
BRAND = "GemeenteDelers"


@dataclass(frozen=True)
class ShareKit:
    """What somebody copies, and the three texts on the picture."""

    short: str
    long: str
    link: str
    kicker: str
    title: str
    line: str
    file_name: str

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        return f"Afbeelding met de tekst: {self.kicker}. {self.title}. {self.line}."

    def picture(self) -> HttpResponse:
        content = share_picture(kicker=self.kicker, title=self.title, line=self.line)
        headers = {"Content-Disposition": f'inline; filename="{self.file_name}"'}
        return HttpResponse(content, content_type="image/png", headers=headers)


def municipality_kit(
    municipality: "Municipality", cases: Sequence["Publication"], *, taking_part_in: "Edition | None" = None
) -> ShareKit:
    """About what the municipality shared; when it shared nothing yet, about taking part."""
    link = _absolute(reverse("public:municipality", args=[municipality.code]))
    name = f"Gemeente {municipality.name}"
    first, title = _opening(name, cases, taking_part_in)
    listed = "\n".join(f"- {case.title} ({case.edition.year})" for case in cases[:MOST_CASES])
    more = f"{first}\n{listed}" if len(cases) > 1 else first
    return ShareKit(
        short=f"{first} Delen is vermenigvuldigen. {link}",
        long=(
            f"{more}\n\nBij {BRAND} delen gemeenten wat werkt. Andere gemeenten nemen het over, zodat niemand alles "
            f"zelf hoeft te bedenken. Kijk wat onze gemeente deelt, en wat wij van anderen overnemen:\n{link}"
        ),
        link=link,
        kicker=BRAND,
        title=title,
        line="Delen is vermenigvuldigen",
        file_name=f"gemeentedelers-{municipality.code.lower()}.png",
    )


def _opening(name: str, cases: Sequence["Publication"], edition: "Edition | None") -> tuple[str, str]:
    """The first sentence, and what the picture says."""
    if len(cases) == 1:
        return f"{name} deelt wat werkt: “{shortened(cases[0].title)}”.", f"{name} deelt wat werkt"
    if cases:
        return f"{name} deelde {len(cases)} casussen die werken.", f"{name} deelt wat werkt"
    if edition is not None:
        return f"{name} doet mee met {edition.name}.", f"{name} doet mee"
    return f"Wat werkt er in {name[:1].lower()}{name[1:]}?", f"Wat werkt er in {name[:1].lower()}{name[1:]}?"


def entry_kit(entry: "Entry", publication: "Publication | None" = None) -> ShareKit:
    """For the team. The link leads to the case once it is public, and until then to the page of the edition."""
    name = f"gemeente {entry.municipality.name}"
    page = ("public:case", publication.slug) if publication else ("public:edition", entry.edition.year)
    link = _absolute(reverse(page[0], args=[page[1]]))
    first = _announcement(entry, is_public=publication is not None)
    return ShareKit(
        short=f"{first} Namens {name}. {link}",
        long=(
            f"{first}\n\n{BRAND} is de landelijke wedstrijd waarin gemeenten delen wat werkt. Wat bij ons gewoon is, "
            f"is bij een ander misschien het antwoord. Dank aan alle collega’s van {name} die hieraan werken.\n\n"
            f"Lees meer: {link}"
        ),
        link=link,
        kicker=entry.edition.name,
        title=entry.title or "Wij doen mee",
        line=name[:1].upper() + name[1:],
        file_name=f"{entry.reference.lower()}.png",
    )


def _announcement(entry: "Entry", *, is_public: bool) -> str:
    title = f"“{shortened(entry.title)}”" if entry.title else ""
    if is_public:
        return f"Onze casus {title} staat in de kennisbank van {BRAND}."
    begin = "Wij doen mee aan" if entry.status == EntryStatus.SUBMITTED else "Wij schrijven een inzending voor"
    return f"{begin} {entry.edition.name}{f' met {title}' if title else ''}."


def shortened(title: str) -> str:
    """A long title ends in an ellipsis, so that a post stays short."""
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1].rstrip()}…"


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"

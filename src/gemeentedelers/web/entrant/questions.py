"""The parts of an entry as the team sees them: in which order, under which name, with which question."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemeentedelers.domain.editions.queries import criteria_of
from gemeentedelers.domain.entries.rules import Section
from gemeentedelers.web.ui.labels import label

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Criterion, Edition


@dataclass(frozen=True)
class Part:
    """A fixed section of the form, or one criterion of the edition."""

    key: str
    title: str
    lead: str
    criterion: "Criterion | None" = None


NAMES: Mapping[str, str] = {
    "title": "Titel",
    "summary": "Samenvatting",
    "result": "Het resultaat in één zin",
    "category": "Categorie",
    "themes": "Thema’s",
    "started_on": "Begonnen op",
    "finished_on": "Afgerond op",
    "problem": "Het probleem",
    "approach": "De aanpak",
    "costs": "Wat was ervoor nodig?",
    "lessons": "Wat leerde u?",
    "was_decisive": "Onze gemeente was bepalend voor de keuzes en het resultaat",
    "may_be_published": "Onze casus mag na de uitslag in de openbare kennisbank staan",
    "answer": "Uw antwoord",
}

LEADS: Mapping[Section, str] = {
    Section.BASICS: "Dit lezen collega’s als eerste. Schrijf het zo dat iemand buiten uw vakgebied het begrijpt.",
    Section.STORY: "Vertel wat er aan de hand was en wat u deed.",
    Section.NEEDS: "Een collega wil weten wat het kost, en wat u een volgende keer anders doet.",
    Section.CONSENT: "Zonder deze twee afspraken kunt u niet indienen.",
}


def parts_of(edition: "Edition") -> list[Part]:
    """What has to be filled in, in the order of the form: the criteria follow the story."""
    asked = [
        Part(row.key, row.name, "Hierop letten scoorders bij het lezen.", criterion=row) for row in criteria_of(edition)
    ]
    return [
        *(_fixed(section) for section in (Section.BASICS, Section.STORY)),
        *asked,
        *(_fixed(section) for section in (Section.NEEDS, Section.CONSENT)),
    ]


def _fixed(section: Section) -> Part:
    return Part(section.value, label(section), LEADS[section])

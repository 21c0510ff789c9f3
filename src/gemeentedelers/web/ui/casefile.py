"""A case as people read it: the answers of a frozen version under their questions, in one order for every site.

Who may see it is the business of the site; this only knows the words. What older versions do not have is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format

from gemeentedelers.domain.cases.rules import EvidenceLevel, Licence
from gemeentedelers.domain.editions.queries import Catalogue, catalogue_of
from gemeentedelers.domain.entries.rules import ParticipantRole
from gemeentedelers.web.ui.labels import label

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition

Content = Mapping[str, object]

NAMES: Mapping[str, str] = {
    "title": "Titel",
    "summary": "Samenvatting",
    "result": "Het resultaat in één zin",
    "problem": "Het probleem",
    "approach": "De aanpak",
    "category": "Categorie",
    "themes": "Thema’s",
    "started_on": "Begonnen op",
    "finished_on": "Afgerond op",
    "answer": "Uw antwoord",
    "evidence.change": "Wat is er veranderd?",
    "evidence.level": "Hoe zeker is dat?",
    "evidence.measured": "Hoe hebt u dat gemeten?",
    "evidence.before": "De situatie vooraf",
    "evidence.after": "De situatie erna",
    "evidence.period": "Over welke periode?",
    "evidence.source": "Waar is dat na te lezen?",
    "portable": "Wat kan een andere gemeente zo overnemen?",
    "local": "Wat hoort alleen bij uw gemeente?",
    "small_try": "Hoe kan een ander het klein proberen?",
    "licence": "Mag een ander uw werk gebruiken?",
    "repository": "Webadres van de code of het publiccode.yml-bestand",
    "systems": "Welke systemen horen erbij?",
    "legal_basis": "Op welke wet of regeling steunt het?",
    "cost_once": "Eenmalige kosten in euro’s",
    "cost_yearly": "Kosten per jaar in euro’s",
    "costs": "Toelichting op de kosten",
    "hours": "Uren van medewerkers tot het werkte",
    "months": "Doorlooptijd in maanden",
    "staff": "Wie had u nodig?",
    "skills": "Wat moesten mensen kunnen?",
    "lessons": "Wat ging er mis, en wat leerde u?",
    "was_decisive": "Onze gemeente was bepalend voor de keuzes en het resultaat",
    "may_be_published": "Onze casus mag na de uitslag in de openbare kennisbank staan",
    "has_agreement": "Onze leidinggevende of bestuurder weet van deze inzending",
    "may_be_contacted": "Collega’s van andere gemeenten mogen contact met ons opnemen",
    "pictures_agreed": "De foto’s mogen worden gebruikt; wie erop staat, vindt dat goed",
}
MONEY, COUNTED = ("cost_once", "cost_yearly"), ("hours", "months")
CLAIM = ("level", "measured", "before", "after", "period", "source")


@dataclass(frozen=True)
class Names:
    """What an edition calls its criteria, categories and themes, by their key."""

    criteria: Mapping[str, str]
    questions: Mapping[str, str]
    examples: Mapping[str, str]
    categories: Mapping[str, str]
    themes: Mapping[str, str]


def names_of(edition: "Edition") -> Names:
    return names_in(catalogue_of(edition))


def names_in(catalogue: Catalogue) -> Names:
    return Names(
        criteria={row.key: row.name for row in catalogue.criteria},
        questions={row.key: row.question for row in catalogue.criteria},
        examples={row.key: row.example for row in catalogue.criteria},
        categories={row.key: row.name for row in catalogue.categories},
        themes={row.slug: row.name for row in catalogue.themes},
    )


@dataclass(frozen=True)
class Row:
    """One answer; `label` may be empty when the heading of its group is the question."""

    label: str
    value: str


@dataclass(frozen=True)
class Group:
    """A few answers under one heading. `key` is the anchor on the page."""

    key: str
    title: str
    rows: tuple[Row, ...]

    @property
    def is_list(self) -> bool:
        return any(row.label for row in self.rows)


def laid_out(content: Content, names: Names) -> list[Group]:
    """The whole case in the order in which a colleague reads it, without empty groups."""
    groups = [
        Group("resultaat", "Het resultaat", tuple(_texts(content, "result"))),
        Group("probleem", "Het probleem", tuple(_texts(content, "problem"))),
        Group("aanpak", "De aanpak", tuple(_texts(content, "approach"))),
        *(Group(f"criterium-{key}", name, tuple(_answer(content, key))) for key, name in names.criteria.items()),
        Group("bewijs", "Het bewijs", tuple(_evidence(content))),
        Group("overnemen", "Overnemen", tuple(_rows(content, names, TRANSFER))),
        Group("nodig", "Wat er nodig was", tuple(_rows(content, names, NEEDS))),
        Group("lessen", "Wat er misging en wat de gemeente leerde", tuple(_texts(content, "lessons"))),
        Group("betrokken", "Wie eraan meededen", tuple(_participants(content))),
        Group("gegevens", "Gegevens", tuple(_rows(content, names, FILED))),
    ]
    return [group for group in groups if group.rows]


TRANSFER = ("portable", "local", "small_try", "licence", "repository", "systems", "legal_basis")
NEEDS = ("cost_once", "cost_yearly", "costs", "hours", "months", "staff", "skills")
FILED = ("category", "themes", "started_on", "finished_on")


def _texts(content: Content, *keys: str) -> Iterator[Row]:
    for key in keys:
        if content.get(key):
            yield Row("", str(content[key]))


def _answer(content: Content, key: str) -> Iterator[Row]:
    answers = content.get("answers")
    if isinstance(answers, Mapping) and answers.get(key):
        yield Row("", str(answers[key]))


def _evidence(content: Content) -> Iterator[Row]:
    claims = content.get("evidence")
    for claim in claims if isinstance(claims, list) else []:
        yield Row(NAMES["evidence.change"], str(claim.get("change", "")))
        for part in CLAIM:
            if claim.get(part):
                yield Row(NAMES[f"evidence.{part}"], said_level(claim[part]) if part == "level" else str(claim[part]))


def _participants(content: Content) -> Iterator[Row]:
    found = content.get("participants")
    for row in found if isinstance(found, list) else []:
        what = label(ParticipantRole(row["role"]))
        said = f"{row['name']}: {row['contribution']}" if row.get("contribution") else str(row["name"])
        yield Row(what[0].upper() + what[1:], said)


def _rows(content: Content, names: Names, keys: Sequence[str]) -> Iterator[Row]:
    for key in keys:
        if (value := said(key, content.get(key), names)) != "":
            yield Row(NAMES[key], value)


def said(key: str, value: object, names: Names) -> str:
    """A value of a frozen version as a person says it; empty when there is none."""
    if value is None or value is False or value in ("", []):
        return ""
    if value is True:
        return "Ja"
    if key in MONEY:
        return f"€ {number_format(str(value), 0)}"
    if key in COUNTED:
        return number_format(str(value), 0)
    if key in ("started_on", "finished_on"):
        return date_format(date.fromisoformat(str(value)), "j F Y")
    return _chosen(key, value, names)


def _chosen(key: str, value: object, names: Names) -> str:
    if isinstance(value, list):
        return ", ".join(names.themes.get(slug, slug) for slug in value)
    if key == "category":
        return names.categories.get(str(value), str(value))
    return label(Licence(str(value))) if key == "licence" and value in list(Licence) else str(value)


def said_level(value: object) -> str:
    return label(EvidenceLevel(str(value))) if value in list(EvidenceLevel) else str(value)

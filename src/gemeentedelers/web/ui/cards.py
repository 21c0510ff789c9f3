"""A published case as a card, or as a near case: the same facts wherever a list shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from gemeentedelers.domain.adoptions.queries import n_reusers_by_publication
from gemeentedelers.domain.adoptions.rules import reuse_level
from gemeentedelers.domain.publications.rules import Outcome
from gemeentedelers.web.ui.labels import label

if TYPE_CHECKING:
    from gemeentedelers.domain.publications.models import Publication
    from gemeentedelers.domain.search.queries import NearCase


BESIDE_THE_YEAR = {Outcome.FINALIST: "finalist", Outcome.SHORTLISTED: "shortlist"}


@dataclass(frozen=True)
class CaseCard:
    url: str
    title: str
    municipality: str
    result: str
    summary: str
    n_adopters: int
    level: int
    edition: str
    prize: str
    category: str
    jury: str
    fictitious: bool

    @property
    def since(self) -> str:
        """What has happened with the case since, counted."""
        if self.n_adopters == 0:
            return ""
        noun = "gemeente" if self.n_adopters == 1 else "gemeenten"
        return f"Sindsdien overgenomen door {self.n_adopters} {noun}"


def counted_cards(publications: Sequence["Publication"]) -> list[CaseCard]:
    """The cards of these cases, with their reuse counted in one query."""
    n_reusers = n_reusers_by_publication([publication.pk for publication in publications])
    return [_card(publication, n_reusers.get(publication.pk, 0)) for publication in publications]


def _card(publication: "Publication", n_adopters: int) -> CaseCard:
    beside = BESIDE_THE_YEAR.get(Outcome(publication.outcome), "")
    year = publication.edition.year
    return CaseCard(
        url=reverse("public:case", args=[publication.slug]),
        title=publication.title,
        municipality=shared_by(publication.participants),
        result=publication.result,
        summary=publication.summary,
        n_adopters=n_adopters,
        level=reuse_level(n_adopters),
        edition=f"{year} · {beside}" if beside else str(year),
        prize=honour(publication) if publication.outcome == Outcome.WINNER else "",
        category=publication.prize or publication.category_name or label(Outcome.WINNER),
        jury=publication.jury_remark,
        fictitious=publication.is_fictitious,
    )


@dataclass(frozen=True)
class NearCard:
    """A case that is like somebody's text, and the words of that text which made it so."""

    url: str
    title: str
    municipality: str
    edition: str
    shared_words: str
    fictitious: bool


def near_cards(near: Sequence["NearCase"]) -> list[NearCard]:
    """The inputs of `ui/near_cases.html`; they cost no query."""
    return [
        NearCard(
            url=reverse("public:case", args=[case.publication.slug]),
            title=case.publication.title,
            municipality=shared_by(case.publication.participants),
            edition=str(case.publication.edition.year),
            shared_words=", ".join(case.shared_words),
            fictitious=case.publication.is_fictitious,
        )
        for case in near
    ]


def shared_by(names: Sequence[str]) -> str:
    """Who shared a case, as short as people say it: three names at most."""
    if len(names) > 3:
        return f"{names[0]} en {len(names) - 1} andere"
    return " en ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def honour(publication: "Publication") -> str:
    """What it won, when it won something: `Winnaar: Publieksprijs`."""
    outcome = Outcome(publication.outcome)
    if outcome is Outcome.PARTICIPANT:
        return ""
    return f"{label(outcome)}: {publication.prize}" if publication.prize else label(outcome)

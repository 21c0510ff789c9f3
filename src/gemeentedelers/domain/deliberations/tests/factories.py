"""A jury with something to judge, its cards, and their opening, each reached through its action."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gemeentedelers.domain.deliberations.actions import open_cards, save_card
from gemeentedelers.domain.deliberations.models import JurorCard, Opening
from gemeentedelers.domain.deliberations.rules import Filled
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import CategoryPlan, RoundKind
from gemeentedelers.domain.editions.tests.factories import (
    DURING_JURY,
    DURING_READING,
    edition_plan,
    make_edition,
)
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.finals.models import Finalist
from gemeentedelers.domain.finals.tests.factories import in_the_final
from gemeentedelers.domain.panels.actions import add_reader
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.domain.plans.actions import assign_entries
from gemeentedelers.domain.recuts.models import FinalCategory
from gemeentedelers.domain.scoring.actions import write_scorecard
from gemeentedelers.domain.scoring.tests.factories import begin_reading
from gemeentedelers.domain.shortlists.tests.factories import WHY, shortlisted

STRENGTH, DOUBT = "Morgen te beginnen, ook in een klein dorp.", "Er is nog geen tweede jaar geteld."
CATEGORIES = ("leefomgeving", "leefomgeving", "leefomgeving", "uitvoering")


def shortlisted_edition(categories: Sequence[str] = CATEGORIES) -> Edition:
    """An edition whose shortlist, every entry of it, is in the final; the last one got there by the wildcard."""
    plan = edition_plan()
    reading, jury = plan.rounds
    edition = make_edition(
        categories=(*plan.categories, CategoryPlan("democratie", "Lokale democratie", "Samen")),
        rounds=(replace(reading, places=len(categories) - 1, wildcards=1), jury),
    )
    entries = [
        eligible_entry(edition, category=category, title=f"Casus {number}")
        for number, category in enumerate(categories, start=1)
    ]
    _read(edition, {entry.pk: 5 for entry in entries[:-1]} | {entries[-1].pk: 2})
    return in_the_final(shortlisted(edition, wildcards={entries[-1]: WHY}))


def _read(edition: Edition, values: dict[int, int]) -> None:
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    for _ in range(2):
        add_reader(round_, UserFactory(), capacity=20, by="test", now=DURING_READING)
    assign_entries(round_, by="test", now=DURING_READING)
    begin_reading(round_)
    keys = list(edition.criteria.values_list("key", flat=True))
    for assignment in Assignment.objects.select_related("reader__user"):
        scores = dict.fromkeys(keys, values[assignment.entry_id])
        write_scorecard(
            assignment, scores, tip="Begin klein.", is_final=True, by=assignment.reader.user, now=DURING_READING
        )


def category_of(edition: Edition, key: str = "leefomgeving") -> FinalCategory:
    return edition.final_categories.select_related("edition").get(key=key)


def entries_of(category: FinalCategory) -> list[Entry]:
    return list(Entry.objects.filter(finalist__category=category).order_by("reference"))


def a_juror(edition: Edition, **details: object) -> User:
    return somebody_with(Role.JUROR, year=edition.year, **details)


def a_chair(edition: Edition, **details: object) -> User:
    return somebody_with(Role.JURY_CHAIR, year=edition.year, **details)


def filled(scores: int | Mapping[str, int] = 4, **texts: str) -> Filled:
    """A whole card: the same score on both criteria, or these scores."""
    values = dict.fromkeys(("succesvol", "herbruikbaar"), scores) if isinstance(scores, int) else scores
    return Filled(values, **({"strengths": STRENGTH, "doubts": DOUBT} | texts))


def finalists_of(category: FinalCategory) -> list[Finalist]:
    return list(Finalist.objects.filter(category=category).order_by("entry__reference"))


def handed_in(finalist: Finalist, juror: User, scores: int | Mapping[str, int] = 4, **texts: str) -> JurorCard:
    return save_card(finalist, filled(scores, **texts), is_final=True, by=juror, now=DURING_JURY)


def opened(category: FinalCategory, chair: User, jurors: Iterable[User], scores: Sequence[int] = (4, 4, 4)) -> Opening:
    """Every juror, the chair among them, gave the finalists of the category these scores, and the chair opened."""
    for juror in (chair, *jurors):
        for finalist, score in zip(finalists_of(category), scores, strict=False):
            handed_in(finalist, juror, score)
    return open_cards(category, by=chair, now=DURING_JURY)

"""A jury with something to judge, and verdicts in every state, each reached through its action."""

from collections.abc import Sequence
from dataclasses import replace

from gemeentedelers.domain.editions.models import Category, Edition
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
from gemeentedelers.domain.panels.actions import add_reader
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.domain.plans.actions import assign_entries
from gemeentedelers.domain.scoring.actions import write_scorecard
from gemeentedelers.domain.scoring.tests.factories import begin_reading
from gemeentedelers.domain.shortlists.tests.factories import WHY, shortlisted
from gemeentedelers.domain.verdicts.actions import choose_entry, pronounce_verdict
from gemeentedelers.domain.verdicts.models import Verdict

MOTIVATION = "Deze aanpak kan morgen in elke straat beginnen."
CATEGORIES = ("leefomgeving", "leefomgeving", "leefomgeving", "uitvoering")


def shortlisted_edition(categories: Sequence[str] = CATEGORIES) -> Edition:
    """An edition with an announced shortlist: every entry has a place, and the last one is the wildcard."""
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
    return shortlisted(edition, wildcards={entries[-1]: WHY})


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


def category_of(edition: Edition, key: str = "leefomgeving") -> Category:
    return edition.categories.select_related("edition").get(key=key)


def entries_of(category: Category) -> list[Entry]:
    return list(category.entries.order_by("reference"))


def a_juror(edition: Edition, **details: object) -> User:
    return somebody_with(Role.JUROR, year=edition.year, **details)


def a_chair(edition: Edition, **details: object) -> User:
    return somebody_with(Role.JURY_CHAIR, year=edition.year, **details)


def chosen_winner(edition: Edition, chair: User, *, key: str = "leefomgeving") -> Entry:
    """The chair and, when there is one, every juror choose the first entry of the category."""
    category = category_of(edition, key)
    winner = entries_of(category)[0]
    jurors = User.objects.filter(role_grants__role=Role.JUROR, role_grants__year=edition.year)
    for juror in [chair, *jurors]:
        choose_entry(category, winner, note="", by=juror, now=DURING_JURY)
    return winner


def pronounced(edition: Edition, chair: User, *, key: str = "leefomgeving", motivation: str = MOTIVATION) -> Verdict:
    """A sealed verdict for the first entry of the category."""
    winner = chosen_winner(edition, chair, key=key)
    return pronounce_verdict(
        category_of(edition, key),
        winner,
        motivation=motivation,
        remarks={winner.reference: f"{motivation} En ook:"},
        by=chair,
        now=DURING_JURY,
    )

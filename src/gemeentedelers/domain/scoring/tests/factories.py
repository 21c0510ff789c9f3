"""A reading round in every state, each reached through its actions."""

from datetime import datetime

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import criteria_of, round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING
from gemeentedelers.domain.panels.actions import add_reader, assign_entries
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.scoring.actions import choose_shortlist, publish_shortlist, write_scorecard


def reading_round(edition: Edition, *, n_readers: int = 2, capacity: int = 20) -> list[User]:
    """Readers from nowhere in particular, with every entry assigned."""
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    readers = [somebody_with(Role.SCORER, year=edition.year) for _ in range(n_readers)]
    for reader in readers:
        add_reader(round_, reader, capacity=capacity, by="test", now=DURING_READING)
    assign_entries(round_, by="test", now=DURING_READING)
    return readers


def score_all(edition: Edition, *, value: int = 4, now: datetime = DURING_READING) -> None:
    """Every assigned entry gets the same score for every criterion from each of its readers."""
    values = {criterion.key: value for criterion in criteria_of(edition)}
    for assignment in Assignment.objects.filter(entry__edition=edition, ended_at=None).select_related("reader__user"):
        write_scorecard(
            assignment, values, tip="Laat meer cijfers zien.", is_final=True, by=assignment.reader.user, now=now
        )


def announced(edition: Edition) -> Edition:
    """The shortlist of a fully read edition, made and announced."""
    reading_round(edition)
    score_all(edition)
    choose_shortlist(edition, wildcards=[], by="test", now=AFTER_READING)
    publish_shortlist(edition, by="test", now=AFTER_READING)
    edition.refresh_from_db()
    return edition

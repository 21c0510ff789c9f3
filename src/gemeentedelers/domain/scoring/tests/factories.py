"""A reading round in every state, each reached through its actions."""

from dataclasses import replace
from datetime import datetime, timedelta

from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import criteria_of, round_of
from gemeentedelers.domain.editions.rules import Deadline, RoundKind, RoundPlan
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, DURING_READING, edition_plan, make_edition
from gemeentedelers.domain.entries.models import FrozenVersion
from gemeentedelers.domain.entries.tests.factories import civil_servant, complete_entry, submit
from gemeentedelers.domain.panels.actions import accept_rules, add_reader, declare_interests
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.plans.actions import assign_entries
from gemeentedelers.domain.scoring.actions import choose_golden_case, write_scorecard
from gemeentedelers.domain.scoring.models import GoldenCase

HALFWAY = Deadline(DURING_READING + timedelta(days=2))


def edition_with(kind: RoundKind) -> Edition:
    """An edition in which a screening, or a round of pairs, shares the time of the reading round and is open now."""
    reading, jury = edition_plan().rounds
    if kind is RoundKind.SCREENING:
        first = replace(reading, kind=kind, name="Keuring", closing=HALFWAY)
        return make_edition(rounds=(first, replace(reading, opens=HALFWAY.at), jury))
    before = Deadline(DURING_READING - timedelta(days=1))
    second = RoundPlan(kind, "Vergelijkronde", before.at, reading.closing)
    return make_edition(rounds=(replace(reading, closing=before), second, jury))


def begin_reading(round_: Round, *, now: datetime = DURING_READING) -> None:
    """Every reader of the round knows the rules and is involved nowhere."""
    for reader in Reader.objects.filter(round=round_).select_related("user"):
        accept_rules(reader, by=reader.user, now=now)
        declare_interests(reader, {}, by=reader.user, now=now)


def reading_round(edition: Edition, *, n_readers: int = 2, capacity: int = 20) -> list[User]:
    """Readers from nowhere in particular who have begun, with every entry assigned."""
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    readers = [somebody_with(Role.SCORER, year=edition.year) for _ in range(n_readers)]
    for reader in readers:
        add_reader(round_, reader, capacity=capacity, by="test", now=DURING_READING)
    assign_entries(round_, by="test", now=DURING_READING)
    begin_reading(round_)
    return readers


def golden_cases(edition: Edition, *, n_cases: int = 2) -> list[GoldenCase]:
    """Cases of the year before, with the verdict of a panel: 4 for everything."""
    earlier = make_edition(edition.year - 1)
    then = DURING_ENTRY - timedelta(days=365)
    versions = []
    for number in range(1, n_cases + 1):
        owner = civil_servant()
        entry = complete_entry(earlier, by=owner, title=f"Voorbeeld {number}", now=then)
        versions.append(submit(entry, by=owner, now=then))
    # The room that reveals a result comes after this one.
    Edition.objects.filter(pk=earlier.pk).update(shortlist_announced_at=DURING_ENTRY, revealed_at=DURING_ENTRY)
    values = {criterion.key: 4 for criterion in criteria_of(edition)}
    return [
        choose_golden_case(
            edition, FrozenVersion.objects.get(pk=version.pk), values, "Er is geteld.", by="test", now=DURING_ENTRY
        )
        for version in versions
    ]


def score_all(edition: Edition, *, value: int = 4, now: datetime = DURING_READING) -> None:
    """Every assigned entry gets the same score for every criterion from each of its readers."""
    values = {criterion.key: value for criterion in criteria_of(edition)}
    for assignment in Assignment.objects.filter(entry__edition=edition, ended_at=None).select_related("reader__user"):
        write_scorecard(
            assignment, values, tip="Laat meer cijfers zien.", is_final=True, by=assignment.reader.user, now=now
        )

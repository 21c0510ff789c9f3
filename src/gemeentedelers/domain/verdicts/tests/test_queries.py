from datetime import date
from fractions import Fraction

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.conflicts.tests.factories import worked_at
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_JURY
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.finals.queries import finalists_in
from gemeentedelers.domain.finals.tests.factories import handed_in
from gemeentedelers.domain.panels.actions import declare_conflict
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.domain.verdicts.actions import choose_entry
from gemeentedelers.domain.verdicts.queries import (
    agenda_of,
    choices_of,
    deliberation_on,
    dossiers_for,
    standing,
    verdict_progress,
)
from gemeentedelers.domain.verdicts.rules import JuryState, VerdictObstacle
from gemeentedelers.domain.verdicts.tests.factories import (
    a_chair,
    a_juror,
    category_of,
    entries_of,
    pronounced,
    shortlisted_edition,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return shortlisted_edition()


def test_the_agenda_says_where_each_category_stands(edition: Edition) -> None:
    judith, chair, category = a_juror(edition), a_chair(edition), category_of(edition)

    def states() -> list[tuple[JuryState, int]]:
        return [(row.state, row.n_candidates) for row in agenda_of(judith, DURING_JURY)[0].sittings]

    assert states() == [(JuryState.OPEN, 3), (JuryState.OPEN, 1)]
    choose_entry(category, entries_of(category)[0], note="", by=judith, now=DURING_JURY)
    assert states() == [(JuryState.CHOSEN, 3), (JuryState.OPEN, 1)]
    pronounced(edition, chair, key="uitvoering")
    assert states() == [(JuryState.CHOSEN, 3), (JuryState.SEALED, 1)]


def test_a_dossier_holds_what_was_submitted_and_what_readers_thought(edition: Edition) -> None:
    judith = a_juror(edition)
    (dossier,) = dossiers_for(judith, category_of(edition, "uitvoering"))
    assert dossier.content["title"] == "Casus 4"
    assert dossier.content["answers"] == {"succesvol": "Dit is succesvol.", "herbruikbaar": "Dit is herbruikbaar."}
    assert (dossier.mean, dossier.n_reads) == (Fraction(2), 2)
    assert dossier.wildcard_reason == "Klein, maar nergens anders bedacht."
    assert dossier.refusal is None


def test_a_dossier_shows_the_explanation_once_it_was_handed_in(edition: Edition) -> None:
    judith, category = a_juror(edition), category_of(edition, "uitvoering")
    assert dossiers_for(judith, category)[0].explanation is None

    material = handed_in(finalists_in([edition]).get(category=category))
    assert dossiers_for(judith, category)[0].explanation == material
    declare_conflict(entries_of(category)[0], reason="Ik dacht mee.", by=judith, now=DURING_JURY)

    assert dossiers_for(judith, category)[0].explanation is None


def test_a_juror_does_not_learn_the_score_of_the_own_municipality(edition: Edition) -> None:
    category = category_of(edition)
    own = entries_of(category)[0]
    judith = a_juror(edition, municipality=own.municipality)
    dossiers = {row.entry.reference: row for row in dossiers_for(judith, category)}
    assert {row.mean for row in dossiers_for(a_juror(edition), category)} == {5}
    refusal = dossiers[own.reference].refusal
    assert refusal is not None
    assert (refusal.code, dossiers[own.reference].mean, dossiers[own.reference].n_reads) == (
        VerdictObstacle.OWN_MUNICIPALITY,
        None,
        0,
    )
    assert [row.refusal for row in dossiers.values() if row.entry != own] == [None, None]


def test_dossiers_are_for_the_jury_and_without_withdrawn_entries(edition: Edition) -> None:
    category = category_of(edition)
    judith = a_juror(edition)
    assert len(dossiers_for(judith, category)) == 3
    assert dossiers_for(UserFactory(), category) == []
    first = entries_of(category)[0]
    withdraw_entry(first, by=owner_of(first), now=DURING_JURY)
    assert [row.entry for row in dossiers_for(judith, category)] == entries_of(category)[1:]


def test_a_declared_conflict_leaves_only_the_title_at_once(edition: Edition) -> None:
    judith, category = a_juror(edition), category_of(edition)
    before = dossiers_for(judith, category)[0]
    assert len(before.content) > 1

    declare_conflict(before.entry, reason="Ik dacht mee.", by=judith, now=DURING_JURY)
    after = dossiers_for(judith, category)[0]

    assert (after.entry, after.content, after.mean) == (before.entry, {"title": before.content["title"]}, None)
    assert after.refusal is not None
    assert after.refusal.code is VerdictObstacle.CONFLICT_DECLARED


def test_a_juror_who_left_the_municipality_shortly_before_may_not_choose_it(edition: Edition) -> None:
    judith, category = a_juror(edition), category_of(edition)
    first = entries_of(category)[0]
    worked_at(judith, first.municipality, until=date(2026, 10, 1))

    refused = [row.entry for row in dossiers_for(judith, category) if row.refusal]

    assert refused == [first]
    assert deliberation_on(category).conflicts == {(judith.code, first.reference)}


@pytest.mark.parametrize("key", ["leefomgeving", "uitvoering"])
def test_dossiers_cost_the_same_for_one_and_for_three(
    edition: Edition, key: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    judith, category = a_juror(edition), category_of(edition, key)
    with django_assert_num_queries(22):
        dossiers_for(judith, category)


def test_the_count_is_for_the_chair_between_quorum_and_verdict(edition: Edition) -> None:
    chair, judith, jan = a_chair(edition), a_juror(edition), a_juror(edition)
    category = category_of(edition)
    first, second, _ = entries_of(category)
    choose_entry(category, first, note="", by=judith, now=DURING_JURY)
    early = standing(category, chair)
    assert early is not None
    assert (early.n_choices, early.n_needed, early.counts) == (1, 2, {})
    assert early.refusal is not None
    assert early.refusal.code is VerdictObstacle.NO_QUORUM

    choose_entry(category, second, note="", by=jan, now=DURING_JURY)
    late = standing(category, chair)
    assert late is not None
    assert late.counts == {first.reference: 1, second.reference: 1}
    assert late.leaders == (first.reference, second.reference)
    viewers = [judith, UserFactory(), somebody_with(Role.JURY_CHAIR, year=2026)]
    assert [standing(category, viewer) for viewer in viewers] == [None, None, None]

    choose_entry(category, first, note="", by=jan, now=DURING_JURY)
    pronounced(edition, chair)
    after = standing(category, chair)
    assert after is not None
    assert (after.counts, after.leaders) == ({}, ())


def test_progress_says_how_far_and_never_who_or_what(edition: Edition) -> None:
    chair, judith, category = a_chair(edition), a_juror(edition), category_of(edition)
    choose_entry(category, entries_of(category)[0], note="", by=judith, now=DURING_JURY)
    pronounced(edition, chair, key="uitvoering")
    rows = [
        (row.category.key, row.n_candidates, row.n_choices, row.n_voters, row.is_pronounced)
        for row in verdict_progress(edition)
    ]
    assert rows == [("leefomgeving", 3, 1, 2, False), ("uitvoering", 1, 2, 2, True)]


def test_a_choice_is_shown_to_its_own_juror_only(edition: Edition) -> None:
    judith, category = a_juror(edition), category_of(edition)
    choose_entry(category, entries_of(category)[0], note="", by=judith, now=DURING_JURY)
    assert set(choices_of(judith)) == {category.pk}
    assert (choices_of(a_chair(edition)), choices_of(AnonymousUser())) == ({}, {})

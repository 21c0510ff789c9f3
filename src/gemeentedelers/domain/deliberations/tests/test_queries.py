from datetime import timedelta
from fractions import Fraction

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.deliberations.actions import excuse_juror, open_cards, write_minutes
from gemeentedelers.domain.deliberations.models import JurorCard
from gemeentedelers.domain.deliberations.queries import (
    attendance_on,
    attendances_in,
    broken_cards,
    broken_frozen_cards,
    broken_minutes,
    jury_categories,
    jury_editions,
    means_of_cards,
    own_cards,
    pitches_for,
    talk_on,
)
from gemeentedelers.domain.deliberations.rules import CardsState, CardStatus, DeliberationObstacle
from gemeentedelers.domain.deliberations.tests.factories import (
    CATEGORIES,
    a_chair,
    a_juror,
    category_of,
    finalists_of,
    handed_in,
    opened,
    shortlisted_edition,
)
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_JURY
from gemeentedelers.domain.panels.actions import declare_conflict
from gemeentedelers.domain.people.actions import revoke_role
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return shortlisted_edition()


def test_a_jury_sees_its_own_editions_once_there_are_finalists(edition: Edition) -> None:
    judith, chair, everywhere = a_juror(edition), a_chair(edition), somebody_with(Role.JUROR)
    other_year = somebody_with(Role.JUROR, year=2026)
    organiser = somebody_with(Role.ORGANISER, year=edition.year)
    viewers: list[User | AnonymousUser] = [judith, chair, everywhere, other_year, organiser, AnonymousUser()]
    seen = [list(jury_editions(viewer, AFTER_READING)) for viewer in viewers]
    assert seen == [[edition], [edition], [edition], [], [], []]
    assert list(jury_editions(judith, AFTER_READING - timedelta(seconds=1))) == []
    keys = [[row.key for row in jury_categories(viewer, DURING_JURY)] for viewer in (judith, other_year)]
    assert keys == [["leefomgeving", "uitvoering"], []]


def test_a_juror_finds_every_finalist_with_the_own_card_and_where_to_leave(edition: Edition) -> None:
    first, second, third = finalists_of(category_of(edition))
    judith, jan = a_juror(edition, municipality=first.entry.municipality), a_juror(edition)
    handed_in(second, judith)
    handed_in(third, jan)
    pitches = {pitch.finalist.pk: pitch for pitch in pitches_for(judith, edition, DURING_JURY)}
    other = finalists_of(category_of(edition, "uitvoering"))[0]
    assert {pk: pitch.status for pk, pitch in pitches.items()} == {
        first.pk: CardStatus.SET_ASIDE,
        second.pk: CardStatus.HANDED_IN,
        third.pk: CardStatus.UNTOUCHED,
        other.pk: CardStatus.UNTOUCHED,
    }
    refusal = pitches[first.pk].refusal
    assert refusal is not None
    assert refusal.code is DeliberationObstacle.TOO_CLOSE_TO_HOME
    assert pitches_for(UserFactory(), edition, DURING_JURY) == []


def test_attendance_tells_who_is_awaited_for_which_finalist(edition: Edition) -> None:
    category = category_of(edition)
    first, second, third = finalists_of(category)
    chair, judith = a_chair(edition), a_juror(edition, municipality=first.entry.municipality)
    for finalist in (first, second, third):
        handed_in(finalist, chair)
    handed_in(second, judith)
    table = attendance_on(category)
    assert table is not None
    assert {seat.juror: len(seat.missing) for seat in table.seats} == {chair.code: 0, judith.code: 1}
    assert [table.awaited_for(finalist) for finalist in (first, second, third)] == [[], [], [judith]]
    assert table.state is CardsState.WRITING
    handed_in(third, judith)
    fresh = attendance_on(category)
    assert fresh is not None
    assert (fresh.state, fresh.refusal) == (CardsState.COMPLETE, None)


def test_a_late_conflict_takes_the_card_off_the_table_at_once(edition: Edition) -> None:
    chair, judith, category = a_chair(edition), a_juror(edition), category_of(edition)
    opened(category, chair, [judith], (2, 4, 4))
    first = finalists_of(category)[0]
    handed = JurorCard.objects.filter(finalist=first).count()
    declare_conflict(first.entry, reason="Ik dacht mee.", by=judith, now=DURING_JURY)
    hers, theirs = talk_on(category, judith), talk_on(category, chair)
    assert hers is not None
    assert theirs is not None
    shown = {row.finalist.pk: (row.is_hidden, row.n_cards, row.mean) for row in hers.discussed}
    assert shown[first.pk] == (True, 0, None)
    assert (handed, {row.finalist.pk: row.n_cards for row in theirs.discussed}[first.pk]) == (2, 1)


def test_the_talk_shows_texts_without_names_and_the_spread_with_its_mean(edition: Edition) -> None:
    chair, judith, category = a_chair(edition), a_juror(edition), category_of(edition)
    first = finalists_of(category)[0]
    for juror, score in ((chair, 5), (judith, 2)):
        for finalist in finalists_of(category):
            handed_in(finalist, juror, {"succesvol": score, "herbruikbaar": 3}, strengths=f"Sterk: {score}", doubts="")
    assert talk_on(category, chair) is None
    open_cards(category, by=chair, now=DURING_JURY)
    talk = talk_on(category, judith)
    assert talk is not None
    row = next(row for row in talk.discussed if row.finalist == first)
    assert (sorted(row.strengths), row.doubts, row.n_cards) == (["Sterk: 2", "Sterk: 5"], (), 2)
    assert [(criterion.key, spread.scores) for criterion, spread in row.spreads] == [
        ("succesvol", (2, 5)),
        ("herbruikbaar", (3, 3)),
    ]
    assert (row.mean, talk.minutes) == (Fraction(10, 3), None)
    assert [talk_on(category, user) for user in (UserFactory(), somebody_with(Role.ORGANISER, year=2027))] == [None] * 2


def test_the_minutes_are_for_the_chair_alone(edition: Edition) -> None:
    chair, judith, category = a_chair(edition), a_juror(edition), category_of(edition)
    opened(category, chair, [judith])
    write_minutes(category, "Lang over de kosten gesproken.", number=0, by=chair, now=DURING_JURY)
    seen = [talk.minutes for talk in (talk_on(category, chair), talk_on(category, judith)) if talk]
    assert seen == ["Lang over de kosten gesproken.", None]


def test_the_means_are_of_the_cards_that_counted_at_the_opening(edition: Edition) -> None:
    category = category_of(edition)
    chair, judith, jan, joke = a_chair(edition), a_juror(edition), a_juror(edition), a_juror(edition)
    first, second, third = finalists_of(category)
    for juror, scores in ((chair, (4, 4, 4)), (judith, (2, 4, 5)), (joke, (3, 4, 3))):
        for finalist, score in zip((first, second, third), scores, strict=True):
            handed_in(finalist, juror, score)
    handed_in(first, jan, 1)
    assert means_of_cards(edition) == {}
    excuse_juror(category, jan, reason="Ziek naar huis gegaan.", by=chair, now=DURING_JURY)
    open_cards(category, by=chair, now=DURING_JURY)
    expected = {first: Fraction(3), second: Fraction(4), third: Fraction(4)}
    assert means_of_cards(edition) == {category.pk: {row.entry.reference: mean for row, mean in expected.items()}}
    revoke_role(joke, Role.JUROR, year=edition.year, by="test", now=DURING_JURY)
    assert means_of_cards(edition)[category.pk][third.entry.reference] == Fraction(9, 2)


def test_what_was_touched_is_found_and_not_shown(edition: Edition) -> None:
    chair, judith, category = a_chair(edition), a_juror(edition), category_of(edition)
    opening = opened(category, chair, [judith])
    assert (broken_cards(), list(broken_frozen_cards()), broken_minutes()) == ([], [], [])
    mine, theirs = JurorCard.objects.filter(finalist=finalists_of(category)[0]).order_by("pk")
    JurorCard.objects.filter(pk=mine.pk).update(sealed=theirs.sealed)
    JurorCard.objects.filter(pk=theirs.pk).update(saved_at=DURING_JURY + timedelta(seconds=1))
    assert (broken_cards(), list(broken_frozen_cards())) == ([mine], [theirs])
    assert mine.finalist_id not in own_cards(mine.juror, edition)
    opening.sealed_minutes = theirs.sealed[:-4] + "AAA="
    opening.save()
    assert broken_minutes() == [opening]


@pytest.mark.parametrize("categories", [CATEGORIES[2:], ("leefomgeving", "uitvoering", "democratie"), CATEGORIES])
def test_attendance_and_pitches_cost_the_same_for_any_number(
    categories: tuple[str, ...], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = shortlisted_edition(categories)
    judith = a_juror(edition)
    with django_assert_num_queries(19):
        attendances_in(edition)
    with django_assert_num_queries(18):
        pitches_for(judith, edition, DURING_JURY)


@pytest.mark.parametrize("scores", [(1, 1, 1), (5, 1, 3)])
def test_the_talk_costs_the_same_whatever_the_cards_say(
    edition: Edition, scores: tuple[int, ...], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    chair, judith, category = a_chair(edition), a_juror(edition), category_of(edition)
    opened(category, chair, [judith], scores)
    with django_assert_num_queries(29):
        talk_on(category, judith)

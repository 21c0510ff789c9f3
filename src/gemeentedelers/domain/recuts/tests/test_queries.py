from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.actions import withdraw_shortlist
from gemeentedelers.domain.editions.rules import EditionObstacle
from gemeentedelers.domain.editions.tests.factories import AFTER_READING
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.recuts.actions import apply_cut
from gemeentedelers.domain.recuts.models import FinalCategory, Placement
from gemeentedelers.domain.recuts.queries import (
    broken_placements,
    broken_recuts,
    n_objections_waiting,
    obstacle_to_object,
    placement_of,
)
from gemeentedelers.domain.recuts.queries.studio import alternatives_for, studio_of
from gemeentedelers.domain.recuts.rules.alternatives import Alternative
from gemeentedelers.domain.recuts.rules.sizes import JuryObstacle, SizeObstacle
from gemeentedelers.domain.recuts.tests.factories import (
    TOGETHER,
    a_cut,
    a_shortlist,
    cut_up,
    objected,
    references_of,
)
from gemeentedelers.domain.shortlists.models import ShortlistPlace
from gemeentedelers.domain.shortlists.tests.factories import an_organiser
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

TEN = ("leefomgeving",) * 7 + ("uitvoering", "uitvoering", "democratie")


def test_a_preview_says_what_is_thin_full_and_who_cannot_judge() -> None:
    edition = a_shortlist(TEN)
    first = edition.entries.order_by("reference")[0]
    tied = somebody_with(Role.JUROR, year=2027, name="Judith", municipality=first.municipality)
    somebody_with(Role.JURY_CHAIR, year=2027, name="Chris")
    studio = studio_of(edition)

    full, thin, thinnest = studio.preview(studio.as_entered).categories

    assert [row.plan.key for row in (full, thin, thinnest)] == ["leefomgeving", "uitvoering", "democratie"]
    assert [len(row.entries) for row in (full, thin, thinnest)] == [7, 2, 1]
    assert [row.size_remark.code if row.size_remark else None for row in (full, thin, thinnest)] == [
        SizeObstacle.MORE_THAN_HALF, SizeObstacle.THIN, SizeObstacle.THIN,
    ]  # fmt: skip
    assert [(row.user, row.references) for row in full.tied] == [(tied, (first.reference,))]
    assert [row.n_free for row in (full, thin, thinnest)] == [1, 2, 2]
    assert {row.jury_remark.code if row.jury_remark else None for row in (full, thin, thinnest)} == {
        JuryObstacle.FEW_WITHOUT_TIE
    }
    assert full.n_municipalities == sum(full.sizes.values()) == sum(full.provinces.values()) == 7


def test_a_preview_says_who_moves_and_stores_nothing() -> None:
    edition = a_shortlist()
    references = references_of(edition)

    preview = studio_of(edition).preview(a_cut(edition, *["samen"] * 4))

    assert [(move.reference, move.was, move.becomes) for move in preview.moves] == [
        (references[0], "Leefomgeving", "Samen"),
        (references[1], "Leefomgeving", "Samen"),
        (references[2], "Leefomgeving", "Samen"),
        (references[3], "Uitvoeringskracht", "Samen"),
    ]
    assert (FinalCategory.objects.count(), Placement.objects.count()) == (0, 0)


def test_alternatives_cover_the_whole_shortlist_and_are_always_the_same() -> None:
    studio = studio_of(a_shortlist(TEN))

    found = alternatives_for(studio)

    assert list(found) == [
        Alternative.AS_ENTERED, Alternative.MERGED, Alternative.SPLIT, Alternative.THREE, Alternative.FOUR,
        Alternative.FIVE,
    ]  # fmt: skip
    assert all(set(cut.placements) == set(studio.entries) for cut in found.values())
    assert [len(found[name].categories) for name in (Alternative.SPLIT, Alternative.THREE, Alternative.FIVE)] == [
        4,
        3,
        5,
    ]
    assert min(len(found[Alternative.THREE].references_in(row.key)) for row in found[Alternative.THREE].categories) >= 3
    assert alternatives_for(studio) == found


@pytest.mark.parametrize("n_entries", [0, 1, 2])
def test_a_tiny_shortlist_has_few_alternatives(n_entries: int) -> None:
    edition = a_shortlist(("leefomgeving",) * max(n_entries, 1))
    for entry in edition.entries.all()[n_entries:]:
        withdraw_entry(entry, by=owner_of(entry), now=AFTER_READING)

    found = alternatives_for(studio_of(edition))

    assert list(found) == ([Alternative.AS_ENTERED] if n_entries else [])


def test_after_a_division_the_alternatives_begin_from_it() -> None:
    edition = a_shortlist()
    apply_cut(edition, a_cut(edition, *"aaab"), reason=TOGETHER, by=an_organiser(edition), now=AFTER_READING)
    gone = edition.entries.order_by("reference")[0]
    withdraw_entry(gone, by=owner_of(gone), now=AFTER_READING)

    found = alternatives_for(studio_of(edition))

    assert found[Alternative.NOW].placements == a_cut(edition, *"aaab").only(references_of(edition)[1:]).placements
    assert Alternative.MERGED in found


@pytest.mark.parametrize("n_entries", [1, 3])
def test_the_studio_asks_as_much_for_any_shortlist(
    n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = cut_up(a_shortlist(("leefomgeving",) * n_entries))
    somebody_with(Role.JUROR, year=2027)

    with django_assert_num_queries(19):
        studio = studio_of(edition)
        alternatives_for(studio)
        studio.preview(studio.as_entered)


def test_an_announced_shortlist_is_not_withdrawn_so_no_division_outlives_it() -> None:
    edition = cut_up(a_shortlist())

    with pytest.raises(RefusedError) as caught:
        withdraw_shortlist(edition, by="test", now=AFTER_READING)

    assert caught.value.refusal.code is EditionObstacle.SHORTLIST_IS_OUT


def test_a_team_may_object_as_long_as_it_may() -> None:
    edition = cut_up(a_shortlist())
    objection = objected(edition)
    entry, other = edition.entries.order_by("reference")[:2]
    placements = [placement_of(row) for row in (entry, other)]
    assert placements[0] is not None
    assert placements[1] is not None

    assert obstacle_to_object(entry, placements[0], AFTER_READING) is not None
    assert obstacle_to_object(other, placements[1], AFTER_READING) is None
    assert obstacle_to_object(other, placements[1], AFTER_READING + timedelta(days=6)) is not None
    assert n_objections_waiting(edition) == 1
    withdraw_entry(objection.entry, by=owner_of(objection.entry), now=AFTER_READING)
    assert n_objections_waiting(edition) == 0


def test_what_is_broken_is_found() -> None:
    edition = cut_up(a_shortlist())
    first = references_of(edition)[0]
    ShortlistPlace.objects.filter(entry__reference=first).delete()

    assert [row.entry.reference for row in broken_placements()] == [first]
    assert broken_recuts() == []

    Placement.objects.filter(entry__reference=first).delete()

    assert list(broken_placements()) == []
    assert broken_recuts() == [edition]

from collections.abc import Callable
from datetime import timedelta

import pytest

from gemeentedelers.domain.conflicts.models import Conflict
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING
from gemeentedelers.domain.entries.actions import restore_entry, withdraw_entry
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import EntryObstacle
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.panels.actions import declare_conflict
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.recuts.actions import answer_objection, apply_cut, object_to_category, undo_recut
from gemeentedelers.domain.recuts.models import FinalCategory, Objection, Placement, Recut
from gemeentedelers.domain.recuts.queries import (
    broken_placements,
    broken_recuts,
    cut_as_entered,
    cut_now,
    placements_in,
    without_placement,
)
from gemeentedelers.domain.recuts.rules import Cut, RecutObstacle
from gemeentedelers.domain.recuts.rules.objections import ObjectionObstacle, ObjectionOutcome
from gemeentedelers.domain.recuts.tests.factories import (
    AS_ENTERED,
    NOT_OURS,
    TOGETHER,
    a_cut,
    a_shortlist,
    cut_up,
    objected,
    references_of,
)
from gemeentedelers.domain.scoring.models import Score, Scorecard
from gemeentedelers.domain.shortlists.models import ShortlistPlace
from gemeentedelers.domain.shortlists.tests.factories import an_organiser
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import Refusal, RefusedError

pytestmark = pytest.mark.django_db

LATER = AFTER_READING + timedelta(hours=1)


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(RefusedError) as caught:
        act()
    return caught.value.refusal


def facts(name: str) -> list[tuple[str, dict[str, object]]]:
    return [(fact.subject, dict(fact.values)) for fact in Fact.objects.filter(name=name).order_by("number")]


def is_whole() -> bool:
    return not broken_placements().exists() and not broken_recuts()


def rows_that_stay() -> list[list[tuple[object, ...]]]:
    tables = (Entry, Scorecard, Score, Conflict, ShortlistPlace)
    return [list(table.objects.order_by("pk").values_list()) for table in tables]


def together(edition: Edition) -> Recut:
    return apply_cut(edition, a_cut(edition, *["samen"] * 4), reason=TOGETHER, by=an_organiser(edition), now=LATER)


def test_a_shortlist_is_divided_and_nothing_else_changes() -> None:
    edition = a_shortlist()
    declare_conflict(edition.entries.all()[0], reason="Mijn zus werkt er.", by=UserFactory(), now=AFTER_READING)
    before = rows_that_stay()
    assert all(before)
    oscar = an_organiser(edition)

    recut = apply_cut(
        edition, a_cut(edition, "straat", "straat", "hulp", "hulp"), reason=TOGETHER, by=oscar, now=AFTER_READING
    )

    assert cut_now(edition) == a_cut(edition, "straat", "straat", "hulp", "hulp") == recut.cut
    assert list(FinalCategory.objects.values_list("key", "name", "position")) == [
        ("straat", "Straat", 0), ("hulp", "Hulp", 1),
    ]  # fmt: skip
    assert facts("shortlist.recut") == [("2027", {"number": 1})]
    assert rows_that_stay() == before
    assert is_whole()


def test_the_same_division_once_more_changes_nothing() -> None:
    edition = cut_up(a_shortlist())
    again = apply_cut(edition, cut_as_entered(edition), reason="Dubbel geklikt.", by=an_organiser(edition), now=LATER)

    assert (again.number, again.reason, Recut.objects.count()) == (1, AS_ENTERED, 1)
    assert facts("shortlist.recut") == [("2027", {"number": 1})]


@pytest.mark.parametrize(("based_on", "expected"), [(None, None), (1, None), (0, RecutObstacle.RECUT_MEANWHILE)])
def test_a_division_made_from_an_older_one_is_refused(based_on: int | None, expected: RecutObstacle | None) -> None:
    edition = cut_up(a_shortlist())

    def act() -> Recut:
        return apply_cut(
            edition, a_cut(edition, *"aabb"), reason=TOGETHER, by=an_organiser(edition), now=LATER, based_on=based_on
        )

    assert (refused(act).code if expected else act().number) == (expected or 2)


def test_a_moment_belongs_to_the_name_of_a_category() -> None:
    edition = cut_up(a_shortlist())
    cut = cut_as_entered(edition)
    first = references_of(edition)[0]

    apply_cut(
        edition, Cut(cut.categories, {**cut.placements, first: "uitvoering"}), reason=TOGETHER,
        by=an_organiser(edition), now=LATER,
    )  # fmt: skip

    since = dict(Placement.objects.order_by("entry__reference").values_list("entry__reference", "since"))
    assert list(since.values()) == [LATER, AFTER_READING, AFTER_READING, AFTER_READING]


def test_undoing_goes_back_one_step_at_a_time() -> None:
    edition = cut_up(a_shortlist())
    as_entered, oscar = cut_now(edition), an_organiser(edition)
    before = rows_that_stay()
    second = together(edition)
    first = Recut.objects.get(number=1)
    assert refused(lambda: undo_recut(first, by=oscar, now=LATER)).code is RecutObstacle.NOT_THE_NEWEST_RECUT

    undone = undo_recut(second, by=oscar, now=LATER)

    assert cut_now(edition) == as_entered
    assert (undone.undone_at, undone.undone_by) == (LATER, oscar)
    assert refused(lambda: undo_recut(second, by=oscar, now=LATER)).code is RecutObstacle.RECUT_UNDONE_ALREADY
    assert is_whole()

    undo_recut(first, by=oscar, now=LATER)

    assert cut_now(edition) is None
    assert facts("recut.undone") == [("2027", {"number": 2}), ("2027", {"number": 1})]
    assert (together(edition).number, rows_that_stay() == before, is_whole()) == (3, True, True)


def test_nothing_is_stored_when_refused() -> None:
    edition = a_shortlist()

    def apply(cut: Cut, reason: str = TOGETHER) -> Refusal:
        return refused(lambda: apply_cut(edition, cut, reason=reason, by=an_organiser(edition), now=AFTER_READING))

    assert apply(a_cut(edition, *"aabb"), "Kort").code is RecutObstacle.RECUT_WITHOUT_REASON
    assert apply(Cut((), {})).code is RecutObstacle.NO_FINAL_CATEGORIES
    early = AFTER_READING - timedelta(seconds=1)
    assert refused(
        lambda: apply_cut(edition, a_cut(edition, *"aabb"), reason=TOGETHER, by=an_organiser(edition), now=early)
    ) == Refusal(RecutObstacle.SHORTLIST_NOT_OUT)
    assert (Recut.objects.count(), Placement.objects.count(), facts("shortlist.recut")) == (0, 0, [])


def test_who_withdraws_keeps_its_place_until_the_next_division_and_may_come_back() -> None:
    edition = cut_up(a_shortlist())
    last = edition.entries.order_by("reference")[3]
    withdraw_entry(last, by=owner_of(last), now=LATER)
    assert (last.reference in placements_in(edition), without_placement(edition), is_whole()) == (True, set(), True)

    cut = cut_as_entered(edition)
    assert [row.key for row in cut.categories] == ["leefomgeving"]
    apply_cut(edition, cut, reason=TOGETHER, by=an_organiser(edition), now=LATER)
    assert (Placement.objects.count(), is_whole()) == (3, True)

    restore_entry(last, by=owner_of(last), now=LATER)
    assert (without_placement(edition), is_whole()) == ({last.reference}, True)


def test_an_entry_without_entry_category_needs_one_by_hand() -> None:
    edition = a_shortlist()
    first = references_of(edition)[0]
    edition.entries.filter(reference=first).update(category=None)

    def act(cut: Cut) -> Recut:
        return apply_cut(edition, cut, reason=TOGETHER, by=an_organiser(edition), now=LATER)

    assert refused(lambda: act(cut_as_entered(edition))) == Refusal(
        RecutObstacle.ENTRY_WITHOUT_PLACEMENT, reference=first
    )
    assert act(a_cut(edition, *"aabb")).number == 1


def test_a_granted_objection_moves_one_entry_with_its_reason() -> None:
    edition = cut_up(a_shortlist())
    objection, oscar = objected(edition), an_organiser(edition)
    assert facts("objection.made") == [(objection.entry.reference, {"objection": objection.code})]

    answered = answer_objection(
        objection, ObjectionOutcome.GRANTED, reason="U hebt gelijk.", into="uitvoering", by=oscar, now=LATER
    )

    recut = Recut.objects.get(number=2)
    assert (answered.answered_with, recut.reason) == (recut, "U hebt gelijk.")
    assert recut.cut.placements == {
        **cut_as_entered(edition).placements, objection.entry.reference: "uitvoering"
    }  # fmt: skip
    assert facts("objection.answered") == [
        (objection.entry.reference, {"objection": objection.code, "outcome": "granted"})
    ]
    again = refused(
        lambda: answer_objection(objection, ObjectionOutcome.DENIED, reason="Toch niet dus.", by=oscar, now=LATER)
    )
    assert (again.code, is_whole()) == (ObjectionObstacle.OBJECTION_ANSWERED, True)


def test_a_denied_objection_changes_no_division() -> None:
    edition = cut_up(a_shortlist())
    before = cut_now(edition)

    answer_objection(
        objected(edition), ObjectionOutcome.DENIED, reason="De straat telt het zwaarst.", by=an_organiser(edition),
        now=LATER,
    )  # fmt: skip

    assert (cut_now(edition), Recut.objects.count()) == (before, 1)
    assert refused(lambda: objected(edition, now=LATER)).code is ObjectionObstacle.OBJECTED_ALREADY


def test_a_faulty_answer_stores_nothing() -> None:
    edition = cut_up(a_shortlist())
    objection = objected(edition)

    def answer(**values: str) -> Refusal:
        said = {"reason": "Een goede reden.", "into": "", **values}
        return refused(
            lambda: answer_objection(objection, ObjectionOutcome.GRANTED, **said, by=an_organiser(edition), now=LATER)
        )

    assert answer().code is ObjectionObstacle.NO_OTHER_CATEGORY
    assert answer(into="leefomgeving").code is ObjectionObstacle.NO_OTHER_CATEGORY
    assert answer(into="uitvoering", reason="Ja").code is RecutObstacle.RECUT_WITHOUT_REASON
    objection.refresh_from_db()
    assert (objection.standing, Recut.objects.count()) == (ObjectionOutcome.WAITING, 1)


def test_a_new_category_gives_a_new_chance_to_object() -> None:
    edition = cut_up(a_shortlist())
    answer_objection(
        objected(edition), ObjectionOutcome.DENIED, reason="Het past toch.", by=an_organiser(edition), now=LATER
    )
    apply_cut(
        edition, a_cut(edition, *"aabb"), reason=TOGETHER, by=an_organiser(edition), now=LATER + timedelta(days=1)
    )

    objected(edition, now=LATER + timedelta(days=2))

    assert Objection.objects.count() == 2


def test_only_who_submits_for_the_team_objects() -> None:
    edition = cut_up(a_shortlist())
    entry = edition.entries.all()[0]

    stranger = refused(lambda: object_to_category(entry, NOT_OURS, by=UserFactory(), now=LATER))

    assert (stranger.code, Objection.objects.count()) == (EntryObstacle.NOT_FOR_YOUR_ROLE, 0)

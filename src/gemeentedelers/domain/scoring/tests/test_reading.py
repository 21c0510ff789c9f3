"""What a reader does, from the rules to the final word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gemeentedelers.domain.conflicts.rules import ConflictObstacle
from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.panels.actions import (
    accept_rules,
    add_reader,
    choose_shortcuts,
    declare_conflict,
    declare_interests,
    reopen_reader,
    set_aside,
)
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.panels.queries import entries_to_declare, interests_of
from gemeentedelers.domain.panels.rules import PanelObstacle
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.plans.actions import assign_entries
from gemeentedelers.domain.scoring.actions import (
    Pair,
    ask_comparisons,
    choose_golden_case,
    decide_comparison,
    finalise_reader,
    save_scorecard,
    score_golden_case,
)
from gemeentedelers.domain.scoring.models import Comparison, Scorecard
from gemeentedelers.domain.scoring.queries import (
    broken_comparisons,
    broken_final_scorecards,
    comparisons_of,
    filled_on,
    obstacle_to_begin,
)
from gemeentedelers.domain.scoring.rules import Filled, ScoringObstacle
from gemeentedelers.domain.scoring.tests.factories import (
    begin_reading,
    edition_with,
    golden_cases,
    reading_round,
    score_all,
)
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

GOOD = Filled({"succesvol": 5, "herbruikbaar": 2}, tip="Laat meer cijfers zien.", note="Sterk", is_sure=True)
LATER = DURING_READING + timedelta(hours=1)


def newest_fact() -> tuple[str, str, str, dict[str, object]]:
    fact = Fact.objects.latest("number")
    return fact.name, fact.subject, fact.actor, fact.values


def a_round(edition: Edition, kind: RoundKind = RoundKind.READING) -> Round:
    found = round_of(edition, kind)
    assert found is not None
    return found


def a_desk(edition: Edition | None = None, *, n_entries: int = 1) -> Assignment:
    shown = edition or make_edition()
    for number in range(n_entries):
        eligible_entry(shown, title=f"Casus {number}")
    reading_round(shown)
    return Assignment.objects.select_related("reader__user", "reader__round__edition", "entry").first() or pytest.fail()


def save(assignment: Assignment, filled: Filled = GOOD, *, is_final: bool = True, number: int | None = 0) -> Scorecard:
    by = assignment.reader.user
    return save_scorecard(assignment, filled, is_final=is_final, number=number, by=by, now=DURING_READING)


def test_a_reader_accepts_the_rules_and_declares_interests() -> None:
    edition = make_edition()
    entry, other = eligible_entry(edition), eligible_entry(edition)
    user = UserFactory(municipality=MunicipalityFactory())
    eligible_entry(edition, by=UserFactory(municipality=user.municipality))
    reader = add_reader(a_round(edition), user, capacity=5, by="test", now=DURING_READING)
    where = {"year": 2027, "round": "reading"}

    with pytest.raises(RefusedError) as caught:
        declare_interests(reader, {}, by=user, now=DURING_READING)
    accept_rules(reader, by=user, now=DURING_READING)
    accepted = newest_fact()
    accept_rules(reader, by=user, now=LATER)
    declare_interests(reader, {entry: "Ik werkte mee."}, by=user, now=LATER)
    reader.refresh_from_db()

    assert caught.value.refusal.code is PanelObstacle.RULES_NOT_ACCEPTED
    assert accepted == ("reader.accepted_rules", user.code, user.code, where)
    assert newest_fact() == ("reader.declared_interests", user.code, user.code, {"n_declared": 1, **where})
    assert (reader.accepted_rules_at, reader.declared_interests_at) == (DURING_READING, LATER)
    assert [conflict.entry for conflict in interests_of(reader)] == [entry]
    assert set(entries_to_declare(reader)) == {entry, other}


def test_interests_without_a_reason_leave_nothing_behind() -> None:
    assignment = a_desk()
    reader = assignment.reader

    with pytest.raises(RefusedError) as caught:
        declare_interests(reader, {assignment.entry: "  "}, by=reader.user, now=LATER)

    reader.refresh_from_db()
    assert caught.value.refusal.code is ConflictObstacle.REASON_MISSING
    assert reader.declared_interests_at == DURING_READING


def test_nobody_scores_before_beginning() -> None:
    edition = make_edition()
    eligible_entry(edition)
    golden = golden_cases(edition)
    assignment = a_desk(edition)
    reader = assignment.reader

    with pytest.raises(RefusedError) as caught:
        save(assignment)
    for case in golden:
        score_golden_case(reader, case, GOOD.values, by=reader.user, now=DURING_READING)
    scored = newest_fact()

    assert (caught.value.refusal.code, caught.value.refusal.values) == (ScoringObstacle.WARM_UP_LEFT, {"n_left": 2})
    assert scored == ("golden_case.scored", reader.user.code, reader.user.code, {"golden": golden[1].code})
    assert obstacle_to_begin(reader) is None
    assert save(assignment).is_final
    with pytest.raises(RefusedError) as again:
        score_golden_case(reader, golden[0], GOOD.values, by=reader.user, now=DURING_READING)
    assert again.value.refusal.code is ScoringObstacle.WARM_UP_DONE


def test_a_golden_case_is_of_an_edition_whose_result_is_out() -> None:
    edition = make_edition()
    version = eligible_entry(edition).versions.get()

    with pytest.raises(RefusedError) as caught:
        choose_golden_case(edition, version, GOOD.values, "Geteld.", by="test", now=DURING_READING)

    assert caught.value.refusal.code is ScoringObstacle.NOT_REVEALED


def test_a_card_keeps_everything_that_was_filled_in() -> None:
    assignment = a_desk()

    kept = save(assignment, replace(GOOD, tip=" Laat meer\r\ncijfers zien. "))

    assert filled_on(kept) == replace(GOOD, tip="Laat meer\ncijfers zien.")
    assert (kept.number, kept.status) == (1, "final")


def test_a_card_that_changed_elsewhere_is_not_overwritten() -> None:
    assignment = a_desk()
    save(assignment, is_final=False)
    on_the_phone = replace(GOOD, values={"succesvol": 1})
    save(assignment, on_the_phone, is_final=False, number=1)

    with pytest.raises(RefusedError) as caught:
        save(assignment, replace(GOOD, note="Anders"), number=1)

    assert caught.value.refusal.code is ScoringObstacle.CARD_CHANGED
    assert filled_on(Scorecard.objects.get()) == on_the_phone
    assert save(assignment, number=2).number == 3


def test_the_same_card_twice_is_one_save() -> None:
    """The answer to the first one got lost on the way."""
    assignment = a_desk()
    first = save(assignment)
    n_facts = Fact.objects.count()

    again = save(assignment, number=0)

    assert (again.number, Fact.objects.count()) == (first.number, n_facts)


def test_a_growing_draft_is_one_fact() -> None:
    assignment = a_desk()
    save(assignment, Filled({}, tip="Laat"), is_final=False)
    n_facts = Fact.objects.count()
    save(assignment, Filled({}, tip="Laat meer"), is_final=False, number=1)
    assert Fact.objects.count() == n_facts

    save(assignment, number=2)
    save(assignment, replace(GOOD, values={"succesvol": 1, "herbruikbaar": 1}), number=3)

    assert Fact.objects.count() == n_facts + 2
    assert newest_fact()[0] == "scorecard.finalised"


def test_a_screening_asks_for_a_decision_and_a_reason() -> None:
    edition = edition_with(RoundKind.SCREENING)
    eligible_entry(edition)
    golden_cases(edition)
    screening = a_round(edition, RoundKind.SCREENING)
    reader = add_reader(screening, UserFactory(), capacity=5, by="test", now=DURING_READING)
    assign_entries(screening, by="test", now=DURING_READING)
    begin_reading(screening)
    assignment = Assignment.objects.get(reader=reader)

    with pytest.raises(RefusedError) as caught:
        save(assignment, Filled({}, passes=False))
    kept = save(assignment, Filled({}, passes=False, reason="Nog niet af."))

    assert caught.value.refusal.code is ScoringObstacle.REASON_MISSING
    assert (kept.passes, kept.reason, kept.tip, kept.is_final) == (False, "Nog niet af.", "", True)
    assert not broken_final_scorecards().exists()


def test_a_final_word_locks_the_cards_until_an_organiser_reopens() -> None:
    assignment = a_desk(n_entries=2)
    reader, user, oscar = assignment.reader, assignment.reader.user, UserFactory()
    with pytest.raises(RefusedError) as caught:
        finalise_reader(reader, by=user, now=LATER)
    assert caught.value.refusal.values == {"n_left": 2}
    score_all(reader.round.edition)

    finalise_reader(reader, by=user, now=LATER)
    where = {"year": 2027, "round": "reading"}
    assert newest_fact() == ("reader.finalised", user.code, user.code, {"n_cards": 2, **where})
    finalise_reader(reader, by=user, now=LATER + timedelta(hours=1))
    assert Reader.objects.get(pk=reader.pk).finalised_at == LATER
    with pytest.raises(RefusedError) as locked:
        save(assignment, number=1)
    assert locked.value.refusal.code is ScoringObstacle.FINALISED

    reopen_reader(reader, "Er kwam een vraag.", by=oscar, now=LATER)
    assert newest_fact() == ("reader.reopened", user.code, oscar.code, where)
    reader.refresh_from_db()
    assert reader.finalised_at is None
    assert reader.reopened_because == "Er kwam een vraag."
    assert save(assignment, number=1).number == 2
    with pytest.raises(RefusedError) as twice:
        reopen_reader(reader, "Nog eens.", by=oscar, now=LATER)
    assert twice.value.refusal.code is PanelObstacle.NOT_FINALISED


def test_what_comes_after_a_final_word_is_open_and_only_that() -> None:
    assignment = a_desk()
    edition, reader = assignment.reader.round.edition, assignment.reader
    score_all(edition)
    finalise_reader(reader, by=reader.user, now=LATER)
    eligible_entry(edition, title="Erbij")
    assign_entries(reader.round, by="test", now=LATER + timedelta(hours=1))
    extra = Assignment.objects.get(reader=reader, entry__title="Erbij")

    save(extra)
    with pytest.raises(RefusedError) as caught:
        save(assignment, number=1)
    assert caught.value.refusal.code is ScoringObstacle.FINALISED

    finalise_reader(reader, by=reader.user, now=LATER + timedelta(hours=2))
    with pytest.raises(RefusedError):
        save(extra, replace(GOOD, note="Toch anders"), number=1)


def test_an_entry_for_later_and_keys_that_are_off() -> None:
    assignment = a_desk()
    user = assignment.reader.user

    set_aside(assignment, by=user, now=LATER)
    aside = newest_fact()
    choose_shortcuts(uses=False, by=user, now=LATER)

    assignment.refresh_from_db()
    assert assignment.set_aside_at == LATER
    assert aside == ("assignment.set_aside", assignment.entry.reference, user.code, {"assignment": assignment.code})
    assert newest_fact() == ("reader.chose_shortcuts", user.code, user.code, {"uses": False})
    assert not Reader.objects.get(user=user).uses_shortcuts


def a_pairs_round() -> tuple[Reader, list[Entry]]:
    edition = edition_with(RoundKind.PAIRS)
    for number in range(3):
        eligible_entry(edition, title=f"Casus {number}")
    round_ = a_round(edition, RoundKind.PAIRS)
    reader = add_reader(round_, UserFactory(municipality=MunicipalityFactory()), capacity=5, by="t", now=DURING_READING)
    begin_reading(round_)
    return reader, list(edition.entries.order_by("reference"))


def test_a_pair_is_asked_once_in_whichever_order() -> None:
    reader, (first, second, third) = a_pairs_round()
    pairs = [Pair(reader, first, second), Pair(reader, second, first), Pair(reader, second, third, is_random=True)]

    assert ask_comparisons(reader.round, pairs, by="test", now=DURING_READING) == 2
    assert newest_fact() == ("comparisons.asked", "2027", "test", {"n_asked": 2})
    assert ask_comparisons(reader.round, pairs, by="test", now=DURING_READING) == 0
    assert list(Comparison.objects.order_by("pk").values_list("is_random", flat=True)) == [False, True]
    assert not broken_comparisons().exists()


def test_pairs_of_which_one_may_not_be_are_not_asked_at_all() -> None:
    reader, (first, second, third) = a_pairs_round()
    declare_conflict(third, reason="Ik werkte mee.", by=reader.user, now=DURING_READING)

    with pytest.raises(RefusedError) as caught:
        pairs = [Pair(reader, first, second), Pair(reader, second, third)]
        ask_comparisons(reader.round, pairs, by="test", now=DURING_READING)

    assert caught.value.refusal.code is ScoringObstacle.CONFLICT_DECLARED
    assert not Comparison.objects.exists()


def test_a_reader_says_which_is_better_and_may_think_again() -> None:
    reader, (first, second, third) = a_pairs_round()
    ask_comparisons(reader.round, [Pair(reader, first, second)], by="test", now=DURING_READING)
    pair = comparisons_of(reader.user).get()

    decide_comparison(pair, first, by=reader.user, now=DURING_READING)
    decided = ("comparison.decided", first.reference, reader.user.code, {"comparison": pair.code})
    assert newest_fact() == decided
    decide_comparison(pair, first, by=reader.user, now=LATER)
    decide_comparison(pair, second, by=reader.user, now=LATER)
    with pytest.raises(RefusedError) as stranger:
        decide_comparison(pair, third, by=reader.user, now=LATER)
    with pytest.raises(RefusedError) as late:
        decide_comparison(pair, first, by=reader.user, now=AFTER_READING)

    pair.refresh_from_db()
    assert (pair.winner, pair.decided_at) == (second, LATER)
    assert stranger.value.refusal.code is ScoringObstacle.NOT_ONE_OF_TWO
    assert late.value.refusal.code is ScoringObstacle.ROUND_CLOSED


def test_a_conflict_takes_the_pair_away() -> None:
    reader, (first, second, _) = a_pairs_round()
    ask_comparisons(reader.round, [Pair(reader, first, second)], by="test", now=DURING_READING)
    pair = comparisons_of(reader.user).get()

    declare_conflict(second, reason="Ik werkte mee.", by=reader.user, now=DURING_READING)

    assert not comparisons_of(reader.user).exists()
    with pytest.raises(RefusedError) as caught:
        decide_comparison(pair, first, by=reader.user, now=DURING_READING)
    assert caught.value.refusal.code is ScoringObstacle.CONFLICT_DECLARED

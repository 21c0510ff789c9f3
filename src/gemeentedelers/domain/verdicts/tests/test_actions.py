import json
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

import pytest
from django.db import connection

from gemeentedelers.domain.deliberations.tests.factories import finalists_of, handed_in, opened
from gemeentedelers.domain.editions.actions import mark_revealed
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.panels.actions import declare_conflict
from gemeentedelers.domain.people.actions import revoke_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.domain.verdicts.actions import choose_entry, open_verdict, pronounce_verdict
from gemeentedelers.domain.verdicts.models import Choice, Verdict
from gemeentedelers.domain.verdicts.queries import (
    broken_choices,
    broken_openings,
    broken_reveals,
    choices_of,
    kept_pronouncement,
    verdict_on,
    winners_of,
)
from gemeentedelers.domain.verdicts.rules import DecidedBy, VerdictObstacle
from gemeentedelers.domain.verdicts.tests.factories import (
    MOTIVATION,
    REMARK,
    a_chair,
    a_juror,
    category_of,
    chosen_winner,
    entries_of,
    pronounced,
    remarks_on,
    shortlisted_edition,
)
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.foundation.sealing import unseal

pytestmark = pytest.mark.django_db
CANARY = "Kanariegeel is de kleur."


@pytest.fixture
def edition() -> Edition:
    return shortlisted_edition()


def newest_facts(n: int) -> list[tuple[str, str, str, Mapping[str, object]]]:
    facts = Fact.objects.order_by("-number")[:n]
    return [(fact.name, fact.subject, fact.actor, fact.values) for fact in reversed(facts)]


def whole_database() -> set[str]:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows: set[str] = set()
        for table in tables:
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT row_to_json({name})::text FROM {name}")  # noqa: S608 - names from the catalogue
            rows |= {f"{table} {row}" for (row,) in cursor.fetchall()}
    return rows


def test_a_choice_is_kept_sealed_and_its_fact_does_not_say_what(edition: Edition) -> None:
    judith, category = a_juror(edition), category_of(edition)
    entry = entries_of(category)[1]
    choose_entry(category, entry, note=" Sterk. ", by=judith, now=DURING_JURY)
    own = choices_of(judith)[category.pk]
    assert (own.reference, own.note, own.chosen_at) == (entry.reference, "Sterk.", DURING_JURY)
    assert newest_facts(1) == [("choice.made", "2027", judith.code, {"category": "leefomgeving"})]


def test_a_later_choice_replaces_the_earlier_one(edition: Edition) -> None:
    judith, category = a_juror(edition), category_of(edition)
    first, second, _ = entries_of(category)
    choose_entry(category, first, note="", by=judith, now=DURING_JURY)
    choose_entry(category, second, note="", by=judith, now=DURING_JURY)
    assert choices_of(judith)[category.pk].reference == second.reference
    assert Choice.objects.count() == 1


def test_a_refused_choice_changes_nothing(edition: Edition) -> None:
    category, elsewhere = category_of(edition), category_of(edition, "uitvoering")
    own, involved, _ = entries_of(category)
    judith = a_juror(edition, municipality=own.municipality)
    declare_conflict(involved, reason="Ik dacht mee.", by=judith, now=DURING_JURY)
    refusals = []
    for entry, by in [
        (own, judith),
        (involved, judith),
        (entries_of(elsewhere)[0], judith),
        (own, UserFactory()),
        (own, somebody_with(Role.JUROR, year=2026)),
    ]:
        with pytest.raises(RefusedError) as error:
            choose_entry(category, entry, note="", by=by, now=DURING_JURY)
        refusals.append(error.value.refusal.code)
    assert refusals == [
        VerdictObstacle.OWN_MUNICIPALITY,
        VerdictObstacle.CONFLICT_DECLARED,
        VerdictObstacle.NOT_A_FINALIST,
        VerdictObstacle.NOT_A_JUROR,
        VerdictObstacle.NOT_A_JUROR,
    ]
    assert not Choice.objects.exists()


def test_pronouncing_seals_the_verdict_and_records_only_the_commitment(edition: Edition) -> None:
    chair = a_chair(edition)
    winner = entries_of(category_of(edition))[0]
    verdict = pronounced(edition, chair)
    expected = {"category": "leefomgeving", "commitment": verdict.commitment}
    assert newest_facts(1) == [("verdict.pronounced", "2027", chair.code, expected)]
    assert (verdict.winner, verdict.motivation, verdict.remarks, verdict.opened_at) == (None, "", {}, None)
    said = kept_pronouncement(verdict)
    assert said is not None
    assert (said.winner, said.motivation) == (winner.reference, MOTIVATION)


def test_two_equal_verdicts_do_not_look_equal(edition: Edition) -> None:
    chair = a_chair(edition)
    first = pronounced(edition, chair)
    Verdict.objects.all().delete()
    second = pronounced(edition, chair)
    assert kept_pronouncement(first) == kept_pronouncement(second)
    assert first.commitment != second.commitment


def test_blank_remarks_are_left_out(edition: Edition) -> None:
    chair, category = a_chair(edition), category_of(edition)
    winner = chosen_winner(edition, chair)
    others = [entry.reference for entry in entries_of(category)[1:]]
    remarks = {winner.reference: "  "} | dict.fromkeys(others, f" {REMARK} ")
    verdict = pronounce_verdict(
        category, winner, motivation=f" {MOTIVATION} ", remarks=remarks, by=chair, now=DURING_JURY
    )
    said = kept_pronouncement(verdict)
    assert said is not None
    assert (said.motivation, said.remarks) == (MOTIVATION, dict.fromkeys(others, REMARK))


def test_only_the_chair_pronounces_and_only_once(edition: Edition) -> None:
    chair, judith = a_chair(edition), a_juror(edition)
    category, winner = category_of(edition), chosen_winner(edition, chair)
    remarks = remarks_on(category, winner)
    codes: list[StrEnum | None] = []
    for by in (judith, chair, chair):
        try:
            pronounce_verdict(category, winner, motivation=MOTIVATION, remarks=remarks, by=by, now=DURING_JURY)
            codes.append(None)
        except RefusedError as error:
            codes.append(error.refusal.code)
    assert codes == [VerdictObstacle.NOT_THE_CHAIR, None, VerdictObstacle.ALREADY_PRONOUNCED]


def test_the_choice_of_a_juror_who_left_does_not_count(edition: Edition) -> None:
    chair, judith, jan = a_chair(edition), a_juror(edition), a_juror(edition)
    category = category_of(edition)
    first, second, _ = entries_of(category)
    for juror, entry in ((judith, first), (jan, first), (chair, second)):
        choose_entry(category, entry, note="", by=juror, now=DURING_JURY)
    for juror in (judith, jan):
        revoke_role(juror, Role.JUROR, year=edition.year, by="test", now=DURING_JURY)
    with pytest.raises(RefusedError) as error:
        pronounce_verdict(category, first, motivation=MOTIVATION, remarks={}, by=chair, now=DURING_JURY)
    assert error.value.refusal.code is VerdictObstacle.NOT_A_LEADER


def test_nothing_is_chosen_after_the_verdict(edition: Edition) -> None:
    chair = a_chair(edition)
    verdict = pronounced(edition, chair)
    with pytest.raises(RefusedError) as error:
        choose_entry(verdict.category, entries_of(verdict.category)[1], note="", by=chair, now=DURING_JURY)
    assert error.value.refusal.code is VerdictObstacle.ALREADY_PRONOUNCED


def test_canary_no_row_tells_the_verdict_before_the_reveal_and_every_word_is_there_after_it(
    edition: Edition,
) -> None:
    chair = a_chair(edition)
    before = whole_database()
    in_plain_sight = pronounced(edition, chair, motivation=CANARY)
    pronounced(edition, chair, key="uitvoering")
    written = whole_database() - before
    winner = entries_of(category_of(edition))[0]
    assert {row.partition(" ")[0] for row in written} >= {"verdicts_verdict", "verdicts_choice", "journal_fact"}
    assert [row for row in written if winner.reference in row or CANARY in row] == []
    verdicts = [json.loads(row.partition(" ")[2]) for row in written if row.startswith("verdicts_verdict ")]
    assert [verdict["winner_id"] for verdict in verdicts] == [None, None]

    sealed = unseal(in_plain_sight.sealed)
    assert winner.reference in sealed
    assert CANARY in sealed
    open_verdict(in_plain_sight, by="oscar", now=AFTER_REVEAL)
    opened = [row for row in whole_database() if row.startswith("verdicts_verdict ") and CANARY in row]
    assert [json.loads(row.partition(" ")[2])["winner_id"] for row in opened] == [winner.pk]


def test_the_database_itself_refuses_a_winner_beside_a_seal(edition: Edition) -> None:
    verdict = pronounced(edition, a_chair(edition))
    with pytest.raises(Exception, match="verdicts_sealed_says_nothing"):
        Verdict.objects.filter(pk=verdict.pk).update(winner=Entry.objects.first())


def test_opening_writes_out_what_was_sealed_and_a_second_time_nothing(edition: Edition) -> None:
    verdict = pronounced(edition, a_chair(edition))
    open_verdict(verdict, by="oscar", now=AFTER_REVEAL)
    told = {"category": "leefomgeving", "commitment": verdict.commitment}
    assert newest_facts(1) == [("verdict.opened", "2027", "oscar", told)]
    first, shown = entries_of(category_of(edition))[0], Verdict.objects.get()
    assert (shown.winner, shown.motivation, shown.opened_at) == (first, MOTIVATION, AFTER_REVEAL)
    assert shown.remarks == remarks_on(category_of(edition), first)
    assert (shown.decided_by, shown.roll_out) == (DecidedBy.MAJORITY, {})
    before = whole_database()
    open_verdict(shown, by="oscar", now=AFTER_REVEAL + timedelta(hours=1))
    assert whole_database() == before
    assert (broken_openings(), list(broken_reveals()), broken_choices()) == ([], [], [])
    assert list(winners_of(edition, AFTER_REVEAL)) == []


def test_a_verdict_lapses_when_its_winner_withdraws_and_the_jury_chooses_again(edition: Edition) -> None:
    chair = a_chair(edition)
    verdict = pronounced(edition, chair)
    first, second, _ = entries_of(verdict.category)
    withdraw_entry(first, by=owner_of(first), now=DURING_JURY)
    assert verdict_on(category_of(edition)) is None
    choose_entry(verdict.category, second, note="", by=chair, now=DURING_JURY)
    remarks = remarks_on(verdict.category, second)
    pronounce_verdict(verdict.category, second, motivation=MOTIVATION, remarks=remarks, by=chair, now=DURING_JURY)
    assert verdict_on(category_of(edition)) == verdict


def test_what_was_changed_after_the_opening_is_found(edition: Edition) -> None:
    verdict = pronounced(edition, a_chair(edition))
    open_verdict(verdict, by="oscar", now=AFTER_REVEAL)
    mark_revealed(edition, by="oscar", now=AFTER_REVEAL)
    Verdict.objects.filter(pk=verdict.pk).update(winner=entries_of(verdict.category)[1])
    assert broken_openings() == [verdict]
    Verdict.objects.filter(pk=verdict.pk).update(
        winner=None, motivation="", remarks={}, decided_by="", roll_out={}, opened_at=None
    )
    assert list(broken_reveals()) == [verdict]


def test_a_choice_moved_to_another_juror_does_not_count(edition: Edition) -> None:
    judith, jan = a_juror(edition), a_juror(edition)
    category = category_of(edition)
    choice = choose_entry(category, entries_of(category)[0], note="", by=judith, now=DURING_JURY)
    moved = Choice.objects.create(juror=jan, category=category, sealed=choice.sealed, chosen_at=DURING_JURY)
    assert broken_choices() == [moved]
    assert choices_of(jan) == {}


def test_the_cards_open_before_anybody_chooses(edition: Edition) -> None:
    chair, judith, category = a_chair(edition), a_juror(edition), category_of(edition)
    first, *_ = finalists_of(category)
    handed_in(first, judith)
    with pytest.raises(RefusedError) as error:
        choose_entry(category, first.entry, note="", by=judith, now=DURING_JURY)
    assert error.value.refusal.code is VerdictObstacle.CARDS_NOT_OPEN
    opened(category, chair, [judith])
    choose_entry(category, first.entry, note="", by=judith, now=DURING_JURY)
    assert choices_of(judith)[category.pk].reference == first.entry.reference


@pytest.mark.parametrize(
    ("scores", "winner", "decided_by"),
    [((3, 4, 5), 1, DecidedBy.MEAN_OF_CARDS), ((4, 4, 2), 0, DecidedBy.CASTING_VOTE)],
)
def test_a_tie_of_choices_is_sealed_with_what_decided_it(
    edition: Edition, scores: tuple[int, ...], winner: int, decided_by: DecidedBy
) -> None:
    chair, judith, category = a_chair(edition), a_juror(edition), category_of(edition)
    opened(category, chair, [judith], scores)
    first, second, third = entries_of(category)
    choose_entry(category, first, note="", by=judith, now=DURING_JURY)
    choose_entry(category, second, note="", by=chair, now=DURING_JURY)
    chosen = (first, second)[winner]
    verdict = pronounce_verdict(
        category,
        chosen,
        motivation=MOTIVATION,
        remarks=remarks_on(category, chosen),
        roll_out={third.reference: " Begin hier morgen mee. ", second.reference: ""},
        by=chair,
        now=DURING_JURY,
    )
    said = kept_pronouncement(verdict)
    assert said is not None
    assert (said.winner, said.decided_by) == (chosen.reference, decided_by)
    assert said.roll_out == {third.reference: "Begin hier morgen mee."}
    assert (verdict.decided_by, verdict.roll_out) == ("", {})

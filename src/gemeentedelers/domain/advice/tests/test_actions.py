import pytest

from gemeentedelers.domain.advice.actions import (
    approve_advice,
    approve_all,
    close_round,
    release_advice,
    reply_to_advice,
    write_advice,
)
from gemeentedelers.domain.advice.jobs import tell_of_advice
from gemeentedelers.domain.advice.models import Advice, AdviceReply, AdviceWaiver
from gemeentedelers.domain.advice.queries import advice_for, broken_advice, counts_of, tips_about
from gemeentedelers.domain.advice.rules import AdviceObstacle, AdviceStatus, Parts, Usefulness
from gemeentedelers.domain.advice.tests.factories import WHOLE, advise_all, approved, reading_of
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING, make_edition
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.scoring.tests.factories import reading_round, score_all
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.queries import facts_about
from gemeentedelers.foundation.mail.models import Message
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db


def refusal_of(caught: pytest.ExceptionInfo[RefusedError]) -> str:
    return caught.value.refusal.code


def test_advice_begins_unfinished_and_becomes_ready() -> None:
    entry, writer = eligible_entry(make_edition()), UserFactory()
    round_ = reading_of(entry.edition)

    draft = write_advice(entry, round_, Parts("Sterk."), is_ready=False, by=writer, now=DURING_READING)
    assert (draft.status, draft.number) == (AdviceStatus.DRAFT, 1)
    ready = write_advice(entry, round_, WHOLE, number=1, is_ready=True, by=writer, now=DURING_READING)

    assert (ready.status, ready.number, ready.parts) == (AdviceStatus.READY, 2, WHOLE)
    fact = facts_about(entry.reference).latest("number")
    assert (fact.name, fact.actor, fact.values) == ("advice.written", writer.code, {"round": "reading"})


def test_advice_that_somebody_else_changed_is_not_written_over() -> None:
    entry, writer = eligible_entry(make_edition()), UserFactory()
    round_ = reading_of(entry.edition)
    write_advice(entry, round_, Parts("Eerst."), is_ready=False, by=writer, now=DURING_READING)

    with pytest.raises(RefusedError) as caught:
        write_advice(entry, round_, WHOLE, is_ready=False, by=UserFactory(), now=DURING_READING)

    assert refusal_of(caught) == AdviceObstacle.CHANGED_MEANWHILE
    assert Advice.objects.get().first_strength == "Eerst."


def test_advice_with_a_gap_is_not_ready_and_nothing_is_stored() -> None:
    entry = eligible_entry(make_edition())

    with pytest.raises(RefusedError) as caught:
        write_advice(
            entry, reading_of(entry.edition), Parts("Sterk."), is_ready=True, by=UserFactory(), now=DURING_READING
        )

    assert (refusal_of(caught), Advice.objects.count()) == (AdviceObstacle.PART_MISSING, 0)


def test_the_name_of_a_reader_never_reaches_the_team() -> None:
    edition = make_edition()
    entry = eligible_entry(edition)
    readers = reading_round(edition)
    told = Parts.of(
        {**{part.value: text for part, text in WHOLE.texts().items()}, "talk_to": f"Bel {readers[0].name}."}
    )

    with pytest.raises(RefusedError) as caught:
        write_advice(entry, reading_of(edition), told, is_ready=True, by=UserFactory(), now=DURING_READING)

    assert refusal_of(caught) == AdviceObstacle.HOLDS_A_NAME


def test_who_wrote_it_alone_says_to_have_read_it_again() -> None:
    entry, writer = eligible_entry(make_edition()), UserFactory()
    advice = write_advice(entry, reading_of(entry.edition), WHOLE, is_ready=True, by=writer, now=DURING_READING)

    with pytest.raises(RefusedError) as caught:
        approve_advice(advice, by=writer, now=DURING_READING)
    assert refusal_of(caught) == AdviceObstacle.NOT_READ_AGAIN
    approve_advice(advice, is_read_again=True, by=writer, now=DURING_READING)
    approve_advice(advice, is_read_again=True, by=writer, now=DURING_READING)

    found = facts_about(entry.reference).filter(name="advice.approved")
    assert [(fact.actor, fact.values) for fact in found] == [(writer.code, {"is_own": True})]


def test_writing_on_approved_advice_takes_the_approval_away() -> None:
    advice = approved(eligible_entry(make_edition()))

    write_advice(
        advice.entry, advice.round, WHOLE, number=advice.number, is_ready=True, by=UserFactory(), now=DURING_READING
    )

    advice.refresh_from_db()
    assert (advice.status, advice.approved_by) == (AdviceStatus.READY, None)


def test_approving_many_is_all_or_nothing() -> None:
    edition, writer = make_edition(), UserFactory()
    first, second = eligible_entry(edition), eligible_entry(edition)
    round_ = reading_of(edition)
    write_advice(first, round_, WHOLE, is_ready=True, by=writer, now=DURING_READING)
    write_advice(second, round_, Parts("Sterk."), is_ready=False, by=writer, now=DURING_READING)

    with pytest.raises(RefusedError):
        approve_all(Advice.objects.order_by("pk"), by=UserFactory(), now=DURING_READING)

    assert set(Advice.objects.values_list("status", flat=True)) == {AdviceStatus.READY, AdviceStatus.DRAFT}


def test_released_advice_reaches_its_team_once() -> None:
    edition = make_edition()
    entry = eligible_entry(edition, by=(owner := UserFactory(municipality=eligible_entry(edition).municipality)))
    approved(entry)
    assert list(advice_for(entry)) == []

    assert release_advice(reading_of(edition), by="oscar", now=AFTER_READING) == 1
    fact = Fact.objects.get(name="advice.released")
    tell_of_advice(fact)
    tell_of_advice(fact)

    assert (fact.actor, fact.values) == ("oscar", {"round": "reading", "n_released": 1})
    assert [advice.parts for advice in advice_for(entry)] == [WHOLE]
    assert list(Message.objects.values_list("to", flat=True)) == [owner.email]
    assert not broken_advice().exists()
    with pytest.raises(RefusedError) as caught:
        release_advice(reading_of(edition), by="oscar", now=AFTER_READING)
    assert refusal_of(caught) == AdviceObstacle.NOTHING_TO_RELEASE


def test_an_entry_that_was_withdrawn_gets_no_advice() -> None:
    edition = make_edition()
    owner = UserFactory(municipality=eligible_entry(edition).municipality)
    gone, stays = eligible_entry(edition, by=owner), eligible_entry(edition)
    approved(gone)
    approved(stays)
    withdraw_entry(gone, reason="Toch niet.", by=owner, now=DURING_READING)

    assert release_advice(reading_of(edition), by="oscar", now=AFTER_READING) == 1
    assert list(advice_for(gone)) == []


def test_a_team_says_whether_it_could_use_it_and_may_change_its_mind() -> None:
    advice, member = approved(eligible_entry(make_edition())), UserFactory()
    with pytest.raises(RefusedError) as caught:
        reply_to_advice(advice, Usefulness.YES, text="", by=member, now=AFTER_READING)
    assert refusal_of(caught) == AdviceObstacle.NOT_RELEASED

    release_advice(advice.round, by="oscar", now=AFTER_READING)
    advice.refresh_from_db()
    reply_to_advice(advice, Usefulness.NO, text="Te algemeen.", by=member, now=AFTER_READING)
    reply_to_advice(advice, Usefulness.SOMEWHAT, text="", by=member, now=AFTER_READING)

    assert list(AdviceReply.objects.values_list("usefulness", "text")) == [("somewhat", "")]


def test_a_round_with_advice_for_everybody_closes() -> None:
    edition, oscar = make_edition(), UserFactory()
    eligible_entry(edition)
    advise_all(edition)

    close_round(reading_of(edition), by=oscar, now=DURING_READING)

    assert reading_of(edition).closed_at == DURING_READING
    assert not AdviceWaiver.objects.exists()


def test_an_organiser_signs_for_closing_without_advice() -> None:
    edition, oscar = make_edition(), UserFactory()
    eligible_entry(edition)
    approved(eligible_entry(edition))

    with pytest.raises(RefusedError) as caught:
        close_round(reading_of(edition), by=oscar, now=DURING_READING)
    assert (refusal_of(caught), caught.value.refusal.values["n_entries"]) == (AdviceObstacle.ENTRIES_WITHOUT_ADVICE, 1)
    assert reading_of(edition).closed_at is None

    reason = "Dit team spreken wij morgen zelf."
    close_round(reading_of(edition), reason=reason, by=oscar, now=DURING_READING)
    close_round(reading_of(edition), reason=reason, by=oscar, now=DURING_READING)

    assert list(AdviceWaiver.objects.values_list("n_entries", "reason", "signed_by")) == [(1, reason, oscar.pk)]
    names = ["advice.waived", "round.closed"]
    assert list(Fact.objects.filter(name__in=names).order_by("number").values_list("name", flat=True)) == names


def test_the_board_counts_every_entry_once() -> None:
    edition = make_edition()
    approved(eligible_entry(edition))
    drafted = eligible_entry(edition)
    eligible_entry(edition)
    write_advice(drafted, reading_of(edition), Parts("Sterk."), is_ready=False, by=UserFactory(), now=DURING_READING)

    assert counts_of(reading_of(edition)) == {AdviceStatus.APPROVED: 1, AdviceStatus.DRAFT: 1, None: 1}


def test_tips_come_without_their_readers() -> None:
    edition = make_edition()
    entry = eligible_entry(edition)
    reading_round(edition)
    score_all(edition)

    assert tips_about(entry, reading_of(edition)) == ["Laat meer cijfers zien."] * 2

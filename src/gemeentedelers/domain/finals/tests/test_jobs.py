from datetime import datetime, timedelta

import pytest
import time_machine

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, AFTER_REVEAL, make_edition
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import team_of
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.finals.actions import (
    confirm_finalists,
    give_more_time,
    nominate,
    plan_final,
    withdraw_confirmation,
)
from gemeentedelers.domain.finals.jobs import forget, remind, write_to_the_shortlist
from gemeentedelers.domain.finals.models import PitchMaterial
from gemeentedelers.domain.finals.queries import finalists_in
from gemeentedelers.domain.finals.tests.factories import BECAUSE, handed_in
from gemeentedelers.domain.recuts.tests.factories import cut_up
from gemeentedelers.domain.shortlists.rules import UNDO
from gemeentedelers.domain.shortlists.tests.factories import an_organiser, announced
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db

NOW = AFTER_READING + timedelta(days=1)
OUT = NOW + UNDO
DUE = NOW + timedelta(days=20)


@pytest.fixture
def entries(db: None) -> list[Entry]:
    """Two entries on the shortlist, of which the first is a finalist; its name is known at OUT."""
    edition = make_edition()
    made = [eligible_entry(edition, category="leefomgeving", title=f"Casus {number}") for number in (1, 2)]
    cut_up(announced(edition), now=NOW)
    plan_final(edition, places=1, material_due_at=DUE, explanation="Drie minuten.", by=an_organiser(edition), now=NOW)
    first = nominate(edition, {made[0].reference: BECAUSE}, by=an_organiser(edition), now=NOW)
    confirm_finalists(first, by=an_organiser(edition), now=NOW)
    Message.objects.all().delete()
    return made


def confirmed() -> Fact:
    fact = Fact.objects.filter(name="finalists.confirmed").order_by("-number").first()
    assert fact is not None
    return fact


def test_finalists_are_asked_and_the_others_thanked_at_the_moment_of_the_announcement(entries: list[Entry]) -> None:
    for _ in range(2):
        write_to_the_shortlist(confirmed())

    first, second = Message.objects.order_by("pk")
    assert [first.not_before, second.not_before] == [OUT, OUT]
    assert first.subject == f"U staat in de finale: {entries[0].reference}"
    assert "vóór 22 februari 2027, 10.00 uur" in first.body
    assert "Drie minuten." in first.body
    assert f"/inzendingen/{entries[0].reference}/finale/" in first.body
    assert second.subject == "De finalisten van GemeenteDelers 2027 zijn bekend"
    assert "plaats" not in second.body


def test_a_signature_that_was_taken_back_sends_nothing(entries: list[Entry]) -> None:
    edition = Edition.objects.get()
    write_to_the_shortlist(confirmed())

    withdraw_confirmation(edition, by=an_organiser(edition), now=NOW + timedelta(minutes=1))

    assert set(Message.objects.values_list("withdrawn_at", flat=True)) == {NOW + timedelta(minutes=1)}
    Message.objects.all().delete()
    write_to_the_shortlist(confirmed())
    assert not Message.objects.exists()


def test_a_supplement_writes_to_its_own_team_only(entries: list[Entry]) -> None:
    edition, (first, second) = Edition.objects.get(), entries
    withdraw_entry(first, by=team_of(first).get(role="owner").user, now=OUT)
    supplement = nominate(edition, {second.reference: BECAUSE}, by=an_organiser(edition), now=OUT)
    confirm_finalists(supplement, by=an_organiser(edition), now=OUT)

    write_to_the_shortlist(confirmed())

    assert list(Message.objects.values_list("subject", flat=True)) == [f"U staat in de finale: {second.reference}"]


def reminded(*moments: datetime) -> int:
    Message.objects.all().delete()
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            remind(0)
    return Message.objects.count()


def test_who_has_not_handed_in_is_reminded_three_times(entries: list[Entry]) -> None:
    days = [timedelta(days=n_days) for n_days in (8, 7, 5, 3, 2, 1, 0)]

    assert [reminded(DUE - day) for day in days] == [0, 1, 1, 1, 1, 1, 0]
    assert reminded(*(DUE - day for day in days for _ in range(2))) == 3
    assert "tot 22 februari 2027, 10.00 uur" in Message.objects.order_by("pk")[0].body


def test_who_handed_in_is_left_alone(entries: list[Entry]) -> None:
    handed_in(finalists_in([Edition.objects.get()])[0], now=OUT)

    assert reminded(DUE - timedelta(days=1)) == 0


def test_reminders_follow_the_deadline_of_the_team(entries: list[Entry]) -> None:
    edition = Edition.objects.get()
    finalist, until = finalists_in([edition])[0], DUE + timedelta(days=2)
    give_more_time(finalist, until=until, reason="Het team is ziek.", by=an_organiser(edition), now=OUT)

    assert reminded(DUE - timedelta(days=6)) == 0
    assert reminded(until - timedelta(days=7)) == 1


def test_names_are_forgotten_at_night(entries: list[Entry]) -> None:
    handed_in(finalists_in([Edition.objects.get()])[0], now=OUT)
    Edition.objects.update(revealed_at=AFTER_REVEAL)

    with time_machine.travel(AFTER_REVEAL + timedelta(days=30), tick=False):
        forget(0)

    assert PitchMaterial.objects.get().pitchers == ""

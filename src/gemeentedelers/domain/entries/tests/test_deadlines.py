"""What teams hear of the closing: when it moves, and when it comes near."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from procrastinate.contrib.django import app
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.actions import move_deadline
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import Deadline, DeadlineStyle, Timeliness, timeliness
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.actions import remind_drafts, withdraw_entry
from gemeentedelers.domain.entries.jobs import remind, tell_of_moved_deadline
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import DraftAudience, draft_audience
from gemeentedelers.domain.entries.tests.factories import (
    civil_servant,
    complete_entry,
    join,
    owner_of,
    started_entry,
    submitted_entry,
)
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db

WHOLE_DAY = Deadline(ENTRY_CLOSES, DeadlineStyle.INCLUSIVE_DAY)
ONE_WEEK = datetime(2026, 11, 27, 8, tzinfo=UTC)
THREE_DAYS = datetime(2026, 12, 1, 8, tzinfo=UTC)
ONE_DAY = datetime(2026, 12, 3, 8, tzinfo=UTC)
LAST_DAY = datetime(2026, 12, 4, 8, tzinfo=UTC)


def edition_until_friday() -> Edition:
    return make_edition(closing=WHOLE_DAY)


def told() -> Counter[str]:
    return Counter(Message.objects.values_list("to", flat=True))


def moved(edition: Edition, day: date | datetime, *, reason: str = "Storing", now: datetime = DURING_ENTRY) -> Fact:
    move_deadline(edition, day, reason=reason, by="oscar", now=now)
    edition.refresh_from_db()
    return Fact.objects.filter(name="edition.deadline_moved").latest("number")


def test_everybody_who_writes_at_a_draft_hears_of_a_move_once() -> None:
    edition, alice, bob = edition_until_friday(), civil_servant(name="Alice"), civil_servant()
    first = complete_entry(edition, by=alice, title="Eerste casus")
    second = started_entry(edition, by=alice)
    join(first, bob, by=alice)
    submitted_entry(edition)
    started_entry(make_edition(2028), now=DURING_ENTRY + timedelta(days=365))
    fact = moved(edition, date(2026, 12, 11), reason="Storing op donderdag")

    tell_of_moved_deadline(fact)
    tell_of_moved_deadline(fact)

    assert told() == {alice.email: 1, bob.email: 1}
    message = Message.objects.get(to=alice.email)
    assert message.subject == "Nieuwe sluiting van GemeenteDelers 2027: vrijdag 11 december 2026, tot en met 23.59 uur"
    assert "Was:     vrijdag 4 december 2026, tot en met 23.59 uur" in message.body
    assert "Wordt:   vrijdag 11 december 2026, tot en met 23.59 uur (Nederlandse tijd)" in message.body
    assert "Reden:   Storing op donderdag" in message.body
    assert "U hebt dus meer tijd." in message.body
    assert f"Eerste casus, {first.reference}\n  http://testserver/inzendingen/{first.reference}/" in message.body
    assert f"(nog geen titel), {second.reference}" in message.body
    assert second.reference not in Message.objects.get(to=bob.email).body


def test_of_an_earlier_closing_people_hear_that_they_have_less_time() -> None:
    edition = edition_until_friday()
    started_entry(edition)

    tell_of_moved_deadline(moved(edition, datetime.fromisoformat("2026-11-30T12:00")))

    message = Message.objects.get()
    assert "Let op: u hebt dus minder tijd." in message.body
    assert "Wordt:   maandag 30 november 2026, 12.00 uur (Nederlandse tijd)" in message.body


def test_two_moves_are_two_mails() -> None:
    edition, alice = edition_until_friday(), civil_servant()
    started_entry(edition, by=alice)
    first = moved(edition, date(2026, 12, 11))
    second = moved(edition, date(2026, 12, 9), now=DURING_ENTRY + timedelta(hours=1))

    tell_of_moved_deadline(first)
    tell_of_moved_deadline(second)

    assert told() == {alice.email: 2}


def test_a_move_makes_nothing_late_that_was_received_before_it() -> None:
    edition = edition_until_friday()
    entry = submitted_entry(edition)

    moved(edition, datetime.fromisoformat("2026-11-23T18:00"))

    entry.refresh_from_db()
    assert entry.submitted_at is not None
    found = timeliness(edition.closing_for(), received_at=entry.submitted_at, drafted_at=entry.started_at)
    assert found is Timeliness.ON_TIME


def test_a_week_before_every_writer_gets_one_mail_with_all_drafts() -> None:
    edition, alice, bob = edition_until_friday(), civil_servant(name="Alice"), civil_servant()
    drafts = [started_entry(edition, by=alice) for _ in range(3)]
    join(drafts[0], bob, by=alice)
    submitted_entry(edition)

    assert remind_drafts(edition, now=ONE_WEEK) == 2

    assert told() == {alice.email: 1, bob.email: 1}
    message = Message.objects.get(to=alice.email)
    assert message.subject == "Dien uw inzendingen in: vrijdag 4 december 2026, tot en met 23.59 uur"
    assert [draft.reference in message.body for draft in drafts] == [True, True, True]
    assert Message.objects.get(to=bob.email).subject.startswith("Dien uw inzending in: vrijdag 4 december 2026")
    fact = Fact.objects.latest("number")
    assert (fact.name, fact.subject, fact.actor, fact.values) == (
        "drafts.reminded",
        "2027",
        "",
        {"kind": "one_week", "n_mails": 2},
    )


def test_each_reminder_comes_once_however_often_the_worker_looks() -> None:
    edition, alice = edition_until_friday(), civil_servant()
    started_entry(edition, by=alice)

    moment, sent = DURING_ENTRY, []
    while moment < ENTRY_CLOSES + timedelta(days=1):
        sent += [moment] * remind_drafts(edition, now=moment)
        moment += timedelta(hours=1)

    assert sent == [ONE_WEEK, THREE_DAYS, ONE_DAY, LAST_DAY]
    assert told() == {alice.email: 4}
    assert Fact.objects.filter(name="drafts.reminded").count() == 4


def test_a_worker_that_slept_sends_only_the_newest() -> None:
    edition = edition_until_friday()
    started_entry(edition)

    assert remind_drafts(edition, now=LAST_DAY + timedelta(hours=2)) == 1
    assert "Dit is de laatste herinnering" in Message.objects.get().body


@pytest.mark.parametrize("now", [ONE_WEEK - timedelta(seconds=1), ONE_WEEK + timedelta(hours=24), ENTRY_CLOSES])
def test_outside_the_day_of_a_reminder_nobody_is_mailed(now: datetime) -> None:
    edition = edition_until_friday()
    started_entry(edition)

    assert remind_drafts(edition, now=now) == 0


def test_who_submitted_withdrew_or_only_just_began_is_left_alone() -> None:
    edition, alice = edition_until_friday(), civil_servant()
    submitted_entry(edition)
    withdrawn = submitted_entry(edition, by=alice)
    withdraw_entry(withdrawn, by=alice, now=DURING_ENTRY)
    started_entry(edition, now=ONE_WEEK + timedelta(minutes=1))

    assert remind_drafts(edition, now=ONE_WEEK + timedelta(minutes=5)) == 0
    assert Fact.objects.filter(name="drafts.reminded").count() == 0


def test_reminders_follow_a_closing_that_moved() -> None:
    edition = edition_until_friday()
    started_entry(edition)
    assert remind_drafts(edition, now=ONE_WEEK) == 1

    moved(edition, date(2026, 12, 11), now=ONE_WEEK + timedelta(hours=1))

    assert remind_drafts(edition, now=THREE_DAYS) == 0
    assert remind_drafts(edition, now=LAST_DAY) == 1
    assert (
        Message.objects.latest("pk").subject == "Dien uw inzending in: vrijdag 11 december 2026, tot en met 23.59 uur"
    )
    assert Fact.objects.latest("number").values == {"kind": "one_week", "n_mails": 1}


def test_what_the_mail_about_a_move_just_said_is_not_said_again() -> None:
    edition = edition_until_friday()
    started_entry(edition)

    moved(edition, datetime.fromisoformat("2026-12-04T17:00"), now=ONE_DAY + timedelta(hours=1))

    assert remind_drafts(edition, now=ONE_DAY + timedelta(hours=2)) == 0
    assert remind_drafts(edition, now=datetime(2026, 12, 4, 13, tzinfo=UTC)) == 1


def test_the_worker_reminds_every_ten_minutes_of_what_is_open() -> None:
    planned = {found.task.name: found.cron for found in app.periodic_registry.periodic_tasks.values()}
    started_entry(edition_until_friday())
    closed = make_edition(2026)
    started_entry(closed, now=DURING_ENTRY - timedelta(days=365))

    with time_machine.travel(ONE_WEEK, tick=False):
        remind(timestamp=0)
        remind(timestamp=0)

    assert planned["entries.remind"] == "*/10 * * * *"
    assert Message.objects.count() == 1


@pytest.mark.parametrize("n_teams", [1, 3])
def test_three_teams_cost_as_many_queries_as_one(
    n_teams: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = edition_until_friday()
    for _ in range(n_teams):
        draft = started_entry(edition)
        join(draft, civil_servant(), by=owner_of(draft))
    fact = moved(edition, date(2026, 12, 11))

    with django_assert_num_queries(8):
        tell_of_moved_deadline(fact)
    with django_assert_num_queries(11):
        remind_drafts(edition, now=LAST_DAY)
    with django_assert_num_queries(7):
        remind_drafts(edition, now=LAST_DAY)


def test_drafts_and_writers_are_counted_once() -> None:
    edition, alice = edition_until_friday(), civil_servant()
    drafts = [started_entry(edition, by=alice) for _ in range(2)]
    for draft in drafts:
        join(draft, civil_servant(), by=owner_of(draft))
    submitted_entry(edition)

    assert draft_audience(edition) == DraftAudience(n_drafts=2, n_people=3)
    assert draft_audience(make_edition(2028)) == DraftAudience(0, 0)
    assert Entry.objects.count() == 3

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from gemeentedelers.domain.editions.actions import archived_edition, move_deadline
from gemeentedelers.domain.editions.models import DeadlineMove, Edition
from gemeentedelers.domain.editions.queries import newest_move
from gemeentedelers.domain.editions.rules import (
    Closing,
    Deadline,
    DeadlineStyle,
    EditionObstacle,
    Timeliness,
    Window,
    timeliness,
)
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, OPENS, make_edition
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

WEEK_LATER = datetime(2026, 12, 11, 23, tzinfo=UTC)
NOON = datetime(2026, 11, 30, 11, tzinfo=UTC)


def local(said: str) -> date | datetime:
    moment = datetime.fromisoformat(said)
    return moment if "T" in said else moment.date()


def moved(edition: Edition, said: str, *, now: datetime = DURING_ENTRY, reason: str = "Storing") -> DeadlineMove:
    move = move_deadline(edition, local(said), reason=reason, by="oscar", now=now)
    edition.refresh_from_db()
    return move


def test_a_later_day_holds_for_everybody_and_is_on_record() -> None:
    edition = make_edition()

    move = moved(edition, "2026-12-11", reason=" Storing op  donderdag.\n")

    assert edition.entry_deadline == Deadline(WEEK_LATER, DeadlineStyle.INCLUSIVE_DAY)
    assert (move.was_deadline, move.became_deadline) == (Deadline(ENTRY_CLOSES), edition.entry_deadline)
    assert (move.reason, move.moved_at, move.moved_by) == ("Storing op donderdag.", DURING_ENTRY, "oscar")
    fact = Fact.objects.latest("number")
    assert (fact.name, fact.subject, fact.actor, fact.at) == (
        "edition.deadline_moved",
        "2027",
        "oscar",
        DURING_ENTRY,
    )
    assert fact.values == {
        "move": move.pk,
        "was": "2026-12-04T23:00:00+00:00",
        "became": "2026-12-11T23:00:00+00:00",
    }


def test_an_earlier_moment_leaves_what_was_received_on_time() -> None:
    edition = make_edition()

    moved(edition, "2026-11-30T12:00")

    assert edition.entry_deadline == Deadline(NOON, DeadlineStyle.MOMENT)
    found = {
        received: timeliness(edition.closing_for(), received_at=received, drafted_at=OPENS)
        for received in (DURING_ENTRY, NOON - timedelta(milliseconds=1), NOON, NOON + timedelta(minutes=15))
    }
    assert list(found.values()) == [Timeliness.ON_TIME, Timeliness.ON_TIME, Timeliness.IN_GRACE, Timeliness.LATE]


def test_a_call_that_has_closed_can_be_opened_again_for_everybody() -> None:
    edition = make_edition()
    after = ENTRY_CLOSES + timedelta(hours=10)

    moved(edition, "2026-12-11", now=after)

    assert edition.entry_window.is_open(after)


def test_the_newest_move_is_the_one_that_people_are_told() -> None:
    edition = make_edition()
    assert newest_move(edition) is None

    moved(edition, "2026-12-11", reason="Eerste")
    second = moved(edition, "2026-12-07T17:00", now=DURING_ENTRY + timedelta(hours=1), reason="Tweede")

    assert newest_move(edition) == second
    assert newest_move(make_edition(2028)) is None


def test_before_the_opening_nobody_had_seen_the_old_closing() -> None:
    edition = make_edition()

    moved(edition, "2026-12-11", now=OPENS - timedelta(days=1))

    assert edition.entry_closes == WEEK_LATER
    assert newest_move(edition) is None


@pytest.mark.parametrize(
    ("said", "reason", "obstacle"),
    [
        ("2026-12-11", "  ", EditionObstacle.REASON_MISSING),
        ("2026-11-20", "Voorbij", EditionObstacle.NOT_AFTER_NOW),
        ("2026-12-05T00:00", "Zelfde", EditionObstacle.SAME_DEADLINE),
        ("2027-01-04T09:00", "Leesronde", EditionObstacle.ROUND_OPENS_FIRST),
        ("2026-10-25T02:30", "Wintertijd", EditionObstacle.AMBIGUOUS_LOCAL_TIME),
        ("2027-03-28T02:30", "Zomertijd", EditionObstacle.NO_SUCH_LOCAL_TIME),
    ],
)
def test_a_refused_move_changes_nothing(said: str, reason: str, obstacle: EditionObstacle) -> None:
    edition = make_edition()
    n_facts = Fact.objects.count()

    with pytest.raises(RefusedError) as caught:
        moved(edition, said, reason=reason)

    edition.refresh_from_db()
    assert caught.value.refusal.code is obstacle
    assert (edition.entry_closes, DeadlineMove.objects.count(), Fact.objects.count()) == (ENTRY_CLOSES, 0, n_facts)


def test_it_cannot_become_the_opening() -> None:
    with pytest.raises(RefusedError) as caught:
        moved(make_edition(), "2026-11-02T09:00", now=OPENS - timedelta(days=1))

    assert caught.value.refusal.code is EditionObstacle.CLOSES_BEFORE_OPENING


def test_moving_twice_to_the_same_moment_is_refused() -> None:
    edition = make_edition()
    moved(edition, "2026-12-11")

    with pytest.raises(RefusedError) as caught:
        moved(edition, "2026-12-11")

    assert caught.value.refusal.code is EditionObstacle.SAME_DEADLINE
    assert DeadlineMove.objects.count() == 1


def test_the_closing_of_an_archive_lies_fixed() -> None:
    archive = archived_edition(2021, by="test", now=OPENS)

    with pytest.raises(RefusedError) as caught:
        move_deadline(archive, date(2026, 12, 11), reason="Toch", by="oscar", now=DURING_ENTRY)

    assert caught.value.refusal.code is EditionObstacle.ARCHIVED


@pytest.mark.parametrize(
    ("nominations", "expected"),
    [
        (None, Deadline(WEEK_LATER, DeadlineStyle.INCLUSIVE_DAY)),
        (Deadline(ENTRY_CLOSES), Deadline(WEEK_LATER, DeadlineStyle.INCLUSIVE_DAY)),
        (Deadline(NOON), Deadline(NOON)),
    ],
)
def test_nominations_move_along_when_they_closed_with_the_entries(
    nominations: Deadline | None, expected: Deadline
) -> None:
    edition = make_edition(nominations_closing=nominations)

    moved(edition, "2026-12-11")

    assert edition.nomination_deadline == expected
    assert edition.nomination_window == Window(OPENS, expected.at)


def test_an_edition_keeps_its_own_grace() -> None:
    edition = make_edition(grace_minutes=5)
    extension = ENTRY_CLOSES + timedelta(days=2)

    assert edition.closing_for(extension) == Closing(edition.entry_window, timedelta(minutes=5), extension)
    assert make_edition(2028).grace_minutes == 15


@pytest.mark.parametrize(
    "change", [{"reason": ""}, {"became": ENTRY_CLOSES}, {"became": DURING_ENTRY - timedelta(hours=1)}]
)
def test_the_database_knows_what_a_move_is(change: dict[str, object]) -> None:
    move = moved(make_edition(), "2026-12-11")

    with pytest.raises(IntegrityError), transaction.atomic():
        DeadlineMove.objects.filter(pk=move.pk).update(**change)

"""What happens when people do things at the same moment, each over a connection of their own."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.actions import (
    accept_invitation,
    ask_extension,
    decline_extension,
    extend_entry,
    hand_over,
    invite,
    remove_member,
    submit_entry,
    type_in,
    withdraw_entry,
)
from gemeentedelers.domain.entries.models import Entry, FrozenVersion, TeamMember
from gemeentedelers.domain.entries.queries import broken_versions, key_to_submit, newest_version
from gemeentedelers.domain.entries.rules import EntryObstacle, EntryStatus, SubmitKey, TeamRole
from gemeentedelers.domain.entries.tests.factories import (
    civil_servant,
    complete_entry,
    started_entry,
    submit,
    submitted_entry,
    write,
)
from gemeentedelers.domain.entries.tests.test_actions import fresh, joined, n_facts
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.foundation.refusals import Refusal, RefusedError
from gemeentedelers.foundation.texts.queries import parked_text, texts_of, values_of
from gemeentedelers.foundation.texts.rules import Patch, Reception

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = "300ms"
Action = Callable[[], object]


@pytest.fixture(autouse=True)
def empty_queue() -> Iterator[None]:
    """The tables of the queue are not Django's, so the end of such a test does not empty them."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def elsewhere(action: Action) -> object:
    """Over the connection of this thread. A refusal is an answer."""
    try:
        return action()
    except RefusedError as error:
        return error.refusal
    finally:
        connection.close()


def at_once(actions: Sequence[Action]) -> list[object]:
    """The answers of actions that all begin at the same moment."""
    gate = threading.Barrier(len(actions))

    def behind_the_gate(action: Action) -> object:
        gate.wait()
        return elsewhere(action)

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(behind_the_gate, actions))


def without_waiting(action: Action) -> object:
    """The answer of an action over another connection, which gives up when it meets a lock."""

    def impatient() -> object:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            return action()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(elsewhere, impatient).result()


def until_somebody_waits() -> None:
    """Return when another connection to this database stands before a lock."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.02)
    pytest.fail("nobody waits")


def typed(entry: Entry, key: str, text: str, *, by: User, base: int = 0) -> Reception:
    return type_in(entry, [Patch(key, text, base)], by=by, now=DURING_ENTRY)[0].reception


def test_twenty_presses_on_one_button_are_one_submission() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    posted = key_to_submit(entry)

    answers = at_once([partial(submit_entry, entry, posted, by=alice, now=DURING_ENTRY)] * 20)

    assert answers == [FrozenVersion.objects.get()] * 20
    assert n_facts(entry.reference, "entry.submitted") == 1
    queued = ProcrastinateJob.objects.filter(task_name__startswith="entry.submitted:")
    assert set(Counter(queued.values_list("task_name", flat=True)).values()) == {1}
    assert fresh(entry).submit_key != posted.key


def test_a_tampered_key_in_the_crowd_gets_no_receipt() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    posted = key_to_submit(entry)
    posts = [posted, SubmitKey(posted.key, "f" * 64)] * 5

    answers = at_once([partial(submit_entry, entry, post, by=alice, now=DURING_ENTRY) for post in posts])

    version = FrozenVersion.objects.get()
    refused = [answer for answer in answers if answer != version]
    assert answers.count(version) == 5
    assert {answer.code for answer in refused if isinstance(answer, Refusal)} <= {
        EntryObstacle.WRONG_KEY,
        EntryObstacle.CHANGED_MEANWHILE,
    }
    assert len(refused) == 5


def test_two_authors_in_different_fields_never_wait_for_each_other() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    bob = joined(entry, by=alice)

    with transaction.atomic():
        typed(entry, "title", "Van Alice", by=alice)
        typed(entry, "problem", "Ook van Alice", by=alice)
        answer = without_waiting(partial(typed, entry, "approach", "Van Bob", by=bob))

    assert answer is Reception.KEPT
    assert values_of(entry.reference) == {"title": "Van Alice", "problem": "Ook van Alice", "approach": "Van Bob"}


def test_in_the_same_field_the_second_waits_and_then_compares() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    bob = joined(entry, by=alice)

    with transaction.atomic():
        typed(entry, "problem", "Van Alice", by=alice)
        with pytest.raises(OperationalError):
            without_waiting(partial(typed, entry, "problem", "Van Bob", by=bob))

    assert typed(entry, "problem", "Van Bob", by=bob) is Reception.CONFLICT
    parked = parked_text(entry.reference, "problem", by=bob.code)
    assert parked is not None
    assert (values_of(entry.reference)["problem"], parked.value) == ("Van Alice", "Van Bob")


def test_of_eight_authors_in_one_field_no_word_is_lost() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    team = [alice, *(joined(entry, by=alice) for _ in range(7))]

    answers = at_once([partial(typed, entry, "problem", f"Van {user.code}", by=user) for user in team])

    assert Counter(answers) == {Reception.KEPT: 1, Reception.CONFLICT: 7}
    assert set(values_of(entry.reference).values()) == {f"Van {user.code}" for user in team}


def test_what_is_typed_during_a_submission_waits_for_nothing_and_stays_in_the_texts() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    bob = joined(entry, by=alice)
    posted, base = key_to_submit(entry), texts_of(entry.reference)["costs"].version

    with transaction.atomic():
        version = submit_entry(entry, posted, by=alice, now=DURING_ENTRY)
        answer = without_waiting(partial(typed, entry, "costs", "6.000 euro.", by=bob, base=base))

    assert answer is Reception.KEPT
    assert (version.content["costs"], values_of(entry.reference)["costs"]) == ("5.000 euro en 80 uur.", "6.000 euro.")
    assert submit(entry, by=alice).content["costs"] == "6.000 euro."


def test_what_arrives_while_a_submission_reads_is_kept_and_waits_for_the_next() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    bob = joined(entry, by=alice)
    posted, base = key_to_submit(entry), texts_of(entry.reference)["costs"].version

    with transaction.atomic():
        typed(entry, "costs", "6.000 euro.", by=bob, base=base)
        version = without_waiting(partial(submit_entry, entry, posted, by=alice, now=DURING_ENTRY))

    assert isinstance(version, FrozenVersion)
    assert (version.content["costs"], values_of(entry.reference)["costs"]) == ("5.000 euro en 80 uur.", "6.000 euro.")


def test_a_title_that_arrives_during_a_submission_is_not_the_title_that_is_read() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice, title="Wat gelezen wordt")
    bob = joined(entry, by=alice)
    posted, base = key_to_submit(entry), texts_of(entry.reference)["title"].version

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        submit_entry(entry, posted, by=alice, now=DURING_ENTRY)
        typing: Future[object] = pool.submit(
            elsewhere, partial(typed, entry, "title", "Een ander idee", by=bob, base=base)
        )
        until_somebody_waits()

    assert typing.result() is Reception.KEPT
    assert (fresh(entry).title, values_of(entry.reference)["title"]) == ("Wat gelezen wordt", "Een ander idee")


def test_typing_on_while_submitting_again_and_again_loses_nothing() -> None:
    alice = civil_servant()
    entry = complete_entry(make_edition(), by=alice)
    bob = joined(entry, by=alice)
    lines = [f"{number} euro." for number in range(1, 31)]
    write(entry, by=bob, costs=lines[0])
    base = texts_of(entry.reference)["costs"].version

    def type_on() -> None:
        for place, line in enumerate(lines[1:], start=1):
            patch = Patch("costs", line, base, "tab", place)
            assert type_in(entry, [patch], by=bob, now=DURING_ENTRY)[0].reception is Reception.KEPT

    def submit_on() -> list[object]:
        return [once() for _ in range(10)]

    def once() -> object:
        try:
            return submit(entry, by=alice)
        except RefusedError as error:
            return error.refusal.code

    _, answers = at_once([type_on, submit_on])

    assert isinstance(answers, list)
    frozen = [answer.content["costs"] for answer in answers if isinstance(answer, FrozenVersion)]
    assert frozen == sorted(frozen, key=lines.index)
    assert {answer for answer in answers if not isinstance(answer, FrozenVersion)} <= {
        EntryObstacle.CHANGED_MEANWHILE,
        EntryObstacle.NOTHING_CHANGED,
    }
    assert values_of(entry.reference)["costs"] == lines[-1]
    assert list(entry.versions.order_by("number").values_list("number", flat=True)) == list(range(1, len(frozen) + 1))
    assert not broken_versions()


def test_replacing_and_withdrawing_at_once_ends_withdrawn() -> None:
    alice = civil_servant()
    entry = submitted_entry(make_edition(), by=alice)
    write(entry, by=alice, costs="6.000 euro.")
    posted = key_to_submit(fresh(entry))

    submitting, withdrawing = at_once(
        [
            partial(submit_entry, entry, posted, by=alice, now=DURING_ENTRY),
            partial(withdraw_entry, entry, by=alice, now=DURING_ENTRY),
        ]
    )

    assert withdrawing is None
    assert submitting in (newest_version(entry), Refusal(EntryObstacle.OUT_OF_COMPETITION))
    assert (fresh(entry).status, entry.versions.count()) == (
        EntryStatus.WITHDRAWN,
        1 if isinstance(submitting, Refusal) else 2,
    )


def test_accepting_twice_at_once_is_joining_once() -> None:
    alice, bob = civil_servant(), civil_servant()
    entry = started_entry(make_edition(), by=alice)
    invitation = invite(entry, bob.email, TeamRole.WRITER, by=alice, now=DURING_ENTRY)

    answers = at_once([partial(accept_invitation, invitation, by=bob, now=DURING_ENTRY)] * 4)

    assert answers.count(entry) == 1
    assert answers.count(Refusal(EntryObstacle.INVITATION_ANSWERED)) == 3
    assert n_facts(entry.reference, "entry.joined") == 1


def test_handing_over_to_two_people_at_once_leaves_one_owner() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    bob, charlie = joined(entry, by=alice), joined(entry, by=alice)

    answers = at_once([partial(hand_over, entry, user, by=alice, now=DURING_ENTRY) for user in (bob, charlie)])

    assert sorted(map(str, answers)) == ["None", "not_for_your_role"]
    assert TeamMember.objects.filter(entry=entry, role=TeamRole.OWNER).count() == 1


def test_handing_over_to_somebody_who_leaves_at_once_keeps_an_owner() -> None:
    alice = civil_servant()
    entry = started_entry(make_edition(), by=alice)
    bob = joined(entry, by=alice)

    answers = at_once(
        [
            partial(hand_over, entry, bob, by=alice, now=DURING_ENTRY),
            partial(remove_member, entry, bob, by=bob, now=DURING_ENTRY),
        ]
    )

    assert answers in ([None, Refusal(EntryObstacle.OWNER_STAYS)], [Refusal(EntryObstacle.NOT_IN_TEAM), None])
    assert TeamMember.objects.filter(entry=entry, role=TeamRole.OWNER).count() == 1


def test_giving_and_declining_more_time_at_once_are_two_answers() -> None:
    alice, oscar, late = civil_servant(), UserFactory(), ENTRY_CLOSES + timedelta(days=1)
    entry = started_entry(make_edition(), by=alice)
    asked = ask_extension(entry, reason="Storing", by=alice, now=late)
    until = late + timedelta(days=1)

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        decline_extension(asked, reason="Te laat", by=oscar, now=late)
        extending: Future[object] = pool.submit(
            elsewhere, partial(extend_entry, entry, until=until, reason="Toch", by=oscar, now=late)
        )
        until_somebody_waits()

    assert extending.result() != asked
    assert sorted(entry.extensions.values_list("status", "reason")) == [("declined", "Te laat"), ("granted", "Toch")]

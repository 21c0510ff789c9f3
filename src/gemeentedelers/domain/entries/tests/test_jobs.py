from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.actions import (
    accept_invitation,
    ask_extension,
    decline_extension,
    decline_invitation,
    extend_entry,
    hand_over,
    invite,
    invite_again,
    restore_entry,
    revoke_invitation,
    withdraw_entry,
)
from gemeentedelers.domain.entries.jobs import (
    send_team_invitation,
    tell_of_more_time,
    tell_of_no_more_time,
    tell_of_restoring,
    tell_of_withdrawal,
    tell_the_new_owner,
)
from gemeentedelers.domain.entries.rules import TeamRole
from gemeentedelers.domain.entries.tests.factories import (
    civil_servant,
    complete_entry,
    started_entry,
    submitted_entry,
    write,
)
from gemeentedelers.domain.entries.tests.test_actions import TOO_LATE, joined
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db

Job = Callable[[Fact], None]


def newest(name: str) -> Fact:
    return Fact.objects.filter(name=name).latest("number")


def twice(job: Job, name: str) -> None:
    """Every job tolerates a second run."""
    job(newest(name))
    job(newest(name))


def told() -> dict[str, list[str]]:
    """The subjects that each address got, oldest first."""
    found: dict[str, list[str]] = {}
    for address, subject in Message.objects.order_by("pk").values_list("to", "subject"):
        found.setdefault(address, []).append(subject)
    return found


def body_to(user: User) -> str:
    return Message.objects.filter(to=user.email).latest("pk").body


@pytest.fixture
def alice() -> User:
    return civil_servant(name="Alice", municipality=MunicipalityFactory(name="Voorbeeld"))


# Invitations


def test_the_invited_hears_who_asks_for_what_until_when(alice: User) -> None:
    entry = started_entry(make_edition(), by=alice)
    write(entry, by=alice, title="Samen groen")
    invitation = invite(entry, "bob@gemeente.example", TeamRole.READER, by=alice, now=DURING_ENTRY)

    twice(send_team_invitation, "entry.invited")

    assert told() == {"bob@gemeente.example": ["Werkt u mee aan een inzending van gemeente Voorbeeld?"]}
    body = Message.objects.get().body
    assert (
        "Alice (gemeente Voorbeeld) nodigt u uit om mee te werken aan een inzending voor GemeenteDelers 2027." in body
    )
    assert "  Gemeente:   Voorbeeld\n  Titel:      Samen groen\n  Uw rol:     u leest mee\n" in body
    assert f"http://testserver/inzendingen/uitnodiging/{invitation.token}/\n" in body
    assert "geldig tot maandag 7 december 2026, 10.00 uur. Log in met dit mailadres: bob@gemeente.example." in body


def test_an_invitation_to_a_draft_without_a_title_says_so(alice: User) -> None:
    entry = started_entry(make_edition(), by=alice)
    invite(entry, "bob@gemeente.example", TeamRole.WRITER, by=alice, now=DURING_ENTRY)

    send_team_invitation(newest("entry.invited"))

    assert "  Titel:      (nog geen titel)\n  Uw rol:     u schrijft mee\n" in Message.objects.get().body


def test_sending_again_is_another_mail(alice: User) -> None:
    entry = started_entry(make_edition(), by=alice)
    invitation = invite(entry, "bob@gemeente.example", TeamRole.WRITER, by=alice, now=DURING_ENTRY)
    twice(send_team_invitation, "entry.invited")
    invite_again(invitation, by=alice, now=DURING_ENTRY + timedelta(days=15))

    twice(send_team_invitation, "entry.invited")

    first, second = Message.objects.order_by("pk")
    assert (first.to, first.subject) == (second.to, second.subject)
    assert "geldig tot dinsdag 22 december 2026, 10.00 uur." in second.body


@pytest.mark.parametrize("answer", ["accept", "decline", "revoke"])
def test_an_invitation_that_was_answered_or_revoked_meanwhile_sends_nothing(alice: User, answer: str) -> None:
    entry, bob = started_entry(make_edition(), by=alice), civil_servant()
    invitation = invite(entry, bob.email, TeamRole.WRITER, by=alice, now=DURING_ENTRY)
    fact = newest("entry.invited")
    answers: dict[str, Callable[[], object]] = {
        "accept": lambda: accept_invitation(invitation, by=bob, now=DURING_ENTRY),
        "decline": lambda: decline_invitation(invitation, by=bob, now=DURING_ENTRY),
        "revoke": lambda: revoke_invitation(invitation, by=alice, now=DURING_ENTRY),
    }
    answers[answer]()

    send_team_invitation(fact)

    assert told() == {}


@pytest.mark.parametrize("values", [{}, {"invitation": "onbekend"}, {"invitation": None, "n_sent": 1}])
def test_a_fact_that_does_not_say_which_invitation_sends_nothing(alice: User, values: dict[str, object]) -> None:
    entry = started_entry(make_edition(), by=alice)
    invite(entry, "bob@gemeente.example", TeamRole.WRITER, by=alice, now=DURING_ENTRY)

    send_team_invitation(record("entry.invited", subject=entry.reference, by=None, now=DURING_ENTRY, **values))

    assert told() == {}


def test_a_fact_that_does_not_say_how_often_counts_as_the_first(alice: User) -> None:
    entry = started_entry(make_edition(), by=alice)
    invitation = invite(entry, "bob@gemeente.example", TeamRole.WRITER, by=alice, now=DURING_ENTRY)
    known = newest("entry.invited")
    old = record("entry.invited", subject=entry.reference, by=None, now=DURING_ENTRY, invitation=invitation.code)

    for fact in (old, known):
        send_team_invitation(fact)

    assert Message.objects.count() == 1


# Withdrawing


def test_the_whole_team_hears_of_a_withdrawal_and_until_when_it_can_be_undone(alice: User) -> None:
    entry = submitted_entry(make_edition(), by=alice, title="Samen groen")
    bob = joined(entry, TeamRole.READER, by=alice)
    withdraw_entry(entry, reason="Het bestuur twijfelt.", by=alice, now=DURING_ENTRY)

    twice(tell_of_withdrawal, "entry.withdrawn")

    subject = f"Inzending {entry.reference} is ingetrokken"
    assert told() == {alice.email: [subject], bob.email: [subject]}
    body = body_to(bob)
    assert "Alice heeft uw inzending ingetrokken op maandag 23 november 2026, 10.00 uur." in body
    assert "  Titel:      Samen groen\n  Gemeente:   Voorbeeld\n  Reden:      Het bestuur twijfelt.\n" in body
    assert "kan het ongedaan maken tot dinsdag 24 november 2026, 10.00 uur:" in body
    assert f"http://testserver/inzendingen/{entry.reference}/\n" in body


def test_a_withdrawal_without_a_reason_or_a_known_person_says_less(alice: User) -> None:
    entry = submitted_entry(make_edition(), by=alice)
    withdraw_entry(entry, reason="Van een andere keer", by=alice, now=DURING_ENTRY)
    later = DURING_ENTRY + timedelta(days=1)

    tell_of_withdrawal(record("entry.withdrawn", subject=entry.reference, by="weg", now=later))

    assert "Iemand van uw team heeft uw inzending ingetrokken" in body_to(alice)
    assert "Reden:" not in body_to(alice)


def test_the_whole_team_hears_that_it_takes_part_again(alice: User) -> None:
    entry = submitted_entry(make_edition(), by=alice)
    bob = joined(entry, by=alice)
    withdraw_entry(entry, by=alice, now=DURING_ENTRY)
    restore_entry(entry, by=alice, now=DURING_ENTRY + timedelta(hours=1))

    twice(tell_of_restoring, "entry.restored")

    subject = f"Inzending {entry.reference} doet weer mee"
    assert told() == {alice.email: [subject], bob.email: [subject]}
    assert "Alice heeft het intrekken ongedaan gemaakt op maandag 23 november 2026, 11.00 uur." in body_to(bob)


def test_withdrawing_a_second_time_is_told_a_second_time(alice: User) -> None:
    entry = submitted_entry(make_edition(), by=alice)
    for _ in range(2):
        withdraw_entry(entry, by=alice, now=DURING_ENTRY)
        twice(tell_of_withdrawal, "entry.withdrawn")
        restore_entry(entry, by=alice, now=DURING_ENTRY)

    assert Counter(told()[alice.email]) == {f"Inzending {entry.reference} is ingetrokken": 2}


# More time


def test_the_team_hears_until_when_and_why_it_got_more_time(alice: User) -> None:
    entry = complete_entry(make_edition(), by=alice, title="Samen groen")
    bob = joined(entry, by=alice)
    ask_extension(entry, reason="Storing", by=alice, now=TOO_LATE)
    until = datetime(2026, 12, 7, 11, tzinfo=UTC)
    extend_entry(entry, until=until, reason="Wij zagen de storing.", by=UserFactory(), now=TOO_LATE)

    twice(tell_of_more_time, "extension.granted")

    subject = f"U krijgt uitstel voor inzending {entry.reference}"
    assert told() == {alice.email: [subject], bob.email: [subject]}
    assert (
        f"  Kenmerk:    {entry.reference}\n"
        "  Titel:      Samen groen\n"
        "  Tot:        maandag 7 december 2026, 12.00 uur (Nederlandse tijd)\n"
        "  Reden:      Wij zagen de storing.\n"
    ) in body_to(bob)


def test_more_time_until_midnight_is_told_as_the_day_before(alice: User) -> None:
    entry = started_entry(make_edition(), by=alice)
    until = datetime(2026, 12, 7, 23, tzinfo=UTC)
    extend_entry(entry, until=until, reason="Storing", by=UserFactory(), now=TOO_LATE)

    tell_of_more_time(newest("extension.granted"))

    assert "  Tot:        maandag 7 december 2026, tot en met 23.59 uur (Nederlandse tijd)\n" in body_to(alice)


def test_each_time_that_is_given_is_told(alice: User) -> None:
    entry = started_entry(make_edition(), by=alice)
    for days in (2, 3):
        until = TOO_LATE + timedelta(days=days)
        extend_entry(entry, until=until, reason="Storing", by=UserFactory(), now=TOO_LATE)
        twice(tell_of_more_time, "extension.granted")

    assert len(told()[alice.email]) == 2


def test_an_old_fact_of_more_time_says_what_was_decided_or_nothing(alice: User) -> None:
    entry = started_entry(make_edition(), by=alice)
    until = TOO_LATE + timedelta(days=2)
    given = extend_entry(entry, until=until, reason="Storing", by=UserFactory(), now=TOO_LATE)
    asked = ask_extension(entry, reason="Nog meer", by=alice, now=until + timedelta(days=1))

    for values in ({}, {"extension": "weg", "until": until.isoformat()}, {"extension": asked.code}):
        tell_of_more_time(record("extension.granted", subject=entry.reference, by=None, now=TOO_LATE, **values))
    assert told() == {}

    fact = record("extension.granted", subject=entry.reference, by=None, now=TOO_LATE, extension=given.code)
    tell_of_more_time(fact)
    assert "  Tot:        maandag 7 december 2026, tot en met 23.59 uur (Nederlandse tijd)\n" in body_to(alice)


def test_the_team_hears_why_it_got_no_more_time(alice: User) -> None:
    entry = started_entry(make_edition(), by=alice)
    bob = joined(entry, by=alice)
    asked = ask_extension(entry, reason="Vergeten", by=alice, now=TOO_LATE)
    decline_extension(asked, reason="Dat is te laat gevraagd.", by=UserFactory(), now=TOO_LATE)

    twice(tell_of_no_more_time, "extension.declined")

    subject = f"U krijgt geen uitstel voor inzending {entry.reference}"
    assert told() == {alice.email: [subject], bob.email: [subject]}
    assert "  Titel:      (nog geen titel)\n  Reden:      Dat is te laat gevraagd.\n" in body_to(bob)


def test_an_old_fact_that_does_not_say_which_question_sends_nothing(alice: User) -> None:
    entry = started_entry(make_edition(), by=alice)

    tell_of_no_more_time(record("extension.declined", subject=entry.reference, by=None, now=TOO_LATE))

    assert told() == {}


# Handing over


def test_the_new_owner_hears_of_it_and_nobody_else(alice: User) -> None:
    entry = complete_entry(make_edition(), by=alice, title="Samen groen")
    bob = joined(entry, by=alice)
    joined(entry, by=alice)
    hand_over(entry, bob, by=alice, now=DURING_ENTRY)

    twice(tell_the_new_owner, "entry.handed_over")

    assert told() == {bob.email: [f"U bent nu de eigenaar van inzending {entry.reference}"]}
    assert "Alice heeft de inzending van gemeente Voorbeeld aan u overgedragen." in body_to(bob)
    assert f"  Kenmerk:    {entry.reference}\n  Titel:      Samen groen\n" in body_to(bob)


def test_who_handed_it_over_again_meanwhile_hears_nothing(alice: User) -> None:
    entry = started_entry(make_edition(), by=alice)
    bob, carol = joined(entry, by=alice), joined(entry, by=alice)
    hand_over(entry, bob, by=alice, now=DURING_ENTRY)
    first = newest("entry.handed_over")
    hand_over(entry, carol, by=bob, now=DURING_ENTRY)

    for fact in (first, newest("entry.handed_over")):
        tell_the_new_owner(fact)

    assert list(told()) == [carol.email]


@pytest.mark.parametrize("values", [{}, {"member": None}, {"member": "weg"}])
def test_an_old_fact_that_does_not_say_to_whom_sends_nothing(alice: User, values: dict[str, object]) -> None:
    entry = started_entry(make_edition(), by=alice)

    tell_the_new_owner(record("entry.handed_over", subject=entry.reference, by=None, now=DURING_ENTRY, **values))

    assert told() == {}

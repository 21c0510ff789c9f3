"""Whom we write, when, and what stands in it."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from procrastinate.contrib.django import app

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.tests.factories import civil_servant, join, submitted_entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.nominations.actions import (
    approve_tip,
    claim_nomination,
    decline_nomination,
    hand_on_nomination,
    set_contact,
)
from gemeentedelers.domain.nominations.jobs import daily_round, make_round
from gemeentedelers.domain.nominations.models import Nomination
from gemeentedelers.domain.nominations.rules import LONGEST_WAIT, PATIENCE, NominationStatus, Voice
from gemeentedelers.domain.nominations.tests.factories import (
    BOB,
    NOBODY,
    NOOR,
    TITLE,
    invitation_of,
    nominated,
    nomination_of,
    react,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db

CONTACT = "ada@druten.example"
NEXT_MORNING = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def druten() -> Municipality:
    found: Municipality = MunicipalityFactory(name="Druten")
    return found


@pytest.fixture
def nominee(druten: Municipality) -> User:
    return civil_servant(municipality=druten, email=CONTACT)


def mails(to: str = CONTACT) -> Sequence[Message]:
    return list(Message.objects.filter(to=to).order_by("pk"))


def links_in(message: Message) -> list[str]:
    return re.findall(r"/nomineren/(\S+)/", message.body)


def test_the_contact_gets_one_mail_with_a_link(edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten, contact=CONTACT)

    react()

    [mail] = mails()
    assert mail.subject == "Uw gemeente is genomineerd voor GemeenteDelers"
    assert links_in(mail) == [invitation_of(nomination).token]
    assert all(
        words in mail.body
        for words in (TITLE, "Druten", "Genomineerd door: Noor\n", "tot zaterdag 5 december 2026, 0.00 uur")
    )
    assert Message.objects.count() == 1


@pytest.mark.parametrize(("voice", "said"), [(NOOR, "Noor"), (BOB, "iemand")])
def test_a_nominator_is_named_with_consent_only(
    edition: Edition, druten: Municipality, voice: Voice, said: str
) -> None:
    nominated(edition, druten, voice=voice, contact=CONTACT)

    react()

    [mail] = mails()
    assert f"Genomineerd door: {said}\n" in mail.body
    assert (voice.name in mail.body, voice.email in mail.body) == (voice.wants_credit, False)


def test_tips_and_nominations_without_a_contact_mail_nobody(edition: Edition, druten: Municipality) -> None:
    nominated(edition, druten, voice=NOBODY, contact=CONTACT)
    nominated(edition, druten, title="Samen de straat vergroenen")

    react()
    make_round(now=NEXT_MORNING)

    assert Message.objects.count() == 0


def test_an_approved_tip_is_mailed(edition: Edition, druten: Municipality) -> None:
    tip = nominated(edition, druten, voice=NOBODY, contact=CONTACT)
    approve_tip(tip, email=CONTACT, by=UserFactory(), now=DURING_ENTRY)

    react()

    assert "Genomineerd door: iemand\n" in mails()[0].body


def test_a_second_nomination_on_the_same_day_waits_for_the_morning(edition: Edition, druten: Municipality) -> None:
    nominated(edition, druten, contact=CONTACT)
    second = nominated(
        edition, druten, title="Samen de straat vergroenen", contact=CONTACT, now=DURING_ENTRY + timedelta(hours=3)
    )
    react()
    assert len(mails()) == 1

    make_round(now=NEXT_MORNING - timedelta(minutes=1))
    assert len(mails()) == 1
    make_round(now=NEXT_MORNING)
    make_round(now=NEXT_MORNING + timedelta(hours=1))

    _, digest = mails()
    assert links_in(digest) == [invitation_of(second).token]
    assert TITLE not in digest.body


def test_fifty_nominations_are_one_mail_and_one_digest(edition: Edition, druten: Municipality) -> None:
    for number in range(50):
        voice = Voice(f"Nominator {number}", f"n{number}@elders.example")
        moment = DURING_ENTRY + timedelta(minutes=number)
        nominated(edition, druten, title=f"Casus {number}", voice=voice, contact=CONTACT, now=moment)
    react()

    make_round(now=NEXT_MORNING)
    react()
    make_round(now=NEXT_MORNING + timedelta(days=1))

    first, digest = mails()
    assert (len(links_in(first)), len(links_in(digest))) == (1, 49)
    assert digest.subject == "Uw gemeente is 49 keer genomineerd voor GemeenteDelers"
    assert Message.objects.count() == 2


def test_fifty_nominators_of_one_case_are_told_together(edition: Edition, druten: Municipality) -> None:
    for number in range(50):
        voice = Voice(f"Nominator {number}", f"n{number}@elders.example")
        nominated(edition, druten, voice=voice, contact=CONTACT, now=DURING_ENTRY + timedelta(minutes=number))
    react()

    make_round(now=NEXT_MORNING)

    _, digest = mails()
    assert (len(links_in(digest)), "Genomineerd door: 50 mensen" in digest.body) == (1, True)


def test_after_the_letter_of_the_morning_a_nomination_waits_a_day(edition: Edition, druten: Municipality) -> None:
    nominated(edition, druten, contact=CONTACT)
    nominated(edition, druten, title="Twee", contact=CONTACT, now=DURING_ENTRY + timedelta(hours=1))
    react()
    make_round(now=NEXT_MORNING)
    nominated(edition, druten, title="Drie", contact=CONTACT, now=NEXT_MORNING + timedelta(hours=2))
    react()
    make_round(now=NEXT_MORNING + timedelta(hours=3))
    assert len(mails()) == 2

    make_round(now=NEXT_MORNING + timedelta(days=1))

    assert [len(links_in(mail)) for mail in mails()] == [1, 1, 1]


def test_in_the_night_nothing_overtakes_what_waits_for_the_morning(edition: Edition, druten: Municipality) -> None:
    nominated(edition, druten, contact=CONTACT)
    nominated(edition, druten, title="Twee", contact=CONTACT, now=DURING_ENTRY + timedelta(hours=1))
    react()
    nominated(edition, druten, title="Drie", contact=CONTACT, now=NEXT_MORNING - timedelta(hours=8))
    react()

    make_round(now=NEXT_MORNING)
    make_round(now=NEXT_MORNING + timedelta(days=1))

    assert [len(links_in(mail)) for mail in mails()] == [1, 1, 1]


def test_each_contact_has_a_letter_of_its_own(edition: Edition, druten: Municipality) -> None:
    nominated(edition, druten, contact=CONTACT)
    nominated(edition, druten, title="Twee", contact="zoe@druten.example")

    react()

    assert [len(mails(to)) for to in (CONTACT, "zoe@druten.example")] == [1, 1]


def test_a_colleague_to_whom_it_is_handed_on_is_written_at_once(edition: Edition, nominee: User) -> None:
    nomination = nomination_of(nominee, edition=edition)
    react()
    hand_on_nomination(invitation_of(nomination), "zoe@druten.example", by=nominee, now=DURING_ENTRY)
    react()

    [mail] = mails("zoe@druten.example")
    assert links_in(mail) == [invitation_of(nomination).token]
    assert "Een collega stuurde deze nominatie aan u door." in mail.body
    assert (len(mails()), CONTACT in mail.body) == (1, False)


def test_a_contact_that_an_organiser_finds_is_written(edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten)
    set_contact(nomination, CONTACT, by=UserFactory(), now=DURING_ENTRY)

    react()

    assert links_in(mails()[0]) == [invitation_of(nomination).token]


def test_an_invitation_that_is_answered_before_the_job_runs_is_not_mailed(edition: Edition, nominee: User) -> None:
    decline_nomination(invitation_of(nomination_of(nominee, edition=edition)), by=nominee, now=DURING_ENTRY)

    react()

    assert mails() == []


def test_after_a_week_there_is_one_reminder(edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten, contact=CONTACT)
    react()

    for days in range(11):
        make_round(now=NEXT_MORNING + timedelta(days=days))

    _, reminder = mails()
    assert reminder.subject == "Herinnering: uw gemeente is genomineerd voor GemeenteDelers"
    assert (reminder.written_at - DURING_ENTRY).days == PATIENCE.days
    assert links_in(reminder) == [invitation_of(nomination).token]
    assert Fact.objects.filter(name="nomination.reminded").count() == 1


def test_news_and_a_reminder_come_in_one_letter(edition: Edition, druten: Municipality) -> None:
    nominated(edition, druten, contact=CONTACT)
    react()
    nominated(edition, druten, title="Twee", contact=CONTACT, now=DURING_ENTRY + timedelta(days=7, hours=-12))
    Message.objects.all().delete()

    make_round(now=DURING_ENTRY + timedelta(days=7))

    [letter] = mails()
    assert (letter.subject, len(links_in(letter))) == ("Uw gemeente is genomineerd voor GemeenteDelers", 2)
    assert "Hierop hebt u nog niet geantwoord:" in letter.body


def test_the_worker_makes_its_round_by_the_clock(edition: Edition, druten: Municipality) -> None:
    planned = {row.task.name: row.cron for row in app.periodic_registry.periodic_tasks.values()}
    nominated(edition, druten, contact=CONTACT)

    with time_machine.travel(NEXT_MORNING, tick=False):
        daily_round.func(0)

    assert (planned["nominations.daily_round"], len(mails())) == ("*/15 * * * *", 1)


def test_who_answered_is_not_reminded(edition: Edition, nominee: User) -> None:
    nomination = nomination_of(nominee, edition=edition)
    react()
    decline_nomination(invitation_of(nomination), by=nominee, now=DURING_ENTRY)

    make_round(now=NEXT_MORNING + timedelta(days=9))

    assert len(mails()) == 1


def test_the_round_ends_what_waited_too_long_before_it_writes(druten: Municipality) -> None:
    edition = make_edition(opens=DURING_ENTRY - timedelta(days=90))
    nomination = nominated(edition, druten, contact=CONTACT, now=DURING_ENTRY - LONGEST_WAIT - timedelta(days=1))
    react()

    make_round(now=DURING_ENTRY)

    nomination.refresh_from_db()
    assert (nomination.status, len(mails())) == (NominationStatus.EXPIRED, 1)


def test_after_the_close_nobody_is_written(edition: Edition, druten: Municipality) -> None:
    nominated(edition, druten, contact=CONTACT)
    react()

    make_round(now=ENTRY_CLOSES + timedelta(hours=12))

    assert (Nomination.objects.get().status, len(mails())) == ("expired", 1)


def test_the_whole_team_that_writes_already_hears_of_it_once(edition: Edition, nominee: User) -> None:
    bob = civil_servant(municipality=nominee.municipality)
    entry = submitted_entry(edition, by=nominee, title=TITLE)
    join(entry, bob, by=nominee)
    assert nominee.municipality is not None
    nominated(edition, nominee.municipality, contact="iemand.anders@druten.example")
    nominated(edition, nominee.municipality, voice=BOB)

    react()

    assert [[mail.subject for mail in mails(to)] for to in (nominee.email, bob.email)] == [
        ["Uw casus is genomineerd voor GemeenteDelers"]
    ] * 2
    assert Message.objects.filter(to="iemand.anders@druten.example").count() == 0


@pytest.mark.parametrize(("agreed", "n_mails"), [(True, 1), (False, 0)])
def test_news_goes_to_who_asked_and_only_with_consent(
    edition: Edition, nominee: User, agreed: bool, n_mails: int
) -> None:
    nomination = nomination_of(nominee, edition=edition, voice=NOOR)
    nomination_of(nominee, edition=edition, voice=BOB)
    nomination_of(nominee, edition=edition, voice=NOBODY)
    claim_nomination(invitation_of(nomination), by=nominee, now=DURING_ENTRY, may_be_followed=agreed)

    react()

    assert [mail.subject for mail in mails(NOOR.email)] == ["Uw nominatie is aangenomen"] * n_mails
    assert (mails(BOB.email), len(mails(nominee.email))) == ([], 0)


def test_submitting_is_told_once_also_when_it_happens_twice(edition: Edition, nominee: User) -> None:
    nomination = nomination_of(nominee, edition=edition)
    claim_nomination(invitation_of(nomination), by=nominee, now=DURING_ENTRY, may_be_followed=True)
    Nomination.objects.update(entry=submitted_entry(edition, by=nominee))

    react()

    assert [mail.subject for mail in mails(NOOR.email)] == [
        "Uw nominatie is aangenomen",
        "De casus die u nomineerde, is ingediend",
    ]


def test_an_entry_without_a_nomination_mails_no_nominator(edition: Edition, nominee: User) -> None:
    submitted_entry(edition, by=nominee)

    react()

    assert Message.objects.count() == 0


@pytest.mark.parametrize(("agreed", "subjects"), [(True, ["Uw nominatie is afgeslagen"]), (False, [])])
def test_a_no_is_told_with_consent(edition: Edition, nominee: User, agreed: bool, subjects: list[str]) -> None:
    nomination = nomination_of(nominee, edition=edition)
    decline_nomination(invitation_of(nomination), by=nominee, now=DURING_ENTRY, reason="Geheim", may_be_followed=agreed)

    react()

    assert [mail.subject for mail in mails(NOOR.email)] == subjects
    assert not any("Geheim" in mail.body for mail in mails(NOOR.email))


def test_who_joins_after_the_answer_gets_no_news(edition: Edition, nominee: User) -> None:
    nomination = nomination_of(nominee, edition=edition, voice=BOB)
    claim_nomination(invitation_of(nomination), by=nominee, now=DURING_ENTRY, may_be_followed=True)
    nomination_of(nominee, edition=edition, voice=NOOR, now=DURING_ENTRY + timedelta(hours=1))

    react()

    assert mails(NOOR.email) == []

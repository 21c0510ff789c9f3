"""Two people at the same moment: the database keeps them apart, not luck."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import civil_servant
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.nominations.actions import claim_nomination, hand_on_nomination
from gemeentedelers.domain.nominations.jobs import invite_contact
from gemeentedelers.domain.nominations.models import Invitation, Nomination, Nominator
from gemeentedelers.domain.nominations.rules import PER_PERSON, Voice
from gemeentedelers.domain.nominations.tests.factories import NOOR, TITLE, invitation_of, nominated, nomination_of
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.queries import broken_chain
from gemeentedelers.foundation.mail.models import Message
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db(transaction=True)

N_AT_ONCE = 4


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def at_once(*acts: Callable[[], object]) -> int:
    """Run all of them from one starting shot; returns how many were not refused."""
    shot = Barrier(len(acts))

    def run(act: Callable[[], object]) -> bool:
        try:
            shot.wait(timeout=10)
            act()
        except RefusedError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return sum(pool.map(run, acts))


def voices() -> Iterator[Voice]:
    for number in range(N_AT_ONCE):
        yield Voice(f"Nominator {number}", f"n{number}@elders.example")


def test_who_nominates_one_case_at_once_is_joined(edition: Edition) -> None:
    town = MunicipalityFactory()

    at_once(
        *(lambda voice=voice: nominated(edition, town, voice=voice, contact="ada@druten.example") for voice in voices())
    )

    assert (Nomination.objects.count(), Nominator.objects.count(), Invitation.objects.count()) == (1, N_AT_ONCE, 1)
    assert broken_chain() == []


def test_nobody_slips_past_the_limit(edition: Edition) -> None:
    for number in range(PER_PERSON - 1):
        nominated(edition, MunicipalityFactory(), title=f"Casus {number}")
    towns = [MunicipalityFactory() for _ in range(N_AT_ONCE)]

    n_kept = at_once(*(lambda town=town: nominated(edition, town) for town in towns))

    assert (n_kept, Nominator.objects.filter(email=NOOR.email).count()) == (1, PER_PERSON)


def test_a_nomination_is_claimed_once(edition: Edition) -> None:
    nominee = civil_servant()
    nomination = nomination_of(nominee, edition=edition)
    invitation = invitation_of(nomination)

    n_claimed = at_once(*(lambda: claim_nomination(invitation, by=nominee, now=DURING_ENTRY) for _ in range(N_AT_ONCE)))

    assert (n_claimed, Entry.objects.count()) == (1, 1)


def test_claiming_and_handing_on_at_once_leave_one_answer(edition: Edition) -> None:
    nominee = civil_servant()
    nomination = nomination_of(nominee, edition=edition)
    invitation = invitation_of(nomination)

    n_answered = at_once(
        lambda: claim_nomination(invitation, by=nominee, now=DURING_ENTRY),
        lambda: hand_on_nomination(invitation, "zoe@druten.example", by=nominee, now=DURING_ENTRY),
    )

    nomination.refresh_from_db()
    outcome = (nomination.status, Entry.objects.count(), Invitation.objects.count())
    assert n_answered == 1
    assert outcome in (("claimed", 1, 1), ("invited", 0, 2))


def test_workers_at_once_write_one_letter(edition: Edition) -> None:
    town = MunicipalityFactory()
    for number in range(N_AT_ONCE):
        nominated(edition, town, title=f"{TITLE} {number}", contact="ada@druten.example")
    facts = list(Fact.objects.filter(name="nomination.invited"))

    at_once(*(lambda fact=fact: invite_contact(fact) for fact in facts))

    assert Message.objects.filter(to="ada@druten.example").count() == 1

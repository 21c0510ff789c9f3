from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, OPENS, make_edition
from gemeentedelers.domain.entries.tests.factories import civil_servant, submitted_entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.nominations.actions import (
    claim_nomination,
    close_nomination,
    decline_nomination,
    expire_nominations,
    hand_on_nomination,
    set_contact,
)
from gemeentedelers.domain.nominations.models import Invitation, Nomination
from gemeentedelers.domain.nominations.queries import (
    broken_claims,
    broken_invitations,
    broken_reminders,
    broken_tips,
    edition_open_for_nominating,
    nomination_counts,
    nominations_by,
    nominations_for,
    nominations_of,
    said_by,
)
from gemeentedelers.domain.nominations.rules import LONGEST_WAIT, NominationStatus, Progress, Voice
from gemeentedelers.domain.nominations.tests.factories import (
    BOB,
    NOBODY,
    NOOR,
    TITLE,
    invitation_of,
    nominated,
    nomination_of,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LATER = DURING_ENTRY + timedelta(hours=2)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def nominee() -> User:
    return civil_servant(municipality=MunicipalityFactory(name="Druten"))


@pytest.fixture
def noor() -> User:
    return civil_servant(email=NOOR.email)


def progress(viewer: User) -> list[Progress]:
    return [row.progress for row in nominations_by(viewer)]


def test_an_edition_is_open_for_nominating_from_its_call_to_its_close(edition: Edition) -> None:
    tick = timedelta(milliseconds=1)
    moments = [OPENS - tick, OPENS, ENTRY_CLOSES - tick, ENTRY_CLOSES]

    assert [edition_open_for_nominating(moment) for moment in moments] == [None, edition, edition, None]


def test_a_nomination_waits_for_its_contact_and_proven_colleagues(edition: Edition, nominee: User) -> None:
    nomination_of(nominee, edition=edition)
    colleague = civil_servant(municipality=nominee.municipality)
    unproven = civil_servant(municipality=nominee.municipality, municipality_is_verified=False)

    found = [len(nominations_for(viewer)) for viewer in (nominee, colleague, unproven, civil_servant())]

    assert (found, nominations_for(AnonymousUser())) == ([1, 1, 0, 0], [])


def test_a_contact_without_a_municipality_finds_it_too(edition: Edition) -> None:
    outsider = UserFactory(municipality=None)
    nominated(edition, MunicipalityFactory(), contact=outsider.email)

    assert [row.title for row in nominations_for(outsider)] == [TITLE]


def test_after_handing_on_the_new_contact_has_it(edition: Edition) -> None:
    first, second = civil_servant(municipality_is_verified=False), UserFactory()
    nomination = nomination_of(first, edition=edition)
    new = hand_on_nomination(invitation_of(nomination), second.email, by=first, now=LATER)

    row = nominations_for(second)[0]
    assert (nominations_for(first), row.token, row.comes_from_colleague) == ([], new.token, True)


def test_what_was_answered_or_is_a_tip_waits_for_nobody(edition: Edition, nominee: User) -> None:
    assert nominee.municipality is not None
    nominated(edition, nominee.municipality, voice=NOBODY, contact=nominee.email, title="Een tip")
    decline_nomination(invitation_of(nomination_of(nominee, edition=edition)), by=nominee, now=LATER)

    assert nominations_for(nominee) == []


def test_only_who_agreed_is_named(edition: Edition, nominee: User) -> None:
    nomination = nomination_of(nominee, edition=edition)
    nomination_of(nominee, edition=edition, voice=BOB)
    nomination_of(nominee, edition=edition, voice=NOBODY)

    assert said_by(nomination.nominators.all()) == "Noor en 2 anderen"
    assert nominations_for(nominee)[0].nominated_by == "Noor en 2 anderen"


@pytest.mark.parametrize("n_nominations", [1, 3])
def test_lists_cost_the_same_for_one_and_for_three(
    edition: Edition,
    nominee: User,
    noor: User,
    n_nominations: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(n_nominations):
        nomination_of(nominee, edition=edition, title=f"Casus {number}")

    with django_assert_num_queries(2):
        assert len(nominations_for(nominee)) == n_nominations
    with django_assert_num_queries(1):
        assert len(nominations_by(noor)) == n_nominations
    with django_assert_num_queries(1):
        assert len(nominations_of(edition)) == n_nominations


def test_the_office_sees_how_many_and_whom(edition: Edition, nominee: User) -> None:
    nomination_of(nominee, edition=edition)
    nomination_of(nominee, edition=edition, voice=BOB)
    nominated(edition, MunicipalityFactory(), voice=NOBODY)

    rows = [
        (row.status, row.n_nominators, row.contact_email)  # type: ignore[attr-defined]  # added by the query
        for row in nominations_of(edition)
    ]

    assert rows == [("tip", 1, None), ("invited", 2, nominee.email)]


def test_a_nominator_finds_their_own_by_account_and_by_address(edition: Edition, noor: User) -> None:
    nominated(edition, MunicipalityFactory(name="Druten"))
    nominated(edition, MunicipalityFactory(), by=noor, voice=Voice("N", "n@thuis.example"), now=LATER)
    nominated(edition, MunicipalityFactory(), voice=BOB)

    rows = nominations_by(noor)

    assert [(row.title, row.nominated_at) for row in rows] == [(TITLE, LATER), (TITLE, DURING_ENTRY)]
    assert (rows[1].municipality, rows[1].edition) == ("Druten", edition.name)


def test_an_organiser_who_finds_a_contact_moves_the_state(edition: Edition, noor: User) -> None:
    nomination = nominated(edition, MunicipalityFactory())
    before = progress(noor)

    set_contact(nomination, "ada@druten.example", by=UserFactory(), now=LATER)

    assert (before, progress(noor)) == ([Progress.RECEIVED], [Progress.INVITED])


def submit_in_its_place(nomination: Nomination, by: User) -> None:
    """The claimed draft is written and submitted; the form itself is the business of another room."""
    submitted = submitted_entry(nomination.edition, by=by)
    Nomination.objects.filter(pk=nomination.pk).update(entry=submitted)


@pytest.mark.parametrize("agreed", [True, False])
def test_with_consent_a_nominator_sees_how_it_goes(edition: Edition, nominee: User, noor: User, agreed: bool) -> None:
    nomination = nomination_of(nominee, edition=edition)
    seen = [*progress(noor)]
    claim_nomination(invitation_of(nomination), by=nominee, now=LATER, may_be_followed=agreed)
    seen += progress(noor)
    submit_in_its_place(nomination, nominee)
    seen += progress(noor)

    expected = [Progress.INVITED, Progress.STARTED, Progress.SUBMITTED] if agreed else [Progress.INVITED] * 3
    assert seen == expected


@pytest.mark.parametrize("agreed", [True, False])
def test_a_no_is_told_with_consent_only(edition: Edition, nominee: User, noor: User, agreed: bool) -> None:
    nomination = nomination_of(nominee, edition=edition)
    decline_nomination(invitation_of(nomination), by=nominee, now=LATER, may_be_followed=agreed)

    assert progress(noor) == [Progress.DECLINED if agreed else Progress.INVITED]


def test_who_nominates_after_the_answer_learns_nothing_by_it(edition: Edition, nominee: User) -> None:
    bob = civil_servant(email=BOB.email)
    nomination = nomination_of(nominee, edition=edition)
    claim_nomination(invitation_of(nomination), by=nominee, now=DURING_ENTRY, may_be_followed=True)

    nominated(edition, nomination.municipality, voice=BOB, now=LATER)

    assert progress(bob) == [Progress.RECEIVED]


@pytest.mark.parametrize("contact", ["", "ada@druten.example"])
def test_a_draft_makes_no_difference_to_the_nominator(edition: Edition, noor: User, contact: str) -> None:
    """Two towns, alike but for a draft that one of them writes: the nominator cannot tell which."""
    writes, does_not = civil_servant(), civil_servant()
    submitted_entry(edition, by=writes, title=TITLE)
    states = []
    for town in (writes.municipality, does_not.municipality):
        assert town is not None
        states.append(nominated(edition, town, contact=contact).status)

    assert states[0] == NominationStatus.MATCHED != states[1]
    assert len(set(progress(noor))) == 1


def test_the_queue_of_the_organisers_is_counted(edition: Edition, nominee: User) -> None:
    nominated(edition, MunicipalityFactory(), voice=NOBODY)
    nominated(edition, MunicipalityFactory())
    nomination_of(nominee, edition=edition)
    nomination_of(nominee, edition=edition, title="Verlopen").invitations.update(invited_at=LATER - LONGEST_WAIT)
    expire_nominations(now=LATER)
    nominated(make_edition(2028, opens=OPENS), MunicipalityFactory(), voice=NOBODY)
    close_nomination(nominated(edition, MunicipalityFactory()), reason="Dubbel", by=nominee, now=LATER)

    counts = nomination_counts(edition)

    assert (counts.n_tips, counts.n_without_contact) == (1, 2)


def broken() -> list[int]:
    return [query().count() for query in (broken_invitations, broken_tips, broken_claims, broken_reminders)]


def test_a_whole_story_breaks_nothing(edition: Edition, nominee: User) -> None:
    nominated(edition, MunicipalityFactory(), voice=NOBODY)
    nominated(edition, MunicipalityFactory())
    nomination = nomination_of(nominee, edition=edition)
    claim_nomination(invitation_of(nomination), by=nominee, now=LATER)

    assert broken() == [0, 0, 0, 0]


def test_what_is_broken_is_found(edition: Edition, nominee: User) -> None:
    waits = nomination_of(nominee, edition=edition)
    Invitation.objects.update(handed_on_at=LATER)
    tip = nominated(edition, MunicipalityFactory())
    Nomination.objects.filter(pk=tip.pk).update(status=NominationStatus.TIP)
    elsewhere = nomination_of(nominee, edition=edition, title="Van elders")
    claim_nomination(invitation_of(elsewhere), by=nominee, now=LATER)
    Nomination.objects.filter(pk=elsewhere.pk).update(municipality=MunicipalityFactory())
    Invitation.objects.filter(nomination=elsewhere).update(reminded_at=LATER)

    assert (list(broken_invitations()), list(broken_tips()), list(broken_claims())) == ([waits], [tip], [elsewhere])
    assert [row.nomination for row in broken_reminders()] == [elsewhere]

from datetime import timedelta

import pytest

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import EntryObstacle
from gemeentedelers.domain.entries.tests.factories import civil_servant, submitted_entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.nominations.actions import (
    approve_tip,
    claim_nomination,
    close_nomination,
    decline_nomination,
    expire_nominations,
    hand_on_nomination,
    note_letter,
    research_case,
    research_nomination,
    set_contact,
)
from gemeentedelers.domain.nominations.models import Contact, Invitation, Nomination, Nominator
from gemeentedelers.domain.nominations.queries import current_invitation
from gemeentedelers.domain.nominations.rules import (
    HANDED_ON_AT_MOST,
    LONGEST_WAIT,
    PATIENCE,
    PER_PERSON,
    InvitationWay,
    NominationObstacle,
    NominationStatus,
    Voice,
)
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
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

LATER = DURING_ENTRY + timedelta(hours=2)
CONTACT = "ada@druten.example"


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


@pytest.fixture
def oscar() -> User:
    found: User = UserFactory(name="Oscar")
    return found


def facts(nomination: Nomination) -> list[tuple[str, str, dict[str, object]]]:
    rows = Fact.objects.filter(subject=nomination.code).order_by("number")
    return [(fact.name, fact.actor, fact.values) for fact in rows]


def state(nomination: Nomination) -> NominationStatus:
    nomination.refresh_from_db()
    return NominationStatus(nomination.status)


def refused(caught: pytest.ExceptionInfo[RefusedError]) -> object:
    return caught.value.refusal.code


# Nominating


def test_with_a_contact_the_municipality_is_invited(edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten, contact=CONTACT)

    invitation = invitation_of(nomination)
    assert (nomination.status, nomination.title, nomination.received_at) == ("invited", TITLE, DURING_ENTRY)
    assert (invitation.contact.email, invitation.way, invitation.invited_at) == (CONTACT, "nominator", DURING_ENTRY)
    assert facts(nomination) == [("nomination.received", "", {}), ("nomination.invited", "", {"way": "nominator"})]


def test_the_token_is_another_than_the_code_and_hard_to_guess(edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten, contact=CONTACT)

    token = invitation_of(nomination).token
    assert (len(token), token == nomination.code) == (32, False)  # 24 bytes, 192 bits, as base64


def test_without_a_contact_it_waits_for_the_organisers(edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten)

    assert (nomination.status, current_invitation(nomination)) == ("without_contact", None)
    assert facts(nomination) == [("nomination.received", "", {})]


def test_without_a_name_it_is_a_tip_that_mails_nobody(edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten, voice=NOBODY, contact=CONTACT, by=civil_servant())

    voice = nomination.nominators.get()
    assert (nomination.status, current_invitation(nomination)) == ("tip", None)
    assert (voice.name, voice.email, voice.user, voice.contact_email) == ("", "", None, CONTACT)
    assert facts(nomination) == [("nomination.received", "", {})]


def test_what_was_typed_is_kept_with_the_voice(edition: Edition, druten: Municipality) -> None:
    noor = civil_servant()
    nomination = nominated(edition, druten, by=noor)

    voice = nomination.nominators.get()
    assert (voice.name, voice.email, voice.user, voice.reason) == (
        NOOR.name,
        NOOR.email,
        noor,
        "Iedereen kan mee-eten.",
    )
    assert (voice.wants_credit, voice.wants_news, voice.nominated_at) == (True, True, DURING_ENTRY)
    assert facts(nomination) == [("nomination.received", noor.code, {})]


def test_a_second_nominator_joins(edition: Edition, druten: Municipality) -> None:
    first = nominated(edition, druten, contact=CONTACT)

    second = nominated(
        edition, druten, title="De buurtkeukens zonder drempel", voice=BOB, contact="elders@druten.example", now=LATER
    )

    assert (second, Nomination.objects.count(), Invitation.objects.count()) == (first, 1, 1)
    assert [voice.name for voice in first.nominators.all()] == ["Noor", "Bob"]
    assert facts(first)[2:] == [("nomination.seconded", "", {})]


def test_nominating_twice_changes_nothing(edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten, contact=CONTACT)
    before = facts(nomination)

    again = nominated(edition, druten, voice=Voice("Noor V.", NOOR.email), now=LATER)

    assert (again, Nominator.objects.count(), facts(nomination)) == (nomination, 1, before)


def test_the_same_account_with_another_address_is_the_same_person(edition: Edition, druten: Municipality) -> None:
    noor = civil_servant()
    nomination = nominated(edition, druten, by=noor)

    nominated(edition, druten, by=noor, voice=Voice("Noor", "noor@thuis.example"), now=LATER)

    assert nomination.nominators.count() == 1


def test_another_case_another_town_and_another_year_stand_apart(edition: Edition, druten: Municipality) -> None:
    nominated(edition, druten)

    nominated(edition, druten, title="Samen de straat vergroenen")
    nominated(edition, MunicipalityFactory())
    nominated(make_edition(2028, opens=edition.entry_opens), druten)

    assert Nomination.objects.count() == 4


def test_a_contact_that_comes_later_is_invited(edition: Edition, druten: Municipality) -> None:
    nomination = nominated(edition, druten)

    nominated(edition, druten, voice=BOB, contact=CONTACT, now=LATER)

    assert (state(nomination), invitation_of(nomination).contact.email) == (NominationStatus.INVITED, CONTACT)
    assert facts(nomination)[1:] == [
        ("nomination.seconded", "", {}),
        ("nomination.invited", "", {"way": "nominator"}),
    ]


@pytest.mark.parametrize(("contact", "status"), [("", "without_contact"), (CONTACT, "invited")])
def test_a_name_makes_a_nomination_of_a_tip(
    edition: Edition, druten: Municipality, contact: str, status: NominationStatus
) -> None:
    tip = nominated(edition, druten, voice=NOBODY)

    nominated(edition, druten, voice=BOB, contact=contact, now=LATER)

    assert (state(tip), tip.nominators.count()) == (status, 2)


@pytest.mark.parametrize(("voice", "status"), [(NOBODY, "tip"), (NOOR, "without_contact")])
def test_a_tip_that_joins_mails_nobody(
    edition: Edition, druten: Municipality, voice: Voice, status: NominationStatus
) -> None:
    nomination = nominated(edition, druten, voice=voice)

    nominated(edition, druten, voice=NOBODY, contact=CONTACT, now=LATER)

    assert (state(nomination), Invitation.objects.count(), nomination.nominators.count()) == (status, 0, 2)


def test_a_case_that_a_team_writes_about_is_not_asked_for(edition: Edition, nominee: User) -> None:
    entry = submitted_entry(edition, by=nominee, title="Zonder drempel: de buurtkeuken")

    nomination = nomination_of(nominee, edition=edition)

    assert (nomination.status, nomination.entry, Invitation.objects.count()) == ("matched", entry, 0)
    assert facts(nomination) == [
        ("nomination.received", "", {}),
        ("nomination.matched", "", {"entry": entry.reference}),
    ]


def test_a_later_nominator_joins_by_the_title_of_the_entry(edition: Edition, nominee: User) -> None:
    nomination = nomination_of(nominee, edition=edition)
    entry = claim_nomination(invitation_of(nomination), by=nominee, now=DURING_ENTRY)
    Entry.objects.filter(pk=entry.pk).update(title="Aan tafel met de wijk")

    joined = nomination_of(nominee, edition=edition, title="Aan tafel met de wijk!", voice=BOB, now=LATER)

    assert (joined, state(nomination), Invitation.objects.count()) == (nomination, NominationStatus.CLAIMED, 1)


def test_who_declined_is_not_asked_again(edition: Edition, nominee: User) -> None:
    nomination = nomination_of(nominee, edition=edition)
    decline_nomination(invitation_of(nomination), by=nominee, now=DURING_ENTRY)

    nomination_of(nominee, edition=edition, voice=BOB, now=LATER)

    assert (state(nomination), nomination.nominators.count(), Invitation.objects.count()) == ("declined", 2, 1)


def test_what_was_closed_is_nominated_anew(edition: Edition, druten: Municipality, oscar: User) -> None:
    close_nomination(nominated(edition, druten), reason="Test", by=oscar, now=DURING_ENTRY)

    nominated(edition, druten, voice=BOB)

    assert list(Nomination.objects.order_by("pk").values_list("status", flat=True)) == ["closed", "without_contact"]


def test_nobody_nominates_the_own_municipality(edition: Edition, nominee: User, druten: Municipality) -> None:
    with pytest.raises(RefusedError) as caught:
        nominated(edition, druten, by=nominee)

    assert (refused(caught), Nomination.objects.count()) == (NominationObstacle.OWN_MUNICIPALITY, 0)


def test_nobody_nominates_after_the_closing_moment(edition: Edition, druten: Municipality) -> None:
    nominated(edition, druten, now=ENTRY_CLOSES - timedelta(milliseconds=1))

    with pytest.raises(RefusedError) as caught:
        nominated(edition, druten, title="Te laat", now=ENTRY_CLOSES)

    assert (refused(caught), Nomination.objects.count()) == (NominationObstacle.WINDOW_CLOSED, 1)


@pytest.mark.parametrize(
    ("voice", "title", "obstacle"),
    [
        (Voice("Noor"), TITLE, NominationObstacle.EMAIL_MISSING),
        (NOOR, " \n ", NominationObstacle.TITLE_MISSING),
        (NOOR, "Kijk op kwaad.example", NominationObstacle.ADDRESS_IN_TITLE),
    ],
)
def test_an_unfit_nomination_stores_nothing(
    edition: Edition, druten: Municipality, voice: Voice, title: str, obstacle: NominationObstacle
) -> None:
    with pytest.raises(RefusedError) as caught:
        nominated(edition, druten, voice=voice, title=title)

    assert (refused(caught), Nomination.objects.count(), Nominator.objects.count()) == (obstacle, 0, 0)


def test_a_person_nominates_so_often_and_no_answer_gives_a_turn_back(edition: Edition, oscar: User) -> None:
    """Declining, closing or joining does not reset the limit, and neither does another account for the address."""
    nominee = civil_servant()
    for number in range(PER_PERSON - 3):
        nominated(edition, MunicipalityFactory(), title=f"Casus {number}")
    decline_nomination(invitation_of(nomination_of(nominee, edition=edition)), by=nominee, now=DURING_ENTRY)
    closed = nominated(edition, MunicipalityFactory())
    close_nomination(closed, reason="Dubbel", by=oscar, now=DURING_ENTRY)
    theirs = MunicipalityFactory()
    nominated(edition, theirs, voice=BOB)
    nominated(edition, theirs, voice=NOOR)

    with pytest.raises(RefusedError) as caught:
        nominated(edition, MunicipalityFactory(), voice=Voice("N.", NOOR.email), by=civil_servant())

    assert caught.value.refusal.values == {"limit": PER_PERSON}
    assert Nominator.objects.filter(email=NOOR.email).count() == PER_PERSON


# Answering


def test_claiming_makes_a_draft_with_its_title_that_the_claimer_owns(edition: Edition, nominee: User) -> None:
    nomination = nomination_of(nominee, edition=edition)

    entry = claim_nomination(invitation_of(nomination), by=nominee, now=LATER, may_be_followed=True)

    assert state(nomination) is NominationStatus.CLAIMED
    assert (nomination.entry, nomination.answered_at, nomination.may_be_followed) == (entry, LATER, True)
    assert (entry.title, entry.municipality, entry.team.get().user) == (TITLE, nominee.municipality, nominee)
    assert facts(nomination)[2:] == [("nomination.claimed", nominee.code, {"entry": entry.reference})]


def test_a_contact_outside_the_register_claims_for_the_nominated(edition: Edition, druten: Municipality) -> None:
    outsider = UserFactory(email=CONTACT.upper(), municipality=None)
    nomination = nominated(edition, druten, contact=CONTACT)

    entry = claim_nomination(invitation_of(nomination), by=outsider, now=LATER)

    assert (entry.municipality, nomination.nominators.count()) == (druten, 1)


def test_a_proven_colleague_answers_too(edition: Edition, nominee: User, druten: Municipality) -> None:
    nomination = nomination_of(nominee, edition=edition)

    claim_nomination(invitation_of(nomination), by=civil_servant(municipality=druten), now=LATER)

    assert state(nomination) is NominationStatus.CLAIMED


@pytest.mark.parametrize("is_colleague", [True, False])
def test_who_is_not_proven_does_not_answer(
    edition: Edition, nominee: User, druten: Municipality, is_colleague: bool
) -> None:
    nomination = nomination_of(nominee, edition=edition)
    details = {"municipality": druten, "municipality_is_verified": False} if is_colleague else {}
    stranger = civil_servant(**details)
    invitation = invitation_of(nomination)

    for answer in (claim_nomination, decline_nomination):
        with pytest.raises(RefusedError) as caught:
            answer(invitation, by=stranger, now=LATER)
        assert refused(caught) == NominationObstacle.NOT_THE_CONTACT
    with pytest.raises(RefusedError):
        hand_on_nomination(invitation, "zoe@druten.example", by=stranger, now=LATER)

    assert (state(nomination), Entry.objects.count(), Invitation.objects.count()) == ("invited", 0, 1)


def test_declining_keeps_the_reason_out_of_the_journal(edition: Edition, nominee: User) -> None:
    nomination = nomination_of(nominee, edition=edition)

    decline_nomination(invitation_of(nomination), by=nominee, now=LATER, reason=" Geen tijd. ", may_be_followed=True)

    assert state(nomination) is NominationStatus.DECLINED
    assert (nomination.outcome_reason, nomination.answered_at) == ("Geen tijd.", LATER)
    assert facts(nomination)[2:] == [("nomination.declined", nominee.code, {})]


def test_a_nomination_is_answered_once(edition: Edition, nominee: User) -> None:
    nomination = nomination_of(nominee, edition=edition)
    invitation = invitation_of(nomination)
    decline_nomination(invitation, by=nominee, now=LATER)

    with pytest.raises(RefusedError) as caught:
        claim_nomination(invitation, by=nominee, now=LATER)

    assert (refused(caught), Entry.objects.count()) == (NominationObstacle.ANSWERED, 0)


def test_nobody_answers_after_the_close(edition: Edition, nominee: User) -> None:
    invitation = invitation_of(nomination_of(nominee, edition=edition))

    with pytest.raises(RefusedError) as caught:
        claim_nomination(invitation, by=nominee, now=ENTRY_CLOSES)

    assert (refused(caught), Entry.objects.count()) == (NominationObstacle.WINDOW_CLOSED, 0)


def test_handing_on_gives_a_colleague_a_link_of_their_own(edition: Edition, nominee: User) -> None:
    nomination = nomination_of(nominee, edition=edition)
    old = invitation_of(nomination)

    new = hand_on_nomination(old, "zoe@druten.example", by=nominee, now=LATER)

    old.refresh_from_db()
    assert (old.handed_on_at, old.token == new.token) == (LATER, False)
    assert (new.contact.email, new.way, new.handed_on_at) == ("zoe@druten.example", InvitationWay.COLLEAGUE, None)
    assert (state(nomination), invitation_of(nomination)) == (NominationStatus.INVITED, new)
    assert facts(nomination)[2:] == [("nomination.invited", nominee.code, {"way": "colleague"})]


def test_an_old_link_answers_nothing_any_more(edition: Edition, nominee: User, druten: Municipality) -> None:
    nomination = nomination_of(nominee, edition=edition)
    old = invitation_of(nomination)
    new = hand_on_nomination(old, "zoe@druten.example", by=nominee, now=LATER)

    with pytest.raises(RefusedError) as caught:
        claim_nomination(old, by=nominee, now=LATER)
    claim_nomination(new, by=UserFactory(email="zoe@druten.example"), now=LATER)

    assert (refused(caught), state(nomination)) == (NominationObstacle.HANDED_ON, NominationStatus.CLAIMED)


def test_a_nomination_does_not_go_round(edition: Edition, nominee: User) -> None:
    nomination = nomination_of(nominee, edition=edition)
    for number in range(HANDED_ON_AT_MOST):
        hand_on_nomination(invitation_of(nomination), f"p{number}@druten.example", by=nominee, now=LATER)

    for email, obstacle in (
        (CONTACT, NominationObstacle.HAD_IT_BEFORE),
        ("nog@druten.example", NominationObstacle.HANDED_ON_TOO_OFTEN),
    ):
        with pytest.raises(RefusedError) as caught:
            hand_on_nomination(invitation_of(nomination), email, by=nominee, now=LATER)
        assert refused(caught) == obstacle

    assert Invitation.objects.count() == HANDED_ON_AT_MOST + 1


# The organisers


@pytest.mark.parametrize(("email", "status"), [("", "without_contact"), (CONTACT, "invited")])
def test_an_approved_tip_is_a_nomination(
    edition: Edition, druten: Municipality, oscar: User, email: str, status: str
) -> None:
    tip = nominated(edition, druten, voice=NOBODY)

    approve_tip(tip, email=email, by=oscar, now=LATER)

    followed = [("nomination.invited", oscar.code, {"way": "organiser"})] if email else []
    assert state(tip) == status
    assert facts(tip)[1:] == [("nomination.approved", oscar.code, {}), *followed]


def test_a_tip_is_approved_once(edition: Edition, druten: Municipality, oscar: User) -> None:
    tip = nominated(edition, druten, voice=NOBODY)
    approve_tip(tip, email=CONTACT, by=oscar, now=LATER)

    with pytest.raises(RefusedError) as caught:
        approve_tip(tip, email=CONTACT, by=oscar, now=LATER)

    assert (refused(caught), Invitation.objects.count()) == (NominationObstacle.NOT_A_TIP, 1)


def test_a_tip_about_a_draft_goes_to_its_team(
    edition: Edition, nominee: User, druten: Municipality, oscar: User
) -> None:
    entry = submitted_entry(edition, by=nominee, title=TITLE)
    tip = nominated(edition, druten, voice=NOBODY)
    assert tip.status == NominationStatus.TIP

    approve_tip(tip, email=CONTACT, by=oscar, now=LATER)

    assert (state(tip), tip.entry, Invitation.objects.count()) == (NominationStatus.MATCHED, entry, 0)


def test_an_organiser_finds_a_contact_and_another_one(edition: Edition, druten: Municipality, oscar: User) -> None:
    nomination = nominated(edition, druten)

    first = set_contact(nomination, CONTACT, by=oscar, now=LATER)
    second = set_contact(nomination, "zoe@druten.example", by=oscar, now=LATER)
    with pytest.raises(RefusedError) as caught:
        set_contact(nomination, "zoe@druten.example", by=oscar, now=LATER)

    first.refresh_from_db()
    assert (first.handed_on_at, invitation_of(nomination), second.way) == (LATER, second, InvitationWay.ORGANISER)
    assert (state(nomination), refused(caught)) == (NominationStatus.INVITED, NominationObstacle.HAD_IT_BEFORE)
    assert facts(nomination)[1:] == [("nomination.invited", oscar.code, {"way": "organiser"})] * 2


def test_a_tip_is_approved_before_it_has_a_contact(edition: Edition, druten: Municipality, oscar: User) -> None:
    tip = nominated(edition, druten, voice=NOBODY)

    with pytest.raises(RefusedError) as caught:
        set_contact(tip, CONTACT, by=oscar, now=LATER)

    assert (refused(caught), Invitation.objects.count()) == (NominationObstacle.STILL_A_TIP, 0)


def test_closing_keeps_the_reason_out_of_the_journal(edition: Edition, druten: Municipality, oscar: User) -> None:
    nomination = nominated(edition, druten)

    close_nomination(nomination, reason=" Dubbel. ", by=oscar, now=LATER)
    with pytest.raises(RefusedError) as caught:
        close_nomination(nomination, reason="Nog eens", by=oscar, now=LATER)

    assert (state(nomination), nomination.outcome_reason) == (NominationStatus.CLOSED, "Dubbel.")
    assert refused(caught) == NominationObstacle.NOT_WAITING
    assert facts(nomination)[1:] == [("nomination.closed", oscar.code, {})]


def test_closing_needs_a_reason(edition: Edition, druten: Municipality, oscar: User) -> None:
    nomination = nominated(edition, druten)

    with pytest.raises(RefusedError) as caught:
        close_nomination(nomination, reason=" ", by=oscar, now=LATER)

    assert (refused(caught), state(nomination)) == (NominationObstacle.CLOSING_REASON_MISSING, "without_contact")


def test_a_nomination_is_written_down_by_the_organisers(edition: Edition, druten: Municipality, oscar: User) -> None:
    nomination = nominated(edition, druten)

    entry = research_nomination(nomination, by=oscar, now=LATER)
    with pytest.raises(RefusedError) as caught:
        research_nomination(nomination, by=oscar, now=LATER)

    assert (state(nomination), nomination.entry) == (NominationStatus.RESEARCHED, entry)
    assert (entry.title, entry.municipality, entry.team.get().user) == (TITLE, druten, oscar)
    assert (refused(caught), Entry.objects.count()) == (NominationObstacle.NOT_WAITING, 1)
    assert facts(nomination)[1:] == [
        ("nomination.researched", oscar.code, {"entry": entry.reference, "origin": "nomination"})
    ]


def test_an_organiser_enters_a_case_that_nobody_nominated(edition: Edition, druten: Municipality, oscar: User) -> None:
    entry = research_case(edition, druten, title=" Zelf \n gevonden ", by=oscar, now=LATER)

    nomination = Nomination.objects.get()
    assert (entry.title, entry.municipality, entry.team.get().user) == ("Zelf gevonden", druten, oscar)
    assert (nomination.status, nomination.entry, nomination.nominators.count()) == ("researched", entry, 0)
    assert facts(nomination) == [("nomination.researched", oscar.code, {"entry": entry.reference, "origin": "desk"})]


@pytest.mark.parametrize(
    ("title", "is_late", "obstacle"),
    [("", False, NominationObstacle.TITLE_MISSING), ("Te laat", True, EntryObstacle.WINDOW_CLOSED)],
)
def test_desk_research_that_is_refused_stores_nothing(
    edition: Edition, druten: Municipality, oscar: User, title: str, is_late: bool, obstacle: object
) -> None:
    with pytest.raises(RefusedError) as caught:
        research_case(edition, druten, title=title, by=oscar, now=ENTRY_CLOSES if is_late else LATER)

    assert (refused(caught), Nomination.objects.count(), Entry.objects.count()) == (obstacle, 0, 0)


# Time


def test_waiting_ends_three_weeks_after_the_last_invitation(nominee: User) -> None:
    edition = make_edition(opens=DURING_ENTRY - timedelta(days=60))
    started = DURING_ENTRY - timedelta(days=30)
    nomination = nomination_of(nominee, edition=edition, now=started)
    hand_on_nomination(invitation_of(nomination), "zoe@druten.example", by=nominee, now=started + timedelta(days=5))
    last = started + timedelta(days=5) + LONGEST_WAIT

    early = expire_nominations(now=last - timedelta(milliseconds=1))
    expired, again = expire_nominations(now=last), expire_nominations(now=last)

    assert (early, expired, again) == ([], [nomination.code], [])
    assert state(nomination) is NominationStatus.EXPIRED
    assert facts(nomination)[3:] == [("nomination.expired", "", {})]


def test_at_the_close_everything_that_waits_expires(edition: Edition, nominee: User, oscar: User) -> None:
    waiting = [
        nomination_of(nominee, edition=edition),
        nominated(edition, MunicipalityFactory()),
        nominated(edition, MunicipalityFactory(), voice=NOBODY),
    ]
    answered = nomination_of(nominee, edition=edition, title="Iets anders")
    decline_nomination(invitation_of(answered), by=nominee, now=LATER)

    expired = expire_nominations(now=ENTRY_CLOSES)

    assert sorted(expired) == sorted(nomination.code for nomination in waiting)
    assert state(answered) is NominationStatus.DECLINED


def test_an_expired_nomination_gets_another_contact(edition: Edition, nominee: User, oscar: User) -> None:
    nomination = nomination_of(nominee, edition=edition)
    Invitation.objects.update(invited_at=LATER - LONGEST_WAIT)
    expire_nominations(now=LATER)

    set_contact(nomination, CONTACT, by=oscar, now=LATER)

    assert (state(nomination), Invitation.objects.count()) == (NominationStatus.INVITED, 2)
    assert expire_nominations(now=LATER) == []


def test_a_letter_is_noted_once_a_day_with_what_it_tells(edition: Edition, nominee: User) -> None:
    nomination = nomination_of(nominee, edition=edition)
    contact = Contact.objects.get()

    letter = note_letter(contact, until=DURING_ENTRY, now=LATER)
    again = note_letter(contact, until=LATER, now=LATER)

    invitation = invitation_of(nomination)
    assert letter is not None
    assert (list(letter.new), list(letter.waiting), again) == ([invitation], [], None)
    contact.refresh_from_db()
    assert (invitation.told_until, invitation.reminded_at, contact.written_at) == (DURING_ENTRY, None, LATER)


def test_a_reminder_is_a_fact_and_comes_once(edition: Edition, nominee: User) -> None:
    nomination = nomination_of(nominee, edition=edition)
    contact = Contact.objects.get()
    note_letter(contact, until=DURING_ENTRY, now=DURING_ENTRY)
    week = DURING_ENTRY + PATIENCE

    early = note_letter(contact, until=week, now=week - timedelta(milliseconds=1))
    letter = note_letter(contact, until=week, now=week)
    later = note_letter(contact, until=week, now=week + timedelta(days=2))

    assert letter is not None
    assert (early, list(letter.new), list(letter.waiting), later) == (None, [], [invitation_of(nomination)], None)
    assert facts(nomination)[2:] == [("nomination.reminded", "", {})]

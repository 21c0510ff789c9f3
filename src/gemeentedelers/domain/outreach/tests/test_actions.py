from dataclasses import replace
from datetime import timedelta

import pytest

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.tests.factories import civil_servant, started_entry, submitted_entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.rules import BadCell
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.outreach.actions import (
    BadContactsError,
    ContactReport,
    discard_campaign,
    import_contacts,
    invite_recipients,
    remove_contact,
    rewrite_campaign,
    send_portion,
    stop_contact,
    write_campaign,
)
from gemeentedelers.domain.outreach.models import Approach, Campaign, Contact, Unsubscription
from gemeentedelers.domain.outreach.queries import (
    broken_approaches,
    broken_campaigns,
    broken_stops,
    letter_to,
    mailing_list,
)
from gemeentedelers.domain.outreach.rules import (
    CampaignPlan,
    Group,
    LeftOut,
    OutreachObstacle,
    StopReason,
    read_contacts,
)
from gemeentedelers.domain.outreach.tests.factories import DAY, PLAN, campaign_in, confirmed, contact_at
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message
from gemeentedelers.foundation.refusals import Refusal, RefusedError

pytestmark = pytest.mark.django_db

LATER = DURING_ENTRY + timedelta(days=1)


@pytest.fixture
def oscar() -> User:
    found: User = UserFactory(name="Oscar")
    return found


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def ede() -> Municipality:
    found: Municipality = MunicipalityFactory(name="Ede")
    return found


def imported(text: str, *, by: User, skip_bad_rows: bool = False) -> ContactReport:
    rows, faults = read_contacts(text)
    return import_contacts(
        rows, day=DAY, source="lijst.csv", by=by, now=DURING_ENTRY, faults=faults, skip_bad_rows=skip_bad_rows
    )


def facts(name: str) -> list[Fact]:
    return list(Fact.objects.filter(name=name))


def test_an_import_keeps_addresses_and_records_only_counts(oscar: User, ede: Municipality) -> None:
    report = imported("gemeente;e-mail;naam\nGemeente Ede;alice@ede.example;Alice", by=oscar)

    contact = Contact.objects.get()
    assert report == ContactReport(1, 0, 0, 0, ())
    assert (contact.municipality, contact.email, contact.name) == (ede, "alice@ede.example", "Alice")
    assert (contact.source, contact.imported_at, contact.stopped_at) == ("lijst.csv", DURING_ENTRY, None)
    [fact] = facts("contacts.imported")
    assert (fact.subject, fact.actor, fact.at) == ("contacts", oscar.code, DURING_ENTRY)
    assert fact.values == {"n_added": 1, "n_renamed": 0}


def test_the_same_file_again_changes_nothing(oscar: User, ede: Municipality) -> None:
    text = "gemeente;e-mail;naam\nEde;alice@ede.example;Alice\nEde;bob@ede.example;"
    imported(text, by=oscar)

    assert imported(text, by=oscar) == ContactReport(0, 0, 2, 0, ())
    assert (Contact.objects.count(), len(facts("contacts.imported"))) == (2, 1)


def test_an_address_in_capitals_is_the_same_and_a_new_name_replaces_the_old(oscar: User, ede: Municipality) -> None:
    contact = contact_at(ede, email="alice@ede.example", name="Alice")

    report = imported("gemeente;e-mail;naam\nEde;ALICE@ede.example;Alice Jansen", by=oscar)

    contact.refresh_from_db()
    assert report == ContactReport(0, 1, 0, 0, ())
    assert (contact.email, contact.name) == ("alice@ede.example", "Alice Jansen")
    assert facts("contacts.imported")[-1].values == {"n_added": 0, "n_renamed": 1}


def test_one_bad_row_stops_the_whole_file_unless_it_may_be_skipped(oscar: User, ede: Municipality) -> None:
    text = "gemeente;e-mail\nEde;alice@ede.example\nEde;alice\nNergens;bob@ede.example"
    faults = (
        BadCell(3, "e-mail", Refusal(OutreachObstacle.NOT_AN_ADDRESS, value="alice")),
        BadCell(4, "gemeente", Refusal(OutreachObstacle.UNKNOWN_MUNICIPALITY, name="Nergens")),
    )

    with pytest.raises(BadContactsError) as refused:
        imported(text, by=oscar)
    assert (refused.value.plan.faults, Contact.objects.count()) == (faults, 0)

    assert imported(text, by=oscar, skip_bad_rows=True) == ContactReport(1, 0, 0, 0, faults)
    assert Contact.objects.count() == 1


def test_who_asks_for_no_more_mail_gets_none_at_any_municipality(ede: Municipality) -> None:
    contact, other = contact_at(ede, email="alice@ede.example"), contact_at(email="Alice@ede.example")

    stop_contact(contact, StopReason.UNSUBSCRIBED, by=None, now=LATER)
    stop_contact(contact, StopReason.UNSUBSCRIBED, by=None, now=LATER + timedelta(days=1))

    stopped = Contact.objects.filter(pk__in=[contact.pk, other.pk]).values_list("stopped_at", "stop_reason")
    assert set(stopped) == {(LATER, "unsubscribed")}
    [fact] = facts("contact.stopped")
    assert (fact.subject, fact.actor, fact.at) == (contact.code, "", LATER)
    assert fact.values == {"reason": "unsubscribed"}


def test_who_asked_for_no_more_mail_does_not_come_back_with_a_file(oscar: User, ede: Municipality) -> None:
    contact = contact_at(ede, email="alice@ede.example")
    stop_contact(contact, StopReason.UNSUBSCRIBED, by=None, now=LATER)
    remove_contact(contact, by=oscar, now=LATER)
    text = "gemeente;e-mail\nEde;Alice@ede.example"

    assert imported(text, by=oscar) == ContactReport(0, 0, 0, 1, ())
    assert not Contact.objects.exists()
    assert "alice" not in str(Unsubscription.objects.values()).lower()


def test_an_address_that_bounced_may_be_tried_again_after_removing_it(oscar: User, ede: Municipality) -> None:
    contact = contact_at(ede, email="alice@ede.example")
    stop_contact(contact, StopReason.BOUNCED, by=oscar, now=LATER)
    stop_contact(contact, StopReason.BOUNCED, by=oscar, now=LATER)
    assert [fact.values for fact in facts("contact.stopped")] == [{"reason": "bounced"}]
    remove_contact(contact, by=oscar, now=LATER)

    assert imported("gemeente;e-mail\nEde;alice@ede.example", by=oscar).n_added == 1


@pytest.mark.parametrize("second", [StopReason.BOUNCED, StopReason.UNSUBSCRIBED])
def test_a_wish_weighs_more_than_a_bounce(oscar: User, second: StopReason) -> None:
    contact = contact_at()
    first = StopReason.UNSUBSCRIBED if second is StopReason.BOUNCED else StopReason.BOUNCED

    stop_contact(contact, first, by=oscar, now=LATER)
    stop_contact(contact, second, by=oscar, now=LATER)

    contact.refresh_from_db()
    assert contact.stop_reason == StopReason.UNSUBSCRIBED


def test_removing_forgets_the_person_and_keeps_that_the_municipality_was_invited(
    oscar: User, edition: Edition, ede: Municipality
) -> None:
    contact = contact_at(ede)
    campaign = confirmed(campaign_in(edition))
    send_portion(campaign.code, now=DURING_ENTRY)

    remove_contact(contact, by=oscar, now=LATER)
    remove_contact(contact, by=oscar, now=LATER)

    approach = Approach.objects.get()
    assert (approach.contact, approach.municipality, approach.sent_at) == (None, ede, DURING_ENTRY)
    [fact] = facts("contact.removed")
    assert (fact.subject, fact.actor, fact.at, fact.values) == (contact.code, oscar.code, LATER, {})


def test_a_campaign_is_written_and_sends_nothing(oscar: User, edition: Edition) -> None:
    contact_at()

    campaign = campaign_in(edition, by=oscar, group=Group.PROVINCES, choices=("Zeeland", "Drenthe"))

    assert (campaign.choices, campaign.invited_at, campaign.written_by) == (["Drenthe", "Zeeland"], None, oscar)
    assert (Approach.objects.count(), Message.objects.count()) == (0, 0)
    [fact] = facts("campaign.written")
    assert (fact.subject, fact.actor, fact.at) == (campaign.code, oscar.code, DURING_ENTRY)
    assert fact.values == {"year": 2027}


BAD_CAMPAIGNS = [
    ({"subject": ""}, OutreachObstacle.SUBJECT_MISSING),
    ({"subject": "Hallo {jaar}"}, OutreachObstacle.UNKNOWN_PLACEHOLDER),
    ({"text": ""}, OutreachObstacle.TEXT_MISSING),
    ({"text": "Hallo {jaar}"}, OutreachObstacle.UNKNOWN_PLACEHOLDER),
    ({"group": Group.PICKED}, OutreachObstacle.CHOICE_MISSING),
]


@pytest.mark.parametrize(("change", "obstacle"), BAD_CAMPAIGNS)
def test_a_campaign_that_cannot_be_read_is_refused(
    oscar: User, edition: Edition, change: dict[str, object], obstacle: OutreachObstacle
) -> None:
    campaign = campaign_in(edition)
    plan = replace(PLAN, **change)  # type: ignore[arg-type]  # the cases above

    with pytest.raises(RefusedError) as new:
        write_campaign(edition, plan, by=oscar, now=LATER)
    with pytest.raises(RefusedError) as old:
        rewrite_campaign(campaign, plan, by=oscar, now=LATER)

    assert (new.value.refusal.code, old.value.refusal.code) == (obstacle, obstacle)
    assert Campaign.objects.count() == 1


def test_a_campaign_can_be_changed_until_it_is_sent(oscar: User, edition: Edition) -> None:
    contact_at()
    campaign = campaign_in(edition)

    rewrite_campaign(
        campaign, CampaignPlan(" Anders\n dan ", "Een\r\ntwee ", Group.SIZES, ("small",)), by=oscar, now=LATER
    )

    campaign.refresh_from_db()
    assert (campaign.subject, campaign.text) == ("Anders dan", "Een\ntwee")
    assert (campaign.group, campaign.choices) == (Group.SIZES, ["small"])
    assert [fact.at for fact in facts("campaign.written")] == [DURING_ENTRY, LATER]


def test_a_sent_campaign_is_neither_changed_nor_thrown_away(oscar: User, edition: Edition) -> None:
    contact_at()
    campaign = confirmed(campaign_in(edition))

    with pytest.raises(RefusedError) as changing:
        rewrite_campaign(campaign, PLAN, by=oscar, now=LATER)
    with pytest.raises(RefusedError) as discarding:
        discard_campaign(campaign, by=oscar, now=LATER)

    assert (changing.value.refusal.code, discarding.value.refusal.code) == (OutreachObstacle.ALREADY_SENT,) * 2


def test_a_campaign_that_was_not_sent_can_be_thrown_away(oscar: User, edition: Edition) -> None:
    campaign = campaign_in(edition)

    discard_campaign(campaign, by=oscar, now=LATER)

    assert not Campaign.objects.exists()
    [fact] = facts("campaign.discarded")
    assert (fact.subject, fact.actor, fact.values) == (campaign.code, oscar.code, {"year": 2027})


def test_confirming_approaches_everybody_on_the_list_and_records_no_address(
    oscar: User, edition: Edition, ede: Municipality
) -> None:
    contact_at(ede, email="alice@ede.example"), contact_at(ede, email="bob@ede.example"), contact_at()
    campaign = campaign_in(edition)

    n_mails = invite_recipients(campaign, seen=mailing_list(campaign).seen, by=oscar, now=LATER)

    campaign.refresh_from_db()
    assert (n_mails, campaign.invited_at, Message.objects.count()) == (3, LATER, 0)
    assert set(Approach.objects.values_list("by", "confirmed_at", "sent_at")) == {(oscar.pk, LATER, None)}
    [fact] = facts("outreach.invited")
    assert (fact.subject, fact.actor, fact.at) == (campaign.code, oscar.code, LATER)
    assert fact.values == {"year": 2027, "n_mails": 3, "n_municipalities": 2}
    assert "@" not in str(list(Fact.objects.values()))


def test_confirming_twice_sends_once(oscar: User, edition: Edition) -> None:
    contact_at()
    campaign = campaign_in(edition)
    seen = mailing_list(campaign).seen
    invite_recipients(campaign, seen=seen, by=oscar, now=LATER)

    with pytest.raises(RefusedError) as refused:
        invite_recipients(campaign, seen=seen, by=oscar, now=LATER)

    assert refused.value.refusal == Refusal(OutreachObstacle.ALREADY_SENT, at=LATER)
    assert (Approach.objects.count(), len(facts("outreach.invited"))) == (1, 1)


def test_a_list_that_changed_since_asks_again(oscar: User, edition: Edition) -> None:
    first = contact_at()
    campaign = campaign_in(edition)
    seen = mailing_list(campaign).seen
    contact_at()
    with pytest.raises(RefusedError) as grown:
        invite_recipients(campaign, seen=seen, by=oscar, now=LATER)
    remove_contact(first, by=oscar, now=LATER)
    with pytest.raises(RefusedError) as other:
        invite_recipients(campaign, seen=seen, by=oscar, now=LATER)

    assert grown.value.refusal == Refusal(OutreachObstacle.COUNT_CHANGED, n_seen=1, n_now=2)
    assert other.value.refusal == Refusal(OutreachObstacle.CONTENT_CHANGED)
    assert not Approach.objects.exists()


@pytest.mark.parametrize(
    ("with_contact", "now", "obstacle"),
    [
        (False, LATER, OutreachObstacle.NOBODY_TO_INVITE),
        (True, ENTRY_CLOSES, OutreachObstacle.WINDOW_CLOSED),
    ],
)
def test_there_is_somebody_to_invite_and_time_to_take_part(
    oscar: User, edition: Edition, with_contact: bool, now: object, obstacle: OutreachObstacle
) -> None:
    if with_contact:
        contact_at()
    campaign = campaign_in(edition)
    seen = mailing_list(campaign).seen

    with pytest.raises(RefusedError) as refused:
        invite_recipients(campaign, seen=seen, by=oscar, now=now)  # type: ignore[arg-type]  # the moments above

    assert refused.value.refusal.code is obstacle


def test_who_came_later_can_be_invited_without_mailing_anybody_twice(oscar: User, edition: Edition) -> None:
    campaign = campaign_in(edition)
    first = contact_at(email="alice@ede.example")
    confirmed(campaign)
    send_portion(campaign.code, now=DURING_ENTRY)
    home = first.municipality
    remove_contact(first, by=oscar, now=LATER)
    contact_at(home, email="Alice@ede.example")
    late = contact_at()

    assert [recipient.contact for recipient in mailing_list(campaign).recipients] == [late]
    confirmed(campaign)
    send_portion(campaign.code, now=LATER)
    assert [message.to for message in Message.objects.order_by("pk")] == ["alice@ede.example", late.email]


def test_a_portion_writes_the_mail_that_was_shown(edition: Edition, ede: Municipality) -> None:
    contact = contact_at(ede, email="alice@ede.example", name="Alice")
    campaign = confirmed(campaign_in(edition))

    assert send_portion(campaign.code, now=DURING_ENTRY) == 1

    message = Message.objects.get()
    shown = letter_to(campaign, contact)
    assert (message.to, message.subject, message.body) == ("alice@ede.example", shown.subject, shown.text)
    assert message.subject == "Doet gemeente Ede mee?"
    assert message.body.startswith(
        "Beste Alice,\n\nMeedoen kan tot zaterdag 5 december 2026, 0.00 uur.\nhttp://testserver/meedoen/"
    )
    assert f"http://testserver/afmelden/{contact.token}/" in message.body
    [fact] = facts("campaign.sent")
    assert (fact.subject, fact.actor, fact.at) == (campaign.code, "", DURING_ENTRY)
    assert fact.values == {"year": 2027, "n_sent": 1, "n_left_out": 0}


def test_portions_run_until_everybody_is_settled_and_then_change_nothing(edition: Edition) -> None:
    for _ in range(5):
        contact_at()
    campaign = confirmed(campaign_in(edition))

    settled = [send_portion(campaign.code, now=DURING_ENTRY, size=2) for _ in range(5)]

    assert settled == [2, 2, 1, 0, 0]
    assert (Message.objects.count(), len(facts("campaign.sent"))) == (5, 3)


def test_who_submitted_began_stopped_or_left_since_gets_no_mail(oscar: User, edition: Edition) -> None:
    alice, bob = civil_servant(), civil_servant()
    submitting, beginning = contact_at(alice.municipality), contact_at(bob.municipality)
    stopping, leaving, staying = contact_at(), contact_at(), contact_at()
    campaign = confirmed(campaign_in(edition))
    submitted_entry(edition, by=alice)
    started_entry(edition, by=bob)
    stop_contact(stopping, StopReason.UNSUBSCRIBED, by=None, now=LATER)
    remove_contact(leaving, by=oscar, now=LATER)

    send_portion(campaign.code, now=LATER)

    left_out = {approach.municipality.code: approach.left_out for approach in Approach.objects.all()}
    assert left_out == {
        submitting.municipality.code: LeftOut.SUBMITTED,
        beginning.municipality.code: LeftOut.STARTED,
        stopping.municipality.code: LeftOut.STOPPED,
        leaving.municipality.code: LeftOut.REMOVED,
        staying.municipality.code: "",
    }
    assert [message.to for message in Message.objects.all()] == [staying.email]
    assert facts("campaign.sent")[0].values == {"year": 2027, "n_sent": 1, "n_left_out": 4}


def test_a_name_that_looks_like_a_template_stays_a_name(edition: Edition) -> None:
    contact_at(name="{{ site }} {link} {% now 'Y' %}")
    campaign = confirmed(campaign_in(edition))

    send_portion(campaign.code, now=DURING_ENTRY)

    assert Message.objects.get().body.startswith("Beste {{ site }} {link} {% now 'Y' %},")


def test_nothing_is_broken_after_all_of_this_and_a_breach_is_found(edition: Edition) -> None:
    contact = contact_at()
    campaign = confirmed(campaign_in(edition))
    send_portion(campaign.code, now=DURING_ENTRY)
    stop_contact(contact, StopReason.UNSUBSCRIBED, by=None, now=LATER)
    assert (len(broken_approaches()), broken_stops(), len(broken_campaigns())) == (0, [], 0)

    Approach.objects.update(edition=make_edition(2028))
    Contact.objects.update(stopped_at=None, stop_reason="")
    Campaign.objects.update(invited_at=None)

    assert (len(broken_approaches()), broken_stops(), len(broken_campaigns())) == (1, [contact], 1)

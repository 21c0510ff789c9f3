from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.tests.factories import civil_servant, started_entry, submitted_entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.outreach.actions import send_portion, stop_contact
from gemeentedelers.domain.outreach.queries import (
    Invited,
    import_plan,
    invited_in,
    letter_to,
    mailing_list,
    n_contacts_by_municipality,
    reach_in,
    took_part_before,
)
from gemeentedelers.domain.outreach.rules import ContactRow, Group, Reach, StopReason, tally
from gemeentedelers.domain.outreach.tests.factories import DAY, campaign_in, confirmed, contact_at

pytestmark = pytest.mark.django_db


def test_every_municipality_of_the_reference_day_is_there_once() -> None:
    edition = make_edition()
    alice, bob, charlie = civil_servant(), civil_servant(), civil_servant()
    submitted_entry(edition, by=alice)
    started_entry(edition, by=alice, now=DURING_ENTRY + timedelta(hours=1))
    started_entry(edition, by=bob)
    withdraw_entry(submitted_entry(edition, by=charlie), by=charlie, now=DURING_ENTRY)
    MunicipalityFactory(name="Stil", valid_from=edition.reference_date)
    MunicipalityFactory(valid_to=edition.reference_date - timedelta(days=1))
    MunicipalityFactory(valid_from=edition.reference_date + timedelta(days=1))

    rows = {row.code: row for row in reach_in(edition).rows}

    expected = {alice: Reach.SUBMITTED, bob: Reach.DRAFT, charlie: Reach.WITHDRAWN}
    assert {row.code: row.reach for row in rows.values() if row.name != "Stil"} == {
        user.municipality.code: reach for user, reach in expected.items() if user.municipality
    }
    assert tally(rows.values()).n_nothing == 1
    assert alice.municipality is not None
    assert rows[alice.municipality.code].newest_start == DURING_ENTRY + timedelta(hours=1)


def test_an_entry_of_another_edition_does_not_count() -> None:
    alice = civil_servant()
    submitted_entry(make_edition(), by=alice)
    other = make_edition(2028)

    assert [row.reach for row in reach_in(other).rows] == [Reach.NOTHING]
    assert alice.municipality is not None
    assert took_part_before(other) == {alice.municipality.code}


def test_a_withdrawn_entry_is_not_taking_part_before() -> None:
    alice = civil_servant()
    withdraw_entry(submitted_entry(make_edition(), by=alice), by=alice, now=DURING_ENTRY)

    assert took_part_before(make_edition(2028)) == set()


def test_the_entry_of_a_merged_municipality_counts_for_its_successor() -> None:
    edition = make_edition()
    successor: Municipality = MunicipalityFactory()
    merged: Municipality = MunicipalityFactory(valid_to=date(2025, 12, 31))
    merged.successors.set([successor])
    submitted_entry(edition, by=civil_servant(municipality=merged))

    reach = reach_in(edition)

    assert [row.code for row in reach.rows if row.reach is Reach.SUBMITTED] == [successor.code]
    assert merged.code not in {row.code for row in reach.rows}
    assert reach.n_elsewhere == 0


def test_who_takes_part_from_outside_the_register_of_that_day_is_counted_apart() -> None:
    edition = make_edition()
    newborn = MunicipalityFactory(valid_from=edition.reference_date + timedelta(days=30))
    submitted_entry(edition, by=civil_servant(municipality=newborn))

    reach = reach_in(edition)
    assert (tally(reach.rows).n_submitted, reach.n_elsewhere) == (0, 1)


@pytest.mark.parametrize("n_municipalities", [3, 342])
def test_the_reach_takes_three_queries_however_many_there_are(
    n_municipalities: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = make_edition()
    for user in (civil_servant(), civil_servant()):
        started_entry(edition, by=user)
    Municipality.objects.bulk_create(
        Municipality(code=f"GM9{number:03d}", name=f"Stad {number}", province="Zeeland", latitude=51, longitude=4)
        for number in range(n_municipalities - 2)
    )

    with django_assert_num_queries(3):
        reach = reach_in(edition)

    assert len(reach.rows) == n_municipalities


@pytest.mark.parametrize("n_contacts", [1, 3])
def test_the_recipients_take_five_queries_however_many_there_are(
    n_contacts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    campaign = campaign_in(make_edition())
    for _ in range(n_contacts):
        contact_at()

    with django_assert_num_queries(5):
        assert len(mailing_list(campaign).recipients) == n_contacts


def test_members_without_an_address_are_named() -> None:
    campaign = campaign_in(make_edition(), group=Group.PROVINCES, choices=("Zeeland",))
    with_address = contact_at(MunicipalityFactory(province="Zeeland"))
    without = MunicipalityFactory(province="Zeeland")
    contact_at(MunicipalityFactory(province="Drenthe"))

    current = mailing_list(campaign)
    assert [recipient.contact for recipient in current.recipients] == [with_address]
    assert ([row.code for row in current.without_address], current.n_municipalities) == ([without.code], 1)


def test_only_addresses_that_may_be_mailed_are_counted() -> None:
    first = contact_at()
    contact_at(first.municipality, email="other@dorp.example")
    stop_contact(contact_at(), StopReason.UNSUBSCRIBED, by=None, now=DURING_ENTRY)

    assert n_contacts_by_municipality() == {first.municipality.code: 2}


def test_invitations_are_counted_once_they_are_sent() -> None:
    edition = make_edition()
    contact = contact_at()
    contact_at(contact.municipality, email="other@dorp.example")
    campaign = confirmed(campaign_in(edition))
    assert invited_in(edition) == {}

    send_portion(campaign.code, now=DURING_ENTRY)

    assert invited_in(edition) == {contact.municipality.code: Invited(DURING_ENTRY, DURING_ENTRY, 2)}


def test_everyday_names_and_codes_lead_to_the_same_municipality() -> None:
    hague: Municipality = MunicipalityFactory(code="GM0518", name="'s-Gravenhage")
    rows = [
        ContactRow(2, "", "Den Haag", "a@denhaag.example", ""),
        ContactRow(3, "", "’s-Gravenhage", "b@denhaag.example", ""),
        ContactRow(4, "GM0518", "wat dan ook", "c@denhaag.example", ""),
    ]

    plan = import_plan(rows, day=DAY)

    assert [municipality for _, municipality in plan.added] == [hague] * 3
    assert plan.faults == ()


def test_a_merged_municipality_gets_no_contacts() -> None:
    MunicipalityFactory(name="Weesp", valid_to=date(2022, 3, 23))

    plan = import_plan([ContactRow(2, "", "Weesp", "a@weesp.example", "")], day=DAY)

    assert [fault.column for fault in plan.faults] == ["gemeente"]


def test_who_has_no_name_is_addressed_as_a_colleague() -> None:
    assert letter_to(campaign_in(make_edition()), contact_at()).text.startswith("Beste collega,")

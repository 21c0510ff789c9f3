from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY
from gemeentedelers.domain.entries.actions import invite
from gemeentedelers.domain.entries.models import Entry, Invitation, Participant
from gemeentedelers.domain.entries.rules import INVITATION_LASTS, TeamRole
from gemeentedelers.domain.entries.tests.factories import civil_servant, started_entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.models import Organisation, User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.web.entrant.tests.conftest import SignIn, page_of
from gemeentedelers.web.entrant.tests.test_entries import joined

pytestmark = pytest.mark.django_db


def link(invitation: Invitation) -> str:
    return f"/inzendingen/uitnodiging/{invitation.token}/"


def roles(entry: Entry) -> dict[str, str]:
    return dict(entry.team.values_list("user__name", "role"))


def test_the_owner_invites_and_nobody_is_in_before_accepting(
    as_: SignIn, edition: Edition, alice: User, bob: User
) -> None:
    entry = started_entry(edition, by=alice)

    as_(alice).post(page_of(entry, "team/"), {"email": bob.email.upper(), "role": "writer"})

    invitation = Invitation.objects.get()
    assert (invitation.address, roles(entry)) == (bob.email, {"Alice": "owner"})
    answer = as_(bob).post(link(invitation), {"antwoord": "ja"})
    assert (answer["Location"], roles(entry)) == (page_of(entry), {"Alice": "owner", "Bob": "writer"})


@pytest.mark.parametrize("address", ["", "geen adres"])
def test_a_bad_address_is_explained(as_: SignIn, edition: Edition, alice: User, address: str) -> None:
    entry = started_entry(edition, by=alice)

    page = as_(alice).post(page_of(entry, "team/"), {"email": address, "role": "writer"})

    assert (page.status_code, Invitation.objects.count()) == (422, 0)


def test_a_mail_scanner_changes_nothing(client: Client, as_: SignIn, edition: Edition, alice: User, bob: User) -> None:
    entry = started_entry(edition, by=alice)
    invitation = invite(entry, bob.email, TeamRole.WRITER, by=alice, now=DURING_ENTRY)

    for browser in (client, as_(bob)):
        for _ in range(5):
            assert browser.get(link(invitation)).status_code == 200
            assert browser.head(link(invitation)).status_code == 200

    assert roles(entry) == {"Alice": "owner"}
    assert "Ja, ik doe mee" in as_(bob).get(link(invitation)).content.decode()


def test_an_invitation_is_only_for_its_own_address(as_: SignIn, edition: Edition, alice: User, bob: User) -> None:
    entry = started_entry(edition, by=alice)
    invitation = invite(entry, bob.email, TeamRole.WRITER, by=alice, now=DURING_ENTRY)

    page = as_(UserFactory(name="Charlie")).post(link(invitation), {"antwoord": "ja"}, follow=True)

    assert "Deze uitnodiging is voor een ander adres." in page.content.decode()
    assert roles(entry) == {"Alice": "owner"}


def test_who_is_not_signed_in_comes_back_to_the_invitation(
    client: Client, edition: Edition, alice: User, bob: User
) -> None:
    invitation = invite(started_entry(edition, by=alice), bob.email, TeamRole.WRITER, by=alice, now=DURING_ENTRY)

    assert client.post(link(invitation))["Location"] == f"/account/login/?next={link(invitation)}"


def test_an_expired_invitation_says_so(
    as_: SignIn, edition: Edition, alice: User, bob: User, clock: time_machine.Traveller
) -> None:
    entry = started_entry(edition, by=alice)
    invitation = invite(entry, bob.email, TeamRole.WRITER, by=alice, now=DURING_ENTRY)
    clock.move_to(DURING_ENTRY + INVITATION_LASTS)

    assert "Deze uitnodiging geldt niet meer" in as_(bob).get(link(invitation)).content.decode()
    as_(bob).post(link(invitation), {"antwoord": "ja"})
    assert roles(entry) == {"Alice": "owner"}


def test_the_owner_sends_again_and_takes_back(
    as_: SignIn, edition: Edition, alice: User, bob: User, clock: time_machine.Traveller
) -> None:
    entry = started_entry(edition, by=alice)
    invitation = invite(entry, bob.email, TeamRole.WRITER, by=alice, now=DURING_ENTRY)
    clock.shift(timedelta(days=10))
    change = page_of(entry, f"team/uitnodiging/{invitation.code}/")

    as_(alice).post(change, {"wat": "opnieuw"})
    invitation.refresh_from_db()
    assert invitation.expires_at == DURING_ENTRY + timedelta(days=10) + INVITATION_LASTS
    as_(alice).post(change, {"wat": "intrekken"})

    invitation.refresh_from_db()
    assert invitation.status == "revoked"
    assert as_(alice).post(change, {"wat": "opnieuw"}).status_code == 404


@pytest.mark.parametrize(
    ("deed", "after"),
    [
        ("lezen", {"Alice": "owner", "Bob": "reader"}),
        ("schrijven", {"Alice": "owner", "Bob": "writer"}),
        ("overdragen", {"Alice": "writer", "Bob": "owner"}),
        ("verwijderen", {"Alice": "owner"}),
    ],
)
def test_the_owner_decides_about_members(
    as_: SignIn, edition: Edition, alice: User, bob: User, deed: str, after: dict[str, str]
) -> None:
    entry = started_entry(edition, by=alice)
    joined(entry, bob, TeamRole.WRITER, by=alice)

    as_(alice).post(page_of(entry, f"team/{bob.code}/"), {"wat": deed})

    assert roles(entry) == after


@pytest.mark.parametrize("deed", ["lezen", "overdragen", "verwijderen"])
def test_a_writer_decides_about_nobody_but_may_leave(
    as_: SignIn, edition: Edition, alice: User, bob: User, deed: str
) -> None:
    entry = started_entry(edition, by=alice)
    joined(entry, bob, TeamRole.WRITER, by=alice)

    as_(bob).post(page_of(entry, f"team/{alice.code}/"), {"wat": deed})
    assert roles(entry) == {"Alice": "owner", "Bob": "writer"}

    answer = as_(bob).post(page_of(entry, f"team/{bob.code}/"), {"wat": "verwijderen"})
    assert (answer["Location"], roles(entry)) == ("/inzendingen/", {"Alice": "owner"})


def test_an_unknown_deed_or_member_does_not_exist(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)

    statuses = [
        as_(alice).post(page_of(entry, f"team/{code}/"), {"wat": deed}).status_code
        for code, deed in ((alice.code, "promoveren"), (civil_servant().code, "lezen"))
    ]

    assert statuses == [404, 404]


PARTICIPANT = {"role": "partner", "municipality": "", "name": "", "country": "NL", "contribution": "Dacht mee."}


def test_a_municipality_and_another_organisation_take_part(as_: SignIn, edition: Edition, alice: User) -> None:
    entry, druten = started_entry(edition, by=alice), MunicipalityFactory(name="Druten")
    Organisation.objects.create(name="Stad Gent", country="BE")

    as_(alice).post(page_of(entry, "deelnemers/"), {**PARTICIPANT, "municipality": druten.pk, "role": "co_owner"})
    as_(alice).post(page_of(entry, "deelnemers/"), {**PARTICIPANT, "name": " stad  gent ", "country": "BE"})

    assert [(row.name, row.role) for row in Participant.objects.all()] == [
        ("gemeente Druten", "co_owner"),
        ("Stad Gent", "partner"),
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Kies een gemeente, of schrijf hieronder"),
        ({"name": "Gent", "municipality": "999999"}, "Kies een gemeente uit de lijst."),
        ({"name": "Gent", "role": ""}, "Kies de rol."),
        ({"name": "a" * 161}, "Deze naam is te lang"),
    ],
)
def test_a_bad_participant_is_explained_and_not_stored(
    as_: SignIn, edition: Edition, alice: User, changes: dict[str, str], words: str
) -> None:
    entry = started_entry(edition, by=alice)

    page = as_(alice).post(page_of(entry, "deelnemers/"), {**PARTICIPANT, **changes})

    assert (page.status_code, Participant.objects.count(), Organisation.objects.count()) == (422, 0, 0)
    assert words in page.content.decode()


def test_a_participant_is_named_once_and_can_be_left_out(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = started_entry(edition, by=alice)
    once = as_(alice).post(page_of(entry, "deelnemers/"), {**PARTICIPANT, "name": "Stad Gent"})
    twice = as_(alice).post(page_of(entry, "deelnemers/"), {**PARTICIPANT, "name": "Stad Gent"})

    assert (once.status_code, twice.status_code, Participant.objects.count()) == (302, 422, 1)
    as_(alice).post(page_of(entry, f"deelnemers/{Participant.objects.get().code}/weglaten/"))
    assert Participant.objects.count() == 0

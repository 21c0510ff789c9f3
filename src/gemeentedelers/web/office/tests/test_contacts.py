import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.outreach.actions import stop_contact
from gemeentedelers.domain.outreach.models import Contact
from gemeentedelers.domain.outreach.rules import MOST_BYTES, StopReason
from gemeentedelers.domain.outreach.tests.factories import contact_at

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/bereik/contacten/"
IMPORT = f"{PAGE}importeren/"
LIST = "gemeente;e-mail;naam\nSúdwest-Fryslân;alice@swf.example;Alice\n"


@pytest.fixture(autouse=True)
def edition() -> Edition:
    MunicipalityFactory(name="Súdwest-Fryslân")
    return make_edition()


def uploaded(content: bytes, name: str = "lijst.csv") -> dict[str, object]:
    return {"file": SimpleUploadedFile(name, content, content_type="text/csv"), "text": ""}


def addresses() -> list[str]:
    return list(Contact.objects.order_by("email").values_list("email", flat=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_is_shown_first_and_stored_by_a_second_post(oscar: Client, encoding: str) -> None:
    preview = oscar.post(IMPORT, uploaded(LIST.encode(encoding)))
    assert (preview.status_code, addresses()) == (200, [])
    assert "Sla 1 adres op" in preview.text
    form = preview.context["form"]

    stored = oscar.post(IMPORT, {**form.initial, "skip_bad_rows": "", "opslaan": "ja"}, follow=True)

    assert "1 adres toegevoegd." in stored.text
    assert addresses() == ["alice@swf.example"]
    assert Contact.objects.get().source == "lijst.csv"


def test_a_pasted_list_says_where_it_came_from(oscar: Client) -> None:
    oscar.post(IMPORT, {"text": LIST, "opslaan": "ja"})

    assert Contact.objects.get().source == "geplakte lijst"


def test_the_same_list_twice_says_that_it_is_known(oscar: Client) -> None:
    oscar.post(IMPORT, {"text": LIST, "opslaan": "ja"})

    preview = oscar.post(IMPORT, {"text": LIST})
    again = oscar.post(IMPORT, {"text": LIST, "opslaan": "ja"}, follow=True)

    assert "Alles uit deze lijst kennen wij al." in preview.text
    assert "0 adressen toegevoegd, 1 al bekend." in again.text
    assert len(addresses()) == 1


def test_faults_are_named_and_nothing_is_stored_until_they_may_be_skipped(oscar: Client) -> None:
    text = f"{LIST}Nergens;bob@nergens.example;Bob\nSúdwest-Fryslân;geen adres;\n"

    refused = oscar.post(IMPORT, {"text": text, "opslaan": "ja"})
    assert (refused.status_code, addresses()) == (422, [])
    assert [(fault.line, fault.column) for fault in refused.context["faults"]] == [(3, "gemeente"), (4, "e-mail")]
    assert "Er is niets opgeslagen" in refused.text
    assert "“Nergens” staat niet in het register van gemeenten." in refused.text
    assert text in refused.context["form"].initial["text"]

    stored = oscar.post(IMPORT, {"text": text, "opslaan": "ja", "skip_bad_rows": "on"}, follow=True)
    assert "1 adres toegevoegd, 2 foute regels overgeslagen." in stored.text
    assert addresses() == ["alice@swf.example"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"text": ""}, "Kies een bestand of plak een lijst."),
        (uploaded(b""), "Dit bestand is leeg."),
        (uploaded(b"PK\x03\x04\x00\x00", "lijst.xlsx"), "Sla het bestand op als CSV"),
        (uploaded(b"a" * (MOST_BYTES + 1)), "Dit bestand is te groot: hoogstens 1 MB."),
        ({"text": "a" * (MOST_BYTES + 1)}, "Dit bestand is te groot: hoogstens 1 MB."),
        ({**uploaded(LIST.encode()), "text": LIST}, "Kies een bestand of plak een lijst, niet allebei."),
    ],
    ids=["nothing", "empty", "a spreadsheet", "large file", "large text", "both"],
)
def test_what_is_no_list_is_explained(oscar: Client, given: dict[str, object], expected: str) -> None:
    page = oscar.post(IMPORT, given)

    assert (page.status_code, expected in page.text, addresses()) == (422, True, [])


def test_a_list_without_its_columns_says_which_ones(oscar: Client) -> None:
    page = oscar.post(IMPORT, {"text": "plaats;mail\nEde;a@b.example"})

    assert page.status_code == 422
    assert "Er is een kolom “e-mail” nodig" in page.text


def test_a_list_that_holds_a_page_is_shown_as_text(oscar: Client) -> None:
    page = oscar.post(IMPORT, {"text": f"{LIST}<script>alert(1)</script>;x;</textarea><b>\n"})

    assert "<script>alert" not in page.text
    assert page.text.count("</textarea>") == 1


def test_contacts_are_removed_one_by_one(oscar: Client) -> None:
    first, second = contact_at(), contact_at()

    answer = oscar.post(f"{PAGE}{first.code}/verwijderen/")

    assert answer.headers["Location"] == f"/organisatie/2027/bereik/gemeenten/{first.municipality.code}/"
    assert addresses() == [second.email]
    assert oscar.post(f"{PAGE}{first.code}/verwijderen/").status_code == 404


def test_an_address_that_does_not_work_gets_no_more_mail(oscar: Client) -> None:
    contact = contact_at()

    oscar.post(f"{PAGE}{contact.code}/werkt-niet/")

    contact.refresh_from_db()
    assert contact.stop_reason == StopReason.BOUNCED
    assert "Adres werkt niet" in oscar.get(PAGE).text


def test_who_unsubscribed_is_shown_and_not_stored_again(oscar: Client) -> None:
    contact = contact_at(email="alice@swf.example")
    stop_contact(contact, StopReason.UNSUBSCRIBED, by=None, now=DURING_ENTRY)
    assert "Wil geen uitnodigingen" in oscar.get(PAGE).text

    preview = oscar.post(IMPORT, {"text": LIST})

    assert "1 adres meldde zich eerder af." in preview.text
    assert (
        "0 adressen toegevoegd, 1 afgemeld en niet opgeslagen."
        in oscar.post(IMPORT, {"text": LIST, "opslaan": "ja"}, follow=True).text
    )


def test_without_contacts_the_page_says_what_to_do(oscar: Client) -> None:
    assert "Er zijn nog geen contacten" in oscar.get(PAGE).text


@pytest.mark.parametrize("n_contacts", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    oscar: Client, n_contacts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(n_contacts):
        contact_at()

    with django_assert_num_queries(7):
        assert len(oscar.get(PAGE).context["rows"]) == n_contacts

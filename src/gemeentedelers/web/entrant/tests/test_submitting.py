from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from pypdf import PdfReader

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import ENTRY_CLOSES
from gemeentedelers.domain.entries.models import Entry, Extension
from gemeentedelers.domain.entries.queries import key_to_submit
from gemeentedelers.domain.entries.rules import UNDO_WITHIN, EntryStatus
from gemeentedelers.domain.entries.tests.factories import (
    complete_entry,
    join,
    started_entry,
    submit,
    submitted_entry,
    write,
    write_texts_of,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import MailEnclosure, Message
from gemeentedelers.web.entrant.jobs import send_receipt
from gemeentedelers.web.entrant.tests.conftest import SignIn, page_of

pytestmark = pytest.mark.django_db


def key_of(entry: Entry) -> dict[str, str]:
    """What the check page of this moment posts."""
    key = key_to_submit(Entry.objects.get(pk=entry.pk))
    return {"sleutel": key.key, "inhoud": key.digest}


def test_the_check_page_names_what_is_missing_and_what_is_wrong(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = complete_entry(edition, by=alice)
    write_texts_of(entry, {"answer.herbruikbaar": "", "cost_once": "veel"}, by=alice)

    page = as_(alice).get(page_of(entry, "controleren/"))

    shown = page.context["list"]
    assert [(lack.text, lack.url) for lack in shown.missing] == [
        (
            "uw antwoord bij Herbruikbaar",
            page_of(entry, "herbruikbaar/antwoord/#veld-answer-herbruikbaar"),
        )
    ]
    assert [lack.url for lack in shown.faults] == [page_of(entry, "nodig/geld/#veld-cost_once")]
    assert "Samen de straat vergroenen" in page.content.decode()
    assert "Inzending indienen" not in page.content.decode()


def test_nothing_is_an_answer_when_it_is_a_number(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = complete_entry(edition, by=alice)
    write(entry, by=alice, cost_yearly="0")

    assert "€ 0" in as_(alice).get(page_of(entry, "controleren/")).content.decode()


def test_the_button_carries_the_key_of_this_very_text(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = complete_entry(edition, by=alice)

    text = as_(alice).get(page_of(entry, "controleren/")).content.decode()

    key = key_of(entry)
    assert f'name="sleutel" value="{key["sleutel"]}"' in text
    assert f'name="inhoud" value="{key["inhoud"]}"' in text


def test_submitting_gives_a_receipt_with_the_reference(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = complete_entry(edition, by=alice)

    page = as_(alice).post(page_of(entry, "indienen/"), key_of(entry), follow=True)

    assert page.redirect_chain == [(page_of(entry, "ontvangst/1/"), 302)]
    assert f'<p class="gd-receipt__reference">{entry.reference}</p>' in page.content.decode()
    entry.refresh_from_db()
    assert entry.status == EntryStatus.SUBMITTED


def test_a_retry_gets_the_same_receipt_and_a_tampered_key_is_refused(
    as_: SignIn, edition: Edition, alice: User
) -> None:
    entry = complete_entry(edition, by=alice)
    key = key_of(entry)
    post = as_(alice).post

    again = [post(page_of(entry, "indienen/"), key)["Location"] for _ in range(3)]
    tampered = [
        post(page_of(entry, "indienen/"), {**key, **change}).status_code
        for change in ({"inhoud": "0" * 64}, {"sleutel": "verzonnen"}, {"sleutel": ""})
    ]

    assert again == [page_of(entry, "ontvangst/1/")] * 3
    assert tampered == [409] * 3
    assert entry.versions.count() == 1


def test_a_text_that_changed_meanwhile_is_checked_again(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = complete_entry(edition, by=alice)
    key = key_of(entry)
    write(entry, by=alice, title="Een andere titel")

    page = as_(alice).post(page_of(entry, "indienen/"), key, follow=True)

    assert page.redirect_chain == [(page_of(entry, "controleren/"), 302)]
    assert "De tekst is gewijzigd terwijl u deze bekeek." in page.content.decode()
    assert entry.versions.count() == 0


def test_a_change_replaces_what_was_submitted_and_the_old_receipt_stays(
    as_: SignIn, edition: Edition, alice: User
) -> None:
    entry = submitted_entry(edition, by=alice)
    write(entry, by=alice, title="Beter")

    as_(alice).post(page_of(entry, "indienen/"), key_of(entry))

    first, second = (as_(alice).get(page_of(entry, f"ontvangst/{number}/")).content.decode() for number in (1, 2))
    assert "Er is een nieuwere versie ingediend" in first
    assert "Uw wijzigingen zijn binnen" in second
    assert as_(alice).get(page_of(entry, "ontvangst/"))["Location"] == page_of(entry, "ontvangst/2/")


def test_a_late_submit_keeps_the_text_and_says_whom_to_ask(
    as_: SignIn, edition: Edition, alice: User, clock: time_machine.Traveller
) -> None:
    entry = complete_entry(edition, by=alice)
    clock.move_to(ENTRY_CLOSES + timedelta(minutes=15))

    page = as_(alice).post(page_of(entry, "indienen/"), key_of(entry), follow=True)

    text = page.content.decode()
    assert "De inschrijving is gesloten sinds" in text
    assert page_of(entry, "uitstel/") in text
    assert "Samen de straat vergroenen" in text


def test_more_time_is_asked_once_with_a_reason(
    as_: SignIn, edition: Edition, alice: User, clock: time_machine.Traveller
) -> None:
    entry = complete_entry(edition, by=alice)
    clock.move_to(ENTRY_CLOSES + timedelta(hours=1))
    ask = page_of(entry, "uitstel/")

    statuses = [as_(alice).post(ask, {"reason": reason}).status_code for reason in ("", "Ziek.", "Nog eens.")]

    assert statuses == [422, 302, 422]
    assert [row.asked_because for row in Extension.objects.all()] == ["Ziek."]
    assert "U hebt om uitstel gevraagd" in as_(alice).get(page_of(entry)).content.decode()


def test_withdrawing_can_be_undone_for_a_day(
    as_: SignIn, edition: Edition, alice: User, clock: time_machine.Traveller
) -> None:
    entry = submitted_entry(edition, by=alice)
    statuses = []

    for wait in (timedelta(0), UNDO_WITHIN - timedelta(seconds=1), UNDO_WITHIN):
        as_(alice).post(page_of(entry, "intrekken/"), {"reason": "Toch niet."})
        clock.shift(wait)
        as_(alice).post(page_of(entry, "herstellen/"))
        entry.refresh_from_db()
        statuses.append(entry.status)

    assert statuses == [EntryStatus.SUBMITTED, EntryStatus.SUBMITTED, EntryStatus.WITHDRAWN]


@pytest.mark.parametrize("page", ["ontvangst/", "ontvangst/1/", "ontvangst/9/"])
def test_a_draft_has_no_receipt(as_: SignIn, edition: Edition, alice: User, page: str) -> None:
    entry = started_entry(edition, by=alice)

    assert as_(alice).get(page_of(entry, page))["Location"] == page_of(entry)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_all_answers_come_as_a_pdf_and_stay_the_same(as_: SignIn, edition: Edition, alice: User) -> None:
    entry = submitted_entry(edition, by=alice)
    address = page_of(entry, "ontvangst/1/antwoorden.pdf")

    first = as_(alice).get(address)
    write(entry, by=alice, problem="Later veranderd")
    second = as_(alice).get(address)

    text = text_of(first.content)
    assert first["Content-Type"] == "application/pdf"
    assert first.content == second.content
    assert all(words in text for words in (entry.reference, "De straat werd te heet.", "Dit is succesvol.", "geteld"))
    assert as_(alice).get(page_of(entry, "ontvangst/2/antwoorden.pdf")).status_code == 404


def test_the_whole_team_gets_the_receipt_with_the_answers_once(edition: Edition, alice: User, bob: User) -> None:
    entry = complete_entry(edition, by=alice)
    join(entry, bob, by=alice)
    submit(entry, by=alice)
    fact = Fact.objects.get(name="entry.submitted")

    send_receipt(fact)
    send_receipt(fact)

    mails = Message.objects.order_by("to")
    assert {mail.to for mail in mails} == {alice.email, bob.email}
    assert len(mails) == 2
    assert all(mail.subject == f"Uw inzending {entry.reference} is binnen" for mail in mails)
    [enclosure] = MailEnclosure.objects.filter(message=mails[0])
    assert "De straat werd te heet." in text_of(bytes(enclosure.content))

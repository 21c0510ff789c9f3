from datetime import timedelta

import pytest

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.recuts.actions import answer_objection, apply_cut, undo_recut
from gemeentedelers.domain.recuts.jobs import (
    tell_of_answer,
    tell_of_objection,
    tell_of_recut,
    tell_of_undone_recut,
)
from gemeentedelers.domain.recuts.queries import cut_as_entered
from gemeentedelers.domain.recuts.rules import Cut
from gemeentedelers.domain.recuts.rules.objections import ObjectionOutcome
from gemeentedelers.domain.recuts.tests.factories import (
    NOT_OURS,
    TOGETHER,
    a_shortlist,
    cut_up,
    objected,
    references_of,
)
from gemeentedelers.domain.shortlists.tests.factories import an_organiser
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db

LATER = AFTER_READING + timedelta(hours=1)


def fact(name: str) -> Fact:
    return Fact.objects.filter(name=name).latest("number")


def mails() -> list[tuple[str, str]]:
    return list(
        Message.objects.filter(key__regex="^(shortlist.recut|recut|objection)")
        .order_by("pk")
        .values_list("to", "subject")
    )


def first_moved(edition: Edition) -> str:
    """The first entry goes from Leefomgeving to Uitvoeringskracht; the others stay."""
    cut, first = cut_as_entered(edition), references_of(edition)[0]
    moved = Cut(cut.categories, {**cut.placements, first: "uitvoering"})
    apply_cut(edition, moved, reason=TOGETHER, by=an_organiser(edition), now=LATER)
    return first


def test_only_teams_with_another_category_get_a_mail_once() -> None:
    edition = a_shortlist()
    first = first_moved(edition)
    address = owner_of(edition.entries.get(reference=first)).email

    tell_of_recut(fact("shortlist.recut"))
    tell_of_recut(fact("shortlist.recut"))

    assert mails() == [(address, f"{first} doet in de finale mee in Uitvoeringskracht")]
    body = Message.objects.get(subject__contains="Uitvoeringskracht").body
    assert "stond in de categorie Leefomgeving" in body
    assert TOGETHER in body
    assert "bezwaar maken tot en met zaterdag 6 februari 2027" in body
    assert f"/inzendingen/{first}/categorie/" in body


def test_keeping_the_categories_of_entry_mails_nobody() -> None:
    cut_up(a_shortlist())

    tell_of_recut(fact("shortlist.recut"))

    assert mails() == []


def test_who_withdrew_gets_no_mail() -> None:
    edition = a_shortlist()
    entry = edition.entries.get(reference=first_moved(edition))
    withdraw_entry(entry, by=owner_of(entry), now=LATER)

    tell_of_recut(fact("shortlist.recut"))

    assert mails() == []


@pytest.mark.parametrize("is_divided_before", [True, False])
def test_undoing_mails_the_same_teams(is_divided_before: bool) -> None:
    edition = a_shortlist()
    if is_divided_before:
        cut_up(edition)
    first = first_moved(edition)
    address = owner_of(edition.entries.get(reference=first)).email
    recut = edition.recuts.latest("made_at", "number")

    undo_recut(recut, by=an_organiser(edition), now=LATER)
    tell_of_undone_recut(fact("recut.undone"))
    tell_of_undone_recut(fact("recut.undone"))

    assert mails() == [(address, f"{first} staat toch weer in de categorie Leefomgeving")]
    page = f"/inzendingen/{first}/{'categorie/' if is_divided_before else ''}\n"
    assert page in Message.objects.get(subject__contains="toch weer").body


def test_an_objection_and_its_answer_are_mailed() -> None:
    edition = cut_up(a_shortlist())
    oscar = an_organiser(edition, name="Oscar")
    objection = objected(edition)

    tell_of_objection(fact("objection.made"))

    told = Message.objects.get(to=oscar.email)
    assert told.subject == f"Bezwaar tegen de categorie van {objection.entry.reference}"
    assert NOT_OURS in told.body
    assert f"/finale/indeling/bezwaren/{objection.code}/" in told.body


@pytest.mark.parametrize(
    ("outcome", "into", "said"),
    [
        (ObjectionOutcome.GRANTED, "uitvoering", "U had gelijk. “Casus 1” doet in de finale mee in de categorie Uitv"),
        (ObjectionOutcome.DENIED, "", "De casus blijft in de categorie Leefomgeving."),
    ],
)  # fmt: skip
def test_the_team_reads_one_answer(outcome: ObjectionOutcome, into: str, said: str) -> None:
    edition = cut_up(a_shortlist())
    objection = objected(edition)
    answer_objection(
        objection, outcome, reason="Wij lazen hem nog eens.", into=into, by=an_organiser(edition), now=LATER
    )

    tell_of_recut(fact("shortlist.recut"))
    tell_of_answer(fact("objection.answered"))
    tell_of_answer(fact("objection.answered"))

    reference = objection.entry.reference
    assert mails() == [(owner_of(objection.entry).email, f"Antwoord op uw bezwaar over de categorie van {reference}")]
    body = Message.objects.get(subject__startswith="Antwoord").body
    assert said in body
    assert "Wij lazen hem nog eens." in body

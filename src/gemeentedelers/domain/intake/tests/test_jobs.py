from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from gemeentedelers.domain.editions.tests.factories import ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.tests.factories import (
    AFTER_CLOSING,
    owner_of,
    submit,
    submitted_entry,
    write,
)
from gemeentedelers.domain.intake.actions import answer_question, decide_appeal, merge_entries, unmerge
from gemeentedelers.domain.intake.jobs import (
    close_overdue_questions,
    close_what_was_opened,
    tell_of_answer,
    tell_of_appeal,
    tell_of_decision,
    tell_of_ineligibility,
    tell_of_merge,
    tell_of_question,
    tell_of_undone_merge,
)
from gemeentedelers.domain.intake.rules import AppealOutcome
from gemeentedelers.domain.intake.tests.factories import appealed, asked, ineligible
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import Message

pytestmark = pytest.mark.django_db

LATE = ENTRY_CLOSES + timedelta(hours=10)


def mails_after(name: str, job: Callable[[Fact], None]) -> list[tuple[str, str]]:
    """Whom the job writes what, when it runs twice for the newest fact of that name."""
    fact = Fact.objects.filter(name=name).latest("number")
    job(fact)
    job(fact)
    return list(Message.objects.order_by("pk").values_list("to", "subject"))


def test_a_question_goes_to_the_team_and_its_answer_to_who_asked() -> None:
    entry, oscar = submitted_entry(make_edition()), UserFactory()
    question, owner = asked(entry, "nodig", by=oscar), owner_of(entry)
    assert mails_after("intake.asked", tell_of_question) == [
        (owner.email, f"Een vraag over uw inzending {entry.reference}")
    ]
    assert "donderdag 17 december 2026" in Message.objects.get().body
    answer_question(question, "4.000.", by=owner, now=LATE)

    assert mails_after("intake.answered", tell_of_answer)[1:] == [(oscar.email, f"Antwoord over {entry.reference}")]


def test_a_submission_closes_what_was_opened() -> None:
    entry = submitted_entry(make_edition())
    asked(entry, "nodig")
    write(entry, by=owner_of(entry), now=AFTER_CLOSING, costs="6.000 euro.")
    submit(entry, by=owner_of(entry), now=AFTER_CLOSING)

    mails_after("entry.submitted", close_what_was_opened)

    entry.refresh_from_db()
    assert (entry.open_sections, entry.questions.get().state) == ([], "answered")


def test_the_hourly_job_closes_what_is_overdue() -> None:
    entry = submitted_entry(make_edition())
    asked(entry, "nodig")

    with time_machine.travel(AFTER_CLOSING + timedelta(days=9)):
        close_overdue_questions(0)

    assert entry.questions.get().state == "closed"


def test_a_no_says_why_and_until_when_the_team_can_appeal() -> None:
    entry = ineligible(submitted_entry(make_edition()))

    assert mails_after("entry.judged_eligible", tell_of_ineligibility) == [
        (owner_of(entry).email, f"Uw inzending {entry.reference} voldoet niet aan de voorwaarden")
    ]
    body = Message.objects.get().body
    assert ("Nog niet af." in body, "tot en met donderdag 17 december 2026" in body) == (True, True)


def test_an_appeal_and_its_decision_are_mailed_both_ways() -> None:
    oscar = somebody_with(Role.ORGANISER, year=2027)
    somebody_with(Role.ORGANISER, year=2026)
    made = appealed(submitted_entry(make_edition()))
    assert mails_after("appeal.made", tell_of_appeal) == [
        (oscar.email, f"Bezwaar tegen het oordeel over {made.entry.reference}")
    ]
    decide_appeal(made, AppealOutcome.GRANTED, reason="", by=oscar, now=LATE)

    assert mails_after("appeal.decided", tell_of_decision)[1:] == [
        (owner_of(made.entry).email, f"Uw bezwaar over {made.entry.reference}")
    ]
    assert mails_after("entry.judged_eligible", tell_of_ineligibility)[2:] == []


def test_both_teams_hear_of_a_merge_and_of_its_undoing() -> None:
    edition = make_edition()
    gone, kept = submitted_entry(edition), submitted_entry(edition)
    both = {owner_of(gone).email, owner_of(kept).email}
    merge = merge_entries(gone, kept, reason="Dubbel.", by=UserFactory(), now=AFTER_CLOSING)
    told = mails_after("entry.merged", tell_of_merge)
    assert {to for to, _ in told} == both
    assert {subject for _, subject in told} == {f"{gone.reference} gaat verder in {kept.reference}"}
    unmerge(merge, by=UserFactory(), now=AFTER_CLOSING)

    assert {to for to, _ in mails_after("entry.unmerged", tell_of_undone_merge)[2:]} == both

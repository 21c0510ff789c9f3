"""What the organisers and a team settle, each reached through its action."""

from datetime import date, datetime

from gemeentedelers.domain.entries.actions import judge_eligibility
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import Eligibility
from gemeentedelers.domain.entries.tests.factories import AFTER_CLOSING, owner_of
from gemeentedelers.domain.intake.actions import appeal, ask_team
from gemeentedelers.domain.intake.models import Appeal, Question
from gemeentedelers.domain.intake.rules import Request
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory

DUE = date(2026, 12, 17)


def asked(entry: Entry, *sections: str, by: User | None = None, now: datetime = AFTER_CLOSING) -> Question:
    question = ask_team(entry, Request("Hoeveel waren het er?", DUE, sections), by=by or UserFactory(), now=now)
    entry.refresh_from_db()
    return question


def ineligible(entry: Entry, *, by: User | None = None, now: datetime = AFTER_CLOSING) -> Entry:
    judge_eligibility(entry, Eligibility.INELIGIBLE, reason="Nog niet af.", by=by or UserFactory(), now=now)
    entry.refresh_from_db()
    return entry


def appealed(entry: Entry, *, judge: User | None = None, now: datetime = AFTER_CLOSING) -> Appeal:
    ineligible(entry, by=judge, now=now)
    return appeal(entry, "Het is wel af.", by=owner_of(entry), now=now)

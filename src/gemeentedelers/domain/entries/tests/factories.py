"""Entries in every state, each reached through its action."""

from datetime import UTC, date, datetime

from gemeentedelers.domain.editions.models import Edition, Theme
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY
from gemeentedelers.domain.entries.actions import (
    WrittenValue,
    answer_criterion,
    assign_category,
    judge_eligibility,
    start_entry,
    submit_entry,
    write_section,
)
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import Eligibility, Section
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory

AFTER_CLOSING = datetime(2026, 12, 10, 9, tzinfo=UTC)


def civil_servant(**details: object) -> User:
    details.setdefault("municipality", MunicipalityFactory())
    return UserFactory(**details)


def started_entry(edition: Edition, *, by: User | None = None, now: datetime = DURING_ENTRY) -> Entry:
    return start_entry(edition, by=by or civil_servant(), now=now)


def complete_entry(
    edition: Edition,
    *,
    by: User | None = None,
    title: str = "Samen de straat vergroenen",
    now: datetime = DURING_ENTRY,
    may_be_published: bool = True,
) -> Entry:
    owner = by or civil_servant()
    entry = started_entry(edition, by=owner, now=now)
    theme, _ = Theme.objects.get_or_create(slug="natuur-en-groen", defaults={"name": "Natuur en groen"})
    basics: dict[str, WrittenValue] = {
        "title": title,
        "summary": "Bewoners en gemeente halen samen tegels uit de straat.",
        "result": "In een jaar gingen 4.000 tegels eruit.",
        "category": edition.categories.get(key="leefomgeving"),
        "started_on": date(2025, 1, 1),
        "finished_on": date(2026, 6, 30),
    }
    write_section(entry, Section.BASICS, basics, by=owner, now=now, themes=[theme])
    story: dict[str, WrittenValue] = {"problem": "De straat werd te heet.", "approach": "Wij begonnen met één straat."}
    write_section(entry, Section.STORY, story, by=owner, now=now)
    needs: dict[str, WrittenValue] = {"costs": "5.000 euro en 80 uur.", "lessons": "Begin eerder met bewoners."}
    write_section(entry, Section.NEEDS, needs, by=owner, now=now)
    consent: dict[str, WrittenValue] = {"was_decisive": True, "may_be_published": may_be_published}
    write_section(entry, Section.CONSENT, consent, by=owner, now=now)
    for criterion in edition.criteria.all():
        answer_criterion(entry, criterion, f"Dit is {criterion.name.lower()}.", by=owner, now=now)
    return entry


def submitted_entry(edition: Edition, *, by: User | None = None, **details: object) -> Entry:
    owner = by or civil_servant()
    entry = complete_entry(edition, by=owner, **details)  # type: ignore[arg-type]  # passed on
    submit_entry(entry, by=owner, now=DURING_ENTRY)
    entry.refresh_from_db()
    return entry


def eligible_entry(
    edition: Edition, *, by: User | None = None, category: str = "leefomgeving", **details: object
) -> Entry:
    """An entry in the competition: submitted, found eligible and categorised."""
    entry = submitted_entry(edition, by=by, **details)
    organiser = UserFactory()
    judge_eligibility(entry, Eligibility.ELIGIBLE, reason="", by=organiser, now=AFTER_CLOSING)
    assign_category(entry, edition.categories.get(key=category), by=organiser, now=AFTER_CLOSING)
    entry.refresh_from_db()
    return entry

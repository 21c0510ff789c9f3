"""Entries in every state, each reached through its action."""

from collections.abc import Mapping
from datetime import UTC, datetime

from gemeentedelers.domain.editions.models import Edition, Theme
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY
from gemeentedelers.domain.entries.actions import (
    accept_invitation,
    assign_category,
    invite,
    judge_eligibility,
    start_entry,
    submit_entry,
    type_in,
)
from gemeentedelers.domain.entries.models import Entry, FrozenVersion
from gemeentedelers.domain.entries.queries import key_to_submit
from gemeentedelers.domain.entries.rules import Eligibility, TeamRole
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.foundation.texts.queries import texts_of
from gemeentedelers.foundation.texts.rules import Patch

AFTER_CLOSING = datetime(2026, 12, 10, 9, tzinfo=UTC)


def civil_servant(**details: object) -> User:
    details.setdefault("municipality", MunicipalityFactory())
    return UserFactory(**details)


def started_entry(edition: Edition, *, by: User | None = None, now: datetime = DURING_ENTRY) -> Entry:
    return start_entry(edition, by=by or civil_servant(), now=now)


TEXTS: Mapping[str, str] = {
    "was_decisive": "ja",
    "title": "Samen de straat vergroenen",
    "summary": "Bewoners en gemeente halen samen tegels uit de straat.",
    "result": "In een jaar gingen 4.000 tegels eruit.",
    "problem": "De straat werd te heet.",
    "approach": "Wij begonnen met één straat.",
    "category": "leefomgeving",
    "themes": "natuur-en-groen",
    "started_on": "2025-01-01",
    "finished_on": "30-6-2026",
    "evidence.1.change": "Er liggen 4.000 tegels minder.",
    "evidence.1.level": "counted",
    "costs": "5.000 euro en 80 uur.",
    "lessons": "Begin eerder met bewoners.",
    "may_be_published": "ja",
}


def write(entry: Entry, *, by: User, now: datetime = DURING_ENTRY, **texts: str) -> None:
    """Type these texts over what stands there, whatever it is."""
    write_texts_of(entry, texts, by=by, now=now)


def write_texts_of(entry: Entry, texts: Mapping[str, str], *, by: User, now: datetime = DURING_ENTRY) -> None:
    standing = texts_of(entry.reference)
    patches = [Patch(key, value, base=standing[key].version if key in standing else 0) for key, value in texts.items()]
    type_in(entry, patches, by=by, now=now)


def join(entry: Entry, user: User, *, by: User, role: TeamRole = TeamRole.WRITER, now: datetime = DURING_ENTRY) -> None:
    """Invited by the owner and accepted."""
    accept_invitation(invite(entry, user.email, role, by=by, now=now), by=user, now=now)


def owner_of(entry: Entry) -> User:
    return entry.team.get(role=TeamRole.OWNER).user


def complete_entry(
    edition: Edition,
    *,
    by: User | None = None,
    title: str = "Samen de straat vergroenen",
    now: datetime = DURING_ENTRY,
) -> Entry:
    """A draft in which nothing is missing; every criterion has an answer."""
    owner = by or civil_servant()
    entry = started_entry(edition, by=owner, now=now)
    Theme.objects.get_or_create(slug="natuur-en-groen", defaults={"name": "Natuur en groen"})
    answers = {f"answer.{row.key}": f"Dit is {row.name.lower()}." for row in edition.criteria.all()}
    write_texts_of(entry, {**TEXTS, "title": title, **answers}, by=owner, now=now)
    return entry


def submit(entry: Entry, *, by: User, now: datetime = DURING_ENTRY) -> FrozenVersion:
    """Press the button on a fresh check page."""
    return submit_entry(entry, key_to_submit(Entry.objects.get(pk=entry.pk)), by=by, now=now)


def submitted_entry(edition: Edition, *, by: User | None = None, **details: object) -> Entry:
    owner = by or civil_servant()
    entry = complete_entry(edition, by=owner, **details)  # type: ignore[arg-type]  # passed on
    submit(entry, by=owner)
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

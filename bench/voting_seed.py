"""The rows that the measured vote needs, and the worker's part of it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bench.seed import SINCE_OPENING, open_plan
from gemeentedelers.domain.editions.actions import create_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import Eligibility, EntryStatus, reference_number
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.voting.actions import send_link
from gemeentedelers.domain.voting.models import Asking, Candidate, Vote
from gemeentedelers.domain.voting.queries import link_of
from gemeentedelers.domain.voting.rules import AskStatus

ALL_ONE_NETWORK = 30_000


def furnish(now: datetime, year: int, n_candidates: int) -> str:
    plan = replace(open_plan(now), year=year, name=f"GemeenteDelers {year}")
    edition = create_edition(plan, by="bench", now=now - SINCE_OPENING)
    municipality = Municipality.objects.first() or Municipality.objects.create(
        code="GM9999", name="Stad (fictief)", province="Utrecht", latitude=52.0, longitude=5.0
    )
    vote = Vote.objects.create(
        edition=edition,
        name="Publieksprijs",
        rules="Eén stem per adres.",
        opens=now - timedelta(days=1),
        closes=now + timedelta(days=9),
        opened_at=now - timedelta(days=2),
        per_network=ALL_ONE_NETWORK,
        seed="bench",
    )
    entries = Entry.objects.bulk_create(
        Entry(
            reference=reference_number(year, number),
            edition=edition,
            municipality=municipality,
            title=f"Korter wachten {number} (fictief)",
            status=EntryStatus.SUBMITTED,
            eligibility=Eligibility.ELIGIBLE,
            category=edition.categories.first(),
            started_at=now - SINCE_OPENING,
            submitted_at=now - SINCE_OPENING,
        )
        for number in range(1, n_candidates + 1)
    )
    Candidate.objects.bulk_create(Candidate(vote=vote, entry=entry) for entry in entries)
    return entries[0].reference


def send_links(now: datetime) -> list[str]:
    """Send what waits and give the links, as the mails would."""
    codes = list(Asking.objects.filter(status=AskStatus.ASKED).order_by("asked_at").values_list("pk", flat=True)[:50])
    for code in codes:
        send_link(code, now=now)
    return [link_of(code) for code in codes]

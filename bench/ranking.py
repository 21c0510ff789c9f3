"""The ranking of a large round: 10,000 entries with four final scorecards each, and the page that shows them.

Rows are written straight into the tables, as `loadtest` would; the standing is computed by its action.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection

from bench.figures import Figure, of_number, of_times
from bench.seed import N_MUNICIPALITIES, SINCE_OPENING, open_plan, session_of
from bench.writers import Browser
from gemeentedelers.domain.editions.actions import create_edition
from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import Eligibility, EntryStatus, reference_number
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.people.actions import grant_role
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.rankings.actions import compute_standing
from gemeentedelers.domain.scoring.models import Score, Scorecard
from gemeentedelers.domain.scoring.rules import ScorecardStatus

YEAR = 2028
N_ENTRIES, N_READS, N_READERS, N_PLACES = 10_000, 4, 800, 300
N_TIMES, PAGE_BAR = 60, 400.0
DATA = f"{N_ENTRIES:,} entries × {N_READS} scores"
PAGES = (
    ("ranking: first page", ""),
    ("ranking: last page", "?pagina=100"),
    ("ranking: a question", "?q=re:%3E3+band:grijs&sorteer=spreiding"),
)


@dataclass(frozen=True)
class Ranked:
    session: str
    seconds_of_computing: float


def furnish_ranking(now: datetime) -> Ranked:
    """After `bench.seed.furnish`, whose municipalities are used."""
    chance = random.Random(YEAR)  # noqa: S311 - the same scores in every run
    plan = replace(open_plan(now), year=YEAR, name=f"GemeenteDelers {YEAR}")
    edition = create_edition(plan, by="bench", now=now - SINCE_OPENING)
    round_ = Round.objects.select_related("edition").get(edition=edition, kind=RoundKind.READING)
    Round.objects.filter(pk=round_.pk).update(
        opens=now - timedelta(days=2), closes=now + timedelta(days=2), places=N_PLACES, reads_per_entry=N_READS
    )
    round_.refresh_from_db()
    category = edition.categories.first()
    municipalities = list(Municipality.objects.order_by("pk")[:N_MUNICIPALITIES])
    entries = Entry.objects.bulk_create(
        (
            Entry(
                reference=reference_number(YEAR, number),
                edition=edition,
                municipality=municipalities[number % len(municipalities)],
                title=f"Korter wachten {number} (fictief)",
                status=EntryStatus.SUBMITTED,
                eligibility=Eligibility.ELIGIBLE,
                category=category,
                started_at=now - SINCE_OPENING,
                submitted_at=now - SINCE_OPENING,
            )
            for number in range(1, N_ENTRIES + 1)
        ),
        batch_size=2_000,
    )
    readers = _readers(round_, now)
    _scores(round_, entries, readers, chance, now)
    organiser = User.objects.order_by("pk").last()
    assert organiser is not None
    grant_role(organiser, Role.ORGANISER, year=YEAR, by="bench", now=now)
    started = time.monotonic()
    compute_standing(round_, now=now)
    seconds = time.monotonic() - started
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Ranked(session_of(organiser), seconds)


def _readers(round_: Round, now: datetime) -> list[Reader]:
    users = User.objects.bulk_create(
        User(email=f"lezer{number}@gemeente.example", name=f"Lezer {number} (fictief)", joined_at=now)
        for number in range(N_READERS)
    )
    return Reader.objects.bulk_create(Reader(round=round_, user=user, capacity=100) for user in users)


def _scores(round_: Round, entries: list[Entry], readers: list[Reader], chance: random.Random, now: datetime) -> None:
    severity = [chance.gauss(0, 0.4) for _ in readers]
    pairs = [
        (entry, place, worth + severity[place])
        for entry, worth in ((entry, chance.gauss(3, 0.6)) for entry in entries)
        for place in chance.sample(range(N_READERS), N_READS)
    ]
    assignments = Assignment.objects.bulk_create(
        (Assignment(reader=readers[place], entry=entry, assigned_at=now) for entry, place, _ in pairs),
        batch_size=5_000,
    )
    cards = Scorecard.objects.bulk_create(
        (
            Scorecard(assignment=row, status=ScorecardStatus.FINAL, tip="Ga door.", saved_at=now, final_at=now)
            for row in assignments
        ),
        batch_size=5_000,
    )
    criteria = list(round_.edition.criteria.all())
    Score.objects.bulk_create(
        (
            Score(scorecard=card, criterion=criterion, value=max(1, min(5, round(expected + chance.gauss(0, 0.7)))))
            for card, (_, _, expected) in zip(cards, pairs, strict=True)
            for criterion in criteria
        ),
        batch_size=10_000,
    )


def figures(port: int, ranked: Ranked) -> Iterator[Figure]:
    yield of_number("ranking: computing a standing", DATA, ranked.seconds_of_computing, "s")
    browser = Browser(port, ranked.session)
    for name, query in PAGES:
        path = f"/organisatie/{YEAR}/ranglijst/{query}"
        browser.get(path)
        seconds, n_errors = [], 0
        for _ in range(N_TIMES):
            started = time.perf_counter()
            n_errors += bool(browser.get(path))
            seconds.append(time.perf_counter() - started)
        yield of_times(name, DATA, seconds, bar=PAGE_BAR, n_errors=n_errors)

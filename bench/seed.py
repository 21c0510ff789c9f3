"""5,000 drafts of invented teams, with the texts of a whole case in each. Fictitious, and the same in every run."""

import random
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from bench.writers import Seat, Submission
from gemeentedelers.cli.demo import demo_plans
from gemeentedelers.domain.cases.rules import EvidenceLevel, Field, Form, Kind, Licence, Need
from gemeentedelers.domain.editions.actions import create_edition, load_themes
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import Deadline, EditionPlan
from gemeentedelers.domain.entries.models import Attachment, Entry, ReferenceSequence, TeamMember
from gemeentedelers.domain.entries.queries import form_of, key_to_submit
from gemeentedelers.domain.entries.rules import MOST_ATTACHMENTS, TITLE_LENGTH, TeamRole, reference_number
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.files.models import StoredFile
from gemeentedelers.foundation.files.rules import FileKind, FileState
from gemeentedelers.foundation.texts.models import Text

YEAR = 2027
N_DRAFTS, N_TEXTS, N_WRITERS, N_SUBMISSIONS = 5_000, 40, 16, 400
N_MUNICIPALITIES, N_CASES = 340, 40
SINCE_OPENING = timedelta(days=20)
SENTENCE = (
    "inwoners bellen de balie en wachten korter omdat wij elke aanvraag dezelfde dag bekijken samen met de wijk en de "
    "huisarts zo hoeft niemand een brief twee keer te lezen wij telden een jaar lang en vergeleken met het jaar ervoor"
)


@dataclass(frozen=True)
class Crowd:
    """Who is there to measure with: the writers, and two drafts of the first writer, a small and a full one."""

    seats: tuple[Seat, ...]
    small: str
    full: str
    n_texts: int


def furnish(now: datetime) -> Crowd:
    chance = random.Random(YEAR)  # noqa: S311 - the same words in every run
    edition = create_edition(open_plan(now), by="bench", now=now - SINCE_OPENING)
    theme = load_themes()[0].slug
    users, entries = _people(now), _drafts(edition, now, _municipalities())
    cases = [_case(form_of(edition), theme, chance) for _ in range(N_CASES)]
    Text.objects.bulk_create(_texts(entries, users, cases))
    _copy_texts(entries, users)
    _teams(entries, users, now)
    small, full = entries[N_SUBMISSIONS + N_WRITERS], entries[N_SUBMISSIONS + N_WRITERS + 1]
    _fill(small, [users[0], users[-1]], n_files=1, now=now)
    _fill(full, [users[0], *users[-10:]], n_files=MOST_ATTACHMENTS, now=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Crowd(_seats(entries, users), small.reference, full.reference, len(cases[0]))


def open_plan(now: datetime) -> EditionPlan:
    """The demo's open edition, moved by whole days so that it is open now."""
    plan = demo_plans()[YEAR]
    shift = timedelta(days=(now - SINCE_OPENING - plan.opens).days)
    rounds = tuple(
        replace(row, opens=row.opens + shift, closing=Deadline(row.closing.at + shift)) for row in plan.rounds
    )
    return replace(
        plan,
        opens=plan.opens + shift,
        closing=Deadline(plan.closing.at + shift),
        nominations_closing=None,
        reveal_from=plan.reveal_from + shift,
        rounds=rounds,
    )


def _municipalities() -> Sequence[Municipality]:
    return Municipality.objects.bulk_create(
        Municipality(
            code=f"GM{number:04d}",
            name=f"Dorp {number} (fictief)",
            province="Utrecht",
            population=30_000,
            latitude=52.0,
            longitude=5.0,
        )
        for number in range(9_000, 9_000 + N_MUNICIPALITIES)
    )


def _people(now: datetime) -> Sequence[User]:
    return User.objects.bulk_create(
        User(
            email=f"persoon{number}@gemeente.example",
            name=f"Persoon {number} (fictief)",
            municipality_is_verified=True,
            joined_at=now - SINCE_OPENING,
        )
        for number in range(N_DRAFTS)
    )


def _drafts(edition: Edition, now: datetime, municipalities: Sequence[Municipality]) -> Sequence[Entry]:
    ReferenceSequence.objects.create(edition=edition, last=N_DRAFTS)
    return Entry.objects.bulk_create(
        Entry(
            reference=reference_number(edition.year, number),
            edition=edition,
            municipality=municipalities[number % N_MUNICIPALITIES],
            title=f"Korter wachten {number} (fictief)"[:TITLE_LENGTH],
            started_at=now - timedelta(minutes=number),
        )
        for number in range(1, N_DRAFTS + 1)
    )


def _case(form: Form, theme: str, chance: random.Random) -> dict[str, str]:
    """A whole case: what is needed and wanted, and optional answers until there are enough texts."""
    order = list(Need)
    fields = sorted(form.fields.values(), key=lambda row: order.index(row.need))[:N_TEXTS]
    return {row.key: _answer(row, form, theme, chance) for row in fields}


def _answer(asked: Field, form: Form, theme: str, chance: random.Random) -> str:
    fixed = {
        "category": min(form.categories),
        "themes": theme,
        "licence": Licence.EUPL,
        "started_on": "2025-01-01",
        "finished_on": "30-6-2026",
    }
    if asked.key in fixed:
        return fixed[asked.key]
    by_kind = {
        Kind.TICK: "ja",
        Kind.CHOICE: EvidenceLevel.COUNTED.value,
        Kind.NUMBER: "1200",
        Kind.ADDRESS: "https://www.gemeente.example/aanpak",
        Kind.LINE: "Inwoners wachten nu vier weken in plaats van elf (fictief)",
    }
    if asked.kind in by_kind:
        return by_kind[asked.kind]
    words = SENTENCE.split()
    n_words = chance.randint(asked.limit // 3, asked.limit * 9 // 10)
    return " ".join(chance.choice(words) for _ in range(n_words)).capitalize() + "."


def _texts(entries: Sequence[Entry], users: Sequence[User], cases: Sequence[Mapping[str, str]]) -> Iterator[Text]:
    """The first drafts, one for each case."""
    for entry, user, case in zip(entries, users, cases, strict=False):
        for key, value in case.items():
            yield Text(
                subject=entry.reference,
                key=key,
                value=value,
                version=1,
                written_by=user.code,
                written_at=entry.started_at,
            )


def _copy_texts(entries: Sequence[Entry], users: Sequence[User]) -> None:
    """The other drafts tell the same cases; the database copies 200,000 rows in seconds."""
    rest = range(N_CASES, N_DRAFTS)
    columns = (
        [entries[place].reference for place in rest],
        [entries[place % N_CASES].reference for place in rest],
        [users[place].code for place in rest],
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO texts_text (subject, key, value, version, written_by, written_at, client, seq)
            SELECT copied.reference, text.key, text.value, text.version, copied.writer, text.written_at, '', 0
            FROM unnest(%s::text[], %s::text[], %s::text[]) AS copied (reference, model, writer)
            JOIN texts_text text ON text.subject = copied.model
            """,
            columns,
        )


def _teams(entries: Sequence[Entry], users: Sequence[User], now: datetime) -> None:
    """An owner and a colleague for each draft. The writers own what is measured, turn by turn."""
    n_measured = N_SUBMISSIONS + N_WRITERS + 2
    rows = []
    for place, entry in enumerate(entries):
        owner = users[place % N_WRITERS] if place < n_measured else users[place]
        rows.append(TeamMember(entry=entry, user=owner, role=TeamRole.OWNER, joined_at=now))
        if place >= n_measured:
            colleague = users[(place + 1) % N_DRAFTS]
            rows.append(TeamMember(entry=entry, user=colleague, role=TeamRole.WRITER, joined_at=now))
    TeamMember.objects.bulk_create(rows, batch_size=4_000)


def _fill(entry: Entry, team: Sequence[User], *, n_files: int, now: datetime) -> None:
    """Colleagues and files. The files exist on paper only: a list of files does not open them."""
    TeamMember.objects.filter(entry=entry).delete()
    roles = [TeamRole.OWNER, *[TeamRole.WRITER] * (len(team) - 1)]
    TeamMember.objects.bulk_create(
        TeamMember(entry=entry, user=user, role=role, joined_at=now) for user, role in zip(team, roles, strict=True)
    )
    files = StoredFile.objects.bulk_create(
        StoredFile(
            key=secrets.token_urlsafe(12),
            name=f"bijlage-{number}.pdf",
            kind=FileKind.PDF,
            size=200_000,
            digest="0" * 64,
            state=FileState.CLEAN,
            stored_at=now,
        )
        for number in range(n_files)
    )
    Attachment.objects.bulk_create(
        Attachment(entry=entry, file=file, position=place, added_by=team[0], added_at=now)
        for place, file in enumerate(files)
    )


def _seats(entries: Sequence[Entry], users: Sequence[User]) -> tuple[Seat, ...]:
    """Entries 0-399 are submitted, the next sixteen are written at; each by the writer who owns them."""
    digests = [key_to_submit(entry).digest for entry in entries[:N_CASES]]
    submissions = [
        Submission(entry.reference, entry.submit_key, digests[place % N_CASES])
        for place, entry in enumerate(entries[:N_SUBMISSIONS])
    ]
    return tuple(
        Seat(
            session=session_of(users[place]),
            draft=entries[N_SUBMISSIONS + place].reference,
            submissions=tuple(submissions[place::N_WRITERS]),
        )
        for place in range(N_WRITERS)
    )


def session_of(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)

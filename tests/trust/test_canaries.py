"""Twelve words that are nowhere in the clear until the result is out."""

import logging

import pytest
from django.core import mail
from django.db import connection

from gemeentedelers.demo.reactions import run_reactions
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.results import queries
from gemeentedelers.domain.results.actions import publish_result, seal_result
from gemeentedelers.domain.results.queries import contents_of
from gemeentedelers.domain.results.rules import PrizeOutcome
from gemeentedelers.domain.results.tests.factories import released
from gemeentedelers.domain.verdicts.actions import choose_entry, pronounce_verdict
from gemeentedelers.domain.verdicts.tests.factories import a_chair, category_of, entries_of, shortlisted_edition
from tests.trust.worlds import forget_old_jobs

pytestmark = pytest.mark.django_db
BIRDS = (
    "Kanariegeel", "Putterrood", "Sijsjesgroen", "Vinkenslag", "Goudvinkwit", "Barmsijszwart", "Kneulied",
    "Geelgorsgoud", "Keeporanje", "Rietzanger", "Winterkoning", "Nachtegaal",
)  # fmt: skip
TO_BE_TOLD = 8


def judged_with_birds(chair: User, edition: Edition) -> None:
    """Two motivations, four remarks, and four notes that stay sealed for ever."""
    birds = iter(BIRDS)
    told, kept = [next(birds) for _ in range(6)], list(BIRDS[TO_BE_TOLD:])
    for place, key in enumerate(("leefomgeving", "uitvoering")):
        category = category_of(edition, key)
        entries = entries_of(category)
        for note in kept[place * 2 : place * 2 + 2]:
            choose_entry(category, entries[0], note=note, by=chair, now=DURING_JURY)
        remarks = {entry.reference: said_of(told.pop()) for entry in entries}
        pronounce_verdict(
            category, entries[0], motivation=said_of(told.pop()), remarks=remarks, by=chair, now=DURING_JURY
        )


def said_of(bird: str) -> str:
    return f"{bird}: zo schreef de jury het op."


def everything_written() -> str:
    """Every column of every row of every table: facts, jobs with their arguments, mails, broadcasts and the rest."""
    rows: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT row_to_json({name})::text FROM {name}")  # noqa: S608 - names from the catalogue
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def found_in(text: str) -> list[str]:
    return [bird for bird in BIRDS if bird in text]


def test_no_word_of_the_result_is_anywhere_until_it_is_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    forget_old_jobs()
    caplog.set_level(logging.DEBUG)
    edition = shortlisted_edition()
    outcome = PrizeOutcome(entries_of(category_of(edition))[1].reference, BIRDS[6], {BIRDS[7]: 12})
    monkeypatch.setattr(queries, "prize_in", lambda _: outcome)
    judged_with_birds(a_chair(edition), edition)
    result = seal_result(edition, by="oscar", now=DURING_JURY)
    released(edition)
    run_reactions()

    contents = contents_of(result)
    assert contents is not None
    assert found_in(contents.text) == list(BIRDS[:TO_BE_TOLD])
    said = "\n".join(record.getMessage() for record in caplog.records)
    mails = "\n".join(f"{message.subject} {message.body}" for message in mail.outbox)
    assert "result.sealed" in everything_written()
    assert (found_in(everything_written()), found_in(said), found_in(mails)) == ([], [], [])

    publish_result(edition, by="oscar", now=AFTER_REVEAL)
    assert found_in(everything_written()) == list(BIRDS[:TO_BE_TOLD])

"""A shortlist is made, jurors choose, and the chair pronounces."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from gemeentedelers.demo.cases import Finalist, finalists_of, wildcards_of
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import categories_of
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.scoring.actions import choose_shortlist, publish_shortlist
from gemeentedelers.domain.scoring.rules import Wildcard
from gemeentedelers.domain.verdicts.actions import choose_entry, pronounce_verdict

NOTES = (
    "Hier zou ik morgen mee willen beginnen.",
    "Sterk bewijs, en heel gewoon verteld.",
    "De mensen om wie het gaat, deden zelf mee.",
    "",
)


def make_shortlist(
    edition: Edition, entries: Mapping[str, Entry], *, by: User, chosen_at: datetime, announced_at: datetime
) -> None:
    wildcards = [Wildcard(entries[favour.title].reference, favour.reason) for favour in wildcards_of(edition.year)]
    choose_shortlist(edition, wildcards=wildcards, by=by.code, now=chosen_at)
    publish_shortlist(edition, by=by.code, now=announced_at)


def choose_all(edition: Edition, entries: Mapping[str, Entry], jurors: Sequence[User], *, now: datetime) -> None:
    """Every juror chooses in every category: all but the last prefer the first finalist of the category."""
    finalists = finalists_of(edition.year)
    for category in categories_of(edition).select_related("edition"):
        titles = _titles(finalists, category.key)
        for place, juror in enumerate(jurors):
            title = titles[0] if place < len(jurors) - 1 else titles[-1]
            choose_entry(category, entries[title], note=NOTES[place % len(NOTES)], by=juror, now=now)


def _titles(finalists: Sequence[Finalist], category: str) -> list[str]:
    """The winner first, where the story has one."""
    rows = [finalist for finalist in finalists if finalist.category == category]
    return [finalist.title for finalist in sorted(rows, key=lambda finalist: not finalist.is_winner)]


def pronounce_all(edition: Edition, entries: Mapping[str, Entry], *, by: User, now: datetime) -> None:
    finalists = finalists_of(edition.year)
    for category in categories_of(edition).select_related("edition"):
        here = [finalist for finalist in finalists if finalist.category == category.key]
        winner = next(finalist for finalist in here if finalist.is_winner)
        remarks = {entries[finalist.title].reference: finalist.remark for finalist in here}
        pronounce_verdict(category, entries[winner.title], motivation=winner.remark, remarks=remarks, by=by, now=now)

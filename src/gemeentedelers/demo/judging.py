"""A shortlist is made, jurors choose, and the chair pronounces."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from gemeentedelers.demo.cases import Finalist, finalists_of, wildcards_of
from gemeentedelers.domain.advice.actions import close_round
from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import categories_of, round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.rankings.actions import compute_standing
from gemeentedelers.domain.shortlists.actions import confirm_proposal, propose, spend_wildcard
from gemeentedelers.domain.shortlists.rules import UNDO
from gemeentedelers.domain.verdicts.actions import choose_entry, pronounce_verdict

NOTES = (
    "Hier zou ik morgen mee willen beginnen.",
    "Sterk bewijs, en heel gewoon verteld.",
    "De mensen om wie het gaat, deden zelf mee.",
    "",
)


def make_shortlist(
    edition: Edition,
    entries: Mapping[str, Entry],
    *,
    by: User,
    signed_by: User,
    made_at: datetime,
    announced_at: datetime,
) -> None:
    """One proposes, the other signs; the shortlist is public from `announced_at` on."""
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    close_round(round_, by=by, now=made_at)
    for favour in wildcards_of(edition.year):
        spend_wildcard(entries[favour.title], reason=favour.reason, by=by, now=made_at)
    proposal = propose(edition, by=by, now=made_at)
    confirm_proposal(proposal, by=signed_by, now=announced_at - UNDO)


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


def stand_all(now: datetime) -> None:
    """How the entries of every round that was read stand at the moment at which the demo begins."""
    for round_ in Round.objects.filter(standing__isnull=False).select_related("edition"):
        compute_standing(round_, now=now)

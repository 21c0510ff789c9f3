"""Jurors hear the pitches and hand in their cards; the chair opens what is complete."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from gemeentedelers.demo.calendar import chance
from gemeentedelers.demo.cases import card_sentences, finalists_of
from gemeentedelers.domain.deliberations.actions import open_cards, save_card
from gemeentedelers.domain.deliberations.rules import Filled
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import criteria_of
from gemeentedelers.domain.finals.models import Finalist
from gemeentedelers.domain.finals.queries import finalists_in
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.recuts.queries import final_categories_of

PER_PITCH = timedelta(minutes=12)
LIKELY, FOR_WINNERS = (2, 3, 3, 4, 4, 5), (3, 4, 4, 5, 5)


def write_cards(
    edition: Edition, jurors: Sequence[User], *, since: datetime, only: Collection[str] | None = None
) -> None:
    """Every juror hands in a card about every finalist, or about those of some categories only."""
    winners = {finalist.title for finalist in finalists_of(edition.year) if finalist.is_winner}
    criteria = [criterion.key for criterion in criteria_of(edition)]
    for place, finalist in enumerate(finalists_in([edition])):
        for juror in jurors:
            if only is None or finalist.category.key in only:
                card = _card(finalist, juror, criteria, is_winner=finalist.entry.title in winners)
                save_card(finalist, card, is_final=True, by=juror, now=since + (place + 1) * PER_PITCH)


def _card(finalist: Finalist, juror: User, criteria: Sequence[str], *, is_winner: bool) -> Filled:
    luck, said = chance("card", finalist.entry.title, juror.email), card_sentences()
    return Filled(
        {key: luck.choice(FOR_WINNERS if is_winner else LIKELY) for key in criteria},
        strengths="\n".join(luck.sample(said["strengths"], luck.choice((1, 1, 2)))),
        doubts=luck.choice(said["doubts"]),
        note=luck.choice(said["notes"]),
    )


def begin_card(edition: Edition, juror: User, category: str, *, now: datetime) -> None:
    """A card that its juror still has to finish."""
    finalist = next(row for row in finalists_in([edition]) if row.category.key == category)
    first = criteria_of(edition)[0].key
    draft = Filled({first: 4}, strengths=card_sentences()["strengths"][0])
    save_card(finalist, draft, is_final=False, by=juror, now=now)


def open_all(edition: Edition, *, by: User, now: datetime, only: Collection[str] | None = None) -> None:
    for category in final_categories_of(edition):
        if only is None or category.key in only:
            open_cards(category, by=by, now=now)

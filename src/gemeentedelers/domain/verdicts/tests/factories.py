"""A jury with something to judge, and verdicts in every state, each reached through its action."""

from gemeentedelers.domain.deliberations.tests.factories import CATEGORIES as CATEGORIES
from gemeentedelers.domain.deliberations.tests.factories import a_chair as a_chair
from gemeentedelers.domain.deliberations.tests.factories import a_juror as a_juror
from gemeentedelers.domain.deliberations.tests.factories import category_of as category_of
from gemeentedelers.domain.deliberations.tests.factories import entries_of as entries_of
from gemeentedelers.domain.deliberations.tests.factories import shortlisted_edition as shortlisted_edition
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_JURY
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.recuts.models import FinalCategory
from gemeentedelers.domain.verdicts.actions import choose_entry, pronounce_verdict
from gemeentedelers.domain.verdicts.models import Verdict

MOTIVATION = "Deze aanpak kan morgen in elke straat beginnen."
REMARK = "Goed bedacht, en nog net niet overal te beginnen."


def chosen_winner(edition: Edition, chair: User, *, key: str = "leefomgeving") -> Entry:
    """The chair and, when there is one, every juror choose the first entry of the category."""
    category = category_of(edition, key)
    winner = entries_of(category)[0]
    jurors = User.objects.filter(role_grants__role=Role.JUROR, role_grants__year=edition.year)
    for juror in [chair, *jurors]:
        choose_entry(category, winner, note="", by=juror, now=DURING_JURY)
    return winner


def remarks_on(category: FinalCategory, winner: Entry) -> dict[str, str]:
    """Why, for every finalist that does not win."""
    others = [entry for entry in entries_of(category) if entry != winner and entry.status == EntryStatus.SUBMITTED]
    return {entry.reference: REMARK for entry in others}


def pronounced(edition: Edition, chair: User, *, key: str = "leefomgeving", motivation: str = MOTIVATION) -> Verdict:
    """A sealed verdict for the first entry of the category."""
    winner = chosen_winner(edition, chair, key=key)
    return pronounce_verdict(
        category_of(edition, key),
        winner,
        motivation=motivation,
        remarks=remarks_on(category_of(edition, key), winner),
        by=chair,
        now=DURING_JURY,
    )

"""A shortlist is made, jurors choose, and the chair pronounces."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from gemeentedelers.demo.calendar import chance
from gemeentedelers.demo.cases import Finalist, finalists_of, wildcards_of
from gemeentedelers.domain.advice.actions import close_round
from gemeentedelers.domain.deliberations.queries import jurors_of
from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import edition_of, round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.finals.actions import confirm_finalists, nominate
from gemeentedelers.domain.finals.queries import finalists_in
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Persona
from gemeentedelers.domain.rankings.actions import compute_standing
from gemeentedelers.domain.recuts.actions import apply_cut
from gemeentedelers.domain.recuts.queries import cut_as_entered, final_categories_of
from gemeentedelers.domain.shortlists.actions import confirm_proposal, propose, spend_wildcard
from gemeentedelers.domain.shortlists.rules import UNDO
from gemeentedelers.domain.verdicts.actions import choose_entry, pronounce_verdict
from gemeentedelers.domain.verdicts.queries import choices_of
from gemeentedelers.foundation.refusals import RefusedError

AS_ENTERED = "De categorieën van de inschrijving passen ook bij de shortlist."
BECAUSE = "Bewezen, goed verteld en elders snel te beginnen."
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


def bring_to_the_final(
    edition: Edition, entries: Mapping[str, Entry], *, by: User, signed_by: User, now: datetime
) -> None:
    """The shortlist in the categories in which people entered; one chooses the finalists, the other signs."""
    apply_cut(edition, cut_as_entered(edition), reason=AS_ENTERED, by=by, now=now)
    reasons = {entries[finalist.title].reference: finalist.remark or BECAUSE for finalist in finalists_of(edition.year)}
    confirm_finalists(nominate(edition, reasons, by=by, now=now), by=signed_by, now=now)


def choose_all(
    edition: Edition,
    entries: Mapping[str, Entry],
    jurors: Sequence[User],
    *,
    now: datetime,
    only: Collection[str] | None = None,
) -> None:
    """Every juror chooses, in all categories or these: all but the last prefer the first finalist of the category."""
    finalists = finalists_of(edition.year)
    for category in final_categories_of(edition):
        if only is not None and category.key not in only:
            continue
        titles = _titles(finalists, category.key)
        for place, juror in enumerate(jurors):
            title = titles[0] if place < len(jurors) - 1 else titles[-1]
            choose_entry(category, entries[title], note=NOTES[place % len(NOTES)], by=juror, now=now)


def let_the_others_choose(year: int, key: str, *, now: datetime) -> None:
    """The invented jurors choose; those whom somebody plays, and who chose or is barred already, are left alone."""
    edition = edition_of(year)
    if edition is None:
        return
    played = {persona.email for persona in Persona}
    category = final_categories_of(edition).get(key=key)
    entries = [finalist.entry for finalist in finalists_in([edition]).filter(category=category)]
    for juror in jurors_of(edition):
        if juror.email not in played and category.pk not in choices_of(juror):
            with suppress(RefusedError):
                choose_entry(category, chance("choice", key, juror.email).choice(entries), note="", by=juror, now=now)


def _titles(finalists: Sequence[Finalist], category: str) -> list[str]:
    """The winner first, where the story has one."""
    rows = [finalist for finalist in finalists if finalist.category == category]
    return [finalist.title for finalist in sorted(rows, key=lambda finalist: not finalist.is_winner)]


def pronounce_all(edition: Edition, entries: Mapping[str, Entry], *, by: User, now: datetime) -> None:
    finalists = finalists_of(edition.year)
    for category in final_categories_of(edition):
        here = [finalist for finalist in finalists if finalist.category == category.key]
        winner = next(finalist for finalist in here if finalist.is_winner)
        others = [finalist for finalist in here if finalist != winner]
        pronounce_verdict(
            category,
            entries[winner.title],
            motivation=winner.remark,
            remarks={entries[finalist.title].reference: finalist.remark for finalist in others},
            roll_out={entries[finalist.title].reference: finalist.roll_out for finalist in others},
            by=by,
            now=now,
        )


def stand_all(now: datetime) -> None:
    """How the entries of every round that was read stand at the moment at which the demo begins."""
    for round_ in Round.objects.filter(standing__isnull=False).select_related("edition"):
        compute_standing(round_, now=now)

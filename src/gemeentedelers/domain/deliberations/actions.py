import secrets
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.deliberations.models import Excusal, JurorCard, Opening
from gemeentedelers.domain.deliberations.queries import attendance_on, kept_card, minutes_of, obstacle_to_write
from gemeentedelers.domain.deliberations.rules import (
    CardContent,
    CardStatus,
    DeliberationObstacle,
    Filled,
    Minutes,
    why_not_excuse,
    why_not_hand_in,
    why_not_keep_card,
    why_not_minute,
    why_not_open_cards,
    why_not_replace_card,
)
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import criteria_of
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.finals.models import Finalist
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import has_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.recuts.models import FinalCategory
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse
from gemeentedelers.foundation.sealing import seal

SEED_BYTES = 16


@transaction.atomic
def save_card(
    finalist: Finalist, filled: Filled, *, is_final: bool, number: int | None = None, by: User, now: datetime
) -> JurorCard:
    """Keep, sealed, what a juror wrote about a finalist. A card that was handed in stays so until it is opened.

    `number` is the card that the juror saw: a newer one is not overwritten. The same card again changes nothing.
    The fact says that somebody handed in, never what.
    """
    category = _locked(finalist.category)
    seen = Finalist.objects.select_related("category__edition", "entry__edition").get(pk=finalist.pk)
    refuse(obstacle_to_write(by, seen, now))
    criteria = [criterion.key for criterion in criteria_of(category.edition)]
    tidy = _tidy(filled, criteria)
    stored = (
        JurorCard.objects.select_related("juror", "finalist__entry__edition").filter(juror=by, finalist=seen).first()
    )
    was_final = stored is not None and stored.status == CardStatus.HANDED_IN
    is_same = stored is not None and kept_card(stored) == tidy
    refuse(why_not_replace_card(expected=number, stored=stored.number if stored else 0, is_same=is_same))
    if stored is not None and is_same and (was_final or not is_final):
        return stored
    refuse(why_not_keep_card(tidy) or (why_not_hand_in(tidy, criteria=criteria) if is_final or was_final else None))
    card = _write(stored, CardContent(by.code, category.edition.year, seen.entry.reference, tidy), seen, by, now)
    if is_final and not was_final:
        card.status, card.handed_in_at = CardStatus.HANDED_IN, now
        card.save(update_fields=["status", "handed_in_at"])
        record(
            "juror_card.handed_in",
            subject=str(category.edition.year),
            by=by.code,
            now=now,
            category=category.key,
            entry=seen.entry.reference,
        )
    return card


def _tidy(filled: Filled, criteria: list[str]) -> Filled:
    """Without what does not belong on this card; a form sends line endings as two characters."""
    strengths, doubts, note = (
        text.replace("\r\n", "\n").strip() for text in (filled.strengths, filled.doubts, filled.note)
    )
    scores = {key: filled.scores[key] for key in criteria if key in filled.scores}
    return replace(filled, scores=scores, strengths=strengths, doubts=doubts, note=note)


def _write(stored: JurorCard | None, content: CardContent, finalist: Finalist, by: User, now: datetime) -> JurorCard:
    sealed = seal(content.canonical)
    if stored is None:
        return JurorCard.objects.create(juror=by, finalist=finalist, sealed=sealed, saved_at=now)
    stored.sealed, stored.saved_at, stored.number = sealed, now, stored.number + 1
    stored.save(update_fields=["sealed", "saved_at", "number"])
    return stored


@transaction.atomic
def excuse_juror(category: FinalCategory, juror: User, *, reason: str, by: User, now: datetime) -> None:
    """The cards of the category may open without those of somebody who is absent. A second time changes nothing.

    The fact names the juror, not the reason: that may tell of illness.
    """
    locked = _locked(category)
    _refuse_strangers(locked.edition, by)
    if Excusal.objects.filter(category=locked, juror=juror).exists():
        return
    table = attendance_on(locked)
    refuse(
        why_not_excuse(
            juror.code,
            by=by.code,
            seats=table.seats if table else (),
            reason=reason,
            is_opened=table is not None and table.is_opened,
        )
    )
    Excusal.objects.create(category=locked, juror=juror, reason=reason.strip(), excused_by=by, excused_at=now)
    record(
        "juror.excused", subject=str(locked.edition.year), by=by.code, now=now, category=locked.key, juror=juror.code
    )


@transaction.atomic
def open_cards(category: FinalCategory, *, by: User, now: datetime) -> Opening:
    """The cards of a category open for its jurors and freeze. A second call changes nothing."""
    locked = _locked(category)
    _refuse_strangers(locked.edition, by)
    table = attendance_on(locked)
    if table is not None and table.opening is not None:
        return table.opening
    seats = table.seats if table else ()
    refuse(why_not_open_cards(seats))
    opening = Opening.objects.create(
        category=locked,
        jurors=[seat.juror for seat in seats if seat.is_complete],
        seed=secrets.token_hex(SEED_BYTES),
        opened_by=by,
        opened_at=now,
    )
    record("juror_cards.opened", subject=str(locked.edition.year), by=by.code, now=now, category=locked.key)
    return opening


@transaction.atomic
def write_minutes(category: FinalCategory, text: str, *, number: int, by: User, now: datetime) -> Opening:
    """Keep, sealed, what the chair noted of the talk. `number` is the version that the chair saw."""
    locked = _locked(category)
    _refuse_strangers(locked.edition, by)
    opening = Opening.objects.select_related("category__edition").filter(category=locked).first()
    plain = text.replace("\r\n", "\n").strip()
    is_same = opening is not None and minutes_of(opening) == plain
    is_stale = opening is not None and opening.minutes_number != number and not is_same
    refuse(why_not_minute(plain, is_opened=opening is not None, is_stale=is_stale))
    assert opening is not None  # the rule refused minutes of closed cards
    if not is_same:
        opening.sealed_minutes = seal(Minutes(locked.edition.year, locked.key, plain).canonical)
        opening.minutes_number += 1
        opening.save(update_fields=["sealed_minutes", "minutes_number"])
        record("minutes.written", subject=str(locked.edition.year), by=by.code, now=now, category=locked.key)
    return opening


@transaction.atomic
def set_cards_aside(juror: User, entry: Entry, *, now: datetime) -> None:
    """Mark that a juror turned out to be tied to a finalist; what they wrote no longer counts. Twice is once.

    No query waits for this mark: every one of them looks at the ties themselves.
    """
    aside = JurorCard.objects.filter(juror=juror, finalist__entry=entry, set_aside_at=None)
    if aside.update(set_aside_at=now):
        record("juror_card.set_aside", subject=entry.reference, by=juror.code, now=now)


def _refuse_strangers(edition: Edition, by: User) -> None:
    if not has_role(by, Role.JURY_CHAIR, edition.year):
        refuse(Refusal(DeliberationObstacle.NOT_THE_CHAIR))


def _locked(category: FinalCategory) -> FinalCategory:
    """One change at a time in a category: a card never slips in beside the opening."""
    return FinalCategory.objects.select_for_update(of=("self",)).select_related("edition").get(pk=category.pk)

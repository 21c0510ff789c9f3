from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from cryptography.fernet import InvalidToken
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet

from gemeentedelers.domain.conflicts.queries import bars_between
from gemeentedelers.domain.deliberations.models import Excusal, JurorCard, Opening
from gemeentedelers.domain.deliberations.rules import (
    CardsState,
    CardStatus,
    Filled,
    Pair,
    Seat,
    Spread,
    card_in,
    card_status,
    cards_state,
    mean_of,
    minutes_in,
    seats_of,
    shuffled,
    spreads_of,
    why_not_open_cards,
    why_not_write_card,
)
from gemeentedelers.domain.editions.models import Criterion, Edition
from gemeentedelers.domain.editions.queries import criteria_of, editions
from gemeentedelers.domain.finals.models import Finalist
from gemeentedelers.domain.finals.queries import finalists_in
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import has_role, people_with_one_of, years_with_role
from gemeentedelers.domain.people.rules import JURY, Role
from gemeentedelers.domain.pitches.queries import running_order
from gemeentedelers.domain.recuts.models import FinalCategory
from gemeentedelers.domain.recuts.queries import final_categories_of
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.foundation.sealing import unseal


@dataclass(frozen=True)
class OwnCard:
    filled: Filled
    status: CardStatus
    number: int
    saved_at: datetime


@dataclass(frozen=True)
class Pitch:
    """A finalist as one juror hears it. `refusal` says why there is nothing to write (any more)."""

    finalist: Finalist
    card: OwnCard | None
    refusal: Refusal | None
    is_barred: bool

    @property
    def status(self) -> CardStatus:
        return card_status(self.card.status if self.card else None, is_barred=self.is_barred)


@dataclass(frozen=True)
class Attendance:
    """How far the cards of a category are: who handed in for which finalist, and nothing of what they wrote."""

    category: FinalCategory
    finalists: tuple[Finalist, ...]
    seats: tuple[Seat, ...]
    opening: Opening | None
    people: Mapping[str, User]

    @property
    def is_opened(self) -> bool:
        return self.opening is not None

    @property
    def state(self) -> CardsState:
        return cards_state(self.seats, is_opened=self.is_opened)

    @property
    def refusal(self) -> Refusal | None:
        """Why the cards cannot open yet."""
        return None if self.is_opened else why_not_open_cards(self.seats)

    def awaited_for(self, finalist: Finalist) -> list[User]:
        reference = finalist.entry.reference
        return [self.people[seat.juror] for seat in self.seats if seat.is_awaited and reference in seat.missing]


@dataclass(frozen=True)
class Discussed:
    """What the cards say about one finalist. Hidden from a juror who is tied to it: then nothing else is filled."""

    finalist: Finalist
    is_hidden: bool
    strengths: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    spreads: tuple[tuple[Criterion, Spread], ...] = ()
    mean: Fraction | None = None
    n_cards: int = 0


@dataclass(frozen=True)
class Talk:
    """The opened cards of a category; the minutes are for the chair alone."""

    opening: Opening
    discussed: tuple[Discussed, ...]
    minutes: str | None


def jury_editions(viewer: User | AnonymousUser, now: datetime) -> QuerySet[Edition]:
    """The editions with finalists in whose jury the viewer sits, newest first."""
    announced = editions().filter(is_archived=False, final__announced_at__lte=now)
    seated: set[int] = set()
    for role in JURY:
        years = years_with_role(viewer, role)
        if years is None:
            return announced
        seated |= years
    return announced.filter(year__in=seated)


def jury_categories(viewer: User | AnonymousUser, now: datetime) -> QuerySet[FinalCategory]:
    """The categories that the viewer judges."""
    return FinalCategory.objects.filter(edition__in=jury_editions(viewer, now)).select_related("edition")


def jurors_of(edition: Edition) -> list[User]:
    """Everybody at the table, the chair too, by name."""
    return people_with_one_of(JURY, edition.year)


def is_juror(user: User, edition: Edition) -> bool:
    return any(has_role(user, role, edition.year) for role in JURY)


def finalists_by_pitch(edition: Edition) -> list[Finalist]:
    """In the order in which they are heard; who has no slot yet comes last, by category and municipality."""
    heard = {pitch.entry.pk: pitch.position for pitch in running_order(edition)}
    finalists = list(finalists_in([edition]))
    return sorted(finalists, key=lambda finalist: heard.get(finalist.entry_id, len(finalists)))


def pitches_for(viewer: User, edition: Edition, now: datetime) -> list[Pitch]:
    """Every finalist with the viewer's own card, in the order in which they are heard; nothing for a stranger."""
    if not is_juror(viewer, edition):
        return []
    finalists = finalists_by_pitch(edition)
    bars = bars_between([viewer], [finalist.entry for finalist in finalists])
    opened = opened_categories([edition])
    written, window = own_cards(viewer, edition), edition.timetable.jury
    return [
        Pitch(
            finalist,
            written.get(finalist.pk),
            why_not_write_card(
                is_juror=True,
                is_finalist=True,
                is_barred=(viewer.code, finalist.entry.reference) in bars,
                window=window,
                is_opened=finalist.category_id in opened,
                now=now,
            ),
            is_barred=(viewer.code, finalist.entry.reference) in bars,
        )
        for finalist in finalists
    ]


def obstacle_to_write(viewer: User, finalist: Finalist, now: datetime) -> Refusal | None:
    """Why the viewer cannot write a card about this finalist now."""
    category = finalist.category
    return why_not_write_card(
        is_juror=is_juror(viewer, category.edition),
        is_finalist=finalists_in([category.edition]).filter(pk=finalist.pk).exists(),
        is_barred=bool(bars_between([viewer], [finalist.entry])),
        window=category.edition.timetable.jury,
        is_opened=opening_of(category) is not None,
        now=now,
    )


def own_cards(viewer: User, edition: Edition) -> dict[int, OwnCard]:
    """The viewer's own cards, by finalist. A card whose seal is damaged is not shown."""
    found = {}
    for card in _cards().filter(juror=viewer, finalist__category__edition=edition):
        filled = kept_card(card)
        if filled is not None:
            found[card.finalist_id] = OwnCard(filled, CardStatus(card.status), card.number, card.saved_at)
    return found


def kept_card(card: JurorCard) -> Filled | None:
    """What was sealed, or nothing when the seal was damaged or belongs to another juror or finalist."""
    try:
        content = card_in(unseal(card.sealed))
    except InvalidToken:
        return None
    entry = card.finalist.entry
    written_for = (content.juror, content.year, content.entry)
    return content.filled if written_for == (card.juror.code, entry.edition.year, entry.reference) else None


def _cards() -> QuerySet[JurorCard]:
    return JurorCard.objects.select_related("juror", "finalist__entry__edition", "finalist__category")


def editions_with_cards(shown: Collection[Edition]) -> set[int]:
    """The editions of these whose jury works with cards: from the first card on."""
    written = JurorCard.objects.filter(finalist__category__edition__in=shown)
    return set(written.values_list("finalist__category__edition", flat=True))


def n_cards_in(edition: Edition) -> int:
    """How many cards were handed in and count."""
    handed_in = JurorCard.objects.filter(finalist__category__edition=edition, status=CardStatus.HANDED_IN)
    return handed_in.filter(set_aside_at=None).count()


def opened_categories(shown: Collection[Edition]) -> set[int]:
    return set(Opening.objects.filter(category__edition__in=shown).values_list("category", flat=True))


def opening_of(category: FinalCategory) -> Opening | None:
    return Opening.objects.filter(category=category).first()


def attendances_in(edition: Edition) -> list[Attendance]:
    """Per category with finalists, in a constant number of queries. Nothing is unsealed for it."""
    finalists = finalists_by_pitch(edition)
    people = {user.code: user for user in jurors_of(edition)}
    bars = _bars(people.values(), finalists)
    handed_in = _handed_in(edition)
    openings = {row.category_id: row for row in Opening.objects.filter(category__edition=edition)}
    excused: dict[int, set[str]] = defaultdict(set)
    for category, juror in Excusal.objects.filter(category__edition=edition).values_list("category", "juror__code"):
        excused[category].add(juror)
    here: dict[int, list[Finalist]] = defaultdict(list)
    for finalist in finalists:
        here[finalist.category_id].append(finalist)
    return [
        Attendance(
            category,
            tuple(here[category.pk]),
            tuple(
                seats_of(
                    people,
                    [finalist.entry.reference for finalist in here[category.pk]],
                    bars=bars,
                    handed_in=handed_in,
                    excused=excused[category.pk],
                )
            ),
            openings.get(category.pk),
            people,
        )
        for category in final_categories_of(edition)
        if category.pk in here
    ]


def attendance_on(category: FinalCategory) -> Attendance | None:
    return next((row for row in attendances_in(category.edition) if row.category == category), None)


def _bars(people: Iterable[User], finalists: Collection[Finalist]) -> frozenset[Pair]:
    return frozenset(bars_between(people, [finalist.entry for finalist in finalists]))


def _handed_in(edition: Edition) -> set[Pair]:
    written = JurorCard.objects.filter(finalist__category__edition=edition, status=CardStatus.HANDED_IN)
    return set(written.values_list("juror__code", "finalist__entry__reference"))


def talk_on(category: FinalCategory, viewer: User) -> Talk | None:
    """The opened cards for whoever sits at the table; None before the opening and for everybody else.

    Of a finalist to which the viewer is tied nothing is shown, not even how many cards there are.
    """
    opening, edition = opening_of(category), category.edition
    if opening is None or not is_juror(viewer, edition):
        return None
    finalists = [finalist for finalist in finalists_by_pitch(edition) if finalist.category_id == category.pk]
    cards = _counted(edition, [opening], finalists)
    hidden = _bars([viewer], finalists)
    criteria = list(criteria_of(edition))
    return Talk(
        opening,
        tuple(
            Discussed(finalist, is_hidden=True)
            if (viewer.code, finalist.entry.reference) in hidden
            else _discussed(finalist, cards[finalist.pk], criteria, opening.seed)
            for finalist in finalists
        ),
        minutes=minutes_of(opening) if has_role(viewer, Role.JURY_CHAIR, edition.year) else None,
    )


def _discussed(finalist: Finalist, cards: list[Filled], criteria: list[Criterion], seed: str) -> Discussed:
    """Each side of each finalist has its own order, so that a place says nothing about a person."""
    mark = f"{seed}:{finalist.entry.reference}"
    spreads = spreads_of(cards, criteria=[criterion.key for criterion in criteria])
    return Discussed(
        finalist,
        is_hidden=False,
        strengths=shuffled((card.strengths for card in cards), seed=f"{mark}:strengths"),
        doubts=shuffled((card.doubts for card in cards), seed=f"{mark}:doubts"),
        spreads=tuple(zip(criteria, spreads, strict=True)),
        mean=mean_of(cards, weights={criterion.key: criterion.weight for criterion in criteria}),
        n_cards=len(cards),
    )


def minutes_of(opening: Opening) -> str:
    """What the chair noted; empty when there is nothing, or when the seal is damaged or of another category."""
    return _kept_minutes(opening) or ""


def _kept_minutes(opening: Opening) -> str | None:
    if not opening.sealed_minutes:
        return ""
    try:
        minutes = minutes_in(unseal(opening.sealed_minutes))
    except InvalidToken:
        return None
    category = opening.category
    return minutes.text if (minutes.year, minutes.category) == (category.edition.year, category.key) else None


def means_of_cards(edition: Edition) -> dict[int, dict[str, Fraction]]:
    """By opened category: the weighted mean of the cards of each finalist, by reference. A tie of choices asks it."""
    openings = list(Opening.objects.filter(category__edition=edition))
    means: dict[int, dict[str, Fraction]] = {opening.category_id: {} for opening in openings}
    finalists = [finalist for finalist in finalists_by_pitch(edition) if finalist.category_id in means]
    weights = {criterion.key: criterion.weight for criterion in criteria_of(edition)}
    cards = _counted(edition, openings, finalists)
    for finalist in finalists:
        mean = mean_of(cards[finalist.pk], weights=weights)
        if mean is not None:
            means[finalist.category_id][finalist.entry.reference] = mean
    return means


def _counted(edition: Edition, openings: Iterable[Opening], finalists: list[Finalist]) -> dict[int, list[Filled]]:
    """By finalist: the cards that counted at the opening, of who still sits in the jury and is not tied to it."""
    people = {user.code: user for user in jurors_of(edition)}
    bars = _bars(people.values(), finalists)
    at_opening = {opening.category_id: set(opening.jurors) for opening in openings}
    found: dict[int, list[Filled]] = defaultdict(list)
    for card in _cards().filter(finalist__in=finalists, status=CardStatus.HANDED_IN, juror__in=people.values()):
        is_counted = card.juror.code in at_opening.get(card.finalist.category_id, ())
        filled = kept_card(card)
        if is_counted and filled is not None and (card.juror.code, card.finalist.entry.reference) not in bars:
            found[card.finalist_id].append(filled)
    return found


def reasons_of_excusal(edition: Edition) -> dict[tuple[int, str], str]:
    """By category and the code of the juror."""
    rows = Excusal.objects.filter(category__edition=edition)
    return {
        (category, juror): reason for category, juror, reason in rows.values_list("category", "juror__code", "reason")
    }


def broken_cards() -> list[JurorCard]:
    """Cards whose seal was damaged, or was made for another juror or finalist."""
    return [card for card in _cards() if kept_card(card) is None]


def broken_frozen_cards() -> QuerySet[JurorCard]:
    """Cards that were saved after the cards of their category had opened."""
    return JurorCard.objects.filter(saved_at__gt=F("finalist__category__opening__opened_at"))


def broken_minutes() -> list[Opening]:
    """Minutes whose seal was damaged, or was made for another category."""
    openings = Opening.objects.select_related("category__edition").exclude(sealed_minutes="")
    return [opening for opening in openings if _kept_minutes(opening) is None]

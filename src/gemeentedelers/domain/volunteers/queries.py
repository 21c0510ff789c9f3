from datetime import datetime
from fractions import Fraction
from functools import lru_cache

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.panels.models import Reader
from gemeentedelers.domain.panels.rules import ROLE_OF
from gemeentedelers.domain.volunteers.models import Volunteer
from gemeentedelers.domain.volunteers.rules import (
    ASSUMED,
    KEPT_AFTER_RESULT,
    Outlook,
    Spread,
    Supply,
    VolunteerStatus,
    n_readers_then,
    needs,
    why_not_accept,
    why_not_decide,
)
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.science.shortlist import certainty


def rounds_open_for_sign_up(now: datetime) -> list[Round]:
    """From the opening of the call until the round closes; the newest edition first."""
    return list(
        Round.objects.filter(
            kind__in=ROLE_OF,
            closed_at=None,
            closes__gt=now,
            edition__entry_opens__lte=now,
            edition__is_archived=False,
        )
        .select_related("edition")
        .order_by("-edition__year", "opens", "pk")
    )


def volunteers_in(edition: Edition) -> QuerySet[Volunteer]:
    """Who signed up, the longest waiting first, in two queries however many they are."""
    return (
        Volunteer.objects.filter(edition=edition)
        .select_related("municipality", "user", "decided_by")
        .prefetch_related("themes")
        .order_by("signed_up_at", "pk")
    )


def n_volunteers_by_status(edition: Edition) -> dict[VolunteerStatus, int]:
    counted = Volunteer.objects.filter(edition=edition).values_list("status").annotate(n=Count("pk")).order_by()
    found = dict(counted)
    return {status: found.get(status, 0) for status in VolunteerStatus}


def obstacle_to_accepting(volunteer: Volunteer, round_: Round, now: datetime) -> Refusal | None:
    return why_not_accept(
        VolunteerStatus(volunteer.status),
        minutes=volunteer.minutes,
        minutes_per_entry=round_.minutes_per_entry,
        is_round_closed=round_.has_ended(now),
    )


def obstacle_to_declining(volunteer: Volunteer, round_: Round, now: datetime) -> Refusal | None:
    return why_not_decide(VolunteerStatus(volunteer.status), is_round_closed=round_.has_ended(now))


def volunteers_with_token(token: str) -> QuerySet[Volunteer]:
    """Whoever holds the token is the volunteer: it was mailed to that address only."""
    return Volunteer.objects.filter(token=token).select_related("edition", "user")


def reading_of(volunteer: Volunteer) -> Reader | None:
    """The place in the panel that the volunteer got, also when they left it since."""
    return (
        Reader.objects.filter(user=volunteer.user, round__edition=volunteer.edition, round__kind=volunteer.round_kind)
        .select_related("round__edition", "user")
        .first()
        if volunteer.user
        else None
    )


def volunteers_to_forget(now: datetime) -> QuerySet[Volunteer]:
    """Who was not accepted, four weeks after the result of their edition."""
    return Volunteer.objects.exclude(status=VolunteerStatus.ACCEPTED).filter(
        Q(edition__revealed_at__lte=now - KEPT_AFTER_RESULT)
        | Q(edition__revealed_at=None, edition__reveal_from__lte=now - KEPT_AFTER_RESULT)
    )


def supply_of(round_: Round) -> Supply:
    """What there is to read in a round and the time of who reads, in three queries.

    A reader who was added without hours brings the time that their number of entries takes.
    """
    n_entries = entries_in_competition(round_.edition).count()
    accepted = Reader.objects.filter(round=round_, left_at=None).aggregate(
        n=Count("pk"), minutes=Sum(Coalesce("minutes", F("capacity") * round_.minutes_per_entry))
    )
    waiting = Volunteer.objects.filter(
        edition=round_.edition, round_kind=round_.kind, status=VolunteerStatus.SIGNED_UP
    ).aggregate(n=Count("pk"), minutes=Sum("minutes"))
    return Supply(n_entries, accepted["n"], accepted["minutes"] or 0, waiting["n"], waiting["minutes"] or 0)


# Above this size a smaller edition of the same proportions tells the same, and the page need not wait for it.
DRAWS, SEED, LARGEST_SIMULATED = 300, 2027, 300


@lru_cache(maxsize=512)
def expected_share(n_entries: int, places: int, reads: int, n_readers: int, spread: Spread) -> float:
    """The share of the entries that are really best which a shortlist finds, by simulation; the same every time."""
    scale = min(Fraction(1), Fraction(LARGEST_SIMULATED, n_entries))
    n_simulated = round(n_entries * scale)
    return certainty(
        n_simulated,
        min(max(1, round(places * scale)), n_simulated),
        reads,
        var_entry=spread.entry**2,
        var_reviewer=spread.reader**2,
        var_residual=spread.noise**2,
        n_reviewers=max(reads, round(n_readers * scale)),
        draws=DRAWS,
        seed=SEED,
    )


def capacity_of(
    supply: Supply, *, places: int, minutes_per_entry: int, n_extra: int = 0, spread: Spread = ASSUMED
) -> list[Outlook]:
    """What each number of readings per entry asks, and how many of the best the shortlist then finds."""
    return [
        Outlook(
            need,
            expected_share(
                supply.n_entries,
                places,
                need.reads,
                n_readers_then(need, supply, n_extra=n_extra),
                spread,
            )
            if supply.n_entries and places
            else None,
            min(places, supply.n_entries),
        )
        for need in needs(supply, minutes_per_entry=minutes_per_entry, n_extra=n_extra)
    ]


def broken_volunteers() -> QuerySet[Volunteer]:
    """Accepted without an account, or with one while not accepted."""
    accepted = Q(status=VolunteerStatus.ACCEPTED)
    return Volunteer.objects.filter((accepted & Q(user=None)) | (~accepted & ~Q(user=None)))

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import F, QuerySet

from gemeentedelers.domain.conflicts.models import Conflict
from gemeentedelers.domain.conflicts.queries import bars_between
from gemeentedelers.domain.conflicts.rules import why_not_judge
from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind, WildcardHolder
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.panels.rules import AssignmentEnd
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import has_role, people_with_one_of
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.rankings.queries import Order, order_in
from gemeentedelers.domain.rankings.rules import Ranked
from gemeentedelers.domain.rankings.rules.standing import Band
from gemeentedelers.domain.scoring.models import Score
from gemeentedelers.domain.scoring.queries import counting_scorecards
from gemeentedelers.domain.shortlists.models import (
    Decision,
    Draw,
    PanelVerdict,
    Proposal,
    ShortlistPlace,
    Wildcard,
)
from gemeentedelers.domain.shortlists.rules import (
    Decided,
    DecisionOutcome,
    Grounds,
    PlaceKind,
    ProposalStatus,
    basis,
    decisions_on,
    too_close,
    why_not_confirm,
)
from gemeentedelers.foundation.refusals import Refusal

HOLDERS: Mapping[WildcardHolder, Role] = {
    WildcardHolder.ORGANISER: Role.ORGANISER,
    WildcardHolder.ASSESSOR: Role.ASSESSOR,
    WildcardHolder.JURY_CHAIR: Role.JURY_CHAIR,
}
SIGNERS = (Role.ORGANISER, Role.ADMINISTRATOR)
COUNCIL = (Role.ORGANISER, Role.ASSESSOR, Role.SCORER, Role.JURY_CHAIR, Role.JUROR)


def shortlist_of(edition: Edition) -> QuerySet[ShortlistPlace]:
    """For the organisers: also before it is announced."""
    return (
        ShortlistPlace.objects.filter(edition=edition)
        .select_related("entry__municipality", "entry__category")
        .order_by("position", "entry__reference")
    )


def announced_shortlist(edition: Edition, now: datetime) -> QuerySet[ShortlistPlace]:
    """For everybody else: nothing until it is announced, then by category and municipality, without order of score."""
    announced = edition.shortlist_announced_at
    if announced is None or announced > now:
        return ShortlistPlace.objects.none()
    return shortlist_of(edition).order_by("entry__category__position", "entry__municipality__name", "pk")


def broken_places() -> QuerySet[ShortlistPlace]:
    """Places on the shortlist of an edition in which the entry does not take part."""
    return ShortlistPlace.objects.exclude(entry__edition=F("edition"))


def grounds_in(round_: Round) -> Grounds:
    """What counts in a round besides the ranking, in three queries."""
    newest = newest_verdicts(round_)
    rulings = {reference: verdict.ruling for reference, verdict in newest.items()}
    wildcards = wildcards_in(round_).values_list("entry__reference", "reason")
    return Grounds(
        panel={reference: ruling for reference, ruling in rulings.items() if ruling is not None},
        undecided=frozenset(reference for reference, ruling in rulings.items() if ruling is None),
        draws=[draw.lots for draw in draws_in(round_) if draw.drawn_at is not None],
        wildcards=dict(wildcards),
    )


def newest_verdicts(round_: Round) -> dict[str, PanelVerdict]:
    """By reference: the verdict of the panel that holds."""
    verdicts = PanelVerdict.objects.filter(round=round_).select_related("entry").order_by("decided_at", "pk")
    return {verdict.entry.reference: verdict for verdict in verdicts}


def wildcards_in(round_: Round) -> QuerySet[Wildcard]:
    return (
        Wildcard.objects.filter(round=round_, taken_back_at=None)
        .select_related("entry__municipality", "spent_by")
        .order_by("spent_at", "pk")
    )


def draws_in(round_: Round) -> QuerySet[Draw]:
    """The draws that were held, and the one that was promised."""
    return Draw.objects.filter(round=round_, dropped_at=None).order_by("promised_at", "pk")


def promised_draw(round_: Round) -> Draw | None:
    return draws_in(round_).filter(drawn_at=None).first()


@dataclass(frozen=True)
class Basis:
    """What decisions are made from at this moment."""

    order: Order
    grounds: Grounds
    places: int

    @property
    def digest(self) -> str:
        return basis(self.order.ranked, self.grounds)

    def decisions(self, changes: Mapping[str, str] | None = None) -> list[Decided]:
        return decisions_on(self.order.ranked, places=self.places, grounds=self.grounds, changes=changes or {})

    @property
    def close(self) -> list[Ranked]:
        return close_in(self.order, self.places)


def basis_in(round_: Round) -> Basis:
    return Basis(order_in(round_), grounds_in(round_), round_.places)


def close_in(order: Order, places: int) -> list[Ranked]:
    """What is for a panel, in the order of the ranking: what is in the band around the cut."""
    if order.obstacle is not None:
        return too_close(order.ranked, places)
    return [row for row in order.ranked if order.bands.get(row.reference) is Band.CLOSE]


def close_to_the_cut(round_: Round) -> list[Ranked]:
    return close_in(order_in(round_), round_.places)


def proposals_in(round_: Round) -> QuerySet[Proposal]:
    """Newest first."""
    return Proposal.objects.filter(round=round_).select_related("round__edition", "made_by", "signed_by")


def standing_proposal(round_: Round) -> Proposal | None:
    """The one that waits for its signature, or was signed."""
    return proposals_in(round_).exclude(status=ProposalStatus.REPLACED).first()


def proposal_before(proposal: Proposal) -> Proposal | None:
    return proposals_in(proposal.round).filter(number__lt=proposal.number).first()


def is_signed(round_: Round) -> bool:
    return Proposal.objects.filter(round=round_, status=ProposalStatus.CONFIRMED).exists()


def decided_in(proposal: Proposal) -> list[Decided]:
    rows = Decision.objects.filter(proposal=proposal).order_by("position", "entry__reference")
    return [
        Decided(
            row.entry.reference,
            DecisionOutcome(row.outcome),
            PlaceKind(row.kind),
            row.reason,
            row.position,
            None if row.mean is None else Fraction(row.mean),
            row.corrected,
        )
        for row in rows.select_related("entry")
    ]


def entries_decided_on(round_: Round) -> dict[str, Entry]:
    """By reference: every entry that a proposal of the round speaks of, also those that left the competition."""
    decided = Decision.objects.filter(proposal__round=round_).values("entry")
    found = Entry.objects.filter(pk__in=decided).select_related("municipality", "category")
    return {entry.reference: entry for entry in found}


def may_sign(user: User, year: int) -> bool:
    """The second signature is for another organiser or for an administrator."""
    return any(has_role(user, role, year) for role in SIGNERS)


def obstacle_to_confirm(proposal: Proposal, by: User, found: Basis | None = None) -> Refusal | None:
    """Why this person cannot sign this proposal now; None when they can. `found` saves a look at all scores."""
    round_ = proposal.round
    competing = entries_in_competition(round_.edition).values_list("reference", flat=True)
    return why_not_confirm(
        decided_in(proposal),
        status=ProposalStatus(proposal.status),
        is_own=proposal.made_by_id == by.pk,
        may_sign=may_sign(by, round_.edition.year),
        is_closed=round_.closed_at is not None,
        competing=set(competing),
        is_current=(found or basis_in(round_)).digest == proposal.basis,
        places=round_.places,
        reason=proposal.places_reason,
    )


def holds_wildcards(user: User, round_: Round) -> bool:
    role = HOLDERS[WildcardHolder(round_.wildcards_by)]
    return round_.wildcards > 0 and has_role(user, role, round_.edition.year)


def wildcard_round(year: int) -> Round | None:
    """The round of an edition in which wildcards can be spent."""
    edition = Edition.objects.filter(year=year, is_archived=False).first()
    round_ = round_of(edition, RoundKind.READING) if edition else None
    return round_ if round_ is not None and round_.wildcards else None


def wildcard_rounds_of(user: User, holder: WildcardHolder) -> list[Round]:
    """The rounds of editions without a result in which this person spends wildcards as that holder, newest first."""
    left_to_them = Round.objects.filter(
        kind=RoundKind.READING,
        wildcards__gt=0,
        wildcards_by=holder,
        edition__is_archived=False,
        edition__revealed_at=None,
    )
    found = left_to_them.select_related("edition").order_by("-opens")
    return [round_ for round_ in found if holds_wildcards(user, round_)]


def without_a_place(round_: Round, found: Basis | None = None) -> list[Entry]:
    """The entries to which a wildcard can be given, by reference: the order says nothing about scores."""
    decided = (found or basis_in(round_)).decisions()
    stopped = {row.reference for row in decided if row.outcome is DecisionOutcome.STOP}
    return [entry for entry in entries_in_competition(round_.edition) if entry.reference in stopped]


def ties_to(entry: Entry, users: Collection[User]) -> dict[int, Refusal]:
    """By person: what keeps them away from the entry, of those who are barred from judging it."""
    bars = bars_between(users, [entry])
    found = {user.pk: why_not_judge(bars.get((user.code, entry.reference), ())) for user in users}
    return {pk: reason for pk, reason in found.items() if reason is not None}


def council_of(round_: Round) -> list[User]:
    """Who can sit at the table when entries are discussed, by name."""
    return people_with_one_of(COUNCIL, round_.edition.year)


@dataclass(frozen=True)
class Reading:
    """What one reader gave, without the name and without the private note."""

    mean: Fraction
    is_sure: bool | None
    tip: str


@dataclass(frozen=True)
class Discussion:
    """What lies on the table about one entry."""

    entry: Entry
    ranked: Ranked
    readings: Sequence[Reading]
    stepped_aside: Sequence[str]
    verdicts: Sequence[PanelVerdict]

    @property
    def spread(self) -> Fraction | None:
        low, high = self.ranked.low, self.ranked.high
        return None if low is None or high is None else high - low


def discussion_of(entry: Entry, ranked: Ranked, round_: Round) -> Discussion:
    aside = Assignment.objects.filter(entry=entry, ended_because=AssignmentEnd.CONFLICT, reader__round=round_)
    names = {assignment.reader.user.name for assignment in aside.select_related("reader__user")}
    names |= {conflict.user.name for conflict in Conflict.objects.filter(entry=entry).select_related("user")}
    verdicts = PanelVerdict.objects.filter(round=round_, entry=entry).prefetch_related("present")
    return Discussion(entry, ranked, _readings(entry), sorted(names), list(verdicts.select_related("decided_by")))


def _readings(entry: Entry) -> list[Reading]:
    cards = counting_scorecards(entry.edition).filter(assignment__entry=entry).order_by("assignment__code")
    scores = Score.objects.filter(scorecard__in=cards).values_list("scorecard", "value", "criterion__weight")
    total: dict[int, tuple[int, int]] = {}
    for card, value, weight in scores:
        points, weights = total.get(card, (0, 0))
        total[card] = points + value * weight, weights + weight
    return [Reading(Fraction(*total[card.pk]), card.is_sure, card.tip) for card in cards]


@dataclass(frozen=True)
class Story:
    """How an announced shortlist came about, for everybody: numbers and reasons, never a score.

    `bands` says how many entries were on which side of the cut, and how many too close to it; nothing when means gave
    the order.
    """

    n_entries: int
    n_readings: int
    n_places: int
    n_by_panel: int
    by_hand: Sequence[ShortlistPlace]
    wildcards: Sequence[ShortlistPlace]
    draws: Sequence[Draw]
    places_reason: str
    bands: Mapping[str, int]


def story_of(edition: Edition, now: datetime) -> Story | None:
    """Nothing before the announcement, nor for a shortlist of before decisions were proposed and signed."""
    round_ = round_of(edition, RoundKind.READING)
    proposal = standing_proposal(round_) if round_ is not None and edition.shortlist_is_out(now) else None
    if proposal is None or round_ is None:
        return None
    places = list(announced_shortlist(edition, now))
    by_kind = list(Decision.objects.filter(proposal=proposal).values_list("kind", flat=True))
    return Story(
        n_entries=len(by_kind),
        n_readings=counting_scorecards(edition).count(),
        n_places=len(places),
        n_by_panel=by_kind.count(PlaceKind.PANEL),
        by_hand=[place for place in places if place.kind == PlaceKind.BY_HAND],
        wildcards=[place for place in places if place.kind == PlaceKind.WILDCARD],
        draws=[draw for draw in draws_in(round_) if draw.drawn_at is not None],
        places_reason=proposal.places_reason,
        bands=proposal.bands,
    )


def broken_signatures() -> QuerySet[Edition]:
    """Editions with an announced moment and proposals, but without a signed one."""
    proposed = Edition.objects.filter(shortlist_announced_at__isnull=False, rounds__proposals__isnull=False)
    signed = Edition.objects.filter(rounds__proposals__status=ProposalStatus.CONFIRMED)
    return proposed.exclude(pk__in=signed).distinct()


def broken_wildcards() -> QuerySet[Wildcard]:
    """Wildcards in force for an entry of another edition than that of their round."""
    return Wildcard.objects.filter(taken_back_at=None).exclude(entry__edition=F("round__edition"))

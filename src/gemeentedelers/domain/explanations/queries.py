from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gemeentedelers.domain.conflicts.queries import bars_between, conflicts_in
from gemeentedelers.domain.deliberations.queries import n_cards_in
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import Phase, RoundKind, phase_of
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.explanations.rules import Correction, Moved, correction_of, told_chance, told_count
from gemeentedelers.domain.finals.queries import finalists_in
from gemeentedelers.domain.people.queries import people_with_one_of
from gemeentedelers.domain.people.rules import JURY
from gemeentedelers.domain.rankings.models import Standing, StandingRow
from gemeentedelers.domain.rankings.queries import ranking_of, row_of, standing_of
from gemeentedelers.domain.rankings.rules.standing import Band
from gemeentedelers.domain.recuts.models import Recut
from gemeentedelers.domain.results.models import SealedResult
from gemeentedelers.domain.results.queries import opened_result
from gemeentedelers.domain.scoring.queries import counting_scorecards
from gemeentedelers.domain.shortlists.models import Decision
from gemeentedelers.domain.shortlists.queries import Story, standing_proposal, story_of
from gemeentedelers.domain.shortlists.rules import DecisionOutcome, PlaceKind
from gemeentedelers.domain.verdicts.models import Verdict
from gemeentedelers.domain.verdicts.queries import winners_of
from gemeentedelers.domain.visits.queries import visits_in
from gemeentedelers.domain.voting.queries import turnout_told_of
from gemeentedelers.domain.voting.rules.counting import Turnout


@dataclass(frozen=True)
class EditionAccount:
    """`n_aside` counts the times that somebody stepped aside; None when so few that it would point at somebody."""

    edition: Edition
    n_entries: int
    n_readers: int
    n_readings: int
    fewest_reads: int
    most_reads: int
    correction: Correction | None
    story: Story | None
    n_aside: int | None
    recuts: Sequence[Recut]
    finalists: Mapping[str, int]
    n_jurors: int
    n_barred_jurors: int | None
    verdicts: Sequence[Verdict]
    n_visits: int
    n_cards: int
    turnout: Turnout | None
    result: SealedResult | None


@dataclass(frozen=True)
class EntryAccount:
    """What a team may know of its own entry. `chance` is out of a hundred; None when nothing was corrected."""

    entry: Entry
    n_reads: int
    mean: float | None
    corrected: float | None
    low: float | None
    high: float | None
    chance: int | None
    band: Band | None
    outcome: DecisionOutcome | None
    kind: PlaceKind | None
    reason: str
    final_category: str
    finalist_reason: str
    jury_words: str
    has_won: bool


def account_of(edition: Edition, now: datetime) -> EditionAccount | None:
    """Nothing before the reveal, nor for an archive of which the numbers are not here."""
    if edition.is_archived or phase_of(edition.timetable, now) is not Phase.RESULTS:
        return None
    cards = counting_scorecards(edition)
    reads = Counter(cards.values_list("assignment__entry", flat=True))
    entries = list(entries_in_competition(edition).values_list("pk", flat=True))
    finalists = list(finalists_in([edition]))
    jurors = people_with_one_of(JURY, edition.year)
    barred = {code for code, _ in bars_between(jurors, [finalist.entry for finalist in finalists])}
    return EditionAccount(
        edition=edition,
        n_entries=len(entries),
        n_readers=cards.values("assignment__reader__user").distinct().count(),
        n_readings=sum(reads.values()),
        fewest_reads=min((reads[entry] for entry in entries), default=0),
        most_reads=max(reads.values(), default=0),
        correction=_correction(edition),
        story=story_of(edition, now),
        n_aside=told_count(conflicts_in(edition).count()),
        recuts=list(Recut.objects.filter(edition=edition, undone_at=None).order_by("number")),
        finalists=Counter(finalist.category.name for finalist in finalists),
        n_jurors=len(jurors),
        n_barred_jurors=told_count(len(barred)),
        verdicts=list(winners_of(edition, now)),
        n_visits=visits_in(edition).filter(report__delivered_at__isnull=False).count(),
        n_cards=n_cards_in(edition),
        turnout=turnout_told_of(edition, now),
        result=opened_result(edition, now),
    )


def _standing(edition: Edition) -> Standing | None:
    round_ = round_of(edition, RoundKind.READING)
    return standing_of(round_) if round_ is not None else None


def _correction(edition: Edition) -> Correction | None:
    standing = _standing(edition)
    if standing is None or not standing.is_corrected:
        return None
    rows = StandingRow.objects.filter(standing=standing).values_list("position", "place")
    return correction_of([Moved(position, place) for position, place in rows], places=standing.places)


def account_of_entry(entry: Entry, now: datetime) -> EntryAccount | None:
    """Nothing before the reveal, in which every entry gets its account at once."""
    edition = entry.edition
    if edition.is_archived or phase_of(edition.timetable, now) is not Phase.RESULTS:
        return None
    standing, decision = _standing(edition), _decision(entry)
    row = row_of(standing, entry) if standing is not None else None
    ranked = next((found for found in ranking_of(edition) if found.reference == entry.reference), None)
    finalist = finalists_in([edition]).filter(entry=entry).first()
    verdicts = list(winners_of(edition, now))
    return EntryAccount(
        entry=entry,
        n_reads=ranked.n_reads if ranked else 0,
        mean=float(ranked.mean) if ranked and ranked.mean is not None else None,
        corrected=row.corrected if row else None,
        low=row.low if row else None,
        high=row.high if row else None,
        chance=told_chance(row.chance) if row and row.corrected is not None else None,
        band=Band(row.band) if row and row.band else None,
        outcome=DecisionOutcome(decision.outcome) if decision else None,
        kind=PlaceKind(decision.kind) if decision else None,
        reason=decision.reason if decision else "",
        final_category=finalist.category.name if finalist else "",
        finalist_reason=finalist.reason if finalist else "",
        jury_words=_words_of_the_jury(entry, verdicts),
        has_won=any(verdict.winner_id == entry.pk for verdict in verdicts),
    )


def _decision(entry: Entry) -> Decision | None:
    round_ = round_of(entry.edition, RoundKind.READING)
    proposal = standing_proposal(round_) if round_ is not None else None
    return Decision.objects.filter(proposal=proposal, entry=entry).first() if proposal is not None else None


def _words_of_the_jury(entry: Entry, verdicts: Sequence[Verdict]) -> str:
    for verdict in verdicts:
        if verdict.winner_id == entry.pk:
            return verdict.motivation
        if entry.reference in verdict.remarks:
            return str(verdict.remarks[entry.reference])
    return ""

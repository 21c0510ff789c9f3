"""A shortlist, reached through its actions."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from gemeentedelers.domain.advice.actions import close_round
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.rankings.models import Standing, StandingRow
from gemeentedelers.domain.rankings.queries import basis_of
from gemeentedelers.domain.rankings.rules.standing import Band
from gemeentedelers.domain.scoring.actions import write_scorecard
from gemeentedelers.domain.scoring.tests.factories import reading_round, score_all
from gemeentedelers.domain.shortlists.actions import confirm_proposal, propose, spend_wildcard
from gemeentedelers.domain.shortlists.models import Proposal
from gemeentedelers.domain.shortlists.rules import UNDO

SIGNED_AT = AFTER_READING - UNDO
PROPOSED_AT = SIGNED_AT - timedelta(hours=1)
WHY = "Klein, maar nergens anders bedacht."


def an_organiser(edition: Edition, **details: object) -> User:
    return somebody_with(Role.ORGANISER, year=edition.year, **details)


def closed_reading(edition: Edition) -> None:
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    close_round(round_, reason="Dit is een proef zonder advies.", by=an_organiser(edition), now=PROPOSED_AT)


def proposed(
    edition: Edition, *, wildcards: Mapping[Entry, str] | None = None, places_reason: str = "", by: User | None = None
) -> Proposal:
    """The decisions on a fully read edition, waiting for a second person."""
    proposer = by or an_organiser(edition)
    closed_reading(edition)
    for entry, reason in (wildcards or {}).items():
        spend_wildcard(entry, reason=reason, by=proposer, now=PROPOSED_AT)
    return propose(edition, places_reason=places_reason, by=proposer, now=PROPOSED_AT)


def shortlisted(edition: Edition, *, wildcards: Mapping[Entry, str] | None = None, places_reason: str = "") -> Edition:
    """Signed by two people in time to be announced when the reading is long over, at AFTER_READING exactly."""
    proposal = proposed(edition, wildcards=wildcards, places_reason=places_reason)
    confirm_proposal(proposal, by=an_organiser(edition), now=SIGNED_AT)
    edition.refresh_from_db()
    return edition


def announced(edition: Edition) -> Edition:
    """The shortlist of an edition of which every entry got the same score."""
    reading_round(edition)
    score_all(edition)
    return shortlisted(edition, places_reason="Allemaal even goed.")


def corrected_standing(edition: Edition, scores: Sequence[tuple[Entry, float, Band]]) -> Standing:
    """A standing that follows from the scores as they are now, with these corrected scores, the highest first."""
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    Standing.objects.filter(round=round_).delete()
    found = basis_of(round_)
    standing = Standing.objects.create(
        round=round_,
        computed_at=PROPOSED_AT,
        n_scores=found.n_cards,
        basis=found.digest,
        places=round_.places,
        is_corrected=True,
        mean=3,
    )
    StandingRow.objects.bulk_create(
        StandingRow(standing=standing, entry=entry, place=place, position=place, n_reads=2, corrected=score, band=band)
        for place, (entry, score, band) in enumerate(scores, start=1)
    )
    return standing


def read_edition(*values: int) -> tuple[Edition, list[Entry]]:
    """An edition with two places, fully read and closed: an entry for each value that its two readers gave."""
    edition = make_edition()
    entries = [eligible_entry(edition, title=f"Casus {number}") for number, _ in enumerate(values, start=1)]
    reading_round(edition)
    given = {entry.pk: value for entry, value in zip(entries, values, strict=True)}
    for assignment in Assignment.objects.select_related("reader__user"):
        if value := given[assignment.entry_id]:
            scores = {"succesvol": value, "herbruikbaar": value}
            reader = assignment.reader.user
            write_scorecard(assignment, scores, tip="Ga hiermee door.", is_final=True, by=reader, now=DURING_READING)
    closed_reading(edition)
    return edition, entries

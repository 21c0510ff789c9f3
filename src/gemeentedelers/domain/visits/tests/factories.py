"""Visits in every state, each reached through its actions."""

from datetime import UTC, datetime, timedelta

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry, owner_of
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.shortlists.tests.factories import an_organiser, announced
from gemeentedelers.domain.visits.actions.dividing import divide_visits
from gemeentedelers.domain.visits.actions.planning import choose_moment, offer_moments
from gemeentedelers.domain.visits.actions.reporting import (
    agree_report,
    answer_correction,
    correct_report,
    deliver_report,
    write_report,
)
from gemeentedelers.domain.visits.actions.viewing import hand_in_view, keep_view
from gemeentedelers.domain.visits.models import Report, View, Visit
from gemeentedelers.domain.visits.queries import frame_of, panel_in, proposed_division
from gemeentedelers.domain.visits.rules.planning import VisitWay
from gemeentedelers.domain.visits.rules.reporting import CorrectionOutcome, Frame, Parts
from gemeentedelers.domain.visits.rules.viewing import ClaimMark, Finding, GuideQuestion, Seen

DIVIDED_AT = datetime(2027, 2, 2, 9, tzinfo=UTC)
OFFERED_AT = datetime(2027, 2, 3, 9, tzinfo=UTC)
MOMENT = datetime(2027, 2, 10, 13, tzinfo=UTC)
OTHER_MOMENT = datetime(2027, 2, 11, 9, tzinfo=UTC)
AFTER_VISIT = datetime(2027, 2, 11, 15, tzinfo=UTC)
REPORTED_AT = datetime(2027, 2, 12, 9, tzinfo=UTC)
CORRECTED_AT = datetime(2027, 2, 15, 9, tzinfo=UTC)
AFTER_CORRECTION = datetime(2027, 2, 18, 9, tzinfo=UTC)
PLACE = "Stadhuisplein 1, Stad"
FOR_JURY = "Overtuigend, en nog niet op een tweede plek bewezen."
ADVICE = "Schrijf op wat u deed toen bewoners niet kwamen."


def an_assessor(edition: Edition, **details: object) -> User:
    return somebody_with(Role.ASSESSOR, year=edition.year, **details)


def announced_edition(n_entries: int = 2) -> Edition:
    """An edition of which every entry is on the announced shortlist."""
    edition = make_edition()
    for number in range(1, n_entries + 1):
        eligible_entry(edition, title=f"Casus {number}")
    return announced(edition)


def divided_edition(n_entries: int = 2, n_assessors: int = 2) -> Edition:
    edition = announced_edition(n_entries)
    for _ in range(n_assessors):
        an_assessor(edition)
    division = proposed_division(edition, panel_in(edition), DIVIDED_AT)
    divide_visits(edition, division.pairs, by=an_organiser(edition), now=DIVIDED_AT)
    return edition


def a_visit(edition: Edition | None = None) -> Visit:
    """The first visit of an edition, with two assessors."""
    return Visit.objects.select_related("entry__edition").filter(entry__edition=edition or divided_edition()).first()  # type: ignore[return-value]


def assessors_of(visit: Visit) -> list[User]:
    return [seat.user for seat in visit.assessors.filter(left_at=None).select_related("user")]


def team_member(visit: Visit) -> User:
    return owner_of(visit.entry)


def planned(visit: Visit, moment: datetime = MOMENT) -> Visit:
    first, _ = assessors_of(visit)
    offer_moments(
        visit, [moment, moment + timedelta(days=1)], way=VisitWay.AT_THEIRS, place=PLACE, by=first, now=OFFERED_AT
    )
    choose_moment(visit, moment, by=team_member(visit), now=OFFERED_AT + timedelta(hours=2))
    return visit


def seen_by(visit: Visit, words: str = "Gezien") -> Seen:
    """A whole view: every claim marked, and every criterion noted."""
    about = frame_of(visit)
    notes = {(key, GuideQuestion.WORKS): f"{words} bij {key}." for key in about.criteria}
    notes |= {(key, GuideQuestion.NEXT_STEP): f"{words}: begin klein met {key}." for key in about.criteria}
    return Seen(notes, {claim.key: Finding(ClaimMark.SEEN) for claim in about.claims})


def handed_in(visit: Visit, user: User, words: str = "Gezien", now: datetime = AFTER_VISIT) -> View:
    kept = keep_view(visit, seen_by(visit, words), number=0, by=user, now=now)
    return hand_in_view(visit, number=kept.number, by=user, now=now)


def viewed(visit: Visit) -> Visit:
    """Planned, held, and both views handed in."""
    planned(visit)
    first, second = assessors_of(visit)
    handed_in(visit, first, "Eerste")
    handed_in(visit, second, "Tweede")
    return visit


def whole_parts(about: Frame) -> Parts:
    return Parts(
        {key: f"Wij zagen {name.lower()}." for key, name in about.criteria.items()},
        {claim.key: Finding(ClaimMark.SEEN, "Zelf gezien.") for claim in about.claims},
        FOR_JURY,
        ADVICE,
    )


def written(visit: Visit) -> Report:
    viewed(visit)
    first, _ = assessors_of(visit)
    return write_report(visit, whole_parts(frame_of(visit)), number=0, is_ready=True, by=first, now=REPORTED_AT)


def agreed(visit: Visit) -> Report:
    report = written(visit)
    _, second = assessors_of(visit)
    return agree_report(visit, number=report.number, by=second, now=REPORTED_AT)


def corrected(visit: Visit, because: str = "Het waren er 4.100.") -> Report:
    agreed(visit)
    return correct_report(visit, {"succesvol": because}, by=team_member(visit), now=CORRECTED_AT)


def delivered(visit: Visit) -> Report:
    """Corrected by the team, answered, and with the jury."""
    report = corrected(visit)
    first, _ = assessors_of(visit)
    for row in report.corrections.select_related("report__visit"):
        answer_correction(
            row, CorrectionOutcome.ADAPTED, answer="Dat klopt.", text="Het waren er 4.100.", by=first, now=CORRECTED_AT
        )
    return deliver_report(visit, by=first, now=CORRECTED_AT)

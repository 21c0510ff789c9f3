"""Two assessors visit every team of the shortlist; what they find is invented, as all in a fictitious edition."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from gemeentedelers.demo.calendar import chance
from gemeentedelers.demo.cast import BY, DOMAIN
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.queries import team_of
from gemeentedelers.domain.people.actions import grant_role, register_person
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.visits.actions.dividing import divide_visits
from gemeentedelers.domain.visits.actions.planning import choose_moment, offer_moments
from gemeentedelers.domain.visits.actions.reporting import (
    agree_report,
    correct_report,
    deliver_report,
    release_visit_advice,
    write_report,
)
from gemeentedelers.domain.visits.actions.viewing import hand_in_view, keep_view
from gemeentedelers.domain.visits.models import Visit
from gemeentedelers.domain.visits.queries import (
    first_parts,
    frame_of,
    panel_in,
    proposed_division,
    trip_of,
    trips,
    visits_in,
)
from gemeentedelers.domain.visits.rules.planning import VisitWay
from gemeentedelers.domain.visits.rules.reporting import Frame, Parts
from gemeentedelers.domain.visits.rules.viewing import ClaimMark, Finding, GuideQuestion, Seen

N_ASSESSORS, N_BEGUN = 4, 2
WORKS = (
    "Collega’s vertellen er uit zichzelf over.",
    "Bewoners weten wie zij moeten bellen.",
    "Het loopt zonder project.",
)
NEEDED = ("Een wethouder die ruimte gaf.", "Twee mensen met vaste uren.", "Een buurt die mee wilde doen.")
STEPS = (
    "Schrijf op wat u zou overslaan.",
    "Laat een kleine gemeente een dag meelopen.",
    "Meet over een jaar nog eens.",
)
FOR_JURY = "Het team liet zien wat het schreef. Wij twijfelen of het ook lukt zonder deze trekker."
REMARK = "Gezien op de locatie."


def assessors_for(edition: Edition, n_assessors: int, now: datetime) -> list[User]:
    """Experienced people from outside the municipalities, so that nothing ties them to an entry."""
    found = []
    for number in range(1, n_assessors + 1):
        assessor = register_person(
            f"assessor-{edition.year}-{number}@{DOMAIN}",
            name=f"Assessor {number} (fictief)",
            job_title="oud-gemeentesecretaris",
            organisation=f"Stichting Kijken en Leren {number} (fictief)",
            now=now,
        )
        grant_role(assessor, Role.ASSESSOR, year=edition.year, by=BY, now=now)
        found.append(assessor)
    return found


def visit_all(edition: Edition, persona: User, *, by: User, divided_at: datetime, held_at: datetime) -> None:
    """Every visit is with the jury and its advice with the team, but one: that was held at `held_at`, and waits for
    the view of the persona."""
    assessors_for(edition, N_ASSESSORS, divided_at)
    division = proposed_division(edition, panel_in(edition), divided_at)
    grant_role(persona, Role.ASSESSOR, year=edition.year, by=BY, now=divided_at)
    bars = panel_in(edition).bars
    last = [reference for reference in division.pairs if (persona.code, reference) not in bars][-1]
    pairs = {**division.pairs, last: frozenset({min(division.pairs[last]), persona.code})}
    divide_visits(edition, pairs, by=by, now=divided_at)
    for number, trip in enumerate(trips(visits_in(edition))):
        if trip.entry.reference == last:
            _half(trip.visit, persona, held_at)
        else:
            moment = divided_at + timedelta(days=3 + number % 3, hours=number % 4)
            _plan(trip.visit, moment, now=divided_at + timedelta(hours=2))
            _report(trip.visit, moment + timedelta(hours=3))
    release_visit_advice(edition, by=by, now=divided_at + timedelta(days=21))


def _half(visit: Visit, persona: User, held_at: datetime) -> None:
    """The other assessor handed in; the persona finds the notes of somebody who began."""
    _plan(visit, held_at, now=held_at - timedelta(days=4))
    about = frame_of(visit)
    other = next(user for user in _people(visit) if user != persona)
    _hand_in(visit, about, other, now=held_at + timedelta(hours=4))
    begun = Seen(dict(list(_seen(visit, about, persona).notes.items())[:N_BEGUN]))
    keep_view(visit, begun, number=0, by=persona, now=held_at + timedelta(hours=2))


def _hand_in(visit: Visit, about: Frame, user: User, *, now: datetime) -> None:
    kept = keep_view(visit, _seen(visit, about, user), number=0, by=user, now=now)
    hand_in_view(visit, number=kept.number, by=user, now=now)


def _people(visit: Visit) -> Sequence[User]:
    return [seat.user for seat in trip_of(visit).assessors]


def _plan(visit: Visit, moment: datetime, *, now: datetime) -> None:
    place = f"Stadhuis van {visit.entry.municipality.name}"
    first, _ = _people(visit)
    later = moment + timedelta(days=1)
    offer_moments(visit, [moment, later], way=VisitWay.AT_THEIRS, place=place, by=first, now=now)
    owner = team_of(visit.entry)[0].user
    choose_moment(visit, moment, by=owner, now=now + timedelta(hours=3))


def _report(visit: Visit, now: datetime) -> None:
    """Both views the same day, the report a day later, and the team finds nothing to correct."""
    first, second = _people(visit)
    about = frame_of(visit)
    _hand_in(visit, about, first, now=now)
    _hand_in(visit, about, second, now=now + timedelta(minutes=40))
    parts = _parts(first_parts(trip_of(visit), about), about)
    write_report(visit, parts, number=0, is_ready=True, by=first, now=now + timedelta(days=1))
    agree_report(visit, number=1, by=second, now=now + timedelta(days=1, hours=2))
    correct_report(visit, {}, by=team_of(visit.entry)[0].user, now=now + timedelta(days=3))
    deliver_report(visit, by=first, now=now + timedelta(days=4))


def _seen(visit: Visit, about: Frame, user: User) -> Seen:
    luck = chance("visit", visit.entry.title, user.email)
    notes = {}
    for key in about.criteria:
        notes[key, GuideQuestion.WORKS] = luck.choice(WORKS)
        notes[key, GuideQuestion.NEEDED] = luck.choice(NEEDED)
        notes[key, GuideQuestion.NEXT_STEP] = luck.choice(STEPS)
    marks = (ClaimMark.SEEN, ClaimMark.SEEN, ClaimMark.TOLD)
    return Seen(notes, {claim.key: Finding(luck.choice(marks)) for claim in about.claims})


def _parts(first: Parts, about: Frame) -> Parts:
    """What both noted, with one finding for every claim and every step of the advice once."""
    found = {claim.key: Finding(first.findings[claim.key].mark or ClaimMark.TOLD, REMARK) for claim in about.claims}
    advice = "\n\n".join(dict.fromkeys(first.advice.split("\n\n")))
    return Parts(first.paragraphs, found, FOR_JURY, advice)

"""Municipalities take over the invented cases of 2020, and never a documented one: that would be untrue."""

from datetime import timedelta
from random import Random

from gemeentedelers.demo.calendar import START, at, between, chance
from gemeentedelers.demo.cases import adoption_notes
from gemeentedelers.demo.cast import Cast
from gemeentedelers.domain.adoptions.actions import report_adoption
from gemeentedelers.domain.adoptions.rules import AdoptionStatus
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.people.rules import Persona
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.domain.publications.queries import publications_of_edition
from gemeentedelers.domain.publications.rules import Outcome

FIRST, LAST = at(2020, 9, 1), START - timedelta(days=3)
# Few cases travel far: winners more often, and most of the others hardly.
SPREAD = {Outcome.WINNER: (7, 14, 22), Outcome.FINALIST: (2, 4, 6), Outcome.PARTICIPANT: (0, 0, 1, 1, 3)}
USUAL_STATUS = (
    *[AdoptionStatus.INTEREST] * 2,
    AdoptionStatus.EXPLORING,
    *[AdoptionStatus.PILOT] * 2,
    *[AdoptionStatus.IN_USE] * 5,
    AdoptionStatus.DEVELOPED_FURTHER,
    AdoptionStatus.STOPPED,
)


def adopt_all(edition: Edition, cast: Cast) -> None:
    current = sorted(code for code, row in cast.municipalities.items() if row.valid_to is None)
    regulars = chance("regulars").sample(current, 45)
    published = list(publications_of_edition(edition))
    for publication in published:
        luck = chance("adopters", publication.title)
        shared_by = {municipality.code for municipality in publication.municipalities.all()}
        n_adopters = luck.choice(SPREAD[Outcome(publication.outcome)])
        for code in luck.sample([code for code in regulars if code not in shared_by], n_adopters):
            _adopt(publication, code, cast, luck)
    winner = next(row for row in published if row.outcome == Outcome.WINNER)
    note = "Wij kijken of dit bij ons in de binnenstad past."
    by = cast.persona(Persona.ADOPTER)
    report_adoption(winner, AdoptionStatus.INTEREST, note=note, by=by, now=START - timedelta(days=2))


def _adopt(publication: Publication, code: str, cast: Cast, luck: Random) -> None:
    """Some first say that they are interested, and come back when they got further."""
    notes = adoption_notes()
    first = between(FIRST, LAST, luck.random() * 0.8)
    by = cast.entrant(code, first)
    status = luck.choice(USUAL_STATUS)
    if luck.random() < 0.4:
        report_adoption(publication, AdoptionStatus.INTEREST, note=luck.choice(notes["interest"]), by=by, now=first)
        first = between(first, LAST, luck.random())
    report_adoption(publication, status, note=luck.choice(notes[status.value]), by=by, now=first)

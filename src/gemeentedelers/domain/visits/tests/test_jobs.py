from collections.abc import Callable
from datetime import timedelta

import pytest

from gemeentedelers.domain.conflicts.actions import note_conflict
from gemeentedelers.domain.shortlists.tests.factories import an_organiser
from gemeentedelers.domain.visits import jobs
from gemeentedelers.domain.visits.actions.planning import cancel_visit, decline_moments, offer_moments
from gemeentedelers.domain.visits.actions.reporting import release_visit_advice
from gemeentedelers.domain.visits.rules.planning import VisitWay
from gemeentedelers.domain.visits.tests.factories import (
    AFTER_CORRECTION,
    MOMENT,
    OFFERED_AT,
    PLACE,
    a_visit,
    assessors_of,
    delivered,
    planned,
    team_member,
)
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.models import MailEnclosure, Message

pytestmark = pytest.mark.django_db

REACTIONS: dict[str, Callable[[Fact], None]] = {
    "visits.divided": jobs.tell_of_portfolio,
    "visit.moments_offered": jobs.tell_of_moments,
    "visit.moments_declined": jobs.tell_of_declining,
    "visit.planned": jobs.tell_of_appointment,
    "visit.cancelled": jobs.tell_of_cancelling,
    "visit.view_handed_in": jobs.tell_that_views_are_in,
    "visit.report_written": jobs.tell_of_report,
    "visit.report_agreed": jobs.tell_team_of_report,
    "visit.report_corrected": jobs.tell_of_corrections,
    "visits.advice_released": jobs.tell_of_advice,
    "visit.assessor_left": jobs.tell_organisers,
    "conflict.declared": jobs.step_back,
}


def react(name: str) -> dict[str, str]:
    """What the workers do with these facts, and once more. Answers with who was written and the subject."""
    for _ in range(2):
        for fact in Fact.objects.filter(name=name).order_by("number"):
            REACTIONS[name](fact)
    return dict(Message.objects.filter(key__startswith=f"{name}:").values_list("to", "subject"))


def test_everybody_hears_what_concerns_them_and_once() -> None:
    visit = a_visit()
    first, second = assessors_of(visit)
    alice, reference = team_member(visit), visit.entry.reference
    delivered(visit)
    release_visit_advice(visit.entry.edition, by=an_organiser(visit.entry.edition), now=AFTER_CORRECTION)
    when = "woensdag 10 februari 2027, 14.00 uur"

    found = {name: react(name) for name in REACTIONS if name not in ("visit.moments_offered", "conflict.declared")}

    both = {first.email, second.email}
    assert found == {
        "visits.divided": dict.fromkeys(both, "Uw bezoeken voor GemeenteDelers 2027"),
        "visit.moments_declined": {},
        "visit.planned": dict.fromkeys({alice.email, *both}, f"Bezoek aan {reference} op {when}"),
        "visit.cancelled": {},
        "visit.view_handed_in": dict.fromkeys(both, f"U kunt het verslag over {reference} schrijven"),
        "visit.report_written": {second.email: f"Lees het verslag over {reference} na"},
        "visit.report_agreed": {alice.email: f"Klopt het verslag over {reference}?"},
        "visit.report_corrected": dict.fromkeys(both, f"Het team las het verslag over {reference}"),
        "visits.advice_released": {alice.email: f"Advies na het bezoek aan {reference}"},
        "visit.assessor_left": {},
    }
    assert len(set(Message.objects.values_list("key", flat=True))) == Message.objects.count()


def test_offered_moments_are_told_to_the_team_unless_they_were_replaced() -> None:
    visit = a_visit()
    first, _ = assessors_of(visit)
    offer_moments(visit, [MOMENT], way=VisitWay.AT_THEIRS, place=PLACE, by=first, now=OFFERED_AT)
    offer_moments(visit, [MOMENT + timedelta(days=1)], way=VisitWay.AT_THEIRS, place=PLACE, by=first, now=OFFERED_AT)

    assert list(react("visit.moments_offered")) == [team_member(visit).email]
    assert "donderdag 11 februari 2027, 14.00 uur" in Message.objects.get().body
    decline_moments(visit, reason="Die week is iedereen weg.", by=team_member(visit), now=OFFERED_AT)
    assert set(react("visit.moments_declined")) == {user.email for user in assessors_of(visit)}


def test_the_appointment_goes_along_with_one_identifier_and_a_number_that_grows() -> None:
    visit = planned(a_visit())
    react("visit.planned")
    cancel_visit(visit, reason="Onze wethouder is ziek.", by=team_member(visit), now=OFFERED_AT + timedelta(days=1))
    react("visit.cancelled")

    files = [bytes(row.content).decode() for row in MailEnclosure.objects.order_by("pk")]
    wanted = ("UID", "SEQUENCE", "STATUS")
    said = [tuple(line for line in file.split("\r\n") if line.startswith(wanted)) for file in files]
    uid = f"UID:bezoek-{visit.code}@"
    assert [(rows[0].startswith(uid), *rows[1:]) for rows in said] == [
        *[(True, "SEQUENCE:1", "STATUS:CONFIRMED")] * 3,
        *[(True, "SEQUENCE:2", "STATUS:CANCELLED")] * 3,
    ]
    assert len({rows[0] for rows in said}) == 1


def test_who_declares_a_conflict_steps_back_and_the_organisers_hear_it() -> None:
    visit = a_visit()
    first, second = assessors_of(visit)
    organisers = {user.email for user in (an_organiser(visit.entry.edition),)}
    note_conflict(visit.entry, reason="Ik ken het team.", by=first, now=OFFERED_AT)

    react("conflict.declared")

    assert assessors_of(visit) == [second]
    assert organisers <= set(react("visit.assessor_left"))

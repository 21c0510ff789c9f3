"""The whole demo is built once for these tests, because it takes a while."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.test import override_settings

from gemeentedelers.cli.demo import demo_plans
from gemeentedelers.cli.invariants import broken_queries
from gemeentedelers.demo.calendar import START
from gemeentedelers.demo.deliberating import open_all, write_cards
from gemeentedelers.demo.judging import let_the_others_choose
from gemeentedelers.demo.seed import build
from gemeentedelers.domain.adoptions.models import Adoption
from gemeentedelers.domain.deliberations.queries import attendances_in
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import Phase, RoundKind, phase_of
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import entries_of_team, intake_counts
from gemeentedelers.domain.nominations.queries import (
    nomination_counts,
    nominations_by,
    nominations_for,
    nominations_of,
)
from gemeentedelers.domain.nominations.rules import Progress
from gemeentedelers.domain.outreach.queries import contacts, invited_in, reach_in
from gemeentedelers.domain.panels.queries import assignments_of
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import personas
from gemeentedelers.domain.people.rules import Persona
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.domain.recuts.queries import final_categories_of
from gemeentedelers.domain.scoring.models import Scorecard
from gemeentedelers.domain.scoring.queries import progress_of
from gemeentedelers.domain.scoring.rules import ScorecardStatus
from gemeentedelers.domain.shortlists.queries import shortlist_of
from gemeentedelers.domain.verdicts.queries import agenda_of, standing, verdict_progress
from gemeentedelers.domain.verdicts.rules import VerdictObstacle
from gemeentedelers.domain.visits.queries import portfolio_of, trips, visits_in
from gemeentedelers.domain.visits.rules import VisitState
from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.foundation.mail.queries import messages_waiting


@pytest.fixture
def people(db: None) -> dict[Persona, User]:
    with override_settings(DEMO=True):
        build(demo_plans(), lambda line: None)
    return personas()


@override_settings(DEMO=True)
def test_the_demo_is_whole_and_everybody_finds_work(people: dict[Persona, User]) -> None:
    """One story, so that the demo is built once."""
    assert set(people) == set(Persona)
    assert {name: len(list(query())) for name, query in broken_queries() if query()} == {}  # type: ignore[call-overload]
    assert abs(current_time() - START).total_seconds() < 60
    _editions_stand_where_they_should()
    _personas_find_work(people)
    _the_organisers_reached_out()
    _nothing_is_left_for_the_workers()
    _the_invented_jurors_choose_as_soon_as_cards_open(people)


def _editions_stand_where_they_should() -> None:
    by_year = {edition.year: edition for edition in Edition.objects.filter(is_archived=False)}
    phases = {year: phase_of(edition.timetable, START) for year, edition in sorted(by_year.items())}
    assert phases == {2020: Phase.RESULTS, 2025: Phase.FINALISTS, 2026: Phase.SCORING, 2027: Phase.CALL}
    assert all(edition.is_fictitious for edition in by_year.values())
    assert (intake_counts(by_year[2026]).n_submitted, intake_counts(by_year[2027]).n_drafts) == (94, 6)
    progress = progress_of(by_year[2026].rounds.get(kind=RoundKind.READING))
    assert (progress.n_assigned, 0.35 < progress.n_final / progress.n_assigned < 0.65) == (282, True)
    for year in (2020, 2025):
        places = Counter(shortlist_of(by_year[year]).values_list("entry__category__key", flat=True))
        assert sorted(places.values()) == [2, 2, 2, 3]
    assert [row.n_choices for row in verdict_progress(by_year[2025])] == [4, 4, 0, 0]
    assert [row.state.value for row in attendances_in(by_year[2020])] == ["opened"] * 4
    cards = attendances_in(by_year[2025])
    assert [row.state.value for row in cards] == ["opened", "opened", "writing", "writing"]
    assert {row.people[seat.juror].email for row in cards for seat in row.seats if seat.is_awaited} == {
        Persona.JUROR.email
    }
    assert dict(Publication.objects.values_list("edition__is_fictitious").annotate(n=Count("pk"))) == {
        True: 24,
        False: 19,
    }
    assert not Adoption.objects.filter(publication__is_fictitious=False).exists()


def _personas_find_work(people: dict[Persona, User]) -> None:
    assert [entry.status for entry in entries_of_team(people[Persona.ENTRANT])] == ["draft"]
    assert list(entries_of_team(people[Persona.COLLEAGUE])) == list(entries_of_team(people[Persona.ENTRANT]))
    assert len(nominations_for(people[Persona.NOMINEE])) == 1
    queue = nomination_counts(Edition.objects.get(year=2027))
    assert (queue.n_tips, queue.n_without_contact) == (1, 1)
    assert [row.progress for row in nominations_by(people[Persona.ADOPTER])] == [Progress.RECEIVED]
    n_voices = [row.n_nominators for row in nominations_of(Edition.objects.get(year=2027))]  # type: ignore[attr-defined]
    assert sorted(n_voices) == [1, 1, 2]
    for persona in (Persona.SCORER, Persona.ASSESSOR):
        mine = assignments_of(people[persona])
        n_final = Scorecard.objects.filter(assignment__in=mine, status=ScorecardStatus.FINAL).count()
        assert 0 < n_final < mine.count()
    agenda = agenda_of(people[Persona.JUROR], START)[0]
    assert (agenda.edition.year, {sitting.state.value for sitting in agenda.sittings}) == (
        2025,
        {"open", "cards"},
    )
    counts = [standing(category, people[Persona.JURY_CHAIR]) for category in final_categories_of(agenda.edition)]
    refusals = [count.refusal.code if count.refusal else None for count in counts if count]
    assert refusals == [None, None, VerdictObstacle.CARDS_NOT_OPEN, VerdictObstacle.CARDS_NOT_OPEN]
    visiting = trips(portfolio_of(people[Persona.ASSESSOR]))
    assert [trip.state(START) for trip in visiting] == [VisitState.WRITING]
    visited = Counter(trip.state(START) for trip in trips(visits_in(agenda.edition)))
    assert visited == {VisitState.WRITING: 1, VisitState.WITH_JURY: 8}
    assert Adoption.objects.get(declared_by=people[Persona.ADOPTER]).status == "interest"
    assert Entry.objects.filter(edition__year=2027, eligibility="undecided", status="submitted").count() == 6


def _the_organisers_reached_out() -> None:
    edition = Edition.objects.get(year=2027)
    invited, reach = invited_in(edition), reach_in(edition)
    assert 50 < len(invited) < 81
    assert all(
        address.endswith("@demo.gemeentedelers.example") for address in contacts().values_list("email", flat=True)
    )
    followed = [row.code for row in reach.rows if row.code in invited and row.newest_start is not None]
    assert 0 < len(followed) < 12


def _nothing_is_left_for_the_workers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND task_name <> 'mail.send'")
        assert cursor.fetchone() == (0,)
    assert 0 < messages_waiting().count() < 30


def _the_invented_jurors_choose_as_soon_as_cards_open(people: dict[Persona, User]) -> None:
    edition, key = Edition.objects.get(year=2025), "lokale-democratie"
    write_cards(edition, [people[Persona.JUROR]], since=START, only=[key])
    open_all(edition, by=people[Persona.JURY_CHAIR], now=START + timedelta(hours=4), only=[key])
    for _ in range(2):
        let_the_others_choose(2025, key, now=START + timedelta(hours=4))
    assert [row.n_choices for row in verdict_progress(edition)] == [4, 4, 4, 0]

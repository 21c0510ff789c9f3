from datetime import date, timedelta
from io import BytesIO

import pytest

from gemeentedelers.domain.conflicts.actions import note_conflict
from gemeentedelers.domain.entries.actions import withdraw_entry
from gemeentedelers.domain.entries.rules import EntryObstacle
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.shortlists.tests.factories import an_organiser
from gemeentedelers.domain.visits.actions.dividing import divide_visits, take_barred_off_visits
from gemeentedelers.domain.visits.actions.planning import (
    cancel_visit,
    choose_moment,
    decline_moments,
    offer_moments,
)
from gemeentedelers.domain.visits.actions.reporting import (
    agree_report,
    answer_correction,
    correct_report,
    deliver_report,
    release_visit_advice,
    write_report,
)
from gemeentedelers.domain.visits.actions.viewing import (
    add_photo,
    hand_in_view,
    keep_view,
    note_consent,
    remove_photo,
    withdraw_consent,
)
from gemeentedelers.domain.visits.models import Correction, MomentProposal, Photo, Report, View, Visit, VisitAssessor
from gemeentedelers.domain.visits.queries import (
    advice_after_visit,
    broken_agreements,
    broken_reports,
    broken_visits,
    divided_now,
    frame_of,
    other_views,
    panel_in,
    portfolio_of,
    proposed_division,
    report_for,
    shown_photos,
    team_report,
    trip_of,
    trips,
    visits_in,
)
from gemeentedelers.domain.visits.rules import VisitObstacle, VisitState
from gemeentedelers.domain.visits.rules.planning import OfferStatus, VisitWay
from gemeentedelers.domain.visits.rules.reporting import CorrectionOutcome
from gemeentedelers.domain.visits.rules.viewing import Seen
from gemeentedelers.domain.visits.tests.factories import (
    ADVICE,
    AFTER_CORRECTION,
    AFTER_VISIT,
    CORRECTED_AT,
    DIVIDED_AT,
    FOR_JURY,
    MOMENT,
    OFFERED_AT,
    OTHER_MOMENT,
    PLACE,
    REPORTED_AT,
    a_visit,
    agreed,
    an_assessor,
    announced_edition,
    assessors_of,
    corrected,
    delivered,
    divided_edition,
    handed_in,
    planned,
    seen_by,
    team_member,
    viewed,
    whole_parts,
    written,
)
from gemeentedelers.foundation.files.models import StoredFile
from gemeentedelers.foundation.files.tests.corpus.images import png
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.queries import facts_about
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

WHY = "Onze wethouder kan dan niet."


def newest(subject: str) -> tuple[str, str, dict[str, object]]:
    fact = facts_about(subject).latest("number")
    return fact.name, fact.actor, fact.values


def refused(caught: pytest.ExceptionInfo[RefusedError]) -> str:
    return caught.value.refusal.code


def test_visits_are_divided_and_doing_it_again_changes_nothing() -> None:
    edition = announced_edition()
    organiser = an_organiser(edition)
    codes = sorted(an_assessor(edition).code for _ in range(2))
    references = sorted(edition.entries.values_list("reference", flat=True))
    wanted = dict.fromkeys(references, codes)

    first = divide_visits(edition, wanted, by=organiser, now=DIVIDED_AT)
    again = divide_visits(edition, wanted, by=organiser, now=DIVIDED_AT)

    assert (first, again) == (dict.fromkeys(references, frozenset(codes)), {})
    assert newest(str(edition.year)) == ("visits.divided", organiser.code, {"n_visits": 2, "assessors": codes})
    assert divided_now(edition) == dict.fromkeys(references, frozenset(codes))
    assert Visit.objects.get(entry__reference=references[0]).version.number == 1
    assert list(broken_visits()) == []


def test_who_is_replaced_leaves_and_the_other_stays() -> None:
    edition = divided_edition()
    visit, organiser = a_visit(edition), an_organiser(edition)
    first, second = assessors_of(visit)
    third = an_assessor(edition)

    fresh = divide_visits(edition, {visit.entry.reference: [first.code, third.code]}, by=organiser, now=OFFERED_AT)

    assert fresh == {visit.entry.reference: frozenset({third.code})}
    assert assessors_of(visit) == [first, third]
    assert VisitAssessor.objects.get(visit=visit, user=second).left_at == OFFERED_AT


@pytest.mark.parametrize("obstacle", [VisitObstacle.ASSESSOR_TOO_CLOSE, VisitObstacle.NOT_AN_ASSESSOR])
def test_a_refused_division_stores_nothing(obstacle: VisitObstacle) -> None:
    edition = announced_edition()
    entry = edition.entries.first()
    assert entry is not None
    good = an_assessor(edition)
    bad = an_assessor(edition, municipality=entry.municipality)
    if obstacle is VisitObstacle.NOT_AN_ASSESSOR:
        bad = UserFactory()

    with pytest.raises(RefusedError) as caught:
        divide_visits(edition, {entry.reference: [good.code, bad.code]}, by=an_organiser(edition), now=DIVIDED_AT)

    assert refused(caught) == obstacle
    assert not Visit.objects.exists()


def test_a_proposal_keeps_who_goes_and_leaves_out_who_is_tied() -> None:
    edition = divided_edition(3, 4)
    visit = a_visit(edition)
    leaving, staying = assessors_of(visit)
    note_conflict(visit.entry, reason="Ik ken het team.", by=leaving, now=OFFERED_AT)

    pairs = proposed_division(edition, panel_in(edition), OFFERED_AT).pairs

    assert leaving.code not in pairs[visit.entry.reference]
    assert staying.code in pairs[visit.entry.reference]
    others = {
        reference: codes for reference, codes in divided_now(edition).items() if reference != visit.entry.reference
    }
    assert {reference: pairs[reference] for reference in others} == others


def test_who_turns_out_to_be_tied_steps_back_once() -> None:
    edition = divided_edition()
    visit = a_visit(edition)
    first, second = assessors_of(visit)
    note_conflict(visit.entry, reason="Ik ken het team.", by=first, now=OFFERED_AT)

    assert visit not in portfolio_of(first)
    assert [seat.user for seat in take_barred_off_visits(first, now=OFFERED_AT)] == [first]
    assert take_barred_off_visits(first, now=OFFERED_AT) == []
    assert newest(visit.entry.reference) == ("visit.assessor_left", first.code, {})
    assert assessors_of(visit) == [second]
    assert trip_of(visit).state(OFFERED_AT) is VisitState.SHORT_OF_ASSESSORS


def test_moments_are_offered_and_newer_ones_take_their_place() -> None:
    visit = a_visit()
    first, second = assessors_of(visit)

    offer_moments(visit, [MOMENT], way=VisitWay.AT_THEIRS, place=PLACE, by=first, now=OFFERED_AT)
    offer = offer_moments(visit, [OTHER_MOMENT], way=VisitWay.AT_THEIRS, place=PLACE, by=second, now=OFFERED_AT)

    assert newest(visit.entry.reference) == ("visit.moments_offered", second.code, {"offer": offer.code})
    assert sorted(MomentProposal.objects.values_list("status", flat=True)) == [OfferStatus.OPEN, OfferStatus.REPLACED]


def test_the_team_chooses_and_choosing_twice_plans_once() -> None:
    visit = a_visit()
    alice = team_member(visit)
    planned(visit)

    choose_moment(visit, MOMENT, by=alice, now=OFFERED_AT + timedelta(hours=3))

    visit.refresh_from_db()
    trip = trip_of(visit)
    assert trip.appointment is not None
    assert (trip.appointment.chosen, visit.sequence, trip.state(OFFERED_AT)) == (MOMENT, 1, VisitState.PLANNED)
    offer = MomentProposal.objects.get(status=OfferStatus.CHOSEN)
    assert newest(visit.entry.reference) == ("visit.planned", alice.code, {"offer": offer.code})
    assert Fact.objects.filter(name="visit.planned").count() == 1
    with pytest.raises(RefusedError) as caught:
        choose_moment(visit, OTHER_MOMENT, by=alice, now=OFFERED_AT)
    assert refused(caught) == VisitObstacle.ALREADY_PLANNED


def test_only_the_team_chooses_and_only_the_assessors_offer() -> None:
    visit = a_visit()
    first, _ = assessors_of(visit)
    offer_moments(visit, [MOMENT], way=VisitWay.AT_THEIRS, place=PLACE, by=first, now=OFFERED_AT)

    with pytest.raises(RefusedError) as caught:
        choose_moment(visit, MOMENT, by=first, now=OFFERED_AT)
    assert refused(caught) == EntryObstacle.NOT_FOR_YOUR_ROLE
    with pytest.raises(RefusedError) as caught:
        offer_moments(visit, [MOMENT], way=VisitWay.AT_THEIRS, place=PLACE, by=team_member(visit), now=OFFERED_AT)
    assert refused(caught) == VisitObstacle.NOT_YOUR_VISIT


def test_the_team_asks_for_other_moments() -> None:
    visit = a_visit()
    first, _ = assessors_of(visit)
    offer = offer_moments(visit, [MOMENT], way=VisitWay.ONLINE, place="https://bel.example/1", by=first, now=OFFERED_AT)

    decline_moments(visit, reason=WHY, by=team_member(visit), now=OFFERED_AT)

    offer.refresh_from_db()
    assert (offer.status, offer.reason) == (OfferStatus.DECLINED, WHY)
    assert trip_of(visit).state(OFFERED_AT) is VisitState.TO_PLAN
    assert newest(visit.entry.reference)[0] == "visit.moments_declined"


@pytest.mark.parametrize("who", ["team", "assessor"])
def test_both_may_call_off_and_the_calendar_number_grows(who: str) -> None:
    visit = planned(a_visit())
    by = team_member(visit) if who == "team" else assessors_of(visit)[1]

    cancel_visit(visit, reason=WHY, by=by, now=OFFERED_AT + timedelta(days=1))

    visit.refresh_from_db()
    assert (visit.sequence, trip_of(visit).appointment) == (2, None)
    assert newest(visit.entry.reference)[:2] == ("visit.cancelled", by.code)
    planned(visit, MOMENT + timedelta(days=7))
    visit.refresh_from_db()
    assert visit.sequence == 3


def test_a_stranger_calls_nothing_off() -> None:
    visit = planned(a_visit())

    with pytest.raises(RefusedError) as caught:
        cancel_visit(visit, reason=WHY, by=UserFactory(), now=OFFERED_AT)

    assert refused(caught) == VisitObstacle.NOT_YOUR_VISIT


def test_a_view_is_kept_by_number_and_the_same_again_is_no_new_one() -> None:
    visit = a_visit()
    first, _ = assessors_of(visit)

    one = keep_view(visit, seen_by(visit), number=0, by=first, now=OFFERED_AT)
    same = keep_view(visit, seen_by(visit), number=0, by=first, now=OFFERED_AT + timedelta(hours=1))
    two = keep_view(visit, seen_by(visit, "Nog eens"), number=1, by=first, now=AFTER_VISIT)

    assert (one.number, same.number, two.number, two.seen) == (1, 1, 2, seen_by(visit, "Nog eens"))
    assert same.saved_at == OFFERED_AT
    with pytest.raises(RefusedError) as caught:
        keep_view(visit, seen_by(visit, "Oud toestel"), number=1, by=first, now=AFTER_VISIT)
    assert refused(caught) == VisitObstacle.VIEW_CHANGED
    assert View.objects.get().seen == seen_by(visit, "Nog eens")


def test_a_view_is_handed_in_once_and_then_stays() -> None:
    visit = planned(a_visit())
    first, _ = assessors_of(visit)
    handed_in(visit, first)
    later = AFTER_VISIT + timedelta(hours=1)

    again = hand_in_view(visit, number=1, by=first, now=later)

    assert again.handed_in_at == AFTER_VISIT
    assert newest(visit.entry.reference) == ("visit.view_handed_in", first.code, {})
    with pytest.raises(RefusedError) as caught:
        keep_view(visit, Seen(), number=1, by=first, now=later)
    assert refused(caught) == VisitObstacle.HANDED_IN


@pytest.mark.parametrize(
    ("seen", "number", "obstacle"),
    [(Seen(), 1, VisitObstacle.CLAIMS_NOT_MARKED), (Seen(), 7, VisitObstacle.VIEW_CHANGED)],
)
def test_an_unfinished_view_is_not_handed_in(seen: Seen, number: int, obstacle: VisitObstacle) -> None:
    visit = planned(a_visit())
    first, _ = assessors_of(visit)
    keep_view(visit, seen, number=0, by=first, now=AFTER_VISIT)

    with pytest.raises(RefusedError) as caught:
        hand_in_view(visit, number=number, by=first, now=AFTER_VISIT)

    assert refused(caught) == obstacle
    assert View.objects.get().handed_in_at is None


def test_nobody_sees_the_view_of_the_other_before_both_are_in() -> None:
    visit = planned(a_visit())
    first, second = assessors_of(visit)
    theirs = handed_in(visit, second, "Geheim")
    assert theirs.content["notes"] != {}

    assert other_views(trip_of(visit), first) == {}
    keep_view(visit, seen_by(visit), number=0, by=first, now=AFTER_VISIT)
    assert other_views(trip_of(visit), first) == {}
    hand_in_view(visit, number=1, by=first, now=AFTER_VISIT)

    assert other_views(trip_of(visit), first) == {second: theirs}
    assert other_views(trip_of(visit), UserFactory()) == {}


def test_one_writes_and_the_other_agrees() -> None:
    visit = a_visit()
    report = written(visit)
    first, second = assessors_of(visit)
    assert newest(visit.entry.reference) == ("visit.report_written", first.code, {"number": 1})

    with pytest.raises(RefusedError) as caught:
        agree_report(visit, number=1, by=first, now=REPORTED_AT)
    assert refused(caught) == VisitObstacle.OTHER_MUST_AGREE
    changed = write_report(
        visit, whole_parts(frame_of(visit)), number=1, is_ready=True, by=second, now=REPORTED_AT + timedelta(hours=1)
    )
    with pytest.raises(RefusedError) as caught:
        agree_report(visit, number=1, by=first, now=REPORTED_AT)
    assert refused(caught) == VisitObstacle.REPORT_CHANGED
    done = agree_report(visit, number=2, by=first, now=REPORTED_AT)
    again = agree_report(visit, number=2, by=first, now=AFTER_CORRECTION)

    assert (report.number, changed.number, done.agreed_by, again.agreed_at) == (1, 2, first, REPORTED_AT)
    assert newest(visit.entry.reference) == ("visit.report_agreed", first.code, {})
    assert list(broken_agreements()) == []


def test_a_report_waits_for_both_views() -> None:
    visit = planned(a_visit())
    first, _ = assessors_of(visit)
    handed_in(visit, first)

    with pytest.raises(RefusedError) as caught:
        write_report(visit, whole_parts(frame_of(visit)), number=0, is_ready=False, by=first, now=REPORTED_AT)

    assert refused(caught) == VisitObstacle.VIEWS_NOT_COMPLETE
    assert not Report.objects.exists()


def test_the_team_corrects_facts_once_and_never_reads_what_is_for_the_jury() -> None:
    visit = a_visit()
    report = agreed(visit)
    assert report.parts.for_jury == FOR_JURY
    shown = team_report(trip_of(visit), frame_of(visit))
    assert shown is not None
    assert (shown.for_jury, FOR_JURY in str(shown), ADVICE in str(shown)) == ("", False, False)

    correct_report(visit, {"succesvol": "Het waren er 4.100."}, by=team_member(visit), now=CORRECTED_AT)

    assert newest(visit.entry.reference)[2] == {"n_corrections": 1}
    assert trip_of(visit).state(CORRECTED_AT) is VisitState.ANSWERING
    with pytest.raises(RefusedError) as caught:
        correct_report(visit, {}, by=team_member(visit), now=CORRECTED_AT)
    assert refused(caught) == VisitObstacle.CORRECTED_ALREADY
    assert Correction.objects.count() == 1


def test_a_report_nobody_agreed_to_is_not_with_the_team() -> None:
    visit = a_visit()
    written(visit)

    assert team_report(trip_of(visit), frame_of(visit)) is None
    with pytest.raises(RefusedError) as caught:
        correct_report(visit, {}, by=team_member(visit), now=CORRECTED_AT)
    assert refused(caught) == VisitObstacle.NOT_WITH_THE_TEAM


def test_a_correction_is_answered_and_the_text_adapted() -> None:
    visit = a_visit()
    row = corrected(visit).corrections.select_related("report__visit").get()
    first, _ = assessors_of(visit)

    answer_correction(row, CorrectionOutcome.ADAPTED, answer="Klopt.", text="Nu goed.", by=first, now=CORRECTED_AT)

    row.refresh_from_db()
    assert (row.outcome, row.answer, row.answered_by) == (CorrectionOutcome.ADAPTED, "Klopt.", first)
    report = Report.objects.get()
    assert (report.parts.paragraphs["succesvol"], report.number) == ("Nu goed.", 2)
    assert newest(visit.entry.reference) == ("visit.correction_answered", first.code, {"outcome": "adapted"})
    with pytest.raises(RefusedError) as caught:
        answer_correction(row, CorrectionOutcome.KEPT, answer="Toch niet.", by=first, now=CORRECTED_AT)
    assert refused(caught) == VisitObstacle.ANSWERED_ALREADY


def test_the_jury_reads_what_was_frozen_and_the_team_its_advice() -> None:
    visit = a_visit()
    entry = visit.entry
    corrected(visit)
    first, _ = assessors_of(visit)
    with pytest.raises(RefusedError) as caught:
        deliver_report(visit, by=first, now=AFTER_CORRECTION)
    assert (refused(caught), report_for(entry)) == (VisitObstacle.CORRECTIONS_UNANSWERED, None)
    row = Correction.objects.select_related("report__visit").get()
    answer_correction(row, CorrectionOutcome.KEPT, answer="Wij zagen 4.000.", by=first, now=CORRECTED_AT)

    report = deliver_report(visit, by=first, now=AFTER_CORRECTION)
    again = deliver_report(visit, by=first, now=AFTER_CORRECTION + timedelta(days=1))

    assert again.delivered_at == AFTER_CORRECTION
    assert newest(entry.reference) == ("visit.report_delivered", first.code, {"digest": report.digest})
    read = report_for(entry)
    assert read is not None
    assert (read.for_jury, read.held_on, [row.answer for row in read.corrections]) == (
        FOR_JURY,
        MOMENT,
        ["Wij zagen 4.000."],
    )
    assert ADVICE not in str(read)
    assert broken_reports() == []
    assert advice_after_visit(entry) == ""
    organiser = an_organiser(entry.edition)
    assert release_visit_advice(entry.edition, by=organiser, now=AFTER_CORRECTION) == 1
    assert advice_after_visit(entry) == ADVICE
    assert newest(str(entry.edition.year)) == ("visits.advice_released", organiser.code, {"n_released": 1})
    with pytest.raises(RefusedError) as caught:
        release_visit_advice(entry.edition, by=organiser, now=AFTER_CORRECTION)
    assert refused(caught) == VisitObstacle.NOTHING_TO_RELEASE


def test_silence_of_the_team_is_agreement_after_five_days() -> None:
    visit = a_visit()
    agreed(visit)
    first, _ = assessors_of(visit)
    with pytest.raises(RefusedError) as caught:
        deliver_report(visit, by=first, now=CORRECTED_AT)
    assert refused(caught) == VisitObstacle.TEAM_STILL_READS

    assert deliver_report(visit, by=first, now=AFTER_CORRECTION).delivered_at == AFTER_CORRECTION


def test_a_changed_report_of_the_jury_is_broken() -> None:
    visit = a_visit()
    report = delivered(visit)
    assert report.frozen is not None

    Report.objects.filter(pk=report.pk).update(frozen={**report.frozen, "for_jury": "Iets anders."})

    assert broken_reports() == [report]


def a_photo(visit: Visit) -> Photo:
    first, _ = assessors_of(visit)
    return add_photo(visit, BytesIO(png()), name="straat.png", alternative="Een straat", by=first, now=AFTER_VISIT)


def test_a_photo_is_seen_by_others_only_with_consent_and_a_delivered_report() -> None:
    visit = a_visit()
    delivered(visit)
    photo = a_photo(visit)
    first, _ = assessors_of(visit)
    assert list(shown_photos([visit.entry])) == []

    note_consent(photo, by_whom="Buurvrouw (fictief)", on=date(2027, 2, 11), by=first, now=AFTER_VISIT)
    assert newest(visit.entry.reference) == ("visit.photo_agreed", first.code, {"file": photo.file.code})
    assert list(shown_photos([visit.entry])) == [photo]
    withdraw_consent(photo, by=first, now=AFTER_VISIT)
    withdraw_consent(photo, by=first, now=AFTER_VISIT)

    assert list(shown_photos([visit.entry])) == []
    assert Fact.objects.filter(name="visit.photo_disagreed").count() == 1
    remove_photo(photo, by=first, now=AFTER_VISIT)
    assert (Photo.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_photo_of_somebody_else_is_not_changed() -> None:
    visit = a_visit()
    photo = a_photo(visit)

    with pytest.raises(RefusedError) as caught:
        note_consent(photo, by_whom="Ik", on=date(2027, 2, 11), by=team_member(visit), now=AFTER_VISIT)

    assert refused(caught) == VisitObstacle.NOT_YOUR_VISIT


def test_what_is_no_photo_is_refused_and_not_kept() -> None:
    visit = a_visit()
    first, _ = assessors_of(visit)

    with pytest.raises(RefusedError) as caught:
        add_photo(visit, BytesIO(b"%PDF"), name="plan.pdf", alternative="Een plan", by=first, now=AFTER_VISIT)

    assert (refused(caught), StoredFile.objects.count()) == (VisitObstacle.NOT_A_PHOTO, 0)


def test_a_withdrawn_entry_is_not_visited() -> None:
    visit = a_visit()
    first, _ = assessors_of(visit)
    assert list(portfolio_of(first).filter(pk=visit.pk)) == [visit]

    withdraw_entry(visit.entry, reason="Wij stoppen.", by=team_member(visit), now=OFFERED_AT)

    assert list(portfolio_of(first).filter(pk=visit.pk)) == []
    assert visit not in visits_in(visit.entry.edition)


@pytest.mark.parametrize("n_entries", [1, 3])
def test_trips_cost_the_same_for_one_and_for_three(n_entries: int, django_assert_num_queries: object) -> None:
    edition = divided_edition(n_entries)
    for visit in Visit.objects.all():
        viewed(visit)

    with django_assert_num_queries(3):  # type: ignore[operator]  # the fixture is a function
        found = trips(visits_in(edition))
        assert [trip.state(AFTER_VISIT) for trip in found] == [VisitState.MERGING] * n_entries

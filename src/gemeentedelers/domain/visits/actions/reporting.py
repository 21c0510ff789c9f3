from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.queries import role_in
from gemeentedelers.domain.entries.rules import Deed, why_not_do
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.visits.actions.planning import locked_visit, refuse_strangers
from gemeentedelers.domain.visits.models import Correction, Report, Visit
from gemeentedelers.domain.visits.queries import frame_of, jury_report, reports_to_release, trip_of
from gemeentedelers.domain.visits.rules import VisitObstacle
from gemeentedelers.domain.visits.rules.reporting import (
    CorrectionOutcome,
    Parts,
    adapted,
    correction_closing,
    why_not_agree,
    why_not_answer,
    why_not_correct,
    why_not_deliver,
    why_not_write_report,
)
from gemeentedelers.domain.visits.rules.viewing import ClaimMark
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse


@transaction.atomic
def write_report(visit: Visit, parts: Parts, *, number: int, is_ready: bool, by: User, now: datetime) -> Report:
    """Keep the report; a ready one waits for the other assessor. Whoever wrote last waits for the other to agree.

    `number` says which report the writer had before them; 0 when there was none.
    """
    locked = locked_visit(visit)
    refuse_strangers(locked, by)
    trip = trip_of(locked)
    known = trip.report
    refuse(
        why_not_write_report(
            parts,
            frame=frame_of(locked),
            n_views=len(trip.course.handed_in),
            is_agreed=known is not None and known.agreed_at is not None,
            number=number,
            stored_number=known.number if known else 0,
            is_ready=is_ready,
        )
    )
    report, _ = Report.objects.update_or_create(
        visit=locked,
        defaults={
            "content": parts.as_json(),
            "number": number + 1,
            "is_ready": is_ready,
            "written_by": by,
            "written_at": now,
        },
    )
    name = "visit.report_written" if is_ready else "visit.report_drafted"
    record(name, subject=locked.entry.reference, by=by.code, now=now, number=report.number)
    return report


@transaction.atomic
def agree_report(visit: Visit, *, number: int, by: User, now: datetime) -> Report:
    """The other assessor agrees: the team reads it, without advice and without what is for the jury alone.

    A second call of the same person changes nothing.
    """
    locked = locked_visit(visit)
    refuse_strangers(locked, by)
    report = _report(locked, VisitObstacle.NOTHING_TO_AGREE)
    if report.agreed_by_id == by.pk:
        return report
    refuse(
        why_not_agree(
            is_ready=report.is_ready,
            is_own=report.written_by_id == by.pk,
            is_agreed=report.agreed_at is not None,
            number=number,
            stored_number=report.number,
        )
    )
    report.agreed_by, report.agreed_at, report.closes_at = by, now, correction_closing(now).at
    report.save(update_fields=["agreed_by", "agreed_at", "closes_at"])
    record("visit.report_agreed", subject=locked.entry.reference, by=by.code, now=now)
    return report


@transaction.atomic
def correct_report(visit: Visit, wrong: Mapping[str, str], *, by: User, now: datetime) -> Report:
    """The team says which paragraphs are not right, and why; what it does not name is right. Once, within five days."""
    locked = locked_visit(visit)
    refuse(why_not_do(Deed.WRITE, role=role_in(locked.entry, by)))
    report = _report(locked, VisitObstacle.NOT_WITH_THE_TEAM)
    refuse(
        why_not_correct(
            wrong,
            known=frame_of(locked).names,
            closes_at=report.closes_at,
            is_corrected=report.corrected_at is not None,
            is_delivered=report.delivered_at is not None,
            now=now,
        )
    )
    report.corrected_by, report.corrected_at = by, now
    report.save(update_fields=["corrected_by", "corrected_at"])
    Correction.objects.bulk_create(
        Correction(report=report, paragraph=key, because=because.strip(), said_by=by, said_at=now)
        for key, because in wrong.items()
    )
    record("visit.report_corrected", subject=locked.entry.reference, by=by.code, now=now, n_corrections=len(wrong))
    return report


@transaction.atomic
def answer_correction(
    correction: Correction,
    outcome: CorrectionOutcome,
    *,
    answer: str,
    text: str = "",
    mark: ClaimMark | None = None,
    by: User,
    now: datetime,
) -> None:
    """Adapt the paragraph (of a claim also the mark), or keep it; either way the team reads the answer."""
    visit = locked_visit(correction.report.visit)
    refuse_strangers(visit, by)
    report, row = Report.objects.get(visit=visit), Correction.objects.get(pk=correction.pk)
    before = report.parts
    after = adapted(before, row.paragraph, text=text, mark=mark)
    refuse(
        why_not_answer(
            outcome,
            answer=answer,
            text=text,
            is_changed=after != before,
            is_answered=row.answered_at is not None,
            is_delivered=report.delivered_at is not None,
        )
    )
    row.outcome, row.answer, row.answered_by, row.answered_at = outcome, answer.strip(), by, now
    row.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    if outcome is CorrectionOutcome.ADAPTED:
        report.content, report.number = after.as_json(), report.number + 1
        report.save(update_fields=["content", "number"])
    record("visit.correction_answered", subject=visit.entry.reference, by=by.code, now=now, outcome=outcome.value)


@transaction.atomic
def deliver_report(visit: Visit, *, by: User, now: datetime) -> Report:
    """Freeze the report for the jury, with the corrections and their answers. A second call changes nothing."""
    locked = locked_visit(visit)
    refuse_strangers(locked, by)
    trip = trip_of(locked)
    report = trip.report
    if report is None:
        refuse(Refusal(VisitObstacle.NOTHING_TO_AGREE))
    assert report is not None
    if report.delivered_at is not None:
        return report
    refuse(
        why_not_deliver(
            closes_at=report.closes_at,
            is_corrected=report.corrected_at is not None,
            n_unanswered=trip.course.n_unanswered,
            is_delivered=False,
            now=now,
        )
    )
    frozen = jury_report(trip, frame_of(locked))
    report.frozen, report.digest, report.delivered_at = frozen.as_json(), frozen.digest, now
    report.save(update_fields=["frozen", "digest", "delivered_at"])
    record("visit.report_delivered", subject=locked.entry.reference, by=by.code, now=now, digest=frozen.digest)
    return report


@transaction.atomic
def release_visit_advice(edition: Edition, *, by: User, now: datetime) -> int:
    """Let the teams read the advice of every report that is with the jury, and say how many that are. Repeatable."""
    Edition.objects.select_for_update().get(pk=edition.pk)
    going = list(reports_to_release(edition).values_list("pk", flat=True))
    if not going:
        refuse(Refusal(VisitObstacle.NOTHING_TO_RELEASE))
    Report.objects.filter(pk__in=going).update(advice_released_at=now)
    record("visits.advice_released", subject=str(edition.year), by=by.code, now=now, n_released=len(going))
    return len(going)


def _report(visit: Visit, obstacle: VisitObstacle) -> Report:
    report = Report.objects.filter(visit=visit).first()
    if report is None:
        refuse(Refusal(obstacle))
    assert report is not None
    return report

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.entries.actions import judge_eligibility
from gemeentedelers.domain.entries.models import Entry, FrozenVersion, Participant, TeamMember
from gemeentedelers.domain.entries.queries import (
    draft_of,
    form_of,
    newest_version,
    participants_of,
    role_in,
)
from gemeentedelers.domain.entries.rules import (
    Deed,
    Eligibility,
    EntryStatus,
    ParticipantRole,
    TeamRole,
    digest_of,
    why_not_do,
)
from gemeentedelers.domain.intake.models import Appeal, Merge, Question
from gemeentedelers.domain.intake.queries import (
    appeal_of,
    is_own_judgement,
    newest_judgement,
    open_question,
    organisers_beside,
    questions_overdue,
)
from gemeentedelers.domain.intake.rules import (
    AppealOutcome,
    IntakeObstacle,
    QuestionState,
    Request,
    why_not_answer,
    why_not_appeal,
    why_not_ask,
    why_not_decide_appeal,
    why_not_merge,
    why_not_unmerge,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse


@transaction.atomic
def ask_team(entry: Entry, request: Request, *, by: User, now: datetime) -> Question:
    """Ask for more information and open the sections that it is about. The fact mails the team."""
    locked = _locked(entry)
    refuse(
        why_not_ask(
            request,
            status=EntryStatus(locked.status),
            known=[section.key for section in form_of(locked.edition).sections],
            has_open=open_question(locked) is not None,
            reading_opens=locked.edition.timetable.reading.opens,
            now=now,
        )
    )
    question = Question.objects.create(
        entry=locked,
        text=request.text.strip(),
        sections=list(request.sections),
        asked_by=by,
        asked_at=now,
        due_on=request.due,
    )
    _open(locked, request.sections)
    record(
        "intake.asked",
        subject=locked.reference,
        by=by.code,
        now=now,
        question=question.code,
        sections=list(request.sections),
    )
    return question


@transaction.atomic
def answer_question(question: Question, text: str, *, by: User, now: datetime) -> None:
    """Answer in words; what was opened for the question closes again."""
    entry = _locked(question.entry)
    locked = _locked_question(question)
    refuse(why_not_do(Deed.SUBMIT, role=role_in(entry, by)))
    refuse(
        why_not_answer(
            status=EntryStatus(entry.status),
            state=locked.standing,
            text=text,
            has_changes=bool(locked.sections) and _has_changes(entry),
        )
    )
    locked.answer = text.strip()
    _settle(entry, locked, QuestionState.ANSWERED, by=by, now=now)
    record("intake.answered", subject=entry.reference, by=by.code, now=now, question=locked.code)


def _has_changes(entry: Entry) -> bool:
    offer = draft_of(entry).offer
    return offer.digest != offer.submitted_digest


@transaction.atomic
def answer_by_submission(entry: Entry, version: FrozenVersion) -> Question | None:
    """A new version answers the question for which sections were opened, and closes them. Safe to run twice."""
    locked = _locked(entry)
    asked = open_question(locked)
    if asked is None or not asked.sections or version.frozen_at < asked.asked_at:
        return None
    _settle(locked, asked, QuestionState.ANSWERED, by=version.frozen_by, now=version.frozen_at)
    record(
        "intake.answered",
        subject=locked.reference,
        by=version.frozen_by.code if version.frozen_by else None,
        now=version.frozen_at,
        question=asked.code,
        version=version.number,
    )
    return asked


@transaction.atomic
def close_question(question: Question, *, by: User | None, now: datetime) -> None:
    """Stop waiting: an organiser has what was needed, or the last day is over. The sections close."""
    entry = _locked(question.entry)
    locked = _locked_question(question)
    if locked.standing is not QuestionState.OPEN:
        refuse(Refusal(IntakeObstacle.QUESTION_CLOSED))
    _settle(entry, locked, QuestionState.CLOSED)
    record("intake.closed", subject=entry.reference, by=by.code if by else None, now=now, question=locked.code)


def close_overdue(*, now: datetime) -> int:
    """Close every question of which the last day is over, and say how many that were."""
    overdue = list(questions_overdue(now).select_related("entry"))
    for question in overdue:
        close_question(question, by=None, now=now)
    return len(overdue)


def _settle(
    entry: Entry, question: Question, state: QuestionState, *, by: User | None = None, now: datetime | None = None
) -> None:
    question.state, question.answered_by, question.answered_at = state, by, now
    question.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    _open(entry, [])


def _open(locked: Entry, sections: Sequence[str]) -> None:
    locked.open_sections = list(sections)
    locked.save(update_fields=["open_sections"])


@transaction.atomic
def appeal(entry: Entry, text: str, *, by: User, now: datetime) -> Appeal:
    """A team disagrees with the judgement on its entry. The fact mails the organisers."""
    locked = _locked(entry)
    refuse(why_not_do(Deed.SUBMIT, role=role_in(locked, by)))
    judgement = newest_judgement(locked)
    refuse(
        why_not_appeal(
            status=EntryStatus(locked.status),
            eligibility=Eligibility(locked.eligibility),
            judged_at=judgement.at if judgement else None,
            has_appealed=appeal_of(locked) is not None,
            text=text,
            now=now,
        )
    )
    made = Appeal.objects.create(entry=locked, text=text.strip(), appealed_by=by, appealed_at=now)
    record("appeal.made", subject=locked.reference, by=by.code, now=now)
    return made


@transaction.atomic
def decide_appeal(made: Appeal, outcome: AppealOutcome, *, reason: str, by: User, now: datetime) -> None:
    """Granted: the entry meets the conditions after all. Denied: it stays out. The team reads it in a mail."""
    entry = _locked(made.entry)
    locked = Appeal.objects.select_for_update(of=("self",)).get(pk=made.pk)
    refuse(
        why_not_decide_appeal(
            standing=locked.standing,
            outcome=outcome,
            reason=reason,
            is_own_judgement=is_own_judgement(entry, by),
            has_colleague=organisers_beside(by, entry.edition).exists(),
        )
    )
    locked.outcome, locked.reason, locked.decided_by, locked.decided_at = outcome, reason.strip(), by, now
    locked.save(update_fields=["outcome", "reason", "decided_by", "decided_at"])
    if outcome is AppealOutcome.GRANTED:
        judge_eligibility(entry, Eligibility.ELIGIBLE, reason=reason, by=by, now=now)
    record("appeal.decided", subject=entry.reference, by=by.code, now=now, outcome=outcome.value)


@transaction.atomic
def judge_entry(entry: Entry, eligibility: Eligibility, *, reason: str, by: User, now: datetime) -> None:
    """Judge as `judge_eligibility` does, unless an appeal waits: that is decided first."""
    waiting = appeal_of(_locked(entry))
    if waiting is not None and waiting.standing is AppealOutcome.WAITING:
        refuse(Refusal(IntakeObstacle.APPEAL_WAITS))
    judge_eligibility(entry, eligibility, reason=reason, by=by, now=now)


@transaction.atomic
def merge_entries(gone: Entry, kept: Entry, *, reason: str, by: User, now: datetime) -> Merge:
    """Let one entry go on in another: its team writes along there, its municipality becomes a co-owner.

    The text of the kept entry stays; its next version names the new co-owner. Nominators stay with what is gone.
    """
    locked = {row.pk: row for row in _both_locked(gone, kept)}
    gone, kept = locked[gone.pk], locked[kept.pk]
    refuse(
        why_not_merge(
            is_same=gone == kept,
            is_same_edition=gone.edition_id == kept.edition_id,
            statuses=[EntryStatus(row.status) for row in (gone, kept)],
            reason=reason,
            reading_opens=kept.edition.timetable.reading.opens,
            now=now,
        )
    )
    merge = Merge.objects.create(gone=gone, kept=kept, reason=reason.strip(), merged_by=by, merged_at=now)
    merge.joined.set(_let_join(gone, kept, now))
    merge.participant = _let_take_part(gone, kept)
    merge.save(update_fields=["participant"])
    _set_status(gone, EntryStatus.MERGED, into=kept)
    _freeze_participants(kept, by=by, now=now)
    record("entry.merged", subject=gone.reference, by=by.code, now=now, into=kept.reference)
    return merge


@transaction.atomic
def unmerge(merge: Merge, *, by: User, now: datetime) -> None:
    """Take a merge back: both entries take part again, each with its own team."""
    both = {row.pk: row for row in _both_locked(merge.gone, merge.kept)}
    locked = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    gone, kept = both[locked.gone_id], both[locked.kept_id]
    refuse(
        why_not_unmerge(
            status=EntryStatus(gone.status), is_undone=locked.undone_at is not None, merged_at=locked.merged_at, now=now
        )
    )
    locked.undone_at = now
    locked.save(update_fields=["undone_at"])
    TeamMember.objects.filter(entry=kept, user__in=locked.joined.all()).exclude(role=TeamRole.OWNER).delete()
    Participant.objects.filter(entry=kept, code=locked.participant).delete()
    _set_status(gone, EntryStatus.SUBMITTED, into=None)
    _freeze_participants(kept, by=by, now=now)
    record("entry.unmerged", subject=gone.reference, by=by.code, now=now, from_=kept.reference)


def _both_locked(gone: Entry, kept: Entry) -> list[Entry]:
    """In one order, so that two merges at once never wait for each other."""
    return list(
        Entry.objects.select_for_update(of=("self",))
        .select_related("edition", "municipality")
        .filter(pk__in=[gone.pk, kept.pk])
        .order_by("pk")
    )


def _let_join(gone: Entry, kept: Entry, now: datetime) -> list[User]:
    present = set(kept.team.values_list("user", flat=True))
    newcomers = [row.user for row in gone.team.select_related("user") if row.user_id not in present]
    TeamMember.objects.bulk_create(
        [TeamMember(entry=kept, user=user, role=TeamRole.WRITER, joined_at=now) for user in newcomers]
    )
    return newcomers


def _let_take_part(gone: Entry, kept: Entry) -> str:
    """The code of the new participant, or empty when that municipality leads the case or takes part already."""
    is_there = gone.municipality_id == kept.municipality_id
    if is_there or participants_of(kept).filter(municipality=gone.municipality).exists():
        return ""
    participant = Participant.objects.create(entry=kept, municipality=gone.municipality, role=ParticipantRole.CO_OWNER)
    return participant.code


def _set_status(gone: Entry, status: EntryStatus, *, into: Entry | None) -> None:
    gone.status, gone.merged_into = status, into
    gone.save(update_fields=["status", "merged_into"])


def _freeze_participants(kept: Entry, *, by: User, now: datetime) -> None:
    """A version that differs from the newest in who took part, and in nothing else: unsubmitted text stays out."""
    newest = newest_version(kept)
    assert newest is not None
    content = {**newest.content, "participants": draft_of(kept).content["participants"]}
    if content == newest.content:
        return
    FrozenVersion.objects.create(
        entry=kept,
        number=newest.number + 1,
        content=content,
        digest=digest_of(content),
        timeliness=newest.timeliness,
        frozen_at=now,
        frozen_by=by,
    )


def _locked(entry: Entry) -> Entry:
    return Entry.objects.select_for_update(of=("self",)).select_related("edition", "municipality").get(pk=entry.pk)


def _locked_question(question: Question) -> Question:
    return Question.objects.select_for_update(of=("self",)).get(pk=question.pk)

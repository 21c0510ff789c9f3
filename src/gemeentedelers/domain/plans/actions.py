from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.panels.rules import AssignmentEnd, AssignmentOrigin
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import users_by_code
from gemeentedelers.domain.plans.models import Plan
from gemeentedelers.domain.plans.queries import Panel, outcome_of, panel_of
from gemeentedelers.domain.plans.rules import (
    Division,
    Objective,
    Pair,
    PlanObstacle,
    PlanStatus,
    digest_of,
    most_helpful,
    n_missing,
    why_not_another,
    why_not_apply,
    why_not_divide,
    why_not_give,
    why_not_take_back,
    with_more,
)
from gemeentedelers.domain.plans.rules.dividing import divide
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse


@dataclass(frozen=True)
class AssignReport:
    n_added: int
    short: tuple[str, ...]


@transaction.atomic
def assign_entries(round_: Round, *, by: str, now: datetime) -> AssignReport:
    """Prepare a plan and apply it at once. What was assigned stays, so this can be repeated."""
    outcome = outcome_of(apply_plan(prepare_plan(round_, by=by, now=now), by=by, now=now))
    return AssignReport(outcome.n_added, tuple(shortfall.reference for shortfall in outcome.shortfalls))


@transaction.atomic
def prepare_plan(
    round_: Round,
    *,
    objective: Objective = Objective.FAIR,
    seed: int = 0,
    starts_over: bool = False,
    by: str,
    now: datetime,
) -> Plan:
    """Divide the entries of the competition over the readers of the round; on the desks nothing changes yet.

    What was begun or pinned stays. A plan that was prepared before gives way to this one.
    """
    locked = _locked_round(round_)
    panel = panel_of(locked, now=now)
    _refuse_to_divide(locked, panel, now)
    division = divide(panel.situation, objective=objective, seed=seed, starts_over=starts_over)
    plan = _plan(locked, panel, division, origin=AssignmentOrigin.PLAN, by=by, now=now)
    plan.objective, plan.seed = objective, seed
    return _prepared(plan, by=by, now=now)


@transaction.atomic
def prepare_extra(round_: Round, wanted: Mapping[str, int], *, by: str, now: datetime) -> Plan:
    """Give these entries that many readers more, by their reference; every desk keeps what is on it."""
    locked = _locked_round(round_)
    panel = panel_of(locked, now=now)
    _refuse_to_divide(locked, panel, now)
    unknown = sorted(wanted.keys() - panel.entries.keys())
    if unknown:
        refuse(Refusal(PlanObstacle.NOT_IN_COMPETITION, reference=unknown[0]))
    if any(n < 1 for n in wanted.values()) or not wanted:
        refuse(Refusal(PlanObstacle.NOTHING_EXTRA))
    division = divide(with_more(panel.situation, wanted))
    return _prepared(_plan(locked, panel, division, origin=AssignmentOrigin.EXTRA, by=by, now=now), by=by, now=now)


@transaction.atomic
def replace_readers(round_: Round, references: Collection[str], *, by: str, now: datetime) -> int:
    """Find other readers for what these entries miss, without touching another desk. Says how many were found.

    A second call finds nothing that is missing any more. A plan that waits for the organiser is overtaken by this.
    """
    locked = _locked_round(round_)
    panel = panel_of(locked, now=now)
    missing = {reference: n for reference, n in n_missing(panel.situation).items() if reference in set(references)}
    if not missing or not panel.situation.seats or locked.has_ended(now):
        return 0
    division = divide(with_more(panel.situation, missing))
    if division.added:
        plan = _plan(locked, panel, division, origin=AssignmentOrigin.REPLACEMENT, by=by, now=now)
        _apply(plan, panel, by=by, now=now)
    return len(division.added)


@transaction.atomic
def apply_plan(plan: Plan, *, by: str, now: datetime) -> Plan:
    """Put the entries on the desks as prepared; the readers hear of it by mail.

    Refused when something that the plan was made from has changed since: a conflict, an entry, a reader, a desk.
    """
    locked_round = _locked_round(plan.round)
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    locked.round = locked_round
    panel = panel_of(locked_round, now=now)
    kept = panel.situation.fixed - panel.situation.bars
    is_overtaken = digest_of(panel.situation) != locked.basis or bool(kept & _pairs(locked.gone))
    is_closed = locked_round.has_ended(now)
    refuse(why_not_apply(PlanStatus(locked.status), is_closed=is_closed, is_overtaken=is_overtaken))
    return _apply(locked, panel, by=by, now=now)


@transaction.atomic
def discard_plan(plan: Plan, *, by: str, now: datetime) -> None:
    _locked_round(plan.round)
    locked = Plan.objects.select_for_update().select_related("round__edition").get(pk=plan.pk)
    if locked.status != PlanStatus.PREPARED:
        refuse(Refusal(PlanObstacle.PLAN_SETTLED))
    _settle(locked, PlanStatus.DISCARDED, by=by, now=now)
    record("plan.discarded", subject=locked.code, by=by, now=now, **locked.round.where)


@transaction.atomic
def assign_by_hand(reader: Reader, entry: Entry, *, is_sure: bool = False, by: str, now: datetime) -> Assignment:
    """The organiser knows better: the entry comes on this desk and no plan moves it. Never over a bar."""
    round_ = _locked_round(reader.round)
    panel = panel_of(round_, now=now)
    pair = (reader.user.code, entry.reference)
    is_closed = round_.has_ended(now)
    refuse(why_not_give(pair, panel.open_to_choice, is_closed=is_closed, is_sure=is_sure))
    assignment = _give_one(panel, pair, origin=AssignmentOrigin.BY_HAND, now=now)
    record(
        "assignment.given",
        subject=entry.reference,
        by=by,
        now=now,
        assignment=assignment.code,
        reader=reader.user.code,
    )
    return assignment


@transaction.atomic
def take_back(assignment: Assignment, *, by: str, now: datetime) -> None:
    """The entry leaves a desk on which nothing was begun, and no plan puts it there again."""
    locked = _locked_assignment(assignment)
    refuse(
        why_not_take_back(
            has_ended=locked.ended_at is not None,
            has_begun=locked.begun_at is not None,
            is_closed=locked.reader.round.has_ended(now),
        )
    )
    locked.ended_at, locked.ended_because = now, AssignmentEnd.TAKEN_BACK
    locked.save(update_fields=["ended_at", "ended_because"])
    record(
        "assignment.taken_back",
        subject=locked.entry.reference,
        by=by,
        now=now,
        assignment=locked.code,
        reader=locked.reader.user.code,
    )


@transaction.atomic
def hand_over(assignment: Assignment, to: Reader, *, is_sure: bool = False, by: str, now: datetime) -> Assignment:
    """Somebody else reads this entry instead, when nothing was begun on the first desk."""
    take_back(assignment, by=by, now=now)
    return assign_by_hand(to, assignment.entry, is_sure=is_sure, by=by, now=now)


@transaction.atomic
def pin(assignment: Assignment, *, is_pinned: bool, by: str, now: datetime) -> None:
    """Keep an entry on a desk whatever a plan says, or let plans decide again. A second call changes nothing."""
    locked = _locked_assignment(assignment)
    if locked.ended_at is not None:
        refuse(Refusal(PlanObstacle.NOT_ON_A_DESK))
    if locked.is_pinned == is_pinned:
        return
    locked.is_pinned = is_pinned
    locked.save(update_fields=["is_pinned"])
    name = "assignment.pinned" if is_pinned else "assignment.unpinned"
    record(name, subject=locked.entry.reference, by=by, now=now, assignment=locked.code)


@transaction.atomic
def take_another(reader: Reader, *, by: User, now: datetime) -> Assignment:
    """Who has read everything gets one more: the entry that it helps most. Never over a bar, never one seen before."""
    round_ = _locked_round(reader.round)
    panel = panel_of(round_, now=now)
    own = Assignment.objects.filter(reader=reader)
    code = reader.user.code
    n_undone = own.filter(ended_at=None, done_at=None).count()
    is_open = round_.is_open(now)
    refuse(why_not_another(code, situation=panel.situation, n_undone=n_undone, is_open=is_open))
    seen = set(own.values_list("entry__reference", flat=True))
    reference = most_helpful(code, panel.situation, seen=seen)
    if reference is None:
        refuse(Refusal(PlanObstacle.NOTHING_LEFT))
    assert reference is not None
    assignment = _give_one(panel, (code, reference), origin=AssignmentOrigin.ASKED, now=now)
    record("assignment.asked", subject=reference, by=by.code, now=now, assignment=assignment.code)
    return assignment


def _locked_round(round_: Round) -> Round:
    """Everything that changes who reads what in a round waits here for its turn."""
    return Round.objects.select_for_update(of=("self",)).select_related("edition").get(pk=round_.pk)


def _locked_assignment(assignment: Assignment) -> Assignment:
    """First the round, as everywhere, so that two changes never wait for each other."""
    _locked_round(assignment.reader.round)
    return (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("reader__round__edition", "reader__user", "entry")
        .get(pk=assignment.pk)
    )


def _refuse_to_divide(round_: Round, panel: Panel, now: datetime) -> None:
    situation = panel.situation
    refuse(why_not_divide(situation.seats, situation.readings, is_closed=round_.has_ended(now)))


def _plan(round_: Round, panel: Panel, division: Division, *, origin: AssignmentOrigin, by: str, now: datetime) -> Plan:
    return Plan(
        round=round_,
        origin=origin,
        pairs=[list(pair) for pair in division.added],
        gone=[list(pair) for pair in division.gone],
        outcome=asdict(division.outcome),
        basis=digest_of(panel.situation),
        made_by=users_by_code([by]).get(by),
        made_at=now,
    )


def _prepared(plan: Plan, *, by: str, now: datetime) -> Plan:
    for former in Plan.objects.filter(round=plan.round, status=PlanStatus.PREPARED):
        discard_plan(former, by=by, now=now)
    plan.save()
    record("plan.prepared", subject=plan.code, by=by, now=now, **plan.round.where)
    return plan


def _apply(plan: Plan, panel: Panel, *, by: str, now: datetime) -> Plan:
    _take_off(plan.round, _pairs(plan.gone), panel, now=now)
    _give(panel, _pairs(plan.pairs), origin=AssignmentOrigin(plan.origin), now=now)
    _settle(plan, PlanStatus.APPLIED, by=by, now=now)
    record(
        "plan.applied",
        subject=plan.code,
        by=by,
        now=now,
        n_added=len(plan.pairs),
        n_gone=len(plan.gone),
        **plan.round.where,
    )
    return plan


def _settle(plan: Plan, status: PlanStatus, *, by: str, now: datetime) -> None:
    plan.status, plan.settled_at, plan.settled_by = status, now, users_by_code([by]).get(by)
    plan.save()


def _pairs(stored: Iterable[Sequence[str]]) -> set[Pair]:
    return {(reader, reference) for reader, reference in stored}


def _take_off(round_: Round, gone: set[Pair], panel: Panel, *, now: datetime) -> None:
    causes = {AssignmentEnd.CONFLICT: gone & panel.situation.bars, AssignmentEnd.REPLANNED: gone - panel.situation.bars}
    live = Assignment.objects.filter(reader__round=round_, ended_at=None)
    numbers = {
        (reader, reference): number
        for number, reader, reference in live.values_list("pk", "reader__user__code", "entry__reference")
    }
    for cause, pairs in causes.items():
        ended = [numbers[pair] for pair in pairs]
        Assignment.objects.filter(pk__in=ended).update(ended_at=now, ended_because=cause)


def _give_one(panel: Panel, pair: Pair, *, origin: AssignmentOrigin, now: datetime) -> Assignment:
    _give(panel, [pair], origin=origin, now=now)
    reader, reference = pair
    return Assignment.objects.get(reader=panel.readers[reader], entry=panel.entries[reference])


def _give(panel: Panel, pairs: Collection[Pair], *, origin: AssignmentOrigin, now: datetime) -> None:
    """What lay on that desk before lies there again, as the same assignment."""
    Assignment.objects.bulk_create(
        [
            Assignment(
                reader=panel.readers[reader],
                entry=panel.entries[reference],
                origin=origin,
                is_pinned=origin is AssignmentOrigin.BY_HAND,
                assigned_at=now,
            )
            for reader, reference in sorted(pairs)
        ],
        update_conflicts=True,
        unique_fields=["reader", "entry"],
        update_fields=["origin", "is_pinned", "assigned_at", "ended_at", "ended_because"],
    )

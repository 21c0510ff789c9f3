"""What follows when readers get work, or stop having it."""

from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.panels.actions import take_barred_off_desk
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.panels.rules import AssignmentEnd
from gemeentedelers.domain.people.queries import users_by_code
from gemeentedelers.domain.plans.actions import replace_readers
from gemeentedelers.domain.plans.models import Plan
from gemeentedelers.domain.plans.queries import desks_in
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import Letter, write_messages

BY = "plans"


@reacts_to("plan.applied")
def tell_readers_of_work(fact: Fact) -> None:
    """One mail for everybody whose desk got something that still lies there; nobody else hears anything."""
    plan = Plan.objects.select_related("round__edition").get(code=fact.subject)
    added = {(reader, reference) for reader, reference in plan.pairs}
    work: dict[int, list[Assignment]] = {}
    for assignment in desks_in(plan.round).filter(done_at=None, reader__left_at=None, reader__user__is_active=True):
        work.setdefault(assignment.reader_id, []).append(assignment)
    letters = (
        _letter(f"plan:{plan.code}", plan.round, desk, n_new)
        for desk in work.values()
        if (n_new := sum((row.reader.user.code, row.entry.reference) in added for row in desk))
    )
    write_messages(letters, now=fact.at)


@reacts_to("assignment.given")
def tell_reader_of_one(fact: Fact) -> None:
    given = Assignment.objects.select_related("reader__round__edition", "reader__user", "entry")
    assignment = given.filter(code=fact.values["assignment"], ended_at=None, done_at=None).first()
    if assignment is None:
        return
    round_ = assignment.reader.round
    desk = list(desks_in(round_).filter(reader=assignment.reader, done_at=None))
    write_messages([_letter(f"assignment:{fact.number}", round_, desk, n_new=1)], now=fact.at)


@reacts_to("conflict.declared")
def replace_who_is_involved(fact: Fact) -> None:
    """What cannot be replaced shows on the list of the organisers."""
    ended = Assignment.objects.filter(
        entry__reference=fact.subject,
        reader__user__code=fact.actor,
        ended_because=AssignmentEnd.CONFLICT,
    )
    for round_ in Round.objects.filter(readers__assignments__in=ended).select_related("edition").distinct():
        replace_readers(round_, [fact.subject], by=BY, now=fact.at)


@reacts_to("employment.told")
def replace_who_worked_there(fact: Fact) -> None:
    """Also for whoever told of it elsewhere than at the desk."""
    user = users_by_code([fact.subject]).get(fact.subject)
    if user is None:
        return
    take_barred_off_desk(user, now=fact.at)
    ended = Assignment.objects.filter(
        reader__user=user, ended_because=AssignmentEnd.CONFLICT, reader__round__closed_at=None
    )
    for round_ in Round.objects.filter(readers__assignments__in=ended).select_related("edition").distinct():
        references = ended.filter(reader__round=round_).values_list("entry__reference", flat=True)
        replace_readers(round_, list(references), by=BY, now=fact.at)


@reacts_to("reader.left")
def replace_who_left(fact: Fact) -> None:
    ended = Assignment.objects.filter(
        reader__user__code=fact.subject,
        reader__round__edition__year=fact.values["year"],
        ended_because=AssignmentEnd.READER_LEFT,
    )
    for round_ in Round.objects.filter(readers__assignments__in=ended).select_related("edition").distinct():
        references = ended.filter(reader__round=round_).values_list("entry__reference", flat=True)
        replace_readers(round_, list(references), by=BY, now=fact.at)


def _letter(key: str, round_: Round, desk: list[Assignment], n_new: int) -> Letter:
    reader = desk[0].reader
    context = {
        "user": reader.user,
        "round": round_,
        "n_new": n_new,
        "n_on_desk": len(desk),
        "minutes": len(desk) * round_.minutes_per_entry,
    }
    return Letter(f"{key}:{reader.user.code}", reader.user.email, "plans/mail_work.txt", context)

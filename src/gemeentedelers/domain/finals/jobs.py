from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import TeamMember
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.finals.actions import forget_pitchers
from gemeentedelers.domain.finals.models import Final, NominationList
from gemeentedelers.domain.finals.queries import bringings_in, final_of, finalists_in, finals_that_wait
from gemeentedelers.domain.finals.rules import NominationStatus
from gemeentedelers.domain.finals.rules.material import reminder_due
from gemeentedelers.domain.shortlists.queries import shortlist_of
from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import Letter, write_messages


@reacts_to("finalists.confirmed")
@transaction.atomic
def write_to_the_shortlist(fact: Fact) -> None:
    """Finalists hear what is asked of them, the others of the shortlist are thanked; a supplement writes to its own.

    Nothing is written for a signature that was taken back in the meantime.
    """
    edition = Edition.objects.select_for_update().get(year=int(fact.subject))
    signed = NominationList.objects.filter(
        edition=edition, number=fact.values["number"], status=NominationStatus.CONFIRMED, signed_at=fact.at
    ).first()
    if signed is None:
        return
    announced = datetime.fromisoformat(str(fact.values["at"]))
    write_messages(_letters(signed), now=fact.at, batch=signed.batch, not_before=announced)


def _letters(signed: NominationList) -> Iterator[Letter]:
    final = final_of(signed.edition)
    told = entries_in_competition(signed.edition).filter(
        pk__in=shortlist_of(signed.edition).values("entry"),
    )
    if signed.is_supplement:
        told = told.filter(reference__in=signed.reasons)
    categories = {row.entry_id: row.category for row in finalists_in([signed.edition])}
    for member in _members_of([entry.pk for entry in told]):
        is_finalist = member.entry.reference in signed.reasons
        yield Letter(
            key=f"{signed.batch}:{member.entry.reference}:{member.user.code}",
            to=member.user.email,
            template=f"finals/mail_{'finalist' if is_finalist else 'thanks'}.txt",
            context={
                "entry": member.entry,
                "user": member.user,
                "final": final,
                "category": categories.get(member.entry_id),
            },
        )


def _members_of(entries: list[int]) -> Iterator[TeamMember]:
    members = TeamMember.objects.filter(entry__in=entries, user__is_active=True)
    yield from members.select_related("entry__edition", "user").order_by("entry__reference", "pk")


@app.periodic(cron="20 * * * *")
@app.task(name="finals.remind", queueing_lock="finals.remind", lock="finals.remind")
def remind(timestamp: int) -> None:
    now = current_time()
    for final in finals_that_wait(now):
        write_messages(_reminders(final, now), now=now)


def _reminders(final: Final, now: datetime) -> Iterator[Letter]:
    """To the teams that have not handed in, once for each of the days on which people are reminded."""
    assert final.announced_at is not None
    days: dict[int, tuple[int, datetime]] = {}
    for bringing in bringings_in(final.edition):
        told_at = max(final.announced_at, bringing.finalist.chosen_at)
        newest = reminder_due(bringing.due, told_at=told_at, now=now) if bringing.due else None
        if bringing.is_missing and bringing.due is not None and newest is not None:
            days[bringing.finalist.entry_id] = newest, bringing.due
    for member in _members_of(list(days)):
        n_days, due = days[member.entry_id]
        yield Letter(
            key=f"material:{member.entry.reference}:{due.isoformat()}:{n_days}:{member.user.code}",
            to=member.user.email,
            template="finals/mail_reminder.txt",
            context={"entry": member.entry, "user": member.user, "due": due},
        )


@app.periodic(cron="55 3 * * *")
@app.task(name="finals.forget", queueing_lock="finals.forget")
def forget(timestamp: int) -> None:
    forget_pitchers(now=current_time())

"""Who hears what, and when: one letter a day to a contact, news to nominators who may have it."""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from gemeentedelers.domain.entries.models import TeamMember
from gemeentedelers.domain.nominations.actions import expire_nominations, note_letter
from gemeentedelers.domain.nominations.models import Contact, Nomination
from gemeentedelers.domain.nominations.queries import (
    contacts_to_write,
    current_invitation,
    letter_to,
    mentions_of,
    nominators_to_tell,
)
from gemeentedelers.domain.nominations.rules import (
    NominationStatus,
    Progress,
    day_start,
    letter_covers_until,
)
from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import write_message


@reacts_to("nomination.invited")
def invite_contact(fact: Fact) -> None:
    """Write at once when it is the first of the day; else it waits for the letter of the next morning."""
    nomination = Nomination.objects.get(code=fact.subject)
    invitation = current_invitation(nomination)
    if invitation is None or nomination.status != NominationStatus.INVITED:
        return
    if not letter_to(invitation.contact, until=day_start(fact.at), now=fact.at).new:
        _write_letter(invitation.contact, until=fact.at, now=fact.at)


@app.periodic(cron="*/15 * * * *")
@app.task(name="nominations.daily_round", queueing_lock="nominations.daily_round")
def daily_round(timestamp: int) -> None:
    """End what waited too long and write the letters of the morning. It may run at any moment, and more than once."""
    make_round(now=current_time())


def make_round(*, now: datetime) -> None:
    expire_nominations(now=now)
    until = letter_covers_until(now)
    if until is None:
        return
    for contact in contacts_to_write(until=until, now=now):
        _write_letter(contact, until=until, now=now)


@transaction.atomic
def _write_letter(contact: Contact, *, until: datetime, now: datetime) -> None:
    letter = note_letter(contact, until=until, now=now)
    if letter is None:
        return
    first = (*letter.new, *letter.waiting)[0].nomination
    write_message(
        key=f"nomination-letter:{contact.code}:{day_start(now):%Y-%m-%d}",
        to=contact.email,
        template="nominations/mail_letter.txt",
        context={
            "new": mentions_of(letter.new),
            "waiting": mentions_of(letter.waiting),
            "closing": first.edition.nomination_deadline,
        },
        now=now,
    )


@reacts_to("nomination.matched")
def tell_the_team(fact: Fact) -> None:
    """Who already writes about the nominated case hears that it was nominated."""
    nomination = Nomination.objects.select_related("entry").get(code=fact.subject)
    for member in TeamMember.objects.filter(entry=nomination.entry).select_related("user"):
        write_message(
            key=f"nomination-matched:{nomination.code}:{member.user.code}",
            to=member.user.email,
            template="nominations/mail_matched.txt",
            context={"entry": nomination.entry, "user": member.user},
            now=fact.at,
        )


@reacts_to("nomination.claimed")
def tell_that_it_started(fact: Fact) -> None:
    _tell_nominators(Nomination.objects.get(code=fact.subject), Progress.STARTED, now=fact.at)


@reacts_to("nomination.declined")
def tell_that_it_was_declined(fact: Fact) -> None:
    _tell_nominators(Nomination.objects.get(code=fact.subject), Progress.DECLINED, now=fact.at)


@reacts_to("entry.submitted")
def tell_that_it_was_submitted(fact: Fact) -> None:
    for nomination in Nomination.objects.filter(entry__reference=fact.subject):
        _tell_nominators(nomination, Progress.SUBMITTED, now=fact.at)


def _tell_nominators(nomination: Nomination, progress: Progress, *, now: datetime) -> None:
    for voice in nominators_to_tell(nomination):
        write_message(
            key=f"nomination-news:{nomination.code}:{progress.value}:{voice.pk}",
            to=voice.email,
            template="nominations/mail_news.txt",
            context={"nomination": nomination, "name": voice.name, "progress": progress},
            now=now,
        )

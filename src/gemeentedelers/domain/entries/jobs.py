"""What people hear by mail. A fact from before these jobs may say less; then the mail does too, or stays away."""

from collections.abc import Mapping
from datetime import datetime

from procrastinate.contrib.django import app

from gemeentedelers.domain.editions.models import DeadlineMove
from gemeentedelers.domain.editions.queries import editions_open_for_entry
from gemeentedelers.domain.entries.actions import letters_to, remind_drafts
from gemeentedelers.domain.entries.models import Entry, Extension, Invitation
from gemeentedelers.domain.entries.queries import members_of_drafts, role_in, team_of
from gemeentedelers.domain.entries.rules import UNDO_WITHIN, InvitationStatus, TeamRole, said_as_deadline
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import users_by_code
from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import Letter, write_message, write_messages


@reacts_to("entry.invited")
def send_team_invitation(fact: Fact) -> None:
    """To the address, each time it is sent. One that was answered or taken back meanwhile sends nothing."""
    invitation = (
        Invitation.objects.filter(code=fact.values.get("invitation"), status=InvitationStatus.OPEN)
        .select_related("entry__edition", "entry__municipality", "invited_by__municipality")
        .first()
    )
    if invitation is None:
        return
    write_message(
        key=f"team_invitation:{invitation.code}:{fact.values.get('n_sent', 1)}",
        to=invitation.address,
        template="entries/mail_team_invitation.txt",
        context={"invitation": invitation, "entry": invitation.entry, "inviter": invitation.invited_by},
        now=fact.at,
    )


@reacts_to("entry.withdrawn")
def tell_of_withdrawal(fact: Fact) -> None:
    entry = _entry(fact)
    reason = entry.withdrawn_because if entry.withdrawn_at == fact.at else ""
    context = {"reason": reason, "undo_until": fact.at + UNDO_WITHIN}
    _write_team(fact, entry, key="withdrawn", template="entries/mail_withdrawn.txt", context=context)


@reacts_to("entry.restored")
def tell_of_restoring(fact: Fact) -> None:
    _write_team(fact, _entry(fact), key="restored", template="entries/mail_restored.txt", context={})


@reacts_to("extension.granted")
def tell_of_more_time(fact: Fact) -> None:
    extension = _extension(fact)
    if extension is None or extension.until is None:
        return
    said = fact.values.get("until")
    until = datetime.fromisoformat(said) if said else extension.until
    context = {"extension": extension, "closing": said_as_deadline(until)}
    _write_team(fact, _entry(fact), key="extension", template="entries/mail_extension_granted.txt", context=context)


@reacts_to("extension.declined")
def tell_of_no_more_time(fact: Fact) -> None:
    extension = _extension(fact)
    if extension is None:
        return
    context = {"extension": extension}
    _write_team(fact, _entry(fact), key="extension", template="entries/mail_extension_declined.txt", context=context)


@reacts_to("entry.handed_over")
def tell_the_new_owner(fact: Fact) -> None:
    """Unless they have handed it over again."""
    entry = _entry(fact)
    owner = _person(fact.values.get("member"))
    if owner is None or role_in(entry, owner) is not TeamRole.OWNER:
        return
    write_message(
        key=f"handed_over:{fact.number}:{owner.code}",
        to=owner.email,
        template="entries/mail_handed_over.txt",
        context={"entry": entry, "user": owner, "actor": _person(fact.actor)},
        now=fact.at,
    )


@reacts_to("edition.deadline_moved")
def tell_of_moved_deadline(fact: Fact) -> None:
    """One mail for each person who writes at a draft, with all their drafts in it."""
    move = DeadlineMove.objects.select_related("edition").get(pk=fact.values["move"])
    letters = letters_to(
        members_of_drafts(move.edition),
        key=f"deadline_moved:{move.pk}",
        template="entries/mail_deadline_moved.txt",
        context={"edition": move.edition, "move": move, "is_earlier": move.became < move.was},
    )
    write_messages(letters, now=fact.at)


@app.periodic(cron="*/10 * * * *")
@app.task(name="entries.remind", queueing_lock="entries.remind", lock="entries.remind")
def remind(timestamp: int) -> None:
    """Reminders follow the closing of that moment by themselves, also after it was moved."""
    now = current_time()
    for edition in editions_open_for_entry(now):
        remind_drafts(edition, now=now)


def _entry(fact: Fact) -> Entry:
    return Entry.objects.select_related("edition", "municipality").get(reference=fact.subject)


def _extension(fact: Fact) -> Extension | None:
    return Extension.objects.filter(code=fact.values.get("extension")).first()


def _person(code: object) -> User | None:
    return users_by_code([str(code)]).get(str(code)) if code else None


def _write_team(fact: Fact, entry: Entry, *, key: str, template: str, context: Mapping[str, object]) -> None:
    """One mail for everybody in the team who can still sign in; a second run writes none."""
    told = {**context, "entry": entry, "at": fact.at, "actor": _person(fact.actor)}
    letters = (
        Letter(f"{key}:{fact.number}:{member.user.code}", member.user.email, template, {**told, "user": member.user})
        for member in team_of(entry).filter(user__is_active=True)
    )
    write_messages(letters, now=fact.at)

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.actions import start_entry
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.nominations.models import Contact, Invitation, Nomination, Nominator
from gemeentedelers.domain.nominations.queries import (
    Letter,
    addresses_that_had,
    current_invitation,
    entry_like,
    letter_to,
    n_nominated_by,
    nomination_like,
    nominator_known_as,
    obstacle_to_answering,
    waiting_nominations,
)
from gemeentedelers.domain.nominations.rules import (
    InvitationWay,
    NominationStatus,
    Pointer,
    Voice,
    is_expired,
    is_same_day,
    own_lines,
    reminder_is_due,
    single_line,
    why_not_approve,
    why_not_close,
    why_not_conclude,
    why_not_describe,
    why_not_hand_on,
    why_not_nominate,
    why_not_research,
    why_not_set_contact,
    why_not_speak,
    why_not_title,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import refuse

Happening = tuple[str, Mapping[str, str]]


@transaction.atomic
def nominate(
    edition: Edition,
    municipality: Municipality,
    *,
    title: str,
    reason: str,
    voice: Voice,
    pointer: Pointer,
    by: User | None,
    now: datetime,
) -> Nomination:
    """Point at another municipality's case.

    A nomination of a case that is known already joins it, without a word about that to whoever nominates. Nominating
    the same case twice changes nothing. An anonymous tip waits for the organisers; a nomination with a contact is
    mailed by the fact that it was invited.
    """
    # One at a time in an edition: two who nominate the same case at once are joined, and nobody slips past the limit.
    held = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    plain_title, words = single_line(title), own_lines(reason)
    somebody = replace(voice, name=single_line(voice.name))
    author = None if somebody.is_anonymous else by
    refuse(why_not_speak(somebody))
    refuse(why_not_describe(title=plain_title, reason=words))
    refuse(
        why_not_nominate(
            own_municipality=by.municipality.code if by and by.municipality else None,
            nominated=municipality.code,
            n_before=n_nominated_by(held, email=somebody.email, user=author),
            window=held.nomination_window,
            now=now,
        )
    )
    known = nomination_like(held, municipality, plain_title)
    if known and nominator_known_as(known, email=somebody.email, user=author):
        return known
    nomination = _locked(known) if known else _received(held, municipality, plain_title, somebody, now=now)
    _add_voice(nomination, somebody, pointer, words, by=author, now=now)
    happened: list[Happening] = [("nomination.seconded" if known else "nomination.received", {})]
    if not somebody.is_anonymous:
        happened += _bring_on(nomination, pointer.email, InvitationWay.NOMINATOR, now=now)
    _record(nomination, happened, by=author, now=now)
    return nomination


def _received(edition: Edition, municipality: Municipality, title: str, voice: Voice, *, now: datetime) -> Nomination:
    return Nomination.objects.create(
        edition=edition,
        municipality=municipality,
        title=title,
        status=NominationStatus.TIP if voice.is_anonymous else NominationStatus.WITHOUT_CONTACT,
        received_at=now,
    )


def _record(nomination: Nomination, happened: Sequence[Happening], *, by: User | None, now: datetime) -> None:
    for name, values in happened:
        record(name, subject=nomination.code, by=by.code if by else None, now=now, **values)


def _add_voice(
    nomination: Nomination, voice: Voice, pointer: Pointer, reason: str, *, by: User | None, now: datetime
) -> None:
    Nominator.objects.create(
        nomination=nomination,
        name=voice.name,
        email=voice.email,
        user=by,
        reason=reason,
        link=pointer.link,
        contact_email=pointer.email,
        wants_credit=voice.wants_credit,
        wants_news=voice.wants_news,
        nominated_at=now,
    )


def _bring_on(nomination: Nomination, email: str, way: InvitationWay, *, now: datetime) -> list[Happening]:
    """Take a nomination out of the queue, as far as can be: to the team that already writes, or to a contact."""
    if nomination.status not in (NominationStatus.TIP, NominationStatus.WITHOUT_CONTACT):
        return []
    written = entry_like(nomination.edition, nomination.municipality, nomination.title)
    if written is None and email:
        _invite(nomination, email, way, now=now)
        return [("nomination.invited", {"way": way.value})]
    nomination.entry = written
    nomination.status = NominationStatus.MATCHED if written else NominationStatus.WITHOUT_CONTACT
    nomination.save(update_fields=["status", "entry"])
    return [("nomination.matched", {"entry": written.reference})] if written else []


def _invite(nomination: Nomination, email: str, way: InvitationWay, *, now: datetime) -> Invitation:
    """Give the contact a link of their own; an earlier contact keeps theirs, but can no longer answer with it."""
    nomination.invitations.filter(handed_on_at=None).update(handed_on_at=now)
    contact, _ = Contact.objects.get_or_create(email=email)
    nomination.status = NominationStatus.INVITED
    nomination.save(update_fields=["status"])
    return Invitation.objects.create(nomination=nomination, contact=contact, way=way, invited_at=now)


@transaction.atomic
def claim_nomination(invitation: Invitation, *, by: User, now: datetime, may_be_followed: bool = False) -> Entry:
    """Accept: the municipality gets a draft with the title, and the claimer owns it."""
    nomination = _answered(invitation, by=by, now=now)
    entry = start_entry(
        nomination.edition, by=by, now=now, municipality=nomination.municipality, title=nomination.title
    )
    nomination.status, nomination.entry = NominationStatus.CLAIMED, entry
    nomination.answered_at, nomination.may_be_followed = now, may_be_followed
    nomination.save(update_fields=["status", "entry", "answered_at", "may_be_followed"])
    record("nomination.claimed", subject=nomination.code, by=by.code, now=now, entry=entry.reference)
    return entry


@transaction.atomic
def decline_nomination(
    invitation: Invitation, *, by: User, now: datetime, reason: str = "", may_be_followed: bool = False
) -> None:
    """Say no thank you, with a reason for the organisers or without; nobody asks again in this edition."""
    nomination = _answered(invitation, by=by, now=now)
    words = own_lines(reason)
    refuse(why_not_conclude(words))
    nomination.status, nomination.outcome_reason = NominationStatus.DECLINED, words
    nomination.answered_at, nomination.may_be_followed = now, may_be_followed
    nomination.save(update_fields=["status", "outcome_reason", "answered_at", "may_be_followed"])
    record("nomination.declined", subject=nomination.code, by=by.code, now=now)


@transaction.atomic
def hand_on_nomination(invitation: Invitation, email: str, *, by: User, now: datetime) -> Invitation:
    """Leave the answer to a colleague, who gets an invitation of their own."""
    nomination = _answered(invitation, by=by, now=now)
    refuse(why_not_hand_on(email, had_it=addresses_that_had(nomination)))
    invitation = _invite(nomination, email, InvitationWay.COLLEAGUE, now=now)
    record("nomination.invited", subject=nomination.code, by=by.code, now=now, way=InvitationWay.COLLEAGUE.value)
    return invitation


def _answered(invitation: Invitation, *, by: User, now: datetime) -> Nomination:
    """The nomination of the invitation, locked, when this person may answer it now."""
    nomination = _locked(invitation.nomination)
    current = Invitation.objects.select_related("contact").get(pk=invitation.pk)
    current.nomination = nomination
    refuse(obstacle_to_answering(current, by, now=now))
    return nomination


@transaction.atomic
def approve_tip(nomination: Nomination, *, email: str, by: User, now: datetime) -> None:
    """An organiser makes a nomination of an anonymous tip; with a contact it is mailed."""
    locked = _locked(nomination)
    window = locked.edition.nomination_window
    refuse(why_not_approve(status=NominationStatus(locked.status), email=email, window=window, now=now))
    followed = _bring_on(locked, email, InvitationWay.ORGANISER, now=now)
    _record(locked, [("nomination.approved", {}), *followed], by=by, now=now)


@transaction.atomic
def set_contact(nomination: Nomination, email: str, *, by: User, now: datetime) -> Invitation:
    """An organiser finds a contact, or another one, who is then invited."""
    locked = _locked(nomination)
    current = current_invitation(locked)
    refuse(
        why_not_set_contact(
            status=NominationStatus(locked.status),
            email=email,
            current=current.contact.email if current else "",
            window=locked.edition.nomination_window,
            now=now,
        )
    )
    invitation = _invite(locked, email, InvitationWay.ORGANISER, now=now)
    record("nomination.invited", subject=locked.code, by=by.code, now=now, way=InvitationWay.ORGANISER.value)
    return invitation


@transaction.atomic
def close_nomination(nomination: Nomination, *, reason: str, by: User, now: datetime) -> None:
    """An organiser ends a nomination that leads to nothing, and notes why."""
    locked, words = _locked(nomination), own_lines(reason)
    refuse(why_not_close(status=NominationStatus(locked.status), reason=words))
    locked.status, locked.outcome_reason = NominationStatus.CLOSED, words
    locked.save(update_fields=["status", "outcome_reason"])
    record("nomination.closed", subject=locked.code, by=by.code, now=now)


@transaction.atomic
def research_nomination(nomination: Nomination, *, by: User, now: datetime) -> Entry:
    """An organiser writes the case down from what is known; the entry is the organiser's until it is handed over."""
    locked = _locked(nomination)
    refuse(why_not_research(status=NominationStatus(locked.status)))
    return _researched(locked, origin="nomination", by=by, now=now)


@transaction.atomic
def research_case(edition: Edition, municipality: Municipality, *, title: str, by: User, now: datetime) -> Entry:
    """An organiser enters a case that nobody nominated; where it came from stays known."""
    plain_title = single_line(title)
    refuse(why_not_title(plain_title))
    nomination = Nomination(edition=edition, municipality=municipality, title=plain_title, received_at=now)
    return _researched(nomination, origin="desk", by=by, now=now)


def _researched(nomination: Nomination, *, origin: str, by: User, now: datetime) -> Entry:
    entry = start_entry(
        nomination.edition, by=by, now=now, municipality=nomination.municipality, title=nomination.title
    )
    nomination.status, nomination.entry = NominationStatus.RESEARCHED, entry
    nomination.save()
    record("nomination.researched", subject=nomination.code, by=by.code, now=now, entry=entry.reference, origin=origin)
    return entry


def expire_nominations(*, now: datetime) -> list[str]:
    """End the waiting that took too long; the codes of what expired. A second run finds nothing left."""
    return [nomination.code for nomination in waiting_nominations() if _expired(nomination, now=now)]


@transaction.atomic
def _expired(nomination: Nomination, *, now: datetime) -> bool:
    locked = _locked(nomination)
    invitation = current_invitation(locked)
    if not is_expired(
        status=NominationStatus(locked.status),
        invited_at=invitation.invited_at if invitation else None,
        closes=locked.edition.nomination_window.closes,
        now=now,
    ):
        return False
    locked.status = NominationStatus.EXPIRED
    locked.save(update_fields=["status"])
    record("nomination.expired", subject=locked.code, by=None, now=now)
    return True


@transaction.atomic
def note_letter(contact: Contact, *, until: datetime, now: datetime) -> Letter | None:
    """Note what the contact is told in the letter of this day; nothing when there is no news or it was written."""
    locked = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    letter = letter_to(locked, until=until, now=now)
    if not letter or is_same_day(locked.written_at, now):
        return None
    due = [
        row
        for row in (*letter.new, *letter.waiting)
        if reminder_is_due(invited_at=row.invited_at, reminded_at=row.reminded_at, now=now)
    ]
    Invitation.objects.filter(pk__in=[row.pk for row in letter.new]).update(told_until=until)
    Invitation.objects.filter(pk__in=[row.pk for row in due]).update(reminded_at=now)
    locked.written_at = now
    locked.save(update_fields=["written_at"])
    for row in due:
        record("nomination.reminded", subject=row.nomination.code, by=None, now=now)
    return letter


def _locked(nomination: Nomination) -> Nomination:
    return (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("edition", "municipality")
        .get(pk=nomination.pk)
    )

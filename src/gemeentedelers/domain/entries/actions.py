from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction

from gemeentedelers.domain.cases.rules import YES, Chapter, day_in
from gemeentedelers.domain.editions.models import Category, Edition
from gemeentedelers.domain.editions.queries import newest_move
from gemeentedelers.domain.editions.rules import due_reminder, timeliness
from gemeentedelers.domain.entries.models import (
    Attachment,
    Entry,
    Extension,
    FrozenVersion,
    Invitation,
    Participant,
    ReferenceSequence,
    TeamMember,
)
from gemeentedelers.domain.entries.queries import (
    attachments_of,
    draft_of,
    members_of_drafts,
    open_invitations,
    participants_of,
    questions_of,
    role_in,
    time_of,
)
from gemeentedelers.domain.entries.rules import (
    ALTERNATIVE_LENGTH,
    INVITATION_LASTS,
    TITLE_LENGTH,
    Deed,
    Eligibility,
    EntryObstacle,
    EntryStatus,
    ExtensionStatus,
    InvitationStatus,
    ParticipantRole,
    Press,
    SubmitKey,
    TeamRole,
    codes_in,
    press_of,
    reference_number,
    why_not_answer_invitation,
    why_not_ask_extension,
    why_not_attach,
    why_not_do,
    why_not_extend,
    why_not_invite,
    why_not_judge_eligibility,
    why_not_leave,
    why_not_restore,
    why_not_start,
    why_not_submit,
    why_not_take_part,
    why_not_withdraw,
    why_not_write,
)
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.models import Organisation, User, secret_token
from gemeentedelers.foundation.files.actions import Readable, discard_file, store_file
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.mail.actions import Letter, write_messages
from gemeentedelers.foundation.refusals import Refusal, RefusedError, refuse
from gemeentedelers.foundation.texts.actions import Receipt, settle_text, write_texts
from gemeentedelers.foundation.texts.rules import Patch, Reception


@transaction.atomic
def start_entry(
    edition: Edition, *, by: User, now: datetime, municipality: Municipality | None = None, title: str = ""
) -> Entry:
    """Begin a draft for the municipality of the person who starts it, and give it its reference number."""
    lead = municipality or by.municipality
    if lead is None:
        refuse(Refusal(EntryObstacle.NO_MUNICIPALITY))
    assert lead is not None
    time = timeliness(edition.closing_for(), received_at=now, drafted_at=None)
    refuse(why_not_start(time=time, window=edition.entry_window))
    entry = Entry.objects.create(
        reference=_next_reference(edition),
        edition=edition,
        municipality=lead,
        title=title[:TITLE_LENGTH],
        started_at=now,
    )
    TeamMember.objects.create(entry=entry, user=by, role=TeamRole.OWNER, joined_at=now)
    if title:
        write_texts(entry.reference, [Patch("title", title, base=0)], by=by.code, now=now)
    record("entry.started", subject=entry.reference, by=by.code, now=now)
    return entry


def _next_reference(edition: Edition) -> str:
    ReferenceSequence.objects.get_or_create(edition=edition)
    sequence = ReferenceSequence.objects.select_for_update().get(edition=edition)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return reference_number(edition.year, sequence.last)


@transaction.atomic
def type_in(entry: Entry, patches: Sequence[Patch], *, by: User, now: datetime) -> list[Receipt]:
    """Keep what is being typed, field by field; the editor's autosave.

    Only the fields are locked, never the entry. Unfinished, too long and impossible texts are kept too: what is
    wrong with them is said when the team goes on. The versions of the texts are the trail; no fact is recorded.
    """
    _refuse_fields(entry, [patch.key for patch in patches], by=by, now=now)
    receipts = write_texts(entry.reference, patches, by=by.code, now=now)
    _follow_title(entry, receipts)
    return receipts


def _refuse_fields(entry: Entry, keys: Sequence[str], *, by: User, now: datetime) -> None:
    form, time = questions_of(entry.edition), time_of(entry, now)
    refuse(why_not_do(Deed.WRITE, role=role_in(entry, by)))
    for section in {form.section_of(key) for key in keys}:
        if section is None:
            raise RefusedError(Refusal(EntryObstacle.UNKNOWN_FIELD))
        refuse(
            why_not_write(
                status=EntryStatus(entry.status),
                section=section.key,
                time=time,
                window=entry.edition.entry_window,
                opened=entry.open_sections,
            )
        )


@transaction.atomic
def settle(entry: Entry, patch: Patch, *, by: User, now: datetime) -> Receipt:
    """Keep what somebody decided after comparing their text with a colleague's."""
    _refuse_fields(entry, [patch.key], by=by, now=now)
    receipt = settle_text(entry.reference, patch, by=by.code, now=now)
    _follow_title(entry, [receipt])
    return receipt


def _follow_title(entry: Entry, receipts: Sequence[Receipt]) -> None:
    """A draft is known by its newest title; what was submitted keeps the title that is being read."""
    kept = [row.standing.value for row in receipts if row.key == "title" and row.reception is Reception.KEPT]
    if kept:
        title = kept[-1].strip()[:TITLE_LENGTH]
        Entry.objects.filter(pk=entry.pk, status=EntryStatus.DRAFT).update(title=title)


@transaction.atomic
def write_section(entry: Entry, section: str, patches: Sequence[Patch], *, by: User, now: datetime) -> list[Receipt]:
    """Keep a page of a section when somebody presses the button, and say so in the journal."""
    receipts = type_in(entry, patches, by=by, now=now)
    if any(receipt.reception is Reception.KEPT for receipt in receipts):
        record("entry.written", subject=entry.reference, by=by.code, now=now, section=section)
    return receipts


@transaction.atomic
def submit_entry(entry: Entry, posted: SubmitKey, *, by: User, now: datetime) -> FrozenVersion:
    """Freeze what the team wrote and put it in the competition; a later submission replaces it until the closing.

    In one transaction: the status, a frozen version with its digest and key, what it says about its files, and the
    fact from which the receipt is mailed. The same key with the same text gives the same version again, however
    often and however late; a key that does not fit is refused.
    """
    locked = _locked(entry)
    refuse(why_not_do(Deed.SUBMIT, role=role_in(locked, by)))
    used = dict(locked.versions.exclude(submit_key="").values_list("submit_key", "digest"))
    press = press_of(posted, current=locked.submit_key, used=used)
    if isinstance(press, Refusal):
        raise RefusedError(press)
    if press is Press.AGAIN:
        return locked.versions.get(submit_key=posted.key)
    return _freeze(locked, posted, by=by, now=now)


def _freeze(locked: Entry, posted: SubmitKey, *, by: User, now: datetime) -> FrozenVersion:
    draft, time = draft_of(locked), time_of(locked, now)
    is_asked = bool(locked.open_sections)
    refuse(
        why_not_submit(
            status=EntryStatus(locked.status),
            offer=draft.offer,
            time=time,
            window=locked.edition.entry_window,
            is_asked=is_asked,
        )
    )
    if posted.digest != draft.offer.digest:
        refuse(Refusal(EntryObstacle.CHANGED_MEANWHILE))
    version = FrozenVersion.objects.create(
        entry=locked,
        number=locked.versions.count() + 1,
        content=draft.content,
        digest=draft.offer.digest,
        submit_key=posted.key,
        timeliness=time,
        frozen_at=now,
        frozen_by=by,
    )
    _follow_version(locked, draft.texts, now)
    record("entry.submitted", subject=locked.reference, by=by.code, now=now, version=version.number, time=time.value)
    return version


def _follow_version(locked: Entry, texts: Mapping[str, str], now: datetime) -> None:
    """The columns by which others find and sort an entry say what was submitted."""
    locked.status = EntryStatus.SUBMITTED
    locked.submitted_at = now
    locked.submit_key = secret_token()
    locked.title = texts["title"].strip()
    locked.finished_on = day_in(texts["finished_on"])
    locked.may_be_published = texts["may_be_published"] == YES
    locked.category_wish = Category.objects.get(edition=locked.edition, key=texts["category"])
    locked.save(
        update_fields=[
            "status",
            "submitted_at",
            "submit_key",
            "title",
            "finished_on",
            "may_be_published",
            "category_wish",
        ]
    )


@transaction.atomic
def withdraw_entry(entry: Entry, *, reason: str = "", by: User, now: datetime) -> None:
    """Take an entry out of the competition; everything that was written and judged is kept."""
    locked = _locked(entry)
    refuse(why_not_do(Deed.WITHDRAW, role=role_in(locked, by)))
    revealed_at = locked.edition.revealed_at
    refuse(why_not_withdraw(status=EntryStatus(locked.status), revealed_at=revealed_at, now=now))
    locked.status = EntryStatus.WITHDRAWN
    locked.withdrawn_at = now
    locked.withdrawn_because = reason.strip()
    locked.save(update_fields=["status", "withdrawn_at", "withdrawn_because"])
    record("entry.withdrawn", subject=locked.reference, by=by.code, now=now)


@transaction.atomic
def restore_entry(entry: Entry, *, by: User, now: datetime) -> None:
    """Undo a withdrawal: what was submitted takes part again, as it was."""
    locked = _locked(entry)
    refuse(why_not_do(Deed.WITHDRAW, role=role_in(locked, by)))
    refuse(why_not_restore(status=EntryStatus(locked.status), withdrawn_at=locked.withdrawn_at, now=now))
    locked.status = EntryStatus.SUBMITTED
    locked.withdrawn_at = None
    locked.withdrawn_because = ""
    locked.save(update_fields=["status", "withdrawn_at", "withdrawn_because"])
    record("entry.restored", subject=locked.reference, by=by.code, now=now)


@transaction.atomic
def invite(entry: Entry, address: str, role: TeamRole, *, by: User, now: datetime) -> Invitation:
    """Ask somebody to join the team. The fact mails the invitation; nobody joins before accepting it."""
    locked = _locked(entry)
    refuse(why_not_do(Deed.INVITE, role=role_in(locked, by)))
    team = [member.user.email for member in locked.team.select_related("user")]
    invited = list(open_invitations(locked).values_list("address", flat=True))
    refuse(why_not_invite(address=address, team=team, invited=invited))
    invitation = Invitation.objects.create(
        entry=locked,
        address=address.strip().lower(),
        role=_lent(role),
        invited_by=by,
        invited_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    record("entry.invited", subject=locked.reference, by=by.code, now=now, invitation=invitation.code, n_sent=1)
    return invitation


@transaction.atomic
def invite_again(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Send the same invitation once more; it lasts as long as a new one."""
    locked = _locked_invitation(invitation)
    refuse(why_not_do(Deed.INVITE, role=role_in(locked.entry, by)))
    if locked.status != InvitationStatus.OPEN:
        refuse(Refusal(EntryObstacle.INVITATION_ANSWERED))
    locked.expires_at = now + INVITATION_LASTS
    locked.n_sent += 1
    locked.save(update_fields=["expires_at", "n_sent"])
    reference = locked.entry.reference
    record("entry.invited", subject=reference, by=by.code, now=now, invitation=locked.code, n_sent=locked.n_sent)


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Take an invitation back; its link no longer lets anybody in."""
    locked = _locked_invitation(invitation)
    refuse(why_not_do(Deed.INVITE, role=role_in(locked.entry, by)))
    if locked.status != InvitationStatus.OPEN:
        refuse(Refusal(EntryObstacle.INVITATION_ANSWERED))
    _answer(locked, InvitationStatus.REVOKED)
    record("invitation.revoked", subject=locked.entry.reference, by=by.code, now=now, invitation=locked.code)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User, now: datetime) -> Entry:
    """Join the team with the role that was offered. Whoever is in it already keeps the role they have."""
    locked = _answerable(invitation, by=by, now=now)
    _answer(locked, InvitationStatus.ACCEPTED)
    TeamMember.objects.get_or_create(entry=locked.entry, user=by, defaults={"role": locked.role, "joined_at": now})
    record("entry.joined", subject=locked.entry.reference, by=by.code, now=now, member=by.code)
    return locked.entry


@transaction.atomic
def decline_invitation(invitation: Invitation, *, by: User, now: datetime) -> None:
    locked = _answerable(invitation, by=by, now=now)
    _answer(locked, InvitationStatus.DECLINED)
    record("invitation.declined", subject=locked.entry.reference, by=by.code, now=now, invitation=locked.code)


def _answerable(invitation: Invitation, *, by: User, now: datetime) -> Invitation:
    locked = _locked_invitation(invitation)
    refuse(
        why_not_answer_invitation(
            status=InvitationStatus(locked.status),
            invited=locked.address,
            address=by.email,
            expires_at=locked.expires_at,
            now=now,
        )
    )
    return locked


def _answer(locked: Invitation, status: InvitationStatus) -> None:
    locked.status = status
    locked.save(update_fields=["status"])


def _locked_invitation(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",)).select_related("entry").get(pk=invitation.pk)


@transaction.atomic
def remove_member(entry: Entry, member: User, *, by: User, now: datetime) -> None:
    """The owner lets somebody go, or somebody leaves; what they wrote stays."""
    locked = _locked(entry)
    if member != by:
        refuse(why_not_do(Deed.REMOVE, role=role_in(locked, by)))
    refuse(why_not_leave(role=role_in(locked, member)))
    locked.team.filter(user=member).delete()
    record("entry.left", subject=locked.reference, by=by.code, now=now, member=member.code)


@transaction.atomic
def change_member(entry: Entry, member: User, role: TeamRole, *, by: User, now: datetime) -> None:
    """Let a member write, or only read."""
    locked = _locked(entry)
    refuse(why_not_do(Deed.REMOVE, role=role_in(locked, by)))
    refuse(why_not_leave(role=role_in(locked, member)))
    lent = _lent(role)
    locked.team.filter(user=member).update(role=lent)
    record("entry.role_changed", subject=locked.reference, by=by.code, now=now, member=member.code, role=lent.value)


def _lent(role: TeamRole) -> TeamRole:
    """Nobody becomes the owner in passing: an entry is handed over."""
    return TeamRole.WRITER if role is TeamRole.OWNER else role


@transaction.atomic
def hand_over(entry: Entry, member: User, *, by: User, now: datetime) -> None:
    """Make another member the owner; the one who hands over goes on writing."""
    locked = _locked(entry)
    refuse(why_not_do(Deed.TRANSFER, role=role_in(locked, by)))
    refuse(why_not_leave(role=role_in(locked, member)))
    locked.team.filter(user=by).update(role=TeamRole.WRITER)
    locked.team.filter(user=member).update(role=TeamRole.OWNER)
    record("entry.handed_over", subject=locked.reference, by=by.code, now=now, member=member.code)


@transaction.atomic
def add_participant(
    entry: Entry,
    party: Municipality | Organisation,
    role: ParticipantRole,
    *,
    contribution: str,
    by: User,
    now: datetime,
) -> Participant:
    """Name another municipality or organisation that had a part in the case."""
    locked = _locked(entry)
    _refuse_writing(locked, Chapter.MUNICIPALITY, by=by, now=now)
    municipality = party if isinstance(party, Municipality) else None
    participant = Participant(
        entry=locked,
        municipality=municipality,
        organisation=party if isinstance(party, Organisation) else None,
        role=role,
        contribution=contribution.strip(),
    )
    known = [row.name for row in participants_of(locked)]
    refuse(why_not_take_part(name=participant.name, lead=f"gemeente {locked.municipality.name}", known=known))
    participant.save()
    record(
        "entry.participant_added",
        subject=locked.reference,
        by=by.code,
        now=now,
        role=role.value,
        municipality=municipality.code if municipality else None,
    )
    return participant


@transaction.atomic
def remove_participant(participant: Participant, *, by: User, now: datetime) -> None:
    locked = _locked(participant.entry)
    _refuse_writing(locked, Chapter.MUNICIPALITY, by=by, now=now)
    deleted, _ = locked.participants.filter(pk=participant.pk).delete()
    if deleted:
        record("entry.participant_removed", subject=locked.reference, by=by.code, now=now, role=participant.role)


def _refuse_writing(locked: Entry, section: str, *, by: User, now: datetime) -> None:
    refuse(why_not_do(Deed.WRITE, role=role_in(locked, by)))
    refuse(
        why_not_write(
            status=EntryStatus(locked.status),
            section=section,
            time=time_of(locked, now),
            window=locked.edition.entry_window,
            opened=locked.open_sections,
        )
    )


@transaction.atomic
def attach(entry: Entry, content: Readable, *, name: str, by: User, now: datetime) -> Attachment:
    """Add a file to a case, after every check of `foundation.files`. When anything refuses, nothing is kept."""
    locked = _locked(entry)
    _refuse_writing(locked, Chapter.FILES, by=by, now=now)
    positions = [row.position for row in attachments_of(locked)]
    refuse(why_not_attach(n_attached=len(positions)))
    stored = store_file(content, name=name, by=by.code, now=now)
    attachment = Attachment.objects.create(
        entry=locked, file=stored, position=max(positions, default=0) + 1, added_by=by, added_at=now
    )
    record("entry.attached", subject=locked.reference, by=by.code, now=now, file=stored.code)
    return attachment


@transaction.atomic
def describe_attachment(attachment: Attachment, alternative: str, *, by: User, now: datetime) -> None:
    """Say what is to be seen, for people who do not see it."""
    locked = _locked(attachment.entry)
    _refuse_writing(locked, Chapter.FILES, by=by, now=now)
    Attachment.objects.filter(pk=attachment.pk).update(alternative=alternative.strip()[:ALTERNATIVE_LENGTH])
    record("entry.attachment_described", subject=locked.reference, by=by.code, now=now, file=attachment.file.code)


@transaction.atomic
def move_attachment(attachment: Attachment, steps: int, *, by: User, now: datetime) -> None:
    """Move a file up (negative) or down in the list; beyond an end nothing happens."""
    locked = _locked(attachment.entry)
    _refuse_writing(locked, Chapter.FILES, by=by, now=now)
    rows = list(attachments_of(locked))
    place = rows.index(attachment)
    to = min(max(place + steps, 0), len(rows) - 1)
    rows.insert(to, rows.pop(place))
    for position, row in enumerate(rows, start=1):
        row.position = position
    Attachment.objects.bulk_update(rows, ["position"])
    if to != place:
        record("entry.attachment_moved", subject=locked.reference, by=by.code, now=now, file=attachment.file.code)


@transaction.atomic
def take_out(attachment: Attachment, *, by: User, now: datetime) -> None:
    """Take a file out of the case. One that was submitted is kept, because readers rely on what was frozen."""
    locked = _locked(attachment.entry)
    _refuse_writing(locked, Chapter.FILES, by=by, now=now)
    stored = attachment.file
    was_submitted = any(stored.code in codes_in(version.content) for version in locked.versions.all())
    if was_submitted:
        Attachment.objects.filter(pk=attachment.pk, taken_out_at=None).update(taken_out_at=now)
    else:
        Attachment.objects.filter(pk=attachment.pk).delete()
        discard_file(stored, by=by.code, now=now)
    record("entry.detached", subject=locked.reference, by=by.code, now=now, file=stored.code)


@transaction.atomic
def ask_extension(entry: Entry, *, reason: str, by: User, now: datetime) -> Extension:
    """Ask the organisers for more time. Nothing is promised by asking."""
    locked = _locked(entry)
    refuse(why_not_do(Deed.SUBMIT, role=role_in(locked, by)))
    refuse(
        why_not_ask_extension(
            status=EntryStatus(locked.status),
            time=time_of(locked, now),
            reason=reason,
            has_asked=locked.extensions.filter(status=ExtensionStatus.ASKED).exists(),
        )
    )
    asked = Extension.objects.create(
        entry=locked, status=ExtensionStatus.ASKED, asked_by=by, asked_at=now, asked_because=reason.strip()
    )
    record("extension.asked", subject=locked.reference, by=by.code, now=now, extension=asked.code)
    return asked


@transaction.atomic
def extend_entry(entry: Entry, *, until: datetime, reason: str, by: User, now: datetime) -> Extension:
    """An organiser gives one entry more time; it answers the team's question when there is one."""
    locked = _locked(entry)
    opens = locked.edition.timetable.reading.opens
    refuse(why_not_extend(until=until, reason=reason, now=now, reading_opens=opens))
    asked = locked.extensions.select_for_update().filter(status=ExtensionStatus.ASKED).first()
    given = asked or Extension(entry=locked)
    _decide(given, ExtensionStatus.GRANTED, reason=reason, by=by, now=now, until=until)
    record(
        "extension.granted",
        subject=locked.reference,
        by=by.code,
        now=now,
        extension=given.code,
        until=until.isoformat(),
    )
    return given


@transaction.atomic
def decline_extension(extension: Extension, *, reason: str, by: User, now: datetime) -> None:
    locked = Extension.objects.select_for_update(of=("self",)).select_related("entry").get(pk=extension.pk)
    if locked.status != ExtensionStatus.ASKED:
        refuse(Refusal(EntryObstacle.EXTENSION_ANSWERED))
    if not reason.strip():
        refuse(Refusal(EntryObstacle.REASON_MISSING))
    _decide(locked, ExtensionStatus.DECLINED, reason=reason, by=by, now=now)
    record("extension.declined", subject=locked.entry.reference, by=by.code, now=now, extension=locked.code)


def _decide(
    given: Extension,
    status: ExtensionStatus,
    *,
    reason: str,
    by: User,
    now: datetime,
    until: datetime | None = None,
) -> None:
    given.status, given.until, given.reason = status, until, reason.strip()
    given.decided_by, given.decided_at = by, now
    given.save()


@transaction.atomic
def judge_eligibility(entry: Entry, eligibility: Eligibility, *, reason: str, by: User, now: datetime) -> None:
    """An organiser says whether the entry meets the conditions, with the reason when it does not."""
    locked = _locked(entry)
    refuse(why_not_judge_eligibility(status=EntryStatus(locked.status), eligibility=eligibility, reason=reason))
    locked.eligibility = eligibility
    locked.eligibility_reason = reason.strip()
    locked.save(update_fields=["eligibility", "eligibility_reason"])
    record("entry.judged_eligible", subject=locked.reference, by=by.code, now=now, outcome=eligibility.value)


@transaction.atomic
def assign_category(entry: Entry, category: Category, *, by: User, now: datetime) -> None:
    """Place an entry among comparable ones. The team's own wish stays as it was."""
    locked = _locked(entry)
    if category.edition_id != locked.edition_id:
        refuse(Refusal(EntryObstacle.OTHER_EDITION))
    locked.category = category
    locked.save(update_fields=["category"])
    record("entry.categorised", subject=locked.reference, by=by.code, now=now, category=category.key)


def _locked(entry: Entry) -> Entry:
    return (
        Entry.objects.select_for_update(of=("self",))
        .select_related("edition", "municipality", "category_wish")
        .get(pk=entry.pk)
    )


@transaction.atomic
def remind_drafts(edition: Edition, *, now: datetime) -> int:
    """Remind everybody with a draft of what is due now, in one mail with all their drafts; says how many mails.

    Each kind of reminder comes once for a closing, so this may run as often as it likes. A draft that began after
    the moment of the reminder is left alone, and so are people who were told of a new closing since.
    """
    move = newest_move(edition)
    reminder = due_reminder(edition.entry_deadline, now=now, told_at=move.moved_at if move else None)
    if reminder is None:
        return 0
    members = members_of_drafts(edition).filter(entry__started_at__lte=reminder.at)
    key = f"reminder:{edition.year}:{reminder.kind.value}:{edition.entry_closes.isoformat()}"
    context = {"edition": edition, "kind": reminder.kind}
    n_new = write_messages(letters_to(members, key=key, template="entries/mail_reminder.txt", context=context), now=now)
    if n_new:
        record("drafts.reminded", subject=str(edition.year), by=None, now=now, kind=reminder.kind.value, n_mails=n_new)
    return n_new


def letters_to(
    members: Iterable[TeamMember], *, key: str, template: str, context: Mapping[str, object]
) -> Iterator[Letter]:
    """One letter for each person, with the drafts at which that person writes."""
    for user, rows in groupby(members, key=lambda member: member.user):
        drafts = [member.entry for member in rows]
        yield Letter(f"{key}:{user.code}", user.email, template, {**context, "user": user, "drafts": drafts})

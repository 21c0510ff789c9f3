from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.editions.models import Edition, Round, Theme
from gemeentedelers.domain.editions.rules import RoundKind, Window
from gemeentedelers.domain.municipalities.queries import municipalities_with_code
from gemeentedelers.domain.nominations.rules import own_lines, single_line
from gemeentedelers.domain.panels.actions import add_reader
from gemeentedelers.domain.panels.models import Reader
from gemeentedelers.domain.panels.queries import n_pieces_of_work
from gemeentedelers.domain.panels.rules import ROLE_OF, ReaderKind
from gemeentedelers.domain.people.actions import grant_role, introduce_person, register_person, revoke_role
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.volunteers.models import Volunteer
from gemeentedelers.domain.volunteers.queries import (
    obstacle_to_accepting,
    obstacle_to_declining,
    reading_of,
    volunteers_to_forget,
)
from gemeentedelers.domain.volunteers.rules import (
    SignUp,
    VolunteerStatus,
    n_readable,
    why_not_reconsider,
    why_not_sign_up,
    why_not_withdraw,
)
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import refuse


@transaction.atomic
def sign_up(round_: Round, said: SignUp, *, now: datetime) -> None:
    """Somebody wants to read in a round. A second sign-up from an address replaces the first while it is undecided.

    It answers nothing, so that nobody learns which addresses are known: the mail to the address tells what happened.
    """
    # One at a time in an edition: two sign-ups from one address become one.
    Edition.objects.select_for_update(no_key=True).get(pk=round_.edition_id)
    current = Round.objects.select_related("edition").get(pk=round_.pk)
    plain = replace(
        said,
        name=single_line(said.name),
        email=said.email.strip().lower(),
        organisation=single_line(said.organisation),
        job_title=single_line(said.job_title),
        motivation=own_lines(said.motivation),
    )
    window = Window(current.edition.entry_opens, current.closed_at or current.closes)
    refuse(why_not_sign_up(plain, window=window, reading=current.window, now=now))
    known = Volunteer.objects.filter(
        edition=current.edition, round_kind=current.kind, email__iexact=plain.email
    ).first()
    if known and known.status in (VolunteerStatus.ACCEPTED, VolunteerStatus.DECLINED):
        record("volunteer.asked_again", subject=known.code, by=None, now=now)
        return
    volunteer = known or Volunteer(edition=current.edition, round_kind=current.kind)
    is_new = known is None or known.status == VolunteerStatus.WITHDRAWN
    _keep(volunteer, plain, now=now)
    record("volunteer.signed_up" if is_new else "volunteer.changed", subject=volunteer.code, by=None, now=now)


def _keep(volunteer: Volunteer, said: SignUp, *, now: datetime) -> None:
    """What was not asked for the kind of reader is not kept either."""
    is_insider, is_resident = said.kind is ReaderKind.INSIDER, said.kind is ReaderKind.RESIDENT
    volunteer.name, volunteer.email, volunteer.kind = said.name, said.email, said.kind
    volunteer.municipality = municipalities_with_code(said.municipality).get() if is_insider else None
    volunteer.organisation = said.organisation if said.kind is ReaderKind.OUTSIDER else ""
    volunteer.job_title = "" if is_resident else said.job_title
    volunteer.motivation, volunteer.minutes = said.motivation, said.minutes
    volunteer.available_from, volunteer.available_until = said.available_from, said.available_until
    volunteer.status, volunteer.signed_up_at = VolunteerStatus.SIGNED_UP, now
    volunteer.save()
    volunteer.themes.set(Theme.objects.filter(slug__in=said.themes))


@transaction.atomic
def withdraw_volunteer(volunteer: Volunteer, *, now: datetime) -> None:
    """The volunteer takes the sign-up back; a second call changes nothing."""
    locked = _locked_volunteer(volunteer)
    refuse(why_not_withdraw(VolunteerStatus(locked.status)))
    if locked.status == VolunteerStatus.WITHDRAWN:
        return
    locked.status = VolunteerStatus.WITHDRAWN
    locked.save(update_fields=["status"])
    record("volunteer.withdrawn", subject=locked.code, by=None, now=now)


@transaction.atomic
def accept_volunteers(volunteers: Sequence[Volunteer], *, by: User, now: datetime) -> list[Reader]:
    """All of them, or none when one of them cannot be accepted."""
    return [accept_volunteer(volunteer, by=by, now=now) for volunteer in volunteers]


@transaction.atomic
def accept_volunteer(volunteer: Volunteer, *, by: User, now: datetime) -> Reader:
    """The volunteer gets an account when there was none, the role and a place in the panel."""
    locked = _locked_volunteer(volunteer)
    round_ = _round_of(locked)
    refuse(obstacle_to_accepting(locked, round_, now))
    locked.user = _person(locked, now=now)
    _decide(locked, VolunteerStatus.ACCEPTED, by=by, now=now)
    year = locked.edition.year
    grant_role(locked.user, ROLE_OF[RoundKind(round_.kind)], year=year, by=by.code, now=now)
    reader = add_reader(
        round_,
        locked.user,
        capacity=n_readable(locked.minutes, round_.minutes_per_entry),
        minutes=locked.minutes,
        kind=ReaderKind(locked.kind),
        themes=locked.themes.all(),
        by=by.code,
        now=now,
    )
    record("volunteer.accepted", subject=locked.code, by=by.code, now=now, person=locked.user.code)
    return reader


def _person(volunteer: Volunteer, *, now: datetime) -> User:
    """An account keeps what its owner wrote; it gains a municipality, so that nobody reads of their own."""
    known = User.objects.filter(email__iexact=volunteer.email).select_related("municipality").first()
    if known is None:
        return register_person(
            volunteer.email,
            name=volunteer.name,
            municipality=volunteer.municipality,
            organisation=volunteer.organisation,
            job_title=volunteer.job_title,
            now=now,
        )
    if known.municipality is None and volunteer.municipality is not None:
        introduce_person(
            known,
            name=known.name or volunteer.name,
            municipality=volunteer.municipality,
            organisation=known.organisation,
            job_title=known.job_title or volunteer.job_title,
            now=now,
        )
    return known


@transaction.atomic
def decline_volunteers(volunteers: Sequence[Volunteer], *, reason: str, by: User, now: datetime) -> None:
    """All of them, or none when one of them cannot be declined; the reason goes into the mail to each."""
    for volunteer in volunteers:
        decline_volunteer(volunteer, reason=reason, by=by, now=now)


@transaction.atomic
def decline_volunteer(volunteer: Volunteer, *, reason: str, by: User, now: datetime) -> None:
    locked = _locked_volunteer(volunteer)
    refuse(obstacle_to_declining(locked, _round_of(locked), now))
    _decide(locked, VolunteerStatus.DECLINED, reason=own_lines(reason), by=by, now=now)
    record("volunteer.declined", subject=locked.code, by=by.code, now=now)


@transaction.atomic
def reconsider_volunteer(volunteer: Volunteer, *, by: User, now: datetime) -> None:
    """Take a decision back. Who was accepted loses the place, and the role when no other place needs it."""
    locked = _locked_volunteer(volunteer)
    round_, reader = _round_of(locked), reading_of(locked)
    refuse(
        why_not_reconsider(
            VolunteerStatus(locked.status),
            n_pieces_of_work=n_pieces_of_work(reader) if reader else 0,
            is_round_closed=round_.has_ended(now),
        )
    )
    if reader is not None:
        reader.delete()
        _take_role(reader, by=by, now=now)
    locked.user = None
    _decide(locked, VolunteerStatus.SIGNED_UP, by=None, now=None)
    record("volunteer.reconsidered", subject=locked.code, by=by.code, now=now)


def _take_role(reader: Reader, *, by: User, now: datetime) -> None:
    role = ROLE_OF[RoundKind(reader.round.kind)]
    kinds = [kind for kind, needed in ROLE_OF.items() if needed is role]
    edition = reader.round.edition
    if not Reader.objects.filter(user=reader.user, round__edition=edition, round__kind__in=kinds).exists():
        revoke_role(reader.user, role, year=edition.year, by=by.code, now=now)


def _decide(
    volunteer: Volunteer, status: VolunteerStatus, *, by: User | None, now: datetime | None, reason: str = ""
) -> None:
    volunteer.status, volunteer.reason = status, reason
    volunteer.decided_by, volunteer.decided_at = by, now
    volunteer.save(update_fields=["status", "reason", "decided_by", "decided_at", "user"])


def _locked_volunteer(volunteer: Volunteer) -> Volunteer:
    return (
        Volunteer.objects.select_for_update(of=("self",))
        .select_related("edition", "municipality", "user")
        .get(pk=volunteer.pk)
    )


def _round_of(volunteer: Volunteer) -> Round:
    return Round.objects.select_related("edition").get(edition=volunteer.edition, kind=volunteer.round_kind)


@transaction.atomic
def forget_volunteers(*, now: datetime) -> int:
    """Remove who was not accepted, when the edition is long enough over; a second run finds nobody."""
    gone = list(volunteers_to_forget(now).select_for_update(of=("self",)).values_list("pk", "code"))
    Volunteer.objects.filter(pk__in=[pk for pk, _ in gone]).delete()
    for _, code in gone:
        record("volunteer.forgotten", subject=code, by=None, now=now)
    return len(gone)

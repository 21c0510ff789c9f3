"""Volunteers in every state, each reached through its action."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY
from gemeentedelers.domain.panels.models import Reader
from gemeentedelers.domain.panels.rules import ReaderKind
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.volunteers.actions import accept_volunteer, decline_volunteer, sign_up
from gemeentedelers.domain.volunteers.models import Volunteer
from gemeentedelers.domain.volunteers.rules import SignUp

NOOR = SignUp(
    name="Noor Jansen",
    email="noor@dorpshuis.example",
    kind=ReaderKind.OUTSIDER,
    organisation="Dorpshuis De Kei (fictief)",
    job_title="beheerder",
    motivation="Ik wil zien wat elders werkt.",
    minutes=240,
)


def round_in(edition: Edition, kind: RoundKind = RoundKind.READING) -> Round:
    round_ = round_of(edition, kind)
    assert round_ is not None
    return round_


def volunteer_in(edition: Edition, *, now: datetime = DURING_ENTRY, **changes: object) -> Volunteer:
    """Somebody who signed up for the reading round; other addresses are other people."""
    return _signed_up(edition, changes, now=now)


def _signed_up(edition: Edition, changes: Mapping[str, object], *, now: datetime = DURING_ENTRY) -> Volunteer:
    said = replace(NOOR, **changes)  # type: ignore[arg-type]  # tests name the fields they change
    sign_up(round_in(edition), said, now=now)
    return Volunteer.objects.get(edition=edition, email=said.email)


def accepted_in(edition: Edition, *, by: User, now: datetime = DURING_ENTRY, **changes: object) -> Reader:
    return accept_volunteer(_signed_up(edition, changes), by=by, now=now)


def declined_in(
    edition: Edition, *, by: User, reason: str = "", now: datetime = DURING_ENTRY, **changes: object
) -> Volunteer:
    volunteer = _signed_up(edition, changes)
    decline_volunteer(volunteer, reason=reason, by=by, now=now)
    volunteer.refresh_from_db()
    return volunteer

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.test import Client

from gemeentedelers.domain.conflicts.actions import note_conflict
from gemeentedelers.domain.editions.tests.factories import DURING_JURY
from gemeentedelers.domain.finals.tests.factories import in_the_final
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.verdicts.tests.factories import a_juror
from gemeentedelers.domain.visits.actions.viewing import add_photo, note_consent
from gemeentedelers.domain.visits.models import Photo, Visit
from gemeentedelers.domain.visits.tests.factories import (
    ADVICE,
    AFTER_VISIT,
    FOR_JURY,
    a_visit,
    agreed,
    assessors_of,
    delivered,
    divided_edition,
)
from gemeentedelers.foundation.files.tests.corpus.images import png

pytestmark = pytest.mark.django_db

DOSSIERS = "/jury/2027/leefomgeving/"


@pytest.fixture
def visit() -> Visit:
    return a_visit(divided_edition(1))


@pytest.fixture
def judith(visit: Visit) -> User:
    return a_juror(visit.entry.edition)


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def a_photo(visit: Visit, *, has_consent: bool) -> Photo:
    first, _ = assessors_of(visit)
    photo = add_photo(visit, BytesIO(png()), name="straat.png", alternative="Een straat", by=first, now=AFTER_VISIT)
    if has_consent:
        note_consent(photo, by_whom="Buur (fictief)", on=date(2027, 2, 11), by=first, now=AFTER_VISIT)
    return photo


@time_machine.travel(DURING_JURY, tick=False)
def test_a_juror_reads_the_report_and_never_the_advice(client: Client, judith: User, visit: Visit) -> None:
    delivered(visit)
    in_the_final(visit.entry.edition)

    page = signed_in(client, judith).get(DOSSIERS).text

    assert ("Verslag van het bezoek" in page, FOR_JURY in page, ADVICE in page) == (True, True, False)


@time_machine.travel(DURING_JURY, tick=False)
def test_a_report_that_was_not_delivered_is_not_there(client: Client, judith: User, visit: Visit) -> None:
    agreed(visit)
    in_the_final(visit.entry.edition)

    assert FOR_JURY not in signed_in(client, judith).get(DOSSIERS).text


@time_machine.travel(DURING_JURY, tick=False)
def test_who_is_involved_reads_no_report(client: Client, judith: User, visit: Visit) -> None:
    delivered(visit)
    in_the_final(visit.entry.edition)
    note_conflict(visit.entry, reason="Ik ken het team.", by=judith, now=DURING_JURY)

    assert FOR_JURY not in signed_in(client, judith).get(DOSSIERS).text


@pytest.mark.parametrize(("has_consent", "status"), [(True, 200), (False, 404)])
@time_machine.travel(DURING_JURY, tick=False)
def test_a_photo_is_there_with_consent_only(
    client: Client, judith: User, visit: Visit, has_consent: bool, status: int
) -> None:
    photo = a_photo(visit, has_consent=has_consent)
    delivered(visit)
    in_the_final(visit.entry.edition)
    address = f"{DOSSIERS}foto/{photo.file.code}/"

    page = signed_in(client, judith).get(DOSSIERS).text

    assert (address in page, client.get(address).status_code) == (has_consent, status)

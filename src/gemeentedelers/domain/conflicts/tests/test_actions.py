from datetime import date, timedelta

import pytest

from gemeentedelers.domain.conflicts.actions import note_conflict, note_interests, remove_employment, tell_employment
from gemeentedelers.domain.conflicts.models import Conflict, Employment
from gemeentedelers.domain.conflicts.rules import ConflictObstacle
from gemeentedelers.domain.conflicts.tests.factories import worked_at
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, DURING_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import started_entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db


def facts(prefix: str) -> list[tuple[str, str, str, dict[str, object]]]:
    found = Fact.objects.filter(name__startswith=prefix).order_by("number")
    return [(fact.name, fact.subject, fact.actor, fact.values) for fact in found]


def test_a_conflict_is_noted_once_with_its_first_reason() -> None:
    entry, user = started_entry(make_edition()), UserFactory()
    for reason in (" Mijn zus. ", "Mijn broer."):
        note_conflict(entry, reason=reason, by=user, now=DURING_READING)

    assert list(Conflict.objects.values_list("user", "entry", "reason", "declared_at")) == [
        (user.pk, entry.pk, "Mijn zus.", DURING_READING)
    ]
    assert facts("conflict.") == [("conflict.declared", entry.reference, user.code, {})]


@pytest.mark.parametrize(
    ("reason", "obstacle"),
    [("  ", ConflictObstacle.REASON_MISSING), ("x" * 301, ConflictObstacle.REASON_TOO_LONG)],
)
def test_a_conflict_needs_a_reason_that_fits(reason: str, obstacle: ConflictObstacle) -> None:
    entry = started_entry(make_edition())

    with pytest.raises(RefusedError) as error:
        note_conflict(entry, reason=reason, by=UserFactory(), now=DURING_READING)

    assert error.value.refusal.code is obstacle
    assert not Conflict.objects.exists()


def test_interests_are_noted_together() -> None:
    edition, user = make_edition(), UserFactory()
    one, other = started_entry(edition), started_entry(edition)
    reasons = {other.reference: "Mijn broer.", one.reference: "Mijn zus."}
    for _ in range(2):
        note_interests(edition, reasons, by=user, now=DURING_READING)

    assert dict(Conflict.objects.values_list("entry__reference", "reason")) == reasons
    assert [fact[1] for fact in facts("conflict.")] == [one.reference, other.reference]


def test_interests_are_noted_all_or_none() -> None:
    edition, user = make_edition(), UserFactory()
    here, elsewhere = started_entry(edition), started_entry(make_edition(2028), now=DURING_ENTRY + timedelta(days=365))

    for reasons, obstacle in [
        ({here.reference: "Mijn zus.", elsewhere.reference: "Mijn broer."}, ConflictObstacle.OTHER_EDITION),
        ({here.reference: "Mijn zus.", "GD-2027-9999-9": "Mijn broer."}, ConflictObstacle.OTHER_EDITION),
        ({here.reference: " "}, ConflictObstacle.REASON_MISSING),
    ]:
        with pytest.raises(RefusedError) as error:
            note_interests(edition, reasons, by=user, now=DURING_READING)
        assert error.value.refusal.code is obstacle

    assert not Conflict.objects.exists()


def test_telling_of_an_employer_again_changes_the_day() -> None:
    user = UserFactory()
    worked_at(user, " Buurtkracht  BV ", until=date(2020, 1, 1))
    employment = worked_at(user, "Buurtkracht BV", until=date(2021, 1, 1))

    assert list(Employment.objects.values_list("organisation", "ended_on")) == [("Buurtkracht BV", date(2021, 1, 1))]
    assert facts("employment.") == [("employment.told", user.code, user.code, {})] * 2

    for _ in range(2):
        remove_employment(employment, now=DURING_ENTRY)

    assert not Employment.objects.exists()
    assert facts("employment.removed") == [("employment.removed", user.code, user.code, {})]


def test_an_employer_is_one_and_past() -> None:
    user, municipality = UserFactory(), MunicipalityFactory()
    for organisation, ended_on, obstacle in [
        ("Buurtkracht", date(2020, 1, 1), ConflictObstacle.EMPLOYER_DOUBLE),
        ("", date(2026, 11, 24), ConflictObstacle.STILL_EMPLOYED),
    ]:
        with pytest.raises(RefusedError) as error:
            tell_employment(
                user, municipality=municipality, organisation=organisation, ended_on=ended_on, now=DURING_ENTRY
            )
        assert error.value.refusal.code is obstacle

    assert not Employment.objects.exists()

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from gemeentedelers.domain.adoptions.actions import report_adoption
from gemeentedelers.domain.adoptions.models import Adoption
from gemeentedelers.domain.adoptions.queries import (
    adopters_of,
    adoption_of,
    adoptions_by_municipality,
    broken_adoptions,
    n_reusers_by_publication,
    why_viewer_may_not_adopt,
)
from gemeentedelers.domain.adoptions.rules import AdoptionObstacle, AdoptionStatus
from gemeentedelers.domain.adoptions.tests.factories import adopted
from gemeentedelers.domain.entries.tests.factories import civil_servant
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.publications.tests.factories import NOW, published_case
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=90)


def reported() -> list[tuple[str, str, dict[str, object]]]:
    return list(Fact.objects.filter(name="adoption.reported").values_list("subject", "actor", "values"))


def test_a_municipality_reports_changes_and_repeats_itself() -> None:
    publication, alice = published_case(), civil_servant()
    assert alice.municipality is not None
    code = alice.municipality.code

    report_adoption(publication, AdoptionStatus.INTEREST, note="", by=alice, now=NOW)
    report_adoption(publication, AdoptionStatus.PILOT, note=" Met één wijk. ", by=alice, now=LATER)
    report_adoption(publication, AdoptionStatus.PILOT, note="Met één wijk.", by=alice, now=LATER)

    adoption = Adoption.objects.get()
    assert (adoption.status, adoption.note) == ("pilot", "Met één wijk.")
    assert (adoption.declared_at, adoption.changed_at) == (NOW, LATER)
    assert reported() == [
        (publication.slug, alice.code, {"municipality": code, "status": "interest"}),
        (publication.slug, alice.code, {"municipality": code, "status": "pilot"}),
    ]


def test_a_colleague_changes_the_same_report() -> None:
    publication, alice = published_case(), civil_servant()
    bob = civil_servant(municipality=alice.municipality)
    report_adoption(publication, AdoptionStatus.INTEREST, note="", by=alice, now=NOW)

    report_adoption(publication, AdoptionStatus.IN_USE, note="", by=bob, now=LATER)

    adoption = Adoption.objects.get()
    assert (adoption.declared_by, adoption.status) == (bob, "in_use")


@pytest.mark.parametrize(
    ("details", "status", "obstacle"),
    [
        ({"municipality": None}, AdoptionStatus.IN_USE, AdoptionObstacle.NO_MUNICIPALITY),
        ({"municipality_is_verified": False}, AdoptionStatus.IN_USE, AdoptionObstacle.NOT_VERIFIED),
        ({}, AdoptionStatus.STOPPED, AdoptionObstacle.REASON_MISSING),
    ],
)
def test_a_refused_report_leaves_nothing(
    details: dict[str, object], status: AdoptionStatus, obstacle: AdoptionObstacle
) -> None:
    with pytest.raises(RefusedError) as error:
        report_adoption(published_case(), status, note="", by=civil_servant(**details), now=NOW)

    assert error.value.refusal.code is obstacle
    assert (Adoption.objects.count(), reported()) == (0, [])


def test_nobody_takes_over_the_own_case() -> None:
    municipality = MunicipalityFactory()
    alice = civil_servant(municipality=municipality)
    publication = published_case(shared_by=municipality)

    with pytest.raises(RefusedError) as error:
        report_adoption(publication, AdoptionStatus.IN_USE, note="", by=alice, now=NOW)

    assert error.value.refusal.code is AdoptionObstacle.OWN_CASE
    Adoption.objects.create(
        publication=publication,
        municipality=municipality,
        status=AdoptionStatus.IN_USE,
        declared_by=alice,
        declared_at=NOW,
        changed_at=NOW,
    )
    assert broken_adoptions().count() == 1


def test_reuse_is_counted_from_the_pilot_on() -> None:
    busy, quiet = published_case("Druk"), published_case("Stil")
    for status in AdoptionStatus:
        adopted(busy, status, note="Zo ging het.")
    adopted(quiet, AdoptionStatus.INTEREST)

    assert n_reusers_by_publication([busy.pk, quiet.pk]) == {busy.pk: 3, quiet.pk: 0}
    assert n_reusers_by_publication([]) == {}
    assert [adoption.status for adoption in adopters_of(busy)] == [
        "developed_further",
        "in_use",
        "pilot",
        "exploring",
        "interest",
        "stopped",
    ]
    assert not broken_adoptions().exists()


def test_a_viewer_sees_the_report_of_the_own_municipality_only() -> None:
    publication, charlie = published_case(), civil_servant()
    adoption = adopted(publication)
    colleague = civil_servant(municipality=adoption.municipality)

    assert adoption_of(colleague, publication) == adoption
    assert adoption_of(charlie, publication) is None
    assert adoption_of(AnonymousUser(), publication) is None
    assert list(adoptions_by_municipality(adoption.municipality)) == [adoption]


def test_a_visitor_is_asked_to_sign_in() -> None:
    refusal = why_viewer_may_not_adopt(AnonymousUser(), published_case())
    assert refusal is not None
    assert refusal.code is AdoptionObstacle.NOT_SIGNED_IN

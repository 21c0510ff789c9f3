from datetime import timedelta

import pytest

from gemeentedelers.domain.certificates.actions import issue_certificates, withdraw_certificate
from gemeentedelers.domain.certificates.models import Certificate
from gemeentedelers.domain.certificates.queries import (
    broken_certificates,
    certificate_with,
    certificates_of_entry,
)
from gemeentedelers.domain.certificates.rules import CertificateObstacle
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL
from gemeentedelers.domain.publications.tests.factories import revealed_edition
from gemeentedelers.domain.shortlists.tests.factories import an_organiser
from gemeentedelers.domain.verdicts.tests.factories import shortlisted_edition
from gemeentedelers.foundation.journal.queries import facts_about
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db
LATER = AFTER_REVEAL + timedelta(days=1)


def test_the_shortlist_gets_its_certificates_and_a_second_call_adds_nothing() -> None:
    edition = revealed_edition()
    issued = issue_certificates(edition, by="oscar", now=AFTER_REVEAL)
    assert [(row.honour, row.prize) for row in issued] == [
        ("winner", "Leefomgeving"),
        ("finalist", ""),
        ("finalist", ""),
        ("winner", "Uitvoeringskracht"),
    ]
    assert {(row.title, row.municipality) for row in issued} == {
        (row.entry.title, row.entry.municipality.name) for row in issued
    }
    assert issue_certificates(edition, by="oscar", now=LATER) == []
    facts = facts_about("2027").filter(name="certificates.issued")
    assert [(fact.actor, fact.values) for fact in facts] == [("oscar", {"n_issued": 4})]
    assert list(broken_certificates()) == []


def test_before_the_reveal_there_are_none() -> None:
    edition = shortlisted_edition()
    with pytest.raises(RefusedError) as refused:
        issue_certificates(edition, by="oscar", now=AFTER_REVEAL)
    assert refused.value.refusal.code is CertificateObstacle.NOT_REVEALED
    assert Certificate.objects.count() == 0


def test_a_withdrawn_certificate_stays_findable_and_leaves_the_team() -> None:
    edition = revealed_edition()
    certificate, *_ = issue_certificates(edition, by="oscar", now=AFTER_REVEAL)
    olga = an_organiser(edition)
    withdraw_certificate(certificate, reason=" Bij vergissing uitgegeven. ", by=olga, now=LATER)
    found = certificate_with(certificate.code.lower()).get()
    assert (found.withdrawn_at, found.withdrawn_by, found.withdrawal_reason) == (
        LATER,
        olga,
        "Bij vergissing uitgegeven.",
    )
    assert list(certificates_of_entry(certificate.entry)) == []
    with pytest.raises(RefusedError) as refused:
        withdraw_certificate(certificate, reason="Bij vergissing uitgegeven.", by=olga, now=LATER)
    assert refused.value.refusal.code is CertificateObstacle.WITHDRAWN_ALREADY


def test_a_certificate_of_a_winner_that_did_not_win_is_broken() -> None:
    edition = revealed_edition()
    issued = issue_certificates(edition, by="oscar", now=AFTER_REVEAL)
    finalist = next(row for row in issued if row.honour == "finalist")
    Certificate.objects.filter(pk=finalist.pk).update(honour="winner")
    assert list(broken_certificates()) == [finalist]

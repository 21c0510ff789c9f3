from gemeentedelers.domain.adoptions.actions import report_adoption
from gemeentedelers.domain.adoptions.models import Adoption
from gemeentedelers.domain.adoptions.rules import AdoptionStatus
from gemeentedelers.domain.entries.tests.factories import civil_servant
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.domain.publications.tests.factories import NOW


def adopted(publication: Publication, status: AdoptionStatus = AdoptionStatus.IN_USE, note: str = "") -> Adoption:
    """A report by somebody of a municipality that is new here."""
    return report_adoption(publication, status, note=note, by=civil_servant(), now=NOW)

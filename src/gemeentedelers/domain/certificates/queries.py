from django.db.models import Q, QuerySet

from gemeentedelers.domain.certificates.models import Certificate
from gemeentedelers.domain.certificates.rules import Honour, code_as_kept
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry


def certificates_of_edition(edition: Edition) -> QuerySet[Certificate]:
    """In the order of the honour, and then by municipality."""
    issued = Certificate.objects.filter(edition=edition).select_related("entry__municipality")
    return issued.order_by("municipality", "title", "pk")


def certificates_of_entry(entry: Entry) -> QuerySet[Certificate]:
    """What its team can take home: nothing that was withdrawn."""
    return Certificate.objects.filter(entry=entry, withdrawn_at=None).select_related("edition")


def certificate_with(typed: str) -> QuerySet[Certificate]:
    """The one with this code, also when it was withdrawn: then its page says so."""
    return Certificate.objects.filter(code=code_as_kept(typed)).select_related("edition", "entry__municipality")


def broken_certificates() -> QuerySet[Certificate]:
    """Certificates of an edition that was not revealed, or of a winner that did not win."""
    not_revealed = Q(edition__revealed_at=None)
    not_won = Q(honour=Honour.WINNER, withdrawn_at=None) & ~Q(entry__verdicts_won__opened_at__isnull=False)
    return Certificate.objects.filter(not_revealed | not_won).distinct()

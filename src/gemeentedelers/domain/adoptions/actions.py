from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.adoptions.models import Adoption
from gemeentedelers.domain.adoptions.queries import why_viewer_may_not_adopt
from gemeentedelers.domain.adoptions.rules import AdoptionStatus, why_not_report
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.publications.models import Publication
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import refuse


@transaction.atomic
def report_adoption(
    publication: Publication, status: AdoptionStatus, *, note: str, by: User, now: datetime
) -> Adoption:
    """Say how far one's municipality is with a case, or that this changed. The same again changes nothing."""
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    refuse(why_viewer_may_not_adopt(by, locked))
    refuse(why_not_report(status=status, note=note))
    municipality = by.municipality
    assert municipality is not None
    words = note.strip()
    adoption = Adoption.objects.filter(publication=locked, municipality=municipality).first()
    if adoption is None:
        adoption = Adoption(publication=locked, municipality=municipality, declared_at=now)
    elif (adoption.status, adoption.note) == (status, words):
        return adoption
    adoption.status, adoption.note = status, words
    adoption.declared_by, adoption.changed_at = by, now
    adoption.save()
    record(
        "adoption.reported",
        subject=locked.slug,
        by=by.code,
        now=now,
        municipality=municipality.code,
        status=status.value,
    )
    return adoption

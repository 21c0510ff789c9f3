from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.certificates.models import Certificate
from gemeentedelers.domain.certificates.rules import honours, why_not_issue, why_not_withdraw
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import is_revealed
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.finals.queries import finalists_in
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.results.queries import awarded_by_the_public
from gemeentedelers.domain.shortlists.queries import announced_shortlist
from gemeentedelers.domain.verdicts.queries import winners_of
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import refuse


@transaction.atomic
def issue_certificates(edition: Edition, *, by: str, now: datetime) -> list[Certificate]:
    """One for every honour of a revealed edition. What was issued before stays, so a second call adds nothing."""
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    refuse(why_not_issue(is_revealed=is_revealed(locked.revealed_at, now)))
    issued = set(Certificate.objects.filter(edition=locked).values_list("entry__reference", "honour"))
    earned = [row for row in _earned(locked, now) if row[:2] not in issued]
    entries = (
        Entry.objects.filter(edition=locked, reference__in={reference for reference, _, _ in earned})
        .select_related("municipality")
        .in_bulk(field_name="reference")
    )
    made = Certificate.objects.bulk_create(
        Certificate(
            edition=locked,
            entry=entries[reference],
            honour=honour,
            prize=prize,
            title=entries[reference].title,
            municipality=entries[reference].municipality.name,
            issued_at=now,
        )
        for reference, honour, prize in earned
    )
    if made:
        record("certificates.issued", subject=str(locked.year), by=by, now=now, n_issued=len(made))
    return made


def _earned(edition: Edition, now: datetime) -> list[tuple[str, str, str]]:
    shortlisted = announced_shortlist(edition, now).values_list("entry__reference", flat=True)
    finalists = finalists_in([edition]).values_list("entry__reference", flat=True)
    winners = {
        verdict.winner.reference: verdict.category.name for verdict in winners_of(edition, now) if verdict.winner
    }
    return list(
        honours(
            set(shortlisted),
            finalists=set(finalists),
            winners=winners,
            public_prize=awarded_by_the_public(edition, now),
        )
    )


@transaction.atomic
def withdraw_certificate(certificate: Certificate, *, reason: str, by: User, now: datetime) -> Certificate:
    """Take back what was issued by mistake. Its code keeps working and says so."""
    locked = Certificate.objects.select_for_update(of=("self",)).select_related("edition").get(pk=certificate.pk)
    refuse(why_not_withdraw(is_withdrawn=locked.withdrawn_at is not None, reason=reason))
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawal_reason = now, by, reason.strip()
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    record("certificate.withdrawn", subject=str(locked.edition.year), by=by.code, now=now, code=locked.code)
    return locked

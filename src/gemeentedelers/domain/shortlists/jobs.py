from collections.abc import Iterator

from django.db import transaction

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import TeamMember
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.shortlists.models import Proposal
from gemeentedelers.domain.shortlists.queries import shortlist_of
from gemeentedelers.domain.shortlists.rules import ProposalStatus
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import Letter, write_messages


@reacts_to("shortlist.announced")
@transaction.atomic
def write_decisions(fact: Fact) -> None:
    """Tell every team whether it goes on, and where its advice is, at the moment of the announcement.

    Nothing is written for an announcement that was withdrawn in the meantime.
    """
    edition = Edition.objects.select_for_update().get(year=int(fact.subject))
    announced = edition.shortlist_announced_at
    if announced is None or announced.isoformat() != fact.values.get("at"):
        return
    signed = Proposal.objects.select_related("round__edition").get(
        round__edition=edition, status=ProposalStatus.CONFIRMED
    )
    write_messages(_letters(edition, signed.batch), now=fact.at, batch=signed.batch, not_before=announced)


def _letters(edition: Edition, batch: str) -> Iterator[Letter]:
    going_on = set(shortlist_of(edition).values_list("entry", flat=True))
    members = TeamMember.objects.filter(entry__in=entries_in_competition(edition)).select_related("entry", "user")
    for member in members.order_by("entry__reference", "pk"):
        member.entry.edition = edition
        yield Letter(
            key=f"{batch}:{member.entry.reference}:{member.user.code}",
            to=member.user.email,
            template="shortlists/mail_decision.txt",
            context={"entry": member.entry, "user": member.user, "goes_on": member.entry_id in going_on},
        )

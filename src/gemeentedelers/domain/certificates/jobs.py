from gemeentedelers.domain.certificates.actions import issue_certificates
from gemeentedelers.domain.certificates.queries import certificates_of_edition
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.queries import team_of
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import Letter, write_messages


@reacts_to("result.revealed")
def issue_after_the_reveal(fact: Fact) -> None:
    issue_certificates(Edition.objects.get(year=int(fact.subject)), by=fact.actor, now=fact.at)


@reacts_to("certificates.issued")
def tell_the_teams(fact: Fact) -> None:
    """Every member of every team that has one, once per certificate."""
    edition = Edition.objects.get(year=int(fact.subject))
    letters = [
        Letter(
            f"certificate:{certificate.code}:{member.user.code}",
            member.user.email,
            "certificates/mail_issued.txt",
            {"certificate": certificate, "edition": edition, "user": member.user},
        )
        for certificate in certificates_of_edition(edition).filter(withdrawn_at=None)
        for member in team_of(certificate.entry)
    ]
    write_messages(letters, now=fact.at)

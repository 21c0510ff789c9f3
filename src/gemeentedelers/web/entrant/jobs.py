"""The mail that carries a page is made where pages are made: the receipt with all answers as a PDF."""

from gemeentedelers.domain.editions.rules import Timeliness
from gemeentedelers.domain.entries.models import Entry, FrozenVersion
from gemeentedelers.domain.entries.queries import newest_version, team_of
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import write_message
from gemeentedelers.foundation.mail.rules import Enclosure
from gemeentedelers.web.entrant.receipt import answers_pdf


@reacts_to("entry.submitted")
def send_receipt(fact: Fact) -> None:
    """One mail for everybody in the team, with the version of that moment, also when a newer one came since."""
    entry = Entry.objects.select_related("edition", "municipality").get(reference=fact.subject)
    version = _version(entry, fact)
    if version is None:
        return
    answers = Enclosure(f"inzending {entry.reference}.pdf", "application/pdf", answers_pdf(entry, version))
    for member in team_of(entry).filter(user__is_active=True):
        write_message(
            key=f"receipt:{fact.number}:{member.user.code}",
            to=member.user.email,
            template="entrant/mail_receipt.txt",
            context={
                "entry": entry,
                "version": version,
                "user": member.user,
                "at": fact.at,
                "is_extended": fact.values.get("time") == Timeliness.EXTENDED,
                "is_asked": fact.values.get("time") == Timeliness.LATE,
                "may_change": fact.at < entry.edition.entry_closes,
            },
            now=fact.at,
            attachments=[answers],
        )


def _version(entry: Entry, fact: Fact) -> FrozenVersion | None:
    """The version that a fact is about; a fact from before versions were named is about the newest."""
    number = fact.values.get("version")
    return entry.versions.filter(number=number).first() if number else newest_version(entry)

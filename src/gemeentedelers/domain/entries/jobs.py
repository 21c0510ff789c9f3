from gemeentedelers.domain.entries.models import Entry, Nomination
from gemeentedelers.domain.entries.queries import team_of
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import write_message


@reacts_to("entry.submitted")
def send_receipt(fact: Fact) -> None:
    entry = Entry.objects.select_related("edition", "municipality").get(reference=fact.subject)
    for member in team_of(entry):
        write_message(
            key=f"receipt:{fact.number}:{member.user.code}",
            to=member.user.email,
            template="entries/mail_receipt.txt",
            context={"entry": entry, "user": member.user, "at": fact.at},
            now=fact.at,
        )


@reacts_to("entry.nominated")
def send_invitation(fact: Fact) -> None:
    nomination = Nomination.objects.select_related("edition", "municipality").get(code=fact.subject)
    write_message(
        key=f"nomination:{nomination.code}",
        to=nomination.contact_email,
        template="entries/mail_nomination.txt",
        context={"nomination": nomination},
        now=fact.at,
    )

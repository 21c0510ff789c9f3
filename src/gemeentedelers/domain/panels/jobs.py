"""What a reader hears."""

from gemeentedelers.domain.panels.models import Reader
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import write_message


@reacts_to("reader.left")
def thank_reader(fact: Fact) -> None:
    reader = (
        Reader.objects.filter(
            user__code=fact.subject, round__edition__year=fact.values["year"], round__kind=fact.values["round"]
        )
        .select_related("user", "round__edition")
        .first()
    )
    if reader is not None:
        write_message(
            key=f"reader-left:{fact.number}",
            to=reader.user.email,
            template="panels/mail_reader_left.txt",
            context={"reader": reader},
            now=fact.at,
        )

from gemeentedelers.domain.advice.models import Advice
from gemeentedelers.domain.entries.queries import team_of
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import Letter, write_messages


@reacts_to("advice.released")
def tell_of_advice(fact: Fact) -> None:
    """Every member of every team whose advice went out with this fact, once."""
    released = Advice.objects.filter(
        round__edition__year=int(fact.subject), round__kind=fact.values["round"], released_at=fact.at
    ).select_related("entry__edition", "round")
    letters = [
        Letter(
            f"advice:{advice.code}:{member.user.code}",
            member.user.email,
            "advice/mail_released.txt",
            {"advice": advice, "entry": advice.entry, "user": member.user},
        )
        for advice in released
        for member in team_of(advice.entry)
    ]
    write_messages(letters, now=fact.at)

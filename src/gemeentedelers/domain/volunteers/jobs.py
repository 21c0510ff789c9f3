"""What a volunteer hears, and what is forgotten at night."""

from procrastinate.contrib.django import app

from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.editions.rules import ZONE, RoundKind
from gemeentedelers.domain.panels.rules import ROLE_OF
from gemeentedelers.domain.volunteers.actions import forget_volunteers
from gemeentedelers.domain.volunteers.models import Volunteer
from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import write_message


@reacts_to("volunteer.signed_up")
def confirm_sign_up(fact: Fact) -> None:
    _write_to_volunteer(fact, "signed_up")


@reacts_to("volunteer.changed")
def tell_that_it_was_replaced(fact: Fact) -> None:
    _write_to_volunteer(fact, "changed")


@reacts_to("volunteer.asked_again")
def tell_that_it_was_decided(fact: Fact) -> None:
    """Once a day at most: anybody can type this address again and again."""
    day = fact.at.astimezone(ZONE).date()
    _write_to_volunteer(fact, "asked_again", key=f"volunteer-asked-again:{fact.subject}:{day:%Y-%m-%d}")


@reacts_to("volunteer.accepted")
def welcome_reader(fact: Fact) -> None:
    _write_to_volunteer(fact, "accepted")


@reacts_to("volunteer.declined")
def thank_volunteer(fact: Fact) -> None:
    _write_to_volunteer(fact, "declined")


@reacts_to("volunteer.reconsidered")
def tell_that_it_waits_again(fact: Fact) -> None:
    _write_to_volunteer(fact, "reconsidered")


@app.periodic(cron="50 3 * * *")
@app.task(name="volunteers.forget", queueing_lock="volunteers.forget")
def forget_old_volunteers(timestamp: int) -> None:
    forget_volunteers(now=current_time())


def _write_to_volunteer(fact: Fact, template: str, *, key: str = "") -> None:
    """Nobody to write to is fine: a sign-up may have been forgotten since."""
    volunteer = Volunteer.objects.select_related("edition").filter(code=fact.subject).first()
    if volunteer is None:
        return
    round_ = Round.objects.get(edition=volunteer.edition, kind=volunteer.round_kind)
    write_message(
        key=key or f"volunteer-{template}:{fact.number}",
        to=volunteer.email,
        template=f"volunteers/mail_{template}.txt",
        context={"volunteer": volunteer, "round": round_, "role": ROLE_OF[RoundKind(round_.kind)].value},
        now=fact.at,
    )

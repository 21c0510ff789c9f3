"""The public prize: one long counted, and one that is open with some votes, a few of which look made. All invented."""

from datetime import datetime, timedelta

from gemeentedelers.demo.calendar import START, between, chance
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.voting.actions import (
    ask_ballot,
    close_votes,
    confirm_ballot,
    confirm_ruling,
    open_vote,
    plan_vote,
    propose_ruling,
    seal_prize,
    send_link,
    set_made_votes_apart,
)
from gemeentedelers.domain.voting.models import Asking, Vote
from gemeentedelers.domain.voting.queries import candidates_in, link_of, quarantines_in
from gemeentedelers.domain.voting.rules import QuarantineStatus, VotePlan

RULES = (
    "Iedereen met een e-mailadres heeft één stem. U bevestigt uw stem met de link in de mail.\n"
    "Tot de sluiting kunt u uw stem wijzigen of intrekken. Niemand ziet de tussenstand.\n"
    "Stemmen die er gemaakt uitzien, zetten wij apart. Twee mensen besluiten of ze meetellen.\n"
    "Bij een gelijk aantal stemmen beslist het lot."
)
BECAUSE = "Deze adressen komen van een dienst voor wegwerpadressen, en van één netwerk."
N_VOTERS, N_MADE = 60, 9
# Twelve times five names that differ in more than a letter, as those of people do.
HABITS = (
    "wandelaar", "fietser", "tuinier", "bakker", "zwemmer", "schilder", "lezeres", "muzikant", "visser", "kok",
    "imker", "timmervrouw",
)  # fmt: skip
SPOTS = ("heuvel", "plein", "kanaal", "molenstraat", "bosrand")


def hold_vote(edition: Edition, *, by: User, opens: datetime, closes: datetime) -> Vote:
    """Residents vote until the closing or the start of the demo; one machine votes with throw-away addresses."""
    plan = VotePlan("Publieksprijs", opens, closes, RULES, per_network=500)
    vote = open_vote(
        plan_vote(edition, plan, by=by, now=opens - timedelta(days=3)), by=by, now=opens - timedelta(days=2)
    )
    choices = list(candidates_in(vote).values_list("entry__reference", flat=True))
    last = min(START, closes) - timedelta(hours=1)
    for number in range(N_VOTERS):
        dice = chance("vote", number)
        moment = between(opens, last, (number + dice.random()) / N_VOTERS)
        address = f"{HABITS[number % 12]}.{SPOTS[number % 5]}@voorbeeld{number}.example"
        _vote(
            vote, address, dice.choice(choices), network=f"20.{number}.1.0/24", now=moment, wait=dice.randrange(20, 900)
        )
    for number in range(N_MADE):
        moment = last - timedelta(minutes=number)
        _vote(vote, f"{'abcdefghi'[number] * 5}@yopmail.com", choices[0], network="185.1.1.0/24", now=moment, wait=30)
    set_made_votes_apart(vote, now=last)
    return vote


def count_vote(vote: Vote, *, by: User, signed_by: User) -> None:
    """The closing, two people about what was set apart, and the seal."""
    close_votes(now=vote.closes)
    for quarantine in quarantines_in(vote):
        propose_ruling(quarantine, QuarantineStatus.EXCLUDED, reason=BECAUSE, by=by, now=vote.closes)
        confirm_ruling(quarantine, by=signed_by, now=vote.closes)
    seal_prize(vote, by=by.code, now=vote.closes + timedelta(days=1))


def _vote(vote: Vote, address: str, choice: str, *, network: str, now: datetime, wait: int) -> None:
    ask_ballot(vote, address=address, choice=choice, network=network, now=now)
    asking = Asking.objects.exclude(sealed="").latest("asked_at")
    send_link(asking.code, now=now)
    confirm_ballot(link_of(asking.code), now=now + timedelta(seconds=wait))

"""A vote in every state, reached through its actions."""

from datetime import UTC, datetime, timedelta

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.finals.tests.factories import in_the_final
from gemeentedelers.domain.shortlists.tests.factories import an_organiser, announced
from gemeentedelers.domain.voting.actions import (
    Confirmed,
    ask_ballot,
    close_votes,
    confirm_ballot,
    open_vote,
    plan_vote,
    send_link,
)
from gemeentedelers.domain.voting.models import Asking, Vote
from gemeentedelers.domain.voting.queries import link_of
from gemeentedelers.domain.voting.rules import AskStatus, Electorate, VotePlan

# The fixture edition is revealed in June 2027; its shortlist is out in February.
VOTE_OPENS = datetime(2027, 4, 1, 8, tzinfo=UTC)
DURING_VOTE = datetime(2027, 4, 5, 18, tzinfo=UTC)
VOTE_CLOSES = datetime(2027, 4, 15, 22, tzinfo=UTC)
RULES = "Ieder adres heeft één stem. Bij een gelijk aantal stemmen beslist het lot."


def vote_plan(**changes: object) -> VotePlan:
    values = {"name": "Publieksprijs", "opens": VOTE_OPENS, "closes": VOTE_CLOSES, "rules": RULES, **changes}
    return VotePlan(**values)  # type: ignore[arg-type]  # the tests say what they change


def final_edition(n_finalists: int = 4) -> Edition:
    edition = make_edition()
    for number in range(1, n_finalists + 1):
        eligible_entry(edition, title=f"Casus {number}")
    return in_the_final(announced(edition))


def open_vote_in(edition: Edition | None = None, **changes: object) -> Vote:
    edition = edition or final_edition()
    organiser = an_organiser(edition)
    vote = plan_vote(edition, vote_plan(**changes), by=organiser, now=AFTER_READING)
    return open_vote(vote, by=organiser, now=AFTER_READING)


def municipal_vote() -> Vote:
    return open_vote_in(electorate=Electorate.MUNICIPAL)


def choices_of(vote: Vote) -> list[str]:
    return list(vote.candidates.values_list("entry__reference", flat=True))


def asked(vote: Vote, address: str, choice: str, *, network: str = "20.30.40.0/24", now: datetime = DURING_VOTE) -> str:
    """The secret end of the link that was mailed, or that would have been."""
    known = set(Asking.objects.values_list("pk", flat=True))
    ask_ballot(vote, address=address, choice=choice, network=network, now=now)
    asking = Asking.objects.exclude(pk__in=known).get()
    send_link(asking.code, now=now)
    return link_of(asking.code)


def voted(
    vote: Vote, address: str, choice: str, *, network: str = "20.30.40.0/24", now: datetime = DURING_VOTE
) -> Confirmed:
    """Asked, mailed and confirmed a minute later."""
    return confirm_ballot(asked(vote, address, choice, network=network, now=now), now=now + timedelta(minutes=1))


def closed(vote: Vote) -> Vote:
    close_votes(now=vote.closes)
    vote.refresh_from_db()
    return vote


def n_mailed() -> int:
    return Asking.objects.filter(status=AskStatus.MAILED).count()

"""Mails the link, closes at the moment, looks for votes that were made, and forgets what may be forgotten."""

from procrastinate.contrib.django import app

from gemeentedelers.domain.voting.actions import (
    close_votes,
    erase_traces,
    expire_askings,
    mix_voters,
    send_link,
    set_made_votes_apart,
)
from gemeentedelers.domain.voting.queries import votes_open_at
from gemeentedelers.foundation.clock.queries import current_time
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to


@reacts_to("ballot.asked")
def mail_link(fact: Fact) -> None:
    send_link(fact.subject, now=fact.at)


@app.periodic(cron="* * * * *")
@app.task(name="voting.close", queueing_lock="voting.close")
def close(timestamp: int) -> None:
    close_votes(now=current_time())


@app.periodic(cron="*/10 * * * *")
@app.task(name="voting.look", queueing_lock="voting.look")
def look(timestamp: int) -> None:
    now = current_time()
    expire_askings(now=now)
    for vote in votes_open_at(now):
        set_made_votes_apart(vote, now=now)


@app.periodic(cron="20 4 * * *")
@app.task(name="voting.forget", queueing_lock="voting.forget")
def forget(timestamp: int) -> None:
    erase_traces(now=current_time())
    mix_voters()

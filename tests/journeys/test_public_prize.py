"""Somebody votes, changes the vote, and an organiser looks after it without seeing for whom it is."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from gemeentedelers.cli.invariants import broken_queries
from gemeentedelers.demo.reactions import run_reactions
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.rules import Persona
from gemeentedelers.domain.voting.actions import close_votes, set_made_votes_apart
from gemeentedelers.domain.voting.models import Ballot, Vote
from gemeentedelers.domain.voting.tests.factories import (
    DURING_VOTE,
    VOTE_CLOSES,
    choices_of,
    open_vote_in,
    voted,
)
from gemeentedelers.foundation.clock.actions import set_demo_clock
from gemeentedelers.foundation.mail.models import Message
from tests.journeys.pictures import take_pictures
from tests.journeys.story import Story, a_demo, people_of_the_demo

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NOOR = "noor@voorbeeld.nl"
WHY = "Deze adressen zijn wegwerpadressen van één machine."


def chooses(story: Story, title: str) -> None:
    story.visit("/stemmen/")
    story.page.get_by_label(title).check()
    story.page.get_by_label("Uw e-mailadres").fill(NOOR)
    story.press("Vraag mijn link aan")
    assert story.says("Kijk in uw mail")


def opens_the_link(story: Story, *, minutes: int) -> str:
    """A while after asking: nobody reads mail within two seconds."""
    run_reactions()
    story.at(DURING_VOTE + timedelta(minutes=minutes))
    body = Message.objects.filter(to=NOOR).latest("pk").body
    found = re.search(r"/stemmen/bevestigen/\w+/", body)
    assert found is not None
    story.page.goto(story.base + found.group())
    return found.group()


def votes(story: Story, vote: Vote) -> None:
    story.visit("/stemmen/")
    take_pictures(story.page, "stemmen")
    story.press("Vraag mijn link aan")
    assert story.says("Kies één finalist.")
    take_pictures(story.page, "stemmen-fout")
    chooses(story, "Casus 1")
    take_pictures(story.page, "stemmen-verstuurd")
    link = opens_the_link(story, minutes=5)
    assert not story.says("Casus 1")
    take_pictures(story.page, "stemmen-bevestigen")
    story.press("Bevestig")
    assert story.says("Uw stem is uitgebracht")
    assert story.says("Casus 1")
    take_pictures(story.page, "stemmen-bevestigd")
    story.page.goto(story.base + link)
    assert story.says("Deze link is al gebruikt")
    take_pictures(story.page, "stemmen-link")


def changes_the_vote(story: Story) -> None:
    chooses(story, "Casus 2")
    opens_the_link(story, minutes=10)
    story.press("Bevestig")
    assert story.says("Deze stem komt in plaats van uw vorige.")


def the_organiser_rules(story: Story) -> None:
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/publieksprijs/")
    assert story.says("Wegwerpadressen: 3 stemmen")
    take_pictures(story.page, "publieksprijs")
    story.page.get_by_text("Doe een voorstel").click()
    story.page.get_by_label("Deze stemmen tellen niet mee").check()
    story.page.get_by_label("Waarom?").first.fill(WHY)
    story.press("Stel dit voor")
    story.be(Persona.ADMINISTRATOR)
    story.visit("/organisatie/2027/publieksprijs/")
    story.press("Bevestig dit voorstel")
    assert story.says("Telt niet mee")


def test_the_public_prize_from_vote_to_closing(page: Page, complaints: list[str], live_server: LiveServer) -> None:
    with a_demo():
        people_of_the_demo(MunicipalityFactory(name="Stad"), MunicipalityFactory(name="Buur"))
        vote = open_vote_in()
        for number in range(3):
            voted(vote, f"{'abc'[number] * 5}@yopmail.com", choices_of(vote)[0])
        set_demo_clock(DURING_VOTE)
        story = Story(page, live_server.url)
        votes(story, vote)
        changes_the_vote(story)
        set_made_votes_apart(vote, now=DURING_VOTE)
        the_organiser_rules(story)

        set_demo_clock(VOTE_CLOSES)
        close_votes(now=VOTE_CLOSES)
        story.visit("/stemmen/")
        assert story.says("De stemming is gesloten")
        take_pictures(page, "stemmen-dicht")
        assert Ballot.objects.count() == 4
        assert {name for name, query in broken_queries() if query()} == set()
        assert {where: faults for where, faults in story.faults.items() if faults} == {}

import json

import pytest
import time_machine
from click.testing import CliRunner, Result

from gemeentedelers.cli import root
from gemeentedelers.domain.editions.actions import mark_revealed
from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL
from gemeentedelers.domain.voting.actions import seal_prize
from gemeentedelers.domain.voting.models import Ballot, Vote
from gemeentedelers.domain.voting.tests.factories import VOTE_CLOSES, choices_of, closed, open_vote_in, voted

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(root, ["vote", "recount", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def vote() -> Vote:
    vote = open_vote_in()
    first, second = choices_of(vote)[:2]
    for address, choice in (("a@voorbeeld.nl", first), ("b@voorbeeld.nl", first), ("c@voorbeeld.nl", second)):
        voted(vote, address, choice)
    return vote


def test_before_the_closing_nothing_is_counted(vote: Vote) -> None:
    assert (run("2027").exit_code, run("2027", "--sealed").exit_code) == (1, 1)
    assert "vote not closed" in run("2027", "--sealed").output


def test_before_the_reveal_it_says_only_whether_the_count_is_as_sealed(vote: Vote) -> None:
    closed(vote)
    assert "prize not sealed" in run("2027", "--sealed").output
    seal_prize(vote, by="test", now=VOTE_CLOSES)
    plain = run("2027")
    assert (plain.exit_code, "is not revealed" in plain.output) == (1, True)
    same = run("2027", "--sealed")
    assert (same.exit_code, same.output) == (0, "The count of 2027 equals what was sealed.\n")
    assert json.loads(run("2027", "--sealed", "--json").output) == {"year": 2027, "is_as_sealed": True}
    Ballot.objects.filter(pk=Ballot.objects.values_list("pk", flat=True)[0]).delete()
    other = run("2027", "--sealed")
    assert (other.exit_code, other.output) == (1, "The count of 2027 DIFFERS from what was sealed.\n")


def test_after_the_reveal_it_prints_both_counts(vote: Vote) -> None:
    closed(vote)
    seal_prize(vote, by="test", now=VOTE_CLOSES)
    mark_revealed(vote.edition, by="test", now=AFTER_REVEAL)
    with time_machine.travel(AFTER_REVEAL, tick=False):
        said, report = run("2027"), json.loads(run("2027", "--json").output)

    assert (said.exit_code, "3 votes before, 3 after quarantine." in said.output) == (0, True)
    assert (report["awarded"], report["n_before"], report["n_after"]) == (choices_of(vote)[0], 3, 3)
    assert report["totals"][0] == {"entry": choices_of(vote)[0], "before": 2, "after": 2, "own": 0}


def test_an_edition_without_a_vote_says_so() -> None:
    assert run("2031").output == "Error: There is no edition 2031.\n"

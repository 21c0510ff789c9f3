import hashlib
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.actions import mark_revealed
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, AFTER_REVEAL, make_edition
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.shortlists.tests.factories import an_organiser
from gemeentedelers.domain.voting.actions import (
    ask_ballot,
    close_votes,
    confirm_ballot,
    confirm_ruling,
    confirm_withholding,
    erase_traces,
    expire_askings,
    mix_voters,
    open_vote,
    plan_vote,
    propose_ruling,
    propose_withholding,
    seal_prize,
    send_link,
    set_made_votes_apart,
)
from gemeentedelers.domain.voting.models import Asking, Ballot, MailDay, Quarantine, Vote, Voter
from gemeentedelers.domain.voting.queries import (
    broken_votes,
    candidates_in,
    count_votes,
    digest_of,
    is_as_sealed,
    link_of,
    prize_outcome,
    report_of,
    turnout_of,
)
from gemeentedelers.domain.voting.rules import (
    AskStatus,
    QuarantineStatus,
    VotingObstacle,
)
from gemeentedelers.domain.voting.rules.counting import CandidateTotal
from gemeentedelers.domain.voting.tests.factories import (
    DURING_VOTE,
    VOTE_CLOSES,
    VOTE_OPENS,
    asked,
    choices_of,
    closed,
    final_edition,
    municipal_vote,
    n_mailed,
    open_vote_in,
    vote_plan,
    voted,
)
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.mail.actions import send_message
from gemeentedelers.foundation.mail.models import Message
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db
WHY = "Alle adressen kwamen van één machine."


@pytest.fixture
def vote() -> Vote:
    return open_vote_in()


def facts(name: str) -> list[tuple[str, str, dict[str, object]]]:
    return list(Fact.objects.filter(name=name).values_list("subject", "actor", "values"))


def refused(raised: pytest.ExceptionInfo[RefusedError]) -> object:
    return raised.value.refusal.code


def test_a_vote_is_planned_again_and_again_until_it_is_opened() -> None:
    edition = final_edition()
    organiser = an_organiser(edition)
    plan_vote(edition, vote_plan(name="Prijs"), by=organiser, now=AFTER_READING)
    planned = plan_vote(edition, vote_plan(per_network=50), by=organiser, now=AFTER_READING)
    opened = open_vote(planned, by=organiser, now=AFTER_READING)

    assert (opened.name, opened.per_network, opened.opened_at) == ("Publieksprijs", 50, AFTER_READING)
    assert re.fullmatch("[0-9a-f]{16}", opened.seed)
    assert opened.candidates.count() == 4
    assert facts("vote.opened") == [(str(edition.year), organiser.code, {"n_candidates": 4})]
    with pytest.raises(RefusedError) as again:
        plan_vote(edition, vote_plan(), by=organiser, now=AFTER_READING)
    assert refused(again) is VotingObstacle.VOTE_IS_FIXED
    with pytest.raises(RefusedError) as twice:
        open_vote(opened, by=organiser, now=AFTER_READING)
    assert refused(twice) is VotingObstacle.VOTE_IS_FIXED


def test_without_finalists_nothing_opens() -> None:
    edition = make_edition()
    organiser = an_organiser(edition)
    planned = plan_vote(edition, vote_plan(), by=organiser, now=AFTER_READING)

    with pytest.raises(RefusedError) as raised:
        open_vote(planned, by=organiser, now=AFTER_READING)
    assert refused(raised) is VotingObstacle.FINAL_NOT_KNOWN


def test_an_unconfirmed_vote_counts_nowhere(vote: Vote) -> None:
    asked(vote, "noor@voorbeeld.nl", choices_of(vote)[0])

    assert (Ballot.objects.count(), Voter.objects.count()) == (0, 0)
    assert turnout_of(vote).n_confirmed == 0
    assert count_votes(closed(vote)).n_before == 0


def test_a_link_confirms_one_vote_once(vote: Vote) -> None:
    choice = choices_of(vote)[1]
    link = asked(vote, "Noor@Voorbeeld.NL", choice)
    confirmed = confirm_ballot(link, now=DURING_VOTE + timedelta(seconds=70))

    assert confirmed.candidate is not None
    assert (confirmed.candidate.entry.reference, confirmed.is_changed) == (choice, False)
    ballot = Ballot.objects.get()
    assert (ballot.seconds, ballot.confirmed_at) == (60, DURING_VOTE + timedelta(minutes=1))
    assert Voter.objects.get().voted_on == DURING_VOTE.date()
    assert facts("ballot.cast") == [(str(vote.edition.year), "", {})]
    with pytest.raises(RefusedError) as again:
        confirm_ballot(link, now=DURING_VOTE + timedelta(minutes=2))
    assert refused(again) is VotingObstacle.LINK_USED


@pytest.mark.parametrize(
    ("wait", "obstacle"),
    [
        (timedelta(hours=48), VotingObstacle.LINK_EXPIRED),
        (VOTE_CLOSES - DURING_VOTE, VotingObstacle.LINK_EXPIRED),
    ],
)
def test_a_link_expires(vote: Vote, wait: timedelta, obstacle: VotingObstacle) -> None:
    link = asked(vote, "noor@voorbeeld.nl", choices_of(vote)[0])

    with pytest.raises(RefusedError) as raised:
        confirm_ballot(link, now=DURING_VOTE + wait)
    assert refused(raised) is obstacle


def test_the_closing_moment_is_too_late(vote: Vote) -> None:
    late = VOTE_CLOSES - timedelta(minutes=1)
    link = asked(vote, "noor@voorbeeld.nl", choices_of(vote)[0], now=late)

    with pytest.raises(RefusedError) as raised:
        confirm_ballot(link, now=VOTE_CLOSES)
    assert refused(raised) is VotingObstacle.VOTE_IS_CLOSED
    confirm_ballot(link, now=VOTE_CLOSES - timedelta(microseconds=1))


def test_a_closing_in_between_is_seen(vote: Vote) -> None:
    """The clock of the request is early, but another worker has closed the vote."""
    link = asked(vote, "noor@voorbeeld.nl", choices_of(vote)[0], now=VOTE_CLOSES - timedelta(minutes=1))
    close_votes(now=VOTE_CLOSES)

    with pytest.raises(RefusedError) as raised:
        confirm_ballot(link, now=VOTE_CLOSES - timedelta(seconds=1))
    assert refused(raised) is VotingObstacle.VOTE_IS_CLOSED
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize("link", ["", "x", "0" * 64, "é\x00"])
def test_a_made_up_link_does_nothing(vote: Vote, link: str) -> None:
    with pytest.raises(RefusedError) as raised:
        confirm_ballot(link, now=DURING_VOTE)
    assert refused(raised) is VotingObstacle.UNKNOWN_LINK


def test_a_new_request_replaces_the_vote_and_another_way_of_writing_is_the_same_voter(vote: Vote) -> None:
    first, second = choices_of(vote)[:2]
    voted(vote, "n.oor@gmail.com", first)
    changed = voted(vote, "Noor+prijs@googlemail.com", second)

    assert changed.is_changed
    assert (Ballot.objects.count(), Voter.objects.count(), Ballot.objects.get().n_replaced) == (1, 1, 1)
    outcome = count_votes(closed(vote))
    assert (outcome.awarded, outcome.n_after) == (second, 1)


def test_a_vote_is_withdrawn_and_cast_again(vote: Vote) -> None:
    choice = choices_of(vote)[0]
    voted(vote, "noor@voorbeeld.nl", choice)
    taken = voted(vote, "noor@voorbeeld.nl", "")

    assert (taken.candidate, taken.is_changed) == (None, True)
    assert turnout_of(vote).n_withdrawn == 1
    assert Ballot.objects.get().sealed_choice == ""
    assert facts("ballot.withdrawn") == [(str(vote.edition.year), "", {})]
    voted(vote, "noor@voorbeeld.nl", choice, now=DURING_VOTE + timedelta(days=1))
    assert (Ballot.objects.count(), Voter.objects.count()) == (1, 1)
    assert (turnout_of(vote).n_withdrawn, turnout_of(vote).n_confirmed) == (0, 1)


def test_who_never_voted_withdraws_nothing(vote: Vote) -> None:
    assert not voted(vote, "noor@voorbeeld.nl", "").is_changed
    assert (Ballot.objects.count(), Voter.objects.count()) == (0, 0)


def test_two_mails_a_day_for_an_address_however_it_is_written(vote: Vote) -> None:
    choice = choices_of(vote)[0]
    for address in ("noor@gmail.com", "n.oor@gmail.com", "noor+3@gmail.com", "NOOR@googlemail.com"):
        asked(vote, address, choice)

    assert (n_mailed(), Message.objects.count()) == (2, 2)
    assert turnout_of(vote).n_refused == 2
    asked(vote, "noor@gmail.com", choice, now=DURING_VOTE + timedelta(days=1))
    assert Message.objects.count() == 3


def test_a_refused_link_does_not_work(vote: Vote) -> None:
    choice = choices_of(vote)[0]
    links = [asked(vote, "noor@gmail.com", choice) for _ in range(3)]

    with pytest.raises(RefusedError) as raised:
        confirm_ballot(links[-1], now=DURING_VOTE)
    assert refused(raised) is VotingObstacle.UNKNOWN_LINK


def test_a_second_run_of_the_mail_job_writes_nothing(vote: Vote) -> None:
    asked(vote, "noor@voorbeeld.nl", choices_of(vote)[0])
    send_link(Asking.objects.get().code, now=DURING_VOTE)

    assert (Message.objects.count(), MailDay.objects.count()) == (1, 1)


def test_the_mail_does_not_name_the_choice_and_is_wiped_once_sent(vote: Vote) -> None:
    candidate = candidates_in(vote)[0]
    link = asked(vote, "noor@voorbeeld.nl", candidate.entry.reference)
    message = Message.objects.get()

    assert message.to == "noor@voorbeeld.nl"
    assert f"/stemmen/bevestigen/{link}/" in message.body
    said = (candidate.entry.reference, candidate.entry.title, candidate.entry.municipality.name)
    assert [word for word in said if word in message.subject + message.body] == []
    send_message(message.pk, now=DURING_VOTE)
    message.refresh_from_db()
    assert (message.to, message.body) == ("", "")


def test_only_the_digest_of_a_link_is_kept(vote: Vote) -> None:
    link = asked(vote, "noor@voorbeeld.nl", choices_of(vote)[0])
    asking = Asking.objects.get()

    assert len(link) == 64
    assert asking.link_digest == digest_of(link) == hashlib.sha256(link.encode()).hexdigest()
    assert link not in str(Asking.objects.values())


def test_with_a_closed_electorate_others_get_no_mail() -> None:
    MunicipalityFactory(name="Druten", website="https://www.druten.example")
    record("register.loaded", subject="register", by=None, now=AFTER_READING)
    vote = municipal_vote()
    choice = choices_of(vote)[0]
    asked(vote, "noor@druten.example", choice)
    asked(vote, "noor@gmail.com", choice)

    assert [message.to for message in Message.objects.all()] == ["noor@druten.example"]
    assert Counter(Asking.objects.values_list("status", flat=True)) == {AskStatus.MAILED: 1, AskStatus.REFUSED: 1}


def test_too_many_from_one_network_are_refused(vote: Vote) -> None:
    Vote.objects.filter(pk=vote.pk).update(per_network=5)
    vote.refresh_from_db()
    choice = choices_of(vote)[0]
    for number in range(5):
        asked(vote, f"persoon{number}@voorbeeld.nl", choice)

    with pytest.raises(RefusedError) as raised:
        asked(vote, "noor@voorbeeld.nl", choice)
    assert refused(raised) is VotingObstacle.NETWORK_BUSY
    asked(vote, "noor@voorbeeld.nl", choice, network="20.30.41.0/24")
    asked(vote, "els@voorbeeld.nl", choice, now=DURING_VOTE + timedelta(hours=1))


@pytest.mark.parametrize(
    ("address", "choice", "at", "obstacle"),
    [
        ("geen adres", "", DURING_VOTE, VotingObstacle.BAD_ADDRESS),
        ("noor@voorbeeld.nl", "GD-2027-9999-0", DURING_VOTE, VotingObstacle.NOT_A_CANDIDATE),
        ("noor@voorbeeld.nl", "", VOTE_OPENS - timedelta(microseconds=1), VotingObstacle.NOT_OPEN),
        ("noor@voorbeeld.nl", "", VOTE_CLOSES, VotingObstacle.VOTE_IS_CLOSED),
    ],
)
def test_what_cannot_be_asked_stores_nothing(
    vote: Vote, address: str, choice: str, at: object, obstacle: VotingObstacle
) -> None:
    with pytest.raises(RefusedError) as raised:
        ask_ballot(vote, address=address, choice=choice, network="", now=at)  # type: ignore[arg-type]
    assert refused(raised) is obstacle
    assert Asking.objects.count() == 0


def test_unconfirmed_requests_are_removed_and_counted(vote: Vote) -> None:
    choice = choices_of(vote)[0]
    voted(vote, "noor@voorbeeld.nl", choice)
    asked(vote, "els@voorbeeld.nl", choice)

    assert expire_askings(now=DURING_VOTE + timedelta(hours=47, minutes=59)) == 0
    assert expire_askings(now=DURING_VOTE + timedelta(hours=48)) == 1
    assert expire_askings(now=DURING_VOTE + timedelta(hours=48)) == 0
    vote.refresh_from_db()
    turnout = turnout_of(vote)
    assert (turnout.n_asked, turnout.n_expired, turnout.n_confirmed, turnout.n_waiting) == (2, 1, 1, 0)


def test_asking_and_confirming_cost_the_same_few_queries_for_every_address(
    vote: Vote, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second = choices_of(vote)[:2]
    voted(vote, "noor@voorbeeld.nl", first)
    for address in ("noor@voorbeeld.nl", "els@voorbeeld.nl", "x@mailinator.com"):
        with django_assert_num_queries(7):
            ask_ballot(vote, address=address, choice=second, network="", now=DURING_VOTE)
    links = {asked(vote, "noor@voorbeeld.nl", second): 10, asked(vote, "els@voorbeeld.nl", second): 11}
    for link, n_queries in links.items():
        with django_assert_num_queries(n_queries):
            confirm_ballot(link, now=DURING_VOTE)


def one_network(vote: Vote, n: int = 60) -> None:
    Vote.objects.filter(pk=vote.pk).update(per_network=2_000)
    vote.refresh_from_db()
    choices, names = choices_of(vote), "abcdefghijklmnopqrstuvwxyz"
    for number in range(n):
        address = f"{names[number % 26] * 3}{names[number // 26 + 3] * 4}{names[(number * 7) % 26] * 2}@gmail.com"
        at = DURING_VOTE + timedelta(minutes=11 * number)
        voted(vote, address, choices[number % 4], network="185.1.1.0/24", now=at)


def test_votes_that_look_made_are_set_apart_once_and_kept(vote: Vote) -> None:
    one_network(vote)
    voted(vote, "noor@voorbeeld.nl", choices_of(vote)[0], network="20.1.1.0/24")

    assert set_made_votes_apart(vote, now=DURING_VOTE) == 60
    assert set_made_votes_apart(vote, now=DURING_VOTE) == 0
    quarantine = Quarantine.objects.get()
    assert (quarantine.kind, quarantine.status) == ("network", QuarantineStatus.PENDING)
    assert facts("ballots.quarantined") == [(quarantine.code, "", {"kind": "network", "n_ballots": 60})]
    assert (Ballot.objects.count(), turnout_of(vote).n_set_apart) == (61, 60)


def test_two_people_decide_about_votes_that_were_set_apart(vote: Vote) -> None:
    one_network(vote)
    closed(vote)
    quarantine = Quarantine.objects.get()
    alice, bob = an_organiser(vote.edition), an_organiser(vote.edition)
    with pytest.raises(RefusedError) as early:
        prize_outcome(vote.edition)
    assert refused(early) is VotingObstacle.QUARANTINE_UNDECIDED
    with pytest.raises(RefusedError) as nothing:
        confirm_ruling(quarantine, by=bob, now=VOTE_CLOSES)
    assert refused(nothing) is VotingObstacle.NOTHING_PROPOSED
    propose_ruling(quarantine, QuarantineStatus.EXCLUDED, reason=WHY, by=alice, now=VOTE_CLOSES)
    with pytest.raises(RefusedError) as alone:
        confirm_ruling(quarantine, by=alice, now=VOTE_CLOSES)
    assert refused(alone) is VotingObstacle.SECOND_PERSON_NEEDED
    confirm_ruling(quarantine, by=bob, now=VOTE_CLOSES)

    assert facts("quarantine.decided") == [(quarantine.code, bob.code, {"outcome": "excluded"})]
    with pytest.raises(RefusedError) as again:
        confirm_ruling(quarantine, by=bob, now=VOTE_CLOSES)
    assert refused(again) is VotingObstacle.ALREADY_DECIDED
    outcome = prize_outcome(vote.edition)
    assert outcome is not None
    assert (outcome.n_before, outcome.n_after, outcome.awarded) == (60, 0, None)
    assert Ballot.objects.count() == 60


def test_a_restored_group_counts_and_is_not_set_apart_again(vote: Vote) -> None:
    one_network(vote)
    set_made_votes_apart(vote, now=DURING_VOTE)
    alice, bob = an_organiser(vote.edition), an_organiser(vote.edition)
    quarantine = Quarantine.objects.get()
    propose_ruling(quarantine, QuarantineStatus.RESTORED, reason=WHY, by=alice, now=DURING_VOTE)
    confirm_ruling(quarantine, by=bob, now=DURING_VOTE)
    closed(vote)

    assert count_votes(vote).n_after == 60


def test_a_reason_is_needed_to_decide(vote: Vote) -> None:
    one_network(vote)
    set_made_votes_apart(vote, now=DURING_VOTE)

    with pytest.raises(RefusedError) as raised:
        propose_ruling(
            Quarantine.objects.get(),
            QuarantineStatus.EXCLUDED,
            reason="  kort ",
            by=an_organiser(vote.edition),
            now=DURING_VOTE,
        )
    assert refused(raised) is VotingObstacle.REASON_MISSING


def test_the_prize_may_be_withheld_by_two_people(vote: Vote) -> None:
    voted(vote, "noor@voorbeeld.nl", choices_of(vote)[0])
    closed(vote)
    alice, bob = an_organiser(vote.edition), an_organiser(vote.edition)
    propose_withholding(vote, reason=WHY, by=alice, now=VOTE_CLOSES)
    with pytest.raises(RefusedError) as alone:
        confirm_withholding(vote, by=alice, now=VOTE_CLOSES)
    assert refused(alone) is VotingObstacle.SECOND_PERSON_NEEDED
    assert prize_outcome(vote.edition).awarded is not None  # type: ignore[union-attr]
    confirm_withholding(vote, by=bob, now=VOTE_CLOSES)

    outcome = prize_outcome(vote.edition)
    assert outcome is not None
    assert (outcome.awarded, outcome.not_awarded_because, outcome.n_after) == (None, WHY, 1)
    with pytest.raises(RefusedError) as again:
        propose_withholding(vote, reason=WHY, by=alice, now=VOTE_CLOSES)
    assert refused(again) is VotingObstacle.PRIZE_WITHHELD


def test_nobody_counts_before_the_closing(vote: Vote) -> None:
    voted(vote, "noor@voorbeeld.nl", choices_of(vote)[0])

    with pytest.raises(RefusedError) as counted:
        count_votes(vote)
    with pytest.raises(RefusedError) as asked_for:
        prize_outcome(vote.edition)
    assert refused(counted) is refused(asked_for) is VotingObstacle.VOTE_NOT_CLOSED


def test_a_sealed_prize_is_recounted_to_the_same(vote: Vote) -> None:
    first, second = choices_of(vote)[:2]
    voted(vote, "noor@voorbeeld.nl", first)
    voted(vote, "els@voorbeeld.nl", first)
    voted(vote, "bob@voorbeeld.nl", second)
    closed(vote)
    outcome = seal_prize(vote, by="test", now=VOTE_CLOSES)
    vote.refresh_from_db()

    assert outcome.awarded == first
    assert outcome.totals[:2] == (CandidateTotal(first, 2, 2, 0), CandidateTotal(second, 1, 1, 0))
    assert seal_prize(vote, by="test", now=VOTE_CLOSES) == outcome
    assert [values for _, _, values in facts("prize.sealed")] == [{}]
    assert is_as_sealed(vote)
    assert broken_votes() == []
    Ballot.objects.filter(pk=Ballot.objects.values_list("pk", flat=True)[0]).delete()
    assert not is_as_sealed(vote)
    assert broken_votes() == [vote]


def test_votes_from_the_own_organisation_are_counted_apart(vote: Vote) -> None:
    candidate = candidates_in(vote)[0]
    municipality = candidate.entry.municipality
    municipality.website = "https://www.eigenstad.example"
    municipality.save()
    voted(vote, "noor@eigenstad.example", candidate.entry.reference)
    voted(vote, "els@voorbeeld.nl", candidate.entry.reference)

    assert count_votes(closed(vote)).totals[0] == CandidateTotal(candidate.entry.reference, 2, 2, 1)


def test_the_report_is_there_after_the_reveal_only_and_survives_the_erasure(vote: Vote) -> None:
    edition = Edition.objects.prefetch_related("rounds").get(pk=vote.edition_id)
    voted(vote, "noor@voorbeeld.nl", choices_of(vote)[0])
    closed(vote)
    seal_prize(vote, by="test", now=VOTE_CLOSES)
    assert report_of(edition, AFTER_REVEAL) is None
    mark_revealed(edition, by="test", now=AFTER_REVEAL)
    edition = Edition.objects.prefetch_related("rounds").get(pk=vote.edition_id)
    report = report_of(edition, AFTER_REVEAL)

    assert report is not None
    assert (report.turnout.n_asked, report.turnout.n_confirmed, report.outcome.n_after) == (1, 1, 1)
    assert erase_traces(now=AFTER_REVEAL + timedelta(days=29)) == 0
    assert erase_traces(now=AFTER_REVEAL + timedelta(days=30)) == 1
    assert erase_traces(now=AFTER_REVEAL + timedelta(days=31)) == 0
    assert (Voter.objects.count(), MailDay.objects.count(), Asking.objects.count()) == (0, 0, 0)
    ballot = Ballot.objects.get()
    assert (ballot.network, ballot.domain, ballot.stem, ballot.wildcards) == ("", "", "", [])
    assert report_of(edition, AFTER_REVEAL) == report
    assert broken_votes() == []


def test_the_rows_of_a_voter_and_a_ballot_have_nothing_in_common(vote: Vote) -> None:
    """Neither keys, marks, moments nor the order of the rows lead from who voted to what was chosen."""
    for number in range(40):
        voted(vote, f"persoon{number}@voorbeeld.nl", choices_of(vote)[number % 4])
    mix_voters()
    voters, ballots = list(Voter.objects.values()), list(Ballot.objects.values())

    assert len(voters) == len(ballots) == 40
    assert set(voters[0]) == {"vote_id", "fingerprint", "code", "voted_on"}
    values = {str(value) for voter in voters for key, value in voter.items() if key != "vote_id"}
    assert values & {str(value) for ballot in ballots for value in ballot.values()} == set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(code ORDER BY ctid) = array_agg(code ORDER BY code) FROM voting_voter")
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM voting_voter")
        assert cursor.fetchone() == (1,)


def test_no_fact_or_message_leads_to_a_choice(vote: Vote) -> None:
    voted(vote, "noor@voorbeeld.nl", choices_of(vote)[0])
    said = [f"{fact.subject}{fact.values}" for fact in Fact.objects.filter(name__startswith="ballot")]

    assert [text for text in said if "noor" in text or choices_of(vote)[0] in text] == []
    assert link_of("a") != link_of("b")

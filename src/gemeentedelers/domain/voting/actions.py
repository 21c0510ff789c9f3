from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import connection, transaction

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import ZONE
from gemeentedelers.domain.finals.queries import finalists_in
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import is_municipal_address
from gemeentedelers.domain.voting.models import (
    Asking,
    Ballot,
    Candidate,
    MailDay,
    Quarantine,
    Vote,
    Voter,
    random_code,
)
from gemeentedelers.domain.voting.queries import (
    OPEN_RULINGS,
    askings_expired,
    candidates_in,
    commitment_to,
    count_votes,
    digest_of,
    fingerprint_of,
    link_of,
    locator_of,
    municipal_hosts,
    n_asked_from,
    network_mark,
    obstacle_to_confirm,
    phase_in,
    said_in,
    sealed_choice,
    sealed_said,
    trace_mark,
    traces_of,
    turnout_of,
    votes_to_close,
    votes_to_erase,
)
from gemeentedelers.domain.voting.rules import (
    NETWORK_HOUR,
    AskStatus,
    Electorate,
    QuarantineStatus,
    Said,
    VotePhase,
    VotePlan,
    VotingObstacle,
    new_seed,
    why_not_ask,
    why_not_confirm_ruling,
    why_not_confirm_withholding,
    why_not_open,
    why_not_plan,
    why_not_propose_ruling,
    why_not_propose_withholding,
)
from gemeentedelers.domain.voting.rules.addresses import (
    MANY_SECONDS,
    DomainClass,
    Mailbox,
    class_of,
    mailbox_of,
    shape_of,
)
from gemeentedelers.domain.voting.rules.anomalies import first_reasons, keyed, signals_in
from gemeentedelers.domain.voting.rules.counting import PrizeOutcome
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.mail.actions import write_message
from gemeentedelers.foundation.refusals import Refusal, refuse


@transaction.atomic
def plan_vote(edition: Edition, plan: VotePlan, *, by: User, now: datetime) -> Vote:
    """Write down how the public prize goes, again and again until it is opened."""
    locked = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    known = Vote.objects.filter(edition=locked).first()
    is_opened = known is not None and known.opened_at is not None
    refuse(why_not_plan(plan, reveal_from=locked.reveal_from, is_opened=is_opened, now=now))
    vote = known or Vote(edition=locked)
    vote.name, vote.rules = plan.name.strip(), plan.rules.strip()
    vote.opens, vote.closes = plan.opens, plan.closes
    vote.electorate, vote.mails_a_day, vote.per_network = plan.electorate, plan.mails_a_day, plan.per_network
    vote.save()
    record("vote.planned", subject=str(locked.year), by=by.code, now=now)
    return vote


@transaction.atomic
def open_vote(vote: Vote, *, by: User, now: datetime) -> Vote:
    """Fix the candidates, the rules and the seed of the lots. People can vote from the moment that was planned."""
    locked = Vote.objects.select_for_update().select_related("edition").get(pk=vote.pk)
    finalists = list(finalists_in([locked.edition]))
    refuse(
        why_not_open(
            is_opened=locked.opened_at is not None,
            closes=locked.closes,
            candidates=[finalist.entry.reference for finalist in finalists],
            now=now,
        )
    )
    Candidate.objects.bulk_create(Candidate(vote=locked, entry=finalist.entry) for finalist in finalists)
    locked.opened_at, locked.seed = now, new_seed()
    locked.save(update_fields=["opened_at", "seed"])
    record("vote.opened", subject=str(locked.edition.year), by=by.code, now=now, n_candidates=len(finalists))
    return locked


@transaction.atomic
def ask_ballot(vote: Vote, *, address: str, choice: str, network: str, now: datetime) -> None:
    """Somebody asks to vote with an address; without a choice, to withdraw the vote.

    It goes the same for every address, and answers nothing: what the address may, its owner hears by mail.
    """
    box, mark = mailbox_of(address), network_mark(vote, network)
    n_asked = n_asked_from(vote, mark, now)
    refuse(why_not_ask(phase_in(vote, now), n_from_network=n_asked, per_network=vote.per_network))
    if box is None:
        refuse(Refusal(VotingObstacle.BAD_ADDRESS))
        return
    if choice and not candidates_in(vote).filter(entry__reference=choice).exists():
        refuse(Refusal(VotingObstacle.NOT_A_CANDIDATE))
    code = random_code()
    asking = Asking.objects.create(
        code=code,
        vote=vote,
        link_digest=digest_of(link_of(code)),
        sealed=sealed_said(Said(box.typed, choice)),
        network=mark,
        asked_at=now,
    )
    record("ballot.asked", subject=asking.code, by=None, now=now)


@transaction.atomic
def send_link(code: str, *, now: datetime) -> None:
    """Mail the link to the address, when it may vote and did not get its mails of today. A second run does nothing."""
    asking = (
        Asking.objects.select_for_update(of=("self",))
        .select_related("vote__edition")
        .filter(code=code, status=AskStatus.ASKED)
        .first()
    )
    if asking is None:
        return
    vote, said = asking.vote, said_in(asking)
    box = mailbox_of(said.address)
    assert box is not None
    domain_class = class_of(box.host, municipal=municipal_hosts())
    is_barred = vote.electorate == Electorate.MUNICIPAL and domain_class is not DomainClass.MUNICIPAL
    if is_barred or phase_in(vote, now) is not VotePhase.OPEN or not _take_mail(vote, box, now):
        asking.status, asking.sealed = AskStatus.REFUSED, ""
        asking.save(update_fields=["status", "sealed"])
        return
    asking.status, asking.sealed = AskStatus.MAILED, sealed_said(replace(said, domain_class=domain_class))
    asking.save(update_fields=["status", "sealed"])
    write_message(
        key=f"ballot-link:{asking.code}",
        to=box.typed,
        template="voting/mail_link.txt",
        context={"vote": vote, "link": link_of(asking.code), "is_withdrawal": not said.choice},
        now=now,
        is_secret=True,
    )


def _take_mail(vote: Vote, box: Mailbox, now: datetime) -> bool:
    """Whether there is a mail left for the address today; it is then taken."""
    mark, day = fingerprint_of(vote, box), now.astimezone(ZONE).date()
    _hold(mark)
    number = MailDay.objects.filter(vote=vote, fingerprint=mark, day=day).count() + 1
    if number > vote.mails_a_day:
        return False
    MailDay.objects.create(vote=vote, fingerprint=mark, day=day, number=number)
    return True


def _hold(mark: str) -> None:
    """One at a time for one address, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(mark[:15], 16)])


@dataclass(frozen=True)
class Confirmed:
    """What was just confirmed, for the eyes of who pressed; without a candidate the vote was withdrawn."""

    vote: Vote
    candidate: Candidate | None
    is_changed: bool


@transaction.atomic
def confirm_ballot(link: str, *, now: datetime) -> Confirmed:
    """Use a link: the ballot of the address is made, replaced or withdrawn. A link works once."""
    asking = (
        Asking.objects.select_for_update(of=("self",))
        .select_related("vote__edition")
        .filter(link_digest=digest_of(link))
        .first()
    )
    refuse(obstacle_to_confirm(asking, now))
    assert asking is not None
    vote, said = asking.vote, said_in(asking)
    candidate = candidates_in(vote).filter(entry__reference=said.choice).first() if said.choice else None
    if said.choice and candidate is None:
        refuse(Refusal(VotingObstacle.NOT_A_CANDIDATE))
    box = mailbox_of(said.address)
    assert box is not None
    waited = (now - asking.asked_at).total_seconds()
    arrival = Arrival(asking.network, DomainClass(said.domain_class), waited, now)
    is_changed = _cast(vote, box, candidate, arrival)
    asking.status, asking.sealed = AskStatus.USED, ""
    asking.save(update_fields=["status", "sealed"])
    # A closing that came in between waits for this transaction, or is seen here.
    if not Vote.objects.filter(pk=vote.pk, closed_at=None).exists():
        refuse(Refusal(VotingObstacle.VOTE_IS_CLOSED))
    record("ballot.cast" if candidate else "ballot.withdrawn", subject=str(vote.edition.year), by=None, now=now)
    return Confirmed(vote, candidate, is_changed)


@dataclass(frozen=True)
class Arrival:
    """How a vote came in: from where, by what kind of address, after how many seconds and when."""

    network: str
    domain_class: DomainClass
    seconds: float
    at: datetime


def _cast(vote: Vote, box: Mailbox, candidate: Candidate | None, arrival: Arrival) -> bool:
    """Whether there was a ballot already. A vote that was set apart stays so when it changes."""
    locator = locator_of(vote, box)
    _hold(locator)
    ballot = Ballot.objects.filter(vote=vote, locator=locator).first()
    was_cast = ballot is not None and not ballot.is_withdrawn
    if ballot is not None:
        ballot.vote = vote
    if candidate is None:
        if ballot is not None:
            ballot.is_withdrawn, ballot.sealed_choice = True, ""
            ballot.save(update_fields=["is_withdrawn", "sealed_choice"])
        return was_cast
    if ballot is None:
        ballot = Ballot(vote=vote, locator=locator)
        Voter.objects.bulk_create(
            [Voter(vote=vote, fingerprint=fingerprint_of(vote, box), voted_on=arrival.at.astimezone(ZONE).date())],
            ignore_conflicts=True,
        )
    _fill(ballot, box, candidate, arrival)
    ballot.n_replaced += was_cast
    ballot.save(force_insert=ballot._state.adding)
    return was_cast


def _fill(ballot: Ballot, box: Mailbox, candidate: Candidate, arrival: Arrival) -> None:
    """Replaces the choice together with how it came in."""
    vote, entry = ballot.vote, candidate.entry
    shape = shape_of(box.local, mark=lambda text: trace_mark(vote, text))
    is_own = entry.municipality is not None and is_municipal_address(str(box), entry.municipality.website)
    ballot.sealed_choice, ballot.is_withdrawn = sealed_choice(entry.reference, is_own=is_own), False
    ballot.confirmed_at = arrival.at.replace(second=0, microsecond=0)
    ballot.seconds = max(0, min(int(arrival.seconds), MANY_SECONDS))
    ballot.network = arrival.network
    ballot.domain_class, ballot.domain = arrival.domain_class, trace_mark(vote, f"host:{box.host}")
    ballot.stem, ballot.wildcards = shape.stem, list(shape.wildcards)
    ballot.has_digits, ballot.is_number_word = shape.has_digits, shape.is_number_word


@transaction.atomic
def expire_askings(*, now: datetime) -> int:
    """Remove what was not confirmed in two days, keep how many that were, and wipe the marks of networks."""
    gone = list(askings_expired(now).select_for_update(skip_locked=True).values_list("pk", "vote_id"))
    for vote in Vote.objects.select_for_update(no_key=True).filter(pk__in={vote for _, vote in gone}):
        vote.n_expired += sum(number == vote.pk for _, number in gone)
        vote.save(update_fields=["n_expired"])
    Asking.objects.filter(pk__in=[pk for pk, _ in gone]).delete()
    Asking.objects.filter(asked_at__lte=now - NETWORK_HOUR).exclude(network="").exclude(status=AskStatus.MAILED).update(
        network=""
    )
    return len(gone)


@transaction.atomic
def set_made_votes_apart(vote: Vote, *, now: datetime) -> int:
    """Look at how votes came in and set apart what looks made; say how many are new. Nothing is removed.

    While the vote is open nothing of what was chosen is looked at.
    """
    locked = Vote.objects.select_for_update(no_key=True).select_related("edition").get(pk=vote.pk)
    traces = traces_of(locked, with_choices=locked.closed_at is not None)
    groups = keyed(first_reasons(signals_in(traces)))
    free = set(Ballot.objects.filter(vote=locked, quarantine=None, is_withdrawn=False).values_list("pk", flat=True))
    n_set_apart = 0
    for (kind, mark), codes in sorted(groups.items()):
        if not codes & free:
            continue
        quarantine = _open_quarantine(locked, kind, mark, now)
        n_new = Ballot.objects.filter(pk__in=codes & free).update(quarantine=quarantine)
        n_set_apart += n_new
        record("ballots.quarantined", subject=quarantine.code, by=None, now=now, kind=kind.value, n_ballots=n_new)
    return n_set_apart


def _open_quarantine(vote: Vote, kind: str, mark: str, now: datetime) -> Quarantine:
    """New votes in a group for which a decision was proposed ask for a new proposal."""
    found, _ = Quarantine.objects.get_or_create(
        vote=vote, kind=kind, mark=mark, status__in=OPEN_RULINGS, defaults={"found_at": now}
    )
    if found.status == QuarantineStatus.PROPOSED:
        found.status, found.proposed, found.reason, found.proposed_by = QuarantineStatus.PENDING, "", "", None
        found.save(update_fields=["status", "proposed", "reason", "proposed_by"])
    return found


@transaction.atomic
def close_votes(*, now: datetime) -> int:
    """Close what is due at the moment that was planned, and look once more at how the votes came in."""
    due = list(votes_to_close(now).select_for_update(of=("self",)).select_related("edition"))
    for vote in due:
        vote.closed_at = vote.closes
        vote.save(update_fields=["closed_at"])
        set_made_votes_apart(vote, now=now)
        record("vote.closed", subject=str(vote.edition.year), by=None, now=now)
    return len(due)


@transaction.atomic
def propose_ruling(
    quarantine: Quarantine, outcome: QuarantineStatus, *, reason: str, by: User, now: datetime
) -> Quarantine:
    """One person says whether votes that were set apart count. Nobody sees for whom they are."""
    if outcome not in (QuarantineStatus.EXCLUDED, QuarantineStatus.RESTORED):
        raise ValueError(f"{outcome} is no ruling")
    locked = _locked_quarantine(quarantine)
    is_sealed = locked.vote.sealed_at is not None
    refuse(why_not_propose_ruling(QuarantineStatus(locked.status), reason=reason, is_sealed=is_sealed))
    locked.status, locked.proposed = QuarantineStatus.PROPOSED, outcome
    locked.reason, locked.proposed_by = reason.strip(), by
    locked.save(update_fields=["status", "proposed", "reason", "proposed_by"])
    record("quarantine.proposed", subject=locked.code, by=by.code, now=now, outcome=outcome.value)
    return locked


@transaction.atomic
def confirm_ruling(quarantine: Quarantine, *, by: User, now: datetime) -> Quarantine:
    """The second person: from here on the votes count, or do not."""
    locked = _locked_quarantine(quarantine)
    refuse(
        why_not_confirm_ruling(
            QuarantineStatus(locked.status),
            is_proposer=locked.proposed_by_id == by.pk,
            is_sealed=locked.vote.sealed_at is not None,
        )
    )
    locked.status, locked.decided_by, locked.decided_at = locked.proposed, by, now
    locked.save(update_fields=["status", "decided_by", "decided_at"])
    record("quarantine.decided", subject=locked.code, by=by.code, now=now, outcome=locked.status)
    return locked


def _locked_quarantine(quarantine: Quarantine) -> Quarantine:
    """The vote is locked too, so that nothing is decided while the result is being sealed."""
    Vote.objects.select_for_update(no_key=True).get(pk=quarantine.vote_id)
    return Quarantine.objects.select_for_update(of=("self",)).select_related("vote").get(pk=quarantine.pk)


@transaction.atomic
def propose_withholding(vote: Vote, *, reason: str, by: User, now: datetime) -> Vote:
    """One person says that the prize should not be awarded, and why; that text is published with the result."""
    locked = _locked_vote(vote)
    refuse(
        why_not_propose_withholding(
            is_opened=locked.opened_at is not None,
            is_withheld=locked.is_withheld,
            is_sealed=locked.sealed_at is not None,
            reason=reason,
        )
    )
    locked.withheld_because, locked.withheld_proposed_by = reason.strip(), by
    locked.save(update_fields=["withheld_because", "withheld_proposed_by"])
    record("prize.withholding_proposed", subject=str(locked.edition.year), by=by.code, now=now)
    return locked


@transaction.atomic
def confirm_withholding(vote: Vote, *, by: User, now: datetime) -> Vote:
    """The second person: the prize is not awarded."""
    locked = _locked_vote(vote)
    refuse(
        why_not_confirm_withholding(
            is_proposed=locked.withheld_proposed_by_id is not None,
            is_withheld=locked.is_withheld,
            is_proposer=locked.withheld_proposed_by_id == by.pk,
            is_sealed=locked.sealed_at is not None,
        )
    )
    locked.withheld_by, locked.withheld_at = by, now
    locked.save(update_fields=["withheld_by", "withheld_at"])
    record("prize.withheld", subject=str(locked.edition.year), by=by.code, now=now)
    return locked


def _locked_vote(vote: Vote) -> Vote:
    return Vote.objects.select_for_update(of=("self",)).select_related("edition").get(pk=vote.pk)


@transaction.atomic
def seal_prize(vote: Vote, *, by: str, now: datetime) -> PrizeOutcome:
    """Count for the sealed result and keep a commitment to the outcome; nothing about it can be decided afterwards.

    A second call changes nothing and gives the same outcome, unless a candidate left since: then it counts without.
    """
    locked = _locked_vote(vote)
    outcome = count_votes(locked)
    if locked.commitment != commitment_to(outcome):
        locked.commitment, locked.sealed_at = commitment_to(outcome), now
        locked.save(update_fields=["commitment", "sealed_at"])
        record("prize.sealed", subject=str(locked.edition.year), by=by, now=now)
    return outcome


@transaction.atomic
def erase_traces(*, now: datetime) -> int:
    """A month after the result: no mark of an address or a connection is kept; the votes and the counts are."""
    due = list(votes_to_erase(now).select_for_update(of=("self",)).select_related("edition"))
    for vote in due:
        vote.kept_turnout, vote.erased_at = asdict(turnout_of(vote)), now
        vote.save(update_fields=["kept_turnout", "erased_at"])
        Asking.objects.filter(vote=vote).delete()
        MailDay.objects.filter(vote=vote).delete()
        Voter.objects.filter(vote=vote).delete()
        for ballot in Ballot.objects.filter(vote=vote).only("pk").iterator(chunk_size=2_000):
            Ballot.objects.filter(pk=ballot.pk).update(
                locator=random_code(), network="", domain="", stem="", wildcards=[], confirmed_at=vote.opens
            )
        Quarantine.objects.filter(vote=vote).update(mark="")
        record("vote.traces_erased", subject=str(vote.edition.year), by=None, now=now)
    return len(due)


def mix_voters() -> None:
    """Write the voters anew in the order of their random codes.

    A row of PostgreSQL remembers its transaction and its place; those of a voter and a ballot that came together would
    lead from the one to the other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH gone AS (DELETE FROM voting_voter RETURNING *) "
            "INSERT INTO voting_voter SELECT * FROM gone ORDER BY code"
        )

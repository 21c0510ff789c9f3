import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.rules import Phase, is_revealed, phase_of
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.people.rules import host_of
from gemeentedelers.domain.voting.models import Asking, Ballot, Candidate, Quarantine, Vote, Voter
from gemeentedelers.domain.voting.rules import (
    KEPT_AFTER_REVEAL,
    LINK_LIVES,
    NETWORK_HOUR,
    AskStatus,
    QuarantineStatus,
    Said,
    VotePhase,
    phase_of_vote,
    why_not_confirm,
    why_not_count,
)
from gemeentedelers.domain.voting.rules.addresses import Mailbox
from gemeentedelers.domain.voting.rules.anomalies import SignalKind, Trace
from gemeentedelers.domain.voting.rules.counting import (
    Counted,
    IntegrityReport,
    PrizeOutcome,
    SetApart,
    Turnout,
    outcome_of,
)
from gemeentedelers.foundation.journal.queries import newest_number
from gemeentedelers.foundation.kept import Kept
from gemeentedelers.foundation.refusals import Refusal, refuse
from gemeentedelers.foundation.sealing import fingerprint, seal, unseal

TRACE_MARK = 20
OPEN_RULINGS = (QuarantineStatus.PENDING, QuarantineStatus.PROPOSED)


def vote_of(edition: Edition) -> Vote | None:
    return Vote.objects.select_related("edition", "withheld_proposed_by").filter(edition=edition).first()


def shown_vote(now: datetime) -> Vote | None:
    """The vote that visitors see: an open one first, then one that waits for the result, then one to come."""
    running = Vote.objects.select_related("edition").filter(opened_at__lte=now, edition__revealed_at=None)
    order = {VotePhase.OPEN: 0, VotePhase.CLOSED: 1, VotePhase.WAITING: 2}
    return min(running, key=lambda vote: (order[phase_in(vote, now)], vote.opens), default=None)


def phase_in(vote: Vote, now: datetime) -> VotePhase:
    revealed = is_revealed(vote.edition.revealed_at, now)
    return phase_of_vote(window=vote.window, opened_at=vote.opened_at, is_revealed=revealed, now=now)


def candidates_in(vote: Vote) -> QuerySet[Candidate]:
    """Who is still in the vote; the order says nothing, every page shuffles it."""
    standing = Candidate.objects.filter(vote=vote, entry__status=EntryStatus.SUBMITTED)
    return standing.select_related("entry__municipality").only(
        "vote", "entry__reference", "entry__title", "entry__municipality__name", "entry__municipality__website"
    )


def entries_in_vote(edition: Edition) -> dict[str, Entry]:
    """Every candidate as it was when the vote opened, by reference."""
    candidates = Candidate.objects.filter(vote__edition=edition).select_related("entry__municipality")
    return {candidate.entry.reference: candidate.entry for candidate in candidates}


# Marks: only who holds the key of the installation can make them, and each kind has a label of its own.
def fingerprint_of(vote: Vote, box: Mailbox) -> str:
    return fingerprint(f"voter:{vote.pk}:{box}")


def locator_of(vote: Vote, box: Mailbox) -> str:
    return fingerprint(f"ballot:{vote.pk}:{box}")


def network_mark(vote: Vote, network: str) -> str:
    return fingerprint(f"network:{vote.pk}:{network}")


def trace_mark(vote: Vote, text: str) -> str:
    return fingerprint(f"trace:{vote.pk}:{text}")[:TRACE_MARK]


def link_of(code: str) -> str:
    """The secret end of the link of an asking: 256 bits that are kept nowhere."""
    return fingerprint(f"link:{code}")


def digest_of(link: str) -> str:
    return hashlib.sha256(link.encode()).hexdigest()


def sealed_said(said: Said) -> str:
    return seal(json.dumps(asdict(said)))


def said_in(asking: Asking) -> Said:
    return Said(**json.loads(unseal(asking.sealed)))


def sealed_choice(reference: str, *, is_own: bool) -> str:
    """Equally long whatever is chosen: the length of the cipher tells nothing."""
    return seal(json.dumps([reference, int(is_own)]))


def _municipal_hosts() -> frozenset[str]:
    websites = Municipality.objects.filter(valid_to=None).values_list("website", flat=True)
    return frozenset(filter(None, map(host_of, websites)))


_hosts = Kept(lambda: newest_number("register.loaded"), _municipal_hosts)


def municipal_hosts() -> frozenset[str]:
    """The hosts of the websites of municipalities; mail from there proves where somebody works."""
    return _hosts.get()


def n_asked_from(vote: Vote, network: str, now: datetime) -> int:
    return Asking.objects.filter(vote=vote, network=network, asked_at__gt=now - NETWORK_HOUR).count()


def asking_with_link(link: str) -> Asking | None:
    """Looking changes nothing."""
    return Asking.objects.select_related("vote__edition").filter(link_digest=digest_of(link)).first()


def obstacle_to_confirm(asking: Asking | None, now: datetime) -> Refusal | None:
    if asking is None:
        return why_not_confirm(None, asked_at=None, phase=None, now=now)
    phase = phase_in(asking.vote, now)
    return why_not_confirm(AskStatus(asking.status), asked_at=asking.asked_at, phase=phase, now=now)


def votes_to_close(now: datetime) -> QuerySet[Vote]:
    return Vote.objects.filter(opened_at__isnull=False, closed_at=None, closes__lte=now)


def votes_open_at(now: datetime) -> QuerySet[Vote]:
    return Vote.objects.filter(opened_at__lte=now, opens__lte=now, closes__gt=now)


def votes_to_erase(now: datetime) -> QuerySet[Vote]:
    return Vote.objects.filter(erased_at=None, edition__revealed_at__lte=now - KEPT_AFTER_REVEAL)


def askings_expired(now: datetime) -> QuerySet[Asking]:
    return Asking.objects.filter(status__in=[AskStatus.ASKED, AskStatus.MAILED], asked_at__lte=now - LINK_LIVES)


def traces_of(vote: Vote, *, with_choices: bool) -> list[Trace]:
    """The choices are opened after the closing only, and stay in memory."""
    ballots = Ballot.objects.filter(vote=vote, is_withdrawn=False)
    if with_choices:
        refuse(why_not_count(is_closed=vote.closed_at is not None, n_undecided=0, is_withheld=False))
    return [ballot.trace(_opened(ballot.sealed_choice)[0] if with_choices else "") for ballot in ballots]


def _opened(sealed: str) -> tuple[str, bool]:
    reference, is_own = json.loads(unseal(sealed))
    return reference, bool(is_own)


def quarantines_in(vote: Vote) -> QuerySet[Quarantine]:
    """With how many votes and between which moments, and nothing of what was chosen."""
    return (
        Quarantine.objects.filter(vote=vote)
        .select_related("vote__edition", "proposed_by", "decided_by")
        .annotate(n_ballots=Count("ballots"), first=Min("ballots__confirmed_at"), last=Max("ballots__confirmed_at"))
    )


def turnout_of(vote: Vote) -> Turnout:
    """How the vote goes, in three queries, without anything of what was chosen."""
    if vote.kept_turnout:
        return _kept_turnout(vote)
    asked = dict(Asking.objects.filter(vote=vote).order_by().values_list("status").annotate(Count("pk")))
    ballots = Ballot.objects.filter(vote=vote).aggregate(
        n_confirmed=Count("pk", filter=Q(is_withdrawn=False)),
        n_withdrawn=Count("pk", filter=Q(is_withdrawn=True)),
        n_replaced=Sum("n_replaced", default=0),
    )
    return Turnout(
        n_asked=sum(asked.values()) + vote.n_expired,
        n_refused=asked.get(AskStatus.REFUSED, 0),
        n_expired=vote.n_expired,
        n_waiting=asked.get(AskStatus.MAILED, 0) + asked.get(AskStatus.ASKED, 0),
        set_apart=_set_apart(vote),
        **ballots,
    )


def _kept_turnout(vote: Vote) -> Turnout:
    kept = dict(vote.kept_turnout)
    rows = [SetApart(**{**row, "kind": SignalKind(row["kind"])}) for row in kept.pop("set_apart")]
    return Turnout(**kept, set_apart=tuple(rows))


def _set_apart(vote: Vote) -> tuple[SetApart, ...]:
    rows = (
        Ballot.objects.filter(vote=vote, quarantine__isnull=False, is_withdrawn=False)
        .order_by("quarantine__kind")
        .values("quarantine__kind")
        .annotate(
            n=Count("pk"),
            n_excluded=Count("pk", filter=Q(quarantine__status=QuarantineStatus.EXCLUDED)),
            n_restored=Count("pk", filter=Q(quarantine__status=QuarantineStatus.RESTORED)),
        )
    )
    return tuple(
        SetApart(SignalKind(row["quarantine__kind"]), row["n"], row["n_excluded"], row["n_restored"]) for row in rows
    )


def n_open_rulings(edition: Edition) -> int:
    """How many groups of votes wait for one or two people."""
    return Quarantine.objects.filter(vote__edition=edition, status__in=OPEN_RULINGS).count()


def obstacle_to_outcome(vote: Vote) -> Refusal | None:
    return why_not_count(
        is_closed=vote.closed_at is not None, n_undecided=n_open_rulings(vote.edition), is_withheld=vote.is_withheld
    )


def prize_outcome(edition: Edition) -> PrizeOutcome | None:
    """What the public decided, or None where no vote was held. For the sealing of the result and a recount only.

    Raises RefusedError before the closing, and while votes that were set apart wait for two people.
    """
    vote = vote_of(edition)
    if vote is None or vote.opened_at is None:
        return None
    return count_votes(vote)


def count_votes(vote: Vote) -> PrizeOutcome:
    """The same votes and seed give the same outcome, whenever it is asked and in whatever order rows come."""
    refuse(obstacle_to_outcome(vote))
    return outcome_of(
        _votes_in(vote),
        candidates=list(candidates_in(vote).values_list("entry__reference", flat=True)),
        prize=vote.name,
        seed=vote.seed,
        withheld_because=vote.withheld_because if vote.is_withheld else "",
    )


def _votes_in(vote: Vote) -> Iterator[Counted]:
    rows = Ballot.objects.filter(vote=vote, is_withdrawn=False).values_list("sealed_choice", "quarantine__status")
    for sealed, status in rows.iterator(chunk_size=2_000):
        reference, is_own = _opened(sealed)
        yield Counted(reference, status in (None, QuarantineStatus.RESTORED), is_own)


def commitment_to(outcome: PrizeOutcome) -> str:
    """Only who holds the key can try out outcomes against it."""
    return fingerprint(f"prize:{outcome.canonical()}")


def is_as_sealed(vote: Vote) -> bool:
    """Whether a recount gives what was sealed, without saying what that is."""
    return vote.commitment != "" and commitment_to(count_votes(vote)) == vote.commitment


def report_of(edition: Edition, now: datetime) -> IntegrityReport | None:
    """How the public prize came about, for everybody; None before the result is revealed or without a vote."""
    vote = _told_vote(edition, now)
    return IntegrityReport(turnout_of(vote), count_votes(vote)) if vote is not None else None


def turnout_told_of(edition: Edition, now: datetime) -> Turnout | None:
    """How many voted, for everybody, without counting again; None where there is no report."""
    vote = _told_vote(edition, now)
    return turnout_of(vote) if vote is not None else None


def _told_vote(edition: Edition, now: datetime) -> Vote | None:
    if phase_of(edition.timetable, now) is not Phase.RESULTS:
        return None
    vote = vote_of(edition)
    is_counted = vote is not None and vote.closed_at is not None and obstacle_to_outcome(vote) is None
    return vote if is_counted else None


def broken_votes() -> list[Vote]:
    """More ballots than voters, ballots from after the closing, or an outcome that differs from what was sealed."""
    late = Q(confirmed_at__gte=F("vote__closes"))
    return [
        vote
        for vote in Vote.objects.select_related("edition").exclude(opened_at=None)
        if (vote.erased_at is None and vote.ballots.count() > Voter.objects.filter(vote=vote).count())
        or vote.ballots.filter(late).exists()
        or (vote.sealed_at is not None and not is_as_sealed(vote))
    ]

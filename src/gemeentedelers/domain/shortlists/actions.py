from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from gemeentedelers.domain.editions.actions import announce_shortlist, withdraw_shortlist
from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.shortlists.models import (
    Decision,
    Draw,
    PanelVerdict,
    Proposal,
    ShortlistPlace,
    Wildcard,
)
from gemeentedelers.domain.shortlists.queries import (
    basis_in,
    close_to_the_cut,
    decided_in,
    grounds_in,
    holds_wildcards,
    is_signed,
    may_sign,
    obstacle_to_confirm,
    standing_proposal,
    ties_to,
    wildcards_in,
)
from gemeentedelers.domain.shortlists.rules import (
    UNDO,
    Decided,
    DecisionOutcome,
    PanelDecision,
    ProposalStatus,
    ShortlistObstacle,
    going_on,
    lots,
    one_line,
    why_not_draw,
    why_not_promise,
    why_not_propose,
    why_not_rule,
    why_not_spend,
    why_not_withdraw,
)
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.mail.actions import withdraw_batch
from gemeentedelers.foundation.refusals import Refusal, refuse


@transaction.atomic
def propose(
    edition: Edition,
    *,
    changes: Mapping[str, str] | None = None,
    places_reason: str = "",
    by: User,
    now: datetime,
) -> Proposal:
    """Write down a decision on every entry, from the ranking, the panel, the lots and the wildcards.

    `changes` turns round what came out for a reference, with the reason. The proposal waits for the signature of
    somebody else and replaces the one that waited before. The same decisions once more change nothing.
    """
    round_ = _locked_round(edition)
    found = basis_in(round_)
    said = changes or {}
    decided = found.decisions(said)
    refuse(
        why_not_propose(
            decided,
            is_open=not round_.has_ended(now),
            is_signed=is_signed(round_),
            places=round_.places,
            n_wildcards=round_.wildcards,
            grounds=found.grounds,
            changes=said,
            reason=places_reason,
        )
    )
    standing = standing_proposal(round_)
    if standing is not None and _is_the_same(standing, decided, found.digest, places_reason, by):
        return standing
    Proposal.objects.filter(round=round_, status=ProposalStatus.PENDING).update(status=ProposalStatus.REPLACED)
    obstacle = found.order.obstacle
    proposal = Proposal.objects.create(
        round=round_,
        number=Proposal.objects.filter(round=round_).count() + 1,
        basis=found.digest,
        bands=found.order.n_in_band,
        obstacle=obstacle.code.value if obstacle else "",
        obstacle_values=dict(obstacle.values) if obstacle else {},
        places_reason=places_reason.strip(),
        made_by=by,
        made_at=now,
    )
    _write_decisions(proposal, decided)
    n_advance = len(going_on(decided))
    record(
        "proposal.made",
        subject=str(edition.year),
        by=by.code,
        now=now,
        number=proposal.number,
        n_advance=n_advance,
        n_stop=len(decided) - n_advance,
    )
    return proposal


def _is_the_same(standing: Proposal, decided: Sequence[Decided], digest: str, places_reason: str, by: User) -> bool:
    return (
        standing.made_by_id == by.pk
        and standing.basis == digest
        and standing.places_reason == places_reason.strip()
        and [(row.reference, row.outcome, row.kind, row.reason) for row in decided_in(standing)]
        == [(row.reference, row.outcome, row.kind, row.reason) for row in sorted(decided, key=_place)]
    )


def _place(row: Decided) -> tuple[int, str]:
    return row.position, row.reference


def _write_decisions(proposal: Proposal, decided: Sequence[Decided]) -> None:
    entries = {entry.reference: entry for entry in entries_in_competition(proposal.round.edition)}
    Decision.objects.bulk_create(
        Decision(
            proposal=proposal,
            entry=entries[row.reference],
            outcome=row.outcome,
            kind=row.kind,
            reason=row.reason,
            position=row.position,
            mean=_as_decimal(row.mean),
            corrected=row.corrected,
        )
        for row in decided
    )


@transaction.atomic
def confirm_proposal(proposal: Proposal, *, by: User, now: datetime) -> Proposal:
    """The second signature: gives the places, and announces the shortlist some minutes from now.

    Until that moment nobody sees anything, the mails wait, and `withdraw_announcement` takes all of it back. A second
    signature of the same person changes nothing.
    """
    _lock(proposal.round.edition)
    locked = Proposal.objects.select_related("round__edition").get(pk=proposal.pk)
    if locked.status == ProposalStatus.CONFIRMED and locked.signed_by_id == by.pk:
        return locked
    rows = Decision.objects.filter(proposal=locked).select_related("entry")
    list(Entry.objects.select_for_update().filter(pk__in=rows.values("entry")).order_by("pk"))
    refuse(obstacle_to_confirm(locked, by))
    locked.status, locked.signed_by, locked.signed_at = ProposalStatus.CONFIRMED, by, now
    locked.n_signed += 1
    locked.save(update_fields=["status", "signed_by", "signed_at", "n_signed"])
    edition = locked.round.edition
    ShortlistPlace.objects.bulk_create(
        ShortlistPlace(
            edition=edition,
            entry=row.entry,
            kind=row.kind,
            position=row.position,
            mean=row.mean,
            reason=row.reason,
            chosen_at=now,
        )
        for row in rows.filter(outcome=DecisionOutcome.ADVANCE)
    )
    record("proposal.confirmed", subject=str(edition.year), by=by.code, now=now, number=locked.number)
    announce_shortlist(edition, at=now + UNDO, by=by.code, now=now)
    return locked


@transaction.atomic
def withdraw_announcement(edition: Edition, *, by: User, now: datetime) -> None:
    """Take back what was signed, as long as its moment has not come: no places, no mails, and the proposal waits again.

    Refused from the moment of the announcement on, and when a mail was sent already.
    """
    locked = _lock(edition)
    if not may_sign(by, locked.year):
        refuse(Refusal(ShortlistObstacle.NOT_A_SIGNER))
    refuse(why_not_withdraw(announced_at=locked.shortlist_announced_at, now=now))
    signed = Proposal.objects.select_related("round__edition").get(
        round__edition=locked, status=ProposalStatus.CONFIRMED
    )
    withdraw_batch(signed.batch, now=now)
    ShortlistPlace.objects.filter(edition=locked).delete()
    signed.status, signed.signed_by, signed.signed_at = ProposalStatus.PENDING, None, None
    signed.save(update_fields=["status", "signed_by", "signed_at"])
    withdraw_shortlist(locked, by=by.code, now=now)


@transaction.atomic
def spend_wildcard(entry: Entry, *, reason: str, by: User, now: datetime) -> Wildcard:
    """Give an entry a place with a reason. It counts in the next proposal; the journal says who did it."""
    round_ = _locked_round(entry.edition)
    decided = {row.reference: row for row in basis_in(round_).decisions()}
    spent = set(wildcards_in(round_).values_list("entry__reference", flat=True))
    refuse(
        why_not_spend(
            decided,
            entry.reference,
            is_open=not round_.has_ended(now),
            is_signed=is_signed(round_),
            is_holder=holds_wildcards(by, round_),
            tie=ties_to(entry, [by]).get(by.pk),
            spent=spent,
            n_wildcards=round_.wildcards,
            reason=reason,
        )
    )
    wildcard = Wildcard.objects.create(round=round_, entry=entry, reason=reason.strip(), spent_by=by, spent_at=now)
    record("wildcard.spent", subject=entry.reference, by=by.code, now=now, wildcard=wildcard.code)
    return wildcard


@transaction.atomic
def take_back_wildcard(wildcard: Wildcard, *, by: User, now: datetime) -> None:
    """The entry loses its place, as long as no proposal is signed. A second call changes nothing."""
    round_ = _locked_round(wildcard.round.edition)
    locked = Wildcard.objects.select_related("entry").get(pk=wildcard.pk)
    if not holds_wildcards(by, round_):
        refuse(Refusal(ShortlistObstacle.NOT_THE_HOLDER))
    if locked.taken_back_at is not None:
        return
    if is_signed(round_):
        refuse(Refusal(ShortlistObstacle.ALREADY_SIGNED))
    locked.taken_back_at = now
    locked.save(update_fields=["taken_back_at"])
    record("wildcard.taken_back", subject=locked.entry.reference, by=by.code, now=now, wildcard=locked.code)


@transaction.atomic
def rule_in_panel(
    entry: Entry,
    decision: PanelDecision,
    *,
    reason: str,
    present: Collection[User],
    dissent: str = "",
    by: User,
    now: datetime,
) -> PanelVerdict:
    """Keep what those present decided about an entry that is too close to the cut; it counts in the next proposal.

    Refused when somebody at the table knows the people of the entry. An earlier verdict stays readable.
    """
    round_ = _locked_round(entry.edition)
    ties = ties_to(entry, present)
    refuse(
        why_not_rule(
            is_open=not round_.has_ended(now),
            is_signed=is_signed(round_),
            is_close=entry.reference in {row.reference for row in close_to_the_cut(round_)},
            n_present=len(present),
            tied=sorted(user.name for user in present if user.pk in ties),
            reason=reason,
        )
    )
    verdict = PanelVerdict.objects.create(
        round=round_,
        entry=entry,
        decision=decision,
        reason=reason.strip(),
        dissent=dissent.strip(),
        decided_by=by,
        decided_at=now,
    )
    verdict.present.set(present)
    record(
        "panel.ruled",
        subject=entry.reference,
        by=by.code,
        now=now,
        decision=decision,
        present=sorted(user.code for user in present),
    )
    return verdict


@transaction.atomic
def promise_draw(
    edition: Edition,
    references: Collection[str],
    *,
    places: int,
    promise: str,
    reason: str,
    by: User,
    now: datetime,
) -> Draw:
    """Say which entries will draw lots, and what the seed will be before anybody can know it.

    An earlier promise that was not drawn yet is dropped; the journal keeps both.
    """
    round_ = _locked_round(edition)
    wanted = sorted(set(references))
    refuse(
        why_not_promise(
            wanted,
            places=places,
            grounds=grounds_in(round_),
            is_signed=is_signed(round_),
            promise=promise,
            reason=reason,
        )
    )
    Draw.objects.filter(round=round_, drawn_at=None, dropped_at=None).update(dropped_at=now)
    draw = Draw.objects.create(
        round=round_,
        references=wanted,
        places=places,
        promise=one_line(promise),
        reason=reason.strip(),
        promised_by=by,
        promised_at=now,
    )
    record(
        "draw.promised",
        subject=str(edition.year),
        by=by.code,
        now=now,
        draw=draw.code,
        references=wanted,
        places=places,
        promise=draw.promise,
    )
    return draw


@transaction.atomic
def draw_lots(draw: Draw, seed: str, *, by: User, now: datetime) -> Draw:
    """Put the entries in the order of their lots. Anybody can recompute it from the seed, which is published."""
    round_ = _locked_round(draw.round.edition)
    locked = Draw.objects.get(pk=draw.pk)
    refuse(
        why_not_draw(
            is_signed=is_signed(round_),
            is_drawn=locked.drawn_at is not None,
            is_dropped=locked.dropped_at is not None,
            seed=seed,
        )
    )
    locked.seed = one_line(seed)
    locked.order = lots(locked.seed, locked.references)
    locked.drawn_by, locked.drawn_at = by, now
    locked.save(update_fields=["seed", "order", "drawn_by", "drawn_at"])
    record(
        "lots.drawn",
        subject=str(round_.edition.year),
        by=by.code,
        now=now,
        draw=locked.code,
        seed=locked.seed,
        order=locked.order,
        places=locked.places,
    )
    return locked


def _lock(edition: Edition) -> Edition:
    """Decisions about an edition are made one at a time."""
    return Edition.objects.select_for_update().get(pk=edition.pk)


def _locked_round(edition: Edition) -> Round:
    round_ = round_of(_lock(edition), RoundKind.READING)
    if round_ is None:
        refuse(Refusal(ShortlistObstacle.NO_SCORES))
    assert round_ is not None
    return round_


def _as_decimal(mean: Fraction | None) -> Decimal | None:
    return None if mean is None else Decimal(mean.numerator) / Decimal(mean.denominator)

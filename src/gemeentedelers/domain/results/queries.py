from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import InvalidToken
from django.db.models import Q, QuerySet

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import canonical
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import has_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.recuts.models import FinalCategory
from gemeentedelers.domain.recuts.queries import final_categories_of
from gemeentedelers.domain.results.models import SealedResult, Signature
from gemeentedelers.domain.results.rules import (
    KEY_HOLDERS,
    PRIZE_NAME,
    CategoryResult,
    Contents,
    Laureate,
    PrizeOutcome,
    Readiness,
    SealState,
    WholeResult,
    contents_in,
    prize_key,
    role_to_sign_in,
    whole_result_in,
    why_not_publish,
    why_not_seal,
    why_not_sign,
)
from gemeentedelers.domain.results.rules.exports import Export, fact_row
from gemeentedelers.domain.verdicts.models import Verdict
from gemeentedelers.domain.verdicts.queries import candidates_in, kept_pronouncement, verdicts_in_force
from gemeentedelers.domain.verdicts.rules import Pronouncement, is_kept
from gemeentedelers.domain.voting.models import Vote
from gemeentedelers.domain.voting.queries import candidates_in as vote_candidates
from gemeentedelers.domain.voting.queries import obstacle_to_outcome, prize_outcome, vote_of
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.queries import facts_about
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.foundation.sealing import fingerprint, unseal

BY_THE_PUBLIC = "Het publiek gaf deze casus de meeste stemmen."
TOLD = ("result.sealed", "result.opened")


@dataclass(frozen=True)
class Check:
    """Whether a sealed verdict is still the one whose check number was kept."""

    category: FinalCategory
    commitment: str
    is_kept: bool


@dataclass(frozen=True)
class InForce:
    """What the jury and the public decided, as it stands now; all of it is still cipher."""

    verdicts: Mapping[str, Verdict]
    prize_mark: str | None

    @property
    def covers(self) -> dict[str, str]:
        """By category a number that changes with the decision, and says nothing about it."""
        marks = {key: verdict.commitment for key, verdict in self.verdicts.items()}
        if self.prize_mark is not None:
            marks[prize_key(self.verdicts)] = self.prize_mark
        return marks


def has_prize(edition: Edition) -> bool:
    """Whether the edition has a public prize; says nothing about how it ends."""
    return held_vote(edition) is not None


def held_vote(edition: Edition) -> Vote | None:
    vote = vote_of(edition)
    return vote if vote is not None and vote.opened_at is not None else None


def obstacle_to_prize(edition: Edition) -> Refusal | None:
    """Why the public prize cannot be counted yet; None when it can, or when there is none."""
    vote = held_vote(edition)
    return obstacle_to_outcome(vote) if vote is not None else None


def _prize_mark(edition: Edition) -> str | None:
    """Changes when the count was sealed, and when a candidate left after that; it costs no count."""
    vote = held_vote(edition)
    if vote is None or obstacle_to_outcome(vote) is not None:
        return None
    candidates = sorted(vote_candidates(vote).values_list("entry__reference", flat=True))
    return fingerprint(canonical({"commitment": vote.commitment, "candidates": candidates}))


def prize_in(edition: Edition) -> PrizeOutcome | None:
    """How the public prize ended; None when the edition has none."""
    counted = prize_outcome(edition)
    if counted is None:
        return None
    totals = {total.reference: total.after for total in counted.totals}
    return PrizeOutcome(counted.awarded, counted.not_awarded_because, totals)


def in_force(edition: Edition) -> InForce:
    by_key = {verdict.category.key: verdict for verdict in verdicts_in_force([edition]).values()}
    ordered = {
        category.key: by_key[category.key] for category in final_categories_of(edition) if category.key in by_key
    }
    return InForce(ordered, _prize_mark(edition))


def seal_in_force(edition: Edition) -> SealedResult | None:
    return SealedResult.objects.filter(edition=edition, replaced_at=None).select_related("edition").first()


def seals_of(edition: Edition) -> QuerySet[SealedResult]:
    """Every seal that was ever laid, the oldest first: a commitment that was published never disappears."""
    return SealedResult.objects.filter(edition=edition).order_by("number")


def signatures_on(result: SealedResult) -> QuerySet[Signature]:
    return Signature.objects.filter(result=result).select_related("signer").order_by("signed_at", "pk")


def contents_of(result: SealedResult) -> Contents | None:
    """What lies under the seal, in memory only; None with another key, or when it does not fit its commitment."""
    try:
        contents = contents_in(unseal(result.sealed))
    except InvalidToken:
        return None
    return contents if contents.fits(result.commitment, result.edition.year) else None


def state_of(edition: Edition) -> SealState:
    result = seal_in_force(edition)
    is_revealed = edition.revealed_at is not None
    if result is None:
        return SealState(is_revealed=is_revealed)
    return SealState(
        sealed_at=result.sealed_at,
        fits_key=contents_of(result) is not None,
        has_lapsed=result.covers != in_force(edition).covers,
        is_released=result.released_at is not None,
        is_revealed=is_revealed,
    )


def readiness_of(edition: Edition) -> Readiness:
    candidates, pronounced = candidates_in([edition]), verdicts_in_force([edition])
    return Readiness(
        missing=[
            category.name
            for category in final_categories_of(edition)
            if category.pk in candidates and category.pk not in pronounced
        ],
        broken=[check.category.name for check in check_commitments(edition) if not check.is_kept],
        n_verdicts=len(pronounced),
        why_no_prize=obstacle_to_prize(edition),
    )


def check_commitments(edition: Edition) -> list[Check]:
    """Open every seal of the jury in memory only, and compare it with the number of the day it was pronounced.

    That number stands beside the seal and in the journal, which nobody can rewrite unseen.
    """
    pronounced = facts_about(str(edition.year)).filter(name="verdict.pronounced").order_by("number")
    recorded = {fact.values["category"]: fact.values["commitment"] for fact in pronounced}
    return [
        Check(
            verdict.category,
            verdict.commitment,
            is_kept=kept_pronouncement(verdict) is not None
            and recorded.get(verdict.category.key) == verdict.commitment,
        )
        for verdict in verdicts_in_force([edition]).values()
    ]


def obstacle_to_seal(edition: Edition, now: datetime, *, reason: str | None = None) -> Refusal | None:
    """Why the result cannot be sealed now; without a reason, as if one will be given where it is needed."""
    return why_not_seal(
        readiness_of(edition),
        state=state_of(edition),
        reason=reason,
        jury_opens=edition.timetable.jury.opens,
        now=now,
    )


def role_of(viewer: User, edition: Edition) -> Role | None:
    """The role in which somebody signs; None for who holds no key."""
    return role_to_sign_in([role for role in KEY_HOLDERS if has_role(viewer, role, edition.year)])


def obstacle_to_sign(edition: Edition, viewer: User, now: datetime) -> Refusal | None:
    result = seal_in_force(edition)
    signers = set(result.signatures.values_list("signer__code", flat=True)) if result else set()
    return why_not_sign(
        role=role_of(viewer, edition),
        signer=viewer.code,
        signers=signers,
        state=state_of(edition),
        reveal_from=edition.reveal_from,
        now=now,
    )


def obstacle_to_publish(edition: Edition, now: datetime) -> Refusal | None:
    """Why the result cannot be made known now; None when it can."""
    return why_not_publish(readiness_of(edition), state=state_of(edition), now=now)


def whole_result_of(edition: Edition) -> WholeResult:
    """Everything that was decided, in plain words. For the moment of sealing only: it never leaves the memory."""
    decided = in_force(edition)
    names = dict(final_categories_of(edition).values_list("key", "name"))
    said = {key: _said(verdict) for key, verdict in decided.verdicts.items()}
    prize = prize_in(edition)
    references = {pronouncement.winner for pronouncement in said.values()}
    entries = (
        Entry.objects.filter(edition=edition, reference__in={*references, prize and prize.reference})
        .select_related("municipality")
        .in_bulk(field_name="reference")
    )
    categories = [
        CategoryResult(key, names[key], _laureate(entries[said[key].winner], said[key].motivation), said[key])
        for key in decided.verdicts
    ]
    if prize is not None:
        laureate = _laureate(entries[prize.reference], BY_THE_PUBLIC) if prize.reference else None
        categories.append(CategoryResult(prize_key(names), PRIZE_NAME, laureate))
    return WholeResult(edition.year, edition.name, tuple(categories), prize)


def _said(verdict: Verdict) -> Pronouncement:
    pronouncement = kept_pronouncement(verdict)
    assert pronouncement is not None  # the rule refused a broken seal
    return pronouncement


def _laureate(entry: Entry, motivation: str) -> Laureate:
    return Laureate(entry.reference, entry.title, entry.municipality.name, entry.municipality.code, motivation)


def envelopes_in(edition: Edition) -> list[dict[str, str]] | None:
    """One envelope per category, the same bytes for everybody; None until the result is released."""
    result = seal_in_force(edition)
    if result is None or result.released_at is None:
        return None
    envelopes: list[dict[str, str]] = result.envelopes
    return envelopes


def opened_result(edition: Edition, now: datetime) -> SealedResult | None:
    """What everybody may check; None until the result is out."""
    return (
        SealedResult.objects.filter(
            edition=edition, edition__revealed_at__lte=now, replaced_at=None, opened_at__isnull=False
        )
        .select_related("edition")
        .first()
    )


def public_prize_in(opened: SealedResult) -> PrizeOutcome | None:
    """How the public prize ended, of a result that is out; None when the public did not vote."""
    return whole_result_in(opened.text).prize


def awarded_by_the_public(edition: Edition, now: datetime) -> dict[str, str]:
    """The prize by the reference of the entry that got it: empty until the result is out, and when nobody did."""
    opened = opened_result(edition, now)
    prize = public_prize_in(opened) if opened is not None else None
    return {prize.reference: PRIZE_NAME} if prize is not None and prize.reference else {}


def export_of(result: SealedResult) -> Export:
    """The result that is out, with all that anybody needs to check it."""
    facts = facts_about(str(result.edition.year)).filter(name__in=TOLD).order_by("number")
    return Export(
        year=result.edition.year,
        commitment=result.commitment,
        text=result.text,
        nonce=result.nonce,
        facts=tuple(fact_row(fact.link) for fact in facts),
    )


def broken_results() -> list[SealedResult]:
    """Seals whose commitment is not the one of the journal, or that opened to something else than was sealed."""
    recorded = {
        (fact.subject, fact.values["number"]): fact.values["commitment"]
        for fact in Fact.objects.filter(name="result.sealed")
    }
    return [
        result
        for result in SealedResult.objects.select_related("edition")
        if recorded.get((str(result.edition.year), result.number)) != result.commitment or not _is_as_sealed(result)
    ]


def _is_as_sealed(result: SealedResult) -> bool:
    if result.opened_at is None:
        return True
    contents = contents_of(result)
    is_same = contents is None or (contents.text, contents.nonce) == (result.text, result.nonce)
    return is_same and is_kept(result.commitment, result.text, result.nonce)


def broken_publications() -> QuerySet[SealedResult]:
    """Results that are open while their edition is not revealed, or closed although it is."""
    return SealedResult.objects.filter(
        Q(opened_at__isnull=False, edition__revealed_at=None)
        | Q(opened_at=None, replaced_at=None, edition__revealed_at__isnull=False)
    )

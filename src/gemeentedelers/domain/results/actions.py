import secrets
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.editions.actions import mark_revealed
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.results.models import SealedResult, Signature
from gemeentedelers.domain.results.queries import (
    contents_of,
    held_vote,
    in_force,
    obstacle_to_publish,
    obstacle_to_seal,
    obstacle_to_sign,
    role_of,
    seal_in_force,
    state_of,
    whole_result_of,
)
from gemeentedelers.domain.results.rules import (
    Contents,
    WholeResult,
    is_enough,
    why_not_release_alone,
)
from gemeentedelers.domain.verdicts.actions import open_verdict
from gemeentedelers.domain.verdicts.queries import verdicts_in_force
from gemeentedelers.domain.verdicts.rules import commitment
from gemeentedelers.domain.voting.actions import seal_prize
from gemeentedelers.foundation.envelopes import close_envelope, common_length, new_key
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import refuse
from gemeentedelers.foundation.sealing import seal

NONCE_BYTES = 32


@transaction.atomic
def seal_result(edition: Edition, *, by: str, now: datetime, reason: str = "") -> SealedResult:
    """Seal everything that was decided. The commitment is public at once; the rest is cipher until it is out.

    Refused while a verdict is missing. A second seal needs a reason and a winner who left; the first commitment stays.
    """
    locked = _locked(edition)
    refuse(obstacle_to_seal(locked, now, reason=reason))
    vote = held_vote(locked)
    if vote is not None:
        seal_prize(vote, by=by, now=now)
    former = seal_in_force(locked)
    if former is not None:
        former.replaced_at = now
        former.save(update_fields=["replaced_at"])
    result = _sealed(locked, by=by, now=now, number=former.number + 1 if former else 1)
    result.reason = reason.strip() if former else ""
    result.save()
    record(
        "result.sealed",
        subject=str(locked.year),
        by=by,
        now=now,
        number=result.number,
        commitment=result.commitment,
    )
    return result


def _sealed(edition: Edition, *, by: str, now: datetime, number: int) -> SealedResult:
    whole = whole_result_of(edition)
    contents = Contents(
        text=whole.canonical,
        nonce=secrets.token_hex(NONCE_BYTES),
        keys={category.key: new_key() for category in whole.categories},
    )
    return SealedResult(
        edition=edition,
        number=number,
        sealed=seal(contents.canonical),
        commitment=commitment(contents.text, contents.nonce),
        covers=in_force(edition).covers,
        envelopes=_envelopes(whole, contents),
        sealed_by=by,
        sealed_at=now,
    )


def _envelopes(whole: WholeResult, contents: Contents) -> list[dict[str, str]]:
    length = common_length(category.envelope_text for category in whole.categories)
    return [
        {
            "category": category.key,
            **asdict(close_envelope(category.envelope_text, key=contents.keys[category.key], length=length)),
        }
        for category in whole.categories
    ]


@transaction.atomic
def sign_release(edition: Edition, *, by: User, now: datetime) -> SealedResult:
    """Put one signature under opening the seal. The second person, or one person in time, releases the result."""
    locked = _locked(edition)
    refuse(obstacle_to_sign(locked, by, now))
    result = _seal_of(locked)
    role = role_of(by, locked)
    Signature.objects.get_or_create(result=result, signer=by, defaults={"role": role or "", "signed_at": now})
    record("result.signed", subject=str(locked.year), by=by.code, now=now, number=result.number)
    signers = set(result.signatures.values_list("signer__code", flat=True))
    if is_enough(signers, reveal_from=locked.reveal_from, now=now):
        _release(result, by=by.code, now=now)
    return result


@transaction.atomic
def release_alone(edition: Edition, *, by: str, now: datetime) -> None:
    """From the announced moment on, whoever runs the installation is the one person that is needed."""
    locked = _locked(edition)
    refuse(why_not_release_alone(reveal_from=locked.reveal_from, state=state_of(locked), now=now))
    result = _seal_of(locked)
    if result.released_at is None:
        _release(result, by=by, now=now)


def _release(result: SealedResult, *, by: str, now: datetime) -> None:
    result.released_at = now
    result.save(update_fields=["released_at"])
    record("result.released", subject=str(result.edition.year), by=by, now=now, number=result.number)


@transaction.atomic
def publish_result(edition: Edition, *, by: str, now: datetime) -> None:
    """Open every verdict, publish result and nonce, and mark the edition revealed: all in one transaction.

    A second call changes nothing. Refused unless the result is sealed, released and still in force.
    """
    locked = _locked(edition)
    if locked.revealed_at is not None:
        return
    refuse(obstacle_to_publish(locked, now))
    result = _seal_of(locked)
    contents = contents_of(result)
    assert contents is not None  # the rule refused a key that does not fit
    for verdict in verdicts_in_force([locked]).values():
        open_verdict(verdict, by=by, now=now)
    result.text, result.nonce, result.opened_at = contents.text, contents.nonce, now
    result.save(update_fields=["text", "nonce", "opened_at"])
    record(
        "result.opened",
        subject=str(locked.year),
        by=by,
        now=now,
        number=result.number,
        commitment=result.commitment,
        nonce=result.nonce,
    )
    mark_revealed(locked, by=by, now=now)


def _seal_of(edition: Edition) -> SealedResult:
    result = seal_in_force(edition)
    assert result is not None  # the rule refused an edition without a seal
    return result


def _locked(edition: Edition) -> Edition:
    """What decides about an edition happens one at a time: jury, seal, release and reveal wait for each other."""
    return Edition.objects.select_for_update().get(pk=edition.pk)

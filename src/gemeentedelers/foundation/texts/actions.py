from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min, Q

from gemeentedelers.foundation.refusals import Refusal, refuse
from gemeentedelers.foundation.texts.models import Text, Version
from gemeentedelers.foundation.texts.rules import (
    KEPT_FOR,
    KEPT_VERSIONS,
    LONGEST,
    Patch,
    Reception,
    TextObstacle,
    Written,
    cleaned,
    expired_versions,
    is_worth_keeping,
    parked_key,
    reception_of,
)


@dataclass(frozen=True)
class Receipt:
    """What became of a patch, and the text as it stands now."""

    key: str
    reception: Reception
    standing: Written


@transaction.atomic
def write_text(subject: str, patch: Patch, *, by: str, now: datetime) -> Receipt:
    """Keep what was typed in one field, unless somebody else changed that field since.

    Only the row of this field is locked. What is replaced goes to the history when it is worth keeping. A conflict
    is an answer, not an error: the standing text stays and comes back, and what was typed is parked for its writer.
    """
    return _write(subject, patch, by=by, now=now)


def _write(subject: str, patch: Patch, *, by: str, now: datetime) -> Receipt:
    value = cleaned(patch.value)
    if len(value) > LONGEST:
        refuse(Refusal(TextObstacle.TOO_LARGE, length=LONGEST))
    text = _locked(subject, patch.key, is_needed=bool(value))
    if text is None:
        return Receipt(patch.key, Reception.KNOWN, Written())
    standing = text.written
    reception = reception_of(Patch(patch.key, value, patch.base, patch.client, patch.seq), standing)
    if reception is Reception.CONFLICT:
        _park(subject, patch.key, value, by=by, now=now)
    if reception is not Reception.KEPT:
        return Receipt(patch.key, reception, standing)
    if is_worth_keeping(standing, text.checkpoint_at, value=value, by=by, now=now):
        Version.objects.create(
            text=text,
            number=text.version,
            value=text.value,
            written_by=text.written_by,
            written_at=text.written_at or now,
        )
        text.checkpoint_at = now
    text.value, text.version = value, text.version + 1
    text.written_by, text.written_at = by, now
    text.client, text.seq = patch.client, patch.seq
    text.save()
    return Receipt(patch.key, Reception.KEPT, text.written)


def _park(subject: str, key: str, value: str, *, by: str, now: datetime) -> None:
    """Under a field of the writer's own, so that comparing can wait and closing the browser loses nothing."""
    Text.objects.update_or_create(
        subject=subject,
        key=parked_key(key, by),
        defaults={"value": value, "written_by": by, "written_at": now},
    )


@transaction.atomic
def settle_text(subject: str, patch: Patch, *, by: str, now: datetime) -> Receipt:
    """Keep what somebody decided after comparing; unless the standing text changed once more, nothing is parked."""
    receipt = _write(subject, patch, by=by, now=now)
    if receipt.reception is not Reception.CONFLICT:
        Text.objects.filter(subject=subject, key=parked_key(patch.key, by)).delete()
    return receipt


@transaction.atomic
def write_texts(subject: str, patches: Sequence[Patch], *, by: str, now: datetime) -> list[Receipt]:
    """The same for a whole page. Always in the order of the keys, so that two pages cannot wait for each other."""
    return [_write(subject, patch, by=by, now=now) for patch in sorted(patches, key=lambda patch: patch.key)]


def _locked(subject: str, key: str, *, is_needed: bool) -> Text | None:
    """The row of a field. An empty field of which nothing is known needs none."""
    rows = Text.objects.select_for_update().filter(subject=subject, key=key)
    found = rows.first()
    if found is None and is_needed:
        Text.objects.bulk_create([Text(subject=subject, key=key)], ignore_conflicts=True)
        found = rows.get()
    return found


@transaction.atomic
def prune_history(*, now: datetime) -> int:
    """Remove earlier texts that are kept no longer, and say how many."""
    removed = 0
    counted = Text.objects.annotate(n=Count("versions"), oldest=Min("versions__written_at"))
    crowded = counted.filter(Q(n__gt=KEPT_VERSIONS) | Q(oldest__lt=now - KEPT_FOR))
    for text in crowded.iterator(chunk_size=500):
        versions = list(text.versions.order_by("-number").values_list("pk", "written_at"))
        gone = [versions[place][0] for place in expired_versions([at for _, at in versions], now)]
        removed += Version.objects.filter(pk__in=gone).delete()[0]
    return removed

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, QuerySet

from gemeentedelers.foundation.texts.models import Text, Version
from gemeentedelers.foundation.texts.rules import PARKED, parked_key


def texts_of(subject: str) -> dict[str, Text]:
    """Everything that was written about a subject, by field, in one query."""
    return {text.key: text for text in Text.objects.filter(subject=subject)}


def values_of(subject: str) -> dict[str, str]:
    return dict(Text.objects.filter(subject=subject).values_list("key", "value"))


def values_of_many(subjects: Collection[str], keys: Collection[str]) -> dict[str, dict[str, str]]:
    """Some fields of many subjects, in one query."""
    found: dict[str, dict[str, str]] = {subject: {} for subject in subjects}
    rows = Text.objects.filter(subject__in=subjects, key__in=keys).values_list("subject", "key", "value")
    for subject, key, value in rows:
        found[subject][key] = value
    return found


def history_of(subject: str, key: str) -> QuerySet[Version]:
    """Earlier texts of a field, newest first."""
    return Version.objects.filter(text__subject=subject, text__key=key).order_by("-number")


def changes_by_others(subject: str, *, since: datetime, but: str) -> QuerySet[Text]:
    """What others wrote since a moment, newest first."""
    changed = Text.objects.filter(subject=subject, written_at__gt=since).exclude(key__startswith=PARKED)
    return changed.exclude(written_by=but).order_by("-written_at")


def parked_text(subject: str, key: str, *, by: str) -> Text | None:
    """What somebody typed while another was first, when the two have not been compared yet."""
    return Text.objects.filter(subject=subject, key=parked_key(key, by)).first()


def broken_histories() -> QuerySet[Version]:
    """Earlier texts that claim to be newer than the text they came from."""
    return Version.objects.filter(number__gte=F("text__version")).select_related("text")

from collections.abc import Iterator

from django.db.models import Max, QuerySet

from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.rules import Link, first_broken


def facts_about(subject: str) -> QuerySet[Fact]:
    return Fact.objects.filter(subject=subject)


def newest_facts(name: str = "") -> QuerySet[Fact]:
    facts = Fact.objects.order_by("-number")
    return facts.filter(name=name) if name else facts


def newest_number(*names: str) -> int | None:
    """The number of the newest fact with one of these names: it changes with each such fact."""
    newest: int | None = Fact.objects.filter(name__in=names).aggregate(newest=Max("number"))["newest"]
    return newest


def chain() -> Iterator[Link]:
    for fact in Fact.objects.order_by("number").iterator(chunk_size=2_000):
        yield fact.link


def broken_chain() -> list[int]:
    """Empty, or the number of the first fact that was tampered with."""
    broken = first_broken(chain())
    return [] if broken is None else [broken]

from collections.abc import Iterator

from django.db.models import QuerySet

from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.rules import Link, first_broken


def facts_about(subject: str) -> QuerySet[Fact]:
    return Fact.objects.filter(subject=subject)


def newest_facts(name: str = "") -> QuerySet[Fact]:
    facts = Fact.objects.order_by("-number")
    return facts.filter(name=name) if name else facts


def chain() -> Iterator[Link]:
    for fact in Fact.objects.order_by("number").iterator(chunk_size=2_000):
        yield fact.link


def broken_chain() -> list[int]:
    """Empty, or the number of the first fact that was tampered with."""
    broken = first_broken(chain())
    return [] if broken is None else [broken]

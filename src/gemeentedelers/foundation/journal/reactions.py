"""Who answers to which fact. A reaction is a job in the same transaction as the fact, and may run twice."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from gemeentedelers.foundation.journal.models import Fact

Reaction = Callable[[Fact], None]
ReactionTask = Task[[int], None, Any]

PATIENT = RetryStrategy(max_attempts=8, exponential_wait=4)
_reactions: dict[str, list[ReactionTask]] = defaultdict(list)


def reacts_to(name: str) -> Callable[[Reaction], Reaction]:
    """Run the decorated job, with the fact, after every transaction that recorded `name`."""

    def register(reaction: Reaction) -> Reaction:
        def job(number: int) -> None:
            reaction(Fact.objects.get(number=number))

        job_name = f"{name}:{reaction.__module__}.{reaction.__name__}"
        _reactions[name].append(app.task(name=job_name, retry=PATIENT)(job))
        return reaction

    return register


def reactions_to(name: str) -> list[ReactionTask]:
    return _reactions[name]


def all_reactions() -> Mapping[str, list[ReactionTask]]:
    return dict(sorted(_reactions.items()))
